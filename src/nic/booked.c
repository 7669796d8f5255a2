#include "nic/booked.h"
#include <stdbool.h>
#include <string.h>

static void forget(struct booked *b, sim_time now)
{
	int over = 0;
	while (over < b->n && b->span[over].to <= now)
		over++;
	if (over == 0) return;
	b->n -= over;
	memmove(b->span, b->span + over, (size_t)b->n * sizeof *b->span);
}

/* A stretch before span i that touches none that lies between; it is joined to those it touches. */
static void insert(struct booked *b, int i, sim_time from, sim_time to)
{
	bool before = i > 0 && b->span[i - 1].to == from, after = i < b->n && b->span[i].from == to;
	if (before) {
		b->span[i - 1].to = to;
		if (!after) return;
		b->span[i - 1].to = b->span[i].to;
		b->n--;
		memmove(b->span + i, b->span + i + 1, (size_t)(b->n - i) * sizeof *b->span);
	} else if (after) {
		b->span[i].from = from;
	} else {
		memmove(b->span + i + 1, b->span + i, (size_t)(b->n - i) * sizeof *b->span);
		b->span[i] = (struct span){from, to};
		b->n++;
	}
}

/* Free time from `from` on, until ps are used up. */
static void fill(struct booked *b, sim_time from, sim_time ps)
{
	while (ps > 0) {
		int i = b->n;
		while (i > 0 && b->span[i - 1].to > from)
			i--;
		if (i < b->n && b->span[i].from <= from) {
			from = b->span[i].to;
			continue;
		}
		sim_time gap = i < b->n ? b->span[i].from - from : ps, used = gap < ps ? gap : ps;
		if (b->n == BOOKED_SPANS) { /* no room for another */
			b->span[b->n - 1].to += ps;
			return;
		}
		insert(b, i, from, from + used);
		from += used;
		ps -= used;
	}
}

void booked_add(struct booked *b, sim_time now, sim_time from, sim_time ps)
{
	if (ps <= 0) return;
	b->busy += ps;
	if (b->n && b->span[b->n - 1].to == from) { /* most often */
		b->span[b->n - 1].to += ps;
		return;
	}
	forget(b, now);
	if (b->n == 0 || b->span[b->n - 1].to < from) {
		if (b->n == BOOKED_SPANS)
			b->span[b->n - 1].to += ps;
		else
			b->span[b->n++] = (struct span){from, from + ps};
		return;
	}
	fill(b, from, ps);
}

int64_t booked_until(const struct booked *b, sim_time now)
{
	int64_t busy = b->busy;
	for (int i = b->n - 1; i >= 0 && b->span[i].to > now; i--)
		busy -= b->span[i].to - (b->span[i].from > now ? b->span[i].from : now);
	return busy;
}

sim_time booked_end(const struct booked *b, sim_time now)
{
	return b->n && b->span[b->n - 1].to > now ? b->span[b->n - 1].to : now;
}
