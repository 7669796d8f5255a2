/* place.c - the common ways to find buffers for a packet. */
#include "nic/place.h"
#include "base/arena.h"

bool available_init(struct available *a, int shelves, struct arena *arena)
{
	uint32_t room = 1;
	while (room < a->ring->size)
		room *= 2;
	for (int i = 0; i < shelves; i++) {
		a->shelf[i] = (struct shelf){.token = arena_array(arena, room, sizeof(uint16_t)), .mask = (uint16_t)(room - 1)};
		if (!a->shelf[i].token) return false;
	}
	return true;
}

void shelf_push(struct shelf *s, uint16_t token)
{
	s->token[(uint16_t)(s->head + s->count++) & s->mask] = token;
}

uint16_t shelf_take(struct shelf *s)
{
	s->count--;
	return s->token[s->head++ & s->mask];
}

int place_in_order(struct available *a, int n, uint16_t *token)
{
	for (int i = 0; token && i < n; i++)
		token[i] = ring_pop(a->ring);
	return n;
}

int place_in_ring(struct available *a, uint16_t *token)
{
	if (!token || !ring_spare(a->ring)) return PLACE_LATER;
	*token = ring_take_spare(a->ring);
	return PLACE_IN_RING;
}

int place_next(const void *self, struct available *a, int32_t need, uint16_t *token)
{
	(void)self;
	if (ring_ready(a->ring) == 0) return PLACE_LATER;
	return a->buffer[ring_peek(a->ring, 0)].bytes >= need ? place_in_order(a, 1, token) : PLACE_NEVER;
}

int place_spanning(const void *self, struct available *a, int32_t need, uint16_t *token)
{
	int ready = ring_ready(a->ring), n = 0;
	(void)self;
	if (a->alike) {
		n = (need + a->buffer[0].bytes - 1) / a->buffer[0].bytes;
		if (n > MAX_CHAIN || n > a->most) return PLACE_NEVER;
		return n <= ready ? place_in_order(a, n, token) : PLACE_LATER;
	}
	for (; n < ready && n < MAX_CHAIN; n++) {
		need -= a->buffer[ring_peek(a->ring, (uint16_t)n)].bytes;
		if (need <= 0) return place_in_order(a, n + 1, token);
	}
	return n == MAX_CHAIN || ready == a->most ? PLACE_NEVER : PLACE_LATER; /* even a full ring would not do */
}
