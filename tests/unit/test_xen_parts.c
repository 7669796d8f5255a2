/*
 * test_xen_parts.c - netfront and netback, mechanism by mechanism: what each does where it alone takes time, and that it does nothing
 * where it is switched off.
 */
#include "unit/same.h"
#include "unit/try.h"
#include "xen/slots.h"
#include <stdio.h>

#define EIGHT "tests/scenarios/xen-cores.yaml"
#define ALONE "traffic.rate=1kpps run.packets=100 traffic.size=%dB "
#define BULK                                                                                                          \
	"traffic.model=window traffic.segment=65469B traffic.headers=66B traffic.window=4MiB traffic.ack_unit=frame " \
	"run.packets=200 "                                                                                            \
	"traffic.direction=%s nic.scheme.model=%s "
#define FRAME 65535

static double of(const char *file, const char *stat, const char *settings)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, file, "%s", settings));
	double value = try_value(&t, stat);
	try_end(&t);
	return value;
}

/* ---- the host copies what ends in its own stack ---- */

static void orphans(void)
{
	static const struct {
		const char *direction, *scheme, *orphan_frags;
		int bytes;
	} row[] = {
		{"tx", "grants", "true", FRAME - XEN_TX_COPY}, {"tx", "grants", "false", 0},
		{"tx", "persistent", "true", FRAME}, /* the header, too, is copied by netback itself */
		{"tx", "persistent", "false", XEN_TX_COPY},    {"rx", "grants", "true", 0},
		{"guest2guest", "grants", "true", 0}, /* forwarded */
	};
	for (int i = 0; i < (int)(sizeof row / sizeof *row); i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, EIGHT, BULK "nic.backend.orphan_frags=%s", row[i].direction, row[i].scheme,
					 row[i].orphan_frags));
		/* Persistent: pages that are met for the first time are copied by grant copy. */
		bool few = row[i].scheme[0] == 'p';
		CU_ASSERT(within(row[i].direction, try_value(&t, "netback_copied_bytes_per_packet"), row[i].bytes,
				 few ? 20 : 1e-9));
		try_end(&t);
	}
}

/* A generator's sink drops packets before any protocol sees them. */
static void no_orphans_in_a_sink(void)
{
	CU_ASSERT(equals(
		"copied",
		of(TRY_XEN, "netback_copied_bytes_per_packet", "traffic.rate=1kpps traffic.direction=tx traffic.size=65535B"),
		0));
}

/*
 * An application that reads slowly: slots come back when its packets are copied, so that the guest sends a whole window; or when they are
 * read, so that it stops as often as the ring of 15 segments is full.
 */
static void slots_come_back(void)
{
	double stops[2];
	for (int lent = 0; lent < 2; lent++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
					 BULK "run.packets=2000 prices.tcp_byte=20ns/B nic.backend.cores=domains "
					      "nic.backend.orphan_frags=%s",
					 "tx", "grants", lent ? "false" : "true"));
		stops[lent] = try_value(&t, "tx_stops_per_packet");
		try_end(&t);
	}
	CU_ASSERT(within("copied", stops[0], 0, 0.01));
	CU_ASSERT(within("lent", stops[1], 0.5, 0.05)); /* rsp_event: told when half is answered */
}

/* ---- a received slot ---- */

static void slots_have_a_price(void)
{
	static const struct {
		const char *scheme;
		int len, slots;
	} row[] = {{"grants", 64, 1},      {"grants", 4096, 1},      {"grants", 4097, 2},
		   {"grants", FRAME, 16},  {"persistent", 64, 0},    {"persistent", 256, 0}, /* the page stays in the ring */
		   {"persistent", 257, 1}, {"persistent", FRAME, 16}};
	for (int i = 0; i < (int)(sizeof row / sizeof *row); i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.model=%s nic.scheme.gso=false prices.guest_rx_slot=3us",
					 row[i].len, row[i].scheme));
		CU_ASSERT(equals(row[i].scheme, try_value(&t, "cost_descriptor_per_packet"), 3 * row[i].slots));
		try_end(&t);
	}
}

/* The slot that only says that the packet is one of GSO goes back as it is. */
static void but_that_of_gso(void)
{
	static const char *const gso[] = {"false", "true"};
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_XEN,
			ALONE "nic.scheme.model=grants nic.scheme.gso=%s prices.guest_rx_slot=3us prices.guest_grant=1us", FRAME,
			gso[i]));
		CU_ASSERT(equals("descriptors", try_value(&t, "descriptors_per_packet"), 16 + i));
		CU_ASSERT(equals("their cost", try_value(&t, "cost_descriptor_per_packet") / 16, 3 + 1 + (1 + i / 16.0)));
		try_end(&t);
	}
}

/* ---- locks ---- */

/* Whatever jitter does to a stretch, a thread does not meet a lock that it holds itself. */
static void nobody_waits_for_himself(void)
{
	static const char *const ways[] = {"tx", "rx"};
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_XEN,
				 "traffic.model=pktgen traffic.size=65535B traffic.direction=%s run.packets=300 run.jitter=60%% "
				 "nic.scheme.model=grants prices.grant_map=200ns prices.grant_copy=300ns prices.grant_lock=50ns",
				 ways[i]));
		CU_ASSERT(equals("waits", try_value(&t, "cost_lock_per_packet"), 0));
		CU_ASSERT(equals("hand-offs", try_value(&t, "lock_handoffs_per_packet"), 0));
		try_end(&t);
	}
}

/* ---- interference ---- */

#define TOUCH "traffic.model=pktgen traffic.size=1024B run.packets=0 run.length=20ms prices.grant_copy_byte=1ns/B "

/* One queue disturbs nobody, whatever its own cores do; each other queue costs a byte once, at most. */
static void by_queue(void)
{
	for (int n = 1; n <= 8; n *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, EIGHT, TOUCH "prices.interference=0.1ns/B nic.queues=%d", n));
		CU_ASSERT(within("by queue", try_value(&t, "cost_interference_per_packet"), 0.1 * (1024 + 256) * (n - 1) / 1000,
				 0.01));
		try_end(&t);
	}
	/* Both ends of a flow between guests are one queue. */
	CU_ASSERT(equals(
		"between guests",
		of(EIGHT, "cost_interference_per_packet", TOUCH "traffic.direction=guest2guest prices.interference=0.1ns/B"), 0));
	char settings[300];
	snprintf(settings, sizeof settings,
		 TOUCH "prices.guest_copy_byte=4ns/B prices.interference=0.1ns/B nic.backend.interference=%s", "per_core");
	CU_ASSERT(of(EIGHT, "cost_interference_per_packet", settings) > 0.05);
}

/* ---- where the receive thread runs ---- */

/*
 * Two cores are the host's, and the sender sits on the first: a receive thread that floats finds the other one idle; pinned it shares the
 * first with the sender, or has the other one for itself.
 */
#define SPLIT                                                            \
	"nic.backend.cores=split traffic.model=pktgen traffic.size=64B " \
	"run.packets=0 run.length=20ms prices.netback_rx_thread=2us prices.netback_rx_packet=2us "

static void floats(void)
{
	double pinned = of(TRY_XEN, "packet_rate", SPLIT "nic.backend.threads_float=none"),
	       floating = of(TRY_XEN, "packet_rate", SPLIT "nic.backend.threads_float=receive"),
	       apart = of(TRY_XEN, "packet_rate", SPLIT "nic.backend.threads_float=none nic.backend.threads_apart=receive");
	CU_ASSERT(within("on one core", pinned, 0.25e6, 5e3));
	CU_ASSERT(within("on its own", apart, 0.5e6, 5e3));
	CU_ASSERT(within("floating", floating, 0.5e6, 5e3));
}

/* ---- the receive ring ---- */

static void capacity(void)
{
	static const struct {
		int len;
		const char *set;
		int fit;
	} row[] = {
		{64, "", 239},
		{1514, "", 239},
		{FRAME, "", (256 - 18) / 17 + 1},
		{1514, "nic.backend.rx_demand=mtu", 239}, /* with GSO it is the same */
		{1514, "nic.backend.rx_demand=mtu nic.scheme.gso=false", 256},
		{1514, "nic.backend.rx_demand=mtu nic.scheme.sg=false", 256},
		{8192, "nic.backend.rx_demand=mtu nic.scheme.gso=false", 128},
		{1514, "nic.backend.rx_posted=100", 83},
		{1514, "nic.backend.rx_posted=19", 2},
		{1514, "traffic.direction=tx", XEN_TX_STOP},
	};
	for (int i = 0; i < (int)(sizeof row / sizeof *row); i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "%s", row[i].len, row[i].set));
		CU_ASSERT(equals(row[i].set, try_value(&t, "ring_capacity"), row[i].fit));
		try_end(&t);
	}
}

/* So many get in before the guest hears of the first: the next ones wait until it has posted again. */
static void capacity_is_what_happens(void)
{
	static const int posted[] = {0, 100, 19};
	static const char *const demand[] = {"worst_case", "mtu"};
	for (int i = 0; i < 6; i++)
		for (int more = 0; more < 2; more++) {
			struct tried t;
			int size = posted[i / 2] ? posted[i / 2] : 256, fit = (i % 2 ? size : size - 17) + more;
			CU_ASSERT_FATAL(try_fine(
				&t, TRY_XEN,
				"traffic.model=burst traffic.count=%d traffic.size=1514B run.packets=%d "
				"prices.irq_latency=20ms nic.scheme.gso=false nic.backend.rx_posted=%d nic.backend.rx_demand=%s",
				fit, fit, posted[i / 2], demand[i % 2]));
			CU_ASSERT(equals("dry", try_value(&t, "host_dry_per_packet") * fit, more));
			try_end(&t);
		}
}

/* Without scatter-gather packets are linear and of one page: longer ones are lost, by that name. */
static void without_scatter_gather(void)
{
	static const char *const ways[] = {"rx", "tx"};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		int len = i / 2 ? 1519 : 1518;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.sg=false traffic.direction=%s", len, ways[i % 2]));
		CU_ASSERT(equals("too long", try_value(&t, "dropped_too_long"), i / 2 ? 100 : 0));
		try_end(&t);
	}
}

/* ---- events, and flushes ---- */

/* One channel for both rings: who is told looks at both, once. */
static void one_channel(void)
{
	static const char *const channels[] = {"split", "shared"};
	double handled[2], polls[2];
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, EIGHT, BULK "nic.backend.event_channels=%s prices.tcp_packet=20us", "rx", "grants",
					 channels[i]));
		handled[i] = try_value(&t, "kick_handlers_per_packet");
		polls[i] = try_value(&t, "delivered");
		try_end(&t);
	}
	CU_ASSERT(handled[1] > handled[0]);
	CU_ASSERT(equals("delivered", polls[1], polls[0]));
}

/* Who sends holds its domain's lock: so many events a second, however many queues send them. */
static void one_event_lock(void)
{
	for (int n = 1; n <= 4; n *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, EIGHT,
				 "traffic.model=pktgen traffic.size=64B run.packets=0 run.length=20ms traffic.direction=tx "
				 "nic.scheme.model=persistent nic.notify.host=event_idx prices.event_lock=10us nic.queues=%d",
				 n));
		double events = try_value(&t, "channel_events_per_packet") * try_value(&t, "packet_rate");
		CU_ASSERT(events > 0);
		if (events > 2.05e5) printf("%d queues: %g events a second\n", n, events);
		CU_ASSERT(events <= 2.05e5); /* the guest's and the host's */
		try_end(&t);
	}
}

/* All vCPUs of the host have to answer before a flush is done. */
static void more_vcpus(void)
{
	for (int n = 1; n <= 16; n *= 4) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_XEN, ALONE "traffic.direction=tx prices.tlb_flush=3us prices.tlb_vcpu=2us nic.backend.vcpus=%d",
			1496, n));
		CU_ASSERT(equals("flush", try_value(&t, "cost_tlb_per_packet"), 3 + 2 * (n - 1)));
		try_end(&t);
	}
	char settings[200];
	snprintf(settings, sizeof settings, ALONE "traffic.direction=tx nic.queues=8 prices.tlb_flush=3us prices.tlb_vcpu=2us",
		 1496);
	CU_ASSERT(equals("eight cores", of(EIGHT, "cost_tlb_per_packet", settings), 3 + 2 * 7));
}

CU_TestInfo test_xen_parts[] = {
	{"the host copies what ends in it", orphans},
	{"a sink copies nothing", no_orphans_in_a_sink},
	{"slots come back when copied", slots_come_back},
	{"a received slot has a price", slots_have_a_price},
	{"but that of GSO has none", but_that_of_gso},
	{"nobody waits for himself", nobody_waits_for_himself},
	{"long: interference by queue", by_queue},
	{"the receive thread floats", floats},
	{"capacity of a receive ring", capacity},
	{"that capacity is what happens", capacity_is_what_happens},
	{"without scatter-gather", without_scatter_gather},
	{"one event channel", one_channel},
	{"one event lock", one_event_lock},
	{"more vcpus", more_vcpus},
	CU_TEST_INFO_NULL,
};
