/* merge.c - `simnic merge`: its options, and what is told about it. */
#include "cli/cli.h"
#include "cli/verbs.h"
#include "results/merge.h"

struct ask {
	const char *dir;
	bool force, quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option merge_options[] = {
	{"output", 'o', "DIR", "where the results go", VERB_TEXT, AT(dir), 0, NULL},
	{"force", 0, NULL, "replace another result of that name in DIR", VERB_FLAG, AT(force), 0, NULL},
	{"quiet", 'q', NULL, "no notes on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

static int publish(struct merging *m, const struct ask *o)
{
	const struct merging_to to = {.dir = o->dir, .force = o->force, .say = say, .quiet = o->quiet, .stop = signals_flag()};
	const struct collection *c = &m->all;
	struct publication p;
	if (!merging_check(m, &to)) return exit_of(&m->err);
	if (!merging_publish(m, &to, &p)) return *signals_flag() ? EXIT_SIGNAL + *signals_flag() : exit_of_results(&m->err);
	if (!o->quiet)
		say("wrote %lld points of %d journals to %s; %lld were there more than once", (long long)c->points, m->journals,
		    o->dir, (long long)c->twins);
	return p.failed || p.unsteady ? EXIT_RUN : EXIT_OK;
}

int merge_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.dir = NULL};
	struct merging m = MERGING_CLOSED;
	char **word = NULL;
	int n = 0, code;
	bool good = verb_read_many(v, argc, argv, a, &o, &word, &n, &m.err);
	if (good && o.help) return verb_print_help(v);
	signals_install(false);
	if (good && !o.dir) good = error_plain(&m.err, "merge: no folder to write to; expected -o DIR");
	for (int i = 0; good && i < n && !*signals_flag(); i++)
		good = merging_add(&m, word[i]);
	if (*signals_flag())
		code = EXIT_SIGNAL + *signals_flag();
	else if (good)
		code = publish(&m, &o);
	else
		code = exit_of(&m.err);
	if (m.err.set) say_error(&m.err);
	merging_close(&m);
	return code;
}
