/* capture.h - a packet capture (pcap or pcapng) as an array: when each packet came and how long it really was. */
#ifndef NIC_CAPTURE_H
#define NIC_CAPTURE_H
#include "nic/packet.h"

struct arena;
struct error;

struct capture_packet {
	sim_time at;   /* since the first packet; never earlier than the packet before it */
	int32_t len;   /* frame bytes on the wire, not the captured ones; FRAME_MIN ... FRAME_MAX */
	uint32_t flow; /* hash of addresses and ports, one for each direction of a connection */
};

struct capture {
	int64_t n;     /* >= 1 */
	int64_t bytes; /* sum of len */
	const struct capture_packet *packet;
};

#define CAPTURE_MAX_PACKETS INT64_C(50000000)
#define CAPTURE_MAX_FILE (INT64_C(1) << 30) /* bytes */

/*
 * Read the capture in file `path`, kept in `a`.  Ethernet only; microseconds, nanoseconds and pcapng's other resolutions are
 * read as nanoseconds.  Everything is checked before memory is taken.  NULL with err set when the file is not a regular file of
 * at most CAPTURE_MAX_FILE bytes, not a capture, damaged, holds no or more than CAPTURE_MAX_PACKETS packets, lengths that cannot
 * be, or times that run backwards; the message says which packet at which byte.  err's place borrows `path`.
 */
const struct capture *capture_load(const char *path, struct arena *a, struct error *err);

/* The flow of an Ethernet frame of which the first n bytes are known. */
uint32_t capture_flow(const unsigned char *frame, uint32_t n);
#endif
