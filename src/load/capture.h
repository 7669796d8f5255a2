/* capture.h - a packet capture (pcap or pcapng) as an array: when each packet came and how long it really was. */
#ifndef NIC_CAPTURE_H
#define NIC_CAPTURE_H
#include "nic/packet.h"
#include <stdbool.h>

struct arena;
struct error;

struct capture_packet {
	sim_time at;   /* since the earliest packet; never earlier than the packet before it */
	int32_t len;   /* frame bytes on the wire, not the captured ones; FRAME_MIN ... FRAME_MAX */
	uint32_t flow; /* hash of addresses and ports, one for each direction of a connection */
};

struct capture {
	int64_t n;     /* >= 1 */
	int64_t bytes; /* sum of len */
	const struct capture_packet *packet;
	/* What was made good: packets that stood behind later ones, how far at most; were lengths those of cooked packets? */
	int64_t late;
	sim_time latest;
	bool cooked;
};

#define CAPTURE_MAX_LATE PS_PER_S /* who is later than that belongs to another recording */

#define CAPTURE_MAX_PACKETS INT64_C(50000000)
#define CAPTURE_MAX_FILE (INT64_C(1) << 30) /* bytes */

/*
 * Read the capture in file `path`, kept in `a`.  Ethernet, or Linux's cooked packets (tcpdump -i any), whose lengths are made those of Ethernet
 * frames; packets that are a little late (CAPTURE_MAX_LATE) are sorted by time, those of one time stay in order.  Microseconds, nanoseconds and pcapng's other resolutions are
 * read as nanoseconds.  Everything is checked before memory is taken.  NULL with err set when the file is not a regular file of
 * at most CAPTURE_MAX_FILE bytes, not a capture, damaged, holds no or more than CAPTURE_MAX_PACKETS packets, lengths that cannot
 * be, or times further back; the message says which packet at which byte.  err's place borrows `path`.
 */
const struct capture *capture_load(const char *path, struct arena *a, struct error *err);

/* The flow of an Ethernet frame of which the first n bytes are known. */
uint32_t capture_flow(const unsigned char *frame, uint32_t n);
/* The flow of what follows a link header: of that type (as Ethernet's), n bytes known; other: the flow when it has no addresses of its own. */
uint32_t capture_flow_of(unsigned type, const unsigned char *rest, uint32_t n, uint32_t other);
#endif
