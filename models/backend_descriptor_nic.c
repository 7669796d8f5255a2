/*
 * backend_descriptor_nic.c - a NIC that is no virtio device: its transactions per packet on nic.link.
 *
 * 1. A packet waits in nic.host_queue for a buffer, or in the transmit ring; `in_flight` packets are under way at a time.
 * 2. It passes the list of `nic` for its direction (device/transactions.c), or that of `transactions`, one line after the other; each line
 *    is done for every `per`-th packet: those in front of the frame for the first they serve, those behind it for the last.
 * 3. With `both` it passes the list of the other direction beside it: one packet each way.
 * 4. At the end of the list the wire has it, or after the link's crossing the guest. The link carries what the list says and nothing of
 *    the ring; doorbells and interrupts of the list are for the link's and the statistics' sake: device and guest see each other at no
 *    other cost.
 * (Neugebauer et al., SIGCOMM 2018; github.com/pcie-bench/pcie-model, model/simple_nic.py)
 */
#include "base/arena.h"
#include "nic/backend.h"
#include "nic/faults.h"
#include "device/bus.h"
#include "device/crossing.h"
#include "nic/model.h"
#include "device/pipeline.h"
#include "device/notation.h"
#include "virtio/guest.h"
#include "nic/notify.h"

#define MOST_IN_FLIGHT 4096

/* One line of a list; a read by the CPU is two: its answer goes up when its request has come down. */
struct stage {
	const struct transaction *t;
	bool answer;
	int32_t turn; /* for packets that are `turn` modulo t->per */
};
struct course {
	struct stage stage[PIPELINE_STAGES];
	int n;
};

/* A packet under way. */
struct transit {
	struct packet packet;
	uint16_t token[MAX_CHAIN]; /* its buffers */
	int buffers;
};

/* One direction. */
struct way {
	struct pipeline line; /* jobs: packets */
	struct crossing crossing;
	struct transit *transit; /* by job */
	struct course course[2]; /* its own, and with `both` that of the other direction */
};

struct descriptor_nic {
	int64_t nic, both, in_flight;
	const char *transactions;
	struct transaction_nic list; /* what they say; no name = nothing */
	struct way rx, tx;
};

static const struct param params[] = {
	{"nic", UNIT_WORD, 0, 0, "simple", transaction_nic_names, offsetof(struct descriptor_nic, nic),
	 "without transactions; simple: every packet by itself; kernel: 10 GbE NIC with interrupts; dpdk: polled; plain: one "
	 "write (rx) "
	 "or read (tx) per packet"},
	{"transactions", UNIT_TEXT, 0, TEXT_OR_LIST, "", NULL, offsetof(struct descriptor_nic, transactions),
	 "in the place of nic: a list of entries such as tx dev rd L+12/pkt or rx msi/32 (docs/models-and-prices.md), or the "
	 "name of a file "
	 "of them, relative to the scenario file"},
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
		if (c->n + 2 > PIPELINE_STAGES) return false;
		behind |= t->bytes == PACKET_BYTES;
		course_add(c, t, behind);
	}
	return true;
}

/* Returns when one transfer is done. */
static sim_time run_transfer(struct queue *q, const struct stage *s, int32_t packet, sim_time now)
{
	struct bus *bus = q->run->bus;
	int32_t n = transaction_bytes(s->t, packet);
	switch (s->t->op) {
	case DEVICE_WRITE: return bus_write(bus, &q->n, now, 0, n);
	case DEVICE_READ: return bus_read(bus, &q->n, now, 0, n);
	case CPU_WRITE: return bus_doorbell(bus, &q->n, now, n);
	case CPU_READ: return s->answer ? bus_cpu_answer(bus, &q->n, now, n) : bus_cpu_read(bus, &q->n, now, n);
	case INTERRUPT: q->n.interrupts++; return bus_interrupt(bus, &q->n, now);
	}
	return now;
}

/* All of them, begun together. */
static sim_time run_stage(struct queue *q, const struct stage *s, int32_t packet, sim_time now)
{
	sim_time due = now;
	if (s->t->op != INTERRUPT && transaction_bytes(s->t, packet) <= 0) return now;
	for (int i = s->t->times ? s->t->times : 1; i > 0; i--) {
		sim_time end = run_transfer(q, s, packet, now);
		if (end > due) due = end;
	}
	return due;
}

static struct transit *transit_at(struct pipeline *p, uint32_t job)
{
	return &((struct way *)p)->transit[job & p->mask];
}

/* The packet itself, of one that is sent: the cache may have it or not. */
static sim_time run_sent(struct queue *q, const struct stage *s, const struct transit *t, sim_time now)
{
	bus_reads_sent(q->run->bus, &q->n, q->tx.llc, t->token[0], t->packet.len + q->traits.header);
	sim_time end = run_stage(q, s, t->packet.len, now);
	bus_reads_others(q->run->bus);
	return end;
}

static sim_time begin_stage(struct pipeline *p, uint32_t job, int at, sim_time now)
{
	const struct course *course = ((struct way *)p)->course;
	sim_time due = now;
	for (int i = 0; i < 2; i++) {
		const struct stage *s = &course[i].stage[at];
		if (at >= course[i].n || job % (uint32_t)s->t->per != (uint32_t)s->turn) continue;
		const struct transit *t = transit_at(p, job);
		bool sent = p->tx && i == 0 && p->q->tx.llc && s->t->op == DEVICE_READ && s->t->bytes == PACKET_BYTES;
		sim_time end = sent ? run_sent(p->q, s, t, now) : run_stage(p->q, s, t->packet.len, now);
		if (end > due) due = end;
	}
	return due;
}

/* ---- the ends of the list ---- */

static void tell_guest(struct queue *q, bool tx, int n, sim_time now)
{
	struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	(void)n;
	if (q->run->faults) faults_published(q, FAULT_GUEST, tx);
	if (!notify_test(q->models.notify.ops, &r->from_driver, r->used_idx, &r->signalled_at)) return;
	if (q->run->faults && faults_lose(q, FAULT_GUEST, tx)) return;
	guest_interrupt(q, tx, now);
}

static void finish(struct pipeline *p, uint32_t job, sim_time now)
{
	struct queue *q = p->q;
	struct transit *t = transit_at(p, job);
	struct way *way = (struct way *)p;
	if (p->tx) {
		ring_push(&q->tx.ring, t->token[0]);
		wire_out(q, &t->packet);
	} else {
		*rx_packet(&q->rx, t->token[0]) = t->packet;
		rx_hand_over(&q->rx, t->token, t->buffers, now + way->crossing.takes);
		rx_cached(&q->rx, t->token[0], q->traits.header);
	}
	crossing_publish(&way->crossing, tell_guest, 1, now);
}

static void ring_is_dry(struct queue *q, bool dry, sim_time now)
{
	if (dry) {
		q->n.host_dry++;
		q->models.notify.ops->arm(&q->rx.ring.from_device, q->rx.ring.avail_idx);
	} else if (q->tally.dry.value) {
		q->models.notify.ops->disarm(&q->rx.ring.from_device);
	}
	tally_dry(&q->tally, now, dry);
}

/* The next packet and its buffers: false when there is none, or too few. Frames that never fit are dropped. */
static bool take_received(struct queue *q, struct transit *t, sim_time now)
{
	t->buffers = PLACE_NEVER;
	while (q->host_queue.count && t->buffers == PLACE_NEVER) {
		t->buffers = queue_place(q, fifo_head(&q->host_queue)->len, t->token);
		if (t->buffers == PLACE_LATER) break;
		host_take(q, &t->packet);
		if (t->buffers == PLACE_NEVER) packet_discarded(q, &t->packet, DROP_TOO_LONG);
	}
	ring_is_dry(q, t->buffers == PLACE_LATER, now);
	if (t->buffers < 0) return false;
	rx_taken(&q->rx, t->token[0], now);
	return true;
}

static bool take_sent(struct queue *q, struct transit *t, sim_time now)
{
	if (!ring_ready(&q->tx.ring)) return false;
	t->token[0] = ring_pop(&q->tx.ring);
	t->packet = q->tx.packet[t->token[0]];
	packet_leaves(q, &t->packet, AT_TX_RING, now);
	t->buffers = 1;
	return true;
}

static bool begin(struct pipeline *p, uint32_t job, sim_time now)
{
	if (!pipeline_waiting(p)) return false;
	return p->tx ? take_sent(p->q, transit_at(p, job), now) : take_received(p->q, transit_at(p, job), now);
}

/* ---- set-up ---- */

static const struct transaction_nic *nic_of(const struct descriptor_nic *d)
{
	return *d->transactions ? &d->list : &transaction_nics[d->nic];
}

static const struct pipeline_ops packets = {.begin = begin, .finish = finish};

static bool way_init(struct way *w, struct queue *q, bool tx)
{
	struct descriptor_nic *d = q->models.backend.self;
	const struct transaction_nic *nic = nic_of(d);
	*w = (struct way){.line = {.ops = &packets, .other = tx ? &d->rx.line : &d->tx.line}};
	if (!course_fill(&w->course[0], tx ? nic->tx : nic->rx)) return false;
	if (d->both && !course_fill(&w->course[1], tx ? nic->rx : nic->tx)) return false;
	for (int i = 0; i < 2; i++)
		for (int k = 0; k < w->course[i].n; k++)
			if (w->course[i].stage[k].t->op == DEVICE_WRITE) w->line.writes |= 1u << k;
	for (int i = 0; i < PIPELINE_STAGES; i++)
		w->line.stage[i] = begin_stage;
	w->line.stages = w->course[0].n > w->course[1].n ? w->course[0].n : w->course[1].n;
	if (!pipeline_init(&w->line, q, tx, (uint32_t)d->in_flight) || !crossing_init(&w->crossing, q, tx, tell_guest))
		return false;
	w->transit = arena_array(q->run->arena, w->line.mask + 1, sizeof *w->transit);
	return w->transit != NULL;
}

static bool init(void *self, struct queue *q)
{
	struct descriptor_nic *d = self;
	q->models.notify.ops->disarm(&q->rx.ring.from_device); /* wanted only while the ring is dry */
	q->models.notify.ops->disarm(&q->tx.ring.from_device); /* and here never: it looks */
	return wire_out_init(q, WIRE_NEVER_FULL) && way_init(&d->rx, q, false) &&
	       (!q->traits.transmits || way_init(&d->tx, q, true));
}

static void rx_ready(void *self, struct queue *q)
{
	(void)q;
	pipeline_arrival(&((struct descriptor_nic *)self)->rx.line);
}

static void tx_published(void *self, struct queue *q)
{
	(void)q;
	pipeline_go(&((struct descriptor_nic *)self)->tx.line);
}

static void kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	struct descriptor_nic *d = self;
	q->n.kick_handlers++;
	pipeline_kicked(tx ? &d->tx.line : &d->rx.line, t);
}

/* What is under way comes back, and with it buffers; a kick that is on its way tells of some. */
static bool waits_for_buffers(const void *self, const struct queue *q)
{
	const struct descriptor_nic *d = self;
	(void)q;
	return d->rx.line.begun == d->rx.line.done && !agenda_has(&d->rx.line.look) && !crossing_has(&d->rx.crossing);
}

static bool stuck(const void *self, const struct queue *q)
{
	const struct descriptor_nic *d = self;
	bool told = q->rx.ring.kicked_at == q->rx.ring.avail_idx;
	return (pipeline_stuck(&d->rx.line) && queue_could_place(q) && told && !faults_excuse(q, FAULT_HOST, false)) ||
	       (pipeline_stuck(&d->tx.line) && !faults_excuse(q, FAULT_HOST, true));
}

static bool load(void *self, const char *base_dir, struct arena *a, struct error *err)
{
	struct descriptor_nic *d = self;
	return !*d->transactions || notation_load(d->transactions, base_dir, a, &d->list, err);
}

/* Has the list something for the way of the packets, and not too much? */
static bool fits(const struct descriptor_nic *d, const struct setup *setup, struct complaint *c)
{
	const struct transaction_nic *nic = nic_of(d);
	struct course course = {0};
	if (!nic->tx) return true; /* not read yet */
	for (int tx = 0; tx < 2; tx++) {
		bool used = tx ? setup->direction != DIR_RX : setup->direction != DIR_TX;
		course.n = 0;
		if (!course_fill(&course, tx ? nic->tx : nic->rx))
			return complain(c, "nic.backend.transactions",
					"more than %d entries of one direction, a driver's read counts as two", PIPELINE_STAGES);
		if (used && course.n == 0)
			return complain(c, "nic.backend.transactions",
					"has no entry of packets that are %s, expected one that begins with %s",
					tx ? "sent" : "received", tx ? "tx" : "rx");
	}
	return true;
}

static bool describe(int i, char *buf, size_t size)
{
	for (const struct transaction_nic *nic = transaction_nics; nic->name; nic++, i -= 2)
		if (i < 2) return notation_nic(nic, i == 0, buf, size);
	return false;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct chosen *link = &setup->slot[SLOT_LINK], *scheme = &setup->slot[SLOT_SCHEME];
	struct link_traits t = {0};
	struct scheme_traits traits = {0};
	const struct descriptor_nic *d = self;
	if (!fits(d, setup, c)) return false;
	((const struct link_ops *)link->reg->model->ops)->traits(link->conf, &t);
	((const struct scheme_ops *)scheme->reg->model->ops)->traits(scheme->conf, &traits);
	if (traits.in_ring)
		return complain(
			c, "nic.scheme.model",
			"a NIC's list of transactions has none for a packet in the ring itself, expected another back end");
	return t.up_fs ||
	       complain(c, "nic.link.model", "a NIC's transactions need a link to go over, expected one, such as pcie");
}

static const struct backend_ops ops = {.uses_link = true,
				       .front = &virtio_front,
				       .init = init,
				       .rx_ready = rx_ready,
				       .kicked = kicked,
				       .tx_published = tx_published,
				       .waits = waits_for_buffers,
				       .stuck = stuck};

const struct model backend_descriptor_nic = {
	.size = sizeof(struct descriptor_nic), .params = params, .ops = &ops, .check = check, .load = load, .says = describe};
