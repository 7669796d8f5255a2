/* unit_hints.c - quantities that are nearly legal, and what their writers may have meant. */
#include "base/unit_hints.h"
#include <stdio.h>
#include <string.h>

/* Spellings people use for something else, or for which there are two readings, and what to write; %s is the number. */
static const struct spelling {
	enum unit unit;
	const char *text, *hint;
} spellings[] = {
	{UNIT_TIME, "m", "write %sms (milliseconds)"},
	{UNIT_TIME, "u", "write %sus"},
	{UNIT_TIME, "n", "write %sns"},
	{UNIT_TIME, "\xc2\xb5s", "write %sus"},
	{UNIT_TIME, "\xce\xbcs", "write %sus"},
	{UNIT_TIME, "usec", "write %sus"},
	{UNIT_TIME, "usecs", "write %sus"},
	{UNIT_TIME, "nsec", "write %sns"},
	{UNIT_TIME, "msec", "write %sms"},
	{UNIT_TIME, "sec", "write %ss"},
	{UNIT_TIME, "secs", "write %ss"},
	{UNIT_TIME, "seconds", "write %ss"},
	{UNIT_TIME, "min", "write it in seconds, with the unit s"},
	{UNIT_TIME, "cycle", "write %scycles"},
	{UNIT_TIME, "cyc", "write %scycles"},
	{UNIT_TIME, "clk", "write %scycles"},
	{UNIT_TIME, "clocks", "write %scycles"},
	{UNIT_BYTES, "K", "write %sKiB (1024) or %skB (1000)"},
	{UNIT_BYTES, "KB", "write %sKiB (1024) or %skB (1000)"},
	{UNIT_BYTES, "k", "write %sKiB (1024) or %skB (1000)"},
	{UNIT_BYTES, "M", "write %sMiB (2^20) or %sMB (10^6)"},
	{UNIT_BYTES, "G", "write %sGiB (2^30) or %sGB (10^9)"},
	{UNIT_BYTES, "b", "b are bits: write %sB"},
	{UNIT_BYTES, "kb", "b are bits: write %sKiB or %skB"},
	{UNIT_BYTES, "Kb", "b are bits: write %sKiB or %skB"},
	{UNIT_BYTES, "Mb", "b are bits: write %sMiB or %sMB"},
	{UNIT_BYTES, "Gb", "b are bits: write %sGiB or %sGB"},
	{UNIT_BYTES, "Ki", "write %sKiB"},
	{UNIT_BYTES, "Mi", "write %sMiB"},
	{UNIT_BYTES, "Gi", "write %sGiB"},
	{UNIT_BYTES, "bytes", "write %sB"},
	{UNIT_BYTES, "byte", "write %sB"},
	{UNIT_BYTES, "octets", "write %sB"},
	{UNIT_BITRATE, "Gbps", "write %sGb/s"},
	{UNIT_BITRATE, "Mbps", "write %sMb/s"},
	{UNIT_BITRATE, "kbps", "write %skb/s"},
	{UNIT_BITRATE, "Kbps", "write %skb/s"},
	{UNIT_BITRATE, "bps", "write %sb/s"},
	{UNIT_BITRATE, "Gb", "write %sGb/s"},
	{UNIT_BITRATE, "Mb", "write %sMb/s"},
	{UNIT_BITRATE, "kb", "write %skb/s"},
	{UNIT_BITRATE, "G", "write %sGb/s"},
	{UNIT_BITRATE, "M", "write %sMb/s"},
	{UNIT_BITRATE, "k", "write %skb/s"},
	{UNIT_BITRATE, "Gbit", "write %sGb/s"},
	{UNIT_BITRATE, "Mbit", "write %sMb/s"},
	{UNIT_BITRATE, "kbit", "write %skb/s"},
	{UNIT_BITRATE, "Gbit/s", "write %sGb/s"},
	{UNIT_BITRATE, "Mbit/s", "write %sMb/s"},
	{UNIT_BITRATE, "kbit/s", "write %skb/s"},
	{UNIT_BITRATE, "bit/s", "write %sb/s"},
	{UNIT_BITRATE, "mb/s", "write %sMb/s"},
	{UNIT_BITRATE, "mbps", "write %sMb/s"},
	{UNIT_BITRATE, "gbps", "write %sGb/s"},
	{UNIT_PACKETRATE, "M", "write %sMpps"},
	{UNIT_PACKETRATE, "k", "write %skpps"},
	{UNIT_PACKETRATE, "K", "write %skpps"},
	{UNIT_PACKETRATE, "Mp/s", "write %sMpps"},
	{UNIT_PACKETRATE, "kp/s", "write %skpps"},
	{UNIT_PACKETRATE, "p/s", "write %spps"},
	{UNIT_PACKETRATE, "packets/s", "write %spps"},
	{UNIT_PACKETRATE, "pkt/s", "write %spps"},
	{UNIT_PACKETRATE, "Hz", "write %spps"},
	{UNIT_PACKETRATE, "/s", "write %spps"},
	{UNIT_PACKETRATE, "kHz", "write %skpps"},
	{UNIT_PACKETRATE, "MHz", "write %sMpps"},
	{UNIT_PACKETRATE, "mpps", "write %sMpps"},
	{UNIT_TIME_PER_BYTE, "ns", "write %sns/B"},
	{UNIT_TIME_PER_BYTE, "ps", "write %sps/B"},
	{UNIT_TIME_PER_BYTE, "us", "write %sus/B"},
	{UNIT_TIME_PER_BYTE, "cycles", "write %scycles/B"},
	{UNIT_TIME_PER_BYTE, "ns/b", "b are bits: write the time of a whole byte, in ns/B"},
	{UNIT_TIME_PER_BYTE, "ns/byte", "write %sns/B"},
	{UNIT_TIME_PER_BYTE, "ps/byte", "write %sps/B"},
	{UNIT_RATIO, "percent", "write %s%%"},
	{UNIT_RATIO, "pct", "write %s%%"},
	{UNIT_FREQUENCY, "G", "write %sGHz"},
	{UNIT_FREQUENCY, "M", "write %sMHz"},
	{UNIT_FREQUENCY, "k", "write %skHz"},
	{UNIT_FACTOR, "x", "write %s"},
	{UNIT_COUNT, "k", "write all digits"},
	{UNIT_COUNT, "K", "write all digits"},
	{UNIT_COUNT, "M", "write all digits"},
};

/* The table's hint with the number put in; by hand, so that formats stay literals. */
static bool suggest_spelling(enum unit unit, const char *number, const char *suffix, char *out, size_t size)
{
	size_t i = 0, n = sizeof spellings / sizeof *spellings, at = 0;
	while (i < n && (spellings[i].unit != unit || strcmp(spellings[i].text, suffix) != 0))
		i++;
	if (i == n) return false;
	for (const char *from = spellings[i].hint; *from && at + 1 < size; from++) {
		if (from[0] == '%' && from[1] == 's') {
			at += (size_t)snprintf(out + at, size - at, "%s", number);
			from++;
		} else {
			if (from[0] == '%') from++;
			out[at++] = *from;
		}
	}
	out[at < size ? at : size - 1] = '\0';
	return true;
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* A legal suffix but for case. */
static const char *same_but_case(const struct unit_kind *k, const char *suffix)
{
	for (int i = 0; k->suffix[i].text; i++) {
		const char *a = suffix, *b = k->suffix[i].text;
		while (*a && *b && lower(*a) == lower(*b))
			a++, b++;
		if (!*a && !*b) return k->suffix[i].text;
	}
	return NULL;
}

/* Bytes per second where bits are asked for: both the unit and the number have to change. */
static bool suggest_bits(const struct decimal *d, const char *suffix, char *out, size_t size)
{
	char shown[32];
	size_t len = strlen(suffix);
	if (len < 3 || len > 4 || strcmp(suffix + len - 3, "B/s") != 0 || d->digits > UINT64_MAX / 8) return false;
	decimal_print(d->digits * 8, d->places, shown, sizeof shown);
	snprintf(out, size, "bytes are not bits: write %s%.*sb/s", shown, (int)(len - 3), suffix[0] == 'K' ? "k" : suffix);
	return true;
}

static void suggest_unit(enum unit unit, const char *number, const struct decimal *d, char *out, size_t size)
{
	const struct unit_kind *k = unit_kind(unit);
	char shown[32];
	if (unit == UNIT_RATIO && d->digits <= power10[d->places] && d->digits <= UINT64_MAX / 100) {
		decimal_print(d->digits * 100, d->places, shown, sizeof shown);
		snprintf(out, size, "shares are written in percent: write %s%%", shown);
	} else {
		snprintf(out, size, "%s a unit: %s%s", k->plural, number, k->base);
	}
}

void unit_suggest(enum unit unit, const char *number, const struct decimal *d, const char *suffix, char *out, size_t size)
{
	const struct unit_kind *k = unit_kind(unit);
	const char *near = same_but_case(k, suffix);
	size_t at;
	if (!*suffix) {
		suggest_unit(unit, number, d, out, size);
	} else if ((unit != UNIT_BITRATE || !suggest_bits(d, suffix, out, size)) &&
		   !suggest_spelling(unit, number, suffix, out, size)) {
		if (near) {
			snprintf(out, size, "write %s%s", number, near);
		} else if (!*k->base) {
			bool unit_like =
				(*suffix >= 'a' && *suffix <= 'z') || (*suffix >= 'A' && *suffix <= 'Z') || *suffix == '%';
			snprintf(out, size, "%s",
				 !unit_like           ? "write it as one number"
				 : unit == UNIT_COUNT ? "whole numbers have no unit"
						      : "it has no unit");
		} else {
			at = (size_t)snprintf(out, size, "the unit must be%s", k->suffix[1].text ? " one of" : "");
			for (int i = 0; k->suffix[i].text && at < size; i++)
				at += (size_t)snprintf(out + at, size - at, "%s %s", i ? "," : "", k->suffix[i].text);
		}
	}
}
