#include "device/bus.h"
#include "base/arena.h"

bool bus_init(struct bus *b, const struct link_ops *ops, const void *link, const sim_time *clock, struct arena *a)
{
	*b = (struct bus){.ops = ops, .link = link};
	ops->traits(link, &b->traits);
	b->tag_until = arena_array(a, BUS_TAGS, sizeof *b->tag_until);
	return b->tag_until && booked_init(&b->up, clock, a) && booked_init(&b->down, clock, a);
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

/* The engine starts an operation when it may, and is held up by it. */
static sim_time start_operation(struct bus *b, sim_time now)
{
	sim_time each = later(b->traits.ops_gap, b->traits.op_time);
	if (each == 0) return now;
	sim_time start = later(now, b->ops_free);
	b->ops_free = start + each;
	b->ops_busy += each;
	return start + b->traits.op_time;
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

static sim_time put_write(struct bus *b, struct counters *c, sim_time now, const struct dma *d, sim_time up)
{
	count(c, d);
	c->dma_writes++;
	return serve(&b->up_free, &b->up, start_operation(b, now), up);
}

sim_time bus_write(struct bus *b, struct counters *c, sim_time now, uint32_t offset, int32_t n)
{
	const struct transfer *t = known(b, b->write, b->ops->write, offset, n);
	return put_write(b, c, now, &t->dma, t->up);
}

sim_time bus_interrupt(struct bus *b, struct counters *c, sim_time now)
{
	struct dma d = {0};
	b->ops->interrupt(b->link, &d);
	return put_write(b, c, now, &d, time_of(d.up, b->traits.up_fs));
}

/* From when on `n` tags are free. Tags are taken and given back in order: all reads take the same way. */
static sim_time tags_free(const struct bus *b, sim_time now, int32_t n)
{
	int32_t tags = b->traits.tags, last = b->next_tag + n - 1;
	if (tags == 0) return now;
	if (n > tags) last = b->next_tag + tags - 1; /* a longer read reuses its own */
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
	sim_time begun = start_operation(b, now), start = tags_free(b, begun, t->dma.tags);
	sim_time up = t->up, down = t->down;
	sim_time asked = b->asked = later(start, b->asked) + up;
	serve(&b->up_free, &b->up, begun, up);
	sim_time there = later(asked - up + b->traits.read_latency - down, asked);
	sim_time end = serve(&b->down_free, &b->down, there, down);
	tags_hold(b, asked - up, end, t->dma.tags);
	return end;
}

/*
 * What the CPU sends, maybe a little later than now. Completions are booked ahead, when they will come: it goes between them and
 * pushes them back where they leave no gap.
 */
static sim_time push_down(struct bus *b, sim_time at, sim_time ps)
{
	booked_add(&b->down, at, ps);
	if (b->down_free > at) b->down_free += ps;
	return at + ps;
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
	return push_down(b, now, t->down);
}

sim_time bus_cpu_read(struct bus *b, struct counters *c, sim_time now, int32_t n)
{
	struct dma d = {0};
	b->ops->mmio_read(b->link, n, &d);
	d.up = d.tlps_up = 0;
	count(c, &d);
	return push_down(b, now, time_of(d.down, b->traits.down_fs));
}

sim_time bus_cpu_answer(struct bus *b, struct counters *c, sim_time now, int32_t n)
{
	struct dma d = {0};
	b->ops->mmio_read(b->link, n, &d);
	d.down = d.tlps_down = 0;
	count(c, &d);
	return serve(&b->up_free, &b->up, now, time_of(d.up, b->traits.up_fs));
}
