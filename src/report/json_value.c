/* json_value.c - numbers and texts for JSON. */
#include "report/json_value.h"
#include "base/text_stream.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *json_value_number(double v)
{
	if (!isfinite(v)) return json_null();
	if (v == floor(v) && fabs(v) < 9007199254740992.0) return json_integer((json_int_t)v);
	return json_real(v);
}

json_t *json_value_text(const char *s)
{
	if (!s) return json_null();
	errno = 0;
	json_t *j = json_string(s);
	char *copy = j || errno == ENOMEM ? NULL : strdup(s);
	if (!copy) return j;
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c >= 0x80) *c = '?';
	j = json_string(copy);
	free(copy);
	return j;
}

/* Do brackets stand in each other no deeper than any record has them? */
static bool is_shallow(const char *text, size_t size)
{
	int depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < size && depth <= JSON_VALUE_DEPTH; i++) {
		char c = text[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{'))
			depth++;
		else if (!quoted && (c == ']' || c == '}'))
			depth--;
	}
	return depth <= JSON_VALUE_DEPTH;
}

/* Jansson does not tell a bad text from want of memory; who gives memory does. And it calls itself for each bracket, up to 2048 deep. */
json_t *json_value_read(const char *text, size_t size, struct error *err)
{
	errno = 0;
	json_t *v = is_shallow(text, size) ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
	if (!v && errno == ENOMEM && err) error_memory(err);
	return v;
}

char *json_value_dumps(const json_t *v, size_t flags)
{
	char *text;
	size_t size;
	FILE *f = v ? text_stream(&text, &size) : NULL;
	if (!f) return NULL;
	bool good = json_dumpf(v, f, flags) == 0;
	if (fclose(f) == 0 && good) return text;
	free(text);
	return NULL;
}

bool json_value_count(const json_t *v, int64_t most, int *out)
{
	json_int_t n = json_integer_value(v);
	if (!json_is_integer(v) || n < 0 || n > most) return false;
	*out = (int)n;
	return true;
}
