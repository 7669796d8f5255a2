/* json_where.c - where a member stands in JSON that has been read: jansson keeps no places. */
#include "fit/measured.h"
#include <string.h>

static const char *skip_blanks(const char *c)
{
	return c + strspn(c, " \t\r\n");
}

/* Behind the text in quotes that begins at c. */
static const char *skip_text(const char *c)
{
	for (c++; *c && *c != '"'; c++)
		if (*c == '\\' && c[1]) c++;
	return *c ? c + 1 : c;
}

/* Behind the value that begins at c. */
static const char *skip_value(const char *c)
{
	int depth = 0;
	do {
		if (*c == '"') {
			c = skip_text(c);
			continue;
		}
		depth += (*c == '{' || *c == '[') - (*c == '}' || *c == ']');
		c++;
	} while (*c && (depth > 0 || !strchr(",}] \t\r\n", *c)));
	return c;
}

/* The value of the object at c that is called name[0..n); NULL when there is none. */
static const char *member_of(const char *c, const char *name, size_t n)
{
	if (*c != '{') return NULL;
	for (c = skip_blanks(c + 1); *c == '"'; c = skip_blanks(c + 1)) {
		const char *key = c + 1, *end = skip_text(c);
		c = skip_blanks(skip_blanks(end) + 1);
		if ((size_t)(end - 1 - key) == n && memcmp(key, name, n) == 0) return c;
		c = skip_blanks(skip_value(c));
		if (*c != ',') break;
	}
	return NULL;
}

struct place json_where(const char *path, const char *text, const char *member)
{
	struct place at = {path, 1, 1};
	const char *c = skip_blanks(text);
	while (*member) {
		size_t n = strcspn(member, ".");
		const char *next = member_of(c, member, n);
		if (!next) break;
		c = next;
		member += n + (member[n] == '.');
	}
	for (; text < c; text++) {
		if (((unsigned char)*text & 0xC0) != 0x80) at.col++;
		if (*text == '\n') at.line++, at.col = 1;
	}
	return at;
}
