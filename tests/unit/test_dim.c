/*
 * test_dim.c - adaptive moderation against what Linux's net_dim does with the same samples: the profile after each decision, worked out by
 * hand from lib/dim; what is a difference and what is none; and whole runs.
 */
#include "nic/moderate.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

/* A driver that takes an interrupt for the packets of a sample's share, and how far it is. */
struct script {
	struct tried t;
	const struct moderate_ops *ops;
	void *self;
	struct held h;
	sim_time now;
};

static void begin(struct script *s, const char *settings)
{
	*s = (struct script){0};
	CU_ASSERT_FATAL(try_load(&s->t, TRY_RX, "nic.backend.model=qemu nic.moderation.model=dim %s", settings));
	const struct chosen *c = &s->t.setup.slot[SLOT_MODERATE];
	s->ops = c->reg->model->ops;
	s->self = c->conf;
}

/* Packets are of 500 B, all that an interrupt is for. */
static void interrupts(struct script *s, int n, sim_time each, int64_t bytes_each, bool raised)
{
	for (int i = 0; i < n; i++) {
		s->now += each;
		s->h = (struct held){.packets = 1,
				     .since = s->now,
				     .driver_packets = s->h.driver_packets + bytes_each / 500,
				     .driver_bytes = s->h.driver_bytes + bytes_each};
		s->ops->used(s->self, &s->h, s->now);
		s->ops->signalled(s->self, &s->h, s->now, raised);
	}
}

/* The place in the profile that the device goes by; -1 = it holds nothing back yet, -2 = it is no place of it. */
static int profile(struct script *s)
{
	static const int us[] = {1, 8, 64, 128, 256};
	struct held h = {.packets = 1, .since = s->now};
	sim_time due = s->ops->used(s->self, &h, s->now);
	for (int i = 0; i < 5; i++)
		if (due == s->now + us[i] * PS_PER_US) return i;
	return due == MODERATE_NOW ? -1 : -2;
}

/* One decision: a sample of 64 interrupts, and one more that begins it where the profile was changed. */
struct sample {
	int us_each; /* between interrupts */
	int bytes_each;
};
static int decide(struct script *s, struct sample a)
{
	int64_t *samples = (int64_t *)((char *)s->self + s->t.setup.slot[SLOT_MODERATE].reg->model->stats[0].cell.at),
		before = *samples;
	for (int i = 0; i < 66 && *samples == before; i++)
		interrupts(s, 1, a.us_each * PS_PER_US, a.bytes_each, true);
	return profile(s);
}

/* Profiles after each decision, as digits, by samples that depend on the profile in force. */
static bool goes(struct script *s, const struct sample by_profile[5], const char *expected)
{
	char seen[80] = "";
	int at = profile(s);
	for (size_t i = 0; i < strlen(expected); i++) {
		at = decide(s, by_profile[at < 0 ? 0 : at]);
		seen[i] = (char)('0' + at);
	}
	if (strcmp(seen, expected) != 0) printf("goes %s, expected %s\n", seen, expected);
	return strcmp(seen, expected) == 0;
}
#define GOES(s, samples, expected) CU_ASSERT(goes(s, samples, expected))

/* All alike: to and fro for ten steps, tired for ten samples, and again. */
static void nothing_helps(void)
{
	static const struct sample same[5] = {{10, 1000}, {10, 1000}, {10, 1000}, {10, 1000}, {10, 1000}};
	struct script s;
	begin(&s, "");
	GOES(&s, same,
	     "1010101010"
	     "0000000000"
	     "1010101010"
	     "0000000000"
	     "10");
	try_end(&s.t);
}

/* Fewer interrupts at the same load each time: to the end, where it parks. */
static void longer_is_better(void)
{
	static const struct sample fewer[5] = {{10, 1000}, {20, 2000}, {40, 4000}, {80, 8000}, {160, 16000}};
	struct script s;
	begin(&s, "");
	GOES(&s, fewer, "1234444444444");
	/* There it stays until something differs by more than a tenth, to the better or not; then one to the left. */
	CU_ASSERT(decide(&s, (struct sample){160, 17600}) == 4);
	CU_ASSERT(decide(&s, (struct sample){160, 17761}) == 3);
	try_end(&s.t);
}

/* Bytes 500, 800, 1200, 900, 600: up to the third place and one beyond, back, and parked on it. */
static void best_in_the_middle(void)
{
	static const struct sample hill[5] = {{10, 500}, {10, 800}, {10, 1200}, {10, 900}, {10, 600}};
	struct script s;
	begin(&s, "");
	GOES(&s, hill, "123222222");
	try_end(&s.t);
}

/* What it parked at is what later samples are compared with, so that slow drift adds up. */
static void drift_adds_up(void)
{
	static const struct sample hill[5] = {{10, 500}, {10, 800}, {10, 1000}, {10, 500}, {10, 500}};
	struct script s;
	begin(&s, "");
	GOES(&s, hill, "12322");
	CU_ASSERT(decide(&s, (struct sample){10, 1050}) == 2);
	CU_ASSERT(decide(&s, (struct sample){10, 1100}) == 2);
	CU_ASSERT(decide(&s, (struct sample){10, 1110}) == 1);
	try_end(&s.t);
}

/* No sample is shorter than 64 interrupts, and those that the driver wished none of are none. */
static void samples_are_64(void)
{
	struct script s;
	begin(&s, "");
	interrupts(&s, 64, PS_PER_US * 10, 1000, true);
	CU_ASSERT(profile(&s) == -1);
	interrupts(&s, 64, PS_PER_US * 10, 1000, false);
	CU_ASSERT(profile(&s) == -1);
	interrupts(&s, 1, PS_PER_US * 10, 1000, true);
	CU_ASSERT(profile(&s) == 1);
	try_end(&s.t);
}

/* The device has what was decided `apply` later; what comes meanwhile is in no sample. */
static void applied_later(void)
{
	struct script s;
	begin(&s, "nic.moderation.apply=1ms");
	interrupts(&s, 65, PS_PER_US * 10, 1000, true);
	CU_ASSERT(profile(&s) == -1);
	interrupts(&s, 99, PS_PER_US * 10, 2000, true);
	CU_ASSERT(profile(&s) == -1);
	interrupts(&s, 1, PS_PER_US * 10, 2000, true);
	CU_ASSERT(profile(&s) == 1);
	interrupts(&s, 63, PS_PER_US * 10, 2000, true);
	CU_ASSERT(profile(&s) == 1);
	interrupts(&s, 66, PS_PER_US * 10, 2000, true); /* twice the bytes, which is better: on to the right, another ms later */
	CU_ASSERT(profile(&s) == 1);
	interrupts(&s, 100, PS_PER_US * 10, 2000, true);
	CU_ASSERT(profile(&s) == 2);
	try_end(&s.t);
}

/* Only the receive ring's are held back. */
static void transmit_is_not(void)
{
	struct script s;
	begin(&s, "");
	interrupts(&s, 65, PS_PER_US * 10, 1000, true);
	struct held h = {.tx = true, .packets = 1, .since = s.now};
	CU_ASSERT(s.ops->used(s.self, &h, s.now) == MODERATE_NOW);
	try_end(&s.t);
}

/*
 * A steady load that the guest takes easily is at the longest period after four decisions, whatever latency says: 1 + floor(200 kpps x 256 us)
 * = 52 packets share an interrupt then.  The five samples that lead there, the one that parks it included, are of 65 interrupts at most.
 */
static void steady_load(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "nic.backend.model=qemu nic.notify.host=always traffic.rate=200kpps run.packets=100000 "
				 "nic.moderation.model=dim"));
	CU_ASSERT(try_is(&t, "moderation_changes", 4));
	double interrupts = 1e5 * try_value(&t, "interrupts_per_packet");
	CU_ASSERT(interrupts > 1e5 / 52);
	CU_ASSERT(interrupts < 1e5 / 52 + 5 * 65);
	try_end(&t);
}

CU_TestInfo test_dim[] = {
	{"nothing helps", nothing_helps},
	{"longer is better", longer_is_better},
	{"the best in the middle", best_in_the_middle},
	{"drift adds up", drift_adds_up},
	{"samples are 64 interrupts", samples_are_64},
	{"applied later", applied_later},
	{"transmit is not held back", transmit_is_not},
	{"a steady load", steady_load},
	CU_TEST_INFO_NULL,
};
