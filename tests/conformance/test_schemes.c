/*
 * test_schemes.c - every registered scheme, in each of its variants (words and booleans among its parameters), on every ring
 * format, run against its own prediction: buffers, descriptors, truesize, and what it can't carry.
 */
#include "nic/ring.h"
#include "nic/scheme.h"
#include "unit/try.h"
#include "xen/slots.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int lengths[] = {14, 60, 128, 129, 1514, 1518, 1519, 4084, 4085, 9014, 16352, 65535, 65589};
#define N_LENGTHS (sizeof lengths / sizeof *lengths)

/* ---- variants: every combination of words and booleans ---- */

static int choices(const struct param *p)
{
	int n = 0;
	if (p->unit == UNIT_BOOL) return 2;
	if (p->unit != UNIT_WORD) return 1;
	while (p->words[n])
		n++;
	return n;
}

/* The settings of variant number `which`; false when there are not so many. */
static bool variant(const struct registered *r, int which, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "nic.scheme.model=%s", r->name);
	for (const struct param *p = r->model->params; p && p->key; p++) {
		int n = choices(p), chosen = which % n;
		if (n == 1) continue;
		which /= n;
		const char *word = p->unit == UNIT_BOOL ? (chosen ? "true" : "false") : p->words[chosen];
		used += (size_t)snprintf(text + used, size - used, " nic.scheme.%s=%s", p->key, word);
	}
	return which == 0;
}

/* ---- one variant, one ring, one length ---- */

static bool is(const struct tried *t, const char *name, double expected, const char *what)
{
	bool same = try_is(t, name, expected);
	if (!same) printf("  %s\n", what);
	return same;
}

/* What the models say: buffers of that packet, ring entries of a buffer; false when it can not be carried. */
static bool expected_counts(const struct tried *t, int len, struct counts *c, uint32_t *entries, bool *uniform)
{
	const struct chosen *scheme = &t->setup.slot[SLOT_SCHEME], *ring = &t->setup.slot[SLOT_RING];
	const struct scheme_ops *ops = scheme->reg->model->ops;
	const struct ring_ops *ring_ops = ring->reg->model->ops;
	struct arena a = {0};
	struct scheme_traits traits = {0};
	uint32_t size = ring_ops->size(ring->conf, false);
	void *self = arena_alloc(&a, scheme->reg->model->size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(self);
	memcpy(self, scheme->conf, scheme->reg->model->size);
	ops->init(self, &t->setup, size);
	ops->traits(self, &traits);
	*uniform = traits.uniform || traits.segments > 1;
	memset(c, 0, sizeof *c);
	bool fits = ops->predict(self, len, c);
	int32_t segments = ops->next_segments && fits ? c->segments : traits.segments;
	*entries = ring_ops->entries(ring->conf, (uint32_t)segments, traits.may_indirect);
	fits = fits && (uint32_t)c->buffers * *entries <= size;
	if (fits) {
		CU_ASSERT(c->buffers == 1 || traits.mergeable || c->buffers == 0);
		CU_ASSERT((c->buffers == 0) == (len + traits.header <= traits.in_ring));
		CU_ASSERT_EQUAL(c->segments, c->buffers * segments);
		CU_ASSERT(segments <= traits.segments);
		CU_ASSERT_EQUAL(c->wasted, c->truesize - len - traits.header);
		CU_ASSERT(c->posted_bytes >= len + traits.header || !traits.mergeable || c->buffers == 0);
	}
	arena_free(&a);
	return fits;
}

/* The device's writes for one packet: all of header and frame, in order, no write larger than its segment, in as many buffers as predicted. */
static void writes_as_predicted(const struct tried *t, int len, const struct counts *c, bool fits, const char *what)
{
	const struct chosen *scheme = &t->setup.slot[SLOT_SCHEME];
	const struct scheme_ops *ops = scheme->reg->model->ops;
	struct write w[MAX_WRITES];
	struct segment seg[MAX_SEGMENTS];
	struct scheme_traits traits = {0};
	int total = 0, bytes = 0, pieces = c->buffers ? c->buffers : 1; /* the ring itself is one */
	if (!ops->segments) return;
	ops->traits(scheme->conf, &traits);
	int segments = ops->segments(scheme->conf, seg, MAX_SEGMENTS), n = scheme_writes(ops, scheme->conf, len, w, MAX_WRITES);
	bool good = segments == traits.segments && ops->segments(scheme->conf, NULL, 0) == segments && (!fits || n > 0);
	for (int i = 0; i < segments; i++) {
		bytes += seg[i].bytes;
		good &= seg[i].bytes > 0 && seg[i].offset >= 0 && seg[i].offset < PAGE_BYTES;
		good &= (seg[i].kind != SEGMENT_HEADER || (i == 0 && seg[i].bytes == traits.header)) &&
			(seg[i].kind != SEGMENT_BOTH || i == 0);
	}
	if (traits.uniform) {
		struct buffer b = {0};
		void *self = malloc(scheme->reg->model->size);
		CU_ASSERT_PTR_NOT_NULL_FATAL(self);
		memcpy(self, scheme->conf, scheme->reg->model->size);
		ops->init(self, &t->setup, 256);
		ops->post(self, &b);
		good &= b.bytes == bytes && b.segments == segments;
		free(self);
	}
	for (int i = 0; i < n && fits; i++) {
		good &= w[i].bytes > 0 && w[i].segment < segments && w[i].buffer < pieces;
		good &= i == 0                           ? w[i].buffer == 0 && w[i].segment == 0
			: w[i].buffer == w[i - 1].buffer ? w[i].segment == w[i - 1].segment + 1
							 : w[i].buffer == w[i - 1].buffer + 1 && w[i].segment == 0;
		if (traits.uniform) good &= w[i].bytes <= seg[w[i].segment].bytes;
		total += w[i].bytes;
	}
	if (fits)
		good &= total == len + traits.header && w[n - 1].buffer == pieces - 1 &&
			scheme_writes(ops, scheme->conf, len, w, n - 1) < 0;
	if (!good) printf("writes of %s: %d in %d segments, %d bytes\n", what, n, segments, total);
	CU_ASSERT(good);
}

/* Words that do not go together are refused with a reason that names one of the scheme's keys. */
static bool refused(const struct tried *t)
{
	return t->error.set && strstr(t->error.text, "nic.scheme.") && strstr(t->error.text, "expected");
}

/* False when the variant is refused. */
static bool against_prediction(const char *settings, const char *format, bool indirect, int len)
{
	struct tried t;
	struct counts c;
	uint32_t entries;
	bool uniform;
	char what[500];
	bool xen = strcmp(format, "xen") == 0;
	snprintf(what, sizeof what, "nic.ring.format=%s %s traffic.size=%dB %s", format,
		 xen        ? ""
		 : indirect ? "nic.ring.indirect=true"
			    : "nic.ring.indirect=false",
		 len, settings);
	/* Buffers that follow the packets need some to settle: those are the warm-up. */
	bool ran = try_run(&t, xen ? TRY_XEN : TRY_RX, "run.packets=0 run.warmup=600us run.length=100us %s", what);
	if (!ran && refused(&t)) {
		try_end(&t);
		return false;
	}
	CU_ASSERT_FATAL(ran || try_say(&t));
	bool fits = expected_counts(&t, len, &c, &entries, &uniform), good = true;
	bool granted = ((const struct scheme_ops *)t.setup.slot[SLOT_SCHEME].reg->model->ops)->grants;
	good &= is(&t, "offered", 100, what);
	good &= is(&t, "delivered", fits ? 100 : 0, what);
	good &= is(&t, "dropped_too_long", fits ? 0 : 100, what);
	if (fits) {
		good &= is(&t, "buffers_per_packet", c.buffers, what);
		if (c.buffers == 0) good &= is(&t, "fewest_buffers", 0, what) && is(&t, "most_buffers", 0, what);
		good &= is(&t, "descriptors_per_packet", c.buffers ? (double)c.buffers * entries : 1, what);
		if (!((const struct scheme_ops *)t.setup.slot[SLOT_SCHEME].reg->model->ops)->next_segments)
			good &= is(&t, "ring_capacity",
				   granted     ? (256 - XEN_RX_DEMAND) / c.buffers + 1
				   : c.buffers ? 256 / (int)entries / c.buffers
					       : 256 + 256 / (int)entries,
				   what);
		if (uniform)
			good &= is(&t, "memory_per_packet", c.truesize, what) &&
				is(&t, "wasted_bytes_per_packet", c.wasted, what);
		good &= try_value(&t, "truesize_per_packet") >= len;
	}
	writes_as_predicted(&t, len, &c, fits, what);
	CU_ASSERT(good);
	try_end(&t);
	return true;
}

/* What is granted goes with the one ring, what is not with all others. */
static bool go_together(const struct registered *scheme, const struct registered *ring)
{
	const struct scheme_ops *ops = scheme->model->ops;
	return (ops->grants != NULL) == (strcmp(ring->name, "xen") == 0);
}

/* All lengths with LONG; else each variant has every second one, and the next one the others. */
static void run_as_predicted(void)
{
	const size_t stride = getenv("LONG") ? 1 : 2;
	int variants = 0, runs = 0;
	char settings[400];
	for (const struct registered *r = registry; r->kind; r++) {
		int before = runs;
		if (strcmp(r->kind, "scheme")) continue;
		for (int which = 0; variant(r, which, settings, sizeof settings); which++, variants++)
			for (const struct registered *f = registry; f->kind; f++) {
				if (strcmp(f->kind, "ring") || !go_together(r, f)) continue;
				for (size_t i = (size_t)variants % stride; i < N_LENGTHS; i += stride, runs++)
					if (!against_prediction(settings, f->name, (which + (int)(i / stride)) % 2, lengths[i]))
						break;
			}
		CU_ASSERT(runs > before);
	}
	CU_ASSERT(variants >= 3 && runs >= 3 * (int)(N_LENGTHS / stride));
}

/* Frames from too short to too long get a prediction that is never negative and never falls with the length. */
static void predictions_grow(void)
{
	char settings[400];
	for (const struct registered *r = registry; r->kind; r++) {
		if (strcmp(r->kind, "scheme")) continue;
		for (int which = 0; variant(r, which, settings, sizeof settings); which++) {
			struct tried t;
			struct counts c, before = {0};
			uint32_t entries;
			bool uniform, carried = true;
			bool granted = ((const struct scheme_ops *)r->model->ops)->grants;
			bool loaded = try_load(&t, granted ? TRY_XEN : TRY_RX, "nic.ring.entries=32768 %s", settings);
			CU_ASSERT_FATAL(loaded || refused(&t) || try_say(&t));
			if (!loaded) {
				try_end(&t);
				continue;
			}
			for (int len = 14; len <= 65589; len += 13) {
				bool fits = expected_counts(&t, len, &c, &entries, &uniform);
				CU_ASSERT(carried || !fits); /* once too long, always too long */
				carried = fits;
				if (!fits) continue;
				CU_ASSERT(c.buffers >= 0 && c.buffers >= before.buffers && c.descriptors >= before.descriptors);
				CU_ASSERT(c.truesize >= before.truesize && c.pages_posted >= 0);
				before = c;
			}
			try_end(&t);
		}
	}
}

/* Small fixed buffers: as many as a packet may span, and not one more. */
static void longest_chain(void)
{
	static const struct {
		int len, buffers;
	} row[] = {{64 * 64 - 12, 64}, {64 * 64 - 11, 0}, {65535, 0}};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		struct counts c;
		uint32_t entries;
		bool uniform;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 "nic.scheme.buffers=fixed nic.scheme.size=64B nic.ring.entries=2048 traffic.rate=1kpps "
					 "traffic.size=%dB",
					 row[i].len));
		bool fits = expected_counts(&t, row[i].len, &c, &entries, &uniform);
		CU_ASSERT_EQUAL(fits, row[i].buffers > 0);
		CU_ASSERT(try_is(&t, "delivered", fits ? 100 : 0));
		CU_ASSERT(try_is(&t, "dropped_too_long", fits ? 0 : 100));
		if (fits) CU_ASSERT(try_is(&t, "buffers_per_packet", row[i].buffers));
		try_end(&t);
	}
}

CU_TestInfo test_schemes[] = {
	{"run_as_predicted", run_as_predicted},
	{"predictions_grow", predictions_grow},
	{"longest_chain", longest_chain},
	CU_TEST_INFO_NULL,
};
