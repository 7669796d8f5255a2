/* settings.c - a list that grows at its end. */
#include "import/settings.h"
#include <stdarg.h>
#include <stdio.h>

void setting_put(struct settings *s, const char *key, enum how how, const char *why, const char *fmt, ...)
{
	char text[800];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	struct setting *one = arena_alloc(s->arena, sizeof *one);
	const char *value = arena_strdup(s->arena, text), *kept = arena_strdup(s->arena, why);
	if (!one || !value || !kept) {
		s->no_memory = true;
		return;
	}
	*one = (struct setting){.key = key, .value = value, .why = kept, .how = how};
	if (s->last)
		s->last->next = one;
	else
		s->first = one;
	s->last = one;
	s->n[how]++;
}
