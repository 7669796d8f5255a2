/*
 * backend_netback.c - Xen's netback, with netfront in the guest.
 *
 * 1. Guest, sending: takes back answered slots, stops when no more than nic.tx_stop_below are free, fills a slot per page, publishes, sends
 *    an event if netback named an index it passed (netfront xennet_start_xmit).
 * 2. Netback's poll: up to 64 packets; what the scheme says is copied and mapped, one hypercall each; then packet by packet through the
 *    stack, in line. What ends in the host's own stack is copied out of the guest's pages there (`orphan_frags`); what is forwarded or
 *    dropped by a generator's sink is not.
 * 3. When the stack is done with a packet its slots are answered; mapped pages by the dealloc thread, which unmaps all it finds in one
 *    hypercall, with a TLB flush for each 32, which waits for all `vcpus` of the host.
 * 4. To the guest: a packet is queued for the receive thread (up to 512 KiB, then its sender stops), which takes packets while `rx_demand`
 *    slots are free, all there are or `rx_batch`, copies them in one hypercall, answers the slots, sends one event. Scheme persistent
 *    copies where the packet is handed over.
 * 5. Guest, polling: up to the budget; every slot's page ends its grant; the ring is filled up to `rx_posted`; at the end it names the next
 *    index and looks again.
 * 6. Grant operations take the locks of the grant tables one by one (`locks`): who first takes an entry holds the lock over its look-up, an
 *    entry that is taken already is counted (`lock_over`). First come first served, or whoever finds it free (`lock_order`); a lock that
 *    moves to another core costs a hand-off.
 * 7. Threads: guest sender, guest poll; netback's poll, dealloc and receive thread, a sender on the host, and an application that reads
 *    bulk data; per queue. They run on cores.host and cores.guest, or on the machine's cores, whose number the platform tells (`cores`);
 *    the receive thread, which has no affinity, where a core is idle (`threads_float`).
 * 8. Bytes are slowed by other queues at work (`interference`). Bulk data (traffic window) costs both ends their stack besides (tcp_*).
 */
#include "nic/model.h"
#include "xen/xen.h"
#include "nic/moderate.h"
#include "nic/notify.h"
#include "nic/ring.h"
#include "nic/sender.h"
#include "xen/slots.h"
#include <string.h>

static const char *const lock_words[] = {"per_domain", "per_entry", "per_cpu", NULL};
static const char *const handoff_words[] = {"constant", "linear", NULL};
static const char *const interference_words[] = {"none", "per_queue", "per_core", "bandwidth", NULL};
static const char *const order_words[] = {"ticket", "byte", NULL};
static const char *const demand_words[] = {"worst_case", "mtu", NULL};
static const char *const channel_words[] = {"split", "shared", NULL};
static const char *const over_words[] = {"work", "counts", NULL};
static const char *const core_words[] = {"pinned", "split", "domains", "pooled", NULL};
static const char *const apart_words[] = {"none", "receive", "both", NULL};
static const char *const application_words[] = {"inline", "thread", NULL};

static const struct param params[] = {
	{"rx_batch", UNIT_COUNT, 0, 4096, "0", NULL, offsetof(struct xen, rx_batch),
	 ONLY("rx_thread") "packets the receive thread takes in one go, and copies of one hypercall; 0 = all there are (before "
			   "Linux 4.10), 64 "
			   "since"},
	{"locks", UNIT_WORD, 0, 0, "per_domain", lock_words, offsetof(struct xen, locks),
	 "of the grant tables: one per domain (before Xen 4.6), per entry, or per processor"},
	{"lock_over", UNIT_WORD, 0, 0, "work", over_words, offsetof(struct xen, lock_over),
	 "what is done with a grant table's lock held: work, the change of a status and the look-up of a frame, by who first "
	 "takes an entry, and of the page table in an unmap; counts, nothing but counting, which every taking is"},
	{"lock_order", UNIT_WORD, 0, 0, "ticket", order_words, offsetof(struct xen, lock_order),
	 "who gets a grant table's lock: ticket, who came first (Xen 4.6); byte, whoever finds it free first, mostly its last "
	 "holder "
	 "(before)"},
	{"handoff", UNIT_WORD, 0, 0, "constant", handoff_words, offsetof(struct xen, linear),
	 ONLY("locks!=per_cpu") "what moving a lock costs: the price lock_handoff, or that times those who wait for it"},
	{"interference", UNIT_WORD, 0, 0, "per_queue", interference_words, offsetof(struct xen, interference),
	 "how threads at work slow each other: not at all; per byte and other queue that has one at work, as cores that hand on "
	 "the "
	 "same data share it; per byte and other core; or by a common bandwidth"},
	{"cores", UNIT_WORD, 0, 0, "pinned", core_words, offsetof(struct xen, placement),
	 "pinned: on cores.host and cores.guest; else the machine's, dealt evenly to the domains: split, queue by queue; "
	 "domains, a domain's "
	 "threads run where it has room; pooled: everybody's run anywhere"},
	{"threads_apart", UNIT_WORD, 0, 0, "none", apart_words, offsetof(struct xen, apart),
	 ONLY("cores=split netback_threads") "with cores split: which of netback's threads are on the host's next core, not with "
					     "its poll: none, "
					     "receive, or both "
					     "(dealloc, too)"},
	{"threads_float", UNIT_WORD, 0, 0, "receive", apart_words, offsetof(struct xen, floating),
	 ONLY("cores=split netback_threads") "with cores split: which of netback's threads run on whatever core of the host is "
					     "idle, and wait "
					     "only "
					     "where none is: "
					     "none, receive (a thread woken within a poll stays there, one woken by a sender "
					     "does not), or both"},
	{"application", UNIT_WORD, 0, 0, "thread", application_words, offsetof(struct xen, application),
	 ONLY("traffic=window") "who reads bulk data: a thread of its own, or the poll in line"},
	{"orphan_frags", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct xen, orphan_frags),
	 ONLY("traffic=window traffic.direction=tx") "the host's stack copies what ends in it out of the guest's pages, within "
						     "netback's poll; "
						     "false: they are lent until the application has read"},
	{"rx_demand", UNIT_WORD, 0, 0, "worst_case", demand_words, offsetof(struct xen, rx_demand),
	 ONLY("receives nic.scheme.gso=false") "free slots netback waits for before it begins a packet: worst_case, 18; mtu, "
					       "with GSO 18, else what "
					       "the frame "
					       "takes (Linux 4.3)"},
	{"rx_posted", UNIT_COUNT, 0, 32768, "0", NULL, offsetof(struct xen, rx_posted),
	 "slots netfront keeps in the receive ring, 19 at least; 0 = all it has"},
	{"event_channels", UNIT_WORD, 0, 0, "split", channel_words, offsetof(struct xen, channels),
	 "split: one for each ring; shared: one for both, who is told looks at both"},
	{"vcpus", UNIT_COUNT, 0, 4096, "0", NULL, offsetof(struct xen, vcpus),
	 ONLY("maps") "of the host: a flush of translations waits for all of them; 0 = as many as it has cores"},
	{"burst", UNIT_COUNT, 1, 256, "64", NULL, offsetof(struct xen, burst),
	 ONLY("transmits nic.xmit_more=true") "with nic.xmit_more: so many packets at most before netback is told (pktgen "
					      "burst)"},
	{0},
};

#define PRICE(key, unit, kind, field, help)                                        \
	{                                                                          \
		key, unit, kind, offsetof(struct xen, price.field), help, REQUIRED \
	}
#define UNLESS_ABSENT(key, unit, kind, field, help, ...)                              \
	{                                                                             \
		key, unit, kind, offsetof(struct xen, price.field), help, __VA_ARGS__ \
	}
static const struct price prices[] = {
	PRICE("netback_request", UNIT_TIME, "descriptor", request, "netback: taking one slot off the transmit ring"),
	PRICE("netback_response", UNIT_TIME, "descriptor", response, "netback: answering one slot, without the event"),
	PRICE("netback_tx_packet", UNIT_TIME, "backend", tx_packet, "netback and the host's stack per packet from the guest"),
	PRICE("netback_rx_packet", UNIT_TIME, "backend", rx_packet,
	      "handing a packet to netback: device queue, transmit function"),
	PRICE("netback_zerocopy", UNIT_TIME, "backend", zerocopy,
	      "per packet whose pages were mapped: fragments put together, the stack's word that it is done"),
	PRICE("netback_rx_thread", UNIT_TIME, "backend", rx_thread, ONLY("rx_thread") "netback's receive thread per packet"),
	PRICE("tcp_packet", UNIT_TIME, "stack", tcp_packet, "receiving one segment of bulk data, wherever the receiver is"),
	PRICE("tcp_byte", UNIT_TIME_PER_BYTE, "stack", tcp_byte, "and per byte: copy to the application"),
	PRICE("tcp_send_packet", UNIT_TIME, "send", tcp_send, "sending one segment of bulk data, wherever the sender is"),
	PRICE("tcp_send_byte", UNIT_TIME_PER_BYTE, "send", tcp_send_byte, "and per byte: copy from the application"),
	PRICE("tcp_ack", UNIT_TIME, "stack", tcp_ack, "making or taking one acknowledgement"),
	PRICE("netback_copy_byte", UNIT_TIME_PER_BYTE, "host_copy", host_copy_byte, "a byte netback copies by memcpy"),
	PRICE("grant_lookup", UNIT_TIME, "grant", lookup, "finding a page among those kept mapped"),
	PRICE("guest_grant", UNIT_TIME, "descriptor", guest_grant, "the guest: granting one page, or ending it"),
	UNLESS_ABSENT("guest_rx_slot", UNIT_TIME, "descriptor", guest_rx_slot,
		      "the guest: one received slot, its response, grant, page and socket buffer",
		      OPTIONAL("a slot costs nothing of its own")),
	PRICE("grant_hypercall", UNIT_TIME, "grant", hypercall, "entering and leaving a grant table hypercall"),
	PRICE("grant_copy", UNIT_TIME, "grant", copy, "one copy operation besides locks and bytes"),
	PRICE("grant_map", UNIT_TIME, "grant", map, "one map operation besides locks"),
	PRICE("grant_unmap", UNIT_TIME, "grant", unmap, "one unmap operation besides locks and flush"),
	PRICE("grant_copy_byte", UNIT_TIME_PER_BYTE, "host_copy", copy_byte, "a byte copied by the hypervisor"),
	PRICE("grant_lock", UNIT_TIME, "grant", lock, "holding a grant table's lock once"),
	PRICE("grant_pte", UNIT_TIME, "grant", pte, "changing the page table in an unmap, both tables' locks held"),
	PRICE("lock_handoff", UNIT_TIME, "lock", handoff, ONLY("locks_move") "a lock moves to another core"),
	UNLESS_ABSENT("tlb_flush", UNIT_TIME, "tlb", flush, ONLY("maps") "flushing the host's translations: the core that asks",
		      OPTIONAL_TOLD("unmapping flushes no translations", offsetof(struct xen, price.flushes))),
	UNLESS_ABSENT("tlb_vcpu", UNIT_TIME, "tlb", flush_vcpu, ONLY("maps") "and so much more for each other vCPU of the host",
		      OPTIONAL("a flush takes no longer with more vCPUs")),
	UNLESS_ABSENT("tlb_stolen", UNIT_TIME, "tlb", stolen, ONLY("maps") "and each other core the host runs on",
		      OPTIONAL("a flush interrupts no other core")),
	UNLESS_ABSENT("event_lock", UNIT_TIME, "lock", event_lock,
		      "sending an event holds the lock of the sender's domain for so long (before Xen 4.6)",
		      OPTIONAL("sending an event takes no lock")),
	PRICE("kick", UNIT_TIME, "kick", kick, "guest core time of one event to the host"),
	PRICE("kick_handle", UNIT_TIME, "wakeup", kick_handle, "host work per event handled"),
	PRICE("irq_inject", UNIT_TIME, "irq", irq_inject, "host work to send one event"),
	PRICE("irq_latency", UNIT_TIME, NULL, irq_latency, "from an event until its handler runs"),
	PRICE("thread_wake", UNIT_TIME, "wakeup", wake, "waking a sleeping thread: who wakes it"),
	PRICE("host_wakeup", UNIT_TIME, NULL, wakeup, "from a signal until the sleeping worker runs"),
	UNLESS_ABSENT("interference", UNIT_TIME_PER_BYTE, "interference", interference,
		      ONLY("others_at_work") "a byte takes so much longer per other queue, or core, at work",
		      OPTIONAL("nobody at work slows another")),
	UNLESS_ABSENT("memory_byte", UNIT_TIME_PER_BYTE, "interference", memory_byte,
		      ONLY("interference=bandwidth") "a byte on the common bandwidth",
		      OPTIONAL("the common bandwidth has no limit")),
	{0},
};
#undef PRICE
#undef UNLESS_ABSENT

#define COUNT(name_, unit_, field, scale_, help_, ...)                                                                          \
	{                                                                                                                       \
		name_, unit_, GROUP_COUNT, help_, .scale = scale_, .cell = IN_MODEL(struct xen, n.field), .better = __VA_ARGS__ \
	}
static const struct statistic stats[] = {
	COUNT("grant_ops_per_packet", "", ops, PER_PACKET, "grant table operations: copies, maps, unmaps", BETTER_LOWER,
	      .everywhere = true),
	COUNT("grant_copies_per_packet", "", copies, PER_PACKET, "grant copies", BETTER_LOWER),
	COUNT("grant_maps_per_packet", "", maps, PER_PACKET, "grant maps", BETTER_LOWER),
	COUNT("grant_unmaps_per_packet", "", unmaps, PER_PACKET, "grant unmaps", BETTER_LOWER),
	COUNT("grant_hits", "", hits, TOTAL, "pages found among those kept mapped", BETTER_HIGHER, .everywhere = true),
	COUNT("grant_misses", "", misses, TOTAL, "pages not found there", BETTER_LOWER, .everywhere = true),
	COUNT("tlb_flushes_per_packet", "", flushes, PER_PACKET, "TLB flushes after unmaps", BETTER_LOWER),
	COUNT("grant_copied_bytes_per_packet", "B", granted_bytes, PER_PACKET, "bytes copied by the hypervisor", BETTER_LOWER),
	COUNT("netback_copied_bytes_per_packet", "B", host_bytes, PER_PACKET, "bytes copied by netback itself", BETTER_LOWER),
	COUNT("netfront_copied_bytes_per_packet", "B", guest_bytes, PER_PACKET, "bytes copied by the guest's driver, both ways",
	      BETTER_LOWER),
	COUNT("channel_events_per_packet", "", events, PER_PACKET, "events sent, both ways", BETTER_LOWER),
	COUNT("tx_slots_per_packet", "", slots_tx, PER_PACKET, "slots of the transmit ring used", BETTER_LOWER,
	      .way = WAY_TRANSMITTED),
	COUNT("rx_slots_per_packet", "", slots_rx, PER_PACKET, "slots of the receive ring used", BETTER_LOWER,
	      .way = WAY_RECEIVED),
	COUNT("lock_acquisitions_per_packet", "", locks, PER_PACKET, "times a grant table's lock was taken", BETTER_LOWER),
	COUNT("lock_handoffs_per_packet", "", lock_moves, PER_PACKET, "times such a lock moved to another core", BETTER_LOWER),
	{0},
};
#undef COUNT

/* One per domain, or one for all. */
static int pools(const void *self, const struct setup *setup)
{
	const struct xen *x = self;
	int domains = setup->direction == DIR_GUESTS ? 3 : 2;
	return x->placement == XEN_PINNED ? 0 : x->placement == XEN_POOLED ? 1 : domains;
}

static bool check_traffic(const struct setup *s, struct complaint *c)
{
	if (s->direction == DIR_RR)
		return complain(c, "traffic.direction", "netback carries no rr, expected rx, tx or guest2guest");
	if (s->link_bps || s->base_rtt)
		return complain(c, s->link_bps ? "traffic.link" : "traffic.base_rtt",
				"the other end is on this machine and no wire lies between, expected %s",
				s->link_bps ? "0b/s" : "0us");
	const struct sender_ops *sender = s->slot[SLOT_SENDER].reg->model->ops;
	struct sender_policy p;
	sender->policy(s->slot[SLOT_SENDER].conf, &p);
	if (p.burst || p.in_guest) return complain(c, "traffic.sender.model", "netback has senders of its own, expected peer");
	return true;
}

static bool check_models(const struct setup *s, struct complaint *c)
{
	const struct scheme_ops *scheme = s->slot[SLOT_SCHEME].reg->model->ops;
	const struct notify_ops *notify = s->slot[SLOT_NOTIFY].reg->model->ops;
	if (!scheme->grants)
		return complain(c, "nic.scheme.model",
				"netback reaches only what is granted, expected grants or persistent, not '%s'",
				s->slot[SLOT_SCHEME].reg->name);
	if (strcmp(s->slot[SLOT_RING].reg->name, "xen") != 0)
		return complain(c, "nic.ring.format", "netback serves Xen's ring, expected xen, not '%s'",
				s->slot[SLOT_RING].reg->name);
	if (!notify->can_delay)
		return complain(c, "nic.notify.host.model",
				"the ring has req_event and rsp_event and no flags, expected event_idx, not '%s'",
				s->slot[SLOT_NOTIFY].reg->name);
	const struct chosen *moderate = &s->slot[SLOT_MODERATE];
	if (!moderate_is_off(moderate->reg->model->ops, moderate->conf)) {
		bool fixed = strcmp(moderate->reg->name, slots[SLOT_MODERATE].dflt) == 0;
		return complain(c, fixed ? "nic.moderation.time" : "nic.moderation.model",
				"netback has no interrupt moderation, expected %s", fixed ? "0us" : slots[SLOT_MODERATE].dflt);
	}
	for (int i = SLOT_COMPLETE; i <= SLOT_FLUSH; i++)
		if (strcmp(s->slot[i].reg->name, slots[i].dflt) != 0)
			return complain(c, i == SLOT_FLUSH ? "nic.notify.tx_flush.model" : "nic.notify.tx_complete.model",
					"netfront and netback have ways of their own, expected %s, which is not asked for",
					slots[i].dflt);
	return true;
}

static bool check(const void *self, const struct setup *s, struct complaint *c)
{
	const struct xen *x = self;
	if (x->placement != XEN_PINNED && (s->platform_cores < pools(x, s) || s->platform_cores > 2 * MAX_CORE_NAMES))
		return complain(c, "nic.backend.cores",
				"the platform tells of %lld core%s, expected 'cores: %d..%d' in it, or pinned",
				(long long)s->platform_cores, s->platform_cores == 1 ? "" : "s", pools(x, s), 2 * MAX_CORE_NAMES);
	if (x->rx_posted && x->rx_posted < XEN_RX_FEWEST)
		return complain(c, "nic.backend.rx_posted",
				"netfront tells netback of slots once there are %d, expected 0 or at least so many",
				XEN_RX_FEWEST);
	return check_traffic(s, c) && check_models(s, c);
}

/* Netfront keeps no more slots posted than its ring has. */
static bool bounds(const void *self, const struct setup *s, struct complaint *c)
{
	const struct xen *x = self;
	const struct chosen *ring = &s->slot[SLOT_RING];
	int64_t size = ((const struct ring_ops *)ring->reg->model->ops)->size(ring->conf, false);
	return x->rx_posted <= size ||
	       complain(c, "nic.backend.rx_posted",
			"is %lld, and the receive ring has %lld entries: as with 0, all of them are posted",
			(long long)x->rx_posted, (long long)size);
}

static const struct backend_ops ops = {.init = xen_init,
				       .rx_ready = xen_rx_ready,
				       .kicked = xen_kicked,
				       .stuck = xen_stuck,
				       .by_grants = true,
				       .links_guests = true,
				       .front = &xen_front,
				       .pools = pools};

const struct model backend_netback = {.size = sizeof(struct xen),
				      .params = params,
				      .prices = prices,
				      .stats = stats,
				      .ops = &ops,
				      .check = check,
				      .bounds = bounds};
