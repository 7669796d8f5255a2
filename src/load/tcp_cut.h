/* tcp_cut.h - cuts of a TCP sender's window; only tcp_*.c see it. */
#ifndef LOAD_TCP_CUT_H
#define LOAD_TCP_CUT_H
#include "load/tcp_flow.h"

void tcp_cut_begin(struct tcp_flow *f);
void tcp_cut_end(struct tcp_flow *f);
/* One is under way. */
bool tcp_cutting(const struct tcp_flow *f);
/* tcp_cwnd_reduction: `newly` segments are delivered; the window follows, until what is out is as little as it should be. */
void tcp_cut_go_on(struct tcp_flow *f, int64_t newly, bool forward, bool found_lost);
/* Segments are lost (tcp_enter_recovery); the sender's own queue dropped one (tcp_enter_cwr). */
void tcp_cut_recover(struct tcp_flow *f);
void tcp_cut_local(struct tcp_flow *f);
#endif
