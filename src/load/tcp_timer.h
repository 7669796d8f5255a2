/* tcp_timer.h - the one timer of a TCP connection, and the cuts that others than acknowledgements bring; only tcp_*.c see it. */
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

/* tcp_loss.c */
void tcp_loss_local(struct tcp_flow *f);                   /* the sender's own queue dropped one (tcp_enter_cwr) */
void tcp_loss_timeout(struct tcp_flow *f, sim_time now);   /* all that is out counts as lost (tcp_enter_loss) */
void tcp_loss_reordered(struct tcp_flow *f, sim_time now); /* those that were waited for did not come (tcp_rack_reo_timeout) */
#endif
