/* text_versus.c - of many points that differ in traffic: what one value of a factor does against another, all else being the same. */
#include "report/text.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

#define SAME 0.01     /* ratios nearer than this to 1 are called none */
#define MOST_VALUES 4 /* of the factor, that are worth a clause each */

/* Pairs of points that differ in the factor alone. */
struct versus {
	const struct answer *a;
	const struct statistic *h;
	int axis;
	const char *value, *base; /* of the factor */
	int n, none;              /* pairs with a ratio; those whose base is zero */
	double low, high;
	const struct point *least, *most; /* those of value */
};

static const char *text_at(const struct answer *a, int point, int axis)
{
	return a->point[point].axis[axis].text;
}

/* The i-th different value of an axis, NULL past the last. */
static const char *value_of(const struct answer *a, int axis, int i)
{
	for (int k = 0; k < a->n_points; k++) {
		bool seen = false;
		for (int j = 0; j < k && !seen; j++)
			seen = strcmp(text_at(a, j, axis), text_at(a, k, axis)) == 0;
		if (!seen && i-- == 0) return text_at(a, k, axis);
	}
	return NULL;
}

static int values(const struct answer *a, int axis, int most)
{
	int n = 0;
	while (n <= most && value_of(a, axis, n))
		n++;
	return n;
}

/* What is compared: the scheme, or else a choice of words before numbers, and few values before many; -1 = nothing. */
static int factor_of(const struct answer *a)
{
	int best = -1, best_rank = 0;
	for (int i = 0; i < a->point[0].n_axes; i++) {
		const struct axis_value *axis = &a->point[0].axis[i];
		int n = values(a, i, MOST_VALUES);
		bool number = axis->type == 'i' || axis->type == 'q' || isdigit((unsigned char)*axis->text);
		if (is_traffic_axis(axis) || n < 2 || n > MOST_VALUES) continue;
		int rank = strcmp(axis->key, "nic.scheme.model") == 0 ? 20 : (number ? 0 : 10) + MOST_VALUES - n + 1;
		if (rank <= best_rank) continue;
		best_rank = rank;
		best = i;
	}
	return best;
}

static double value_at(const struct point *p, const char *name)
{
	return p->failed ? NAN : point_mean(p, point_find(p, name));
}

static const struct point *partner(const struct versus *v, const struct point *p)
{
	for (int k = 0; k < v->a->n_points; k++) {
		const struct point *q = &v->a->point[k];
		bool same = strcmp(q->axis[v->axis].text, v->base) == 0;
		for (int i = 0; i < p->n_axes && same; i++)
			same = i == v->axis || strcmp(p->axis[i].text, q->axis[i].text) == 0;
		if (same) return q;
	}
	return NULL;
}

static void compare(struct versus *v)
{
	for (int i = 0; i < v->a->n_points; i++) {
		const struct point *p = &v->a->point[i], *q;
		if (strcmp(p->axis[v->axis].text, v->value) != 0 || !(q = partner(v, p))) continue;
		double ratio = value_at(p, v->h->name) / value_at(q, v->h->name);
		v->none += value_at(q, v->h->name) == 0;
		if (!isfinite(ratio)) continue;
		if (!v->n || ratio < v->low) v->low = ratio, v->least = p;
		if (!v->n || ratio > v->high) v->high = ratio, v->most = p;
		v->n++;
	}
}

/* "size 64B, generation 3": what tells a point from others that have the factor's value. */
static void put_place(FILE *out, const struct versus *v, const struct point *p)
{
	bool said = false;
	for (int i = 0; i < p->n_axes; i++) {
		char name[NAME_SIZE];
		if (i == v->axis || values(v->a, i, 1) < 2) continue;
		axis_name(&p->axis[i], name, sizeof(name));
		fprintf(out, "%s%s", said ? ", " : "", name);
		said = true;
	}
}

static bool is_certain(const struct versus *v, const struct point *p)
{
	const struct point *q = partner(v, p);
	int i = point_find(p, v->h->name), j = point_find(q, v->h->name);
	struct estimate ratio = point_ratio(p, i, q, j);
	double half = point_ratio_half(&ratio, p, i, q, j);
	return !ratio.n || !isfinite(half) || fabs(ratio.mean - 1) > half;
}

/* "packed carries 1.02 to 1.31 times what split does, the most at size 64B, generation 3" */
static void put_times(FILE *out, const struct versus *v, const char *name, const char *base)
{
	bool more = v->high - 1 >= 1 - v->low; /* the end that is worth a place */
	const struct point *far = more ? v->most : v->least;
	if (v->high <= 1 + SAME && v->low >= 1 - SAME) {
		fprintf(out, "%s %s within %.0f %% of what %s does, in all %d settings", name, v->h->words.verb, 100 * SAME, base,
			v->n);
		return;
	}
	fprintf(out, "%s %s ", name, v->h->words.verb);
	ratios_print(out, v->low, v->high);
	fprintf(out, " times what %s does, the %s at ", base, more ? "most" : "least");
	put_place(out, v, far);
	if (!is_certain(v, far)) fputs(" (uncertain)", out);
}

/* A name tells what is true or false, and what a number counts. */
static void name_of(const struct versus *v, const char *text, char *buf, size_t size)
{
	struct axis_value one = v->a->point[0].axis[v->axis];
	one.text = text;
	axis_name(&one, buf, size);
}

bool put_versus(FILE *out, const struct answer *a, const struct statistic *h)
{
	struct versus v = {.a = a, .h = h, .axis = factor_of(a)};
	char name[NAME_SIZE], base[NAME_SIZE];
	bool said = false;
	if (v.axis < 0) return false;
	v.base = value_of(a, v.axis, 0);
	name_of(&v, v.base, base, sizeof(base));
	for (int i = 1; (v.value = value_of(a, v.axis, i)); i++) {
		v.n = v.none = 0;
		compare(&v);
		if (!v.n) continue;
		name_of(&v, v.value, name, sizeof(name));
		if (!said) name[0] = (char)toupper((unsigned char)name[0]);
		fputs(said ? "; " : "", out);
		put_times(out, &v, name, base);
		if (v.none) fprintf(out, " (in %d settings %s does nothing)", v.none, base);
		said = true;
	}
	return said;
}
