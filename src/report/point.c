/* point.c - looking things up in a point, and paired comparison of two points. */
#include "report/point.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int point_find(const struct point *p, const char *name)
{
	for (int i = 0; i < p->n_stats; i++)
		if (strcmp(p->stat[i].name, name) == 0) return i;
	return -1;
}

double point_mean(const struct point *p, int i)
{
	return i < 0 || p->stat[i].est.n == 0 ? NAN : p->stat[i].est.mean;
}

struct estimate point_ratio(const struct point *p, int i, const struct point *base, int j)
{
	struct estimate ratio = {0};
	if (i < 0 || j < 0 || !p->sample || !base->sample || p->samples != base->samples) return ratio;
	for (int r = 0; r < p->samples; r++) {
		double over = p->sample[r * p->stride + i], under = base->sample[r * base->stride + j];
		if (under == 0) return (struct estimate){0};
		estimate_add(&ratio, over / under);
	}
	return ratio;
}

static void axis_name(const struct axis_value *a, char *buf, size_t size)
{
	const char *dot = strrchr(a->key, '.'), *last = dot ? dot + 1 : a->key;
	/* A model's name speaks for itself, a number does not. */
	if (strcmp(last, "model") == 0 || strcmp(last, "format") == 0)
		snprintf(buf, size, "%s", a->text);
	else
		snprintf(buf, size, "%s %s", last, a->text);
}

void point_name(const struct point *p, char buf[NAME_SIZE])
{
	size_t used = 0;
	snprintf(buf, NAME_SIZE, "this run");
	for (int i = 0; i < p->n_axes && used < NAME_SIZE - 3; i++) {
		if (i) used += (size_t)snprintf(buf + used, NAME_SIZE - used, ", ");
		axis_name(&p->axis[i], buf + used, NAME_SIZE - used);
		used += strlen(buf + used);
	}
}

void point_free(struct point *p)
{
	free(p->sample);
	p->sample = NULL;
	free(p->axis);
	p->axis = NULL;
	p->n_axes = 0;
}
