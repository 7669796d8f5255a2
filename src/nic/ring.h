/*
 * ring.h - a virtqueue: descriptors, the driver's and the device's indices, and each side's wish to be signalled.
 *
 *      driver                                   device
 *   ring_add ----> published (avail_idx) ----> ring_pop      (last_avail)
 *   ring_get <---- published (used_idx)  <---- ring_push
 *
 * Every descriptor is in exactly one of four places: free + available + in_device + used == size, at all times. The checked build counts
 * all four. Indices are free-running 16-bit numbers as in the virtio specification 2.7 and 2.8; they count chains. What the formats (split,
 * packed) do differently, they say in struct ring_ops; packed.h why this arithmetic holds for both.
 */
#ifndef NIC_RING_H
#define NIC_RING_H
#include "nic/packed.h"
#include "nic/ring_ops.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

/* One side's wish to be signalled by the other side, and what the other side remembers of it. */
struct wish {
	bool off;        /* flags: NO_INTERRUPT / NO_NOTIFY is set, or DISABLE in a packed ring */
	bool off_counts; /* `off` holds beside event indices too: a packed ring says ENABLE, DISABLE or DESC (virtio 1.x 2.8.10) */
	bool masked;     /* by the device itself since it raised a receive interrupt; until the driver re-arms */
	uint16_t event;  /* event index: signal when the index passes this one */
};

struct ring {
	uint32_t size, tokens; /* used entries, so what can be in the ring at a time: tokens - size more than descriptors */
	uint32_t free;         /* descriptors, as the next three */
#ifdef SIMNIC_CHECKED
	uint32_t available, in_device, used;
	bool packed; /* the places below are kept: each side's, as packed.h counts them */
	uint32_t added_at, popped_at, pushed_at, got_at;
#define RING_MOVED(from, to, n) ((from) -= (n), (to) += (n))
#define RING_COUNTED(place, change) ((place) += (change))
#define RING_PASSED(r, at, n) ((r)->at = packed_on((r)->at, (n), (r)->size))
#else
#define RING_MOVED(from, to, n) ((void)0)
#define RING_COUNTED(place, change) ((void)0)
#define RING_PASSED(r, at, n) ((void)0)
#endif
	uint16_t shadow;                /* driver: next avail index, not yet published */
	uint16_t avail_idx, last_avail; /* published by the driver; next to be taken by the device */
	uint16_t used_shadow, used_idx, last_used;
	uint16_t kicked_at, signalled_at; /* `old` of the tests: index at the last test */
	uint16_t mask;                    /* entries in the two arrays below - 1 (a power of two >= size) */
	uint16_t n_tokens;                /* free tokens on the stack */
	uint16_t *avail, *used_id;        /* chain tokens in ring order */
	uint16_t *token;                  /* stack of free tokens, each in [0, tokens) */
	uint16_t *entries;                /* per token: descriptors its chain occupies */
	struct wish from_driver;          /* does the driver want interrupts */
	struct wish from_device;          /* does the device want kicks */
};

/*
 * Memory from a; false when exhausted. size in 1..32768, spare: used entries besides, size + spare <= 65535. All descriptors start free,
 * both sides want signals.
 */
bool ring_init(struct ring *r, uint32_t size, uint32_t spare, uint16_t start, struct arena *a);
/* Make a ring fresh from ring_init a packed one that begins at p: its wishes can be switched off, its places are kept. */
void ring_pack(struct ring *r, struct packed_place p);
/* The four counts, the indices and, of a packed ring, the places agree. */
bool ring_sound(const struct ring *r);

/* Driver: put a chain of n entries into the ring (not yet published). Caller checked r->free >= n. Returns the chain's token. */
static inline uint16_t ring_add(struct ring *r, uint32_t n)
{
	uint16_t token = r->token[--r->n_tokens];
	r->entries[token] = (uint16_t)n;
	r->avail[r->shadow++ & r->mask] = token;
	r->free -= n;
	RING_COUNTED(r->available, n);
	RING_PASSED(r, added_at, n);
	return token;
}
/* Driver: publish all that was added. */
static inline void ring_publish(struct ring *r)
{
	r->avail_idx = r->shadow;
}
/* Chains the device may still take. */
static inline uint16_t ring_ready(const struct ring *r)
{
	return (uint16_t)(r->avail_idx - r->last_avail);
}
/* Device: the token i places ahead (0 = next), without taking it. i < ring_ready. */
static inline uint16_t ring_peek(const struct ring *r, uint16_t i)
{
	return r->avail[(uint16_t)(r->last_avail + i) & r->mask];
}
/* Device: take the next chain. ring_ready > 0. */
static inline uint16_t ring_pop(struct ring *r)
{
	uint16_t token = r->avail[r->last_avail++ & r->mask];
	RING_MOVED(r->available, r->in_device, r->entries[token]);
	RING_PASSED(r, popped_at, r->entries[token]);
	return token;
}
/* Device: is there a used entry that no chain will need? Each free descriptor may yet become one. */
static inline bool ring_spare(const struct ring *r)
{
	return r->n_tokens > r->free;
}
/* Device: take it, to be handed over by ring_push like a chain that has no descriptors. */
static inline uint16_t ring_take_spare(struct ring *r)
{
	uint16_t token = r->token[--r->n_tokens];
	r->entries[token] = 0;
	return token;
}
/* Driver: take the next used chain and post it again, where the new chain is as long (not yet published). ring_done > 0. */
static inline uint16_t ring_turn(struct ring *r)
{
	uint16_t token = r->used_id[r->last_used++ & r->mask];
	r->avail[r->shadow++ & r->mask] = token;
	RING_MOVED(r->used, r->available, r->entries[token]);
	RING_PASSED(r, got_at, r->entries[token]);
	RING_PASSED(r, added_at, r->entries[token]);
	return token;
}
/* Device: hand a chain back (not yet published). */
static inline void ring_push(struct ring *r, uint16_t token)
{
	r->used_id[r->used_shadow++ & r->mask] = token;
	RING_MOVED(r->in_device, r->used, r->entries[token]);
	RING_PASSED(r, pushed_at, r->entries[token]); /* one used descriptor; the rest of its chain is skipped (2.8.6) */
}
/* Device: publish all that was pushed. */
static inline void ring_publish_used(struct ring *r)
{
	r->used_idx = r->used_shadow;
}
/* Published used chains the driver has not taken. */
static inline uint16_t ring_done(const struct ring *r)
{
	return (uint16_t)(r->used_idx - r->last_used);
}
/* Driver: take the next used chain; its descriptors and its token are free again. ring_done > 0. */
static inline uint16_t ring_get(struct ring *r)
{
	uint16_t token = r->used_id[r->last_used++ & r->mask];
	r->free += r->entries[token];
	RING_COUNTED(r->used, -(uint32_t)r->entries[token]);
	RING_PASSED(r, got_at, r->entries[token]);
	r->token[r->n_tokens++] = token;
	return token;
}
#endif
