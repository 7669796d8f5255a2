/*
 * test_shares.c - shares of the time, and what binds: of locks, links, rings on several queues and cores in pools, in windows that begin and
 * end in the middle of what goes on.
 */
#include "nic/link.h"
#include "unit/same.h"
#include "unit/try.h"

#define EIGHT "tests/scenarios/xen-cores.yaml"
#define HARDWARE "tests/scenarios/hardware.yaml"

/* A lock that many wait for is held all the time, however far ahead it is promised. */
static void lock_held(void)
{
	static const char *const windows[] = {"run.warmup=1ms run.length=50us", "run.warmup=1010us run.length=330us",
					      "run.warmup=3ms run.length=5ms"};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, EIGHT,
			"traffic.direction=tx traffic.model=pktgen traffic.size=64B nic.queues=8 prices.grant_lock=100us "
			"nic.backend.interference=none run.packets=0 %s",
			windows[i]));
		CU_ASSERT(equals("lock_busy", try_value(&t, "lock_busy"), 100));
		CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "grant lock");
		try_end(&t);
	}
}

/* Each queue's ring is dry for 96 % of the time; one that is offered nothing does not count. */
static void dry_on_several_queues(void)
{
	for (int queues = 1; queues <= 4; queues++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "nic.ring.entries=4 nic.notify.guest.refill=free_above traffic.model=burst traffic.count=%d "
				 "run.packets=%d nic.backend.model=qemu nic.queues=%d prices.irq_latency=50us",
				 100 * queues, 100 * queues, queues));
		CU_ASSERT(equals("ring_dry", try_value(&t, "ring_dry"), 96));
		try_end(&t);
	}
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX,
		"nic.ring.entries=4 nic.notify.guest.refill=free_above traffic.model=burst traffic.count=%d run.packets=1 "
		"nic.backend.model=qemu nic.queues=2 prices.irq_latency=50us",
		1));
	CU_ASSERT(equals("ring_dry", try_value(&t, "ring_dry"), 0));
	try_end(&t);
}

/* The link is as busy as its busier direction: into the host when receiving, out of it when sending. */
static void link_busy(void)
{
	for (int tx = 0; tx <= 1; tx++) {
		struct tried t;
		struct link_traits link = {0};
		CU_ASSERT_FATAL(try_fine(
			&t, HARDWARE,
			"traffic.model=constant traffic.direction=%s traffic.rate=1Mpps traffic.size=1514B run.packets=0 "
			"run.warmup=1ms run.length=4ms",
			tx ? "tx" : "rx"));
		const struct chosen *chosen = &t.setup.slot[SLOT_LINK];
		((const struct link_ops *)chosen->reg->model->ops)->traits(chosen->conf, &link);
		double up = try_value(&t, "link_up_bytes_per_packet") * (double)link.up_fs,
		       down = try_value(&t, "link_down_bytes_per_packet") * (double)link.down_fs;
		CU_ASSERT(tx ? down > 2 * up : up > 2 * down);
		CU_ASSERT(within("link_utilisation", try_value(&t, "link_utilisation"),
				 100 * fmax(up, down) * 1e-15 * try_value(&t, "packet_rate"), 0.05));
		try_end(&t);
	}
}

/* ---- what binds ---- */

/* latency_by: where all is carried, what packets wait for; NULL = hardly for anything, or not all is. */
static bool binds_and(const char *file, const char *settings, const char *limiter, const char *latency_by)
{
	struct tried t;
	bool ok = try_fine(&t, file, "%s", settings) && reads(settings, t.out.limit[0].name, limiter);
	ok = ok && reads("latency_by", t.out.latency_by ? t.out.latency_by : "nothing", latency_by ? latency_by : "nothing");
	try_end(&t);
	return ok;
}

static bool binds(const char *file, const char *settings, const char *limiter)
{
	return binds_and(file, settings, limiter, NULL);
}

#define LONG " run.packets=0 run.warmup=10ms run.length=100ms"
/*
 * Where all that comes is carried, it is what limits, and latency comes from what is busy for 90 % of the time, else from what is waited
 * for 5 % of it, else from what is busy for half of it.
 */
static void borders(void)
{
	CU_ASSERT(binds(TRY_RX, "prices.guest_rx_packet=1010ns nic.host_queue=1" LONG, "guest core"));
	CU_ASSERT(binds_and(TRY_RX, "prices.guest_rx_packet=901ns" LONG, "offered load", "guest core"));
	CU_ASSERT(binds_and(TRY_RX, "prices.guest_rx_packet=510ns" LONG, "offered load", "guest core"));
	CU_ASSERT(binds_and(TRY_RX, "prices.guest_rx_packet=490ns" LONG, "offered load", NULL));
	/* What comes over a wire that is busy for 90 % of the time has waited for it before it arrives; what is sent waits here. */
#define WIRE "traffic.model=constant traffic.rate=73.2kpps traffic.size=1514B traffic.link=1Gb/s"
	CU_ASSERT(binds_and(TRY_RX, WIRE LONG, "offered load", NULL));
	CU_ASSERT(binds_and(TRY_TX, WIRE LONG, "offered load", "wire"));
#define BURSTS                                                                                                        \
	"traffic.model=onoff traffic.rate=40Mpps traffic.on=1us traffic.off=999us traffic.distribution=constant "     \
	"nic.ring.entries=4 nic.backend.model=qemu nic.notify.guest.refill=free_above run.packets=0 run.warmup=10ms " \
	"run.length=100ms "
	/* A guest that takes 22.5 us for each of 40 packets is busy for 90 % of the time, 22 us: 88 %. */
	CU_ASSERT(binds_and(TRY_RX, BURSTS "prices.irq_latency=6us prices.guest_rx_packet=22.5us", "offered load", "guest core"));
	CU_ASSERT(binds_and(TRY_RX, BURSTS "prices.irq_latency=6us prices.guest_rx_packet=22us", "offered load", "ring"));
	/* Bursts of 40 packets each millisecond into a ring of 4 that is refilled 0.1 or 0.4 us ... */
	CU_ASSERT(binds_and(TRY_RX, BURSTS "prices.irq_latency=6us", "offered load", "ring"));
	CU_ASSERT(binds_and(TRY_RX, BURSTS "prices.irq_latency=5us", "offered load", NULL));
	/* The same where some of them are lost. */
	CU_ASSERT(binds(TRY_RX, BURSTS "prices.irq_latency=7us nic.host_queue=30", "ring"));
	CU_ASSERT(binds(TRY_RX, BURSTS "prices.irq_latency=5us nic.host_queue=30", "host queue"));
}

/*
 * A device that takes one packet after the other needs 2.04 us for each, and has its reads out all the time; a wire of 1 Gb/s needs
 * 12.3 us for a frame.  A guest that is busy for 96 % of that is not what binds.
 */
static void cannot_hurry(void)
{
#define ONE_BY_ONE                                                                                                        \
	"traffic.model=constant traffic.rate=4Mpps nic.link.prefetch=1 nic.backend.batch=1 nic.notify.guest.refill=each " \
	"nic.host_queue=64 nic.ring.entries=64 prices.dma_read_latency=600ns " LONG
	CU_ASSERT(binds(HARDWARE, ONE_BY_ONE " prices.guest_rx_packet=1.95us", "dependency"));
	CU_ASSERT(binds(HARDWARE, ONE_BY_ONE " prices.guest_rx_packet=2.5us", "guest core"));
#define FULL_WIRE "traffic.rate=1Mpps traffic.link=1Gb/s nic.host_queue=64 " LONG
	CU_ASSERT(binds(TRY_RX, FULL_WIRE " prices.guest_rx_packet=11.8us", "wire"));
	CU_ASSERT(binds(TRY_RX, FULL_WIRE " prices.guest_rx_packet=13us", "guest core"));
}

/* What was lost has the name of what lost it: of a burst of 100 out of the guest, of packets for which there is no buffer, of too long ones. */
static void named_losses(void)
{
#define GUEST                                                                                                                 \
	"nic.ring.entries=8 nic.tx_stop_below=0 prices.guest_tx_packet=0.5us nic.guest_queue=10 prices.host_tx_packet=0.5us " \
	"prices.host_wakeup=2us"
	CU_ASSERT(binds(TRY_TX, GUEST, "transmit ring")); /* behind which the queue overflows */
	CU_ASSERT(binds(
		TRY_TX,
		GUEST
		" traffic.model=onoff traffic.distribution=constant traffic.rate=20Mpps traffic.on=5us traffic.off=995us" LONG,
		"guest queue"));
	CU_ASSERT(binds(TRY_TX, GUEST " traffic.sender.model=program traffic.sender.full=lose", "transmit ring"));
	CU_ASSERT(binds(TRY_RX, "nic.host_queue=0 nic.ring.entries=8 prices.irq_latency=100us" LONG, "ring (no buffer posted)"));
	CU_ASSERT(binds(TRY_RX,
			"nic.host_queue=1 nic.backend.model=qemu prices.host_wakeup=10us traffic.rate=50kpps traffic.model=onoff "
			"traffic.distribution=constant traffic.rate=2Mpps traffic.on=10us traffic.off=990us" LONG,
			"host queue"));
	CU_ASSERT(binds(TRY_RX, "traffic.loss=2%" LONG, "loss on the wire"));
	/* The wire is full of what none takes. */
	CU_ASSERT(binds(TRY_RX, "nic.scheme.model=small traffic.size=9014B traffic.rate=13kpps traffic.link=1Gb/s" LONG,
			"frames too long"));
	CU_ASSERT(binds_and(TRY_RX, "traffic.size=9014B traffic.rate=13kpps traffic.link=1Gb/s" LONG, "offered load", NULL));
}

/* A burst at once is no load that was carried: what is at work until the last is. */
static void at_once(void)
{
	CU_ASSERT(binds(TRY_RX, "traffic.model=burst traffic.count=100 prices.guest_rx_packet=1us", "guest core"));
	CU_ASSERT(binds_and(TRY_RX, "prices.guest_rx_packet=0.6us", "offered load", "guest core"));
}

/* A window that is full of segments that were lost does not bind; what lost them does. */
static void lost_in_a_loop(void)
{
#define BULK                                                                                                     \
	"traffic.model=window traffic.segment=1448B traffic.window=256KiB traffic.base_rtt=200us run.packets=0 " \
	"run.warmup=300ms run.length=600ms "
#define OF_2009                                                                                               \
	"platform=../../scenarios/platforms/kvm-2009.yaml nic.backend.model=qemu nic.backend.ioeventfd=true " \
	"nic.scheme.model=small "                                                                             \
	"nic.alloc.model=slab nic.notify.host.model=flags "
	CU_ASSERT(binds(TRY_RX, BULK OF_2009 "nic.host_queue=0 nic.ring.entries=32", "ring (no buffer posted)"));
	CU_ASSERT(binds(TRY_RX, BULK OF_2009 "nic.host_queue=0 nic.ring.entries=256", "guest core"));
	CU_ASSERT(binds(TRY_RX, BULK "nic.host_queue=8 nic.ring.entries=32 prices.host_rx_packet=1us", "host queue"));
	CU_ASSERT(binds(TRY_RX, BULK "prices.host_rx_packet=0.1us", "window"));
	CU_ASSERT(binds(TRY_RX, BULK "traffic.window=2MiB prices.host_rx_packet=2us nic.host_queue=4000", "host core"));
}

/* Waiting and being slowed are parts of what a busy core does, a ring is waited for on either side, and a window only while it is closed. */
static void over_xen(void)
{
#define OVER                                                                                                 \
	"run.warmup=1ms run.length=5ms run.packets=0 prices.guest_tx_packet=1us prices.guest_rx_packet=1us " \
	"prices.host_wakeup=5us "                                                                            \
	"prices.netback_tx_packet=1us prices.netback_rx_packet=1us prices.irq_latency=5us "
#define SENT OVER "traffic.direction=tx traffic.model=pktgen traffic.size=1496B "
	CU_ASSERT(binds(EIGHT, SENT "nic.queues=3 prices.interference=5ns/B", "host core"));
	CU_ASSERT(binds(EIGHT, OVER "traffic.direction=tx traffic.rate=1kpps nic.queues=3 prices.interference=5ns/B",
			"offered load"));
	CU_ASSERT(binds(EIGHT, SENT "nic.queues=1 nic.tx_stop_below=254", "transmit ring"));
	CU_ASSERT(binds(EIGHT, OVER "traffic.direction=rx traffic.model=pktgen nic.queues=1 nic.backend.rx_posted=19",
			"ring (rx_posted)"));
}

/* Nothing was measured: no share of it, either. */
static void no_time(void)
{
	CU_ASSERT(binds(TRY_RX, "traffic.model=pktgen run.packets=0 run.transfer=1B", "no time was measured"));
}

/* Each capture is carried whole; the device's own reads are what its packets wait for. */
static void dependent_reads(void)
{
	static const char *const schemes[] = {"small", "big", "mergeable", "coalesced"};
	for (int i = 0; i < 4; i++) {
		char settings[80];
		snprintf(settings, sizeof settings, "nic.scheme.model=%s", schemes[i]);
		CU_ASSERT(binds_and("scenarios/five-schemes.yaml", settings, "offered load", "dependency"));
	}
}

/* A core that busy polls in vain is no limit. */
static void polling_in_vain(void)
{
	CU_ASSERT(binds(TRY_RX, "nic.backend.busyloop=1ms traffic.rate=10kpps prices.host_rx_packet=1us" LONG, "offered load"));
	CU_ASSERT(binds(TRY_RX, "nic.backend.busyloop=1ms nic.host_queue=1 prices.host_rx_packet=1.1us" LONG, "host core"));
}

/* A wire that is full of what is lost behind it is not what binds. */
static void lost_behind_the_wire(void)
{
	CU_ASSERT(binds(TRY_RX, "traffic.rate=90kpps traffic.link=1Gb/s" LONG, "wire"));
	CU_ASSERT(binds(TRY_RX,
			"traffic.rate=90kpps traffic.link=1Gb/s nic.backend.model=qemu nic.host_queue=1 "
			"prices.host_rx_packet=30us prices.host_wakeup=1us" LONG,
			"host core"));
	CU_ASSERT(binds(TRY_RX,
			"traffic.rate=75kpps traffic.link=1Gb/s nic.backend.model=qemu nic.host_queue=1 nic.ring.entries=4 "
			"nic.notify.guest.refill=free_above prices.irq_latency=1ms" LONG,
			"ring"));
}

/* Cores of a pool bind when all of them are busy; a thread, when it is, though most of the cores are idle. */
static void pools(void)
{
	struct tried t;
	double busy = 0, told = 0;
	CU_ASSERT_FATAL(try_fine(&t, TRY_XEN,
				 "nic.backend.cores=%s nic.queues=2 traffic.rate=1Mpps prices.netback_rx_thread=1.5us "
				 "prices.guest_rx_packet=0.5us" LONG,
				 "pooled"));
	for (int i = 0; i < t.out.n_stats; i++)
		if (strncmp(t.out.stat[i].name, "cpu_core", 8) == 0) busy += t.out.stat[i].value / 100 / 4;
	for (int i = 0; i < t.out.n_limits; i++)
		if (strcmp(t.out.limit[i].name, "cores") == 0) told = t.out.limit[i].share;
	CU_ASSERT(within("busy", busy, (1.5 + 0.5) / 4, 0.01));
	CU_ASSERT(within("cores", told, busy, 1e-3));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "offered load");
	try_end(&t);
	CU_ASSERT(binds_and(TRY_XEN, "nic.backend.cores=pooled traffic.rate=1Mpps prices.netback_rx_thread=1us" LONG,
			    "offered load", "receive thread"));
}

/* ---- windows ---- */

/* All of the length is measured, whatever its parts leave over: so many packets in exactly that time. */
static void to_the_picosecond(void)
{
	static const int over[] = {0, 1, 7, 9, 11, 19, 39};
	for (int i = 0; i < 7; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.rate=100Mpps run.packets=0 run.warmup=1us run.length=%dps",
					 1000000 + over[i]));
		double packets = try_value(&t, "packet_rate") * (1000000 + over[i]) * 1e-12;
		CU_ASSERT(within("packets", packets, try_value(&t, "delivered"), 1e-6));
		CU_ASSERT(packets > 30);
		try_end(&t);
	}
}

/* More is carried than comes, or less: what had piled up before counts for nothing. */
static void steadiness(void)
{
	static const struct {
		const char *settings;
		bool steady;
	} row[] = {
		{"run.warmup=2ms run.length=1ms", false},     /* 2000 came in the first millisecond, and nothing since */
		{"run.warmup=0.1ms run.length=0.8ms", false}, /* while they come */
		{"run.warmup=3ms run.length=5ms", false},     /* they take 10 ms to come through */
		{"run.warmup=11ms run.length=5ms", true},
	};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "traffic.model=onoff traffic.rate=2Mpps traffic.on=1ms traffic.off=100ms "
				 "traffic.distribution=constant prices.guest_rx_packet=5us nic.host_queue=4000 run.packets=0 %s",
				 row[i].settings));
		CU_ASSERT_EQUAL(t.out.steady, row[i].steady);
		try_end(&t);
	}
}

CU_TestInfo test_shares[] = {
	{"a lock that is always held", lock_held},
	{"dry rings of several queues", dry_on_several_queues},
	{"the busier direction of a link", link_busy},
	{"borders of what binds", borders},
	{"what cannot hurry", cannot_hurry},
	{"each loss by its name", named_losses},
	{"a burst at once", at_once},
	{"lost in a loop", lost_in_a_loop},
	{"over Xen", over_xen},
	{"no time was measured", no_time},
	{"reads that depend on one another", dependent_reads},
	{"polling in vain", polling_in_vain},
	{"lost behind the wire", lost_behind_the_wire},
	{"cores of a pool", pools},
	{"a window to the picosecond", to_the_picosecond},
	{"what had piled up before", steadiness},
	CU_TEST_INFO_NULL,
};
