/* grants.h - what a grant scheme says of itself: which pages are granted, mapped, copied, and by whom.  No price, no time. */
#ifndef NIC_GRANTS_H
#define NIC_GRANTS_H
#include "base/param.h"
#include "nic/scheme.h"

struct grant_policy {
	bool gso;        /* frames longer than one of MTU size carry their segment size in a slot of its own */
	uint32_t offset; /* of a packet's first byte in its page, where it is sent from; below PAGE_BYTES */
	bool apart;      /* its header is a piece of its own: one copy more towards the guest */
	bool tx_pool;    /* the guest copies what it sends into pages granted once */
	bool rx_tree;    /* the back end keeps pages of the receive ring mapped */
	bool rx_in_xmit; /* and copies into them where a packet is handed to it, not in a thread of its own */
	bool rx_reuse;   /* the pages of the receive ring are granted once and posted again */
	int64_t tree;    /* pages kept mapped, per queue and direction */
};

/*
 * What schemes of grants have in common: slots of a page each.  It is the first member of a scheme's struct, and the functions below,
 * which take that as self, can stand in its ops (scheme.h).
 */
struct grant_slots {
	int64_t gso, offset;
};
#define GRANT_GSO(T)                                                                                                   \
	{                                                                                                              \
		"gso", UNIT_BOOL, 0, 1, "true", NULL, offsetof(T, slots.gso),                                          \
			"frames longer than 1518 B are GSO packets, which carry the segment size in a slot of its own" \
	}
#define GRANT_OFFSET(T)                                                                         \
	{                                                                                       \
		"offset", UNIT_BYTES, 0, PAGE_BYTES - 1, "2B", NULL, offsetof(T, slots.offset), \
			"where in its page a packet begins that is sent (NET_IP_ALIGN)"         \
	}
void grant_slots_init(void *self, const struct setup *setup, uint32_t ring);
void grant_slots_traits(const void *self, struct scheme_traits *t);
int32_t grant_slots_transmit(const void *self, int32_t len);
/* A buffer of one slot, for which so many pages are taken: 1, or 0 where the page is posted again and again. */
void grant_slots_post(struct buffer *b, int16_t pages);
/* The counts of a frame in slots, each with so many pages taken. Never fails. */
bool grant_slots_predict(const struct grant_slots *s, int32_t len, int32_t pages, struct counts *c);

/* A model's check: schemes of grants go only with back ends that have a front end for them. */
bool grants_need_front(const void *self, const struct setup *setup, struct complaint *c);
#endif
