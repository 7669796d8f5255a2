#include "device/bus.h"
#include "base/arena.h"
#include <string.h>

bool bus_init(struct bus *b, const struct link_ops *ops, const void *link, const sim_time *clock, struct arena *a)
{
	*b = (struct bus){.ops = ops, .link = link, .clock = clock};
	ops->traits(link, &b->traits);
	b->traits.read_latency += 2 * b->traits.crossing;
	b->tag_until = arena_array(a, BUS_TAGS, sizeof *b->tag_until);
	const struct link_traits *t = &b->traits;
	if (!flow_init(&b->posted, t->posted[0], t->posted[1], a) || !flow_init(&b->nonposted, t->nonposted, 0, a) ||
	    !flow_init(&b->store, t->store[0], t->store[1], a))
		return false;
	b->one_by_one = flow_limits(&b->nonposted) || flow_limits(&b->store);
	return b->tag_until && booked_init(&b->up, clock, a) && booked_init(&b->down, clock, a);
}

bool bus_seed(struct bus *b, uint64_t seed, int replication, struct arena *a)
{
	if (!reads_init(&b->reads, &b->traits, seed, replication, a)) return false;
	b->one_by_one |= b->reads.vary;
	return true;
}

void bus_spread(struct bus *b, int64_t bytes)
{
	reads_spread(&b->reads, &b->traits, bytes);
	b->one_by_one |= b->reads.vary;
}

static sim_time later(sim_time a, sim_time b)
{
	return a > b ? a : b;
}

static sim_time time_of(int64_t bytes, int64_t fs)
{
	return (bytes * fs + 500) / 1000;
}

static sim_time serve(sim_time *free_at, struct booked *busy, sim_time from, sim_time ps)
{
	sim_time start = later(from, *free_at);
	booked_add(busy, start, ps);
	return *free_at = start + ps;
}

/* What goes at `from` before the writes that are booked ahead, and pushes them back. Returns when it has gone. */
static sim_time serve_before(struct bus *b, sim_time from, sim_time ps)
{
	if (b->up_free > from) b->pushed += ps;
	if (b->blocked > from) b->blocked += ps;
	serve(&b->up_free, &b->up, from, ps);
	return from + ps;
}

/* ---- the way down: what is booked ahead leaves gaps ---- */

static void forget_gaps(struct bus *b)
{
	for (; b->first_gap < b->end_gap && b->gap[b->first_gap].to <= *b->clock; b->first_gap++)
		b->before_cpu -= b->gap[b->first_gap].before_cpu;
	if (b->first_gap == b->end_gap) b->first_gap = b->end_gap = 0;
}

/* Room for one more at the end. */
static void make_room(struct bus *b)
{
	if (b->end_gap < BUS_GAPS) return;
	if (b->first_gap == 0) b->before_cpu -= b->gap[b->first_gap++].before_cpu;
	memmove(b->gap, b->gap + b->first_gap, (size_t)(b->end_gap - b->first_gap) * sizeof *b->gap);
	b->end_gap -= b->first_gap;
	b->first_gap = 0;
}

static void note_gap(struct bus *b, sim_time from, sim_time to, bool before_cpu)
{
	forget_gaps(b);
	make_room(b);
	b->gap[b->end_gap++] = (struct gap){from, to, before_cpu};
	b->before_cpu += before_cpu;
}

/* from..to of gap i is used: what is left of it on both sides stays. */
static void use_gap(struct bus *b, int32_t i, sim_time from, sim_time to)
{
	struct gap *g = &b->gap[i], before = *g;
	g->from = to;
	if (from == before.from) return;
	before.to = from;
	if (b->end_gap == BUS_GAPS) return; /* the part in front is given up */
	memmove(g + 1, g, (size_t)(b->end_gap++ - i) * sizeof *g);
	*g = before;
	b->before_cpu += before.before_cpu;
}

/*
 * On the way down from `from` on, in what is free: the CPU's in any gap, data in those before something of the CPU, or in any where reads
 * take different times. Returns its end.
 */
static sim_time serve_down(struct bus *b, sim_time from, sim_time ps, bool cpu)
{
	bool any = cpu || b->reads.vary; /* what was asked for later may come earlier */
	if (from < b->down_free && (any || b->before_cpu)) {
		forget_gaps(b);
		int32_t i = b->first_gap;
		while (i < b->end_gap && b->gap[i].to <= from)
			i++;
		for (; i < b->end_gap; i++) {
			sim_time start = later(b->gap[i].from, from), room = b->gap[i].to - start;
			if (room <= 0 || !(any || b->gap[i].before_cpu)) continue;
			sim_time part = room < ps ? room : ps;
			booked_add(&b->down, start, part);
			use_gap(b, i, start, start + part);
			ps -= part;
			if (ps == 0) return start + part;
		}
	}
	if (from > b->down_free) note_gap(b, later(b->down_free, *b->clock), from, cpu);
	return serve(&b->down_free, &b->down, from, ps);
}

/* The engine starts an operation when it may, and is held up by it. */
static inline sim_time start_operation(struct bus *b, sim_time now)
{
	sim_time each = later(b->traits.ops_gap, b->traits.op_time);
	if (each == 0) return now;
	sim_time start = later(now, b->ops_free);
	b->ops_free = start + each;
	b->ops_busy += each;
	return start + b->traits.op_time;
}

/* The same of a read or a write, which may have an engine of its own besides. */
static inline sim_time start_read(struct bus *b, sim_time now)
{
	if (__builtin_expect(b->traits.read_gap != 0, 0)) {
		now = later(now, b->reads_free);
		b->reads_free = now + b->traits.read_gap;
		b->reads_busy += b->traits.read_gap;
	}
	return start_operation(b, now);
}
static inline sim_time start_write(struct bus *b, sim_time now)
{
	if (__builtin_expect(b->traits.write_gap != 0, 0)) {
		now = later(now, b->writes_free);
		b->writes_free = now + b->traits.write_gap;
		b->writes_busy += b->traits.write_gap;
	}
	return start_operation(b, now);
}

static void count(struct counters *c, const struct dma *d)
{
	c->link_up += d->up;
	c->link_down += d->down;
	c->tlps_up += d->tlps_up;
	c->tlps_down += d->tlps_down;
}

typedef void transfer_shape(const void *link, uint32_t offset, int32_t n, struct dma *d);

/* Asked of the link only when it is not among the last ones. */
static inline const struct transfer *known(const struct bus *b, struct transfer *table, transfer_shape *shape, uint32_t offset,
					   int32_t n)
{
	struct transfer *t = &table[((uint32_t)n ^ (uint32_t)n >> 6 ^ offset) & (BUS_KNOWN - 1)];
	if (__builtin_expect(t->bytes != n || t->offset != offset, 0)) {
		*t = (struct transfer){.offset = offset, .bytes = n};
		shape(b->link, offset, n, &t->dma);
		t->up = time_of(t->dma.up, b->traits.up_fs);
		t->down = time_of(t->dma.down, b->traits.down_fs);
	}
	return t;
}

/* Part k of n, of a sum that is told of all. */
static int64_t part_of(int64_t sum, int32_t k, int32_t n)
{
	return sum * (k + 1) / n - sum * k / n;
}

/* TLP by TLP, each when there are credits for it. */
static __attribute__((noinline, cold)) sim_time write_by_credits(struct bus *b, sim_time now, const struct transfer *t)
{
	int32_t n = t->dma.tlps_up;
	if (b->owed_since + b->traits.credit_return <= later(now, b->up_free)) b->owed = 0;
	for (int32_t k = 0; k < n; k++) {
		int32_t headers = 1 + b->owed, data = (int32_t)part_of(t->dma.posted, k, n) + b->owed;
		sim_time ps = part_of(t->up, k, n), turn = later(now, b->up_free),
			 from = flow_wait(&b->posted, turn, headers, data);
		serve(&b->up_free, &b->up, from, ps);
		if (from > turn) b->blocked = b->up_free;
		flow_take(&b->posted, from, later(from + b->traits.credit_return, b->up_free), headers, data);
		b->owed = 0;
	}
	return later(now, b->up_free);
}

sim_time bus_write(struct bus *b, struct counters *c, sim_time now, uint32_t offset, int32_t n)
{
	const struct transfer *t = known(b, b->write, b->ops->write, offset, n);
	count(c, &t->dma);
	c->dma_writes++;
	sim_time start = start_write(b, now);
	if (__builtin_expect(flow_limits(&b->posted), 0)) return write_by_credits(b, start, t);
	return serve(&b->up_free, &b->up, start, t->up);
}

void bus_writes_add(struct bus *b, struct writes *w, uint32_t offset, int32_t n)
{
	const struct transfer *t = known(b, b->write, b->ops->write, offset, n);
	w->dma.up += t->dma.up;
	w->dma.down += t->dma.down;
	w->dma.tlps_up += t->dma.tlps_up;
	w->dma.tlps_down += t->dma.tlps_down;
	w->up += t->up;
	w->n++;
}

sim_time bus_write_all(struct bus *b, struct counters *c, sim_time now, const struct writes *w)
{
	count(c, &w->dma);
	c->dma_writes += w->n;
	return serve(&b->up_free, &b->up, now, w->up);
}

sim_time bus_interrupt(struct bus *b, struct counters *c, sim_time now)
{
	struct dma d = {0};
	b->ops->interrupt(b->link, &d);
	count(c, &d);
	c->dma_writes++;
	sim_time gone = serve_before(b, start_write(b, now), time_of(d.up, b->traits.up_fs));
	if (__builtin_expect(flow_limits(&b->posted), 0)) {
		b->owed = b->owed_since + b->traits.credit_return <= gone ? 1 : b->owed + 1;
		b->owed_since = gone;
	}
	return gone;
}

/* From when on `n` tags are free. Tags are taken and given back in order: all reads take the same way. */
static sim_time tags_free(const struct bus *b, sim_time now, int32_t n)
{
	int32_t tags = b->traits.tags, last = b->next_tag + n - 1;
	if (tags == 0) return now;
	if (n > tags) return TIME_NEVER; /* one after the other */
	return later(now, b->tag_until[last < tags ? last : last - tags]);
}

static void tags_hold(struct bus *b, sim_time from, sim_time until, int32_t n)
{
	int32_t tags = b->traits.tags, next = b->next_tag;
	b->tag_time += (until - from) * n;
	if (tags == 0) return;
	for (int32_t i = 0; i < n; i++) {
		b->tag_until[next] = until;
		if (++next == tags) next = 0;
	}
	b->next_tag = next;
}

/* Are tags given back as answers come, and not in order? */
static bool overtaken(const struct bus *b)
{
	return b->reads.vary && b->reads.tag_until;
}

static void hold_tag(struct bus *b, sim_time from, sim_time until)
{
	if (overtaken(b)) {
		b->tag_time += until - from;
		reads_hold_tag(&b->reads, until);
		return;
	}
	if (b->reads.vary && b->traits.tags) { /* not before the one that was given out before it */
		sim_time before = b->tag_until[(b->next_tag ? b->next_tag : b->traits.tags) - 1];
		until = later(until, before);
	}
	tags_hold(b, from, until, 1);
}

/*
 * Request by request, each when it has a tag, credits and room for its data, which are there as on a link without limits; behind writes
 * that wait for credits.  (PCI Express Base Specification, table 2-40: a read request passes no posted one)
 */
static __attribute__((noinline, cold)) sim_time read_one_by_one(struct bus *b, sim_time begun, const struct transfer *t)
{
	int32_t n = t->dma.tags;
	sim_time end = begun;
	if (!b->traits.ido) begun = later(begun, b->blocked);
	for (int32_t k = 0; k < n; k++) {
		int32_t headers = (int32_t)part_of(t->dma.answers[0], k, n), data = (int32_t)part_of(t->dma.answers[1], k, n);
		sim_time up = part_of(t->up, k, n), down = part_of(t->down, k, n);
		sim_time tag = overtaken(b) ? later(begun, reads_tag(&b->reads)) : tags_free(b, begun, 1);
		sim_time from = later(tag, b->asked),
			 takes = b->reads.vary ? reads_take(&b->reads) : b->traits.read_latency + b->reads.longer;
		if (flow_limits(&b->nonposted)) from = flow_wait(&b->nonposted, from, 1, 0);
		if (flow_limits(&b->store)) from = flow_wait(&b->store, from, headers, data);
		b->asked = from + up;
		serve_before(b, begun, up);
		sim_time there = serve_down(b, later(from + takes - down, b->asked), down, false);
		if (flow_limits(&b->nonposted)) flow_take(&b->nonposted, from, from + b->traits.credit_return, 1, 0);
		if (flow_limits(&b->store)) flow_take(&b->store, from, there, headers, data);
		hold_tag(b, from, there);
		end = later(end, there);
	}
	return end;
}

/*
 * On an idle link the data are there read_latency after the request, their own time on the link included; on a busy one later.
 * Requests take turns with writes, as devices have queues for both: they push back the writes that are booked already, a whole batch of
 * them maybe, but do not wait behind them, nor writes behind a request that waits for a tag.  (A convoy of batches would form behind each
 * write, and the link stand idle while all of them read.)
 */
sim_time bus_read(struct bus *b, struct counters *c, sim_time now, uint32_t offset, int32_t n)
{
	const struct transfer *t = known(b, b->read, b->ops->read, offset, n);
	count(c, &t->dma);
	c->dma_reads++;
	sim_time begun = start_read(b, now);
	if (__builtin_expect(b->one_by_one, 0)) return read_one_by_one(b, begun, t);
	sim_time start = tags_free(b, begun, t->dma.tags);
	if (__builtin_expect(t->dma.tags > 1 && start > begun, 0)) return read_one_by_one(b, begun, t);
	sim_time up = t->up, down = t->down;
	sim_time asked = b->asked = later(start, b->asked) + up;
	serve_before(b, begun, up);
	sim_time there = later(asked - up + b->traits.read_latency + b->reads.longer - down, asked);
	sim_time end = serve_down(b, there, down, false);
	tags_hold(b, asked - up, end, t->dma.tags);
	return end;
}

sim_time bus_doorbell(struct bus *b, struct counters *c, sim_time now, int32_t n)
{
	struct transfer *t = &b->doorbell;
	if (t->bytes != n) {
		*t = (struct transfer){.bytes = n};
		b->ops->mmio_write(b->link, n, &t->dma);
		t->down = time_of(t->dma.down, b->traits.down_fs);
	}
	count(c, &t->dma);
	return serve_down(b, now + b->traits.crossing, t->down, true);
}

sim_time bus_cpu_read(struct bus *b, struct counters *c, sim_time now, int32_t n)
{
	struct dma d = {0};
	b->ops->mmio_read(b->link, n, &d);
	d.up = d.tlps_up = 0;
	count(c, &d);
	return serve_down(b, now + b->traits.crossing, time_of(d.down, b->traits.down_fs), true);
}

sim_time bus_cpu_answer(struct bus *b, struct counters *c, sim_time now, int32_t n)
{
	struct dma d = {0};
	b->ops->mmio_read(b->link, n, &d);
	d.down = d.tlps_down = 0;
	count(c, &d);
	return serve(&b->up_free, &b->up, now, time_of(d.up, b->traits.up_fs)) + b->traits.crossing;
}
