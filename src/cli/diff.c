/* diff.c - `simnic diff A B`: its options, and how it ends. */
#include "cli/cli.h"
#include "cli/diff_sides.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "scenario/scenario.h"
#include <string.h>

struct ask {
	const char *format;
	struct verb_sets sets, sets_b, rules;
	int threads;
	bool verbose, quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option diff_options[] = {
	{"fail-if", 0, "RULE", "exit 1 where a change is so: 'throughput<-2%', 'latency_p99>10us'", VERB_LIST, AT(rules), 0,
	 NULL},
	{"set", 's', "KEY=VALUE", "change a value of scenario files, on both sides", VERB_SET, AT(sets), 0, NULL},
	{"set-b", 'b', "KEY=VALUE", "the same in B alone; A and B may be one file", VERB_SET, AT(sets_b), 0, NULL},
	{"repeat", 0, "N", "short for --set run.repeat=N", VERB_SET, AT(sets), 0, "run.repeat"},
	{"format", 'f', "FORMAT", "text (default), markdown or json: one object", VERB_WORD, AT(format), 0, "text|markdown|json"},
	{"jobs", 'j', "N", "run on N threads (default: all processors); changes no output", VERB_COUNT, AT(threads), MAX_THREADS,
	 NULL},
	{"verbose", 'v', NULL, "statistics that did not change, too", VERB_FLAG, AT(verbose), 0, NULL},
	{"quiet", 'q', NULL, "no progress on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

struct job {
	struct diff d;
	struct side a, b;
	struct arena *arena;
	struct error err;
};

static bool put_text(FILE *f, void *user, struct error *err)
{
	return diff_text(f, user) || error_memory_for(err, "the comparison");
}

static bool put_markdown(FILE *f, void *user, struct error *err)
{
	return diff_markdown(f, user) || error_memory_for(err, "the comparison");
}

static bool put_json(FILE *f, void *user, struct error *err)
{
	return diff_json(f, user) || error_memory_for(err, "the comparison");
}

static bool take_rules(struct job *j, const struct ask *o)
{
	j->d.n_rules = o->rules.n;
	j->d.rule = arena_array(j->arena, (size_t)o->rules.n + 1, sizeof(*j->d.rule));
	if (!j->d.rule) return error_memory(&j->err);
	for (int i = 0; i < o->rules.n; i++)
		if (!diff_rule_read(&j->d.rule[i], o->rules.set[i], j->arena, &j->err)) return false;
	return true;
}

/* Points of which none is on both sides are no comparison. */
static bool any_pair(struct job *j)
{
	char a[NAME_SIZE], b[NAME_SIZE];
	if (j->d.n) return true;
	point_name(&j->a.told.point[0], a);
	point_name(&j->b.told.point[0], b);
	return error_plain(
		&j->err,
		"diff: no point of %s is one of %s; expected points with the same values of all that varies in either; "
		"they are such as %s and %s",
		j->a.path, j->b.path, a, b);
}

static bool compare(struct job *j)
{
	j->d.a = j->a.told;
	j->d.b = j->b.told;
	j->d.arena = j->arena;
	return diff_match(&j->d, &j->err) && any_pair(j) && diff_statistics(&j->d, &j->err) && diff_rules_judge(&j->d, &j->err) &&
	       sides_settings(&j->d, &j->a, &j->b, &j->err);
}

static int tell(struct job *j, const struct ask *o)
{
	bool json = strcmp(o->format, "json") == 0, markdown = strcmp(o->format, "markdown") == 0;
	enum printed end = json ? output_print_data(put_json, &j->d, &j->err)
				: output_print(markdown ? put_markdown : put_text, &j->d, &j->err);
	if (end != PRINTED) return EXIT_RUN;
	for (int i = 0; i < j->d.n_rules && !o->quiet; i++)
		if (j->d.rule[i].met)
			say("--fail-if %s: at %d of %d point%s", j->d.rule[i].text, j->d.rule[i].met, j->d.n,
			    j->d.n == 1 ? "" : "s");
	return diff_fails(&j->d) || j->a.failed || j->b.failed ? EXIT_RUN : EXIT_OK;
}

/* Sets of both come first, so that those of B win. */
static bool begin(struct job *j, const struct ask *o, char **word, int n)
{
	if (n != 2) return error_plain(&j->err, "diff: expected two results folders or scenario files, found %d", n);
	j->a.path = word[0];
	j->b.path = word[1];
	if (strcmp(word[0], "-") == 0 && strcmp(word[1], "-") == 0)
		return error_plain(&j->err, "diff: standard input can be read once; expected a file or folder beside -");
	const char **set = arena_array(j->arena, (size_t)(o->sets.n + o->sets_b.n) + 1, sizeof(*set));
	if (!set) return error_memory(&j->err);
	memcpy(set, o->sets.set, sizeof(*set) * (size_t)o->sets.n);
	for (int i = 0; i < o->sets_b.n; i++)
		if (!(set[o->sets.n + i] = arena_printf(j->arena, SET_B "%s", o->sets_b.set[i]))) return error_memory(&j->err);
	j->a.set = j->b.set = set;
	j->a.n_sets = o->sets.n;
	j->b.n_sets = o->sets.n + o->sets_b.n;
	if (!take_rules(j, o) || !side_open(&j->a, &j->err) || !side_open(&j->b, &j->err)) return false;
	if (o->sets.n && j->a.folder && j->b.folder)
		return error_plain(&j->err, "diff: --set changes scenario files; both %s and %s are results", j->a.path,
				   j->b.path);
	if (o->sets_b.n && j->b.folder)
		return error_plain(&j->err, "diff: --set-b changes a scenario file; %s is a results folder", j->b.path);
	return true;
}

int diff_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.threads = default_threads(), .format = "text"};
	struct job j = {.arena = a, .a = SIDE_CLOSED, .b = SIDE_CLOSED};
	struct meter meter;
	char **word = NULL;
	int n = 0, code = EXIT_RUN;
	struct verb_sets *const lists[] = {&o.sets, &o.sets_b, &o.rules};
	for (int i = 0; i < 3; i++)
		if (!(lists[i]->set = arena_array(a, (size_t)argc + 1, sizeof(*lists[i]->set)))) error_memory(&j.err);
	bool good = !j.err.set && verb_read_many(v, argc, argv, a, &o, &word, &n, &j.err);
	if (good && o.help) return verb_print_help(v);
	signals_install(true);
	meter_start(&meter, o.quiet);
	j.a.threads = j.b.threads = o.threads;
	j.a.meter = j.b.meter = &meter;
	j.d.verbose = o.verbose;
	good = good && begin(&j, &o, word, n);
	bool ran = good && side_run(&j.a, &j.err) && side_run(&j.b, &j.err);
	if (*signals_flag())
		code = EXIT_SIGNAL + *signals_flag();
	else if (!ran || !compare(&j))
		code = exit_of(&j.err);
	else
		code = tell(&j, &o);
	if (j.err.set) say_error(&j.err);
	side_close(&j.a);
	side_close(&j.b);
	return code;
}
