/* hardware_init.c - a virtio device in hardware before time starts. */
#include "base/arena.h"
#include "device/hardware.h"
#include "nic/rates.h"
#include "nic/weights.h"

/* Where buffers are alike and the link has no engine to wait for, a packet's length tells its writes. */
static bool know_writes(struct course *c, const struct queue *q)
{
	const struct hardware *h = q->models.backend.self;
	if (!bus_writes_in_one_go(q->run->bus) || h->in_ring || (h->n_segments == 1 && !q->traits.alike)) return true;
	c->known = arena_array(q->run->arena, c->line.tx ? 1 : PACKETS_KNOWN, sizeof *c->known);
	return c->known != NULL;
}

int64_t hardware_rate(const struct hardware *h, int queue, bool tx)
{
	if (!tx) return rate_of(h->receive_rates, queue);
	if (*h->queue_rates) return rate_of(h->queue_rates, queue);
	return h->rate_queues == 0 || queue < h->rate_queues ? h->queue_rate : 0;
}

bool hardware_limits_rates(const struct hardware *h)
{
	return h->queue_rate || rates_limit(h->queue_rates) || rates_limit(h->receive_rates);
}

/* What its queue has of the device. */
static void course_share(struct course *c, const struct queue *q, bool tx)
{
	const struct hardware *h = q->models.backend.self;
	struct device *d = c->device;
	bool by_weight = h->batches && (*h->weights || h->quantum);
	d->by_bytes = h->quantum > 0;
	d->quantum = !by_weight ? 0 : d->by_bytes ? h->quantum : 1;
	c->line.weight = weight_of(h->weights, q->index / (int)h->functions); /* as the queues are dealt to them */
	c->pace = pace_of(hardware_rate(h, q->index, tx), h->queue_burst);
}

static bool course_init(struct course *c, struct queue *q, bool tx, uint32_t under_way, const struct pipeline_ops *batches,
			crossing_told *told)
{
	struct hardware *h = q->models.backend.self;
	bool receives = q->traits.receives || q->traits.acknowledged;
	*c = (struct course){.waits_since = TIME_NEVER,
			     .completed_chains = -1,
			     .device = device_of(q->run, (int)h->functions, q->index % (int)h->functions),
			     .ahead = !tx && receives && h->descriptor_cache ? &h->ahead : NULL,
			     .line = {.ops = batches, .tx = tx, .other = tx ? &h->rx.line : &h->tx.line}};
	if (!c->device) return false;
	if (h->buffer) c->device->buffer = h->buffer;
	c->device->most = h->batches;
	c->device->cache = h->device_cache;
	c->limited = h->buffer || h->waits_in == IN_BUFFER || h->batches || h->device_cache || c->ahead;
	course_share(c, q, tx);
	if (!know_writes(c, q)) return false;
	hardware_list_stages(c, q);
	c->kicks_tell = q->models.ring.ops->kick_tells && q->models.ring.ops->kick_tells(q->models.ring.self);
	if (!pipeline_init(&c->line, q, tx, under_way) || !crossing_init(&c->crossing, q, tx, told)) return false;
	c->told = c->line.ring->last_avail;
	for (c->token_mask = 1; c->token_mask < c->line.ring->tokens;)
		c->token_mask *= 2;
	c->token = arena_array(q->run->arena, c->token_mask--, sizeof *c->token);
	c->batch = arena_array(q->run->arena, c->line.mask + 1, sizeof *c->batch);
	return c->token && c->batch;
}

/* Batches at a time: each takes an entry at least. */
static uint32_t under_way(const struct ring *r, uint32_t prefetch)
{
	return prefetch > 0 && prefetch < r->size ? prefetch : r->size;
}

static void ask_ahead(struct pipeline *feeds, uint16_t at, sim_time now)
{
	hardware_ask_for_kick(course_of(feeds), at, now);
}

/* Buffers that are there before time starts are fetched first of all. */
static bool fetch_ahead(struct hardware *h, struct queue *q)
{
	if (!h->rx.ahead) return true;
	h->ahead = (struct prefetch){.device = h->rx.device,
				     .feeds = &h->rx.line,
				     .ask = ask_ahead,
				     .cache = (int32_t)h->descriptor_cache,
				     .at_once = (int32_t)(h->fetch < h->descriptor_cache ? h->fetch : h->descriptor_cache)};
	if (!prefetch_init(&h->ahead, q, (uint32_t)(h->fetches ? h->fetches : h->descriptor_cache))) return false;
	pipeline_look_at(&h->ahead.line, 0);
	return true;
}

bool hardware_init(struct hardware *h, struct queue *q, const struct pipeline_ops *batches, crossing_told *told)
{
	struct scheme_traits t = {0};
	uint32_t prefetch = (uint32_t)q->run->bus->traits.prefetch;
	uint32_t rx = under_way(&q->rx.ring, prefetch), tx = under_way(&q->tx.ring, prefetch);
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	h->tx_may_indirect = t.tx_may_indirect;
	h->in_ring = t.in_ring;
	h->n_segments = q->models.scheme.ops->segments(q->models.scheme.self, h->segment, MAX_SEGMENTS);
	h->table = (int32_t)q->models.ring.ops->table(q->models.ring.self, (uint32_t)t.segments, t.may_indirect);
	if (!wire_out_init(q, h->batch * tx) || !course_init(&h->rx, q, false, rx, batches, told) || !fetch_ahead(h, q))
		return false;
	if (h->in_ring) h->rx.apart = q->models.ring.ops->used_entry(q->models.ring.self);
	return !q->traits.transmits || course_init(&h->tx, q, true, tx, batches, told);
}
