/* gains.h - what would help a point: what was made twice as good, and what came of it (batch/what_if.h tries it). */
#ifndef REPORT_GAINS_H
#define REPORT_GAINS_H
#include "engine/estimate.h"

/* What a resource gains that is made twice as good: so much more of a statistic, or in so much less of one that is to be small. */
struct doubled_gain {
	const char *resource; /* "guest core" */
	struct estimate of;   /* 0.66 = 66 % more; over replications, each with its twin as it was */
	double half;          /* of the interval, as point_ratio_half has it; NaN = not known */
};
#define MAX_GAINS 16
/* One that makes the run fail, and why its first replication did that failed: what it gains is not known. */
struct failed_double {
	const char *resource;
	char why[256];
};
#endif
