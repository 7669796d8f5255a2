/*
 * test_faults.c - signals that get lost on purpose and looks that are left out: which packet is late and by how much, who sleeps for good and
 * since when, counted by hand.  The checked build also proves that nobody else sleeps with work pending.
 */
#include "nic/faults.h"
#include "unit/same.h"
#include "unit/try.h"
#include <string.h>

#define APART "traffic.model=constant traffic.rate=100kpps " /* 100 packets, ten microseconds apart, each of which is told of */

/* Where it ends in a stall: do these words say it? */
static bool stalls(const char *words, const char *file, const char *settings)
{
	struct tried t;
	bool ran = try_run(&t, file, "%s", settings), so = !ran && !t.error.text[0] && strstr(t.out.failure, words);
	if (!so) printf("  %s: '%s', expected '%s'\n", settings, ran ? "it ran" : t.line, words);
	try_end(&t);
	return so;
}

#define TRY_REFERENCE "tests/scenarios/reference.yaml"

/* ---- the next signal mends it ---- */

/* One of seven gets lost: fourteen of a hundred packets wait for the next one, ten microseconds later. */
static void one_of_seven(void)
{
	static const char *const kicked[] = {"",
					     "nic.notify.host=always",
					     "nic.ring.format=packed",
					     "nic.backend.model=qemu nic.notify.tx_flush=bh",
					     "nic.backend.model=lguest",
					     "nic.backend.model=venet nic.notify.tx_complete=every"};
	static const char *const interrupted[] = {"",
						  "nic.notify.host=always",
						  "nic.ring.format=packed",
						  "nic.backend.model=qemu",
						  "nic.backend.model=ideal",
						  "nic.notify.guest.refill=free_above"};
	for (size_t i = 0; i < 12; i++) {
		const bool kick = i < 6;
		const char *with = kick ? kicked[i] : interrupted[i - 6];
		struct tried t;
		bool fine = try_run(&t, kick ? TRY_TX : TRY_RX, APART "%s faults.%s.every=7", with, kick ? "kick" : "interrupt");
		if (!fine && !strstr(t.line, "cannot")) printf("  %s: %s\n", with, t.line);
		CU_ASSERT(fine);
		if (fine) {
			CU_ASSERT(try_is(&t, "delivered", 100));
			CU_ASSERT(try_is(&t, kick ? "kicks" : "interrupts", 100));
			CU_ASSERT(try_is(&t, kick ? "lost_kicks" : "lost_interrupts", 14));
			CU_ASSERT(try_is(&t, kick ? "lost_interrupts" : "lost_kicks", 0));
			CU_ASSERT(try_is(&t, "mended_signals", 14));
			CU_ASSERT(try_is(&t, "mend_time", 10));
			CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), 14 * 10.0 / 100));
		}
		try_end(&t);
	}
}

/* Once, and at its number; of the other ring's signals none counts. */
static void once(void)
{
	static const struct {
		const char *file, *rule;
		int lost;
	} row[] = {
		{TRY_TX, "faults.kick.at=37", 1},
		{TRY_TX, "faults.kick.at=37 faults.kick.of=tx", 1},
		{TRY_TX, "faults.kick.at=37 faults.kick.of=rx", 0},
		{TRY_TX, "faults.kick.at=101", 0},
		{TRY_RX, "faults.interrupt.at=37", 1},
		{TRY_RX, "faults.interrupt.at=37 faults.interrupt.of=rx", 1},
		{TRY_RX, "faults.interrupt.at=37 faults.interrupt.of=tx", 0},
		{TRY_RX, "faults.kick.at=1", 0}, /* the ring is never dry */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, row[i].file, APART "%s", row[i].rule));
		CU_ASSERT(try_value(&t, "lost_kicks") + try_value(&t, "lost_interrupts") == row[i].lost);
		CU_ASSERT(equals(row[i].rule, try_value(&t, "latency_mean"), row[i].lost * 10.0 / 100));
		try_end(&t);
	}
}

/*
 * The run ends 5 us behind a signal that is lost, and 5 us before the next one, which would mend it; by an index there is none, but as long as
 * the guest's sender goes on that is not said: a ring without room for one frame is kicked whatever the index says.
 */
static void late_at_the_end(void)
{
#define ENDS APART "run.packets=0 run.warmup=0s run.length=995us "
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX, ENDS "faults.kick.at=100"));
	CU_ASSERT(try_is(&t, "lost_kicks", 1));
	CU_ASSERT(try_is(&t, "mended_signals", 0));
	CU_ASSERT(try_is(&t, "delivered", 99));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX, ENDS "nic.notify.host=event_idx faults.kick.at=100"));
	CU_ASSERT(try_is(&t, "lost_kicks", 1));
	CU_ASSERT(try_is(&t, "mended_signals", 0));
	try_end(&t);
	CU_ASSERT(stalls("has slept since 990us, for 9.005ms, on a kick that was lost, number 100 (faults.kick: 1 of 100 so "
			 "far), with 238 "
			 "entries to take in the transmit ring and 663 packets in front of it",
			 TRY_TX, ENDS "run.length=9.995ms nic.ring.entries=256 nic.notify.host=event_idx faults.kick.at=100"));
}

/* Nobody sleeps: the ring is never dry, and kicks that get lost are missed by nobody. */
static void nobody_sleeps(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, APART "nic.notify.host=always faults.kick.every=3"));
	CU_ASSERT(try_value(&t, "lost_kicks") > 20);
	CU_ASSERT(try_is(&t, "mended_signals", 0));
	CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), 0));
	try_end(&t);
}

/* What a timer's poll took is missed no more, also when places have come round: 65536 packets later. */
static void places_come_round(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, "scenarios/napi-deferral.yaml",
		"nic.notify.guest.defer_hard_irqs=3 traffic.rate=3Mpps faults.interrupt.at=2 run.warmup=0s run.length=100ms"));
	CU_ASSERT(try_is(&t, "lost_interrupts", 1));
	CU_ASSERT(!(try_value(&t, "mend_time") > 100));
	try_end(&t);
}

/* A NIC of a list of transactions has interrupts of its own that get lost. */
static void of_a_list(void)
{
	struct tried t, with;
	CU_ASSERT_FATAL(try_fine(&t, TRY_REFERENCE, "traffic.direction=rx nic.backend.nic=simple"));
	CU_ASSERT_FATAL(try_fine(&with, TRY_REFERENCE, "traffic.direction=rx nic.backend.nic=simple faults.interrupt.every=7"));
	CU_ASSERT(try_value(&with, "lost_interrupts") > 0);
	CU_ASSERT(try_value(&with, "latency_mean") > try_value(&t, "latency_mean"));
	try_end(&t), try_end(&with);
}

/* A host that is to leave its looks out needs no guest that sleeps. */
static void host_beside_a_polling_guest(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 APART "nic.notify.guest=poll nic.notify.tx_complete=orphan faults.recheck.side=host "
				       "faults.recheck.every=3 faults.recheck.window=5us"));
	CU_ASSERT(try_is(&t, "missed_rechecks", 33));
	try_end(&t);
}

static void by_chance(void)
{
	struct tried t, again;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX, APART "run.packets=10000 faults.kick.chance=10%%"));
	CU_ASSERT_FATAL(try_fine(&again, TRY_TX, APART "run.packets=10000 faults.kick.chance=10%% nic.ring.format=packed"));
	CU_ASSERT(try_near(&t, "lost_kicks", 1000, 5 * 30)); /* five deviations */
	CU_ASSERT(try_is(&again, "lost_kicks", try_value(&t, "lost_kicks")));
	CU_ASSERT(try_value(&t, "mend_time") > 10);
	try_end(&t), try_end(&again);
	CU_ASSERT(stalls("number 1 (faults.kick: 100 of 100 so far), with 100 entries to take in the transmit ring", TRY_TX,
			 APART "faults.kick.chance=100%"));
}

/* ---- for good ---- */

/* One request at a time, 20 us a round trip: behind the one whose signal is lost there is none. The clock looks every 10 ms. */
static void closed_loop(void)
{
	static const struct {
		int n;
		const char *words;
	} row[] = {
		{2,
		 "the host's transmit side has slept since 20us, for 9.98ms, on a kick that was lost, number 2 (faults.kick: 1 "
		 "of 2"},
		{51, "the host's transmit side has slept since 1ms, for 9ms, on a kick that was lost, number 51 (faults.kick: 1 "
		     "of 51"},
		{100, "the host's transmit side has slept since 1.98ms, for 8.02ms, on a kick that was lost, number 100 (faults"},
		{100, "with 1 entries to take in the transmit ring and 0 packets in front of it"},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char rule[40];
		snprintf(rule, sizeof rule, "faults.kick.at=%d", row[i].n);
		CU_ASSERT(stalls(row[i].words, TRY_RR, rule));
	}
	CU_ASSERT(stalls("the guest's driver has slept since 200us, for 9.8ms, on an interrupt that was lost, number 10", TRY_RR,
			 "faults.interrupt.at=10"));
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, "faults.kick.at=101 faults.interrupt.at=101"));
	CU_ASSERT(try_is(&t, "kicks", 100));
	try_end(&t);
}

/* What was lost has moved the index past the event: no later one passes it. With flags a later one does. */
static void event_indices(void)
{
	static const char *const more[] = {"", " nic.ring.format=packed"};
	char settings[200];
	for (int i = 0; i < 2; i++) {
		snprintf(settings, sizeof settings, APART "nic.notify.host=event_idx faults.kick.at=10%s", more[i]);
		CU_ASSERT(stalls("has slept since 90us", TRY_TX, settings));
		CU_ASSERT(stalls("with 91 entries to take in the transmit ring", TRY_TX, settings));
		snprintf(settings, sizeof settings, APART "nic.notify.host=event_idx faults.interrupt.at=10%s", more[i]);
		CU_ASSERT(stalls(
			"on an interrupt that was lost, number 10 (faults.interrupt: 1 of 10 so far), with 91 entries to take in "
			"the receive ring and 0 packets in front of it",
			TRY_RX, settings));
	}
	CU_ASSERT(stalls("the guest's driver has slept since 9us", TRY_XEN, "faults.interrupt.at=10"));
	CU_ASSERT(stalls("the guest's driver has slept since 9us", TRY_RX,
			 "nic.backend.model=ideal nic.backend.auto_mask=true faults.interrupt.at=10"));
}

/* A full ring whose sender waits for an interrupt, and an empty one whose back end waits for a kick. */
static void full_and_dry(void)
{
	CU_ASSERT(stalls("the guest's sender, whose ring was full, has slept", TRY_TX,
			 "nic.ring.entries=32 nic.notify.tx_complete=napi faults.interrupt.at=1"));
	CU_ASSERT(stalls(
		"the host's receive side, whose ring was empty, has slept", TRY_RX,
		"traffic.model=burst traffic.count=100 nic.ring.entries=8 nic.host_queue=1000 nic.notify.guest.refill=free_above "
		"faults.kick.every=1"));
}

/* ---- looks that are left out ---- */

/*
 * Packets a microsecond apart, each taken at once.  A window that is longer has every other packet wait for the next one, whose signal finds
 * both; one that ends when a packet comes is over.
 */
static void races(void)
{
	static const struct {
		const char *window;
		int races;
	} row[] = {{"1ps", 0}, {"999ns", 0}, {"1us", 0}, {"1000001ps", 49}, {"1.9us", 49}};
	for (int host = 0; host < 2; host++)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
			struct tried t;
			CU_ASSERT_FATAL(
				try_fine(&t, host ? TRY_TX : TRY_RX,
					 "traffic.model=constant traffic.rate=1Mpps run.packets=99 faults.recheck.side=%s "
					 "faults.recheck.every=1 faults.recheck.window=%s",
					 host ? "host" : "guest", row[i].window));
			CU_ASSERT(try_is(&t, "missed_rechecks", 99 - row[i].races));
			CU_ASSERT(try_is(&t, "lost_races", row[i].races));
			CU_ASSERT(try_is(&t, "mended_signals", row[i].races));
			CU_ASSERT(try_is(&t, host ? "kicks" : "interrupts", 99 - row[i].races));
			CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), row[i].races / 99.0));
			try_end(&t);
		}
}

/* Without suppression nothing is asked for; with event indices the first race is the last. */
static void races_by_suppression(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.notify.host=always faults.recheck.every=1 faults.recheck.window=1.5us"));
	CU_ASSERT(try_is(&t, "lost_races", 0));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "faults.recheck.at=5 faults.recheck.window=1.5us"));
	CU_ASSERT(try_is(&t, "lost_races", 1));
	CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), 0.01));
	try_end(&t);
	CU_ASSERT(stalls("the guest's driver has slept since 5us, for 9.995ms, on an interrupt that never came, as look number 5 "
			 "was left out "
			 "(faults.recheck: 1 of 5 so far), with 95 entries to take in the receive ring",
			 TRY_RX, "nic.notify.host=event_idx faults.recheck.at=5 faults.recheck.window=1.5us"));
	CU_ASSERT(stalls("the host's transmit side has slept since 5us, for 9.995ms, on a kick that never came, as look number 5",
			 TRY_TX,
			 "traffic.model=constant traffic.rate=1Mpps nic.notify.host=event_idx faults.recheck.side=host "
			 "faults.recheck.at=5 faults.recheck.window=1.5us"));
}

/* ---- the law ---- */

/* A sleeper is excused until it has taken what it was not told of, and only where that is asked of it. */
static void excused(void)
{
	static struct faults f;
	static struct run run;
	static struct queue q;
	f = (struct faults){.sleeper[FAULT_HOST][1].untold = {.on = true, .index = 3}};
	run.faults = &f;
	q.run = &run;
	q.tx.ring.last_avail = 65535;
	CU_ASSERT(faults_excuse(&q, FAULT_HOST, true));
	CU_ASSERT(!faults_excuse(&q, FAULT_HOST, false));
	CU_ASSERT(!faults_excuse(&q, FAULT_GUEST, true));
	f.judged = &f.sleeper[FAULT_HOST][1];
	CU_ASSERT(!faults_excuse(&q, FAULT_HOST, true));
	f.judged = NULL;
	q.tx.ring.last_avail = 2;
	CU_ASSERT(faults_excuse(&q, FAULT_HOST, true));
	q.tx.ring.last_avail = 3;
	CU_ASSERT(!faults_excuse(&q, FAULT_HOST, true));
	run.faults = NULL;
	q.tx.ring.last_avail = 2;
	CU_ASSERT(!faults_excuse(&q, FAULT_HOST, true));
}

CU_TestInfo test_faults[] = {
	{"one of seven", one_of_seven},
	{"once", once},
	{"late at the end", late_at_the_end},
	{"by chance", by_chance},
	{"a closed loop", closed_loop},
	{"event indices", event_indices},
	{"full and dry rings", full_and_dry},
	{"looks left out", races},
	{"looks left out, by suppression", races_by_suppression},
	{"what is excused", excused},
	{"nobody sleeps", nobody_sleeps},
	{"places come round", places_come_round},
	{"of a list", of_a_list},
	{"a host beside a polling guest", host_beside_a_polling_guest},
	CU_TEST_INFO_NULL,
};
