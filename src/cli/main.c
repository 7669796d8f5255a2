/* main.c - from the command line to an exit code. */
#include "cli/help.h"
#include "cli/cli.h"
#include "cli/manual.h"
#include "cli/run.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "base/param.h"
#include "base/version.h"
#include "fit/fit.h"
#include "scenario/describe.h"
#include <gsl/gsl_errno.h>
#include <jansson.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEPT_MOST (32 << 20) /* bytes */

static bool put_help(FILE *f, void *user, struct error *err)
{
	(void)user, (void)err;
	return help_print(f);
}

static bool put_version(FILE *f, void *user, struct error *err)
{
	(void)user, (void)err;
	return fputs("simnic " SIMNIC_VERSION "\n", f) != EOF;
}

static bool put_list(FILE *f, void *user, struct error *err)
{
	const struct options *o = user;
	return describe_list(f, o->subject, err);
}

static bool put_description(FILE *f, void *user, struct error *err)
{
	const struct options *o = user;
	return describe_any(f, o->subject, err);
}

static bool put_schema(FILE *f, void *user, struct error *err)
{
	static bool (*const write[])(FILE *) = {schema_scenario, schema_platform, schema_fit};
	const struct options *o = user;
	const char *near = o->subject ? nearest_word(o->subject, schema_kinds) : NULL;
	int i = 0;
	while (o->subject && schema_kinds[i] && strcmp(schema_kinds[i], o->subject) != 0)
		i++;
	if (schema_kinds[i]) return write[i](f) || error_memory_for(err, "the schema");
	return error_plain(err, "there is no schema of '%.60s', expected scenario, platform or fit%s%s%s", o->subject,
			   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool put_features(FILE *f, void *user, struct error *err)
{
	struct options *o = user;
	return describe_features(f, o->subject, &o->broken, err);
}

static bool put_man(FILE *f, void *user, struct error *err)
{
	(void)user;
	return manual_write(f) || error_memory_for(err, "the manual");
}

static bool put_completion(FILE *f, void *user, struct error *err)
{
	const struct options *o = user;
	const char *shell = o->subject ? o->subject : shells[0], *near = nearest_word(shell, shells);
	if (strcmp(shell, "bash") == 0) return completion_bash(f) || error_memory_for(err, "the completion");
	if (strcmp(shell, "zsh") == 0) return completion_zsh(f) || error_memory_for(err, "the completion");
	return error_plain(err, "there is no completion for '%.60s', expected bash or zsh%s%s%s", shell,
			   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Actions that only print. A wrong word is the user's, a failed write the system's. */
static int print(struct options *o)
{
	static bool (*const put[])(FILE *, void *, struct error *) = {
		[ACTION_LIST] = put_list,     [ACTION_DESCRIBE] = put_description,
		[ACTION_SCHEMA] = put_schema, [ACTION_FEATURES] = put_features,
		[ACTION_MAN] = put_man,       [ACTION_COMPLETION] = put_completion,
		[ACTION_HELP] = put_help,     [ACTION_VERSION] = put_version,
	};
	struct error err = {0};
	signals_install(true);
	enum printed end = output_print(put[o->action], o, &err);
	if (end == PRINTED && o->broken)
		say("--features %s: the words break %d rule%s", o->subject, o->broken, o->broken == 1 ? "" : "s");
	if (end == PRINTED) return o->broken ? EXIT_USAGE : EXIT_OK;
	say_error(&err);
	return end == PRINT_REFUSED ? exit_of(&err) : EXIT_RUN;
}

/* The verb goes to the front, so that it stands where its options expect the program's name. */
static int run_verb(const struct verb *v, int at, int argc, char **argv, struct arena *a)
{
	char *name = argv[at];
	for (int i = at; i > 1; i--)
		argv[i] = argv[i - 1];
	argv[1] = name;
	return v->run(v, argc - 1, argv + 1, a);
}

/*
 * jansson 2.14 asserts, or reads what it did not save, when memory ends while it reads a text: it never hears of that.  Files are whole or
 * hidden at any moment, so that an end here is one as by a signal.
 */
static void *json_memory(size_t size)
{
	struct error err = {0};
	void *p = malloc(size);
	if (p || !size) return p;
	error_memory(&err);
	say_error(&err);
	_exit(EXIT_RUN);
}

/*
 * The C library gives pages back to the system as soon as it can and takes them again, page by page, for the next point; and each thread
 * begins a heap of its own.  Runs take no memory while they go on, so there is no contest for one heap.
 */
static void keep_memory(void)
{
#ifdef M_ARENA_MAX
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, KEPT_MOST);
	mallopt(M_TRIM_THRESHOLD, KEPT_MOST);
#endif
}

/* The word that --list, --schema and --completion may have behind them is no verb. */
static bool is_of_option(char **argv, int at)
{
	static const char *const with[] = {"--list", "--schema", "--completion", NULL};
	for (int i = 0; at > 1 && with[i]; i++)
		if (strcmp(argv[at - 1], with[i]) == 0) return true;
	return false;
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct options o;
	struct error err = {0};
	int code = EXIT_USAGE;
	keep_memory();
	signals_no_kill_by_size();
	output_hold_standard_files();
	gsl_set_error_handler_off();
	json_set_alloc_funcs(json_memory, free);
	int at;
	const struct verb *verb = verb_find(argc, argv, &at);
	if (verb)
		code = run_verb(verb, at, argc, argv, &arena);
	else if (verb_is_meant(at < argc && !is_of_option(argv, at) ? argv[at] : NULL, &err) ||
		 !options_read(argc, argv, &arena, &o, &err)) {
		say_error(&err);
		code = exit_of(&err);
	} else if (o.action == ACTION_RUN)
		code = run_files(&o);
	else if (o.action == ACTION_CLAIMS)
		code = judge_files(&o);
	else if (o.action <= ACTION_DRY_RUN)
		code = look_at_files(&o);
	else
		code = print(&o);
	arena_free(&arena);
	/* Whoever asked for an end is to see that it came to one, whatever the verb made of it. */
	return *signals_flag() && code < EXIT_SIGNAL ? EXIT_SIGNAL + *signals_flag() : code;
}
