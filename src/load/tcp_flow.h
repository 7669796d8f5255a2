/*
 * tcp_flow.h - one TCP connection that sends in bulk: what may be sent when, what is known to be lost, and when.  Knows no simulator:
 * packets go by number, time comes from outside, and the caller brings back what became of them.
 *
 * Data is counted in segments, from 0.  A packet is one transmission of some that follow each other, under a number of its own (its serial).
 * The path keeps packets in order, so an acknowledgement need only tell the last serial that had come and where the receiver's window ends: of
 * the ones before it those that came are acknowledged (cumulatively or by SACK) and the others are missing.
 */
#ifndef LOAD_TCP_FLOW_H
#define LOAD_TCP_FLOW_H
#include "load/tcp_cong.h"
#include "load/tcp_rtt.h"
#include <stddef.h>

struct arena;

/* A ring that grows with use within reserved memory. */
struct tcp_ring {
	void *slot;
	size_t bytes; /* of an item */
	uint32_t head, count, mask, most;
};

/* A segment that was sent and is not acknowledged cumulatively. */
enum tcp_seg_state { SEG_OUT, SEG_LOST, SEG_SACKED };
struct tcp_seg {
	uint32_t serial; /* its last transmission */
	uint8_t state;   /* as the sender knows */
	bool has_come;   /* the receiver has it */
	uint16_t lacks;  /* bytes, of a full one (tcp_app.h) */
};

struct tcp_tx {
	int64_t first;
	int32_t n;
	bool again;    /* a retransmission */
	bool has_come; /* the receiver has it, whether or not the sender knows */
	bool gone;     /* it is neither on its way nor will it come */
	bool judged;   /* the sender knows that it came, or takes it for lost */
	bool known;    /* it came with nothing new */
	sim_time sent;
};

struct tcp_ack {
	uint32_t serial;
	int64_t edge;
};

struct tcp_limits {
	int32_t segments;   /* of a packet, >= 1 */
	int64_t window;     /* segments out at most, >= 1: room for them is reserved */
	sim_time rto_least; /* Linux TCP_RTO_MIN, 200 ms */
};

enum tcp_state { TCP_OPEN, TCP_CWR, TCP_RECOVERY, TCP_LOSS };

/* What the sender waits for: a time-out, a probe of the tail, reordered packets, room in its own queue. */
enum tcp_timer { TIMER_NONE, TIMER_RTO, TIMER_PROBE, TIMER_REORDER, TIMER_HELD };

/* Since the start. */
struct tcp_counts {
	int64_t sent, again;            /* segments transmitted; of which again */
	int64_t timeouts, probes, cuts; /* RTO; TLP; of the window */
	int64_t delivered, lost;        /* segments the sender knows came; transmissions of segments it took for lost */
	int64_t spurious;               /* time-outs that were taken back */
};

struct tcp_flow {
	struct tcp_limits limits;
	int32_t size; /* segments of a packet at present, 1 .. limits.segments */
	struct tcp_cong cong;
	struct tcp_rtt rtt;
	struct tcp_ring segs, txs, acks;
	enum tcp_state state;
	int64_t una, nxt, edge; /* first unacknowledged, next new one, first beyond the receiver's window */
	int64_t out, lost, sacked;
	int64_t high;  /* the recovery, or the cut, ends when this is acknowledged */
	uint32_t seen; /* serials before it were told of by acknowledgements */
	int64_t hint;  /* no lost segment lies before it */
	/* Proportional rate reduction. */
	int32_t prior_cwnd, prior_ssthresh;
	int64_t prr_delivered, prr_out;
	/* Is it the window that holds the sender? (tcp_cwnd_validate) */
	bool limited;
	int64_t most_out, usage_ends;
	/* One timer, as in the kernel. */
	enum tcp_timer timer;
	sim_time due;
	int backoff;
	bool probing; /* a probe is to be sent now */
	int64_t probe_ends; /* what was out when a probe was sent, 0 = none is out; it was something sent before, and had come already */
	bool probe_again, probe_known;
	uint32_t unjudged;   /* the sender knows of all serials before it whether they came */
	sim_time latest_rtt; /* of the last packet known to have come */
	bool held;           /* the sender's own queue had no room: until an acknowledgement, or a timer, comes */
	sim_time last_sent;
	struct tcp_counts *n; /* shared with others */
	/* The receiver. */
	int64_t next;       /* the first segment it does not have */
	int64_t beyond;     /* segments it has beyond a gap */
	uint32_t last_come; /* serial */
};

/* False when memory is exhausted. */
bool tcp_flow_init(struct tcp_flow *f, const struct tcp_limits *limits, struct tcp_counts *n, struct arena *a);

/* ---- the sender ---- */

struct tcp_send {
	int64_t first;
	int32_t n;
	bool again;
};
/* What is to be sent next, if anything may be sent now. */
bool tcp_flow_may_send(struct tcp_flow *f, struct tcp_send *s);
/* It is sent at now; its serial. */
uint32_t tcp_flow_send(struct tcp_flow *f, sim_time now, const struct tcp_send *s);
/* As packets of a segment each, of consecutive serials, the first is returned; *s is what of it there was room for. */
uint32_t tcp_flow_send_each(struct tcp_flow *f, sim_time now, struct tcp_send *s);
/* The last one that was sent did not get into the sender's own queue (tcp_enter_cwr). */
void tcp_flow_refused(struct tcp_flow *f, sim_time now, uint32_t serial);
/* Acknowledgement number `ack` came at now. False: a later one came before, it tells nothing. */
bool tcp_flow_acked(struct tcp_flow *f, sim_time now, uint32_t ack);
/* When tcp_flow_timeout is to be called at the latest, TIME_NEVER = not at all. */
sim_time tcp_flow_due(const struct tcp_flow *f);
void tcp_flow_timeout(struct tcp_flow *f, sim_time now);
sim_time tcp_flow_rto(const struct tcp_flow *f);
/* Bytes per second that the kernel would pace at, for segments of so many bytes (tcp_update_pacing_rate); INT64_MAX before a sample. */
int64_t tcp_flow_pacing(const struct tcp_flow *f, int64_t bytes);
/* Where the counts fit each other; for tests and the checked build. */
bool tcp_flow_sound(const struct tcp_flow *f);
/* ---- the path and the receiver ---- */
/* A packet is lost on its way: nobody is told. */
void tcp_flow_vanished(struct tcp_flow *f, uint32_t serial);
/* A packet comes. fresh: its segments that had not come before. True: it is to be acknowledged at once, as it fills a gap, leaves one or is known. */
bool tcp_flow_come(struct tcp_flow *f, uint32_t serial, int32_t *fresh);
/* The receiver acknowledges what has come, its window ending before segment `edge`; the acknowledgement's number. */
uint32_t tcp_flow_ack(struct tcp_flow *f, int64_t edge);
#endif
