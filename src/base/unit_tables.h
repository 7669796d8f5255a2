/* unit_tables.h - the units with their suffixes, and decimal numbers: for those who read and write them. */
#ifndef BASE_UNIT_TABLES_H
#define BASE_UNIT_TABLES_H
#include "base/units.h"

/* A legal suffix and what one of it is in the kept form. Tables end with text == NULL. */
struct unit_suffix {
	const char *text;
	int64_t scale;
};
enum { SCALE_CYCLES = 0 }; /* needs a clock */

struct unit_kind {
	const char *example, *plural;
	const char *base;  /* suffix to suggest when there is none */
	int64_t per_clock; /* scale of one cycle is per_clock / clock_hz */
	bool exact;        /* refuse what does not come out whole instead of rounding it */
	const struct unit_suffix *suffix;
	const char *word; /* the one unit of its kind in records, that of statistics: "us"; NULL = it is no number */
	double per_word;  /* of the kept form */
};
const struct unit_kind *unit_kind(enum unit unit);

/* A decimal number taken apart: digits / 10^places, 0 <= places < POWERS. */
struct decimal {
	uint64_t digits;
	int places;
	int length; /* of its text */
};
#define POWERS 19
extern const uint64_t power10[POWERS];
/* Without trailing zeros behind the point. */
void decimal_print(uint64_t digits, int places, char *buf, size_t size);
#endif
