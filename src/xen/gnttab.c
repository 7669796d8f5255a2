/*
 * gnttab.c - grant table hypercalls: entry, then operation by operation; each takes its locks when its turn comes, so that cores that
 * work on the same tables wait for each other as they come.
 *
 * Which locks (xen/common/grant_table.c before 4.6): the granter's table, the mapper's, or both at a time; the second lock of `both` is
 * asked for when the first is had.  Whose page is not pinned yet holds the lock over the change of its status and the look-up of its
 * frame, which is most of the work; one that is pinned, like a page another guest's packet lies in, is only counted, and so is a release.
 * An unmap changes the page table under both.  Bytes are moved outside.
 */
#include "base/arena.h"
#include "xen/xen.h"
#include "xen/slots.h"
#include <stddef.h>

enum { GRANTER = 1, MAPPER = 2, SOURCE = 4 };
#define STEPS 4
static const struct step {
	unsigned locks;
	bool works;   /* the operation's own work, with the locks held or, after them, without: lock_over */
	bool moves;   /* then its bytes */
	bool changes; /* the page table is changed with the locks held */
	bool last;
} program[GNTTAB_OPS][STEPS] = {
	[GNTTAB_COPY] = {{.locks = GRANTER, .works = true, .moves = true}, {.locks = GRANTER, .last = true}},
	[GNTTAB_COPY_BOTH] = {{.locks = SOURCE},
			      {.locks = GRANTER, .works = true, .moves = true},
			      {.locks = GRANTER},
			      {.locks = SOURCE, .last = true}},
	[GNTTAB_MAP] = {{.locks = GRANTER, .works = true}, {.locks = GRANTER | MAPPER, .last = true}},
	[GNTTAB_UNMAP] = {{.locks = MAPPER},
			  {.locks = GRANTER | MAPPER, .works = true, .changes = true},
			  {.locks = GRANTER, .last = true}},
};

bool gnttab_batch_init(struct gnttab_batch *b, int room, struct arena *a)
{
	b->room = room;
	b->todo = arena_array(a, (size_t)room, sizeof *b->todo);
	return b->todo != NULL;
}

void gnttab_add(struct gnttab_batch *b, enum gnttab_op op, int32_t bytes)
{
	b->todo[b->n].op = op;
	b->todo[b->n++].bytes = bytes;
}

void gnttab_add_copies(struct gnttab_batch *b, enum gnttab_op op, int32_t len, uint32_t offset, bool apart)
{
	if (__builtin_expect(len > 0 && (offset & (PAGE_BYTES - 1)) + (uint32_t)len <= PAGE_BYTES && !apart, 1)) {
		gnttab_add(b, op, len); /* within a page on either side */
		return;
	}
	for (int32_t at = 0, n; at < len; at += n) {
		int32_t to_page = PAGE_BYTES - at % PAGE_BYTES,
			from_page = PAGE_BYTES - (int32_t)((offset + (uint32_t)at) % PAGE_BYTES);
		n = len - at;
		if (n > to_page) n = to_page;
		if (n > from_page) n = from_page;
		if (apart && at == 0 && n > XEN_TX_COPY) n = XEN_TX_COPY;
		gnttab_add(b, op, n);
	}
}

/* ---- locks ---- */

/* Of each step by this queue's prices. */
struct gnttab_prices {
	struct {
		sim_time within, outside; /* what is done with the lock held, and then without */
	} of[GNTTAB_OPS][STEPS];
};

static sim_time own_work(const struct xen_prices *p, enum gnttab_op op)
{
	static const size_t price[] = {
		[GNTTAB_COPY] = offsetof(struct xen_prices, copy),
		[GNTTAB_COPY_BOTH] = offsetof(struct xen_prices, copy),
		[GNTTAB_MAP] = offsetof(struct xen_prices, map),
		[GNTTAB_UNMAP] = offsetof(struct xen_prices, unmap),
	};
	return *(const int64_t *)((const char *)p + price[op]);
}

bool gnttab_price(struct xen *x)
{
	const struct xen_prices *p = &x->price;
	struct gnttab_prices *g = arena_alloc(x->q->run->arena, sizeof *g);
	x->gnttab_prices = g;
	for (int op = 0; g && op < GNTTAB_OPS; op++) {
		for (int i = 0; i < STEPS; i++) {
			const struct step *s = &program[op][i];
			sim_time own = s->works ? own_work(p, (enum gnttab_op)op) : 0,
				 held = x->lock_over == XEN_LOCK_OVER_WORK ? own : 0;
			g->of[op][i].within = p->lock + (s->changes ? p->pte : 0) + held;
			g->of[op][i].outside = own - held;
		}
	}
	return g != NULL;
}

/* The locks of a step: how many. */
static int locks_of(struct xen_thread *t, const struct step *s, struct lock *l[2])
{
	const struct gnttab_batch *b = &t->batch;
	int n = 0;
	if (s->locks & MAPPER) l[n++] = xen_host_lock(t, XEN_DOM0);
	if (s->locks & SOURCE) l[n++] = xen_host_lock(t, b->source);
	if (s->locks & GRANTER) l[n++] = xen_host_lock(t, b->granter);
	return n;
}

/* Where locks go to whoever finds them free: true = one is held, and a stretch of spinning was begun. */
static bool spins(struct xen_thread *t, const struct step *s)
{
	struct lock *l[2];
	int n = locks_of(t, s, l);
	sim_time now = t->q->engine->now, until = now;
	for (int i = 0; i < n; i++) {
		sim_time at = lock_retry(l[i], t->core, now);
		if (at > until) until = at;
	}
	for (int i = 0; i < n && until == now && t->batch.spun; i++) {
		t->x->n.lock_moves += l[i]->core != t->core;
		lock_came(l[i], t->core);
	}
	t->batch.spun = until > now;
	if (until == now) return false;
	t->x->n.lock_wait += until - now;
	core_spend_sure(t->seat.core, LEDGER_LOCK, until - now);
	xen_go(t, XEN_BATCH);
	return true;
}

/* Take one lock for `hold` from `at` on: when it is released. */
static sim_time take(struct xen_thread *t, enum xen_domain d, sim_time at, sim_time hold)
{
	struct lock *l = xen_host_lock(t, d);
	int64_t moves = l->handoffs;
	sim_time end = lock_take(l, t->core, at, hold);
	t->x->n.lock_moves += l->handoffs - moves;
	t->x->n.locks++;
	return end;
}

static sim_time take_both(struct xen_thread *t, enum xen_domain granter, sim_time at, sim_time hold)
{
	struct lock *outer = xen_host_lock(t, XEN_DOM0), *inner = xen_host_lock(t, granter);
	sim_time first = take(t, XEN_DOM0, at, hold), end = take(t, granter, first - hold, hold);
	if (inner->free_at > outer->free_at) { /* the outer one is held as long */
		outer->held += inner->free_at - outer->free_at;
		outer->free_at = inner->free_at;
	}
	return end > first ? end : first;
}

/* part of whole, of what took `took` in all. */
static inline sim_time share(sim_time took, sim_time part, sim_time whole)
{
	__extension__ typedef __int128 wide;
	if (part == whole) return took;
	if (__builtin_expect((uint64_t)(took | part) >> 31 == 0, 1)) return took * part / whole; /* the product fits 64 bits */
	return (sim_time)((wide)took * part / whole);
}

/*
 * work: what is done with the lock held, outside: without, as its bytes are moved; and how long that takes is settled first: neither does
 * jitter let the thread go on while it holds the lock for others, nor does it change what a wait for others takes.
 */
static void lock_and_hold(struct xen_thread *t, const struct step *s, sim_time work, sim_time outside)
{
	struct xen *x = t->x;
	const struct gnttab_batch *b = &t->batch;
	struct core *c = t->seat.core;
	sim_time now = t->q->engine->now, whole, hold, end;
	xen_spend(t, LEDGER_GRANT, work + outside);
	if (s->moves) xen_touch(t, LEDGER_HOST_COPY, b->todo[b->next].bytes, x->price.copy_byte);
	whole = c->open;
	core_settle(c);
	hold = share(c->open, work, whole);
	if (s->locks == (GRANTER | MAPPER))
		end = take_both(t, b->granter, now, hold);
	else
		end = take(t, s->locks == GRANTER ? b->granter : s->locks == SOURCE ? b->source : XEN_DOM0, now, hold);
	if (end - now == hold) return; /* it was free */
	core_spend_sure(c, LEDGER_LOCK, end - now - hold);
	x->n.lock_wait += end - now - hold;
}

/* ---- operations ---- */

/* vCPUs of the host, all of which may have the mapping in their TLBs. */
static int64_t vcpus(const struct xen *x, const struct run *run)
{
	int n = 0;
	if (x->vcpus) return x->vcpus;
	if (x->placement != XEN_PINNED) return run->pool[0].n;
	for (int i = 0; i < run->n_cores; i++)
		n += run->core[i].is_host;
	return n;
}

/*
 * One flush for up to XEN_FLUSH_BATCH unmaps: the initiator waits until all vCPUs of the host have done it, and every core the host is
 * running on is interrupted.
 */
static void flush(struct xen_thread *t)
{
	const struct run *run = t->q->run;
	struct xen *x = t->x;
	t->batch.unflushed = 0;
	if (!x->price.flushes) return;
	x->n.flushes++;
	xen_spend(t, LEDGER_TLB, x->price.flush + (vcpus(x, run) - 1) * x->price.flush_vcpu);
	for (int i = 0; i < run->n_cores; i++) {
		struct core *c = (struct core *)&run->core[i];
		if (c != t->seat.core && c->owner != CORE_FREE && !xen_context_is_guest(c->wanted))
			core_spend(c, LEDGER_TLB, x->price.stolen);
		bookings_fold(&c->bookings);
	}
}

static void count(struct xen *x, enum gnttab_op op, int32_t bytes)
{
	x->n.ops++;
	x->n.copies += op == GNTTAB_COPY || op == GNTTAB_COPY_BOTH;
	x->n.maps += op == GNTTAB_MAP;
	x->n.unmaps += op == GNTTAB_UNMAP;
	x->n.granted_bytes += bytes;
}

static bool same_call(enum gnttab_op a, enum gnttab_op b)
{
	return a == b || (a <= GNTTAB_COPY_BOTH && b <= GNTTAB_COPY_BOTH);
}

/* The operation at hand is done. */
static void finish_op(struct xen_thread *t)
{
	struct gnttab_batch *b = &t->batch;
	enum gnttab_op op = b->todo[b->next].op;
	count(t->x, op, b->todo[b->next].bytes);
	b->step = 0;
	b->next++;
	if (op == GNTTAB_UNMAP && (++b->unflushed == XEN_FLUSH_BATCH || b->next == b->n)) flush(t);
}

/* The operation at hand is the first of a hypercall. */
static bool opens_call(const struct gnttab_batch *b)
{
	if (b->next == 0 || !same_call(b->todo[b->next].op, b->todo[b->next - 1].op)) return true;
	return b->per_call && b->next % b->per_call == 0;
}

bool gnttab_step(struct xen_thread *t)
{
	struct gnttab_batch *b = &t->batch;
	if (b->next == b->n) {
		b->n = b->next = 0;
		return false;
	}
	enum gnttab_op op = b->todo[b->next].op;
	if (b->step == 0 && opens_call(b) && !b->entered) {
		b->entered = true;
		t->q->n.hypercalls++;
		xen_spend(t, LEDGER_GRANT, t->x->price.hypercall);
	}
	if (t->seat.core->open > 0) { /* locks are asked for when it has come to them */
		xen_go(t, XEN_BATCH);
		return true;
	}
	const struct step *s = &program[op][b->step];
	if (t->x->lock_order == XEN_LOCK_BYTE && spins(t, s)) return true;
	b->entered = false;
	lock_and_hold(t, s, t->x->gnttab_prices->of[op][b->step].within, t->x->gnttab_prices->of[op][b->step].outside);
	b->step++;
	if (s->last) finish_op(t);
	xen_go(t, XEN_BATCH);
	return true;
}
