/* tcp_timer.h - the one timer of a TCP connection: what it is set to; tcp_flow_timeout (tcp_loss.c) is what happens then. Only tcp_*.c see it. */
#ifndef LOAD_TCP_TIMER_H
#define LOAD_TCP_TIMER_H
#include "load/tcp_flow.h"

/* The time-out, counted from now (tcp_rearm_rto); none where nothing is out. */
void tcp_timer_rto(struct tcp_flow *f, sim_time now);
/* A probe where one makes sense, else the time-out (tcp_set_xmit_timer). */
void tcp_timer_set(struct tcp_flow *f, sim_time now);
/* Something was sent; first: nothing was out, or it is the head once more. */
void tcp_timer_sent(struct tcp_flow *f, sim_time now, bool first, bool again);
/* Nothing is out, and the sender's own queue was full. */
void tcp_timer_held(struct tcp_flow *f, sim_time now);
/* Reordered packets are waited for until `at`; nothing is waited for. */
void tcp_timer_reorder(struct tcp_flow *f, sim_time at);
void tcp_timer_stop(struct tcp_flow *f);
#endif
