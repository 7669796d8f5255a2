/*
 * scheme_big.c - one chain of pages for the largest packet, whatever comes.
 *
 * 1. Driver: posts a buffer that can hold the largest packet: header, first part, and `skb_frags` pages, each a segment of its own
 *    (Linux add_recvbuf_big; Rusty Russell 2008: 2 + 65536/PAGE_SIZE + 2 = 20 descriptors). Without guest GSO only as many pages as
 *    the MTU needs.
 * 2. Device: writes header and frame into that one chain; all its entries stay taken whatever the frame's length.
 * 3. Driver: keeps the pages that hold data, gives the others back to the allocator model, so that the socket is not charged with
 *    them: page 0 and the packet's descriptor for a frame that leaves room for the packet's end there, which is built around it; the
 *    pages it touched and a head of its own for a longer one; that head alone for one of up to `copy_break`, which is copied out
 *    (Linux page_to_skb). With a linear first part (2.6.29: trim_pages) its own size and the bytes behind it.
 * 4. `contiguous` (2008: "multi-page allocations for our skbs"): one piece instead, header and one segment.
 * 5. Transmit: header and data in segments of their own, with `any_layout` in one.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/scheme.h"
#include "nic/setup.h"

enum first { FIRST_AUTO, FIRST_SKB, FIRST_PAGE };
static const char *const firsts[] = {"auto", "skb", "page", NULL};
#define HEADER_ROOM 32 /* page 0: data starts here, behind the padded header (hash report layout) */
#define SKB_TRUESIZE 1920

struct big {
	int64_t skb_frags, first_part, copy_break, guest_gso, mtu, header, any_layout, contiguous;
	struct buffer buffer;
	bool skb;
	int32_t pages; /* behind the first part */
};

static const struct param params[] = {
	{"skb_frags", UNIT_COUNT, 1, 45, "17", NULL, offsetof(struct big, skb_frags),
	 "MAX_SKB_FRAGS: 18 in 2008 (65536/4096 + 2), 17 today, up to 45 by configuration"},
	{"first_part", UNIT_WORD, 0, 0, "auto", firsts, offsetof(struct big, first_part),
	 "skb: the linear part of a packet buffer (2008); page: the rest of page 0 (today); auto: skb if skb_frags is 18, else "
	 "page"},
	{"copy_break", UNIT_BYTES, 0, 4096, "128B", NULL, offsetof(struct big, copy_break),
	 ONLY("first_part!=skb contiguous=false receives") "page first: frames up to this are copied out, and no page leaves "
							   "(GOOD_COPY_LEN)"},
	{"contiguous", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct big, contiguous),
	 "all data in one piece, a power of two of pages, taken in one call (price page_block): 2 segments; asked for in 2008"},
	{"guest_gso", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct big, guest_gso),
	 "the guest accepts segmentation offload: buffers for 64 KiB, else for the MTU"},
	{"mtu", UNIT_BYTES, 68, 65535, "1500B", NULL, offsetof(struct big, mtu),
	 ONLY("guest_gso=false") "only without guest_gso: ceil(mtu / 4096) pages"},
	{"header", UNIT_BYTES, 10, 32, "12B", NULL, offsetof(struct big, header), "virtio_net_hdr: 10 legacy, 12 VERSION_1"},
	{"any_layout", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct big, any_layout),
	 ONLY("transmits") "transmit: the header may be pushed in front of the data (on receive Linux keeps it apart all the "
			   "same)"},
	{0},
};

static const struct need needs[] = {
	{.path = "nic.scheme.guest_gso", .from = 1, .to = 1, .any_of = BITS_GUEST_GSO, .rule = "virtio 1.x 5.1.6.3.1"},
	{.path = "nic.scheme.any_layout", .from = 1, .to = 1, .any_of = BITS_ANY_LAYOUT, .rule = RULE_ANY_LAYOUT},
	NEEDS_OF_HEADER,
	{0},
};

/* A header and one piece, which is the packet's linear part: a page block only comes in powers of two. */
static struct buffer one_piece(const struct big *s, int32_t n)
{
	int32_t pages = 1;
	while (pages < n)
		pages *= 2;
	return (struct buffer){.bytes = (int32_t)s->header + pages * PAGE_BYTES,
			       .posted = (int32_t)s->header + pages * PAGE_BYTES,
			       .truesize = SKB_HEAD + pages * PAGE_BYTES,
			       .segments = 2,
			       .new_pages = (int16_t)pages};
}

static void shape(const struct big *s, struct buffer *b, bool *skb)
{
	int32_t n = (int32_t)(s->guest_gso ? s->skb_frags : (s->mtu + PAGE_BYTES - 1) / PAGE_BYTES);
	if (s->contiguous) {
		*skb = false;
		*b = one_piece(s, n);
		return;
	}
	*skb = s->first_part == FIRST_AUTO ? s->skb_frags == 18 : s->first_part == FIRST_SKB;
	int32_t first = *skb ? FRAME_SMALL : PAGE_BYTES - HEADER_ROOM;
	*b = (struct buffer){.bytes = (int32_t)s->header + first + n * PAGE_BYTES,
			     .posted = n * PAGE_BYTES + (*skb ? (int32_t)s->header + FRAME_SMALL : PAGE_BYTES),
			     .truesize = n * PAGE_BYTES + (*skb ? SKB_TRUESIZE : PAGE_BYTES),
			     .segments = (int16_t)(n + 2),
			     .pages = (int16_t)(n + (*skb ? 0 : 1))};
}

static void init(void *self, const struct setup *setup, uint32_t ring)
{
	struct big *s = self;
	(void)setup, (void)ring;
	shape(s, &s->buffer, &s->skb);
}

static void post(void *self, struct buffer *b)
{
	*b = ((struct big *)self)->buffer;
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	const struct big *s = self;
	int32_t first = s->skb ? FRAME_SMALL : PAGE_BYTES - HEADER_ROOM;
	int32_t behind = len > first ? (len - first + PAGE_BYTES - 1) / PAGE_BYTES : 0;
	(void)n;
	r->truesize = b->truesize;
	if (s->contiguous) return; /* no page of its own: the block goes up as a whole */
	r->consumed = (int16_t)(behind + (s->skb ? 0 : 1));
	r->frags = r->consumed;
	if (s->skb) {
		r->truesize = SKB_TRUESIZE + (len > first ? len - first : 0);
	} else if (len <= s->copy_break) {
		r->head = true;
		r->copied = len;
		r->consumed = r->frags = 0;
		r->truesize = SKB_OWN;
	} else if (len <= first - SHARED_INFO) { /* built around page 0 */
		r->frags = 0;
		r->truesize = PAGE_BYTES + SKB_HEAD;
	} else {
		r->head = true;
		r->truesize = SKB_OWN + r->consumed * PAGE_BYTES;
	}
	r->returned = (int16_t)(b->pages - r->consumed);
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	const struct big *s = self;
	struct buffer b;
	bool skb;
	shape(s, &b, &skb);
	return counts_of(&b, 1, len + (int32_t)s->header, c);
}

static void traits(const void *self, struct scheme_traits *t)
{
	const struct big *s = self;
	struct buffer b;
	bool skb;
	shape(s, &b, &skb);
	/* Its queue is created without per-buffer context, so indirect tables are possible. */
	*t = (struct scheme_traits){.header = (int32_t)s->header,
				    .segments = b.segments,
				    .may_indirect = true,
				    .tx_may_indirect = true,
				    .uniform = true,
				    .frames = !s->guest_gso};
}

static int segments(const void *self, struct segment *out, int max)
{
	const struct big *s = self;
	struct buffer b;
	bool skb;
	shape(s, &b, &skb);
	struct segment first = {skb ? FRAME_SMALL : PAGE_BYTES - HEADER_ROOM, skb ? 0 : HEADER_ROOM, SEGMENT_DATA};
	int n = segment_add(out, 0, max, (struct segment){(int32_t)s->header, 0, SEGMENT_HEADER});
	if (s->contiguous) return segment_add(out, n, max, (struct segment){b.bytes - (int32_t)s->header, 0, SEGMENT_DATA});
	n = segment_add(out, n, max, first);
	while (n < b.segments)
		n = segment_add(out, n, max, (struct segment){PAGE_BYTES, 0, SEGMENT_DATA});
	return n;
}

static int32_t tx_segments(const void *self, int32_t len, int32_t frags)
{
	(void)len;
	return (((const struct big *)self)->any_layout ? 1 : 2) + frags;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct big *s = self;
	(void)setup;
	if (!s->contiguous || s->first_part == FIRST_AUTO) return true;
	return complain(c, "nic.scheme.first_part", "data in one piece have no first part, expected auto, or contiguous: false");
}

static const struct scheme_ops ops = {.init = init,
				      .post = post,
				      .receive = receive,
				      .transmit_segments = tx_segments,
				      .predict = predict,
				      .traits = traits,
				      .segments = segments};

const struct model scheme_big = {
	.size = sizeof(struct big),
	.params = params,
	.needs = needs,
	.ops = &ops,
	.check = check,
};
