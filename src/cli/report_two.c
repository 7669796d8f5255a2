/* report_two.c - two results folders side by side, as a page, Markdown or text. */
#include "base/text_stream.h"
#include "cli/cli.h"
#include "cli/diff_sides.h"
#include "cli/page_parts.h"
#include "cli/print.h"
#include "report/diff_page.h"
#include "results/take.h"
#include <stdlib.h>
#include <string.h>

struct two {
	struct diff d;
	struct side a, b;
	struct making *charts[2]; /* of each: what is there to draw its charts from */
	struct diff_page page;
	struct error err;
};

static bool put_page(FILE *f, void *user, struct error *err)
{
	return diff_html(f, &((struct two *)user)->page) || error_memory_for(err, "the report");
}

static bool put_markdown(FILE *f, void *user, struct error *err)
{
	return diff_markdown(f, &((struct two *)user)->d) || error_memory_for(err, "the report");
}

static bool put_text(FILE *f, void *user, struct error *err)
{
	return diff_text(f, &((struct two *)user)->d) || error_memory_for(err, "the report");
}

static bool open_side(struct two *t, struct side *s, const char *path)
{
	s->path = path;
	s->threads = 1; /* nothing is run */
	if (!side_open(s, &t->err)) return false;
	return s->folder ||
	       error_plain(&t->err, "report: %s is no results folder; simnic diff compares scenario files, too", path);
}

static bool compare(struct two *t, struct arena *a)
{
	t->d.a = t->a.told;
	t->d.b = t->b.told;
	t->d.arena = a;
	if (!diff_match(&t->d, &t->err)) return false;
	if (!t->d.n)
		return error_plain(&t->err, "report: no point of %s is one of %s; simnic diff tells which there are", t->a.path,
				   t->b.path);
	return diff_statistics(&t->d, &t->err) && sides_settings(&t->d, &t->a, &t->b, &t->err);
}

/* What the records of a side are, as reports of one take them. */
static struct making *making_of(struct two *t, const struct side *s, struct arena *a)
{
	struct making *m = arena_alloc(a, sizeof(*m));
	if (!m) return error_memory(&t->err), NULL;
	m->err = &t->err;
	m->results = s->results;
	m->records = s->records;
	return m;
}

/* The charts of both. False without an error: they could not be drawn, which was said. */
static bool draw(struct two *t)
{
	bool drawn = true;
	for (int i = 0; i < 2; i++) {
		struct making *m = t->charts[i];
		struct hold hold = {.fd = -1};
		bool taken = folder_take_to_read(&hold, m->results.folder, m->results.base, say, &t->err);
		if (taken && !find_charts(m)) drawn = false;
		hold_drop(&hold);
		if (!taken || t->err.set || *signals_flag()) return false;
	}
	t->page.chart_a = t->charts[0]->page.chart;
	t->page.n_a = t->charts[0]->page.n_charts;
	t->page.chart_b = t->charts[1]->page.chart;
	t->page.n_b = t->charts[1]->page.n_charts;
	return drawn;
}

/* The title that both scenarios have, or the names of the two; the answer. */
static bool fill_page(struct two *t, struct arena *a)
{
	const char *x = t->a.scenario ? scenario_title(t->a.scenario) : "",
		   *y = t->b.scenario ? scenario_title(t->b.scenario) : "";
	char *text = NULL;
	size_t size;
	FILE *f = text_stream(&text, &size);
	if (f) diff_sentence(f, &t->d);
	bool ok = f && fclose(f) == 0;
	t->page.d = &t->d;
	t->page.title = *x && strcmp(x, y) == 0 ? x : arena_printf(a, "%s beside %s", t->a.path, t->b.path);
	t->page.answer = ok ? arena_strdup(a, text) : NULL;
	free(text);
	return (t->page.title && t->page.answer) || error_memory(&t->err);
}

static int write_report(struct two *t, const struct two_ask *o, struct arena *a)
{
	bool html = strcmp(o->format, "html") == 0, drawn = true;
	bool (*put)(FILE *, void *, struct error *) = html                                 ? put_page
						      : strcmp(o->format, "markdown") == 0 ? put_markdown
											   : put_text;
	const char *path = o->output ? o->output : html ? "beside.html" : "-";
	for (int i = 0; i < 2; i++) {
		if (!(t->charts[i] = making_of(t, i ? &t->b : &t->a, a))) return EXIT_RUN;
		if (strcmp(path, "-") != 0 && !report_spares(t->charts[i], path)) return exit_of(&t->err);
	}
	if (html) {
		if (!fill_page(t, a)) return EXIT_RUN;
		drawn = draw(t);
		if (*signals_flag()) return EXIT_SIGNAL + *signals_flag();
		if (t->err.set) return EXIT_RUN;
	}
	if (strcmp(path, "-") == 0) return output_print(put, t, &t->err) == PRINTED && drawn ? EXIT_OK : EXIT_RUN;
	if (!report_to_file(path, put, t, &t->err)) return EXIT_RUN;
	if (!o->quiet) say("wrote %s", path);
	return drawn ? EXIT_OK : EXIT_RUN;
}

int report_two(const struct two_ask *o, struct arena *a)
{
	struct two t = {.a = SIDE_CLOSED, .b = SIDE_CLOSED};
	signals_install(true);
	bool good = open_side(&t, &t.a, o->a) && open_side(&t, &t.b, o->b) && compare(&t, a);
	int code = good ? write_report(&t, o, a) : exit_of(&t.err);
	if (t.err.set) say_error(&t.err);
	for (int i = 0; i < 2; i++)
		if (t.charts[i]) arena_free(&t.charts[i]->arena);
	side_close(&t.a);
	side_close(&t.b);
	return code;
}
