#include "xen/skb.h"
#include "base/arena.h"
#include "base/widen.h"

bool skbs_init(struct skbs *s, int64_t room, struct arena *a)
{
	uint32_t size = 1;
	while (size < room)
		size *= 2;
	s->most = size;
	s->mask = (size < WIDEN_FIRST ? size : WIDEN_FIRST) - 1;
	s->slot = arena_reserve(a, size, s->mask + 1, sizeof *s->slot);
	return s->slot != NULL;
}

void skbs_push(struct skbs *s, const struct skb *skb)
{
	if (s->count > s->mask) s->mask = widen(s->slot, sizeof *s->slot, s->head, s->count, s->mask);
	s->slot[(s->head + s->count++) & s->mask] = *skb;
	s->bytes += skb->packet.len;
}
