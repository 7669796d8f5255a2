/* dma.h - what one transfer between a device and its host puts on the link between them. */
#ifndef NIC_DMA_H
#define NIC_DMA_H
#include <stdint.h>

/*
 * "up" = device to host.  Bytes with headers, framing and padding, as the link carries them.  Functions that take one add to it,
 * so that a sequence of transfers is summed up in one; it starts zeroed.
 */
struct dma {
	int32_t up, down;
	int32_t tlps_up, tlps_down; /* packets of the link's transaction layer, requests and completions */
	int32_t posted;     /* data credits of 16 B that what the device writes takes, a header each for its tlps_up besides */
	int32_t answers[2]; /* of what it reads: headers and units of 16 B that may come, in the worst case */
	int32_t tags;       /* read requests of the device's own, each of which holds a tag until it is answered */
};
#endif
