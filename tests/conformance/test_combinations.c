/*
 * test_combinations.c - every pair of registered models of different kinds meets in some run of the checked build, which looks at
 * all invariants after each event; between them the NIC's sizes, the prices and the models' own words change at random.  A
 * combination is refused with a reason, or it runs, conserves its packets, comes to an end, and gives the same numbers again.
 */
#include "nic/idle.h"
#include "nic/poll.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "nic/traffic.h"
#include "nic/traffics.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_MODELS = 64, PACKETS = 150 };

static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % below;
}

/* ---- what there is to choose from ---- */

struct kinds {
	int n[N_SLOTS];
	const struct registered *model[N_SLOTS][MAX_MODELS];
	bool met[N_SLOTS][MAX_MODELS][N_SLOTS][MAX_MODELS];
};

static void find_kinds(struct kinds *k)
{
	memset(k, 0, sizeof *k);
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct registered *r = registry; r->kind; r++)
			if (strcmp(r->kind, slots[i].kind) == 0 && k->n[i] < MAX_MODELS) k->model[i][k->n[i]++] = r;
}

/* A choice for every slot; starts from a pair that has not met yet, the rest is random. False when all have met. */
static bool choose(struct kinds *k, uint64_t *random, int pick[N_SLOTS], int pair[2])
{
	for (int i = 0; i < N_SLOTS; i++)
		pick[i] = (int)draw(random, (uint32_t)k->n[i]);
	for (int a = 0; a < SLOT_TRAFFIC3; a++) /* the last, and of the second's models */
		for (int b = a + 1; b < SLOT_TRAFFIC3; b++)
			for (int x = 0; x < k->n[a]; x++)
				for (int y = 0; y < k->n[b]; y++) {
					if (k->met[a][x][b][y]) continue;
					pick[pair[0] = a] = x;
					pick[pair[1] = b] = y;
					return true;
				}
	return false;
}

static int index_of(const struct kinds *k, int slot, const char *name)
{
	int i = 0;
	while (i < k->n[slot] && strcmp(k->model[slot][i]->name, name) != 0)
		i++;
	return i < k->n[slot] ? i : 0;
}

/* What goes with Xen alone. */
static bool is_xens(const struct kinds *k, int slot, int i)
{
	const struct registered *r = k->model[slot][i];
	if (slot == SLOT_SCHEME) return ((const struct scheme_ops *)r->model->ops)->grants;
	return (slot == SLOT_BACKEND && strcmp(r->name, "netback") == 0) || (slot == SLOT_RING && strcmp(r->name, "xen") == 0) ||
	       (slot == SLOT_POLL && strcmp(r->name, "spin") == 0);
}

/* Cores of both sides are hardly ever taken away, or asleep, at once: one that is both would be refused, and a device has none. */
static void keep_there(const struct kinds *k, uint64_t *random, int pick[N_SLOTS], const int pair[2])
{
	for (int i = SLOT_AWAY_GUEST; i <= SLOT_IDLE_HOST; i++)
		if (pair[0] != i && pair[1] != i && draw(random, 8)) pick[i] = index_of(k, i, slots[i].dflt);
	/* What a virtual CPU does is refused of the host, whoever is to meet it. */
	const struct idle_ops *host = k->model[SLOT_IDLE_HOST][pick[SLOT_IDLE_HOST]]->model->ops;
	if (host->guest_only && draw(random, 8)) pick[SLOT_IDLE_HOST] = index_of(k, SLOT_IDLE_HOST, slots[SLOT_IDLE_HOST].dflt);
}

static bool is_default(const struct kinds *k, const int pick[N_SLOTS], int slot)
{
	return pick[slot] == index_of(k, slot, slots[slot].dflt);
}

/* The traffic is mostly alone, but where another is to meet somebody; a third one is like the second. */
static void keep_few(const struct kinds *k, uint64_t *random, int pick[N_SLOTS], const int pair[2])
{
	if (pair[0] != SLOT_TRAFFIC2 && pair[1] != SLOT_TRAFFIC2 && draw(random, 16))
		pick[SLOT_TRAFFIC2] = index_of(k, SLOT_TRAFFIC2, slots[SLOT_TRAFFIC2].dflt);
	if (draw(random, 4) || is_default(k, pick, SLOT_TRAFFIC2))
		pick[SLOT_TRAFFIC3] = index_of(k, SLOT_TRAFFIC3, slots[SLOT_TRAFFIC3].dflt);
}

/* Several go through virtio alone, from another machine, with a first one that is none of the others' kind. */
static void keep_few_together(const struct kinds *k, uint64_t *random, int pick[N_SLOTS], const int pair[2])
{
	if (is_default(k, pick, SLOT_TRAFFIC2) || draw(random, 8) == 0) return;
	if (pair[0] != SLOT_SENDER && pair[1] != SLOT_SENDER) pick[SLOT_SENDER] = index_of(k, SLOT_SENDER, "peer");
	while (strcmp(k->model[SLOT_TRAFFIC][pick[SLOT_TRAFFIC]]->name, "none") == 0)
		pick[SLOT_TRAFFIC] = (int)draw(random, (uint32_t)k->n[SLOT_TRAFFIC]);
}

/* Xen's models and virtio's hardly mix: mostly the pair that is to meet decides whose the others are. */
static void keep_together(const struct kinds *k, uint64_t *random, int pick[N_SLOTS], const int pair[2])
{
	static const struct {
		int slot;
		const char *name;
	} with[] = {{SLOT_BACKEND, "netback"}, {SLOT_RING, "xen"},  {SLOT_NOTIFY, "event_idx"}, {SLOT_COMPLETE, "orphan"},
		    {SLOT_FLUSH, "now"},       {SLOT_LINK, "none"}, {SLOT_SENDER, "peer"},      {SLOT_MODERATE, "fixed"}};
	bool xen = is_xens(k, pair[0], pick[pair[0]]) || is_xens(k, pair[1], pick[pair[1]]);
	keep_there(k, random, pick, pair);
	keep_few(k, random, pick, pair);
	keep_few_together(k, random, pick, pair);
	if (draw(random, 8) == 0) return;
	for (size_t i = 0; xen && i < sizeof with / sizeof *with; i++)
		pick[with[i].slot] = index_of(k, with[i].slot, with[i].name);
	if (xen && !is_xens(k, SLOT_SCHEME, pick[SLOT_SCHEME]))
		pick[SLOT_SCHEME] = index_of(k, SLOT_SCHEME, draw(random, 2) ? "grants" : "persistent");
	for (int i = 0; !xen && i < N_SLOTS; i++)
		while (is_xens(k, i, pick[i]))
			pick[i] = (int)draw(random, (uint32_t)k->n[i]);
}

static void have_met(struct kinds *k, const int pick[N_SLOTS])
{
	for (int a = 0; a < N_SLOTS; a++)
		for (int b = a + 1; b < N_SLOTS; b++)
			k->met[a][pick[a]][b][pick[b]] = true;
}

/* ---- settings ---- */

struct text {
	const char *file;
	char s[3000];
	size_t used;
};

static void add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct text *t, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	t->used += (size_t)vsnprintf(t->s + t->used, sizeof t->s - t->used, format, ap);
	va_end(ap);
	CU_ASSERT_FATAL(t->used < sizeof t->s);
}

static const char *any(uint64_t *random, const char *const *list)
{
	uint32_t n = 0;
	while (list[n])
		n++;
	return list[draw(random, n)];
}

/* One draw per statement: compilers differ in which argument of a call they evaluate first. */
static void add_any(struct text *t, uint64_t *random, const char *key, const char *const *list)
{
	add(t, "%s=%s ", key, any(random, list));
}

/* A value for a parameter that must be given. */
static const char *given(const struct param *p)
{
	switch (p->unit) {
	case UNIT_PACKETRATE: return "0.5Mpps";
	case UNIT_COUNT: return "150";
	case UNIT_BYTES: return "1514B";
	case UNIT_TIME: return "1us";
	case UNIT_BITRATE: return "1Gb/s";
	case UNIT_TEXT: return "../../scenarios/captures/redis-mix.pcap";
	case UNIT_WORD: return p->words[0];
	default: return "1";
	}
}

/* Parameters of a chosen model: those that must be given, now and then another word or an extreme. */
static void add_params(struct text *t, uint64_t *random, int slot, const struct registered *r)
{
	static const char *const times[] = {"0us", "1us", "300us", NULL};
	add(t, "%s.%s=%s ", slots[slot].path, slots[slot].selector, r->name);
	for (const struct param *p = r->model->params; p && p->key; p++) {
		const char *value = p->dflt ? NULL : given(p);
		char extreme[40];
		bool change = draw(random, 3) == 0;
		if (strcmp(r->kind, slots[SLOT_AWAY_GUEST].kind) == 0) continue;
		if (strcmp(p->key, "entries") == 0 || strcmp(p->key, "start_index") == 0) continue;
		if (strcmp(p->key, "indirect_always") == 0 && !strstr(t->s, ".indirect=true")) continue;
		if (change && p->unit == UNIT_WORD) value = any(random, p->words);
		if (change && p->unit == UNIT_BOOL) value = draw(random, 2) ? "true" : "false";
		if (change && p->unit == UNIT_TIME && slot != SLOT_TRAFFIC) {
			value = any(random, times);
			if (p->min > 0 && value[0] == '0') value = "1us";
		}
		if (change && p->unit == UNIT_COUNT && slot != SLOT_TRAFFIC) {
			snprintf(extreme, sizeof extreme, "%lld", (long long)(draw(random, 2) ? p->min : p->min + 2));
			value = extreme;
		}
		if (value) add(t, "%s.%s=%s ", slots[slot].path, p->key, value);
	}
}

static void add_prices(struct text *t, uint64_t *random, const struct price *table)
{
	static const char *const times[] = {"0ns", "0ns", "100ns", "2us", "20us", NULL}, *const per_byte[] = {"0ns/B", "0.1ns/B",
													      "1ns/B", NULL};
	for (const struct price *p = table; p && p->key; p++)
		if (draw(random, 2)) add(t, "prices.%s=%s ", p->key, any(random, p->unit == UNIT_TIME ? times : per_byte));
}

static void add_nic(struct text *t, uint64_t *random, bool xen)
{
	static const char *const rings[] = {"1", "2", "4", "8", "32", "64", "256", "1024", "20", NULL}; /* 20: packed alone */
	static const char *const queues[] = {"1", "1", "2", "3", NULL}, *const waiting[] = {"0", "1", "2", "1000", NULL};
	static const char *const stop[] = {"0", "1", "2", "19", "32768", NULL}, *const yes[] = {"true", "false", NULL};
	add_any(t, random, "nic.ring.entries", rings);
	add(t, "nic.ring.start_index=%u ", 65530 + draw(random, 6));
	add_any(t, random, "nic.queues", queues);
	add_any(t, random, "nic.host_queue", waiting);
	add_any(t, random, "nic.guest_queue", waiting + 1);
	add_any(t, random, "nic.tx_stop_below", stop);
	add_any(t, random, "nic.xmit_more", yes);
	if (draw(random, 3) == 0) add(t, "cores.host=one cores.guest=one ");
	if (draw(random, 2)) add(t, "run.jitter=10%% ");
	bool reads = strstr(t->s, "traffic.direction=rx") && !xen; /* who does not is refused one */
	if (draw(random, reads ? 4 : 64) == 0)
		add(t, "reader.rcvbuf=20kB reader.core=%u prices.reader_packet=2us ", draw(random, 2));
	if (draw(random, 4) == 0 && !strstr(t->s, "run.packets=0 ")) add(t, "traffic.flows=%u ", 1 + draw(random, 12));
}

/* Where the model is the default one; others are set like any model. */
static void add_moderation(struct text *t, uint64_t *random, const struct registered *r, bool xen)
{
	static const char *const moderation[] = {"",
						 "",
						 "nic.moderation.time=20us nic.moderation.packets=4 ",
						 "nic.moderation.time=1ms nic.moderation.packets=64 ",
						 "nic.moderation.time=1us nic.moderation.packets=1 ",
						 NULL};
	const char *chosen = any(random, moderation);
	if (xen && draw(random, 8)) return; /* netback has none */
	if (strcmp(r->name, slots[SLOT_MODERATE].dflt) == 0) add(t, "%s", chosen);
}

/* Often enough for a short run to meet it. */
static void add_away(struct text *t, uint64_t *random, const char *path, const struct registered *r)
{
	static const struct {
		const char *key;
		const char *values[4];
	} often[] = {{"every", {"50us", "100us", "1ms"}}, {"for", {"0us", "5us", "40us"}}, {"quota", {"1ms", "2ms"}},
		     {"period", {"2ms", "3ms"}},          {"slice", {"10us", "50us"}},     {"others", {"0", "1", "3"}}};
	for (size_t i = 0; i < sizeof often / sizeof *often; i++)
		for (const struct param *p = r->model->params; p && p->key; p++)
			if (strcmp(p->key, often[i].key) == 0) add(t, "%s.%s=%s ", path, p->key, any(random, often[i].values));
}

/* What models go with, more often than what they refuse. */
static const char *const *directions_of(const struct kinds *k, uint64_t *random, const int pick[N_SLOTS], bool xen)
{
	static const char *const any_way[] = {"rx", "tx", "rr", NULL}, *const guests[] = {"rx", "tx", "guest2guest", NULL},
				 *const one_way[] = {"rx", "tx", NULL}, *const in[] = {"rx", NULL}, *const out[] = {"tx", NULL},
				 *const through[] = {"rx", "tx", "rr", "forward", "forward", "guest2guest", NULL};
	const struct traffic_ops *traffic = k->model[SLOT_TRAFFIC][pick[SLOT_TRAFFIC]]->model->ops;
	const struct poll_ops *poll = k->model[SLOT_POLL][pick[SLOT_POLL]]->model->ops;
	const char *sender = k->model[SLOT_SENDER][pick[SLOT_SENDER]]->name;
	if (draw(random, 8) && strcmp(sender, "program") == 0) return out;
	if (draw(random, 8) && strcmp(sender, "local") == 0) return in;
	if (traffic->received) return one_way; /* over a wire */
	return xen ? guests : poll->polling && !traffic->answered ? through : any_way;
}

static void add_traffic(struct text *t, uint64_t *random, const struct registered *r, const char *const *directions)
{
	static const char *const links[] = {"0b/s", "10Gb/s", "100Mb/s", NULL};
	static const char *const lengths[] = {"60B", "1514B", "4085B", "9014B", "65535B", NULL}, *const trips[] = {"0us", "30us",
														   NULL};
	add_any(t, random, "traffic.direction", directions);
	const bool wire = strstr(t->s, "nic.backend.model=netback") == NULL;
	if (wire || draw(random, 8) == 0) add_any(t, random, "traffic.link", links);
	if (wire || draw(random, 8) == 0) add_any(t, random, "traffic.base_rtt", trips);
	if (strcmp(r->name, "pktgen") == 0) add(t, "traffic.ahead=%d ", 64 + (int)draw(random, 100));
	for (const struct param *p = r->model->params; p && p->key; p++)
		if (strcmp(p->key, "size") == 0) add_any(t, random, "traffic.size", lengths);
}

static void combination(const struct kinds *k, uint64_t *random, const int pick[N_SLOTS], struct text *t)
{
	t->used = 0;
	bool idles = pick[SLOT_IDLE_GUEST] != index_of(k, SLOT_IDLE_GUEST, slots[SLOT_IDLE_GUEST].dflt) ||
		     pick[SLOT_IDLE_HOST] != index_of(k, SLOT_IDLE_HOST, slots[SLOT_IDLE_HOST].dflt);
	t->file = draw(random, idles ? 16 : 4) ? TRY_RX
					       : "tests/scenarios/cores.yaml"; /* whose core of both sides has to be awake */
	t->s[0] = '\0';
	bool several = !is_default(k, pick, SLOT_TRAFFIC2);
	if (several)
		add(t, "run.packets=0 run.warmup=0us run.length=300us "); /* they are measured for a time */
	else
		add(t, "run.packets=%d ", PACKETS);
	for (int i = 0; i < N_SLOTS; i++)
		add_params(t, random, i, k->model[i][pick[i]]);
	for (int i = SLOT_AWAY_GUEST; i <= SLOT_AWAY_HOST; i++)
		add_away(t, random, slots[i].path, k->model[i][pick[i]]);
	const bool xen = is_xens(k, SLOT_BACKEND, pick[SLOT_BACKEND]);
	add_traffic(t, random, k->model[SLOT_TRAFFIC][pick[SLOT_TRAFFIC]], directions_of(k, random, pick, xen));
	if (!xen && strstr(t->s, "guest2guest")) add(t, "cores.guest=[a,b,c,d,e,f] ");
	add_nic(t, random, xen);
	add_moderation(t, random, k->model[SLOT_MODERATE][pick[SLOT_MODERATE]], xen);
	for (int i = 0; i < N_SLOTS; i++)
		add_prices(t, random, k->model[i][pick[i]]->model->prices);
	add_prices(t, random, guest_prices);
}

/* ---- judging ---- */

static bool refused_with_reason(const struct tried *t)
{
	return t->error.set && strlen(t->error.text) > 20 && !strstr(t->error.text, "out of memory");
}

static bool names_unique(const struct outcome *o)
{
	for (int i = 0; i < o->n_stats; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(o->stat[i].name, o->stat[k].name) == 0) return false;
	return o->n_stats < MAX_STATS;
}

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
	if (a->ok != b->ok || a->n_stats != b->n_stats || strcmp(a->failure, b->failure)) return false;
	for (int i = 0; i < a->n_stats; i++)
		if (memcmp(&a->stat[i].value, &b->stat[i].value, sizeof(double)) &&
		    !(isnan(a->stat[i].value) && isnan(b->stat[i].value)))
			return false;
	return true;
}

static bool complains(const char *what, const struct text *t)
{
	printf("%s:\n  %s %s\n", what, t->file, t->s);
	return false;
}

/*
 * A driver that refills only when enough buffers are used up may leave fewer posted than one packet needs: the device waits for
 * buffers and the driver for packets.  Real drivers do that with small rings, and the run says so.
 */
static bool may_stand_still(const struct tried *t)
{
	struct scheme_traits traits = {0};
	const struct chosen *c = &t->setup.slot[SLOT_SCHEME], *r = &t->setup.slot[SLOT_RING];
	((const struct scheme_ops *)c->reg->model->ops)->traits(c->conf, &traits);
	if (strstr(t->out.failure, "kick_after keeps") || strstr(t->out.failure, "refill_count is more") ||
	    strstr(t->out.failure, "rx_free_thresh is more"))
		return true; /* it was asked for */
	return (strstr(t->out.failure, "standstill") || strstr(t->out.failure, "reception stalled")) && traits.mergeable &&
	       ((const struct ring_ops *)r->reg->model->ops)->size(r->conf, false) <= 64;
}

/*
 * A closed loop over no wire, and as it came about nothing on its way has a price: time stands still, and the run says so.  A round trip is
 * none of it where nothing is received.
 */
static bool takes_no_time(const struct tried *t)
{
	bool closed = false;
	for (int k = 0; k < TRAFFICS_MOST; k++) {
		const struct chosen *traffic = &t->setup.slot[traffic_slot(k)];
		closed |= traffic->reg && ((const struct traffic_ops *)traffic->reg->model->ops)->answered;
	}
	return strstr(t->out.failure, "time stands still") && closed && t->setup.link_bps == 0 &&
	       (t->setup.base_rtt == 0 || t->setup.direction == DIR_TX);
}

/* Its thresholds are more than there is to wait for: buffers or a kick are held back, and the run names the key. */
static bool held_back(const struct tried *t, const struct text *settings)
{
	if (strstr(t->out.failure, "reception stalled"))
		return strstr(t->out.failure, "kick_after") || strstr(t->out.failure, "refill_count");
	return strstr(t->out.failure, "nothing was delivered") && /* who sends again and again does not stand still */
	       (strstr(settings->s, "kick_after=3") || strstr(settings->s, "refill_count=2"));
}

/* Runs and judges one combination. */
static bool holds(const struct text *settings, int *ran, uint64_t *hash)
{
	struct tried t, again;
	bool good = true;
	if (!try_run(&t, settings->file, "%s", settings->s)) {
		good = t.error.set ? refused_with_reason(&t) || complains("refused without a reason", settings)
				   : may_stand_still(&t) || takes_no_time(&t) || held_back(&t, settings) ||
					     complains(t.out.failure, settings);
	} else {
		double offered = try_value(&t, "offered"), delivered = try_value(&t, "delivered"),
		       dropped = try_value(&t, "dropped");
		++*ran;
		bool all = t.setup.packets > 0; /* else some are under way at the end */
		if (all && (offered < 1 || offered > PACKETS)) good = complains("offered other than asked", settings);
		if (all ? offered != delivered + dropped : offered < delivered + dropped) {
			printf("offered %g, delivered %g, dropped %g, ", offered, delivered, dropped);
			good = complains("never settled", settings);
		}
		double latency = try_value(&t, "latency_mean"), stays = try_value(&t, "waits_and_services");
		if (delivered > 0 && !(fabs(stays - latency) <= 1e-9 * latency))
			good = complains("waits and services are not the latency", settings);
		if (!names_unique(&t.out)) good = complains("two statistics of one name", settings);
		for (int i = 0; i < t.out.n_stats; i++)
			*hash = (*hash ^ (uint64_t)llrint(t.out.stat[i].value * 1000)) * UINT64_C(1099511628211);
		try_run(&again, settings->file, "%s", settings->s);
		if (!same_outcome(&t.out, &again.out)) good = complains("other numbers the second time", settings);
		try_end(&again);
	}
	try_end(&t);
	return good;
}

static void pairs(void)
{
	static struct kinds k;
	const char *rounds_text = getenv("ROUNDS"), *from = getenv("FROM");
	int rounds = rounds_text ? atoi(rounds_text) : getenv("LONG") ? 240 : 8, ran = 0, tried = 0, bad = 0;
	uint64_t hash = 0, random = from ? strtoull(from, NULL, 10) : 1;
	for (int i = 0; i < rounds; i++) {
		int pick[N_SLOTS], pair[2];
		struct text settings;
		find_kinds(&k);
		while (choose(&k, &random, pick, pair)) {
			int asked[N_SLOTS];
			memcpy(asked, pick, sizeof asked);
			keep_together(&k, &random, pick, pair);
			combination(&k, &random, pick, &settings);
			int before = ran;
			bad += !holds(&settings, &ran, &hash);
			/* A refusal brings nobody together, but not every pair can be had. */
			if (ran > before || draw(&random, 8) == 0) have_met(&k, pick);
			if (memcmp(asked, pick, sizeof asked) && draw(&random, 4) == 0) have_met(&k, asked);
			tried++;
		}
	}
	CU_ASSERT_EQUAL(bad, 0);
	CU_ASSERT(ran > 25 * rounds); /* drivers that poll go with fewer */
	printf("%d combinations, %d ran, %d bad; all numbers: %016llx\n", tried, ran, bad, (unsigned long long)hash);
}

CU_TestInfo test_combinations[] = {
	{"pairs", pairs},
	CU_TEST_INFO_NULL,
};
