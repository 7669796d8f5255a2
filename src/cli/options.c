/* options.c - the table of options, and reading the command line by it. */
#include "cli/options.h"
#include "base/param.h"
#include "batch/execute.h"
#include "nic/called.h"
#include "scenario/keys.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const format_names[N_FORMATS + 2] = {"text", "json", "csv", "sqlite", "markdown", NULL};
const char *const schema_kinds[] = {"scenario", "platform", "fit", NULL};
const char *const shells[] = {"bash", "zsh", NULL};
static const char *const terminals[] = {"svg", "png", "pdf", "dumb", NULL}, *const whats[] = {"all", NULL};

struct reading {
	struct arena *arena;
	struct options *o;
	struct error *err;
	bool action_given;
	const char *action_name;
};

struct option_row {
	const char *name;
	char letter;          /* 0 = none */
	const char *argument; /* NULL = none */
	const char *help;
	bool (*take)(struct reading *r, const char *name, const char *argument);
};

static bool take_set(struct reading *r, const char *name, const char *argument)
{
	struct place at = {.file = arena_printf(r->arena, "--%s %s", name, argument)};
	if (!at.file) return error_memory(r->err);
	if (!strchr(argument, '=')) return error_at(r->err, at, "expected key=value, such as run.seed=7");
	r->o->set[r->o->n_sets++] = argument;
	return true;
}

/* --seed N, --repeat N: shorthands of --set run.seed=N */
static bool take_run(struct reading *r, const char *name, const char *argument)
{
	const char *set = arena_printf(r->arena, "run.%s=%s", name, argument);
	if (!set) return error_memory(r->err);
	r->o->set[r->o->n_sets++] = set;
	return true;
}

static bool take_format(struct reading *r, const char *name, const char *argument)
{
	for (int i = 0; format_names[i]; i++)
		if (strcmp(argument, format_names[i]) == 0) {
			r->o->format = (enum format)i;
			r->o->format_given = true;
			return true;
		}
	const char *near = nearest_word(argument, format_names);
	return error_plain(r->err, "--%s %s: expected text, json, csv, sqlite or markdown%s%s%s", name, argument,
			   near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static bool take_threads(struct reading *r, const char *name, const char *argument)
{
	char *end;
	errno = 0;
	long n = strtol(argument, &end, 10);
	if (errno || end == argument || *end || n < 1 || n > MAX_THREADS)
		return error_plain(r->err, "--%s %s: expected a number of threads from 1 to %d", name, argument, MAX_THREADS);
	r->o->threads = (int)n;
	return true;
}

static bool take_path(struct reading *r, const char *name, const char *argument)
{
	if (!*argument) return error_plain(r->err, "--%s: expected a path, found nothing", name);
	*(strcmp(name, "trace") == 0 ? &r->o->trace : &r->o->dir) = argument;
	return true;
}

/* A time with its unit, in ps. */
static bool take_time(struct reading *r, const char *name, const char *argument, int64_t *ps)
{
	char why[300];
	if (*argument && strspn(argument, "0123456789.") == strlen(argument))
		return error_plain(r->err, "--%s %.60s: expected a time with its unit, such as %.40ss", name, argument, argument);
	if (!unit_parse(UNIT_TIME, argument, 0, ps, why, sizeof(why)))
		return error_plain(r->err, "--%s %.60s: %s", name, argument, why);
	return true;
}

static bool take_window(struct reading *r, const char *name, const char *argument)
{
	bool from = strcmp(name, "trace-from") == 0;
	int64_t ps;
	if (!take_time(r, name, argument, &ps)) return false;
	if (ps < 0 || (!from && ps == 0))
		return error_plain(r->err, "--%s %s: expected more than nothing, such as 1ms", name, argument);
	*(from ? &r->o->trace_from : &r->o->trace_for) = ps;
	return true;
}

static bool take_limit(struct reading *r, const char *name, const char *argument)
{
	int64_t ps;
	if (!take_time(r, name, argument, &ps)) return false;
	if (ps <= 0) return error_plain(r->err, "--%s %s: expected more than nothing, such as 60s", name, argument);
	r->o->limit = (double)ps * 1e-12;
	return true;
}

static bool take_resume(struct reading *r, const char *name, const char *argument)
{
	(void)name, (void)argument;
	return r->o->resume = true;
}

static bool take_force(struct reading *r, const char *name, const char *argument)
{
	(void)name, (void)argument;
	return r->o->force = true;
}

static bool take_rerun(struct reading *r, const char *name, const char *argument)
{
	if (strlen(argument) != 16 || strspn(argument, "0123456789abcdef") != 16)
		return error_plain(r->err, "--%s %.60s: expected the id of a point, 16 hexadecimal digits", name, argument);
	r->o->rerun = argument;
	return true;
}

static bool take_shard(struct reading *r, const char *name, const char *argument)
{
	char *end;
	errno = 0;
	long i = strtol(argument, &end, 10), n = *end == '/' ? strtol(end + 1, &end, 10) : 0;
	if (errno || *end || i < 1 || n < i || n > MAX_SHARDS)
		return error_plain(r->err, "--%s %.60s: expected a part and their number, such as 1/4, at most %d", name,
				   argument, MAX_SHARDS);
	r->o->shard = (int)i;
	r->o->shards = (int)n;
	return true;
}

static bool take_band(struct reading *r, const char *name, const char *argument)
{
	(void)argument;
	r->o->band = strcmp(name, "band") == 0 ? WISH_YES : WISH_NO;
	return true;
}

static bool take_csv_units(struct reading *r, const char *name, const char *argument)
{
	(void)name, (void)argument;
	return r->o->csv_units = true;
}

static bool take_charts(struct reading *r, const char *name, const char *argument)
{
	for (int i = 0; terminals[i]; i++)
		if (!argument || strcmp(argument, terminals[i]) == 0) return (r->o->charts = terminals[i]) != NULL;
	const char *near = nearest_word(argument, terminals);
	return error_plain(r->err, "--%s=%s: expected svg, png, pdf or dumb%s%s%s", name, argument, near ? "; did you mean " : "",
			   near ? near : "", near ? "?" : "");
}

static bool take_quiet(struct reading *r, const char *name, const char *argument)
{
	(void)name, (void)argument;
	return r->o->quiet = true;
}

static bool take_verbose(struct reading *r, const char *name, const char *argument)
{
	(void)name, (void)argument;
	return r->o->verbose = true;
}

/* --what-if, --no-what-if */
static bool take_what_if(struct reading *r, const char *name, const char *argument)
{
	r->o->tries = name[0] == 'w';
	r->o->tries_not = !r->o->tries;
	r->o->tries_all = argument && strcmp(argument, "all") == 0;
	if (!argument || r->o->tries_all) return true;
	return error_plain(r->err, "--%s=%s: expected all, or nothing", name, argument);
}

static const struct {
	const char *name;
	enum action action;
} actions[] = {
	{"check", ACTION_CHECK},       {"print-config", ACTION_PRINT_CONFIG},
	{"dry-run", ACTION_DRY_RUN},   {"list", ACTION_LIST},
	{"describe", ACTION_DESCRIBE}, {"schema", ACTION_SCHEMA},
	{"help", ACTION_HELP},         {"version", ACTION_VERSION},
	{"features", ACTION_FEATURES}, {"claims", ACTION_CLAIMS},
	{"man", ACTION_MAN},           {"completion", ACTION_COMPLETION},
};

static bool take_action(struct reading *r, const char *name, const char *argument)
{
	if (r->action_given && strcmp(r->action_name, name) != 0)
		return error_plain(r->err, "--%s and --%s: only one of them can be done at once", r->action_name, name);
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(actions[i].name, name) == 0) r->o->action = actions[i].action;
	r->action_given = true;
	r->action_name = name;
	if (argument) r->o->subject = argument;
	return true;
}

static const struct option_row rows[] = {
	{"set", 's', "KEY=VALUE", "change a value of the file; KEY=[A,B,...] sweeps it", take_set},
	{"format", 'f', "FORMAT", "text (default), json (a record a line), csv, sqlite; --claims: markdown", take_format},
	{"units-row", 0, NULL, "csv: names alone in the head, units in a row of their own below it", take_csv_units},
	{"output", 'o', "DIR", "write files named after the scenario into DIR (--format: only that)", take_path},
	{"resume", 0, NULL, "run only what -o DIR (default: results/<scenario>) lacks", take_resume},
	{"force", 0, NULL, "replace another result of that name in -o DIR, and its charts", take_force},
	{"rerun", 0, "ID", "run the point with that id again; -o DIR: and compare", take_rerun},
	{"shard", 0, "I/N", "run the I-th of N parts into -o DIR, for simnic merge", take_shard},
	{"jobs", 'j', "N", "run on N threads (default: all processors); changes no output", take_threads},
	{"limit", 0, "TIME", "a replication that takes longer, say 60s, fails alone (default: any)", take_limit},
	{"band", 0, NULL, "try other prices too, where they are guesses (default: 2 to 8 points)", take_band},
	{"no-band", 0, NULL, "don't, which takes a sixth of the time", take_band},
	{"seed", 0, "N", "short for --set run.seed=N", take_run},
	{"repeat", 0, "N", "short for --set run.repeat=N: replications of every point", take_run},
	{"what-if", 0, "[WHICH]", "what would help (text of up to 8 points: unasked); =all: try all", take_what_if},
	{"no-what-if", 0, NULL, "do not try what would help", take_what_if},
	{"trace", 0, "FILE", "trace replication 0 of the first point, for Perfetto", take_path},
	{"trace-from", 0, "TIME", "what happens from then on, counted from the run's very beginning", take_window},
	{"trace-for", 0, "TIME", "and for so long (default: all)", take_window},
	{"charts", 0, "[TERMINAL]", "draw the charts too: --charts=svg (default), =png, =pdf, =dumb", take_charts},
	{"quiet", 'q', NULL, "no progress and no notes on stderr", take_quiet},
	{"verbose", 'v', NULL, "text: all rows, and what each word means; json: all prices", take_verbose},
	{"check", 0, NULL, "check the files and all their points, say what memory they take", take_action},
	{"claims", 0, NULL, "judge the claims of the files; -o DIR: claims.md and .jsonl too", take_action},
	{"dry-run", 0, NULL, "say how many points there are, which, how long and what memory", take_action},
	{"print-config", 0, NULL, "print the effective scenario with all defaults filled in", take_action},
	{"list", 0, "[KIND]", "list the models (of a kind), statistics of records, or keys of --set", take_action},
	{"describe", 0, "WHAT", "say all about a model (scheme/big), mapping (nic) or key", take_action},
	{"schema", 0, "[KIND]", "print the JSON Schema of scenario files, or of platform or fit files", take_action},
	{"features", 0, "WORD[,WORD]", "name the bits of a feature word; of two (offered,accepted): the rules", take_action},
	{"man", 0, NULL, "print a manual page: simnic --man | man -l -", take_action},
	{"completion", 0, "[SHELL]", "print the completion for bash or zsh: . <(simnic --completion)", take_action},
	{"version", 0, NULL, "print the version", take_action},
	{"help", 'h', NULL, "print this", take_action},
};
#define N_ROWS ((int)(sizeof(rows) / sizeof(*rows)))
#define LONG_BASE 1000 /* getopt values of rows: above every letter */

bool options_at(int i, struct option_text *out)
{
	if (i >= N_ROWS) return false;
	*out = (struct option_text){rows[i].name, rows[i].letter, rows[i].argument, rows[i].help};
	return true;
}

const char *const *option_words(const char *name)
{
	static const struct {
		const char *name;
		const char *const *words;
	} of[] = {
		{"format", format_names}, {"charts", terminals},  {"what-if", whats},
		{"schema", schema_kinds}, {"completion", shells},
	};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (strcmp(of[i].name, name) == 0) return of[i].words;
	return NULL;
}

/* An argument in brackets may be left out: it is then the next word that is no option. */
static bool optional(const struct option_row *r)
{
	return r->argument && r->argument[0] == '[';
}

static void fill_getopt(struct option longs[N_ROWS + 1], char shorts[2 * N_ROWS + 2])
{
	*shorts++ = ':';
	for (int i = 0; i < N_ROWS; i++) {
		const struct option_row *r = &rows[i];
		int has = !r->argument ? no_argument : optional(r) ? optional_argument : required_argument;
		longs[i] = (struct option){r->name, has, NULL, LONG_BASE + i};
		if (r->letter) *shorts++ = r->letter;
		if (r->letter && r->argument) *shorts++ = ':';
	}
	longs[N_ROWS] = (struct option){NULL, 0, NULL, 0};
	*shorts = 0;
}

static const struct option_row *row_of(int value)
{
	if (value >= LONG_BASE) return &rows[value - LONG_BASE];
	for (int i = 0; i < N_ROWS; i++)
		if (rows[i].letter && rows[i].letter == value) return &rows[i];
	return NULL;
}

void option_of_key(const char *name, struct error *err)
{
	char path[128];
	if (key_meant(name, path, sizeof path)) error_plain(err, "unknown option --%s; did you mean --set %s=...?", name, path);
}

/* What others call an option that is here. */
static const char *option_called(const char *name)
{
	for (const struct called *row = NULL; (row = called_find(name, CALLED_OPTION, row));)
		for (int i = 0; i < N_ROWS; i++)
			if (strcmp(row->here, rows[i].name) == 0) return row->here;
	return NULL;
}

static bool refuse(struct reading *r, int got, const char *word)
{
	const struct option_row *row = optopt ? row_of(optopt) : NULL;
	const char *best = NULL;
	int cost = 0;
	if (got == ':' && row) return error_plain(r->err, "--%s: expected %s after it", row->name, row->argument);
	if (row) return error_plain(r->err, "--%s takes no argument", row->name);
	if (optopt) return error_plain(r->err, "unknown option -%c; see simnic --help", optopt);
	char name[64];
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	best = option_called(name);
	for (int i = 0; i < N_ROWS && (cost || !best); i++)
		nearest_offer(name, rows[i].name, &best, &cost);
	if (best) return error_plain(r->err, "unknown option --%s; did you mean --%s?", name, best);
	option_of_key(name, r->err);
	return error_plain(r->err, "unknown option --%s; see simnic --help", name);
}

static bool finish(struct reading *r, char **rest, int n)
{
	struct options *o = r->o;
	bool has_kind = o->action == ACTION_LIST || o->action == ACTION_SCHEMA || o->action == ACTION_COMPLETION;
	if (has_kind && !o->subject && n) {
		o->subject = *rest++;
		n--;
	}
	o->file = rest;
	o->n_files = n;
	bool wants_files = o->action <= ACTION_DRY_RUN;
	if (wants_files && !n) return error_plain(r->err, "no scenario file given; see simnic --help");
	if (!wants_files && n && o->action != ACTION_HELP)
		return error_plain(r->err, "--%s: one argument too many, %s", r->action_name, rest[0]);
	if (o->action == ACTION_CLAIMS && (o->format == FORMAT_CSV || o->format == FORMAT_SQLITE))
		return error_plain(r->err, "--claims writes text, json or markdown, not %s", format_names[o->format]);
	if (o->action != ACTION_CLAIMS && o->format == FORMAT_MARKDOWN)
		return error_plain(r->err, "--format markdown goes with --claims; expected text, json, csv or sqlite");
	bool forces = o->force && o->action != ACTION_CLAIMS;
	if (o->action != ACTION_RUN && (o->resume || o->rerun || o->shards || forces))
		return error_plain(r->err, "--%s goes with running files, not with --%s",
				   o->resume   ? "resume"
				   : o->rerun  ? "rerun"
				   : o->shards ? "shard"
					       : "force",
				   r->action_name);
	if (o->csv_units && (o->action != ACTION_RUN || o->format != FORMAT_CSV || options_keep(o)))
		return error_plain(
			r->err, "--units-row goes with --format csv to standard output: a folder's .csv has units in its head");
	if (o->charts && o->shards)
		return error_plain(
			r->err, "--charts needs all points and --shard runs a part; expected simnic charts after simnic merge");
	if (o->rerun && n != 1) return error_plain(r->err, "--rerun goes with exactly one file");
	if (o->charts && (o->action != ACTION_RUN || (o->format_given && o->format != FORMAT_JSON)))
		return error_plain(r->err, "--charts goes with a run that writes its records: without --check and the like, and "
					   "without --format but json");
	if (o->trace && (n != 1 || o->action != ACTION_RUN))
		return error_plain(r->err, "--trace goes with the run of exactly one file");
	if (!o->trace && (o->trace_from || o->trace_for))
		return error_plain(r->err, "--trace-from and --trace-for go with --trace FILE");
	return true;
}

bool options_keep(const struct options *o)
{
	return o->dir || o->resume || o->shards || o->charts;
}

enum band_wish options_band(const struct options *o, int64_t points)
{
	bool no_place = (o->format == FORMAT_CSV || o->format == FORMAT_SQLITE) && !options_keep(o);
	if (o->band != WISH_NOTHING) return o->band == WISH_YES ? BAND_TRIED : BAND_NONE;
	if (no_place) return BAND_NONE;
	return band_unasked(points);
}

int options_first_word(int argc, char **argv)
{
	struct option longs[N_ROWS + 1];
	char shorts[2 * N_ROWS + 3] = "+";
	fill_getopt(longs, shorts + 1);
	opterr = 0;
	optind = 0; /* begin anew */
	while (getopt_long(argc, argv, shorts, longs, NULL) != -1) {
	}
	int first = optind;
	optind = 0;
	return first;
}

int default_threads(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	return processors < 1 ? 1 : processors > MAX_THREADS ? MAX_THREADS : (int)processors;
}

bool options_read(int argc, char **argv, struct arena *a, struct options *o, struct error *err)
{
	struct reading r = {.arena = a, .o = o, .err = err};
	struct option longs[N_ROWS + 1];
	char shorts[2 * N_ROWS + 2];
	*o = (struct options){.threads = default_threads()};
	o->set = arena_array(a, (size_t)argc + 1, sizeof(*o->set));
	if (!o->set) return error_memory(err);
	fill_getopt(longs, shorts);
	opterr = 0;
	for (int got; (got = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
		if (got == '?' || got == ':') return refuse(&r, got, argv[optind - 1]);
		const struct option_row *row = row_of(got);
		if (!row->take(&r, row->name, optarg)) return false;
	}
	return finish(&r, argv + optind, argc - optind);
}
