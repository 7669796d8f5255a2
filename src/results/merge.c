/* merge.c - adding journals up, and making sure that they are all. */
#include "results/merge.h"
#include "results/folder.h"
#include "results/make_folder.h"
#include "results/output.h"
#include "results/take.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool add(struct merging *m, const char *path)
{
	int64_t size;
	m->all.check = journal_check_line;
	enum journal_state state = collection_add(&m->all, path, &size, &m->err);
	m->journals += state == JOURNAL_GOOD;
	return state != JOURNAL_FAILED &&
	       (state != JOURNAL_DAMAGED ||
		error_plain(&m->err,
			    "%s is no journal, or its first line is damaged; expected NAME.journal of a "
			    "results folder",
			    path));
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
static bool add_folder(struct merging *m, const char *dir, DIR *d)
{
	char **name = NULL;
	int n = 0;
	for (struct dirent *e; errno = 0, (e = readdir(d));) {
		if (!is_journal(e->d_name)) continue;
		char **more = realloc(name, sizeof(*name) * (size_t)(n + 1));
		if (more) name = more;
		if (!more || !(name[n] = arena_printf(&m->arena, "%s/%s", dir, e->d_name))) {
			free(name);
			return error_memory(&m->err);
		}
		n++;
	}
	int why = errno;
	if (why) {
		free(name);
		return error_file(&m->err, (struct place){0}, why, "can't read the folder %s: %s", dir, strerror(why));
	}
	if (n) qsort(name, (size_t)n, sizeof(*name), by_name);
	bool good = n || error_plain(&m->err, "there is no journal in %s", dir);
	for (int i = 0; good && i < n; i++)
		good = add(m, name[i]);
	free(name);
	return good;
}

bool merging_add(struct merging *m, const char *word)
{
	int before = m->journals;
	DIR *d = opendir(word);
	if (d) {
		bool good = add_folder(m, word, d);
		closedir(d);
		return good;
	}
	if (errno != ENOTDIR) return error_file(&m->err, (struct place){0}, errno, "can't read %s: %s", word, strerror(errno));
	return add(m, word) && (m->journals > before ||
				error_plain(&m->err, "%s is no journal; expected NAME.journal of a results folder", word));
}

/* "3, 7 to 12 and more", from 0 as in the journals. */
static void list_missing(const struct collection *c, char *buf, size_t size)
{
	int ranges = 0;
	*buf = '\0';
	for (int64_t i = 0; i < c->points; i++) {
		if (c->held[i].source) continue;
		int64_t end = i;
		while (end + 1 < c->points && !c->held[end + 1].source)
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

/* All points there are?  Else what is missing, and where a line was damaged. */
static bool is_whole(struct merging *m, tell_line *say)
{
	char list[400];
	struct collection *c = &m->all;
	if (!c->n) return error_plain(&m->err, "there is no point in these journals; expected those of finished shards");
	if (c->n_held == c->points) return true;
	if (c->damage.file) say("warning: %s:%d: a damaged line was passed over", c->damage.file, c->damage.line);
	list_missing(c, list, sizeof(list));
	return error_plain(&m->err, "%lld of %lld points are missing: %s (counted from 0); run those shards again with --resume",
			   (long long)(c->points - c->n_held), (long long)c->points, list);
}

/* The folder is ours, and what lies in it may be replaced. */
static bool take_folder(struct merging *m, const struct merging_to *to)
{
	const char *base = collection_text(&m->all, "base"), *visible = arena_printf(&m->arena, "%s/%s.journal", to->dir, base);
	if (!results_name_fits(base, &m->err)) return false;
	if (!visible) return error_memory(&m->err);
	const struct previous_ask ask = {
		.dir = to->dir, .base = base, .visible = visible, .head = m->all.head_text, .may_replace = to->force};
	return folder_create(to->dir, &m->err) && folder_take(&m->hold, to->dir, base, to->say, &m->err) &&
	       previous_look(&m->old, &ask, &m->err);
}

/* A point that is there is not replaced by one that failed, as in a run. */
static bool keeps_good(struct merging *m, const struct merging_to *to)
{
	int64_t lost = to->force ? 0 : previous_lost(&m->old, &m->all);
	return !lost || error_system(&m->err,
				     "%s/%s.* stays as it was: %lld of its points failed in these journals; expected --force to "
				     "replace them",
				     to->dir, collection_text(&m->all, "base"), (long long)lost);
}

bool merging_check(struct merging *m, const struct merging_to *to)
{
	return is_whole(m, to->say) && take_folder(m, to) && keeps_good(m, to);
}

bool merging_publish(struct merging *m, const struct merging_to *to, struct publication *p)
{
	struct collection *c = &m->all;
	const bool on[N_FORMATS] = {true, true, true};
	json_t *run = json_pack("{s:i,s:I,s:I}", "journals", m->journals, "points", (json_int_t)c->points, "twins",
				(json_int_t)c->twins);
	*p = (struct publication){.dir = to->dir,
				  .base = collection_text(c, "base"),
				  .on = on,
				  .run = run,
				  .rows = c->points,
				  .changed = previous_differs(&m->old, c),
				  .alone = true,
				  .say = to->quiet ? NULL : to->say,
				  .stop = to->stop};
	bool good = run || error_memory(&m->err);
	good = good && collection_publish(c, p, &m->err);
	json_decref(run);
	p->run = NULL;
	p->on = NULL;
	return good;
}

void merging_close(struct merging *m)
{
	hold_drop(&m->hold);
	previous_free(&m->old);
	collection_free(&m->all);
	arena_free(&m->arena);
}
