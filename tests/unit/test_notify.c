/* test_notify.c - who is signalled when: event indices by brute force, flags, the 3/4 rule, whole runs across the wrap. */
#include "base/arena.h"
#include "nic/model.h"
#include "nic/notify.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct notify_ops *ops_of(const char *name)
{
	const struct registered *r = model_find("notify", name);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	return r->model->ops;
}

/* By definition: publishing entries old, old + 1, ... new - 1 signals if the entry named by event is one of them. */
static bool among(uint16_t event, uint16_t old, uint16_t n)
{
	bool found = false;
	for (uint16_t i = 0; i < n; i++)
		found |= (uint16_t)(old + i) == event;
	return found;
}

/* Rings of up to 8 entries: every index position, every batch, every event in reach and some out of it. */
static void need_event_everywhere(void)
{
	const struct notify_ops *ops = ops_of("event_idx");
	long wrong = 0, yes = 0;
	for (uint32_t at = 0; at < 65536; at++)
		for (uint16_t n = 0; n <= 8; n++)
			for (int near = -10; near <= 18; near++) {
				uint16_t old = (uint16_t)at, new = (uint16_t)(old + n);
				struct wish w = {.off = true, .event = (uint16_t)(old + near)}; /* the flag does not count */
				bool expected = near >= 0 && near < n;
				yes += expected;
				wrong += ops->must_signal(&w, new, old) != expected || need_event(w.event, new, old) != expected;
			}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(yes, 65536L * 36);
}

/* Every event at all, for some index positions and batches. */
static void need_event_for_every_event(void)
{
	static const uint16_t olds[] = {0, 1, 255, 32767, 32768, 65527, 65534, 65535}, batches[] = {0, 1, 3, 64};
	long wrong = 0;
	for (size_t o = 0; o < sizeof olds / sizeof *olds; o++)
		for (size_t b = 0; b < sizeof batches / sizeof *batches; b++)
			for (uint32_t event = 0; event < 65536; event++)
				wrong += need_event((uint16_t)event, (uint16_t)(olds[o] + batches[b]), olds[o]) !=
					 among((uint16_t)event, olds[o], batches[b]);
	CU_ASSERT_EQUAL(wrong, 0);
}

/* Armed at an index, the first publication that covers it signals, whatever its size, and no later one. */
static void one_signal_for_one_wish(void)
{
	const struct notify_ops *ops = ops_of("event_idx");
	long wrong = 0;
	for (uint32_t at = 0; at < 65536; at += 7)
		for (uint16_t batch = 1; batch <= 8; batch++) {
			struct wish w = {0};
			uint16_t old = (uint16_t)at, target = (uint16_t)(at + 20);
			int signals = 0;
			ops->arm(&w, target);
			for (int published = 0; published < 60; published += batch) {
				uint16_t new = (uint16_t)(old + batch);
				bool due = published <= 20 && published + batch > 20, signal = ops->must_signal(&w, new, old);
				signals += signal;
				wrong += signal != due;
				ops->disarm(&w);
				old = new;
			}
			wrong += signals != 1;
		}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT(ops->can_delay);
}

static void flags(void)
{
	const struct notify_ops *ops = ops_of("flags"), *always = ops_of("always");
	struct wish w = {0};
	ops->arm(&w, 0);
	CU_ASSERT(ops->must_signal(&w, 0, 65535));
	CU_ASSERT_FALSE(ops->must_signal(&w, 5, 5)); /* nothing was published */
	ops->disarm(&w);
	CU_ASSERT_FALSE(ops->must_signal(&w, 0, 65535));
	CU_ASSERT(always->must_signal(&w, 0, 65535));
	CU_ASSERT_FALSE(always->must_signal(&w, 5, 5));
	ops->arm(&w, 7);
	CU_ASSERT(ops->must_signal(&w, 1, 0));
	always->arm(&w, 7);
	always->disarm(&w);
	CU_ASSERT(always->must_signal(&w, 8, 7));
	CU_ASSERT_FALSE(ops->can_delay);
	CU_ASSERT_FALSE(always->can_delay);
}

/* A ring with `out` chains with the device, `done` of them used and published. */
static void fill(struct ring *r, int out, int done)
{
	for (int i = 0; i < out; i++)
		ring_add(r, 1);
	ring_publish(r);
	for (int i = 0; i < done; i++)
		ring_push(r, ring_pop(r));
	ring_publish_used(r);
}

/* Complete one after the other until the driver is signalled; -1 = never. */
static int until_signal(struct ring *r, const struct notify_ops *ops)
{
	for (int n = 1; ring_ready(r); n++) {
		uint16_t old = r->used_idx;
		ring_push(r, ring_pop(r));
		ring_publish_used(r);
		if (ops->must_signal(&r->from_driver, r->used_idx, old)) return n;
	}
	return -1;
}

static void three_quarters(const struct notify_ops *ops, uint32_t size, uint16_t start)
{
	for (int out = 0; out <= (int)size; out++)
		for (int done = 0; done <= out; done++) {
			struct arena a = {0};
			struct ring r;
			CU_ASSERT_FATAL(ring_init(&r, size, 0, start, &a));
			fill(&r, out, done);
			int wait = ops->can_delay ? 3 * out / 4 : 0;
			bool armed = ring_arm_delayed(&r, ops);
			CU_ASSERT(armed == (done <= wait));
			/* One more than the wait must be done: never more than are out, so that it always comes. */
			if (armed && out > 0) CU_ASSERT_EQUAL(until_signal(&r, ops), done == out ? -1 : wait + 1 - done);
			arena_free(&a);
		}
}

static void three_quarter_rule(void)
{
	const struct notify_ops *event = ops_of("event_idx"), *flag = ops_of("flags");
	static const uint16_t starts[] = {0, 65520, 65535};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		for (uint32_t size = 1; size <= 32; size *= 2) {
			three_quarters(event, size, starts[i]);
			/* Flags can not name a later entry: the next one signals, if nothing is done yet. */
			struct arena a = {0};
			struct ring r;
			CU_ASSERT_FATAL(ring_init(&r, size, 0, starts[i], &a));
			fill(&r, (int)size, 0);
			CU_ASSERT(ring_arm_delayed(&r, flag));
			CU_ASSERT_EQUAL(until_signal(&r, flag), 1);
			CU_ASSERT_FALSE(ring_arm_delayed(&r, flag));
			arena_free(&a);
		}
}

/* ---- whole runs ---- */

static void same_numbers(const char *file, const char *settings)
{
	struct tried zero, wrap;
	CU_ASSERT_FATAL(try_fine(&zero, file, "nic.ring.start_index=0 %s", settings));
	CU_ASSERT_FATAL(try_fine(&wrap, file, "nic.ring.start_index=65530 %s", settings));
	CU_ASSERT_EQUAL_FATAL(zero.out.n_stats, wrap.out.n_stats);
	CU_ASSERT(try_value(&zero, "delivered") > 0);
	for (int i = 0; i < zero.out.n_stats; i++) {
		double a = zero.out.stat[i].value, b = wrap.out.stat[i].value;
		bool same = a == b || (isnan(a) && isnan(b));
		if (!same)
			printf("%s %s: %s is %g from index 0 and %g from 65530\n", file, settings, zero.out.stat[i].name, a, b);
		CU_ASSERT(same);
	}
	try_end(&zero);
	try_end(&wrap);
}

#define BUSY "prices.host_rx_packet=2us prices.guest_rx_packet=3us prices.irq_latency=5us prices.host_wakeup=7us prices.kick=1us "
static void wrap_changes_nothing(void)
{
	static const char *const notify[] = {"event_idx", "flags", "always"};
	char settings[500];
	for (int i = 0; i < 3; i++) {
		for (int complete = 0; complete < 3; complete++) {
			static const char *const completes[] = {"orphan", "napi", "every"};
			snprintf(settings, sizeof settings,
				 "nic.notify.host=%s nic.notify.tx_complete=%s nic.ring.entries=64 traffic.count=1000 "
				 "run.packets=1000 nic.guest_queue=1000 " BUSY,
				 notify[i], completes[complete]);
			same_numbers(TRY_TX, settings);
		}
		snprintf(settings, sizeof settings,
			 "nic.notify.host=%s nic.ring.entries=64 nic.notify.guest.refill=free_above run.packets=1000 "
			 "traffic.rate=0.4Mpps " BUSY,
			 notify[i]);
		same_numbers(TRY_RX, settings);
		snprintf(settings, sizeof settings, "nic.notify.host=%s nic.ring.entries=4 run.packets=1000 " BUSY, notify[i]);
		same_numbers(TRY_RR, settings);
	}
}

/* Once round all 65536 indices and on: stale events may add a signal, but nobody is left waiting. */
static void once_round(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RR, "nic.notify.host=event_idx nic.ring.entries=2 nic.ring.start_index=7 run.packets=70000"));
	CU_ASSERT(try_is(&t, "delivered", 70000));
	/* One kick per request and one interrupt per response, and at most one of each unasked in 65536. */
	CU_ASSERT(try_value(&t, "kicks") >= 70000 && try_value(&t, "kicks") <= 70002);
	CU_ASSERT(try_value(&t, "interrupts") >= 70000 && try_value(&t, "interrupts") <= 70002);
	try_end(&t);
}

CU_TestInfo test_notify[] = {
	{"need_event_everywhere", need_event_everywhere},
	{"need_event_for_every_event", need_event_for_every_event},
	{"one_signal_for_one_wish", one_signal_for_one_wish},
	{"flags", flags},
	{"three_quarter_rule", three_quarter_rule},
	{"wrap_changes_nothing", wrap_changes_nothing},
	{"once_round", once_round},
	CU_TEST_INFO_NULL,
};
