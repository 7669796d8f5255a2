/* text_gains.c - what would help, in words: of each point the resources that were tried twice as good, the best first. */
#include "base/text_stream.h"
#include "nic/statistic.h"
#include "report/better.h"
#include "report/table.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HARDLY 0.005 /* rounds to 0 % */
#define TIMES 10     /* as much more, and it is told as so many times as much */
#define WORTH 0.05   /* what a resource gains from which on it has a part in the time a packet takes */

void gain_print(double gain, char *buf, size_t size)
{
	if (gain >= TIMES)
		snprintf(buf, size, "%.0f times", 1 + gain);
	else
		snprintf(buf, size, fabs(gain) < HARDLY ? "0 %%" : "%+.0f %%", 100 * gain);
}

/* "guest core x2 +66 %", with its interval where that is worth a digit: "+66 +-2 %" */
static void print_one(const struct doubled_gain *g, char *buf, size_t size)
{
	struct better b = better_of(g->resource);
	double half = 100 * g->half;
	char amount[32], more[32] = " %";
	gain_print(g->of.mean, amount, sizeof(amount));
	if (g->of.mean >= TIMES) {
		snprintf(buf, size, "%s %s %s as much", b.name, b.times, amount);
		return;
	}
	amount[strcspn(amount, " ")] = '\0';
	if (isfinite(half) && half >= 0.5) snprintf(more, sizeof(more), " +-%.0f %%", half);
	snprintf(buf, size, "%s %s %s%s", b.name, b.times, amount, more);
}

void gains_print(const struct point *p, int most, char *buf, size_t size)
{
	size_t used = 0;
	*buf = '\0';
	for (int i = 0; i < p->n_gains && i < most; i++) {
		char one[120];
		print_one(&p->gain[i], one, sizeof(one));
		if (used < size) used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? ", " : "", one);
	}
	for (int i = 0; i < p->n_fails; i++) {
		struct better b = better_of(p->fails[i].resource);
		if (used < size)
			used += (size_t)snprintf(buf + used, size - used, "%s%s %s: the run fails", used ? ", " : "", b.name,
						 b.times);
	}
}

/* A line of its own for each point, broken between gains, or ended where it is full. */
static void put_gains(FILE *out, const struct answer *a, const struct point *p, int indent)
{
	int column = indent;
	for (int i = 0; i < p->n_gains; i++) {
		char one[120];
		print_one(&p->gain[i], one, sizeof(one));
		int width = (int)strlen(one) + 2;
		bool full = i && column + width + (a->verbose ? 0 : 3) > answer_width(a);
		if (i) fputs(",", out);
		if (full && !a->verbose) {
			fputs(" ..", out);
			break;
		}
		if (full) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (i) {
			fputc(' ', out);
		}
		fputs(one, out);
		column += width;
	}
	fputc('\n', out);
}

/* "offered load x2: the run fails: reception stalled: ...", a line of its own for each. */
static void put_fails(FILE *out, const struct answer *a, const struct point *p, int indent)
{
	for (int i = 0; i < p->n_fails; i++) {
		char text[sizeof(p->fails[i].why) + 100];
		struct better b = better_of(p->fails[i].resource);
		snprintf(text, sizeof(text), "%s %s: the run fails: %s", b.name, b.times, p->fails[i].why);
		if (i || p->n_gains) fprintf(out, "%*s", indent, "");
		put_hanging(out, text, answer_width(a), indent, indent);
	}
}

static const char *phrase_of(const struct point *p)
{
	const struct statistic *s = statistic_find(p->gain_of);
	return s && s->words.phrase ? s->words.phrase : p->gain_of;
}

void text_gains(FILE *out, const struct answer *a)
{
	const struct point *first = NULL;
	int width = 0;
	for (int i = 0; i < a->n_points; i++) {
		char name[NAME_SIZE];
		if (!a->point[i].gain_of) continue;
		if (!first) first = &a->point[i];
		point_name(&a->point[i], name);
		if ((int)strlen(name) > width) width = (int)strlen(name);
	}
	if (!first) return;
	char head[NAME_SIZE];
	snprintf(head, sizeof(head), "what would help (%s, with each twice as good; measured)", phrase_of(first));
	put_paragraph(out, a, head);
	for (int i = 0; i < a->n_points; i++) {
		char name[NAME_SIZE];
		if (!a->point[i].gain_of) continue;
		point_name(&a->point[i], name);
		fprintf(out, "  %-*s  ", width, name);
		if (strcmp(a->point[i].gain_of, first->gain_of) != 0) fprintf(out, "%s: ", phrase_of(&a->point[i]));
		if (a->point[i].n_gains) put_gains(out, a, &a->point[i], width + 4);
		put_fails(out, a, &a->point[i], width + 4);
	}
}

const struct doubled_gain *gain_of_limit(const struct point *p, const char *limit)
{
	for (int i = 0; i < p->n_gains; i++) {
		size_t n = strlen(p->gain[i].resource);
		if (strncmp(limit, p->gain[i].resource, n) == 0 && (limit[n] == '\0' || limit[n] == ' ')) return &p->gain[i];
	}
	return NULL;
}

/* ---- who works in turn ---- */

/* The share of the time that is theirs: all of it twice as fast gains so much. */
static double part_of(const struct doubled_gain *g)
{
	return g && g->of.mean >= WORTH ? 2 * (1 - 1 / (1 + g->of.mean)) : 0;
}

static const struct limit *limit_of(const struct point *p, const char *one, const char *other)
{
	for (int i = 0; i < p->n_limits; i++)
		if (strcmp(p->limit[i].name, one) == 0 || strcmp(p->limit[i].name, other) == 0) return &p->limit[i];
	return NULL;
}

#define MOST_OF_IT 0.7
#define ALWAYS 0.9
bool point_in_turn(const struct point *p, struct in_turn *out)
{
	const struct limit *host = limit_of(p, "host core", "host cores"), *guest = limit_of(p, "guest core", "guest cores"),
			   *ring = limit_of(p, "ring", "ring");
	if (!host || !guest || !ring || !p->n_gains) return false;
	double hosts = part_of(gain_of_limit(p, host->name)), guests = part_of(gain_of_limit(p, guest->name));
	*out = (struct in_turn){ring->share, 1 - guest->share};
	return hosts > 0 && guests > 0 && hosts + guests >= MOST_OF_IT && host->share < ALWAYS && guest->share < ALWAYS;
}

/* ---- the sentence ---- */

#define FEW_POINTS 5   /* worth words */
#define WORTH_A_NAME 2 /* points of one resource */
/* Is it more, or with sign -1 less, than nothing, as far as the runs can tell? */
static bool is_certain(const struct doubled_gain *g, double sign)
{
	return sign * g->of.mean > (isfinite(g->half) ? g->half : 0);
}

/* What helps a point most, for certain; NULL when nothing does, or all that it lacks is more to do. */
static const struct doubled_gain *best_of(const struct point *p)
{
	const struct doubled_gain *g = p->gain, *end = p->gain + p->n_gains;
	while (g < end && !is_certain(g, 1))
		g++;
	if (g == end || g->of.mean < HARDLY) return NULL;
	bool idle = p->n_limits && strcmp(p->limit[0].name, "offered load") == 0 && strcmp(g->resource, p->limit[0].name) == 0;
	return idle ? NULL : g;
}

/* How much it gains in the points from i on that it helps most: "gains 68 % in big, 39 % in mergeable", "gains 47 to 328 %" */
static void put_amounts(FILE *out, const struct answer *a, int i, const char *resource)
{
	double least = INFINITY, most = 0;
	int n = 0;
	for (int k = i; k < a->n_points; k++) {
		const struct doubled_gain *g = best_of(&a->point[k]);
		if (!g || strcmp(g->resource, resource) != 0) continue;
		least = fmin(least, 100 * g->of.mean);
		most = fmax(most, 100 * g->of.mean);
		n++;
	}
	fputs(", which gains", out);
	if (n > WORTH_A_NAME) fprintf(out, most - least < 1 ? " %.0f %%" : " %.0f to %.0f %%", least, most);
	for (int k = i, said = 0; n <= WORTH_A_NAME && k < a->n_points; k++) {
		const struct doubled_gain *g = best_of(&a->point[k]);
		char name[NAME_SIZE];
		if (!g || strcmp(g->resource, resource) != 0) continue;
		point_name(&a->point[k], name);
		if (g->of.mean >= TIMES)
			fprintf(out, "%s a factor of %.0f", said++ ? "," : "", 1 + g->of.mean);
		else
			fprintf(out, "%s %.0f %%", said++ ? "," : "", 100 * g->of.mean);
		if (a->n_points > 1) fprintf(out, " in %s", name);
	}
}

#define WORSE 0.05 /* loses so much of it where it is doubled, which nobody would expect */
/* Where what is named as the best help elsewhere makes a point worse; it is said with how much. */
static void put_losses(FILE *out, const struct answer *a, const char *resource)
{
	bool said = false;
	for (int k = 0; k < a->n_points; k++) {
		const struct point *p = &a->point[k];
		char name[NAME_SIZE];
		for (int i = 0; i < p->n_gains; i++) {
			const struct doubled_gain *g = &p->gain[i];
			if (strcmp(g->resource, resource) != 0 || g->of.mean > -WORSE || !is_certain(g, -1)) continue;
			point_name(p, name);
			fprintf(out, "%s %.0f %% in %s", said ? "," : ", but loses", -100 * g->of.mean, name);
			said = true;
		}
	}
}

static bool is_best(const struct answer *a, const char *resource)
{
	for (int i = 0; i < a->n_points; i++)
		if (best_of(&a->point[i]) && strcmp(best_of(&a->point[i])->resource, resource) == 0) return true;
	return false;
}

/* A limiter is named, too; where it makes a point worse, and has not been said to. */
static void put_limiter_losses(FILE *out, const struct answer *a)
{
	for (int i = 0; i < a->n_points; i++) {
		const struct point *p = &a->point[i];
		const struct doubled_gain *g = p->failed || !p->limiter ? NULL : gain_of_limit(p, p->limiter);
		char name[NAME_SIZE];
		if (!g || g->of.mean > -WORSE || !is_certain(g, -1) || is_best(a, g->resource)) continue;
		point_name(p, name);
		struct better b = better_of(g->resource);
		fprintf(out, "; %s%s %s loses %.0f %%%s%s", limit_article(b.name), b.name, b.how, -100 * g->of.mean,
			a->n_points > 1 ? " in " : "", a->n_points > 1 ? name : "");
	}
}

/* "throughput ", where that is what all gains are of, and not what is compared; else "". */
static const char *gained(const struct answer *a, char *buf, size_t size)
{
	const struct statistic *head = headline_of(a);
	const struct point *first = NULL;
	*buf = '\0';
	for (int i = 0; i < a->n_points; i++) {
		const struct point *p = &a->point[i];
		if (!p->n_gains) continue;
		if (!first) first = p;
		if (strcmp(p->gain_of, first->gain_of) != 0) return "";
	}
	if (first && head && strcmp(first->gain_of, head->name) != 0) snprintf(buf, size, "%s ", phrase_of(first));
	return buf;
}

void put_best_gains(FILE *out, const struct answer *a)
{
	char what[80];
	bool said = false;
	if (a->n_points > FEW_POINTS) return;
	for (int i = 0; i < a->n_points; i++) {
		const struct doubled_gain *g = best_of(&a->point[i]);
		bool before = false;
		for (int k = 0; g && k < i; k++)
			before = before || (best_of(&a->point[k]) && strcmp(best_of(&a->point[k])->resource, g->resource) == 0);
		if (!g || before) continue;
		struct better b = better_of(g->resource);
		if (said)
			fputs(", and ", out);
		else
			fprintf(out, "; what would help %smost is ", gained(a, what, sizeof(what)));
		fprintf(out, "%s%s %s", limit_article(b.name), b.name, b.how);
		put_amounts(out, a, i, g->resource);
		put_losses(out, a, g->resource);
		said = true;
	}
	put_limiter_losses(out, a);
}
