/* ways.c - the table of ways, and a setup changed by one. */
#include "batch/ways.h"
#include "scenario/vary.h"
#include <string.h>

static const struct way ways[] = {
	{"host core", "host core", .fast = FAST_HOST, .halved = {"host_wakeup"}},
	{"guest core", "guest core", .fast = FAST_GUEST},
	{"shared core", "shared core", .fast = FAST_SHARED, .halved = {"host_wakeup"}},
	{"host cores", "host cores", .fast = FAST_HOST, .halved = {"host_wakeup"}},
	{"guest cores", "guest cores", .fast = FAST_GUEST},
	{"other guest's cores", "other guest's cores", .fast = FAST_OTHER},
	{"cores", "cores", .fast = FAST_ALL, .halved = {"host_wakeup"}},
	{"grant lock", "grant lock", .fast = FAST_GRANT_LOCK},
	{"event lock", "event lock", .fast = FAST_EVENT_LOCK},
	{"interference", "interference", .halved = {"interference", "memory_byte"}},
	{"wire", "wire", .doubled = {"traffic.link"}},
	{"link up", "link", .doubled = {"nic.link.width"}},
	{"link down", "link", .doubled = {"nic.link.width"}},
	{"operations", "operations", .halved = {"dma_operation", "dma_operation_interval"}},
	{"read operations", "operations", .halved = {"dma_read_interval"}},
	{"write operations", "operations", .halved = {"dma_write_interval"}},
	{"tags", "tags", .doubled = {"nic.link.tags"}},
	{"posted credits", "posted credits", .doubled = {"nic.link.posted_headers", "nic.link.posted_data"}},
	{"non-posted credits", "non-posted credits", .doubled = {"nic.link.nonposted_headers"}},
	{"completion store", "completion store", .doubled = {"nic.link.completion_headers", "nic.link.completion_data"}},
	{"queue rate", "queue rate", .doubled = {"nic.backend.queue_rate"}},
	{"dependency", "dependency",
	 .doubled = {"nic.link.prefetch", "nic.backend.in_flight", "nic.backend.batches", "nic.backend.descriptor_cache"}},
	{"ring", "ring", .doubled = {"nic.ring.rx_entries", "nic.notify.guest.posted", "nic.backend.rx_posted"}},
	{"transmit ring", "transmit ring", .doubled = {"nic.ring.tx_entries"}},
	{"ring (rx_posted)", "ring", .doubled = {"nic.ring.rx_entries", "nic.notify.guest.posted", "nic.backend.rx_posted"}},
	{"ring (no buffer posted)", "ring",
	 .doubled = {"nic.ring.rx_entries", "nic.notify.guest.posted", "nic.backend.rx_posted"}},
	{"window", "window", .doubled = {"traffic.window", "traffic.rcvbuf"}},
	{"requests out", "requests out", .doubled = {"traffic.outstanding"}},
	{"packets ahead", "packets ahead", .doubled = {"traffic.ahead"}},
	{"round trip", "latencies", .latencies = true},
	{"signal latency", "latencies", .latencies = true},
	{"host queue", "host queue", .doubled = {"nic.host_queue"}},
	{"device buffer", "device buffer", .doubled = {"nic.backend.buffer"}},
	{"guest queue", "guest queue", .doubled = {"nic.guest_queue"}},
	{"sender", "sender", .doubled = {"traffic.sender.buffer"}},
	{"loss on the wire", "loss on the wire", .lessened = {"traffic.loss"}},
	{"offered load", "offered load", .doubled = {"traffic.rate", "traffic.speed"}},
	{"frames too long", NULL, .fast = 0},
	{"no time was measured", NULL, .fast = 0},
};
#define N_WAYS ((int)(sizeof ways / sizeof *ways))

bool way_at(int i, struct way *out)
{
	if (i >= N_WAYS) return false;
	*out = ways[i];
	return true;
}

/* ---- threads: whose cores they run on ---- */

enum side { OF_HOST, OF_SENDER, OF_RECEIVER };
static const struct thread {
	const char *name;
	enum side side;
} threads[] = {
	{"receive thread", OF_HOST}, {"dealloc thread", OF_HOST}, {"host sender", OF_HOST},
	{"guest sender", OF_SENDER}, {"guest poll", OF_RECEIVER}, {"application", OF_RECEIVER},
};

/* Cores that are among the limits of a point, by what they are called there. */
static struct way cores_of(const struct limit *all, int n, enum direction d, enum side side)
{
	static const char *const host[] = {"host cores", "host core", "cores", "shared core", NULL},
				 *const guest[] = {"guest cores", "guest core", "cores", "shared core", NULL},
				 *const other[] = {"other guest's cores", "guest core", "cores", "shared core", NULL};
	bool on_host = side == OF_HOST || (side == OF_RECEIVER && d == DIR_TX);
	for (const char *const *name = on_host ? host : side == OF_RECEIVER && d == DIR_GUESTS ? other : guest; *name; name++)
		for (int i = 0; i < n; i++)
			if (strcmp(all[i].name, *name) == 0) return way_of(*name, all, n, d);
	return (struct way){.limit = ""};
}

struct way way_of(const char *limit, const struct limit *all, int n, enum direction d)
{
	for (int i = 0; i < N_WAYS; i++)
		if (strcmp(ways[i].limit, limit) == 0) return ways[i];
	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
		if (strcmp(threads[i].name, limit) == 0) return cores_of(all, n, d, threads[i].side);
	return (struct way){.limit = limit};
}

/* What is waited for besides the prices of a way without work. */
static const char *const timers[] = {
	"traffic.base_rtt",         "traffic.think",       "nic.notify.tx_flush.interval", "nic.notify.tx_flush.rearm_floor",
	"nic.notify.tx_flush.tick", "nic.moderation.time", "nic.backend.batch_wait"};

/* ---- where values stand ---- */

/* Of a table whose values stand in base; the value, and the most it may be. */
static int64_t *in_table(const struct param *p, const char *key, void *base, int64_t *most)
{
	for (; p && p->key; p++) {
		if (strcmp(p->key, key) != 0) continue;
		*most = p->max;
		return (int64_t *)((char *)base + p->offset);
	}
	return NULL;
}

static bool is_path(const char *path, const char *full, const char *dot)
{
	return strncmp(path, full, (size_t)(dot - full)) == 0 && path[dot - full] == '\0';
}

/* The value of "nic.ring.rx_entries"; NULL when the setup has none. */
static int64_t *value_at(struct setup *s, const char *full, int64_t *most)
{
	const char *dot = strrchr(full, '.');
	int64_t *found = NULL;
	for (int i = 0; i < N_SLOTS && !found; i++) {
		if (!is_path(slots[i].path, full, dot)) continue;
		found = in_table(s->slot[i].reg->model->params, dot + 1, s->slot[i].conf, most);
		if (!found) found = in_table(slots[i].common, dot + 1, s, most);
	}
	for (const struct group *g = groups; g->path && !found; g++)
		if (is_path(g->path, full, dot)) found = in_table(g->params, dot + 1, s, most);
	return found;
}

/* ---- changing them; true when something is other than it was ---- */

/* Of a window each queue has one segment at least, however small it is: twice what is out, not twice what was asked for. */
static int64_t at_least(struct setup *s, const char *key)
{
	int64_t most, *segment = strcmp(key, "traffic.window") == 0 ? value_at(s, "traffic.segment", &most) : NULL;
	return segment ? *segment * s->queues : 0;
}

static bool double_it(struct setup *s, const char *key)
{
	int64_t most, *value = value_at(s, key, &most), *common, least = at_least(s, key);
	bool of_ring = strcmp(key, "nic.ring.rx_entries") == 0 || strcmp(key, "nic.ring.tx_entries") == 0;
	if (value && *value == 0 && of_ring && (common = value_at(s, "nic.ring.entries", &most))) *value = *common;
	if (!value || *value <= 0 || *value > most / 2 || least > most / 2) return false;
	*value = 2 * (*value > least ? *value : least);
	return true;
}

static bool halve(int64_t *value)
{
	int64_t before = *value;
	*value -= before / 2;
	return *value != before;
}

/* Of a table those of a key; key NULL: the latencies. */
static bool halve_in(const struct price *p, const char *key, void *base)
{
	bool changed = false;
	for (; p && p->key; p++)
		if (key ? strcmp(p->key, key) == 0 : !p->kind) changed |= halve((int64_t *)((char *)base + p->offset));
	return changed;
}

static bool halve_value(struct setup *s, const char *key)
{
	int64_t most, *value = value_at(s, key, &most);
	return value && halve(value);
}

static bool halve_all(struct setup *s, const char *key)
{
	bool changed = halve_in(guest_prices, key, s);
	for (int i = 0; i < N_SLOTS; i++)
		changed |= halve_in(s->slot[i].reg->model->prices, key, s->slot[i].conf);
	return changed;
}

static bool halve_timers(struct setup *s)
{
	bool changed = false;
	for (size_t i = 0; i < sizeof timers / sizeof *timers; i++)
		changed |= halve_value(s, timers[i]);
	return changed;
}

bool way_offers(const struct way *w)
{
	static const char traffic[] = "traffic.";
	bool offers = w->latencies;
	for (int i = 0; i < WAY_KEYS && w->doubled[i]; i++)
		offers |= strncmp(w->doubled[i], traffic, strlen(traffic)) == 0;
	for (int i = 0; i < WAY_KEYS && w->lessened[i]; i++)
		offers |= strncmp(w->lessened[i], traffic, strlen(traffic)) == 0;
	return offers;
}

bool way_go(const struct way *w, const struct setup *s, struct arena *a, struct setup *out, bool *memory)
{
	struct complaint c;
	if (!w->resource) return false;
	if (!vary_copy(s, a, out)) return *memory = true, false;
	bool changed = w->fast != 0;
	out->fast = w->fast;
	for (int i = 0; i < WAY_KEYS && w->doubled[i]; i++)
		changed |= double_it(out, w->doubled[i]);
	for (int i = 0; i < WAY_KEYS && w->lessened[i]; i++)
		changed |= halve_value(out, w->lessened[i]);
	for (int i = 0; i < WAY_KEYS && w->halved[i]; i++)
		changed |= halve_all(out, w->halved[i]);
	if (w->latencies) {
		changed |= halve_all(out, NULL);
		changed |= halve_timers(out);
	}
	return changed && setup_check(out, &c);
}
