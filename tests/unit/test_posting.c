/*
 * test_posting.c - rings of two sizes, and drivers that fill the receive ring in their own way: how many buffers, from which count on, and
 * when they tell.
 */
#include "batch/ways.h"
#include "nic/ring_ops.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

/* Each direction has its own size, and what a run says of the ring is of the one that the traffic goes through. */
static void two_sizes(void)
{
	static const char *const formats[] = {"split", "packed"};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		bool tx = i / 2;
		CU_ASSERT_FATAL(try_fine(&t, tx ? TRY_TX : TRY_RX,
					 "nic.ring.format=%s nic.ring.entries=512 nic.ring.rx_entries=64 nic.ring.tx_entries=16 "
					 "nic.ring.start_index=65530",
					 formats[i % 2]));
		CU_ASSERT(try_is(&t, "ring_capacity", tx ? 16 : 64));
		CU_ASSERT(try_is(&t, "descriptor_table_bytes", 16 * (tx ? 16 : 64)));
		CU_ASSERT(try_is(&t, "delivered", 100));
		try_end(&t);
	}
}

/* Of a direction that nothing goes, the size does nothing; of the other, it is what entries alone would be. */
static void each_for_itself(void)
{
	static const char *const settings[] = {"nic.ring.entries=16", "nic.ring.entries=128 nic.ring.%s_entries=16"};
	static const char *const names[] = {"throughput", "latency_mean", "kicks", "interrupts", "ring_bytes", "posted_bytes"};
	double value[2][6];
	for (int tx = 0; tx < 2; tx++) {
		for (int i = 0; i < 2; i++) {
			struct tried t;
			char line[200];
			snprintf(line, sizeof line, settings[i], tx ? "tx" : "rx"); // NOLINT
			CU_ASSERT_FATAL(try_fine(&t, tx ? TRY_TX : TRY_RX,
						 "%s prices.guest_rx_packet=3us prices.host_tx_packet=2us prices.host_wakeup=7us "
						 "prices.irq_latency=5us nic.notify.guest.refill=free_above",
						 line));
			for (int k = 0; k < 6; k++)
				value[i][k] = try_value(&t, names[k]);
			try_end(&t);
		}
		for (int k = 0; k < (tx ? 5 : 6); k++)
			if (value[0][k] != value[1][k]) {
				printf("%s, %s: %g and %g\n", tx ? "tx" : "rx", names[k], value[0][k], value[1][k]);
				CU_FAIL("the other ring's size changes something");
			}
	}
}

static void refused(void)
{
	struct tried t;
	CU_ASSERT_FALSE(try_load(&t, TRY_RX, "nic.ring.rx_entries=100"));
	CU_ASSERT(try_refused(&t, "nic.ring.rx_entries: a split ring of 100 entries is not a power of two"));
	try_end(&t);
	CU_ASSERT_FALSE(try_load(&t, TRY_TX, "nic.ring.tx_entries=2 traffic.size=65535B"));
	CU_ASSERT(try_refused(&t, "nic.ring.tx_entries: a ring of 2 entries cannot hold one frame of 65535 B"));
	try_end(&t);
	CU_ASSERT_FALSE(try_load(&t, TRY_RX, "nic.ring.entries=64 nic.ring.rx_entries=16 nic.scheme.model=big"));
	CU_ASSERT(try_refused(&t, "nic.ring.rx_entries: a ring of 16 entries cannot hold one buffer"));
	try_end(&t);
}

/* Twice the ring is twice the receive ring, and twice what the driver posts in it; the other one stays as it is. */
static void doubled(void)
{
	static const struct {
		const char *settings;
		uint32_t rx, tx;
	} row[] = {{"nic.ring.entries=64", 128, 64},
		   {"nic.ring.entries=64 nic.ring.rx_entries=256", 512, 64},
		   {"nic.ring.entries=64 nic.ring.tx_entries=256", 128, 256}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		struct setup other;
		bool memory = false;
		struct way w = way_of("ring", NULL, 0, DIR_RX);
		CU_ASSERT_FATAL(try_load(&t, TRY_RX, "%s", row[i].settings));
		CU_ASSERT_FATAL(way_go(&w, &t.setup, &t.arena, &other, &memory));
		const struct chosen *ring = &other.slot[SLOT_RING];
		const struct ring_ops *ops = ring->reg->model->ops;
		CU_ASSERT_EQUAL(ops->size(ring->conf, false), row[i].rx);
		CU_ASSERT_EQUAL(ops->size(ring->conf, true), row[i].tx);
		try_end(&t);
	}
}

/* 20 packets meet the buffers that are posted and the places outside: the others are lost, however large the ring. */
static void fewer_buffers(void)
{
	for (int queue = 0; queue <= 3; queue++)
		for (int posted = 1; posted <= 16; posted *= 4) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
						 "nic.ring.entries=256 nic.notify.guest.posted=%d nic.host_queue=%d "
						 "prices.irq_latency=1s run.packets=0 run.warmup=0ms run.length=20us",
						 posted, queue));
			CU_ASSERT(try_is(&t, "offered", 20));
			CU_ASSERT(try_is(&t, queue ? "dropped_host_queue" : "dropped_no_buffer", 20 - posted - queue));
			try_end(&t);
		}
}

/* A driver whose device wants every kick gives one for so many buffers. */
static void kicks_by_count(void)
{
	for (int after = 1; after <= 32; after *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_RX, "nic.notify.host.model=always nic.ring.entries=64 nic.notify.guest.kick_after=%d", after));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(try_is(&t, "kicks", 100 / after));
		try_end(&t);
	}
}

/* Nothing is posted until more than so many descriptors are free, or fewer than so many buffers posted: rounds of that many. */
static void refills_by_count(void)
{
	static const char *const rule[] = {"free_above nic.notify.guest.refill_count=%d",
					   "posted_below nic.notify.guest.refill_count=%d"};
	for (int i = 0; i < 2; i++)
		for (int lot = 1; lot <= 16; lot *= 2) {
			struct tried t;
			char refill[100];
			snprintf(refill, sizeof refill, rule[i], i ? 17 - lot : lot - 1); // NOLINT
			if (i == 0 && lot == 1) continue;                                 /* a count of 0 is none */
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
						 "nic.notify.host.model=always nic.ring.entries=16 nic.notify.guest.refill=%s",
						 refill));
			CU_ASSERT(try_is(&t, "delivered", 100));
			CU_ASSERT(try_is(&t, "kicks", 100 / lot));
			try_end(&t);
		}
}

/* A count that the ring never reaches: the run says which. */
static void stalls(void)
{
	static const struct {
		const char *settings, *word;
	} row[] = {{"nic.notify.guest.refill=free_above nic.notify.guest.refill_count=16",
		    "nic.notify.guest.refill_count is more descriptors than the ring has"},
		   {"nic.notify.guest.kick_after=17", "nic.notify.guest.kick_after keeps back the kick"},
		   {"nic.notify.guest.refill=free_above nic.notify.guest.kick_after=300", "kick_after keeps back the kick"},
		   {"nic.backend.model=hardware nic.link.model=pcie nic.scheme.model=small nic.notify.guest.kick_after=17",
		    "kick_after keeps back the kick"}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FALSE(
			try_run(&t, TRY_RX,
				"nic.ring.entries=16 nic.host_queue=200 nic.notify.host.model=flags prices.irq_latency=40us %s",
				row[i].settings));
		bool said = strstr(t.out.failure, "reception stalled") && strstr(t.out.failure, row[i].word);
		if (!said) printf("%s: %s\n", row[i].settings, t.line);
		CU_ASSERT(said);
		try_end(&t);
	}
}

CU_TestInfo test_posting[] = {
	{"two_sizes", two_sizes},
	{"each_for_itself", each_for_itself},
	{"refused", refused},
	{"doubled", doubled},
	{"fewer_buffers", fewer_buffers},
	{"kicks_by_count", kicks_by_count},
	{"refills_by_count", refills_by_count},
	{"stalls", stalls},
	CU_TEST_INFO_NULL,
};
