/*
 * test_words.c - what the text says of a result: what binds it and what comes next, how much room there is, which differences are none. By
 * points on either side of each border.
 */
#include "report/report.h"
#include "report/text.h"
#include "unit/same.h"
#include <stdlib.h>

struct told {
	struct names names;
	struct point point[3];
	int n;
	char *text;
};

/* A point with so many replications of a throughput in Gb/s. */
static void add(struct told *t, const double *throughput, int n)
{
	static const char *const values[] = {"one", "two", "three"};
	struct point *p = &t->point[t->n++];
	CU_ASSERT_FATAL(point_begin(p, n));
	for (int i = 0; i < n; i++) {
		struct outcome *o = calloc(1, sizeof *o);
		CU_ASSERT_PTR_NOT_NULL_FATAL(o);
		*o = (struct outcome){.ok = true, .steady = true, .n_stats = 2, .n_limits = 1};
		o->stat[0] = (struct stat){"throughput", "Gb/s", "payload delivered", throughput[i]};
		o->stat[1] = (struct stat){"delivered", "packets", "packets delivered", 1000};
		o->limit[0] = (struct limit){"ring", LIMIT_HELD, 0.63};
		CU_ASSERT_FATAL(point_add(p, o, &t->names));
		free(o);
	}
	point_end(p);
	p->n_axes = 1;
	p->axis = calloc(1, sizeof *p->axis);
	CU_ASSERT_PTR_NOT_NULL_FATAL(p->axis);
	*p->axis = (struct axis_value){"nic.scheme.model", values[t->n - 1], 's', {0, NULL}};
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
	for (char *c = t->text; *c; c++) /* wrapped where it may be */
		if (*c == '\n' && c[1] != '\n' && c[1] != ' ') *c = ' ';
}

static bool says(const struct told *t, const char *part)
{
	bool found = strstr(t->text, part) != NULL;
	if (!found) printf("expected '%s' in:\n%s\n", part, t->text);
	return found;
}

static bool silent(const struct told *t, const char *part)
{
	bool found = strstr(t->text, part) != NULL;
	if (found) printf("expected no '%s' in:\n%s\n", part, t->text);
	return !found;
}

static void end(struct told *t)
{
	for (int i = 0; i < t->n; i++)
		point_free(&t->point[i]);
	names_free(&t->names);
	free(t->text);
}

static void binds(struct told *t, const struct limit *limit, int n)
{
	memcpy(t->point[0].limit, limit, (size_t)n * sizeof *limit);
	t->point[0].n_limits = n;
	t->point[0].limiter = limit[0].name;
	tell(t);
}

/* Of what is busy: how many times as much there would be room for; of what is waited for, or loses packets, there is none. */
static void room(void)
{
	static const struct {
		double share;
		const char *words, *times;
	} row[] = {
		{0.75, "next: core (75 % busy, room for x1.3)", "with room for 1.3 times as much"},
		{0.5, "next: core (50 % busy, room for x2.0)", "with room for 2.0 times as much"},
		{0.952, "next: core (95 % busy, room for x1.1)", "with room for 1.1 times as much"}, /* 1.0504 */
		{0.953, "next: core (95 % busy)\n", NULL},                                           /* 1.0493 */
		{0.1006, "next: core (10 % busy, room for x9.9)", "with room for 9.9 times as much"},
		{0.1, "next: core (10 % busy, room for x10)", "with room for 10 times as much"},
	};
	struct told t = {.n = 0};
	add(&t, (const double[]){1}, 1);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		binds(&t, (const struct limit[]){{"ring", LIMIT_HELD, 0.63}, {"core", LIMIT_BUSY, row[i].share}}, 2);
		CU_ASSERT(says(&t, "ring (packets wait for it 63 % of the time); "));
		CU_ASSERT(says(&t, row[i].words));
		CU_ASSERT(says(&t, "it is limited by the ring, next is the core"));
		CU_ASSERT(row[i].times ? says(&t, row[i].times) : silent(&t, "times as much"));
	}
	binds(&t, (const struct limit[]){{"core", LIMIT_BUSY, 0.97}, {"ring", LIMIT_HELD, 0.3}}, 2);
	CU_ASSERT(says(&t, "core (97 % busy); next: ring (packets wait for it 30 % of the time)"));
	CU_ASSERT(silent(&t, "room") && silent(&t, "times as much"));
	binds(&t, (const struct limit[]){{"core", LIMIT_BUSY, 0.97}, {"frames too long", LIMIT_LOST, 0.25}}, 2);
	CU_ASSERT(says(&t, "core (97 % busy); next: frames too long (25 % of packets lost)"));
	CU_ASSERT(says(&t, "next is frames too long.") && silent(&t, "room"));
	binds(&t, (const struct limit[]){{"ring (no buffer posted)", LIMIT_LOST, 0.0003}, {"host queue", LIMIT_LOST, 0.007}}, 2);
	CU_ASSERT(says(&t, "ring (no buffer posted, 0.03 % of packets lost); next: host queue (0.7 % of packets lost)"));
	end(&t);
}

/* The next limit is another, no load, and not next to nothing. */
static void next(void)
{
	struct told t = {.n = 0};
	add(&t, (const double[]){1}, 1);
	binds(&t,
	      (const struct limit[]){{"window", LIMIT_HELD, 0.6},
				     {"window", LIMIT_BUSY, 0.5},
				     {"offered load", LIMIT_LOAD, 1},
				     {"wire", LIMIT_BUSY, 0.4}},
	      4);
	CU_ASSERT(says(&t, "; next: wire (40 % busy, room for x2.5)"));
	binds(&t, (const struct limit[]){{"window", LIMIT_HELD, 0.6}, {"wire", LIMIT_BUSY, 0.005}}, 2);
	CU_ASSERT(says(&t, "next is the wire"));
	binds(&t, (const struct limit[]){{"window", LIMIT_HELD, 0.6}, {"wire", LIMIT_BUSY, 0.0049}}, 2);
	CU_ASSERT(silent(&t, "next"));
	end(&t);
}

static void two(struct told *t, const double *one, const double *other, int n)
{
	*t = (struct told){.n = 0};
	add(t, one, n);
	add(t, other, n);
	tell(t);
}

/* What is nearer than one percent is the same. */
static void the_same(void)
{
	struct told t;
	two(&t, (const double[]){1}, (const double[]){0.9901}, 1);
	CU_ASSERT(says(&t, "Both are within 1 % of 1.00 Gb/s"));
	end(&t);
	two(&t, (const double[]){1}, (const double[]){0.9899}, 1);
	CU_ASSERT(says(&t, "one carries 1.00 Gb/s, 1.01 times two's 0.990 Gb/s"));
	end(&t);
}

/*
 * A difference is one when the interval of the ratio, replication by replication, leaves out 1, however wide those of the two are. Of three:
 * 4.303 standard errors.
 */
static void uncertain(void)
{
	struct told t;
	static const char words[] = "1 lies within the 95 % confidence interval of their ratio";
	/* Ratios of 1.05 throughout, though either varies by a factor of 4. */
	two(&t, (const double[]){1.05, 2.1, 4.2}, (const double[]){1, 2, 4}, 3);
	CU_ASSERT(says(&t, "one carries 2.45 Gb/s, 1.05 times two's 2.33 Gb/s") && silent(&t, "certain"));
	end(&t);
	/* Ratios of 1.08 and 0.04 around it: 1.08 - 4.303 * 0.04 / sqrt(3) = 0.981. */
	two(&t, (const double[]){1.04, 1.08, 1.12}, (const double[]){1, 1, 1}, 3);
	CU_ASSERT(says(&t, "No difference is certain: one carries 1.08 Gb/s and two 1.00 Gb/s, but ") && says(&t, words));
	end(&t);
	/* 0.03 around it: 1.08 - 0.0745 = 1.005. */
	two(&t, (const double[]){1.05, 1.08, 1.11}, (const double[]){1, 1, 1}, 3);
	CU_ASSERT(says(&t, "one carries 1.08 Gb/s, 1.08 times two's 1.00 Gb/s") && silent(&t, "certain"));
	end(&t);
	/* One replication tells nothing of chance. */
	two(&t, (const double[]){1.08}, (const double[]){1}, 1);
	CU_ASSERT(silent(&t, "certain"));
	end(&t);
}

static void few(void)
{
	struct told t;
	two(&t, (const double[]){1.5}, (const double[]){1}, 1);
	for (int i = 0; i < 2; i++)
		t.point[i].by_time = true;
	tell(&t);
	CU_ASSERT(silent(&t, "certain"));
	t.point[1].stat[1].est.mean = 99;
	tell(&t);
	CU_ASSERT(says(&t, "No difference is certain: one carries 1.50 Gb/s and two 1.00 Gb/s, but few packets were measured"));
	end(&t);
	/* A third of which little is known makes the difference of two others no less certain. */
	t = (struct told){.n = 0};
	add(&t, (const double[]){3}, 1);
	add(&t, (const double[]){1.5}, 1);
	add(&t, (const double[]){0.1}, 1);
	for (int i = 0; i < 3; i++)
		t.point[i].by_time = true;
	t.point[2].stat[1].est.mean = 99;
	tell(&t);
	CU_ASSERT(silent(&t, "No difference is certain") && says(&t, "2.0 times ") &&
		  says(&t, "; too few packets were measured to compare ") && says(&t, " (99)"));
	end(&t);
	t = (struct told){.n = 0};
	add(&t, (const double[]){1}, 1);
	t.point[0].by_time = true;
	t.point[0].stat[1].est.mean = 99;
	tell(&t);
	CU_ASSERT(says(&t, "Uncertain, with few packets (99 measured): It carries 1.00 Gb/s"));
	add(&t, (const double[]){1}, 1); /* and one that does the same */
	tell(&t);
	CU_ASSERT(says(&t, "Uncertain, with few packets: both are within 1 % of 1.00 Gb/s"));
	t.point[0].stat[1].est.mean = 100;
	tell(&t);
	CU_ASSERT(says(&t, "Both are within 1 % of 1.00 Gb/s") && silent(&t, "few"));
	end(&t);
}

/* Of a ratio both windows begin and end somewhere: 1 % and 2 % of two rates make 2.5 % no difference, and 3.5 % one. */
static void both_ends(void)
{
	static const double rates[] = {1.025, 1.035};
	for (int k = 0; k < 2; k++) {
		struct told t;
		two(&t, (const double[]){rates[k], rates[k]}, (const double[]){1, 1}, 2);
		for (int i = 0; i < 2; i++) {
			struct point *p = &t.point[i];
			p->stat[p->n_stats++] = (struct point_stat){"resolution", "%", "", {.n = 2, .mean = 1 + i}};
		}
		tell(&t);
		CU_ASSERT(k ? silent(&t, "certain")
			    : says(&t, "what was under way when measuring began and ended may make that much"));
		end(&t);
	}
}

/* Nothing is no ratio: said as such, whatever is certain. */
static void nothing(void)
{
	struct told t;
	two(&t, (const double[]){24.8, 24.9}, (const double[]){0, 0}, 2);
	CU_ASSERT(says(&t, "one carries 24.9 Gb/s, two nothing; ") && silent(&t, "certain"));
	/* 1000 packets were offered to each, and delivered; or none of them. */
	for (int i = 0; i < 2; i++) {
		struct point *p = &t.point[i];
		p->by_time = true;
		p->stat[p->n_stats++] = (struct point_stat){"offered", "packets", "", p->stat[1].est};
		p->stat[p->n_stats++] = (struct point_stat){"dropped", "packets", "", p->stat[1].est};
		p->stat[i ? 1 : 3].est.mean = 0;
	}
	tell(&t);
	CU_ASSERT(says(&t, "one carries everything (24.9 Gb/s), two nothing; ") && silent(&t, "certain") &&
		  silent(&t, "few packets"));
	/* Half of what is offered is not everything, though none is lost yet. */
	t.point[0].stat[2].est.mean = 2000;
	tell(&t);
	CU_ASSERT(says(&t, "one carries 24.9 Gb/s, two nothing; ") && silent(&t, "everything"));
	t.point[0].stat[2].est.mean = 1000;
	/* Of a few packets offered none may come through by chance. */
	t.point[1].stat[2].est.mean = 99;
	tell(&t);
	CU_ASSERT(says(&t, "No difference is certain: one carries 24.9 Gb/s and two 0 Gb/s, but few packets were measured"));
	end(&t);
}

/* Where all is carried, what it waits for meanwhile is told apart. */
static void latency_apart(void)
{
	static const struct limit limits[] = {
		{"offered load", LIMIT_LOAD, 1}, {"core", LIMIT_BUSY, 0.75}, {"ring", LIMIT_HELD, 0.3}};
	struct told t;
	two(&t, (const double[]){1}, (const double[]){1}, 1);
	for (int i = 0; i < 2; i++) {
		memcpy(t.point[i].limit, limits, sizeof limits);
		t.point[i].n_limits = 3;
		t.point[i].limiter = limits[0].name;
		t.point[i].latency_by = "ring";
	}
	tell(&t);
	CU_ASSERT(says(&t, "offered load; next: core (75 % busy, room for x1.3); latency comes from: ring (packets wait\n"
			   "       for it 30 % of the time)\n"));
	CU_ASSERT(says(&t, "both are limited by the offered load; latency comes from the ring."));
	t.point[1].latency_by = "core";
	tell(&t);
	CU_ASSERT(says(&t, "offered load; next, and what latency comes from: core (75 % busy, room for x1.3)\n"));
	CU_ASSERT(says(&t, "; latency comes from the ring in one, from the core in two."));
	t.n = 1;
	t.point[0].n_axes = 0;
	tell(&t);
	CU_ASSERT(says(&t, "limited by the offered load, its latency comes from the ring, next is the core"));
	t.point[0].latency_by = "core";
	tell(&t);
	CU_ASSERT(says(&t, "its latency comes from the core, which is next with room for 1.3 times as much."));
	t.n = 2;
	end(&t);
}

/* What was measured takes the place of room; each resource with its interval, where that is half a percent. */
static void would_help(void)
{
	struct told t = {.n = 0};
	add(&t, (const double[]){1}, 1);
	struct point *p = &t.point[0];
	p->gain_of = "throughput";
	p->gain[p->n_gains++] = (struct doubled_gain){"guest core", {.n = 2, .mean = 0.664}, NAN};
	p->gain[p->n_gains++] = (struct doubled_gain){"latencies", {.n = 2, .mean = 0.2}, 0.127};
	p->gain[p->n_gains++] = (struct doubled_gain){"wire", {.n = 1, .mean = 0.0049}, NAN};
	p->gain[p->n_gains++] = (struct doubled_gain){"link", {.n = 1, .mean = -0.02}, NAN};
	binds(&t, (const struct limit[]){{"grant lock", LIMIT_HELD, 0.63}, {"link up", LIMIT_BUSY, 0.5}}, 2);
	CU_ASSERT(says(&t, "what would help (throughput, with each twice as good; measured)\n"
			   "  one  guest core x2 +66 %, latencies /2 +20 +-13 %, wire x2 0 %, link x2 -2 %\n"));
	CU_ASSERT(says(&t, "; next: link up (50 % busy)\n") && silent(&t, "room"));
	CU_ASSERT(says(
		&t,
		"next is the link towards the host; what would help most is the guest core twice as fast, which gains 66 %."));
	/* What is waited for or slows others is made less; and all cores are no more of them. */
	p->gain[0].resource = "interference";
	p->gain[1].resource = "cores";
	binds(&t, (const struct limit[]){{"interference", LIMIT_PART, 0.63}, {"link up", LIMIT_BUSY, 0.5}}, 2);
	CU_ASSERT(says(&t, "  one  interference /2 +66 %, all cores x2 +20 +-13 %, "));
	CU_ASSERT(says(&t, "interference (the busiest core spends 63 % of the time on it); next: link up"));
	CU_ASSERT(says(
		&t,
		"it is limited by interference, next is the link towards the host; what would help most is interference halved, "
		"which gains 66 %."));
	p->gain[0].resource = "grant lock";
	binds(&t, (const struct limit[]){{"grant lock", LIMIT_PART, 0.63}, {"link up", LIMIT_BUSY, 0.5}}, 2);
	CU_ASSERT(says(&t, "what would help most is the grant lock held half as long, which gains 66 %."));
	p->gain[0].resource = "cores";
	binds(&t, (const struct limit[]){{"cores", LIMIT_BUSY, 1}, {"link up", LIMIT_BUSY, 0.5}}, 2);
	CU_ASSERT(says(&t, "what would help most is all cores twice as fast, which gains 66 %."));
	/* What may be chance is told with its interval, and not that it helps; nor that it makes worse. */
	p->gain[0].half = 0.7;
	tell(&t);
	CU_ASSERT(says(&t, "all cores x2 +66 +-70 %, all cores x2 +20 +-13 %") &&
		  says(&t, "what would help most is all cores twice as fast, which gains 20 %."));
	p->gain[1].half = 0.21;
	tell(&t);
	CU_ASSERT(silent(&t, "help most"));
	p->gain[0].half = NAN;
	p->gain[1].half = 0.127;
	/* From 10 times as much on percents say nothing. */
	p->gain[0].of.mean = 1111.87;
	tell(&t);
	CU_ASSERT(says(&t, "all cores x2 1113 times as much, ") && says(&t, "which gains a factor of 1113."));
	p->gain[0].of.mean = 0.664;
	/* Who carries all needs no help. */
	p->gain[0].resource = "offered load";
	binds(&t, (const struct limit[]){{"offered load", LIMIT_LOAD, 1}, {"link up", LIMIT_BUSY, 0.5}}, 2);
	CU_ASSERT(says(&t, "offered load x2 +66 %") && silent(&t, "help most"));
	/* More requests out are no more than somebody asks for. */
	p->gain[0].resource = "requests out";
	binds(&t, (const struct limit[]){{"requests out", LIMIT_LOAD, 1}, {"link up", LIMIT_BUSY, 0.5}}, 2);
	CU_ASSERT(says(&t, "what would help most is requests out doubled, which gains 66 %."));
	end(&t);
}

/* 30 % more with a host twice as fast is 46 % of the time, 40 % with the guest 57 %: together all of it. */
static void in_turn(void)
{
	struct told t = {.n = 0};
	add(&t, (const double[]){1}, 1);
	struct point *p = &t.point[0];
	struct limit limit[] = {{"ring", LIMIT_HELD, 0.63}, {"guest core", LIMIT_BUSY, 0.75}, {"host core", LIMIT_BUSY, 0.46}};
	p->gain_of = "throughput";
	p->gain[p->n_gains++] = (struct doubled_gain){"guest core", {.n = 1, .mean = 0.4}, NAN};
	p->gain[p->n_gains++] = (struct doubled_gain){"host core", {.n = 1, .mean = 0.3}, NAN};
	binds(&t, limit, 3);
	CU_ASSERT(says(&t, "host and guest in turn: the host waits for posted buffers 63 % of the time, the guest "
			   "for\n       packets 25 %\n"));
	CU_ASSERT(says(&t, "; host and guest work in turn: the host waits for posted buffers 63 % of the time, the guest for "
			   "packets 25 %; "));
	CU_ASSERT(silent(&t, "limited by the ring"));
	/* One alone is what binds; so is one that is busy all the time; and without a ring that is waited for nobody knows. */
	p->gain[1].of.mean = 0.04; /* 7 %, next to 75 % */
	p->gain[0].of.mean = 0.6;
	binds(&t, limit, 3);
	CU_ASSERT(silent(&t, "in turn") && says(&t, "limited by the ring"));
	p->gain[1].of.mean = 0.3;
	p->gain[0].of.mean = 0.4;
	limit[1].share = 0.9;
	binds(&t, limit, 3);
	CU_ASSERT(silent(&t, "in turn"));
	limit[1].share = 0.75;
	limit[0].name = "tags";
	binds(&t, limit, 3);
	CU_ASSERT(silent(&t, "in turn"));
	limit[0].name = "ring";
	p->gain[0].of.mean = 0.1; /* 18 and 46 % of the time */
	binds(&t, limit, 3);
	CU_ASSERT(silent(&t, "in turn"));
	end(&t);
}

CU_TestInfo test_words[] = {
	{"what would help", would_help},
	{"in turn", in_turn},
	{"nothing", nothing},
	{"both ends of both windows", both_ends},
	{"latency apart", latency_apart},
	{"room", room},
	{"what comes next", next},
	{"what is the same", the_same},
	{"what is uncertain", uncertain},
	{"few packets", few},
	CU_TEST_INFO_NULL,
};
