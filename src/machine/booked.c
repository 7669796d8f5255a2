/* booked.c - where what was booked lies: each in turn takes the next free time. */
#include "machine/booked.h"
#include <stdbool.h>
#include <string.h>

/* Busy time: stretches in order, none touching another. */
struct stretches {
	int n;
	struct span at[BOOKED_LAST];
};

/* s before the one at i, joined to those it touches, which are the neighbours at most.  Returns where it is. */
static int insert(struct stretches *b, int i, struct span s)
{
	bool before = i > 0 && b->at[i - 1].to == s.from, after = i < b->n && b->at[i].from == s.to;
	int next = after ? i + 1 : i;
	if (after) s.to = b->at[i].to;
	if (before) s.from = b->at[--i].from;
	memmove(b->at + i + 1, b->at + next, (size_t)(b->n - next) * sizeof *b->at);
	b->n += i + 1 - next;
	b->at[i] = s;
	return i;
}

/* Free time from s->from on, until as much of it is used up as s is long. */
static void fill(struct stretches *b, const struct span *s)
{
	sim_time from = s->from, left = s->to - s->from;
	int i = 0;
	while (i < b->n && b->at[i].to <= from)
		i++;
	while (left > 0) {
		if (i < b->n && b->at[i].from <= from) {
			from = b->at[i++].to;
			continue;
		}
		sim_time gap = i < b->n ? b->at[i].from - from : left, used = gap < left ? gap : left;
		i = insert(b, i, (struct span){from, from + used});
		from += used;
		left -= used;
	}
}

int64_t booked_until(const struct booked *b, sim_time now)
{
	struct stretches s = {.n = 0};
	int64_t busy = b->busy;
	for (uint32_t i = 0; i < BOOKED_LAST; i++)
		fill(&s, &b->last[(b->writes + i) & (BOOKED_LAST - 1)]);
	for (int i = s.n - 1; i >= 0 && s.at[i].to > now; i--)
		busy -= s.at[i].to - (s.at[i].from > now ? s.at[i].from : now);
	return busy < now ? busy : now;
}
