#include "device/device.h"
#include "base/arena.h"

struct device *device_of(struct run *run, int functions, int i)
{
	struct device *d = run->backend;
	if (d) return d + i;
	d = run->backend = arena_array(run->arena, (size_t)functions, sizeof *d);
	for (int k = 0; d && k < functions; k++) {
		d[k] = (struct device){.buffer = INT64_MAX};
		d[k].end = &d[k].first;
	}
	return d ? d + i : NULL;
}

static void join(struct device *d, struct pipeline *p)
{
	p->waits = true;
	p->next = NULL;
	*d->end = p;
	d->end = &p->next;
}

/* Credit is for this turn alone, what is owed stays. */
static void part(struct device *d, struct pipeline *p)
{
	struct pipeline **at = &d->first;
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	if (d->end == &p->next) d->end = at;
	p->waits = p->served = false;
	if (p->credit > 0) p->credit = 0;
}

/* A line whose turn it is, and which has as many jobs under way as it may, holds up nobody. */
void device_next(struct device *d, const struct pipeline *ended)
{
	while (d->quantum && d->first && d->first != ended && pipeline_full(d->first))
		part(d, d->first);
	if (d->first) pipeline_look_at(d->first, d->first->q->engine->now);
}

void device_leave(struct device *d, struct pipeline *p)
{
	if (!p->waits) return;
	part(d, p);
	device_next(d, NULL);
}

/* How many rounds in a row leave all lines that wait in debt. */
static int64_t rounds_in_debt(const struct device *d)
{
	int64_t least = INT64_MAX;
	for (const struct pipeline *p = d->first; p; p = p->next) {
		int64_t rounds = -p->credit / (p->weight * d->quantum);
		if (rounds < least) least = rounds;
	}
	return least;
}

/*
 * All rounds until the first line that has paid what it owes: its turn begins.  At once, as they take no time, and a batch may owe
 * thousands of turns.
 */
static void pay_debts(struct device *d)
{
	int64_t rounds = rounds_in_debt(d);
	for (struct pipeline *p = d->first; p; p = p->next)
		p->credit += rounds * p->weight * d->quantum;
	for (;;) {
		struct pipeline *p = d->first;
		p->credit += p->weight * d->quantum;
		if (p->credit > 0) break;
		part(d, p);
		join(d, p);
	}
	d->first->served = true;
}

/* The first line's turn begins, or goes on. False when it owes more than it gets, and another's begins. */
static bool has_credit(struct device *d, struct pipeline *p)
{
	if (!p->served) pay_debts(d);
	if (p->served) return true;
	device_next(d, NULL);
	return false;
}

bool device_turn(struct device *d, struct pipeline *p, bool room)
{
	if (room && (!d->first || d->first == p)) {
		if (!d->quantum) {
			device_leave(d, p);
			return true;
		}
		if (!p->waits) join(d, p);
		return has_credit(d, p);
	}
	if (!p->waits) join(d, p);
	return false;
}

void device_served(struct device *d, struct pipeline *p, int64_t bytes)
{
	if (!d->quantum) return;
	bool full = p->begun + 1 - p->done >= p->most; /* it is not counted as begun yet */
	p->credit -= d->by_bytes ? bytes : 1;
	if (p->credit <= 0 || (full && device_works(d))) device_leave(d, p);
}
