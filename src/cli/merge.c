/* merge.c - `simnic merge`: the journals of shards, or of pieces run anywhere, into one results folder. */
#include "cli/cli.h"
#include "cli/collection.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ask {
	const char *dir;
	bool quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option merge_options[] = {
	{"output", 'o', "DIR", "where the results go", VERB_TEXT, AT(dir), 0, NULL},
	{"quiet", 'q', NULL, "no notes on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

struct merging {
	struct collection all;
	int journals;
	struct error err;
};

static bool add(struct merging *m, const char *path)
{
	int64_t size;
	if (!collection_add(&m->all, path, &size, &m->err)) return false;
	m->journals += size > 0;
	return true;
}

static bool is_journal(const char *name)
{
	size_t len = strlen(name);
	return len > 8 && strcmp(name + len - 8, ".journal") == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Those of shards under way, hidden, are as good; in order of names, so that messages are the same everywhere. */
static bool add_folder(struct merging *m, const char *dir, DIR *d, struct arena *a)
{
	char **name = NULL;
	int n = 0;
	for (struct dirent *e; (e = readdir(d));) {
		if (!is_journal(e->d_name)) continue;
		char **more = realloc(name, sizeof(*name) * (size_t)(n + 1));
		if (more) name = more;
		if (!more || !(name[n] = arena_printf(a, "%s/%s", dir, e->d_name))) {
			free(name);
			return error_plain(&m->err, "out of memory");
		}
		n++;
	}
	if (n) qsort(name, (size_t)n, sizeof(*name), by_name);
	bool good = n || error_plain(&m->err, "there is no journal in %s", dir);
	for (int i = 0; good && i < n; i++)
		good = add(m, name[i]);
	free(name);
	return good;
}

static bool add_word(struct merging *m, const char *word, struct arena *a)
{
	int before = m->journals;
	DIR *d = opendir(word);
	if (d) {
		bool good = add_folder(m, word, d, a);
		closedir(d);
		return good;
	}
	if (errno != ENOTDIR) return error_plain(&m->err, "can't read %s: %s", word, strerror(errno));
	return add(m, word) && (m->journals > before ||
				error_plain(&m->err, "%s is no journal; expected NAME.journal of a results folder", word));
}

/* "3, 7 to 12 and more", from 0 as in the journals. */
static void list_missing(const struct collection *c, char *buf, size_t size)
{
	int ranges = 0;
	*buf = '\0';
	for (int64_t i = 0; i < c->points; i++) {
		if (c->held[i].source >= 0) continue;
		int64_t end = i;
		while (end + 1 < c->points && c->held[end + 1].source < 0)
			end++;
		size_t used = strlen(buf);
		if (ranges++ == 8) {
			snprintf(buf + used, size - used, " and more");
			return;
		}
		snprintf(buf + used, size - used, end > i ? "%s%lld to %lld" : "%s%lld", ranges > 1 ? ", " : "", (long long)i,
			 (long long)end);
		i = end;
	}
}

static int publish(struct merging *m, const struct ask *o)
{
	char list[400];
	struct collection *c = &m->all;
	const bool on[N_FORMATS] = {true, true, true};
	struct published out;
	if (c->n_held < c->points) {
		list_missing(c, list, sizeof(list));
		say("error: %lld of %lld points are missing: %s (counted from 0); run those shards again with --resume",
		    (long long)(c->points - c->n_held), (long long)c->points, list);
		return EXIT_RUN;
	}
	json_t *run = json_pack("{s:i,s:I,s:I}", "journals", m->journals, "points", (json_int_t)c->points, "twins",
				(json_int_t)c->twins);
	bool good = run || error_plain(&m->err, "out of memory");
	good = good && collection_publish(c, o->dir, collection_text(c, "base"), on, run, signals_flag(), &out, &m->err);
	json_decref(run);
	if (!good) return *signals_flag() ? EXIT_SIGNAL + *signals_flag() : EXIT_RUN;
	if (!o->quiet)
		say("wrote %lld points of %d journals to %s; %lld were there more than once", (long long)c->points, m->journals,
		    o->dir, (long long)c->twins);
	return out.failed || out.unsteady ? EXIT_RUN : EXIT_OK;
}

int merge_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.dir = NULL};
	struct merging m = {.journals = 0};
	char **word = NULL;
	int n = 0, code = EXIT_USAGE;
	bool good = verb_read_many(v, argc, argv, a, &o, &word, &n, &m.err);
	if (good && o.help) return verb_print_help(v);
	signals_install(false);
	if (good && !o.dir) good = error_plain(&m.err, "merge: no folder to write to; expected -o DIR");
	for (int i = 0; good && i < n && !*signals_flag(); i++)
		good = add_word(&m, word[i], a);
	if (*signals_flag())
		code = EXIT_SIGNAL + *signals_flag();
	else if (good)
		code = publish(&m, &o);
	if (m.err.set) say_error(&m.err);
	collection_free(&m.all);
	return code;
}
