/* doubts.h - the prices of a point that are not known well, and its set-up with others in their place. */
#ifndef BATCH_DOUBTS_H
#define BATCH_DOUBTS_H
#include "report/point.h"
#include "scenario/scenario.h"

struct doubt {
	const char *key, *with; /* with: the price it is tied to, or key */
	enum unit unit;
	int64_t value, low, high;
};
struct doubts {
	int used; /* prices other than zero that the point asks for */
	int n;
	const struct doubt *doubt;
};

/* How many samples are made of a point with that many replications: together they take at most five times as long as those. */
int doubts_samples(int64_t repeat);
/* The doubts of a point, in a; and an empty band for `samples` of them, the caller's to free, its texts in names. False and err on failure. */
bool doubts_find(const struct scenario *s, int64_t point, struct arena *a, struct doubts *out, struct error *err);
struct band *doubts_band(const struct doubts *d, int samples, struct names *names);
/* s as sample i of n has it, in a.  False when memory is exhausted. */
bool doubts_setup(const struct doubts *d, const struct setup *s, int i, int n, struct arena *a, struct setup *out);
/* Which of the `repeat` replications has the packets that sample i is tried on: one after the other, so that none stands for all. */
int doubts_replication(int i, int64_t repeat);
/*
 * What a run of a sample on the packets of a replication came to, into its place: times what p's mean is to that replication with its own
 * prices, so that it tells of the mean what the prices do, not what the packets do.  A failed run leaves none.
 */
void doubts_add(struct point *p, int sample, int replication, const struct outcome *o);
#endif
