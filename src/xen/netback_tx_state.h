/* netback_tx_state.h - what netback knows of packets from the guest; only netback_tx*.c see it. */
#ifndef XEN_NETBACK_TX_STATE_H
#define XEN_NETBACK_TX_STATE_H
#include "xen/thread.h"

/* A packet of the transmit ring that netback has taken: its slots. */
struct xenvif_held {
	uint16_t token[XEN_PACKET_SLOTS];
	uint8_t n;
	bool maps; /* some are mapped, and to be unmapped */
};

/* What a packet of one length takes, good for the next of the same length. */
struct xenvif_shape {
	int32_t len, header; /* len 0 = none yet */
	int pages, maps;
};

struct netback_tx {
	struct xen_thread poll, dealloc;
	/* the poll's: a round of packets, `submitted` of them given to the stack, and pages it keeps mapped */
	struct skb round[XEN_ROUND];
	int taken, submitted;
	bool *kept; /* per token: in the tree */
	int64_t tree;
	struct xenvif_shape shape;
	struct xenvif_held *held; /* per token of a first slot */
	/* tokens for the dealloc thread, in a ring; of which it unmaps now */
	uint16_t *unmap;
	uint32_t unmap_head, unmap_count, unmap_mask, unmapping;
};

/* ---- netback_tx_dealloc.c ---- */

bool xenvif_dealloc_init(struct netback_tx *n, struct xen *x);
bool xenvif_dealloc_stuck(const struct netback_tx *n);
#endif
