/* test_band.c - what prices that are not known well make of an answer, and what the measured time can tell of a rate. */
#include "batch/doubts.h"
#include "report/report.h"
#include "report/saved.h"
#include "report/text.h"
#include "run/steady.h"
#include "unit/same.h"
#include "unit/try.h"
#include <stdlib.h>

static void places(void)
{
	static const char *const names[] = {"page_alloc", "host_rx_byte", "x"};
	for (int n = 2; n <= BAND_SAMPLES; n++)
		for (int k = 0; k < 3; k++) {
			bool taken[BAND_SAMPLES] = {false};
			for (int i = 0; i < n; i++) {
				int at = (int)lround(band_place(names[k], i, n) * (n - 1));
				CU_ASSERT_FATAL(at >= 0 && at < n);
				CU_ASSERT_FALSE(taken[at]);
				taken[at] = true;
			}
		}
	CU_ASSERT(equals("the only place", band_place("x", 0, 1), 0.5));
}

/* Two names in the same order would be one price that moves both. */
static void orders_differ(void)
{
	int alike = 0;
	for (int i = 0; i < 25; i++)
		alike += band_place("guest_rx_byte", i, 25) == band_place("guest_tx_byte", i, 25);
	CU_ASSERT(alike < 10);
}

static const struct doubt *doubt_of(const struct doubts *d, const char *key)
{
	for (int i = 0; i < d->n; i++)
		if (strcmp(d->doubt[i].key, key) == 0) return &d->doubt[i];
	return NULL;
}

static int64_t rx_byte(const struct setup *s)
{
	for (const struct price *p = guest_prices; p->key; p++)
		if (strcmp(p->key, "guest_rx_byte") == 0) return *(const int64_t *)(const void *)((const char *)s + p->offset);
	return -1;
}

static void doubts(void)
{
	struct tried t;
	struct doubts d;
	struct setup own;
	const struct doubt *o;
	CU_ASSERT_FATAL(try_load(&t, "tests/scenarios/doubts.yaml", "run.seed=1"));
	CU_ASSERT_FATAL(doubts_find(t.scenario, 0, &t.arena, &d, &t.error));
	o = doubt_of(&d, "guest_rx_byte");
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	CU_ASSERT(same("half of a guess", o->low, o->value / 2));
	CU_ASSERT(same("twice a guess", o->high, o->value * 2));
	o = doubt_of(&d, "guest_tx_packet");
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	CU_ASSERT(same("between, low", o->low, 900000));
	CU_ASSERT(same("between, high", o->high, 1500000));
	o = doubt_of(&d, "guest_copy_byte");
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	CU_ASSERT(reads("tied", o->with, "guest_rx_byte"));
	CU_ASSERT(same("tied, low", o->low, 3 * doubt_of(&d, "guest_rx_byte")->low));
	CU_ASSERT_PTR_NULL(doubt_of(&d, "guest_rx_packet"));  /* was measured */
	CU_ASSERT_PTR_NULL(doubt_of(&d, "guest_descriptor")); /* is what --set says it is */
	CU_ASSERT_PTR_NULL(doubt_of(&d, "irq_handler"));      /* a guess of zero stays zero */
	for (int i = 0; i < 5; i++) {
		CU_ASSERT_FATAL(doubts_setup(&d, &t.setup, i, 5, &t.arena, &own));
		double place = band_place("guest_rx_byte", i, 5);
		CU_ASSERT(same("a sample's price", rx_byte(&own), llround(200000 * pow(4, place))));
		CU_ASSERT(same("the point's own price", rx_byte(&t.setup), 400000));
	}
	try_end(&t);
}

static void samples(void)
{
	CU_ASSERT(same("of one replication", doubts_samples(1), 5));
	CU_ASSERT(same("of four", doubts_samples(4), 20));
	CU_ASSERT(same("of five", doubts_samples(5), 25));
	CU_ASSERT(same("of a hundred", doubts_samples(100), 25));
}

/* A sample tells of the mean what its prices make of the replication whose packets it had; one that came to nothing has no say. */
static void around_the_mean(void)
{
	static const double own[] = {10, 30, 0}, with[] = {8, 45, 7}, expected[] = {8 * 4.0 / 3, 45 * 4.0 / 9, 7};
	struct names names = {0};
	struct point p = {0};
	struct outcome *o = calloc(1, sizeof *o);
	CU_ASSERT_FATAL(o && point_begin(&p, 3));
	for (int r = 0; r < 6; r++) {
		*o = (struct outcome){.ok = true, .steady = true, .n_stats = 1};
		o->stat[0] = (struct stat){"throughput", "Gb/s", "payload delivered", r < 3 ? own[r] : with[r - 3]};
		if (r < 3) {
			CU_ASSERT_FATAL(point_add(&p, o, &names));
			continue;
		}
		if (!p.band) p.band = band_new(1, 0, 3);
		CU_ASSERT_PTR_NOT_NULL_FATAL(p.band);
		doubts_add(&p, r - 3, doubts_replication(r - 3, 3), o);
		CU_ASSERT(equals("a sample", p.band->value[(r - 3) * BAND_STATS + band_stat("throughput")], expected[r - 3]));
	}
	CU_ASSERT(same("one after the other", doubts_replication(4, 3), 1));
	struct range of = band_range(&p, band_stat("throughput"));
	CU_ASSERT(of.n == 3 && equals("low", of.low, 7) && equals("high", of.high, 20));
	for (int i = 0; i < 3; i++)
		p.band->value[i * BAND_STATS + band_stat("throughput")] = 20 + i;
	CU_ASSERT(equals("what is printed is among them", band_range(&p, band_stat("throughput")).low, 40.0 / 3));
	point_free(&p);
	names_free(&names);
	free(o);
}

/* ---- in words ---- */

struct told {
	struct names names;
	struct point point[3];
	int n;
	char *text;
};

static void add(struct told *t, int at, double throughput, const double *with, int n)
{
	static const char *const values[] = {"one", "two", "three"};
	struct point *p = &t->point[at];
	t->n = at + 1;
	struct outcome *o = calloc(1, sizeof *o);
	CU_ASSERT_FATAL(o && point_begin(p, 1));
	*o = (struct outcome){.ok = true, .steady = true, .n_stats = 2, .n_limits = 1};
	o->stat[0] = (struct stat){"throughput", "Gb/s", "payload delivered", throughput};
	o->stat[1] = (struct stat){"resolution", "%", "of a rate", 1};
	o->limit[0] = (struct limit){"ring", LIMIT_HELD, 0.63};
	CU_ASSERT_FATAL(point_add(p, o, &t->names));
	point_end(p);
	free(o);
	p->n_axes = 1;
	p->axis = calloc(1, sizeof *p->axis);
	p->band = band_new(7, 2, n);
	CU_ASSERT_FATAL(p->axis && p->band);
	*p->axis = (struct axis_value){"nic.scheme.model", values[at], 's', {0, NULL}};
	p->band->price[0] = (struct band_price){"alpha", "alpha", "2us", "1us", "4us"};
	p->band->price[1] = (struct band_price){"beta", "beta", "2us", "1us", "4us"};
	for (int i = 0; i < n; i++)
		p->band->value[i * BAND_STATS + band_stat("throughput")] = with[i];
}

static void tell(struct told *t)
{
	static const char *const show[] = {"throughput"};
	struct report_head head = {.scenario = "s", .n_show = 1, .show = show};
	size_t size;
	free(t->text);
	FILE *f = open_memstream(&t->text, &size);
	CU_ASSERT_FATAL(f && report_text(f, &head, t->point, t->n, false));
	CU_ASSERT_EQUAL(fclose(f), 0);
	for (char *c = t->text; *c; c++)
		if (*c == '\n' && c[1] != '\n' && c[1] != ' ') *c = ' ';
}

static void says(const struct told *t, const char *part)
{
	bool found = strstr(t->text, part) != NULL;
	if (!found) printf("expected '%s' in:\n%s\n", part, t->text);
	CU_ASSERT(found);
}

static void end(struct told *t)
{
	for (int i = 0; i < t->n; i++)
		point_free(&t->point[i]);
	names_free(&t->names);
	free(t->text);
	*t = (struct told){.text = NULL};
}

static void words(void)
{
	struct told t = {.text = NULL};
	const double one[] = {1, 1, 1, 1, 1}, two[] = {2, 1.4, 3, 2.5, 2}, three[] = {2, 0.9, 3, 0.8, 2},
		     level[] = {2, 0.991, 3, 0.989, 2};
	add(&t, 0, 1, one, 5);
	add(&t, 1, 2, two, 5);
	tell(&t);
	says(&t, "2 of 7 prices are guesses or given as a range; tried over their ranges in 5 samples");
	says(&t, "two carries 2.00 Gb/s, 2.0 times one's 1.00 Gb/s (1.4 to 3.0 over 2 uncertain prices); who is ahead does not "
		 "change");
	end(&t);
	add(&t, 0, 1, one, 5);
	add(&t, 1, 2, three, 5);
	tell(&t);
	says(&t, "with other prices one is ahead in 2 of 5 samples");
	end(&t);
	add(&t, 0, 1, one, 5);
	add(&t, 1, 2, level, 5);
	tell(&t);
	says(&t, "(0.99 to 3.0 over 2 uncertain prices); with other prices one is ahead in 1 of 5 samples");
	end(&t);
	add(&t, 0, 2, one, 5);
	add(&t, 1, 2, two, 5);
	tell(&t);
	says(&t, "Both are within 1 % of 2.00 Gb/s (with other prices up to 3.0 times apart)");
	end(&t);
	/* Of two that lead each counts. */
	for (int other = 0; other < 2; other++) {
		add(&t, 0, 1, one, 5);
		add(&t, 1, 2, other ? three : two, 5);
		add(&t, 2, 2, other ? two : three, 5);
		tell(&t);
		says(&t, "the most, 2.00 Gb/s: 2.0 times one's 1.00 Gb/s (0.80 to 3.0 over 2 uncertain prices)");
		says(&t, other ? "one is ahead of two in 2 of 5 samples" : "one is ahead of three in 2 of 5 samples");
		end(&t);
	}
}

/* What goes with one price alone is told to be moved by it. */
static void foremost(void)
{
	struct told t = {.text = NULL};
	double one[25], by_alpha[25], by_none[25];
	for (int i = 0; i < 25; i++) {
		one[i] = 1;
		by_alpha[i] = 2 - band_place("alpha", i, 25);
		by_none[i] = 2;
	}
	add(&t, 0, 1, one, 25);
	add(&t, 1, 2, by_alpha, 25);
	const char *key = band_foremost(&t.point[1], &t.point[0], band_stat("throughput"));
	CU_ASSERT(reads("the foremost price", key, "alpha"));
	end(&t);
	add(&t, 0, 1, one, 25);
	add(&t, 1, 2, by_none, 25);
	CU_ASSERT_PTR_NULL(band_foremost(&t.point[1], &t.point[0], band_stat("throughput")));
	end(&t);
}

static void saved(void)
{
	struct told t = {.text = NULL};
	const double two[] = {2, 1.4, NAN, 2.5, 2};
	struct point back;
	add(&t, 0, 1, two, 5);
	char *text = point_save(&t.point[0], true);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	CU_ASSERT_FATAL(point_restore(&back, text, &t.names));
	char *again = point_save(&back, true);
	CU_ASSERT(reads("what is saved of what was saved", again, text));
	free(again);
	point_free(&back);
	/* Cut anywhere it is no point, and nothing is lost on the way. */
	for (size_t n = strlen(text); n-- > 0;) {
		text[n] = 0;
		CU_ASSERT_FALSE(point_restore(&back, text, &t.names));
	}
	free(text);
	end(&t);
}

/* ---- what the measured time can tell ---- */

static double resolution_of(const double *batch)
{
	struct run *run = calloc(1, sizeof *run);
	CU_ASSERT_PTR_NOT_NULL_FATAL(run);
	run->batch = RUN_BATCHES;
	memcpy(run->batch_rate, batch, sizeof run->batch_rate);
	double r = steady_resolution(run);
	free(run);
	return r;
}

static void resolution(void)
{
	double batch[RUN_BATCHES];
	for (int i = 0; i < RUN_BATCHES; i++)
		batch[i] = 50;
	CU_ASSERT(equals("constant: one packet", resolution_of(batch), 1.0 / 1000));
	for (int i = 0; i < RUN_BATCHES; i++)
		batch[i] = i % 2 ? 64 : 36;
	CU_ASSERT(equals("to and fro: what is behind after one part", resolution_of(batch), 14.0 / 1000));
	for (int i = 0; i < RUN_BATCHES; i++)
		batch[i] = i == 7 ? 1000 : 0;
	CU_ASSERT(equals("one lump: all but its own part", resolution_of(batch), 0.95));
	for (int i = 0; i < RUN_BATCHES; i++)
		batch[i] = 0;
	CU_ASSERT(isnan(resolution_of(batch)));
}

static void give(struct point *p, const char *name, double value)
{
	p->stat[p->n_stats++] = (struct point_stat){.name = name, .unit = "", .est = {.n = 1, .mean = value}};
}

static void under_way(struct point *p, double before, double after, double delivered)
{
	give(p, "in_flight_before", before);
	give(p, "in_flight", after);
	give(p, "delivered", delivered);
}

/* The interval that is believed: that of replications that differ, or else what their windows resolve. */
static void half(void)
{
	struct told t = {.text = NULL};
	add(&t, 0, 100, NULL, 0);
	add(&t, 1, 200, NULL, 0);
	struct point *p = &t.point[0], *q = &t.point[1];
	CU_ASSERT(equals("1 % of a single value", point_half(p, 0), 1));
	struct estimate ratio = point_ratio(q, 0, p, 0);
	CU_ASSERT(equals("1 % of either", point_ratio_half(&ratio, q, 0, p, 0), 2 * 0.02));
	p->stat[0].est = (struct estimate){.n = 4, .mean = 100, .m2 = 0};
	CU_ASSERT(equals("replications that are alike", point_half(p, 0), 1));
	p->stat[0].est.m2 = 3; /* deviation 1: half-width 1.59, more than 1 / sqrt(4) */
	CU_ASSERT(equals("replications that differ", point_half(p, 0), estimate_ci95(&p->stat[0].est)));
	p->stat[0].est.m2 = 0.03; /* 0.159 */
	CU_ASSERT(equals("that hardly differ", point_half(p, 0), 1));
	CU_ASSERT(isnan(point_half(p, 1))); /* no rate */
	p->stat[0].est = (struct estimate){.n = 1, .mean = 100};
	ratio = point_ratio(q, 0, p, 0);
	under_way(p, 1, 1, 1000); /* 0.2 % */
	under_way(q, 0, 0, 1000); /* one packet */
	CU_ASSERT(equals("what was under way", point_ratio_half(&ratio, q, 0, p, 0), 2 * 0.003));
	p->axis->key = q->axis->key = "traffic.rate";
	CU_ASSERT(equals("where other packets are offered", point_ratio_half(&ratio, q, 0, p, 0), 2 * 0.02));
	p->axis->key = q->axis->key = "nic.scheme.model";
	give(p, "source_blocked", 0);
	CU_ASSERT(equals("and in a closed loop", point_ratio_half(&ratio, q, 0, p, 0), 2 * 0.02));
	end(&t);
}

CU_TestInfo test_band[] = {
	{"places", places},
	{"orders differ", orders_differ},
	{"doubts", doubts},
	{"samples", samples},
	{"words", words},
	{"foremost", foremost},
	{"around the mean", around_the_mean},
	{"saved", saved},
	{"resolution", resolution},
	{"half-width", half},
	CU_TEST_INFO_NULL,
};
