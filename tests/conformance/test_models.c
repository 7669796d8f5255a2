/* test_models.c - what every registered model declares about itself. */
#include "base/units.h"
#include "machine/ledger.h"
#include "nic/ring.h"
#include "nic/alloc.h"
#include "nic/backend.h"
#include "nic/complete.h"
#include "nic/flush.h"
#include "nic/link.h"
#include "nic/moderate.h"
#include "nic/notify.h"
#include "nic/poll.h"
#include "nic/scheme.h"
#include "nic/setup.h"
#include "nic/traffic.h"
#include "scenario/applies.h"
#include "scenario/keys.h"
#include <CUnit/CUnit.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Says which model failed. */
static bool said(bool ok, const struct registered *r, const char *key, const char *what)
{
	if (!ok) printf("%s_%s%s%s: %s\n", r->kind, r->name, key ? ", " : "", key ? key : "", what);
	return ok;
}
#define EXPECT(ok, r, key, what) CU_ASSERT(said(ok, r, key, what))

static bool is_key(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return n > 0 && s[n] == '\0' && islower((unsigned char)s[0]);
}

static bool one_line(const char *s)
{
	return s && strlen(s) >= 10 && !strchr(s, '\n');
}

static void they_say_what_they_are(void)
{
	int n = 0;
	for (const struct registered *r = registry; r->kind; r++, n++) {
		const struct model *m = r->model;
		EXPECT(is_key(r->name), r, NULL, "a name of small letters, digits and underscores");
		EXPECT(one_line(r->summary), r, NULL, "a summary of one line");
		EXPECT(strncmp(*r->steps, "Receive: 1. ", 12) * strncmp(*r->steps, "1. ", 3) == 0, r, NULL, "numbered steps");
		for (const char *const *line = r->steps; *line; line++)
			EXPECT(strlen(*line) <= 140, r, NULL, "steps in lines of 140 columns at most");
		EXPECT(m->size > 0, r, NULL, "a size");
		EXPECT(m->ops != NULL, r, NULL, "ops");
		for (const struct registered *other = registry; other < r; other++)
			EXPECT(strcmp(r->kind, other->kind) || strcmp(r->name, other->name), r, NULL, "registered once");
		bool slot = false;
		for (int i = 0; i < N_SLOTS; i++)
			slot |= strcmp(slots[i].kind, r->kind) == 0;
		EXPECT(slot, r, NULL, "of a kind that a scenario can choose");
	}
	CU_ASSERT(n >= N_SLOTS);
}

static void slots_have_models(void)
{
	for (int i = 0; i < N_SLOTS; i++) {
		CU_ASSERT(one_line(slots[i].help));
		bool any = false;
		for (const struct registered *r = registry; r->kind; r++)
			any |= strcmp(r->kind, slots[i].kind) == 0;
		CU_ASSERT(any);
		if (slots[i].dflt) CU_ASSERT_PTR_NOT_NULL(model_find(slots[i].kind, slots[i].dflt));
	}
	CU_ASSERT_PTR_NULL(model_find("scheme", "nonesuch"));
	CU_ASSERT_PTR_NULL(model_find("nonesuch", "big"));
}

/* Functions that have no stand-in when they are missing. */
static void required_functions(void)
{
	for (const struct registered *r = registry; r->kind; r++) {
		const void *ops = r->model->ops;
		bool all = true;
		if (strcmp(r->kind, "scheme") == 0) {
			const struct scheme_ops *o = ops;
			all = o->init && o->post && o->receive && o->transmit_segments && o->predict && o->traits;
		} else if (strcmp(r->kind, "ring") == 0) {
			const struct ring_ops *o = ops;
			all = o->size && o->entries && o->table && o->bytes && o->start && !o->fetch == !o->complete &&
			      !o->fetch == !o->events;
		} else if (strcmp(r->kind, "alloc") == 0) {
			const struct alloc_ops *o = ops;
			all = o->init && o->post && o->release;
		} else if (strcmp(r->kind, "notify") == 0) {
			const struct notify_ops *o = ops;
			all = o->must_signal && o->arm && o->disarm;
		} else if (strcmp(r->kind, "poll") == 0) {
			const struct poll_ops *o = ops;
			all = o->budget && o->refill_each && o->refill_due;
		} else if (strcmp(r->kind, "complete") == 0) {
			const struct complete_ops *o = ops;
			all = o->before_transmit && o->stopped && o->interrupted;
		} else if (strcmp(r->kind, "flush") == 0) {
			const struct flush_ops *o = ops;
			all = o->kicked && o->drained;
		} else if (strcmp(r->kind, "backend") == 0) {
			const struct backend_ops *o = ops;
			all = o->init && o->rx_ready && o->kicked && o->stuck;
		} else if (strcmp(r->kind, "traffic") == 0) {
			const struct traffic_ops *o = ops;
			all = o->init && o->next;
		} else if (strcmp(r->kind, "link") == 0) {
			const struct link_ops *o = ops;
			all = o->write && o->read && o->mmio_write && o->mmio_read && o->interrupt && o->traits;
		} else if (strcmp(r->kind, "moderate") == 0) {
			const struct moderate_ops *o = ops;
			all = o->traits && o->used;
		}
		EXPECT(all, r, NULL, "a required function is missing");
	}
}

/* ---- tables ---- */

static bool is_word(const struct param *p, const char *text)
{
	for (const char *const *w = p->words; w && *w; w++)
		if (strcmp(*w, text) == 0) return true;
	return false;
}

static bool default_is_legal(const struct param *p)
{
	int64_t value;
	char why[200];
	if (!p->dflt) return true;
	if (p->unit == UNIT_WORD) return is_word(p, p->dflt);
	if (p->unit == UNIT_TEXT) return true;
	return unit_parse(p->unit, p->dflt, 0, &value, why, sizeof why) && value >= p->min && value <= p->max;
}

static size_t field(const struct param *p)
{
	return p->unit == UNIT_TEXT ? sizeof(char *) : sizeof(int64_t);
}

/* A parameter of a mapping that belongs to no model. */
static bool is_legal_in_group(const char *path, const char *value)
{
	const char *key = strrchr(path, '.') + 1;
	for (const struct group *g = groups; g->path; g++)
		for (const struct param *p = g->params; p->key; p++) {
			struct param at = *p;
			at.dflt = value;
			if (strlen(g->path) == (size_t)(key - path - 1) && strncmp(g->path, path, strlen(g->path)) == 0 &&
			    strcmp(p->key, key) == 0)
				return default_is_legal(&at);
		}
	return false;
}

/* Is each value one that its key can have? */
static bool values_are_legal(const struct condition *c)
{
	struct key k = key_find(c->path);
	char one[160];
	for (const char *v = c->values; *v; v += strcspn(v, "|"), v += *v == '|') {
		snprintf(one, sizeof one, "%.*s", (int)strcspn(v, "|"), v);
		bool legal = k.what == KEY_SELECTOR && model_find(slots[k.slot].kind, one);
		for (const struct registered *o = registry; k.what == KEY_PARAM && k.slot >= 0 && o->kind; o++) {
			const struct param *p = strcmp(o->kind, slots[k.slot].kind) == 0
							? slot_param(k.slot, o, strrchr(c->path, '.') + 1)
							: NULL;
			struct param at = p ? *p : (struct param){0};
			at.dflt = one;
			legal |= p && default_is_legal(&at);
		}
		if (!legal && !is_legal_in_group(c->path, one)) return false;
	}
	return true;
}

/* ONLY(): conditions on keys there are, with values these can have, and a parameter's own value is none of them. */
static void check_conditions(const struct registered *r, const char *container, const struct param *p)
{
	struct condition c;
	const char *at = p->help;
	char own[128];
	bool sound = true;
	int n = 0;
	snprintf(own, sizeof own, "%s.%s", container, p->key);
	if (*at != '[') return;
	for (; *at != ']' && condition_next(&at, container, &c, &sound); n++) {
		EXPECT(c.fact || key_find(c.path).what == KEY_SELECTOR || key_find(c.path).what == KEY_PARAM, r, p->key,
		       "conditions on keys there are");
		EXPECT(c.fact || strcmp(c.path, own) != 0, r, p->key, "conditions on others than itself");
		EXPECT(c.fact || values_are_legal(&c), r, p->key, "conditions that can hold");
	}
	EXPECT(sound && n > 0 && *at == ']', r, p->key, "conditions as param.h says");
}

static void conditions(void)
{
	static const struct registered common = {.kind = "the", .name = "tables"};
	for (int i = 0; i < N_SLOTS; i++) {
		for (const struct param *p = slots[i].common; p && p->key; p++)
			check_conditions(&common, slots[i].path, p);
		for (const struct registered *r = registry; r->kind; r++)
			for (const struct param *p = r->model->params; p && p->key && strcmp(r->kind, slots[i].kind) == 0; p++)
				check_conditions(r, slots[i].path, p);
	}
	for (const struct group *g = groups; g->path; g++)
		for (const struct param *p = g->params; p && p->key; p++)
			check_conditions(&common, g->path, p);
}

static void check_params(const struct registered *r, const struct param *table, size_t size)
{
	for (const struct param *p = table; p && p->key; p++) {
		EXPECT(is_key(p->key), r, p->key, "a key of small letters, digits and underscores");
		EXPECT(one_line(p->help), r, p->key, "help of one line");
		EXPECT(default_is_legal(p), r, p->key, "a default that can be written and lies in range");
		EXPECT(p->unit == UNIT_WORD || p->unit == UNIT_TEXT || p->min <= p->max, r, p->key, "a range");
		EXPECT((p->unit == UNIT_WORD) == (p->words != NULL), r, p->key, "words for a word, and only then");
		EXPECT(p->offset + field(p) <= size && p->offset % sizeof(int64_t) == 0, r, p->key, "a place in the struct");
		for (const struct param *q = table; q < p; q++) {
			EXPECT(strcmp(p->key, q->key) != 0, r, p->key, "declared once");
			EXPECT(p->offset != q->offset, r, p->key, "a place of its own");
		}
		for (int i = 0; i < N_SLOTS; i++) {
			if (strcmp(slots[i].kind, r->kind)) continue;
			EXPECT(strcmp(p->key, slots[i].selector) != 0, r, p->key, "not the word that chooses the model");
			for (const struct param *c = slots[i].common; c && c->key; c++)
				EXPECT(strcmp(p->key, c->key) != 0, r, p->key, "not a key all models of the slot have");
		}
	}
}

static void parameters(void)
{
	for (const struct registered *r = registry; r->kind; r++)
		check_params(r, r->model->params, r->model->size);
	static const struct registered shared = {.kind = "shared", .name = "parameters"};
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct param *p = slots[i].common; p && p->key; p++)
			EXPECT(default_is_legal(p) && one_line(p->help), &shared, p->key, "default and help");
	for (const struct group *g = groups; g->path; g++)
		check_params(&shared, g->params, sizeof(struct setup));
}

static bool is_ledger_line(const char *kind)
{
	for (int i = 0; i < N_LEDGER; i++)
		if (strcmp(ledger_lines[i].name, kind) == 0) return true;
	return false;
}

/* A switch: a value of a parameter of the same model, and a price beside it that is the same but for its name. */
static void check_switch(const struct registered *r, const struct price *table, const struct price *p)
{
	bool of = false, by = false;
	for (const struct price *q = table; q->key; q++)
		of |= strcmp(q->key, p->instead_of) == 0 && q->offset == p->offset && q->unit == p->unit && !q->instead_of &&
		      q->kind && p->kind && strcmp(q->kind, p->kind) == 0;
	for (const struct param *v = r->model->params; v && v->key; v++)
		by |= v->offset == p->switched && (v->unit == UNIT_WORD || (p->at >= v->min && p->at <= v->max));
	EXPECT(of, r, p->key, "a price of its place, which it takes");
	EXPECT(by, r, p->key, "a value of a parameter, by which it does");
}

static void check_prices(const struct registered *r, const struct price *table, size_t size)
{
	for (const struct price *p = table; p && p->key; p++) {
		EXPECT(is_key(p->key), r, p->key, "a key of small letters, digits and underscores");
		EXPECT(one_line(p->help), r, p->key, "help of one line");
		EXPECT(p->unit == UNIT_TIME || p->unit == UNIT_TIME_PER_BYTE, r, p->key, "a time or a time per byte");
		EXPECT(!p->kind || is_ledger_line(p->kind), r, p->key, "a ledger line or none");
		EXPECT(p->offset + sizeof(int64_t) <= size, r, p->key, "a place in the struct");
		for (const struct price *q = table; q < p; q++)
			EXPECT(strcmp(p->key, q->key) && (p->offset != q->offset || p->instead_of), r, p->key,
			       "declared once, a place of its own");
		if (p->instead_of) check_switch(r, table, p);
		/* A price of the same name means the same to whoever asks for it. */
		for (const struct registered *o = registry; o->kind; o++)
			for (const struct price *q = o->model->prices; q && q->key; q++)
				EXPECT(strcmp(p->key, q->key) || p->unit == q->unit, r, p->key, "one unit everywhere");
		EXPECT(!p->absent || one_line(p->absent), r, p->key, "what its absence means in one line");
		EXPECT(!p->given || p->absent, r, p->key, "told whether it is given only if it may be absent");
		EXPECT(p->given + sizeof(int64_t) <= size, r, p->key, "a place in the struct to be told so");
		for (const struct price *q = table; q && q->key && p->given; q++)
			EXPECT(q->offset != p->given && (q == p || q->given != p->given), r, p->key, "one of its own");
	}
}

static void prices(void)
{
	static const struct registered guest = {.kind = "guest", .name = "prices"};
	for (const struct registered *r = registry; r->kind; r++)
		check_prices(r, r->model->prices, r->model->size);
	check_prices(&guest, guest_prices, sizeof(struct setup));
}

/* What the model itself counts has a place, a name nobody else uses, and does not lie on a parameter. */
static void statistics_of(const struct registered *r, const struct statistic *s)
{
	EXPECT(is_key(s->name) && s->unit && one_line(s->help), r, s->name, "key, unit and help");
	EXPECT(s->group < N_GROUPS && s->needs < N_NEEDS && !s->value && s->family == FAMILY_NONE, r, s->name, "a count");
	EXPECT(s->cell.at + sizeof(int64_t) <= r->model->size, r, s->name, "a place in the struct");
	EXPECT(s->scale != PER_PACKET || strstr(s->name, "_per_packet"), r, s->name, "per packet in name and deed");
	for (const struct param *p = r->model->params; p && p->key; p++)
		EXPECT(p->offset != s->cell.at, r, s->name, "not in a parameter's place");
	for (const struct price *p = r->model->prices; p && p->key; p++)
		EXPECT(p->offset != s->cell.at, r, s->name, "not in a price's place");
	EXPECT(statistic_find(s->name) == s, r, s->name, "a name of its own");
	for (const struct registered *o = registry; o->kind; o++)
		for (const struct statistic *t = o->model->stats; t && t->name; t++)
			EXPECT(s == t || strcmp(s->name, t->name) != 0, r, s->name, "a name of its own");
}

static void statistics_declared(void)
{
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct statistic *s = r->model->stats; s && s->name; s++)
			statistics_of(r, s);
	for (int i = 0; i < N_LEDGER; i++) {
		CU_ASSERT(is_key(ledger_lines[i].name));
		CU_ASSERT_PTR_NOT_NULL(ledger_lines[i].help);
		for (int k = 0; k < i; k++)
			CU_ASSERT(strcmp(ledger_lines[i].name, ledger_lines[k].name) != 0);
	}
}

/* ---- rings ---- */

/* Every parameter by its default; those a ring has are numbers and words. */
static void by_default(const struct registered *r, void *conf)
{
	char why[200];
	for (const struct param *p = r->model->params; p && p->key; p++) {
		int64_t value = 0;
		bool good = p->unit != UNIT_WORD && p->dflt && unit_parse(p->unit, p->dflt, 0, &value, why, sizeof why);
		EXPECT(good, r, p->key, "a default that is a number");
		memcpy((char *)conf + p->offset, &value, sizeof value);
	}
}

/* Bytes of n accesses; -1 when one is empty or goes the wrong way. */
static int64_t bytes_of(const struct access *a, int n, bool write)
{
	int64_t sum = 0;
	if (n < 1 || n > RING_ACCESSES) return -1;
	for (int i = 0; i < n; i++) {
		if (a[i].bytes < 1 || a[i].count < 1 || a[i].write != write) return -1;
		sum += (int64_t)a[i].bytes * a[i].count;
	}
	return sum;
}

static void ring_accesses(const struct registered *r, const void *conf)
{
	const struct ring_ops *o = r->model->ops;
	struct access a[RING_ACCESSES];
	int64_t fetched = 0, completed = 0;
	for (int32_t chains = 1; chains <= 32; chains++)
		for (int32_t entries = 1; entries <= 20; entries++) {
			int64_t in = bytes_of(a, o->fetch(conf, chains, entries, a), false),
				out = bytes_of(a, o->complete(conf, chains, entries, a), true);
			EXPECT(in >= 16 * chains * entries, r, NULL, "all descriptors are read");
			EXPECT(out > 0, r, NULL, "something is handed back");
			EXPECT(entries == 1 || in > fetched, r, NULL, "more entries, more to read");
			EXPECT(chains == 1 || entries > 1 || out >= completed, r, NULL, "more chains, no less to write");
			fetched = in;
			if (entries == 1) completed = out;
		}
	EXPECT(o->events(conf, true, a) <= RING_ACCESSES && o->events(conf, false, a) <= o->events(conf, true, a), r, NULL,
	       "events that fit");
}

static void rings(void)
{
	for (const struct registered *r = registry; r->kind; r++) {
		const struct ring_ops *o = r->model->ops;
		int64_t conf[32] = {0}, area[3] = {0};
		if (strcmp(r->kind, "ring") != 0) continue;
		CU_ASSERT_FATAL(r->model->size <= sizeof conf);
		by_default(r, conf);
		o->bytes(conf, false, area);
		EXPECT(o->size(conf, false) == 256 && o->size(conf, true) == 256, r, NULL,
		       "256 entries by default, so that formats can be compared");
		EXPECT(area[0] == 16 * 256, r, NULL, "16 B per descriptor, or a page of slots");
		EXPECT(!o->fetch || (area[1] > 0 && area[2] > 0), r, NULL, "two areas more");
		for (uint32_t n = 1; n <= 20; n++) {
			EXPECT(o->entries(conf, n, false) == n && o->table(conf, n, false) == 0, r, NULL,
			       "direct: as many entries as segments");
			EXPECT(!o->table(conf, n, true) || o->entries(conf, n, true) == 1, r, NULL,
			       "one entry points to a table");
		}
		if (o->fetch) ring_accesses(r, conf);
	}
}

CU_TestInfo test_models[] = {
	{"they_say_what_they_are", they_say_what_they_are},
	{"slots_have_models", slots_have_models},
	{"required_functions", required_functions},
	{"parameters", parameters},
	{"conditions", conditions},
	{"prices", prices},
	{"statistics", statistics_declared},
	{"rings", rings},
	CU_TEST_INFO_NULL,
};
