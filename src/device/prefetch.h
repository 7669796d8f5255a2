/*
 * prefetch.h - receive descriptors that a device fetches before packets come, into a cache of its own.
 *
 * A fetch is begun when `at_once` descriptors have room and are published; of fewer, when there is none on chip and none on its way.
 * (Intel 82598EB datasheet, 4.4.3.5.6: prefetch and host thresholds)  It reads what the ring's format asks for, each read depending on
 * the one before; an available index only for chains that the last one it knows does not cover.
 */
#ifndef NIC_PREFETCH_H
#define NIC_PREFETCH_H
#include "device/device.h"

struct fetch {
	int32_t chains, descriptors;
	bool known; /* the index need not be read */
};

struct prefetch {
	struct pipeline line; /* jobs: fetches */
	struct device *device;
	struct pipeline *feeds;                                         /* looked at when descriptors have come */
	void (*ask)(struct pipeline *feeds, uint16_t at, sim_time now); /* for a kick once the chain at this index is published */
	int32_t cache, at_once;                                         /* descriptors */
	int32_t on_chip, coming;
	uint16_t next, there,
		known; /* chains: the next to fetch; whose descriptors are not there; an index that was read or told */
	struct fetch *fetch;
};

/* `device`, `feeds`, `ask`, `cache`, `at_once` are set; at most `most` fetches at a time. False when memory is exhausted. */
bool prefetch_init(struct prefetch *f, struct queue *q, uint32_t most);
/* A kick told of all chains before this index. */
void prefetch_told(struct prefetch *f, uint16_t index);
/* Descriptors of the next n chains of the ring. */
int32_t prefetch_descriptors(const struct prefetch *f, int n);
/* Chains with so many descriptors are about to be taken: true = now. If not, fetches are on their way. */
bool prefetch_ready(struct prefetch *f, int32_t descriptors);
/* They were taken: returns how many of them were not on chip, as it has no room for so many. */
int32_t prefetch_take(struct prefetch *f, int32_t descriptors);
#endif
