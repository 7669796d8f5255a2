#include "nic/scheme.h"

#define TCP_HEAD (6 * 64 + SHARED_INFO) /* slab of a head that holds headers alone (SKB_SMALL_HEAD_CACHE_SIZE) */
#define TCP_HEADERS 66 /* Ethernet 14, IPv4 20, TCP with timestamps 32: what stays linear when the payload is in page fragments */

bool counts_of(const struct buffer *b, int n, int32_t need, struct counts *c)
{
	if (need > n * b->bytes) return false;
	*c = (struct counts){.buffers = n,
			     .descriptors = n * b->segments,
			     .segments = n * b->segments,
			     .pages_posted = n * b->pages,
			     .posted_bytes = n * b->posted,
			     .truesize = n * b->truesize,
			     .wasted = n * b->truesize - need};
	return true;
}

int32_t transmit_segments(int32_t len, bool header_apart)
{
	int32_t frags = len <= FRAME_SMALL ? 0 : (len - TCP_HEADERS + PAGE_BYTES - 1) / PAGE_BYTES;
	return 1 + frags + (header_apart ? 1 : 0);
}

/* A short frame is linear; of a longer one the head holds the headers alone, and fragments are charged by their bytes (tcp_sendmsg). */
int32_t transmit_truesize(int32_t len)
{
	if (len <= FRAME_SMALL) return SKB_HEAD + align64(SKB_PAD + len) + SHARED_INFO;
	return SKB_HEAD + TCP_HEAD + len - TCP_HEADERS;
}

int transmit_reads(int32_t len, int32_t header, int32_t segments, int32_t *out)
{
	int n = 0;
	int32_t linear = len <= FRAME_SMALL ? len : TCP_HEADERS, left = len - linear;
	if (segments > transmit_segments(len, false))
		out[n++] = header;
	else
		linear += header;
	out[n++] = linear;
	for (; left > 0 && n < MAX_SEGMENTS; left -= out[n++])
		out[n] = left < PAGE_BYTES ? left : PAGE_BYTES;
	return n;
}

int segment_add(struct segment *out, int n, int max, struct segment s)
{
	if (n < max) out[n] = s;
	return n + 1;
}

int buffer_writes(const struct segment *seg, int n, int buffer, int32_t *left, struct write *out)
{
	int i = 0;
	for (; i<n && * left> 0; i++) {
		int32_t bytes = *left < seg[i].bytes ? *left : seg[i].bytes;
		out[i] =
			(struct write){.bytes = bytes, .offset = seg[i].offset, .buffer = (int16_t)buffer, .segment = (int16_t)i};
		*left -= bytes;
	}
	return i;
}

int scheme_writes(const struct scheme_ops *ops, const void *self, int32_t len, struct write *out, int max)
{
	struct segment seg[MAX_SEGMENTS];
	struct write put[MAX_SEGMENTS];
	struct scheme_traits t = {0};
	struct counts c;
	int n = ops->segments ? ops->segments(self, seg, MAX_SEGMENTS) : 0, total = 0;
	if (n < 1 || n > MAX_SEGMENTS || max < 1 || !ops->predict(self, len, &c)) return -1;
	ops->traits(self, &t);
	if (c.buffers == 0) {
		out[0] = (struct write){.bytes = len + t.header};
		return 1;
	}
	if (t.mergeable && n == 1) seg[0].bytes = c.posted_bytes / c.buffers;
	int32_t left = len + t.header;
	for (int buffer = 0; buffer < c.buffers; buffer++) {
		int writes = buffer_writes(seg, n, buffer, &left, put);
		if (writes > max - total) return -1;
		for (int i = 0; i < writes; i++)
			out[total++] = put[i];
	}
	return left == 0 ? total : -1;
}
