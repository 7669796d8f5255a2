/* report_two.h - `simnic report A B`: two results folders beside each other. */
#ifndef CLI_REPORT_TWO_H
#define CLI_REPORT_TWO_H
#include "base/arena.h"
#include <stdbool.h>

struct two_ask {
	const char *a, *b, *format, *output; /* output: NULL = as suits */
	bool quiet;
};
/* An exit code; what is wrong is said. */
int report_two(const struct two_ask *o, struct arena *a);
#endif
