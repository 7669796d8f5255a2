/* tcp_cut.c - a TCP sender cuts its window: at once or, while it recovers, in proportion to what is delivered (tcp_input.c of Linux). */
#include "load/tcp_cut.h"

/* tcp_init_cwnd_reduction */
void tcp_cut_begin(struct tcp_flow *f)
{
	f->high = f->nxt;
	f->probe_ends = 0;
	f->prior_cwnd = f->cong.cwnd;
	f->prior_ssthresh = f->cong.ssthresh;
	f->prr_delivered = f->prr_out = 0;
	f->cong.ssthresh = tcp_cong_cut(&f->cong);
	f->n->cuts++;
}

void tcp_cut_end(struct tcp_flow *f)
{
	f->cong.cwnd = f->cong.ssthresh;
	f->state = TCP_OPEN;
}

bool tcp_cutting(const struct tcp_flow *f)
{
	return f->state == TCP_CWR || f->state == TCP_RECOVERY;
}

void tcp_cut_go_on(struct tcp_flow *f, int64_t newly, bool forward, bool found_lost)
{
	int64_t delta = f->cong.ssthresh - f->out, more;
	f->prr_delivered += newly;
	if (delta < 0) {
		more = (f->cong.ssthresh * f->prr_delivered + f->prior_cwnd - 1) / f->prior_cwnd - f->prr_out;
	} else {
		more = f->prr_delivered - f->prr_out > newly ? f->prr_delivered - f->prr_out : newly;
		if (forward && !found_lost) more++;
		if (more > delta) more = delta;
	}
	int64_t at_least = f->prr_out ? 0 : 1;
	f->cong.cwnd = (int32_t)(f->out + (more > at_least ? more : at_least));
}

void tcp_cut_recover(struct tcp_flow *f)
{
	if (!tcp_cutting(f)) tcp_cut_begin(f);
	f->high = f->nxt;
	f->state = TCP_RECOVERY;
}

void tcp_cut_local(struct tcp_flow *f)
{
	if (f->state >= TCP_CWR) return;
	tcp_cut_begin(f);
	f->state = TCP_CWR;
}
