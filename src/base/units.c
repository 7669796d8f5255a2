#include "base/unit_hints.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What floating-point numbers can be that is none: "nan", "-.inf", "Infinity". */
static bool not_finite(const char *text)
{
	static const char *const words[] = {"nan", "inf", "infinity"};
	text += *text == '-' || *text == '+';
	text += *text == '.';
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t k = 0;
		while (words[i][k] && (text[k] == words[i][k] || text[k] == words[i][k] - 'a' + 'A'))
			k++;
		if (!words[i][k] && !letter(text[k])) return true;
	}
	return false;
}

/* NULL, or what is wrong with the number at the start of text. */
static const char *read_decimal(const char *text, struct decimal *d)
{
	const char *p = text;
	int zeros = 0; /* at the end of the fraction, not yet known to matter */
	*d = (struct decimal){0};
	if (not_finite(p)) return "it must be a finite number";
	if (*p == '-') return "it must not be negative";
	if (*p == '+') return "write it without a sign";
	if (*p == '.') return "write a digit before the point";
	if (!digit(*p)) return "";
	if (p[0] == '0' && p[1] && strchr("xXoO", p[1])) return "write it as a decimal number";
	if (p[0] == '0' && digit(p[1])) return "write it without leading zeros";
	for (; digit(*p); p++) {
		uint64_t v = (uint64_t)(*p - '0');
		if (d->digits > (UINT64_MAX - v) / 10) return "it is too large";
		d->digits = d->digits * 10 + v;
	}
	if (*p == '.' && !digit(p[1])) return "write a digit after the point";
	if (*p == '.') {
		for (p++; digit(*p); p++) {
			if (*p == '0') {
				zeros++;
				continue;
			}
			for (zeros++; zeros; zeros--) {
				uint64_t v = zeros == 1 ? (uint64_t)(*p - '0') : 0;
				if (d->places == (POWERS - 1) || d->digits > (UINT64_MAX - v) / 10)
					return "it has too many digits";
				d->digits = d->digits * 10 + v;
				d->places++;
			}
		}
	}
	if (*p == ',') return "decimals are written with a point, not a comma, and thousands without anything";
	if (*p == '_') return "write it without _";
	if ((*p == 'e' || *p == 'E') && (digit(p[1]) || ((p[1] == '-' || p[1] == '+') && digit(p[2]))))
		return "write it without an exponent";
	d->length = (int)(p - text);
	return NULL;
}

/* Always false. */
static bool refuse(enum unit unit, const char *text, const char *hint, char *why, size_t size)
{
	snprintf(why, size, "expected %s, not '%.60s'%s%s", unit_example(unit), text, *hint ? "; " : "", hint);
	return false;
}

static bool parse_bool(const char *text, int64_t *out, char *why, size_t size)
{
	static const struct {
		const char *text;
		bool value;
	} words[] = {{"yes", true}, {"on", true}, {"True", true}, {"TRUE", true}, {"1", true},      {"y", true},
		     {"Yes", true}, {"On", true}, {"no", false},  {"off", false}, {"False", false}, {"FALSE", false},
		     {"0", false},  {"n", false}, {"No", false},  {"Off", false}};
	bool yes = strcmp(text, "true") == 0;
	if (yes || strcmp(text, "false") == 0) {
		*out = yes;
		return true;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(text, words[i].text) == 0)
			return refuse(UNIT_BOOL, text, words[i].value ? "write true" : "write false", why, size);
	return refuse(UNIT_BOOL, text, "", why, size);
}

enum { BITS = 64, SYSFS_BITS = 128 };

/* As /sys/bus/virtio/devices/virtio0/features shows a word: a 0 or 1 for each bit, bit 0 first; 64 of them, 128 on kernels from 6.17 on. */
static bool parse_sysfs(const char *text, size_t n, int64_t *out, char *why, size_t size)
{
	char hint[80];
	uint64_t word = 0;
	if (n != BITS && n != SYSFS_BITS) {
		snprintf(hint, sizeof hint, "it has %zu characters, sysfs writes 64 or 128", n);
		return refuse(UNIT_BITS, text, hint, why, size);
	}
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '0') continue;
		snprintf(hint, sizeof hint, "bit %zu is set, and a word has bits 0 to 63", i);
		if (i >= BITS) return refuse(UNIT_BITS, text, hint, why, size);
		word |= UINT64_C(1) << i;
	}
	memcpy(out, &word, sizeof word);
	return true;
}

static bool parse_bits(const char *text, int64_t *out, char *why, size_t size)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	enum { DECIMAL_MOST = 20 }; /* digits of 2^64 - 1 */
	bool any = strcmp(text, "any") == 0, prefixed = text[0] == '0' && text[1] == 'x';
	const char *digits = prefixed ? text + 2 : text;
	size_t n = strspn(digits, hex), len = strlen(digits);
	bool decimal = !prefixed && len && strspn(digits, "0123456789") == len;
	if (decimal && len > DECIMAL_MOST && strspn(digits, "01") == len) return parse_sysfs(text, len, out, why, size);
	if (!any && !prefixed && !decimal)
		return refuse(UNIT_BITS, text, n && !digits[n] ? "write 0x in front of it" : "", why, size);
	if (!any && (!n || digits[n])) return refuse(UNIT_BITS, text, "", why, size);
	errno = 0;
	uint64_t word = any ? UINT64_MAX : strtoull(digits, NULL, decimal ? 10 : 16);
	if (errno) return refuse(UNIT_BITS, text, "it has more than 64 bits", why, size);
	memcpy(out, &word, sizeof word);
	return true;
}

/* digits/10^places * scale/divisor, rounded to nearest (half up); false when it does not fit or must be whole and is not. */
static const char *scale_decimal(const struct decimal *d, uint64_t scale, uint64_t divisor, bool exact, int64_t *out)
{
	wide above = (wide)d->digits * scale, below = (wide)power10[d->places] * divisor, whole = above / below,
	     rest = above % below;
	if (exact && rest) return "it does not come out whole";
	if (rest >= below - rest) whole++;
	if (whole > INT64_MAX) return "it is too large";
	if (whole == 0 && d->digits) return "it is too small to be kept";
	*out = (int64_t)whole;
	return NULL;
}

bool unit_parse(enum unit unit, const char *text, int64_t clock_hz, int64_t *out, char *why, size_t size)
{
	const struct unit_kind *k = unit_kind(unit);
	char hint[200], number[48];
	struct decimal d;
	if (unit == UNIT_BOOL) return parse_bool(text, out, why, size);
	if (unit == UNIT_BITS) return parse_bits(text, out, why, size);
	if (*text && (strchr(" \t\n", *text) || strchr(" \t\n", text[strlen(text) - 1])))
		return refuse(unit, text, "write it without blanks or line breaks around it", why, size);
	const char *wrong = read_decimal(text, &d);
	if (wrong) return refuse(unit, text, wrong, why, size);
	snprintf(number, sizeof number, "%.*s", d.length, text);
	const char *suffix = text + d.length;
	if (*suffix == ' ' && suffix[1]) suffix++;
	for (int i = 0; k->suffix[i].text; i++) {
		if (strcmp(k->suffix[i].text, suffix) != 0) continue;
		bool cycles = k->suffix[i].scale == SCALE_CYCLES;
		if (cycles && clock_hz <= 0)
			return refuse(unit, text, "cycles need a clock, and the platform gives none", why, size);
		wrong = scale_decimal(&d, (uint64_t)(cycles ? k->per_clock : k->suffix[i].scale), cycles ? (uint64_t)clock_hz : 1,
				      k->exact, out);
		return wrong ? refuse(unit, text, wrong, why, size) : true;
	}
	unit_suggest(unit, number, &d, suffix, hint, sizeof hint);
	return refuse(unit, text, hint, why, size);
}

/* Of two equally short spellings the one people would write: 500ns, not 0.5us; 2.93GHz, not 2930MHz; 1500B, not 1.5kB. */
static int awkward(enum unit unit, const char *text)
{
	if (text[0] == '0' && text[1] == '.') return 2;
	return (strchr(text, '.') != NULL) == (unit == UNIT_BYTES);
}

void unit_print(enum unit unit, int64_t value, char *buf, size_t size)
{
	const struct unit_kind *k = unit_kind(unit);
	uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char best[64] = "", number[32], shown[48];
	if (unit == UNIT_BOOL) {
		snprintf(buf, size, "%s", value ? "true" : "false");
		return;
	}
	if (unit == UNIT_BITS) {
		snprintf(buf, size, value == -1 ? "any" : "0x%016llx", (unsigned long long)value);
		return;
	}
	for (int i = 0; k->suffix[i].text; i++) {
		uint64_t scale = (uint64_t)k->suffix[i].scale;
		int places = 0;
		if (k->suffix[i].scale == SCALE_CYCLES) continue;
		/* The smallest power of ten that makes it whole, if the digits fit. */
		while (places < (POWERS - 1) && (wide)magnitude * power10[places] % scale)
			places++;
		wide digits = (wide)magnitude * power10[places] / scale;
		if ((wide)magnitude * power10[places] % scale || digits > UINT64_MAX) continue;
		decimal_print((uint64_t)digits, places, number, sizeof number);
		snprintf(shown, sizeof shown, "%s%s", number, k->suffix[i].text);
		size_t a = strlen(shown), b = strlen(best);
		if (!*best || a < b || (a == b && awkward(unit, shown) < awkward(unit, best))) memcpy(best, shown, a + 1);
	}
	/* Words and texts have no printed form of their own; their number is better than nothing. */
	if (!*best) snprintf(best, sizeof best, "%llu", (unsigned long long)magnitude);
	snprintf(buf, size, "%s%s", value < 0 ? "-" : "", best);
}
