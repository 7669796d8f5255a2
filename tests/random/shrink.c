/* shrink.c - the fewest keys with which the same law is broken. */
#include "random/random.h"
#include <string.h>
#include <time.h>

#define SHORT 0.5         /* seconds a smaller scenario may take: what is dropped may be what keeps it short */
#define PATIENCE 10       /* seconds for all of it */
#define MORE_PATIENCE 600 /* where each that does not end takes half a minute */

static bool still(struct draft *d, const char *file, const char *law, struct verdict *last)
{
	struct verdict v;
	if (runs_judge_apart(d, file, SHORT, &v) || strcmp(v.law, law) != 0) return false;
	*last = v;
	return true;
}

/* Try without `size` entries from each place on. */
static bool drop_some(struct draft *d, const char *file, const char *law, int size, time_t until, int *tries,
		      struct verdict *last)
{
	static struct draft less;
	bool any = false;
	for (int i = 0; i < d->n && time(NULL) < until;) {
		less = *d;
		for (int k = 0; k < size && i < less.n; k++)
			draft_drop(&less, i);
		++*tries;
		if (still(&less, file, law, last)) {
			*d = less;
			any = true;
		} else {
			i += size;
		}
	}
	return any;
}

int shrink(struct draft *d, const char *file, const char *law, struct verdict *last)
{
	int tries = 0, size = d->n / 2;
	time_t until = time(NULL) + (strcmp(law, ENDS) == 0 ? MORE_PATIENCE : PATIENCE);
	for (; size > 1; size /= 2)
		drop_some(d, file, law, size, until, &tries, last);
	while (drop_some(d, file, law, 1, until, &tries, last))
		;
	return tries;
}
