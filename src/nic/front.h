/* front.h - the seam of fronts: the driver in the guest, as those see it who build a run, load it and look at it. */
#ifndef NIC_FRONT_H
#define NIC_FRONT_H
#include <stdbool.h>
#include <stdint.h>

struct core;
struct queue;

/* Receive buffers that are posted now. */
struct posted {
	int64_t buffers, bytes, entries; /* entries: of the ring */
};

struct front_ops {
	bool spins; /* its poll can go on for ever instead of waiting for interrupts */
	/* Its state and actors, before the back end's. False when memory or actors are exhausted. NULL = the back end's init makes them. */
	bool (*init)(struct queue *q);
	/* Fill the receive ring before time starts, free of charge. */
	void (*fill_first)(struct queue *q);
	/* Would an empty transmit ring hold a frame of len bytes? */
	bool (*can_send)(struct queue *q, int32_t len);
	/* Frames of len bytes for which the transmit ring has room now. NULL = those that wait do so in front of a ring without counting them. */
	uint32_t (*room)(struct queue *q, int32_t len);
	/* Packets of len bytes that go into the receive ring, filled, or out, into an empty transmit ring. NULL = as many as entries hold. */
	int64_t (*capacity)(const struct queue *q, bool out, int32_t len);
	/* A packet entered the guest's transmit queue. */
	void (*ready)(struct queue *q);
	/* It polls for ever, so that nobody interrupts it: it sees now what was published in the receive (tx = false) or transmit ring. NULL = waits. */
	void (*published)(struct queue *q, bool tx);
	/* Somebody is about to look: bring ledgers and counters up to date. NULL = they are. */
	void (*settle)(struct queue *q);
	/*
	 * Of what is booked on core c as BOOKING_PACKET and BOOKING_POST the last cut[] ps are still to come: take them off spent[] by kind.
	 * False: that work is not this queue's; with `surely` it is. NULL = nothing is booked so.
	 */
	bool (*cut)(const struct queue *q, const struct core *c, bool surely, const int64_t *cut, int64_t *spent);
	void (*posted)(const struct queue *q, struct posted *p);
	/* For the checked build: the first of its invariants that does not hold, in words of static life; NULL = all do. */
	const char *(*unsound)(const struct queue *q);
	/* The host waits for buffers, and the driver will post none, or not tell of them: why, in words of static life. NULL = it always will. */
	const char *(*stalled)(const struct queue *q);
};
#endif
