/* pick.h - which points are meant, by what an axis, a statistic or the limiter of them is: "size=64B,128B", "throughput>=1Gb/s". */
#ifndef REPORT_PICK_H
#define REPORT_PICK_H
#include "base/error.h"
#include "report/point.h"

/* The axis of that key, or of the only one that ends so ("size" of traffic.size); -1 = there is none. */
int pick_axis(const struct point *p, const char *word);
/* False and err when clause is none, or what it names is none of the points'. */
bool pick_check(const char *clause, const struct point *point, int n, struct error *err);
/* Is it true of p?  Of a checked clause; what a point has no value of is true of none. */
bool pick_holds(const char *clause, const struct point *p);
/* Those that all clauses are true of come to the front, in their order; how many, or -1 with err. */
int pick_points(struct point *point, int n, const char *const *clause, int n_clauses, struct error *err);
/* By a statistic, the best first, or by a key, the smallest first; the other way round with a - before it. False and err. */
bool pick_sort(struct point *point, int n, const char *by, struct error *err);
/* The axes of a point, for messages: "traffic.size, nic.ring.format"; "none". */
void pick_axes(const struct point *p, char *buf, size_t size);
#endif
