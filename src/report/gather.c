/* gather.c - from the outcomes of a point's replications to the point. */
#include "report/point.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Where a text stands among so many places, or would. */
static int place_of(const char *const *text, int room, const char *s, size_t len)
{
	int i = (int)(XXH64(s, len, 0) & (uint64_t)(room - 1));
	while (text[i] && strcmp(text[i], s) != 0)
		i = (i + 1) & (room - 1);
	return i;
}

static bool names_grow(struct names *names)
{
	int room = names->room ? 2 * names->room : 1024;
	const char **more = calloc((size_t)room, sizeof(*more));
	if (!more) return false;
	for (int i = 0; i < names->room; i++)
		if (names->text[i]) more[place_of(more, room, names->text[i], strlen(names->text[i]))] = names->text[i];
	free(names->text);
	names->text = more;
	names->room = room;
	return true;
}

const char *names_keep(struct names *names, const char *s)
{
	if (!s) return NULL;
	if (2 * (names->n + 1) > names->room && !names_grow(names)) return NULL;
	size_t len = strlen(s);
	const char **place = &names->text[place_of(names->text, names->room, s, len)], *known = *place;
	if (known) return known;
	const char *copy = arena_strndup(&names->arena, s, len);
	names->n += copy != NULL;
	*place = copy;
	return copy;
}

void names_free(struct names *names)
{
	arena_free(&names->arena);
	free(names->text);
	*names = (struct names){0};
}

/* The statistic's place in the point, made when it is new; -1 when memory is exhausted or there are too many. */
static int stat_of(struct point *p, const struct stat *s, int hint, struct names *names)
{
	if (hint < p->n_stats && strcmp(p->stat[hint].name, s->name) == 0) return hint;
	int i = point_find(p, s->name);
	if (i >= 0 || p->n_stats == MAX_STATS) return i;
	struct point_stat *n = &p->stat[p->n_stats];
	*n = (struct point_stat){
		names_keep(names, s->name), names_keep(names, s->unit), names_keep(names, s->help ? s->help : ""), {0}};
	return n->name && n->unit && n->help ? p->n_stats++ : -1;
}

static bool add_stats(struct point *p, const struct outcome *o, double *sample, struct names *names)
{
	for (int k = 0; k < o->n_stats; k++) {
		int i = stat_of(p, &o->stat[k], k, names);
		if (i < 0) return false;
		estimate_add(&p->stat[i].est, o->stat[k].value);
		if (sample && !isnan(o->stat[k].value))
			sample[i] = o->stat[k].value; /* a name may come twice: first as missing */
	}
	return true;
}

static bool add_limits(struct point *p, const struct outcome *o, struct names *names)
{
	for (int k = 0; k < o->n_limits; k++) {
		int i = 0;
		while (i < p->n_limits && (p->limit[i].of != o->limit[k].of || strcmp(p->limit[i].name, o->limit[k].name) != 0))
			i++;
		if (i == MAX_LIMITS) continue;
		if (i == p->n_limits) {
			p->limit[i] = (struct limit){names_keep(names, o->limit[k].name), o->limit[k].of, 0};
			if (!p->limit[i].name) return false;
			p->n_limits++;
		}
		p->limit[i].share += o->limit[k].share;
		p->votes[i] += k == 0;
		p->latency_votes[i] += o->latency_by && strcmp(o->latency_by, o->limit[k].name) == 0;
	}
	return true;
}

static void note_trouble(struct point *p, const struct outcome *o)
{
	if (!o->ok && !p->failed) {
		p->failed = true;
		snprintf(p->failure, sizeof(p->failure), "replication %d: %.360s", p->replications, o->failure);
		p->lacked_memory = outcome_lacked_memory(o);
	}
	if (o->ok && !o->steady && !p->unsteady) {
		p->unsteady = true;
		snprintf(p->unsteady_why, sizeof(p->unsteady_why), "replication %d: %.170s", p->replications, o->unsteady_why);
	}
}

bool point_begin(struct point *p, int n)
{
	*p = (struct point){.stride = MAX_STATS};
	p->sample = malloc(sizeof(*p->sample) * MAX_STATS * (size_t)(n < MAX_SAMPLES ? n : MAX_SAMPLES));
	return p->sample != NULL;
}

bool point_extend(struct point *p, int n)
{
	double *more = realloc(p->sample, sizeof(*more) * MAX_STATS * (size_t)(n < MAX_SAMPLES ? n : MAX_SAMPLES));
	if (more) p->sample = more;
	return more != NULL;
}

bool point_add(struct point *p, const struct outcome *o, struct names *names)
{
	double *sample = p->samples < MAX_SAMPLES ? p->sample + p->samples++ * p->stride : NULL;
	for (int i = 0; sample && i < p->stride; i++)
		sample[i] = NAN;
	note_trouble(p, o);
	bool ok = !o->ok || (add_stats(p, o, sample, names) && add_limits(p, o, names));
	p->replications++;
	p->steps += o->steps;
	p->n_ok += o->ok;
	return ok;
}

/* Before limits are ordered. */
static const char *latency_by(const struct point *p)
{
	int best = 0;
	for (int i = 1; i < p->n_limits; i++)
		if (p->latency_votes[i] > p->latency_votes[best]) best = i;
	return 2 * p->latency_votes[best] > p->n_ok ? p->limit[best].name : NULL;
}

/* The limiter first (the earliest of equals), the others by falling share. */
static void order_limits(struct point *p)
{
	int first = 0;
	for (int i = 0; i < p->n_limits; i++) {
		p->limit[i].share /= p->n_ok;
		if (p->votes[i] > p->votes[first]) first = i;
	}
	for (int i = 0; i < p->n_limits; i++) {
		int best = i;
		for (int k = i; k < p->n_limits; k++)
			if (i == 0 ? k == first : p->limit[k].share > p->limit[best].share) best = k;
		struct limit moved = p->limit[best];
		for (int k = best; k > i; k--)
			p->limit[k] = p->limit[k - 1];
		p->limit[i] = moved;
	}
	p->limiter = p->n_limits ? p->limit[0].name : NULL;
}

/* Rows of samples become as short as they can be. */
static void pack_samples(struct point *p)
{
	for (int r = 0; r < p->samples; r++)
		memmove(p->sample + r * p->n_stats, p->sample + r * p->stride, sizeof(double) * (size_t)p->n_stats);
	p->stride = p->n_stats;
	double *less = realloc(p->sample, sizeof(double) * ((size_t)p->samples * (size_t)p->stride + 1));
	if (less) p->sample = less;
}

void point_end(struct point *p)
{
	const char *waited_for = p->n_ok ? latency_by(p) : NULL;
	if (p->n_ok) order_limits(p);
	if (p->n_limits && p->limit[0].of == LIMIT_LOAD) p->latency_by = waited_for;
	pack_samples(p);
}
