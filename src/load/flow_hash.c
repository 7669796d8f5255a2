/* flow_hash.c - which flow an Ethernet frame belongs to. */
#include "load/capture.h"
#include <stdbool.h>
#include <string.h>
#include <xxhash.h>

enum { ETHER_HEADER = 14, TYPE_IPV4 = 0x0800, TYPE_IPV6 = 0x86dd, TYPE_VLAN = 0x8100, TYPE_QINQ = 0x88a8 };
enum { PROTO_TCP = 6, PROTO_UDP = 17, PROTO_SCTP = 132 };

static unsigned be16(const unsigned char *b)
{
	return (unsigned)b[0] << 8 | b[1];
}

static bool has_ports(unsigned protocol)
{
	return protocol == PROTO_TCP || protocol == PROTO_UDP || protocol == PROTO_SCTP;
}

/* Addresses and, where the frame has them, ports; the first `from` bytes of an IP header of `header` bytes are skipped. */
static uint32_t hash_ip(const unsigned char *ip, uint32_t n, uint32_t from, uint32_t addresses, uint32_t header, bool ports)
{
	unsigned char key[36] = {0};
	memcpy(key, ip + from, addresses);
	if (ports && n >= header + 4) memcpy(key + addresses, ip + header, 4);
	return XXH32(key, addresses + 4, 0);
}

uint32_t capture_flow(const unsigned char *frame, uint32_t n)
{
	uint32_t at = ETHER_HEADER;
	unsigned type = n >= at ? be16(frame + 12) : 0;
	for (int tags = 0; tags < 2 && (type == TYPE_VLAN || type == TYPE_QINQ) && n >= at + 4; tags++) {
		type = be16(frame + at + 2);
		at += 4;
	}
	const unsigned char *ip = frame + at;
	uint32_t left = n >= at ? n - at : 0;
	if (type == TYPE_IPV4 && left >= 20) {
		/* Only the first fragment has ports; leaving them out of all keeps the fragments of a datagram together. */
		bool fragment = be16(ip + 6) & 0x3fff;
		return hash_ip(ip, left, 12, 8, (ip[0] & 15u) * 4, !fragment && has_ports(ip[9]));
	}
	if (type == TYPE_IPV6 && left >= 40) return hash_ip(ip, left, 8, 32, 40, has_ports(ip[6]));
	return XXH32(frame, n < 12 ? n : 12, 0); /* the two Ethernet addresses */
}
