#include "nic/fragments.h"
#include "nic/scheme.h"

#define TCP_HEAD (6 * 64 + SHARED_INFO) /* slab of a head that holds headers alone (SKB_SMALL_HEAD_CACHE_SIZE) */
#define TCP_HEADERS 66 /* Ethernet 14, IPv4 20, TCP with timestamps 32: what stays linear when the payload is in page fragments */

/* Bytes that lie in fragments. */
static int32_t payload_of(int32_t len)
{
	return len <= FRAME_SMALL ? 0 : len - TCP_HEADERS;
}

static int32_t pieces(int32_t bytes, int32_t each)
{
	return (bytes + each - 1) / each;
}

/* The sum is floor((at + payload - 1) / block) - floor(at / block) + 1: a frame that begins in a block goes on in the next. */
struct fragments transmit_fragments(enum tx_fragments how, int32_t at, int32_t len)
{
	int32_t payload = payload_of(len), each = how == FRAGMENTS_PAGE ? PAGE_BYTES : BLOCK_BYTES;
	int32_t room = how == FRAGMENTS_PAGE ? PAGE_BYTES : BLOCK_BYTES - at;
	if (payload == 0) return (struct fragments){.each = each};
	if (payload <= room) return (struct fragments){.n = 1, .first = payload, .each = each};
	return (struct fragments){.n = 1 + pieces(payload - room, each), .first = room, .each = each};
}

int32_t transmit_filled(int32_t at, int32_t len)
{
	return (at + payload_of(len)) % BLOCK_BYTES;
}

int32_t transmit_fragments_most(enum tx_fragments how, int32_t len)
{
	return transmit_fragments(how, BLOCK_BYTES - 1, len).n;
}

int transmit_reads(int32_t len, int32_t header, int32_t segments, const struct fragments *f, int32_t *out)
{
	int n = 0;
	int32_t left = payload_of(len), linear = len - left, next = f->first;
	if (segments > 1 + f->n)
		out[n++] = header;
	else
		linear += header;
	out[n++] = linear;
	for (; left > 0 && n < MAX_SEGMENTS; left -= out[n++]) {
		out[n] = left < next ? left : next;
		next = f->each;
	}
	return n;
}

/* A short frame is linear; of a longer one the head holds the headers alone, and fragments are charged by their bytes (tcp_sendmsg). */
int32_t transmit_truesize(int32_t len)
{
	int32_t payload = payload_of(len);
	return payload == 0 ? SKB_HEAD + align64(SKB_PAD + len) + SHARED_INFO : SKB_HEAD + TCP_HEAD + payload;
}
