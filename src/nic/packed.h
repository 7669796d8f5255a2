/*
 * packed.h - where things stand in a packed ring (virtio 1.x 2.8).
 *
 * Both sides walk round the ring and toggle a wrap counter, first 1, each time they pass its end (2.8.1).  So a place is an
 * offset and a wrap counter, and places repeat after two laps.  Here a place is also one number, `at`: the descriptors passed
 * so far, modulo twice the ring's size.  That is exact for every size, while a free-running 16-bit count of descriptors is not:
 * where 65536 is no multiple of twice the size, offset and wrap counter would jump as it overflows.
 *
 * The indices of ring.h count chains, places count descriptors.  Both order the same events, and an event named at the start of
 * a chain is passed by the same publication in both; so runs use the indices, the checked build carries the places beside them.
 * Only an event left behind differs: its place comes round again after two laps, its index after 65536 chains.  Nobody leaves
 * one in a packed ring, where it can be switched off instead.
 */
#ifndef NIC_PACKED_H
#define NIC_PACKED_H
#include <stdbool.h>
#include <stdint.h>

/* A place as the two sides know it. */
struct packed_place {
	uint16_t offset; /* below the ring's size */
	bool wrap;       /* the wrap counter there */
};

/* Bits of a descriptor's flags (2.8.1). */
#define PACKED_AVAIL (1u << 7)
#define PACKED_USED (1u << 15)
#define PACKED_EVENT_WRAP (1u << 15) /* the wrap counter beside the offset in an event suppression structure (2.8.10) */

/* All of them for sizes 1..32768 and at in 0..2 size - 1. Free-running descriptor count to at: index % (2 * size). */

static inline struct packed_place packed_place(uint32_t at, uint32_t size)
{
	return (struct packed_place){(uint16_t)(at < size ? at : at - size), at < size};
}
static inline uint32_t packed_at(struct packed_place p, uint32_t size)
{
	return p.offset + (p.wrap ? 0 : size);
}
/* n descriptors further; n at most two laps. */
static inline uint32_t packed_on(uint32_t at, uint32_t n, uint32_t size)
{
	return (at + n) % (2 * size);
}
/* Descriptors from one place on to another, 0..2 size - 1. */
static inline uint32_t packed_distance(uint32_t from, uint32_t to, uint32_t size)
{
	return (to + 2 * size - from) % (2 * size);
}

/* A place in an event suppression structure, and back. */
static inline uint16_t packed_event(struct packed_place p)
{
	return (uint16_t)(p.offset | (p.wrap ? PACKED_EVENT_WRAP : 0));
}
static inline struct packed_place packed_event_place(uint16_t event)
{
	return (struct packed_place){(uint16_t)(event & ~PACKED_EVENT_WRAP), (event & PACKED_EVENT_WRAP) != 0};
}

/*
 * One side has written `moved` descriptors (at most size) and stands at `now`: did it pass the one the other side named?  As Linux
 * does it (virtqueue_kick_prepare_packed): an event of the other lap lies one ring's size behind.
 */
static inline bool packed_need_event(uint16_t event, struct packed_place now, uint16_t moved, uint32_t size)
{
	struct packed_place e = packed_event_place(event);
	uint16_t place = (uint16_t)(e.wrap == now.wrap ? e.offset : e.offset - size);
	return (uint16_t)(now.offset - place - 1) < moved;
}

/* A descriptor's AVAIL and USED bits as a side with that wrap counter writes them, and what the other side makes of them. */
static inline uint16_t packed_mark_available(bool wrap)
{
	return wrap ? PACKED_AVAIL : PACKED_USED;
}
static inline uint16_t packed_mark_used(bool wrap)
{
	return wrap ? PACKED_AVAIL | PACKED_USED : 0;
}
static inline bool packed_is_available(uint16_t flags, bool wrap)
{
	return (flags & (PACKED_AVAIL | PACKED_USED)) == packed_mark_available(wrap);
}
static inline bool packed_is_used(uint16_t flags, bool wrap)
{
	return (flags & (PACKED_AVAIL | PACKED_USED)) == packed_mark_used(wrap);
}
#endif
