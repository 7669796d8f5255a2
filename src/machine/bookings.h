/*
 * bookings.h - the last pieces of work that were booked on a core, in the order in which they are done: of a stretch that is under way at
 * an edge of the measured time, what comes after the edge is told from them by kind.
 */
#ifndef MACHINE_BOOKINGS_H
#define MACHINE_BOOKINGS_H
#include "engine/time.h"
#include "machine/ledger.h"
#include <stdint.h>

#define BOOKINGS_KEPT 256 /* as many as a uint8_t counts, which is why no index is masked */
/* Kinds of bookings: those of the ledger, and what the guest's receive path books as one and settles later. A power of two. */
enum { BOOKING_PACKET = N_LEDGER, BOOKING_POST, BOOKING_KINDS = 32 };
struct bookings {
	uint8_t n;                 /* the next one's place */
	uint8_t begun;             /* n when the last stretch was begun */
	int64_t of[BOOKINGS_KEPT]; /* a ring: ps * BOOKING_KINDS + kind; 0 = nothing yet */
#ifdef SIMNIC_CHECKED
	uint32_t longest; /* the most of one stretch */
#endif
};

/* Remember what was booked; of the same composite kind in a row it is one booking. */
static inline void bookings_add(struct bookings *b, int kind, sim_time ps)
{
	int64_t *last = &b->of[(uint8_t)(b->n - 1)]; /* before the first it is 0, of no composite kind */
	if (kind >= N_LEDGER && (*last & (BOOKING_KINDS - 1)) == kind)
		*last += ps * BOOKING_KINDS;
	else
		b->of[b->n++] = ps * BOOKING_KINDS + kind;
}
/* Of the last `left` ps that were booked: how much is of which kind, added to cut[BOOKING_KINDS]. */
void bookings_cut(const struct bookings *b, sim_time left, int64_t *cut);
/*
 * A stretch and what is booked after it must be known to the last booking, or they can't be cut by kind.  Work that comes packet by packet
 * within one stretch, or from others while it lasts, is folded for each: from BOOKINGS_FOLD pieces on those of a kind are added up, as if
 * they were done in one go.
 */
#define BOOKINGS_FOLD 64
#define BOOKINGS_MOST (BOOKINGS_KEPT / 2)
void bookings_fold_now(struct bookings *b);
/*
 * The price of composite bookings changes: what was booked of that kind and is not begun is put by the n ledger kinds it has, part[] ps of
 * each in one.
 */
void bookings_tell_apart(struct bookings *b, int composite, int n, const enum ledger *kind, const int64_t *part);
static inline void bookings_fold(struct bookings *b)
{
	if (__builtin_expect((uint8_t)(b->n - b->begun) >= BOOKINGS_FOLD, 0)) bookings_fold_now(b);
}
/* All that is booked begins now, as one stretch. */
static inline void bookings_begin(struct bookings *b)
{
#ifdef SIMNIC_CHECKED
	uint32_t n = 0;
	for (uint8_t i = b->begun; i != b->n; i++)
		n += b->of[i] >= BOOKING_KINDS; /* what is free is no piece */
	if (n > b->longest) b->longest = n;
#endif
	b->begun = b->n;
}
#endif
