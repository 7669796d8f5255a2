/*
 * cache_lines.h - the lines of 64 B that a virtqueue lies in, and which of two cores has a valid copy of each: exact counts of how often one
 * moves between them.  Caches are private and nothing is evicted.  A transfer is a read or a write of a line that only the other core has; an
 * upgrade is a write of one that both have.  Lines that nobody has touched yet move from nowhere.
 *
 * Split: descriptors of 16 B, four a line; in the available ring flags and index (4 B), then entries of 2 B; in the used ring flags and
 * index, then entries of 8 B, of which every eighth straddles two lines (virtio 1.x 2.7).  Packed: descriptors of 16 B that both write (2.8).
 * A poll-mode driver posts in ring order, so that an available entry holds what it held a lap before and is not written again
 * (DPDK vq_update_avail_ring); event fields and flags are set once and stay shared.
 */
#ifndef NIC_CACHE_LINES_H
#define NIC_CACHE_LINES_H
#include "base/param.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum line_side { LINE_GUEST = 1, LINE_HOST = 2 };
struct line_moves {
	int64_t transfers, upgrades;
};

struct cache_lines {
	bool packed;
	bool in_order; /* the guest goes by counts: it reads no used entries (split), or one a burst, which alone is written (packed) */
	uint32_t size;
	uint32_t posted, taken, used,
		got;                /* descriptors of a packed ring or chains' entries of a split one so far, modulo size */
	uint32_t described, walked; /* descriptors of a split ring, posted and taken */
	uint8_t *descriptor, *available, *used_ring; /* per line: whose copies are valid, a set of enum line_side */
	uint8_t *first;          /* per descriptor of a packed ring in order: the host has written there for a burst */
	uint8_t *shared;         /* per token: lines of its data that both have, */
	uint16_t *written;       /* and that were last written */
	struct line_moves moves; /* of the ring, so far */
	struct line_moves data;  /* and of what its buffers hold */
};

/* Memory from a, NULL when it is exhausted; size: of the ring, tokens: buffers' names. */
struct cache_lines *cache_lines_make(bool packed, bool in_order, uint32_t size, uint32_t tokens, struct arena *a);

/* Each returns the transfers it makes. The guest publishes `chains` chains of so many descriptors each, and looks whether a kick is wanted. */
int64_t lines_post(struct cache_lines *l, int32_t chains, int32_t each);
/* The host looks what there is, and takes so many chains. */
int64_t lines_take(struct cache_lines *l, int32_t chains, int32_t each);
/* It gives so many back at once, and looks whether an interrupt is wanted. */
int64_t lines_use(struct cache_lines *l, int32_t chains, int32_t each);
/* The guest looks what there is, and takes so many back. */
int64_t lines_get(struct cache_lines *l, int32_t chains, int32_t each);
/* One side writes the first `written` lines of the data of a token, then the other reads the first `read` of them. */
void lines_write_data(struct cache_lines *l, uint16_t token, int32_t written);
int64_t lines_read_data(struct cache_lines *l, uint16_t token, int32_t read);

/*
 * What it takes one side to have n lines from the other core in one call: a chain of a few is waited for one after the other (index, entry,
 * data; of a packed ring no index), at `wait` each; the others come beside it, at `next`.  Times in ps.
 */
static inline int64_t lines_cost(const struct cache_lines *l, int64_t n, int64_t wait, int64_t next)
{
	int64_t chain = l->packed ? 2 : 3;
	if (chain > n) chain = n;
	return chain * wait + (n - chain) * next;
}
#endif
