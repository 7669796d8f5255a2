/* units.h - quantities: how they are written in scenarios and kept in the program. */
#ifndef BASE_UNITS_H
#define BASE_UNITS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum unit {
	UNIT_COUNT,         /* plain integer; "256" */
	UNIT_BOOL,          /* true or false */
	UNIT_WORD,          /* one of a list; kept as its index */
	UNIT_TEXT,          /* kept as const char * */
	UNIT_TIME,          /* ps: "1.5us", "120cycles" (needs a clock) */
	UNIT_BYTES,         /* B: "1500B", "4KiB", "1GiB" */
	UNIT_BITRATE,       /* b/s: "10Gb/s" */
	UNIT_PACKETRATE,    /* packets per 1000 s: "14.88Mpps", "320pps" */
	UNIT_TIME_PER_BYTE, /* fs per B: "0.05ns/B", "1.2cycles/B" */
	UNIT_RATIO,         /* parts per million: "30%" */
	UNIT_FACTOR,        /* parts per million, no unit: "1.5" */
	UNIT_FREQUENCY,     /* Hz: "2.93GHz" */
	UNIT_BITS,          /* 64 bits, kept bit for bit: "0x103000000"; "any" = all of them */
};

/*
 * Parse text as a quantity of the given unit (COUNT, BOOL, TIME ... FREQUENCY; not WORD or TEXT) into *out.
 * clock_hz is used for cycles, 0 = no clock known.  On failure returns false and writes to why[size] what was
 * expected, with a hint where the spelling is ambiguous or near to a legal one ("expected a time such as 1.5us; ...").
 * Refuses NaN, infinity, overflow, negative zero-like oddities, trailing text, a missing unit and bits for bytes.
 */
bool unit_parse(enum unit unit, const char *text, int64_t clock_hz, int64_t *out, char *why, size_t size);
/* The shortest exact spelling that unit_parse reads back to the same value. */
void unit_print(enum unit unit, int64_t value, char *buf, size_t size);
/* The name of the kind of quantity for messages: "a time such as 1.5us". */
const char *unit_example(enum unit unit);
/* The i-th legal suffix ("ns"), NULL past the last; none for COUNT, BOOL, WORD, TEXT and FACTOR. For schemas and help. */
const char *unit_suffix(enum unit unit, int i);
/*
 * The unit in which records tell a quantity of this kind, the same for all, which is that of statistics: "us", "B", "Gb/s", "" for plain
 * numbers; NULL where it is no number.  unit_number: what a kept value comes to in it.
 */
const char *unit_word(enum unit unit);
double unit_number(enum unit unit, double value);
#endif
