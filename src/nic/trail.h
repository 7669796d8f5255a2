/*
 * trail.h - where each packet of the traffic spent its time, from its arrival at this machine to its delivery: whoever hands it on writes
 * down when it left the place it was in.  What is written is added up when it is delivered, so that the places' times are those of the
 * packets whose latency counts, and their sum is the latency, to the picosecond.
 */
#ifndef NIC_TRAIL_H
#define NIC_TRAIL_H
#include "engine/time.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * Places: queues that a packet waits in, and those who work on it.  In the order of their words in a line, in groups of those that the
 * same runs pass.  In which order a packet passes them stands in trail.c.
 */
#define STAY_GROUP 5
enum stay {
	AT_HOST_QUEUE,
	AT_BACKEND_RX, /* a worker, netback's receive thread or the device puts it into the receive ring */
	AT_RX_RING,
	AT_HOST_TX, /* the host's sender hands it to netback */
	AT_NETBACK_QUEUE,

	AT_GUEST_QUEUE,
	AT_GUEST_TX, /* stack and driver */
	AT_TX_RING,
	AT_BACKEND_TX,
	AT_WIRE_QUEUE,

	AT_WIRE,
	AT_FLIGHT, /* to the peer, whose wire is free: responses are as long as requests */
	AT_PEER_WIRE,
	AT_FLIGHT_BACK,
	AT_GUEST_RX, /* driver and stack */

	AT_SENDER, /* of a process on this host: waiting to be sent, and being sent */
	AT_SOCKET, /* waiting for an application of its own to read it */
	AT_APPLICATION,
	N_STAYS
};
#define STAY_BIT(place) (1u << (place))

/*
 * One per run.  A line is when a packet left each place: of no meaning for places it did not pass, and for the last one, which delivery
 * ends.  A packet names its line by where that begins; 0, the first line, is that of packets without one of their own: acknowledgements,
 * what has not left its first queue, and what came from the peer and is received by virtio's driver, whose few times lie in the ring.
 */
#define LINE_WORDS (N_STAYS + 2) /* whole groups */
#define NEXT_UNUSED N_STAYS      /* a word of no place */
struct trail {
	sim_time *word;
	uint32_t unused;   /* the last line that was given back, which tells the one before in NEXT_UNUSED; 0 = none */
	uint32_t used;     /* words of the lines ever taken, the first included */
	int64_t most;      /* lines there may be */
	uint32_t places;   /* STAY_BIT of those that packets of this run pass */
	uint32_t from, to; /* and the groups they are in, but for the last of them, which delivery ends */
	/* Sums over the packets delivered, modulo 2^64: of when they came, left each place, and were delivered. */
	uint64_t born, left[LINE_WORDS], delivered;
	/* And up to the last trail_fold, how long they were at each place: modulo 2^64, and as it is. */
	uint64_t known[N_STAYS];
	__extension__ __int128 stayed[N_STAYS];
	bool more;                         /* than one group */
	bool in_first;                     /* packets go through the guest from the host, and out again */
	uint8_t n_passed, passed[N_STAYS]; /* those places, in the order of time */
	bool broken; /* a packet left a place before it came there, was nowhere, or there were more than there may be */
};

/* While the run is built: its packets pass these places, and so many more of them may have lines at a time. */
void trail_expect(struct trail *t, uint32_t places, int64_t packets);
/* After that, once: false when memory is exhausted. */
bool trail_init(struct trail *t, struct arena *a);
/* Bring `stayed` up to now: now and then, as the sums are to be told apart modulo 2^64 ps. */
void trail_fold(struct trail *t);
uint32_t trail_new_line(struct trail *t);
/* Did a packet with this line, which may stand elsewhere, leave every place after the one before it? */
bool trail_in_order(const struct trail *t, const sim_time *line, sim_time born, sim_time delivered);

static inline uint32_t trail_begin(struct trail *t)
{
	uint32_t line = t->unused;
	if (__builtin_expect(line == 0, 0)) return trail_new_line(t);
	t->unused = (uint32_t)(t->word + line)[NEXT_UNUSED];
	return line;
}
static inline void trail_give_back(struct trail *t, uint32_t line)
{
	(t->word + line)[NEXT_UNUSED] = t->unused;
	t->unused = line;
}
/* The packet with this line leaves a place at `now`. */
static inline void trail_leave(struct trail *t, uint32_t line, enum stay place, sim_time now)
{
	(t->word + line)[place] = now;
}
/* Places that only what goes out passes, requests too, and those that lie behind them on the way back in. */
#define WAY_OUT_PLACES                                                                                       \
	(STAY_BIT(AT_GUEST_QUEUE) | STAY_BIT(AT_GUEST_TX) | STAY_BIT(AT_TX_RING) | STAY_BIT(AT_BACKEND_TX) | \
	 STAY_BIT(AT_WIRE_QUEUE) | STAY_BIT(AT_WIRE) | STAY_BIT(AT_FLIGHT) | STAY_BIT(AT_PEER_WIRE) | STAY_BIT(AT_FLIGHT_BACK))
#define WAY_IN_PLACES (STAY_BIT(AT_HOST_QUEUE) | STAY_BIT(AT_BACKEND_RX) | STAY_BIT(AT_RX_RING))
/* A packet that does not pass these places, where others do, was there for no time, at `at`. */
void trail_pass(struct trail *t, uint32_t places, sim_time at);
/* It will not be delivered. */
static inline void trail_drop(struct trail *t, uint32_t line)
{
	if (line) trail_give_back(t, line);
}
static inline void trail_add(uint64_t *restrict sum, const sim_time *restrict line)
{
	for (int k = 0; k < STAY_GROUP; k++)
		sum[k] += (uint64_t)line[k];
}
/* The groups of a line after the first. */
void trail_add_more(struct trail *t, const sim_time *line);
static inline void trail_end(struct trail *t, uint32_t line, bool has_line, sim_time born, sim_time delivered)
{
	t->born += (uint64_t)born;
	t->delivered += (uint64_t)delivered;
	if (!has_line) return;
	trail_add(t->left + t->from, t->word + line + t->from);
	if (t->more) trail_add_more(t, t->word + line);
	trail_give_back(t, line);
}
#endif
