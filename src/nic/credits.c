#include "nic/credits.h"
#include "base/arena.h"

#define CREDITS_FIRST 1024 /* for which there is room from the start */

bool credits_init(struct credits *c, int64_t n, struct arena *a)
{
	int64_t room = 1;
	while (room < n)
		room *= 2;
	if (room > CREDITS_MOST) return false;
	*c = (struct credits){.mask = (uint32_t)(room < CREDITS_FIRST ? room : CREDITS_FIRST) - 1};
	c->slot = arena_reserve(a, (size_t)room, sizeof *c->slot);
	return c->slot != NULL;
}

/* There is room for one more: reserved it is, and used as much as there ever were. */
static inline void make_room(struct credits *c)
{
	const uint32_t size = c->mask + 1;
	if (__builtin_expect(c->count < size, 1)) return;
	for (uint32_t i = c->head; i != c->head + c->count; i++)
		if (i & size) c->slot[i & (2 * size - 1)] = c->slot[i & c->mask];
	c->mask = 2 * size - 1;
}

void credits_add(struct credits *c, sim_time at, int64_t units)
{
	make_room(c);
	c->slot[(c->head + c->count++) & c->mask] = (struct credit){at, units};
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
