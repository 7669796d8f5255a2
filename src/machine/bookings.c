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

static int count_of(const struct bookings *b, int kind)
{
	int n = 0;
	for (uint8_t i = b->begun; i != b->n; i++)
		n += b->of[i] > kind && (b->of[i] & (BOOKING_KINDS - 1)) == kind;
	return n;
}

void bookings_tell_apart(struct bookings *b, int composite, int n, const enum ledger *kind, const int64_t *part)
{
	int many = count_of(b, composite);
	if (many == 0) return;
	if ((uint8_t)(b->n - b->begun) + many * (n - 1) > BOOKINGS_FOLD) {
		bookings_fold_now(b);
		many = 1;
	}
	int64_t whole = 0;
	for (int k = 0; k < n; k++)
		whole += part[k];
	uint8_t from = b->n;
	b->n += (uint8_t)(many * (n - 1));
	for (uint8_t to = b->n; many > 0;) {
		int64_t booking = b->of[--from], ps = booking / BOOKING_KINDS;
		if ((booking & (BOOKING_KINDS - 1)) != composite || ps == 0) {
			b->of[--to] = booking;
			continue;
		}
		for (int k = n - 1; k >= 0; k--)
			b->of[--to] = ps / whole * part[k] * BOOKING_KINDS + (int64_t)kind[k];
		many--;
	}
}
