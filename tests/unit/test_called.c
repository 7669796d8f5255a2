/* test_called.c - what others call things: every row leads to something that exists, and is reached; slips of the pen and what is none. */
#include "nic/called.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "nic/model.h"
#include "nic/statistic.h"
#include "scenario/keys.h"
#include "unit/same.h"
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

static bool has_word(const struct param *p, const char *word)
{
	for (; p && p->key; p++)
		for (int i = 0; p->unit == UNIT_WORD && p->words[i]; i++)
			if (strcmp(p->words[i], word) == 0) return true;
	return false;
}

static bool is_word(const char *word)
{
	bool found = false;
	for (const struct group *g = groups; g->path; g++)
		found |= has_word(g->params, word);
	for (int i = 0; i < N_SLOTS; i++)
		found |= has_word(slots[i].common, word);
	for (const struct registered *r = registry; r->kind; r++)
		found |= has_word(r->model->params, word);
	return found;
}

static bool is_model(const char *which)
{
	char name[80];
	for (const struct registered *r = registry; r->kind; r++) {
		snprintf(name, sizeof name, "%s/%s", r->kind, r->name);
		if (strcmp(name, which) == 0) return true;
	}
	return false;
}

static bool is_main_option(const char *name)
{
	struct option_text text;
	for (int i = 0; options_at(i, &text); i++)
		if (strcmp(text.name, name) == 0) return true;
	return false;
}

static const struct verb *verb_with(const char *option)
{
	for (const struct verb *v = verbs; v->name; v++)
		for (const struct verb_option *o = v->option; o->name; o++)
			if (strcmp(o->name, option) == 0) return v;
	return NULL;
}

static bool is_verb(const char *name)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (strcmp(v->name, name) == 0) return true;
	return false;
}

static bool exists(enum called_as as, const char *name)
{
	switch (as) {
	case CALLED_KEY: return key_find(name).what > KEY_TEXT;
	case CALLED_MODEL: return is_model(name);
	case CALLED_WORD: return is_word(name);
	case CALLED_STATISTIC: return statistic_find(name) != NULL;
	case CALLED_PRICE: return price_find(name) != NULL;
	case CALLED_OPTION: return is_main_option(name) || verb_with(name);
	case CALLED_VERB: return is_verb(name);
	}
	return false;
}

static void what_it_is_called_here_exists(void)
{
	int n = 0;
	for (const struct called *row = called; row->word; row++, n++) {
		if (!exists(row->as, row->here)) printf("'%s' leads to '%s', which does not exist\n", row->word, row->here);
		CU_ASSERT(exists(row->as, row->here));
		CU_ASSERT(!row->in || row->as == CALLED_KEY);
	}
	CU_ASSERT(n > 100);
}

/* A word that means something in one mapping alone is not known in another whose name ends alike. */
static void whole_names_above(void)
{
	CU_ASSERT_PTR_NOT_NULL(called_key("ring.size"));
	CU_ASSERT_PTR_NOT_NULL(called_key("nic.ring.size"));
	CU_ASSERT_PTR_NULL(called_key("nic.spring.size"));
	CU_ASSERT_PTR_NULL(called_key("size"));
}

/* A word that is legal itself would never come to the table. */
static void no_row_is_a_name_of_its_own(void)
{
	for (const struct called *row = called; row->word; row++) {
		char path[100];
		snprintf(path, sizeof path, "%s%s%s", row->in ? row->in : "", row->in && *row->in ? "." : "", row->word);
		const char *name = row->as == CALLED_KEY ? path : row->word;
		bool dead = row->as != CALLED_MODEL && row->as != CALLED_WORD && exists(row->as, name);
		if (dead) printf("'%s' is a name itself\n", name);
		CU_ASSERT(!dead);
	}
}

static bool names(const char *text, const char *name, const char *word)
{
	char quoted[160];
	snprintf(quoted, sizeof quoted, "'%s'", name);
	bool found = strstr(text, quoted) != NULL;
	if (!found) printf("'%s' -> '%s', expected '%s'\n", word, text, name);
	return found;
}

static bool option_named(const struct called *row)
{
	char option[60], expected[100];
	char *argv[] = {"simnic", option, NULL}, **words;
	struct arena a = {0};
	struct error err = {0};
	struct options o;
	int n;
	snprintf(option, sizeof option, "--%s", row->word);
	snprintf(expected, sizeof expected, "did you mean --%s?", row->here);
	const struct verb *v = verb_with(row->here);
	optind = 0; /* getopt begins anew */
	void *base = calloc(1, 4096);
	bool read = is_main_option(row->here) ? options_read(2, argv, &a, &o, &err)
					      : verb_read_many(v, 2, argv, &a, base, &words, &n, &err);
	if (read || !strstr(err.text, expected)) printf("--%s -> '%s', expected '%s'\n", row->word, err.text, expected);
	free(base);
	arena_free(&a);
	return !read && strstr(err.text, expected);
}

static bool verb_named(const struct called *row)
{
	struct error err = {0};
	char expected[80];
	snprintf(expected, sizeof expected, "did you mean simnic %s?", row->here);
	if (access(row->word, F_OK) == 0) return true; /* a file of that name is meant */
	if (verb_is_meant(row->word, &err) && strstr(err.text, expected)) return true;
	printf("%s -> '%s', expected '%s'\n", row->word, err.text, expected);
	return false;
}

static bool model_named(const struct called *row)
{
	char kind[40], hint[HINT_SIZE];
	const char *slash = strchr(row->here, '/');
	snprintf(kind, sizeof kind, "%.*s", (int)(slash - row->here), row->here);
	return names(model_hint(kind, row->word, hint, sizeof hint), slash + 1, row->word);
}

/* The nearest of all statistics, members of families with names of their own too; in buf. */
static const char *nearest_statistic(const char *word, char *buf, size_t size)
{
	const char *best = NULL, *help, *which;
	char name[100];
	int cost = 0;
	const struct statistic *s;
	buf[0] = '\0';
	for (struct stat_walk w = {0}; (s = statistic_next(&w));)
		for (int i = 0; (which = s->family == FAMILY_NONE ? NULL : statistic_member(s, i, &help)) || i == 0; i++) {
			statistic_name(s, which, name, sizeof name);
			const char *before = best;
			if (s->family == FAMILY_NONE || which) statistic_offer(word, name, &best, &cost);
			if (best && best != before) snprintf(buf, size, "%s", name);
			best = best ? buf : NULL;
		}
	return best ? best : "";
}

static bool statistic_named(const struct called *row)
{
	char buf[100];
	const char *best = nearest_statistic(row->word, buf, sizeof buf);
	if (strcmp(best, row->here) == 0) return true;
	printf("statistic '%s' -> '%s', expected '%s'\n", row->word, best, row->here);
	return false;
}

static bool reached(const struct called *row)
{
	char path[100], hint[HINT_SIZE];
	const char *const list[] = {"other", row->here, NULL};
	snprintf(path, sizeof path, "%s%s%s", row->in ? row->in : "", row->in && *row->in ? "." : "", row->word);
	switch (row->as) {
	case CALLED_KEY: return names(key_hint(path, hint, sizeof hint), row->here, path);
	case CALLED_MODEL: return model_named(row);
	case CALLED_WORD: return names(word_hint(row->word, list, hint, sizeof hint), row->here, row->word);
	case CALLED_STATISTIC: return statistic_named(row);
	case CALLED_PRICE: return names(price_hint(row->word, hint, sizeof hint), row->here, row->word);
	case CALLED_OPTION: return option_named(row);
	case CALLED_VERB: return verb_named(row);
	}
	return false;
}

static void every_row_is_reached(void)
{
	for (const struct called *row = called; row->word; row++)
		CU_ASSERT(reached(row));
}

/* ---- spelling ---- */

/* The whole hint; "" = none, for any would mislead. */
struct slip {
	const char *word, *hint;
};

static const struct slip keys[] = {
	{"nic.ring.entires", "nic.ring.entries"},
	{"nic.ring.entrys", "nic.ring.entries"},
	{"ring.entires", "nic.ring.entries"},
	{"entries", "nic.ring.entries"},
	{"nic.entries", "nic.ring.entries"},
	{"nic.rin.entries", "nic.ring.entries"},
	{"NIC.Ring.Entries", "nic.ring.entries"},
	{"nic.ring.entries ", "nic.ring.entries"},
	{"run.sed", "run.seed"},
	{"run.warm_up", "run.warmup"},
	{"traffic.rat", "traffic.rate"},
	{"traffic.dircetion", "traffic.direction"},
	{"nic.scheme.skb-frags", "nic.scheme.skb_frags"},
	{"nic.notify.gest.budget", "nic.notify.guest.budget"},
	{"prices.page_aloc", "prices.page_alloc"},
	{"prices.guest_rx_paket", "prices.guest_rx_packet"},
	{"scheme", "nic.scheme"},
	/* Each was led astray when much of a long word being alike was enough. */
	{"nic.link.lane", ""},
	{"nic.ring.head", ""},
	{"traffic.mode", "traffic.model"},
	{"traffic.port", ""},
	{"nic.link.slots", ""},
	{"nic.queue_mode", ""},
	{"run.cycles", ""},
	{"run.cores", ""},
	{"nic.offloads", ""},
	{"prices.host_rx_descriptor", ""},
	{"prices.guest_qx_packet", ""},
	{"prices.page", ""},
	{"size", ""},
	{"model", ""},
	{"frobnicate", ""},
};

static const struct slip stats[] = {
	{"througput", "throughput"},
	{"Throughput", "throughput"},
	{"packetrate", "packet_rate"},
	{"interupts", "interrupts"},
	{"kicks_per_pakcet", "kicks_per_packet"},
	{"link_utilization", "link_utilisation"},
	{"latency_meen", "latency_mean"},
	/* A percentile there is not, the other direction, one of several. */
	{"latency_p95", ""},
	{"latency_p", ""},
	{"wait_qx_ring", ""},
	{"link", ""},
	{"dma", ""},
	{"cost", ""},
	{"jitter_per_second", ""},
};

static void slips_in_keys(void)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char hint[HINT_SIZE], expected[200];
		snprintf(expected, sizeof expected, *keys[i].hint ? "; did you mean '%s'?" : "%s", keys[i].hint);
		CU_ASSERT(reads(keys[i].word, key_hint(keys[i].word, hint, sizeof hint), expected));
	}
}

static void slips_in_statistics(void)
{
	for (size_t i = 0; i < sizeof stats / sizeof *stats; i++) {
		char buf[100];
		CU_ASSERT(reads(stats[i].word, nearest_statistic(stats[i].word, buf, sizeof buf), stats[i].hint));
	}
}

/* What stands where a key is expected and is none. */
static void other_names_in_the_place_of_keys(void)
{
	static const struct slip other[] = {
		{"latency_p99", "; did you mean the statistic 'latency_p99', as in show: [latency_p99]?"},
		{"tput", "; did you mean the statistic 'throughput', as in show: [throughput]?"},
		{"vhost", "; did you mean 'nic.backend.model: vhost'?"},
		{"tcp", "; did you mean 'traffic.model: tcp'?"},
		{"napi", "; did you mean 'nic.notify.guest.model: napi'?"},
		{"kick", "; did you mean 'prices.kick'?"},
	};
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		char hint[HINT_SIZE];
		CU_ASSERT(reads(other[i].word, key_hint(other[i].word, hint, sizeof hint), other[i].hint));
	}
}

static void two_as_near(void)
{
	const char *best = NULL;
	int cost = 0;
	nearest_offer("latency_p", "latency_p50", &best, &cost);
	CU_ASSERT_STRING_EQUAL(best, "latency_p50");
	nearest_offer("latency_p", "latency_p99", &best, &cost);
	CU_ASSERT_PTR_NULL(best);
	nearest_offer("latency_p", "latency_p50", &best, &cost);
	CU_ASSERT_PTR_NULL(best);
	nearest_offer("latency_p", "latency-P", &best, &cost);
	CU_ASSERT_STRING_EQUAL(best, "latency-P");
	nearest_offer("latency_p", "latency_q", &best, &cost);
	CU_ASSERT_STRING_EQUAL(best, "latency-P");
}

CU_TestInfo test_called[] = {
	{"what it is called here exists", what_it_is_called_here_exists},
	{"no row is a name of its own", no_row_is_a_name_of_its_own},
	{"whole names above", whole_names_above},
	{"every row is reached", every_row_is_reached},
	{"slips in keys", slips_in_keys},
	{"slips in statistics", slips_in_statistics},
	{"other names in the place of keys", other_names_in_the_place_of_keys},
	{"two as near", two_as_near},
	CU_TEST_INFO_NULL,
};
