/* number.h - numbers for people: three to four significant digits, a fitting unit, never an exponent where it can be avoided. */
#ifndef REPORT_NUMBER_H
#define REPORT_NUMBER_H
#include <stddef.h>

#define NUMBER_SIZE 32

/* v with four significant digits, three below 1 (an exact integer below 10^9: all its digits, and no point); NaN is "-". */
void number_print(double v, char buf[NUMBER_SIZE]);
/* mean and the half-width of its interval with the mean's decimals: "2.003 +-0.012"; without half-width when it rounds to 0 or is NaN. */
void number_print_ci(double mean, double half, char buf[2 * NUMBER_SIZE]);
/* "2.00": three significant digits, trailing zeros kept; for sentences. */
void number_print_short(double v, char buf[NUMBER_SIZE]);

/* v with as many decimals as four digits of `like` have: for columns that sum up. */
void number_print_like(double v, double like, char buf[NUMBER_SIZE]);

/*
 * The unit itself when `largest` is from 0.1 to 100,000 of it, else one of the same kind that fits: shown value = value * factor.
 * Units without relatives stay as they are.
 */
struct scale {
	const char *unit;
	double factor;
};
struct scale scale_for(const char *unit, double largest);
/* Is unit a time ("ps" ... "s")?  A rate (packets, bits or operations per second)? */
int unit_is_time(const char *unit);
int unit_is_rate(const char *unit);
#endif
