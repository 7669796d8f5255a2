/*
 * test_tcp_run.c - traffic tcp in whole runs: its rate under random loss, its acknowledgements, its window, where a sender in the guest is
 * held, and that what was sent is somewhere.
 */
#include "unit/same.h"
#include "unit/try.h"
#include <stdlib.h>

#define TRY_TCP \
	"tests/scenarios/tcp.yaml" /* into a guest, round trip 10 ms, nothing takes time; 5 s of warm-up, 20 s are counted */
#define SEGMENT 1448
#define RTT 0.01

static double get(const struct tried *t, const char *name)
{
	double v = try_value(t, name);
	if (isnan(v)) printf("no %s\n", name);
	return v;
}

/* Mathis: sqrt(3/2 / p) segments a round trip, p as it came out. Both ways, and both algorithms, which are alike at such round trips. */
static void rate_under_random_loss(void)
{
	static const char *const ways[] = {"rx", "tx"}, *const algorithms[] = {"cubic", "newreno"},
				 *const losses[] = {"0.03%", "0.1%"};
	const int each = getenv("LONG") ? 1 : 3; /* of the eight */
	for (int i = 0; i < 8; i += each) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, "traffic.direction=%s traffic.congestion=%s traffic.loss=%s run.length=28s",
					 ways[i & 1], algorithms[i >> 1 & 1], losses[i >> 2]));
		double lost = get(&t, "dropped_wire"), p = lost / get(&t, "offered"), w = get(&t, "packet_rate") * RTT;
		CU_ASSERT(lost > 50);
		CU_ASSERT(within(t.line, w, sqrt(1.5 / p), 0.1 * sqrt(1.5 / p)));
		CU_ASSERT(same("time-outs", (long long)get(&t, "tcp_timeouts"), 0));
		CU_ASSERT(within("sent again", get(&t, "tcp_retransmissions"), lost, 2));
		CU_ASSERT(get(&t, "tcp_cuts") <= lost);
		try_end(&t);
	}
}

/* Nothing is lost: who decides on the window does not matter, and a larger buffer never makes it slower. */
static void without_loss(void)
{
	double rate[2], before = 0;
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, "traffic.link=100Mb/s run.length=2s traffic.congestion=%s",
					 i ? "newreno" : "cubic"));
		rate[i] = get(&t, "throughput");
		CU_ASSERT(same("retransmissions", (long long)get(&t, "tcp_retransmissions"), 0));
		CU_ASSERT(within("an acknowledgement each second segment", get(&t, "answers_per_packet"), 0.5, 0.001));
		try_end(&t);
	}
	CU_ASSERT(equals("rate", rate[0], rate[1]));
	CU_ASSERT(within("the wire's", rate[0], 0.1 * SEGMENT / (SEGMENT + 66 + 24), 1e-5));
	for (int kib = 64; kib <= 1024; kib *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, "traffic.rcvbuf=%dKiB run.length=2s", kib));
		double w = get(&t, "packet_rate") * RTT;
		/* Half of the buffer is window; an odd segment waits for the next round's. */
		CU_ASSERT(within("window", w, kib * 512 / SEGMENT, 1.01));
		CU_ASSERT(w >= before);
		before = w;
		try_end(&t);
	}
}

/* N segments are acknowledged by N/2 frames, large ones each by one. */
static void acknowledgements(void)
{
	static const struct {
		const char *settings;
		double each;
	} row[] = {{"traffic.segment=1448B", 0.5},
		   {"traffic.segment=65160B", 1},
		   {"traffic.segment=500B", 0.5},
		   {"traffic.ack_every=1", 1},
		   {"traffic.ack_every=4", 0.25}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int way = 0; way < 2; way++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_TCP,
						 "%s traffic.direction=%s traffic.rcvbuf=1MiB run.warmup=200ms run.length=1s",
						 row[i].settings, way ? "tx" : "rx"));
			CU_ASSERT(within(row[i].settings, get(&t, "answers_per_packet"), row[i].each, 0.03));
			try_end(&t);
		}
}

/* A slow wire out of the guest: what TCP has below it stays under 1 MiB of truesize, and its own queue drops nothing. */
static void guest_is_held(void)
{
	static const char *const completes[] = {"orphan", "napi"};
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP,
					 "traffic.direction=tx traffic.link=1Gb/s nic.host_queue=10 nic.ring.entries=256 "
					 "run.warmup=1s run.length=2s nic.notify.tx_complete=%s",
					 completes[i]));
		CU_ASSERT(same("dropped", (long long)get(&t, "dropped"), 0));
		CU_ASSERT(same("cuts", (long long)get(&t, "tcp_cuts"), 0));
		CU_ASSERT(within("rate", get(&t, "throughput"), 1. * SEGMENT / (SEGMENT + 66 + 24), 0.001));
		CU_ASSERT(get(&t, "in_flight") <= (1 << 20) / 2176 + 1 + (i ? 0 : 256 + 12));
		try_end(&t);
		/* Without that limit the window ends in the queue; what is refused there is no loss. */
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_TCP,
			"traffic.direction=tx traffic.link=1Gb/s nic.host_queue=10 nic.ring.entries=256 nic.guest_queue=500 "
			"traffic.small_queue=0B traffic.sender.model=peer run.warmup=0s run.length=2s nic.notify.tx_complete=%s",
			completes[i]));
		CU_ASSERT(get(&t, "dropped_guest_queue") > 0);
		CU_ASSERT(same("retransmissions", (long long)get(&t, "tcp_retransmissions"), 0));
		CU_ASSERT(get(&t, "tcp_cuts") > 0);
		try_end(&t);
	}
}

/* Losses in every queue: the sender finds them all, and what counts as goodput is what came in order, once. */
static void every_loss_is_found(void)
{
	static const struct {
		const char *settings, *cause;
	} row[] = {{"nic.host_queue=20 nic.ring.entries=16 prices.guest_rx_packet=200us", "dropped_host_queue"},
		   {"nic.host_queue=0 nic.ring.entries=16 prices.guest_rx_packet=200us", "dropped_no_buffer"},
		   {"traffic.flows=8 nic.queues=3 traffic.loss=1%", "dropped_wire"},
		   {"traffic.flows=8 traffic.segment=65160B traffic.loss=1%", "dropped_wire"},
		   {"traffic.loss=20%", "dropped_wire"}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, "%s run.length=5s run.warmup=0s", row[i].settings));
		double lost = get(&t, row[i].cause), again = get(&t, "tcp_retransmissions");
		CU_ASSERT(lost > 0);
		/* Of those near the end some are not found yet. Segments of a packet come and go together. */
		CU_ASSERT(within(row[i].settings, again / lost, strstr(row[i].settings, "65160") ? again / lost : 1, 0.2));
		CU_ASSERT(within("offered", get(&t, "offered"), get(&t, "delivered") + get(&t, "dropped") + get(&t, "in_flight"),
				 0));
		CU_ASSERT(get(&t, "throughput") > 0);
		try_end(&t);
	}
}

/* ---- segmentation in software ---- */

#define GSO "traffic.segment=65160B nic.scheme.model=small "

/* What small buffers don't hold comes frame by frame: nothing is too long, and it goes as where the sender cuts it itself. */
static void cut_into_frames(void)
{
	static const char *const ways[] = {"traffic.model=tcp traffic.rcvbuf=1MiB",
					   "traffic.model=window traffic.window=521280B"};
	for (int i = 0; i < 2; i++) {
		double whole[3];
		for (int how = 0; how < 3; how++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, GSO "%s run.length=2s %s", ways[i],
						 how == 1   ? "nic.software_gso=false"
						 : how == 2 ? "traffic.segment=1448B"
							    : ""));
			whole[how] = get(&t, "packet_rate");
			if (how != 1) CU_ASSERT(same("too long", (long long)get(&t, "dropped_too_long"), 0));
			if (how != 1) CU_ASSERT(equals("goodput", get(&t, "throughput"), whole[how] * SEGMENT * 8e-9));
			try_end(&t);
		}
		CU_ASSERT(whole[1] < 0.01 * whole[0]); /* but what TCP sends while its window is short */
		CU_ASSERT(within(ways[i], whole[0], whole[2], 0.01 * whole[2]));
	}
}

/* Frames are counted, lost and sent again one by one: of 45 in a packet a queue of 10 loses some. */
static void frames_are_lost_one_by_one(void)
{
	static const char *const ways[] = {
		"traffic.model=tcp traffic.loss=0.1%",
		"traffic.model=tcp nic.host_queue=10 nic.ring.entries=16 prices.guest_rx_packet=20us",
		"traffic.model=window traffic.window=521280B traffic.loss=1%",
		"traffic.model=window traffic.window=521280B traffic.rto=20ms nic.host_queue=300 nic.ring.entries=16 "
		"prices.host_rx_packet=1us",
		"traffic.model=tcp nic.host_queue=30 nic.ring.entries=16 traffic.sender.model=local traffic.sender.burst=1 "
		"traffic.base_rtt=0us "
		"prices.host_send_packet=10us prices.host_segment=1us prices.host_rx_packet=2us"};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, GSO "%s run.warmup=0s run.length=2s", ways[i]));
		CU_ASSERT(get(&t, "dropped") > 0);
		CU_ASSERT(get(&t, "delivered") > 10 * get(&t, "dropped"));
		CU_ASSERT(same("too long", (long long)get(&t, "dropped_too_long"), 0));
		CU_ASSERT(within("offered", get(&t, "offered"), get(&t, "delivered") + get(&t, "dropped") + get(&t, "in_flight"),
				 0));
		CU_ASSERT(within("goodput", get(&t, "throughput"), get(&t, "delivered") * SEGMENT * 8e-9 / 2,
				 get(&t, "throughput") * 0.05));
		try_end(&t);
	}
}

/* 10 packets of 45 frames, handed over by a process on the host: 2 us a packet, and 1 us a frame where they are cut. */
static void cutting_costs(void)
{
	for (int cut = 0; cut < 2; cut++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 "traffic.model=window traffic.segment=65160B traffic.window=651600B run.packets=%d "
					 "traffic.sender.model=local traffic.sender.burst=10 nic.scheme.model=%s "
					 "prices.host_send_packet=2us prices.host_segment=1us",
					 cut ? 450 : 10, cut ? "small" : "mergeable"));
		CU_ASSERT(try_is(&t, "delivered", cut ? 450 : 10));
		CU_ASSERT(equals("send", get(&t, "cost_send_per_packet"), cut ? (2 + 45) / 45. : 2));
		try_end(&t);
	}
}

CU_TestInfo test_tcp_run[] = {
	{"cut_into_frames", cut_into_frames},
	{"frames_are_lost_one_by_one", frames_are_lost_one_by_one},
	{"cutting_costs", cutting_costs},
	{"long: rate_under_random_loss", rate_under_random_loss},
	{"without_loss", without_loss},
	{"acknowledgements", acknowledgements},
	{"guest_is_held", guest_is_held},
	{"every_loss_is_found", every_loss_is_found},
	CU_TEST_INFO_NULL,
};
