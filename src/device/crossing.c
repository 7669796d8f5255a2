#include "device/crossing.h"
#include "base/arena.h"
#include "device/bus.h"

static struct ring *ring_of(const struct crossing *x)
{
	return x->tx ? &x->q->tx.ring : &x->q->rx.ring;
}

static void arrives(void *self, struct errand *e)
{
	struct crossing *x = self;
	const struct arriving a = x->slot[x->head];
	x->head = (x->head + 1) & x->mask;
	if (--x->count) agenda_add(&x->q->run->agenda, &x->arrives, x->slot[x->head].due);
	ring_of(x)->used_idx = a.used; /* not all that was pushed: the rest is on its way */
	x->told(x->q, x->tx, a.n, e->due);
}

void crossing_begin(struct crossing *x, int n, sim_time now)
{
	const struct arriving a = {now + x->takes, ring_of(x)->used_shadow, n};
	x->slot[(x->head + x->count) & x->mask] = a;
	if (x->count++ == 0) agenda_add(&x->q->run->agenda, &x->arrives, a.due);
}

bool crossing_init(struct crossing *x, struct queue *q, bool tx, crossing_told *told)
{
	*x = (struct crossing){.q = q, .tx = tx, .told = told, .takes = q->run->bus->traits.crossing};
	x->arrives = (struct errand){.call = arrives, .self = x};
	if (x->takes == 0) return true;
	uint32_t room = 1; /* each has a token of its own */
	while (room < ring_of(x)->tokens)
		room *= 2;
	x->mask = room - 1;
	x->slot = arena_array(q->run->arena, room, sizeof *x->slot);
	return x->slot != NULL;
}
