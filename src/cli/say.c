/* say.c - messages to stderr. */
#include "cli/cli.h"
#include <stdarg.h>
#include <stdio.h>

void say_error(const struct error *err)
{
	char text[1200];
	error_format(err, text, sizeof(text));
	fprintf(stderr, "%s%s\n", err->at.file ? "" : "simnic: ", text);
}

void say(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	fputs("simnic: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
}
