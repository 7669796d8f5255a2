#include "nic/setup.h"
#include "base/param.h"
#include "nic/faults.h"
#include "nic/packet.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(struct setup, field)
#define MAX_TIME (INT64_C(86400) * PS_PER_S)

static const char *const directions[] = {"rx", "tx", "rr", "guest2guest", "forward", NULL};

#define QUEUES_OF(k)                                                                                                           \
	{"queues",                                                                                                             \
	 UNIT_COUNT,                                                                                                           \
	 0,                                                                                                                    \
	 256,                                                                                                                  \
	 "0",                                                                                                                  \
	 NULL,                                                                                                                 \
	 AT(of[k].queues),                                                                                                     \
	 ONLY("several") "queues this traffic is dealt to; 0 = all from from_queue on"},                                       \
	{                                                                                                                      \
		"from_queue", UNIT_COUNT, 0, 256, "0", NULL, AT(of[k].from_queue), ONLY("several") "the first of them, from 0" \
	}

static const struct param traffic_common[] = {
	{"direction", UNIT_WORD, 0, 0, "rx", directions, AT(direction),
	 "rx: into the guest; tx: out of it; rr: requests out, responses in; guest2guest: out of one, into another; "
	 "forward: into the guest, whose program sends it out again"},
	{"link", UNIT_BITRATE, 0, INT64_C(1000000000000000), "0b/s", NULL, AT(link_bps),
	 "rate of the wire, each way, shared evenly by the queues; 0b/s = no limit"},
	{"wire_overhead", UNIT_BYTES, 0, 1000, "24B", NULL, AT(wire_overhead),
	 ONLY("link!=0b/s") "wire bytes per frame besides the frame: preamble 8, FCS 4, gap 12 (IEEE 802.3)"},
	{"base_rtt", UNIT_TIME, 0, MAX_TIME, "0us", NULL, AT(base_rtt),
	 ONLY("receives") "round trip outside this machine: wire, peer and its stack; half of it each way"},
	{"flows", UNIT_COUNT, 0, 4096, "0", NULL, AT(flows),
	 ONLY("traffic!=pcap dealt") "flows the traffic consists of, of equal share; a hash of each one's addresses and "
				     "ports says which queue it takes (Toeplitz, a table of 128 entries), and those of one queue "
				     "come in turn; 0 = it is dealt to the "
				     "queues evenly, and of tcp each has one flow"},
	{"loss", UNIT_RATIO, 0, 1000000, "0%", NULL, AT(loss),
	 ONLY("path") "share of the traffic's packets that get lost at random between the other machine and this one; "
		      "acknowledgements do not (0% a clean wire, 0.1% a bad path)"},
	{"name", UNIT_TEXT, 0, 0, "first", NULL, AT(of[0].name),
	 ONLY("several") "what this traffic is called, in keys and statistics"},
	QUEUES_OF(0),
	{0},
};

static const char *const ways[] = {"rx", "tx", "rr", NULL};

#define ONE_MORE(k, n)                                                                                 \
	{                                                                                              \
		"name",                                                                                \
		UNIT_TEXT,                                                                             \
		0,                                                                                     \
		0,                                                                                     \
		n,                                                                                     \
		NULL,                                                                                  \
		AT(of[k].name),                                                                        \
		ONLY("several") "what this traffic is called, in keys and statistics"},                \
		{"direction",                                                                          \
		 UNIT_WORD,                                                                            \
		 0,                                                                                    \
		 0,                                                                                    \
		 "rx",                                                                                 \
		 ways,                                                                                 \
		 AT(of[k].direction),                                                                  \
		 ONLY("several") "rx: into the guest; tx: out of it; rr: requests out, responses in"}, \
		QUEUES_OF(k),                                                                          \
	{                                                                                              \
		0                                                                                      \
	}
static const struct param traffic2_common[] = {ONE_MORE(1, "second")};
static const struct param traffic3_common[] = {ONE_MORE(2, "third")};

const struct slot slots[N_SLOTS] = {
	[SLOT_TRAFFIC] = {"traffic", "traffic", "model", NULL, traffic_common, "what is sent, when", NULL},
	[SLOT_BACKEND] = {"nic.backend", "backend", "model", NULL, NULL, "who moves packets between the wire and the rings",
			  NULL},
	[SLOT_RING] = {"nic.ring", "ring", "format", "split", NULL, "the virtqueue format", NULL},
	[SLOT_SCHEME] = {"nic.scheme", "scheme", "model", NULL, NULL, "what buffers are posted and what a packet touches", NULL},
	[SLOT_ALLOC] = {"nic.alloc", "alloc", "model", "page", NULL, "where buffer memory comes from", NULL},
	[SLOT_NOTIFY] = {"nic.notify.host", "notify", "model", "flags", NULL, "how both sides suppress notifications", NULL},
	[SLOT_POLL] = {"nic.notify.guest", "poll", "model", "napi", NULL, "how the guest polls and refills", NULL},
	[SLOT_COMPLETE] = {"nic.notify.tx_complete", "complete", "model", "orphan", NULL,
			   "when the guest takes sent buffers back", NULL},
	[SLOT_FLUSH] = {"nic.notify.tx_flush", "flush", "model", "now", NULL, "what the host does between a kick and sending",
			NULL},
	[SLOT_LINK] = {"nic.link", "link", "model", "none", NULL, "what lies between the device and the host's memory", NULL},
	[SLOT_SENDER] = {"traffic.sender", "sender", "model", "peer", NULL,
			 "who sends; when it is not said, what a guest sends by bulk TCP (traffic.direction tx) is sent by a "
			 "program in it",
			 NULL},
	[SLOT_AWAY_GUEST] = {"away.guest", "away", "model", "never", NULL, "when the guest's cores are taken away", "run.until"},
	[SLOT_AWAY_HOST] = {"away.host", "away", "model", "never", NULL, "when the back end's cores are taken away", "run.until"},
	[SLOT_IDLE_GUEST] = {"idle.guest", "idle", "model", "awake", NULL, "what the guest's cores do with nothing to do",
			     "run.until"},
	[SLOT_IDLE_HOST] = {"idle.host", "idle", "model", "awake", NULL, "what the back end's cores do with nothing to do",
			    "run.until"},
	[SLOT_TRAFFIC2] = {"traffic2", "traffic", "model", "none", traffic2_common, "a second traffic beside the first",
			   "run.until"},
	[SLOT_TRAFFIC3] = {"traffic3", "traffic", "model", "none", traffic3_common, "and a third", "run.until"},
	[SLOT_MODERATE] = {"nic.moderation", "moderate", "model", "fixed", NULL,
			   "how long the device holds an interrupt back, per virtqueue", "nic"},
};

static const char *const tx_fragments[] = {"blocks", "pages", NULL}; /* enum tx_fragments */

static const struct param nic_params[] = {
	{"queues", UNIT_COUNT, 1, 256, "1", NULL, AT(queues),
	 "receive/transmit queue pairs; traffic is dealt to them evenly, or flow by flow (traffic.flows)"},
	{"host_queue", UNIT_COUNT, 0, 1 << 24, "1000", NULL, AT(host_queue),
	 ONLY("host_waits") "packets that may wait outside the ring (tap, socket, txqueue); 0 = only free buffers take packets"},
	{"guest_queue", UNIT_COUNT, 1, 1 << 24, "1000", NULL, AT(guest_queue),
	 ONLY("guest_queues") "packets that may wait for room in the transmit ring, besides those it has room for"},
	{"tx_stop_below", UNIT_COUNT, 0, 32768, "19", NULL, AT(tx_stop_below),
	 ONLY("transmits driver_sleeps") "the guest stops transmitting while fewer descriptors are free (Linux: 2 + "
					 "MAX_SKB_FRAGS); 0 = only "
					 "when a packet does "
					 "not fit"},
	{"tx_fragments", UNIT_WORD, 0, 0, "blocks", tx_fragments, AT(tx_fragments),
	 ONLY("sends_long nic.backend!=netback") "where payload of frames longer than an MTU's lies: blocks, in the sending "
						 "task's "
						 "32 KiB, one "
						 "frame's behind the other's (Linux skb_page_frag_refill); pages, in 4 KiB each "
						 "(sendfile, old kernels)"},
	{"xmit_more", UNIT_BOOL, 0, 1, "false", NULL, AT(xmit_more),
	 ONLY("kernel_sends") "kick once per burst of waiting packets instead of once per packet"},
	{"software_gso", UNIT_BOOL, 0, 1, "true", NULL, AT(software_gso),
	 ONLY("short_buffers") "TCP packets that the guest's buffers don't hold are cut into frames of the path's MTU in front "
			       "of "
			       "the host queue, as Linux does (validate_xmit_skb); false: dropped as too long"},
	{0},
};
static const struct param features_params[] = {
	{"host", UNIT_BITS, INT64_MIN, INT64_MAX, "any", NULL, AT(features_host),
	 "feature bits the device offers (VIRTIO_*_F_*); any = not known"},
	{"guest", UNIT_BITS, INT64_MIN, INT64_MAX, "any", NULL, AT(features_guest),
	 "feature bits the driver accepts: the run uses no other; any = all that is offered"},
	{0},
};
static const struct param run_params[] = {
	{"warmup", UNIT_TIME, 0, MAX_TIME, "20ms", NULL, AT(warmup), "simulated time before anything is counted"},
	{"length", UNIT_TIME, 1, MAX_TIME, "200ms", NULL, AT(length), "simulated time that is counted"},
	{"transfer", UNIT_BYTES, 0, INT64_C(1) << 50, "0B", NULL, AT(transfer),
	 "end after so much goodput instead; no warm-up then"},
	{"packets", UNIT_COUNT, 0, INT64_C(1) << 40, "0", NULL, AT(packets),
	 "end after so many packets were offered and settled instead"},
	{"repeat", UNIT_COUNT, 1, MAX_REPLICATIONS, "5", NULL, AT(repeat), "independent replications"},
	{"seed", UNIT_COUNT, 0, INT64_MAX, "1", NULL, AT(seed), "master seed of all random streams"},
	{"jitter", UNIT_RATIO, 0, 1000000, "10%", NULL, AT(jitter),
	 "every stretch of work is longer or shorter by up to so much, evenly spread: keeps runs out of limit cycles"},
	{0},
};
static const struct param until_params[] = {
	{"ci", UNIT_RATIO, 0, 1000000, "0%", NULL, AT(until_ci),
	 "more replications until the 95 % half-width is at most this share of the mean; 0% = just run.repeat"},
	{"of", UNIT_TEXT, 0, 0, STAT_NAME(throughput), NULL, AT(until_of), "the statistic whose interval it is"},
	{"max", UNIT_COUNT, 1, 10000, "50", NULL, AT(until_max), "replications at most"},
	{0},
};
static const struct param reader_params[] = {
	{"rcvbuf", UNIT_BYTES, 0, 1 << 26, "0B", NULL, AT(rcvbuf),
	 "what a program's socket in the guest may be charged with (truesize) before it drops, per queue; delivered is what was "
	 "read "
	 "(Linux net.core.rmem_default); 0B = what the stack has is delivered"},
	{"core", UNIT_COUNT, 0, MAX_CORE_NAMES - 1, "0", NULL, AT(reader_core),
	 ONLY("reads") "where it runs: 0, on the core that receives; 1, on the next one of cores.guest, and so on"},
	{"holds", UNIT_BOOL, 0, 1, "false", NULL, AT(reader_holds),
	 ONLY("reads") "buffers of what it has not read are missing in the ring, as the driver has no other memory (zero copy)"},
	{0},
};
static const struct param memory_params[] = {
	{"bandwidth", UNIT_BITRATE, 0, INT64_C(1000000000000000), "0b/s", NULL, AT(memory_bps),
	 ONLY("woken") "of the machine's memory, for all cores together: bytes that it has no time for yet make a copy take "
		       "longer; "
		       "0b/s = no limit"},
	{"per_byte", UNIT_COUNT, 1, 8, "3", NULL, AT(memory_per_byte),
	 ONLY("woken memory.bandwidth!=0b/s") "bytes that pass for each one that is copied: read, allocated by the write, "
					      "written "
					      "back"},
	{0},
};
const struct group groups[] = {
	{"nic", nic_params, "the paravirtual NIC", false},
	{"reader", reader_params, "a program in the guest that reads what is received", false},
	{"memory", memory_params, "the machine's memory, which its cores share", false},
	{"features", features_params,
	 "negotiated feature words (./simnic --features decodes them): what the run may use; none given = no limits", false},
	{"run", run_params, "how long, how often", false},
	{"run.until", until_params, "replications until the answer is sure enough, in rounds of run.repeat", false},
	{"faults.kick", fault_kick_params, "kicks that get lost on their way to the device", true},
	{"faults.interrupt", fault_interrupt_params, "interrupts that get lost on their way to the driver", true},
	{"faults.recheck", fault_recheck_params, "looks at the ring that a side leaves out before it sleeps", true},
	{0},
};

const struct price guest_prices[] = {
	{"guest_rx_packet", UNIT_TIME, "stack", AT(guest_rx_packet), "guest driver and stack per received packet", REQUIRED},
	{"guest_rx_byte", UNIT_TIME_PER_BYTE, "stack", AT(guest_rx_byte),
	 "checksum and copy to the application per received byte", REQUIRED},
	{"guest_copy_byte", UNIT_TIME_PER_BYTE, "copy", AT(guest_copy_byte),
	 "a byte the driver copies because of the buffer scheme", REQUIRED},
	{"guest_descriptor", UNIT_TIME, "descriptor", AT(guest_descriptor), "filling one ring descriptor", REQUIRED},
	{"guest_head", UNIT_TIME, "alloc", AT(guest_head),
	 "allocating the head of a received packet that is copied to, or attached to", OPTIONAL("it is part of guest_rx_packet")},
	{"guest_build", UNIT_TIME, "alloc", AT(guest_build), "building a received packet's head around its buffer",
	 OPTIONAL("it is part of guest_rx_packet")},
	{"guest_fragment", UNIT_TIME, "alloc", AT(guest_fragment), "attaching one piece of a buffer to a received packet",
	 OPTIONAL("it is part of guest_rx_packet")},
	{"guest_page_return", UNIT_TIME, "alloc", AT(guest_page_return),
	 "putting an untouched page of a large buffer back on the driver's list", OPTIONAL("it is part of page_free")},
	{"reader_packet", UNIT_TIME, "stack", AT(reader_packet),
	 "what the program in the guest does per packet it reads, system call included", OPTIONAL("reading takes no time")},
	{"reader_byte", UNIT_TIME_PER_BYTE, "stack", AT(reader_byte), "and per byte", OPTIONAL("reading takes no time per byte")},
	{"reader_wakeup", UNIT_TIME, "wakeup", AT(reader_wakeup), "waking that program where it sleeps, on its core",
	 OPTIONAL("waking takes no time")},
	{"guest_gro_frame", UNIT_TIME, "stack", AT(guest_gro_frame),
	 "of guest_rx_packet, what each frame costs that GRO takes: driver and merging; the rest once per packet that goes up",
	 OPTIONAL("a merged frame is free")},
	{"guest_tx_packet", UNIT_TIME, "transmit", AT(guest_tx_packet), "guest stack and driver per transmitted packet",
	 REQUIRED},
	{"guest_tx_byte", UNIT_TIME_PER_BYTE, "transmit", AT(guest_tx_byte), "guest work per transmitted byte", REQUIRED},
	{"guest_tx_reclaim", UNIT_TIME, "transmit", AT(guest_tx_reclaim), "freeing one sent packet", REQUIRED},
	{"irq_handler", UNIT_TIME, "irq", AT(irq_handler), "guest interrupt entry, handler, EOI, until the poll loop runs",
	 REQUIRED},
	{"napi_resched", UNIT_TIME, "poll", AT(napi_resched), "ending a poll round by budget and being scheduled again",
	 REQUIRED},
	{"guest_timer", UNIT_TIME, "irq", AT(guest_timer),
	 "setting a timer in the guest, and the exits that it takes to run out; its handler takes irq_handler as well",
	 OPTIONAL("a timer takes irq_handler alone")},
	{"app_wakeup", UNIT_TIME, NULL, AT(app_wakeup), "from delivery until the sleeping application runs (request/response)",
	 REQUIRED},
	{"core_switch", UNIT_TIME, "switch", AT(core_switch), "one switch between host and guest where they share a core",
	 REQUIRED},
	{"unattributed", UNIT_TIME, "unattributed", AT(unattributed), "per page posted: what no mechanism explains, kept visible",
	 OPTIONAL("nothing is left over")},
	{0},
};

bool complain(struct complaint *c, const char *path, const char *fmt, ...)
{
	va_list ap;
	c->path = path;
	va_start(ap, fmt);
	vsnprintf(c->text, sizeof c->text, fmt, ap);
	va_end(ap);
	return false;
}

const struct registered *model_find(const char *kind, const char *name)
{
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, kind) == 0 && strcmp(r->name, name) == 0) return r;
	return NULL;
}
