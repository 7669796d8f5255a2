/* number.c - numbers for people. */
#include "report/number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decimals that give v `digits` significant digits. By printing it, for 0.9996 has three digits as 1.00. */
static int decimals_for(double v, int digits)
{
	char text[40];
	if (v == 0) return 0;
	snprintf(text, sizeof(text), "%.*e", digits - 1, v);
	int d = digits - 1 - atoi(strchr(text, 'e') + 1);
	return d < 0 ? 0 : d > 9 ? 9 : d;
}

static int is_whole(double v)
{
	return v == floor(v) && fabs(v) < 1e9;
}

/* Decimals of the mean's column, or -1 for scientific notation. */
static int decimals_of(double v)
{
	if (is_whole(v)) return 0;
	if (fabs(v) >= 1e9 || fabs(v) < 1e-4) return -1;
	return decimals_for(v, fabs(v) < 1 ? 3 : 4);
}

void number_print(double v, char buf[NUMBER_SIZE])
{
	int d = isfinite(v) ? decimals_of(v) : 0;
	if (isnan(v))
		snprintf(buf, NUMBER_SIZE, "-");
	else if (isinf(v))
		snprintf(buf, NUMBER_SIZE, v > 0 ? "inf" : "-inf");
	else if (d < 0)
		snprintf(buf, NUMBER_SIZE, "%.3g", v);
	else
		snprintf(buf, NUMBER_SIZE, "%.*f", d, v);
}

void number_print_ci(double mean, double half, char buf[2 * NUMBER_SIZE])
{
	char number[NUMBER_SIZE];
	number_print(mean, number);
	int d = isfinite(mean) ? decimals_of(mean) : 0;
	/* A mean that happens to be a whole number still has an interval with decimals. */
	if (isfinite(mean) && is_whole(mean) && half > 1e-9 && half < 0.5) {
		d = decimals_for(half, 1);
		snprintf(number, NUMBER_SIZE, "%.*f", d, mean);
	}
	if (!isfinite(mean) || !(half > 0) || d < 0 || half < 0.5 * pow(10, -d))
		snprintf(buf, 2 * NUMBER_SIZE, "%s", number);
	else
		snprintf(buf, 2 * NUMBER_SIZE, "%s +-%.*f", number, d, half);
}

void number_print_like(double v, double like, char buf[NUMBER_SIZE])
{
	int d = isfinite(v) && isfinite(like) ? decimals_for(like, 4) : 0;
	if (!isfinite(v) || fabs(v) >= 1e9)
		number_print(v, buf);
	else
		snprintf(buf, NUMBER_SIZE, "%.*f", d, fabs(v) < 0.5 * pow(10, -d) ? 0 : v);
}

void number_print_short(double v, char buf[NUMBER_SIZE])
{
	if (!isfinite(v) || (v != 0 && decimals_of(v) < 0))
		number_print(v, buf);
	else
		snprintf(buf, NUMBER_SIZE, "%.*f", v == 0 ? 0 : decimals_for(v, 3), v);
}

struct family {
	const char *unit;
	double size; /* in the family's smallest unit */
};
/* Families end with NULL and stand in rising order. */
static const struct family times[] = {{"ps", 1}, {"ns", 1e3}, {"us", 1e6}, {"ms", 1e9}, {"s", 1e12}, {NULL, 0}};
static const struct family bit_rates[] = {{"b/s", 1}, {"kb/s", 1e3}, {"Mb/s", 1e6}, {"Gb/s", 1e9}, {"Tb/s", 1e12}, {NULL, 0}};
static const struct family packet_rates[] = {{"pps", 1}, {"kpps", 1e3}, {"Mpps", 1e6}, {"Gpps", 1e9}, {NULL, 0}};
static const struct family *const families[] = {times, bit_rates, packet_rates};

static const struct family *find_in(const struct family *f, const char *unit)
{
	for (; f->unit; f++)
		if (strcmp(f->unit, unit) == 0) return f;
	return NULL;
}

struct scale scale_for(const char *unit, double largest)
{
	struct scale s = {unit, 1};
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		const struct family *own = find_in(families[i], unit), *fit = own;
		if (!own || !isfinite(largest) || largest == 0 || (fabs(largest) >= 0.1 && fabs(largest) < 1e5)) continue;
		double amount = fabs(largest) * own->size;
		for (const struct family *f = families[i]; f->unit; f++)
			if (f == families[i] || amount >= f->size) fit = f;
		s.unit = fit->unit;
		s.factor = own->size / fit->size;
	}
	return s;
}

int unit_is_time(const char *unit)
{
	return find_in(times, unit) != NULL;
}

int unit_is_rate(const char *unit)
{
	size_t n = strlen(unit);
	return find_in(bit_rates, unit) || find_in(packet_rates, unit) || (n >= 2 && strcmp(unit + n - 2, "/s") == 0);
}
