/*
 * place.h - where a received packet goes: which of the available buffers take it.  The scheme decides (its op `place`); most packets fit
 * the ring's next buffer, which is found here without asking.
 */
#ifndef NIC_PLACE_H
#define NIC_PLACE_H
#include "nic/ring.h"
#include "nic/scheme.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Buffers of one kind that the device has taken off the ring and not yet used, in order. */
struct shelf {
	uint16_t *token;
	uint16_t head, count, mask;
};

/* The receive buffers as the device has them: on the ring, or set aside by kind. */
struct available {
	struct ring *ring;
	const struct buffer *buffer; /* per token */
	int32_t most;                /* buffers of a full ring */
	bool alike;                  /* all buffers are */
	struct shelf shelf[MAX_SHELVES];
};

/*
 * What `place` answers besides a number of buffers, 1 to MAX_CHAIN.  In the ring no buffer takes the packet: token[0] names the used entry
 * that its bytes lie in.
 */
enum { PLACE_NEVER = -2, PLACE_LATER = -1, PLACE_IN_RING = 0 };

/* Memory for the shelves; false when it is exhausted. */
bool available_init(struct available *a, int shelves, struct arena *arena);
/* Buffers there are. */
static inline uint32_t available_count(const struct available *a)
{
	uint32_t n = ring_ready(a->ring);
	for (int i = 0; i < MAX_SHELVES; i++)
		n += a->shelf[i].count;
	return n;
}

void shelf_push(struct shelf *s, uint16_t token);
uint16_t shelf_take(struct shelf *s);

/* For `place`: the ring's next n tokens, taken off it where token is not NULL. Returns n. */
int place_in_order(struct available *a, int n, uint16_t *token);
/*
 * For `place`: the next used entry, with room for the packet's bytes, where there is one to spare; else PLACE_LATER, and then a buffer is
 * to take it.  Only asked, it says PLACE_LATER, too: it's for buffers alone that the driver wakes a device that waits.
 */
int place_in_ring(struct available *a, uint16_t *token);
/* The op of schemes whose packets span buffers: as many of the ring's next ones as hold it. */
int place_spanning(const void *self, struct available *a, int32_t need, uint16_t *token);
/* The op where every packet takes the next buffer, or never fits; what stands for a missing op. */
int place_next(const void *self, struct available *a, int32_t need, uint16_t *token);
#endif
