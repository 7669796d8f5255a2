/* booked.c - where what was booked lies: requests in the order of time, as one who serves them one after the other would meet them. */
#include "machine/booked.h"
#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

bool booked_init(struct booked *b, const sim_time *clock, struct arena *a)
{
	*b = (struct booked){.clock = clock};
	for (int i = 0; i < 2; i++) {
		b->lane[i] = (struct booked_lane){.room = BOOKED_FIRST};
		b->lane[i].span = arena_reserve(a, BOOKED_MOST, BOOKED_FIRST, sizeof *b->lane[i].span);
	}
	return b->lane[0].span && b->lane[1].span;
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

static int by_time(const void *a, const void *b)
{
	sim_time x = ((const struct span *)a)->from, y = ((const struct span *)b)->from;
	return (x > y) - (x < y);
}

/* Who books in two orders of time at most has nothing to be sorted. */
static void put_in_order(struct booked *b)
{
	for (int i = 0; i < 2; i++) {
		struct booked_lane *l = &b->lane[i];
		if (l->mixed) qsort(l->span, (size_t)l->n, sizeof *l->span, by_time);
		l->mixed = false;
	}
}

/* How far the requests of each lane were met. */
struct reached {
	int32_t n[2];
};

/* The next one in the order of time, of two at the same time that of the first lane; NULL = none that begins before `end`. */
static inline const struct span *next_request(const struct booked *b, struct reached *r, sim_time end)
{
	const struct span *first = NULL;
	int which = 0;
	for (int i = 0; i < 2; i++) {
		const struct booked_lane *l = &b->lane[i];
		const struct span *s = &l->span[r->n[i]];
		if (r->n[i] == l->n || s->from >= end || (first && s->from >= first->from)) continue;
		first = s;
		which = i;
	}
	r->n[which] += first != NULL;
	return first;
}

/* The first n are met: forgotten, and there is to be room for half as many again as are left. */
static void forget(struct booked_lane *l, int32_t n)
{
	l->n -= n;
	memmove(l->span, l->span + n, (size_t)l->n * sizeof *l->span);
	if (l->n <= l->room / 2) return;
	if (l->room < BOOKED_MOST)
		l->room *= 2;
	else
		l->n = pair_up(l->span, l->n);
}

static void fold(struct booked *b)
{
	put_in_order(b);
	struct server s = {b->folded, b->last, b->done, b->left};
	/* The one that is open is not among these, and has its turn. */
	sim_time until = *b->clock < b->open.from ? *b->clock : b->open.from;
	struct reached r = {{0, 0}};
	for (const struct span *next; (next = next_request(b, &r, until + 1)) != NULL;)
		meet(&s, next);
	for (int i = 0; i < 2; i++)
		forget(&b->lane[i], r.n[i]);
	b->folded = s.at;
	b->last = s.last;
	b->done = s.done;
	b->left = s.left;
}

void booked_close(struct booked *b)
{
	struct booked_lane *l = &b->lane[b->open.from < b->lane[0].latest];
	if (l->n == l->room) fold(b);
	l->span[l->n++] = b->open;
	if (b->open.from < l->latest)
		l->mixed = true;
	else
		l->latest = b->open.from;
}

static struct server serve_all(struct booked *b, sim_time now)
{
	put_in_order(b);
	struct server s = {b->folded, b->last, b->done, b->left};
	struct reached r = {{0, 0}};
	bool open = false; /* the last request was met */
	for (const struct span *next; (next = next_request(b, &r, now)) != NULL;) {
		if (!open && b->open.from <= next->from) open = true, meet(&s, &b->open);
		meet(&s, next);
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
