#include "nic/credits.h"
#include "base/arena.h"

bool credits_init(struct credits *c, int64_t n, struct arena *a)
{
	uint32_t room = 1;
	while (room < n)
		room *= 2;
	*c = (struct credits){.mask = room - 1};
	c->slot = arena_array(a, room, sizeof *c->slot);
	return c->slot != NULL;
}

void credits_add(struct credits *c, sim_time at, int64_t units)
{
	c->slot[(c->head + c->count++) & c->mask] = (struct credit){at, units};
}

void credits_give_back(struct credits *c, sim_time at)
{
	struct credit *head = &c->slot[c->head & c->mask];
	if (c->count && head->at == at) {
		head->units++;
		return;
	}
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
