/* measure.c - rounds of samples, and their quartiles. */
#include "measure/measure.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct series {
	void *state;
	double *sample;
	int n;
};

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

/* Between the two samples that it lies between; of sorted ones. */
static double quantile(const double *sorted, int n, double share)
{
	double at = share * (n - 1);
	int below = (int)at;
	return below + 1 < n ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[n - 1];
}

static void quartiles(double *sample, int n, double q[3])
{
	qsort(sample, (size_t)n, sizeof *sample, by_size);
	for (int i = 0; i < 3; i++)
		q[i] = quantile(sample, n, 0.25 * (i + 1));
}

/* Halves before the whole. */
void measure_conclude(struct measured *m, double *sample, int n)
{
	double first[3] = {0}, second[3] = {0}, all[3];
	int half = n / 2;
	m->n = n;
	if (!n) snprintf(m->why, sizeof m->why, "it gave no numbers");
	if (!n) return;
	if (half) quartiles(sample, half, first);
	if (half) quartiles(sample + half, n - half, second);
	quartiles(sample, n, all);
	m->low = all[0];
	m->mid = all[1];
	m->high = all[2];
	m->drifted = half && (first[1] < second[0] || first[1] > second[2]) && (second[1] < first[0] || second[1] > first[2]);
}

static void open_all(struct measuring *m, struct series *s)
{
	for (const struct bench *b = benches; b->name && m->n < MOST_BENCHES; b++) {
		struct measured *one = &m->result[m->n];
		*one = (struct measured){.bench = b};
		struct series *of = &s[m->n++];
		of->sample = calloc((size_t)m->rounds, sizeof(*of->sample));
		of->state = of->sample ? b->open(&m->at, one->why) : NULL;
		if (!of->state && !*one->why) snprintf(one->why, sizeof one->why, "no memory");
	}
}

/* Each of a round begins with the caches that the one before left; the first sample is thrown away. */
static void sample(const struct bench *b, struct series *s)
{
	if (!s->state) return;
	double v = b->once(s->state);
	if (isfinite(v)) s->sample[s->n++] = v;
}

bool measure_run(struct measuring *m)
{
	struct series s[MOST_BENCHES] = {{0}};
	m->n = 0;
	bench_pin(m->at.cpu);
	open_all(m, s);
	for (int round = -1; round < m->rounds && !(m->stop && *m->stop); round++) {
		for (int i = 0; i < m->n; i++) {
			sample(m->result[i].bench, &s[i]);
			if (round < 0) s[i].n = 0;
		}
		if (m->report) m->report(m->user, round + 1, m->rounds);
	}
	for (int i = 0; i < m->n; i++) {
		if (s[i].state) measure_conclude(&m->result[i], s[i].sample, s[i].n);
		if (s[i].state) m->result[i].bench->close(s[i].state);
		free(s[i].sample);
	}
	return !(m->stop && *m->stop);
}

const struct measured *measure_find(const struct measuring *m, const char *name)
{
	for (int i = 0; i < m->n; i++)
		if (strcmp(m->result[i].bench->name, name) == 0) return m->result[i].n ? &m->result[i] : NULL;
	return NULL;
}
