/* gso.h - segmentation in software: TCP packets that the guest's buffers don't hold reach it as frames of the path's MTU. */
#ifndef NIC_GSO_H
#define NIC_GSO_H
#include "nic/packet.h"
#include <stdbool.h>

struct setup;

/* What a packet is cut into: frames of so much payload at most behind headers; payload 0 = none is cut. */
struct gso {
	int32_t payload, headers;
};
/* Are TCP packets of several frames received? These would be cut into such. */
bool gso_comes(const struct setup *s, struct gso *g);
/* Would packets have to be cut, that they can be received? The buffers hold such frames, but not the packets, or the guest takes none merged. */
bool gso_is_due(const struct setup *s, struct gso *g);
/* The same, where nic.software_gso has it done. */
struct gso gso_of(const struct setup *s);

/* Frames that a packet of so much payload becomes. */
static inline int32_t gso_frames(const struct gso *g, int32_t payload)
{
	return g->payload > 0 && payload > g->payload ? (payload + g->payload - 1) / g->payload : 1;
}
/* The next frame of *left, which is what it leaves; false when nothing was left.  ids go up by one from frame to frame. */
static inline bool gso_next(const struct gso *g, struct packet *left, struct packet *frame)
{
	if (left->len == 0) return false;
	*frame = *left;
	if (left->goodput <= g->payload) {
		left->len = 0;
		return true;
	}
	frame->goodput = g->payload;
	frame->len = g->payload + g->headers;
	left->goodput -= g->payload;
	left->len -= g->payload;
	left->id++;
	return true;
}
#endif
