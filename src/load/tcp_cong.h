/*
 * tcp_cong.h - how far a TCP sender may go: the congestion window in segments, grown by what is acknowledged and cut by losses.  Knows no
 * packet and no simulator; integers only, as the kernel counts.
 */
#ifndef LOAD_TCP_CONG_H
#define LOAD_TCP_CONG_H
#include "engine/time.h"
#include <stdbool.h>
#include <stdint.h>

enum tcp_algorithm { TCP_CUBIC, TCP_NEWRENO };

#define TCP_SSTHRESH_NONE (INT32_C(1) << 30) /* no loss so far: slow start has no end (TCP_INFINITE_SSTHRESH) */
#define TCP_CWND_LEAST 2                     /* after a cut */

/* Ticks of the kernel's clock (CONFIG_HZ=1000): the cubic curve is looked at once in each. */
#define TCP_TICK PS_PER_MS

struct cubic {
	int32_t count;    /* segments acknowledged per segment of growth */
	int32_t last_max; /* window before the last cut, less by fast convergence; 0 = no cut yet */
	int32_t last;     /* window and time of the last look at the curve */
	sim_time looked;
	bool epoch; /* the curve has begun, at `start` */
	sim_time start;
	int32_t origin;   /* where the curve is flat */
	uint32_t k;       /* 1/1024 s from the start until there */
	sim_time min_rtt; /* 0 = none yet */
	int32_t friendly; /* window that Reno would have, and what was acknowledged since it grew */
	int64_t for_reno;
};

/* Leaving slow start before a loss (HyStart): a train of acknowledgements too long, or round trips that grow. */
struct hystart {
	bool on, found;
	sim_time begun, last; /* the round, and its train's last acknowledgement */
	int64_t ends;         /* the round ends when this is acknowledged */
	sim_time least;       /* round trip of this round; samples of it */
	int samples;
};

struct tcp_cong {
	enum tcp_algorithm algorithm;
	int32_t cwnd, ssthresh, clamp; /* segments */
	int64_t acked;                 /* towards the next segment of growth */
	struct cubic cubic;
	struct hystart hystart;
};

/* initial, clamp: segments, 1 <= initial <= clamp <= 2^28. */
void tcp_cong_init(struct tcp_cong *c, enum tcp_algorithm algorithm, int32_t initial, int32_t clamp, bool hystart);
static inline bool tcp_cong_slow_start(const struct tcp_cong *c)
{
	return c->cwnd < c->ssthresh;
}
/* So many segments were acknowledged at now, outside of a recovery; the caller knows that the window was what held the sender. */
void tcp_cong_acked(struct tcp_cong *c, sim_time now, int64_t segments);
/* A round trip was measured: una is what is acknowledged, nxt what was sent; ack_delay: how long a train of one packet takes (1 ms at most). */
void tcp_cong_sample(struct tcp_cong *c, sim_time now, sim_time rtt, int64_t una, int64_t nxt, sim_time ack_delay);
/* A loss: where the window is to be cut to. It stays until the caller sets it. Once per window of data. */
int32_t tcp_cong_cut(struct tcp_cong *c);
/* A time-out: all that was learned is forgotten but the threshold. */
void tcp_cong_timeout(struct tcp_cong *c, sim_time now);
/* Nothing was sent for so long until now: the curve goes on as if that time had not been. */
void tcp_cong_paused(struct tcp_cong *c, sim_time now, sim_time pause);

/* The curve alone: a window of segments, t after the cut, in 1/1024 s; K for so many segments below the origin. */
uint32_t cubic_k(int32_t below);
int64_t cubic_curve(int32_t origin, uint32_t k, uint32_t t);
#endif
