/* text_sentence.c - the result in one sentence. */
#include "report/number.h"
#include "report/text.h"
#include <math.h>
#include <string.h>

#define SAME 0.01 /* points nearer than this to each other are called equal */

static const struct headline headlines[] = {
	{"round_trips", "completes", "round trips per second"},
	{"throughput", "carries", NULL},
	{"packet_rate", "handles", NULL},
	{"transfer_time", "takes", NULL},
	{"latency_mean", "takes on average", NULL},
};

/* A failed point takes no part in the sentence. */
static double value_at(const struct point *p, const char *name)
{
	return p->failed ? NAN : point_mean(p, point_find(p, name));
}

static const char *limiter_of(const struct point *p)
{
	return p->failed ? NULL : p->limiter;
}

static bool same_limiter(const struct point *p, const char *limiter)
{
	return limiter_of(p) && strcmp(limiter_of(p), limiter) == 0;
}

static const char *unit_at(const struct answer *a, const char *name)
{
	for (int i = 0; i < a->n_lines; i++)
		if (strcmp(a->line[i].name, name) == 0) return a->line[i].unit;
	return "";
}

static const char *unit_of(const struct answer *a, const struct headline *h)
{
	return h->noun ? h->noun : unit_at(a, h->name);
}

const struct headline *headline_of(const struct answer *a)
{
	for (size_t h = 0; h < sizeof(headlines) / sizeof(*headlines); h++)
		if (answer_largest(a, headlines[h].name) > 0) return &headlines[h];
	return NULL;
}

/* "2.00 Gb/s", in the unit that fits `like`: all amounts of a sentence are in one unit. */
static void quantity(const char *unit, double v, double like, char *buf, size_t size)
{
	char number[NUMBER_SIZE];
	struct scale s = scale_for(unit, like);
	number_print_short(v * s.factor, number);
	snprintf(buf, size, *s.unit ? "%s %s" : "%s", number, s.unit);
}

/* "big's 1.00 Gb/s", "the 1.00 Gb/s of entries 64" */
static void put_owned(FILE *out, const struct point *p, const char *amount)
{
	char name[NAME_SIZE];
	point_name(p, name);
	if (strchr(name, ' '))
		fprintf(out, "the %s of %s", amount, name);
	else
		fprintf(out, "%s's %s", name, amount);
}

/* The points with the largest and smallest value; false when none has any. */
static bool extremes(const struct answer *a, const char *name, const struct point **most, const struct point **least)
{
	*most = *least = NULL;
	for (int i = 0; i < a->n_points; i++) {
		const struct point *p = &a->point[i];
		double v = value_at(p, name);
		if (!isfinite(v)) continue;
		if (!*most || v > value_at(*most, name)) *most = p;
		if (!*least || v < value_at(*least, name)) *least = p;
	}
	return *most != NULL;
}

static void put_times(FILE *out, double more, double less)
{
	double ratio = more / less;
	if (!isfinite(ratio))
		fputs("against ", out);
	else
		fprintf(out, "%.*f times ", ratio < 1.1 ? 2 : ratio < 9.95 ? 1 : 0, ratio);
}

static void put_one(FILE *out, const struct answer *a, const struct headline *h, const struct point *p)
{
	char name[NAME_SIZE], amount[64];
	point_name(p, name);
	quantity(unit_of(a, h), value_at(p, h->name), value_at(p, h->name), amount, sizeof(amount));
	fprintf(out, "%s %s %s", p->n_axes ? name : "It", h->verb, amount);
	if (limiter_of(p)) fprintf(out, "; it is limited by the %s", p->limiter);
	if (p->n_limits > 1 && p->limit[1].share >= 0.005)
		fprintf(out, ", next is the %s, %.2g times away", p->limit[1].name, 1 / p->limit[1].share);
	fputs(".\n", out);
}

/* Of all points: how many have this limiter, and how many of them come before point i. */
static int count_limiter(const struct answer *a, const char *limiter, int i, int *before)
{
	int n = 0;
	*before = 0;
	for (int k = 0; k < a->n_points; k++) {
		n += same_limiter(&a->point[k], limiter);
		*before += k < i && same_limiter(&a->point[k], limiter);
	}
	return n;
}

/* "; big is limited by the ring, mergeable and small by the guest core" */
static void put_limiters(FILE *out, const struct answer *a)
{
	char name[NAME_SIZE];
	bool said = false;
	for (int i = 0; i < a->n_points; i++) {
		const char *limiter = limiter_of(&a->point[i]);
		int before, group = limiter ? count_limiter(a, limiter, i, &before) : 0, left = group;
		if (!limiter || before) continue;
		fputs(said ? ", " : "; ", out);
		for (int k = i; k < a->n_points; k++) {
			if (!same_limiter(&a->point[k], limiter)) continue;
			point_name(&a->point[k], name);
			left--;
			fprintf(out, "%s%s", name, left > 1 ? ", " : left == 1 ? " and " : "");
		}
		fprintf(out, said ? " by the %s" : group > 1 ? " are limited by the %s" : " is limited by the %s", limiter);
		said = true;
	}
}

/* For many points: "; limited by the ring at 3, by the guest core at 5 of 8 points" */
static void count_limiters(FILE *out, const struct answer *a)
{
	bool said = false;
	for (int i = 0; i < a->n_points; i++) {
		const char *limiter = limiter_of(&a->point[i]);
		int before, group = limiter ? count_limiter(a, limiter, i, &before) : 0;
		if (!limiter || before) continue;
		fprintf(out, said ? ", by the %s at %d" : "; limited by the %s at %d", limiter, group);
		said = true;
	}
	if (said) fprintf(out, " of %d points", a->n_points);
}

/* Where the main number tells nothing apart, the statistic that differs most does. */
static void put_secondary(FILE *out, const struct answer *a)
{
	static const struct {
		const char *name, *words;
	} others[] = {
		{"latency_p99", "99th percentile latency"},           {"latency_mean", "mean latency"},
		{"truesize_per_packet", "memory per packet"},         {"interrupts_per_packet", "interrupts per packet"},
		{"descriptors_per_packet", "descriptors per packet"},
	};
	const struct point *most = NULL, *least = NULL, *m, *l;
	size_t best = 0;
	double ratio = 1 + 5 * SAME;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (!extremes(a, others[i].name, &m, &l)) continue;
		double r = value_at(m, others[i].name) / value_at(l, others[i].name);
		if (!isfinite(r) || r <= ratio) continue;
		ratio = r;
		best = i;
		most = m;
		least = l;
	}
	if (!most) return;
	char name[NAME_SIZE], amount[64];
	const char *unit = unit_at(a, others[best].name);
	point_name(most, name);
	double high = value_at(most, others[best].name), low = value_at(least, others[best].name);
	quantity(unit, high, high, amount, sizeof(amount));
	fprintf(out, "; %s has the largest %s, %s, ", name, others[best].words, amount);
	put_times(out, high, low);
	quantity(unit, low, high, amount, sizeof(amount));
	put_owned(out, least, amount);
}

/* Does chance explain the difference?  By the ratio replication by replication, for all points see the same packets. */
static bool uncertain(const struct headline *h, const struct point *most, const struct point *least)
{
	struct estimate r = point_ratio(most, point_find(most, h->name), least, point_find(least, h->name));
	return r.n > 1 && r.mean - estimate_ci95(&r) <= 1;
}

/* How many other points do as well as the best. */
static int ties(const struct answer *a, const struct headline *h, double high)
{
	int n = -1;
	for (int i = 0; i < a->n_points; i++)
		n += value_at(&a->point[i], h->name) >= (1 - SAME) * high;
	return n;
}

static void put_several(FILE *out, const struct answer *a, const struct headline *h, int n)
{
	const struct point *most, *least;
	const char *unit = unit_of(a, h);
	char name[NAME_SIZE], amount[64];
	extremes(a, h->name, &most, &least);
	double high = value_at(most, h->name), low = value_at(least, h->name);
	quantity(unit, high, high, amount, sizeof(amount));
	point_name(most, name);
	if (high - low <= SAME * high) {
		if (n == 2)
			fputs("Both", out);
		else
			fprintf(out, "All %d", n);
		fprintf(out, " are within %.0f %% of %s", 100 * SAME, amount);
		put_secondary(out, a);
	} else if (uncertain(h, most, least)) {
		char other[NAME_SIZE], less[64];
		point_name(least, other);
		quantity(unit, low, high, less, sizeof(less));
		fprintf(out,
			"No difference is certain: %s %s %s and %s %s, but 1 lies within the 95 %% confidence interval of their "
			"ratio",
			name, h->verb, amount, other, less);
	} else {
		int equal = ties(a, h, high);
		fprintf(out, n > 2 ? "%s %s the most, %s" : "%s %s %s", name, h->verb, amount);
		if (equal > 0)
			fprintf(out, " (as %d other%s do%s within %.0f %%)", equal, equal > 1 ? "s" : "", equal > 1 ? "" : "es",
				100 * SAME);
		fputs(n > 2 ? ": " : ", ", out);
		for (int i = 0, said = 0; i < a->n_points; i++) {
			const struct point *p = &a->point[i];
			double v = value_at(p, h->name);
			/* Beyond a handful only the far end is worth words. */
			if (p == most || !isfinite(v) || (a->n_points > 5 && p != least)) continue;
			fputs(said++ ? ", " : "", out);
			put_times(out, high, v);
			quantity(unit, v, high, amount, sizeof(amount));
			put_owned(out, p, amount);
		}
	}
	if (a->n_points <= 5)
		put_limiters(out, a);
	else
		count_limiters(out, a);
	fputs(".\n", out);
}

void text_sentence(FILE *out, const struct answer *a)
{
	const struct headline *h = headline_of(a);
	const struct point *only = NULL;
	int n = 0;
	for (int i = 0; h && i < a->n_points; i++) {
		if (!isfinite(value_at(&a->point[i], h->name))) continue;
		only = &a->point[i];
		n++;
	}
	if (!n) return;
	fputc('\n', out);
	if (n == 1)
		put_one(out, a, h, only);
	else
		put_several(out, a, h, n);
}
