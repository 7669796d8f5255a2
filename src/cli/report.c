/* report.c - `simnic report RESULTS`: what a run found, for people who were not there. */
#include "base/version.h"
#include "cli/cli.h"
#include "cli/page_parts.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "results/stale.h"
#include "results/take.h"
#include <string.h>
#include <unistd.h>

struct ask {
	const char *path, *format, *output;
	struct choice choice;
	struct verb_sets where;
	bool quiet, help;
};
#define MOST_TOP 1000000
#define AT(field) offsetof(struct ask, field)
const struct verb_option report_options[] = {
	{"format", 'f', "FORMAT", "html (default), markdown: a table, or text: 72 columns", VERB_WORD, AT(format), 0,
	 "html|markdown|text"},
	{"output", 'o', "FILE", "where to (default: html RESULTS/report.html, of two beside.html, others here; -: here)",
	 VERB_TEXT, AT(output), 0, NULL},
	{"where", 'w', "KEY=VALUE", "the table: of these points alone (repeatable; also != < <= > >=, and of statistics)",
	 VERB_CLAUSE, AT(where), 0, NULL},
	{"sort", 's', "NAME", "the table: by a statistic, the best first, or a key; -NAME: the other way", VERB_TEXT,
	 AT(choice.sort), 0, NULL},
	{"top", 'n', "N", "the table: the first N alone", VERB_COUNT, AT(choice.top), MOST_TOP, NULL},
	{"columns", 'c', "NAMES", "the table: what varies, and these statistics, with commas between them", VERB_TEXT,
	 AT(choice.columns), 0, NULL},
	{"quiet", 'q', NULL, "do not say what was written", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

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

static bool has_choice(const struct choice *c)
{
	return c->n_where || c->sort || c->top || c->columns;
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
	char owner[STALE_OWNER];
	stale_owner(m->results.base, owner);
	m->page.generator = arena_printf(&m->arena, "simnic " SIMNIC_VERSION ", %s", owner);
	find_scenario(m);
	if (m->err->set) return EXIT_RUN;
	if (!path) return error_memory(m->err), EXIT_RUN;
	if (!report_spares(m, path)) return exit_of(m->err);
	if (m->page.doubt) say("warning: %s", m->page.doubt);
	if (m->scenario) m->page.head.n_show = scenario_show(m->scenario, &m->page.head.show);
	if (has_choice(&o->choice) && html)
		return error_plain(m->err, "--where, --sort, --top and --columns go with --format markdown or text"), EXIT_USAGE;
	if (has_choice(&o->choice) && !choose_points(m, &o->choice)) return exit_of(m->err);
	if (html) {
		if (!find_prices(m) || !judge_claims(m)) return EXIT_RUN;
		drawn = find_charts(m);
		if (*signals_flag()) return EXIT_SIGNAL + *signals_flag();
		m->page.provenance = read_text(m, beside(m, "provenance.json"));
		if (m->err->set) return EXIT_RUN;
	}
	if (strcmp(path, "-") == 0) return output_print(put, m, m->err) == PRINTED && drawn ? EXIT_OK : EXIT_RUN;
	if (!drawn && access(path, F_OK) == 0) {
		say("%s is kept as it was", path);
		return EXIT_RUN;
	}
	if (!report_to_file(path, put, m, m->err)) return EXIT_RUN;
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
	o.where.set = arena_array(a, (size_t)argc, sizeof(*o.where.set));
	if (!o.where.set) error_memory(&err);
	char **word = NULL;
	int n = 0;
	bool read = o.where.set && verb_read_many(v, argc, argv, a, &o, &word, &n, &err);
	if (read && !n) return verb_print_help(v);
	if (read && n > 2) error_plain(&err, "%s: one argument too many, %s", v->name, word[2]);
	if (n) o.path = word[0];
	o.choice.where = o.where.set;
	o.choice.n_where = o.where.n;
	if (!err.set && n == 2) {
		if (!has_choice(&o.choice))
			return report_two(&(struct two_ask){word[0], word[1], o.format, o.output, o.quiet}, a);
		error_plain(&err, "--where, --sort, --top and --columns go with one folder");
	}
	signals_install(true);
	struct hold hold = {.fd = -1};
	if (!err.set && results_find(&m->results, o.path, a, &err)) {
		bool good = folder_take_to_read(&hold, m->results.folder, m->results.base, say, &err) &&
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
