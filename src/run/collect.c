#include "run/collect.h"
#include "base/arena.h"
#include "device/bus.h"
#include <math.h>
#include <string.h>

/* ---- snapshots ---- */

int model_stat_count(const struct setup *setup)
{
	int n = 0;
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct model_stat *m = setup->slot[i].reg->model->stats; m && m->key; m++)
			n++;
	return n;
}

static void add_model_stats(const struct setup *setup, struct queue *q, int64_t *sum)
{
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct model_stat *m = setup->slot[i].reg->model->stats; m && m->key; m++)
			*sum++ += *(const int64_t *)((const char *)q->part[i].self + m->offset);
}

/* What has been served by now; the rest is booked ahead. */
static int64_t ahead(int64_t busy, sim_time free_at, sim_time now)
{
	return busy - (free_at > now ? free_at - now : 0);
}

/* Busy polling is booked when it ends: up to now, when somebody looks. */
static void book_spin(struct core *c, enum worker_state state, sim_time *from, sim_time now)
{
	if (state != WORKER_SPIN) return;
	core_passed(c, LEDGER_SPIN, now - *from);
	*from = now;
}

/* Locks and threads beyond what fits are not looked at. */
static void take_loads(const struct run *run, struct snapshot *s)
{
	for (int i = 0; i < run->n_locks && i < MAX_LOCKS; i++)
		s->held[i] = ahead(run->lock[i].held, run->lock[i].free_at, run->engine.now);
	for (int i = 0; i < run->n_stages && i < MAX_THREADS; i++)
		s->thread[i] = run->stage[i].busy;
}

/* Off spent: `left` ps, the last of so many equal pieces of work, each of n parts one after the other. */
static void cut_parts(int64_t *spent, int64_t left, int n, const enum ledger *kind, const int64_t *part)
{
	int64_t whole = 0;
	for (int i = 0; i < n; i++)
		whole += part[i];
	int64_t times = whole > 0 ? left / whole : 0;
	left -= times * whole;
	for (int i = n - 1; i >= 0; i--) {
		int64_t some = part[i] < left && i > 0 ? part[i] : left;
		spent[kind[i]] -= times * part[i] + some;
		left -= some;
	}
}

/* What a core is at when the clock stands here, and what it has only booked: of the stretch under way the part that is still to come. */
static void take_off_rest(const struct run *run, const struct core *c, int64_t *busy, int64_t *spent)
{
	static const enum ledger packet[] = {LEDGER_STACK, LEDGER_COPY, LEDGER_ALLOC},
				 post[] = {LEDGER_ALLOC, LEDGER_DESCRIPTOR, LEDGER_UNATTRIBUTED};
	int64_t cut[CORE_KINDS] = {0};
	core_cut(c, busy, cut);
	for (int k = 0; k < N_LEDGER; k++)
		spent[k] -= cut[k];
	for (int i = 0; i < run->n_queues && (cut[CORE_PACKET] || cut[CORE_POST]); i++) {
		const struct queue *q = &run->queue[i];
		if (q->guest_rx.id != c->owner && i + 1 < run->n_queues) continue;
		const struct packet_price *p = &q->price;
		cut_parts(spent, cut[CORE_PACKET], 3, packet, (int64_t[]){p->stack, p->copy, p->release.cost});
		cut_parts(spent, cut[CORE_POST], 3, post,
			  (int64_t[]){q->post_work.cost, q->post_cost - q->post_work.cost - q->post_unattributed,
				      q->post_unattributed});
		return;
	}
}

static void take_cores(const struct run *run, struct snapshot *s)
{
	for (int i = 0; i < run->n_cores; i++) {
		const struct core *c = &run->core[i];
		int64_t spent[N_LEDGER];
		memcpy(spent, c->spent, sizeof spent);
		s->busy[i] = c->busy;
		take_off_rest(run, c, &s->busy[i], spent);
		s->spin[i] = spent[LEDGER_SPIN];
		s->lock[i] = spent[LEDGER_LOCK];
		s->slowed[i] = spent[LEDGER_INTERFERENCE];
		s->switches += c->switches;
		for (int k = 0; k < N_LEDGER; k++)
			s->spent[k] += spent[k];
	}
}

/* Of queues that had something to hold up. */
static void take_levels(struct queue *q, sim_time now, struct snapshot *s)
{
	struct level *of[] = {&q->dry, &q->pipeline_full, &q->starved};
	area_t *sum[] = {&s->dry, &s->full, &s->starved};
	for (int i = 0; i < 3; i++) {
		area_t area = level_fold(of[i], now);
		if (q->n.offered > 0) *sum[i] += area - of[i]->before;
	}
}

void snapshot_take(struct run *run, struct snapshot *s)
{
	int64_t *model_stat = s->model_stat;
	sim_time now = run->engine.now;
	*s = (struct snapshot){.model_stat = model_stat};
	memset(model_stat, 0, (size_t)model_stat_count(run->setup) * sizeof *model_stat);
	for (int i = 0; i < run->n_queues; i++) {
		struct queue *q = &run->queue[i];
		guest_rx_settle(q);
		s->active += q->n.offered > 0;
		s->inside += q->in_system.value;
		const int64_t *from = (const int64_t *)&q->n;
		int64_t *to = (int64_t *)&s->n;
		for (int k = 0; k < N_COUNTERS; k++)
			to[k] += from[k];
		s->in_system += level_fold(&q->in_system, now);
		take_levels(q, now, s);
		s->rx_wire += wire_in_busy(q);
		s->tx_wire += ahead(q->host_tx.wire.busy, q->host_tx.wire.free_at, now);
		book_spin(q->host_rx.core, q->host_rx.state, &q->host_rx.spin_from, now);
		book_spin(q->host_tx.core, q->host_tx.state, &q->host_tx.spin_from, now);
		add_model_stats(run->setup, q, model_stat);
	}
	take_loads(run, s);
	const struct bus *bus = run->bus;
	if (bus) {
		s->up_busy = booked_until(&bus->up, now);
		s->down_busy = booked_until(&bus->down, now);
		s->ops_busy = ahead(bus->ops_busy, bus->ops_free, now);
		s->tag_time = bus->tag_time;
	}
	take_cores(run, s);
}

static void subtract(int64_t *from, const int64_t *what, int n)
{
	for (int i = 0; i < n; i++)
		from[i] -= what[i];
}

static void snapshot_minus(struct snapshot *s, const struct snapshot *base, int n_model)
{
	int64_t *to = (int64_t *)&s->n;
	const int64_t *from = (const int64_t *)&base->n;
	for (int k = 0; k < N_COUNTERS; k++)
		to[k] -= from[k];
	s->in_system -= base->in_system;
	s->rx_wire -= base->rx_wire;
	s->tx_wire -= base->tx_wire;
	s->switches -= base->switches;
	s->up_busy -= base->up_busy;
	s->down_busy -= base->down_busy;
	s->ops_busy -= base->ops_busy;
	s->tag_time -= base->tag_time;
	subtract(s->busy, base->busy, 2 * MAX_CORE_NAMES);
	subtract(s->spin, base->spin, 2 * MAX_CORE_NAMES);
	subtract(s->lock, base->lock, 2 * MAX_CORE_NAMES);
	subtract(s->slowed, base->slowed, 2 * MAX_CORE_NAMES);
	subtract(s->held, base->held, MAX_LOCKS);
	subtract(s->thread, base->thread, MAX_THREADS);
	subtract(s->spent, base->spent, N_LEDGER);
	subtract(s->model_stat, base->model_stat, n_model);
}

/* ---- statistics ---- */

struct collector {
	struct outcome *out;
	struct arena *names;
	double packets; /* delivered */
	double seconds;
	double worked; /* seconds that shares are of */
	bool good;     /* false: there was no memory for a name */
};

static void put(struct collector *c, const char *name, const char *unit, double value, const char *help)
{
	c->good = c->good && name;
	if (c->out->n_stats < MAX_STATS && name) c->out->stat[c->out->n_stats++] = (struct stat){name, unit, help, value};
}

static double over(double x, double n)
{
	return n > 0 ? x / n : NAN;
}
static void per_packet(struct collector *c, const char *name, int64_t count, const char *help)
{
	put(c, name, "", over((double)count, c->packets), help);
}

/* before: packets inside when measuring began. */
static void put_result(struct collector *c, struct run *run, const struct snapshot *d, int64_t before)
{
	int64_t dropped = 0;
	bool rr = run->setup->direction == DIR_RR;
	for (int i = 0; i < N_DROPS; i++)
		dropped += d->n.drop[i];
	put(c, "throughput", "Gb/s", over((double)d->n.goodput * 8e-9, c->seconds), "goodput delivered");
	put(c, "packet_rate", "pps", over((double)d->n.delivered, c->seconds), "packets delivered per second");
	put(c, "transfer_time", "s", run->setup->transfer ? c->seconds : NAN, "time to deliver run.transfer");
	put(c, "round_trips", "1/s", rr ? over((double)d->n.round_trips, c->seconds) : NAN, "request/response pairs per second");
	put(c, "offered", "packets", (double)d->n.offered, "packets the traffic offered while measuring");
	put(c, "delivered", "packets", (double)d->n.delivered, "packets delivered while measuring");
	put(c, "dropped", "packets", (double)dropped, "packets dropped while measuring, all causes");
	for (int i = 0; i < N_DROPS; i++)
		put(c, arena_printf(c->names, "dropped_%s", drop_names[i]), "packets", (double)d->n.drop[i],
		    "packets dropped for this cause");
	put(c, "in_flight_before", "packets", (double)before, "packets inside this machine when measuring began");
	put(c, "in_flight", "packets", (double)d->inside,
	    "and when it ended: those before and those offered were delivered, dropped, or are in flight");
}

static void put_latency(struct collector *c, const struct histogram *h)
{
	static const struct {
		const char *name;
		double q;
	} quantile[] = {{"latency_p50", 0.5}, {"latency_p99", 0.99}, {"latency_p999", 0.999}};
	put(c, "latency_mean", "us", over((double)h->sum * 1e-6, (double)h->count),
	    "from arrival at this machine to delivery; exact mean");
	for (int i = 0; i < 3; i++)
		put(c, quantile[i].name, "us", h->count ? (double)hist_quantile(h, quantile[i].q) * 1e-6 : NAN,
		    "percentile of the same, within 0.4 %");
}

static double full_ring_bytes(const struct queue *q)
{
	const struct guest_rx *g = &q->guest_rx;
	if (q->alike || g->posted == 0) return (double)g->most * q->buffer[0].posted;
	return (double)g->posted_bytes / g->posted * g->most;
}

/* The fewest or most buffers a packet of any queue used. */
static double buffers_or_nan(const struct run *run, bool most)
{
	int n = 0;
	for (int i = 0; i < run->n_queues; i++) {
		int of = most ? run->queue[i].most_buffers : run->queue[i].fewest_buffers;
		if (n == 0 || (of && (most ? of > n : of < n))) n = of;
	}
	return n ? n : NAN;
}

/* Buffers for frames of len bytes that fit into an empty ring: by division, or by posting them where they differ. */
static double ring_capacity(struct run *run, const struct queue *q, int32_t len, const struct counts *counts)
{
	const struct chosen *scheme = &run->setup->slot[SLOT_SCHEME];
	uint32_t size = q->rx.size, entries;
	double n = 0;
	if (!q->scheme.ops->next_segments) return q->rx_entries > size ? NAN : size / q->rx_entries / (uint32_t)counts->buffers;
	void *self = arena_alloc(run->arena, scheme->reg->model->size);
	if (!self) return NAN;
	memcpy(self, scheme->conf, scheme->reg->model->size);
	q->scheme.ops->init(self, run->setup, size);
	for (uint32_t left = size;; left -= entries) {
		entries = q->ring.ops->entries(q->ring.self, (uint32_t)q->scheme.ops->next_segments(self), q->rx_may_indirect);
		if (entries > left) return n;
		struct buffer b = {0};
		q->scheme.ops->post(self, &b);
		n += b.bytes >= len + q->header;
	}
}

static void put_ring(struct collector *c, struct run *run, const struct snapshot *d)
{
	struct queue *q = &run->queue[0];
	struct counts counts;
	int32_t len = q->traffic.ops->nominal_length ? q->traffic.ops->nominal_length(q->traffic.self) : 0;
	bool fits = len > 0 && q->scheme.ops->predict(q->scheme.self, len, &counts);
	int64_t area[3];
	double rx = (double)d->n.rx_packets;
	q->ring.ops->bytes(q->ring.self, area);
	put(c, "ring_capacity", "packets", fits ? ring_capacity(run, q, len, &counts) : NAN,
	    "packets of the traffic's nominal length that a full receive ring holds");
	put(c, "descriptor_table_bytes", "B", (double)area[0], "memory of the descriptor area of one ring");
	put(c, "ring_bytes", "B", (double)(area[0] + area[1] + area[2]),
	    "memory of one ring: descriptor, driver and device areas");
	put(c, "posted_bytes", "B", full_ring_bytes(q),
	    "receive buffer bytes that a full ring pins, per queue, at the buffers' present sizes");
	put(c, "descriptors_per_packet", "", over((double)(q->alike ? d->n.buffers * q->rx_entries : d->n.entries), rx),
	    "ring entries a received packet used up");
	put(c, "buffers_per_packet", "", over((double)d->n.buffers, rx), "receive buffers a received packet used up");
	put(c, "fewest_buffers", "", buffers_or_nan(run, false), "of any packet since the start of the run");
	put(c, "most_buffers", "", buffers_or_nan(run, true), "of any packet since the start of the run");
	put(c, "truesize_per_packet", "B", over((double)d->n.truesize, rx), "guest memory charged per received packet");
	put(c, "wasted_bytes_per_packet", "B", over((double)(d->n.truesize - d->n.rx_bytes - q->header * d->n.rx_packets), rx),
	    "of which neither header nor data");
	put(c, "pages_allocated_per_packet", "", over((double)d->n.pages, rx), "pages really taken from the page allocator");
	put(c, "copied_bytes_per_packet", "B", over((double)d->n.copied, rx), "bytes the guest driver copied");
}

static void put_signals(struct collector *c, const struct snapshot *d)
{
	per_packet(c, "kicks_per_packet", d->n.kicks, "notifications from guest to device, both rings");
	per_packet(c, "kick_handlers_per_packet", d->n.kick_handlers, "times the host handled kicks (merged kicks count once)");
	per_packet(c, "interrupts_per_packet", d->n.interrupts, "notifications from device to guest, both rings");
	per_packet(c, "irq_handlers_per_packet", d->n.irq_handlers,
		   "times the guest handled interrupts (merged ones count once)");
	per_packet(c, "exits_per_packet", d->n.exits, "VM exits caused by kicks");
	per_packet(c, "hypercalls_per_packet", d->n.hypercalls, "hypercalls");
	per_packet(c, "wakeups_per_packet", d->n.wakeups, "times a sleeping host worker was woken");
	put(c, "kicks", "", (double)d->n.kicks, "total while measuring");
	put(c, "interrupts", "", (double)d->n.interrupts, "total while measuring");
	put(c, "hypercalls", "", (double)d->n.hypercalls, "total while measuring");
	put(c, "tx_completion_signals", "", (double)d->n.tx_completion_signals,
	    "interrupts for the transmit ring, total while measuring");
	per_packet(c, "poll_rounds_per_packet", d->n.polls, "guest poll rounds begun");
	per_packet(c, "host_dry_per_packet", d->n.host_dry, "times the host found too few buffers and slept");
	per_packet(c, "tx_stops_per_packet", d->n.tx_stops, "times the guest's transmit queue was stopped");
	per_packet(c, "answers_per_packet", d->n.answers, "acknowledgements sent");
	per_packet(c, "answers_lost_per_packet", d->n.answers_lost, "acknowledgements dropped; a later one covers them");
	per_packet(c, "core_switches_per_packet", d->switches, "switches between contexts on shared cores");
}

/* Packets delivered or dropped since the start of the run. */
static int64_t settled_ever(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].n.offered - queue_in_flight(&run->queue[i]);
	return n;
}

static void put_time(struct collector *c, struct run *run, const struct snapshot *d)
{
	for (int k = 0; k < N_LEDGER; k++)
		put(c,
		    k == LEDGER_UNATTRIBUTED ? "unattributed_per_packet"
					     : arena_printf(c->names, "cost_%s_per_packet", ledger_lines[k].name),
		    "us", over((double)d->spent[k] * 1e-6, c->packets), ledger_lines[k].help);
	put(c, "wait_host_queue", "us", over((double)d->n.waited_host * 1e-6, c->packets),
	    "mean time a packet waits in the host queue");
	put(c, "wait_ring", "us", over((double)d->n.waited_ring * 1e-6, c->packets),
	    "mean time a packet waits in the ring for the guest");
	put(c, "in_system", "packets", over((double)d->in_system * 1e-12, c->seconds),
	    "mean number of packets inside this machine");
	for (int i = 0; i < run->n_cores; i++)
		put(c, arena_printf(c->names, "cpu_%s_busy", run->core[i].name), "%",
		    over(100e-12 * (double)d->busy[i], c->worked), "share of the time the core is busy");
	put(c, "wire_utilisation", "%",
	    run->setup->link_bps ? over(100e-12 * (double)d->rx_wire, c->worked * run->n_queues) : NAN,
	    "share of the time the wire towards this machine is busy");
	put(c, "wire_out_utilisation", "%",
	    run->setup->link_bps ? over(100e-12 * (double)d->tx_wire, c->worked * run->n_queues) : NAN,
	    "share of the time the wire from this machine is busy");
	put(c, "ring_dry", "%", over(100e-12 * (double)d->dry, c->worked * d->active),
	    "share of the time packets wait because the ring holds too few buffers");
	put(c, "source_blocked", "%", run->queue[0].closed_loop ? over(100e-12 * (double)d->starved, c->worked * d->active) : NAN,
	    "share of the time the window is closed and nothing waits for the host");
	put(c, "events_per_packet", "", over((double)run->engine.steps, (double)settled_ever(run)),
	    "steps of the simulator's actors, from the start of the run");
}

/* What only devices behind a link have: a dash elsewhere. */
static void put_link(struct collector *c, struct run *run, const struct snapshot *d)
{
	const struct counters *n = &d->n;
	const struct {
		const char *name;
		int64_t count;
		const char *help;
	} list[] = {
		{"dma_reads_per_packet", n->dma_reads, "read operations of the device on its link"},
		{"dma_writes_per_packet", n->dma_writes, "write operations, interrupts included"},
		{"dma_data_writes_per_packet", n->data_writes, "write operations of headers and payload"},
		{"tlps_up_per_packet", n->tlps_up, "transaction layer packets from the device to the host"},
		{"tlps_down_per_packet", n->tlps_down, "and from the host to the device"},
		{"pcie_up_bytes_per_packet", n->link_up,
		 "bytes on the link from the device to the host, headers and framing included"},
		{"pcie_down_bytes_per_packet", n->link_down, "and from the host to the device"},
	};
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		put(c, list[i].name, "", run->bus ? over((double)list[i].count, c->packets) : NAN, list[i].help);
	double up = (double)d->up_busy, down = (double)d->down_busy;
	put(c, "pcie_utilisation", "%", run->bus ? over(100e-12 * (up > down ? up : down), c->worked) : NAN,
	    "share of the time the busier direction of the link is busy");
}

/* Does a model of this run count that itself? */
static bool counted(const struct setup *setup, const char *key)
{
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct model_stat *m = setup->slot[i].reg->model->stats; m && m->key; m++)
			if (strcmp(m->key, key) == 0) return true;
	return false;
}

/* What only back ends with grants have. */
static void put_absent(struct collector *c, const struct setup *setup)
{
	static const char *const names[] = {"grant_ops_per_packet", "grant_hits", "grant_misses", NULL};
	for (int i = 0; names[i]; i++)
		if (!counted(setup, names[i])) put(c, names[i], "", NAN, "does not exist with this back end");
}

/* The lock that is held most of the time. */
static void put_locks(struct collector *c, const struct run *run, const struct snapshot *d)
{
	int64_t most = 0;
	for (int i = 0; i < run->n_locks && i < MAX_LOCKS; i++)
		if (d->held[i] > most) most = d->held[i];
	if (run->n_locks)
		put(c, "lock_busy", "%", over(100e-12 * (double)most, c->worked),
		    "share of the time the busiest lock is held, or on its way to another core");
}

static void put_model_stats(struct collector *c, const struct setup *setup, const int64_t *sum)
{
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct model_stat *m = setup->slot[i].reg->model->stats; m && m->key; m++, sum++)
			put(c, m->key, m->unit, m->per_packet ? over((double)*sum, c->packets) : (double)*sum, m->help);
}

static sim_time reach(sim_time worked, sim_time to, sim_time now)
{
	return to > now ? now : to > worked ? to : worked;
}

/* When the last of everything that was busy, or held something up, was done. */
static sim_time work_end(const struct run *run, sim_time worked)
{
	sim_time now = run->engine.now;
	for (int i = 0; i < run->n_cores; i++)
		worked = reach(worked, run->core[i].until, now);
	for (int i = 0; i < run->n_locks; i++)
		worked = reach(worked, run->lock[i].free_at, now);
	for (int i = 0; i < run->n_queues; i++) {
		const struct queue *q = &run->queue[i];
		worked = reach(worked, q->source.wire.free_at, now);
		worked = reach(worked, q->host_tx.wire.free_at, now);
		worked = reach(worked, q->dry.set, now);
		worked = reach(worked, q->pipeline_full.set, now);
		worked = reach(worked, q->starved.set, now);
	}
	if (!run->bus) return worked;
	worked = reach(worked, run->bus->ops_free, now);
	worked = reach(worked, run->bus->up_free, now);
	return reach(worked, run->bus->down_free, now);
}

/* Nothing was held up any more from then on until the clock noticed, whatever the levels were. */
static void leave_out(const struct run *run, sim_time worked, struct snapshot *d)
{
	area_t idle = (area_t)(run->engine.now - worked);
	for (int i = 0; i < run->n_queues; i++) {
		const struct queue *q = &run->queue[i];
		if (q->n.offered == 0) continue;
		d->dry -= idle * (area_t)q->dry.value;
		d->full -= idle * (area_t)q->pipeline_full.value;
		d->starved -= idle * (area_t)q->starved.value;
	}
}

bool collect(struct run *run, const struct snapshot *base, struct arena *names, struct outcome *out)
{
	int n_model = model_stat_count(run->setup);
	struct snapshot d = {.model_stat = arena_array(run->arena, (size_t)n_model + 1, sizeof(int64_t))};
	if (!d.model_stat) return false;
	snapshot_take(run, &d);
	snapshot_minus(&d, base, n_model);
	/* A run of a given number of packets is measured until the last one; the clock notices later that nothing is left to do. */
	sim_time end = run->setup->packets && run->last_delivered > run->measured_from ? run->last_delivered : run->engine.now;
	sim_time window = end - run->measured_from;
	/* Work may go on after the last delivery: shares of the time are of all of it. */
	sim_time worked = run->setup->packets ? work_end(run, end) : end;
	leave_out(run, worked, &d);
	struct collector c = {
		out, names, (double)d.n.delivered, (double)window * 1e-12, (double)(worked - run->measured_from) * 1e-12, true};
	put_result(&c, run, &d, base->inside);
	put_latency(&c, &run->latency);
	put_ring(&c, run, &d);
	put_signals(&c, &d);
	put_link(&c, run, &d);
	put_absent(&c, run->setup);
	put_locks(&c, run, &d);
	put_time(&c, run, &d);
	put_model_stats(&c, run->setup, d.model_stat);
	find_limits(run, &d, worked - run->measured_from, out);
	return c.good;
}
