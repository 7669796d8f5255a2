/*
 * offer.c - QEMU's features of virtio-net with their properties and the machine versions that changed a default (hw/core/machine.c, hw/i386/pc.c,
 * 7.2; USO: hw_compat_8_1).  Without a virtio-net header in the back end neither checksums nor segments are offloaded (hw/net/virtio-net.c).
 */
#include "import/offer.h"
#include "nic/features.h"
#include <string.h>

static const struct {
	int bit;
	const char *property; /* NULL = always there */
	bool on;              /* by default, in machines of `since` and later; below that it is off */
	int since;
	bool header; /* only with a virtio-net header in the back end */
} rows[] = {
	{F_CSUM, "csum", true, 0, true},
	{F_GUEST_CSUM, "guest_csum", true, 0, true},
	{F_CTRL_GUEST_OFFLOADS, "ctrl_guest_offloads", true, 105, false},
	{F_MAC, NULL, true, 0, false},
	{F_GSO, "gso", true, 0, false},
	{F_GUEST_TSO4, "guest_tso4", true, 0, true},
	{F_GUEST_TSO6, "guest_tso6", true, 0, true},
	{F_GUEST_ECN, "guest_ecn", true, 0, true},
	{F_GUEST_UFO, "guest_ufo", true, 0, true},
	{F_HOST_TSO4, "host_tso4", true, 0, true},
	{F_HOST_TSO6, "host_tso6", true, 0, true},
	{F_HOST_ECN, "host_ecn", true, 0, true},
	{F_HOST_UFO, "host_ufo", true, 0, true},
	{F_MRG_RXBUF, "mrg_rxbuf", true, 0, false},
	{F_STATUS, "status", true, 0, false},
	{F_CTRL_VQ, "ctrl_vq", true, 0, false},
	{F_CTRL_RX, "ctrl_rx", true, 0, false},
	{F_CTRL_VLAN, "ctrl_vlan", true, 0, false},
	{F_CTRL_RX_EXTRA, "ctrl_rx_extra", true, 0, false},
	{F_GUEST_ANNOUNCE, "guest_announce", true, 201, false},
	{F_MQ, "mq", false, 0, false},
	{F_CTRL_MAC_ADDR, "ctrl_mac_addr", true, 0, false},
	{F_NOTIFY_ON_EMPTY, "notify_on_empty", true, 0, false},
	{F_ANY_LAYOUT, "any_layout", true, 106, false},
	{F_INDIRECT_DESC, "indirect_desc", true, 0, false},
	{F_EVENT_IDX, "event_idx", true, 0, false},
	{F_UNUSED, NULL, true, 0, false},
	{F_ACCESS_PLATFORM, "iommu_platform", false, 0, false},
	{F_RING_PACKED, "packed", false, 0, false},
	{F_IN_ORDER, "in_order", false, 0, false},
	{F_RING_RESET, "queue_reset", true, 702, false},
	{F_GUEST_USO4, "guest_uso4", true, 802, true},
	{F_GUEST_USO6, "guest_uso6", true, 802, true},
	{F_HOST_USO, "host_uso", true, 802, true},
	{F_HASH_REPORT, "hash", false, 0, true},
	{F_RSS, "rss", false, 0, false},
	{F_RSC_EXT, "guest_rsc_ext", false, 0, true},
	{F_STANDBY, "failover", false, 0, false},
};

bool card_has(const struct card *c, const char *name, bool otherwise)
{
	bool on = otherwise;
	const struct property *p = property_of(&c->device, name);
	if (p && !on_or_off(p->value, &on)) on = strcmp(p->value, "true") == 0;
	return on;
}

static int version_of(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	if (!digits || digits > 3 || text[digits] != '.') return 0;
	int major = 0, minor = 0;
	for (size_t i = 0; i < digits; i++)
		major = 10 * major + text[i] - '0';
	const char *rest = text + digits + 1;
	for (digits = strspn(rest, "0123456789"); digits && *rest >= '0' && *rest <= '9' && minor < 10; rest++)
		minor = 10 * minor + *rest - '0';
	return digits ? 100 * major + minor : 0;
}

/* "pc-q35-7.2" -> 702; 0 = an alias, such as q35. */
static int version_of_machine(const char *type)
{
	const char *dash = strrchr(type, '-');
	return dash ? version_of(dash + 1) : 0;
}

static bool find_version(struct offer *o, struct guest *g, const char *version, struct error *err)
{
	const struct property *type = property_of(&g->machine, "type");
	o->version = type ? version_of_machine(type->value) : 0;
	if (o->version) {
		o->version_said = property_said(g, type);
		return true;
	}
	if (version) {
		o->version = version_of(version);
		o->version_said = "--qemu-version";
		if (!o->version) return error_plain(err, "--qemu-version %.60s: expected a release such as 7.2", version);
		return true;
	}
	o->version = NEWEST_VERSION;
	o->version_assumed = true;
	o->version_said = "the machine has no version in the input: QEMU 10.0's defaults are taken";
	guest_note(g, NOTE_ASSUMED, (struct place){g->file, 0, 0},
		   "the machine names no version of QEMU: the defaults of 10.0 are taken; --qemu-version says which");
	return true;
}

bool offer_find(struct offer *o, struct guest *g, const struct card *c, const char *version, struct error *err)
{
	*o = (struct offer){.word = c->word};
	if (c->fixed_word || c->kind == CARD_XEN) return true;
	if (!find_version(o, g, version, err)) return false;
	const char *type = property_text(&c->net, "type", "");
	bool tap = strcmp(type, "tap") == 0 || strcmp(type, "bridge") == 0;
	const struct property *vnet = property_of(&c->net, "vnet_hdr");
	bool header = tap || strncmp(type, "vhost", 5) == 0, set = true;
	if (vnet && on_or_off(vnet->value, &set)) header = header && set;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool on = rows[i].on && o->version >= rows[i].since;
		if (rows[i].property) on = card_has(c, rows[i].property, on);
		if (on && (header || !rows[i].header)) o->word |= BIT_OF(rows[i].bit);
	}
	int64_t n;
	if (whole_number(property_text(&c->device, "host_mtu", "0"), UINT16_MAX, &n) && n) o->word |= BIT_OF(F_MTU);
	if (property_of(&c->device, "speed") || property_of(&c->device, "duplex")) o->word |= BIT_OF(F_SPEED_DUPLEX);
	if (!card_has(c, "disable-modern", o->version <= 206))
		o->word |= BIT_OF(F_VERSION_1);
	else
		o->word &= UINT32_MAX;
	o->masked = strncmp(type, "vhost", 5) == 0;
	return true;
}
