/* text_sentence.c - the result in one sentence. Only points that are offered the same traffic are compared with each other. */
#include "base/text_stream.h"
#include "report/number.h"
#include "report/table.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME 0.01     /* points nearer than this to each other are called equal */
#define HANDFUL 5     /* points that are worth a word each */
#define MAX_TRAFFIC 4 /* kinds of traffic that are worth a clause each */

/* Points that can be compared, those with the most first. */
struct ranking {
	const struct statistic *h;
	const char *unit;
	const struct point **p;
	int n;
	double high, low;
	bool part; /* named without their traffic, which has been said */
};

/* A failed point takes no part in the sentence. */
static double value_at(const struct point *p, const char *name)
{
	return p->failed ? NAN : point_mean(p, point_find(p, name));
}

static const char *unit_at(const struct answer *a, const char *name)
{
	for (int i = 0; i < a->n_lines; i++)
		if (strcmp(a->line[i].name, name) == 0) return a->line[i].unit;
	return "";
}

/* Why it isn't rates that are compared, or what they are worth. */
static void put_came_and_went(FILE *out, const struct answer *a, const struct statistic *h)
{
	if (!answer_came_and_went(a)) return;
	double dropped = answer_largest(a, STAT_NAME(dropped));
	if (h->scale == PER_SECOND)
		fputs("All there was to send came and went in the measured time, so rates tell only how much of it was lost. ",
		      out);
	else if (dropped > 0)
		fputs("All there was to send came and went in the measured time and as much of it was lost everywhere, so rates "
		      "tell "
		      "nothing. ",
		      out);
	else
		fputs("All there was to send came and got through in the measured time, so rates tell nothing. ", out);
}

/* "2.00 Gb/s", in the unit that fits `like`: all amounts of a sentence are in one unit. */
static void quantity(const char *unit, double v, double like, char *buf, size_t size)
{
	char number[NUMBER_SIZE];
	struct scale s = scale_for(unit, like);
	number_print_short(v * s.factor, number);
	snprintf(buf, size, *s.unit ? "%s %s" : "%s", number, s.unit);
}

static void name_in(const struct ranking *r, const struct point *p, char buf[NAME_SIZE])
{
	if (r->part)
		point_part(p, false, buf);
	else
		point_name(p, buf);
}

/* "big's 1.00 Gb/s", "the 1.00 Gb/s of entries 64" */
static void put_owned(FILE *out, const char *name, const char *amount)
{
	if (strpbrk(name, " /"))
		fprintf(out, "the %s of %s", amount, name);
	else
		fprintf(out, "%s's %s", name, amount);
}

static void put_times(FILE *out, double more, double less)
{
	double ratio = more / less;
	if (!isfinite(ratio))
		fputs("against ", out);
	else
		ratio_print(out, ratio), fputs(" times ", out);
}

/* Nothing got through, which is no ratio. */
static bool is_nothing(const struct ranking *r, double v)
{
	return v == 0 && r->h->better == BETTER_HIGHER;
}

/* All that was offered got through. */
static bool is_everything(const struct point *p)
{
	return value_at(p, STAT_NAME(delivered)) >= (1 - SAME) * value_at(p, STAT_NAME(offered)) &&
	       value_at(p, STAT_NAME(dropped)) == 0;
}

/* Insert p where it belongs. Equals keep their order. */
static void rank(struct ranking *r, const struct point *p)
{
	double v = value_at(p, r->h->name);
	int at = r->n;
	if (!isfinite(v)) return;
	for (; at > 0 && value_at(r->p[at - 1], r->h->name) < v; at--)
		r->p[at] = r->p[at - 1];
	r->p[at] = p;
	r->n++;
	r->high = value_at(r->p[0], r->h->name);
	r->low = value_at(r->p[r->n - 1], r->h->name);
}

/* How many from point `from` on do as well as it does. */
static int equals(const struct ranking *r, int from)
{
	double v = value_at(r->p[from], r->h->name);
	int n = 1;
	while (from + n < r->n && value_at(r->p[from + n], r->h->name) >= (1 - SAME) * v)
		n++;
	return n;
}

/* "big, small and mergeable", "big/64 and 4 others" */
static void put_names(FILE *out, const struct ranking *r, int from, int n)
{
	char name[NAME_SIZE];
	int shown = n > 3 ? 1 : n;
	for (int i = 0; i < shown; i++) {
		name_in(r, r->p[from + i], name);
		fprintf(out, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", name);
	}
	if (shown < n) fprintf(out, " and %d others", n - shown);
}

static void put_one(FILE *out, const struct answer *a, const struct ranking *r)
{
	const struct point *p = r->p[0];
	const struct limit *next = p->limiter ? next_limit(p) : NULL;
	char name[NAME_SIZE], amount[64], more[32];
	point_name(p, name);
	quantity(r->unit, r->high, r->high, amount, sizeof(amount));
	if (point_few(p) >= 0) fprintf(out, "Uncertain, with few packets (%.0f measured): ", point_few(p));
	fprintf(out, "%s %s %s", p->n_axes && a->n_points > 1 ? name : "It", r->h->words.verb, amount);
	put_band_value(out, p, r->h->name, r->unit, r->high);
	const struct limit *waits = latency_limit(p);
	struct in_turn turn;
	if (point_in_turn(p, &turn)) {
		fprintf(out,
			"; host and guest work in turn: the host waits for posted buffers %.0f %% of the time, the guest for "
			"packets "
			"%.0f %%",
			100 * turn.host_waits, 100 * turn.guest_waits);
		return;
	}
	if (p->limiter) fprintf(out, "; it is limited by %s%s", limit_article(p->limiter), limit_said(p->limiter));
	if (waits) fprintf(out, ", its latency comes from %s%s", limit_article(waits->name), limit_said(waits->name));
	if (same_limit(next, waits)) fputs(", which is next", out);
	if (next && !same_limit(next, waits)) fprintf(out, ", next is %s%s", limit_article(next->name), limit_said(next->name));
	if (next && limit_room(next) > 0 && !p->n_gains) {
		room_print(limit_room(next), more, sizeof(more));
		fprintf(out, " with room for %s times as much", more);
	}
}

/* The points with the largest and smallest value of a statistic; false when none has any. */
static bool extremes(const struct ranking *r, const char *name, const struct point **most, const struct point **least)
{
	*most = *least = NULL;
	for (int i = 0; i < r->n; i++) {
		double v = value_at(r->p[i], name);
		if (!isfinite(v)) continue;
		if (!*most || v > value_at(*most, name)) *most = r->p[i];
		if (!*least || v < value_at(*least, name)) *least = r->p[i];
	}
	return *most != NULL;
}

/* Where the main number tells nothing apart, the statistic that differs most does. */
static void put_secondary(FILE *out, const struct answer *a, const struct ranking *ranking)
{
	const struct point *most = NULL, *least = NULL, *m, *l;
	const struct statistic *best = NULL, *s;
	double ratio = 1 + 5 * SAME;
	for (int i = 0; (s = statistic_listed(LIST_SECOND, i)); i++) {
		if (!extremes(ranking, s->name, &m, &l)) continue;
		double r = value_at(m, s->name) / value_at(l, s->name);
		if (!isfinite(r) || r <= ratio) continue;
		ratio = r;
		best = s;
		most = m;
		least = l;
	}
	if (!best) return;
	char name[NAME_SIZE], amount[64];
	const char *unit = unit_at(a, best->name);
	point_name(most, name);
	double high = value_at(most, best->name), low = value_at(least, best->name);
	quantity(unit, high, high, amount, sizeof(amount));
	fprintf(out, "; %s has the largest %s, %s, ", name, best->words.phrase, amount);
	put_times(out, high, low);
	quantity(unit, low, high, amount, sizeof(amount));
	point_name(least, name);
	put_owned(out, name, amount);
}

/*
 * Why the difference between the first and the last may be none; NULL when it is one. Chance is judged by the ratio replication by
 * replication, for all points see the same packets.
 */
static const char *uncertain(const struct ranking *r)
{
	const struct point *most = r->p[0], *least = r->p[r->n - 1];
	struct estimate ratio = point_ratio(most, point_find(most, r->h->name), least, point_find(least, r->h->name));
	if (is_nothing(r, r->low) && point_few(most) < 0 && point_few(least) < 0) return NULL;
	if (point_few(most) >= 0 || point_few(least) >= 0) return "few packets were measured";
	double half = point_ratio_half(&ratio, most, point_find(most, r->h->name), least, point_find(least, r->h->name));
	if (!ratio.n || !(ratio.mean - half <= 1)) return NULL;
	return ratio.n > 1 && ratio.mean - estimate_ci95(&ratio) <= 1
		       ? "1 lies within the 95 % confidence interval of their ratio"
		       : "what was under way when measuring began and ended may make that much";
}

static void put_uncertain(FILE *out, const struct ranking *r, const char *why)
{
	char name[NAME_SIZE], other[NAME_SIZE], amount[64], less[64];
	name_in(r, r->p[0], name);
	name_in(r, r->p[r->n - 1], other);
	quantity(r->unit, r->high, r->high, amount, sizeof(amount));
	quantity(r->unit, r->low, r->high, less, sizeof(less));
	fprintf(out, "No difference is certain: %s %s %s and %s %s, but %s", name, r->h->words.verb, amount, other, less, why);
	put_band_alike(out, r->p, r->n, r->h->name);
}

/* Those of which enough was measured; the others are told apart, for they make nothing else uncertain. */
static int with_enough(const struct ranking *r, const struct point **list)
{
	int n = 0;
	for (int i = 0; i < r->n; i++)
		if (point_few(r->p[i]) < 0) list[n++] = r->p[i];
	return n;
}

static void put_few(FILE *out, const struct ranking *r)
{
	bool said = false;
	for (int i = 0; i < r->n; i++) {
		char name[NAME_SIZE];
		if (point_few(r->p[i]) < 0) continue;
		name_in(r, r->p[i], name);
		fprintf(out, "%s%s (%.0f)", said ? ", " : "; too few packets were measured to compare ", name,
			point_few(r->p[i]));
		said = true;
	}
}

static void put_several(FILE *out, const struct answer *a, const struct ranking *r);

/* Where a few points have few packets, the others compared; false when that makes nothing certain. */
static bool put_certain(FILE *out, const struct answer *a, const struct ranking *r)
{
	struct ranking some = *r;
	some.p = calloc((size_t)r->n, sizeof(*some.p));
	some.n = some.p ? with_enough(r, some.p) : 0;
	bool good = some.n > 1 && some.n < r->n;
	if (good) {
		some.high = value_at(some.p[0], r->h->name);
		some.low = value_at(some.p[some.n - 1], r->h->name);
		good = equals(&some, 0) < some.n && !uncertain(&some);
	}
	if (good) {
		put_several(out, a, &some);
		put_few(out, r);
	}
	free(some.p);
	return good;
}

static void put_several(FILE *out, const struct answer *a, const struct ranking *r)
{
	int best = equals(r, 0);
	const char *why = best < r->n ? uncertain(r) : NULL;
	char name[NAME_SIZE], amount[64];
	quantity(r->unit, r->high, r->high, amount, sizeof(amount));
	if (best == r->n) {
		bool few = false;
		for (int i = 0; i < r->n; i++)
			few = few || point_few(r->p[i]) >= 0;
		if (few) fputs("Uncertain, with few packets: ", out);
		if (r->n == 2)
			fputs(few ? "both" : "Both", out);
		else
			fprintf(out, few ? "all %d" : "All %d", r->n);
		fprintf(out, " are within %.0f %% of %s", 100 * SAME, amount);
		put_band_alike(out, r->p, r->n, r->h->name);
		put_secondary(out, a, r);
		return;
	}
	if (why) {
		if (!put_certain(out, a, r)) put_uncertain(out, r, why);
		return;
	}
	bool everything = is_nothing(r, r->low);
	for (int i = 0; i < best; i++)
		everything = everything && is_everything(r->p[i]);
	put_names(out, r, 0, best);
	fprintf(out, everything ? " %s%s everything (%s)%s " : " %s%s %s%s ", best > 1 ? r->h->words.verbs : r->h->words.verb,
		!everything && r->n > 2 ? " the most," : "", amount,
		r->n > 2 && !is_nothing(r, value_at(r->p[best], r->h->name)) ? ":" : ",");
	/* Beyond a handful only the far end is worth words. */
	for (int i = r->n > HANDFUL ? r->n - 1 : best, said = 0; i < r->n; i++) {
		double v = value_at(r->p[i], r->h->name);
		fputs(said++ ? ", " : "", out);
		name_in(r, r->p[i], name);
		if (is_nothing(r, v)) {
			fprintf(out, "%s nothing", name);
			continue;
		}
		put_times(out, r->high, v);
		quantity(r->unit, v, r->high, amount, sizeof(amount));
		put_owned(out, name, amount);
		put_band_times(out, r->p, best, r->p[i], r->h->name, said == 1);
	}
	put_band_verdict(out, r->p, r->n, best, r->h->name);
}

/* "on bulk.pcap", "at rate 500kpps" */
static void put_traffic(FILE *out, const struct point *p, bool begins)
{
	char name[NAME_SIZE];
	point_part(p, true, name);
	const char *last = strrchr(name, ' ');
	last = last ? last + 1 : name;
	if (*last >= '0' && *last <= '9')
		fprintf(out, "%s %s", begins ? "At" : "at", name);
	else
		fprintf(out, "%s %s", begins ? "On" : "on", name);
}

static bool same_traffic(const struct point *p, const struct point *q)
{
	for (int i = 0; i < p->n_axes; i++)
		if (is_traffic_axis(&p->axis[i]) && strcmp(p->axis[i].text, q->axis[i].text) != 0) return false;
	return true;
}

/* All points with the traffic of point i; false when an earlier one has it, too. */
static bool rank_traffic(const struct answer *a, int i, struct ranking *r)
{
	r->n = 0;
	for (int k = 0; k < a->n_points; k++) {
		if (!same_traffic(&a->point[i], &a->point[k])) continue;
		if (k < i) return false;
		rank(r, &a->point[k]);
	}
	return true;
}

/* "on bulk.pcap big and mergeable carry 7.96 Gb/s, small 0.0322 Gb/s" */
static void put_clause(FILE *out, const struct ranking *r, bool begins)
{
	char amount[64];
	put_traffic(out, r->p[0], begins);
	fputc(' ', out);
	const char *why = equals(r, 0) < r->n ? uncertain(r) : NULL;
	for (int from = 0, n; from < r->n; from += n) {
		n = equals(r, from);
		double v = value_at(r->p[from], r->h->name);
		quantity(r->unit, v, r->high, amount, sizeof(amount));
		if (from && r->n > HANDFUL && from + n < r->n) continue;
		if (from) fputs(", ", out);
		if (n == r->n && n > 2)
			fputs("all", out);
		else
			put_names(out, r, from, n);
		if (!from) fprintf(out, " %s", n > 1 ? r->h->words.verbs : r->h->words.verb);
		fprintf(out, " %s", is_nothing(r, v) && r->high > 0 ? "nothing" : amount);
	}
	if (why) fputs(" (uncertain)", out);
	if (!why && r->n == 2 && equals(r, 0) == 1) put_band_times(out, r->p, 1, r->p[1], r->h->name, true);
}

/* Every point has traffic of its own. */
static void put_range(FILE *out, const struct ranking *r)
{
	char amount[64];
	quantity(r->unit, r->low, r->low, amount, sizeof(amount));
	if (equals(r, 0) == r->n) {
		fprintf(out, "It %s %s throughout", r->h->words.verb, amount);
		return;
	}
	fprintf(out, "It %s from %s ", r->h->words.verb, amount);
	put_traffic(out, r->p[r->n - 1], false);
	quantity(r->unit, r->high, r->high, amount, sizeof(amount));
	fprintf(out, " to %s ", amount);
	put_traffic(out, r->p[0], false);
}

/* Points that differ in traffic: compared within each kind of it. False when there are too many kinds for words. */
static bool put_by_traffic(FILE *out, const struct answer *a, struct ranking *r)
{
	int kinds = 0;
	bool said = false, few = false;
	for (int i = 0; i < a->n_points; i++) {
		kinds += rank_traffic(a, i, r) && r->n > 0;
		few = few || point_few(&a->point[i]) >= 0;
	}
	if (kinds > MAX_TRAFFIC) return false;
	r->part = true;
	if (few) fputs("Uncertain, with few packets: ", out);
	for (int i = 0; i < a->n_points; i++) {
		if (!rank_traffic(a, i, r) || !r->n) continue;
		fputs(said ? "; " : "", out);
		put_clause(out, r, !said && !few);
		said = true;
	}
	return true;
}

static void compose(FILE *out, const struct answer *a, struct ranking *r)
{
	const struct point *first = &a->point[0];
	int traffic = 0, compared;
	bool begins = false;
	for (int i = 0; i < a->n_points; i++)
		rank(r, &a->point[i]);
	for (int i = 0; i < first->n_axes; i++)
		traffic += is_traffic_axis(&first->axis[i]);
	compared = r->n;
	if (!compared) return;
	put_came_and_went(out, a, r->h);
	if (compared == 1)
		put_one(out, a, r);
	else if (traffic == 0)
		put_several(out, a, r);
	else if (traffic == first->n_axes)
		put_range(out, r);
	else
		begins = !put_by_traffic(out, a, r) && !put_versus(out, a, r->h);
	if (compared > 1) put_limiters(out, a, begins);
	put_best_gains(out, a);
	fputc('.', out);
}

char *answer_sentence(const struct answer *a)
{
	struct ranking r = {.h = headline_of(a)};
	char *text = NULL;
	size_t size = 0;
	if (!r.h) return calloc(1, 1);
	r.unit = r.h->words.noun ? r.h->words.noun : unit_at(a, r.h->name);
	r.p = calloc((size_t)a->n_points, sizeof(*r.p));
	FILE *f = r.p ? text_stream(&text, &size) : NULL;
	if (f) compose(f, a, &r);
	bool ok = f && fclose(f) == 0;
	free(r.p);
	if (ok) return text;
	free(text);
	return NULL;
}

bool text_sentence(FILE *out, const struct answer *a)
{
	char *text = answer_sentence(a);
	if (text) put_paragraph(out, a, text);
	free(text);
	return text != NULL;
}
