/*
 * test_idle.c - cores that halt and sleep: KVM's halt polling window for scripted idle times, against its rules worked out by hand; which
 * sleep state a stay is long enough for; round trips as the sum of their named parts.
 */
#include "nic/idle.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- a virtual CPU that is idle for given times ---- */

struct script {
	struct tried t;
	idle_until *until;
	void *self;
	sim_time now;
	struct idle_took took; /* of the last time */
};

static void begin(struct script *s, const char *settings)
{
	*s = (struct script){0};
	CU_ASSERT_FATAL(try_load(&s->t, TRY_RX, "idle.guest.model=halt %s", settings));
	const struct chosen *c = &s->t.setup.slot[SLOT_IDLE_GUEST];
	s->until = ((const struct idle_ops *)c->reg->model->ops)->until;
	s->self = c->conf;
}

static void idle(struct script *s, sim_time ps)
{
	s->took = (struct idle_took){0};
	s->until(s->self, s->now, s->now + ps, true, &s->took);
	s->now += ps;
}

/* How long it would poll now: what it has polled of a stay without end, when somebody looks. */
static int window_us(const struct script *s)
{
	struct idle_took took = {0};
	s->until(s->self, s->now, s->now + PS_PER_S, false, &took);
	return (int)(took.polled / PS_PER_US);
}

/* Windows after each of the idle times, in us, both ending with -1. */
static bool windows(struct script *s, const int *idle_us, const int *expected)
{
	bool good = true;
	for (int i = 0; idle_us[i] >= 0; i++) {
		idle(s, idle_us[i] * PS_PER_US);
		if (window_us(s) == expected[i]) continue;
		printf("after idle time %d of %d us the window is %d us, expected %d\n", i, idle_us[i], window_us(s),
		       expected[i]);
		good = false;
	}
	return good;
}
#define LIST(...) ((const int[]){__VA_ARGS__, -1})

static void grows(void)
{
	struct script s;
	begin(&s, "");
	CU_ASSERT(windows(&s, LIST(150, 150, 150, 150, 150, 150), LIST(10, 20, 40, 80, 160, 160)));
	try_end(&s.t);
	begin(&s, ""); /* never longer than 200 us */
	CU_ASSERT(windows(&s, LIST(199, 199, 199, 199, 199, 199), LIST(10, 20, 40, 80, 160, 200)));
	try_end(&s.t);
	begin(&s, "idle.guest.grow=3 idle.guest.grow_start=5us idle.guest.poll=100us");
	CU_ASSERT(windows(&s, LIST(90, 90, 90, 90, 90), LIST(5, 15, 45, 100, 100)));
	try_end(&s.t);
	begin(&s, "idle.guest.grow=0");
	CU_ASSERT(windows(&s, LIST(50, 50), LIST(0, 0)));
	try_end(&s.t);
}

static void shrinks(void)
{
	struct script s;
	begin(&s, "");
	CU_ASSERT(windows(&s, LIST(150, 150, 150, 150, 150, 250, 250, 250, 250, 250, 250),
			  LIST(10, 20, 40, 80, 160, 80, 40, 20, 10, 0, 0)));
	try_end(&s.t);
	begin(&s, "idle.guest.shrink=0");
	CU_ASSERT(windows(&s, LIST(150, 150, 150, 150, 150, 250), LIST(10, 20, 40, 80, 160, 0)));
	try_end(&s.t);
}

/* 200 us exactly neither grows the window nor shrinks it. */
static void edge(void)
{
	struct script s;
	begin(&s, "");
	CU_ASSERT(windows(&s, LIST(200, 200, 201, 1000000), LIST(0, 0, 0, 0)));
	try_end(&s.t);
	begin(&s, "idle.guest.poll=0us");
	CU_ASSERT(windows(&s, LIST(10, 10, 10), LIST(0, 0, 0)));
	try_end(&s.t);
}

/* Times that it sleeps before polling catches every wake-up: 1 up to 10 us, else 1 + ceil(log2(I / 10 us)). */
static void sleeps_before_caught(void)
{
	static const struct {
		int us, sleeps;
	} expected[] = {{5, 1}, {10, 1}, {11, 2}, {20, 2}, {30, 3}, {80, 4}, {150, 5}, {160, 5}, {180, 6}};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct script s;
		int sleeps = 0;
		begin(&s, "");
		for (int k = 0; k < 20; k++) {
			idle(&s, expected[i].us * PS_PER_US);
			sleeps += !s.took.caught;
		}
		CU_ASSERT(sleeps == expected[i].sleeps);
		CU_ASSERT(s.took.polled == expected[i].us * PS_PER_US);
		try_end(&s.t);
	}
}

/* The whole time counts, until the thread runs again: 150 us of idleness and 60 us of waking up are more than 200 us. */
static void waking_counts(void)
{
	struct script s;
	begin(&s, "prices.halt_wakeup=60us");
	CU_ASSERT(windows(&s, LIST(150, 150), LIST(0, 0)));
	try_end(&s.t);
	begin(&s, "prices.halt_wakeup=40us");
	CU_ASSERT(windows(&s, LIST(150, 150), LIST(10, 20)));
	try_end(&s.t);
}

#define SKX                                                                                                               \
	"prices.c1_exit=2us prices.c1_residency=2us prices.c1e_exit=10us prices.c1e_residency=20us prices.c6_exit=133us " \
	"prices.c6_residency=600us "

/* Where each part lies: out of the guest, polling, asleep, back. */
static void parts(void)
{
	struct script s;
	begin(&s, SKX "prices.halt_exit=1us prices.halt_entry=2us prices.halt_wakeup=4us");
	idle(&s, PS_PER_S);
	CU_ASSERT(s.took.entering == 1 * PS_PER_US);
	CU_ASSERT(s.took.polled == 0);
	CU_ASSERT(s.took.waking == (133 + 4 + 2) * PS_PER_US);
	idle(&s, PS_PER_US / 2); /* it had not left yet, and sees that there is work */
	CU_ASSERT(s.took.entering == PS_PER_US / 2);
	CU_ASSERT(s.took.waking == PS_PER_US / 2 + 2 * PS_PER_US);
	idle(&s, 5 * PS_PER_US); /* 4 us asleep */
	CU_ASSERT(s.took.waking == (2 + 4 + 2) * PS_PER_US);
	idle(&s, 5 * PS_PER_US); /* by now the window is 10 us */
	CU_ASSERT(s.took.caught);
	CU_ASSERT(s.took.polled == 4 * PS_PER_US);
	CU_ASSERT(s.took.waking == 2 * PS_PER_US);
	try_end(&s.t);
}

/* ---- sleep states ---- */

static void states(void)
{
	const struct sleep_state skx[SLEEP_STATES] = {{2, 2, 1}, {10, 20, 1}, {133, 600, 1}}, none[SLEEP_STATES] = {{0}};
	CU_ASSERT(sleep_exit(skx, 1, 1000) == 0);
	CU_ASSERT(sleep_exit(skx, 2, 1000) == 2);
	CU_ASSERT(sleep_exit(skx, 19, 1000) == 2);
	CU_ASSERT(sleep_exit(skx, 20, 1000) == 10);
	CU_ASSERT(sleep_exit(skx, 599, 1000) == 10);
	CU_ASSERT(sleep_exit(skx, 600, 1000) == 133);
	CU_ASSERT(sleep_exit(skx, 600, 132) == 10);
	CU_ASSERT(sleep_exit(skx, 600, 0) == 0);
	CU_ASSERT(sleep_exit(none, 600, 1000) == 0);
}

/* ---- whole runs ---- */

/*
 * A request a second, everything else free: 20 us on the wire.  The vCPU has slept for a second as it sends; vhost, as the kick comes and,
 * 20 us later, as the answer does; the vCPU 20 us after it sent.
 */
#define RARE "run.packets=20 traffic.think=1s "
static void rare_round_trips(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, RARE));
	CU_ASSERT(try_near(&t, "latency_mean", 20, 1e-6));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, RARE SKX "idle.host.model=sleep"));
	CU_ASSERT(try_near(&t, "latency_mean", 133 + 20 + 10, 1e-6));
	try_end(&t);
	/* vCPU: 133 + 4 + 2; then idle until the answer is there: 20 us, less 1 on the way out, which is 19 us asleep: c1, 2 + 4 + 2. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR,
				 RARE SKX "idle.guest.model=halt idle.guest.poll=0us prices.halt_exit=1us prices.halt_entry=2us "
					  "prices.halt_wakeup=4us"));
	CU_ASSERT(try_near(&t, "latency_mean", 139 + 20 + 8, 1e-6));
	CU_ASSERT(try_near(&t, "idle_wakeups_per_packet", 2, 0.06));
	CU_ASSERT(try_is(&t, "idle_polled_per_packet", 0));
	try_end(&t);
}

/* One after the other: polling catches each answer from the third on, and nothing but entering the guest is paid; the core is always busy. */
static void busy_round_trips(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR,
				 "run.packets=2000 " SKX "idle.guest.model=halt prices.halt_entry=2us prices.halt_wakeup=4us"));
	CU_ASSERT(try_near(&t, "latency_mean", 22, 0.1));
	CU_ASSERT(try_near(&t, "latency_p99", 22, 0.5));
	CU_ASSERT(try_near(&t, "idle_polled_per_packet", 1, 0.01));
	CU_ASSERT(try_near(&t, "cpu_guest0_busy", 100, 0.1));
	try_end(&t);
}

/* A core that always works does not sleep: the run is that of cores that are awake. */
static void saturated(void)
{
	double rate[2];
	for (int on = 0; on < 2; on++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 SKX "run.packets=20000 prices.guest_rx_packet=2us prices.host_rx_packet=1us%s",
					 on ? " idle.guest.model=halt idle.host.model=sleep" : ""));
		rate[on] = try_value(&t, "delivered") / try_value(&t, "packet_rate");
		try_end(&t);
	}
	CU_ASSERT(fabs(rate[1] - rate[0]) < 20e-6);
}

/* What a core did until somebody looked, and what it does behind that, are both booked once. */
static void looked_at(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR,
				 "run.packets=0 run.warmup=1010us run.length=10ms traffic.think=100us idle.guest.model=halt"));
	CU_ASSERT(try_near(&t, "cpu_guest0_busy", 100, 1e-6));
	try_end(&t);
}

static void refused(void)
{
	struct tried t;
	CU_ASSERT(!try_load(&t, TRY_RX, "idle.host.model=halt"));
	CU_ASSERT(try_refused(&t, "is what a virtual CPU does"));
	try_end(&t);
	CU_ASSERT(!try_load(&t, TRY_RX, "idle.guest.model=halt cores.host=[a] cores.guest=[a]"));
	CU_ASSERT(try_refused(&t, "one of both sides"));
	try_end(&t);
	CU_ASSERT(!try_load(&t, "tests/scenarios/hardware.yaml", "idle.host.model=sleep"));
	CU_ASSERT(try_refused(&t, "needs no core of the host"));
	try_end(&t);
}

CU_TestInfo test_idle[] = {
	{"the window grows", grows},
	{"the window shrinks", shrinks},
	{"the edge of the window", edge},
	{"sleeps before it is caught", sleeps_before_caught},
	{"waking up counts", waking_counts},
	{"parts of a halt", parts},
	{"sleep states", states},
	{"rare round trips", rare_round_trips},
	{"busy round trips", busy_round_trips},
	{"saturated", saturated},
	{"looked at in between", looked_at},
	{"refused", refused},
	CU_TEST_INFO_NULL,
};
