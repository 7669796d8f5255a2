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

/* The next place of this run's from in_time[*k] on, with *k behind it; N_STAYS when there is none. */
static enum stay next_place(const struct trail *t, int *k)
{
	while (*k < N_STAYS) {
		enum stay at = in_time[(*k)++ + (t->in_first ? IN_FIRST : 0)];
		if (t->places & STAY_BIT(at)) return at;
	}
	return N_STAYS;
}

static enum stay last_place(const struct trail *t)
{
	enum stay last = N_STAYS, at;
	for (int k = 0; (at = next_place(t, &k)) < N_STAYS;)
		last = at;
	return last;
}

void trail_expect(struct trail *t, uint32_t places, int64_t packets)
{
	t->places |= places;
	t->most += packets;
}

bool trail_init(struct trail *t, struct arena *a)
{
	enum stay last = last_place(t);
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
	for (int i = 0; i < N_STAYS; i++)
		if (places & t->places & STAY_BIT(i)) t->left[i] += (uint64_t)at;
}

bool trail_in_order(const struct trail *t, const sim_time *line, sim_time born, sim_time delivered)
{
	enum stay at, last = last_place(t);
	sim_time before = born;
	for (int k = 0; (at = next_place(t, &k)) < N_STAYS;) {
		sim_time left = at == last ? delivered : line[at];
		if (left < before) return false;
		before = left;
	}
	return before == delivered;
}

void trail_fold(struct trail *t)
{
	uint64_t before = t->born;
	enum stay at, last = last_place(t);
	for (int k = 0; (at = next_place(t, &k)) < N_STAYS;) {
		uint64_t left = at == last ? t->delivered : t->left[at], here = left - before;
		t->stayed[at] += here - t->known[at];
		t->known[at] = here;
		before = left;
	}
}
