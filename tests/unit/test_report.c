/* test_report.c - gathering replications, paired ratios, numbers for people, JSON and CSV. */
#include "run/outcome.h"
#include "report/number.h"
#include "report/report.h"
#include "report/table.h"
#include <CUnit/CUnit.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An outcome with throughput x Gb/s, one statistic that does not exist, and two limits. */
static struct outcome outcome_of(double x, const char *limiter, double share)
{
	struct outcome o = {.ok = true, .steady = true, .n_stats = 2, .n_limits = 2};
	o.stat[0] = (struct stat){"throughput", "Gb/s", "goodput", x};
	o.stat[1] = (struct stat){"transfer_time", "s", NULL, NAN};
	o.limit[0] = (struct limit){limiter, LIMIT_BUSY, share};
	o.limit[1] = (struct limit){"wire", LIMIT_BUSY, 0.5};
	return o;
}

static struct point *point_of(const struct outcome *o, int n, struct names *names)
{
	struct point *p = calloc(1, sizeof(*p));
	CU_ASSERT_FATAL(p && point_begin(p, n));
	for (int r = 0; r < n; r++)
		CU_ASSERT(point_add(p, &o[r], names));
	point_end(p);
	return p;
}

static void drop(struct point *p)
{
	point_free(p);
	free(p);
}

static void gathers_in_order(void)
{
	struct names names = {0};
	struct outcome o[3] = {outcome_of(1, "ring", 0.9), outcome_of(2, "core", 0.8), outcome_of(3, "core", 0.7)};
	struct point *p = point_of(o, 3, &names);
	CU_ASSERT_EQUAL(p->replications, 3);
	CU_ASSERT_EQUAL(p->n_stats, 2);
	CU_ASSERT_EQUAL(p->stat[0].est.n, 3);
	CU_ASSERT_DOUBLE_EQUAL(point_mean(p, point_find(p, "throughput")), 2, 1e-15);
	CU_ASSERT_EQUAL(p->sample[2 * p->stride], 3);
	CU_ASSERT(isnan(point_mean(p, point_find(p, "transfer_time"))));
	CU_ASSERT(isnan(point_mean(p, point_find(p, "no such"))));
	/* The majority's limiter comes first although another's mean share (wire: 0.5 = core's 1.5 / 3) is no smaller. */
	CU_ASSERT_STRING_EQUAL(p->limiter, "core");
	CU_ASSERT_EQUAL(p->n_limits, 3);
	CU_ASSERT_STRING_EQUAL(p->limit[0].name, "core");
	CU_ASSERT_DOUBLE_EQUAL(p->limit[0].share, 0.5, 1e-15);
	CU_ASSERT_STRING_EQUAL(p->limit[1].name, "wire");
	CU_ASSERT_STRING_EQUAL(p->limit[2].name, "ring");
	CU_ASSERT_FALSE(p->failed || p->unsteady);
	drop(p);
	names_free(&names);
}

static void keeps_trouble(void)
{
	struct names names = {0};
	struct outcome o[3] = {outcome_of(1, "ring", 1), outcome_of(9, "ring", 1), outcome_of(3, "ring", 1)};
	o[1].ok = false;
	strcpy(o[1].failure, "descriptors went missing");
	o[2].steady = false;
	strcpy(o[2].unsteady_why, "throughput drifted");
	struct point *p = point_of(o, 3, &names);
	CU_ASSERT(p->failed && p->unsteady);
	CU_ASSERT_STRING_EQUAL(p->failure, "replication 1: descriptors went missing");
	CU_ASSERT_STRING_EQUAL(p->unsteady_why, "replication 2: throughput drifted");
	CU_ASSERT_EQUAL(p->stat[0].est.n, 2);
	CU_ASSERT_DOUBLE_EQUAL(point_mean(p, 0), 2, 1e-15);
	CU_ASSERT(isnan(p->sample[p->stride]));
	drop(p);
	names_free(&names);
}

/* Replications that share their noise: the ratio is known far better than either mean. */
static void ratios_are_paired(void)
{
	struct names names = {0};
	struct outcome low[3], high[3];
	for (int r = 0; r < 3; r++) {
		low[r] = outcome_of(1 + r, "ring", 1);
		high[r] = outcome_of(2 * (1 + r), "ring", 1);
	}
	struct point *a = point_of(low, 3, &names), *b = point_of(high, 3, &names);
	struct estimate ratio = point_ratio(b, 0, a, 0);
	CU_ASSERT_EQUAL(ratio.n, 3);
	CU_ASSERT_DOUBLE_EQUAL(ratio.mean, 2, 1e-15);
	CU_ASSERT_DOUBLE_EQUAL(estimate_ci95(&ratio), 0, 1e-12);
	CU_ASSERT(estimate_ci95(&b->stat[0].est) > 1);
	ratio = point_ratio(b, 1, a, 1);
	CU_ASSERT_EQUAL(ratio.n, 0);
	drop(a);
	drop(b);
	names_free(&names);
}

static void same_number(double v, const char *expected)
{
	char text[NUMBER_SIZE];
	number_print(v, text);
	CU_ASSERT_STRING_EQUAL(text, expected);
}

static void same_interval(double mean, double half, const char *expected)
{
	char text[2 * NUMBER_SIZE];
	number_print_ci(mean, half, text);
	CU_ASSERT_STRING_EQUAL(text, expected);
}

static void numbers_for_people(void)
{
	same_number(0, "0");
	same_number(12, "12");
	same_number(1234567, "1234567");
	same_number(2.00349, "2.003");
	same_number(0.99996, "1.00");
	same_number(77824.25, "77824");
	same_number(NAN, "-");
	same_number(-INFINITY, "-inf");
	same_number(2.5e-7, "2.5e-07");
	same_interval(2.0031, 0.0121, "2.003 +-0.012");
	same_interval(2.0031, 0.0001, "2.003");
	same_interval(12, 0, "12");
	same_interval(12, 0.25, "12.0 +-0.2");
	same_interval(12, NAN, "12");
	struct scale s = scale_for("Mpps", 0.083);
	CU_ASSERT_STRING_EQUAL(s.unit, "kpps");
	CU_ASSERT_DOUBLE_EQUAL(s.factor, 1000, 1e-9);
	s = scale_for("us", 2031);
	CU_ASSERT_STRING_EQUAL(s.unit, "us");
	s = scale_for("pps", 402700);
	CU_ASSERT_STRING_EQUAL(s.unit, "kpps");
	s = scale_for("us", 0.002);
	CU_ASSERT(strcmp(s.unit, "ns") == 0 && fabs(s.factor - 1000) < 1e-9);
	s = scale_for("Gb/s", 0.00099);
	CU_ASSERT(strcmp(s.unit, "kb/s") == 0 && fabs(s.factor - 1e6) < 1e-6);
	s = scale_for("packets", 1e9);
	CU_ASSERT_STRING_EQUAL(s.unit, "packets");
	CU_ASSERT_EQUAL(s.factor, 1);
}

/* What put writes, as text the caller frees. */
static char *printed(bool (*put)(FILE *f, const void *what), const void *what)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	CU_ASSERT_FATAL(f != NULL);
	CU_ASSERT(put(f, what));
	CU_ASSERT_EQUAL(fclose(f), 0);
	return text;
}

static bool put_json(FILE *f, const void *what)
{
	static const struct report_price price = {"page_alloc", "300ns", NULL, "platform x", {0.3, "us"}};
	struct report_head head = {.scenario = "a\xff.yaml",
				   .version = "1",
				   .platform = "x",
				   .platform_hash = "12ab",
				   .n_prices = 1,
				   .price = &price};
	char *record = report_json(&head, what);
	bool good = record && fprintf(f, "%s\n", record) > 0;
	free(record);
	return good;
}

static void json_is_read_back(void)
{
	struct names names = {0};
	struct axis_value axis[] = {{"nic.scheme.model", "big", 's', {0, NULL}},
				    {"nic.ring.entries", "256", 'i', {0, NULL}},
				    {"nic.ring.indirect", "true", 'b', {0, NULL}}};
	struct outcome o[2] = {outcome_of(1, "ring", 0.25), outcome_of(2, "ring", 0.25)};
	struct point *p = point_of(o, 2, &names);
	p->n_axes = 3;
	p->axis = malloc(sizeof(axis));
	memcpy(p->axis, axis, sizeof(axis));
	strcpy(p->id, "0123456789abcdef");
	p->seed = 7;
	char *text = printed(put_json, p);
	CU_ASSERT_EQUAL(strcspn(text, "\n"), strlen(text) - 1);
	CU_ASSERT(strncmp(text,
			  "{\"simnic\":1,\"scenario\":\"a?.yaml\",\"id\":\"0123456789abcdef\",\"point\":{\"nic.scheme.model\":"
			  "\"big\","
			  "\"nic.ring.entries\":256,\"nic.ring.indirect\":true},\"stats\":{\"throughput\":{\"value\":1.5,"
			  "\"unit\":\"Gb/s\",",
			  170) == 0);
	json_error_t why;
	json_t *j = json_loads(text, JSON_REJECT_DUPLICATES, &why);
	CU_ASSERT_FATAL(j != NULL);
	json_t *stats = json_object_get(j, "stats"), *time = json_object_get(stats, "transfer_time");
	CU_ASSERT(json_is_null(json_object_get(time, "value")) && json_is_null(json_object_get(time, "ci95")));
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(time, "n")), 0);
	CU_ASSERT_DOUBLE_EQUAL(json_real_value(json_object_get(json_object_get(stats, "throughput"), "ci95")), 6.35310236809,
			       1e-10);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(j, "limiter")), "ring");
	CU_ASSERT_EQUAL(json_array_size(json_object_get(j, "limits")), 2);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_array_get(json_object_get(j, "limits"), 0), "of")), "busy");
	CU_ASSERT(json_is_true(json_object_get(j, "steady")));
	CU_ASSERT_PTR_NULL(json_object_get(j, "failed"));
	json_t *from = json_object_get(j, "provenance");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(from, "seed")), 7);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(from, "repeat")), 2);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_object_get(from, "platform"), "hash")), "12ab");
	CU_ASSERT_EQUAL(json_array_size(json_object_get(from, "set")), 0);
	CU_ASSERT(json_is_null(json_object_get(json_array_get(json_object_get(from, "prices"), 0), "source")));
	json_decref(j);
	free(text);
	drop(p);
	names_free(&names);
}

static bool put_csv(FILE *f, const void *what)
{
	return csv_write(f, what);
}

static void add_point(struct csv *c, const char *axis_text, struct outcome *o, struct names *names)
{
	struct point *p = point_of(o, 1, names);
	p->n_axes = 1;
	p->axis = malloc(sizeof(*p->axis));
	*p->axis = (struct axis_value){"a,b", axis_text, 's', {0, NULL}};
	strcpy(p->id, "x");
	CU_ASSERT(csv_add(c, "s.yaml", p));
	drop(p);
}

/* The second point has a statistic of its own: the first has an empty field for it. */
static void csv_joins_columns(void)
{
	struct names names = {0};
	struct outcome first = outcome_of(1.5, "ring", 1), second = outcome_of(2, "the \"core\"", 1);
	second.stat[second.n_stats++] = (struct stat){"hits", "", NULL, 3};
	struct csv *c = csv_create();
	CU_ASSERT_FATAL(c != NULL);
	add_point(c, "plain", &first, &names);
	add_point(c, "two\nlines", &second, &names);
	char *text = printed(put_csv, c);
	CU_ASSERT_STRING_EQUAL(text, "scenario,id,\"a,b\",state,limiter,throughput[Gb/"
				     "s],throughput_ci95,transfer_time[s],transfer_time_ci95,hits,hits_ci95\r\n"
				     "s.yaml,x,plain,ok,ring,1.5,,,,,\r\n"
				     "s.yaml,x,\"two\nlines\",ok,\"the \"\"core\"\"\",2,,,,3,\r\n");
	free(text);
	csv_free(c);
	names_free(&names);
}

/* Points with one axis or two, some traffic among them: throughput x, limited by `limiter`. */
static struct point *swept(const char *const *keys, int n_keys, const char *const (*values)[2], const double *x,
			   const struct limit *limit, int n, struct names *names)
{
	struct point *list = calloc((size_t)n, sizeof(*list));
	CU_ASSERT_FATAL(list != NULL);
	for (int i = 0; i < n; i++) {
		struct outcome o = outcome_of(x[i], "", 0);
		o.n_limits = 1;
		o.limit[0] = limit[i];
		CU_ASSERT_FATAL(point_begin(&list[i], 1) && point_add(&list[i], &o, names));
		point_end(&list[i]);
		list[i].n_axes = n_keys;
		list[i].axis = calloc((size_t)n_keys, sizeof(*list[i].axis));
		CU_ASSERT_FATAL(list[i].axis != NULL);
		for (int k = 0; k < n_keys; k++)
			list[i].axis[k] = (struct axis_value){keys[k], values[i][k], 's', {0, NULL}};
	}
	return list;
}

struct text_of {
	const struct point *point;
	int n;
};

static bool put_report(FILE *f, const void *what)
{
	static const char *const set[] = {"a=b"}, *const show[] = {"throughput"};
	const struct text_of *t = what;
	struct report_head head = {.scenario = "s", .n_set = 1, .set = set, .n_show = 1, .show = show};
	return report_text(f, &head, t->point, t->n, false);
}

/* The report on them begins with what was set and these words, and is given back: the caller frees it. Frees the points. */
static char *concludes(struct point *list, int n, const char *expected)
{
	char *text = printed(put_report, &(struct text_of){list, n});
	bool begins = strncmp(text, "set a=b\n", 8) == 0 && strncmp(text + 8, expected, strlen(expected)) == 0;
	if (!begins) fprintf(stderr, "got      '%s'\nexpected '%s'\n", text, expected);
	CU_ASSERT(begins);
	for (int i = 0; i < n; i++)
		point_free(&list[i]);
	free(list);
	return text;
}

#define BUSY                             \
	{                                \
		"core", LIMIT_BUSY, 0.99 \
	}
#define HELD                            \
	{                               \
		"ring", LIMIT_HELD, 0.5 \
	}

static void sentences(void)
{
	static const char *const ring[] = {"nic.ring.entries"}, *const rate[] = {"traffic.rate"},
				 *const both[] = {"nic.scheme.model", "traffic.file"};
	static const char *const sizes[][2] = {{"64"}, {"128"}, {"256"}, {"512"}};
	static const char *const rates[][2] = {{"1Mpps"}, {"2Mpps"}, {"4Mpps"}};
	static const char *const files[][2] = {
		{"big", "c/x.pcap"}, {"big", "c/y.pcap"}, {"small", "c/x.pcap"}, {"small", "c/y.pcap"}};
	static const struct limit changes[] = {HELD, HELD, BUSY, BUSY}, same[] = {BUSY, BUSY, BUSY, BUSY};
	struct names names = {0};
	char *text =
		concludes(swept(ring, 1, sizes, (const double[]){1, 1.5, 2, 2.001}, changes, 4, &names), 4,
			  "\nentries 512 and entries 256 carry the most, 2.00 Gb/s: 1.3 times the 1.50 Gb/s of entries 128, 2.0\n"
			  "times the 1.00 Gb/s of entries 64; limited by the ring up to 128 and by the core from 256 on.\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n* throughput"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "entries 64   ring (packets wait for it 50 % of the time)\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "entries 512  core (99 % busy)\n"));
	free(text);
	/* What is offered differs: nothing to compare, nobody is best. */
	free(concludes(swept(rate, 1, rates, (const double[]){1, 2, 4}, same, 3, &names), 3,
		       "\nIt carries from 1.00 Gb/s at rate 1Mpps to 4.00 Gb/s at rate 4Mpps; all are limited by the core.\n"));
	free(concludes(swept(both, 2, files, (const double[]){4, 9, 1, 9.01}, same, 4, &names), 4,
		       "\nOn x.pcap big carries 4.00 Gb/s, small 1.00 Gb/s; on y.pcap small and big carry 9.01 Gb/s; all are\n"
		       "limited by the core.\n"));
	names_free(&names);
}

/* The same name may stand for two kinds of limit; their shares are of different things and don't add up. */
static void limits_by_kind(void)
{
	struct names names = {0};
	struct outcome o[2] = {outcome_of(1, "window", 0.2), outcome_of(1, "window", 1)};
	o[1].limit[0].of = LIMIT_LOAD;
	o[0].limit[0].of = LIMIT_HELD;
	struct point *p = point_of(o, 2, &names);
	CU_ASSERT_EQUAL(p->n_limits, 3);
	for (int i = 0; i < p->n_limits; i++)
		if (p->limit[i].of != LIMIT_BUSY)
			CU_ASSERT_DOUBLE_EQUAL(p->limit[i].share, p->limit[i].of == LIMIT_LOAD ? 0.5 : 0.1, 1e-15);
	drop(p);
	names_free(&names);
}

static void few_packets(void)
{
	struct names names = {0};
	struct outcome o = outcome_of(1, "ring", 1);
	o.stat[o.n_stats++] = (struct stat){"delivered", "packets", NULL, 99};
	struct point *p = point_of(&o, 1, &names);
	CU_ASSERT_EQUAL(point_few(p), -1); /* as many as were asked for */
	p->by_time = true;
	CU_ASSERT_EQUAL(point_few(p), 99);
	p->stat[2].est.mean = 100;
	CU_ASSERT_EQUAL(point_few(p), -1);
	drop(p);
	names_free(&names);
}

static bool put_table(FILE *f, const void *what)
{
	return table_print(f, what, 1, 0);
}

static bool put_parts(FILE *f, const void *what)
{
	return table_print(f, what, 1, 12);
}

static void table_aligns_on_tabs(void)
{
	struct table *t = table_create(2);
	CU_ASSERT_FATAL(t != NULL);
	CU_ASSERT(table_row(t, (const char *[]){"what", "value"}));
	CU_ASSERT(table_row(t, (const char *[]){"a", "1.5\t+-0.25"}));
	CU_ASSERT(table_row(t, (const char *[]){"bb", "12\t"}));
	char *text = printed(put_table, t);
	CU_ASSERT_STRING_EQUAL(text, "what       value\n"
				     "a     1.5 +-0.25\n"
				     "bb     12\n");
	free(text);
	table_free(t);
}

/* As many columns in each part as fit, behind the first; a row that is empty there keeps its label. */
static void table_in_parts(void)
{
	struct table *t = table_create(4);
	CU_ASSERT_FATAL(t != NULL);
	CU_ASSERT(table_row(t, (const char *[]){"what", "one", "two", "three"}));
	CU_ASSERT(table_heading(t, "costs"));
	CU_ASSERT(table_row(t, (const char *[]){"a", "1", "", "33333"}));
	CU_ASSERT(table_row(t, (const char *[]){"b", "1", "22", NULL}));
	char *text = printed(put_parts, t);
	CU_ASSERT_STRING_EQUAL(text, "what  one\n"
				     "\ncosts\n"
				     "a       1\n"
				     "b       1\n"
				     "\n"
				     "what  two\n"
				     "\ncosts\n"
				     "a\n"
				     "b      22\n"
				     "\n"
				     "what  three\n"
				     "\ncosts\n"
				     "a     33333\n"
				     "b\n");
	free(text);
	table_free(t);
}

CU_TestInfo test_report[] = {
	{"gathers in order", gathers_in_order},
	{"keeps trouble", keeps_trouble},
	{"ratios are paired", ratios_are_paired},
	{"numbers for people", numbers_for_people},
	{"JSON is read back", json_is_read_back},
	{"CSV joins columns", csv_joins_columns},
	{"table aligns on tabs", table_aligns_on_tabs},
	{"a table in parts", table_in_parts},
	{"sentences", sentences},
	{"limits by kind", limits_by_kind},
	{"few packets", few_packets},
	CU_TEST_INFO_NULL,
};
