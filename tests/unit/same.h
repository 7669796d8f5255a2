/* same.h - one fact, with what it is on stdout when it is not as expected: CU_ASSERT(same("packets", got, 10)). */
#ifndef UNIT_SAME_H
#define UNIT_SAME_H
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static inline bool same(const char *what, long long got, long long expected)
{
	if (got != expected) printf("%s is %lld, expected %lld\n", what, got, expected);
	return got == expected;
}

/* Within `by` of it. */
static inline bool within(const char *what, double got, double expected, double by)
{
	bool ok = fabs(got - expected) <= by;
	if (!ok) printf("%s is %.12g, expected %.12g within %.3g\n", what, got, expected, by);
	return ok;
}

/* But for what summing up doubles costs. */
static inline bool equals(const char *what, double got, double expected)
{
	return within(what, got, expected, 1e-9 * fabs(expected) + 1e-12);
}

static inline bool reads(const char *what, const char *got, const char *expected)
{
	bool ok = got && strcmp(got, expected) == 0;
	if (!ok) printf("%s is '%s', expected '%s'\n", what, got ? got : "(nothing)", expected);
	return ok;
}
#endif
