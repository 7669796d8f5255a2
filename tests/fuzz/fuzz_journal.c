/*
 * fuzz_journal.c - journals with the hashes of what they say, so that it is read: a line of input is the body of a line of a journal, a
 * line "=" begins the next journal, and one that begins with ! is put there as it is.
 */
#include "results/collection.h"
#include "fuzz/fuzz.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define MOST_JOURNALS 4

static void put_line(FILE *f, const char *body, size_t size)
{
	if (size && *body == '!')
		fprintf(f, "%.*s\n", (int)size - 1, body + 1);
	else
		fprintf(f, "%016llx %.*s\n", (unsigned long long)XXH64(body, size, 0), (int)size, body);
}

/* The next journal in the text, which goes on behind it; its path, NULL at the end. */
static const char *next_journal(const char **text, int number)
{
	struct fuzz_sink sink;
	char name[32];
	if (!**text) return NULL;
	for (fuzz_open(&sink); **text;) {
		size_t size = strcspn(*text, "\n");
		const char *line = *text;
		*text += size + (line[size] == '\n');
		if (size == 1 && *line == '=') break;
		put_line(sink.file, line, size);
	}
	fflush(sink.file);
	snprintf(name, sizeof name, "journal-%d", number);
	const char *path = fuzz_file(name, sink.text, sink.size);
	fuzz_close(&sink);
	return path;
}

static void publish(struct collection *c)
{
	static const bool on[N_FORMATS] = {true, true, true};
	const volatile int stop = 0;
	struct error err = {0};
	json_t *run = json_object();
	struct publication p = {
		.dir = fuzz_folder(), .base = "published", .on = on, .run = run, .rows = c->points, .stop = &stop};
	bool good = collection_publish(c, &p, &err);
	fuzz_check_error(&err, !good);
	if (good) fuzz_accept();
	json_decref(run);
}

void fuzz_journal(const uint8_t *data, size_t size);
void fuzz_journal(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct error err = {0};
	struct collection c = {0};
	const char *text = fuzz_text(&a, data, size), *path;
	bool good = true;
	int64_t end;
	for (int i = 0; good && i < MOST_JOURNALS && (path = next_journal(&text, i)); i++)
		good = collection_add(&c, path, &end, &err) != JOURNAL_FAILED;
	fuzz_check_error(&err, !good);
	fuzz_hold(c.n_held <= c.points, "no more points are held than there are");
	for (int64_t i = 0; good && i < c.points && i < 1000; i++) {
		struct journal_line line;
		fuzz_hold(!c.held[i].source || collection_line(&c, i, &line, &err), "a held point's line is there");
	}
	/* As merge does: when all are there. */
	if (good && c.points > 0 && c.n_held == c.points) publish(&c);
	collection_free(&c);
	arena_free(&a);
}
