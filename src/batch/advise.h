/* advise.h - looking for the smallest, or the largest, value of a key that meets a target. */
#ifndef BATCH_ADVISE_H
#define BATCH_ADVISE_H
#include "report/point.h"
#include "batch/execute.h"

#define LOST_SHARE "loss" /* a target that is no statistic: packets dropped, of those offered, in % */
/* "throughput>=9Gb/s" */
struct target {
	const char *text, *stat, *number;
	bool least; /* >=, else <= */
};

enum met { VERDICT_NO, VERDICT_YES, VERDICT_UNSURE }; /* unsure: the interval spans the target after all replications */
struct trial {
	const char *value;
	bool tried;
	enum met verdict;
	char refused[400]; /* why it can't be set up, "" = it can */
	struct point point;
};

/* For one combination of the other keys that vary. */
struct answer {
	int64_t combination;
	struct trial *trial; /* one per value */
	int best, beyond; /* the last value that meets it, -1 = none; the next one on, which does not, -1 = none was looked at */
};

#define ADVISE_FEW 36 /* values that are tried one by one: what meets a target may lie between two that do not */

struct advice {
	struct arena arena;
	const char *file, *key;
	const char **set;
	int n_sets, threads;
	const volatile int *stop; /* becomes non-zero to interrupt */
	struct target target;
	const struct scenario *read; /* the file as it was read first */
	bool largest;                /* the largest value is looked for, else the smallest */
	struct scenario *base;       /* whose points are the combinations */
	const char **value;          /* of the key, rising */
	int n_values;
	struct answer *answer;
	int64_t n_answers, met, runs;
	bool interrupted;
	struct names names;
};

bool target_read(const char *text, struct arena *a, struct target *t, struct error *err);
/* What a point has of the target: mean, half-width of its interval, unit; false = no such statistic. */
bool target_value(const struct target *t, const struct point *p, double *mean, double *half, const char **unit);
bool target_judge(const struct target *t, struct trial *v, struct error *err);
/*
 * The values of w->key, for the search, from LOW to HIGH of "LOW,HIGH", rising by the share `within` ("1%"), in memory of w's.
 */
bool advise_between(struct advice *w, const char *text, const char *within, struct error *err);
/* Fills answers; base, values and target are set. False and err on failure, or with interrupted. */
bool advise(struct advice *w, struct error *err);
void advice_free(struct advice *w);
#endif
