/* previous.c - what would be replaced. */
#include "results/previous.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool refuse(const char *visible, const char *why, struct error *err)
{
	return error_plain(err, "%s is of another result: %s; expected --force to replace it, or another folder by -o", visible,
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

/* Records beside a journal that is not there: whose they are nobody knows. */
static bool has_records(const char *visible)
{
	size_t size = strlen(visible) + sizeof(".jsonl");
	char *path = malloc(size);
	if (!path) return true;
	snprintf(path, size, "%.*s.jsonl", (int)(strlen(visible) - strlen(".journal")), visible);
	bool there = access(path, F_OK) == 0;
	free(path);
	return there;
}

bool previous_look(struct previous *p, const char *visible, const char *head, bool may_replace, struct error *err)
{
	struct journal_reader r;
	int64_t size;
	enum journal_state state = journal_read(&r, visible, err);
	bool same = state == JOURNAL_GOOD && is_same_work(r.head, head, err);
	if (state == JOURNAL_GOOD) journal_done(&r);
	if (err->set) return false;
	if (same) return collection_add(&p->points, visible, &size, err) != JOURNAL_FAILED;
	/* It appears whole: one whose first line has no end is damaged, too. */
	bool torn = state == JOURNAL_NONE && access(visible, F_OK) == 0;
	p->other = state != JOURNAL_NONE || torn || has_records(visible);
	if ((state == JOURNAL_NONE && !torn) || may_replace) return true;
	return refuse(visible,
		      state == JOURNAL_GOOD ? "the scenario, its platform, or what --set changed differed"
					    : "its first line is damaged, so nobody knows of which",
		      err);
}

bool previous_differs(const struct previous *p, const struct collection *now)
{
	const struct collection *old = &p->points;
	if (p->other) return true;
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
