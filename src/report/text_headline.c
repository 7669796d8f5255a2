/* text_headline.c - by which statistic the points of an answer are compared. */
#include "report/table.h"
#include "report/text.h"
#include <math.h>

#define SAME 0.01 /* shares nearer than this to each other are called equal */

static double value_at(const struct point *p, const char *name)
{
	return p->failed ? NAN : point_mean(p, point_find(p, name));
}

bool answer_came_and_went(const struct answer *a)
{
	int n = 0;
	for (int i = 0; i < a->n_points; i++) {
		if (!a->point[i].failed && !point_came_and_went(&a->point[i])) return false;
		n += !a->point[i].failed;
	}
	return n > 0;
}

/* A rate that is packets offered over the measured time, less what was lost, and all points lose as much. */
static bool is_given(const struct answer *a, const struct statistic *s)
{
	double most = 0, least = INFINITY;
	for (int i = 0; i < a->n_points && s->scale == PER_SECOND; i++) {
		double share = value_at(&a->point[i], STAT_NAME(delivered)) / value_at(&a->point[i], STAT_NAME(offered));
		most = fmax(most, share);
		least = fmin(least, share);
	}
	return most > 0 && least >= (1 - SAME) * most && answer_came_and_went(a);
}

const struct statistic *headline_of(const struct answer *a)
{
	const struct statistic *s;
	for (int i = 0; (s = statistic_listed(LIST_HEADLINE, i)); i++)
		if (answer_largest(a, s->name) > 0 && !is_given(a, s)) return s;
	return NULL;
}
