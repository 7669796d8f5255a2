#include "device/credits.h"
#include "base/arena.h"
#include "base/widen.h"

bool credits_init(struct credits *c, int64_t n, int64_t certain, struct arena *a)
{
	int64_t room = 1, first = 1;
	while (room < n)
		room *= 2;
	while (first < room && (first < WIDEN_FIRST || first < certain))
		first *= 2;
	if (room > CREDITS_MOST) return false;
	*c = (struct credits){.mask = (uint32_t)first - 1};
	c->slot = arena_reserve(a, (size_t)room, (size_t)first, sizeof *c->slot);
	return c->slot != NULL;
}

/* There is room for one more: reserved it is, and used as much as there ever were. */
static inline void make_room(struct credits *c)
{
	if (__builtin_expect(c->count > c->mask, 0)) c->mask = widen(c->slot, sizeof *c->slot, c->head, c->count, c->mask);
}

void credits_add(struct credits *c, sim_time at, int64_t units)
{
	make_room(c);
	c->slot[(c->head + c->count++) & c->mask] = (struct credit){at, units};
}

void credits_add_same(struct credits *c, sim_time at)
{
	struct credit *tail = &c->slot[(c->head + c->count - 1) & c->mask];
	if (c->count && tail->at == at)
		tail->units++;
	else
		credits_add(c, at, 1);
}

void credits_give_back(struct credits *c, sim_time at)
{
	struct credit *head = &c->slot[c->head & c->mask];
	if (c->count && head->at == at) {
		head->units++;
		return;
	}
	make_room(c);
	c->count++;
	c->slot[--c->head & c->mask] = (struct credit){at, 1};
}

bool credits_take(struct credits *a, struct credits *b, sim_time *at, bool *second)
{
	if (a->count == 0 && b->count == 0) return false;
	*second = a->count == 0 || (b->count && b->slot[b->head & b->mask].at < a->slot[a->head & a->mask].at);
	struct credits *c = *second ? b : a;
	struct credit *head = &c->slot[c->head & c->mask];
	*at = head->at;
	if (--head->units == 0) {
		c->head++;
		c->count--;
	}
	return true;
}
