/* import_main.c - `simnic import`: its options, the scenario to stdout, and what does not go together to stderr. */
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/shipped.h"
#include "cli/verbs.h"
#include "import/import.h"
#include <string.h>

struct ask {
	struct wish wish;
	bool quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option import_options[] = {
	{"nic", 0, "ID", "which card, where there are several", VERB_TEXT, AT(wish.nic), 0, NULL},
	{"direction", 0, "WORD", "rx (default) or tx: which way the traffic goes", VERB_WORD, AT(wish.direction), 0, "rx|tx"},
	{"platform", 0, "FILE", "the price list, as the scenario is to name it", VERB_TEXT, AT(wish.platform), 0, NULL},
	{"as", 0, "BACKEND", "another back end than the input's: qemu, vhost, vhost_user, hardware", VERB_WORD, AT(wish.back_end),
	 0, "qemu|vhost|vhost_user|hardware"},
	{"qemu-version", 0, "N.N", "of QEMU, where the machine does not name it", VERB_TEXT, AT(wish.version), 0, NULL},
	{"quiet", 'q', NULL, "no notes on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

/* A command line has options; words without any are files. */
static bool is_one(char **word, int n, struct error *err)
{
	for (int k = 1; k < n; k++)
		if (*word[k] == '-') return true;
	return n == 1 || error_plain(err, "import: one argument too many, %s", word[1]);
}

struct told {
	const struct imported *of;
	const char *schema; /* the file that editors check it by; NULL = it was not made */
};

static bool put(FILE *f, void *user, struct error *err)
{
	const struct told *p = user;
	if (p->schema) fprintf(f, "# yaml-language-server: $schema=%s\n", p->schema);
	return import_write(f, p->of) || error_memory_for(err, "the scenario");
}

static void tell(const struct imported *i)
{
	const struct settings *s = &i->settings;
	int unused = 0;
	for (const struct note *n = i->guest.note; n; n = n->next) {
		unused += n->kind == NOTE_UNUSED;
		if (n->kind == NOTE_UNUSED) continue;
		if (n->at.line)
			say("%s:%d: %s", i->guest.file, n->at.line, n->text);
		else
			say("%s: %s", i->guest.file, n->text);
	}
	say("%s of %s: taken %d, by rule or default %d, left open %d, not used %d", i->card->id, i->guest.file, s->n[TAKEN],
	    s->n[BY_DEFAULT], s->n[NOT_IN_INPUT], unused);
}

int import_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.quiet = false};
	struct error err = {0};
	struct imported i;
	char **word = NULL;
	int n = 0;
	bool good = verb_read_many(v, argc, argv, a, &o, &word, &n, &err);
	if (good && o.help) return verb_print_help(v);
	signals_install(true);
	o.wish.folder = shipped_folder(a, "scenarios/platforms/kvm-modern.yaml");
	good = good && is_one(word, n, &err);
	if (good) good = n == 1 ? import_file(&i, a, word[0], &o.wish, &err) : import_words(&i, a, word, n, &o.wish, &err);
	struct told p = {&i, shipped_file(a, "scenarios/schema/scenario.json")};
	if (good && output_print(put, &p, &err) == PRINTED) {
		if (!o.quiet) tell(&i);
		return EXIT_OK;
	}
	say_error(&err);
	return good ? EXIT_RUN : exit_of(&err);
}
