/* tcp_rtt.h - round trips of a TCP connection, and the time-out that follows from them.  Knows no packet and no simulator. */
#ifndef LOAD_TCP_RTT_H
#define LOAD_TCP_RTT_H
#include "engine/time.h"
#include <stdint.h>

/* Round trips (tcp_rtt_estimator): scaled by 8 and 4, as the kernel keeps them. */
#define TCP_RTO_FIRST PS_PER_S
#define TCP_RTO_MOST (120 * PS_PER_S)
struct tcp_rtt {
	sim_time srtt8, mdev4, mdev_max4, rttvar4; /* 0 = no sample yet */
	sim_time least;                            /* 0 = none */
	int64_t round;                             /* segment at which the present round ends */
};

/* One more, in ps: una is what is acknowledged, nxt what was sent; the variation never falls below rto_least. */
void tcp_rtt_sample(struct tcp_rtt *r, sim_time rtt, sim_time rto_least, int64_t una, int64_t nxt);
/* The time-out, not backed off. */
sim_time tcp_rtt_rto(const struct tcp_rtt *r);
#endif
