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
#include "nic/model.h"
#include "xen/granted.h"

struct grants {
	struct grant_slots slots;
	int64_t apart, copy_above;
};

static const struct param params[] = {
	GRANT_SG(struct grants),
	GRANT_GSO(struct grants),
	GRANT_OFFSET(struct grants),
	{"header_apart", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct grants, apart),
	 ONLY("receives") "towards the guest the first 128 B are a piece of their own: one copy more"},
	{"copy_above", UNIT_BYTES, 0, PAGE_BYTES, "256B", NULL, offsetof(struct grants, copy_above),
	 ONLY("receives") "bytes the guest copies of every received packet (RX_COPY_THRESHOLD)"},
	{0},
};

static void post(void *self, struct buffer *b)
{
	(void)self;
	grant_slots_post(b, 1);
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
	return grant_slots_predict(self, len, 1, c);
}

static void policy(const void *self, struct grant_policy *g)
{
	const struct grants *s = self;
	*g = (struct grant_policy){
		.sg = s->slots.sg, .gso = grant_slots_gso(&s->slots), .offset = (uint32_t)s->slots.offset, .apart = s->apart};
}

static const struct scheme_ops ops = {.init = grant_slots_init,
				      .post = post,
				      .receive = receive,
				      .transmit_segments = grant_slots_transmit,
				      .predict = predict,
				      .traits = grant_slots_traits,
				      .grants = policy};

const struct model scheme_grants = {.size = sizeof(struct grants), .params = params, .ops = &ops, .check = grants_need_front};
