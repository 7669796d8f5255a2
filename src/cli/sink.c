/* sink.c - from points to the formats asked for. */
#include "base/text_stream.h"
#include "cli/sink.h"
#include "cli/cli.h"
#include "cli/terminal.h"
#include "cli/tries.h"
#include "results/record.h"
#include "base/param.h"
#include "base/visible.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool sink_can(const struct options *o, struct error *err)
{
	if (o->format != FORMAT_SQLITE) return true;
	if (!options_keep(o) && isatty(STDOUT_FILENO))
		return error_plain(err,
				   "--format sqlite writes a database, which is no text for a terminal; expected a file behind "
				   ">, or -o DIR");
	return sqlite_can(err);
}

bool sink_put_rows(const struct options *o, FILE *f, const struct csv *rows, struct error *err)
{
	if (o->format == FORMAT_SQLITE) return sqlite_write(f, rows, err);
	return csv_write(f, rows) || error_memory_for(err, "the report");
}

bool sink_open(struct sink *s, const struct options *o, const struct scenario *scenario, struct meter *meter, struct csv *shared)
{
	const char *const *show;
	*s = (struct sink){.o = o, .scenario = scenario, .meter = meter, .shared = shared, .out = output_stdout()};
	s->told = (struct told){o->set, o->n_sets, o->verbose, tries_told(o)};
	if (!options_keep(o)) s->on[o->format] = true;
	s->seen = calloc((size_t)scenario_show(scenario, &show) + 1, sizeof(*s->seen));
	bool rows = s->on[FORMAT_CSV] || s->on[FORMAT_SQLITE];
	if (rows && !shared) s->csv = csv_create();
	if (s->csv && o->csv_units) csv_units_row(s->csv);
	if (s->seen && (!rows || shared || s->csv)) return true;
	return error_memory(&s->err);
}

static bool put_text(struct sink *s, FILE *f)
{
	struct report_head head = record_head(s->scenario, &s->told, 0);
	head.screen = terminal_width();
	if (s->follows) fputc('\n', f);
	return report_text(f, &head, s->kept, s->n_kept, s->o->verbose);
}

static bool put_rows(struct sink *s, FILE *f)
{
	return sink_put_rows(s->o, f, s->csv, &s->err);
}

/* Made in memory first: the one place where a write can fail is output_write. */
static bool emit(struct sink *s, bool (*put)(struct sink *s, FILE *f))
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	bool ok = f && put(s, f);
	if (f && fclose(f) != 0) ok = false;
	if (ok && put == put_text) visible_make(text, size);
	if (ok)
		ok = output_write(&s->out, text, size, &s->err);
	else if (!s->err.set)
		error_memory_for(&s->err, "the report");
	free(text);
	return ok;
}

static bool take_json(struct sink *s, const struct point *p)
{
	char *text = record_make(s->scenario, &s->told, p, &s->err);
	size_t size = text ? strlen(text) : 0;
	if (!text) return false;
	text[size] = '\n'; /* in the place of its NUL */
	bool ok = output_write(&s->out, text, size + 1, &s->err);
	free(text);
	return ok;
}

static bool take_text(struct sink *s, struct point *p)
{
	if (s->n_kept == s->room) {
		int room = s->room ? 2 * s->room : 8;
		struct point *more = realloc(s->kept, (size_t)room * sizeof(*more));
		if (!more) return error_memory_for(&s->err, "%d points", room);
		s->kept = more;
		s->room = room;
	}
	point_move(&s->kept[s->n_kept++], p);
	return true;
}

static void warn(struct sink *s, const struct point *p)
{
	char name[NAME_SIZE];
	if (!p->failed && !p->unsteady && !p->unsure) return;
	meter_clear(s->meter);
	point_name(p, name);
	if (p->failed) say("error: %s: %s: failed: %s", scenario_path(s->scenario), name, p->failure);
	if (p->unsteady) say("warning: %s: %s: not steady: %s", scenario_path(s->scenario), name, p->unsteady_why);
	if (p->unsure) say("warning: %s: %s: %s", scenario_path(s->scenario), name, p->unsure_why);
}

static void note_seen(struct sink *s, const struct point *p)
{
	const char *const *show;
	for (int i = scenario_show(s->scenario, &show) - 1; i >= 0; i--)
		s->seen[i] = s->seen[i] || p->failed || point_find(p, show[i]) >= 0;
}

/* A statistic nobody has is a slip of the pen; which there are is known only now. */
static void warn_unseen(const struct sink *s)
{
	const char *const *show;
	for (int i = 0, n = scenario_show(s->scenario, &show); i < n; i++) {
		struct place at = scenario_show_place(s->scenario, i);
		const char *best = NULL;
		int cost = 0;
		if (s->seen[i]) continue;
		for (int k = 0; s->n_kept && k < s->kept[0].n_stats; k++)
			statistic_offer(show[i], s->kept[0].stat[k].name, &best, &cost);
		say("warning: %s:%d:%d: no point has a statistic '%s'%s%s%s", at.file, at.line, at.col, show[i],
		    best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "");
	}
}

bool sink_try(struct sink *s)
{
	int64_t points = scenario_points(s->scenario);
	for (int i = 0; i < s->n_kept && tries_wanted(s->o, points); i++)
		if (!s->kept[i].gain_of && !tries_point(s->o, s->scenario, s->meter, &s->kept[i], &s->err)) return false;
	return true;
}

bool sink_take(void *user, struct point *p)
{
	struct sink *s = user;
	if (s->on[FORMAT_JSON] && tries_wanted(s->o, scenario_points(s->scenario)) &&
	    !tries_point(s->o, s->scenario, s->meter, p, &s->err))
		return false;
	warn(s, p);
	strikes_look(&s->strikes, s->scenario, p);
	s->taken++;
	note_seen(s, p);
	const char *const *show;
	int n_show = scenario_show(s->scenario, &show);
	meter_point(s->meter, p, show, n_show);
	s->failed += p->failed;
	s->unsteady += p->unsteady;
	if (s->on[FORMAT_JSON] && !take_json(s, p)) return false;
	if ((s->on[FORMAT_CSV] || s->on[FORMAT_SQLITE]) &&
	    !csv_add(s->shared ? s->shared : s->csv, scenario_path(s->scenario), p))
		return error_memory(&s->err);
	return !s->on[FORMAT_TEXT] || take_text(s, p);
}

bool sink_finish(struct sink *s, bool complete)
{
	bool ok = true;
	meter_clear(s->meter);
	if (s->on[FORMAT_TEXT] && complete) ok = emit(s, put_text);
	if (complete) warn_unseen(s);
	if (complete) strikes_tell(&s->strikes, s->scenario);
	if (s->csv) ok = ok && emit(s, put_rows);
	return ok;
}

void sink_close(struct sink *s)
{
	for (int i = 0; i < s->n_kept; i++)
		point_free(&s->kept[i]);
	free(s->kept);
	free(s->seen);
	csv_free(s->csv);
}
