/*
 * test_xen.c - netfront and netback: what a run counts per packet against the arithmetic of slots and operations, and how fast it goes
 * where one mechanism alone takes time.
 */
#include "xen/slots.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const int lengths[] = {64, 128, 129, 1496, 4096, 4097, 65535};
enum { N_LENGTHS = sizeof lengths / sizeof *lengths, PACKETS = 100, OFFSET = 2, PULLED = 256 };

/* One packet a millisecond, so that each is by itself. */
#define ALONE "run.packets=100 traffic.rate=1kpps traffic.size=%dB nic.scheme.gso=%s traffic.direction=%s nic.scheme.model=%s "

static bool gso_slot(int len, int gso)
{
	return gso && len > 1518;
}

static void grants_rx(void)
{
	for (int i = 0; i < N_LENGTHS; i++)
		for (int gso = 0; gso < 2; gso++) {
			struct tried t;
			int len = lengths[i];
			CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE, len, gso ? "true" : "false", "rx", "grants"));
			CU_ASSERT(try_is(&t, "delivered", PACKETS));
			CU_ASSERT(try_is(&t, "rx_slots_per_packet", xen_rx_slots(len, gso_slot(len, gso))));
			CU_ASSERT(try_is(&t, "grant_copies_per_packet", xen_rx_copy_ops(len, OFFSET, false)));
			CU_ASSERT(try_is(&t, "grant_ops_per_packet", xen_rx_copy_ops(len, OFFSET, false)));
			CU_ASSERT(try_is(&t, "grant_copied_bytes_per_packet", len));
			CU_ASSERT(try_is(&t, "netfront_copied_bytes_per_packet", len < PULLED ? len : PULLED));
			CU_ASSERT(try_is(&t, "interrupts_per_packet", 1));
			CU_ASSERT(try_is(&t, "hypercalls_per_packet", 2)); /* the copies, and the event */
			CU_ASSERT(try_is(&t, "lock_acquisitions_per_packet", 2.0 * xen_rx_copy_ops(len, OFFSET, false)));
			try_end(&t);
		}
}

static void grants_tx(void)
{
	for (int i = 0; i < N_LENGTHS; i++)
		for (int gso = 0; gso < 2; gso++) {
			struct tried t;
			int len = lengths[i], copies, maps;
			xen_tx_ops(len, OFFSET, &copies, &maps);
			CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE, len, gso ? "true" : "false", "tx", "grants"));
			double interrupts = try_value(&t, "interrupts_per_packet");
			CU_ASSERT(try_is(&t, "delivered", PACKETS));
			CU_ASSERT(try_is(&t, "tx_slots_per_packet", xen_tx_slots(len, OFFSET, gso_slot(len, gso))));
			CU_ASSERT(try_is(&t, "grant_copies_per_packet", copies));
			CU_ASSERT(try_is(&t, "grant_maps_per_packet", maps));
			CU_ASSERT(try_is(&t, "grant_unmaps_per_packet", maps));
			CU_ASSERT(try_is(&t, "tlb_flushes_per_packet", maps > 0));
			CU_ASSERT(try_is(&t, "grant_copied_bytes_per_packet", xen_tx_header(len, OFFSET)));
			CU_ASSERT(try_is(&t, "netfront_copied_bytes_per_packet", 0));
			CU_ASSERT(try_is(&t, "kicks_per_packet", 1));
			/* Copy; map and unmap where there is anything to map; and events. */
			CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "hypercalls_per_packet"), 2 + 2 * (maps > 0) + interrupts, 1e-9);
			/* Copy: granter twice. Map: granter, both. Unmap: mapper, both, granter. */
			CU_ASSERT(try_is(&t, "lock_acquisitions_per_packet", 2 * copies + 3 * maps + 4 * maps));
			try_end(&t);
		}
}

/* Slots are taken from a stack, so alone every packet has the same pages: found but for the first time. */
static void persistent_tx(void)
{
	for (int i = 0; i < N_LENGTHS; i++)
		for (int gso = 0; gso < 2; gso++) {
			struct tried t;
			int len = lengths[i], pages = xen_tx_slots(len, OFFSET, false);
			CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE, len, gso ? "true" : "false", "tx", "persistent"));
			double hits = try_value(&t, "grant_hits"), misses = try_value(&t, "grant_misses");
			CU_ASSERT(try_is(&t, "delivered", PACKETS));
			CU_ASSERT(try_is(&t, "tx_slots_per_packet", xen_tx_slots(len, OFFSET, gso_slot(len, gso))));
			CU_ASSERT_DOUBLE_EQUAL(hits + misses, PACKETS * pages, 0);
			CU_ASSERT(misses >= pages && misses <= 256);
			CU_ASSERT(try_is(&t, "grant_unmaps_per_packet", 0));
			CU_ASSERT(try_is(&t, "tlb_flushes_per_packet", 0));
			CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "grant_maps_per_packet") * PACKETS, misses, 1e-9);
			CU_ASSERT(try_is(&t, "netfront_copied_bytes_per_packet", len));
			CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "netback_copied_bytes_per_packet") +
						       try_value(&t, "grant_copied_bytes_per_packet"),
					       xen_tx_header(len, OFFSET), 1e-9);
			try_end(&t);
		}
}

/* The ring goes round: each of its pages is missed once. */
static void persistent_rx(void)
{
	for (int i = 0; i < N_LENGTHS; i++) {
		struct tried t;
		int len = lengths[i], pages = xen_rx_slots(len, false), total = PACKETS * pages;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE, len, "false", "rx", "persistent"));
		double misses = try_value(&t, "grant_misses");
		CU_ASSERT(try_is(&t, "delivered", PACKETS));
		CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "grant_hits") + misses, total, 0);
		CU_ASSERT(misses >= pages && misses <= 256);
		CU_ASSERT(try_is(&t, "netfront_copied_bytes_per_packet", len));
		CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "netback_copied_bytes_per_packet") +
					       try_value(&t, "grant_copied_bytes_per_packet"),
				       len, 1e-9);
		CU_ASSERT(try_is(&t, "wakeups_per_packet", 0)); /* no thread in between */
		try_end(&t);
	}
}

/* What each part of persistent grants does when it is switched off. */
static void parts(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.tx_copy=false", 1496, "false", "tx", "persistent"));
	CU_ASSERT(try_is(&t, "grant_unmaps_per_packet", 1) && try_is(&t, "netfront_copied_bytes_per_packet", 0));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.tree=0", 1496, "false", "tx", "persistent"));
	CU_ASSERT(try_is(&t, "grant_unmaps_per_packet", 1) && try_is(&t, "grant_hits", 0));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.tree=0", 4096, "false", "rx", "persistent"));
	CU_ASSERT(try_is(&t, "grant_copies_per_packet", 2) && try_is(&t, "grant_maps_per_packet", 0));
	try_end(&t);
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_XEN, ALONE "nic.scheme.page_reuse=false nic.scheme.tree=10", 4096, "false", "rx", "persistent"));
	CU_ASSERT(try_is(&t, "grant_hits", 0) && try_is(&t, "grant_maps_per_packet", 0.1));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.rx_copy=thread prices.host_wakeup=1us", 1496, "false", "rx",
				 "persistent"));
	CU_ASSERT(try_is(&t, "wakeups_per_packet", 1));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.guest_copy=false", 4096, "false", "rx", "persistent"));
	CU_ASSERT(try_is(&t, "netfront_copied_bytes_per_packet", PULLED));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.scheme.header_apart=true", 4096, "false", "rx", "grants"));
	CU_ASSERT(try_is(&t, "grant_copies_per_packet", 3));
	try_end(&t);
}

/* A receive thread with a batch copies no more than so many pieces in one hypercall; the event is one more. */
static void batches(void)
{
	int copies = xen_rx_copy_ops(65535, OFFSET, false), batch[] = {0, 64, 16, 1};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		int calls = batch[i] ? (copies + batch[i] - 1) / batch[i] : 1;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "nic.backend.rx_batch=%d", 65535, "false", "rx", "grants", batch[i]));
		CU_ASSERT(try_is(&t, "hypercalls_per_packet", calls + 1));
		CU_ASSERT(try_is(&t, "grant_copies_per_packet", copies));
		try_end(&t);
	}
}

/* ---- how fast ---- */

/* A generator on each of n queues with cores of their own; nothing takes time but what is set. Packets per microsecond. */
#define EIGHT "tests/scenarios/xen-cores.yaml"
#define BUSY                                                                                                       \
	"traffic.direction=tx traffic.model=pktgen traffic.size=64B run.packets=0 run.warmup=5ms run.length=80ms " \
	"nic.backend.interference=none "
static double rate(int queues, const char *settings)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, EIGHT, BUSY "nic.queues=%d %s", queues, settings));
	double mpps = try_value(&t, "packet_rate") * 1e-6;
	try_end(&t);
	return mpps;
}

/*
 * One lock for all queues: each packet holds it twice for 1 us and takes 8 us by itself: the longer of that and what all together hold it.
 * Where both are the same, a packet that finds the lock taken loses time that nobody makes up for: never more, but less is possible. With
 * the work done under the lock it is held all the time, whoever gets it next; queues deliver up to 64 packets at a time, which is what the
 * ends of the time measured are off by.
 */
static void one_lock(void)
{
	static const int queues[] = {1, 3, 4, 8};
	static const char *const orders[] = {"ticket", "byte"};
	char settings[200];
	for (int i = 0; i < 8; i++) {
		int n = queues[i / 2];
		double bound = n / fmax(2.0 * n, 8), is, all = 1 / 8.;
		snprintf(settings, sizeof settings,
			 "prices.grant_lock=1us prices.grant_copy=6us nic.backend.lock_order=%s nic.backend.lock_over=",
			 orders[i % 2]);
		strcat(settings, "counts");
		is = rate(n, settings);
		if (fabs(is - bound) > 0.02 * bound && n != 4) printf("%d queues: %g Mpps, expected %g\n", n, is, bound);
		CU_ASSERT(is <= 1.02 * bound && is >= (n == 4 ? 0.85 : 0.98) * bound);
		strcpy(strstr(settings, "counts"), "work");
		is = rate(n, settings);
		if (fabs(is - all) > (0.02 + n * 64 / 10000.) * all) printf("%d queues: %g Mpps, expected %g\n", n, is, all);
		CU_ASSERT_DOUBLE_EQUAL(is, all, (0.02 + n * 64 / 10000.) * all);
	}
}

/* Locks that queues do not share do not hold them up; moving a lock makes it dearer, and one queue never moves it. */
static void other_locks(void)
{
	static const char *const words[] = {"per_entry", "per_cpu"};
	char settings[200];
	for (int i = 0; i < 2; i++) {
		snprintf(settings, sizeof settings, "prices.grant_lock=1us prices.lock_handoff=1us nic.backend.locks=%s",
			 words[i]);
		CU_ASSERT_DOUBLE_EQUAL(rate(4, settings), 4 / 2.0, 0.02);
	}
	CU_ASSERT_DOUBLE_EQUAL(rate(1, "prices.grant_lock=1us prices.lock_handoff=1us"), 1 / 2.0, 0.01);
	CU_ASSERT_DOUBLE_EQUAL(rate(4, "prices.grant_lock=1us prices.lock_handoff=1us"), 1 / 4.0, 0.01);
	CU_ASSERT(rate(4, "prices.grant_lock=1us prices.lock_handoff=1us nic.backend.handoff=linear") < 1 / 4.0);
}

/* One stage alone takes time. */
static void one_stage(void)
{
	CU_ASSERT_DOUBLE_EQUAL(rate(1, "prices.guest_tx_packet=2us"), 0.5, 0.005);
	CU_ASSERT_DOUBLE_EQUAL(rate(3, "prices.guest_tx_packet=2us"), 1.5, 0.015);
	CU_ASSERT_DOUBLE_EQUAL(rate(1, "prices.netback_tx_packet=2us"), 0.5, 0.005);
	CU_ASSERT_DOUBLE_EQUAL(rate(1, "traffic.direction=rx prices.netback_rx_thread=2us"), 0.5, 0.005);
	CU_ASSERT_DOUBLE_EQUAL(rate(1, "traffic.direction=rx prices.guest_rx_packet=2us"), 0.5, 0.005);
	CU_ASSERT_DOUBLE_EQUAL(rate(2, "traffic.direction=guest2guest prices.guest_rx_packet=2us"), 1, 0.01);
	CU_ASSERT_DOUBLE_EQUAL(rate(1, "prices.grant_copy_byte=10ns/B"), 1 / 0.64, 0.01);
}

/* A front end that polls is never told, goes as fast, and has all of its core that is left over, and no more. */
static void spinning(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, EIGHT, BUSY "prices.netback_tx_packet=1us nic.notify.guest=spin"));
	CU_ASSERT(try_is(&t, "interrupts", 0));
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "packet_rate") * 1e-6, 1, 0.02);
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "cpu_g0_busy"), 100, 1e-6);
	try_end(&t);
	/* One packet of 3 us a millisecond; two queues' polls share their core. */
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_XEN, "nic.notify.guest=spin nic.queues=2 run.packets=100 traffic.rate=1kpps prices.guest_rx_packet=3us"));
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "cpu_guest0_busy"), 100, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "cost_stack_per_packet"), 3, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "cost_spin_per_packet"), 1000 - 3,
			       20); /* some time is left until the clock notices the end */
	try_end(&t);
}

/* The guest stops with so many slots in use and not before. */
static void stops(void)
{
	for (int more = 0; more < 2; more++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_XEN,
				 "traffic.direction=tx traffic.model=burst traffic.count=%d traffic.size=64B run.packets=%d "
				 "prices.irq_latency=1ms",
				 XEN_TX_STOP + more, XEN_TX_STOP + more));
		CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "tx_stops_per_packet") * (XEN_TX_STOP + more), more, 1e-9);
		CU_ASSERT(try_is(&t, "delivered", XEN_TX_STOP + more));
		try_end(&t);
	}
}

/* Bursts: netback is told once per so many packets while it sleeps. */
static void bursts(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
				 "traffic.direction=tx traffic.model=burst traffic.count=96 traffic.size=64B run.packets=96 "
				 "nic.xmit_more=true nic.backend.burst=8 prices.guest_tx_packet=1us"));
	CU_ASSERT(try_is(&t, "kicks", 12));
	try_end(&t);
}

/* What is consumed of a packet's pages is said of all of them together: an allocator that counts the rest ends with nothing left over. */
static void pages_of_long_packets(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
				 ALONE "nic.alloc.model=page_pool prices.page_pool_put=20us prices.page_pool_ring=2us", 65535,
				 "false", "rx", "grants"));
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "cost_alloc_per_packet"), 16 * 2.0, 1e-9);
	try_end(&t);
}

CU_TestInfo test_xen[] = {
	{"pages_of_long_packets", pages_of_long_packets},
	{"grants_rx", grants_rx},
	{"grants_tx", grants_tx},
	{"persistent_tx", persistent_tx},
	{"persistent_rx", persistent_rx},
	{"parts", parts},
	{"batches", batches},
	{"one_lock", one_lock},
	{"other_locks", other_locks},
	{"one_stage", one_stage},
	{"spinning", spinning},
	{"bursts", bursts},
	{"stops", stops},
	CU_TEST_INFO_NULL,
};
