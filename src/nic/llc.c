#include "nic/llc.h"
#include "base/arena.h"

struct llc_ring *llc_ring_make(struct llc *llc, uint32_t tokens, struct arena *a)
{
	struct llc_ring *r = arena_alloc(a, sizeof *r);
	if (!r) return NULL;
	*r = (struct llc_ring){.llc = llc, .written = arena_array(a, tokens, sizeof *r->written)};
	return r->written ? r : NULL;
}
