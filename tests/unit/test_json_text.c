/* test_json_text.c - JSON written piece by piece is what jansson makes of the same values, and what is read again is what was written. */
#include "report/json_scan.h"
#include "report/json_text.h"
#include "report/json_value.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double numbers[] = {
	0,      -0.0,   1,       -1,      0.1,        -0.5,     1.5,  100,    1e15,           123456789012345678.0,
	1e16,   1e17,   1e21,    1e22,    -3e300,     1e-5,     1e-4, 2.5e-7, 1e100,          9007199254740991.0,
	1e-300, 4e-320, 1.0 / 3, 2e5 / 7, 0.00012345, 99999.95, 1e12, 1e11,   999999999999.5, 4503599627370496.5};

/* As jansson writes one value. */
static char *dumped(json_t *v, size_t digits)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(digits));
	json_decref(v);
	return text;
}

static void same_number(double v)
{
	for (int digits = 0; digits <= 17; digits += 17) {
		struct json_text t = {.digits = digits};
		char *want = digits ? dumped(isfinite(v) ? json_real(v) : json_null(), 17)
				    : dumped(json_value_number(v), RECORD_DIGITS);
		json_put_number(&t, v);
		CU_ASSERT_STRING_EQUAL(t.text, want);
		struct json_scan s = {.at = t.text};
		double again = json_scan_number(&s);
		CU_ASSERT(!s.bad && *s.at == '\0');
		if (digits && isfinite(v)) CU_ASSERT(memcmp(&again, &v, sizeof v) == 0);
		if (!isfinite(v)) CU_ASSERT(isnan(again));
		json_scan_free(&s);
		free(t.text);
		free(want);
	}
}

static void numbers_are_jansson_s(void)
{
	uint64_t bits = 88172645463325252u;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		same_number(numbers[i]);
	same_number(NAN);
	same_number(-INFINITY);
	for (int i = 0; i < 20000; i++) {
		double v;
		bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17; /* xorshift */
		memcpy(&v, &bits, sizeof v);
		same_number(v);
		same_number((double)(int64_t)(bits >> (bits & 63)) / 1000);
	}
}

static void integers(void)
{
	static const int64_t list[] = {0, 1, -1, 10, 1234567890123, INT64_MAX, INT64_MIN};
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		struct json_text t = {.digits = 0};
		char *want = dumped(json_integer(list[i]), 17);
		json_put_integer(&t, list[i]);
		CU_ASSERT_STRING_EQUAL(t.text, want);
		struct json_scan s = {.at = t.text};
		CU_ASSERT(json_scan_integer(&s) == list[i] && !s.bad);
		free(t.text);
		free(want);
	}
}

static void texts(void)
{
	static const char *const list[] = {"",
					   "plain",
					   "a \"quoted\" \\ one",
					   "\b\f\n\r\t\x01\x1f\x7f/",
					   "\xc3\xa9t\xc3\xa9 \xe2\x82\xac",
					   "bad \xff byte\n"};
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		struct json_text t = {.digits = 0};
		json_t *v = json_value_text(list[i]);
		char *want = dumped(json_incref(v), 17);
		json_put_text(&t, list[i]);
		CU_ASSERT_STRING_EQUAL(t.text, want);
		struct json_scan s = {.at = t.text};
		const char *again = json_scan_text(&s);
		CU_ASSERT(again && strcmp(again, json_string_value(v)) == 0);
		json_scan_free(&s);
		json_decref(v);
		free(t.text);
		free(want);
	}
	struct json_text t = {.digits = 0};
	json_put(&t, "{");
	json_put_key(&t, "a");
	json_put_text(&t, NULL);
	json_put_key(&t, "b");
	json_put_bool(&t, true);
	CU_ASSERT_STRING_EQUAL(t.text, "{\"a\":null,\"b\":true");
	free(t.text);
}

/* Each is no text, no number or no count; and once refused, all is. */
static void refuses(void)
{
	static const char *const text[] = {"",        "\"",        "plain",       "\"open",      "\"esc\\\"",
					   "\"\\q\"", "\"\\u12\"", "\"\\u0000\"", "\"\\u1234\"", "\"line\n\""};
	static const char *const number[] = {"", "x", "+1", ".5", "1e", "0x10", "nan", "inf", "--1", "1-2", "nul"};
	static const char *const count[] = {"", "-1", "11", "1.0", "1e0", "99999999999999999999", " 1", "null"};
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct json_scan s = {.at = text[i]};
		CU_ASSERT(json_scan_text(&s) == NULL && s.bad && !json_scan_is(&s, ""));
		json_scan_free(&s);
	}
	for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
		struct json_scan s = {.at = number[i]};
		CU_ASSERT(isnan(json_scan_number(&s)) && s.bad);
	}
	for (size_t i = 0; i < sizeof count / sizeof *count; i++) {
		struct json_scan s = {.at = count[i]};
		int n = 7;
		CU_ASSERT(!json_scan_count(&s, 10, &n) && s.bad && n == 7);
	}
}

CU_TestInfo test_json_text[] = {{"numbers are jansson's", numbers_are_jansson_s},
				{"integers", integers},
				{"texts", texts},
				{"refuses", refuses},
				CU_TEST_INFO_NULL};
