/*
 * scheme_mergeable.c - single-segment buffers that the device merges for larger packets.
 *
 * 1. Driver: posts single-segment buffers (VIRTIO_NET_F_MRG_RXBUF): whole pages (Linux 2.6.29), a fixed size, or sizes that follow
 *    the packets seen (`ewma`, Linux 3.13 on): 64-byte aligned, between a minimum and a page, carved from 32 KiB page fragments
 *    whose last buffer takes the remainder.
 * 2. Device: fills as many buffers, in order, as header and frame need, and only starts when it has them all; the header stands in
 *    the first and says how many.
 * 3. Driver: up to `good_copy` bytes are copied out (small packets then need no page), the rest is attached as page fragments. With
 *    ewma a packet that leaves room for the packet descriptor in its buffer is not copied at all (build_skb), a fuller one copies
 *    its 14-byte Ethernet header. Charged to the socket: the packet's own head with its descriptor, and all of the buffers, or
 *    the buffer and the descriptor, where it is built around that (Linux page_to_skb).
 * 4. Driver (ewma): average <- (63 average + length) / 64 in integers, per packet; the first sample sets it.
 * 5. Transmit: the header is pushed in front of the data unless `any_layout` is off.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "nic/setup.h"

enum kind { KIND_PAGE, KIND_FIXED, KIND_EWMA };
static const char *const kinds[] = {"page", "fixed", "ewma", NULL};
#define ETHERNET_HEADER 14
#define VLAN_ETHERNET_HEADER 18

struct mergeable {
	int64_t buffers, size, good_copy, guest_gso, mtu, header, any_layout;
	int32_t least; /* ewma: smallest buffer */
	int32_t average, left;
};

static const struct param params[] = {
	{"buffers", UNIT_WORD, 0, 0, "page", kinds, offsetof(struct mergeable, buffers),
	 "page, fixed (of `size`), or ewma (by packets seen)"},
	{"size", UNIT_BYTES, 64, 65536, "4096B", NULL, offsetof(struct mergeable, size),
	 ONLY("buffers=fixed") "only fixed: bytes per buffer, header included"},
	{"good_copy", UNIT_BYTES, 0, 4096, "128B", NULL, offsetof(struct mergeable, good_copy),
	 ONLY("receives") "bytes copied to the linear part (GOOD_COPY_LEN)"},
	{"guest_gso", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct mergeable, guest_gso),
	 ONLY("gso") "segments come merged, and ewma sees to it that the ring can hold one of 64 KiB; false: in frames of the "
		     "MTU"},
	{"mtu", UNIT_BYTES, 68, 65535, "1500B", NULL, offsetof(struct mergeable, mtu),
	 ONLY("buffers=ewma guest_gso=false") "ewma without guest_gso: the largest packet instead"},
	{"header", UNIT_BYTES, 12, 32, "12B", NULL, offsetof(struct mergeable, header),
	 "virtio_net_hdr_mrg_rxbuf: 12; 20 HASH_REPORT"},
	{"any_layout", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct mergeable, any_layout),
	 ONLY("transmits") "transmit: the header may be pushed in front of the data"},
	{0},
};

static const struct need needs[] = {
	{.path = "nic.scheme.model",
	 .any_of = BIT_OF(F_MRG_RXBUF),
	 .rule = "virtio 1.x 5.1.6.3.2: else one chain holds the whole packet"},
	{.path = "nic.scheme.guest_gso", .from = 1, .to = 1, .any_of = BITS_GUEST_GSO, .rule = "virtio 1.x 5.1.6.3.1"},
	{.path = "nic.scheme.any_layout", .from = 1, .to = 1, .any_of = BITS_ANY_LAYOUT, .rule = RULE_ANY_LAYOUT},
	NEEDS_OF_HEADER,
	{0},
};

static int32_t least_size(const struct mergeable *s, int64_t ring)
{
	int64_t most = s->header + VLAN_ETHERNET_HEADER + (s->guest_gso ? FRAME_GSO : s->mtu);
	int64_t share = (most + ring - 1) / ring - s->header;
	return (int32_t)(share > FRAME_SMALL ? share : FRAME_SMALL);
}

/* Bytes of a buffer once the average packet is `average` long. */
static int32_t ewma_size(const struct mergeable *s, int32_t least, int32_t average)
{
	int32_t header = (int32_t)s->header, most = PAGE_BYTES - header;
	int32_t n = average < least ? least : average;
	return align64(header + (n > most ? most : n));
}

static void init(void *self, const struct setup *setup, uint32_t ring)
{
	struct mergeable *s = self;
	(void)setup;
	s->least = least_size(s, ring);
	s->average = s->left = 0;
}

static void post_ewma(struct mergeable *s, struct buffer *b)
{
	int32_t n = ewma_size(s, s->least, s->average);
	if (s->left < n) {
		s->left = BLOCK_BYTES;
		b->new_pages = BLOCK_PAGES;
	}
	s->left -= n;
	if (s->left < n) { /* too little for another one: this one takes it */
		n += s->left;
		s->left = 0;
	}
	b->bytes = b->posted = b->truesize = n;
}

static void post(void *self, struct buffer *b)
{
	struct mergeable *s = self;
	b->segments = 1;
	if (s->buffers == KIND_EWMA) {
		post_ewma(s, b);
		return;
	}
	int32_t n = s->buffers == KIND_PAGE ? PAGE_BYTES : (int32_t)s->size;
	b->bytes = b->posted = b->truesize = n;
	b->pages = (int16_t)((n + PAGE_BYTES - 1) / PAGE_BYTES);
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	struct mergeable *s = self;
	r->truesize = SKB_OWN;
	r->head = true;
	for (int i = 0; i < n; i++) {
		r->truesize += b[i].truesize;
		r->consumed = (int16_t)(r->consumed + b[i].pages);
	}
	r->frags = (int16_t)n;
	bool fits = len <= s->good_copy;
	r->copied = fits ? len : (int32_t)s->good_copy;
	if (fits) {
		r->consumed = r->frags = 0;
		r->truesize = SKB_OWN;
	}
	if (s->buffers != KIND_EWMA) return;
	s->average = s->average ? (int32_t)((63 * (int64_t)s->average + len) / 64) : len;
	bool build = len > s->good_copy && n == 1 && b->bytes - s->header - len >= SHARED_INFO;
	if (build) {
		r->copied = r->frags = 0;
		r->truesize = b->truesize + SKB_HEAD;
		r->head = false;
	} else if (!fits)
		r->copied = ETHERNET_HEADER;
}

/* Bytes of a buffer while the average packet is `average` long. */
static int32_t buffer_size(const struct mergeable *s, int32_t average)
{
	if (s->buffers == KIND_EWMA) return ewma_size(s, s->least ? s->least : FRAME_SMALL, average);
	return s->buffers == KIND_PAGE ? PAGE_BYTES : (int32_t)s->size;
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	const struct mergeable *s = self;
	int32_t n = buffer_size(s, len);
	int32_t buffers = (len + (int32_t)s->header + n - 1) / n, pages = (n + PAGE_BYTES - 1) / PAGE_BYTES;
	if (buffers > MAX_CHAIN) return false;
	*c = (struct counts){.buffers = buffers,
			     .descriptors = buffers,
			     .segments = buffers,
			     .pages_posted = s->buffers == KIND_EWMA ? 0 : buffers * pages,
			     .posted_bytes = buffers * n,
			     .truesize = buffers * n,
			     .wasted = buffers * n - len - (int32_t)s->header};
	return true;
}

static void traits(const void *self, struct scheme_traits *t)
{
	const struct mergeable *s = self;
	/* Each buffer is posted with a context, which excludes indirect tables (virtqueue_add). */
	*t = (struct scheme_traits){.header = (int32_t)s->header,
				    .segments = 1,
				    .mergeable = true,
				    .tx_may_indirect = true,
				    .uniform = s->buffers != KIND_EWMA,
				    .frames = !s->guest_gso};
}

static int segments(const void *self, struct segment *out, int max)
{
	const struct mergeable *s = self;
	return segment_add(out, 0, max, (struct segment){buffer_size(s, s->average), 0, SEGMENT_BOTH});
}

static int32_t tx_segments(const void *self, int32_t len, int32_t frags)
{
	(void)len;
	return (((const struct mergeable *)self)->any_layout ? 1 : 2) + frags;
}

static const struct scheme_ops ops = {.init = init,
				      .post = post,
				      .receive = receive,
				      .transmit_segments = tx_segments,
				      .predict = predict,
				      .traits = traits,
				      .segments = segments};

const struct model scheme_mergeable = {
	.size = sizeof(struct mergeable),
	.params = params,
	.needs = needs,
	.ops = &ops,
};
