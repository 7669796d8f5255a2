/* axis.c - axes that are read, and where on them a point lies. */
#include "scenario/internal.h"
#include <string.h>

int axis_of(const struct scenario *s, const char *key)
{
	for (int i = 0; i < s->n_axes; i++)
		if (strcmp(s->axis[i].key, key) == 0) return i;
	return -1;
}

bool scenario_same_value(const char *key, const char *text, const char *value)
{
	char a[64], b[64];
	return strcmp(value_canonical(key, text, a, sizeof a), value_canonical(key, value, b, sizeof b)) == 0;
}

/* Position of a point among all combinations. */
static int64_t combination(const struct scenario *s, int64_t point)
{
	return s->kept ? s->kept[point] : point;
}

int plan_index(const struct scenario *s, int64_t at, int axis)
{
	const struct axis *x = &s->axis[axis];
	int i = (int)(at / s->dim[x->dim].stride % s->dim[x->dim].n);
	return x->pick ? x->pick[i] : i;
}

int axis_index(const struct scenario *s, int64_t point, int axis)
{
	return plan_index(s, combination(s, point), axis);
}

int64_t plan_point(const struct scenario *s, int64_t at)
{
	int64_t low = 0, high = s->points;
	if (!s->kept) return at;
	while (low < high) {
		int64_t mid = low + (high - low) / 2;
		if (s->kept[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < s->points && s->kept[low] == at ? low : -1;
}

int64_t scenario_compared_with(const struct scenario *s, int64_t point)
{
	int64_t at = combination(s, point), base = at;
	for (int i = 0; i < s->n_compared; i++)
		base -= at / s->dim[s->axis[i].dim].stride % s->dim[s->axis[i].dim].n * s->dim[s->axis[i].dim].stride;
	return base == at ? -1 : plan_point(s, base);
}
