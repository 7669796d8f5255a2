/*
 * guest_defer.c - interrupts that the driver's receive side does not ask for again at once: a timer polls in their place, until it has found
 * nothing so many times (Linux napi_complete_done, napi_watchdog).
 *
 *   POLLING --all found--> DEFERRED (interrupts off, timer) --timer--> POLLING --nothing, the last time--> ARMED
 *
 * virtio's driver asks for the next interrupt before it knows, and takes that back at once (virtqueue_napi_complete): no time is between.
 */
#include "machine/work.h"
#include "virtio/guest_rx.h"
#include "virtio/guest_turns.h"

/* A poll that found packets begins the count anew. */
static inline int32_t defers_left(const struct guest_rx *g)
{
	return g->received > 0 ? g->defer.count : g->defers;
}

bool guest_rx_defers(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	const bool held = g->received > 0 && g->gro.n > 0;
	g->defers = defers_left(g);
	const bool off = g->defers > 0;
	if (off || held) g->poll_due = q->engine->now + core_ahead(g->core) + g->defer.timeout;
	if (g->poll_due < g->next_due) g->next_due = g->poll_due;
	if (!off) return false;
	g->defers--;
	guest_ends_polling(q);
	return true;
}

bool guest_rx_timer(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (g->poll_due > q->engine->now) return false;
	g->poll_due = TIME_NEVER;
	core_spend(g->core, LEDGER_IRQ, q->run->setup->irq_handler + q->run->setup->guest_timer);
	if (!g->polling) { /* interrupts are as they were */
		guest_begins_to_poll(q);
		q->n.timer_polls++;
	}
	if (g->core->open == 0) return false;
	core_go(g->core, g->id);
	return true;
}

sim_time guest_rx_held_from(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	const sim_time now = q->engine->now;
	const bool holds = g->defer.timeout && g->received < g->budget && (g->received > 0 || g->defers > 0);
	return holds ? now - now % g->defer.jiffy : TIME_NEVER;
}
