/* text_brief.c - points side by side, in what a screen holds: the rows that differ most, and what most of the time goes to. */
#include "report/text_sheet.h"
#include <math.h>
#include <string.h>

#define DIFFERS 0.01 /* points nearer than this to each other are alike */
#define FEW_COSTS 4  /* beside waits */
#define MOST_WAITS 4

/* How far a line's largest value is above its smallest, as a share of it, their intervals taken off; all of it where one has none. */
static double spread(const struct answer *a, const struct line *l)
{
	double low = INFINITY, high = -INFINITY, largest = answer_largest(a, l->name);
	if (!(largest > 0)) return 0;
	for (int i = 0; i < a->n_points; i++) {
		const struct point *p = &a->point[i];
		int k = point_find(p, l->name);
		double mean = point_mean(p, k), half = k < 0 ? NAN : point_half(p, k);
		if (p->failed) continue;
		if (!isfinite(mean)) mean = 0;
		if (!isfinite(half)) half = 0;
		low = fmin(low, mean + half);
		high = fmax(high, mean - half);
	}
	return high > low ? (high - low) / largest : 0;
}

/* The earlier, the more a row is worth a line; NEVER: it stands elsewhere, or tells nothing. */
enum { ALWAYS = 0, LOST = 100, ROWS = 1000, BUSY = 2000, OTHERS = 3000, NEVER = 10000 };

static double place_of(const struct answer *a, const struct sheet *s, const struct line *l)
{
	const struct statistic *head = headline_of(a);
	int lost = statistic_place(LIST_LOST, l->name), row = statistic_place(LIST_ROWS, l->name);
	if (l->shown || (head && strcmp(head->name, l->name) == 0)) return ALWAYS;
	if (l->group == GROUP_COST || l->group == GROUP_WAIT || sheet_is_dull(s, l)) return NEVER;
	double differs = a->n_points > 1 ? spread(a, l) : 1;
	if (lost >= 0) return LOST + lost;
	if (differs < DIFFERS) return NEVER;
	if (row >= 0) return ROWS + row;
	return (l->group == GROUP_CORE ? BUSY : OTHERS) - fmin(differs, 1);
}

/* Puts the lines that are worth it into s->order, as the answer has them: no more rows than that, but for those that always are. */
static int choose(struct sheet *s, int rows)
{
	const struct answer *a = s->a;
	int n = 0;
	double before = -1;
	for (;;) { /* one place after the other; those at one place in their order */
		double next = NEVER;
		int of = 0;
		for (int i = 0; i < a->n_lines; i++) {
			double place = place_of(a, s, &a->line[i]);
			if (place > before && place < next) next = place;
		}
		for (int i = 0; next < NEVER && i < a->n_lines; i++) {
			if (place_of(a, s, &a->line[i]) != next || (next > ALWAYS && n >= rows)) continue;
			s->order[n++] = i;
			of++;
		}
		if (!of) break;
		before = next;
	}
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && s->order[k - 1] > s->order[k]; k--) {
			int swap = s->order[k];
			s->order[k] = s->order[k - 1];
			s->order[k - 1] = swap;
		}
	return n;
}

/* Lines of the main statistic beside its own: what other prices make of it, its ratio. */
static int beside(const struct answer *a)
{
	bool band = false;
	for (int i = 0; i < a->n_points; i++)
		band = band || (a->point[i].band && a->point[i].band->samples);
	return (band ? 1 : 0) + (a->n_points > 1 ? 1 + band : 0);
}

bool text_differing(FILE *out, const struct answer *a, int lines)
{
	struct sheet s;
	const struct point *first = &a->point[0];
	bool ok = sheet_open(&s, a) && fputc('\n', out) != EOF && sheet_names(&s, first->n_axes ? first->axis[0].key : "");
	s.full_names = true;
	int n = ok ? choose(&s, lines - 2 - beside(a)) : 0;
	for (int i = 0; ok && i < n; i++)
		ok = sheet_line(&s, &a->line[s.order[i]]);
	ok = ok && table_print(out, s.table, 1, a->screen);
	sheet_close(&s);
	return ok;
}

static int lines_of(struct sheet *s, enum stat_group g)
{
	int n = 0;
	for (int i = 0; i < s->a->n_lines; i++)
		if (s->a->line[i].group == g && !sheet_is_dull(s, &s->a->line[i])) s->order[n++] = i;
	return n;
}

/* Is the answer a latency? */
static bool is_of_latency(const struct answer *a)
{
	const struct statistic *head = headline_of(a);
	return head && strcmp(head->name, STAT_NAME(latency_mean)) == 0;
}

/* The longest waits and services, and their sum, which is longer than each. */
static bool put_waits(struct sheet *s)
{
	int n = lines_of(s, GROUP_WAIT);
	if (!n) return true;
	sheet_sort(s->a, s->order, n);
	bool ok = sheet_names(s, "where its latency goes");
	for (int i = 1; ok && i < n && i <= MOST_WAITS; i++)
		ok = sheet_line(s, &s->a->line[s->order[i]]);
	return ok && sheet_line(s, &s->a->line[s->order[0]]);
}

bool text_times(FILE *out, const struct answer *a, int costs)
{
	struct sheet s;
	bool latency = is_of_latency(a), ok = sheet_open(&s, a);
	int n = ok ? lines_of(&s, GROUP_COST) : 0;
	if (n)
		ok = sheet_names(&s, "where a packet's time goes") &&
		     sheet_costs(&s, n, latency && costs > FEW_COSTS ? FEW_COSTS : costs);
	if (ok && latency) ok = put_waits(&s);
	if (ok && (n || latency)) ok = fputc('\n', out) != EOF && table_print(out, s.table, 1, a->screen);
	sheet_close(&s);
	return ok;
}
