/* packet.h - one packet on its way. */
#ifndef NIC_PACKET_H
#define NIC_PACKET_H
#include "engine/time.h"

struct packet {
	sim_time stamp;  /* when it began its present wait */
	sim_time born;   /* when it reached this side of the wire (or the guest's transmit path) */
	int32_t len;     /* frame bytes, Ethernet header included, no FCS */
	int32_t goodput; /* bytes that count as goodput when it is delivered; 0 for acknowledgements */
	int32_t answers; /* packets this frame acknowledges; 0 = the scenario's own traffic */
	uint32_t trail;  /* its line there (trail.h); 0 = none of its own */
	uint32_t flow;   /* of its queue's traffic, from 0; of an acknowledgement the one that is acknowledged */
	uint32_t id;     /* the traffic's own number of it within its flow */
};

#define FRAME_MIN 14
#define FRAME_MAX 65589 /* virtio 1.x 5.1.6.3: largest frame with guest GSO */
#endif
