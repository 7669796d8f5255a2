/* test_traffics.c - several traffics in one scenario: each is counted by itself, what they share is shared, and one alone is as before. */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define TWO "tests/scenarios/two.yaml"
#define PING "traffic.other.model=rr traffic.other.direction=rr traffic.other.size=98B traffic.other.think=100us "

/* ---- the language ---- */

#define REST "nic: {backend: vhost, scheme: mergeable}\nrun: {length: 1ms, repeat: 1}\n"
#define HEAD "simnic: 1\nplatform: scenarios/platforms/kvm-modern.yaml\n"

static bool id_of(const char *text, char id[17])
{
	struct arena a = {0};
	struct error err = {0};
	struct scenario *s = scenario_load_text(&a, "text", text, NULL, 0, &err);
	bool good = s && scenario_id(s, 0, id, &err);
	scenario_free(s);
	arena_free(&a);
	return good;
}

/* A list of one is that one, whatever it is called: the same points, by the same ids. */
static void list_of_one(void)
{
	char map[17] = "", list[17] = "-";
	CU_ASSERT(id_of(HEAD "traffic: {model: constant, rate: 1kpps}\n" REST, map));
	CU_ASSERT(id_of(HEAD "traffic: [{model: constant, rate: 1kpps}]\n" REST, list));
	CU_ASSERT_STRING_EQUAL(map, list);
}

/* A list is short for traffic2 beside traffic. */
static void list_is_short(void)
{
	char list[17] = "", map[17] = "-";
	CU_ASSERT(id_of(HEAD "traffic: [{name: a, model: constant, rate: 1kpps}, {name: b, model: poisson, rate: 2kpps}]\n" REST,
			list));
	CU_ASSERT(id_of(
		HEAD "traffic: {name: a, model: constant, rate: 1kpps}\ntraffic2: {name: b, model: poisson, rate: 2kpps}\n" REST,
		map));
	CU_ASSERT_STRING_EQUAL(map, list);
}

/* ---- what is counted ---- */

static void each_is_counted(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TWO, " "));
	CU_ASSERT(try_is(&t, "traffic_one_offered", 3000));
	CU_ASSERT(try_is(&t, "traffic_other_offered", 2000));
	CU_ASSERT(try_is(&t, "offered", 5000));
	CU_ASSERT(try_is(&t, "traffic_one_dropped", 0));
	CU_ASSERT(try_near(&t, "traffic_one_throughput", 300e3 * 1514 * 8e-9, 1e-9));
	CU_ASSERT(try_near(&t, "traffic_other_throughput", 200e3 * 1000 * 8e-9, 1e-9));
	CU_ASSERT(try_near(&t, "throughput", 300e3 * 1514 * 8e-9 + 200e3 * 1000 * 8e-9, 1e-9));
	try_end(&t);
}

/* One of the two finds no room: a frame that no buffer holds is counted with whose it is, and the other one's all come. */
static void losses_are_whose_they_are(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TWO, "nic.scheme.model=small traffic.other.size=9000B"));
	CU_ASSERT(try_is(&t, "traffic_other_dropped", 2000));
	CU_ASSERT(try_is(&t, "traffic_one_dropped", 0));
	CU_ASSERT(try_is(&t, "traffic_one_delivered", 3000));
	CU_ASSERT(try_is(&t, "dropped_too_long", 2000));
	try_end(&t);
}

/* Nothing costs anything but the wire: two at once are a wire's time for each apart, on whatever queues they are. */
static void wire_is_shared(void)
{
	for (int queues = 1; queues <= 2; queues++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TWO,
				 "traffic.link=1Gb/s traffic.wire_overhead=24B traffic.one.rate=50kpps traffic.other.rate=50kpps "
				 "traffic.one.size=1226B traffic.other.size=1226B nic.queues=%d traffic.other.from_queue=%d",
				 queues, queues - 1));
		/* 10 us each, and one of each every 20 us: the wire is never idle. */
		CU_ASSERT(try_near(&t, "wire_utilisation", 100, 0.2));
		CU_ASSERT(try_near(&t, "packet_rate", 100e3, 200));
		try_end(&t);
	}
}

/* ---- requests beside ---- */

/* With nothing in the way a round trip is that of a ping alone: the flood takes no time. */
static void ping_beside_what_costs_nothing(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TWO, PING "traffic.base_rtt=20us"));
	CU_ASSERT(try_near(&t, "traffic_other_latency_mean", 20, 1e-6));
	CU_ASSERT(try_near(&t, "waits_and_services", try_value(&t, "latency_mean"), 1e-6));
	CU_ASSERT(try_near(&t, "traffic_other_delivered", 10000 / 120., 1));
	CU_ASSERT(try_is(&t, "traffic_one_offered", 2997)); /* frames of the last half round trip are on their way */
	try_end(&t);
}

/* A response waits behind what the guest works on, and no longer where it has a queue and cores of its own. */
static void own_queue_saves_the_wait(void)
{
	struct tried t;
	double latency[2];
	for (int own = 0; own < 2; own++) {
		CU_ASSERT_FATAL(
			try_fine(&t, TWO,
				 PING "prices.guest_rx_packet=3us traffic.one.model=poisson traffic.base_rtt=20us nic.queues=2 "
				      "cores.guest=[a,b] cores.host=[c,d] traffic.one.queues=1 traffic.other.queues=1 "
				      "traffic.other.from_queue=%d",
				 own));
		latency[own] = try_value(&t, "traffic_other_latency_mean");
		try_end(&t);
	}
	CU_ASSERT(fabs(latency[1] - 23) < 0.01);
	CU_ASSERT(latency[0] >
		  23 + 3 * 0.9 / 2); /* who comes at random finds the guest at work nine times of ten, half done on average */
}

/* TCP, UDP and requests at once, into the guest and out of it: all that is offered is delivered, dropped or in flight. */
static void three_at_once(void)
{
	static const char *const way[] = {"rx", "tx"};
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TWO,
			PING "traffic.one.model=tcp traffic.one.direction=%s traffic3.model=constant traffic3.rate=100kpps "
			     "traffic3.direction=%s traffic.base_rtt=20us traffic.link=10Gb/s prices.guest_rx_packet=0.2us "
			     "prices.guest_tx_packet=0.2us",
			way[i], way[!i]));
		double all = try_value(&t, "traffic_one_delivered") + try_value(&t, "traffic_other_delivered") +
			     try_value(&t, "traffic_third_delivered");
		CU_ASSERT(try_is(&t, "delivered", all));
		CU_ASSERT(try_value(&t, "traffic_one_delivered") > 1000);
		CU_ASSERT(try_near(&t, "traffic_third_delivered", 1000, 20));
		CU_ASSERT(try_value(&t, "traffic_other_delivered") > 20);
		CU_ASSERT(try_near(&t, "waits_and_services", try_value(&t, "latency_mean"), 1e-6));
		try_end(&t);
	}
}

/* Bulk each way, each on a queue and cores of its own: both do what they do alone.  The draws of queue 0 are those of a queue alone. */
#define COSTS                                                                                                    \
	"traffic.base_rtt=20us prices.guest_rx_packet=2us prices.guest_tx_packet=2us prices.host_tx_packet=1us " \
	"prices.host_rx_packet=1us "
#define BULK COSTS "traffic.one.model=%s traffic.one.direction=%s traffic.other.model=%s traffic.other.direction=%s "
static void bulk_both_ways(void)
{
	static const char *const model[] = {"tcp", "window"}, *const way[] = {"rx", "tx"};
	for (int i = 0; i < 4; i++) {
		struct tried both, alone;
		const char *m = model[i / 2], *there = way[i % 2], *back = way[!(i % 2)];
		CU_ASSERT_FATAL(try_fine(&alone, TWO, BULK, m, there, "none", back));
		CU_ASSERT_FATAL(try_fine(&both, TWO,
					 BULK "traffic.one.queues=1 traffic.other.from_queue=1 nic.queues=2 cores.guest=[g0,g1] "
					      "cores.host=[h0,h1]",
					 m, there, m, back));
		CU_ASSERT(try_value(&alone, "delivered") > 1000);
		CU_ASSERT(try_is(&both, "traffic_one_delivered", try_value(&alone, "delivered")));
		CU_ASSERT(try_is(&both, "traffic_one_throughput", try_value(&alone, "throughput")));
		CU_ASSERT(try_is(&both, "traffic_one_latency_mean", try_value(&alone, "latency_mean")));
		CU_ASSERT(try_value(&both, "traffic_other_delivered") > 1000);
		try_end(&both);
		try_end(&alone);
	}
}

/* On one core the poll loop comes first as long as it has work: the sender has a turn whenever its budget is used up, and when it is idle. */
static void bulk_both_ways_on_one_core(void)
{
	static const char *const model[] = {"tcp", "window"};
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TWO, BULK, model[i], "rx", model[i], "tx"));
		double in = try_value(&t, "traffic_one_delivered"), out = try_value(&t, "traffic_other_delivered");
		CU_ASSERT(in > 2500);
		CU_ASSERT(out > in / 64);
		CU_ASSERT(try_is(&t, "delivered", in + out));
		CU_ASSERT(try_near(&t, "waits_and_services", try_value(&t, "latency_mean"), 1e-6));
		try_end(&t);
	}
}

/* No ring of one entry holds the first one's frames; with none posted the host waits for one all the same, and that is no lost wake-up. */
static void too_long_for_an_empty_ring(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TWO,
				 "away.host.model=periodic nic.ring.entries=1 traffic.one.size=9014B traffic.one.rate=1Mpps "
				 "run.length=300us"));
	CU_ASSERT(try_value(&t, "dropped_too_long") > 100);
	CU_ASSERT(try_value(&t, "traffic_other_delivered") > 10);
	CU_ASSERT(try_is(&t, "traffic_one_delivered", 0));
	try_end(&t);
}

/* ---- what is refused ---- */

static void refusals(void)
{
	static const struct {
		const char *sets, *part;
	} row[] = {
		{"traffic.other.model=tcp", "traffic2.model: it is acknowledged (window, tcp), and the first traffic is not"},
		{"traffic.one.model=tcp traffic.other.model=window",
		 "traffic2.model: another traffic of its direction is acknowledged"},
		{"traffic.other.name=one", "traffic2.name: another traffic is called so"},
		{"traffic.other.name=a-b", "traffic2.name: expected 1 to 24 of a to z"},
		{"traffic.other.from_queue=1", "traffic2.from_queue: 0 from queue 1 on, and nic.queues is 1"},
		{"traffic.other.queues=2", "traffic2.queues: 2 from queue 0 on, and nic.queues is 1"},
		{"traffic.flows=2 nic.queues=2", "traffic.flows: flows are hashed to queues for one traffic alone"},
		{"traffic.sender=local", "a process on the host sends one traffic alone"},
		{"run.packets=10", "run.packets: several traffics are measured for a time"},
		{"nic.backend.model=vhost_user nic.notify.guest.model=poll traffic.direction=forward",
		 "beside another traffic, expected rx, tx or rr"},
		{"traffic.model=none", "traffic.model: nothing is sent"},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FALSE(try_load(&t, TWO, "%s", row[i].sets));
		CU_ASSERT(try_refused(&t, row[i].part));
		try_end(&t);
	}
}

CU_TestInfo test_traffics[] = {
	{"a list of one", list_of_one},
	{"a list is short for traffic2", list_is_short},
	{"each is counted", each_is_counted},
	{"losses are whose they are", losses_are_whose_they_are},
	{"the wire is shared", wire_is_shared},
	{"a ping beside what costs nothing", ping_beside_what_costs_nothing},
	{"a queue of its own saves the wait", own_queue_saves_the_wait},
	{"three at once", three_at_once},
	{"bulk both ways", bulk_both_ways},
	{"bulk both ways on one core", bulk_both_ways_on_one_core},
	{"too long for an empty ring", too_long_for_an_empty_ring},
	{"refusals", refusals},
	CU_TEST_INFO_NULL,
};
