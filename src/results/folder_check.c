/* folder_check.c - is a results folder what was written there?  The journal knows: each of its lines has a hash. */
#include "base/regular_file.h"
#include "base/text_line.h"
#include "results/folder.h"
#include "results/journal_check.h"
#include "report/json_value.h"
#include "report/point.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_RECORD (64 << 20)

static bool differs(const struct results *r, const char *path, int64_t line, struct error *err)
{
	return error_at(err, (struct place){path, (int)line, 0},
			"not what was written there: it differs from %s.journal; expected an undamaged folder, as simnic -o %s "
			"--resume makes it",
			r->base, r->folder);
}

static bool unreadable(const char *path, int why, struct error *err)
{
	return error_file(err, (struct place){0}, why, "can't read %s: %s", path, regular_reason(why));
}

/* Each record, in their order, and nothing behind the last. */
static bool check_records(const struct results *r, struct journal_reader *j, FILE *f, struct error *err)
{
	struct journal_line l;
	struct names names = {0};
	char *line = NULL;
	size_t room = 0;
	int64_t n = 0;
	bool same = true;
	while (same && journal_next(j, &l, err)) {
		ssize_t size = text_line(f, &line, &room, LONGEST_RECORD);
		n++;
		if (size <= 0 && errno == ENOMEM) error_memory(err);
		if (size <= 0 && ferror(f)) unreadable(r->records, errno, err);
		same = size == (ssize_t)l.record_size + 1 && memcmp(line, l.record, l.record_size) == 0 && line[size - 1] == '\n';
		if (same && !err->set && !journal_check_line(&l, NULL, &names, err) && !j->damaged) j->damaged = j->lines;
	}
	names_free(&names);
	if (same && !err->set && getc(f) != EOF) same = n++ < 0;
	if (ferror(f)) unreadable(r->records, errno, err);
	free(line);
	if (err->set) return false;
	return same || differs(r, r->records, n, err);
}

/* A file beside the records that should hold this text; one that is not there says nothing wrong. */
static bool check_text(const struct results *r, const char *ending, const char *text, size_t size, struct arena *a,
		       struct error *err)
{
	const char *path = arena_printf(a, "%s/%s.%s", r->folder, r->base, ending);
	FILE *f = path ? regular_open(path) : NULL;
	bool same = true;
	if (!f) return path ? errno == ENOENT || unreadable(path, errno, err) : error_memory(err);
	for (size_t i = 0; same && i < size; i++)
		same = getc(f) == (unsigned char)text[i];
	same = same && getc(f) == EOF;
	if (ferror(f)) unreadable(path, errno, err);
	fclose(f);
	if (err->set) return false;
	return same || differs(r, path, 0, err);
}

static bool check_head(const struct results *r, const char *journal, const char *head, struct arena *a, struct error *err)
{
	json_t *v = json_value_read(head, strlen(head), err);
	char *provenance = NULL;
	bool good = !err->set && journal_check_head(v, journal, err);
	if (good) {
		const char *config = json_string_value(json_object_get(v, "config"));
		provenance = json_value_dumps(json_object_get(v, "provenance"), JSON_INDENT(2));
		const char *kept = provenance ? arena_printf(a, "%s\n", provenance) : NULL;
		good = (kept || error_memory(err)) && check_text(r, "scenario.yaml", config, strlen(config), a, err) &&
		       check_text(r, "provenance.json", kept, strlen(kept), a, err);
	}
	free(provenance);
	json_decref(v);
	return good;
}

static bool check_all(const struct results *r, struct journal_reader *j, struct arena *a, struct error *err)
{
	FILE *f = regular_open(r->records);
	if (!f) return unreadable(r->records, errno, err);
	bool good = check_head(r, j->path, j->head, a, err) && check_records(r, j, f, err);
	fclose(f);
	if (good && j->damaged) return differs(r, j->path, j->damaged, err);
	return good;
}

bool results_check(const struct results *r, struct arena *a, struct error *err)
{
	struct journal_reader j;
	const char *path = arena_printf(a, "%s/%s.journal", r->folder, r->base);
	if (!path) return error_memory(err);
	enum journal_state state = journal_read(&j, path, err);
	/* Records without a journal are somebody's own. */
	bool there = true;
	if (state == JOURNAL_FAILED || (state == JOURNAL_NONE && !path_look(path, &there, err))) return false;
	if (!there) return true;
	if (state != JOURNAL_GOOD)
		return error_at(err, (struct place){path, 1, 0}, "a damaged journal; expected the one that simnic -o %s wrote",
				r->folder);
	bool good = check_all(r, &j, a, err);
	journal_done(&j);
	return good;
}
