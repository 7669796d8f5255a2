/* strikes.h - faults on purpose (faults:) that were asked for, and struck in no run: the answer is one without them. */
#ifndef CLI_STRIKES_H
#define CLI_STRIKES_H
#include "nic/setup.h"
#include "report/point.h"
#include "scenario/scenario.h"

/* By the points seen so far: of which each kind was asked for, and in how many it struck while measuring. Starts as {0}. */
struct strikes {
	int64_t asked[N_FAULTS], struck[N_FAULTS];
};
/* Look at a point of s, which may be moved afterwards. */
void strikes_look(struct strikes *k, const struct scenario *s, const struct point *p);
/* Says what never struck. */
void strikes_tell(const struct strikes *k, const struct scenario *s);
#endif
