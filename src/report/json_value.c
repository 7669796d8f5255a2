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

/* Jansson does not tell a bad text from want of memory; who gives memory does. */
json_t *json_value_read(const char *text, size_t size, size_t flags, struct error *err)
{
	errno = 0;
	json_t *v = json_loadb(text, size, flags, NULL);
	if (!v && errno == ENOMEM) error_memory(err);
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
