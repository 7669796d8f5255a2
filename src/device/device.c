#include "device/device.h"
#include "base/arena.h"

struct device *device_of(struct run *run)
{
	struct device *d = run->backend;
	if (d) return d;
	d = run->backend = arena_alloc(run->arena, sizeof *d);
	if (!d) return NULL;
	*d = (struct device){.buffer = INT64_MAX};
	d->end = &d->first;
	return d;
}

void device_next(struct device *d)
{
	if (d->first) pipeline_look_at(d->first, d->first->q->engine->now);
}

void device_leave(struct device *d, struct pipeline *p)
{
	if (!p->waits) return;
	struct pipeline **at = &d->first;
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	if (d->end == &p->next) d->end = at;
	p->waits = false;
	device_next(d);
}

bool device_turn(struct device *d, struct pipeline *p, bool room)
{
	if (room && (!d->first || d->first == p)) {
		device_leave(d, p);
		return true;
	}
	if (p->waits) return false;
	p->waits = true;
	p->next = NULL;
	*d->end = p;
	d->end = &p->next;
	return false;
}
