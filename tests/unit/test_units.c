/* test_units.c - quantities: every unit, edges of int64, spellings that are refused and what is said of them. */
#include "base/arena.h"
#include "base/error.h"
#include "base/param.h"
#include "base/units.h"
#include <CUnit/CUnit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK INT64_C(2930000000)

static void good(enum unit unit, const char *text, int64_t expected)
{
	char why[300] = "";
	int64_t value = -1;
	bool ok = unit_parse(unit, text, CLOCK, &value, why, sizeof why);
	if (!ok || value != expected) fprintf(stderr, "unit_parse('%s'): %s, %lld\n", text, why, (long long)value);
	CU_ASSERT(ok);
	CU_ASSERT_EQUAL(value, expected);
}

/* Refused, and the reason holds `hint`. */
static void bad(enum unit unit, const char *text, const char *hint)
{
	char why[300] = "";
	int64_t value = -1;
	bool ok = unit_parse(unit, text, CLOCK, &value, why, sizeof why);
	if (ok || !strstr(why, hint)) fprintf(stderr, "unit_parse('%s'): '%s', without '%s'\n", text, why, hint);
	CU_ASSERT_FALSE(ok);
	CU_ASSERT_EQUAL(value, -1);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, hint));
	CU_ASSERT_PTR_NOT_NULL(strstr(why, unit_example(unit)));
}

static void times(void)
{
	good(UNIT_TIME, "0ns", 0);
	good(UNIT_TIME, "1ps", 1);
	good(UNIT_TIME, "1.5us", 1500000);
	good(UNIT_TIME, "1.5 us", 1500000);
	good(UNIT_TIME, "20ms", INT64_C(20000000000));
	good(UNIT_TIME, "9223372s", INT64_C(9223372000000000000));
	good(UNIT_TIME, "9223372036854775807ps", INT64_MAX);
	bad(UNIT_TIME, "9223372036854775808ps", "too large");
	bad(UNIT_TIME, "9223373s", "too large");
	bad(UNIT_TIME, "99999999999999999999ps", "too large");
	good(UNIT_TIME, "0.0005ns", 1); /* half a picosecond goes up */
	good(UNIT_TIME, "1.4999ps", 1);
	good(UNIT_TIME, "1.5000000ps", 2);
	bad(UNIT_TIME, "0.0001ps", "too small");
	good(UNIT_TIME, "2930cycles", 1000000);
	good(UNIT_TIME, "120cycles", 40956); /* 40955.63 ps */
	int64_t value;
	char why[300];
	CU_ASSERT_FALSE(unit_parse(UNIT_TIME, "120cycles", 0, &value, why, sizeof why));
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "clock"));
}

static void sizes(void)
{
	good(UNIT_BYTES, "1500B", 1500);
	good(UNIT_BYTES, "4KiB", 4096);
	good(UNIT_BYTES, "2.5KiB", 2560);
	good(UNIT_BYTES, "1MiB", 1048576);
	good(UNIT_BYTES, "1GiB", 1073741824);
	good(UNIT_BYTES, "4kB", 4000);
	good(UNIT_BYTES, "1.5MB", 1500000);
	good(UNIT_BYTES, "3GB", INT64_C(3000000000));
	bad(UNIT_BYTES, "1.5B", "whole");
	bad(UNIT_BYTES, "0.3KiB", "whole");
	bad(UNIT_BYTES, "1500", "bytes need a unit: 1500B");
	bad(UNIT_BYTES, "4K", "write 4KiB (1024) or 4kB (1000)");
	bad(UNIT_BYTES, "4KB", "write 4KiB (1024) or 4kB (1000)");
	bad(UNIT_BYTES, "1500b", "b are bits: write 1500B");
	bad(UNIT_BYTES, "4kib", "write 4KiB");
	bad(UNIT_BYTES, "4furlongs", "the unit must be one of B, KiB");
}

static void rates(void)
{
	good(UNIT_BITRATE, "10Gb/s", INT64_C(10000000000));
	good(UNIT_BITRATE, "2.5Mb/s", 2500000);
	good(UNIT_BITRATE, "1kb/s", 1000);
	good(UNIT_BITRATE, "7b/s", 7);
	bad(UNIT_BITRATE, "10Gbps", "write 10Gb/s");
	bad(UNIT_BITRATE, "10GB/s", "bytes are not bits: write 80Gb/s");
	bad(UNIT_BITRATE, "1.25MB/s", "bytes are not bits: write 10Mb/s");
	bad(UNIT_BITRATE, "3B/s", "bytes are not bits: write 24b/s");
	bad(UNIT_BITRATE, "10Mbit", "write 10Mb/s");
	bad(UNIT_BITRATE, "10Mbit/s", "write 10Mb/s");
	bad(UNIT_BITRATE, "10gb/s", "write 10Gb/s");
	bad(UNIT_BITRATE, "10", "bit rates need a unit");
	good(UNIT_PACKETRATE, "14.88Mpps", INT64_C(14880000000));
	good(UNIT_PACKETRATE, "320pps", 320000);
	good(UNIT_PACKETRATE, "1.5kpps", 1500000);
	bad(UNIT_PACKETRATE, "14.88mpps", "write 14.88Mpps");
	bad(UNIT_PACKETRATE, "14.88M", "write 14.88Mpps");
	good(UNIT_FREQUENCY, "2.93GHz", CLOCK);
	good(UNIT_FREQUENCY, "250Hz", 250);
	bad(UNIT_FREQUENCY, "2.93", "frequencies need a unit: 2.93GHz");
	good(UNIT_BITS, "0x0", 0);
	good(UNIT_BITS, "0x000001035867ffe3", INT64_C(0x000001035867ffe3));
	good(UNIT_BITS, "0x7FFFFFFFFFFFFFFF", INT64_MAX);
	good(UNIT_BITS, "0x8000000000000000", INT64_MIN);
	good(UNIT_BITS, "any", -1);
	good(UNIT_BITS, "17", 17);
	good(UNIT_BITS, "0", 0);
	good(UNIT_BITS, "6442450944", INT64_C(0x180000000));
	good(UNIT_BITS, "18446744073709551614", -2);
	bad(UNIT_BITS, "18446744073709551616", "more than 64 bits");
	bad(UNIT_BITS, "1a", "write 0x in front of it");
	/* As sysfs shows a word, bit 0 first: a guest on kernel 6.1 whose device offers what QEMU 7.2 does. */
#define SYSFS "1110010111111111111111010000110010000000100000000000000000000000"
	good(UNIT_BITS, SYSFS, INT64_C(0x0000010130bfffa7));
	good(UNIT_BITS, SYSFS "0000000000000000000000000000000000000000000000000000000000000000", INT64_C(0x0000010130bfffa7));
	bad(UNIT_BITS, SYSFS "1000000000000000000000000000000000000000000000000000000000000000", "bit 64 is set");
	bad(UNIT_BITS, SYSFS "0", "it has 65 characters");
	bad(UNIT_BITS, "111001011111111111111", "it has 21 characters");
	good(UNIT_BITS, "0000000000000000000000000000000000000000000000000000000000000001", INT64_MIN);
	bad(UNIT_BITS, "0x12345678123456789", "more than 64 bits");
	bad(UNIT_BITS, "0x12 ", "not '0x12 '");
	bad(UNIT_BITS, "0X12", "not '0X12'");
	bad(UNIT_BITS, "", "not ''");
}

static void the_rest(void)
{
	good(UNIT_TIME_PER_BYTE, "0.05ns/B", 50000);
	good(UNIT_TIME_PER_BYTE, "1ps/B", 1000);
	good(UNIT_TIME_PER_BYTE, "2.93cycles/B", 1000000);
	bad(UNIT_TIME_PER_BYTE, "0.05ns", "write 0.05ns/B");
	good(UNIT_RATIO, "30%", 300000);
	good(UNIT_RATIO, "0.5%", 5000);
	good(UNIT_RATIO, "100%", 1000000);
	bad(UNIT_RATIO, "0.3", "write 30%");
	bad(UNIT_RATIO, "30", "shares need a unit: 30%");
	good(UNIT_FACTOR, "1.5", 1500000);
	good(UNIT_FACTOR, "0", 0);
	bad(UNIT_FACTOR, "1.5x", "write 1.5");
	good(UNIT_COUNT, "256", 256);
	good(UNIT_COUNT, "9223372036854775807", INT64_MAX);
	good(UNIT_COUNT, "256.0", 256);
	bad(UNIT_COUNT, "9223372036854775808", "too large");
	bad(UNIT_COUNT, "1.5", "whole");
	bad(UNIT_COUNT, "4k", "write all digits");
	bad(UNIT_COUNT, "4 packets", "no unit");
	good(UNIT_BOOL, "true", 1);
	good(UNIT_BOOL, "false", 0);
	bad(UNIT_BOOL, "yes", "write true");
	bad(UNIT_BOOL, "0", "write false");
	bad(UNIT_BOOL, "maybe", "true or false");
}

static void oddities(void)
{
	bad(UNIT_TIME, "1500", "times need a unit: 1500ns");
	bad(UNIT_TIME, "5m", "write 5ms");
	bad(UNIT_TIME, "1.5 \xc2\xb5s", "write 1.5us");
	bad(UNIT_TIME, "1.5usec", "write 1.5us");
	bad(UNIT_TIME, "1e3us", "exponent");
	bad(UNIT_TIME, "1E-3us", "exponent");
	bad(UNIT_TIME, "-0us", "negative");
	bad(UNIT_TIME, "+5us", "without a sign");
	bad(UNIT_TIME, ".5us", "before the point");
	bad(UNIT_TIME, "5.us", "after the point");
	bad(UNIT_TIME, "1,5us", "not a comma");
	bad(UNIT_TIME, "1.5  us", "must be one of");
	bad(UNIT_TIME, "1.5us ", "without blanks");
	bad(UNIT_TIME, " 1.5us", "without blanks");
	bad(UNIT_TIME, "us", "");
	bad(UNIT_COUNT, "", "");
	bad(UNIT_COUNT, "nan", "finite");
	bad(UNIT_COUNT, "-.INF", "finite");
	bad(UNIT_TIME, ".nanus", "before the point");
	bad(UNIT_COUNT, "1,024", "thousands");
	bad(UNIT_COUNT, "0o20", "decimal");
	bad(UNIT_COUNT, "4:16", "as one number");
	bad(UNIT_COUNT, "0x10", "decimal");
	bad(UNIT_COUNT, "1_000", "without _");
	bad(UNIT_COUNT, "010", "leading zeros");
	bad(UNIT_COUNT, "\xe0\xa5\xa7", ""); /* a Devanagari one */
	bad(UNIT_FACTOR, "1.00000000000000000000000001", "too many digits");
}

static const enum unit number_units[] = {UNIT_COUNT,      UNIT_BOOL,          UNIT_TIME,  UNIT_BYTES,  UNIT_BITRATE,
					 UNIT_PACKETRATE, UNIT_TIME_PER_BYTE, UNIT_RATIO, UNIT_FACTOR, UNIT_FREQUENCY};

static void reads_back(enum unit unit, int64_t value)
{
	char text[64], why[300] = "";
	int64_t again = -1;
	unit_print(unit, value, text, sizeof text);
	bool ok = unit_parse(unit, text, 0, &again, why, sizeof why);
	if (!ok || again != value)
		fprintf(stderr, "%lld printed as '%s' reads as %lld %s\n", (long long)value, text, (long long)again, why);
	CU_ASSERT(ok && again == value);
}

/* What is printed is read back to the same value: edges, and values of all magnitudes. */
static void round_trip(void)
{
	uint64_t state = 12345;
	for (size_t u = 0; u < sizeof number_units / sizeof *number_units; u++) {
		reads_back(number_units[u], 0);
		reads_back(number_units[u], 1);
		if (number_units[u] == UNIT_BOOL) continue;
		reads_back(number_units[u], INT64_MAX);
		for (int i = 0; i < 5000; i++) {
			state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			int64_t value = (int64_t)(state >> (1 + i % 62));
			reads_back(number_units[u], value);
			reads_back(number_units[u], value / 1000 * 1000);
		}
	}
}

static void prints_shortest(void)
{
	static const struct {
		enum unit unit;
		int64_t value;
		const char *text;
	} cases[] = {{UNIT_TIME, 1500000, "1.5us"},
		     {UNIT_TIME, 50000, "50ns"},
		     {UNIT_TIME, 1, "1ps"},
		     {UNIT_BYTES, 4096, "4KiB"},
		     {UNIT_BYTES, 1500, "1500B"},
		     {UNIT_BITRATE, INT64_C(10000000000), "10Gb/s"},
		     {UNIT_RATIO, 300000, "30%"},
		     {UNIT_PACKETRATE, INT64_C(14880000000), "14.88Mpps"},
		     {UNIT_FACTOR, 1500000, "1.5"},
		     {UNIT_BOOL, 1, "true"},
		     {UNIT_FREQUENCY, CLOCK, "2.93GHz"},
		     {UNIT_TIME_PER_BYTE, 50000, "50ps/B"},
		     {UNIT_COUNT, INT64_MAX, "9223372036854775807"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[64];
		unit_print(cases[i].unit, cases[i].value, text, sizeof text);
		CU_ASSERT_STRING_EQUAL(text, cases[i].text);
	}
}

/* A decimal comma in the environment changes nothing. */
static void any_locale(void)
{
	static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (setlocale(LC_ALL, names[i])) break;
	good(UNIT_TIME, "1.5us", 1500000);
	bad(UNIT_TIME, "1,5us", "not a comma");
	reads_back(UNIT_FACTOR, 1500001);
	setlocale(LC_ALL, "C");
}

static void nearest(void)
{
	static const char *const words[] = {"small", "big", "mergeable", "coalesced", "persistent", NULL};
	CU_ASSERT_STRING_EQUAL(nearest_word("mergable", words), "mergeable");
	CU_ASSERT_STRING_EQUAL(nearest_word("bgi", words), "big");
	CU_ASSERT_STRING_EQUAL(nearest_word("SMALL", words), "small");
	CU_ASSERT_STRING_EQUAL(nearest_word("merge", words), "mergeable");
	CU_ASSERT_PTR_NULL(nearest_word("virtqueue", words));
	CU_ASSERT_PTR_NULL(nearest_word("", words));
	CU_ASSERT_PTR_NULL(nearest_word("b", words));
}

static void errors(void)
{
	struct error e = {0};
	char text[200], tiny[12];
	CU_ASSERT_FALSE(error_at(&e, (struct place){"a.yaml", 3, 7}, "first\n%s", "\xff\xc3\xa4"));
	CU_ASSERT_FALSE(error_plain(&e, "second"));
	error_format(&e, text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "a.yaml:3:7: error: first??\xc3\xa4");
	error_format(&e, tiny, sizeof tiny);
	CU_ASSERT_STRING_EQUAL(tiny, "a.yaml:3:7:");
	e = (struct error){0};
	error_at(&e, (struct place){.file = "--set a=b"}, "no");
	error_format(&e, text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "--set a=b: error: no");
	char name[1000];
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	e = (struct error){0};
	error_at(&e, (struct place){name, 12, 3}, "said all the same");
	error_format(&e, text, sizeof text);
	CU_ASSERT(strncmp(text, "nnnn", 4) == 0 && strstr(text, "nnn...:12:3: error: said all the same") != NULL);
	e = (struct error){0};
	error_plain(&e, "no");
	error_format(&e, text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "error: no");
}

static void arenas(void)
{
	struct arena a = {0};
	unsigned char *p[100];
	for (int i = 0; i < 100; i++) {
		size_t size = (size_t)(i * i * i) % 9000;
		p[i] = arena_alloc(&a, size);
		CU_ASSERT_PTR_NOT_NULL_FATAL(p[i]);
		CU_ASSERT_EQUAL((uintptr_t)p[i] % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++)
			CU_ASSERT_EQUAL_FATAL(p[i][k], 0);
		memset(p[i], i, size);
	}
	for (int i = 0; i < 100; i++)
		for (size_t k = 0; k < (size_t)(i * i * i) % 9000; k++)
			CU_ASSERT_EQUAL_FATAL(p[i][k], i);
	CU_ASSERT_PTR_NOT_NULL(arena_alloc(&a, 3 << 20));
	CU_ASSERT_PTR_NULL(arena_array(&a, SIZE_MAX / 2, 3));
	CU_ASSERT_PTR_NULL(arena_alloc(&a, SIZE_MAX));
	CU_ASSERT_STRING_EQUAL(arena_strdup(&a, "text"), "text");
	CU_ASSERT_STRING_EQUAL(arena_strndup(&a, "text", 2), "te");
	CU_ASSERT_STRING_EQUAL(arena_printf(&a, "%s-%d", "x", 42), "x-42");
	CU_ASSERT(a.used > 0);
	arena_free(&a);
	CU_ASSERT_EQUAL(a.used, 0);
	CU_ASSERT_PTR_NOT_NULL(arena_alloc(&a, 1));
	arena_free(&a);
}

/* Whatever the last arena left in them, blocks come back zeroed; nothing is kept that two arenas could share. */
static void pooled_arenas(void)
{
	struct arena_pool pool = {0};
	for (int round = 0; round < 4; round++) {
		struct arena a = {.pool = &pool};
		size_t size = round == 2 ? 3000 : 300000; /* the large one is dropped by a round that has no use for it */
		unsigned char *small = arena_alloc(&a, 100), *large = arena_alloc(&a, size);
		int64_t *reserved = arena_reserve(&a, 1 << 20, 16, sizeof *reserved);
		CU_ASSERT_FATAL(small && large && reserved);
		for (size_t i = 0; i < 100; i++)
			CU_ASSERT_FATAL(small[i] == 0);
		for (size_t i = 0; i < size; i++)
			CU_ASSERT_FATAL(large[i] == 0);
		memset(small, 1, 100);
		memset(large, 2, size);
		reserved[0] = reserved[(1 << 20) - 1] = round;
		CU_ASSERT(a.used >= 100 + size);
		arena_free(&a);
		CU_ASSERT(a.used == 0 && a.pool == &pool);
	}
	arena_pool_free(&pool);
	CU_ASSERT(!pool.block && !pool.region);
}

CU_TestInfo test_units[] = {{"times", times},
			    {"sizes", sizes},
			    {"rates and frequencies", rates},
			    {"shares, factors, counts, truth", the_rest},
			    {"spellings that are refused", oddities},
			    {"what is printed reads back", round_trip},
			    {"the shortest spelling is printed", prints_shortest},
			    {"any locale", any_locale},
			    {"nearest words", nearest},
			    {"errors are formatted", errors},
			    {"arenas", arenas},
			    {"pooled arenas", pooled_arenas},
			    CU_TEST_INFO_NULL};
