/* timeline.c - what is drawn of a trace: the levels of a queue, and a row for each thing that is done or happens. */
#include "report/timeline_internal.h"
#include "report/chart_internal.h"
#include <math.h>
#include <string.h>

#define AROUND 0.6    /* of a stall's length that are shown before and behind it */
#define SPAN 200.0    /* us that are shown where there is no stall */
#define MOST_LEVELS 6 /* that can be told apart */
#define MOST_ROWS 16

struct timeline {
	const struct recorded *r;
	int queue;
	double from, to;
};

/* The part that is shown: the stall, with what came before and behind it. */
static struct timeline choose(const struct recorded *r)
{
	struct stall s = recorded_stall(r);
	double around = AROUND * (s.to - s.from), first = r->event[0].at, last = first;
	for (int i = 0; i < r->n; i++) {
		first = fmin(first, r->event[i].at);
		last = fmax(last, r->event[i].at + r->event[i].lasts);
	}
	struct timeline t = {r, s.queue, fmax(first, s.from - around), fmin(last, s.to + around)};
	if (!(s.to > s.from)) t.from = first, t.to = fmin(last, first + SPAN);
	return t;
}

/* ---- levels ---- */

/* The level of a series when the picture begins, and whether it is ever anything in it. */
static bool is_seen(const struct timeline *t, int name, int series, double *before)
{
	bool seen = false;
	*before = 0;
	for (int i = 0; i < t->r->n; i++) {
		const struct event *e = &t->r->event[i];
		if (e->kind != 'C' || e->queue != t->queue || e->name != name || series >= e->n || e->at > t->to) continue;
		if (e->at <= t->from) *before = e->value[series];
		seen = seen || (e->at > t->from && e->value[series] > 0);
	}
	return seen || *before > 0;
}

static void put_level(FILE *out, const struct timeline *t, int name, int series, double level)
{
	fprintf(out, "0 %.9g\n", level);
	for (int i = 0; i < t->r->n; i++) {
		const struct event *e = &t->r->event[i];
		if (e->kind != 'C' || e->queue != t->queue || e->name != name || series >= e->n) continue;
		if (e->at <= t->from || e->at > t->to) continue;
		if (e->value[series] == level) continue;
		level = e->value[series];
		fprintf(out, "%.9g %.9g\n", e->at - t->from, level);
	}
	fprintf(out, "%.9g %.9g\n\n\n", t->to - t->from, level);
}

/* The series that are drawn: track, which of its series, level when the picture begins. */
struct level {
	int name, series;
	double before;
};

/* What lies where; what was delivered is a total, and no level. */
static int find_levels(const struct timeline *t, struct level level[MOST_LEVELS])
{
	const struct recorded *r = t->r;
	int n = 0;
	for (int k = 0; k < r->n_names; k++)
		for (int i = 0; i < TRACE_SERIES && r->series[k][i] && n < MOST_LEVELS; i++) {
			double before;
			if (strcmp(r->name[k], "delivered so far") == 0 || !is_seen(t, k, i, &before)) continue;
			level[n++] = (struct level){k, i, before};
		}
	return n;
}

static void put_levels(FILE *out, const struct timeline *t)
{
	struct level level[MOST_LEVELS];
	int n = find_levels(t, level);
	for (int i = 0; i < n; i++) {
		const char *track = t->r->name[level[i].name], *series = t->r->series[level[i].name][level[i].series];
		char name[NAME_SIZE], variable[32];
		snprintf(name, sizeof(name), "%s: %s", track, series);
		for (char *at = name; (at = strchr(at, '_'));)
			*at = ' ';
		snprintf(variable, sizeof(variable), "series_%d", i + 1);
		put_text(out, variable, name);
	}
	fprintf(out, "n_series = %d\n", n);
	fputs("$data << EOD\n", out);
	for (int i = 0; i < n; i++)
		put_level(out, t, level[i].name, level[i].series, level[i].before);
	fputs(n ? "EOD\n" : "NaN NaN\nEOD\n", out);
}

/* ---- rows ---- */

/* Stretches of one kind on one core, or marks of one kind. */
static bool is_of_row(const struct event *e, const struct event *first)
{
	return e->kind == first->kind && e->name == first->name && e->lane == first->lane;
}

static bool is_shown(const struct timeline *t, const struct event *e)
{
	if (e->kind == 'C' || (e->queue >= 0 && e->queue != t->queue)) return false;
	return e->at + e->lasts >= t->from && e->at <= t->to;
}

/* The first event of each row: stretches before marks, each by lane and first time. */
static int find_rows(const struct timeline *t, const struct event *row[MOST_ROWS])
{
	int n = 0;
	for (const char *kind = "Xi"; *kind; kind++)
		for (int i = 0; i < t->r->n; i++) {
			const struct event *e = &t->r->event[i];
			bool known = e->kind != *kind || !is_shown(t, e);
			for (int k = 0; k < n && !known; k++)
				known = is_of_row(e, row[k]);
			if (!known && n < MOST_ROWS) row[n++] = e;
		}
	return n;
}

static void put_row(FILE *out, const struct timeline *t, const struct event *row)
{
	int n = 0;
	for (int i = 0; i < t->r->n; i++) {
		const struct event *e = &t->r->event[i];
		if (!is_of_row(e, row) || !is_shown(t, e)) continue;
		double from = fmax(e->at, t->from), to = fmin(e->at + e->lasts, t->to);
		fprintf(out, "%.9g %.9g\n", from - t->from, to - from);
		n++;
	}
	fputs(n ? "\n\n" : "NaN NaN\n\n\n", out);
}

static void put_rows(FILE *out, const struct timeline *t)
{
	const struct event *row[MOST_ROWS];
	int n = find_rows(t, row);
	fprintf(out, "n_rows = %d\n", n);
	for (int i = 0; i < n; i++) {
		char name[NAME_SIZE], variable[32];
		const char *lane = row[i]->queue < 0 ? t->r->lane[row[i]->lane] : NULL, *blank = lane ? strchr(lane, ' ') : NULL;
		snprintf(name, sizeof(name), "%s%s%s", t->r->name[row[i]->name], lane ? " on " : "",
			 blank  ? blank + 1
			 : lane ? lane
				: "");
		snprintf(variable, sizeof(variable), "row_%d", i + 1);
		put_text(out, variable, name);
		fprintf(out, "row_is_mark_%d = %d\n", i + 1, row[i]->kind == 'i');
	}
	fputs("$rows << EOD\n", out);
	for (int i = 0; i < n; i++)
		put_row(out, t, row[i]);
	fputs(n ? "EOD\n" : "NaN NaN\nEOD\n", out);
}

bool timeline_write(FILE *out, const char *text, const char *file, const char *title, struct arena *a, struct error *err)
{
	struct recorded *r = arena_alloc(a, sizeof *r);
	char line[NAME_SIZE];
	if (!r) return error_memory(err);
	if (!recorded_read(r, text, file, a, err)) return false;
	struct timeline t = choose(r);
	struct stall s = recorded_stall(r);
	put_text(out, "title_text", title ? title : s.to > s.from ? "The longest stall" : "What happens first");
	put_text(out, "scenario_title", "");
	snprintf(line, sizeof(line), "%s, queue %d, from %.6g ms on", file, t.queue, t.from * 1e-3);
	put_text(out, "subtitle", line);
	*line = '\0';
	if (s.to > s.from)
		snprintf(line, sizeof(line), "between the marks packets wait for %.3g %s, and none is delivered",
			 s.to - s.from < 1000 ? s.to - s.from : (s.to - s.from) * 1e-3, s.to - s.from < 1000 ? "us" : "ms");
	put_text(out, "note", line);
	fprintf(out, "x_last = %.9g\nstall_from = %.9g\nstall_to = %.9g\n", t.to - t.from, s.from - t.from, s.to - t.from);
	put_levels(out, &t);
	put_rows(out, &t);
	return !ferror(out);
}
