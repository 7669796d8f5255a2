/* charts.c - `simnic charts RESULTS`: draws them again, without running anything. */
#include "cli/cli.h"
#include "cli/gnuplot.h"
#include "results/take.h"
#include "cli/verbs.h"
#include <string.h>

struct ask {
	const char *path;
	struct charts_ask charts;
	struct verb_sets where;
	bool timeline, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option charts_options[] = {
	{"terminal", 't', "TERMINAL", "svg (default), png, pdf, or dumb: as text, here", VERB_WORD, AT(charts.terminal), 0,
	 CHART_TERMINALS},
	{"x", 'x', "KEY", "one chart: what runs along it, such as traffic.size or size", VERB_TEXT, AT(charts.wish.x), 0, NULL},
	{"y", 'y', "STATISTIC", "what it shows (default: the first of show:); latency: its percentiles", VERB_TEXT,
	 AT(charts.wish.y), 0, NULL},
	{"by", 'b', "KEY", "what its colours tell; marks tell what else there is", VERB_TEXT, AT(charts.wish.by), 0, NULL},
	{"panel", 'p', "KEY", "what its parts tell", VERB_TEXT, AT(charts.wish.panel), 0, NULL},
	{"where", 'w', "KEY=VALUE", "of these points alone (repeatable; also != < <= > >=, and of statistics)", VERB_CLAUSE,
	 AT(where), 0, NULL},
	{"log", 'l', "AXES", "logarithmic axes: x, y, xy or none (default: as suits)", VERB_WORD, AT(charts.wish.log), 0,
	 "x|y|xy|none"},
	{"timeline", 0, NULL, "RESULTS is a file of --trace: the longest stall in it, drawn beside it", VERB_FLAG, AT(timeline),
	 0, NULL},
	{"title", 0, "TEXT", "instead of the chart's own", VERB_TEXT, AT(charts.wish.title), 0, NULL},
	{"size", 's', "SIZE", "page (default), or a slide: 16:9 or 4:3", VERB_WORD, AT(charts.size), 0, CHART_SIZES},
	{"palette", 0, "PALETTE", "light (default) or dark", VERB_WORD, AT(charts.palette), 0, CHART_PALETTES},
	{"quiet", 'q', NULL, "do not say what was drawn", VERB_FLAG, AT(charts.quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

static int draw(const struct results *r, const struct ask *o, struct arena *a, struct error *err)
{
	struct hold hold = {.fd = -1};
	int code = EXIT_RUN;
	bool here = strcmp(o->charts.terminal, "dumb") == 0; /* nothing is written in the folder */
	if (!(here ? folder_take_to_read : folder_take)(&hold, r->folder, r->base, say, err) || !results_check(r, a, err)) {
		code = exit_of(err);
	} else {
		int n = charts_draw(r, &o->charts, a, err);
		if (n == 0) say("%s: no chart fits these points", r->records);
		code = n < 0 ? exit_of(err) : EXIT_OK;
	}
	hold_drop(&hold);
	return code;
}

/* What a chart of points is asked for says nothing to the picture of a trace. */
static bool suits_timeline(const struct ask *o, struct error *err)
{
	const struct chart_wish *w = &o->charts.wish;
	const char *other = w->x         ? "--x"
			    : w->y       ? "--y"
			    : w->by      ? "--by"
			    : w->panel   ? "--panel"
			    : w->log     ? "--log"
			    : o->where.n ? "--where"
					 : NULL;
	return !other ||
	       error_plain(err, "charts --timeline draws a trace, and %s asks for points; expected one of the two", other);
}

int charts_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.charts.terminal = "svg"};
	struct results r;
	struct error err = {0};
	o.where.set = arena_array(a, (size_t)argc, sizeof(*o.where.set));
	if (!o.where.set) error_memory(&err);
	bool ok = o.where.set && verb_read(v, argc, argv, a, &o, &o.path, &err);
	if (ok && !o.path) return verb_print_help(v);
	signals_install(true);
	if (!err.set && o.timeline && suits_timeline(&o, &err) && timeline_draw(o.path, &o.charts, a, &err) > 0) return EXIT_OK;
	if (err.set || !results_find(&r, o.path, a, &err)) {
		say_error(&err);
		return exit_of(&err);
	}
	o.charts.where = o.where.set;
	o.charts.n_where = o.where.n;
	int code = draw(&r, &o, a, &err);
	if (err.set) say_error(&err);
	return code;
}
