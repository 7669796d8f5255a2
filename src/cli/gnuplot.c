/* gnuplot.c - from records to pictures. */
#include "base/regular_file.h"
#include "base/text_stream.h"
#include "cli/gnuplot.h"
#include "cli/gnuplot_run.h"
#include "cli/shipped.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "report/chart.h"
#include "report/records.h"
#include "results/stale.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct drawing {
	const struct results *r;
	const char *terminal, *scripts; /* where plot/ is */
	char *folder;                   /* charts go there */
	bool quiet;
	struct arena *a;
	struct error *err;
	bool undrawn; /* gnuplot is to blame */
};

static bool run_gnuplot(struct drawing *d, const char *script, const char *data, const char *out)
{
	return gnuplot_run(d->terminal, d->scripts, script, data, out, d->err) || (d->undrawn = true, false);
}

/* Draws under another name and moves it into place: nobody sees half a picture. */
static bool draw(struct drawing *d, const struct chart *c)
{
	struct output to;
	const char *script = arena_printf(d->a, "%s/%s.gp", d->scripts, chart_script(c)),
		   *data = arena_printf(d->a, "%s/%s.dat", d->folder, chart_name(c));
	if (!script || !data) return error_memory(d->err);
	bool ok = output_create(&to, d->folder, chart_name(c), d->terminal, d->err) && run_gnuplot(d, script, data, to.temp);
	if (ok && !picture_is_whole(to.temp, d->terminal))
		ok = error_system(d->err, "gnuplot has not written all of %s: is the disk full?", to.path);
	ok = ok && output_commit(&to, d->err);
	if (ok && !d->quiet) say("drawn: %s", to.path);
	output_close(&to);
	return ok;
}

/* A file without a name, which is gone with us; gnuplot, that inherits it, opens it as this one. */
static FILE *nameless(char name[32], struct error *err)
{
	FILE *f = tmpfile();
	if (!f) error_system(err, "can't make a temporary file: %s", strerror(errno));
	if (f) snprintf(name, 32, "/dev/fd/%d", fileno(f));
	return f;
}

/* As text, to standard output: nothing is written in the folder, and what could not be shown is no picture. */
static bool show(struct drawing *d, const struct chart *c, const char *numbers, size_t size)
{
	char data[32], picture[32], *text = NULL;
	const char *script = arena_printf(d->a, "%s/%s.gp", d->scripts, chart_script(c));
	struct output out = output_stdout();
	FILE *from = nameless(data, d->err), *to = from ? nameless(picture, d->err) : NULL;
	bool ok = script || error_memory(d->err);
	ok = ok && to;
	if (ok && (fwrite(numbers, 1, size, from) < size || fflush(from) != 0))
		ok = error_system(d->err, "can't write the numbers of chart %s: %s", chart_name(c), strerror(errno));
	ok = ok && run_gnuplot(d, script, data, picture);
	ok = ok && picture_text(to, &text, d->err) && output_write(&out, text, strlen(text), d->err);
	free(text);
	if (from) fclose(from);
	if (to) fclose(to);
	return ok;
}

/* The numbers of a chart into a file of their own, from points or, with text, from other records; then the picture. */
static bool make(struct drawing *d, const struct chart *c, const struct chart_source *s, const char *text)
{
	struct output to;
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
	if (!ok) free(made);
	if (lacks)
		return error_plain(d->err, "%s: the records do not hold the numbers for chart %s", d->r->records, chart_name(c));
	if (!ok) return error_memory(d->err);
	if (strcmp(d->terminal, "dumb") == 0) {
		ok = show(d, c, made, size);
		free(made);
		return ok;
	}
	ok = output_create(&to, d->folder, chart_name(c), "dat", d->err) && output_write(&to, made, size, d->err) &&
	     output_commit(&to, d->err);
	output_close(&to);
	free(made);
	return ok && draw(d, c);
}

static int draw_points(struct drawing *d)
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
	struct drawing d = {.r = r, .terminal = terminal, .quiet = quiet, .a = a, .err = err};
	const char *why;
	d.scripts = shipped_folder(a, "plot/style.gp");
	d.folder = arena_printf(a, "%s/charts", r->folder);
	if (!d.scripts) return error_system(err, "the scripts in plot/ are neither here nor beside the program"), -1;
	if (!d.folder) return error_memory(err), -1;
	char *text = regular_whole(r->records, err);
	if (!text) return -1;
	const struct chart *c = chart_of_records(text, &why);
	int n = !c ? draw_points(&d) : !chart_records_any(c, text) ? 0 : make(&d, c, NULL, text) ? 1 : -1;
	free(text);
	return n < 0 && d.undrawn ? CHARTS_UNDRAWN : n;
}
