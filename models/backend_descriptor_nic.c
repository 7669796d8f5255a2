#include "base/arena.h"
#include "nic/backend.h"
#include "nic/bus.h"
#include "nic/model.h"
#include "nic/queue.h"
#include "nic/transactions.h"

static const char steps[] =
	"1. A packet waits in nic.host_queue for a buffer, or in the transmit ring; `in_flight` packets are under way at a "
	"time.\n"
	"2. It passes the list of `nic` for its direction (nic/transactions.c), one line after the other; each line is done for "
	"every\n"
	"   `per`-th packet: those in front of the frame for the first they serve, those behind it for the last.\n"
	"3. With `both` it passes the list of the other direction beside it: one packet each way.\n"
	"4. At the end of the list the guest, or the wire, has it. The link carries what the list says and nothing of the ring;\n"
	"   doorbells and interrupts of the list are for the link's and the statistics' sake: device and guest see each other at "
	"no cost.\n"
	"(Neugebauer et al., SIGCOMM 2018; github.com/pcie-bench/pcie-model, model/simple_nic.py)\n";

#define MOST_IN_FLIGHT 4096
#define MAX_STAGES 16

/* One line of a list; a read by the CPU is two: its answer goes up when its request has come down. */
struct stage {
	const struct transaction *t;
	bool answer;
	int32_t turn; /* for packets that are `turn` modulo t->per */
};
struct course {
	struct stage stage[MAX_STAGES];
	int n;
};

/* A packet under way. */
struct transit {
	struct packet packet;
	sim_time due;              /* when its present stage ends */
	uint16_t token[MAX_CHAIN]; /* its buffers */
	int buffers;
};

/* Packets under way in one direction: they pass the stages in order. left[s]: those that have ended stage s. */
struct pipeline {
	struct queue *q;
	int id;
	bool tx;
	struct transit *transit;
	uint32_t begun, left[MAX_STAGES];
	struct course course[2]; /* its own, and with `both` that of the other direction */
	int stages;
};

struct descriptor_nic {
	int64_t nic, both, in_flight;
	struct pipeline rx, tx;
};

static const struct param params[] = {
	{"nic", UNIT_WORD, 0, 0, NULL, transaction_nic_names, offsetof(struct descriptor_nic, nic),
	 "simple: every packet by itself; kernel: 10 GbE NIC with interrupts; dpdk: polled; plain: one write (rx) or read (tx) "
	 "per packet"},
	{"both", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct descriptor_nic, both),
	 "with each packet one goes the other way, which only the link sees"},
	{"in_flight", UNIT_COUNT, 1, MOST_IN_FLIGHT, "256", NULL, offsetof(struct descriptor_nic, in_flight),
	 "packets under way at a time"},
	{0},
};

/* ---- what a packet does on the bus ---- */

static void course_add(struct course *c, const struct transaction *t, bool behind)
{
	int32_t turn = behind ? t->per - 1 : 0;
	c->stage[c->n++] = (struct stage){.t = t, .turn = turn};
	if (t->op == CPU_READ) c->stage[c->n++] = (struct stage){.t = t, .answer = true, .turn = turn};
}

/* False when the list is too long. */
static bool course_fill(struct course *c, const struct transaction *list)
{
	bool behind = false;
	for (const struct transaction *t = list; t->what; t++) {
		if (c->n + 2 > MAX_STAGES) return false;
		behind |= t->bytes == PACKET_BYTES;
		course_add(c, t, behind);
	}
	return true;
}

/* Returns when it is done. */
static sim_time run_stage(struct queue *q, const struct stage *s, int32_t packet, sim_time now)
{
	struct bus *bus = q->run->bus;
	int32_t n = s->t->bytes == PACKET_BYTES ? packet : s->t->bytes;
	switch (s->t->op) {
	case DEVICE_WRITE: return bus_write(bus, &q->n, now, 0, n);
	case DEVICE_READ: return bus_read(bus, &q->n, now, 0, n);
	case CPU_WRITE: return bus_doorbell(bus, &q->n, now, n);
	case CPU_READ: return s->answer ? bus_cpu_answer(bus, &q->n, now, n) : bus_cpu_read(bus, &q->n, now, n);
	case INTERRUPT: q->n.interrupts++; return bus_interrupt(bus, &q->n, now);
	}
	return now;
}

static struct transit *transit_at(struct pipeline *p, uint32_t number)
{
	return &p->transit[number % MOST_IN_FLIGHT];
}

static void begin_stage(struct pipeline *p, uint32_t number, int at, sim_time now)
{
	struct transit *t = transit_at(p, number);
	t->due = now;
	for (int i = 0; i < 2; i++) {
		const struct stage *s = &p->course[i].stage[at];
		if (at >= p->course[i].n || number % (uint32_t)s->t->per != (uint32_t)s->turn) continue;
		sim_time end = run_stage(p->q, s, t->packet.len, now);
		if (end > t->due) t->due = end;
	}
}

/* ---- the ends of the list ---- */

static void tell_guest(struct queue *q, bool tx, sim_time now)
{
	struct ring *r = tx ? &q->tx : &q->rx;
	ring_publish_used(r);
	if (notify_test(q->notify_ops, &r->from_driver, r->used_idx, &r->signalled_at)) guest_interrupt(q, tx, now);
}

static void finish(struct pipeline *p, struct transit *t, sim_time now)
{
	struct queue *q = p->q;
	struct ring *r = p->tx ? &q->tx : &q->rx;
	if (!p->tx) {
		q->rx_packet[t->token[0]] = t->packet;
		q->rx_packet[t->token[0]].stamp = now;
		q->rx_chain[t->token[0]] = (uint8_t)t->buffers;
	}
	for (int i = 0; i < t->buffers; i++)
		ring_push(r, t->token[i]);
	if (p->tx) peer_received(q, &t->packet, wire_send(&q->host_tx.wire, now, t->packet.len));
	tell_guest(q, p->tx, now);
}

static void ring_is_dry(struct queue *q, bool dry, sim_time now)
{
	if (dry) {
		q->n.host_dry++;
		q->notify_ops->arm(&q->rx.from_device, q->rx.avail_idx);
	} else if (q->dry.value) {
		q->notify_ops->disarm(&q->rx.from_device);
	}
	level_set(&q->dry, now, dry);
}

/* The next packet and its buffers: false when there is none, or too few. Frames that never fit are dropped. */
static bool take_received(struct queue *q, struct transit *t, sim_time now)
{
	int n = -1;
	while (q->host_queue.count && n < 0) {
		t->packet = *fifo_head(&q->host_queue);
		n = host_rx_buffers(q, t->packet.len + q->header);
		if (n == 0) break;
		fifo_drop_head(&q->host_queue);
		q->n.waited_host += now - t->packet.stamp;
		if (q->closed_loop && q->host_queue.count == 0) starved_update(q);
		if (n < 0) packet_discarded(q, &t->packet, DROP_TOO_LONG);
	}
	ring_is_dry(q, n == 0, now);
	if (n <= 0) return false;
	for (t->buffers = 0; t->buffers < n;)
		t->token[t->buffers++] = ring_pop(&q->rx);
	return true;
}

static bool take_sent(struct queue *q, struct transit *t)
{
	if (!ring_ready(&q->tx)) return false;
	t->token[0] = ring_pop(&q->tx);
	t->packet = q->tx_packet[t->token[0]];
	t->buffers = 1;
	return true;
}

/* ---- the actor ---- */

static bool full(const struct pipeline *p)
{
	return p->begun - p->left[p->stages - 1] >= (uint32_t)((const struct descriptor_nic *)p->q->backend)->in_flight;
}

static bool more_waits(const struct pipeline *p)
{
	return p->tx ? ring_ready(&p->q->tx) : p->q->host_queue.count > 0;
}

static uint32_t entered(const struct pipeline *p, int stage)
{
	return stage == 0 ? p->begun : p->left[stage - 1];
}

/* Packets whose stage ends now go on. Later stages first. */
static void advance(struct pipeline *p, sim_time now)
{
	for (int s = p->stages - 1; s >= 0; s--) {
		while (p->left[s] != entered(p, s) && transit_at(p, p->left[s])->due <= now) {
			uint32_t number = p->left[s]++;
			if (s + 1 < p->stages)
				begin_stage(p, number, s + 1, now);
			else
				finish(p, transit_at(p, number), now);
		}
	}
}

static void begin_packets(struct pipeline *p, sim_time now)
{
	while (!full(p) && more_waits(p)) {
		struct transit *t = transit_at(p, p->begun);
		if (!(p->tx ? take_sent(p->q, t) : take_received(p->q, t, now))) return;
		begin_stage(p, p->begun++, 0, now);
	}
}

static void sleep_until_next(struct pipeline *p, sim_time now)
{
	sim_time next = TIME_NEVER;
	for (int s = 0; s < p->stages; s++) {
		if (p->left[s] == entered(p, s)) continue;
		sim_time due = transit_at(p, p->left[s])->due;
		if (due < next) next = due;
	}
	engine_at(p->q->engine, p->id, next > now ? next : now);
}

static void pipeline_step(void *self)
{
	struct pipeline *p = self;
	sim_time now = p->q->engine->now;
	advance(p, now);
	begin_packets(p, now);
	if (!p->tx || p->q->direction != DIR_RX) level_set(&p->q->pipeline_full, now, full(p) && more_waits(p));
	sleep_until_next(p, now);
}

static bool pipeline_init(struct pipeline *p, struct queue *q, bool tx, const char *name)
{
	const struct descriptor_nic *d = q->backend;
	const struct transaction_nic *nic = &transaction_nics[d->nic];
	*p = (struct pipeline){.q = q, .tx = tx};
	p->id = engine_add(q->engine, name, pipeline_step, p, q->run->max_actors);
	p->transit = arena_array(q->run->arena, MOST_IN_FLIGHT, sizeof *p->transit);
	if (!course_fill(&p->course[0], tx ? nic->tx : nic->rx)) return false;
	if (d->both && !course_fill(&p->course[1], tx ? nic->rx : nic->tx)) return false;
	p->stages = p->course[0].n > p->course[1].n ? p->course[0].n : p->course[1].n;
	return p->id >= 0 && p->transit;
}

static bool init(void *self, struct queue *q)
{
	struct descriptor_nic *d = self;
	const struct setup *s = q->run->setup;
	q->host_tx.wire = (struct wire){.bps = (s->link_bps + s->queues - 1) / s->queues, .overhead = s->wire_overhead};
	q->host_tx.wire_id = -1;
	q->notify_ops->disarm(&q->rx.from_device); /* wanted only while the ring is dry */
	q->notify_ops->disarm(&q->tx.from_device); /* and here never: it looks */
	return pipeline_init(&d->rx, q, false, "nic rx") && (!q->transmits || pipeline_init(&d->tx, q, true, "nic tx"));
}

static void wake(struct pipeline *p, sim_time at)
{
	if (at < p->q->engine->wake[p->id]) engine_at(p->q->engine, p->id, at);
}

static void rx_ready(void *self, struct queue *q)
{
	struct pipeline *p = &((struct descriptor_nic *)self)->rx;
	if (full(p))
		level_set(&q->pipeline_full, q->engine->now, 1);
	else if (!q->dry.value)
		wake(p, q->engine->now);
}

static void tx_published(void *self, struct queue *q)
{
	struct pipeline *p = &((struct descriptor_nic *)self)->tx;
	if (!full(p)) wake(p, q->engine->now);
}

static void kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	struct descriptor_nic *d = self;
	q->n.kick_handlers++;
	wake(tx ? &d->tx : &d->rx, t);
}

static bool stuck(const void *self, const struct queue *q)
{
	const struct descriptor_nic *d = self;
	if (q->engine->wake[d->rx.id] == TIME_NEVER && q->host_queue.count && host_rx_could(q)) return true;
	return q->transmits && q->engine->wake[d->tx.id] == TIME_NEVER && ring_ready(&q->tx);
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct chosen *link = &setup->slot[SLOT_LINK];
	struct link_traits t = {0};
	(void)self;
	((const struct link_ops *)link->reg->model->ops)->traits(link->conf, &t);
	return t.up_fs ||
	       complain(c, "nic.link.model", "a NIC's transactions need a link to go over, expected one, such as pcie");
}

static const struct backend_ops ops = {
	.uses_link = true, .init = init, .rx_ready = rx_ready, .kicked = kicked, .tx_published = tx_published, .stuck = stuck};

const struct model backend_descriptor_nic = {.summary = "a NIC that is no virtio device: its transactions per packet on nic.link",
					     .steps = steps,
					     .size = sizeof(struct descriptor_nic),
					     .params = params,
					     .ops = &ops,
					     .check = check};
