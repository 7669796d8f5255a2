/* gnuplot.c - from records to pictures. */
#include "cli/gnuplot.h"
#include "base/regular_file.h"
#include "base/text_stream.h"
#include "cli/cli.h"
#include "cli/gnuplot_batch.h"
#include "cli/shipped.h"
#include "report/chart.h"
#include "report/records.h"
#include "results/stale.h"
#include <stdlib.h>
#include <string.h>

struct drawing {
	const struct results *r;
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

static int make_points(struct drawing *d)
{
	struct records r;
	char base[512];
	int n = 0;
	if (!records_read(&r, d->r->records, d->err)) n = -1;
	struct chart_source s = {.platform = r.head.platform, .n = r.n, .point = r.point};
	if (n == 0) s.scenario = scenario_base(r.head.scenario, base, sizeof(base));
	for (const struct chart *c; n >= 0 && (c = chart_of(&s, n));)
		n = make(d, c, &s, NULL) ? n + 1 : -1;
	records_free(&r);
	return n;
}

int charts_draw(const struct results *r, const char *terminal, bool quiet, struct arena *a, struct error *err)
{
	struct drawing d = {.r = r, .a = a, .err = err};
	const char *why, *scripts = shipped_folder(a, "plot/style.gp"), *folder = arena_printf(a, "%s/charts", r->folder);
	bool undrawn = false;
	if (!scripts) return error_system(err, "the scripts in plot/ are neither here nor beside the program"), -1;
	if (!folder) return error_memory(err), -1;
	char *text = regular_whole(r->records, err);
	if (!text) return -1;
	d.batch = (struct batch){.folder = folder, .scripts = scripts, .terminal = terminal, .quiet = quiet, .arena = a};
	const struct chart *c = chart_of_records(text, &why);
	int n = !c ? make_points(&d) : !chart_records_any(c, text) ? 0 : make(&d, c, NULL, text) ? 1 : -1;
	free(text);
	if (n > 0 && !batch_draw(&d.batch, &undrawn, err)) n = undrawn ? CHARTS_UNDRAWN : -1;
	batch_close(&d.batch);
	return n;
}
