/* tcp_flow.c - what a TCP connection may send and does send, and its receiver's part (tcp_output.c, tcp_input.c of Linux). */
#include "load/tcp_flow.h"
#include "load/tcp_cut.h"
#include "load/tcp_ring.h"
#include "load/tcp_timer.h"

bool tcp_flow_init(struct tcp_flow *f, const struct tcp_limits *limits, struct tcp_counts *n, struct arena *a)
{
	const int64_t room = limits->window + 2 * (int64_t)limits->segments;
	f->limits = *limits;
	f->size = limits->segments;
	f->n = n;
	f->due = TIME_NEVER;
	/* Of packets twice as many: in a recovery all may be sent again before the first is known to have come. */
	return tcp_ring_init(&f->segs, room, sizeof(struct tcp_seg), a) &&
	       tcp_ring_init(&f->txs, 2 * room, sizeof(struct tcp_tx), a) &&
	       tcp_ring_init(&f->acks, room, sizeof(struct tcp_ack), a);
}

int64_t tcp_flow_pacing(const struct tcp_flow *f, int64_t bytes)
{
	int64_t out = f->nxt - f->una, most = out > f->cong.cwnd ? out : f->cong.cwnd;
	if (f->rtt.srtt8 == 0) return INT64_MAX;
	int64_t us8 = f->rtt.srtt8 / PS_PER_US; /* of eight round trips */
	/* 2 in early slow start, else 1.2, times a window per round trip */
	int64_t tenths = f->cong.cwnd < f->cong.ssthresh / 2 ? 20 : 12;
	return bytes * most / 10 * tenths * 8 * 1000000 / (us8 > 0 ? us8 : 1);
}

/* ---- sending ---- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* tcp_cwnd_validate */
static void note_usage(struct tcp_flow *f, bool limited)
{
	int64_t out = f->nxt - f->una;
	if (f->una < f->usage_ends && !limited && (f->limited || out <= f->most_out)) return;
	f->limited = limited;
	f->most_out = out;
	f->usage_ends = f->nxt;
}

/* The first that is lost, and those after it that were sent with it. */
static void first_lost(struct tcp_flow *f, int64_t room, struct tcp_send *s)
{
	if (f->hint < f->una) f->hint = f->una;
	while (tcp_seg(f, f->hint)->state != SEG_LOST)
		f->hint++;
	const uint32_t serial = tcp_seg(f, f->hint)->serial;
	*s = (struct tcp_send){.first = f->hint, .again = true};
	while (s->n < least(room, f->size) && s->first + s->n < f->nxt) {
		const struct tcp_seg *g = tcp_seg(f, s->first + s->n);
		if (g->state != SEG_LOST || g->serial != serial) return;
		s->n++;
	}
}

static int64_t window_left(const struct tcp_flow *f)
{
	return least(f->edge, f->una + f->limits.window) - f->nxt;
}

/* tcp_send_loss_probe: something new, or the last segment once more. */
static void choose_probe(const struct tcp_flow *f, struct tcp_send *s)
{
	bool fresh = window_left(f) > 0;
	*s = (struct tcp_send){.first = fresh ? f->nxt : f->nxt - 1, .n = 1, .again = !fresh};
}

bool tcp_flow_may_send(struct tcp_flow *f, struct tcp_send *s)
{
	int64_t room = f->cong.cwnd - f->out, left = window_left(f);
	if (f->held || tcp_ring_full(&f->txs)) return false;
	if (f->probing && f->nxt > f->una) {
		choose_probe(f, s);
		return true;
	}
	if (room <= 0) {
		note_usage(f, true);
		return false;
	}
	if (f->lost > 0) {
		first_lost(f, room, s);
		return true;
	}
	if (left <= 0) return false;
	/* A packet holds half the window at most (tcp_cwnd_test). */
	int64_t half = f->cong.cwnd > 1 ? f->cong.cwnd / 2 : 1;
	*s = (struct tcp_send){.first = f->nxt, .n = (int32_t)least(least(f->size, half), least(room, left))};
	return true;
}

/* One segment of what is sent, under that serial. */
static void put_segment(struct tcp_flow *f, int64_t segment, uint32_t serial)
{
	if (segment == f->nxt) {
		*(struct tcp_seg *)tcp_ring_push(&f->segs) = (struct tcp_seg){.serial = serial, .state = SEG_OUT};
		f->nxt++;
		f->out++;
		return;
	}
	struct tcp_seg *g = tcp_seg(f, segment);
	g->serial = serial;
	if (g->state != SEG_LOST) return; /* a probe */
	g->state = SEG_OUT;
	f->lost--;
	f->out++;
}

uint32_t tcp_flow_send(struct tcp_flow *f, sim_time now, const struct tcp_send *s)
{
	const uint32_t serial = f->txs.head + f->txs.count;
	const bool first = f->nxt == f->una, head = s->first == f->una;
	*(struct tcp_tx *)tcp_ring_push(&f->txs) = (struct tcp_tx){.first = s->first, .n = s->n, .again = s->again, .sent = now};
	for (int32_t i = 0; i < s->n; i++)
		put_segment(f, s->first + i, serial);
	f->n->sent += s->n;
	if (s->again) f->n->again += s->n;
	if (f->state == TCP_CWR || f->state == TCP_RECOVERY) f->prr_out += s->n;
	f->last_sent = now;
	note_usage(f, f->out >= f->cong.cwnd);
	if (f->probing) {
		f->probing = false;
		f->probe_ends = f->nxt;
		f->probe_again = s->again;
		f->probe_known = false;
		f->n->probes++;
		tcp_timer_rto(f, now);
	} else {
		tcp_timer_sent(f, now, first || (s->again && head), s->again);
	}
	return serial;
}

uint32_t tcp_flow_send_each(struct tcp_flow *f, sim_time now, struct tcp_send *s)
{
	struct tcp_send one = {.first = s->first, .n = 1, .again = s->again};
	const uint32_t serial = tcp_flow_send(f, now, &one);
	for (one.first++; one.first < s->first + s->n && !tcp_ring_full(&f->txs); one.first++)
		tcp_flow_send(f, now, &one);
	s->n = (int32_t)(one.first - s->first);
	return serial;
}

void tcp_flow_refused(struct tcp_flow *f, sim_time now, uint32_t serial)
{
	struct tcp_tx *t = tcp_tx(f, serial);
	t->judged = t->gone = true;
	for (int32_t i = t->n - 1; i >= 0; i--) {
		int64_t segment = t->first + i;
		struct tcp_seg *g = tcp_seg(f, segment);
		if (g->state != SEG_OUT || g->serial != serial) continue;
		f->out--;
		if (t->again) {
			g->state = SEG_LOST;
			f->lost++;
			if (segment < f->hint) f->hint = segment;
		} else {
			f->segs.count--;
			f->nxt--;
		}
	}
	f->n->sent -= t->n;
	if (t->again) f->n->again -= t->n;
	tcp_forget(f);
	f->held = true;
	tcp_cut_local(f);
	if (f->nxt == f->una || f->timer == TIMER_NONE) tcp_timer_held(f, now);
}

/* ---- the path and the receiver ---- */

void tcp_flow_vanished(struct tcp_flow *f, uint32_t serial)
{
	if (!tcp_ring_has(&f->txs, serial)) return;
	tcp_tx(f, serial)->gone = true;
	tcp_forget(f);
}

bool tcp_flow_come(struct tcp_flow *f, uint32_t serial, int32_t *fresh)
{
	*fresh = 0;
	if (!tcp_ring_has(&f->txs, serial)) return true;
	struct tcp_tx *t = tcp_tx(f, serial);
	const bool gap = f->beyond > 0 || t->first > f->next;
	for (int32_t i = 0; i < t->n; i++) {
		if (t->first + i < f->next || tcp_seg(f, t->first + i)->has_come) continue;
		tcp_seg(f, t->first + i)->has_come = true;
		++*fresh;
	}
	f->beyond += *fresh;
	for (; f->beyond > 0 && tcp_seg(f, f->next)->has_come; f->next++)
		f->beyond--;
	t->has_come = t->gone = true;
	t->known = *fresh == 0;
	f->last_come = serial;
	return gap || t->known;
}

uint32_t tcp_flow_ack(struct tcp_flow *f, int64_t edge)
{
	if (tcp_ring_full(&f->acks)) tcp_ring_drop(&f->acks); /* a later one tells as much */
	uint32_t number = f->acks.head + f->acks.count;
	*(struct tcp_ack *)tcp_ring_push(&f->acks) = (struct tcp_ack){.serial = f->last_come, .edge = edge};
	return number;
}
