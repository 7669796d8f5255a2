/* faults.c - which signal gets lost and which look is left out, and what the sleeper misses by that. */
#include "nic/faults.h"
#include "base/arena.h"
#include "engine/random.h"
#include "nic/notify.h"
#include "nic/poll.h"

static const char *const streams[N_FAULTS] = {"lost kicks", "lost interrupts", "missed looks"};

bool faults_init(struct run *run)
{
	const struct setup *s = run->setup;
	bool any = false;
	for (int k = 0; k < N_FAULTS; k++)
		any |= fault_is(&s->fault[k]) &&
		       !(fault_sleeper(s, (enum fault)k) == FAULT_HOST ? backend_polls(s) : guest_polls(s));
	if (!any) return true;
	if (!(run->faults = arena_array(run->arena, (size_t)run->n_queues, sizeof *run->faults))) return false;
	for (int i = 0; i < run->n_queues; i++)
		for (int k = 0; k < N_FAULTS; k++)
			if (s->fault[k].chance)
				stream_init_of(&run->faults[i].chance[k], run->seed, run->replication, streams[k], i);
	return true;
}

static inline struct faults *faults_of(const struct queue *q)
{
	return &q->run->faults[q->index];
}
static inline struct ring *ring_of(struct queue *q, bool tx)
{
	return tx ? &q->tx.ring : &q->rx.ring;
}
static inline struct wish *wish_of(struct ring *r, enum fault_side side)
{
	return side == FAULT_HOST ? &r->from_device : &r->from_driver;
}
static inline uint16_t published(const struct ring *r, enum fault_side side)
{
	return side == FAULT_HOST ? r->avail_idx : r->used_idx;
}

/* The next one of its kind on that ring: does the rule strike? */
static bool strikes(struct queue *q, enum fault kind, bool tx)
{
	const struct fault_rule *r = &q->run->setup->fault[kind];
	struct faults *f = faults_of(q);
	if (r->of == (tx ? FAULT_RX : FAULT_TX)) return false;
	int64_t n = ++f->seen[kind];
	bool now = r->every ? n % r->every == 0 : r->at ? n == r->at : false;
	if (r->chance) now = stream_below(&f->chance[kind], 1000000) < (uint64_t)r->chance;
	f->done[kind] += now;
	return now;
}

const struct untold *faults_untold(const struct queue *q, enum fault_side side, bool tx)
{
	const struct untold *u = &faults_of(q)->sleeper[side][tx].untold;
	const struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	uint16_t taken = side == FAULT_HOST ? r->last_avail : r->last_used;
	return u->on && (int16_t)(u->index - taken) > 0 ? u : NULL;
}

/* What was taken is missed no more: places come round again. */
static void forget_taken(struct queue *q, enum fault_side side, bool tx)
{
	if (!faults_untold(q, side, tx)) faults_of(q)->sleeper[side][tx].untold.on = false;
}

bool faults_asleep(const struct queue *q, enum fault_side side, bool tx)
{
	const struct backend_ops *backend = q->models.backend.ops;
	struct faults *f = faults_of(q);
	f->judged = &f->sleeper[side][tx];
	const bool so =
		side == FAULT_HOST ? backend->stuck && backend->stuck(q->models.backend.self, q) : q->front->unsound(q) != NULL;
	f->judged = NULL;
	return so;
}

/* Unless it misses one already. True: it is the first. */
static bool note(struct queue *q, enum fault_side side, bool tx, enum fault by, int64_t nth)
{
	if (faults_untold(q, side, tx)) return false;
	faults_of(q)->sleeper[side][tx].untold = (struct untold){
		.on = true, .by = by, .nth = nth, .index = published(ring_of(q, tx), side), .since = q->engine->now};
	return true;
}

bool faults_lose(struct queue *q, enum fault_side side, bool tx)
{
	const enum fault kind = side == FAULT_HOST ? FAULT_KICK : FAULT_INTERRUPT;
	struct untold *u = &faults_of(q)->sleeper[side][tx].untold;
	if (strikes(q, kind, tx)) {
		*(kind == FAULT_KICK ? &q->n.lost_kicks : &q->n.lost_interrupts) += 1;
		note(q, side, tx, kind, faults_of(q)->seen[kind]);
		return true;
	}
	if (faults_untold(q, side, tx) && faults_asleep(q, side, tx)) {
		q->n.mended_signals++;
		q->n.mend_time += q->engine->now - u->since;
	}
	u->on = false;
	return false;
}

void faults_woken(struct queue *q, enum fault_side side, bool tx)
{
	forget_taken(q, side, tx);
	faults_of(q)->sleeper[side][tx].late.on = false;
}

bool faults_skip_look(struct queue *q, enum fault_side side, bool tx, uint16_t at)
{
	const struct setup *s = q->run->setup;
	struct late_wish *late = &faults_of(q)->sleeper[side][tx].late;
	if (s->recheck_side != (int64_t)side) return false;
	if (!strikes(q, FAULT_RECHECK, tx)) return false;
	q->n.missed_rechecks++;
	*late = (struct late_wish){
		.on = true, .nth = faults_of(q)->seen[FAULT_RECHECK], .due = q->engine->now + s->recheck_window, .at = at};
	return true;
}

static bool would_signal(const struct notify_ops *n, const struct wish *w, uint16_t new_idx, uint16_t old_idx)
{
	return !w->masked && !(w->off && n->obeys_off) && n->must_signal(w, new_idx, old_idx);
}

/* How the wish is once the late one has taken effect. */
static struct wish in_effect(const struct notify_ops *n, const struct wish *w, const struct late_wish *late)
{
	struct wish then = *w;
	if (!late->on) return then;
	then.masked = false;
	n->arm(&then, late->at);
	return then;
}

void faults_published(struct queue *q, enum fault_side side, bool tx)
{
	const struct notify_ops *n = q->models.notify.ops;
	struct late_wish *late = &faults_of(q)->sleeper[side][tx].late;
	struct ring *r = ring_of(q, tx);
	struct wish *w = wish_of(r, side);
	forget_taken(q, side, tx);
	if (!late->on) return;
	const struct wish then = in_effect(n, w, late);
	if (q->engine->now >= late->due) {
		*w = then;
		late->on = false;
		return;
	}
	const uint16_t to = published(r, side), from = side == FAULT_HOST ? r->kicked_at : r->signalled_at;
	if (would_signal(n, &then, to, from) && !would_signal(n, w, to, from) && note(q, side, tx, FAULT_RECHECK, late->nth))
		q->n.lost_races++;
}

bool faults_all_lost(const struct queue *q, enum fault_side side, bool tx)
{
	const struct fault_rule *rule = &q->run->setup->fault[side == FAULT_HOST ? FAULT_KICK : FAULT_INTERRUPT];
	return rule->of != (tx ? FAULT_RX : FAULT_TX) && (rule->every == 1 || rule->chance == 1000000);
}

bool faults_next_arrives(const struct queue *q, enum fault_side side, bool tx)
{
	const struct notify_ops *n = q->models.notify.ops;
	struct ring *r = ring_of((struct queue *)q, tx);
	const struct wish then = in_effect(n, wish_of(r, side), &faults_of(q)->sleeper[side][tx].late);
	const uint16_t to = published(r, side), from = side == FAULT_HOST ? r->kicked_at : r->signalled_at;
	return !faults_all_lost(q, side, tx) && would_signal(n, &then, (uint16_t)(to + 1), from);
}
