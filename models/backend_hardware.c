/*
 * backend_hardware.c - a virtio NIC in hardware, behind nic.link.
 *
 * Receive: 1. Packets wait in the device (nic.host_queue) until there are `batch` of them, or `batch_wait` is over, and buffers.
 *    With `batch` 1 each is begun as it comes; with more, packets that come at the same time are seen together.  The device has room
 *    for `buffer` bytes of those it has begun and not yet written, of all queues, and for one batch alone however large; with `waits_in:
 *    buffer` also of those that wait.
 * 2. Reads, each depending on the one before: what the ring's format asks for (split: available index, available entries,
 *    descriptors; packed: descriptors), then the indirect tables, all at once. An index that a kick has brought is not read.
 *    With a `descriptor_cache` what the format asks for has been read ahead (device/prefetch.h), and only tables are read now.
 * 3. Writes, posted, one after the other: header and payload per segment, then what the format asks for (used entries, index). Where
 *    used entries have room for packets each is a write of its own, of a packet that lies in it together with the packet.
 * 4. When they have left: MSI-X, if the driver wishes one; where that stands in no word read before, it is read now.
 *    `nic.link.prefetch` batches of each queue and direction are under way at a time, `batches` of all of them.  Queues that find no
 *    room take turns, a batch each, or with `weights` in proportion to them: batches (weighted round robin), or with a `quantum` bytes
 *    (deficit weighted round robin).  Of several `functions` each has a buffer, batches, turns and descriptors of its own; link, tags,
 *    credits and engines are the link's, and shared.
 * Transmit: 1. The doorbell. 2. The same reads, and the packets themselves. 3. Packets go to the wire. 4. Completions, MSI-X.
 *    With a `queue_rate` a packet is begun when those before it in its queue have been paid for, but for `queue_burst`; received ones with
 *    `receive_rates`.
 * What was written and given back is in memory after the link's crossing (device/crossing.h): then the driver sees it, and MSI-X follows.
 * The ring dry, or empty: nothing happens until the next doorbell. Every operation takes its share of the link, its tags and the engine.
 * (virtio 1.x 2.7, 2.8 from the device's side)
 */
#include "device/hardware.h"
#include "nic/backend.h"
#include "nic/faults.h"
#include "nic/model.h"
#include "nic/rates.h"
#include "nic/weights.h"
#include "virtio/guest.h"
#include "virtio/signal.h"

#define LEAST_QUANTUM 64 /* no frame has less */
static const char *const waits[] = {"host_queue", "buffer", NULL};

static const struct param params[] = {
	{"batch", UNIT_COUNT, 1, MAX_BATCH, "1", NULL, offsetof(struct hardware, batch), "packets the device handles together"},
	{"batch_wait", UNIT_TIME, 0, PS_PER_S, "0us", NULL, offsetof(struct hardware, batch_wait),
	 ONLY("batch!=1") "how long it waits for a batch to fill; 0us = it takes what is there"},
	{"batches", UNIT_COUNT, 0, MAX_BATCHES, "0", NULL, offsetof(struct hardware, batches),
	 "batches under way at a time, of all queues and both directions; 0 = no limit but each queue's own, nic.link.prefetch"},
	{"functions", UNIT_COUNT, 1, 256, "1", NULL, offsetof(struct hardware, functions),
	 "of the device on its link, or NICs on one: queues are dealt to them in turn, and each has room, batches and "
	 "descriptors "
	 "of its own"},
	{"weights", UNIT_TEXT, 0, TEXT_OR_LIST, "", NULL, offsetof(struct hardware, weights),
	 ONLY("batches!=0") "of queues that take turns, dealt to them in turn: [3, 1] or 3:1; without, all alike"},
	{"quantum", UNIT_BYTES, 0, INT64_C(1) << 20, "0B", NULL, offsetof(struct hardware, quantum),
	 ONLY("batches!=0") "bytes of packets that a queue of weight 1 may begin in its turn, what is too much being owed; 0B = "
			    "turns are of batches"},
	{"queue_rate", UNIT_BITRATE, 0, INT64_C(1000000000000), "0b/s", NULL, offsetof(struct hardware, queue_rate),
	 "what a queue may send, frames without check sequence, as tx_maxrate of Linux; 0b/s = no limit"},
	{"queue_rates", UNIT_TEXT, 0, TEXT_OR_LIST, "", NULL, offsetof(struct hardware, queue_rates),
	 "in the place of queue_rate: of each queue, dealt to them in turn: [1Gb/s, 0b/s]; 0b/s = no limit"},
	{"receive_rates", UNIT_TEXT, 0, TEXT_OR_LIST, "", NULL, offsetof(struct hardware, receive_rates),
	 ONLY("receives") "the same of what each receives, which waits for it as packets do that are not begun; one rate is of "
			  "all"},
	{"queue_burst", UNIT_BYTES, 0, INT64_C(1) << 30, "16KiB", NULL, offsetof(struct hardware, queue_burst),
	 ONLY("paced") "and so much more at once after a pause, or a wait for its turn; the default is a guess, of a "
		       "frame to 64KiB; 0B = packets are spaced evenly"},
	{"rate_queues", UNIT_COUNT, 0, 256, "0", NULL, offsetof(struct hardware, rate_queues),
	 ONLY("queue_rate!=0b/s") "of the first so many queues alone; 0 = of all"},
	{"buffer", UNIT_BYTES, 0, INT64_C(1) << 30, "0B", NULL, offsetof(struct hardware, buffer),
	 ONLY("receives") "for received packets, of all queues, until their writes have left: 512KiB in Intel's of ixgbe (DPDK); "
			  "0B = no limit"},
	{"waits_in", UNIT_WORD, 0, 0, "host_queue", waits, offsetof(struct hardware, waits_in),
	 ONLY("receives buffer!=0B") "where packets wait that are not begun: in front of the buffer, as many as nic.host_queue "
				     "says, "
				     "or in it"},
	{"descriptor_cache", UNIT_COUNT, 0, 32768, "0", NULL, offsetof(struct hardware, descriptor_cache),
	 ONLY("receives") "receive descriptors that the device fetches ahead, per queue; 0 = they are read when packets are "
			  "there"},
	{"device_cache", UNIT_COUNT, 0, INT64_C(1) << 24, "0", NULL, offsetof(struct hardware, device_cache),
	 ONLY("receives descriptor_cache!=0") "and of all queues together; 0 = no limit"},
	{"fetch", UNIT_COUNT, 1, 4096, "8", NULL, offsetof(struct hardware, fetch),
	 ONLY("receives descriptor_cache!=0") "descriptors fetched at once, fewer when none is on chip; 8: ixgbe's thresholds "
					      "(DPDK)"},
	{"fetches", UNIT_COUNT, 0, 4096, "0", NULL, offsetof(struct hardware, fetches),
	 ONLY("receives descriptor_cache!=0") "fetches of a queue under way at a time, 1 as AMD's QDMA; 0 = as many as fit"},
	{0},
};
static const struct price prices[] = {
	{"kick", UNIT_TIME, "kick", offsetof(struct hardware, doorbell), "guest core time of one doorbell", REQUIRED},
	{"irq_latency", UNIT_TIME, NULL, offsetof(struct hardware, irq_latency),
	 "from the interrupt's arrival to the guest's handler", REQUIRED},
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct hardware *h = self;
	(void)setup;
	bool shared = (h->batches && (*h->weights || h->quantum)) || hardware_limits_rates(h) || h->functions > 1;
	*p = (struct host_policy){
		.kick = h->doorbell,
		.irq_latency = h->irq_latency,
		.used_batch = 1,
		.functions = (int)h->functions,
		.weights = shared ? h->weights : NULL,
	};
}

/* ---- the end of a batch ---- */

static void finish_tx(struct queue *q, uint16_t token)
{
	struct packet p = q->tx.packet[token];
	ring_push(&q->tx.ring, token);
	wire_out(q, &p);
}

static inline void finish_rx(struct queue *q, uint16_t token, sim_time there)
{
	if (q->rx.chain[token] != CHAIN_REST) rx_cached(&q->rx, token, q->traits.header);
	rx_push(&q->rx, token, there);
}

/* What a batch has given back is in memory. */
static void told(struct queue *q, bool tx, int n, sim_time now)
{
	(void)now;
	device_signal(q, q->host_core, tx, n);
}

HOT static void finish_batch(struct pipeline *p, uint32_t job, sim_time now)
{
	struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	struct queue *q = p->q;
	for (int i = 0; i < b->tokens; i++) {
		uint16_t token = token_at(c, b->first + (uint32_t)i);
		if (p->tx)
			finish_tx(q, token);
		else
			finish_rx(q, token, now + c->crossing.takes);
	}
	if (c->limited) {
		c->device->under_way--;
		c->device->stored -= b->bytes;
		device_next(c->device, p);
	}
	crossing_publish(&c->crossing, told, b->tokens, now);
}

static const struct pipeline_ops batches = {.begin = hardware_begin, .finish = finish_batch};

static bool init(void *self, struct queue *q)
{
	return hardware_init(self, q, &batches, told) && signals_add_timers(q);
}

/* ---- what the queue tells it ---- */

/* The packet that has just come, into the buffer; false = it is full, and the packet is lost. */
static COLD bool store(struct hardware *h, struct queue *q)
{
	const struct fifo *f = &q->host_queue;
	struct device *d = h->rx.device;
	int32_t len = f->slot[(f->head + f->count - 1) & f->mask].len;
	struct packet packet;
	d->stored += len;
	if (d->stored <= d->buffer) return true;
	d->stored -= len;
	host_return(q, &packet);
	packet_discarded(q, &packet, DROP_DEVICE_BUFFER);
	return false;
}

static void rx_ready(void *self, struct queue *q)
{
	struct hardware *h = self;
	if (h->waits_in == IN_BUFFER && !store(h, q)) return;
	if (h->rx.waits_since != TIME_NEVER && q->host_queue.count < h->batch) return;
	if (h->batch == 1)
		pipeline_arrival(&h->rx.line);
	else if (!q->tally.dry.value) /* others may come at the same time */
		pipeline_look_at(&h->rx.line, q->engine->now);
}

HOT static void kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	struct hardware *h = self;
	struct course *c = tx ? &h->tx : &h->rx;
	q->n.kick_handlers++;
	sim_time there = bus_doorbell(q->run->bus, &q->n, t, q->models.ring.ops->notification(q->models.ring.self));
	c->told = c->line.ring->avail_idx;
	if (c->told_at <= q->engine->now) c->told_at = there;
	pipeline_kicked(&c->line, there);
	if (!c->ahead) return;
	if (c->kicks_tell) prefetch_told(c->ahead, c->told);
	pipeline_look_at(&c->ahead->line, there);
}

static bool is_full(const void *self, const struct queue *q)
{
	const struct course *c = &((const struct hardware *)self)->rx;
	return q->host_queue.count && !hardware_could_store(c);
}

static void wire_room(void *self, struct queue *q)
{
	(void)q;
	pipeline_go(&((struct hardware *)self)->tx.line);
}

static bool fetching(const struct hardware *h)
{
	return h->rx.ahead && (h->ahead.line.begun != h->ahead.line.done || agenda_has(&h->ahead.line.look));
}

/* What is under way comes back, and with it buffers; a kick that is on its way tells of some. */
static bool waits_for_buffers(const void *self, const struct queue *q)
{
	const struct hardware *h = self;
	(void)q;
	return h->rx.line.begun == h->rx.line.done && !agenda_has(&h->rx.line.look) && !fetching(h) &&
	       !crossing_has(&h->rx.crossing);
}

static bool stuck(const void *self, const struct queue *q)
{
	const struct hardware *h = self;
	if (!fetching(h) && pipeline_stuck(&h->rx.line) && queue_could_place(q) && q->rx.ring.kicked_at == q->rx.ring.avail_idx &&
	    !faults_excuse(q, FAULT_HOST, false))
		return true;
	return pipeline_stuck(&h->tx.line) && q->tx.ring.kicked_at == q->tx.ring.avail_idx && !wire_out_full(q) &&
	       !faults_excuse(q, FAULT_HOST, true);
}

static bool check_rates(const struct hardware *h, struct complaint *c)
{
	static const char *const none = "'%.40s' are no rates, expected each from 0b/s to 1000Gb/s, such as [1Gb/s, 0b/s]";
	if (!rates_valid(h->queue_rates)) return complain(c, "nic.backend.queue_rates", none, h->queue_rates);
	if (!rates_valid(h->receive_rates)) return complain(c, "nic.backend.receive_rates", none, h->receive_rates);
	return !*h->queue_rates || !h->queue_rate ||
	       complain(c, "nic.backend.queue_rates", "stands in the place of nic.backend.queue_rate, expected one of the two");
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct scheme_ops *scheme = setup->slot[SLOT_SCHEME].reg->model->ops;
	const struct chosen *link = &setup->slot[SLOT_LINK];
	const struct hardware *h = self;
	struct link_traits t = {0};
	if (!weights_valid(h->weights))
		return complain(c, "nic.backend.weights",
				"'%.40s' are no weights, expected whole numbers from 1 to %d, such as 3:1", h->weights,
				WEIGHT_MOST);
	if (!check_rates(h, c)) return false;
	if (h->quantum && h->quantum < LEAST_QUANTUM)
		return complain(c, "nic.backend.quantum", "%lldB is too little for a turn, expected 0B or at least %dB",
				(long long)h->quantum, LEAST_QUANTUM);
	((const struct link_ops *)link->reg->model->ops)->traits(link->conf, &t);
	if (t.up_fs == 0)
		return complain(c, "nic.link.model",
				"a device in hardware reaches the host's memory by a link, expected one, such as pcie");
	if (!scheme->segments)
		return complain(c, "nic.scheme.model", "scheme '%s' does not say how its buffers are laid out",
				setup->slot[SLOT_SCHEME].reg->name);
	return true;
}

/* A message: a write on the link. */
static sim_time interrupt(void *self, struct queue *q)
{
	(void)self;
	return bus_interrupt(q->run->bus, &q->n, q->engine->now);
}

static const struct backend_ops ops = {.uses_link = true,
				       .front = &virtio_front,
				       .policy = policy,
				       .init = init,
				       .rx_ready = rx_ready,
				       .is_full = is_full,
				       .kicked = kicked,
				       .wire_room = wire_room,
				       .interrupt = interrupt,
				       .waits = waits_for_buffers,
				       .stuck = stuck};

const struct model backend_hardware = {.size = sizeof(struct hardware),
				       .params = params,
				       .prices = prices,
				       .ops = &ops,
				       .check = check,
				       .bounds = hardware_bounds};
