/*
 * guest_reader.h - the program in the guest that reads what is received: its socket, whose room goes by what packets are charged with, and its
 * time on a core.  Its state is its own.
 */
#ifndef VIRTIO_GUEST_READER_H
#define VIRTIO_GUEST_READER_H
#include "machine/core.h"
#include "virtio/guest_gro.h"

struct queue;

struct reader {
	int id;
	bool on, awake, reads; /* awake: it has not slept since it was woken; reads: has one in hand */
	bool holds;            /* buffers of what it has not read are missing in the ring */
	struct core *core;
	struct read_slot {
		struct gro_frame frame;
		sim_time up; /* when it came into the socket */
	} * slot, hand;
	uint32_t head, count, mask;
	int64_t charged;
	sim_time begun;
};

/* Where the scenario has one; on `core`. False when memory or actors are exhausted. */
bool reader_init(struct queue *q, struct reader *r, struct core *core);
/* Frames that go up as one packet: into the socket, or dropped where it is charged with more than it may. */
void reader_take(struct queue *q, struct reader *r, const struct gro_frame *f, int n, sim_time now);
#endif
