#include "machine/line.h"
#include "base/arena.h"

bool line_init(struct core_line *l, int room, struct arena *a)
{
	*l = (struct core_line){.room = room};
	l->slot = arena_array(a, (size_t)room, sizeof *l->slot);
	return l->slot != NULL;
}

bool line_has(const struct core_line *l, int actor)
{
	for (int i = 0; i < l->waiting; i++)
		if (l->slot[(l->first + i) % l->room].actor == actor) return true;
	return false;
}

bool line_join(struct core_line *l, const struct waiter *w)
{
	if (line_has(l, w->actor)) return false;
	l->slot[(l->first + l->waiting++) % l->room] = *w;
	return true;
}

struct waiter line_next(struct core_line *l)
{
	struct waiter w = l->slot[l->first];
	l->first = (l->first + 1) % l->room;
	l->waiting--;
	return w;
}
