/* values.c - what there is to set, from the tables, and values for it. */
#include "random/random.h"
#include "nic/traffics.h"
#include "nic/features.h"
#include "nic/packet.h"
#include <glob.h>
#include <string.h>

/* ---- the tables ---- */

static void add_key(struct tables *t, const char *before, const char *key)
{
	char path[200];
	snprintf(path, sizeof path, "%s.%s", before, key);
	if (strlen(path) >= sizeof t->key[0] || tables_key(t, path) >= 0 || t->n_keys == MAX_KEYS) return;
	strcpy(t->key[t->n_keys++], path);
}

static void add_params(struct tables *t, const char *before, const struct param *p)
{
	for (; p && p->key; p++)
		add_key(t, before, p->key);
}

static void add_prices(struct tables *t, const struct price *p)
{
	for (; p && p->key; p++)
		add_key(t, "prices", p->key);
}

static int add_files(const char *pattern, const char *before, char *to, size_t size, int most)
{
	glob_t g;
	int n = 0;
	if (glob(pattern, 0, NULL, &g) != 0) return 0;
	for (; n < (int)g.gl_pathc && n < most; n++) {
		const char *name = strrchr(g.gl_pathv[n], '/');
		snprintf(to + (size_t)n * size, size, "%s%s", before, name ? name + 1 : g.gl_pathv[n]);
	}
	globfree(&g);
	return n;
}

void tables_fill(struct tables *t)
{
	*t = (struct tables){.wakes = t->wakes}; /* as it was asked for */
	for (int s = 0; s < N_SLOTS; s++) {
		add_params(t, slots[s].path, slots[s].common);
		for (const struct registered *r = registry; r->kind; r++) {
			if (strcmp(r->kind, slots[s].kind) != 0) continue;
			t->slot_of[t->n_models] = s;
			t->model[t->n_models++] = r;
			add_params(t, slots[s].path, r->model->params);
			add_prices(t, r->model->prices);
		}
	}
	for (const struct group *g = groups; g->path; g++)
		add_params(t, g->path, g->params);
	add_prices(t, guest_prices);
	for (int a = 0; a < t->n_models; a++)
		for (int b = a + 1; b < t->n_models; b++)
			if (t->slot_of[a] != t->slot_of[b] && traffic_of_slot(t->slot_of[a]) <= 0 &&
			    traffic_of_slot(t->slot_of[b]) <= 0) {
				t->pair[t->n_pairs].a = (short)a;
				t->pair[t->n_pairs++].b = (short)b;
			}
	t->n_platforms =
		add_files("scenarios/platforms/*.yaml", "../../scenarios/platforms/", t->platform[0], sizeof t->platform[0], 40);
	t->n_captures = add_files(FOLDER "/*.pcap", "", t->capture[0], sizeof t->capture[0], 20);
}

int tables_key(const struct tables *t, const char *path)
{
	for (int i = 0; i < t->n_keys; i++)
		if (strcmp(t->key[i], path) == 0) return i;
	return -1;
}

int tables_model(const struct tables *t, int slot, const char *name)
{
	for (int i = 0; i < t->n_models; i++)
		if (t->slot_of[i] == slot && strcmp(t->model[i]->name, name) == 0) return i;
	return -1;
}

const struct registered *any_model(const struct tables *t, struct chance *c, int slot)
{
	int first = 0, n = 0;
	for (int i = 0; i < t->n_models; i++) {
		if (t->slot_of[i] != slot) continue;
		if (n++ == 0) first = i;
	}
	return t->model[first + chance_below(c, n)];
}

/* ---- values ---- */

/*
 * How far up a number may usually go, so that a run takes milliseconds; the end of its range is tried all the same, now and then.
 */
static int64_t usual_most(const struct param *p)
{
	if (strcmp(p->key, "queues") == 0) return 16; /* each one has rings and actors of its own */
	switch (p->unit) {
	case UNIT_COUNT: return 4096;
	case UNIT_BYTES: return 128 << 10;
	case UNIT_TIME: return PS_PER_MS;
	default: return p->max;
	}
}

/* Lengths of frames around which something changes. */
static int64_t length_near(struct chance *c)
{
	static const int64_t near[] = {14, 60, 64, 66, 128, 1514, 1518, 4084, 4096, 9014, 65535, 65550, 65589};
	return near[chance_below(c, sizeof near / sizeof *near)] + chance_below(c, 3) - 1;
}

static int64_t power_of_two(struct chance *c, int64_t most)
{
	int64_t n = 1;
	while (2 * n <= most)
		n *= 2;
	for (int64_t down = chance_below(c, 14); down > 0 && n > 1; down--)
		n /= 2;
	return n;
}

static int64_t number_draw(struct chance *c, const struct param *p)
{
	int64_t most = usual_most(p), n, least = p->min;
	/* Times that may not be 0 repeat something: every picosecond only now and then. */
	if (p->unit == UNIT_TIME && least > 0 && least < PS_PER_US && !chance_one_in(c, 20)) least = PS_PER_US;
	if (most > p->max || most < p->min) most = p->max;
	c->held += most < p->max;
	if (strcmp(p->key, "entries") == 0)
		return chance_one_in(c, 4) ? 1 + chance_below(c, 5) : power_of_two(c, chance_one_in(c, 16) ? p->max : 1024);
	if (p->unit == UNIT_BYTES && chance_one_in(c, 3)) {
		n = length_near(c);
		return n < p->min ? p->min : n > p->max ? p->max : n;
	}
	switch (chance_below(c, 12)) {
	case 0:
	case 1: return least;
	case 2: return least < p->max ? least + 1 : least;
	case 3: return most;
	case 4: return chance_one_in(c, 20) ? p->max : most;
	case 5: n = power_of_two(c, most); return n < least ? least : n;
	default: return chance_spread(c, least, most);
	}
}

static void bits_draw(struct chance *c, char *buf, size_t size)
{
	static const char *const usual[] = {"any", "0x000001035867ffe3", "0x0000000f387fffff", "0x00000003186799a3", "0x0"};
	uint64_t word = 0x000001035867ffe3;
	if (chance_one_in(c, 2)) {
		snprintf(buf, size, "%s", usual[chance_below(c, 5)]);
		return;
	}
	for (int64_t n = 1 + chance_below(c, 3); n > 0; n--)
		word ^= UINT64_C(1) << chance_below(c, 44);
	snprintf(buf, size, "0x%016llx", (unsigned long long)word);
}

static const char *const some_statistics[] = {"throughput", "packet_rate", "latency_p99", "delivered",
					      "in_system",  "kicks",       "exits",       NULL};

static bool param_draw(const struct tables *t, struct chance *c, const struct param *p, bool of_model, char *buf, size_t size)
{
	switch (p->unit) {
	case UNIT_BOOL: snprintf(buf, size, "%s", chance_one_in(c, 2) ? "true" : "false"); return true;
	case UNIT_WORD: snprintf(buf, size, "%s", chance_word(c, p->words)); return true;
	case UNIT_BITS: bits_draw(c, buf, size); return true;
	case UNIT_TEXT:
		if (of_model && t->n_captures == 0) return false;
		snprintf(buf, size, "%s",
			 of_model ? t->capture[chance_below(c, t->n_captures)] : chance_word(c, some_statistics));
		return true;
	default: unit_print(p->unit, number_draw(c, p), buf, size); return true;
	}
}

/* Prices: nothing, next to nothing, as a platform has them, or far too much. */
static void price_draw(struct chance *c, const struct price *p, char *buf, size_t size)
{
	bool time = p->unit == UNIT_TIME;
	int64_t value = 0;
	switch (chance_below(c, 8)) {
	case 0:
	case 1: break;
	case 2: value = 1; break;
	case 3: value = time ? PS_PER_MS : 1000000; break;
	case 4: value = chance_spread(c, 0, time ? 100 * PS_PER_MS : 100000000); break;
	default: value = chance_spread(c, 0, time ? 20 * PS_PER_US : 2000); break;
	}
	unit_print(p->unit, value, buf, size);
}

bool value_draw(const struct tables *t, struct chance *c, const char *path, const struct registered *model, char *buf,
		size_t size)
{
	struct key k = key_find(path);
	const struct param *p = k.param;
	switch (k.what) {
	case KEY_SELECTOR: snprintf(buf, size, "%s", any_model(t, c, k.slot)->name); return true;
	case KEY_PRICE: price_draw(c, k.price, buf, size); return true;
	case KEY_PLATFORM: snprintf(buf, size, "%s", t->platform[chance_below(c, t->n_platforms)]); return true;
	case KEY_PARAM:
		if (k.slot >= 0 && model) {
			const char *key = strrchr(path, '.') + 1;
			if (slot_param(k.slot, model, key)) p = slot_param(k.slot, model, key);
		}
		return param_draw(t, c, p, k.slot >= 0, buf, size);
	default: return false;
	}
}
