/* options.h - the command line, read by one table, of which --help and the manual tell. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
#include "base/arena.h"
#include "base/error.h"
#include "report/band.h"
#include "results/format.h"
#include <stdint.h>
#include <stdio.h>

enum action {
	ACTION_RUN,
	ACTION_CHECK,
	ACTION_PRINT_CONFIG,
	ACTION_CLAIMS,
	ACTION_DRY_RUN, /* the last that wants files */
	ACTION_LIST,
	ACTION_DESCRIBE,
	ACTION_SCHEMA,
	ACTION_FEATURES,
	ACTION_HELP,
	ACTION_VERSION,
	ACTION_MAN,
	ACTION_COMPLETION,
};

/* Of what is done by itself in some cases. */
enum wish { WISH_NOTHING, WISH_YES, WISH_NO };

/* The words for them. */
extern const char *const format_names[N_FORMATS + 2], *const schema_kinds[], *const shells[];

struct options {
	enum action action;
	const char *subject; /* of --list and --schema (may be NULL), --describe and --features */
	int broken;          /* rules that --features found broken */
	enum format format;
	bool format_given;
	bool csv_units;  /* --units-row */
	const char *dir; /* -o; NULL = stdout */
	bool resume;
	bool force;                    /* --force: replace another result */
	const char *rerun;             /* --rerun: a point's id; NULL = none */
	int shard, shards;             /* --shard 1/4; 0 = none */
	const char *trace;             /* --trace; NULL = none */
	int64_t trace_from, trace_for; /* ps; for 0 = to the end */
	int threads;                   /* >= 1 */
	double limit;                  /* --limit in seconds; 0 = none */
	enum wish band;                /* --band, --no-band */
	const char *charts;            /* --charts: the terminal; NULL = none */
	bool quiet, verbose;
	bool tries, tries_not, tries_all; /* --what-if, --no-what-if, --what-if=all */
	const char **set;                 /* key=value, in the order given */
	int n_sets;
	char *const *file;
	int n_files;
};

/* Read argv into o; texts are argv's own or live in a. False and err on a usage error. Uses getopt's globals: once per process. */
bool options_read(int argc, char **argv, struct arena *a, struct options *o, struct error *err);
/* The error of an option that is a key of scenarios: --set is told; no error where it is none. */
void option_of_key(const char *name, struct error *err);
/* Does it ask for a results folder? */
bool options_keep(const struct options *o);
/* What becomes of prices that are not known well in a scenario of that many points: tried by itself where a few are compared. */
enum band_wish options_band(const struct options *o, int64_t points);
/* The i-th row of the table, for those who tell of it; false past the last. */
struct option_text {
	const char *name;
	char letter; /* 0 = none */
	const char *argument, *help;
};
bool options_at(int i, struct option_text *out);
/* The words an option's argument is one of, NULL-terminated; NULL where it is none of a few. */
const char *const *option_words(const char *name);
/* Index in argv of the first word that is neither an option nor an option's argument; argc when there is none. */
int options_first_word(int argc, char **argv);
#define MAX_THREADS 1024
#define MAX_SHARDS 100000
/* As many threads as there are processors. */
int default_threads(void);
#endif
