/* say.c - messages to stderr. */
#include "base/visible.h"
#include "cli/cli.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void say_error(const struct error *err)
{
	char text[1200];
	error_format(err, text, sizeof(text));
	fprintf(stderr, "%s%s\n", err->at.file ? "" : "simnic: ", text);
}

void say(const char *fmt, ...)
{
	char text[4096];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (n < 0) return;
	visible_make(text, strlen(text));
	fprintf(stderr, "simnic: %s%s\n", text, (size_t)n < sizeof(text) ? "" : "...");
}
