/* report.c - `simnic report RESULTS`: what a run found, for people who were not there. */
#include "base/regular_file.h"
#include "base/text_stream.h"
#include "cli/cli.h"
#include "cli/gnuplot.h"
#include "results/hold.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "report/chart.h"
#include "report/judge.h"
#include "report/page.h"
#include "report/records.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_CHARTS 64
#define MOST_PRICES 400

struct ask {
	const char *path, *format, *output;
	bool quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option report_options[] = {
	{"format", 'f', "FORMAT", "html (default), markdown: a table, or text: 72 columns", VERB_WORD, AT(format), 0,
	 "html|markdown|text"},
	{"output", 'o', "FILE", "where to (default: html RESULTS/report.html, others here; -: here)", VERB_TEXT, AT(output), 0,
	 NULL},
	{"quiet", 'q', NULL, "do not say what was written", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

/* All that a report is made from. */
struct making {
	struct arena arena;
	struct results results;
	struct records records;
	struct scenario *scenario;
	struct page page;
	struct judgement judgement;
	struct judged *judged;
	struct page_chart chart[MOST_CHARTS];
	struct page_price price[MOST_PRICES];
	struct error *err;
};

static bool unreadable(struct making *m, const char *path, int why)
{
	return why == ENOMEM ? error_memory(m->err) : error_system(m->err, "can't read %s: %s", path, strerror(why));
}

/* NULL for a file that is not there or empty; also when it can't be read, with an error: no page lacks a part without a word. */
static const char *read_text(struct making *m, const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = path ? regular_open(path) : NULL;
	const char *kept = NULL;
	if (!path) return error_memory(m->err), NULL;
	if (!f && errno != ENOENT) unreadable(m, path, errno);
	if (!f) return NULL;
	if (getdelim(&text, &size, '\0', f) > 0) {
		kept = arena_strdup(&m->arena, text);
		if (!kept) error_memory(m->err);
	} else if (!feof(f)) {
		unreadable(m, path, errno);
	}
	fclose(f);
	free(text);
	return kept;
}

/* What the machine is to blame for is no word about the scenario. */
static void blame(struct making *m, const struct error *err)
{
	if (err->system) error_because(m->err, err, (struct place){0}, "%s", err->text);
}

static const char *beside(struct making *m, const char *ending)
{
	return arena_printf(&m->arena, "%s/%s.%s", m->results.folder, m->results.base, ending);
}

/* Do the scenario's points have the ids of the records? */
static bool is_same(struct making *m, struct error *err)
{
	const struct records *r = &m->records;
	char id[17];
	for (int i = 0; i < r->n; i++) {
		if (r->n != scenario_points(m->scenario)) return false;
		if (!scenario_id(m->scenario, i, id, err) || strcmp(id, r->point[i].id) != 0) return false;
	}
	return true;
}

/* The scenario as it was run, when it lies beside the records; else the file it was, changed as it was then. */
static void find_scenario(struct making *m)
{
	const struct report_head *h = &m->records.head;
	struct error err = {0};
	const char *path = beside(m, "scenario.yaml");
	bool own = path && access(path, R_OK) == 0;
	if (!own) path = h->scenario;
	m->scenario = scenario_load(&m->arena, path, own ? NULL : h->set, own ? 0 : h->n_set, &err);
	if (m->scenario && is_same(m, &err)) {
		m->page.scenario = read_text(m, path);
		m->page.head.title = scenario_title(m->scenario);
		return;
	}
	blame(m, &err);
	scenario_free(m->scenario);
	m->page.doubt =
		arena_printf(&m->arena,
			     m->scenario ? "%s is not what these points were run from any more: it, its prices and its claims "
					   "are left out."
					 : "%s can't be read: the scenario, its prices and its claims are left out.",
			     path);
	m->scenario = NULL;
}

static bool has_price(const struct making *m, const struct price_used *q)
{
	for (int i = 0; i < m->page.n_prices; i++)
		if (strcmp(m->price[i].key, q->key) == 0 && strcmp(m->price[i].value, q->text) == 0) return true;
	return false;
}

/* Prices of all points, each once. */
static bool find_prices(struct making *m)
{
	struct price_used *used;
	int n;
	for (int i = 0; m->scenario && i < m->records.n; i++) {
		if (!scenario_prices(m->scenario, i, &m->arena, &used, &n, m->err)) return false;
		for (int k = 0; k < n && m->page.n_prices < MOST_PRICES; k++)
			if (!has_price(m, &used[k]))
				m->price[m->page.n_prices++] =
					(struct page_price){used[k].key, used[k].text, used[k].source, used[k].from};
	}
	m->page.price = m->price;
	return true;
}

static const struct point *point_of(struct making *m, const struct claim *c, enum claim_side side)
{
	struct error err = {0};
	char id[17];
	struct scenario *s = claim_scenario(m->scenario, c, side, &m->arena, &err);
	if (!s || !scenario_id(s, 0, id, &err)) return blame(m, &err), NULL;
	for (int i = 0; i < m->records.n; i++)
		if (strcmp(m->records.point[i].id, id) == 0) return &m->records.point[i];
	return NULL;
}

static bool judge_claims(struct making *m)
{
	const struct claim *list = NULL;
	int n = m->scenario ? scenario_claims(m->scenario, &list) : 0;
	m->judged = arena_array(&m->arena, (size_t)n + 1, sizeof(*m->judged));
	if (!m->judged) return error_memory(m->err);
	for (int i = 0; i < n; i++) {
		const struct claim *c = &list[i];
		const struct point *at = c->n_refused ? NULL : point_of(m, c, CLAIM_AT),
				   *over = at && c->n_over ? point_of(m, c, CLAIM_OVER) : NULL;
		if (!at || (c->n_over && !over)) {
			if (m->err->set) return false;
			m->page.n_elsewhere++;
			continue;
		}
		struct judged *j = &m->judged[m->judgement.n++];
		*j = (struct judged){.claim = c, .scenario = m->page.head.scenario, .source = scenario_source(m->scenario)};
		judge_points(j, at, over);
	}
	m->judgement.judged = m->judged;
	m->page.claims = &m->judgement;
	return true;
}

/* The charts are drawn anew, and none is taken that older points left there. Without gnuplot there are none. */
static bool find_charts(struct making *m)
{
	struct error err = {0};
	struct chart_source s = {.n = m->records.n, .point = m->records.point};
	int drawn = charts_draw(&m->results, "svg", true, &m->arena, &err);
	if (drawn < 0) say("error: the page has no charts: %s", err.text);
	for (int i = 0; i < drawn && i < MOST_CHARTS; i++) {
		const struct chart *c = chart_of(&s, i);
		const char *path = c ? arena_printf(&m->arena, "%s/charts/%s.svg", m->results.folder, chart_name(c)) : NULL,
			   *svg = read_text(m, path);
		if (svg) m->chart[m->page.n_charts++] = (struct page_chart){chart_title(c), svg};
	}
	m->page.chart = m->chart;
	return drawn >= 0;
}

static bool put_report(FILE *f, void *user, struct error *err)
{
	const struct making *m = user;
	(void)err;
	return page_html(f, &m->page);
}

static bool put_markdown(FILE *f, void *user, struct error *err)
{
	return page_markdown(f, &((const struct making *)user)->page) || error_memory(err);
}

static bool put_text_report(FILE *f, void *user, struct error *err)
{
	return page_text(f, &((const struct making *)user)->page) || error_memory(err);
}

static bool to_file(struct making *m, const char *path, bool (*put)(FILE *, void *, struct error *))
{
	struct output to;
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	bool ok = f && put(f, m, m->err);
	if (f && fclose(f) != 0) ok = false;
	if (!ok) {
		free(text);
		return error_memory_for(m->err, "the report");
	}
	ok = output_create_file(&to, path, m->err) && output_write(&to, text, size, m->err) && output_commit(&to, m->err);
	output_close(&to);
	free(text);
	return ok;
}

static int make(struct making *m, const struct ask *o)
{
	bool html = strcmp(o->format, "html") == 0, drawn = true;
	bool (*put)(FILE *, void *, struct error *) = html                             ? put_report
						      : strcmp(o->format, "text") == 0 ? put_text_report
										       : put_markdown;
	const char *path = o->output ? o->output : html ? arena_printf(&m->arena, "%s/report.html", m->results.folder) : "-";
	m->page.head = m->records.head;
	m->page.n_points = m->records.n;
	m->page.point = m->records.point;
	find_scenario(m);
	if (m->err->set) return EXIT_RUN;
	if (m->page.doubt) say("warning: %s", m->page.doubt);
	if (m->scenario) m->page.head.n_show = scenario_show(m->scenario, &m->page.head.show);
	if (html) {
		if (!find_prices(m) || !judge_claims(m)) return EXIT_RUN;
		drawn = find_charts(m);
		m->page.provenance = read_text(m, beside(m, "provenance.json"));
		if (m->err->set) return EXIT_RUN;
	}
	if (!path) return error_memory(m->err), EXIT_RUN;
	if (strcmp(path, "-") == 0) return output_print(put, m, m->err) == PRINTED && drawn ? EXIT_OK : EXIT_RUN;
	if (!drawn && access(path, F_OK) == 0) {
		say("%s is kept as it was", path);
		return EXIT_RUN;
	}
	if (!to_file(m, path, put)) return EXIT_RUN;
	if (!o->quiet) say("wrote %s", path);
	return drawn ? EXIT_OK : EXIT_RUN;
}

int report_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.format = "html"};
	struct error err = {0};
	struct making *m = arena_alloc(a, sizeof(*m));
	int code = EXIT_RUN;
	if (!m) error_memory(&err), say_error(&err);
	if (!m) return EXIT_RUN;
	m->err = &err;
	if (verb_read(v, argc, argv, a, &o, &o.path, &err) && !o.path) return verb_print_help(v);
	signals_install(true);
	struct hold hold = {.fd = -1};
	if (!err.set && results_find(&m->results, o.path, a, &err)) {
		bool good = hold_take_to_read(&hold, m->results.folder, m->results.base, say, &err) &&
			    results_check(&m->results, a, &err) && records_read(&m->records, m->results.records, &err);
		code = good ? make(m, &o) : exit_of(&err);
		scenario_free(m->scenario);
		records_free(&m->records);
	} else {
		code = exit_of(&err);
	}
	if (err.set) say_error(&err);
	hold_drop(&hold);
	arena_free(&m->arena);
	return code;
}
