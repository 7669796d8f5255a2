/* booked.c - stretches ahead of the clock. What is booked begins near the clock or behind the last stretch: both ends are quick. */
#include "nic/booked.h"
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static void forget(struct booked *b, sim_time now)
{
	while (b->first < b->end && b->span[b->first].to <= now)
		b->first++;
}

static bool is_full(const struct booked *b)
{
	return b->end - b->first == BOOKED_SPANS;
}

/* Room behind the last one; those that were let go of leave it. */
static void make_room(struct booked *b)
{
	if (b->end < 2 * BOOKED_SPANS) return;
	b->end -= b->first;
	memmove(b->span, b->span + b->first, (size_t)b->end * sizeof *b->span);
	b->first = 0;
}

/* A stretch of its own before the one at i; the shorter side makes way. Returns where the next one then is. */
static int put_between(struct booked *b, int i, struct span s)
{
	if (b->first > 0 && i - b->first <= b->end - i) {
		b->first--;
		memmove(b->span + b->first, b->span + b->first + 1, (size_t)(i - 1 - b->first) * sizeof *b->span);
		b->span[i - 1] = s;
		return i;
	}
	int before = i - b->first;
	make_room(b);
	i = b->first + before;
	memmove(b->span + i + 1, b->span + i, (size_t)(b->end - i) * sizeof *b->span);
	b->span[i] = s;
	b->end++;
	return i + 1;
}

/* A stretch before the one at i that touches none that lies between; it is joined to those it touches. Returns where the next one then is. */
static int insert(struct booked *b, int i, struct span s)
{
	bool before = i > b->first && b->span[i - 1].to == s.from, after = i < b->end && b->span[i].from == s.to;
	if (!before && !after) return put_between(b, i, s);
	if (after) b->span[i].from = before ? b->span[i - 1].from : s.from;
	if (!after) b->span[i - 1].to = s.to;
	if (!before || !after) return i;
	b->end--;
	memmove(b->span + i - 1, b->span + i, (size_t)(b->end - i + 1) * sizeof *b->span);
	return i - 1;
}

/* Free time from `from` on, until ps are used up. */
static void fill(struct booked *b, sim_time from, sim_time ps)
{
	int i = b->first;
	while (i < b->end && b->span[i].to <= from)
		i++;
	while (ps > 0) {
		if (i < b->end && b->span[i].from <= from) {
			from = b->span[i++].to;
			continue;
		}
		sim_time gap = i < b->end ? b->span[i].from - from : ps, used = gap < ps ? gap : ps;
		if (is_full(b)) { /* no room for another */
			b->span[b->end - 1].to += ps;
			return;
		}
		i = insert(b, i, (struct span){from, from + used});
		from += used;
		ps -= used;
	}
}

void booked_add(struct booked *b, sim_time now, sim_time from, sim_time ps)
{
	if (ps <= 0) return;
	b->busy += ps;
	sim_time *end = b->end > b->first ? &b->span[b->end - 1].to : NULL;
	if (end && *end == from) { /* most often */
		*end += ps;
		return;
	}
	forget(b, now);
	if (end && *end > from) {
		fill(b, from, ps);
		return;
	}
	if (is_full(b)) {
		*end += ps;
		return;
	}
	if (b->first == b->end) b->first = b->end = 0;
	make_room(b);
	b->span[b->end++] = (struct span){from, from + ps};
}

int64_t booked_until(const struct booked *b, sim_time now)
{
	int64_t busy = b->busy;
	for (int i = b->end - 1; i >= b->first && b->span[i].to > now; i--)
		busy -= b->span[i].to - (b->span[i].from > now ? b->span[i].from : now);
	return busy;
}

sim_time booked_end(const struct booked *b, sim_time now)
{
	return b->end > b->first && b->span[b->end - 1].to > now ? b->span[b->end - 1].to : now;
}
