/* unit_tables.c - what is legal for each unit, and powers of ten. */
#include "base/unit_tables.h"
#include <stdio.h>

#define S(n) INT64_C(n)
static const struct unit_suffix none[] = {{NULL, 0}}, plain[] = {{"", 1}, {NULL, 0}}, factor[] = {{"", 1000000}, {NULL, 0}},
				share[] = {{"%", 10000}, {NULL, 0}};
static const struct unit_suffix times[] = {
	{"ns", S(1000)},          {"us", S(1000000)}, {"ms", S(1000000000)}, {"s", S(1000000000000)}, {"ps", 1},
	{"cycles", SCALE_CYCLES}, {NULL, 0}};
static const struct unit_suffix sizes[] = {{"B", 1},     {"KiB", 1024},   {"MiB", 1 << 20},   {"GiB", 1 << 30},
					   {"kB", 1000}, {"MB", 1000000}, {"GB", 1000000000}, {NULL, 0}};
static const struct unit_suffix bitrates[] = {
	{"b/s", 1}, {"kb/s", 1000}, {"Mb/s", 1000000}, {"Gb/s", 1000000000}, {"Tb/s", S(1000000000000)}, {NULL, 0}};
static const struct unit_suffix packetrates[] = {
	{"pps", 1000}, {"kpps", 1000000}, {"Mpps", 1000000000}, {"Gpps", S(1000000000000)}, {NULL, 0}};
static const struct unit_suffix byte_times[] = {{"ns/B", 1000000},          {"ps/B", 1000}, {"us/B", 1000000000}, {"fs/B", 1},
						{"cycles/B", SCALE_CYCLES}, {NULL, 0}};
static const struct unit_suffix frequencies[] = {{"Hz", 1}, {"kHz", 1000}, {"MHz", 1000000}, {"GHz", 1000000000}, {NULL, 0}};

static const struct unit_kind kinds[] = {
	[UNIT_COUNT] = {"a whole number such as 256", "whole numbers", "", 0, true, plain, "", 1},
	[UNIT_BOOL] = {"true or false", "", "", 0, true, none, NULL, 1},
	[UNIT_WORD] = {"a word", "", "", 0, true, none, NULL, 1},
	[UNIT_TEXT] = {"a text", "", "", 0, true, none, NULL, 1},
	[UNIT_TIME] = {"a time such as 1.5us", "times need", "ns", S(1000000000000), false, times, "us", 1e6},
	[UNIT_BYTES] = {"a size such as 1500B or 4KiB", "bytes need", "B", 0, true, sizes, "B", 1},
	[UNIT_BITRATE] = {"a bit rate such as 10Gb/s", "bit rates need", "Gb/s", 0, false, bitrates, "Gb/s", 1e9},
	[UNIT_PACKETRATE] = {"a packet rate such as 14.88Mpps", "packet rates need", "pps", 0, false, packetrates, "pps", 1e3},
	[UNIT_TIME_PER_BYTE] = {"a time per byte such as 0.05ns/B", "times per byte need", "ns/B", S(1000000000000000), false,
				byte_times, "ns/B", 1e6},
	[UNIT_RATIO] = {"a share such as 30%", "shares need", "%", 0, false, share, "%", 1e4},
	[UNIT_FACTOR] = {"a factor such as 1.5", "", "", 0, false, factor, "", 1e6},
	[UNIT_FREQUENCY] = {"a frequency such as 2.93GHz", "frequencies need", "GHz", 0, false, frequencies, "GHz", 1e9},
	[UNIT_BITS] = {"a feature word such as 0x103000000 (or in decimal, or as sysfs shows it), or any", "", "", 0, true, none,
		       NULL, 1},
};

const struct unit_kind *unit_kind(enum unit unit)
{
	return &kinds[unit];
}

const char *unit_example(enum unit unit)
{
	return kinds[unit].example;
}

const char *unit_suffix(enum unit unit, int i)
{
	const char *text = kinds[unit].suffix[i].text;
	return text && *text ? text : NULL;
}

const char *unit_word(enum unit unit)
{
	return kinds[unit].word;
}

double unit_number(enum unit unit, double value)
{
	return value / kinds[unit].per_word;
}

const uint64_t power10[POWERS] = {1,
				  10,
				  100,
				  1000,
				  10000,
				  100000,
				  1000000,
				  10000000,
				  100000000,
				  1000000000,
				  10000000000,
				  100000000000,
				  1000000000000,
				  10000000000000,
				  100000000000000,
				  1000000000000000,
				  10000000000000000,
				  100000000000000000,
				  1000000000000000000};

void decimal_print(uint64_t digits, int places, char *buf, size_t size)
{
	while (places > 0 && digits % 10 == 0) {
		digits /= 10;
		places--;
	}
	if (places == 0)
		snprintf(buf, size, "%llu", (unsigned long long)digits);
	else
		snprintf(buf, size, "%llu.%0*llu", (unsigned long long)(digits / power10[places]), places,
			 (unsigned long long)(digits % power10[places]));
}
