/*
 * known.c - tables of properties.  Sources: QEMU 7.2 `-device virtio-net-pci,help` and qapi/net.json; what is younger is named with its release.
 * A property that is not known is an error, as in QEMU itself.
 */
#include "import/known.h"
#include "base/param.h"
#include <string.h>

enum value { VALUE_BOOL, VALUE_COUNT, VALUE_RING, VALUE_TEXT };
struct known {
	const char *name;
	enum value value;
};

static const struct known of_card[] = {
	{"rx_queue_size", VALUE_RING},
	{"tx_queue_size", VALUE_RING},
	{"mq", VALUE_BOOL},
	{"vectors", VALUE_COUNT},
	{"mrg_rxbuf", VALUE_BOOL},
	{"csum", VALUE_BOOL},
	{"gso", VALUE_BOOL},
	{"guest_csum", VALUE_BOOL},
	{"guest_tso4", VALUE_BOOL},
	{"guest_tso6", VALUE_BOOL},
	{"guest_ecn", VALUE_BOOL},
	{"guest_ufo", VALUE_BOOL},
	{"guest_uso4", VALUE_BOOL}, /* 8.2 */
	{"guest_uso6", VALUE_BOOL}, /* 8.2 */
	{"host_uso", VALUE_BOOL},   /* 8.2 */
	{"host_tso4", VALUE_BOOL},
	{"host_tso6", VALUE_BOOL},
	{"host_ecn", VALUE_BOOL},
	{"host_ufo", VALUE_BOOL},
	{"packed", VALUE_BOOL},
	{"in_order", VALUE_BOOL}, /* younger than 7.2 */
	{"iommu_platform", VALUE_BOOL},
	{"event_idx", VALUE_BOOL},
	{"indirect_desc", VALUE_BOOL},
	{"any_layout", VALUE_BOOL},
	{"notify_on_empty", VALUE_BOOL},
	{"queue_reset", VALUE_BOOL},
	{"tx", VALUE_TEXT},
	{"x-txtimer", VALUE_COUNT},
	{"x-txburst", VALUE_COUNT},
	{"ioeventfd", VALUE_BOOL},
	{"page-per-vq", VALUE_BOOL},
	{"ats", VALUE_BOOL},
	{"disable-legacy", VALUE_TEXT},
	{"disable-modern", VALUE_BOOL},
	{"host_mtu", VALUE_COUNT},
	{"rss", VALUE_BOOL},
	{"hash", VALUE_BOOL},
	{"ebpf-rss-fds", VALUE_TEXT},
	{"guest_rsc_ext", VALUE_BOOL},
	{"rsc_interval", VALUE_COUNT},
	{"speed", VALUE_TEXT},
	{"duplex", VALUE_TEXT},
	{"status", VALUE_BOOL},
	{"ctrl_vq", VALUE_BOOL},
	{"ctrl_rx", VALUE_BOOL},
	{"ctrl_vlan", VALUE_BOOL},
	{"ctrl_rx_extra", VALUE_BOOL},
	{"ctrl_mac_addr", VALUE_BOOL},
	{"ctrl_guest_offloads", VALUE_BOOL},
	{"guest_announce", VALUE_BOOL},
	{"mac", VALUE_TEXT},
	{"romfile", VALUE_TEXT},
	{"rombar", VALUE_TEXT},
	{"romsize", VALUE_TEXT},
	{"bootindex", VALUE_TEXT},
	{"addr", VALUE_TEXT},
	{"bus", VALUE_TEXT},
	{"devno", VALUE_TEXT},
	{"failover", VALUE_BOOL},
	{"failover_pair_id", VALUE_TEXT},
	{"multifunction", VALUE_BOOL},
	{"acpi-index", VALUE_TEXT},
	{"aer", VALUE_BOOL},
	{"use-disabled-flag", VALUE_BOOL},
	{"use-started", VALUE_BOOL},
	{"x-mtu-bypass-backend", VALUE_BOOL},
	{"x-disable-pcie", VALUE_BOOL},
	{"x-ignore-backend-features", VALUE_BOOL},
	{"x-disable-legacy-check", VALUE_BOOL},
	{"x-pcie-deverr-init", VALUE_BOOL},
	{"x-pcie-flr-init", VALUE_BOOL},
	{"x-pcie-lnkctl-init", VALUE_BOOL},
	{"x-pcie-lnksta-dllla", VALUE_BOOL},
	{"x-pcie-extcap-init", VALUE_BOOL},
	{"x-pcie-pm-init", VALUE_BOOL},
	{"modern-pio-notify", VALUE_BOOL},
	{"migrate-extra", VALUE_BOOL},
	{"virtio-pci-bus-master-bug-migration", VALUE_BOOL},
	{NULL, VALUE_TEXT},
};
static const struct known of_tap[] = {
	{"ifname", VALUE_TEXT},   {"fd", VALUE_TEXT},         {"fds", VALUE_TEXT},        {"script", VALUE_TEXT},
	{"br", VALUE_TEXT},       {"helper", VALUE_TEXT},     {"downscript", VALUE_TEXT}, {"sndbuf", VALUE_TEXT},
	{"vnet_hdr", VALUE_BOOL}, {"vhost", VALUE_BOOL},      {"vhostfd", VALUE_TEXT},    {"vhostfds", VALUE_TEXT},
	{"queues", VALUE_COUNT},  {"vhostforce", VALUE_BOOL}, {"poll-us", VALUE_COUNT},   {NULL, VALUE_TEXT},
};
static const struct known of_user[] = {
	{"hostname", VALUE_TEXT},
	{"restrict", VALUE_BOOL},
	{"ipv4", VALUE_BOOL},
	{"ipv6", VALUE_BOOL},
	{"ip", VALUE_TEXT},
	{"net", VALUE_TEXT},
	{"host", VALUE_TEXT},
	{"tftp", VALUE_TEXT},
	{"bootfile", VALUE_TEXT},
	{"dhcpstart", VALUE_TEXT},
	{"dns", VALUE_TEXT},
	{"dnssearch", VALUE_TEXT},
	{"domainname", VALUE_TEXT},
	{"ipv6-net", VALUE_TEXT},
	{"ipv6-host", VALUE_TEXT},
	{"ipv6-prefix", VALUE_TEXT},
	{"ipv6-prefixlen", VALUE_TEXT},
	{"ipv6-dns", VALUE_TEXT},
	{"smb", VALUE_TEXT},
	{"smbserver", VALUE_TEXT},
	{"hostfwd", VALUE_TEXT},
	{"guestfwd", VALUE_TEXT},
	{"tftp-server-name", VALUE_TEXT},
	{NULL, VALUE_TEXT},
};
static const struct known of_vhost_user[] = {
	{"chardev", VALUE_TEXT}, {"vhostforce", VALUE_BOOL}, {"queues", VALUE_COUNT}, {NULL, VALUE_TEXT}};
static const struct known of_vdpa[] = {
	{"vhostdev", VALUE_TEXT}, {"vhostfd", VALUE_TEXT}, {"queues", VALUE_COUNT}, {"x-svq", VALUE_BOOL}, {NULL, VALUE_TEXT}};
static const struct known of_bridge[] = {{"br", VALUE_TEXT}, {"helper", VALUE_TEXT}, {NULL, VALUE_TEXT}};
static const struct known of_socket[] = {
	{"fd", VALUE_TEXT},        {"listen", VALUE_TEXT}, {"connect", VALUE_TEXT}, {"mcast", VALUE_TEXT},
	{"localaddr", VALUE_TEXT}, {"udp", VALUE_TEXT},    {NULL, VALUE_TEXT},
};

/* Without a table every property is taken: nothing of it matters here. */
static const struct {
	const char *type;
	const struct known *of;
} types[] = {
	{"tap", of_tap},         {"user", of_user},     {"vhost-user", of_vhost_user},
	{"vhost-vdpa", of_vdpa}, {"bridge", of_bridge}, {"socket", of_socket},
	{"stream", NULL},        {"dgram", NULL},       {"passt", NULL},
	{"l2tpv3", NULL},        {"vde", NULL},         {"netmap", NULL},
	{"af-xdp", NULL},        {"hubport", NULL},     {NULL, NULL},
};

static bool value_fits(const struct property *p, enum value value, enum spelling spelling, struct error *err)
{
	bool on;
	int64_t n;
	if (value == VALUE_BOOL) {
		bool json = spelling == SPELT_JSON && (strcmp(p->value, "true") == 0 || strcmp(p->value, "false") == 0);
		if (json || (spelling == SPELT_PLAIN && on_or_off(p->value, &on))) return true;
		return error_at(err, p->at, "%.80s: expected %s", p->shown,
				spelling == SPELT_PLAIN ? "on or off" : "true or false, without quotes");
	}
	if (value == VALUE_TEXT) return true;
	if (spelling == SPELT_JSON_QUOTED) return error_at(err, p->at, "%.80s: expected a number without quotes", p->shown);
	if (!whole_number(p->value, value == VALUE_RING ? UINT16_MAX : UINT32_MAX, &n))
		return error_at(err, p->at, "%.80s: expected a whole number from 0 to %lld, without a unit", p->shown,
				value == VALUE_RING ? (long long)UINT16_MAX : (long long)UINT32_MAX);
	if (value == VALUE_RING && (n < 256 || n > 1024 || (n & (n - 1))))
		return error_at(err, p->at, "%.80s: QEMU takes a power of two from 256 to 1024", p->shown);
	return true;
}

static const struct known *find(const struct known *list, const char *name)
{
	for (; list->name; list++)
		if (strcmp(list->name, name) == 0) return list;
	return NULL;
}

static bool unknown(const struct known *list, const char *whose, const struct property *p, struct error *err)
{
	const char *best = NULL, *owner = NULL;
	int cost = 0;
	for (const struct known *k = list; k->name; k++)
		nearest_offer(p->name, k->name, &best, &cost);
	if (list != of_card && find(of_card, p->name)) owner = "a virtio-net card";
	for (size_t i = 0; types[i].type && !owner; i++)
		if (types[i].of && types[i].of != list && find(types[i].of, p->name)) owner = types[i].type;
	if (best && !owner) return error_at(err, p->at, "'%.60s' is no property of %s; did you mean '%s'?", p->name, whose, best);
	return error_at(err, p->at, "'%.60s' is no property of %s%s%s", p->name, whose, owner ? ", but of " : "",
			owner ? owner : "");
}

bool known_of_card(const struct property *p, enum spelling spelling, struct error *err)
{
	const struct known *k = find(of_card, p->name);
	return k ? value_fits(p, k->value, spelling, err) : unknown(of_card, "a virtio-net card", p, err);
}

bool known_of_net(const char *type, const struct property *p, enum spelling spelling, struct error *err)
{
	for (size_t i = 0; types[i].type; i++) {
		if (strcmp(types[i].type, type) != 0 || !types[i].of) continue;
		const struct known *k = find(types[i].of, p->name);
		return k ? value_fits(p, k->value, spelling, err) : unknown(types[i].of, type, p, err);
	}
	return true;
}

bool known_type(const struct property *type, struct error *err)
{
	const char *best = NULL;
	int cost = 0;
	for (size_t i = 0; types[i].type; i++) {
		if (strcmp(types[i].type, type->value) == 0) return true;
		nearest_offer(type->value, types[i].type, &best, &cost);
	}
	return error_at(err, type->at, "'%.60s' is no type of -netdev%s%s%s", type->value, best ? "; did you mean '" : "",
			best ? best : "", best ? "'?" : "");
}

enum card_kind known_driver(const char *driver)
{
	static const char *const virtio[] = {"virtio-net-pci",
					     "virtio-net-pci-transitional",
					     "virtio-net-pci-non-transitional",
					     "virtio-net",
					     "virtio-net-ccw",
					     "virtio-net-device"};
	for (size_t i = 0; i < sizeof virtio / sizeof *virtio; i++)
		if (strcmp(driver, virtio[i]) == 0) return CARD_VIRTIO;
	return CARD_OTHER;
}
