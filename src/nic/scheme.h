/*
 * scheme.h - the seam of buffer schemes: what is touched for each packet.  Schemes hold no price and no time.
 */
#ifndef NIC_SCHEME_H
#define NIC_SCHEME_H
#include <stdbool.h>
#include <stdint.h>

struct setup;
struct complaint;
struct grant_policy;
struct available;

/* One receive buffer as it is posted. */
struct buffer {
	int32_t bytes;    /* what the device may write, header included */
	int32_t posted;   /* guest memory set aside for it, as counted in posted_bytes */
	int32_t truesize; /* what it occupies in guest memory */
	int16_t segments; /* scatter-gather elements */
	int16_t entries;  /* ring entries (filled in by the driver from segments) */
	int16_t pages;    /* pages it is built from, each a unit of the page allocator's work; 0 = carved from something larger */
	int16_t new_pages; /* pages newly taken from the allocator in one call to refill what buffers are carved from; usually 0 */
};

/* What receiving one packet touches. */
struct receipt {
	int32_t copied;   /* bytes the driver copies */
	int32_t truesize; /* charged to the socket: what the packet keeps of its buffers, and the packet descriptor and its head */
	int16_t consumed; /* pages that leave with the packet; the rest of its buffers' pages is unused */
	int16_t frags;    /* page fragments attached */
	int16_t returned; /* untouched pages put back on the driver's own list */
	bool head;        /* a head of its own is allocated; else it is built around the buffer */
};

/* Counts of one packet, predicted without running. In the ring itself: no buffer, one descriptor's place. */
struct counts {
	int32_t buffers, descriptors, segments, pages_posted, posted_bytes, truesize, wasted;
};

/* What never changes while running. */
struct scheme_traits {
	int32_t header;   /* virtio_net_hdr bytes */
	int32_t segments; /* of every receive buffer; of the larger of two kinds */
	int32_t shelves; /* kinds of buffers that the device keeps apart for `place`, at most MAX_SHELVES; 0 = all serve alike, in order */
	int32_t in_ring; /* bytes, header included, that `place` may put into the ring itself: each used entry has room for them; 0 = none */
	bool mergeable;    /* may a packet span several buffers */
	bool may_indirect; /* can the driver use indirect tables on the receive ring */
	bool tx_may_indirect;
	bool uniform; /* every buffer posted is the same */
	bool frames;  /* the guest takes frames of the MTU alone, no segments merged */
};

/* One scatter-gather element of a receive buffer, as the device sees it. */
enum segment_kind {
	SEGMENT_HEADER, /* has room for the header and nothing else */
	SEGMENT_DATA,
	SEGMENT_BOTH /* header, data right behind it */
};
struct segment {
	int32_t bytes;
	int32_t offset; /* of its first byte within its page: what a bus that looks at alignment wants to know */
	enum segment_kind kind;
};
/* One write of a device that puts a packet into its buffers: never more than one segment, as those lie apart. */
struct write {
	int32_t bytes;
	int32_t offset;  /* of its first byte within its page */
	int16_t buffer;  /* of the packet's, from 0 */
	int16_t segment; /* of that buffer, from 0 */
};

struct scheme_ops {
	/* Prepare state for one queue; called again, it begins anew. ring: entries of its ring. */
	void (*init)(void *self, const struct setup *setup, uint32_t ring);
	/* The next buffer to post, all of it but entries; b comes zeroed. Where traits.uniform it is asked no more once the ring was full. */
	void (*post)(void *self, struct buffer *b);
	/* Segments of that one, before it is asked for. NULL = traits.segments, always. Only where buffers are not uniform. */
	int32_t (*next_segments)(const void *self);
	/*
	 * Where a packet goes: which of the available buffers take `need` bytes, header included.  Their tokens in order into token[MAX_CHAIN],
	 * taken off the ring or a shelf, and their number returned; PLACE_LATER = too few are there yet, PLACE_NEVER = none ever will do,
	 * PLACE_IN_RING = none is needed (place.h).  token NULL: only asked, nothing is moved.  NULL = the ring's next buffer, or with
	 * traits.mergeable the next ones.
	 */
	int (*place)(const void *self, struct available *a, int32_t need, uint16_t *token);
	/*
	 * A packet of len bytes came in the n buffers b, in order: 1 <= n <= MAX_CHAIN, and they hold it and its header; r comes zeroed.
	 * n == 0: it lay in the ring itself, which keeps nothing of it; b is void.
	 * Where buffers are uniform the answer may be taken for the packets of the same length that follow.
	 */
	void (*receive)(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r);
	/* Segments, at least 1, of a frame of len bytes on transmit, header included, whose payload lies in `frags` fragments (fragments.h). */
	int32_t (*transmit_segments)(const void *self, int32_t len, int32_t frags);
	/* Counts for a steady stream of frames of len bytes; false when the scheme cannot carry it, then c is void. */
	bool (*predict)(const void *self, int32_t len, struct counts *c);
	/* Constant traits of the configured scheme; t comes zeroed. */
	void (*traits)(const void *self, struct scheme_traits *t);
	/*
	 * The segments of one receive buffer, in the order of the chain: up to max of them into out, their number returned.  They sum
	 * to buffer.bytes; where buffers differ in size (not uniform) it is the present size.  NULL: only for software back ends.
	 */
	int (*segments)(const void *self, struct segment *out, int max);
	/* What is granted, mapped and copied, and by whom (grants.h); g comes zeroed. NULL = the back end reaches all of the guest's memory. */
	void (*grants)(const void *self, struct grant_policy *g);
};
/* What `need` bytes of header and frame take in n equal buffers b; false when they do not hold it. */
bool counts_of(const struct buffer *b, int n, int32_t need, struct counts *c);

/* Append one more segment to the n there are; past max it is only counted. Returns n + 1. */
int segment_add(struct segment *out, int n, int max, struct segment s);
/*
 * What a device writes into buffer number `buffer`, of n segments, when *left bytes of header and frame are still to come: segment
 * after segment until nothing is left or the buffer is full. *left is what remains then. At most n writes go to out, their number is
 * returned.
 */
int buffer_writes(const struct segment *seg, int n, int buffer, int32_t *left, struct write *out);
/*
 * All writes of a device for a frame of len bytes behind its header, in order; they sum to len + header. A header in a segment of its
 * own is a write of its own; what lies in the ring itself is one, which brings the used entry too. Buffers that follow the packets have the size they settle at, as predict() says. Pure; returns the number of
 * writes, -1 when the scheme can't carry the frame or doesn't tell its segments, or when there are more than max (MAX_WRITES always do).
 */
int scheme_writes(const struct scheme_ops *ops, const void *self, int32_t len, struct write *out, int max);

#define PAGE_BYTES 4096
#define MAX_SHELVES 2
#define MAX_CHAIN 64    /* buffers one packet may span: 65589 + 32 bytes in 1526-byte buffers are 43 */
#define MAX_SEGMENTS 64 /* of one buffer: big has 45 pages and 2 more at most */
#define MAX_WRITES (2 * MAX_CHAIN)
#define BLOCK_BYTES 32768 /* what small buffers are carved from: an order-3 page fragment */
#define BLOCK_PAGES (BLOCK_BYTES / PAGE_BYTES)
#define FRAME_SMALL 1518 /* 14 + 4 (VLAN) + 1500: Linux GOOD_PACKET_LEN */
#define SKB_PAD 64       /* room in front of what is linear (NET_SKB_PAD) */
#define SHARED_INFO 320  /* sizeof(struct skb_shared_info), aligned: behind it */
#define SKB_HEAD 256     /* the packet descriptor alone: struct sk_buff */
#define SKB_OWN \
	(SKB_HEAD + 1024) /* with a head of its own, a quarter of a page (napi_alloc_skb): for 128 B of data, or headers */
#define FRAME_GSO 65535   /* largest packet with guest segmentation offload */
static inline int32_t align64(int32_t n)
{
	return (n + 63) & ~63;
}
#endif
