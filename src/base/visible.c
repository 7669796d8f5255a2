/* visible.c - UTF-8 without control characters. */
#include "base/visible.h"

int visible_length(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	static const struct {
		unsigned char low, high, first, last; /* lead byte's range; the second byte's range */
		int length;
	} forms[] = {
		{0xc3, 0xdf, 0x80, 0xbf, 2}, {0xc2, 0xc2, 0xa0, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
		{0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
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

void visible_make(char *text, size_t size)
{
	for (size_t i = 0; i < size;) {
		int n = text[i] == '\n' || text[i] == '\t' ? 1 : visible_length(text + i);
		if (!n) text[i] = '?';
		i += n ? (size_t)n : 1;
	}
}
