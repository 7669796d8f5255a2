/* values.c - the statistics that are not a sum divided by something, and the table itself. */
#include "base/arena.h"
#include "load/flows.h"
#include "nic/alloc.h"
#include "nic/fragments.h"
#include "nic/traffic.h"
#include "nic/weights.h"
#include "run/steady.h"
#include "run/window.h"
#include <string.h>

static double transfer_time(const struct window *w)
{
	return w->seconds;
}

static double dropped(const struct window *w)
{
	int64_t n = 0;
	for (int i = 0; i < N_DROPS; i++)
		n += (int64_t)COUNT_OF(w->d, drop[i]);
	return (double)n;
}

static double in_flight_before(const struct window *w)
{
	return (double)w->base->now.inside;
}

static double in_flight(const struct window *w)
{
	return (double)w->d->now.inside;
}

static double resolution(const struct window *w)
{
	return 100 * steady_resolution(w->run);
}

static double queues_used(const struct window *w)
{
	return flows_used(w->run->flows, (int)w->run->setup->queues);
}

static double most_flows_per_queue(const struct window *w)
{
	return flows_most(w->run->flows, (int)w->run->setup->queues);
}

/* ---- polling ---- */

static double useful(const struct window *w, bool guest)
{
	cell_t busy = 0, jitter = 0, spun = 0;
	for (int i = 0; i < w->run->n_cores; i++) {
		const struct core *c = &w->run->core[i];
		if (!(guest ? c->is_guest : c->is_host)) continue;
		busy += w->d->of[CELL_BUSY][i];
		jitter += w->d->of[CELL_JITTER][i];
		spun += w->d->of[CELL_SPIN][i];
	}
	return 100 * useful_share(busy, jitter, spun);
}

static double guest_polling_useful(const struct window *w)
{
	return useful(w, true);
}

static double host_polling_useful(const struct window *w)
{
	return useful(w, false);
}

/* ---- faults ---- */

static double mend_time(const struct window *w)
{
	return over((double)COUNT_OF(w->d, mend_time) * 1e-6, (double)COUNT_OF(w->d, mended_signals));
}

/* ---- latency ---- */

static double latency_mean(const struct window *w)
{
	const struct histogram *h = &w->run->latency;
	return over((double)h->sum * 1e-6, (double)h->count);
}

static double latency_at(const struct window *w, double quantile)
{
	const struct histogram *h = &w->run->latency;
	return h->count ? (double)hist_quantile(h, quantile) * 1e-6 : NAN;
}

static double latency_p50(const struct window *w)
{
	return latency_at(w, 0.5);
}

static double latency_p90(const struct window *w)
{
	return latency_at(w, 0.9);
}

static double latency_p99(const struct window *w)
{
	return latency_at(w, 0.99);
}

static double latency_p999(const struct window *w)
{
	return latency_at(w, 0.999);
}

static double latency_p9999(const struct window *w)
{
	return latency_at(w, 0.9999);
}

/* ---- latency of each of several traffics ---- */

static double traffic_latency_mean(const struct window *w, int k)
{
	const struct histogram *h = &w->run->traffic[k].latency;
	return over((double)h->sum * 1e-6, (double)h->count);
}

static double traffic_latency_at(const struct window *w, int k, double quantile)
{
	const struct histogram *h = &w->run->traffic[k].latency;
	return h->count ? (double)hist_quantile(h, quantile) * 1e-6 : NAN;
}

static double traffic_latency_p50(const struct window *w, int k)
{
	return traffic_latency_at(w, k, 0.5);
}

static double traffic_latency_p99(const struct window *w, int k)
{
	return traffic_latency_at(w, k, 0.99);
}

/* ---- what each queue has of what a device serves ---- */

static double queue_share(const struct window *w, int k)
{
	return over(100 * (double)w->d->of[CELL_GOODPUT][k], (double)snapshot_sum(w->d, CELL_GOODPUT));
}

static double queue_packet_share(const struct window *w, int k)
{
	return over(100 * (double)w->d->of[CELL_DELIVERED][k], (double)snapshot_sum(w->d, CELL_DELIVERED));
}

/* Jain's index, of throughput over weight. (Jain, Chiu and Hawe, DEC-TR-301, 1984) */
static double queue_fairness(const struct window *w)
{
	const struct host_policy *policy = &w->run->queue[0].traits.policy;
	double sum = 0, squares = 0;
	for (int i = 0; i < w->run->n_queues; i++) {
		double x = (double)w->d->of[CELL_GOODPUT][i] / weight_of(policy->weights, i / policy->functions);
		sum += x;
		squares += x * x;
	}
	return over(sum * sum, w->d->now.active * squares);
}

int functions_used(const struct run *run)
{
	int n = run->queue[0].traits.policy.functions;
	return n < run->n_queues ? n : run->n_queues;
}

static cell_t of_function(const struct window *w, int k)
{
	cell_t sum = 0;
	for (int i = k; i < w->run->n_queues; i += w->run->queue[0].traits.policy.functions)
		sum += w->d->of[CELL_GOODPUT][i];
	return sum;
}

static double function_share(const struct window *w, int k)
{
	return over(100 * (double)of_function(w, k), (double)snapshot_sum(w->d, CELL_GOODPUT));
}

static double function_fairness(const struct window *w)
{
	int n = functions_used(w->run);
	double sum = 0, squares = 0;
	for (int k = 0; k < n; k++) {
		double x = (double)of_function(w, k);
		sum += x;
		squares += x * x;
	}
	return over(sum * sum, n * squares);
}

static double waits_and_services(const struct window *w)
{
	return over((double)snapshot_sum(w->d, CELL_STAYED) * 1e-6, w->packets);
}

/* ---- rings, of the first queue ---- */

/* Is what leaves the guest what the scenario is about?  Then so is the transmit ring. */
static bool outward(const struct window *w)
{
	return w->run->setup->direction == DIR_TX;
}

/* Packets through the ring that the traffic goes through. */
static double through_ring(const struct window *w)
{
	return outward(w) ? (double)COUNT_OF(w->d, tx_packets) : w->received;
}

/* Frames of len bytes that fit into an empty transmit ring, the first of them at the beginning of a block. */
static double frames_that_fit(const struct queue *q, int32_t len)
{
	struct scheme_traits t = {0};
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	double n = 0;
	for (int64_t left = q->tx.ring.size, at = 0;; n++) {
		int32_t frags = transmit_fragments((enum tx_fragments)q->run->setup->tx_fragments, (int32_t)at, len).n;
		int32_t segments = q->models.scheme.ops->transmit_segments(q->models.scheme.self, len, frags);
		left -= q->models.ring.ops->entries(q->models.ring.self, (uint32_t)segments, t.tx_may_indirect);
		if (left < 0) return n;
		at = transmit_filled((int32_t)at, len);
	}
}

/* Buffers for frames of len bytes that fit into an empty ring, `each` for one: by division, or by posting them where they differ. */
static double buffers_that_fit(struct run *run, const struct queue *q, int32_t len, int32_t each)
{
	const struct chosen *scheme = &run->setup->slot[SLOT_SCHEME];
	uint32_t size = q->rx.ring.size, entries;
	double n = 0;
	struct scheme_traits t = {0};
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	entries = q->models.ring.ops->entries(q->models.ring.self, (uint32_t)t.segments, t.may_indirect);
	if (!q->models.scheme.ops->next_segments) return entries > size ? NAN : size / entries / (uint32_t)each;
	void *self = arena_alloc(run->arena, scheme->reg->model->size);
	if (!self) return NAN;
	memcpy(self, scheme->conf, scheme->reg->model->size);
	q->models.scheme.ops->init(self, run->setup, size);
	for (uint32_t left = size;; left -= entries) {
		entries = q->models.ring.ops->entries(q->models.ring.self, (uint32_t)q->models.scheme.ops->next_segments(self),
						      t.may_indirect);
		if (entries > left) return n;
		struct buffer b = {0};
		q->models.scheme.ops->post(self, &b);
		n += b.bytes >= len + q->traits.header;
	}
}

static double ring_capacity(const struct window *w)
{
	struct queue *q = &w->run->queue[0];
	struct counts counts;
	int32_t len = q->models.traffic.ops->nominal_length ? q->models.traffic.ops->nominal_length(q->models.traffic.self) : 0;
	if (q->front->capacity && len > 0) return (double)q->front->capacity(q, outward(w), len);
	if (outward(w)) return len > 0 ? frames_that_fit(q, len) : NAN;
	bool fits = len > 0 && q->models.scheme.ops->predict(q->models.scheme.self, len, &counts);
	if (!fits) return NAN;
	if (counts.buffers > 0) return buffers_that_fit(w->run, q, len, counts.buffers);
	return q->rx.ring.tokens - q->rx.ring.size +
	       buffers_that_fit(w->run, q, len, 1); /* in the ring itself, and then in buffers */
}

static double pause_without_loss(const struct window *w)
{
	const struct setup *s = w->run->setup;
	if (!direction_arrives(s->direction)) return NAN;
	double places = w->run->n_queues * (ring_capacity(w) + (double)s->host_queue);
	return over(places * 1e6, over((double)COUNT_OF(w->d, offered), w->seconds));
}

static double descriptor_table_bytes(const struct window *w)
{
	struct queue *q = &w->run->queue[0];
	int64_t area[3];
	q->models.ring.ops->bytes(q->models.ring.self, outward(w), area);
	return (double)area[0];
}

/* What used entries with room for a packet each, and more of them, are larger than those of the format. */
static int64_t used_entries_more(const struct queue *q)
{
	struct scheme_traits t = {0};
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	if (t.in_ring == 0) return 0;
	int64_t entry = q->models.ring.ops->used_entry(q->models.ring.self), n = q->rx.ring.tokens;
	return n * (entry + t.in_ring) - q->rx.ring.size * entry;
}

static double ring_bytes(const struct window *w)
{
	struct queue *q = &w->run->queue[0];
	int64_t area[3];
	q->models.ring.ops->bytes(q->models.ring.self, outward(w), area);
	return (double)(area[0] + area[1] + area[2] + (outward(w) ? 0 : used_entries_more(q)));
}

static double posted_bytes(const struct window *w)
{
	const struct queue *q = &w->run->queue[0];
	struct posted p;
	q->front->posted(q, &p);
	return p.buffers ? (double)p.bytes / (double)p.buffers * q->rx.available.most
			 : (double)q->rx.available.most * q->rx.buffer[0].posted;
}

static double descriptors_per_packet(const struct window *w)
{
	return over((double)(outward(w) ? COUNT_OF(w->d, tx_entries) : COUNT_OF(w->d, entries)), through_ring(w));
}

static double memory_per_packet(const struct window *w)
{
	return over((double)(outward(w) ? COUNT_OF(w->d, tx_truesize) : COUNT_OF(w->d, memory)), through_ring(w));
}

static double truesize_per_packet(const struct window *w)
{
	return over((double)(outward(w) ? COUNT_OF(w->d, tx_truesize) : COUNT_OF(w->d, truesize)), through_ring(w));
}

static double wasted_bytes_per_packet(const struct window *w)
{
	const struct snapshot *d = w->d;
	cell_t header = (cell_t)w->run->queue[0].traits.header * COUNT_OF(d, rx_packets);
	cell_t sent_header = (cell_t)w->run->queue[0].traits.header * COUNT_OF(d, tx_packets);
	if (outward(w)) return over((double)(COUNT_OF(d, tx_truesize) - COUNT_OF(d, tx_bytes) - sent_header), through_ring(w));
	return over((double)(COUNT_OF(d, memory) - COUNT_OF(d, rx_bytes) - header), w->received);
}

/* The fewest or most buffers a packet of any queue used. */
static double buffers_or_nan(const struct run *run, bool most)
{
	int n = 0;
	for (int i = 0; i < run->n_queues; i++) {
		const struct tally *t = &run->queue[i].tally;
		int of = most ? t->most : t->fewest;
		if (n == 0 || (of && (most ? of > n : of < n))) n = of;
	}
	return n ? n - 1 : NAN; /* the tally keeps 1 more */
}

static double fewest_buffers(const struct window *w)
{
	return buffers_or_nan(w->run, false);
}

static double most_buffers(const struct window *w)
{
	return buffers_or_nan(w->run, true);
}

/* Of the queue that had fewest. */
static double fewest_posted(const struct window *w)
{
	int32_t n = 0;
	for (int i = 0; i < w->run->n_queues; i++) {
		int32_t of = w->run->queue[i].tally.posted;
		if (of && (n == 0 || of < n)) n = of;
	}
	return n ? n - 1 : NAN; /* the tally keeps 1 more */
}

/* ---- links, locks, the simulator ---- */

static double link_utilisation(const struct window *w)
{
	double up = (double)*w->d->of[CELL_UP], down = (double)*w->d->of[CELL_DOWN];
	return over(100e-12 * (up > down ? up : down), w->worked);
}

/* The lock that is held most of the time. */
static double lock_busy(const struct window *w)
{
	cell_t most = 0;
	for (int i = 0; i < w->run->n_locks; i++)
		if (w->d->of[CELL_HELD][i] > most) most = w->d->of[CELL_HELD][i];
	return over(100e-12 * (double)most, w->worked);
}

/* Packets delivered or dropped since the start of the run. */
static int64_t settled_ever(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].n.offered - queue_in_flight(&run->queue[i]);
	return n;
}

static double events_per_packet(const struct window *w)
{
	return over((double)w->run->engine.steps, (double)settled_ever(w->run));
}

/* ---- the table ---- */

#define CELL(kind)                     \
	{                              \
		CELL_##kind, ALL_CELLS \
	}
#define CELL_AT(kind, i)       \
	{                      \
		CELL_##kind, i \
	}
#define TRAFFIC_CELL(count) CELL_AT(TRAFFIC, TRAFFIC_##count *TRAFFICS_MOST)
#define COUNTER(field) CELL_AT(COUNTER, COUNTER_AT(field))
/* How long packets stay at a place. */
#define STAYED(place) PER_PACKET, CELL_AT(STAYED, place), .factor = 1e-6, .better = BETTER_LOWER
#define ROW(name_, unit_, group_, ...) {.name = name_, .unit = unit_, .group = GROUP_##group_, .help = __VA_ARGS__},
#define FAMILY(id, ...) ROW(__VA_ARGS__)
#define STATISTIC(id, ...) ROW(#id, __VA_ARGS__)
#define COUNTED(counter, id, unit_, group_, ...) \
	{.name = #id, .unit = unit_, .group = GROUP_##group_, .cell = COUNTER(counter), .help = __VA_ARGS__},
const struct statistic statistics[N_STATISTICS] = {
#include "nic/stats_table.h"
};
