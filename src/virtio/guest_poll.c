/*
 * guest_poll.c - a virtio driver that polls for ever, of one queue put together: it asks for no interrupt, and learns of everything by
 * looking.  One thread on each of the guest's cores calls receive and transmit of its queues in turn (poller.h).
 */
#include "base/arena.h"
#include "nic/cache_lines.h"
#include "nic/notify.h"
#include "nic/scheme.h"
#include "virtio/guest_poll.h"
#include "virtio/guest_rx.h"
#include "virtio/signal.h"

/* The thread on that core, if a queue before this one has made it. */
static struct poller *poller_on(const struct queue *q)
{
	for (int i = 0; i < q->index; i++) {
		const struct queue *other = &q->run->queue[i];
		if (other->guest_core == q->guest_core && other->guest->polled) return other->guest->polled->rx.poller;
	}
	return NULL;
}

static bool join_thread(struct queue *q)
{
	struct polled *d = polled_of(q);
	struct poller *p = poller_on(q);
	if (!p && !(p = poller_make(q, q->guest_core, CONTEXT_GUEST, "guest poller"))) return false;
	const struct poll_job job = {
		.q = q, .self = d, .look = d->how.look, .found = &q->n.guest_found, .empty = &q->n.guest_empty};
	d->rx = d->tx = job;
	d->rx.due = polled_rx_due, d->rx.begin = polled_rx_begin, d->rx.end = polled_rx_end;
	d->tx.due = polled_tx_due, d->tx.begin = polled_tx_begin, d->tx.end = polled_tx_end;
	if (q->traits.receives || q->traits.acknowledged) poller_add(p, &d->rx);
	if (q->traits.sends) poller_add(p, &d->tx);
	d->rx.poller = d->tx.poller = p;
	rx_of(q)->id = p->id;
	return true;
}

static bool polled_init(struct queue *q)
{
	struct arena *a = q->run->arena;
	struct polled *d = arena_alloc(a, sizeof *d);
	if (!d || !guest_make(q) || !signals_init(q) || !guest_rx_set_up(q)) return false;
	struct guest *g = q->guest;
	g->polled = d;
	guest_tx_set_up(q);
	q->models.poll.ops->polling(q->models.poll.self, q->run->setup, &d->how);
	d->how.lines = lines_between(&d->how.lines, q->traits.policy.far);
	if (q->models.scheme.ops->next_segments) d->how.refill = 1; /* where chains differ a group of them is nothing */
	g->rx.refill_each = false;                                  /* it is the call that posts */
	g->tx.stop_below = 0;
	if (!(d->hand = arena_array(a, (size_t)d->how.burst, sizeof *d->hand))) return false;
	trail_expect(&q->run->trail, 0, d->how.burst);
	return join_thread(q);
}

/* Once, when the driver starts: it never looks at what it says there again. */
static void fill_first(struct queue *q)
{
	q->models.notify.ops->disarm(&q->rx.ring.from_driver);
	q->models.notify.ops->disarm(&q->tx.ring.from_driver);
	guest_fill_first(q);
	if (q->rx.lines) lines_post(q->rx.lines, rx_of(q)->posted, (int32_t)rx_of(q)->next_entries);
}

bool guest_counts_lines(const struct queue *q)
{
	return q->guest->polled && !q->guest->polled->how.kernel && !q->models.scheme.ops->next_segments;
}

static void ready(struct queue *q)
{
	struct poll_job *j = &polled_of(q)->tx;
	if (j->due(j) != TIME_NEVER) poller_look(j);
}

static void published(struct queue *q, bool tx)
{
	struct polled *d = polled_of(q);
	struct poll_job *j = tx ? &d->tx : &d->rx;
	if (j->next && j->due(j) != TIME_NEVER) poller_look(j);
}

static void settle(struct queue *q)
{
	const struct cache_lines *rx = q->rx.lines, *tx = q->tx.lines;
	guest_rx_settle(q);
	if (rx) {
		q->n.lines_ring = rx->moves.transfers + tx->moves.transfers;
		q->n.lines_data = rx->data.transfers + tx->data.transfers;
		q->n.lines_upgraded = rx->moves.upgrades + tx->moves.upgrades + rx->data.upgrades + tx->data.upgrades;
	}
	poller_settle(polled_of(q)->rx.poller);
}

/* Of the queues of one thread the work is that one's whose turn it is. */
static bool cut_of_turn(const struct queue *q, const struct core *c, bool surely, const int64_t *cut, int64_t *spent)
{
	const struct poller *p = polled_of(q)->rx.poller;
	return (surely || (p->core == c && p->at->q == q)) && guest_rx_cut(q, c, true, cut, spent);
}

static const char *unsound(const struct queue *q)
{
	const struct polled *d = polled_of(q);
	if (d->rx.next && poller_stuck(&d->rx)) return "lost wake-up: the guest polls on and does not see packets in its ring";
	if (d->tx.next && poller_stuck(&d->tx)) return "lost wake-up: the guest polls on and does not see packets to send";
	return NULL;
}

static const char *stalled(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	if (ring_done(&q->rx.ring) || polled_of(q)->n > 0) return NULL;
	if (q->rx.ring.free < g->next_entries) return NULL;
	return "nic.notify.guest.rx_free_thresh is more buffers than are free, so none are posted";
}

const struct front_ops polled_front = {.spins = true,
				       .init = polled_init,
				       .fill_first = fill_first,
				       .can_send = guest_can_send,
				       .room = guest_tx_room,
				       .ready = ready,
				       .published = published,
				       .settle = settle,
				       .cut = cut_of_turn,
				       .posted = guest_posted,
				       .unsound = unsound,
				       .stalled = stalled};
