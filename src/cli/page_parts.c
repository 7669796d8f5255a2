/* page_parts.c - what lies beside the records of a run, and what can still be told from its scenario. */
#include "base/regular_file.h"
#include "base/text_line.h"
#include "cli/cli.h"
#include "cli/gnuplot.h"
#include "cli/page_parts.h"
#include "report/chart.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool unreadable(struct making *m, const char *path, int why)
{
	return why == ENOMEM ? error_memory(m->err) : error_system(m->err, "can't read %s: %s", path, strerror(why));
}

/* NULL for a file that is not there or empty; also when it can't be read, with an error: no page lacks a part without a word. */
const char *read_text(struct making *m, const char *path)
{
	char *text = NULL;
	FILE *f = path ? regular_open(path) : NULL;
	const char *kept = NULL;
	if (!path) return error_memory(m->err), NULL;
	if (!f && errno != ENOENT) unreadable(m, path, errno);
	if (!f) return NULL;
	if (!text_whole(f, &text))
		unreadable(m, path, errno);
	else if (*text && !(kept = arena_strdup(&m->arena, text)))
		error_memory(m->err);
	fclose(f);
	free(text);
	return kept;
}

/* What the machine is to blame for is no word about the scenario. */
static void blame(struct making *m, const struct error *err)
{
	if (err->system) error_because(m->err, err, err->at, "%s", err->text);
}

const char *beside(struct making *m, const char *ending)
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
void find_scenario(struct making *m)
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
bool find_prices(struct making *m)
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

bool judge_claims(struct making *m)
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

/* Without gnuplot there is a page, but not where reading or writing failed: that is no fault of the charts. */
bool find_charts(struct making *m)
{
	struct error err = {0};
	struct charts_ask ask = {.terminal = "svg", .quiet = true};
	struct chart_source s = {.n = m->records.n, .point = m->records.point};
	if (!charts_about(&s, &m->results, &m->arena, m->err)) return false;
	int drawn = charts_draw(&m->results, &ask, &m->arena, &err);
	if (drawn < 0 && drawn != CHARTS_UNDRAWN && !*signals_flag()) return error_because(m->err, &err, err.at, "%s", err.text);
	if (drawn < 0 && *signals_flag())
		say("%s; no page is written", err.text);
	else if (drawn < 0)
		say("error: the page has no charts: %s", err.text);
	for (int i = 0; i < drawn && i < MOST_CHARTS; i++) {
		const struct chart *c = chart_of(&s, i);
		const char *path = c ? arena_printf(&m->arena, "%s/charts/%s.svg", m->results.folder, chart_name(c)) : NULL,
			   *svg = read_text(m, path);
		bool lines = c && chart_has_lines(c);
		char title[NAME_SIZE];
		if (!svg) continue;
		path = lines ? arena_printf(&m->arena, "%s/charts/%s.dat", m->results.folder, chart_name(c)) : NULL;
		chart_title(c, &s, title, sizeof(title));
		m->chart[m->page.n_charts++] = (struct page_chart){chart_name(c), arena_strdup(&m->arena, title), svg,
								   lines ? read_text(m, path) : NULL};
		if (!m->chart[m->page.n_charts - 1].title) return error_memory(m->err);
	}
	m->page.chart = m->chart;
	return drawn >= 0;
}
