/* previous.c - what would be replaced. */
#include "results/previous.h"
#include "base/regular_file.h"
#include "results/files.h"
#include "results/stale.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(const char *path, const char *why, struct error *err)
{
	return error_plain(err, "%s is of another result: %s; expected --force to replace it, or another folder by -o", path,
			   why);
}

/* Of the same work, by another build perhaps: its points can be compared. */
static bool is_same_work(const char *theirs, const char *ours, struct error *err)
{
	struct collection c = {0};
	bool same = collection_expect(&c, ours, err) && collection_is_same_work(&c, theirs, err);
	collection_free(&c);
	return same;
}

bool previous_is_same(const char *path, const char *head, struct error *err)
{
	struct journal_reader r;
	enum journal_state state = journal_read(&r, path, err);
	bool same = state == JOURNAL_GOOD && is_same_work(r.head, head, err);
	if (state == JOURNAL_GOOD) journal_done(&r);
	return same;
}

/* A file of that name without a journal: whose it is nobody knows. */
static bool look_at_file(struct previous *p, const struct previous_ask *ask, int file, bool may, struct error *err)
{
	size_t size = strlen(ask->dir) + strlen(ask->base) + strlen(file_extension[file]) + sizeof("/.");
	char *path = malloc(size);
	bool there = false;
	if (!path) return error_memory(err);
	snprintf(path, size, "%s/%s.%s", ask->dir, ask->base, file_extension[file]);
	bool good = path_look(path, &there, err);
	p->other |= there;
	if (good && there && !may) good = refuse(path, "there is no journal of it, so nobody knows of which", err);
	free(path);
	return good;
}

static bool look_without_journal(struct previous *p, const struct previous_ask *ask, struct error *err)
{
	for (int f = 0; f < FILE_JOURNAL; f++)
		if (!look_at_file(p, ask, f, p->cut || ask->begun || ask->may_replace, err)) return false;
	return true;
}

bool previous_look(struct previous *p, const struct previous_ask *ask, struct error *err)
{
	struct journal_reader r;
	int64_t size;
	bool there = true;
	enum journal_state state = journal_read(&r, ask->visible, err);
	bool same = state == JOURNAL_GOOD && is_same_work(r.head, ask->head, err);
	if (state == JOURNAL_GOOD) journal_done(&r);
	if (err->set || !stale_is_marked(ask->dir, ask->base, &p->cut, err)) return false;
	if (same) return collection_add(&p->points, ask->visible, &size, err) != JOURNAL_FAILED;
	if (state == JOURNAL_NONE && !path_look(ask->visible, &there, err)) return false;
	if (!there) return look_without_journal(p, ask, err);
	p->other = true;
	if (ask->may_replace || (ask->goes_on && (state == JOURNAL_GOOD || ask->begun))) return true;
	/* It appears whole: one whose first line has no end is damaged, too. */
	return refuse(ask->visible,
		      state == JOURNAL_GOOD ? "the scenario, its platform, or what --set changed differed"
					    : "its first line is damaged, so nobody knows of which",
		      err);
}

bool previous_differs(const struct previous *p, const struct collection *now)
{
	const struct collection *old = &p->points;
	if (p->other || p->cut) return true;
	for (int64_t i = 0; old->head && i < now->points; i++)
		if (i >= old->points || old->held[i].hash != now->held[i].hash) return true;
	return false;
}

int64_t previous_lost(const struct previous *p, const struct collection *now)
{
	const struct collection *old = &p->points;
	int64_t n = 0;
	for (int64_t i = 0; old->head && i < now->points && i < old->points; i++)
		n += old->held[i].source && old->held[i].state != STATE_FAILED && now->held[i].state == STATE_FAILED;
	return n;
}

void previous_free(struct previous *p)
{
	collection_free(&p->points);
	*p = (struct previous){.other = false};
}
