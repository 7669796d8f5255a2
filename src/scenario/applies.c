#include "scenario/applies.h"
#include "nic/backend.h"
#include "nic/fragments.h"
#include "nic/packet.h"
#include "nic/poll.h"
#include "nic/ring_ops.h"
#include "nic/scheme.h"
#include "nic/sender.h"
#include "nic/traffic.h"
#include "scenario/keys.h"
#include "scenario/value.h"
#include <stdio.h>
#include <string.h>

/* ---- facts: what more than one key decides ---- */

struct fact {
	const char *name, *text;
	bool (*holds)(const struct setup *s);
};

static bool is_answered(const struct setup *s)
{
	return ((const struct traffic_ops *)s->slot[SLOT_TRAFFIC].reg->model->ops)->answer_every;
}

static bool transmits(const struct setup *s)
{
	return s->direction != DIR_RX || is_answered(s);
}

static bool receives(const struct setup *s)
{
	return s->direction != DIR_TX || is_answered(s);
}

/* A process on the host, and netback, which ends in the host's stack, have no wire between them and the guest. */
static bool has_path(const struct setup *s)
{
	struct sender_policy p;
	((const struct sender_ops *)s->slot[SLOT_SENDER].reg->model->ops)->policy(s->slot[SLOT_SENDER].conf, &p);
	return (p.in_guest || p.burst == 0) && s->direction != DIR_RR &&
	       !((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants;
}

static bool is_software(const struct setup *s)
{
	return ((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->picks_buffers;
}

/* Netback's receive side is fed by a sender that waits for room; there a packet from a guest waits nowhere on the host. */
static bool waits_in_host(const struct setup *s)
{
	return s->direction == DIR_RX || !((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants;
}

/* ---- over Xen ---- */

static bool is_over_xen(const struct setup *s)
{
	return ((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants;
}

static bool setting_is(const struct setup *s, const char *path, const char *word)
{
	char buf[64];
	const void *base;
	const struct param *p = param_in(s, path, &base);
	return p && strcmp(value_print(p, base, buf, sizeof buf), word) == 0;
}

/* What is long, leaves a guest and is not copied there into pages granted once is mapped by the host, and unmapped. */
static bool maps_pages(const struct setup *s)
{
	return is_over_xen(s) && s->direction != DIR_RX && !setting_is(s, "nic.scheme.tx_copy", "true");
}

static bool has_rx_thread(const struct setup *s)
{
	return is_over_xen(s) && receives(s) && !setting_is(s, "nic.scheme.rx_copy", "xmit");
}

static bool has_netback_threads(const struct setup *s)
{
	return maps_pages(s) || has_rx_thread(s);
}

static bool has_others_at_work(const struct setup *s)
{
	return setting_is(s, "nic.backend.interference", "per_core") ||
	       (s->queues != 1 && setting_is(s, "nic.backend.interference", "per_queue"));
}

/* Per processor nobody else takes them, but for an event channel's. */
static bool locks_move(const struct setup *s)
{
	const struct chosen *backend = &s->slot[SLOT_BACKEND];
	int64_t event = 0;
	for (const struct price *p = backend->reg->model->prices; p && p->key; p++)
		if (strcmp(p->key, "event_lock") == 0) memcpy(&event, (const char *)backend->conf + p->offset, sizeof event);
	return event > 0 || !setting_is(s, "nic.backend.locks", "per_cpu");
}

/* Has some chain that the driver can put into a table more than one segment, or is a table made even of one? */
static bool has_tables(const struct setup *s)
{
	const struct chosen *scheme = &s->slot[SLOT_SCHEME], *ring = &s->slot[SLOT_RING], *traffic = &s->slot[SLOT_TRAFFIC];
	const struct scheme_ops *ops = scheme->reg->model->ops;
	const struct traffic_ops *traffic_ops = traffic->reg->model->ops;
	const struct ring_ops *ring_ops = ring->reg->model->ops;
	struct scheme_traits t = {0};
	ops->traits(scheme->conf, &t);
	int32_t len = !traffic_ops->nominal_length ? FRAME_GSO
		      : s->direction == DIR_RX     ? FRAME_MIN
						   : traffic_ops->nominal_length(traffic->conf);
	bool sends = transmits(s) && t.tx_may_indirect;
	return (t.may_indirect && t.segments > 1) ||
	       (sends && ops->transmit_segments(scheme->conf, len, transmit_fragments_most(FRAGMENTS_BLOCK, len)) > 1) ||
	       ((t.may_indirect || sends) && ring_ops->table(ring->conf, 1, true) > 0);
}

/* May a frame of more than one segment leave the guest? Acknowledgements are short. */
static bool sends_long(const struct setup *s)
{
	const struct chosen *traffic = &s->slot[SLOT_TRAFFIC];
	const struct traffic_ops *ops = traffic->reg->model->ops;
	if (s->direction == DIR_RX) return false;
	return !ops->one_length || !ops->nominal_length || ops->nominal_length(traffic->conf) > FRAME_SMALL;
}

static bool has_reader(const struct setup *s)
{
	return s->rcvbuf > 0;
}

static bool is_odd_ring(const struct setup *s)
{
	const struct chosen *ring = &s->slot[SLOT_RING];
	const struct ring_ops *ops = ring->reg->model->ops;
	uint32_t rx = ops->size(ring->conf, false), tx = ops->size(ring->conf, true);
	return (rx & (rx - 1)) != 0 || (tx & (tx - 1)) != 0;
}

static bool is_merged(const struct setup *s)
{
	const struct chosen *poll = &s->slot[SLOT_POLL];
	const struct poll_ops *ops = poll->reg->model->ops;
	const struct backend_ops *backend = s->slot[SLOT_BACKEND].reg->model->ops;
	return receives(s) && !backend->by_grants && ops->merges && ops->merges(poll->conf);
}

/* Flows are hashed to queues, are connections of their own, or come in turn. */
static bool has_flows(const struct setup *s)
{
	return s->queues > 1 || is_merged(s) || ((const struct traffic_ops *)s->slot[SLOT_TRAFFIC].reg->model->ops)->received;
}

static const struct fact facts[] = {
	{"transmits", "the guest sends (traffic.direction is not rx, or what it receives is acknowledged)", transmits},
	{"receives", "the guest receives (traffic.direction is not tx, or what it sends is acknowledged)", receives},
	{"answered", "packets are acknowledged (traffic.model window or tcp)", is_answered},
	{"path", "packets go one way and pass between another machine and this one (not traffic.sender local, nor over Xen)",
	 has_path},
	{"dealt",
	 "nic.queues is not 1, the traffic consists of connections (traffic.model tcp), or frames are merged "
	 "(nic.notify.guest.gro)",
	 has_flows},
	{"tables", "the driver sends or posts chains of several segments in a way that allows tables", has_tables},
	{"sends_long", "frames longer than 1518 B may leave the guest", sends_long},
	{"reads", "a program in the guest reads (reader.rcvbuf)", has_reader},
	{"merged", "received frames are merged (nic.notify.guest.gro)", is_merged},
	{"host_waits", "packets can wait outside the ring (not those that leave a guest over Xen)", waits_in_host},
	{"maps", "the host maps pages that the guest sends (traffic.direction is not rx, and nic.scheme.tx_copy is not true)",
	 maps_pages},
	{"rx_thread", "netback's receive thread copies (the guest receives, and nic.scheme.rx_copy is not xmit)", has_rx_thread},
	{"netback_threads", "netback's receive thread copies, or its dealloc thread unmaps", has_netback_threads},
	{"others_at_work", "nic.backend.interference is per_core, or per_queue with more than one queue", has_others_at_work},
	{"locks_move", "nic.backend.locks is not per_cpu, or prices.event_lock is given", locks_move},
	{"odd_ring", "nic.ring.entries, rx_entries or tx_entries is no power of two", is_odd_ring},
	{"software", "the back end is software that serves virtio rings", is_software},
	{0},
};

static const struct fact *fact_find(const char *name, size_t len)
{
	for (const struct fact *f = facts; f->name; f++)
		if (strlen(f->name) == len && strncmp(f->name, name, len) == 0) return f;
	return NULL;
}

/* ---- conditions ---- */

/* The canonical path of a key as a condition writes it: beside the parameter, or a whole path; a mapping that names a model for that name. */
static bool resolve(const char *key, size_t len, const char *container, char *path, size_t size)
{
	bool whole = memchr(key, '.', len) || (len == 7 && strncmp(key, "traffic", len) == 0);
	int n = snprintf(path, size, "%s%s%.*s", whole ? "" : container, whole ? "" : ".", (int)len, key);
	int slot = n > 0 && (size_t)n < size ? slot_of_path(path) : -1;
	if (slot >= 0) n += snprintf(path + n, size - (size_t)n, ".%s", slots[slot].selector);
	return n > 0 && (size_t)n < size;
}

bool condition_next(const char **at, const char *container, struct condition *c, bool *sound)
{
	const char *s = *at;
	*sound = true;
	if (*s != '[' && *s != ' ') return false;
	s++;
	*c = (struct condition){.unless = *s == '!'};
	const char *name = s + c->unless;
	size_t len = strcspn(name, " ]");
	if ((c->fact = fact_find(name, len))) {
		*at = name + len;
		return true;
	}
	size_t key = strcspn(s, "=! ]");
	c->unless = s[key] == '!';
	const char *values = s + key + c->unless + 1;
	len = s[key] && s[key + c->unless] == '=' ? strcspn(values, " ]") : 0;
	*sound = key > 0 && len > 0 && len < sizeof c->values && resolve(s, key, container, c->path, sizeof c->path);
	if (!*sound) return false;
	snprintf(c->values, sizeof c->values, "%.*s", (int)len, values);
	*at = values + len;
	return true;
}

/* Is `is` among the values of c? */
static bool among(const struct condition *c, const char *is)
{
	char one[160], a[64], b[64];
	for (const char *v = c->values; *v; v += strcspn(v, "|"), v += *v == '|') {
		snprintf(one, sizeof one, "%.*s", (int)strcspn(v, "|"), v);
		if (strcmp(value_canonical(c->path, one, a, sizeof a), value_canonical(c->path, is, b, sizeof b)) == 0)
			return true;
	}
	return false;
}

const struct param *param_in(const struct setup *s, const char *path, const void **base)
{
	char above[128];
	const char *key = strrchr(path, '.') + 1;
	snprintf(above, sizeof above, "%.*s", (int)(key - path - 1), path);
	const struct group *g = group_of_path(above);
	const struct param *p = g ? param_find(g->params, key) : NULL;
	int slot = slot_of_path(above);
	*base = s;
	if (p || slot < 0) return p;
	if ((p = param_find(slots[slot].common, key))) return p;
	*base = s->slot[slot].conf;
	return param_find(s->slot[slot].reg->model->params, key);
}

bool condition_holds(const struct condition *c, const struct setup *s)
{
	struct key k = key_find(c->path);
	const void *base;
	char buf[64];
	if (c->fact) return c->fact->holds(s) != c->unless;
	if (k.what == KEY_SELECTOR) return among(c, s->slot[k.slot].reg->name) != c->unless;
	const struct param *p = param_in(s, c->path, &base);
	return p ? among(c, value_print(p, base, buf, sizeof buf)) != c->unless : c->unless;
}

/* "ewma or page" */
static size_t put_values(char *buf, size_t size, const char *values)
{
	size_t used = 0;
	for (const char *v = values; *v && used < size; v += strcspn(v, "|"), v += *v == '|')
		used += (size_t)snprintf(buf + used, size - used, "%s%.*s", v == values ? "" : " or ", (int)strcspn(v, "|"), v);
	return used;
}

const char *conditions_shown(const char *help, const char *container, char *buf, size_t size)
{
	struct condition c;
	const char *at = help ? help : "";
	size_t used = 0;
	bool sound;
	*buf = '\0';
	while (used < size && condition_next(&at, container, &c, &sound)) {
		if (c.fact)
			used += (size_t)snprintf(buf + used, size - used, "%s%s%s", used ? " and " : "", c.unless ? "not: " : "",
						 c.fact->text);
		else
			used += (size_t)snprintf(buf + used, size - used, "%s%s is %s", used ? " and " : "", c.path,
						 c.unless ? "not " : "");
		if (used < size && !c.fact) used += put_values(buf + used, size - used, c.values);
		if (*at == ']') break;
	}
	return buf;
}

bool conditions_hold(const char *help, const char *container, const struct setup *s)
{
	struct condition c;
	const char *at = help ? help : "";
	bool sound;
	if (*at != '[') return true;
	while (condition_next(&at, container, &c, &sound)) {
		if (!condition_holds(&c, s)) return false;
		if (*at == ']') break;
	}
	return true;
}
