/* xen.c - netfront and netback of one queue put together, and what must always hold for them. */
#include "xen/xen.h"
#include "nic/faults.h"
#include "nic/poll.h"
#include "xen/app.h"
#include "xen/dom0.h"
#include "xen/netback.h"
#include "xen/netfront.h"

static void link_guests(struct xen *x)
{
	struct queue *q = x->q;
	struct run *run = q->run;
	int queues = (int)run->setup->queues;
	x->domain = q->index < queues ? XEN_GUEST : XEN_OTHER_GUEST;
	x->other = run->setup->direction == DIR_GUESTS ? &run->queue[(q->index + queues) % run->n_queues] : NULL;
	if (x->domain == XEN_OTHER_GUEST) load_silence(q);
	x->reads = x->tcp && x->application && (!x->other || x->domain == XEN_OTHER_GUEST);
}

/* The order of actors: of those that are due at the same time the first one goes first. */
static bool add_actors(struct xen *x)
{
	bool in_guest = x->q->run->setup->direction != DIR_TX;
	return netfront_rx_init(x) && netfront_tx_init(x) && xenvif_tx_init(x) && xenvif_rx_init(x) && qdisc_init(x) &&
	       (!x->reads || app_init(x, in_guest ? &netfront_app_end : &dom0_app_end));
}

bool xen_init(void *self, struct queue *q)
{
	struct xen *x = self;
	x->q = q;
	q->models.scheme.ops->grants(q->models.scheme.self, &x->grants);
	x->tcp = q->traits.acknowledged;
	x->spins = q->models.poll.ops->spins;
	link_guests(x);
	return xen_host_join(x) && gnttab_init(x) && gnttab_price(x) && netfront_ack_init(x) && xenvif_gop_init(x) &&
	       add_actors(x);
}

void xen_rx_ready(void *self, struct queue *q)
{
	(void)q;
	qdisc_ready(self);
}

void xen_kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	const struct xen *x = self;
	bool both = x->channels == XEN_CHANNELS_SHARED; /* who is told looks at both rings */
	(void)q;
	if (tx || both) xenvif_tx_kicked(self, t);
	if (!tx || both) xenvif_rx_kicked(self, t);
}

/* ---- soundness ---- */

bool xen_stuck(const void *self, const struct queue *q)
{
	const struct xen *x = self;
	(void)q;
	return xenvif_tx_stuck(x) || (x->reads && app_stuck(x)) || xenvif_rx_stuck(x) || qdisc_stuck(x);
}

static const char *unsound(const struct queue *q)
{
	const struct xen *x = xen_of(q);
	const char *broken = gnttab_unsound(x->gnttab);
	if (!broken) broken = xenvif_tx_unsound(x);
	if (!broken) broken = xenvif_gop_unsound(x);
	if (broken) return broken;
	if (netfront_rx_asleep(x) && ring_done(&q->rx.ring) && !faults_excuse(q, FAULT_GUEST, false))
		return "lost wake-up: the guest sleeps with packets in its ring";
	if (!netfront_tx_asleep(x) || !netfront_rx_asleep(x)) return NULL;
	if (q->guest_queue.count && !netfront_tx_stopped(x))
		return "lost wake-up: the guest's sender sleeps with packets to send";
	if (xenvif_tx_asleep(x) && q->tx.ring.kicked_at != q->tx.ring.avail_idx && ring_ready(&q->tx.ring))
		return "lost wake-up: packets were sent and netback not told";
	if (netfront_tx_stopped(x) && q->tx.ring.avail_idx == q->tx.ring.used_idx && !faults_excuse(q, FAULT_GUEST, true))
		return "lost wake-up: the guest's transmission is stopped for ever";
	return NULL;
}

static int64_t capacity(const struct queue *q, bool out, int32_t len)
{
	return out ? netfront_tx_capacity(q, len) : xenvif_rx_capacity(q, len);
}

const struct front_ops xen_front = {.spins = true,
				    .fill_first = netfront_fill_first,
				    .can_send = netfront_can_send,
				    .capacity = capacity,
				    .ready = netfront_tx_ready,
				    .settle = netfront_settle,
				    .posted = netfront_posted,
				    .unsound = unsound};
