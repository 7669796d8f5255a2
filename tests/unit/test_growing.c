/* test_growing.c - queues and credits that grow with use keep their order and their limits, wherever their ends lie in the array. */
#include "base/arena.h"
#include "device/credits.h"
#include "nic/queue.h"
#include <CUnit/CUnit.h>

/* Push and drop by turns so that the queue grows `rate` packets in 8 pushes, from a head at `begin`, until it is full. */
static void fill(int64_t limit, int64_t room, uint32_t begin, int rate)
{
	struct arena a = {0};
	struct fifo f;
	CU_ASSERT_FATAL(fifo_init(&f, limit, room, &a));
	size_t used = a.used, reserved = a.reserved;
	int64_t in = 0, out = 0;
	bool in_order = true;
	f.head = begin;
	while (!fifo_full(&f)) {
		struct packet p = {.len = (int32_t)in};
		fifo_push(&f, &p, in++, 0);
		if (in % 8 < rate) continue;
		in_order &= fifo_head(&f)->len == (int32_t)out && fifo_head(&f)->stamp == out;
		out++;
		fifo_drop_head(&f);
	}
	CU_ASSERT_EQUAL(f.count, limit);
	for (int64_t i = limit; i < room; i++) {
		struct packet p = {.len = (int32_t)in};
		fifo_push(&f, &p, in++, 0);
	}
	for (; f.count; fifo_drop_head(&f), out++)
		in_order &= fifo_head(&f)->len == (int32_t)out && fifo_head(&f)->stamp == out;
	CU_ASSERT(in_order);
	CU_ASSERT_EQUAL(in, out);
	CU_ASSERT_EQUAL(a.used, used); /* growing allocates nothing */
	CU_ASSERT_EQUAL(a.reserved, reserved);
	arena_free(&a);
}

static void queues_keep_order_and_limit(void)
{
	static const int64_t limits[] = {1, 2, 1000, 1023, 1024, 1025, 3000, 4096, 5000, 100000};
	static const uint32_t begins[] = {0, 1, 700, 1023, UINT32_MAX - 1500};
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		for (size_t k = 0; k < sizeof begins / sizeof *begins; k++)
			for (int rate = 1; rate <= 8; rate += 3) {
				fill(limits[i], limits[i], begins[k], rate);
				fill(limits[i], limits[i] + 300, begins[k], rate);
				fill(limits[i], limits[i] + 3000, begins[k], rate);
			}
}

/* As long as few are in it, a long queue uses the beginning of its array only. */
static void a_short_queue_uses_little(void)
{
	struct arena a = {0};
	struct fifo f;
	CU_ASSERT_FATAL(fifo_init(&f, 1 << 24, 1 << 24, &a));
	uint32_t farthest = 0;
	for (int i = 0; i < 100000; i++) {
		struct packet p = {.len = i};
		fifo_push(&f, &p, 0, 0);
		CU_ASSERT_FALSE(fifo_full(&f));
		if ((uint32_t)(fifo_head(&f) - f.slot) > farthest) farthest = (uint32_t)(fifo_head(&f) - f.slot);
		if (f.count > 500) fifo_drop_head(&f);
	}
	CU_ASSERT(farthest < 1024);
	arena_free(&a);
}

static void credits_keep_their_order(void)
{
	for (uint32_t begin = 0; begin < 2048; begin += 341) {
		struct arena a = {0};
		struct credits c, none;
		CU_ASSERT_FATAL(credits_init(&c, 10000, 0, &a));
		CU_ASSERT_FATAL(credits_init(&none, 1, 0, &a));
		c.head = begin;
		for (int i = 0; i < 9000; i++)
			credits_add(&c, i, 1);
		credits_give_back(&c, -1); /* in front */
		bool second, in_order = true;
		sim_time at, expected = -1;
		for (; credits_take(&c, &none, &at, &second); expected++)
			in_order &= at == expected && !second;
		CU_ASSERT(in_order);
		CU_ASSERT_EQUAL(expected, 9000);
		arena_free(&a);
	}
}

/* More than the index reaches is refused; it was an endless loop. */
static void too_many_credits(void)
{
	struct arena a = {0};
	struct credits c;
	CU_ASSERT_FALSE(credits_init(&c, CREDITS_MOST + 1, 0, &a));
	CU_ASSERT_FALSE(credits_init(&c, INT64_C(1) << 33, 0, &a));
	arena_free(&a);
}

/* Losses of one time are one credit, and come out as if each were its own. */
static void losses_share_a_credit(void)
{
	struct arena a = {0};
	struct credits shared = {0}, apart = {0}, none = {0};
	CU_ASSERT_FATAL(credits_init(&shared, 4000, 0, &a) && credits_init(&apart, 4000, 0, &a) && credits_init(&none, 1, 0, &a));
	for (int i = 0; i < 3000; i++) {
		credits_add_same(&shared, i / 1000);
		credits_add(&apart, i / 1000, 1);
	}
	CU_ASSERT_EQUAL(shared.count, 3);
	int taken = 0;
	bool second, alike = true;
	for (sim_time at, as; credits_take(&apart, &none, &as, &second); taken++)
		alike &= credits_take(&shared, &none, &at, &second) && at == as;
	CU_ASSERT(alike && shared.count == 0);
	CU_ASSERT_EQUAL(taken, 3000);
	arena_free(&a);
}

/* What is only measured counts the same, and leaves room for what is certain: were there less, this would end in a fault. */
static void measured_counts_the_same(void)
{
	struct arena real = {0}, measured = {.measured = true};
	struct credits c = {0}, m = {0};
	struct fifo f, g;
	CU_ASSERT_FATAL(credits_init(&c, 1 << 20, 100000, &real) && credits_init(&m, 1 << 20, 100000, &measured));
	CU_ASSERT_FATAL(fifo_init(&f, 1 << 20, 1 << 20, &real) && fifo_init(&g, 1 << 20, 1 << 20, &measured));
	for (int i = 0; i < 100000; i++)
		credits_add(&m, i, 1);
	CU_ASSERT_EQUAL(real.used, measured.used);
	CU_ASSERT_EQUAL(real.reserved, measured.reserved);
	CU_ASSERT(real.used >= 100000 * sizeof *c.slot && real.used < 3 * 100000 * sizeof *c.slot);
	CU_ASSERT_EQUAL(real.used + real.reserved, (1 << 20) * (sizeof *c.slot + sizeof *f.slot));
	arena_free(&real);
	arena_free(&measured);
}

CU_TestInfo test_growing[] = {
	{"queues_keep_order_and_limit", queues_keep_order_and_limit},
	{"a_short_queue_uses_little", a_short_queue_uses_little},
	{"credits_keep_their_order", credits_keep_their_order},
	{"too_many_credits", too_many_credits},
	{"losses_share_a_credit", losses_share_a_credit},
	{"measured_counts_the_same", measured_counts_the_same},
	CU_TEST_INFO_NULL,
};
