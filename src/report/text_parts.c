/* text_parts.c - what several parts of a text say alike. */
#include "report/text.h"
#include <math.h>
#include <string.h>

double answer_largest(const struct answer *a, const char *name)
{
	double largest = 0;
	for (int i = 0; i < a->n_points; i++) {
		double v = fabs(point_mean(&a->point[i], point_find(&a->point[i], name)));
		if (isfinite(v) && v > largest) largest = v;
	}
	return largest;
}

static int ratio_digits(double ratio)
{
	return ratio < 1.1 ? 2 : ratio < 9.95 ? 1 : 0;
}

void ratio_print(FILE *out, double ratio)
{
	fprintf(out, "%.*f", ratio_digits(ratio), ratio);
}

void ratios_print(FILE *out, double low, double high)
{
	char from[32], to[32];
	snprintf(from, sizeof(from), "%.*f", ratio_digits(low), low);
	snprintf(to, sizeof(to), "%.*f", ratio_digits(high), high);
	fprintf(out, strcmp(from, to) == 0 ? "%s" : "%s to %s", from, to);
}

const char *limit_said(const char *name)
{
	if (strcmp(name, "link up") == 0) return "link towards the host";
	return strcmp(name, "link down") == 0 ? "link towards the device" : name;
}

const char *limit_article(const char *name)
{
	static const char *const bare[] = {"frames ", "host and", "all ", "loss ", "packets ", "requests ", "interference"};
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
		if (strncmp(name, bare[i], strlen(bare[i])) == 0) return "";
	return "the ";
}
