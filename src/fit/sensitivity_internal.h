/* sensitivity_internal.h - what the files of the sensitivity analysis share. */
#ifndef FIT_SENSITIVITY_INTERNAL_H
#define FIT_SENSITIVITY_INTERNAL_H
#include "fit/sensitivity.h"

#define SENSITIVITY_POINTS 200

/* One point of the scenario; by itself, because platforms may be compared and prices differ then. */
struct tried_point {
	struct trial_point point;
	struct trials trials;
	const struct price_used *used;
	int n_used;
	int64_t *base;  /* by price that varies: its value here; 0 where it is not used */
	double *number; /* of all vectors */
};
/* effects.c: sample, run, and fill in the answers. */
bool effects_find(struct sensitivity *s, struct tried_point *p, struct error *err);
#endif
