/* tcp_timer.c - when time-outs and probes are due (tcp_timer.c, tcp_schedule_loss_probe of Linux). */
#include "load/tcp_timer.h"

#define PROBE_MORE (2 * PS_PER_MS) /* TCP_TIMEOUT_MIN_US, on top of two round trips */

static void set(struct tcp_flow *f, enum tcp_timer what, sim_time due)
{
	f->timer = what;
	f->due = due;
}

sim_time tcp_flow_rto(const struct tcp_flow *f)
{
	sim_time rto = tcp_rtt_rto(&f->rtt);
	for (int i = 0; i < f->backoff && rto < TCP_RTO_MOST; i++)
		rto *= 2;
	return rto < TCP_RTO_MOST ? rto : TCP_RTO_MOST;
}

void tcp_timer_stop(struct tcp_flow *f)
{
	set(f, TIMER_NONE, TIME_NEVER);
}

void tcp_timer_reorder(struct tcp_flow *f, sim_time at)
{
	set(f, TIMER_REORDER, at);
}

void tcp_timer_rto(struct tcp_flow *f, sim_time now)
{
	if (f->nxt == f->una)
		tcp_timer_stop(f);
	else
		set(f, TIMER_RTO, now + tcp_flow_rto(f));
}

/* Not while packets are known to be missing, or a probe is out. */
static bool may_probe(const struct tcp_flow *f)
{
	return f->nxt > f->una && f->state <= TCP_CWR && f->sacked == 0 && f->lost == 0 && f->probe_ends == 0 && f->backoff == 0;
}

void tcp_timer_set(struct tcp_flow *f, sim_time now)
{
	tcp_timer_rto(f, now);
	if (!may_probe(f)) return;
	sim_time wait = f->rtt.srtt8 == 0 ? TCP_RTO_FIRST : f->rtt.srtt8 / 4;
	/* Of a single segment the receiver may hold back its acknowledgement. */
	if (f->rtt.srtt8) wait += f->nxt - f->una == 1 ? f->limits.rto_least : PROBE_MORE;
	if (now + wait < f->due) set(f, TIMER_PROBE, now + wait);
}

void tcp_timer_sent(struct tcp_flow *f, sim_time now, bool first, bool again)
{
	if (f->timer == TIMER_REORDER) return;
	if (!again && may_probe(f))
		tcp_timer_set(f, now);
	else if (first || f->timer != TIMER_RTO)
		tcp_timer_rto(f, now);
}

void tcp_timer_held(struct tcp_flow *f, sim_time now)
{
	set(f, TIMER_HELD, now + tcp_flow_rto(f));
}

sim_time tcp_flow_due(const struct tcp_flow *f)
{
	return f->due;
}
