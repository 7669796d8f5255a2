/*
 * test_xen_turns.c - netfront and netback, event by event: when who is told, how much has to be free, whom a flush of the translations
 * interrupts, which lock is held how long.
 */
#include "nic/notify.h"
#include "unit/same.h"
#include "unit/try.h"
#include "xen/slots.h"

#define ALONE "traffic.rate=1kpps run.packets=100 "
#define OUT "traffic.direction=tx traffic.model=burst traffic.size=%dB traffic.count=%d run.packets=%d "

/* ---- events ---- */

/* rsp_event: asked for when half of what is out is answered, anew each time the guest looks. Here it looks as soon as it is told. */
static int told_of(int n)
{
	uint16_t event = (uint16_t)((n - 1) / 2); /* by the last one sent, with n - 1 out */
	int told = 0;
	for (int answered = 1; answered <= n; answered++) {
		if (!need_event(event, (uint16_t)answered, (uint16_t)(answered - 1))) continue;
		told++;
		event = (uint16_t)(answered + (n - answered) / 2);
	}
	return told;
}

static void half_of_what_is_out(void)
{
	static const int bursts[] = {1, 2, 3, 7, 8, 64, 100, 200};
	for (int i = 0; i < 8; i++) {
		struct tried t;
		int n = bursts[i];
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, OUT "prices.netback_tx_packet=1us", 64, n, n));
		CU_ASSERT(try_is(&t, "delivered", n));
		CU_ASSERT(same("events for the guest", (long long)(try_value(&t, "tx_completion_signals") + 0.5), told_of(n)));
		try_end(&t);
	}
}

/* Netback begins no packet with fewer slots free than the longest may take, and one more. */
static void room_for_the_longest(void)
{
	for (int each = 1; each <= 3; each++) { /* the guest takes nothing in this time */
		struct tried t;
		int len = each == 1 ? 64 : (each - 1) * XEN_PAGE + 1, begun = 0;
		for (int left = 256; left >= XEN_FRAGS + 1; left -= each)
			begun++;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
					 "nic.scheme.model=persistent nic.scheme.gso=false traffic.size=%dB nic.host_queue=1 "
					 "prices.irq_latency=1s "
					 "run.packets=0 run.warmup=0ms run.length=400us",
					 len));
		CU_ASSERT(try_is(&t, "offered", 400));
		CU_ASSERT(same("packets that found no room", (long long)try_value(&t, "dropped_host_queue"), 400 - begun - 1));
		try_end(&t);
	}
}

/* A receive thread's queue takes packets until it holds 512 KiB, here exactly; then its sender waits. */
static void room_in_the_threads_queue(void)
{
	static const int lengths[] = {4096, 8192, 4095, 60000};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		int held = (128 * 4096 + lengths[i] - 1) / lengths[i];
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
					 "traffic.size=%dB nic.host_queue=1 prices.host_wakeup=1s run.packets=0 run.warmup=0ms "
					 "run.length=400us",
					 lengths[i]));
		CU_ASSERT(same("packets that found no room", (long long)try_value(&t, "dropped_host_queue"), 400 - held - 1));
		try_end(&t);
	}
}

/* Of pages that come at once so many are kept mapped as the tree holds; the others are unmapped. */
static void room_in_the_tree(void)
{
	static const int trees[] = {0, 1, 10, 63, 64, 100};
	for (int i = 0; i < 6; i++) {
		struct tried t;
		int n = 64, kept = trees[i] < n ? trees[i] : n;
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, OUT "nic.scheme.model=persistent prices.irq_latency=1ms nic.scheme.tree=%d",
					 1496, n, n, trees[i]));
		CU_ASSERT(equals("maps", try_value(&t, "grant_maps_per_packet"), 1));
		CU_ASSERT(equals("unmaps", try_value(&t, "grant_unmaps_per_packet") * n, n - kept));
		try_end(&t);
	}
}

/* A round of the poll takes 64 packets, and lets others run before the next. */
static void rounds(void)
{
	static const int bursts[] = {1, 63, 64, 65, 127, 128, 129, 200};
	for (int i = 0; i < 8; i++) {
		struct tried t;
		int n = bursts[i];
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_XEN, OUT "prices.irq_latency=1ms prices.napi_resched=1us prices.guest_rx_packet=0us", 64, n, n));
		CU_ASSERT(equals("rounds that used up their budget", try_value(&t, "cost_poll_per_packet") * n, n / 64));
		/* One hypercall for the copies of each round; events both ways are one each, too. */
		double events = try_value(&t, "kicks") + try_value(&t, "interrupts");
		CU_ASSERT(equals("hypercalls for copies", try_value(&t, "hypercalls_per_packet") * n - events, (n + 63) / 64));
		try_end(&t);
	}
}

/* ---- flushes ---- */

/* One for each 32 pages that are unmapped in one go, and one for the rest. */
static void thirty_two_at_a_time(void)
{
	static const int bursts[] = {1, 31, 32, 33, 63, 64};
	for (int i = 0; i < 6; i++) {
		struct tried t;
		int n = bursts[i];
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, OUT "prices.irq_latency=1ms prices.tlb_flush=3us", 1496, n, n));
		CU_ASSERT(equals("unmaps", try_value(&t, "grant_unmaps_per_packet"), 1));
		CU_ASSERT(equals("flushes", try_value(&t, "tlb_flushes_per_packet") * n, (n + 31) / 32));
		CU_ASSERT(equals("time", try_value(&t, "cost_tlb_per_packet") * n, 3 * ((n + 31) / 32)));
		try_end(&t);
	}
}

/* Cores that the host runs on are interrupted: neither the one that asks, nor one that runs a guest, nor one that is idle. */
static void who_is_interrupted(void)
{
	struct tried t;
	/* By itself: the guest is at work on another core all the time, or asleep. */
	for (int busy = 0; busy <= 1; busy++) {
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
					 ALONE
					 "traffic.direction=tx traffic.size=1496B prices.tlb_flush=3us prices.tlb_stolen=50us "
					 "prices.guest_tx_packet=%dus",
					 busy ? 1000 : 0));
		CU_ASSERT(equals("by a flush", try_value(&t, "cost_tlb_per_packet"), 3));
		try_end(&t);
	}
	/* Two queues half a millisecond apart: when one flushes, the other's core is idle, or handles a packet for 700 us. */
	for (int busy = 0; busy <= 1; busy++) {
		CU_ASSERT_FATAL(try_fine(&t, "tests/scenarios/xen-cores.yaml",
					 "traffic.direction=tx traffic.model=constant traffic.rate=2kpps traffic.size=1496B "
					 "nic.queues=2 prices.tlb_flush=3us prices.tlb_stolen=50us prices.netback_tx_packet=%dus",
					 busy ? 700 : 10));
		/* The last packet's flush finds nobody. */
		CU_ASSERT(equals("by a flush", try_value(&t, "cost_tlb_per_packet"), busy ? 3 + 50 * 99 / 100. : 3));
		try_end(&t);
	}
}

/* ---- locks ---- */

/*
 * What is held: by a copy the granter's lock, twice; by a map the granter's, then both; by an unmap the mapper's, both, the granter's.
 * Alone nobody waits; an unmap changes the page table under both locks.
 */
static void held_by_whom(void)
{
	struct tried t;
	double granter = 2 + 2 + 2, pte = 7;
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN, ALONE "traffic.direction=tx traffic.size=1496B prices.grant_lock=%dus", 1));
	CU_ASSERT(equals("locks", try_value(&t, "lock_acquisitions_per_packet"), 2 + 3 + 4));
	CU_ASSERT(within("the granter's", try_value(&t, "lock_busy"), 100 * granter / 1000, 0.01));
	CU_ASSERT(equals("cost", try_value(&t, "cost_grant_per_packet"), 2 + 2 + 3)); /* who holds both spends the time once */
	CU_ASSERT(equals("waiting", try_value(&t, "cost_lock_per_packet"), 0));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_XEN, ALONE "traffic.direction=tx traffic.size=1496B prices.grant_lock=1us prices.grant_pte=%gus", pte));
	CU_ASSERT(equals("cost", try_value(&t, "cost_grant_per_packet"), 2 + 2 + 3 + pte));
	CU_ASSERT(within("the granter's", try_value(&t, "lock_busy"), 100 * (granter + pte) / 1000, 0.02));
	try_end(&t);
	/* Copy, map and unmap do their work with the granter's lock held, or without any. */
	for (int held = 0; held < 2; held++) {
		CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
					 ALONE
					 "traffic.direction=tx traffic.size=1496B prices.grant_copy=5us prices.grant_map=11us "
					 "prices.grant_unmap=17us nic.backend.lock_over=%s",
					 held ? "work" : "counts"));
		CU_ASSERT(equals("cost", try_value(&t, "cost_grant_per_packet"), 5 + 11 + 17));
		CU_ASSERT(within("the granter's", try_value(&t, "lock_busy"), held ? 100 * 33 / 1000. : 0, 0.04));
		try_end(&t);
	}
}

CU_TestInfo test_xen_turns[] = {
	{"half of what is out", half_of_what_is_out},
	{"room for the longest packet", room_for_the_longest},
	{"room in a receive thread's queue", room_in_the_threads_queue},
	{"room in the tree of kept pages", room_in_the_tree},
	{"rounds of 64", rounds},
	{"a flush for 32 pages", thirty_two_at_a_time},
	{"whom a flush interrupts", who_is_interrupted},
	{"who holds which lock", held_by_whom},
	CU_TEST_INFO_NULL,
};
