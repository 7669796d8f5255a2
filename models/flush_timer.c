/*
 * flush_timer.c - sending waits for a timer (QEMU before 2010).
 *
 * 1. A kick masks further kicks and starts the timer (QEMU virtio_net_handle_tx_timer).
 * 2. The timer fires at ceil(now + max(interval, rearm_floor), tick) + slack_ticks ticks: hosts without high-resolution timers only
 *    look at their clock when it ticks.
 * 3. It unmasks kicks and sends what is there; then nothing happens until the next kick.
 * 4. A kick while the timer runs (the ring is full, or it slipped in before the mask), or `early` packets waiting at a kick: the timer
 *    is cancelled, kicks are unmasked, sending starts at once.
 */
#include "base/param.h"
#include "nic/flush.h"
#include "nic/model.h"
#include "virtio/software.h"

struct timer {
	int64_t interval, rearm_floor, tick, slack_ticks, early;
	int id;
	bool running; /* from the kick that started it until the worker, which it woke, has the core */
	bool expired;
	struct queue *q;
	int64_t fired, cancelled;
};

static const struct param params[] = {
	{"interval", UNIT_TIME, 0, PS_PER_S, "150us", NULL, offsetof(struct timer, interval),
	 ONLY("transmits kicked") "configured delay (QEMU TX_TIMER_INTERVAL: 150us)"},
	{"rearm_floor", UNIT_TIME, 0, PS_PER_S, "250us", NULL, offsetof(struct timer, rearm_floor),
	 ONLY("transmits kicked") "never sooner than this (QEMU MIN_TIMER_REARM_US: 250us)"},
	{"tick", UNIT_TIME, 0, PS_PER_S, "0us", NULL, offsetof(struct timer, tick),
	 ONLY("transmits kicked") "granularity of the host's timers; 0us = exact"},
	{"slack_ticks", UNIT_COUNT, 0, 1000, "0", NULL, offsetof(struct timer, slack_ticks),
	 ONLY("transmits kicked tick!=0us") "ticks that pass before the timer is noticed"},
	{"early", UNIT_COUNT, 0, 32768, "64", NULL, offsetof(struct timer, early),
	 ONLY("transmits kicked") "packets waiting at a kick that make it send at once; 0 = never. Kicks are masked while the "
				  "timer runs, so this takes "
				  "one that slipped in"},
	{0},
};
static const struct statistic stats[] = {
	{"tx_timer_fired_per_packet", "", GROUP_COUNT, "transmit timers that ran out", .scale = PER_PACKET,
	 .cell = IN_MODEL(struct timer, fired), .way = WAY_TRANSMITTED},
	{"tx_timer_cancelled_per_packet", "", GROUP_COUNT, "transmit timers cancelled by a kick", .scale = PER_PACKET,
	 .cell = IN_MODEL(struct timer, cancelled), .way = WAY_TRANSMITTED},
	{0},
};

static void unmask(struct timer *t)
{
	t->running = t->expired = false;
	host_tx_arm(t->q);
}

static void fire(void *self)
{
	struct timer *t = self;
	queue_catch_up(t->q);
	t->fired++;
	t->expired = true;
	host_tx_start(t->q);
}

/* The timer's handler runs on the worker's core, which may be busy when the timer runs out: until then kicks stay masked. */
static void begin(void *self, struct queue *q)
{
	struct timer *t = self;
	(void)q;
	if (t->expired) unmask(t);
}

static bool init(void *self, struct queue *q)
{
	struct timer *t = self;
	t->q = q;
	t->id = engine_add(q->engine, "tx timer", fire, t, q->run->max_actors);
	return t->id >= 0;
}

static sim_time when(const struct timer *t, sim_time now)
{
	sim_time due = now + (t->interval > t->rearm_floor ? t->interval : t->rearm_floor);
	if (t->tick == 0) return due;
	return (due + t->tick - 1) / t->tick * t->tick + t->slack_ticks * t->tick;
}

static void kicked(void *self, struct queue *q)
{
	struct timer *t = self;
	bool early = t->early && ring_ready(&q->tx.ring) >= t->early;
	if (t->running || early) {
		t->cancelled += t->running && !t->expired;
		engine_at(q->engine, t->id, TIME_NEVER);
		unmask(t);
		host_tx_start(q);
		return;
	}
	host_tx_disarm(q);
	t->running = true;
	engine_at(q->engine, t->id, when(t, host_tx_moment(q)));
}

/* Nothing more to do here: before it sleeps the worker asks for kicks, unless the timer was started again. */
static bool drained(void *self, struct queue *q, int64_t sent)
{
	(void)self, (void)q, (void)sent;
	return false;
}

static bool waiting(const void *self)
{
	return ((const struct timer *)self)->running;
}

static const struct flush_ops ops = {.init = init, .kicked = kicked, .begin = begin, .drained = drained, .waiting = waiting};

const struct model flush_timer = {.size = sizeof(struct timer), .params = params, .stats = stats, .ops = &ops};
