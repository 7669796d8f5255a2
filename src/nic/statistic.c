/* statistic.c - finding rows: by name, by place in a list, one after another. */
#include "nic/statistic.h"
#include "base/param.h"
#include "nic/model.h"
#include <stdio.h>
#include <string.h>

const char *const stat_needs_words[N_NEEDS] = {
	[NEEDS_NOTHING] = "",
	[NEEDS_RECEIVED] = "packets received",
	[NEEDS_TRANSFER] = "run.transfer",
	[NEEDS_REQUESTS] = "requests and responses",
	[NEEDS_WINDOW] = "a sender that waits for answers",
	[NEEDS_WIRE] = "a rate of the wire",
	[NEEDS_LINK] = "a device behind a link",
	[NEEDS_LOCKS] = "locks that cores share",
};

/* Rows that stand for those of models have no name themselves. */
static bool is_named(const struct statistic *s)
{
	return *s->name != '\0';
}

const struct statistic *statistic_at(int i)
{
	for (int k = 0; k < N_STATISTICS; k++)
		if (is_named(&statistics[k]) && i-- == 0) return &statistics[k];
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct statistic *s = r->model->stats; s && s->name; s++)
			if (i-- == 0) return s;
	return NULL;
}

/* Where the member's part of a name is, and how long; 0 when it is no member. */
static int member_of(const struct statistic *s, const char *name, int *from)
{
	size_t before = strcspn(s->name, "*"), n = strlen(name), fixed = strlen(s->name) - 1;
	if (s->name[before] != '*' || n <= fixed || strncmp(name, s->name, before) != 0) return 0;
	if (strcmp(name + n - (fixed - before), s->name + before + 1) != 0) return 0;
	*from = (int)before;
	return (int)(n - fixed);
}

static const struct statistic *exactly(const struct statistic *s, const char *name)
{
	for (; s && s->name; s++)
		if (strcmp(s->name, name) == 0) return s;
	return NULL;
}

const struct statistic *statistic_find(const char *name)
{
	const struct statistic *found = NULL;
	int from;
	if (!*name) return NULL;
	for (int i = 0; i < N_STATISTICS && !found; i++)
		if (strcmp(statistics[i].name, name) == 0) found = &statistics[i];
	for (const struct registered *r = registry; r->kind && !found; r++)
		found = exactly(r->model->stats, name);
	for (int i = 0; i < N_STATISTICS && !found; i++)
		if (is_named(&statistics[i]) && member_of(&statistics[i], name, &from)) found = &statistics[i];
	return found;
}

/* A search for the row with the next rank after one that is told; of equals the first. */
struct next {
	enum stat_list list;
	int left; /* rows of lower rank that have not been passed */
};

static void pass(struct next *n, const struct statistic *s, int rank, const struct statistic **found)
{
	if (*found || s->rank[n->list] != rank) return;
	if (n->left-- == 0) *found = s;
}

const struct statistic *statistic_listed(enum stat_list list, int i)
{
	const struct statistic *found = NULL;
	struct next n = {list, i};
	for (int rank = 1; rank <= UINT8_MAX && !found; rank++) {
		for (int k = 0; k < N_STATISTICS; k++)
			pass(&n, &statistics[k], rank, &found);
		for (const struct registered *r = registry; r->kind; r++)
			for (const struct statistic *s = r->model->stats; s && s->name; s++)
				pass(&n, s, rank, &found);
	}
	return found;
}

const char *statistic_renamed(const char *word)
{
	const struct statistic *s;
	for (int i = 0; (s = statistic_at(i)); i++)
		if (s->was && strcmp(s->was, word) == 0) return s->name;
	return NULL;
}

void statistic_offer(const char *word, const char *candidate, const char **best, int *best_cost)
{
	const char *today = statistic_renamed(word);
	if (!today)
		nearest_offer(word, candidate, best, best_cost);
	else if (strcmp(today, candidate) == 0)
		*best = candidate;
}

void statistic_label(const struct statistic *s, const char *name, char *buf, size_t size)
{
	int from = 0, n = s ? member_of(s, name, &from) : 0;
	if (n)
		snprintf(buf, size, "%.*s", n, name + from);
	else
		snprintf(buf, size, "%s", s && s->words.label ? s->words.label : name);
}
