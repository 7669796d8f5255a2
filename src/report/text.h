/* text.h - the parts of the text report. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H
#include "report/group.h"
#include "report/report.h"

/* The points and the union of their statistics, in order of first appearance. */
struct line {
	const char *name, *unit, *help;
	enum group group;
};
struct answer {
	const struct report_head *head;
	const struct point *point;
	int n_points;
	bool verbose;
	struct line *line;
	int n_lines;
};

/* The statistic that says how a point did. */
struct headline {
	const char *name; /* "throughput" */
	const char *verb; /* "carries" */
	const char *noun; /* said after the number instead of its unit; NULL = the unit */
};
/* NULL when no point has any. */
const struct headline *headline_of(const struct answer *a);

/* The points side by side. Both are false when out refused a write or memory is exhausted. */
bool text_columns(FILE *out, const struct answer *a);
/* One line per point with a handful of statistics. */
bool text_rows(FILE *out, const struct answer *a);
/* One sentence with the result. */
void text_sentence(FILE *out, const struct answer *a);

/* Largest absolute mean of the named statistic over all points; 0 when there is none. */
double answer_largest(const struct answer *a, const char *name);
#endif
