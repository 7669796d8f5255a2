/* test_chart.c - records read back, and the numbers that charts are drawn from. */
#include "report/chart.h"
#include "report/pick.h"
#include "report/records.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RUNS 3

/* A point with throughputs, one a replication, and axes of a scenario that compares one block with two. */
static void make_point(struct point *p, const char *combined, const char *size, const double throughput[RUNS])
{
	*p = (struct point){
		.n_axes = 2, .replications = RUNS, .n_ok = RUNS, .n_stats = 1, .samples = RUNS, .stride = 1, .seed = 7};
	snprintf(p->id, sizeof(p->id), "%.8s%.8s", combined, size);
	p->axis = calloc(2, sizeof(*p->axis));
	p->sample = calloc(RUNS, sizeof(*p->sample));
	p->axis[0] = (struct axis_value){"nic.scheme.combined", combined, 'b', {0, NULL}};
	p->axis[1] = (struct axis_value){"traffic.size", size, 's', {0, NULL}};
	p->stat[0] = (struct point_stat){"throughput", "Gb/s", "", {0}};
	for (int r = 0; r < RUNS; r++) {
		p->sample[r] = throughput[r];
		estimate_add(&p->stat[0].est, throughput[r]);
	}
	p->limiter = "link up";
	p->n_limits = 1;
	p->limit[0] = (struct limit){"link up", LIMIT_BUSY, 0.875};
}

/* It lost five packets, too. */
static void add_dropped(struct point *p)
{
	p->stat[p->n_stats] = (struct point_stat){"dropped", "packets", "", {0}};
	estimate_add(&p->stat[p->n_stats++].est, 5);
}

static const double before[RUNS] = {10, 20, 40}, after[RUNS] = {11, 22.4, 44.8};

static bool put_record(FILE *f, const struct report_head *head, const struct point *p)
{
	char *record = report_json(head, p);
	bool good = record && fprintf(f, "%s\n", record) > 0;
	free(record);
	return good;
}

/* Writes points as records and reads them. */
static bool read_back(const struct point *p, int n, struct records *r)
{
	char path[] = "/tmp/simnic-records-XXXXXX";
	struct report_head head = {.scenario = "a \"b\".yaml", .platform = "kvm", .version = "1"};
	struct error err = {0};
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	bool ok = f != NULL;
	for (int i = 0; i < n && ok; i++)
		ok = put_record(f, &head, &p[i]);
	ok = f && fclose(f) == 0 && ok && records_read(r, path, &err);
	unlink(path);
	return ok;
}

static void records_tell_the_point(void)
{
	struct point p;
	struct records r = {.n = 0};
	make_point(&p, "true", "256B", after);
	CU_ASSERT_FATAL(read_back(&p, 1, &r));
	CU_ASSERT_FATAL(r.n == 1);
	const struct point *q = &r.point[0];
	CU_ASSERT_STRING_EQUAL(r.head.scenario, "a \"b\".yaml");
	CU_ASSERT_STRING_EQUAL(q->id, p.id);
	CU_ASSERT(q->n_axes == 2 && q->axis[0].type == 'b' && strcmp(q->axis[1].text, "256B") == 0);
	CU_ASSERT_STRING_EQUAL(q->limiter, "link up");
	CU_ASSERT(q->limit[0].of == LIMIT_BUSY && q->limit[0].share == 0.875);
	CU_ASSERT(q->stat[0].est.n == RUNS && q->seed == 7 && q->samples == RUNS);
	CU_ASSERT_DOUBLE_EQUAL(q->stat[0].est.mean, p.stat[0].est.mean, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(estimate_ci95(&q->stat[0].est), estimate_ci95(&p.stat[0].est), 1e-9);
	struct estimate same = point_ratio(q, 0, &p, 0);
	CU_ASSERT(same.n == RUNS && same.mean == 1 && estimate_ci95(&same) == 0);
	records_free(&r);
	point_free(&p);
}

static char *numbers(const struct chart_source *s, const char *name)
{
	char *text = NULL;
	size_t size = 0;
	const struct chart *c = NULL;
	for (int i = 0; (c = chart_of(s, i)) && strcmp(chart_name(c), name) != 0; i++) {
	}
	if (!c) return NULL;
	FILE *f = open_memstream(&text, &size);
	bool ok = f && chart_write(f, c, s);
	if (f) fclose(f);
	if (ok) return text;
	free(text);
	return NULL;
}

/*
 * 11/10, 22.4/20 and 44.8/40: the ratios are 1.1, 1.12 and 1.12, though the runs differ fourfold.  By hand: mean gain 11.33 %, standard
 * error 0.02/3 of 1, and Student's t for two degrees of freedom is 4.3027.
 */
static void gains_are_paired(void)
{
	struct point p[4];
	double x = 0, mean = 0, half = 0;
	int limiter = 0;
	make_point(&p[0], "false", "256B", before);
	make_point(&p[1], "false", "1KiB", before);
	make_point(&p[2], "true", "256B", after);
	make_point(&p[3], "true", "1KiB", before);
	struct chart_source s = {.scenario = "x", .platform = "kvm", .n = 4, .point = p};
	char *text = numbers(&s, "coalescing-gain");
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	const char *data = strstr(text, "EOD\n");
	CU_ASSERT_FATAL(data && sscanf(data + 4, "%lf %lf %lf %d", &x, &mean, &half, &limiter) == 4);
	CU_ASSERT(x == 256 && limiter == 1);
	CU_ASSERT_DOUBLE_EQUAL(mean, 34.0 / 3, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(half, 4.302652730 * 2.0 / 3, 1e-6);
	CU_ASSERT_PTR_NOT_NULL(strstr(data, "\n1024 0 0 1 0 0\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "limit_1 = 'link up'"));
	free(text);
	for (int i = 0; i < 4; i++)
		point_free(&p[i]);
}

static void points_decide_the_charts(void)
{
	struct point p[2];
	make_point(&p[0], "false", "256B", before);
	make_point(&p[1], "false", "it's", before);
	struct chart_source s = {.scenario = "x", .platform = NULL, .n = 2, .point = p};
	CU_ASSERT_PTR_NULL(chart_of(&s, 0)); /* no number to lie along, nothing to compare */
	p[1].axis[1].text = "1500B";
	CU_ASSERT_FATAL(chart_of(&s, 0) != NULL);
	CU_ASSERT_STRING_EQUAL(chart_name(chart_of(&s, 0)), "packet-size");
	CU_ASSERT_PTR_NULL(chart_of(&s, 1));
	p[0].axis[1].key = p[1].axis[1].key = "traffic.link";
	p[0].axis[1].text = "10Gb/s";
	p[1].axis[1].text = "25Gb/s";
	p[1].unsteady = true;
	char *text = numbers(&s, "link-speed");
	CU_ASSERT_FATAL(text != NULL);
	CU_ASSERT(strstr(text, "x_label = 'rate of the wire (Gb/s)'") && strstr(text, "\n25 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "of 3 runs; 1 of 2 points not steady'"));
	free(text);
	p[0].axis[1].key = p[1].axis[1].key = "traffic.size";
	p[0].axis[1].text = "256B";
	p[1].axis[1].text = "1500B";
	p[1].failed = true; /* no longer shown, and does no harm */
	text = numbers(&s, "packet-size");
	CU_ASSERT(text && strstr(text, "x_label = 'packet size (B)'") && !strstr(text, "\n1500 ") && !strstr(text, "not steady"));
	free(text);
	point_free(&p[0]);
	point_free(&p[1]);
}

static void give_band(struct point *p, double low, double high)
{
	p->band = band_new(24, 9, 2);
	CU_ASSERT_FATAL(p->band != NULL);
	p->band->value[0 * BAND_STATS + band_stat("throughput")] = high;
	p->band->value[1 * BAND_STATS + band_stat("throughput")] = low;
}

/* Lines, and gains by the ratio sample by sample; where there is no band the range is the value. */
static void bands_are_drawn(void)
{
	static const double same[RUNS] = {10, 10, 10}, more[RUNS] = {11, 11, 11};
	struct point p[4];
	make_point(&p[0], "false", "256B", same);
	make_point(&p[1], "true", "256B", more);
	make_point(&p[2], "false", "512B", same);
	make_point(&p[3], "true", "512B", more);
	give_band(&p[0], 8, 10);
	give_band(&p[1], 10, 15);
	struct chart_source s = {.scenario = "x", .platform = NULL, .n = 4, .point = p};
	char *text = numbers(&s, "packet-size");
	CU_ASSERT(text && strstr(text, "band_note = '; shaded: range over 9 uncertain prices'"));
	CU_ASSERT(strstr(text, "\n256 10 0 8 10\n") && strstr(text, "\n256 11 0 10 15\n") && strstr(text, "\n512 10 0 10 10\n"));
	free(text);
	text = numbers(&s, "coalescing-gain"); /* 15/10, 10/8, and 11/10 as they are */
	CU_ASSERT(text && strstr(text, "\n256 10 0 1 10 50\n") && strstr(text, "\n512 10 0 1 10 10\n"));
	free(text);
	for (int i = 0; i < 4; i++)
		point_free(&p[i]);
}

static void give_gain(struct point *p, const char *resource, double gain)
{
	p->gain_of = "throughput";
	p->gain[p->n_gains++] = (struct doubled_gain){resource, {.n = 1, .mean = gain}, NAN};
}

/* The most first; what gains nothing anywhere is named alone; what was not tried in a point has no bar there. */
static void gains_are_drawn(void)
{
	struct point p[2];
	make_point(&p[0], "false", "256B", before);
	make_point(&p[1], "true", "256B", after);
	struct chart_source s = {.scenario = "x", .platform = NULL, .n = 2, .point = p};
	CU_ASSERT_PTR_NULL(numbers(&s, "what-would-help"));
	give_gain(&p[0], "ring", 0.22);
	give_gain(&p[0], "wire", 0.001);
	give_gain(&p[0], "guest core", 0.1);
	give_gain(&p[1], "guest core", 0.66);
	give_gain(&p[1], "latencies", 0.01);
	char *text = numbers(&s, "what-would-help");
	CU_ASSERT_FATAL(text != NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(
		text, "resource_1 = 'guest core x2'\nresource_2 = 'ring x2'\nresource_3 = 'latencies /2'\nn_resources = 3\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(
		text,
		"\n1 10 0 \"+10 %\"\n2 22 0 \"+22 %\"\n3 NaN NaN \"\"\n\n\n1 66 0 \"+66 %\"\n2 NaN NaN \"\"\n3 1 0 \"+1 %\"\n"));
	CU_ASSERT(strstr(text, "x_label = 'gain in throughput (%)'") && strstr(text, "; hardly anything: wire'"));
	free(text);
	point_free(&p[0]);
	point_free(&p[1]);
}

/* The name that the text has is the one of records, in both directions. */
static void who_works_in_turn(void)
{
	struct point p;
	struct records r = {.n = 0};
	char *csv = NULL;
	size_t size = 0;
	make_point(&p, "false", "256B", before);
	give_gain(&p, "guest core", 0.4);
	give_gain(&p, "host core", 0.3);
	p.n_limits = 3;
	p.limit[0] = (struct limit){"ring", LIMIT_HELD, 0.5};
	p.limit[1] = (struct limit){"guest core", LIMIT_BUSY, 0.75};
	p.limit[2] = (struct limit){"host core", LIMIT_BUSY, 0.5};
	p.limiter = "ring";
	struct report_head head = {.scenario = "s", .version = "1"};
	char *record = report_json(&head, &p);
	CU_ASSERT_FATAL(record != NULL);
	CU_ASSERT(
		strstr(record, "\"limiter\":\"host and guest in turn\",\"in_turn\":{\"host_waits\":0.5,\"guest_waits\":0.25},") !=
		NULL);
	CU_ASSERT_FATAL(read_back(&p, 1, &r));
	CU_ASSERT_STRING_EQUAL(r.point[0].limiter, "ring");
	char *again = report_json(&head, &r.point[0]);
	CU_ASSERT(again && strstr(again, "\"limiter\":\"host and guest in turn\"") != NULL);
	struct csv *c = csv_create();
	FILE *f = open_memstream(&csv, &size);
	CU_ASSERT_FATAL(c && f && csv_add(c, "s", &p) && csv_write(f, c) && fclose(f) == 0);
	CU_ASSERT(strstr(csv, ",ok,host and guest in turn,") != NULL);
	p.n_gains = 0; /* nobody measured: the limiter alone is known */
	free(record);
	record = report_json(&head, &p);
	CU_ASSERT(record && strstr(record, "\"limiter\":\"ring\",\"limits\"") != NULL);
	csv_free(c);
	free(csv);
	free(record);
	free(again);
	records_free(&r);
	point_free(&p);
}

static char *wished(const struct chart_source *s, struct error *err)
{
	struct arena a = {0};
	char *text = NULL;
	size_t size = 0;
	const struct chart *c = chart_wished(s, &a, err);
	FILE *f = c ? open_memstream(&text, &size) : NULL;
	bool ok = f && chart_write(f, c, s);
	if (f) fclose(f);
	arena_free(&a);
	if (ok) return text;
	free(text);
	return NULL;
}

/* What runs along it, what colours tell and its title are as asked for; a key may be told by its last word. */
static void a_chart_is_steered(void)
{
	struct point p[4];
	struct error err = {0};
	make_point(&p[0], "false", "256B", before);
	make_point(&p[1], "true", "256B", after);
	make_point(&p[2], "false", "512B", before);
	make_point(&p[3], "true", "512B", after);
	struct chart_source s = {.scenario = "x", .n = 4, .point = p, .title = "A whole title"};
	s.wish = (struct chart_wish){.x = "size", .title = "it's mine", .log = "xy"};
	char *text = wished(&s, &err);
	CU_ASSERT_FATAL(text != NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "title_text = 'it''s mine'\nscenario_title = 'A whole title'\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "x_log = 10\ny_log = 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "series_2 = 'combined'\ncolour_2 = 2\nmark_2 = 2\n"));
	free(text);
	s.wish = (struct chart_wish){.x = "nic.scheme.combined", .by = "size"};
	text = wished(&s, &err);
	CU_ASSERT(text && strstr(text, "n_words = 2\n") && strstr(text, "word_1 = 'false'\n"));
	CU_ASSERT(text && strstr(text, "title_text = 'Throughput by scheme combined'\n"));
	/* Sizes do not matter here: the second line hides the first. */
	CU_ASSERT(text && strstr(text, "under_1 = 1\nunder_2 = 0\nhidden_note = '; wide"));
	free(text);
	s.wish = (struct chart_wish){.panel = "combined"};
	text = wished(&s, &err);
	CU_ASSERT(text && strstr(text, "n_panels = 2\n") && strstr(text, "x_label = 'packet size (B)'"));
	free(text);
	CU_ASSERT(!err.set);
	for (int i = 0; i < 4; i++)
		point_free(&p[i]);
}

static void add_latencies(struct point *p, double delivered, double most)
{
	static const char *const names[] = {"latency_p50", "latency_p90", "latency_p99", "latency_p999", "latency_p9999"};
	p->stat[p->n_stats] = (struct point_stat){"delivered", "packets", "", {0}};
	estimate_add(&p->stat[p->n_stats++].est, delivered);
	for (int i = 0; i < 5; i++) {
		p->stat[p->n_stats] = (struct point_stat){names[i], "us", "", {0}};
		estimate_add(&p->stat[p->n_stats++].est, i < 2 ? i + 1 : most);
	}
}

/* A curve for each scheme where the scenario is about latency, no farther than there are packets, at the rate that differs most. */
static void latency_is_a_curve(void)
{
	static const char *const rates[] = {"1kpps", "2kpps", "5kpps", "10kpps", "20kpps", "50kpps", "100kpps"};
	struct point p[14];
	struct error err = {0};
	for (int i = 0; i < 14; i++) {
		make_point(&p[i], i % 2 ? "true" : "false", rates[i / 2], before);
		p[i].axis[1].key = "traffic.rate";
		add_latencies(&p[i], 5000, i % 2 == 0 ? 3 : i == 5 ? 25 : 20);
	}
	struct chart_source s = {.scenario = "x", .n = 14, .point = p};
	CU_ASSERT_PTR_NULL(numbers(&s, "latency"));
	s.shown = "throughput";
	s.tail = "latency_p99";
	char *text = numbers(&s, "latency");
	CU_ASSERT_FATAL(text != NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "subtitle = 'x, at rate 5kpps'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\ntick_4 = '99.9'\ntick_at_4 = 1000\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\ny_log = 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "EOD\n2 1 0 1 1\n10 2 0 2 2\n100 3 0 3 3\n1000 3 0 3 3\n\n\n2 1 0 1 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n1000 25 0 25 25\n\n\nEOD\n"));
	free(text);
	text = numbers(&s, "tail");
	CU_ASSERT(text && strstr(text, "title_text = '99th percentile latency by offered rate'"));
	CU_ASSERT(text && strstr(text, "x_label = 'offered rate (kpps)'") && strstr(text, "\n5 25 0 25 25\n"));
	free(text);
	s.tail = NULL;
	s.wish = (struct chart_wish){.y = CHART_CURVES, .panel = "combined"};
	text = wished(&s, &err);
	CU_ASSERT(text && strstr(text, "n_panels = 2\n") && strstr(text, "n_series = 1\n"));
	free(text);
	s.wish.x = "rate";
	CU_ASSERT_PTR_NULL(wished(&s, &err));
	CU_ASSERT_STRING_EQUAL(err.text, "--x rate: along a chart of --y latency run its percentiles");
	for (int i = 0; i < 14; i++)
		point_free(&p[i]);
}

static void wishes_are_checked(void)
{
	static const struct {
		struct chart_wish wish;
		const char *text;
	} cases[] = {
		{{.x = "length"}, "expected one of: nic.scheme.combined, traffic.size"},
		{{.x = "combined"}, "it has one value in these points"},
		{{.y = "througput"}, "did you mean throughput?"},
		{{.y = "latency_mean"}, "no point has a value of it"},
		{{.y = "latency"}, "no point has three percentiles of it"},
		{{.x = "size", .by = "size"}, "can't both run along"},
	};
	struct point p[2];
	make_point(&p[0], "true", "256B", before);
	make_point(&p[1], "true", "512B", after);
	struct chart_source s = {.n = 2, .point = p};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error err = {0};
		s.wish = cases[i].wish;
		CU_ASSERT_PTR_NULL(wished(&s, &err));
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, cases[i].text));
	}
	point_free(&p[0]);
	point_free(&p[1]);
}

/* Each of two factors has looks of its own: four series, two colours, two marks. */
static void colours_tell_one_factor(void)
{
	struct point p[4];
	make_point(&p[0], "false", "256B", before);
	make_point(&p[1], "true", "256B", after);
	make_point(&p[2], "false", "512B", before);
	make_point(&p[3], "true", "512B", after);
	for (int i = 0; i < 4; i++) {
		p[i].stat[0].name = "packets";
		p[i].gain_of = "throughput";
		give_gain(&p[i], "ring", 0.2);
	}
	struct chart_source s = {.n = 4, .point = p};
	char *text = numbers(&s, "what-would-help");
	CU_ASSERT_FATAL(text != NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "n_factors = 2\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "colour_1 = 1\nmark_1 = 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "colour_2 = 2\nmark_2 = 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "colour_3 = 1\nmark_3 = 2\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "colour_4 = 2\nmark_4 = 2\n"));
	free(text);
	for (int i = 0; i < 4; i++)
		point_free(&p[i]);
}

static void points_are_picked(void)
{
	static const struct {
		const char *clause;
		bool holds;
	} cases[] = {
		{"traffic.size=1KiB", true},  {"size = 1024B", true},    {"size==1024", true},      {"size=64B,1KiB", true},
		{"size!=64B,128B", true},     {"size!=64B,1KiB", false}, {"size<=1000B", false},    {"size>1000B", true},
		{"combined=true", true},      {"combined!=true", false}, {"limiter=link up", true}, {"limiter!=link up", false},
		{"throughput>=23Gb/s", true}, {"throughput<23", false},  {"size=abc", false},       {"dropped>4packets", true},
		{"dropped<5 packets", false}, {"dropped>5", false},
	};
	struct point p;
	struct error err = {0};
	make_point(&p, "true", "1KiB", before); /* on average 70/3 Gb/s */
	add_dropped(&p);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CU_ASSERT(pick_check(cases[i].clause, &p, 1, &err));
		CU_ASSERT(pick_holds(cases[i].clause, &p) == cases[i].holds);
	}
	CU_ASSERT(!pick_check("througput>1", &p, 1, &err) && strstr(err.text, "did you mean throughput?"));
	err = (struct error){0};
	CU_ASSERT(!pick_check("size", &p, 1, &err) && strstr(err.text, "expected KEY=VALUE"));
	p.axis[0].text = "3; 1"; /* a list of weights */
	CU_ASSERT(pick_holds("combined=3:1", &p) && pick_holds("combined=3;1", &p) && !pick_holds("combined=3:2", &p));
	point_free(&p);
}

static void wrong_units_are_told(void)
{
	static const struct {
		const char *clause, *text;
	} cases[] = {
		{"throughput>1pps", "'1pps' is no number of that kind; throughput is counted in Gb/s"},
		{"dropped>5Gb/s", "'5Gb/s' is no number of that kind; dropped is counted in packets"},
		{"dropped>packets", "'packets' is no number of that kind"},
		{"throughput=23,abc", "'abc' is no number of that kind"},
		{"size<64us", "'64us' can't be compared with values of size such as 1KiB"},
		{"combined>false", "'false' can't be compared with values of combined such as true"},
		{"limiter>link up", "limiters have no order, expected = or !="},
	};
	struct point p;
	make_point(&p, "true", "1KiB", before);
	add_dropped(&p);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error err = {0};
		CU_ASSERT(!pick_check(cases[i].clause, &p, 1, &err));
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, cases[i].text));
	}
	point_free(&p);
}

CU_TestInfo test_chart[] = {{"records tell the point", records_tell_the_point},
			    {"gains are paired", gains_are_paired},
			    {"points decide the charts", points_decide_the_charts},
			    {"bands are drawn", bands_are_drawn},
			    {"gains are drawn", gains_are_drawn},
			    {"a chart is steered", a_chart_is_steered},
			    {"latency is a curve", latency_is_a_curve},
			    {"wishes are checked", wishes_are_checked},
			    {"colours tell one factor", colours_tell_one_factor},
			    {"points are picked", points_are_picked},
			    {"wrong units are told", wrong_units_are_told},
			    {"who works in turn", who_works_in_turn},
			    CU_TEST_INFO_NULL};
