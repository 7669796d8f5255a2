/*
 * guest_gro.h - frames of one flow that are merged before they reach the guest's stack (Linux net/core/gro.c, tcp_gro_receive), and handed
 * up at the end of a poll round.  Pure but for its own state.
 */
#ifndef VIRTIO_GUEST_GRO_H
#define VIRTIO_GUEST_GRO_H
#include "nic/packet.h"
#include <stdbool.h>
#include <stdint.h>

struct scheme_traits;
struct receipt;

#define GRO_HELD 8    /* flows held of one queue: virtio tells no hash, so that all are in one bucket */
#define GRO_FRAMES 64 /* of one packet; 45 of 1448 B of payload */
#define GRO_MORE 2    /* packets that one more frame may complete */

struct gro_frame {
	struct packet packet;
	sim_time taken, begun; /* when the back end took it from the host queue, and the driver from the ring */
	int32_t charge;        /* to the socket */
	int32_t kept;          /* buffers that it keeps while somebody has it */
};

/* Frames that go up as one. */
struct merged {
	int32_t n, segment; /* segment: payload of the first, which none exceeds */
	bool closed;        /* no other is taken */
	struct gro_frame frame[GRO_FRAMES];
};

struct gro {
	bool on;
	int n, open; /* packets, in order of age; of which not closed */
	struct merged *packet[GRO_HELD + GRO_MORE];
};

struct arena;
bool gro_init(struct gro *g, struct arena *a);
/* One more frame; caller took what was closed before. Returns its place in its packet, from 0, which is *to, where it lies last. */
int32_t gro_take(struct gro *g, const struct gro_frame *f, struct merged **to);
/* The round is over: nothing is held any longer. */
void gro_flush(struct gro *g);
/* And those whose first frame was taken before t. */
void gro_flush_before(struct gro *g, sim_time t);
/* The oldest that is closed, NULL = none; good until the next call of gro_take. */
struct merged *gro_closed(struct gro *g);
/* What a frame of that receipt is charged less, as the place-th of a packet: a head and a descriptor serve so many fragments. */
int32_t gro_saves(const struct receipt *r, int32_t place);
#endif
