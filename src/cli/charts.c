/* charts.c - `simnic charts RESULTS`: draws them again, without running anything. */
#include "cli/cli.h"
#include "cli/gnuplot.h"
#include "results/take.h"
#include "cli/verbs.h"
#include <string.h>

struct ask {
	const char *path, *terminal;
	bool quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option charts_options[] = {
	{"terminal", 't', "TERMINAL", "svg (default), png, pdf, or dumb: as text, here", VERB_WORD, AT(terminal), 0,
	 CHART_TERMINALS},
	{"quiet", 'q', NULL, "do not say what was drawn", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

static int draw(const struct results *r, const struct ask *o, struct arena *a, struct error *err)
{
	struct hold hold = {.fd = -1};
	int code = EXIT_RUN;
	bool here = strcmp(o->terminal, "dumb") == 0; /* nothing is written in the folder */
	if (!(here ? folder_take_to_read : folder_take)(&hold, r->folder, r->base, say, err) || !results_check(r, a, err)) {
		code = exit_of(err);
	} else {
		int n = charts_draw(r, o->terminal, o->quiet, a, err);
		if (n == 0) say("%s: no chart fits these points", r->records);
		code = n < 0 ? exit_of(err) : EXIT_OK;
	}
	hold_drop(&hold);
	return code;
}

int charts_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.terminal = "svg"};
	struct results r;
	struct error err = {0};
	if (verb_read(v, argc, argv, a, &o, &o.path, &err) && !o.path) return verb_print_help(v);
	if (err.set || !results_find(&r, o.path, a, &err)) {
		say_error(&err);
		return exit_of(&err);
	}
	signals_install(true);
	int code = draw(&r, &o, a, &err);
	if (err.set) say_error(&err);
	return code;
}
