/*
 * test_moderate.c - laws that every moderation keeps, whatever the packets do and however it is set: each packet is signalled within
 * the promised time, or at once when the promised number waits; both bounds are reached and never passed; no signal without a packet;
 * the two rings of a queue are apart; and the device signals when the model says so.
 */
#include "nic/moderate.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { EVENTS = 4000, SETTINGS = 60, BYTES = 1514 };

static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % below;
}

/* ---- a device that does nothing but use packets ---- */

struct event {
	sim_time at;
	bool tx;
	bool rings_first; /* its ring's timer, when set for this very moment, runs before the packets are used */
	int64_t packets;
};

struct line {
	struct held h;
	sim_time due;            /* the model's last answer; TIME_NEVER = nothing waits */
	int64_t used, signalled; /* packets */
	int64_t signals;
	int64_t stamps, waited; /* of those that wait, the sum of when they were used; of all before, of how long they waited */
	uint64_t story;         /* a hash of what was decided */
};

struct device {
	const struct moderate_ops *ops;
	void *self;
	struct moderate_traits bound;
	struct line line[2];
	sim_time longest;  /* that any waited */
	int64_t most;      /* that waited and were not signalled at once */
	bool always;       /* the driver wishes every signal */
	const char *wrong; /* the first law broken */
};

static void law(struct device *d, bool holds, const char *what)
{
	if (!holds && !d->wrong) d->wrong = what;
}

static void signal_now(struct device *d, struct line *l, sim_time now)
{
	struct held h = l->h;
	h.driver_packets = l->signalled; /* it has read all that it was told of before */
	h.driver_bytes = BYTES * l->signalled;
	sim_time waited = now - h.since;
	law(d, h.packets > 0, "a signal without a packet");
	law(d, waited <= d->bound.longest, "waited longer than promised");
	if (waited > d->longest) d->longest = waited;
	l->signals++;
	l->signalled += h.packets;
	l->waited += h.packets * now - l->stamps;
	l->stamps = 0;
	l->story = (l->story ^ (uint64_t)now) * UINT64_C(1099511628211);
	l->h.packets = 0;
	l->due = TIME_NEVER;
	if (d->ops->signalled) d->ops->signalled(d->self, &h, now, d->always || h.packets % 3);
}

static void use(struct device *d, struct line *l, sim_time now, int64_t n)
{
	if (l->h.packets == 0) l->h.since = now;
	l->h.packets += n;
	l->used += n;
	l->stamps += n * now;
	l->due = d->ops->used(d->self, &l->h, now);
	l->story = (l->story ^ (uint64_t)l->due) * UINT64_C(1099511628211);
	if (l->due == MODERATE_NOW) {
		signal_now(d, l, now);
		return;
	}
	law(d, l->due >= now, "a time that has passed");
	law(d, l->due - l->h.since <= d->bound.longest, "longer than promised");
	law(d, l->h.packets < d->bound.most, "more packets than promised");
	if (l->h.packets > d->most) d->most = l->h.packets;
}

/* All timers before t, in their order. */
static void pass(struct device *d, sim_time t)
{
	for (;;) {
		struct line *l = &d->line[d->line[1].due < d->line[0].due];
		if (l->due >= t || d->wrong) return;
		signal_now(d, l, l->due);
	}
}

/* Which: 1 = the receive ring's events, 2 = the transmit ring's, 3 = both. */
static void play(struct device *d, const struct event *e, int n, int which)
{
	d->ops->traits(d->self, &d->bound);
	for (int i = 0; i < 2; i++)
		d->line[i] = (struct line){.h.tx = i, .due = TIME_NEVER};
	for (; n-- && !d->wrong; e++) {
		if (!(which >> e->tx & 1)) continue;
		struct line *l = &d->line[e->tx];
		pass(d, e->at);
		if (e->rings_first && l->due == e->at) signal_now(d, l, e->at);
		use(d, l, e->at, e->packets);
	}
	pass(d, TIME_NEVER);
	for (int i = 0; i < 2; i++) {
		law(d, d->line[i].signalled == d->line[i].used, "packets that were never signalled");
		law(d, d->line[i].signals <= d->line[i].used, "more signals than packets");
	}
}

/* Packets that come at once, at the edges of both bounds, and anyhow. */
static void make_events(struct event *e, const struct moderate_traits *b, uint64_t *random)
{
	const sim_time gap[] = {0, 0, 1, b->longest / 100, b->longest - 1, b->longest, b->longest + 1, 10 * b->longest};
	const int64_t number[] = {1, 1, 2, b->most / 2 + 1, b->most > 1 ? b->most - 1 : 1, b->most, b->most + 1};
	sim_time now = 0;
	for (int i = 0; i < EVENTS; i++, e++) {
		now += gap[draw(random, sizeof gap / sizeof *gap)];
		e->at = now;
		e->tx = draw(random, 4) == 0;
		e->rings_first = draw(random, 2);
		e->packets = number[draw(random, sizeof number / sizeof *number)];
	}
}

/* ---- models and how they are set ---- */

/* "nic.moderation.model=NAME" and values for its parameters; those of other units stay as they are by default. */
static void settings(const struct registered *r, uint64_t *random, char *text, size_t size)
{
	static const char *const times[] = {"1ns", "1.000001us", "7.3us", "300.7us", "12.0003us"};
	size_t at = (size_t)snprintf(text, size, "nic.moderation.model=%s ", r->name);
	for (const struct param *p = r->model->params; p && p->key && at < size; p++) {
		const int64_t counts[] = {p->min, p->min + 1, 2, 3, 5, 8, 64, 1000};
		char value[40] = "";
		uint32_t which = draw(random, 8);
		if (p->unit == UNIT_TIME && which < 5) snprintf(value, sizeof value, "%s", times[which]);
		if (p->unit == UNIT_COUNT) snprintf(value, sizeof value, "%lld", (long long)counts[which]);
		if (*value) at += (size_t)snprintf(text + at, size - at, "nic.moderation.%s=%s ", p->key, value);
	}
	CU_ASSERT_FATAL(at < size);
}

/* A configured model that holds something back; false when it is refused, or off. */
static bool configured(struct tried *t, const char *text, struct device *d)
{
	bool good = try_load(t, TRY_RX, "nic.backend.model=qemu nic.notify.host=always %s", text);
	*d = (struct device){0};
	if (!good) CU_ASSERT(t->error.set && !t->error.system);
	if (!good) return false;
	const struct chosen *c = &t->setup.slot[SLOT_MODERATE];
	d->ops = c->reg->model->ops;
	d->self = c->conf;
	d->ops->traits(d->self, &d->bound);
	CU_ASSERT(d->bound.longest >= 0 && d->bound.most >= 1);
	return d->bound.longest > 0;
}

/* The same model as it was before it saw anything. */
static struct device again(const struct device *d, struct tried *t)
{
	size_t size = t->setup.slot[SLOT_MODERATE].reg->model->size;
	struct device fresh = {.ops = d->ops, .self = arena_alloc(&t->arena, size)};
	CU_ASSERT_FATAL(fresh.self != NULL);
	memcpy(fresh.self, d->self, size);
	return fresh;
}

static bool said(bool ok, const char *text, const char *what)
{
	if (!ok) printf("%s: %s\n", text, what);
	return ok;
}
#define EXPECT(ok, text, what) CU_ASSERT(said(ok, text, what))

/* ---- laws ---- */

/*
 * *reached: did it come to what it promises?  A model that learns from signals may not have been led there by these packets: then other
 * packets must.
 */
static void laws_of(const struct device *made, struct tried *t, const char *text, uint64_t *random, bool *reached)
{
	static struct event e[EVENTS];
	struct device d = again(made, t), same = again(made, t), rx = again(made, t), tx = again(made, t);
	make_events(e, &made->bound, random);
	play(&d, e, EVENTS, 3);
	EXPECT(!d.wrong, text, d.wrong);
	play(&same, e, EVENTS, 3);
	play(&rx, e, EVENTS, 1);
	play(&tx, e, EVENTS, 2);
	EXPECT(d.line[0].story == same.line[0].story && d.line[1].story == same.line[1].story, text, "not the same again");
	EXPECT(d.line[0].story == rx.line[0].story && d.line[1].story == tx.line[1].story, text, "one ring moves the other");
	bool most = d.most == made->bound.most - 1, longest = d.longest == (made->bound.most > 1 ? made->bound.longest : 0);
	bool learns = made->ops->signalled;
	EXPECT(most || learns, text, "the promised number is never reached");
	EXPECT(longest || learns, text, "the promised time is never reached");
	if (most && longest && made->bound.most > 1) *reached = true; /* one packet keeps nobody waiting: no promise to come to */
}

static void they_keep_their_promise(void)
{
	uint64_t random = 1;
	for (const struct registered *r = registry; r->kind; r++) {
		int on = 0;
		bool reached = false;
		for (int i = 0; i < SETTINGS && strcmp(r->kind, "moderate") == 0; i++) {
			struct tried t;
			struct device d;
			char text[600];
			settings(r, &random, text, sizeof text);
			if (configured(&t, text, &d)) {
				laws_of(&d, &t, text, &random, &reached);
				on++;
			}
			try_end(&t);
		}
		EXPECT(on > 0 || strcmp(r->kind, "moderate") != 0, r->name, "never on");
		EXPECT(on == 0 || reached, r->name, "what is promised is never reached");
	}
}

/*
 * The program's device against the one above: as many signals, and as long a wait for them.  100 packets come 1 us apart, and nothing
 * costs anything.  The times set above are such that no timer rings when a packet comes.
 */
static void device_of(const struct device *made, const char *text)
{
	static struct event e[100];
	struct tried t;
	bool ran = try_run(&t, TRY_RX, "nic.backend.model=qemu nic.notify.host=always %s", text);
	struct device d = again(made, &t);
	for (int i = 0; i < 100; i++)
		e[i] = (struct event){.at = i * PS_PER_US, .packets = 1};
	d.always = true;
	play(&d, e, 100, 1);
	EXPECT(ran, text, t.line);
	if (ran) {
		EXPECT(try_is(&t, "interrupts", (double)d.line[0].signals), text, "signals other than the model's");
		EXPECT(try_is(&t, "delivered", 100), text, "packets lost");
		double mean = (double)d.line[0].waited / 100 / PS_PER_US;
		EXPECT(fabs(try_value(&t, "latency_mean") - mean) < 1e-9 * (1 + mean), text, "waits other than the model's");
	}
	try_end(&t);
}

static void the_device_obeys(void)
{
	uint64_t random = 2;
	for (const struct registered *r = registry; r->kind; r++)
		for (int i = 0; i < SETTINGS && strcmp(r->kind, "moderate") == 0; i++) {
			struct tried t;
			struct device d;
			char text[600];
			settings(r, &random, text, sizeof text);
			if (configured(&t, text, &d)) device_of(&d, text);
			try_end(&t);
		}
}

CU_TestInfo test_moderate[] = {
	{"they_keep_their_promise", they_keep_their_promise},
	{"the_device_obeys", the_device_obeys},
	CU_TEST_INFO_NULL,
};
