/*
 * fragments.h - where a sent frame's payload lies in guest memory: what is longer than an MTU-sized frame has a linear part that holds the
 * headers alone, and fragments behind it.  Pure.
 */
#ifndef NIC_FRAGMENTS_H
#define NIC_FRAGMENTS_H
#include <stdbool.h>
#include <stdint.h>

/* nic.tx_fragments: cut from the sending task's blocks of BLOCK_BYTES, one frame's behind the last one's; or pages of their own. */
enum tx_fragments { FRAGMENTS_BLOCK, FRAGMENTS_PAGE };

/* Of one frame: n pieces, the first of `first` bytes, the others of `each`, but the last, which has what is left. n == 0: all is linear. */
struct fragments {
	int32_t n, first, each;
};

/* Of a frame of len bytes by a task that has filled its present block up to `at` (0 .. BLOCK_BYTES - 1; no matter with pages). */
struct fragments transmit_fragments(enum tx_fragments how, int32_t at, int32_t len);
/* Up to where the block is filled then. */
int32_t transmit_filled(int32_t at, int32_t len);
/* Fragments a frame of len bytes has at most, wherever its payload begins. */
int32_t transmit_fragments_most(enum tx_fragments how, int32_t len);

/*
 * What a device reads of a frame of len bytes and its header of `header`: one piece per segment, bytes into out (MAX_SEGMENTS), their
 * number returned.  segments: as the scheme says for these fragments.
 */
int transmit_reads(int32_t len, int32_t header, int32_t segments, const struct fragments *f, int32_t *out);

/* Guest memory a frame that is sent is charged with until it is taken back (skb->truesize), buffers it is copied to not counted. */
int32_t transmit_truesize(int32_t len);
#endif
