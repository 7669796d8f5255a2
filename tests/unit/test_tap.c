/*
 * test_tap.c - frames that vhost hands to the tap in one call: how many calls there are, what they cost and when the frames leave, counted by
 * hand from vhost_net_build_xdp and vhost_tx_batch.
 */
#include "unit/same.h"
#include "unit/try.h"

/* All frames are in the ring when the worker begins: a packet takes 1 us, a call 10. */
#define AT_ONCE                                                                                                      \
	"traffic.count=%d run.packets=%d prices.host_wakeup=1ms prices.host_tx_packet=1us prices.host_tx_call=10us " \
	"nic.notify.host=always nic.notify.tx_complete=napi "

static void calls(void)
{
	static const struct {
		const char *settings;
		int frames, calls, signals;
	} row[] = {
		{"nic.backend.tx_batch=1", 200, 200, 4},
		{"nic.backend.tx_batch=64", 1, 1, 1},
		{"nic.backend.tx_batch=64", 64, 1, 1},
		{"nic.backend.tx_batch=64", 65, 2, 2},
		{"nic.backend.tx_batch=64", 200, 4, 4},
		{"nic.backend.tx_batch=50", 200, 4, 4},
		{"nic.backend.tx_batch=64 nic.backend.used_batch=20", 200, 10, 10},
		{"nic.backend.tx_batch=1024 nic.backend.used_batch=1024", 200, 1, 1},
		/* at the end of a turn, too: 64 and 36 */
		{"nic.backend.tx_batch=64 nic.backend.weight_packets=100", 200, 4, 4},
		{"nic.backend.tx_batch=64 nic.backend.weight_packets=40", 200, 5, 5},
		{"nic.backend.tx_batch=64 nic.backend.weight_packets=0 nic.backend.weight_bytes=30280B", 200, 10, 10},
		/* the longest that fits a page, and one that does not: each by itself, the one before published first */
		{"nic.backend.tx_batch=64 traffic.size=3636B", 200, 4, 4},
		{"nic.backend.tx_batch=64 traffic.size=3637B", 200, 200, 200},
		{"nic.backend.tx_batch=1 traffic.size=3637B", 200, 200, 4},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		const int n = row[i].frames;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX, AT_ONCE "%s", n, n, row[i].settings));
		CU_ASSERT(try_is(&t, "delivered", n));
		if (!within("cost", n * try_value(&t, "cost_backend_per_packet"), n + 10 * row[i].calls, 1e-6))
			CU_FAIL(row[i].settings);
		if (!try_is(&t, "tx_completion_signals", row[i].signals)) CU_FAIL(row[i].settings);
		try_end(&t);
	}
}

/* They leave together, behind the call; one alone waits for no other. */
static void leave_together(void)
{
	static const struct {
		int frames, batch;
		double latency; /* without the ms until the worker is awake */
	} row[] = {
		{1, 64, 1 + 10},
		{64, 64, 64 + 10},
		{128, 64, (74 + 148) / 2.},
		{100, 64, (64 * 74 + 36 * (74 + 46)) / 100.},
		{4, 1, (11 + 22 + 33 + 44) / 4.},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		const int n = row[i].frames;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX, AT_ONCE "nic.backend.tx_batch=%d", n, n, row[i].batch));
		CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), 1000 + row[i].latency));
		try_end(&t);
	}
}

/* A queue to the wire that is full takes what was held, and no more is begun before there is room. */
static void a_full_wire(void)
{
	for (int room = 1; room <= 40; room += 13) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX, AT_ONCE "nic.backend.tx_batch=16 traffic.link=1Gb/s nic.host_queue=%d", 200,
					 200, room));
		CU_ASSERT(try_is(&t, "delivered", 200));
		CU_ASSERT(try_is(&t, "dropped", 0));
		try_end(&t);
	}
}

/* What is received ends no batch, and no frame is forgotten when it takes its turn. */
static void both_ways(void)
{
	static const char *const spins[] = {"0us", "20us"};
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_TX,
				 "traffic.model=window traffic.window=64KiB traffic.base_rtt=20us prices.guest_tx_packet=1us "
				 "prices.host_tx_packet=1us prices.host_rx_packet=1us prices.host_tx_call=3us "
				 "nic.backend.tx_batch=8 nic.backend.busyloop=%s nic.notify.host=event_idx",
				 spins[i]));
		CU_ASSERT(try_is(&t, "delivered", 100));
		try_end(&t);
	}
}

/* What is sent during the call for the last frames kicks, as kicks are on again by then; not where the worker goes on to spin. */
static void kicks_during_the_call(void)
{
	for (int spins = 0; spins < 2; spins++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
					 "traffic.model=constant traffic.rate=200kpps traffic.size=590B run.packets=1000 "
					 "prices.guest_tx_packet=1us prices.host_tx_packet=1us prices.host_tx_call=6us "
					 "nic.backend.tx_batch=64 nic.backend.busyloop=%s nic.notify.host=event_idx",
					 spins ? "20us" : "0us"));
		double kicks = try_value(&t, "kicks_per_packet");
		if (spins ? kicks > 0.01 : kicks < 0.4) printf("%g kicks a packet\n", kicks);
		CU_ASSERT(spins ? kicks <= 0.01 : kicks >= 0.4);
		try_end(&t);
	}
}

CU_TestInfo test_tap[] = {
	{"calls", calls},
	{"leave together", leave_together},
	{"a full wire", a_full_wire},
	{"both ways", both_ways},
	{"kicks during the call", kicks_during_the_call},
	CU_TEST_INFO_NULL,
};
