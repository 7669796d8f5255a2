/* coordinates.c - what is looked for, as numbers a solver likes: logarithms where zero is out of the question. */
#include "fit/internal.h"
#include <math.h>

double coordinate_of(const struct fit_free *p, double value)
{
	return p->from > 0 ? log(value) : value / p->to;
}

double value_of(const struct fit_free *p, double coordinate)
{
	return p->from > 0 ? exp(coordinate) : coordinate * p->to;
}

double slope_of(const struct fit_free *p, double value)
{
	return p->from > 0 ? value : p->to;
}

int64_t kept_value(double value)
{
	return (int64_t)floor(value + 0.5);
}
