/* guest.c - the virtio driver of one queue put together, and what must always hold for it. */
#include "virtio/guest.h"
#include "base/arena.h"
#include "nic/faults.h"
#include "virtio/guest_rx.h"
#include "virtio/signal.h"

bool guest_make(struct queue *q)
{
	q->guest = arena_alloc(q->run->arena, sizeof *q->guest);
	return q->guest != NULL;
}

static bool guest_init(struct queue *q)
{
	return guest_make(q) && signals_init(q) && guest_rx_init(q) && guest_tx_init(q) &&
	       reader_init(q, &q->guest->reader, q->run->reader_core);
}

/* ---- soundness ---- */

/* The guest sleeps, but published packets wait and nothing will wake it. */
static bool rx_stuck(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	return g->state == GUEST_IDLE && !g->polling && ring_done(&q->rx.ring) && q->engine->wake[g->id] == TIME_NEVER &&
	       g->irq_due == TIME_NEVER && !signals_held(q, false) && !line_has(&g->core->line, g->id) &&
	       !faults_excuse(q, FAULT_GUEST, false);
}

/* Transmission is stopped, everything sent has come back, and nobody will say so. */
static bool tx_stuck(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	return tx_of(q)->stopped && q->tx.ring.avail_idx == q->tx.ring.last_avail &&
	       q->tx.ring.last_avail == q->tx.ring.used_idx && g->state == GUEST_IDLE && g->tx_irq_due == TIME_NEVER &&
	       q->tx.ring.used_idx == q->tx.ring.used_shadow && !signals_held(q, true) && !faults_excuse(q, FAULT_GUEST, true);
}

/* The sender sleeps although it could send, or left something published that the device was not told of. */
static bool sender_stuck(const struct queue *q)
{
	const struct guest_tx *g = tx_of(q);
	if (g->state != GUEST_IDLE) return false;
	/* Untold frames matter only while they wait: a device that polls its ring takes them without having been told. */
	if (q->tx.ring.kicked_at != q->tx.ring.avail_idx && ring_ready(&q->tx.ring)) return true;
	return g->id >= 0 && q->guest_queue.count && !g->stopped && q->engine->wake[g->id] == TIME_NEVER &&
	       !line_has(&g->core->line, g->id);
}

int64_t guest_moves(const struct queue *q, int actor)
{
	const struct guest_tx *tx = tx_of(q);
	const struct reader *r = &q->guest->reader;
	if (actor == rx_of(q)->id) return guest_rx_moves(q);
	if (actor == tx->id) return tx->state == GUEST_PACKET ? tx->packet.len : 0;
	return r->on && actor == r->id && r->reads ? r->hand.frame.packet.len : 0;
}

bool guest_owns(const struct queue *q, int actor)
{
	return actor == rx_of(q)->id || actor == tx_of(q)->id || actor == q->guest->reader.id;
}

static const char *unsound(const struct queue *q)
{
	if (rx_stuck(q)) return "lost wake-up: the guest sleeps with packets in its ring";
	if (sender_stuck(q)) return "lost wake-up: the guest's sender sleeps with packets to send";
	return tx_stuck(q) ? "lost wake-up: the guest's transmission is stopped for ever" : NULL;
}

/* Real drivers stall like this when a packet needs more buffers than are left below the threshold. */
static const char *stalled(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	const struct ring *r = &q->rx.ring;
	if (g->state != GUEST_IDLE || g->polling || ring_done(r) || g->irq_due != TIME_NEVER || g->poll_due != TIME_NEVER)
		return NULL;
	if (q->guest->reader.holds && (q->guest->reader.count || q->guest->reader.reads)) return NULL; /* it gives some back */
	if (r->kicked_at != r->avail_idx) return "nic.notify.guest.kick_after keeps back the kick for those posted last";
	if (r->free < g->next_entries) return NULL;
	if (g->posting.refill_at >= (int64_t)r->size)
		return "nic.notify.guest.refill_count is more descriptors than the ring has, so none are posted";
	return g->posting.counted ? "nic.notify.guest.refill_count posts none yet" : "nic.notify.guest.refill posts none";
}

const struct front_ops virtio_front = {.init = guest_init,
				       .fill_first = guest_fill_first,
				       .can_send = guest_can_send,
				       .room = guest_tx_room,
				       .ready = guest_tx_ready,
				       .settle = guest_rx_settle,
				       .cut = guest_rx_cut,
				       .posted = guest_posted,
				       .unsound = unsound,
				       .stalled = stalled};
