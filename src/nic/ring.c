#include "nic/ring.h"
#include "base/arena.h"

bool ring_init(struct ring *r, uint32_t size, uint32_t spare, uint16_t start, struct arena *a)
{
	uint32_t room = 1, tokens = size + spare;
	while (room < tokens)
		room *= 2;
	*r = (struct ring){.size = size, .tokens = tokens, .free = size, .mask = (uint16_t)(room - 1)};
	r->shadow = r->avail_idx = r->last_avail = r->used_shadow = r->used_idx = r->last_used = start;
	r->kicked_at = r->signalled_at = start;
	r->from_driver.event = r->from_device.event = start;
	r->avail = arena_array(a, room, sizeof *r->avail);
	r->used_id = arena_array(a, room, sizeof *r->used_id);
	r->token = arena_array(a, tokens, sizeof *r->token);
	r->entries = arena_array(a, tokens, sizeof *r->entries);
	if (!r->avail || !r->used_id || !r->token || !r->entries) return false;
	while (r->n_tokens < tokens) { /* token 0 on top, as a fresh free list hands them out */
		r->token[r->n_tokens] = (uint16_t)(tokens - 1 - r->n_tokens);
		r->n_tokens++;
	}
	return true;
}

void ring_pack(struct ring *r, struct packed_place p)
{
	r->from_driver.off_counts = r->from_device.off_counts = true;
#ifdef SIMNIC_CHECKED
	r->packed = true;
	r->added_at = r->popped_at = r->pushed_at = r->got_at = packed_at(p, r->size);
#else
	(void)p;
#endif
}

#ifdef SIMNIC_CHECKED
static bool places_agree(const struct ring *r)
{
	return packed_distance(r->popped_at, r->added_at, r->size) == r->available &&
	       packed_distance(r->pushed_at, r->popped_at, r->size) == r->in_device &&
	       packed_distance(r->got_at, r->pushed_at, r->size) == r->used;
}
#endif

bool ring_sound(const struct ring *r)
{
	uint16_t waiting = (uint16_t)(r->shadow - r->last_avail), done = (uint16_t)(r->used_shadow - r->last_used);
#ifdef SIMNIC_CHECKED
	if (r->free + r->available + r->in_device + r->used != r->size) return false;
	if (r->packed && !places_agree(r)) return false;
#endif
	return r->free <= r->size && (uint16_t)(r->shadow - r->avail_idx) <= waiting && ring_done(r) <= done &&
	       waiting <= r->size && done <= r->tokens && waiting + done + r->n_tokens <= (int)r->tokens &&
	       r->n_tokens >= r->free;
}
