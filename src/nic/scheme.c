#include "nic/scheme.h"

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
