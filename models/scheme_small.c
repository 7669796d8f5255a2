/*
 * scheme_small.c - one buffer for one MTU-sized frame.
 *
 * 1. Driver: posts one buffer of header + 1518 B, carved from a 32 KiB page fragment (Linux add_recvbuf_small); `legacy` posts the
 *    header in a descriptor of its own and the data from the slab (Linux 2.6.25; firmware drivers today).
 * 2. Device: writes header and frame into that one buffer; longer frames cannot be carried (too_long).
 * 3. Driver: builds the packet around the buffer, which is charged with the packet descriptor; only the header is copied.
 * 4. Transmit: one segment, as the header is pushed in front of the data; `legacy` takes one more for the header.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/scheme.h"
#include "nic/setup.h"

enum layout { LEGACY, ANY };
static const char *const layouts[] = {"legacy", "any", NULL};

struct small {
	int64_t layout, header;
	int32_t left; /* of the block buffers are carved from */
};

static const struct param params[] = {
	{"layout", UNIT_WORD, 0, 0, "any", layouts, offsetof(struct small, layout),
	 "any: header and data in one segment (ANY_LAYOUT, VERSION_1); legacy: the header alone in its descriptor"},
	{"header", UNIT_BYTES, 10, 32, "12B", NULL, offsetof(struct small, header),
	 "virtio_net_hdr: 10 legacy, 12 VERSION_1, 20 HASH_REPORT, 24 UDP_TUNNEL_GSO, 32 OUT_NET_HEADER"},
	{0},
};

static const struct need needs[] = {
	{.path = "nic.scheme.layout", .from = ANY, .to = ANY, .any_of = BITS_ANY_LAYOUT, .rule = RULE_ANY_LAYOUT},
	NEEDS_OF_HEADER,
	{0},
};

static int32_t truesize(const struct small *s)
{
	return align64((int32_t)s->header + SKB_PAD + FRAME_SMALL) + SHARED_INFO;
}

static void init(void *self, const struct setup *setup, uint32_t ring)
{
	(void)setup, (void)ring;
	((struct small *)self)->left = 0;
}

static void post(void *self, struct buffer *b)
{
	struct small *s = self;
	int32_t size = truesize(s);
	b->bytes = b->posted = (int32_t)s->header + FRAME_SMALL;
	b->truesize = size;
	b->segments = s->layout == LEGACY ? 2 : 1;
	if (s->layout == LEGACY) return;
	if (s->left < size) {
		s->left = BLOCK_BYTES;
		b->new_pages = BLOCK_PAGES;
	}
	s->left -= size;
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	(void)len, (void)n;
	r->copied = (int32_t)((struct small *)self)->header;
	r->truesize = b->truesize + SKB_HEAD;
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	const struct small *s = self;
	if (len > FRAME_SMALL) return false;
	int32_t segments = s->layout == LEGACY ? 2 : 1;
	*c = (struct counts){.buffers = 1,
			     .descriptors = segments,
			     .segments = segments,
			     .posted_bytes = (int32_t)s->header + FRAME_SMALL,
			     .truesize = truesize(s),
			     .wasted = truesize(s) - len - (int32_t)s->header};
	return true;
}

static void traits(const void *self, struct scheme_traits *t)
{
	const struct small *s = self;
	bool legacy = s->layout == LEGACY;
	/* Today's driver passes a context with each buffer, which excludes indirect tables (virtqueue_add); the old one did not. */
	*t = (struct scheme_traits){.header = (int32_t)s->header,
				    .segments = legacy ? 2 : 1,
				    .may_indirect = legacy,
				    .tx_may_indirect = true,
				    .uniform = legacy};
}

static int segments(const void *self, struct segment *out, int max)
{
	const struct small *s = self;
	int32_t header = (int32_t)s->header;
	if (s->layout == ANY) return segment_add(out, 0, max, (struct segment){header + FRAME_SMALL, SKB_PAD, SEGMENT_BOTH});
	int n = segment_add(out, 0, max, (struct segment){header, 0, SEGMENT_HEADER});
	return segment_add(out, n, max, (struct segment){FRAME_SMALL, 0, SEGMENT_DATA});
}

static int32_t tx_segments(const void *self, int32_t len, int32_t frags)
{
	(void)len;
	return (((const struct small *)self)->layout == LEGACY ? 2 : 1) + frags;
}

static const struct scheme_ops ops = {.init = init,
				      .post = post,
				      .receive = receive,
				      .transmit_segments = tx_segments,
				      .predict = predict,
				      .traits = traits,
				      .segments = segments};

const struct model scheme_small = {
	.size = sizeof(struct small),
	.params = params,
	.needs = needs,
	.ops = &ops,
};
