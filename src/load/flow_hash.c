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

uint32_t capture_flow_of(unsigned type, const unsigned char *rest, uint32_t n, uint32_t other)
{
	for (int tags = 0; tags < 2 && (type == TYPE_VLAN || type == TYPE_QINQ) && n >= 4; tags++) {
		type = be16(rest + 2);
		rest += 4;
		n -= 4;
	}
	if (type == TYPE_IPV4 && n >= 20) {
		/* Only the first fragment has ports; leaving them out of all keeps the fragments of a datagram together. */
		bool fragment = be16(rest + 6) & 0x3fff;
		return hash_ip(rest, n, 12, 8, (rest[0] & 15u) * 4, !fragment && has_ports(rest[9]));
	}
	if (type == TYPE_IPV6 && n >= 40) return hash_ip(rest, n, 8, 32, 40, has_ports(rest[6]));
	return other;
}

uint32_t capture_flow(const unsigned char *frame, uint32_t n)
{
	uint32_t addresses = XXH32(frame, n < 12 ? n : 12, 0);
	return n < ETHER_HEADER ? addresses
				: capture_flow_of(be16(frame + 12), frame + ETHER_HEADER, n - ETHER_HEADER, addresses);
}
