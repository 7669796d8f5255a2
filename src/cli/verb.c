/* verb.c - the options of one verb: its help, and how they are read. */
#include "cli/verbs.h"
#include "base/param.h"
#include "base/units.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/print.h"
#include "nic/called.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

bool verb_help(FILE *f, const struct verb *v)
{
	fprintf(f, "usage: simnic %s [OPTION]... %s\n%s\n", v->name, v->argument, v->help);
	for (const struct verb_option *o = v->option; o->name; o++) {
		char letter[4] = "", left[64];
		if (o->letter) snprintf(letter, sizeof letter, "-%c,", o->letter);
		snprintf(left, sizeof left, "%3s --%s%s%s", letter, o->name, o->argument ? " " : "",
			 o->argument ? o->argument : "");
		fprintf(f, "  %-26s %s\n", left, o->help);
	}
	return !ferror(f);
}

static bool put_help(FILE *f, void *user, struct error *err)
{
	(void)err;
	return verb_help(f, *(const struct verb **)user);
}

int verb_print_help(const struct verb *v)
{
	struct error err = {0};
	if (output_print(put_help, &v, &err) == PRINTED) return EXIT_OK;
	say_error(&err);
	return EXIT_RUN;
}

/* ---- one argument ---- */

struct reading {
	const struct verb *verb;
	struct arena *arena;
	void *base;
	struct error *err;
	bool help;
};

static void *place(const struct reading *r, const struct verb_option *o)
{
	return (char *)r->base + o->offset;
}

static bool take_one(const struct reading *r, const struct verb_option *o, const char *text)
{
	struct verb_sets *s = place(r, o);
	if (!*text) return error_plain(r->err, "--%s: expected %s, found nothing", o->name, o->argument);
	s->set[s->n++] = text;
	return true;
}

static bool take_set(const struct reading *r, const struct verb_option *o, const char *text)
{
	struct verb_sets *s = place(r, o);
	if (o->as && !(text = arena_printf(r->arena, "%s=%s", o->as, text))) return error_memory(r->err);
	if (!strchr(text, '=')) return error_plain(r->err, "--%s %s: expected key=value, such as run.seed=7", o->name, text);
	s->set[s->n++] = text;
	return true;
}

/* What it means is for the points to say. */
static bool take_clause(const struct reading *r, const struct verb_option *o, const char *text)
{
	struct verb_sets *s = place(r, o);
	s->set[s->n++] = text;
	return true;
}

static bool take_count(const struct reading *r, const struct verb_option *o, const char *text)
{
	char *end;
	errno = 0;
	long n = strtol(text, &end, 10);
	if (errno || end == text || *end || n < 1 || n > o->most)
		return error_plain(r->err, "--%s %s: expected a whole number from 1 to %d", o->name, text, o->most);
	*(int *)place(r, o) = (int)n;
	return true;
}

static bool take_factor(const struct reading *r, const struct verb_option *o, const char *text)
{
	char why[300];
	int64_t n;
	if (!unit_parse(UNIT_FACTOR, text, 0, &n, why, sizeof why)) return error_plain(r->err, "--%s: %s", o->name, why);
	if (n <= 1000000 || n > INT64_C(1000000000))
		return error_plain(r->err, "--%s %s: expected a factor above 1 and up to 1000", o->name, text);
	*(double *)place(r, o) = (double)n / 1e6;
	return true;
}

static bool take_format(const struct reading *r, const struct verb_option *o, const char *text)
{
	for (int i = FORMAT_TEXT; i <= FORMAT_JSON; i++)
		if (strcmp(text, format_names[i]) == 0) {
			*(enum format *)place(r, o) = (enum format)i;
			return true;
		}
	return error_plain(r->err, "--%s %s: expected text or json", o->name, text);
}

static bool take_word(const struct reading *r, const struct verb_option *o, const char *text)
{
	size_t len = strlen(text);
	for (const char *w = o->as; len && *w; w += strcspn(w, "|"), w += *w == '|')
		if (strcspn(w, "|") == len && strncmp(w, text, len) == 0) {
			*(const char **)place(r, o) = text;
			return true;
		}
	return error_plain(r->err, "--%s %s: expected one of %s", o->name, text, o->as);
}

static bool take(struct reading *r, const struct verb_option *o, const char *text)
{
	switch (o->take) {
	case VERB_TEXT:
		if (!*text) return error_plain(r->err, "--%s: expected %s, found nothing", o->name, o->argument);
		*(const char **)place(r, o) = text;
		return true;
	case VERB_SET: return take_set(r, o, text);
	case VERB_LIST: return take_one(r, o, text);
	case VERB_CLAUSE: return take_clause(r, o, text);
	case VERB_COUNT: return take_count(r, o, text);
	case VERB_FORMAT: return take_format(r, o, text);
	case VERB_FACTOR: return take_factor(r, o, text);
	case VERB_WORD: return take_word(r, o, text);
	case VERB_FLAG: return *(bool *)place(r, o) = true;
	case VERB_HELP: return *(bool *)place(r, o) = r->help = true;
	}
	return true;
}

/* ---- the command line ---- */

#define MAX_OPTIONS 30
#define LONG_BASE 1000

static int fill_getopt(const struct verb *v, struct option *longs, char *shorts)
{
	int n = 0;
	*shorts++ = ':';
	for (const struct verb_option *o = v->option; o->name && n < MAX_OPTIONS; o++, n++) {
		longs[n] = (struct option){o->name, o->argument ? required_argument : no_argument, NULL, LONG_BASE + n};
		if (o->letter) *shorts++ = o->letter;
		if (o->letter && o->argument) *shorts++ = ':';
	}
	longs[n] = (struct option){NULL, 0, NULL, 0};
	*shorts = '\0';
	return n;
}

static const struct verb_option *option_of(const struct verb *v, int got)
{
	if (got >= LONG_BASE) return &v->option[got - LONG_BASE];
	for (const struct verb_option *o = v->option; o->name; o++)
		if (o->letter && o->letter == got) return o;
	return NULL;
}

/* What others call an option that this verb has. */
static const struct called *option_called(const struct verb *v, const char *name)
{
	for (const struct called *row = NULL; (row = called_find(name, CALLED_OPTION, row));)
		for (const struct verb_option *o = v->option; o->name; o++)
			if (strcmp(o->name, row->here) == 0) return row;
	return NULL;
}

static bool refuse(const struct reading *r, int got, const char *word)
{
	const struct verb_option *o = optopt ? option_of(r->verb, optopt) : NULL;
	const char *best = NULL;
	char name[64];
	int cost = 0;
	if (got == ':' && o) return error_plain(r->err, "--%s: expected %s after it", o->name, o->argument);
	if (o) return error_plain(r->err, "--%s takes no argument", o->name);
	if (optopt) return error_plain(r->err, "unknown option -%c; see simnic %s --help", optopt, r->verb->name);
	snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
	bool sets = false;
	const struct called *known = option_called(r->verb, name);
	for (o = r->verb->option; o->name; o++) {
		if (!known) nearest_offer(name, o->name, &best, &cost);
		sets = sets || strcmp(o->name, "set") == 0;
	}
	if (known) best = known->here;
	if (best) return error_plain(r->err, "unknown option --%s; did you mean --%s?", name, best);
	if (sets) option_of_key(name, r->err); /* the first error counts */
	return error_plain(r->err, "unknown option --%s; see simnic %s --help", name, r->verb->name);
}

/* Options alone; optind is at the first word. */
static bool read_options(const struct verb *v, int argc, char **argv, struct reading *r)
{
	struct option longs[MAX_OPTIONS + 1];
	char shorts[2 * MAX_OPTIONS + 2];
	fill_getopt(v, longs, shorts);
	opterr = 0;
	optind = 0; /* begin anew */
	for (int got; (got = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
		if (got == '?' || got == ':') return refuse(r, got, argv[optind - 1]);
		if (!take(r, option_of(v, got), optarg)) return false;
	}
	return true;
}

bool verb_read_none(const struct verb *v, int argc, char **argv, struct arena *a, void *base, struct error *err)
{
	struct reading r = {.verb = v, .arena = a, .base = base, .err = err};
	if (!read_options(v, argc, argv, &r)) return false;
	return r.help || optind == argc || error_plain(err, "%s: one argument too many, %s", v->name, argv[optind]);
}

bool verb_read_many(const struct verb *v, int argc, char **argv, struct arena *a, void *base, char ***words, int *n,
		    struct error *err)
{
	struct reading r = {.verb = v, .arena = a, .base = base, .err = err};
	*n = 0;
	if (!read_options(v, argc, argv, &r)) return false;
	if (r.help) return true;
	if (optind == argc) return error_plain(err, "%s: no %s given; see simnic %s --help", v->name, v->argument, v->name);
	*words = argv + optind;
	*n = argc - optind;
	return true;
}

bool verb_read(const struct verb *v, int argc, char **argv, struct arena *a, void *base, const char **file, struct error *err)
{
	char **word = NULL;
	int n;
	*file = NULL;
	if (!verb_read_many(v, argc, argv, a, base, &word, &n, err)) return false;
	if (n > 1) return error_plain(err, "%s: one argument too many, %s", v->name, word[1]);
	if (n) *file = word[0];
	return true;
}
