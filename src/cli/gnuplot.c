/* gnuplot.c - from records to pictures. */
#include "cli/gnuplot.h"
#include "base/regular_file.h"
#include "base/text_stream.h"
#include "cli/cli.h"
#include "cli/gnuplot_batch.h"
#include "cli/shipped.h"
#include "report/records.h"
#include "report/pick.h"
#include "results/stale.h"
#include "scenario/scenario.h"
#include <stdlib.h>
#include <string.h>

struct drawing {
	const struct results *r;
	const struct charts_ask *ask;
	struct batch batch;
	struct arena *a;
	struct error *err;
};

/* The numbers of a chart, from points or, with text, from other records, for the batch to draw. */
static bool make(struct drawing *d, const struct chart *c, const struct chart_source *s, const char *text)
{
	char *made = NULL;
	size_t size = 0;
	FILE *f = text_stream(&made, &size);
	char owner[STALE_OWNER];
	stale_owner(d->r->base, owner);
	if (f) fprintf(f, "# %s\n", owner);
	bool ok = f && (text ? chart_write_records(f, c, text) : chart_write(f, c, s));
	/* The charts of points are those that they have the numbers for. */
	bool lacks = f && text && !ok && !ferror(f);
	if (f && fclose(f) != 0) ok = lacks = false;
	if (lacks)
		error_plain(d->err, "%s: the records do not hold the numbers for chart %s", d->r->records, chart_name(c));
	else if (!ok)
		error_memory(d->err);
	else
		ok = batch_add(&d->batch, chart_name(c), chart_script(c), made, size, d->err);
	free(made);
	return ok;
}

/* A copy of the text, NULL of none. */
static const char *keep(struct arena *a, const char *text, struct error *err)
{
	const char *own = text ? arena_strdup(a, text) : NULL;
	if (text && !own) error_memory(err);
	return own;
}

bool charts_about(struct chart_source *s, const struct results *r, struct arena *a, struct error *err)
{
	static const char *const named[CHART_TRAFFICS] = {"traffic.name", "traffic2.name", "traffic3.name"};
	struct error own = {0};
	const char *const *show, *path = arena_printf(a, "%s/%s.scenario.yaml", r->folder, r->base);
	if (!path) return error_memory(err);
	struct scenario *of = scenario_load(a, path, NULL, 0, &own);
	if (of) s->title = keep(a, scenario_title(of), &own);
	for (int i = 0, n = of ? scenario_show(of, &show) : 0; i < n && !own.set; i++) {
		const char *name = keep(a, show[i], &own);
		if (i == 0) s->shown = name;
		if (name && chart_is_latency(name)) s->tail = name;
	}
	for (int i = 0; of && i < CHART_TRAFFICS && !own.set; i++) {
		const char *name = scenario_value(of, 0, named[i], a);
		s->traffic[i] = name && *name ? keep(a, name, &own) : NULL;
	}
	scenario_free(of);
	return !own.system || error_because(err, &own, own.at, "%s", own.text);
}

static bool wants_one(const struct chart_wish *w)
{
	return w->x || w->y || w->by || w->panel;
}

static int make_charts(struct drawing *d, const struct chart_source *s)
{
	int n = 0;
	if (wants_one(&s->wish)) {
		const struct chart *c = chart_wished(s, d->a, d->err);
		return c && make(d, c, s, NULL) ? 1 : -1;
	}
	for (const struct chart *c; n >= 0 && (c = chart_of(s, n));)
		n = make(d, c, s, NULL) ? n + 1 : -1;
	return n;
}

static int make_points(struct drawing *d)
{
	struct records r;
	char base[512];
	struct chart_source s = {.wish = d->ask->wish};
	int n = -1;
	if (records_read(&r, d->r->records, d->err) && charts_about(&s, d->r, d->a, d->err))
		n = pick_points(r.point, r.n, d->ask->where, d->ask->n_where, d->err);
	if (n > 0) {
		s.scenario = scenario_base(r.head.scenario, base, sizeof(base));
		s.platform = r.head.platform;
		s.n = n;
		s.point = r.point;
		n = make_charts(d, &s);
	}
	records_free(&r);
	return n;
}

/* Of claims and prices there is the one chart. */
static int make_records(struct drawing *d, const struct chart *c, const char *text)
{
	if (wants_one(&d->ask->wish) || d->ask->n_where)
		return error_plain(d->err, "%s: keys and --where choose among points, and these are none", d->r->records), -1;
	return make(d, c, NULL, text) ? 1 : -1;
}

int charts_draw(const struct results *r, const struct charts_ask *ask, struct arena *a, struct error *err)
{
	struct drawing d = {.r = r, .ask = ask, .a = a, .err = err};
	const char *why, *scripts = shipped_folder(a, "plot/style.gp"), *folder = arena_printf(a, "%s/charts", r->folder);
	bool undrawn = false;
	if (!scripts) return error_system(err, "the scripts in plot/ are neither here nor beside the program"), -1;
	if (!folder) return error_memory(err), -1;
	char *text = regular_whole(r->records, err);
	if (!text) return -1;
	d.batch = batch_for(ask, folder, scripts, a);
	const struct chart *c = chart_of_records(text, &why);
	int n = !c ? make_points(&d) : !chart_records_any(c, text) ? 0 : make_records(&d, c, text);
	free(text);
	if (n > 0 && !batch_draw(&d.batch, &undrawn, err)) n = undrawn ? CHARTS_UNDRAWN : -1;
	batch_close(&d.batch);
	return n;
}
