/* grants.h - what a grant scheme says of itself: which pages are granted, mapped, copied, and by whom.  No price, no time. */
#ifndef NIC_GRANTS_H
#define NIC_GRANTS_H
#include <stdbool.h>
#include <stdint.h>

struct setup;
struct complaint;

struct grant_policy {
	bool sg;         /* frames may be longer than one of MTU size, and lie in several pages */
	bool gso;        /* frames longer than one of MTU size carry their segment size in a slot of its own */
	uint32_t offset; /* of a packet's first byte in its page, where it is sent from; below PAGE_BYTES */
	bool apart;      /* its header is a piece of its own: one copy more towards the guest */
	bool tx_pool;    /* the guest copies what it sends into pages granted once */
	bool rx_tree;    /* the back end keeps pages of the receive ring mapped */
	bool rx_in_xmit; /* and copies into them where a packet is handed to it, not in a thread of its own */
	bool rx_reuse;   /* the pages of the receive ring are granted once and posted again */
	int64_t tree;    /* pages kept mapped, per queue and direction */
};

/* A model's check: schemes of grants go only with back ends that have a front end for them. */
bool grants_need_front(const void *self, const struct setup *setup, struct complaint *c);
#endif
