/* test_amount.c - sizes, times, rates and shares in records: numbers with the unit beside them, there and back. */
#include "report/records.h"
#include "report/saved.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLOCK INT64_C(2000000000)

static const struct {
	enum unit unit;
	const char *text, *word; /* word NULL = no number */
	double number;
} kinds[] = {
	{UNIT_COUNT, "256", "", 256},
	{UNIT_TIME, "1500ns", "us", 1.5},
	{UNIT_TIME, "3s", "us", 3e6},
	{UNIT_TIME, "1ps", "us", 1e-6},
	{UNIT_TIME, "500cycles", "us", 0.25},
	{UNIT_BYTES, "16KiB", "B", 16384},
	{UNIT_BYTES, "1.5kB", "B", 1500},
	{UNIT_BITRATE, "10Gb/s", "Gb/s", 10},
	{UNIT_BITRATE, "64kb/s", "Gb/s", 64e-6},
	{UNIT_PACKETRATE, "14.88Mpps", "pps", 14880000},
	{UNIT_PACKETRATE, "0.5pps", "pps", 0.5},
	{UNIT_TIME_PER_BYTE, "0.05ns/B", "ns/B", 0.05},
	{UNIT_TIME_PER_BYTE, "4cycles/B", "ns/B", 2},
	{UNIT_RATIO, "30%", "%", 30},
	{UNIT_FACTOR, "1.5", "", 1.5},
	{UNIT_FREQUENCY, "2930MHz", "GHz", 2.93},
	{UNIT_BOOL, "true", NULL, 0},
	{UNIT_WORD, "rx", NULL, 0},
	{UNIT_TEXT, "5us", NULL, 0},
	{UNIT_BITS, "0x10", NULL, 0},
	{UNIT_BYTES, "5us", NULL, 0},
};
#define N_KINDS (sizeof kinds / sizeof *kinds)

static void one_unit_for_each_kind(void)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		struct amount m = amount_read(kinds[i].unit, kinds[i].text, CLOCK);
		CU_ASSERT_FATAL(!m.unit == !kinds[i].word);
		if (!m.unit) continue;
		CU_ASSERT_STRING_EQUAL(m.unit, kinds[i].word);
		CU_ASSERT_DOUBLE_EQUAL(m.number, kinds[i].number, 1e-12 * kinds[i].number);
	}
	CU_ASSERT_PTR_NULL(amount_read(UNIT_TIME, "500cycles", 0).unit);
	CU_ASSERT_STRING_EQUAL(amount_of_price("1.5us").unit, "us");
	CU_ASSERT_STRING_EQUAL(amount_of_price("20ps/B").unit, "ns/B");
	CU_ASSERT_DOUBLE_EQUAL(amount_of_price("20ps/B").number, 0.02, 1e-15);
}

/* A point with an axis for each kind; a text where it is no number. */
static struct point point_of_all(void)
{
	struct point p = {.id = "0123456789abcdef", .replications = 1, .n_ok = 1, .n_stats = 1, .stride = 1, .seed = 7};
	static char key[N_KINDS][20];
	p.axis = calloc(N_KINDS, sizeof(*p.axis));
	CU_ASSERT_FATAL(p.axis != NULL);
	for (; p.n_axes < (int)N_KINDS; p.n_axes++) {
		int i = p.n_axes;
		struct amount m = amount_read(kinds[i].unit, kinds[i].text, CLOCK);
		snprintf(key[i], sizeof(key[i]), "key.%d", i);
		p.axis[i] = (struct axis_value){key[i], kinds[i].text, m.unit ? 'q' : 's', m};
	}
	p.stat[0] = (struct point_stat){"throughput", "Gb/s", "", {0}};
	estimate_add(&p.stat[0].est, 1.25);
	p.limiter = "wire";
	p.n_limits = 1;
	p.limit[0] = (struct limit){"wire", LIMIT_BUSY, 1};
	return p;
}

static void same_axes(const struct point *p, const struct point *q)
{
	CU_ASSERT_FATAL(p->n_axes == q->n_axes);
	for (int i = 0; i < p->n_axes; i++) {
		const struct axis_value *a = &p->axis[i], *b = &q->axis[i];
		CU_ASSERT(strcmp(a->key, b->key) == 0 && strcmp(a->text, b->text) == 0 && a->type == b->type);
		CU_ASSERT_FATAL(!a->of.unit == !b->of.unit);
		if (!a->of.unit) continue;
		CU_ASSERT_STRING_EQUAL(a->of.unit, b->of.unit);
		CU_ASSERT_DOUBLE_EQUAL(a->of.number, b->of.number, 1e-11 * fabs(a->of.number));
	}
}

/* Reads one record. */
static bool read_record(const char *record, struct records *r)
{
	char path[] = "/tmp/simnic-amount-XXXXXX";
	struct error err = {0};
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	bool ok = f && fprintf(f, "%s\n", record) > 0;
	ok = f && fclose(f) == 0 && ok && records_read(r, path, &err);
	unlink(path);
	return ok;
}

static void records_and_journals_keep_them(void)
{
	const struct report_head head = {.scenario = "s.yaml", .version = "1"};
	struct names names = {0};
	struct records r = {.n = 0};
	struct point p = point_of_all(), back;
	char *record = report_json(&head, &p), *saved = point_save(&p, false);
	CU_ASSERT_FATAL(record && saved);
	CU_ASSERT(strstr(record, "\"key.5\":{\"value\":16384,\"unit\":\"B\",\"text\":\"16KiB\"},") != NULL);
	CU_ASSERT(strstr(record, "\"key.13\":{\"value\":30,\"unit\":\"%\",\"text\":\"30%\"},") != NULL);
	CU_ASSERT(strstr(record, "\"key.18\":\"5us\",") != NULL);
	CU_ASSERT_FATAL(read_record(record, &r) && r.n == 1);
	same_axes(&p, &r.point[0]);
	CU_ASSERT_FATAL(point_restore(&back, saved, &names));
	same_axes(&p, &back);
	records_free(&r);
	point_free(&back);
	point_free(&p);
	names_free(&names);
	free(record);
	free(saved);
}

#define RECORD(value)                                                                                                         \
	"{\"simnic\":1,\"scenario\":\"s\",\"id\":\"x\",\"point\":{\"traffic.size\":" value                                    \
	"},\"stats\":{\"throughput\":{\"value\":1,\"unit\":\"Gb/s\",\"ci95\":null,\"n\":1}},\"samples\":{},\"limiter\":null," \
	"\"limits\":[],\"steady\":true,\"provenance\":{\"version\":\"1\",\"repeat\":1,\"seed\":1}}"

/* Up to now they were texts. */
static void what_earlier_versions_wrote(void)
{
	struct names names = {0};
	struct records r = {.n = 0};
	struct point back;
	CU_ASSERT_FATAL(read_record(RECORD("\"16KiB\""), &r) && r.point[0].n_axes == 1);
	CU_ASSERT(r.point[0].axis[0].type == 's' && strcmp(r.point[0].axis[0].text, "16KiB") == 0 && !r.point[0].axis[0].of.unit);
	records_free(&r);
	CU_ASSERT_FATAL(point_restore(&back,
				      "{\"index\":0,\"id\":\"x\",\"repeat\":1,\"ok\":1,\"seed\":1,\"by_time\":true,\"axes\":[["
				      "\"traffic.size\",\"16KiB\",115]],\"stats\":[],\"limits\":[]}",
				      &names));
	CU_ASSERT(back.axis[0].type == 's' && strcmp(back.axis[0].text, "16KiB") == 0 && !back.axis[0].of.unit);
	point_free(&back);
	names_free(&names);
}

static void others_are_refused(void)
{
	static const char *const bad[] = {
		RECORD("{\"value\":1,\"unit\":\"B\"}"),
		RECORD("{\"value\":1,\"text\":\"1B\"}"),
		RECORD("{\"unit\":\"B\",\"text\":\"1B\"}"),
		RECORD("{\"value\":\"1\",\"unit\":\"B\",\"text\":\"1B\"}"),
		RECORD("{\"value\":1,\"unit\":3,\"text\":\"1B\"}"),
		RECORD("{}"),
		RECORD("[1]"),
		RECORD("1.5"),
		RECORD("null"),
	};
	struct records r = {.n = 0};
	CU_ASSERT(read_record(RECORD("{\"value\":1,\"unit\":\"B\",\"text\":\"1B\"}"), &r));
	records_free(&r);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CU_ASSERT_FALSE(read_record(bad[i], &r));
		records_free(&r);
	}
}

static void columns_have_the_unit(void)
{
	char *text = NULL;
	size_t size = 0;
	struct csv *c = csv_create();
	FILE *f = open_memstream(&text, &size);
	struct point p = point_of_all();
	CU_ASSERT_FATAL(f && c);
	p.n_axes = 0;
	for (int i = 4; i < 7; i++) { /* a time in cycles, and two sizes under one key */
		p.axis[p.n_axes] = p.axis[i];
		p.axis[p.n_axes++].key = i == 4 ? "t" : i == 5 ? "a" : "b";
	}
	CU_ASSERT(csv_add(c, "s", &p));
	p.axis[1].key = "b";
	p.axis[2].key = "a";
	p.axis[0] = (struct axis_value){"t", "auto", 's', {0, NULL}}; /* a word among numbers has a column of its own */
	CU_ASSERT(csv_add(c, "s", &p) && csv_write(f, c) && fclose(f) == 0);
	CU_ASSERT_STRING_EQUAL(text, "scenario,id,t[us],a[B],b[B],t,state,limiter,throughput[Gb/s],throughput_ci95\r\n"
				     "s,0123456789abcdef,0.25,16384,1500,,ok,wire,1.25,\r\n"
				     "s,0123456789abcdef,,1500,16384,auto,ok,wire,1.25,\r\n");
	csv_free(c);
	free(text);
	point_free(&p);
}

CU_TestInfo test_amount[] = {
	{"one unit for each kind", one_unit_for_each_kind},
	{"records and journals keep them", records_and_journals_keep_them},
	{"what earlier versions wrote", what_earlier_versions_wrote},
	{"others are refused", others_are_refused},
	{"columns have the unit", columns_have_the_unit},
	CU_TEST_INFO_NULL,
};
