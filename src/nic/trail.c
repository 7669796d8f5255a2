/* trail.c - the places of a run in the order in which packets pass them, and how long they were there. */
#include "nic/trail.h"
#include "base/arena.h"
#include <string.h>

static const enum stay in_time[2 * N_STAYS] = {
	AT_GUEST_QUEUE, AT_GUEST_TX,    AT_TX_RING, AT_BACKEND_TX,  AT_WIRE_QUEUE,  AT_WIRE,          AT_FLIGHT,
	AT_PEER_WIRE,   AT_FLIGHT_BACK, AT_SENDER,  AT_HOST_QUEUE,  AT_HOST_TX,     AT_NETBACK_QUEUE, AT_BACKEND_RX,
	AT_RX_RING,     AT_GUEST_RX,    AT_SOCKET,  AT_APPLICATION, AT_GUEST_QUEUE, AT_GUEST_TX,      AT_TX_RING,
	AT_BACKEND_TX,  AT_WIRE_QUEUE,  AT_WIRE,    AT_FLIGHT,      AT_PEER_WIRE,   AT_FLIGHT_BACK,
};                 /* twice: */
#define IN_FIRST 9 /* who comes in first begins here */

/* The places of this run's packets, in the order in which they pass them. */
static void order(struct trail *t)
{
	for (int k = 0; k < N_STAYS; k++) {
		enum stay at = in_time[k + (t->in_first ? IN_FIRST : 0)];
		if (t->places & STAY_BIT(at)) t->passed[t->n_passed++] = (uint8_t)at;
	}
}

void trail_expect(struct trail *t, uint32_t places, int64_t packets)
{
	t->places |= places;
	t->most += packets;
}

bool trail_init(struct trail *t, struct arena *a)
{
	order(t);
	uint32_t last = t->n_passed ? t->passed[t->n_passed - 1] : N_STAYS;
	t->from = N_STAYS;
	for (uint32_t i = 0; i < N_STAYS; i++) {
		if (!(t->places & STAY_BIT(i)) || i == last) continue;
		if (i < t->from) t->from = i / STAY_GROUP * STAY_GROUP;
		t->to = i / STAY_GROUP * STAY_GROUP + STAY_GROUP;
	}
	if (t->to == 0) t->from = 0;
	t->more = t->from + STAY_GROUP < t->to;
	size_t all = (size_t)t->most + 1;
	t->used = LINE_WORDS;
	t->word = arena_reserve(a, all, 1, LINE_WORDS * sizeof *t->word);
	if (t->word && !a->measured) memset(t->word, 0, LINE_WORDS * sizeof *t->word);
	return t->word != NULL;
}

__attribute__((noinline)) uint32_t trail_new_line(struct trail *t)
{
	uint32_t line = t->used;
	if (line / LINE_WORDS > t->most) { /* more than anybody said there could be */
		t->broken = true;
		return 0;
	}
	memset(&t->word[line], 0, LINE_WORDS * sizeof *t->word);
	t->used += LINE_WORDS;
	return line;
}

__attribute__((noinline)) void trail_add_more(struct trail *t, const sim_time *line)
{
	for (uint32_t i = t->from + STAY_GROUP; i < t->to; i += STAY_GROUP)
		trail_add(t->left + i, line + i);
}

void trail_pass(struct trail *t, uint32_t places, sim_time at)
{
	for (uint32_t rest = places & t->places; rest; rest &= rest - 1)
		t->left[__builtin_ctz(rest)] += (uint64_t)at;
}

bool trail_in_order(const struct trail *t, const sim_time *line, sim_time born, sim_time delivered)
{
	sim_time before = born;
	for (int k = 0; k + 1 < t->n_passed; k++) {
		sim_time left = line[t->passed[k]];
		if (left < before) return false;
		before = left;
	}
	return before <= delivered && (t->n_passed || born == delivered);
}

void trail_fold(struct trail *t)
{
	uint64_t before = t->born;
	for (int k = 0; k < t->n_passed; k++) {
		enum stay at = t->passed[k];
		uint64_t left = k + 1 == t->n_passed ? t->delivered : t->left[at], here = left - before;
		t->stayed[at] += here - t->known[at];
		t->known[at] = here;
		before = left;
	}
}
