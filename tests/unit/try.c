#include "unit/try.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_SETS = 150 };

/* The words of text, cut in place. */
static int words(char *text, const char **word)
{
	int n = 0;
	char *rest;
	for (char *w = strtok_r(text, " ", &rest); w && n < MAX_SETS; w = strtok_r(NULL, " ", &rest))
		word[n++] = w;
	return n;
}

static bool load(struct tried *t, const char *file, const char *format, va_list ap)
{
	char text[3000];
	const char *set[MAX_SETS];
	memset(t, 0, sizeof *t);
	vsnprintf(text, sizeof text, format, ap);
	char *kept = arena_strdup(&t->arena, text);
	int n = words(kept, set);
	t->scenario = scenario_load(&t->arena, file, set, n, &t->error);
	bool ok = t->scenario && scenario_setup(t->scenario, 0, &t->arena, &t->setup, &t->error);
	if (ok && scenario_points(t->scenario) != 1) ok = error_plain(&t->error, "%s has more than one point", file);
	if (!ok) snprintf(t->line, sizeof t->line, "%.300s %.300s: refused: %.500s", file, text, t->error.text);
	return ok;
}

bool try_load(struct tried *t, const char *file, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	bool ok = load(t, file, format, ap);
	va_end(ap);
	return ok;
}

bool try_run(struct tried *t, const char *file, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	bool ok = load(t, file, format, ap);
	va_end(ap);
	if (!ok) return false;
	ok = run_replication(&t->setup, (uint64_t)t->setup.seed, 0, NULL, NULL, &t->arena, &t->out);
	char text[3000];
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (!ok) snprintf(t->line, sizeof t->line, "%.200s %.500s: %.400s", file, text, t->out.failure);
	return ok;
}

void try_end(struct tried *t)
{
	scenario_free(t->scenario);
	arena_free(&t->arena);
}

double try_value(const struct tried *t, const char *name)
{
	for (int i = 0; i < t->out.n_stats; i++)
		if (strcmp(t->out.stat[i].name, name) == 0) return t->out.stat[i].value;
	printf("there is no statistic '%s'\n", name);
	return NAN;
}

bool try_near(const struct tried *t, const char *name, double expected, double by)
{
	double value = try_value(t, name);
	if (fabs(value - expected) <= by) return true;
	printf("%s is %.9g, expected %.9g +- %.3g\n", name, value, expected, by);
	return false;
}

bool try_is(const struct tried *t, const char *name, double expected)
{
	double value = try_value(t, name);
	if (value == expected) return true;
	printf("%s is %.17g, expected %.17g\n", name, value, expected);
	return false;
}

bool try_refused(const struct tried *t, const char *part)
{
	if (t->error.set && strstr(t->error.text, part)) return true;
	printf("expected to be refused with '%s', but: %s\n", part, t->error.set ? t->error.text : "accepted");
	return false;
}

bool try_say(const struct tried *t)
{
	printf("%s\n", t->line);
	return false;
}
