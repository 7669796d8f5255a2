/* test_ring.c - the virtqueue's index arithmetic against a naive model of it, near and across the 16-bit wrap. */
#include "base/arena.h"
#include "nic/ring.h"
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

/* Small steps of a linear congruential generator (Knuth's MMIX): the tests' own, so that failures repeat. */
static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % below;
}

/* ---- the naive model: four lists of chains, in order ---- */

enum place { ADDED, PUBLISHED, DEVICE, PUSHED, USED, N_PLACES };
struct chain {
	uint16_t token;
	uint32_t n;
};
struct naive {
	uint32_t size, chains[N_PLACES];
	struct chain *list[N_PLACES];
	bool *out; /* per token: given out and not back yet */
};

static void naive_init(struct naive *v, uint32_t size)
{
	*v = (struct naive){.size = size, .out = calloc(size, sizeof(bool))};
	CU_ASSERT_PTR_NOT_NULL_FATAL(v->out);
	for (int i = 0; i < N_PLACES; i++) {
		v->list[i] = calloc(size, sizeof(struct chain));
		CU_ASSERT_PTR_NOT_NULL_FATAL(v->list[i]);
	}
}

static void naive_free(struct naive *v)
{
	for (int i = 0; i < N_PLACES; i++)
		free(v->list[i]);
	free(v->out);
}

static uint32_t entries_in(const struct naive *v, enum place p)
{
	uint32_t sum = 0;
	for (uint32_t i = 0; i < v->chains[p]; i++)
		sum += v->list[p][i].n;
	return sum;
}

static void append(struct naive *v, enum place p, struct chain c)
{
	v->list[p][v->chains[p]++] = c;
}

static struct chain take(struct naive *v, enum place p, uint32_t at)
{
	struct chain c = v->list[p][at];
	memmove(&v->list[p][at], &v->list[p][at + 1], (v->chains[p] - at - 1) * sizeof c);
	v->chains[p]--;
	return c;
}

static void move_all(struct naive *v, enum place from, enum place to)
{
	while (v->chains[from])
		append(v, to, take(v, from, 0));
}

static bool alike(const struct ring *r, const struct naive *v)
{
	uint32_t added = entries_in(v, ADDED), published = entries_in(v, PUBLISHED), device = entries_in(v, DEVICE);
	uint32_t used = entries_in(v, PUSHED) + entries_in(v, USED);
#ifdef SIMNIC_CHECKED
	if (r->available != added + published || r->in_device != device || r->used != used) return false;
#endif
	return ring_sound(r) && r->free == v->size - added - published - device - used && ring_ready(r) == v->chains[PUBLISHED] &&
	       ring_done(r) == v->chains[USED];
}

/* ---- random operations ---- */

static void add(struct ring *r, struct naive *v, uint32_t n)
{
	if (r->free < n) return;
	uint16_t token = ring_add(r, n);
	CU_ASSERT_FATAL(token < v->size);
	CU_ASSERT(!v->out[token]); /* never the same token twice */
	v->out[token] = true;
	append(v, ADDED, (struct chain){token, n});
}

static void pop(struct ring *r, struct naive *v)
{
	if (v->chains[PUBLISHED] == 0) return;
	for (uint16_t i = 0; i < v->chains[PUBLISHED] && i < 5; i++)
		CU_ASSERT(ring_peek(r, i) == v->list[PUBLISHED][i].token);
	struct chain c = take(v, PUBLISHED, 0);
	CU_ASSERT(ring_pop(r) == c.token);
	append(v, DEVICE, c);
}

/* The device may hand chains back in any order. */
static void push(struct ring *r, struct naive *v, uint32_t which)
{
	if (v->chains[DEVICE] == 0) return;
	struct chain c = take(v, DEVICE, which % v->chains[DEVICE]);
	ring_push(r, c.token);
	append(v, PUSHED, c);
}

static void get(struct ring *r, struct naive *v)
{
	if (v->chains[USED] == 0) return;
	struct chain c = take(v, USED, 0);
	CU_ASSERT(ring_get(r) == c.token);
	v->out[c.token] = false;
}

static void operate(struct ring *r, struct naive *v, uint32_t what, uint32_t n)
{
	switch (what) {
	case 0: add(r, v, n); break;
	case 1: pop(r, v); break;
	case 2: push(r, v, n); break;
	case 3: get(r, v); break;
	case 4:
		ring_publish(r);
		move_all(v, ADDED, PUBLISHED);
		break;
	default: ring_publish_used(r); move_all(v, PUSHED, USED);
	}
}

static void wander(uint32_t size, uint16_t start, uint32_t longest, int steps)
{
	struct arena a = {0};
	struct ring r;
	struct naive v;
	uint64_t random = size * 65536 + start + longest;
	uint16_t moved = start;
	bool wrapped = false, full = false, same = true;
	CU_ASSERT_FATAL(ring_init(&r, size, 0, start, &a));
	naive_init(&v, size);
	for (int i = 0; i < steps && same; i++) {
		/* In long spells the driver or the device is the quicker one: the ring runs full and empty. */
		uint32_t what = draw(&random, 6), spell = (uint32_t)i / (100 + 8 * size) % 3, n = 1 + draw(&random, longest);
		if ((spell == 0 && what == 3) || (spell == 1 && what == 0)) what = draw(&random, 6);
		operate(&r, &v, what, n);
		same = alike(&r, &v);
		full |= r.free == 0;
		wrapped |= r.used_idx < moved;
		moved = r.used_idx;
	}
	CU_ASSERT(same);
	CU_ASSERT(wrapped || start < 60000);
	CU_ASSERT(full || longest > 1);
	naive_free(&v);
	arena_free(&a);
}

static void like_the_naive_model(void)
{
	static const uint32_t sizes[] = {1, 2, 4, 8, 32, 256};
	static const uint16_t starts[] = {0, 65500, 65535};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
			uint32_t longest = sizes[i] < 20 ? sizes[i] : 20;
			int steps = 4000 + 40 * (int)sizes[i];
			wander(sizes[i], starts[k], 1, steps);
			wander(sizes[i], starts[k], longest, steps);
		}
}

/* Every length of chain fills the ring to floor(size / length) chains, and comes back whole. */
static void chains_of_every_length(void)
{
	struct arena a = {0};
	struct ring r;
	for (uint32_t n = 1; n <= 20; n++) {
		CU_ASSERT_FATAL(ring_init(&r, 256, 0, 65530, &a));
		uint32_t chains = 0;
		while (r.free >= n) {
			ring_add(&r, n);
			chains++;
		}
		CU_ASSERT_EQUAL(chains, 256 / n);
		CU_ASSERT_EQUAL(r.free, 256 % n);
		CU_ASSERT_EQUAL(ring_ready(&r), 0); /* nothing is seen before it is published */
		ring_publish(&r);
		CU_ASSERT_EQUAL(ring_ready(&r), chains);
		while (ring_ready(&r))
			ring_push(&r, ring_pop(&r));
		CU_ASSERT_EQUAL(ring_done(&r), 0);
		CU_ASSERT_EQUAL(r.free, 256 % n); /* used, but not taken back yet */
		ring_publish_used(&r);
		while (ring_done(&r))
			ring_get(&r);
		CU_ASSERT_EQUAL(r.free, 256);
		CU_ASSERT(ring_sound(&r));
		arena_free(&a);
	}
}

/* A full ring of one-entry chains goes all round the indices: 65536 of them and more, for every legal size. */
static void round_the_indices(void)
{
	for (uint32_t size = 1; size <= 32768; size *= 2) {
		struct arena a = {0};
		struct ring r;
		bool sound = true;
		CU_ASSERT_FATAL(ring_init(&r, size, 0, (uint16_t)(65536 - size / 2 - 1), &a));
		for (uint32_t done = 0; done < 66000 && sound; done += size) {
			for (uint32_t i = 0; i < size; i++)
				sound &= ring_add(&r, 1) < size;
			ring_publish(&r);
			sound &= r.free == 0 && ring_ready(&r) == size && ring_sound(&r);
			for (uint32_t i = 0; i < size; i++)
				ring_push(&r, ring_pop(&r));
			ring_publish_used(&r);
			sound &= r.free == 0 && ring_ready(&r) == 0 && ring_done(&r) == size && ring_sound(&r);
			for (uint32_t i = 0; i < size; i++)
				ring_get(&r);
			sound &= r.free == size && ring_sound(&r);
		}
		CU_ASSERT(sound);
		arena_free(&a);
	}
}

static void broken_rings_are_noticed(void)
{
	struct arena a = {0};
	struct ring r;
	CU_ASSERT_FATAL(ring_init(&r, 8, 0, 65535, &a));
	ring_add(&r, 3);
	ring_publish(&r);
	CU_ASSERT(ring_sound(&r));
	struct ring bad = r;
	bad.free = 9;
	CU_ASSERT_FALSE(ring_sound(&bad));
	bad = r;
	bad.avail_idx = (uint16_t)(r.shadow + 1); /* published more than was added */
	CU_ASSERT_FALSE(ring_sound(&bad));
	bad = r;
	bad.last_avail = (uint16_t)(r.avail_idx + 1); /* took more than was published */
	CU_ASSERT_FALSE(ring_sound(&bad));
	bad = r;
	bad.used_idx = (uint16_t)(r.used_shadow + 1);
	CU_ASSERT_FALSE(ring_sound(&bad));
	bad = r;
	bad.n_tokens++;
	CU_ASSERT_FALSE(ring_sound(&bad));
	arena_free(&a);
}

CU_TestInfo test_ring[] = {
	{"like_the_naive_model", like_the_naive_model},
	{"chains_of_every_length", chains_of_every_length},
	{"round_the_indices", round_the_indices},
	{"broken_rings_are_noticed", broken_rings_are_noticed},
	CU_TEST_INFO_NULL,
};
