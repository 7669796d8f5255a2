/* say.c - messages to stderr. */
#include "base/visible.h"
#include "cli/cli.h"
#include "scenario/scenario.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void say_error(const struct error *err)
{
	char text[1200];
	const struct error *one;
	int beyond = 0;
	for (int i = 0; (one = error_told(err, i, &beyond)); i++) {
		error_format(one, text, sizeof(text));
		fprintf(stderr, "%s%s\n", one->at.file ? "" : "simnic: ", text);
	}
	if (beyond) say("and %d more errors", beyond);
}

void say_notices(const struct scenario *s)
{
	struct notice n;
	for (int i = 0; scenario_notice(s, i, &n); i++) {
		if (n.at.line)
			say("warning: %s:%d:%d: %s", n.at.file, n.at.line, n.at.col, n.text);
		else
			say("warning: %s: %s", n.at.file ? n.at.file : scenario_path(s), n.text);
	}
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
