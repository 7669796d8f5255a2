#include "device/prefetch.h"
#include "base/arena.h"
#include "device/bus.h"

static struct prefetch *prefetch_of(struct pipeline *p)
{
	return (struct prefetch *)p;
}

static sim_time read_stage(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	struct prefetch *f = prefetch_of(p);
	const struct fetch *j = &f->fetch[job & p->mask];
	struct queue *q = p->q;
	struct access list[RING_ACCESSES];
	if (stage == p->stages - 1) return bus_read(q->run->bus, &q->n, now, 0, 16 * j->descriptors);
	if (stage == 0 && j->known) return now;
	q->models.ring.ops->fetch(q->models.ring.self, j->chains, 1, list);
	return bus_read(q->run->bus, &q->n, now, 0, list[stage].bytes);
}

static int32_t room(const struct prefetch *f)
{
	int64_t own = f->cache - f->on_chip - f->coming, all = f->device->cache ? f->device->cache - f->device->cached : own;
	return (int32_t)(own < all ? own : all);
}

/* Chains from `next` on whose descriptors fit into `most`. */
static struct fetch fit(const struct prefetch *f, int32_t most)
{
	const struct ring *r = f->line.ring;
	struct fetch j = {0};
	for (uint16_t i = f->next; i != r->avail_idx; i++) {
		int32_t n = r->entries[r->avail[i & r->mask]];
		if (j.descriptors + n > most) break;
		j.descriptors += n;
		j.chains++;
	}
	return j;
}

static bool begin_fetch(struct pipeline *p, uint32_t job, sim_time now)
{
	struct prefetch *f = prefetch_of(p);
	int32_t space = room(f), most = space < f->at_once ? space : f->at_once;
	bool none = f->on_chip + f->coming == 0;
	struct fetch j = fit(f, most);
	uint16_t left = (uint16_t)(p->ring->avail_idx - f->next - j.chains);
	/* Chains of several descriptors may not fill a fetch to the last one. */
	if (j.chains == 0 || (!none && left == 0 && j.descriptors < f->at_once) || (!none && space < f->at_once)) {
		if (left == 0 && space > 0)
			f->ask(f->feeds, none ? p->ring->avail_idx : (uint16_t)(f->next + f->at_once - 1), now);
		return false;
	}
	j.known = (uint16_t)(f->known - f->next) >= j.chains && (uint16_t)(f->known - f->next) <= p->ring->size;
	if (!j.known) f->known = p->ring->avail_idx;
	f->next = (uint16_t)(f->next + j.chains);
	f->coming += j.descriptors;
	f->device->cached += j.descriptors;
	f->fetch[job & p->mask] = j;
	return true;
}

static void finish_fetch(struct pipeline *p, uint32_t job, sim_time now)
{
	struct prefetch *f = prefetch_of(p);
	const struct fetch *j = &f->fetch[job & p->mask];
	f->coming -= j->descriptors;
	f->on_chip += j->descriptors;
	f->there = (uint16_t)(f->there + j->chains);
	pipeline_look_at(f->feeds, now);
}

static const struct pipeline_ops fetches = {.begin = begin_fetch, .finish = finish_fetch};

bool prefetch_init(struct prefetch *f, struct queue *q, uint32_t most)
{
	struct access list[RING_ACCESSES];
	f->line.ops = &fetches;
	f->line.unheard = true;
	f->line.stages = q->models.ring.ops->fetch(q->models.ring.self, 1, 1, list);
	for (int i = 0; i < f->line.stages; i++)
		f->line.stage[i] = read_stage;
	if (!pipeline_init(&f->line, q, false, most)) return false;
	f->next = f->there = f->known = f->line.ring->last_avail;
	f->fetch = arena_array(q->run->arena, f->line.mask + 1, sizeof *f->fetch);
	return f->fetch != NULL;
}

void prefetch_told(struct prefetch *f, uint16_t index)
{
	f->known = index;
}

int32_t prefetch_descriptors(const struct prefetch *f, int n)
{
	const struct ring *r = f->line.ring;
	int32_t sum = 0;
	for (int i = 0; i < n && i < ring_ready(r); i++)
		sum += r->entries[ring_peek(r, (uint16_t)i)];
	return sum;
}

bool prefetch_ready(struct prefetch *f, int32_t descriptors)
{
	if (descriptors <= f->on_chip) return true;
	pipeline_go(&f->line);
	return f->coming == 0;
}

int32_t prefetch_take(struct prefetch *f, int32_t descriptors)
{
	const struct ring *r = f->line.ring;
	int32_t here = descriptors < f->on_chip ? descriptors : f->on_chip;
	f->on_chip -= here;
	f->device->cached -= here;
	if ((int16_t)(f->there - r->last_avail) < 0) f->there = f->next = r->last_avail;
	if ((int16_t)(f->known - r->last_avail) < 0) f->known = r->last_avail;
	return descriptors - here;
}
