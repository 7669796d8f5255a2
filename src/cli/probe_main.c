/* probe_main.c - `simnic probe`: the script that is run in a guest, to stdout. */
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/probe_script.h"
#include "cli/verbs.h"
#include <string.h>

struct ask {
	bool help;
};
const struct verb_option probe_options[] = {
	{"help", 'h', NULL, "print this", VERB_HELP, offsetof(struct ask, help), 0, NULL},
	{0},
};

static bool put(FILE *f, void *user, struct error *err)
{
	(void)user, (void)err;
	for (int i = 0; probe_script[i]; i++)
		fprintf(f, "%s\n", probe_script[i]);
	return !ferror(f);
}

int probe_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.help = false};
	struct error err = {0};
	char **word = NULL;
	int n = 0;
	if (argc > 1 && !verb_read_many(v, argc, argv, a, &o, &word, &n, &err)) {
		say_error(&err);
		return exit_of(&err);
	}
	if (o.help) return verb_print_help(v);
	if (n) {
		error_plain(&err, "probe: one argument too many, %s", word[0]);
		say_error(&err);
		return exit_of(&err);
	}
	signals_install(true);
	if (output_print_data(put, NULL, &err) == PRINTED) return EXIT_OK;
	say_error(&err);
	return EXIT_RUN;
}
