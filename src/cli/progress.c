/* progress.c - how far it is. */
#include "cli/progress.h"
#include "base/visible.h"
#include "cli/cli.h"
#include "cli/terminal.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 1.0    /* seconds that pass in silence */
#define UNKNOWN 80      /* columns of a terminal that tells nothing */
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

static const struct statistic *told_by(const struct point *p, const char *const *show, int n_show)
{
	const struct statistic *row;
	for (int i = 0; i < n_show; i++)
		if ((row = statistic_find(show[i])) && row->better && isfinite(point_mean(p, point_find(p, show[i])))) return row;
	for (int i = 0; (row = statistic_listed(LIST_HEADLINE, i)); i++)
		if (row->better && point_mean(p, point_find(p, row->name)) > 0) return row;
	return NULL;
}

void meter_point(struct meter *m, const struct point *p, const char *const *show, int n_show)
{
	if (!m->terminal || m->quiet || p->failed || !p->n_axes) return;
	if (!m->of && (m->of = told_by(p, show, n_show))) m->best = NAN;
	double v = m->of ? point_mean(p, point_find(p, m->of->name)) : NAN;
	bool more = m->of && m->of->better == BETTER_HIGHER;
	if (!isfinite(v) || (isfinite(m->best) && (more ? v <= m->best : v >= m->best))) return;
	m->best = v;
	point_name(p, m->name);
	visible_make(m->name, strlen(m->name));
}

/* On a terminal: what is best, and no more than a line holds, which is drawn over. */
static void add_best(const struct meter *m, char *buf, size_t size)
{
	int width = terminal_width();
	size_t used = strlen(buf);
	if (!m->terminal) return;
	if (m->of && *m->name)
		snprintf(buf + used, size - used, "; best so far %.4g%s%s: %s", m->best, *m->of->unit ? " " : "", m->of->unit,
			 m->name);
	if (!width) width = UNKNOWN;
	if ((size_t)width <= size) buf[width - 1] = '\0';
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
	char text[400];
	if (!is_due(m, p->seconds)) return;
	describe(p, text, sizeof(text));
	add_best(m, text, sizeof(text));
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
