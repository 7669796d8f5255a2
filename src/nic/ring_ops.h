/* ring_ops.h - the seam of ring formats: what a virtqueue is made of in memory, and what a device reads and writes of it. */
#ifndef NIC_RING_OPS_H
#define NIC_RING_OPS_H
#include <stdbool.h>
#include <stdint.h>

struct ring;

/* Accesses of a device to the ring's memory: `count` equal ones of `bytes` each. */
struct access {
	int32_t bytes, count;
	bool write;
};
#define RING_ACCESSES 4

struct ring_ops {
	/* Entries of the transmit ring or of the receive ring, 1..32768; further limits, such as a power of two, are the model's own to check. */
	uint32_t (*size)(const void *self, bool tx);
	/* The key that says so: "nic.ring.entries". NULL = that one. */
	const char *(*size_key)(const void *self, bool tx);
	/* Ring entries a chain of so many segments (>= 1) occupies, >= 1; may_indirect: the driver can use an indirect table here. */
	uint32_t (*entries)(const void *self, uint32_t segments, bool may_indirect);
	/* Entries of the indirect table that such a chain has besides, 16 B each, which the device reads once per chain; 0 = none. */
	uint32_t (*table)(const void *self, uint32_t segments, bool may_indirect);
	/* Bytes of that ring's own memory: descriptor area, driver area, device area. */
	void (*bytes)(const void *self, bool tx, int64_t area[3]);
	/*
	 * Bytes of a used entry, where used entries lie apart from descriptors and a device may write one that gives no chain back: then
	 * a packet's bytes may stand behind it. 0 or NULL = it may not.
	 */
	int32_t (*used_entry)(const void *self);
	/*
	 * Used entries that fill a line of 64 B and say themselves that they are used, so that a back end that polls may publish them line by
	 * line; NULL = an index says so for all of a burst.
	 */
	int32_t (*used_line)(const void *self);
	/* Are chains given back in order, so that the driver goes by counts? NULL = never. */
	bool (*in_order)(const void *self);
	/* First value of the free-running indices (tests start near the wrap). */
	uint16_t (*start)(const void *self);
	/* What the format adds to a ring fresh from ring_init, which stays the queue's. NULL = nothing. */
	void (*set_up)(const void *self, struct ring *r);
	/*
	 * What a hardware device reads and writes of the ring itself; each fills out and returns how many it filled (0..RING_ACCESSES).
	 * fetch: reads, each depending on the one before, to learn of `chains` newly published chains of `entries` ring entries each, one
	 * after the other; indirect tables come on top. complete: writes that hand them back; of 0 chains: that publish entries written already. events: the suppression area, once per batch;
	 * without event indices (event_idx false) what a device that keeps to the flags has from no read that it does anyway.
	 * All of them NULL: no device behind a link has such a ring.
	 */
	int (*fetch)(const void *self, int32_t chains, int32_t entries, struct access out[RING_ACCESSES]);
	/* Does a kick carry what the first of these reads would tell, of all that was published when it was sent? NULL = no. */
	bool (*kick_tells)(const void *self);
	int (*complete)(const void *self, int32_t chains, int32_t entries, struct access out[RING_ACCESSES]);
	int (*events)(const void *self, bool event_idx, struct access out[RING_ACCESSES]);
	/* Bytes of the driver's notification (a kick), >= 1: the queue's number, and with VIRTIO_F_NOTIFICATION_DATA the index too. */
	int32_t (*notification)(const void *self);
};

/* What every format says of sizes: one for both directions, and one for each where it differs (0 = it does not). */
struct ring_sizes {
	int64_t entries, rx_entries, tx_entries;
};
static inline uint32_t ring_size(const struct ring_sizes *s, bool tx)
{
	int64_t own = tx ? s->tx_entries : s->rx_entries;
	return (uint32_t)(own ? own : s->entries);
}
/* Where the size of that ring is written. */
static inline const char *ring_size_key(const struct ring_sizes *s, bool tx)
{
	return (tx ? s->tx_entries : s->rx_entries) == 0 ? "nic.ring.entries"
	       : tx                                      ? "nic.ring.tx_entries"
							 : "nic.ring.rx_entries";
}
/* The rows of a format's table for them; `sizes`: its struct ring_sizes, `what`: its help for entries. */
#define RING_SIZES(type, what)                                                                   \
	{"entries", UNIT_COUNT, 1, 32768, "256", NULL, offsetof(type, sizes.entries), what},     \
		{"rx_entries",                                                                   \
		 UNIT_COUNT,                                                                     \
		 0,                                                                              \
		 32768,                                                                          \
		 "0",                                                                            \
		 NULL,                                                                           \
		 offsetof(type, sizes.rx_entries),                                               \
		 "of the receive ring alone; 0 = as entries"},                                   \
	{                                                                                        \
		"tx_entries", UNIT_COUNT, 0, 32768, "0", NULL, offsetof(type, sizes.tx_entries), \
			ONLY("transmits") "of the transmit ring alone; 0 = as entries"           \
	}
#endif
