/*
 * tcp_app.h - what stands above a TCP connection: a program that writes messages, how large the packets made of them are, and how much
 * memory the other side gives its socket (tcp.c, tcp_output.c, tcp_input.c of Linux).  Counted in bytes, where tcp_flow counts segments.
 */
#ifndef LOAD_TCP_APP_H
#define LOAD_TCP_APP_H
#include "load/tcp_flow.h"

struct tcp_writer {
	bool nagle;
	int64_t unit;           /* bytes of a full segment */
	int64_t written, given; /* bytes, since the start: by the program; into segments */
	int64_t small_ends;     /* the last segment that was not full is before it */
};

/*
 * *s is what could be sent: what of it is written, and not held back by Nagle's rule as Linux has it (tcp_nagle_check, Minshall: one small
 * packet out at a time), is left; false when nothing is.  A probe for which there is nothing new is one of the last segment.
 */
bool tcp_writer_offers(const struct tcp_writer *w, const struct tcp_flow *f, struct tcp_send *s);
/* It has become segments of f: what the last one lacks is noted. */
void tcp_writer_gave(struct tcp_writer *w, struct tcp_flow *f, const struct tcp_send *s);
/* Bytes that n segments from that one lack; of those that have not come, where only they count. */
int64_t tcp_lacks(const struct tcp_flow *f, int64_t first, int32_t n, bool fresh);
/* Of the packet of that serial: what its segments that have not come lack, and whether it was a retransmission. */
int64_t tcp_lacks_of(const struct tcp_flow *f, uint32_t serial);
bool tcp_is_again(const struct tcp_flow *f, uint32_t serial);
/* The last ones were not sent after all: bytes of them. */
void tcp_writer_takes_back(struct tcp_writer *w, int64_t bytes);

/* Segments of a packet for a rate of pacing in B/s and the least round trip so far, 0 = none: `most` at most (tcp_tso_autosize). */
int32_t tcp_autosize(int64_t rate, sim_time least, int64_t unit, int32_t most);

/* A connection that was idle begins with less: halved per time-out, down to the initial window (tcp_slow_start_after_idle_check). */
void tcp_restart(struct tcp_flow *f, sim_time now, int32_t initial);

/* The receiver's socket: how much its window may come to. */
struct tcp_space {
	sim_time since;          /* the round trip that is measured began then */
	int64_t copied, at_most; /* bytes read in it; in any before */
};
/*
 * Bytes more were read at now, round trips take rtt: once in each, when more was read than ever, the bytes of a window for twice that and what
 * it grows by (tcp_rcv_space_adjust); else 0.
 */
int64_t tcp_space_read(struct tcp_space *r, sim_time now, int64_t bytes, sim_time rtt, int64_t mss);
#endif
