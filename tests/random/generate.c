/* generate.c - one scenario: a pair of models that is to meet, the rest by chance, and a run that is short. */
#include "random/random.h"
#include "load/pace.h"
#include "nic/traffic.h"
#include "nic/traffics.h"
#include "scenario/claims.h"
#include <string.h>

struct maker {
	const struct tables *t;
	struct chance c;
	struct draft *d;
	int density; /* one key in so many is set */
};

const struct registered *draft_model(const struct draft *d, int slot)
{
	char path[100];
	snprintf(path, sizeof path, "%s.%s", slots[slot].path, slots[slot].selector);
	int i = draft_find(d, IN_TREE, path);
	const char *name = i >= 0 ? d->entry[i].value : slots[slot].dflt;
	return name ? model_find(slots[slot].kind, name) : NULL;
}

static void pick_model(struct maker *m, int slot, const struct registered *r, bool pinned)
{
	char path[100];
	snprintf(path, sizeof path, "%s.%s", slots[slot].path, slots[slot].selector);
	int i = draft_find(m->d, IN_TREE, path);
	if (i >= 0 && m->d->entry[i].pinned) return;
	draft_set(m->d, IN_TREE, path, "%s", r->name);
	m->d->entry[draft_find(m->d, IN_TREE, path)].pinned = pinned;
}

static bool among(const char *path, const char *const *list)
{
	while (*list && strcmp(*list, path) != 0)
		list++;
	return *list != NULL;
}

/* How long a run is, which set_run draws, as these depend on each other; what else there is of run: is drawn as any key. */
static const char *const lengths[] = {"run.warmup", "run.length", "run.transfer", "run.packets", "run.repeat", NULL};
/* And what no axis varies, as it would make the other points long. */
static const char *const same_for_all[] = {"traffic.rate", "traffic2.rate", "traffic3.rate",
					   "run.until.ci", "run.until.max", NULL};

static void set_key(struct maker *m, const char *path, const struct registered *model)
{
	char value[200];
	if (among(path, lengths)) return;
	if (value_draw(m->t, &m->c, path, model, value, sizeof value)) draft_set(m->d, IN_TREE, path, "%s", value);
}

static void set_params(struct maker *m, const char *before, const struct param *p, const struct registered *model)
{
	char path[200];
	for (; p && p->key; p++) {
		if (p->dflt && !chance_one_in(&m->c, m->density)) continue;
		snprintf(path, sizeof path, "%s.%s", before, p->key);
		set_key(m, path, model);
	}
}

/* Models that say when somebody is there to be woken. */
static const char *const wakes[] = {"away", "idle", "poll", "notify", NULL};

static void set_models(struct maker *m, int64_t number)
{
	/* Neighbours differ in both models; all pairs come round. */
	int64_t which = (number * 7919) % m->t->n_pairs;
	const int of[2] = {m->t->pair[which].a, m->t->pair[which].b};
	bool all = chance_one_in(&m->c, 3);
	for (int i = 0; i < 2; i++)
		pick_model(m, m->t->slot_of[of[i]], m->t->model[of[i]], true);
	for (int s = 0; s < N_SLOTS; s++) {
		/* Another traffic beside the first goes with a tenth of all. */
		bool beside = traffic_of_slot(s) > 0, wake = m->t->wakes && among(slots[s].kind, wakes);
		if (!slots[s].dflt || wake || (!beside && (all || chance_one_in(&m->c, 3))) ||
		    (beside && chance_one_in(&m->c, 20)))
			pick_model(m, s, any_model(m->t, &m->c, s), false);
		const struct registered *r = draft_model(m->d, s);
		if (beside && strcmp(r->name, slots[s].dflt) == 0) continue;
		if (slots[s].common) set_params(m, slots[s].path, slots[s].common, r);
		set_params(m, slots[s].path, r->model->params, r);
	}
	for (const struct group *g = groups; g->path; g++) {
		bool features = strcmp(g->path, "features") == 0, until = strcmp(g->path, "run.until") == 0;
		if ((features || until) && !chance_one_in(&m->c, 6)) continue;
		set_params(m, g->path, g->params, NULL);
	}
}

static void set_prices(struct maker *m, const struct price *p, int mode)
{
	char path[200];
	for (; p && p->key; p++) {
		snprintf(path, sizeof path, "prices.%s", p->key);
		if (mode == 1)
			draft_set(m->d, IN_TREE, path, p->unit == UNIT_TIME ? "0ns" : "0ns/B");
		else if (mode == 2)
			draft_set(m->d, IN_TREE, path, p->unit == UNIT_TIME ? "2ms" : "1us/B");
		else if (mode == 3 || chance_one_in(&m->c, m->density))
			set_key(m, path, NULL);
	}
}

static void set_machine(struct maker *m)
{
	static const char *const cores[] = {"[a]", "[b]", "[a, b]", "[b, c]", "[c, b, a]", "[d, e, f, g]", "a", NULL};
	int64_t mode = chance_below(&m->c, 9);
	set_key(m, "platform", NULL);
	if (chance_one_in(&m->c, 4)) draft_set(m->d, IN_TREE, "platform", "../../scenarios/platforms/ideal.yaml");
	if (mode < 6) {
		set_prices(m, guest_prices, (int)mode);
		for (int s = 0; s < N_SLOTS; s++)
			set_prices(m, draft_model(m->d, s)->model->prices, (int)mode);
	}
	if (chance_one_in(&m->c, 3)) draft_set(m->d, IN_TREE, "cores.host", "%s", chance_word(&m->c, cores));
	if (chance_one_in(&m->c, 3)) draft_set(m->d, IN_TREE, "cores.guest", "%s", chance_word(&m->c, cores));
	if (draft_find(m->d, IN_TREE, "nic.queues") < 0 && chance_one_in(&m->c, 3))
		draft_set(m->d, IN_TREE, "nic.queues", "%d", 1 + (int)chance_below(&m->c, 4));
}

/* ---- how long: some hundred packets, and not more than some seconds of simulated time ---- */

#define LONGEST (20 * PS_PER_S)

/* Packets in 1000 s that the traffic offers by itself, 0 = as they are answered or taken. Very high ones are rare: they cost time. */
static int64_t rate_of_slot(struct maker *m, int slot)
{
	const struct registered *r = draft_model(m->d, slot);
	int64_t rate;
	char text[60], path[60];
	if (!slot_param(slot, r, "rate")) return 0;
	rate = chance_spread(&m->c, 1, MAX_RATE);
	if (rate > MAX_RATE / 100 && !chance_one_in(&m->c, 8)) {
		rate /= 1000;
		m->c.held++;
	}
	unit_print(UNIT_PACKETRATE, rate, text, sizeof text);
	snprintf(path, sizeof path, "%s.rate", slots[slot].path);
	draft_set(m->d, IN_TREE, path, "%s", text);
	return rate;
}

/* Of the one that offers most. */
static int64_t rate_of(struct maker *m)
{
	int64_t most = 0;
	for (int s = 0; s < N_SLOTS; s++) {
		int64_t rate = traffic_of_slot(s) < 0 ? 0 : rate_of_slot(m, s);
		if (rate > most) most = rate;
	}
	return most;
}

static bool has_several(const struct draft *d)
{
	for (int s = 0; s < N_SLOTS; s++)
		if (traffic_of_slot(s) > 0 && strcmp(draft_model(d, s)->name, slots[s].dflt) != 0) return true;
	return false;
}

static void set_time(struct maker *m, const char *path, int64_t ps)
{
	char text[60];
	unit_print(UNIT_TIME, ps, text, sizeof text);
	draft_set(m->d, IN_TREE, path, "%s", text);
}

static int64_t time_for(struct maker *m, int64_t packets, int64_t rate)
{
	double ps = (double)packets * 1e15 / (double)rate;
	m->c.held += ps > (double)LONGEST;
	return ps > (double)LONGEST ? LONGEST : ps < (double)PS_PER_US ? PS_PER_US : (int64_t)ps;
}

static void set_run(struct maker *m)
{
	int64_t rate = rate_of(m), mode = chance_below(&m->c, 20), packets = chance_spread(&m->c, 1, 150);
	int64_t most = rate ? (int64_t)((double)rate * ((double)LONGEST / 1e15)) : 200;
	if (has_several(m->d)) mode = 19; /* they are measured for a time */
	int64_t length = rate ? time_for(m, packets, rate) : chance_spread(&m->c, PS_PER_US, 200 * PS_PER_US);
	if (mode < 9) {
		m->c.held += packets > most;
		draft_set(m->d, IN_TREE, "run.packets", "%lld", (long long)(packets < most ? packets : most > 0 ? most : 1));
	} else if (mode < 11) {
		draft_set(m->d, IN_TREE, "run.transfer", "%lldB", (long long)chance_spread(&m->c, 1, 100000));
	} else {
		int64_t warmup = chance_one_in(&m->c, 3) ? 0 : chance_spread(&m->c, 0, length);
		set_time(m, "run.length", chance_one_in(&m->c, 10) ? PS_PER_US : length);
		set_time(m, "run.warmup", warmup);
	}
	draft_set(m->d, IN_TREE, "run.repeat", "%d", chance_one_in(&m->c, 2) ? 1 : 1 + (int)chance_below(&m->c, 3));
	if (draft_find(m->d, IN_TREE, "run.until.ci") >= 0 || draft_find(m->d, IN_TREE, "run.until.max") >= 0) {
		draft_set(m->d, IN_TREE, "run.until.max", "%d", 1 + (int)chance_below(&m->c, 6));
		m->c.held++;
	}
	if (chance_one_in(&m->c, 2)) draft_set(m->d, IN_TREE, "run.seed", "%lld", (long long)(chance_bits(&m->c) >> 1));
	if (chance_one_in(&m->c, 3)) draft_set(m->d, IN_TREE, "run.jitter", "%d%%", 25 * (int)chance_below(&m->c, 5));
}

/* ---- several points ---- */

/* A key that may vary, with the model its slot has. */
static const char *any_key(struct maker *m, const struct registered **model)
{
	for (int i = 0; i < 200; i++) {
		const char *path = m->t->key[chance_below(&m->c, m->t->n_keys)];
		struct key k = key_find(path);
		*model = k.slot >= 0 ? draft_model(m->d, k.slot) : NULL;
		if (among(path, lengths) || among(path, same_for_all)) continue;
		if (*model && !slot_param(k.slot, *model, strrchr(path, '.') + 1)) continue;
		return path;
	}
	return "nic.ring.entries";
}

static void list_of(struct maker *m, const char *path, const struct registered *model, int n, char *buf, size_t size)
{
	size_t used = (size_t)snprintf(buf, size, "[");
	char value[200];
	for (int i = 0; i < n; i++)
		if (value_draw(m->t, &m->c, path, model, value, sizeof value))
			used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? ", " : "", value);
	snprintf(buf + used, size - used, "]");
}

static void range_of(struct maker *m, const char *path, const struct registered *model, char *buf, size_t size)
{
	static const char *const ways[] = {"points: 2", "points: 3", "points: 4", NULL};
	char from[200], to[200];
	if (!value_draw(m->t, &m->c, path, model, from, sizeof from)) return;
	if (!value_draw(m->t, &m->c, path, model, to, sizeof to)) return;
	snprintf(buf, size, "{from: %s, to: %s, %s}", from, to, chance_word(&m->c, ways));
}

static void vary_model(struct maker *m, enum section s)
{
	int slot = (int)chance_below(&m->c, N_SLOTS);
	char path[100];
	const char *one = draft_model(m->d, slot)->name, *other = any_model(m->t, &m->c, slot)->name;
	snprintf(path, sizeof path, "%s.%s", slots[slot].path, slots[slot].selector);
	if (strcmp(one, other) != 0) draft_set(m->d, s, path, "[%s, %s]", one, other);
}

static void vary_key(struct maker *m, enum section s)
{
	const struct registered *model;
	const char *path = any_key(m, &model);
	char value[500] = "";
	if (s == IN_SWEEP && chance_one_in(&m->c, 3))
		range_of(m, path, model, value, sizeof value);
	else
		list_of(m, path, model, 2 + (s == IN_SWEEP && chance_one_in(&m->c, 3)), value, sizeof value);
	if (value[0]) draft_set(m->d, s, path, "%s", value);
}

static void set_where(struct maker *m)
{
	static const char *const how[] = {"==", "!=", "<", "<=", ">", ">=", NULL};
	const struct registered *model;
	const char *path = any_key(m, &model);
	char value[200];
	for (int i = 0; i < m->d->n; i++)
		if (m->d->entry[i].section == IN_SWEEP && strchr(m->d->entry[i].path, '.')) path = m->d->entry[i].path;
	if (value_draw(m->t, &m->c, path, NULL, value, sizeof value))
		draft_set(m->d, IN_SWEEP, "where", "['%s %s %s']", path, chance_word(&m->c, how), value);
}

/* The first value of an axis, in buf. */
static void first_value(const struct entry *e, char *buf, size_t size)
{
	snprintf(buf, size, "%.*s", (int)strcspn(e->value + 1, ",]"), e->value + 1);
}

static const struct entry *an_axis(const struct draft *d)
{
	for (int i = 0; i < d->n; i++)
		if (d->entry[i].section == IN_COMPARE && d->entry[i].value[0] == '[') return &d->entry[i];
	return NULL;
}

static void set_points(struct maker *m)
{
	if (chance_one_in(&m->c, 6)) vary_model(m, IN_COMPARE);
	if (chance_one_in(&m->c, 6)) vary_key(m, IN_COMPARE);
	if (chance_one_in(&m->c, 8)) vary_key(m, IN_SWEEP);
	if (chance_one_in(&m->c, 16)) vary_model(m, IN_SWEEP);
	if (chance_one_in(&m->c, 20)) {
		vary_key(m, IN_ZIP);
		vary_key(m, IN_ZIP);
	}
	bool swept = false;
	for (int i = 0; i < m->d->n; i++)
		swept |= m->d->entry[i].section == IN_SWEEP;
	if (swept && chance_one_in(&m->c, 4)) set_where(m);
	if (swept && chance_one_in(&m->c, 6)) {
		draft_set(m->d, IN_SWEEP, "design", "sobol");
		draft_set(m->d, IN_SWEEP, "points", "%d", 1 + (int)chance_below(&m->c, 4));
	}
	const struct entry *axis = an_axis(m->d);
	const struct registered *model;
	if (axis && chance_one_in(&m->c, 4)) {
		char at[200], value[200];
		const char *path = any_key(m, &model);
		first_value(axis, at, sizeof at);
		if (value_draw(m->t, &m->c, path, model, value, sizeof value))
			draft_add(m->d, IN_WHEN, "{at: {%s: %s}, set: {%s: %s}}", axis->path, at, path, value);
	}
}

static void set_words(struct maker *m)
{
	static const char *const titles[] = {"one, two", "'it''s'", "\"100 % <&> \\\"all\\\"\"", "1", NULL};
	static const char *const shown[] = {"throughput", "latency_p99", "kicks", "dropped", "no_such_thing", NULL};
	if (chance_one_in(&m->c, 8)) draft_set(m->d, IN_TREE, "title", "%s", chance_word(&m->c, titles));
	if (chance_one_in(&m->c, 8)) draft_set(m->d, IN_TREE, "source", "%s", chance_word(&m->c, titles));
	if (chance_one_in(&m->c, 8)) draft_add(m->d, IN_SHOW, "%s", chance_word(&m->c, shown));
	if (!chance_one_in(&m->c, 16)) return;
	char at[400] = "";
	const struct entry *axis = an_axis(m->d);
	if (axis) {
		char value[200];
		first_value(axis, value, sizeof value);
		snprintf(at, sizeof at, ", at: {%s: %s}", axis->path, value);
	}
	draft_add(m->d, IN_CLAIMS, "{id: c1, of: throughput, published: 1Gb/s, tolerance: 10%%, kind: %s%s}",
		  chance_word(&m->c, claim_kinds), at);
	if (chance_one_in(&m->c, 2)) draft_set(m->d, IN_TREE, "calibrated", "{nic.host_queue: [c1]}");
}

/* ---- all of it ---- */

void draft_make(const struct tables *t, uint64_t seed, int64_t number, struct draft *d)
{
	static const int densities[] = {2, 4, 8, 32};
	struct maker m = {t, chance_of(seed, number), d, 4};
	*d = (struct draft){.n = 0};
	m.density = densities[chance_below(&m.c, 4)];
	set_models(&m, number);
	set_machine(&m);
	set_run(&m);
	set_points(&m);
	set_words(&m);
	d->held = m.c.held;
}
