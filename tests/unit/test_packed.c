/*
 * test_packed.c - the packed ring: places and wrap counters against brute force, the shared arithmetic of ring.h against a ring of
 * descriptors with AVAIL and USED bits, whole runs, and what a device reads and writes of either ring.
 */
#include "base/arena.h"
#include "nic/model.h"
#include "nic/notify.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % below;
}

/* ---- places ---- */

/* Step by step round the ring, toggling a wrap counter at its end, as the specification says it. */
static void places(uint32_t size, uint32_t steps)
{
	struct packed_place p = {0, true};
	long wrong = 0;
	for (uint64_t index = 0; index < steps; index++) {
		uint32_t at = (uint32_t)(index % (2 * size));
		struct packed_place q = packed_place(at, size), back = packed_event_place(packed_event(p));
		wrong += q.offset != p.offset || q.wrap != p.wrap || packed_at(p, size) != at;
		wrong += back.offset != p.offset || back.wrap != p.wrap;
		wrong += packed_on(at, 1, size) != (index + 1) % (2 * size) ||
			 packed_distance(at, packed_on(at, size, size), size) != size;
		if (++p.offset == size) {
			p.offset = 0;
			p.wrap = !p.wrap;
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

static void places_of_every_size(void)
{
	static const uint32_t large[] = {255, 256, 257, 1000, 16384, 20000, 32767, 32768};
	for (uint32_t size = 1; size <= 70; size++)
		places(size, 70000); /* past 65536, of which most sizes are no divisor */
	for (size_t i = 0; i < sizeof large / sizeof *large; i++)
		places(large[i], 5 * large[i]);
}

/* By definition: writing the `moved` descriptors before `now` passes the event when it is one of them. */
static bool among(uint32_t event, uint32_t now, uint32_t moved, uint32_t size)
{
	for (uint32_t i = 1; i <= moved; i++)
		if ((now + 2 * size - i) % (2 * size) == event) return true;
	return false;
}

static void need_event_everywhere(void)
{
	long wrong = 0, yes = 0, expected_yes = 0;
	for (uint32_t size = 1; size <= 33; size++)
		for (uint32_t now = 0; now < 2 * size; now++)
			for (uint32_t moved = 0; moved <= size; moved++)
				for (uint32_t event = 0; event < 2 * size; event++) {
					bool is = packed_need_event(packed_event(packed_place(event, size)),
								    packed_place(now, size), (uint16_t)moved, size);
					yes += is;
					wrong += is != among(event, now, moved, size);
				}
	for (long size = 1; size <= 33; size++)
		expected_yes += 2 * size * size * (size + 1) / 2;
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(yes, expected_yes);
}

/* The largest rings, where 16 bits are just enough. */
static void need_event_in_large_rings(void)
{
	static const uint32_t sizes[] = {20000, 32767, 32768};
	long wrong = 0;
	for (size_t i = 0; i < 3; i++) {
		uint32_t size = sizes[i], moves[] = {0, 1, 64, size - 1, size};
		uint32_t nows[] = {0, 1, size - 1, size, size + 1, 2 * size - 1};
		for (int m = 0; m < 5; m++)
			for (int n = 0; n < 6; n++)
				for (uint32_t event = 0; event < 2 * size; event++) {
					bool due = packed_distance(event, nows[n], size) - 1 < moves[m]; /* 1..moved behind */
					wrong += due != packed_need_event(packed_event(packed_place(event, size)),
									  packed_place(nows[n], size), (uint16_t)moves[m], size);
				}
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

/* ---- a ring of descriptors ---- */

enum { MAX_SIZE = 64, NEXT = 1 };

struct side {
	uint16_t offset;
	bool wrap;
};
static void skip(struct side *s, uint32_t n, uint32_t size)
{
	for (; n; n--)
		if (++s->offset == size) {
			s->offset = 0;
			s->wrap = !s->wrap;
		}
}

/* The memory both share, and what each of them knows alone. */
struct memory {
	uint32_t size;
	struct {
		uint16_t flags, id;
	} desc[MAX_SIZE];
	struct side added, published, popped, pushed, shown, got;
	uint16_t length[MAX_SIZE];                 /* driver: entries by id */
	uint16_t hidden_first[MAX_SIZE], n_hidden; /* added, not published: flags of heads still to be written */
	struct {
		uint16_t id, n;
	} held[MAX_SIZE], to_show[MAX_SIZE]; /* device: chains taken; used ones not yet published */
	int n_held, n_to_show;
};

static void mem_init(struct memory *m, uint32_t size, struct packed_place p)
{
	/* Descriptors of the lap before the start look used in it; in a fresh ring that is 0. */
	*m = (struct memory){.size = size};
	for (uint32_t i = 0; i < size; i++)
		m->desc[i].flags = packed_mark_used(i < p.offset ? p.wrap : !p.wrap);
	m->added = m->published = m->popped = m->pushed = m->shown = m->got = (struct side){p.offset, p.wrap};
}

static void mem_add(struct memory *m, uint16_t id, uint16_t n)
{
	struct side s = m->added;
	m->length[id] = n;
	for (uint16_t i = 0; i < n; i++, skip(&s, 1, m->size)) {
		uint16_t flags = (uint16_t)(packed_mark_available(s.wrap) | (i + 1 < n ? NEXT : 0));
		m->desc[s.offset].id = id; /* counts in the last one */
		if (i)
			m->desc[s.offset].flags = flags;
		else
			m->hidden_first[m->n_hidden++] = flags;
	}
	m->added = s;
}

static void mem_publish(struct memory *m)
{
	for (uint16_t i = 0; i < m->n_hidden; i++) {
		uint16_t flags = m->hidden_first[i];
		struct side s = m->published;
		/* The chain's end is found by its own flags, its first one still unwritten. */
		uint16_t n = 1;
		for (uint16_t f = flags; f & NEXT; n++) {
			skip(&s, 1, m->size);
			f = m->desc[s.offset].flags;
		}
		m->desc[m->published.offset].flags = flags;
		skip(&m->published, n, m->size);
	}
	m->n_hidden = 0;
}

/* Walk the chain at s, if its head is available: entries, and the id in its last descriptor. 0 = there is none. */
static uint16_t mem_chain(const struct memory *m, struct side s, uint16_t *id)
{
	uint16_t n = 1;
	if (!packed_is_available(m->desc[s.offset].flags, s.wrap)) return 0;
	for (; m->desc[s.offset].flags & NEXT; n++)
		skip(&s, 1, m->size);
	*id = m->desc[s.offset].id;
	return n;
}

static uint16_t mem_pop(struct memory *m)
{
	uint16_t id = 0, n = mem_chain(m, m->popped, &id);
	CU_ASSERT_FATAL(n > 0);
	skip(&m->popped, n, m->size);
	m->held[m->n_held].id = id;
	m->held[m->n_held++].n = n;
	return id;
}

/* The device hands back the chain it holds at `which`, not yet visible. */
static uint16_t mem_push(struct memory *m, int which)
{
	uint16_t id = m->held[which].id;
	m->to_show[m->n_to_show].id = id;
	m->to_show[m->n_to_show++].n = m->held[which].n;
	skip(&m->pushed, m->held[which].n, m->size);
	m->held[which] = m->held[--m->n_held];
	return id;
}

static void mem_publish_used(struct memory *m)
{
	for (int i = 0; i < m->n_to_show; i++) {
		m->desc[m->shown.offset].id = m->to_show[i].id;
		m->desc[m->shown.offset].flags = packed_mark_used(m->shown.wrap);
		skip(&m->shown, m->to_show[i].n, m->size);
	}
	m->n_to_show = 0;
}

static bool mem_done(const struct memory *m)
{
	return packed_is_used(m->desc[m->got.offset].flags, m->got.wrap);
}
static uint16_t mem_get(struct memory *m)
{
	uint16_t id = m->desc[m->got.offset].id;
	skip(&m->got, m->length[id], m->size);
	return id;
}

static struct packed_place place_of(struct side s)
{
	return (struct packed_place){s.offset, s.wrap};
}

/* ---- both together: what they see and whom they signal ---- */

struct twin {
	struct ring r;
	struct memory m;
	const struct notify_ops *ops;
	bool armed[2];     /* used (0) and available (1) events: wished for and not come yet */
	uint16_t event[2]; /* as in the event suppression structure */
	uint32_t moved[2]; /* descriptors since the last test */
	long signals, wrong;
};

static void twin_arm(struct twin *t, int which)
{
	struct wish *w = which ? &t->r.from_device : &t->r.from_driver;
	t->ops->arm(w, which ? t->r.avail_idx : t->r.last_used);
	t->event[which] = packed_event(place_of(which ? t->m.published : t->m.got));
	t->armed[which] = true;
	if (which || !ring_done(&t->r)) return;
	/* As every driver must, it looks once more: what is there already would leave the event behind, to come round after two laps. */
	t->ops->disarm(w);
	t->armed[which] = false;
}

/* After a publication: do chain indices and places decide alike? */
static void twin_test(struct twin *t, int which)
{
	struct wish *w = which ? &t->r.from_device : &t->r.from_driver;
	bool by_index =
		notify_test(t->ops, w, which ? t->r.avail_idx : t->r.used_idx, which ? &t->r.kicked_at : &t->r.signalled_at);
	bool by_place = t->armed[which] && packed_need_event(t->event[which], place_of(which ? t->m.published : t->m.shown),
							     (uint16_t)t->moved[which], t->m.size);
	t->moved[which] = 0;
	t->wrong += by_index != by_place;
	t->signals += by_place;
	if (!by_place) return;
	t->ops->disarm(w); /* DISABLE */
	t->armed[which] = false;
}

static void twin_step(struct twin *t, uint64_t *random, uint32_t longest)
{
	uint32_t n = 1 + draw(random, longest), what = draw(random, 8);
	uint16_t id;
	if (what == 0 && t->r.free >= n) {
		mem_add(&t->m, ring_add(&t->r, n), (uint16_t)n);
		t->moved[1] += n;
	} else if (what == 1) {
		ring_publish(&t->r);
		mem_publish(&t->m);
		twin_test(t, 1);
	} else if (what == 2 && ring_ready(&t->r)) {
		t->wrong += mem_pop(&t->m) != ring_pop(&t->r);
	} else if (what == 3 && t->m.n_held) {
		int which = (int)draw(random, (uint32_t)t->m.n_held); /* out of order */
		t->moved[0] += t->m.held[which].n;
		ring_push(&t->r, mem_push(&t->m, which));
	} else if (what == 4) {
		ring_publish_used(&t->r);
		mem_publish_used(&t->m);
		twin_test(t, 0);
	} else if (what == 5 && ring_done(&t->r)) {
		t->wrong += mem_get(&t->m) != ring_get(&t->r);
	} else if (what == 6) {
		twin_arm(t, (int)draw(random, 2));
	}
	t->wrong += (mem_chain(&t->m, t->m.popped, &id) > 0) != (ring_ready(&t->r) > 0);
	t->wrong += mem_done(&t->m) != (ring_done(&t->r) > 0);
	t->wrong += packed_distance(packed_at(place_of(t->m.got), t->m.size), packed_at(place_of(t->m.added), t->m.size),
				    t->m.size) != t->m.size - t->r.free;
#ifdef SIMNIC_CHECKED
	t->wrong += t->r.added_at != packed_at(place_of(t->m.added), t->m.size) ||
		    t->r.popped_at != packed_at(place_of(t->m.popped), t->m.size);
	t->wrong += t->r.pushed_at != packed_at(place_of(t->m.pushed), t->m.size) ||
		    t->r.got_at != packed_at(place_of(t->m.got), t->m.size);
#endif
	t->wrong += !ring_sound(&t->r);
}

static void wander(uint32_t size, uint16_t start, struct packed_place p, uint32_t longest)
{
	struct arena a = {0};
	struct twin t = {.ops = model_find("notify", "event_idx")->model->ops};
	uint64_t random = size * 131 + start + p.offset + longest;
	CU_ASSERT_FATAL(ring_init(&t.r, size, 0, start, &a));
	ring_pack(&t.r, p);
	mem_init(&t.m, size, p);
	twin_arm(&t, 0);
	twin_arm(&t, 1);
	for (int i = 0; i < 20000 && t.wrong == 0; i++)
		twin_step(&t, &random, longest);
	if (t.wrong) printf("size %u, start %u, place %u/%d, chains up to %u\n", size, start, p.offset, p.wrap, longest);
	CU_ASSERT_EQUAL(t.wrong, 0);
	CU_ASSERT(t.signals > 50);
	arena_free(&a);
}

static void like_a_ring_of_descriptors(void)
{
	static const uint32_t sizes[] = {1, 2, 3, 5, 7, 8, 12, 33, 64};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		uint32_t size = sizes[i];
		wander(size, 0, (struct packed_place){0, true}, 1);
		wander(size, 65500, (struct packed_place){(uint16_t)(65500 % size), true}, size < 20 ? size : 20);
		wander(size, 65535, (struct packed_place){(uint16_t)(size - 1), false}, size < 4 ? size : 4);
	}
}

/* Linux waits for 3/4 of the descriptors that are out, ring.h for 3/4 of the chains: the same chain ends the wait, if all are equal. */
static void three_quarters(void)
{
	long wrong = 0;
	for (uint32_t n = 1; n <= 20; n++)
		for (uint32_t out = 1; out <= 64; out++)
			wrong += n * out * 3 / 4 / n != out * 3 / 4;
	CU_ASSERT_EQUAL(wrong, 0);
}

/* Switched off there is no event, however long: a split ring sends one per 65536, a packed one none. */
static void off_is_off(void)
{
	const struct notify_ops *ops = model_find("notify", "event_idx")->model->ops;
	struct wish split = {.event = 5}, packed = {.event = 5, .off_counts = true};
	int from_split = 0, from_packed = 0;
	ops->disarm(&split);
	ops->disarm(&packed);
	for (uint32_t i = 0; i < 131072; i++) {
		from_split += ops->must_signal(&split, (uint16_t)(i + 1), (uint16_t)i);
		from_packed += ops->must_signal(&packed, (uint16_t)(i + 1), (uint16_t)i);
	}
	CU_ASSERT_EQUAL(from_split, 2);
	CU_ASSERT_EQUAL(from_packed, 0);
	ops->arm(&packed, 7);
	CU_ASSERT(ops->must_signal(&packed, 8, 7));
}

static void broken_places_are_noticed(void)
{
	struct arena a = {0};
	struct ring r;
	CU_ASSERT_FATAL(ring_init(&r, 6, 0, 65535, &a));
	ring_pack(&r, (struct packed_place){5, false});
	ring_add(&r, 3);
	ring_publish(&r);
	ring_push(&r, ring_pop(&r));
	CU_ASSERT(ring_sound(&r));
#ifdef SIMNIC_CHECKED
	r.pushed_at = packed_on(r.pushed_at, 1, r.size);
	CU_ASSERT_FALSE(ring_sound(&r));
#endif
	arena_free(&a);
}

/* ---- whole runs ---- */

/* Equal but for the ring's own memory. */
static void same_but_memory(const char *file, const char *a, const char *b, const char *settings)
{
	struct tried x, y;
	CU_ASSERT_FATAL(try_fine(&x, file, "%s %s", a, settings));
	CU_ASSERT_FATAL(try_fine(&y, file, "%s %s", b, settings));
	CU_ASSERT_EQUAL_FATAL(x.out.n_stats, y.out.n_stats);
	CU_ASSERT(try_value(&x, "delivered") > 0);
	for (int i = 0; i < x.out.n_stats; i++) {
		double p = x.out.stat[i].value, q = y.out.stat[i].value;
		bool same = p == q || (isnan(p) && isnan(q)) || strcmp(x.out.stat[i].name, "ring_bytes") == 0;
		if (!same) printf("%s: %s is %g with %s and %g with %s\n", settings, x.out.stat[i].name, p, a, q, b);
		CU_ASSERT(same);
	}
	try_end(&x);
	try_end(&y);
}

#define BUSY "prices.host_rx_packet=2us prices.guest_rx_packet=3us prices.irq_latency=5us prices.host_wakeup=7us prices.kick=1us "
static void runs_like_split(void)
{
	static const char *const notify[] = {"event_idx", "flags", "always"}, *const files[] = {TRY_RX, TRY_TX};
	char settings[400];
	for (int i = 0; i < 3; i++)
		for (int f = 0; f < 2; f++) {
			snprintf(settings, sizeof settings,
				 "nic.notify.host=%s nic.ring.entries=64 run.packets=1000 nic.guest_queue=1000 %s" BUSY,
				 notify[i], f ? "traffic.count=1000 " : "");
			same_but_memory(files[f], "nic.ring.format=split", "nic.ring.format=packed", settings);
		}
}

/* Where the indices and the wrap counters begin changes nothing, also where 65536 is no multiple of the ring. */
static void odd_sizes_and_starts(void)
{
	static const char *const notify[] = {"event_idx", "flags"};
	static const int sizes[] = {1, 3, 20, 100, 1000, 32767};
	char settings[500];
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
			snprintf(settings, sizeof settings,
				 "nic.ring.format=packed nic.ring.entries=%d nic.notify.host=%s nic.scheme=%s run.packets=500 "
				 "nic.host_queue=1000 " BUSY,
				 sizes[k], notify[i], sizes[k] < 20 ? "small" : "big");
			same_but_memory(TRY_RX, "nic.ring.start_index=0", "nic.ring.start_index=65530 nic.ring.start_wrap=false",
					settings);
		}
}

static void memory_and_capacity(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX, "nic.ring.format=packed nic.ring.entries=1280 nic.scheme=big nic.scheme.skb_frags=18"));
	CU_ASSERT(try_is(&t, "ring_bytes", 16 * 1280 + 4 + 4));
	CU_ASSERT(try_is(&t, "descriptor_table_bytes", 16 * 1280));
	CU_ASSERT(try_is(&t, "ring_capacity", 64));
	CU_ASSERT(try_is(&t, "descriptors_per_packet", 20));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.ring.format=packed nic.ring.entries=12 nic.scheme=big nic.ring.indirect=true"));
	CU_ASSERT(try_is(&t, "ring_capacity", 12));
	CU_ASSERT(try_is(&t, "descriptors_per_packet", 1));
	try_end(&t);
	try_load(&t, TRY_RX, "nic.ring.format=packed nic.ring.indirect_always=true");
	CU_ASSERT(try_refused(&t, "expected indirect: true"));
	try_end(&t);
	try_load(&t, TRY_RX, "nic.ring.format=packed nic.ring.entries=32769");
	CU_ASSERT(try_refused(&t, "expected 1 to 32768"));
	try_end(&t);
}

/* ---- what a device reads and writes ---- */

struct format {
	struct tried t;
	const struct ring_ops *ops;
	const void *self;
};

static void with(struct format *f, const char *settings)
{
	if (!try_load(&f->t, TRY_RX, "%s", settings)) try_say(&f->t);
	CU_ASSERT_FATAL(!f->t.error.set);
	f->ops = f->t.setup.slot[SLOT_RING].reg->model->ops;
	f->self = f->t.setup.slot[SLOT_RING].conf;
}

/* Are they these, in this order? expected: pairs of bytes and count, ends with 0. */
static bool are(const struct access *a, int n, bool write_from, const int *expected)
{
	int i = 0;
	for (; expected[2 * i]; i++)
		if (i >= n || a[i].bytes != expected[2 * i] || a[i].count != expected[2 * i + 1] || a[i].write != write_from)
			return false;
	return i == n;
}

static const int batches[] = {1, 8, 32}, chains[] = {1, 2, 18}, buffers[] = {1, 3};
/* One of the 18 cases: packets in a batch, entries of a chain, chains of the batch (buffers per packet). */
enum { CASES = 18 };
static void batch_case(int i, int *B, int *k, int *N)
{
	*B = batches[i % 3];
	*k = chains[i / 3 % 3];
	*N = buffers[i / 9];
}

static void accesses_of_split(void)
{
	struct format plain, data, order;
	struct access a[RING_ACCESSES];
	with(&plain, "nic.ring.format=split");
	with(&data, "nic.ring.format=split nic.ring.notification_data=true");
	with(&order, "nic.ring.format=split nic.ring.in_order=true");
	for (int i = 0; i < CASES; i++) {
		int B, k, N;
		batch_case(i, &B, &k, &N);
		int c = B * N;
		CU_ASSERT(
			are(a, plain.ops->fetch(plain.self, c, k, a), false, (int[]){2, 1, 2 * B * N, 1, 16 * B * N * k, 1, 0}));
		CU_ASSERT(
			are(a, order.ops->fetch(order.self, c, k, a), false, (int[]){2, 1, 2 * B * N, 1, 16 * B * N * k, 1, 0}));
		CU_ASSERT(are(a, data.ops->fetch(data.self, c, k, a), false, (int[]){2, 1, 2 * B * N, 1, 16 * B * N * k, 1, 0}));
		CU_ASSERT(are(a, plain.ops->complete(plain.self, c, k, a), true, (int[]){8 * B * N, 1, 2, 1, 0}));
		CU_ASSERT(are(a, data.ops->complete(data.self, c, k, a), true, (int[]){8 * B * N, 1, 2, 1, 0}));
		CU_ASSERT(are(a, order.ops->complete(order.self, c, k, a), true, (int[]){8, 1, 2, 1, 0}));
	}
	CU_ASSERT_EQUAL(plain.ops->events(plain.self, false, a), 0);
	CU_ASSERT_EQUAL(plain.ops->events(plain.self, true, a), 2);
	CU_ASSERT(are(a, 1, false, (int[]){2, 1, 0}) && are(a + 1, 1, true, (int[]){2, 1, 0}));
	CU_ASSERT_FALSE(plain.ops->kick_tells(plain.self));
	CU_ASSERT_TRUE(data.ops->kick_tells(data.self));
	CU_ASSERT(plain.ops->notification(plain.self) == 2 && data.ops->notification(data.self) == 4);
	try_end(&plain.t), try_end(&data.t), try_end(&order.t);
}

static void accesses_of_packed(void)
{
	struct format plain, data, order;
	struct access a[RING_ACCESSES];
	with(&plain, "nic.ring.format=packed");
	with(&data, "nic.ring.format=packed nic.ring.notification_data=true");
	with(&order, "nic.ring.format=packed nic.ring.in_order=true");
	for (int i = 0; i < CASES; i++) {
		int B, k, N;
		batch_case(i, &B, &k, &N);
		int c = B * N, one = k == 1;
		CU_ASSERT(are(a, plain.ops->fetch(plain.self, c, k, a), false, (int[]){16 * B * N * k, 1, 0}));
		CU_ASSERT(are(a, data.ops->fetch(data.self, c, k, a), false, (int[]){16 * B * N * k, 1, 0}));
		CU_ASSERT(are(a, plain.ops->complete(plain.self, c, k, a), true,
			      (int[]){one ? 16 * B * N : 16, one ? 1 : B * N, 0}));
		CU_ASSERT(are(a, order.ops->complete(order.self, c, k, a), true, (int[]){16, 1, 0}));
	}
	CU_ASSERT_EQUAL(plain.ops->events(plain.self, false, a), 1);
	CU_ASSERT(are(a, 1, false, (int[]){4, 1, 0}));
	CU_ASSERT_EQUAL(plain.ops->events(plain.self, true, a), 2);
	CU_ASSERT(are(a, 1, false, (int[]){4, 1, 0}) && are(a + 1, 1, true, (int[]){4, 1, 0}));
	CU_ASSERT(plain.ops->notification(plain.self) == 2 && data.ops->notification(data.self) == 4);
	try_end(&plain.t), try_end(&data.t), try_end(&order.t);
}

/* Entries and table for 1, 2 and 18 segments. */
static void tables(void)
{
	static const struct {
		const char *settings;
		bool may;
		uint32_t entries[3], table[3];
	} cases[] = {
		{"nic.ring.format=split", true, {1, 2, 18}, {0, 0, 0}},
		{"nic.ring.format=split nic.ring.indirect=true", true, {1, 1, 1}, {0, 2, 18}},
		{"nic.ring.format=split nic.ring.indirect=true", false, {1, 2, 18}, {0, 0, 0}},
		{"nic.ring.format=packed", true, {1, 2, 18}, {0, 0, 0}},
		{"nic.ring.format=packed nic.ring.indirect=true", true, {1, 1, 1}, {0, 2, 18}},
		{"nic.ring.format=packed nic.ring.indirect=true nic.ring.indirect_always=true", true, {1, 1, 1}, {1, 2, 18}},
		{"nic.ring.format=packed nic.ring.indirect=true nic.ring.indirect_always=true", false, {1, 2, 18}, {0, 0, 0}},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct format f;
		with(&f, cases[i].settings);
		for (int s = 0; s < 3; s++) {
			CU_ASSERT_EQUAL(f.ops->entries(f.self, (uint32_t)chains[s], cases[i].may), cases[i].entries[s]);
			CU_ASSERT_EQUAL(f.ops->table(f.self, (uint32_t)chains[s], cases[i].may), cases[i].table[s]);
		}
		try_end(&f.t);
	}
}

CU_TestInfo test_packed[] = {
	{"places_of_every_size", places_of_every_size},
	{"need_event_everywhere", need_event_everywhere},
	{"need_event_in_large_rings", need_event_in_large_rings},
	{"like_a_ring_of_descriptors", like_a_ring_of_descriptors},
	{"three_quarters", three_quarters},
	{"off_is_off", off_is_off},
	{"broken_places_are_noticed", broken_places_are_noticed},
	{"runs_like_split", runs_like_split},
	{"odd_sizes_and_starts", odd_sizes_and_starts},
	{"memory_and_capacity", memory_and_capacity},
	{"accesses_of_split", accesses_of_split},
	{"accesses_of_packed", accesses_of_packed},
	{"tables", tables},
	CU_TEST_INFO_NULL,
};
