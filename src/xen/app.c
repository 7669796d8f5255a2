/*
 * app.c - the application that receives bulk data, on the host or in a guest: it is woken, reads segment by segment, and its reading is
 * what acknowledges. Pages of the transmit ring are free when it has read what lies in them.
 */
#include "base/arena.h"
#include "xen/app.h"
#include "xen/netback.h"
#include "xen/xen.h"

#define SOCKET 8192 /* segments a socket holds */

struct app {
	struct xen_thread thread;
	const struct app_end *end;
	struct skbs socket;
	struct skb hand;
};

void app_receive(struct xen_thread *t, struct queue *q, const struct skb *skb)
{
	struct xen *x = xen_of(q);
	struct app *a = x->app;
	if (a->socket.count == SOCKET) {
		packet_discarded(xen_home(x), &skb->packet, DROP_HOST_QUEUE);
		xenvif_free(t, skb);
		return;
	}
	skbs_push(&a->socket, skb);
	xen_wake(&a->thread, t);
}

static bool begin_reading(struct app *a)
{
	struct xen_thread *t = &a->thread;
	if (a->socket.count == 0) return false;
	skbs_take(&a->socket, &a->hand);
	packet_leaves(t->q, &a->hand.packet, AT_SOCKET, t->q->engine->now);
	xen_touch(t, LEDGER_STACK, a->hand.packet.len, t->x->price.tcp_byte);
	xen_go(t, XEN_WORKED);
	return true;
}

static void step(void *self)
{
	struct app *a = self;
	struct xen_thread *t = &a->thread;
	if (!xen_runs(t)) return;
	if (t->state == XEN_BATCH && gnttab_step(t)) return;
	if (t->state == XEN_ANSWERED && t->batch.n) {
		t->after = XEN_ANSWERED;
		if (gnttab_step(t)) return;
	}
	enum xen_state ended = t->after ? t->after : t->state;
	t->after = XEN_SLEEPS;
	t->state = XEN_TURN;
	if (ended == XEN_WORKED) {
		struct skb skb = a->hand;
		if (a->end->received(t, &skb)) return;
	}
	if (ended == XEN_ANSWERED) a->end->answered(t);
	if (ended == XEN_RESCHED ? xen_yield(t) : xen_gives_way(t)) return;
	if (begin_reading(a)) return;
	xen_rest(t, TIME_NEVER);
}

bool app_init(struct xen *x, const struct app_end *end)
{
	struct run *run = x->q->run;
	const struct xen_job job = {"application", "application", step, run->setup->direction != DIR_TX, 0};
	struct app *a = x->app = arena_alloc(run->arena, sizeof *a);
	trail_expect(&run->trail, STAY_BIT(AT_SOCKET) | STAY_BIT(AT_APPLICATION), SOCKET + 1);
	if (!a) return false;
	a->end = end;
	return xen_thread_init(&a->thread, x, &job, a, 4 * XEN_PACKET_SLOTS) && skbs_init(&a->socket, SOCKET, run->arena);
}

bool app_stuck(const struct xen *x)
{
	return xen_asleep(&x->app->thread) && x->app->socket.count;
}
