#include "nic/features.h"
#include "nic/setup.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NET(name) F_##name, "VIRTIO_NET_F_" #name
#define RING(name) F_##name, "VIRTIO_F_" #name

const struct feature_bit feature_bits[] = {
	{NET(CSUM), "device takes packets with partial checksums"},
	{NET(GUEST_CSUM), "driver takes packets with partial checksums"},
	{NET(CTRL_GUEST_OFFLOADS), "offloads can be changed through the control queue"},
	{NET(MTU), "device says its largest MTU"},
	{NET(MAC), "device has a MAC address"},
	{NET(GSO), "legacy: device takes packets of any segmentation type"},
	{NET(GUEST_TSO4), "driver takes TCP/IPv4 segments merged"},
	{NET(GUEST_TSO6), "driver takes TCP/IPv6 segments merged"},
	{NET(GUEST_ECN), "driver takes merged TCP segments with ECN"},
	{NET(GUEST_UFO), "driver takes merged UDP fragments"},
	{NET(HOST_TSO4), "device segments TCP/IPv4"},
	{NET(HOST_TSO6), "device segments TCP/IPv6"},
	{NET(HOST_ECN), "device segments TCP with ECN"},
	{NET(HOST_UFO), "device fragments UDP"},
	{NET(MRG_RXBUF), "a packet may span several receive buffers"},
	{NET(STATUS), "device says its link status"},
	{NET(CTRL_VQ), "there is a control queue"},
	{NET(CTRL_RX), "receive modes through the control queue"},
	{NET(CTRL_VLAN), "VLAN filters through the control queue"},
	{NET(CTRL_RX_EXTRA), "more receive modes through the control queue"},
	{NET(GUEST_ANNOUNCE), "driver can announce itself when asked"},
	{NET(MQ), "several queue pairs, steered by the device"},
	{NET(CTRL_MAC_ADDR), "MAC address through the control queue"},
	{RING(NOTIFY_ON_EMPTY), "legacy: a signal when the ring runs empty, even if not wished"},
	{F_LOG_ALL, "VHOST_F_LOG_ALL", "vhost's own: it logs which guest memory it writes (live migration)"},
	{RING(ANY_LAYOUT), "legacy: descriptors may divide header and data in any way"},
	{RING(INDIRECT_DESC), "a descriptor may point to a table of descriptors"},
	{RING(EVENT_IDX), "notifications are suppressed by event indices"},
	{F_UNUSED, "UNUSED",
	 "reserved: some devices offer it to catch drivers that accept everything; in words of vhost-user: "
	 "VHOST_USER_F_PROTOCOL_FEATURES"},
	{RING(VERSION_1), "virtio 1.0 or later, not the legacy interface"},
	{RING(ACCESS_PLATFORM), "device addresses memory as the platform translates and limits it (IOMMU)"},
	{RING(RING_PACKED), "packed ring"},
	{RING(IN_ORDER), "device uses buffers in the order they were made available"},
	{RING(ORDER_PLATFORM), "memory is ordered as the platform does it, as for real hardware"},
	{RING(SR_IOV), "device has virtual functions"},
	{RING(NOTIFICATION_DATA), "kicks carry where the driver stands"},
	{RING(NOTIF_CONFIG_DATA), "kicks carry data the device gave out"},
	{RING(RING_RESET), "single rings can be reset"},
	{RING(ADMIN_VQ), "there is an administration queue (legacy network devices: GUEST_RSC4, device merges TCP/IPv4)"},
	{NET(GUEST_RSC6), "legacy: device merges TCP/IPv6"},
	{NET(DEVICE_STATS), "device statistics through the control queue"},
	{NET(HASH_TUNNEL), "hashes of inner headers in tunnels"},
	{NET(VQ_NOTF_COAL), "notifications coalesced, per queue"},
	{NET(NOTF_COAL), "notifications coalesced"},
	{NET(GUEST_USO4), "driver takes UDP/IPv4 segments merged"},
	{NET(GUEST_USO6), "driver takes UDP/IPv6 segments merged"},
	{NET(HOST_USO), "device segments UDP"},
	{NET(HASH_REPORT), "device reports a hash with each packet"},
	{NET(GUEST_HDRLEN), "driver gives the exact length of headers"},
	{NET(RSS), "receive-side scaling with a Toeplitz hash"},
	{NET(RSC_EXT), "device handles duplicated acknowledgements and reports merged segments"},
	{NET(STANDBY), "device may stand by for another one with the same MAC address"},
	{NET(SPEED_DUPLEX), "device says its speed and duplex"},
	{0, NULL, NULL},
};

/* `bit` needs one of any_of beside it in the same word. */
struct dependency {
	int bit;
	uint64_t any_of;
	const char *rule;
};
#define NET_RULE "virtio 1.x 5.1.3.1"
#define TSO(side) (BIT_OF(F_##side##_TSO4) | BIT_OF(F_##side##_TSO6))
static const struct dependency dependencies[] = {
	{F_GUEST_TSO4, BIT_OF(F_GUEST_CSUM), NET_RULE},
	{F_GUEST_TSO6, BIT_OF(F_GUEST_CSUM), NET_RULE},
	{F_GUEST_ECN, TSO(GUEST), NET_RULE},
	{F_GUEST_UFO, BIT_OF(F_GUEST_CSUM), NET_RULE},
	{F_GUEST_USO4, BIT_OF(F_GUEST_CSUM), NET_RULE},
	{F_GUEST_USO6, BIT_OF(F_GUEST_CSUM), NET_RULE},
	{F_HOST_TSO4, BIT_OF(F_CSUM), NET_RULE},
	{F_HOST_TSO6, BIT_OF(F_CSUM), NET_RULE},
	{F_HOST_ECN, TSO(HOST), NET_RULE},
	{F_HOST_UFO, BIT_OF(F_CSUM), NET_RULE},
	{F_HOST_USO, BIT_OF(F_CSUM), NET_RULE},
	{F_CTRL_RX, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_CTRL_VLAN, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_GUEST_ANNOUNCE, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_MQ, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_CTRL_MAC_ADDR, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_NOTF_COAL, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_RSC_EXT, TSO(HOST), NET_RULE},
	{F_RSS, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_VQ_NOTF_COAL, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_HASH_TUNNEL, BIT_OF(F_CTRL_VQ), NET_RULE},
	{F_HASH_TUNNEL, BIT_OF(F_RSS) | BIT_OF(F_HASH_REPORT), NET_RULE},
	{0, 0, NULL},
};

/* Bits a driver does not accept, unless one of `without` is accepted too. */
struct exclusion {
	uint64_t bits, without;
	const char *rule;
};
#define ABOVE_32 (UINT64_MAX << 33)
static const struct exclusion exclusions[] = {
	{BIT_OF(F_UNUSED), BIT_OF(F_VERSION_1) | BIT_OF(F_LOG_ALL),
	 "virtio 1.x 6, legacy interface: it should not be negotiated (beside those it is vhost-user's PROTOCOL_FEATURES)"},
	{ABOVE_32, BIT_OF(F_VERSION_1), "virtio 1.x 2.2.3, 4.1.4: the legacy interface has bits 0 to 31 only"},
};

/* What nic needs, which belongs to no model. */
static const struct need common_needs[] = {
	{.path = "nic.queues",
	 .from = 2,
	 .to = INT64_MAX,
	 .any_of = BIT_OF(F_MQ) | BIT_OF(F_RSS),
	 .rule = "virtio 1.x 5.1.2: else there is one pair"},
	{0},
};

const struct feature_bit *feature_of(int bit)
{
	for (const struct feature_bit *f = feature_bits; f->name; f++)
		if (f->bit == bit) return f;
	return NULL;
}

const char *features_shown(uint64_t mask, char *buf, int size)
{
	int at = 0;
	buf[0] = '\0';
	for (int bit = 0; bit < 64 && at < size; bit++) {
		const struct feature_bit *f = feature_of(bit);
		if (!(mask >> bit & 1)) continue;
		uint64_t rest = bit < 63 ? mask >> (bit + 1) : 0;
		const char *before = at == 0 ? "" : rest ? ", " : " or ";
		at += snprintf(buf + at, (size_t)(size - at), "%s%s (%d)", before, f ? f->name : "bit", bit);
	}
	return buf;
}

/* ---- the words against the rules ---- */

struct faults {
	struct feature_fault *out;
	int room, n;
};

static struct feature_fault *next_fault(struct faults *f, bool accepted)
{
	static const struct feature_fault blank;
	if (f->n++ >= f->room) return NULL;
	struct feature_fault *fault = &f->out[f->n - 1];
	*fault = blank;
	fault->accepted = accepted;
	return fault;
}

static void check_dependencies(struct faults *f, uint64_t word, bool accepted)
{
	char one[80], any[200];
	for (const struct dependency *d = dependencies; d->rule; d++) {
		if (!(word & BIT_OF(d->bit)) || word & d->any_of) continue;
		struct feature_fault *fault = next_fault(f, accepted);
		if (!fault) continue;
		snprintf(fault->text, sizeof fault->text, "%s requires %s, which is not %s; %s, %s",
			 features_shown(BIT_OF(d->bit), one, sizeof one), features_shown(d->any_of, any, sizeof any),
			 accepted ? "accepted" : "offered", d->rule, accepted ? "2.2.1" : "2.2.2");
	}
}

static void check_exclusion(struct faults *f, const struct exclusion *e, uint64_t bit)
{
	char one[80], without[80];
	struct feature_fault *fault = next_fault(f, true);
	if (!fault) return;
	snprintf(fault->text, sizeof fault->text, "%s is accepted%s%s; %s", features_shown(bit, one, sizeof one),
		 e->without ? " without " : "", features_shown(e->without, without, sizeof without), e->rule);
}

static void check_accepted(struct faults *f, uint64_t offered, uint64_t accepted)
{
	char one[80];
	for (int i = 0; i < 64; i++) {
		uint64_t bit = BIT_OF(i) & accepted;
		struct feature_fault *fault = bit & ~offered ? next_fault(f, true) : NULL;
		if (fault)
			snprintf(fault->text, sizeof fault->text, "%s is accepted but was not offered; virtio 1.x 2.2.1",
				 features_shown(bit, one, sizeof one));
		for (size_t k = 0; k < sizeof exclusions / sizeof *exclusions; k++)
			if (bit & exclusions[k].bits && !(accepted & exclusions[k].without))
				check_exclusion(f, &exclusions[k], bit);
	}
}

int features_check(uint64_t offered, uint64_t accepted, struct feature_fault *out, int room)
{
	struct faults f = {out, room, 0};
	if (offered != FEATURES_ANY) check_dependencies(&f, offered, false);
	if (accepted == FEATURES_ANY) return f.n;
	check_dependencies(&f, accepted, true);
	check_accepted(&f, offered, accepted);
	return f.n;
}

/* ---- a setup against the words ---- */

struct words {
	uint64_t given, usable; /* as written; what the run may use */
	const char *name;       /* "features.guest" */
	const char *verb;       /* what that word does with a bit */
};

static bool need_met(const struct need *n, const struct words *w, const char *subject, struct complaint *c)
{
	char bits[300];
	uint64_t excess = w->usable & n->none_of;
	if (w->usable & n->unless) return true;
	if (n->any_of && !(w->usable & n->any_of))
		return complain(c, n->path, "%s needs %s, which %s 0x%016" PRIx64 " does not %s; %s", subject,
				features_shown(n->any_of, bits, sizeof bits), w->name, w->given, w->verb, n->rule);
	return !excess || complain(c, n->path, "%s does not go with %s, which %s 0x%016" PRIx64 " %ss; %s", subject,
				   features_shown(excess, bits, sizeof bits), w->name, w->given, w->verb, n->rule);
}

/* The parameter a need speaks of, in the table it is declared in; NULL when it speaks of the model as such. */
static const struct param *param_of(const struct need *n, const struct param *p)
{
	const char *key = strrchr(n->path, '.') + 1;
	while (p && p->key && strcmp(p->key, key) != 0)
		p++;
	return p && p->key ? p : NULL;
}

/* A need that is in force as long as a parameter, which lies in base, has some values. */
static bool value_keeps_to(const struct need *n, const struct param *p, const void *base, const struct words *w,
			   struct complaint *c)
{
	char shown[64];
	int64_t value;
	memcpy(&value, (const char *)base + p->offset, sizeof value);
	if (value < n->from || value > n->to) return true;
	unit_print(p->unit, value, shown, sizeof shown);
	return need_met(n, w, p->unit == UNIT_WORD ? p->words[value] : shown, c);
}

static bool model_keeps_to(const struct chosen *m, const struct words *w, struct complaint *c)
{
	char name[80];
	snprintf(name, sizeof name, "%s '%s'", m->reg->kind, m->reg->name);
	for (const struct need *n = m->reg->model->needs; n && n->path; n++) {
		const struct param *p = param_of(n, m->reg->model->params);
		if (p ? !value_keeps_to(n, p, m->conf, w, c) : !need_met(n, w, name, c)) return false;
	}
	return true;
}

static bool common_keeps_to(const struct setup *s, const struct words *w, struct complaint *c)
{
	for (const struct need *n = common_needs; n->path; n++) {
		size_t len = (size_t)(strrchr(n->path, '.') - n->path);
		for (const struct group *g = groups; g->path; g++)
			if (strlen(g->path) == len && strncmp(g->path, n->path, len) == 0 &&
			    !value_keeps_to(n, param_of(n, g->params), s, w, c))
				return false;
	}
	return true;
}

bool features_judge(const struct setup *s, struct complaint *c)
{
	uint64_t offered = (uint64_t)s->features_host, accepted = (uint64_t)s->features_guest;
	struct words guest = {accepted, accepted, "features.guest", "accept"};
	struct words host = {offered, offered & ~BIT_OF(F_UNUSED), "features.host", "offer"};
	const struct words *w = accepted == FEATURES_ANY ? &host : &guest;
	struct feature_fault fault;
	if (w->given == FEATURES_ANY) return true;
	if (features_check(offered, accepted, &fault, 1))
		return complain(c, fault.accepted ? guest.name : host.name, "%s", fault.text);
	for (int i = 0; i < N_SLOTS; i++)
		if (!model_keeps_to(&s->slot[i], w, c)) return false;
	return common_keeps_to(s, w, c);
}
