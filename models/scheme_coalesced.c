/*
 * scheme_coalesced.c - header and data in one block, with NetKVM's layouts.
 *
 * 1. Driver (Windows NetKVM), once for each buffer: a header block and data pages for the largest frame F, which is
 *    65535 + 14 + 4 B where the device offers segmentation offload, else MTU + 14 + 4. The buffer holds S = F, plus the
 *    header when combined: floor(S / 4096) pages and a tail. The header block holds a split header (32 B), a table of
 *    floor(S / 4096) + 1 + (tail > 0) indirect descriptors, 16 B each, and the tail; rounded up to a power of two.
 *    A tail that does not fit takes one more page; so does any without `separate_tail`, if the pages are one piece.
 * 2. Driver: pages are asked for as one piece, by halves when there is none: `pieces`. Each piece is a segment, so is
 *    the tail in the header block, so is a split header. `combined` puts the header in front of the data (since 2025):
 *    ANY_LAYOUT or VERSION_1 only, as a legacy header is alone in its descriptor (virtio 1.x 5.1.6.6).
 *    old (before 2024): a header page and floor(S / 4096) + 1 pages; combined as in the first proposal for it.
 *    mergeable: one page and no block; the device merges. Split, it is there to compare with: nobody does that.
 * 3. Driver: posts the segments; the indirect table is there already. A split ring needs none for a single segment.
 * 4. Device: writes header and frame, one write for each segment that it reaches.
 * 5. Driver: shows the buffer to the stack as it is, copies nothing and posts the same buffer again: no page leaves with
 *    a packet. `alloc: page_recycle` is this driver; `alloc: page` asks what a new buffer for each packet would cost.
 * 6. Transmit: the header is pushed in front of the data when combined, else it takes a segment of its own.
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/scheme.h"
#include "nic/setup.h"

enum layout { LAYOUT_MTU, LAYOUT_GSO, LAYOUT_JUMBO, LAYOUT_OLD, LAYOUT_MERGEABLE };
static const char *const layouts[] = {"mtu", "gso", "jumbo", "old", "mergeable", NULL};
#define VLAN_ETHERNET_HEADER 18
#define MTU_ETHERNET 1500
#define MTU_JUMBO 9000
#define DESCRIPTOR 16

struct coalesced {
	int64_t layout, combined, separate_tail, pieces, guest_gso, mtu, header, any_layout;
};

#define AT(field) offsetof(struct coalesced, field)
static const struct param params[] = {
	{"layout", UNIT_WORD, 0, 0, "mtu", layouts, AT(layout),
	 "mtu, jumbo, gso: a block and pages for that frame; old: a header page and pages; mergeable: one page, merged by the "
	 "device"},
	{"combined", UNIT_BOOL, 0, 1, "true", NULL, AT(combined),
	 "header and data in one block; false: the same layout with the header split off"},
	{"separate_tail", UNIT_BOOL, 0, 1, "true", NULL, AT(separate_tail),
	 ONLY("layout=mtu|gso|jumbo pieces=1") "what is left over after whole pages stands in the header block (NetKVM "
					       "SeparateTail=1); false: behind the pages, if "
					       "pieces is 1"},
	{"pieces", UNIT_COUNT, 1, 17, "1", NULL, AT(pieces),
	 ONLY("layout=gso|jumbo|old") "pieces of memory the data pages fell into: 1 = contiguous, halved where memory is "
				      "fragmented"},
	{"guest_gso", UNIT_BOOL, 0, 1, "true", NULL, AT(guest_gso),
	 ONLY("layout=old|mergeable") "old, mergeable: the device offers guest segmentation offload (RSC), so frames have up to "
				      "64 KiB; gso has it, mtu and "
				      "jumbo have not"},
	{"mtu", UNIT_BYTES, 0, 65535, "0B", NULL, AT(mtu), "MTU without segmentation offload; 0B = 1500 B, in jumbo 9000 B"},
	{"header", UNIT_BYTES, 10, 32, "12B", NULL, AT(header), "virtio_net_hdr: 10 legacy, 12 VERSION_1, 20 HASH_REPORT"},
	{"any_layout", UNIT_BOOL, 0, 1, "true", NULL, AT(any_layout),
	 ONLY("combined=true") "VIRTIO_F_ANY_LAYOUT or VIRTIO_F_VERSION_1 is negotiated; combined and mergeable need it"},
	{0},
};

/* ---- what a buffer is built from ---- */

struct shape {
	int32_t block;   /* bytes of the header block; 0 = none */
	int32_t tail;    /* bytes that stand in the block */
	int32_t tail_at; /* where in the block */
	int32_t pages;   /* data pages */
	int32_t data;    /* bytes in them that the device may write */
};

static int32_t align32(int32_t n)
{
	return (n + 31) & ~31;
}

static int32_t power_of_two(int32_t n)
{
	int32_t up = 1;
	while (up < n)
		up *= 2;
	return up;
}

static bool has_gso(const struct coalesced *s)
{
	return s->layout == LAYOUT_GSO || ((s->layout == LAYOUT_OLD || s->layout == LAYOUT_MERGEABLE) && s->guest_gso);
}

/* Bytes of data a buffer has to hold, with the header when that stands in front of it. */
static int32_t payload(const struct coalesced *s)
{
	int32_t mtu = s->mtu ? (int32_t)s->mtu : s->layout == LAYOUT_JUMBO ? MTU_JUMBO : MTU_ETHERNET;
	return (has_gso(s) ? FRAME_GSO : mtu) + VLAN_ETHERNET_HEADER + (s->combined ? (int32_t)s->header : 0);
}

static struct shape block_shape(const struct coalesced *s)
{
	int32_t bytes = payload(s), full = bytes / PAGE_BYTES, tail = bytes % PAGE_BYTES;
	int32_t table = align32(DESCRIPTOR * (full + 1 + (tail > 0)));
	int32_t front = table + (s->combined ? 0 : align32((int32_t)s->header));
	bool follows = !s->separate_tail && full > 0 && s->pieces == 1;
	if (tail > 0 && (follows || front + tail > PAGE_BYTES))
		return (struct shape){.block = power_of_two(front), .pages = full + 1, .data = bytes};
	return (struct shape){
		.block = power_of_two(front + tail), .tail = tail, .tail_at = front, .pages = full, .data = full * PAGE_BYTES};
}

static struct shape shape(const struct coalesced *s)
{
	if (s->layout == LAYOUT_MERGEABLE)
		return (struct shape){.pages = 1, .data = PAGE_BYTES - (s->combined ? 0 : (int32_t)s->header)};
	if (s->layout != LAYOUT_OLD) return block_shape(s);
	int32_t pages = payload(s) / PAGE_BYTES + 1;
	return (struct shape){.block = PAGE_BYTES, .pages = pages, .data = pages * PAGE_BYTES};
}

/* The pages as `pieces` pieces: the largest is halved, the last of equals, until there are so many. */
static int cut(int32_t pages, int pieces, int32_t *piece)
{
	int n = 0;
	if (pages > 0) piece[n++] = pages;
	while (n > 0 && n < pieces) {
		int largest = 0;
		for (int i = 1; i < n; i++)
			if (piece[i] >= piece[largest]) largest = i;
		for (int i = n++; i > largest + 1; i--)
			piece[i] = piece[i - 1];
		piece[largest + 1] = piece[largest] / 2;
		piece[largest] -= piece[largest + 1];
	}
	return n;
}

static int segments(const void *self, struct segment *out, int max)
{
	const struct coalesced *s = self;
	struct shape p = shape(s);
	int32_t piece[MAX_SEGMENTS], left = p.data, header = (int32_t)s->header;
	int n = 0, pieces = cut(p.pages, (int)s->pieces, piece);
	if (!s->combined) n = segment_add(out, n, max, (struct segment){header, 0, SEGMENT_HEADER});
	for (int i = 0; i < pieces; i++) {
		int32_t bytes = piece[i] * PAGE_BYTES < left ? piece[i] * PAGE_BYTES : left;
		int32_t offset = p.block || s->combined ? 0 : header;
		n = segment_add(out, n, max, (struct segment){bytes, offset, n == 0 ? SEGMENT_BOTH : SEGMENT_DATA});
		left -= bytes;
	}
	if (p.tail) n = segment_add(out, n, max, (struct segment){p.tail, p.tail_at, n == 0 ? SEGMENT_BOTH : SEGMENT_DATA});
	return n;
}

static struct buffer build(const struct coalesced *s)
{
	struct shape p = shape(s);
	int32_t memory = p.block + p.pages * PAGE_BYTES;
	return (struct buffer){.bytes = p.data + p.tail + (s->combined ? 0 : (int32_t)s->header),
			       .posted = memory,
			       .truesize = memory,
			       .segments = (int16_t)segments(s, NULL, 0),
			       .pages = (int16_t)(p.pages + (p.block > 0))};
}

/* ---- the seam ---- */

static void init(void *self, const struct setup *setup, uint32_t ring)
{
	(void)self, (void)setup, (void)ring;
}

static void post(void *self, struct buffer *b)
{
	*b = build(self);
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	(void)self, (void)len;
	for (int i = 0; i < n; i++)
		r->truesize += b[i].truesize;
	r->frags = (int16_t)n;
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	const struct coalesced *s = self;
	struct buffer b = build(s);
	int32_t need = len + (int32_t)s->header, n = s->layout == LAYOUT_MERGEABLE ? (need + b.bytes - 1) / b.bytes : 1;
	return n <= MAX_CHAIN && counts_of(&b, n, need, c);
}

static void traits(const void *self, struct scheme_traits *t)
{
	const struct coalesced *s = self;
	*t = (struct scheme_traits){.header = (int32_t)s->header,
				    .segments = segments(s, NULL, 0),
				    .mergeable = s->layout == LAYOUT_MERGEABLE,
				    .may_indirect = true,
				    .tx_may_indirect = true,
				    .uniform = true,
				    .frames = !has_gso(s)};
}

static int32_t tx_segments(const void *self, int32_t len, int32_t frags)
{
	(void)len;
	return (((const struct coalesced *)self)->combined ? 1 : 2) + frags;
}

/* ---- what does not go together ---- */

static bool check_mergeable(const struct coalesced *s, struct complaint *c)
{
	struct coalesced otherwise = *s;
	otherwise.layout = has_gso(s) ? LAYOUT_GSO : LAYOUT_MTU;
	if (!s->any_layout)
		return complain(c, "nic.scheme.layout",
				"NetKVM takes mergeable buffers only with VIRTIO_F_ANY_LAYOUT or VIRTIO_F_VERSION_1, "
				"expected another layout, or any_layout: true");
	if (s->header < 12)
		return complain(c, "nic.scheme.header",
				"a header of %d B has no num_buffers, which layout 'mergeable' needs, expected at least 12B",
				(int)s->header);
	if (shape(&otherwise).pages == 0)
		return complain(
			c, "nic.scheme.layout",
			"NetKVM takes mergeable buffers only where a frame needs more than one block of memory, and this MTU "
			"does not, expected layout: mtu, or guest_gso: true");
	return true;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct coalesced *s = self;
	(void)setup;
	if (s->combined && !s->any_layout)
		return complain(c, "nic.scheme.combined",
				"header and data in one descriptor need VIRTIO_F_ANY_LAYOUT or VIRTIO_F_VERSION_1: the legacy "
				"header must be alone in its descriptor (virtio 1.x 5.1.6.6), expected combined: false, or "
				"any_layout: true");
	if (s->layout == LAYOUT_MERGEABLE && !check_mergeable(s, c)) return false;
	int32_t pages = shape(s).pages, most = pages > 1 ? pages : 1;
	if (s->pieces > most)
		return complain(c, "nic.scheme.pieces",
				"the %d data pages of such a buffer can not fall into %d pieces, expected 1 to %d", (int)pages,
				(int)s->pieces, (int)most);
	return true;
}

static const struct scheme_ops ops = {.init = init,
				      .post = post,
				      .receive = receive,
				      .transmit_segments = tx_segments,
				      .predict = predict,
				      .traits = traits,
				      .segments = segments};

const struct model scheme_coalesced = {
	.size = sizeof(struct coalesced),
	.params = params,
	.ops = &ops,
	.check = check,
};
