/* booked.c - what was booked and lies behind the clock, span by span; none of them overlaps another. */
#include "machine/booked.h"
#include "base/arena.h"
#include <stdlib.h>

bool booked_init(struct booked *b, const sim_time *clock, struct arena *a)
{
	*b = (struct booked){.clock = clock, .room = BOOKED_FIRST};
	b->span = arena_reserve(a, BOOKED_MOST, BOOKED_FIRST, sizeof *b->span);
	return b->span != NULL;
}

/* The part of a span that lies behind now. */
static inline sim_time behind(const struct span *s, sim_time now)
{
	if (s->to <= now) return 0;
	return s->to - (s->from > now ? s->from : now);
}

/* When a span was last busy, until now; 0 = it is empty, or begins later. */
static inline sim_time last_of(const struct span *s, sim_time now)
{
	if (s->from >= now || s->from == s->to) return 0;
	return s->to < now ? s->to : now;
}

/* Those that are over make room for what comes. */
static void forget(struct booked *b)
{
	const sim_time now = *b->clock;
	sim_time last = b->last;
	int32_t left = 0;
	for (int32_t i = 0; i < b->n; i++) {
		const struct span s = b->span[i];
		b->span[left] = s;
		left += s.to > now;
		if (s.to <= now && s.to > last && s.from != s.to) last = s.to;
	}
	b->n = left;
	b->last = last;
}

static int by_time(const void *a, const void *b)
{
	sim_time x = ((const struct span *)a)->from, y = ((const struct span *)b)->from;
	return (x > y) - (x < y);
}

/* Pairs of neighbours in time as one: no work is lost, and where it lies is known a little less well. */
static void pair_up(struct booked *b)
{
	int32_t pairs = 0;
	qsort(b->span, (size_t)b->n, sizeof *b->span, by_time);
	for (int32_t i = 0; i < b->n; i += 2, pairs++) {
		b->span[pairs] = b->span[i];
		if (i + 1 < b->n) b->span[pairs].to += b->span[i + 1].to - b->span[i + 1].from;
	}
	b->n = pairs;
}

void booked_make_room(struct booked *b)
{
	forget(b);
	if (b->n <= b->room / 2) return;
	if (b->room < BOOKED_MOST)
		b->room *= 2;
	else
		pair_up(b);
}

int64_t booked_until(const struct booked *b, sim_time now)
{
	int64_t ahead = behind(&b->open, now);
	for (int32_t i = 0; i < b->n; i++)
		ahead += behind(&b->span[i], now);
	return b->busy - ahead;
}

sim_time booked_last(const struct booked *b, sim_time now)
{
	sim_time last = last_of(&b->open, now);
	if (b->last > last) last = b->last;
	for (int32_t i = 0; i < b->n; i++) {
		sim_time at = last_of(&b->span[i], now);
		if (at > last) last = at;
	}
	return last;
}
