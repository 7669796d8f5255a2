/* tcp_rtt.c - round trips as a TCP sender estimates them, and how long it waits for one (tcp_rtt_estimator, tcp_set_rto of Linux). */
#include "load/tcp_rtt.h"

/* m and all else in ps (tcp_rtt_estimator): srtt by 8, the rest by 4. */
void tcp_rtt_sample(struct tcp_rtt *r, sim_time rtt, sim_time rto_least, int64_t una, int64_t nxt)
{
	sim_time m = rtt > 0 ? rtt : 1;
	if (r->least == 0 || m < r->least) r->least = m;
	if (r->srtt8 == 0) {
		r->srtt8 = 8 * m;
		r->mdev4 = 2 * m;
		r->rttvar4 = r->mdev_max4 = 2 * m > rto_least ? 2 * m : rto_least;
		r->round = nxt;
		return;
	}
	m -= r->srtt8 / 8;
	r->srtt8 += m;
	if (m < 0) { /* a round trip that falls says little */
		m = -m - r->mdev4 / 4;
		if (m > 0) m /= 8;
	} else {
		m -= r->mdev4 / 4;
	}
	r->mdev4 += m;
	if (r->mdev4 > r->mdev_max4) r->mdev_max4 = r->mdev4;
	if (r->mdev_max4 > r->rttvar4) r->rttvar4 = r->mdev_max4;
	if (una <= r->round) return;
	if (r->mdev_max4 < r->rttvar4) r->rttvar4 -= (r->rttvar4 - r->mdev_max4) / 4;
	r->round = nxt;
	r->mdev_max4 = rto_least;
}

sim_time tcp_rtt_rto(const struct tcp_rtt *r)
{
	sim_time rto = r->srtt8 / 8 + r->rttvar4;
	return r->srtt8 == 0 ? TCP_RTO_FIRST : rto < TCP_RTO_MOST ? rto : TCP_RTO_MOST;
}
