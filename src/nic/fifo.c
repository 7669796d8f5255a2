#include "nic/fifo.h"
#include "base/arena.h"
#include "base/widen.h"

bool fifo_init(struct fifo *f, int64_t limit, int64_t room, struct arena *a)
{
	int64_t size = 1, first = limit ? 2 * (room - limit) : room;
	if (first < WIDEN_FIRST) first = WIDEN_FIRST;
	while (size < room)
		size *= 2;
	uint32_t used = 1;
	while (used < size && used < first)
		used *= 2;
	*f = (struct fifo){.mask = used - 1, .most = (uint32_t)limit, .slack = (uint32_t)(room - limit)};
	f->limit = limit && used - f->slack < limit ? used - f->slack : (uint32_t)limit;
	f->slot = arena_reserve(a, (size_t)size, used, sizeof *f->slot);
	return f->slot != NULL;
}

__attribute__((noinline)) bool fifo_grow(struct fifo *f)
{
	if (f->limit == f->most) return false;
	f->mask = widen(f->slot, sizeof *f->slot, f->head, f->count, f->mask);
	const uint32_t limit = f->mask + 1 - f->slack;
	f->limit = limit < f->most ? limit : f->most;
	return true;
}
