/*
 * scheme_mixed.c - small and large buffers in one ring, the host picks the smallest that fits.
 *
 * 1. Driver: keeps `large` buffers for the largest packet posted (header, linear part, `skb_frags` pages: as big), and
 *    fills what remains of the ring with small ones (header, 1518 B from the slab: as small, legacy). A large one that came
 *    back goes first, at the end of the poll round: the threshold for refilling counts both kinds and would leave the host
 *    without.
 * 2. Device: takes all that is posted off the ring, keeps the two kinds apart and gives a packet the smallest buffer that
 *    fits: a small one, else a large one; a packet that fits neither is dropped, one that fits only a kind that is out waits.
 * 3. A separate ring for large buffers differs in nothing that is priced: give this ring the entries of both. Both then share
 *    one interrupt and one kick.
 * 4. Driver: a small packet costs no page; of a large buffer the pages without data go back.
 * 5. Transmit: header and data in segments of their own.
 * Nobody built it; it was asked for in 2008 (Rusty Russell: "allow mixing buffer sizes and expect the other end to try to
 * forage for the minimal sized one", or "a separate 'large buffer' queue").
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/place.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "nic/setup.h"

#define SKB_TRUESIZE 1920

struct mixed {
	int64_t large, skb_frags, header;
	int32_t posted; /* large ones */
};

static const struct param params[] = {
	{"large", UNIT_COUNT, 1, 1 << 15, "1", NULL, offsetof(struct mixed, large), "large buffers kept posted"},
	{"skb_frags", UNIT_COUNT, 16, 45, "18", NULL, offsetof(struct mixed, skb_frags), "pages of a large buffer, as for big"},
	{"header", UNIT_BYTES, 10, 32, "12B", NULL, offsetof(struct mixed, header), "virtio_net_hdr: 10 legacy, 12 VERSION_1"},
	{0},
};

static const struct need needs[] = {
	NEEDS_OF_HEADER,
	{0},
};

static struct buffer shape(const struct mixed *s, bool large)
{
	int32_t pages = large ? (int32_t)s->skb_frags : 0, first = (int32_t)s->header + FRAME_SMALL;
	int32_t small = align64((int32_t)s->header + SKB_PAD + FRAME_SMALL) + SHARED_INFO;
	return (struct buffer){.bytes = first + pages * PAGE_BYTES,
			       .posted = first + pages * PAGE_BYTES,
			       .truesize = large ? SKB_TRUESIZE + pages * PAGE_BYTES : small,
			       .segments = (int16_t)(pages + 2),
			       .pages = (int16_t)pages};
}

static void init(void *self, const struct setup *setup, uint32_t ring)
{
	(void)setup, (void)ring;
	((struct mixed *)self)->posted = 0;
}

static bool large_next(const struct mixed *s)
{
	return s->posted < s->large;
}

static void post(void *self, struct buffer *b)
{
	struct mixed *s = self;
	*b = shape(s, large_next(s));
	s->posted += b->pages > 0;
}

static int32_t next_segments(const void *self)
{
	return shape(self, large_next(self)).segments;
}

static int32_t pages_with_data(int32_t len)
{
	return len > FRAME_SMALL ? (len - FRAME_SMALL + PAGE_BYTES - 1) / PAGE_BYTES : 0;
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	struct mixed *s = self;
	(void)n;
	s->posted -= b->pages > 0;
	r->copied = (int32_t)s->header;
	r->consumed = r->frags = (int16_t)pages_with_data(len);
	r->returned = (int16_t)(b->pages - r->consumed);
	r->truesize = b->truesize - r->returned * PAGE_BYTES;
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	const struct mixed *s = self;
	struct buffer b = shape(s, len > FRAME_SMALL);
	return counts_of(&b, 1, len + (int32_t)s->header, c);
}

static void traits(const void *self, struct scheme_traits *t)
{
	const struct mixed *s = self;
	*t = (struct scheme_traits){.header = (int32_t)s->header,
				    .segments = shape(s, true).segments,
				    .shelves = 2,
				    .may_indirect = true,
				    .tx_may_indirect = true};
}

/* All that is posted comes off the ring, each kind onto its shelf: small ones are 0, large ones 1. */
static void set_aside(struct available *a, int32_t small)
{
	while (ring_ready(a->ring)) {
		uint16_t token = ring_pop(a->ring);
		shelf_push(&a->shelf[a->buffer[token].bytes > small], token);
	}
}

static int place(const void *self, struct available *a, int32_t need, uint16_t *token)
{
	int32_t small = shape(self, false).bytes;
	if (need > shape(self, true).bytes) return PLACE_NEVER;
	if (token) set_aside(a, small);
	struct shelf *s = need <= small && a->shelf[0].count ? &a->shelf[0] : &a->shelf[1];
	if (s->count == 0) return PLACE_LATER;
	if (token) *token = shelf_take(s);
	return 1;
}

static int32_t tx_segments(const void *self, int32_t len, int32_t frags)
{
	(void)self, (void)len;
	return 2 + frags;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct mixed *s = self;
	const struct chosen *ring = &setup->slot[SLOT_RING];
	const struct ring_ops *ops = ring->reg->model->ops;
	int64_t size = ops->size(ring->conf, false), large = ops->entries(ring->conf, (uint32_t)shape(s, true).segments, true),
		most = (size - ops->entries(ring->conf, 2, true)) / large;
	if (s->large <= most) return true;
	return complain(c, "nic.scheme.large",
			"%lld large buffers leave no room for a small one in a ring of %lld entries, expected at most %lld",
			(long long)s->large, (long long)size, (long long)most);
}

static const struct scheme_ops ops = {.init = init,
				      .post = post,
				      .next_segments = next_segments,
				      .place = place,
				      .receive = receive,
				      .transmit_segments = tx_segments,
				      .predict = predict,
				      .traits = traits};

const struct model scheme_mixed = {
	.size = sizeof(struct mixed),
	.params = params,
	.needs = needs,
	.ops = &ops,
	.check = check,
};
