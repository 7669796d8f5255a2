/*
 * rules_rings.c - rings and receive buffers.  Sources: QEMU 7.2 virtio_net_device_realize (transmit rings are cut to 256 entries unless the back end
 * is vhost-user or vhost-vdpa), Linux virtio_net.c (virtnet_probe, virtnet_set_big_packets: which buffers a driver posts).
 */
#include "import/rules.h"
#include "nic/features.h"
#include <string.h>

enum { QEMU_ENTRIES = 256, QEMU_TX_MOST = 256 };

static int64_t entries_of(const struct view *v, const char *name, const struct property **said)
{
	int64_t n = QEMU_ENTRIES;
	*said = property_of(&v->card->device, name);
	if (*said) whole_number((*said)->value, 32768, &n);
	return n;
}

static bool has(const struct view *v, int bit)
{
	return v->offer.word & BIT_OF(bit);
}

static void put_sizes(struct view *v)
{
	const struct property *rx_said, *tx_said;
	int64_t rx = entries_of(v, "rx_queue_size", &rx_said), tx = entries_of(v, "tx_queue_size", &tx_said);
	const char *type = property_text(&v->card->net, "type", "");
	bool cut =
		tx > QEMU_TX_MOST && !v->card->fixed_word && strcmp(type, "vhost-user") != 0 && strcmp(type, "vhost-vdpa") != 0;
	const char *why = tx_said ? property_said(v->g, tx_said) : "256 is the default";
	if (cut) {
		guest_note(v->g, NOTE_CONTRADICTION, tx_said->at,
			   "tx_queue_size %lld is cut to %d by this back end: QEMU does so without a word", (long long)tx,
			   QEMU_TX_MOST);
		tx = QEMU_TX_MOST;
		why = "QEMU cuts it for this back end, see above";
	}
	setting_put(v->out, "nic.ring.entries", rx_said ? TAKEN : BY_DEFAULT,
		    rx_said ? property_said(v->g, rx_said) : "256 is the default", "%lld", (long long)rx);
	if (tx != rx && v->receives_only)
		guest_note(v->g, NOTE_UNUSED, tx_said ? tx_said->at : v->card->at,
			   "the transmit ring has %lld entries: nothing is sent here", (long long)tx);
	else if (tx != rx)
		setting_put(v->out, "nic.ring.tx_entries", tx_said ? TAKEN : BY_DEFAULT, why, "%lld", (long long)tx);
}

/* Chains of several descriptors are what tables are for: of big buffers, and of a header that lies apart. */
static bool has_chains(const struct view *v)
{
	bool big = !has(v, F_MRG_RXBUF) && (v->offer.word & BITS_GUEST_GSO);
	return big || !(has(v, F_ANY_LAYOUT) || has(v, F_VERSION_1));
}

void put_rings(struct view *v)
{
	const struct property *queue = property_of(&v->card->net, ".txqlen"), *packed = property_of(&v->card->device, "packed");
	const struct property *in_order = property_of(&v->card->device, "in_order"),
			      *indirect = property_of(&v->card->device, "indirect_desc");
	if (queue)
		setting_put(v->out, "nic.host_queue", TAKEN, property_said(v->g, queue), "%s", queue->value);
	else if (strcmp(v->back_end, "hardware") != 0)
		setting_put(v->out, "nic.host_queue", NOT_IN_INPUT,
			    "what waits in front of the back end; a tap device's txqueuelen is 1000 when nobody changed it",
			    "1000");
	if (strcmp(v->back_end, "netback") == 0) {
		setting_put(v->out, "nic.ring.format", BY_DEFAULT, "Xen's shared ring", "xen");
		setting_put(v->out, "nic.ring.entries", BY_DEFAULT, "one page of slots", "256");
		return;
	}
	if (packed && card_has(v->card, "packed", false) && !has(v, F_RING_PACKED))
		guest_note(v->g, NOTE_CONTRADICTION, packed->at,
			   "packed is on and disable-modern too: a legacy driver does not see bit 34, the ring is split");
	setting_put(v->out, "nic.ring.format", packed ? TAKEN : BY_DEFAULT,
		    packed                  ? property_said(v->g, packed)
		    : has(v, F_RING_PACKED) ? "RING_PACKED (34) is among the features"
					    : "RING_PACKED (34) is not among the features",
		    "%s", has(v, F_RING_PACKED) ? "packed" : "split");
	put_sizes(v);
	if (has_chains(v))
		setting_put(v->out, "nic.ring.indirect", indirect ? TAKEN : BY_DEFAULT,
			    indirect                  ? property_said(v->g, indirect)
			    : has(v, F_INDIRECT_DESC) ? "INDIRECT_DESC (28) is among the features"
						      : "INDIRECT_DESC (28) is not among the features",
			    "%s", has(v, F_INDIRECT_DESC) ? "true" : "false");
	if (has(v, F_IN_ORDER))
		setting_put(v->out, "nic.ring.in_order", in_order ? TAKEN : BY_DEFAULT,
			    in_order ? property_said(v->g, in_order) : "IN_ORDER (35) is among the features", "true");
}

static void put_xen(struct view *v)
{
	setting_put(v->out, "nic.scheme.model", BY_DEFAULT, "netfront grants its pages one by one", "grants");
}

static void put_small(struct view *v, const char *why, int header)
{
	bool any = has(v, F_ANY_LAYOUT) || has(v, F_VERSION_1);
	setting_put(v->out, "nic.scheme.model", BY_DEFAULT, why, "small");
	setting_put(v->out, "nic.scheme.header", BY_DEFAULT, "of the features VERSION_1 (32) and HASH_REPORT (57)", "%dB",
		    header);
	setting_put(v->out, "nic.scheme.layout", BY_DEFAULT,
		    any ? "ANY_LAYOUT (27) or VERSION_1 (32) is among the features"
			: "neither ANY_LAYOUT (27) nor VERSION_1 (32) is among the features",
		    "%s", any ? "any" : "legacy");
}

/* Linux: merged buffers if it can, else chains for 64 KiB if segments may come, else what the MTU takes. */
void put_scheme(struct view *v)
{
	uint64_t segments = BIT_OF(F_GUEST_TSO4) | BIT_OF(F_GUEST_TSO6) | BIT_OF(F_GUEST_ECN) | BIT_OF(F_GUEST_UFO);
	uint64_t uso = BIT_OF(F_GUEST_USO4) | BIT_OF(F_GUEST_USO6);
	bool gso = (v->offer.word & segments) || (v->offer.word & uso) == uso, any = has(v, F_ANY_LAYOUT) || has(v, F_VERSION_1);
	int header = has(v, F_HASH_REPORT) ? 20 : has(v, F_MRG_RXBUF) || has(v, F_VERSION_1) ? 12 : 10;
	const struct property *mrg = property_of(&v->card->device, "mrg_rxbuf"),
			      *mtu_said = property_of(&v->card->device, "host_mtu");
	int64_t mtu = 1500;
	if (mtu_said) whole_number(mtu_said->value, 65535, &mtu);
	if (mtu < 68) mtu = 1500;
	if (strcmp(v->back_end, "netback") == 0) {
		put_xen(v);
		return;
	}
	const char *why = mrg                   ? property_said(v->g, mrg)
			  : has(v, F_MRG_RXBUF) ? "MRG_RXBUF (15) is among the features"
						: "MRG_RXBUF (15) is not among the features";
	bool merged = has(v, F_MRG_RXBUF);
	if (!merged && !gso && mtu <= 1500) {
		put_small(v, "neither MRG_RXBUF (15) nor segments for the guest (7 to 10), and the MTU is Ethernet's", header);
		return;
	}
	setting_put(v->out, "nic.scheme.model", mrg ? TAKEN : BY_DEFAULT, why, "%s", merged ? "mergeable" : "big");
	if (merged)
		setting_put(v->out, "nic.scheme.buffers", NOT_IN_INPUT, "a Linux guest of 3.13 or later", "ewma");
	else
		setting_put(v->out, "nic.scheme.skb_frags", NOT_IN_INPUT, "MAX_SKB_FRAGS of a Linux guest", "17");
	setting_put(v->out, "nic.scheme.guest_gso", BY_DEFAULT,
		    gso ? "segments for the guest (7 to 10) are among the features"
			: "no segments for the guest (7 to 10) are among the features",
		    "%s", gso ? "true" : "false");
	if (!gso)
		setting_put(v->out, "nic.scheme.mtu", mtu_said ? TAKEN : BY_DEFAULT,
			    mtu_said ? property_said(v->g, mtu_said) : "Ethernet's", "%lldB", (long long)mtu);
	setting_put(v->out, "nic.scheme.header", BY_DEFAULT, "of the features MRG_RXBUF (15), VERSION_1 (32), HASH_REPORT (57)",
		    "%dB", header);
	setting_put(v->out, "nic.scheme.any_layout", BY_DEFAULT,
		    any ? "ANY_LAYOUT (27) or VERSION_1 (32) is among the features"
			: "neither ANY_LAYOUT (27) nor VERSION_1 (32) is among the features",
		    "%s", any ? "true" : "false");
}
