/*
 * test_transmit_ring.c - what a transmit run says of its ring: for every scheme, ring format and back end, that of the packets sent and
 * not of the acknowledgements.  The capacity is counted a second time, by a host that never wakes.
 */
#include "nic/backend.h"
#include "nic/fragments.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "unit/try.h"
#include "xen/slots.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const int lengths[] = {60, 1514, 9014, 65226};
#define N_LENGTHS 4
#define ENTRIES 256

static bool is_granted(const struct registered *scheme)
{
	return ((const struct scheme_ops *)scheme->model->ops)->grants;
}

/* ---- the law: as many packets as the ring holds, and no more, use up no more entries than there are ---- */

/* Ring entries of the first n packets of a stream, by the scheme; their payload in the sending task's blocks. */
static double entries_of(const struct tried *t, int len, int n)
{
	const struct chosen *scheme = &t->setup.slot[SLOT_SCHEME], *ring = &t->setup.slot[SLOT_RING];
	const struct scheme_ops *ops = scheme->reg->model->ops;
	const struct ring_ops *ring_ops = ring->reg->model->ops;
	struct scheme_traits traits = {0};
	double sum = 0;
	ops->traits(scheme->conf, &traits);
	for (int32_t i = 0, at = 0; i < n; i++, at = transmit_filled(at, len)) {
		int32_t frags = transmit_fragments(FRAGMENTS_BLOCK, at, len).n;
		sum += ring_ops->entries(ring->conf, (uint32_t)ops->transmit_segments(scheme->conf, len, frags),
					 traits.tx_may_indirect);
	}
	return sum;
}

/* Netfront stops while a packet of the most slots would still fit. */
static bool holds(const struct tried *t, int len, int sent)
{
	const int spare = is_granted(t->setup.slot[SLOT_SCHEME].reg) ? ENTRIES - XEN_TX_STOP : 0;
	double fit = try_value(t, "ring_capacity");
	bool good = try_is(t, "delivered", sent) && try_value(t, "descriptors_per_packet") >= 1 && fit >= 1;
	return good && entries_of(t, len, (int)fit) <= ENTRIES && entries_of(t, len, (int)fit + 1) > ENTRIES - spare;
}

/* And of the scheme itself: fragments, and a header apart where it sends one. */
static bool as_the_scheme_says(const struct tried *t, int len, int sent)
{
	const struct chosen *scheme = &t->setup.slot[SLOT_SCHEME];
	const struct scheme_ops *ops = scheme->reg->model->ops;
	struct scheme_traits traits = {0};
	ops->traits(scheme->conf, &traits);
	bool good = fabs(try_value(t, "descriptors_per_packet") - entries_of(t, len, sent) / sent) < 1e-9;
	good &= try_is(t, "truesize_per_packet", transmit_truesize(len));
	return good && try_is(t, "wasted_bytes_per_packet", transmit_truesize(len) - len - traits.header);
}

static int with_back_end(const char *file, const char *ring, const struct registered *scheme, const struct registered *backend)
{
	int ran = 0;
	for (int i = 0; i < 2 * N_LENGTHS; i++) {
		struct tried t;
		int len = lengths[i / 2];
		bool tables = i % 2 && strcmp(ring, "xen") != 0;
		bool linked = ((const struct backend_ops *)backend->model->ops)->uses_link;
		bool fine = try_run(
			&t, file,
			"traffic.direction=tx traffic.model=burst traffic.count=20 traffic.size=%dB run.packets=20 "
			"nic.backend.model=%s nic.scheme.model=%s nic.ring.format=%s nic.ring.entries=%d nic.guest_queue=40 "
			"%s %s",
			len, backend->name, scheme->name, ring, ENTRIES, tables ? "nic.ring.indirect=true" : "",
			linked ? "nic.link.model=pcie" : "");
		CU_ASSERT_FATAL(fine || t.error.set || try_say(&t)); /* what does not go together is refused */
		bool good = !fine || (holds(&t, len, 20) && as_the_scheme_says(&t, len, 20));
		if (!good)
			printf("  %s, ring %s, scheme %s, %d B%s\n", backend->name, ring, scheme->name, len,
			       tables ? ", tables" : "");
		CU_ASSERT(good);
		ran += fine;
		try_end(&t);
	}
	return ran;
}

static void of_every_scheme_and_back_end(void)
{
	int back_ends = 0, served = 0;
	for (const struct registered *b = registry; b->kind; b++) {
		int ran = 0;
		if (strcmp(b->kind, "backend") != 0) continue;
		for (const struct registered *s = registry; s->kind; s++)
			for (const struct registered *r = registry; r->kind; r++) {
				if (strcmp(s->kind, "scheme") != 0 || strcmp(r->kind, "ring") != 0) continue;
				if (is_granted(s) != (strcmp(r->name, "xen") == 0)) continue;
				ran += with_back_end(is_granted(s) ? TRY_XEN : TRY_TX, r->name, s, b);
			}
		if (ran == 0) printf("no scheme sends through back end %s\n", b->name);
		served += ran > 0;
		back_ends++;
	}
	CU_ASSERT(served >= back_ends - 1); /* descriptor_nic has no ring of this kind */
}

/* ---- counted again: a host that sleeps on leaves in the ring what the ring holds ---- */

static void counted(const char *ring, const char *settings, int len)
{
	struct tried t;
	int entries = ENTRIES, most = entries + 100;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_TX,
			 "traffic.model=constant traffic.rate=1Mpps traffic.size=%dB run.packets=0 run.warmup=0ms "
			 "run.length=%dus nic.tx_stop_below=0 nic.guest_queue=1 nic.ring.entries=%d prices.host_wakeup=1s "
			 "nic.ring.format=%s %s",
			 len, most, entries, ring, settings));
	double in_ring = try_value(&t, "offered") - try_value(&t, "dropped_guest_queue") - 1; /* one waits in the guest */
	CU_ASSERT(try_is(&t, "delivered", 0));
	CU_ASSERT(try_is(&t, "ring_capacity", in_ring) || (printf("  %s %s %d B\n", ring, settings, len), false));
	try_end(&t);
}

static void by_a_host_that_sleeps(void)
{
	for (const struct registered *s = registry; s->kind; s++) {
		char settings[200];
		if (strcmp(s->kind, "scheme") != 0 || is_granted(s)) continue;
		for (int i = 0; i < 4 * N_LENGTHS; i++) {
			snprintf(settings, sizeof settings, "nic.scheme.model=%s nic.ring.indirect=%s", s->name,
				 i % 2 ? "true" : "false");
			counted(i & 2 ? "packed" : "split", settings, lengths[i / 4]);
		}
	}
}

/* Bulk data out of a guest: 64 KiB are a head and 2 or 3 pieces, in pages 16 of them, and what comes back is an acknowledgement. */
static void of_bulk_data_not_of_acknowledgements(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 "traffic.model=window traffic.segment=65160B traffic.window=4MiB run.packets=0 run.warmup=1ms "
				 "run.length=5ms prices.host_tx_packet=10us"));
	CU_ASSERT(try_value(&t, "answers_per_packet") > 0);
	CU_ASSERT(try_value(&t, "descriptors_per_packet") > 3.97 && try_value(&t, "descriptors_per_packet") <= 4);
	CU_ASSERT(try_is(&t, "ring_capacity", 64));
	CU_ASSERT(try_is(&t, "truesize_per_packet", 256 + 704 + 65160));
	CU_ASSERT(try_is(&t, "buffers_per_packet", 1)); /* those of the acknowledgements: a receive buffer is nothing else */
	try_end(&t);
}

/* Requests and responses are about what is received, in a ring of its own. */
static void of_responses(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, "nic.scheme.model=big nic.scheme.skb_frags=17"));
	CU_ASSERT(try_is(&t, "descriptors_per_packet", 19));
	CU_ASSERT(try_is(&t, "memory_per_packet", 73728));
	try_end(&t);
}

CU_TestInfo test_transmit_ring[] = {
	{"of_every_scheme_and_back_end", of_every_scheme_and_back_end},
	{"by_a_host_that_sleeps", by_a_host_that_sleeps},
	{"of_bulk_data_not_of_acknowledgements", of_bulk_data_not_of_acknowledgements},
	{"of_responses", of_responses},
	CU_TEST_INFO_NULL,
};
