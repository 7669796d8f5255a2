/* progress.c - how far it is. */
#include "cli/progress.h"
#include "cli/cli.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 1.0    /* seconds that pass in silence */
#define LINE_EVERY 30.0 /* seconds between plain lines */

void meter_start(struct meter *m, bool quiet)
{
	*m = (struct meter){.quiet = quiet, .terminal = isatty(STDERR_FILENO), .next_line = LINE_EVERY};
}

static void describe(const struct progress *p, char *buf, size_t size)
{
	double speed = p->seconds > 0 ? (double)p->runs_done / p->seconds : 0;
	int n = snprintf(buf, size, "%lld of %lld runs, %.3g runs/s", (long long)p->runs_done, (long long)p->runs, speed);
	long left = speed > 0 && p->runs > p->runs_done ? (long)((double)(p->runs - p->runs_done) / speed + 0.5) : 0;
	if (left >= 3600)
		snprintf(buf + n, size - (size_t)n, ", %ld h %02ld min left", left / 3600, left / 60 % 60);
	else if (left >= 60)
		snprintf(buf + n, size - (size_t)n, ", %ld min %02ld s left", left / 60, left % 60);
	else if (speed > 0)
		snprintf(buf + n, size - (size_t)n, ", %ld s left", left);
	n = (int)strlen(buf);
	if (p->failed) snprintf(buf + n, size - (size_t)n, ", %lld failed", (long long)p->failed);
}

static bool is_due(const struct meter *m, double seconds)
{
	return !m->quiet && seconds >= PATIENCE && (m->terminal || seconds >= m->next_line);
}

static void put_line(struct meter *m, double seconds, const char *text)
{
	if (m->terminal) {
		fprintf(stderr, "\r%s\033[K", text);
		m->drawn = true;
		return;
	}
	say("%s", text);
	while (m->next_line <= seconds)
		m->next_line += LINE_EVERY;
}

void meter_show(struct meter *m, const struct progress *p)
{
	char text[160];
	if (!is_due(m, p->seconds)) return;
	describe(p, text, sizeof(text));
	put_line(m, p->seconds, text);
}

void meter_line(struct meter *m, double seconds, const char *fmt, ...)
{
	char text[160];
	va_list args;
	if (!is_due(m, seconds)) return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	put_line(m, seconds, text);
}

void meter_clear(struct meter *m)
{
	if (m->drawn) fputs("\r\033[K", stderr);
	m->drawn = false;
}
