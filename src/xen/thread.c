/* thread.c - threads of netfront and netback: what they have in common, wherever they run. */
#include "xen/xen.h"

void xen_go(struct xen_thread *t, enum xen_state then)
{
	struct core *c = t->seat.core;
	t->state = then;
	t->stage->busy += core_go(c, t->seat.actor) - c->engine->now;
}

void xen_touch(struct xen_thread *t, enum ledger kind, int64_t n, int64_t fs)
{
	struct core *c = t->seat.core;
	sim_time own = bytes_cost(n, fs);
	core_spend(c, kind, own);
	if (!c->memory || c->memory->model == MEMORY_PRIVATE) return;
	sim_time lost = memory_delay(c->memory, c->engine->now + c->open - own, n, own);
	if (lost == 0) return;
	t->x->n.interference += lost;
	core_spend(c, LEDGER_INTERFERENCE, lost);
}

bool xen_asleep(const struct xen_thread *t)
{
	const sim_time *wake = t->q->engine->wake;
	return t->state == XEN_SLEEPS && wake[t->seat.actor] == TIME_NEVER && !seat_in_line(&t->seat);
}

bool xen_call(struct xen_thread *t, sim_time at)
{
	struct engine *e = t->q->engine;
	if (t->state == XEN_WAKES) {
		if (at < e->wake[t->seat.actor]) engine_at(e, t->seat.actor, at);
		return false;
	}
	if (t->state != XEN_SLEEPS) return false;
	t->state = XEN_WAKES;
	engine_at(e, t->seat.actor, at);
	return true;
}

void xen_wake(struct xen_thread *t, struct xen_thread *by)
{
	const struct xen_prices *p = &t->x->price;
	if (t->state != XEN_SLEEPS) return;
	if (by) xen_spend(by, LEDGER_WAKEUP, p->wake);
	t->q->n.wakeups++;
	xen_call(t, (by ? xen_soon(by) : t->q->engine->now) + p->wakeup);
}

void xen_rest(struct xen_thread *t, sim_time due)
{
	struct core *c = t->seat.core;
	if (c->open > 0) {
		xen_go(t, XEN_SETTLE);
		return;
	}
	t->state = XEN_SLEEPS;
	t->packets = 0;
	core_leave(c);
	engine_at(c->engine, t->seat.actor, due);
}

bool xen_yield(struct xen_thread *t)
{
	struct core *c = t->seat.core;
	if (c->open == 0) return seat_yield(&t->seat);
	if (!core_wanted(c)) return false;
	xen_go(t, XEN_RESCHED); /* what is booked is done first */
	return true;
}

bool xen_gives_way(struct xen_thread *t)
{
	if (++t->packets < XEN_ROUND) return false;
	t->packets = 0;
	return xen_yield(t);
}
