/* chart_hidden.c - lines that lie upon each other: the lower ones are drawn wider, so that they are seen. */
#include "report/chart_internal.h"
#include <math.h>

#define NEARLY 0.007 /* of the largest value: less than a line is wide */
#define FEW 400      /* points that are all compared with each other */

/* Is b what a is, but of another series? */
static bool is_beside(const struct plan *p, const struct point *a, const struct point *b, int series)
{
	return plan_has(p, b, series, -1) && plan_same(p, a, b, ROLE_X) && plan_same(p, a, b, ROLE_PANEL);
}

/* Do most points of a series lie where those of a later one do, that hides them? */
static bool is_hidden(const struct plan *p, const char *stat, int series, int later, double most)
{
	int shared = 0, same = 0;
	for (int i = 0; i < p->s->n; i++) {
		const struct point *a = &p->s->point[i], *b = NULL;
		if (!plan_has(p, a, series, -1)) continue;
		for (int k = 0; k < p->s->n && !b; k++)
			if (is_beside(p, a, &p->s->point[k], later)) b = &p->s->point[k];
		if (!b) continue;
		shared++;
		same += fabs(point_mean(a, point_find(a, stat)) - point_mean(b, point_find(b, stat))) <= NEARLY * most;
	}
	return same > 1 && 2 * same >= shared;
}

void put_hidden(FILE *out, const struct plan *p, const char *stat)
{
	double most = largest(p->s, stat);
	bool any = false;
	for (int i = 0; i < p->n_series; i++) {
		int n = 0;
		for (int k = i + 1; k < p->n_series && p->s->n <= FEW; k++)
			n += is_hidden(p, stat, i, k, most);
		fprintf(out, "under_%d = %d\n", i + 1, n > 2 ? 2 : n);
		any = any || n;
	}
	put_text(out, "hidden_note", any ? "; wide lines: another one lies upon them" : "");
}
