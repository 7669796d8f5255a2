/* estimate.c - how long a fit will take, from one run of each point and what fits are like. */
#include "fit/internal.h"

#define STEPS 6   /* of a local fit from one start: derivatives that are taken; fits of the examples take 3 to 8 */
#define RESTEPS 2 /* of a fit without some of the rows, which begins near its end */

#define ASIDE \
	1.25 /* of the time of a run as it is: the search leads to prices that take longer, and runs beside one another hinder each other */

double fit_seconds(const struct fit *f)
{
	int step = 2 * f->n_free + 1, refits = f->folds + (f->leave == LEAVE_REFIT ? fit_fitted(f) : 0);
	double places = 1 + (double)f->starts * (FIT_LOOKS + STEPS * step) + step + (double)refits * RESTEPS * step;
	return ASIDE * places * f->place_seconds;
}
