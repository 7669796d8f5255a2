/*
 * scheme_persistent.c - Xen: pages granted once and kept mapped, packets copied into them.
 *
 * 1. Transmit: the guest copies the packet into pages it granted once (`tx_copy`; without, as scheme grants).
 * 2. Netback looks each page up in a tree of mapped ones (`tree` pages per queue and direction). A hit costs the look-up, the header is
 *    copied by memcpy; a miss costs a grant copy of the header and a map, and the page is kept if there is room.
 * 3. The stack is done: the slots are answered at once, nothing is unmapped.
 * 4. Receive: the pages of the ring are looked up likewise and filled by memcpy, a miss by grant copy, and mapped. `rx_copy: xmit`: where
 *    the packet is handed over; `thread`: in netback's receive thread.
 * 5. The guest: up to `copy_above` bytes are copied, and the page is posted again (`page_reuse`; without, each slot posts a new page, which
 *    no look-up finds). Longer packets are copied whole into new pages (`guest_copy`, skb_copy_ubufs). (Martins 2015, RFC "Persistent grant
 *    maps for xen net drivers")
 */
#include "nic/model.h"
#include "xen/granted.h"
#include "xen/slots.h"

enum { XMIT, THREAD };
static const char *const places[] = {"xmit", "thread", NULL};

struct persistent {
	struct grant_slots slots;
	int64_t apart, tx_copy, tree, rx_copy, guest_copy, copy_above, page_reuse;
};

static const struct param params[] = {
	GRANT_SG(struct persistent),
	GRANT_GSO(struct persistent),
	GRANT_OFFSET(struct persistent),
	{"header_apart", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct persistent, apart),
	 ONLY("nic.scheme=grants") "as there; here netback copies by itself, which takes no copy more"},
	{"tx_copy", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct persistent, tx_copy),
	 ONLY("transmits") "the guest copies what it sends into pages granted once"},
	{"tree", UNIT_COUNT, 0, 1 << 20, "4096", NULL, offsetof(struct persistent, tree),
	 "pages netback keeps mapped, per queue and direction"},
	{"rx_copy", UNIT_WORD, 0, 0, "xmit", places, offsetof(struct persistent, rx_copy),
	 ONLY("receives") "where netback copies: xmit, as the packet is handed over; thread, in the receive thread"},
	{"guest_copy", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct persistent, guest_copy),
	 ONLY("receives") "the guest copies packets longer than copy_above whole, so that the ring's page is free again; false "
			  "asks what that "
			  "costs: pages are "
			  "lent to the stack for nothing"},
	{"copy_above", UNIT_BYTES, 0, PAGE_BYTES, "256B", NULL, offsetof(struct persistent, copy_above),
	 ONLY("receives") "RX_COPY_THRESHOLD: so much is copied of every packet"},
	{"page_reuse", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct persistent, page_reuse),
	 ONLY("receives") "the pages of the receive ring are posted again and again"},
	{0},
};

static int16_t pages_each(const struct persistent *s)
{
	return s->page_reuse ? 0 : 1;
}

static void post(void *self, struct buffer *b)
{
	grant_slots_post(b, pages_each(self));
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	const struct persistent *s = self;
	bool whole = s->guest_copy && len > s->copy_above;
	r->copied = whole || len < s->copy_above ? len : (int32_t)s->copy_above;
	r->truesize = n * b->truesize;
	r->consumed = (int16_t)(s->page_reuse ? 0 : n);
	r->frags = (int16_t)(whole ? xen_rx_slots(len, false) : 0);
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	return grant_slots_predict(self, len, pages_each(self), c);
}

static void policy(const void *self, struct grant_policy *g)
{
	const struct persistent *s = self;
	*g = (struct grant_policy){.sg = s->slots.sg,
				   .gso = grant_slots_gso(&s->slots),
				   .offset = (uint32_t)s->slots.offset,
				   .apart = s->apart,
				   .tx_pool = s->tx_copy,
				   .rx_tree = true,
				   .rx_in_xmit = s->rx_copy == XMIT,
				   .rx_reuse = s->page_reuse,
				   .tree = s->tree};
}

static const struct scheme_ops ops = {.init = grant_slots_init,
				      .post = post,
				      .receive = receive,
				      .transmit_segments = grant_slots_transmit,
				      .predict = predict,
				      .traits = grant_slots_traits,
				      .grants = policy};

const struct model scheme_persistent = {
	.size = sizeof(struct persistent), .params = params, .ops = &ops, .check = grants_need_front};
