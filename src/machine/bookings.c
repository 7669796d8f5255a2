#include "machine/bookings.h"

void bookings_cut(const struct bookings *b, sim_time left, int64_t *cut)
{
	uint8_t i = b->n;
	for (int n = 0; n < BOOKINGS_KEPT && left; n++) {
		int64_t booking = b->of[--i], kind = booking & (BOOKING_KINDS - 1);
		int64_t ps = (booking - kind) / BOOKING_KINDS;
		int64_t part = ps < left && n + 1 < BOOKINGS_KEPT
				       ? ps
				       : left; /* a stretch of more bookings begins with the first one kept */
		cut[kind] += part;
		left -= part;
	}
}

void bookings_fold_now(struct bookings *b)
{
	int64_t sum[BOOKING_KINDS] = {0};
	uint8_t end = b->n;
	for (uint8_t i = b->begun; i != end; i++) {
		int64_t booking = b->of[i], kind = booking & (BOOKING_KINDS - 1);
		sum[kind] += booking - kind;
	}
	b->n = b->begun;
	for (int kind = 0; kind < BOOKING_KINDS; kind++)
		if (sum[kind]) b->of[b->n++] = sum[kind] + kind;
}
