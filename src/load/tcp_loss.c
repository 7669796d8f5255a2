/* tcp_loss.c - what acknowledgements tell a TCP sender: what came, what is missing, and what it makes of that (tcp_input.c, tcp_recovery.c). */
#include "load/tcp_cut.h"
#include "load/tcp_ring.h"
#include "load/tcp_timer.h"

#define DUPLICATES 3 /* TCP_FASTRETRANS_THRESH: so many segments beyond a gap, and it is a loss */

/* ---- what came ---- */

/* What one acknowledgement tells. */
struct news {
	int64_t newly; /* segments that are known to have come now */
	sim_time rtt;  /* of the first packet of them, -1 = none */
	bool forward;  /* una moved on */
	bool original; /* what a time-out took for lost had come, and was not sent again */
	bool found_lost;
};

static void came(struct tcp_flow *f, uint32_t serial, const struct tcp_tx *t, struct news *n)
{
	for (int32_t i = 0; i < t->n; i++) {
		if (t->first + i < f->una) continue;
		struct tcp_seg *g = tcp_seg(f, t->first + i);
		if (g->state == SEG_SACKED) continue;
		if (g->state == SEG_LOST && g->serial == serial) n->original = true;
		*(g->state == SEG_LOST ? &f->lost : &f->out) -= 1;
		g->state = SEG_SACKED;
		f->sacked++;
		n->newly++;
	}
}

/* All up to the serial that the receiver had last. */
static void hear(struct tcp_flow *f, sim_time now, uint32_t last, struct news *n)
{
	for (; (int32_t)(last - f->seen) >= 0; f->seen++) {
		if (!tcp_ring_has(&f->txs, f->seen)) continue;
		struct tcp_tx *t = tcp_tx(f, f->seen);
		if (!t->has_come) continue;
		f->latest_rtt = now - t->sent;
		if (n->rtt < 0) n->rtt = f->latest_rtt;
		if (t->known && f->probe_ends) f->probe_known = true;
		came(f, f->seen, t, n);
		t->judged = true;
	}
	for (; f->una < f->nxt && tcp_seg(f, f->una)->state == SEG_SACKED; f->una++) {
		tcp_ring_drop(&f->segs);
		f->sacked--;
		n->forward = true;
	}
	f->n->delivered += n->newly;
}

/* ---- what is missing ---- */

static void lose(struct tcp_flow *f, uint32_t serial, struct tcp_tx *t)
{
	t->judged = true;
	for (int32_t i = 0; i < t->n; i++) {
		int64_t segment = t->first + i;
		struct tcp_seg *g = segment < f->una ? NULL : tcp_seg(f, segment);
		if (!g || g->serial != serial || g->state != SEG_OUT) continue;
		g->state = SEG_LOST;
		f->out--;
		f->lost++;
		f->n->lost++;
		if (segment < f->hint) f->hint = segment;
	}
}

/* tcp_rack_detect_loss: what was sent before something that came. Returns when to look again, TIME_NEVER = all are judged. */
static sim_time judge(struct tcp_flow *f, sim_time now)
{
	const bool at_once = f->state >= TCP_RECOVERY || f->sacked >= DUPLICATES;
	const sim_time patience = f->latest_rtt + (at_once ? 0 : f->rtt.least / 4);
	sim_time again = TIME_NEVER;
	uint32_t s = f->unjudged;
	bool all = true;
	for (; (int32_t)(f->seen - s) > 0; s++) {
		if (!tcp_ring_has(&f->txs, s)) continue;
		struct tcp_tx *t = tcp_tx(f, s);
		if (t->judged) continue;
		if (at_once || now - t->sent >= patience) {
			lose(f, s, t);
		} else {
			if (all) f->unjudged = s;
			all = false;
			if (t->sent + patience < again) again = t->sent + patience;
		}
	}
	if (all) f->unjudged = s;
	tcp_forget(f);
	return again;
}

/* ---- an acknowledgement ---- */

/* tcp_process_tlp_ack: what a probe mended was a loss, too. */
static void end_probe(struct tcp_flow *f)
{
	if (f->probe_ends == 0 || f->una < f->probe_ends) return;
	bool mended = f->probe_again && !f->probe_known;
	f->probe_ends = 0;
	if (!mended || f->state != TCP_OPEN) return;
	tcp_cut_begin(f);
	tcp_cut_end(f);
}

/* F-RTO: the time-out came too early. */
static void take_timeout_back(struct tcp_flow *f)
{
	for (int64_t s = f->una; s < f->nxt; s++) {
		struct tcp_seg *g = tcp_seg(f, s);
		if (g->state != SEG_LOST) continue;
		g->state = SEG_OUT;
		f->lost--;
		f->out++;
	}
	if (f->cong.cwnd < f->prior_cwnd) f->cong.cwnd = f->prior_cwnd;
	f->cong.ssthresh = f->prior_ssthresh;
	f->state = TCP_OPEN;
	f->n->spurious++;
}

static void leave_state(struct tcp_flow *f, const struct news *n)
{
	if (f->state == TCP_LOSS && n->original) {
		take_timeout_back(f);
		return;
	}
	if (f->state == TCP_OPEN || f->una < f->high) return;
	if (f->state == TCP_LOSS)
		f->state = TCP_OPEN;
	else if (f->state == TCP_RECOVERY || f->una > f->high)
		tcp_cut_end(f);
}

/* tcp_is_cwnd_limited */
static bool was_limited(const struct tcp_flow *f)
{
	return f->limited || (tcp_cong_slow_start(&f->cong) && f->cong.cwnd < 2 * f->most_out);
}

static sim_time ack_delay(const struct tcp_flow *f)
{
	/* Four of the largest packets at the rate of pacing, 1 ms at most; before a sample that. */
	sim_time rtt = f->rtt.srtt8 / 8, delay = 4 * f->limits.segments * (rtt / (2 * (sim_time)f->cong.cwnd));
	return rtt > 0 && delay < PS_PER_MS ? delay : PS_PER_MS;
}

static bool take_ack(struct tcp_flow *f, uint32_t number, struct tcp_ack *ack)
{
	if (!tcp_ring_has(&f->acks, number)) return false;
	*ack = *(struct tcp_ack *)tcp_ring_at(&f->acks, number);
	while ((int32_t)(number - f->acks.head) >= 0)
		tcp_ring_drop(&f->acks);
	return true;
}

bool tcp_flow_acked(struct tcp_flow *f, sim_time now, uint32_t number)
{
	struct tcp_ack ack;
	struct news n = {.rtt = -1};
	if (!take_ack(f, number, &ack)) return false;
	if (ack.edge > f->edge) f->edge = ack.edge;
	f->held = false;
	hear(f, now, ack.serial, &n);
	if (n.rtt >= 0) {
		tcp_rtt_sample(&f->rtt, n.rtt, f->limits.rto_least, f->una, f->nxt);
		tcp_cong_sample(&f->cong, now, n.rtt, f->una, f->nxt, ack_delay(f));
	}
	if (n.forward) f->backoff = 0;
	end_probe(f);
	leave_state(f, &n);
	const int64_t lost = f->n->lost;
	sim_time again = judge(f, now);
	n.found_lost = f->n->lost > lost;
	if (n.found_lost && f->state != TCP_RECOVERY) tcp_cut_recover(f);
	if (tcp_cutting(f))
		tcp_cut_go_on(f, n.newly, n.forward, n.found_lost);
	else if (n.newly > 0 && n.forward && was_limited(f))
		tcp_cong_acked(&f->cong, now, n.newly);
	if (again != TIME_NEVER)
		tcp_timer_reorder(f, again);
	else if (n.forward || f->timer == TIMER_REORDER || f->timer == TIMER_HELD)
		tcp_timer_set(f, now);
	return true;
}

/* ---- the timer has run out ---- */

/* All that is out counts as lost (tcp_enter_loss). */
static void time_out(struct tcp_flow *f, sim_time now)
{
	/* A second cut only for a second window. */
	if (f->state == TCP_OPEN || f->una >= f->high || (f->state == TCP_LOSS && f->backoff == 0)) tcp_cut_begin(f);
	for (uint32_t s = f->txs.head; s != f->txs.head + f->txs.count; s++)
		if (!tcp_tx(f, s)->judged) lose(f, s, tcp_tx(f, s));
	f->unjudged = f->txs.head + f->txs.count;
	tcp_forget(f);
	tcp_cong_timeout(&f->cong, now);
	f->cong.cwnd = (int32_t)f->out + 1;
	f->cong.acked = 0;
	f->high = f->nxt;
	f->probe_ends = 0;
	f->probing = false;
	f->state = TCP_LOSS;
}

/* Those that were waited for did not come (tcp_rack_reo_timeout). */
static void reordered(struct tcp_flow *f, sim_time now)
{
	const int64_t lost = f->n->lost;
	sim_time again = judge(f, now);
	if (f->n->lost > lost) {
		if (f->state != TCP_RECOVERY) tcp_cut_recover(f);
		tcp_cut_go_on(f, 1, false, true);
	}
	if (again != TIME_NEVER) tcp_timer_reorder(f, again);
}

void tcp_flow_timeout(struct tcp_flow *f, sim_time now)
{
	enum tcp_timer what = f->timer;
	if (f->due > now) return;
	f->held = false;
	switch (what) {
	case TIMER_RTO:
		f->n->timeouts++;
		time_out(f, now);
		f->backoff++;
		tcp_timer_rto(f, now);
		break;
	case TIMER_PROBE:
		f->probing = true;
		tcp_timer_rto(f, now);
		break;
	case TIMER_REORDER:
		tcp_timer_rto(f, now);
		reordered(f, now);
		break;
	default: tcp_timer_stop(f);
	}
}

bool tcp_flow_sound(const struct tcp_flow *f)
{
	int64_t n[3] = {0};
	for (int64_t s = f->una; s < f->nxt; s++)
		n[tcp_seg(f, s)->state]++;
	return f->nxt - f->una == (int64_t)f->segs.count && n[SEG_OUT] == f->out && n[SEG_LOST] == f->lost &&
	       n[SEG_SACKED] == f->sacked && f->next >= f->una && f->next <= f->nxt && f->out >= 0 && f->cong.cwnd >= 1;
}
