/*
 * scheme_grants.c - Xen: pages granted one by one, copied or mapped by the back end.
 *
 * 1. Transmit: the guest grants each page of the packet where it is, one slot each; a GSO packet takes one slot more
 *    (xennet_count_skb_slots).
 * 2. Netback copies the first 128 B by grant copy and maps what is left of the first page, and every further page (xenvif_tx_build_gops).
 * 3. When the host's stack is done, a thread unmaps the pages and answers every slot; the guest ends the grants.
 * 4. Receive: the guest posts a new page per slot, granted. Netback fills pages back to back by grant copy, which crosses neither a page of
 *    the source nor one of the destination (xenvif_gop_frag_copy).
 * 5. The guest ends the grants, copies the first 256 B, and passes the pages on with the rest.
 */
#include "base/param.h"
#include "nic/grants.h"
#include "nic/model.h"
#include "nic/scheme.h"
#include "nic/setup.h"
#include "nic/xen_slots.h"

struct grants {
	int64_t gso, offset, apart, copy_above;
};

static const struct param params[] = {
	{"gso", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct grants, gso),
	 "frames longer than 1518 B are GSO packets, which carry the segment size in a slot of its own"},
	{"offset", UNIT_BYTES, 0, PAGE_BYTES - 1, "2B", NULL, offsetof(struct grants, offset),
	 "where in its page a packet begins that is sent (NET_IP_ALIGN)"},
	{"header_apart", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct grants, apart),
	 "towards the guest the first 128 B are a piece of their own: one copy more"},
	{"copy_above", UNIT_BYTES, 0, PAGE_BYTES, "256B", NULL, offsetof(struct grants, copy_above),
	 "bytes the guest copies of every received packet (RX_COPY_THRESHOLD)"},
	{0},
};

static int32_t slots_of(const struct grants *s, int32_t len)
{
	return xen_rx_slots(len, s->gso && len > FRAME_SMALL);
}

static void init(void *self, const struct setup *setup, uint32_t ring)
{
	(void)self, (void)setup, (void)ring;
}

static void post(void *self, struct buffer *b)
{
	(void)self;
	*b = (struct buffer){
		.bytes = PAGE_BYTES, .posted = PAGE_BYTES, .truesize = PAGE_BYTES, .segments = 1, .entries = 1, .pages = 1};
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	const struct grants *s = self;
	r->copied = len < s->copy_above ? len : (int32_t)s->copy_above;
	r->truesize = n * b->truesize;
	r->consumed = (int16_t)n;
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	int32_t n = slots_of(self, len);
	*c = (struct counts){.buffers = n,
			     .descriptors = n,
			     .segments = n,
			     .pages_posted = n,
			     .posted_bytes = n * PAGE_BYTES,
			     .truesize = n * PAGE_BYTES,
			     .wasted = n * PAGE_BYTES - len};
	return true;
}

static void traits(const void *self, struct scheme_traits *t)
{
	(void)self;
	*t = (struct scheme_traits){.segments = 1, .mergeable = true, .uniform = true};
}

static int32_t tx_segments(const void *self, int32_t len)
{
	const struct grants *s = self;
	return xen_tx_slots(len, (uint32_t)s->offset, s->gso && len > FRAME_SMALL);
}

static void policy(const void *self, struct grant_policy *g)
{
	const struct grants *s = self;
	*g = (struct grant_policy){.gso = s->gso, .offset = (uint32_t)s->offset, .apart = s->apart};
}

static const struct scheme_ops ops = {.init = init,
				      .post = post,
				      .receive = receive,
				      .transmit_segments = tx_segments,
				      .predict = predict,
				      .traits = traits,
				      .grants = policy};

const struct model scheme_grants = {.size = sizeof(struct grants), .params = params, .ops = &ops, .check = grants_need_front};
