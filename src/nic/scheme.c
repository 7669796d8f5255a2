#include "nic/scheme.h"

#define TCP_HEADERS 66 /* Ethernet 14, IPv4 20, TCP with timestamps 32: what stays linear when the payload is in page fragments */

int32_t transmit_segments(int32_t len, bool header_apart)
{
	int32_t frags = len <= FRAME_SMALL ? 0 : (len - TCP_HEADERS + PAGE_BYTES - 1) / PAGE_BYTES;
	return 1 + frags + (header_apart ? 1 : 0);
}
