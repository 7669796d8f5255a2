/* booked.c - where what was booked lies: requests in the order of time, as one who serves them one after the other would meet them. */
#include "machine/booked.h"
#include "base/arena.h"
#include <stdlib.h>

bool booked_init(struct booked *b, const sim_time *clock, struct arena *a)
{
	*b = (struct booked){.clock = clock, .room = BOOKED_FIRST};
	b->ahead = arena_reserve(a, BOOKED_MOST, BOOKED_FIRST, sizeof *b->ahead);
	return b->ahead != NULL;
}

static int by_time(const void *a, const void *b)
{
	sim_time x = ((const struct span *)a)->from, y = ((const struct span *)b)->from;
	return (x > y) - (x < y);
}

/* Who serves: what was busy until `at`, and what was left to do then. */
struct server {
	sim_time at, last; /* last: when it last had something to do, until then */
	int64_t done, left;
};

static void serve_until(struct server *s, sim_time now)
{
	if (now <= s->at) return;
	int64_t time = now - s->at, worked = s->left < time ? s->left : time;
	s->done += worked;
	if (worked) s->last = s->at + worked;
	s->left -= worked;
	s->at = now;
}

static void meet(struct server *s, const struct span *r)
{
	serve_until(s, r->from);
	s->left += r->to - r->from;
}

/* Pairs of neighbours as one: no work is lost, and where it lies is known a little less well. */
static int32_t pair_up(struct span *r, int32_t n)
{
	int32_t pairs = 0;
	for (int32_t i = 0; i < n; i += 2, pairs++) {
		r[pairs] = r[i];
		if (i + 1 < n) r[pairs].to += r[i + 1].to - r[i + 1].from;
	}
	return pairs;
}

void booked_fold(struct booked *b)
{
	struct server s = {b->folded, b->last, b->done, b->left};
	/* The one that is open is not among these, and has its turn. */
	sim_time until = *b->clock < b->open.from ? *b->clock : b->open.from;
	int32_t first = 0, n = 0;
	qsort(b->ahead, (size_t)b->n, sizeof *b->ahead, by_time);
	for (; first < b->n && b->ahead[first].from <= until; first++)
		meet(&s, &b->ahead[first]);
	while (first < b->n)
		b->ahead[n++] = b->ahead[first++];
	if (n > b->room / 2 && b->room < BOOKED_MOST)
		b->room *= 2;
	else if (n > b->room / 2)
		n = pair_up(b->ahead, n);
	b->folded = s.at;
	b->last = s.last;
	b->done = s.done;
	b->left = s.left;
	b->n = n;
}

static struct server serve_all(struct booked *b, sim_time now)
{
	struct server s = {b->folded, b->last, b->done, b->left};
	bool open = false; /* the last request was met */
	qsort(b->ahead, (size_t)b->n, sizeof *b->ahead, by_time);
	for (int32_t i = 0; i < b->n && b->ahead[i].from < now; i++) {
		if (!open && b->open.from <= b->ahead[i].from) open = true, meet(&s, &b->open);
		meet(&s, &b->ahead[i]);
	}
	if (!open && b->open.from < now) meet(&s, &b->open);
	serve_until(&s, now);
	return s;
}

int64_t booked_until(struct booked *b, sim_time now)
{
	return serve_all(b, now).done;
}

sim_time booked_last(struct booked *b, sim_time now)
{
	return serve_all(b, now).last;
}
