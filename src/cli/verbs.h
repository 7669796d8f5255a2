/* verbs.h - what simnic does besides running scenarios: `simnic VERB ...`, one row of a table each. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H
#include "base/arena.h"
#include "base/error.h"
#include <stdio.h>

struct verb {
	const char *name, *argument; /* argument: "FIT.yaml"; "" = it takes none */
	const char *summary;
	const char *help;                                                         /* paragraphs above the options */
	const struct verb_option *option;                                         /* ends with name == NULL */
	int (*run)(const struct verb *v, int argc, char **argv, struct arena *a); /* an exit code; argv[0] is the verb */
};

/* Where an option's argument goes: into the verb's own struct. */
enum verb_take {
	VERB_TEXT,   /* const char * */
	VERB_SET,    /* appended to a struct verb_sets, as it is; or, with `as`, as "as=argument" */
	VERB_LIST,   /* the same of any text */
	VERB_CLAUSE, /* appended to a struct verb_sets: KEY, one of = != < <= > >=, VALUE */
	VERB_COUNT,  /* int, 1 to most */
	VERB_FORMAT, /* enum format: text or json */
	VERB_FACTOR, /* double above 1 */
	VERB_WORD,   /* const char *, one of `as`, separated by | */
	VERB_FLAG,   /* bool */
	VERB_HELP    /* bool */
};
struct verb_option {
	const char *name;
	char letter; /* 0 = none */
	const char *argument, *help;
	enum verb_take take;
	size_t offset;
	int most;
	const char *as;
};
struct verb_sets {
	const char **set;
	int n;
};

/* The table, ends with name == NULL. */
extern const struct verb verbs[];
/*
 * The verb the command line asks for: its first word that is no option. NULL when that is none; *at is its index in argv. Uses
 * getopt's globals and leaves them as they were.
 */
const struct verb *verb_find(int argc, char **argv, int *at);
/* Read options into base by the verb's table; *file is the one argument that is no option, NULL when help was asked for. */
bool verb_read(const struct verb *v, int argc, char **argv, struct arena *a, void *base, const char **file, struct error *err);
/* The same for a verb of any number of arguments, at least one: words of argv. With VERB_HELP they may be none. */
bool verb_read_many(const struct verb *v, int argc, char **argv, struct arena *a, void *base, char ***words, int *n,
		    struct error *err);
/* The same for a verb that takes no argument. */
bool verb_read_none(const struct verb *v, int argc, char **argv, struct arena *a, void *base, struct error *err);
/*
 * Is the first word (NULL = there is none), where there is no file of that name, nearly a verb?  True with err.  What has a dot or a slash is
 * taken for a file.
 */
bool verb_is_meant(const char *word, struct error *err);
bool verb_help(FILE *f, const struct verb *v);
/* The same to stdout; an exit code. */
int verb_print_help(const struct verb *v);

int calibrate_main(const struct verb *v, int argc, char **argv, struct arena *a);
int sensitivity_main(const struct verb *v, int argc, char **argv, struct arena *a);
int advise_main(const struct verb *v, int argc, char **argv, struct arena *a);
int merge_main(const struct verb *v, int argc, char **argv, struct arena *a);
int report_main(const struct verb *v, int argc, char **argv, struct arena *a);
int probe_main(const struct verb *v, int argc, char **argv, struct arena *a);
int import_main(const struct verb *v, int argc, char **argv, struct arena *a);
int diff_main(const struct verb *v, int argc, char **argv, struct arena *a);
int new_main(const struct verb *v, int argc, char **argv, struct arena *a);
int measure_main(const struct verb *v, int argc, char **argv, struct arena *a);
int charts_main(const struct verb *v, int argc, char **argv, struct arena *a);
extern const struct verb_option calibrate_options[], sensitivity_options[], merge_options[], advise_options[], charts_options[],
	report_options[], import_options[], probe_options[], diff_options[], new_options[], measure_options[];
#endif
