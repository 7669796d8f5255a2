/* visible.c - UTF-8 without control characters. */
#include "base/visible.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The character of a valid sequence of n bytes. */
static uint32_t decode(const unsigned char *s, int n)
{
	uint32_t c = n == 1 ? *s : *s & (0x7fu >> n);
	for (int k = 1; k < n; k++)
		c = c << 6 | (s[k] & 0x3fu);
	return c;
}

/* Marks that show nothing and change how what follows is shown: its direction above all. */
static bool is_format(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} formats[] = {{0x061c, 0x061c}, {0x200e, 0x200f}, {0x2028, 0x202e},  {0x2060, 0x206f},
		       {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (c >= formats[i].first && c <= formats[i].last) return true;
	return false;
}

int visible_sequence(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	static const struct {
		unsigned char low, high, first, last; /* lead byte's range; the second byte's range */
		int length;
	} forms[] = {
		{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
		{0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
	};
	if (*s >= 0x20 && *s < 0x7f) return 1;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (*s < forms[i].low || *s > forms[i].high) continue;
		if (s[1] < forms[i].first || s[1] > forms[i].last) return 0;
		for (int k = 2; k < forms[i].length; k++)
			if ((s[k] & 0xc0) != 0x80) return 0;
		return forms[i].length;
	}
	return 0;
}

int visible_length(const char *text)
{
	int n = visible_sequence(text);
	uint32_t c = n ? decode((const unsigned char *)text, n) : 0;
	return (c >= 0x80 && c < 0xa0) || is_format(c) ? 0 : n;
}

/* "\\u202e", or two of them, at to; returns its end. */
static char *put_escape(char *to, uint32_t c)
{
	if (c < 0x10000) return to + sprintf(to, "\\u%04x", (unsigned)c);
	c -= 0x10000;
	return to + sprintf(to, "\\u%04x\\u%04x", 0xd800u + (unsigned)(c >> 10), 0xdc00u + (unsigned)(c & 0x3ff));
}

bool visible_escape(char **text, size_t *size)
{
	size_t hidden = 0;
	for (size_t i = 0; i < *size; i++) {
		int n = visible_sequence(*text + i);
		hidden += (*text)[i] == 0x7f || (n > 1 && !visible_length(*text + i));
	}
	char *made = hidden ? malloc(*size + 12 * hidden + 1) : NULL, *to = made;
	if (!made) return !hidden;
	for (size_t i = 0; i < *size;) {
		const char *from = *text + i;
		int n = *from == 0x7f ? 1 : visible_sequence(from);
		bool shown = n < 2 ? *from != 0x7f : visible_length(from) > 0;
		if (!n) n = 1; /* a line end, or what is no UTF-8 */
		if (shown)
			memcpy(to, from, (size_t)n), to += n;
		else
			to = put_escape(to, decode((const unsigned char *)from, n));
		i += (size_t)n;
	}
	*to = '\0';
	free(*text);
	*text = made;
	*size = (size_t)(to - made);
	return true;
}

void visible_make(char *text, size_t size)
{
	for (size_t i = 0; i < size;) {
		int n = text[i] == '\n' || text[i] == '\t' ? 1 : visible_length(text + i);
		if (!n) text[i] = '?';
		i += n ? (size_t)n : 1;
	}
}
