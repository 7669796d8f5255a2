/*
 * faults.h - faults on purpose: signals that get lost between the two sides of a ring, and looks that a side leaves out before it sleeps.
 *
 *   publish - signal? - raised - LOST - (the sleeper sleeps on, until another one comes)
 *   look: nothing - ask for signals - LOOK LEFT OUT - sleep     what was published in between has told nobody
 *
 * A signal that was lost, or never sent because a look was left out, is remembered until the sleeper has taken what it told of: as long may
 * the sleeper sleep with work pending, and no longer.
 */
#ifndef NIC_FAULTS_H
#define NIC_FAULTS_H
#include "nic/queue.h"

/* Who sleeps until it is told of something in a ring. */
enum fault_side { FAULT_GUEST, FAULT_HOST, FAULT_SIDES };

/* The first signal that a sleeper misses. */
struct untold {
	bool on;
	enum fault by;
	int64_t nth;    /* of its kind */
	uint16_t index; /* up to which it told of entries */
	sim_time since;
};

/* A wish for signals that takes effect at `due`, as it was when the ring was looked at. */
struct late_wish {
	bool on;
	int64_t nth; /* look that was left out */
	sim_time due;
	uint16_t at;
};

struct sleeper {
	struct untold untold;
	struct late_wish late;
};

struct faults {
	int64_t seen[N_FAULTS], done[N_FAULTS]; /* that might have been lost or left out, and that were */
	struct sleeper sleeper[FAULT_SIDES][2]; /* of the receive and the transmit ring */
	const struct sleeper *judged;           /* the one that nothing excuses now; NULL = each is */
	struct stream chance[N_FAULTS];
};

/* ---- in a run; call them only where q->run->faults is not NULL ---- */

/* A signal was raised for the sleeper of this side and ring: does it get lost? */
bool faults_lose(struct queue *q, enum fault_side side, bool tx);
/* It asks for signals from entry `at` on, and would look once more: true = it doesn't, and its wish takes effect later. */
bool faults_skip_look(struct queue *q, enum fault_side side, bool tx, uint16_t at);
/* Entries were published for it: before anybody asks whether it wants to know. */
void faults_published(struct queue *q, enum fault_side side, bool tx);
/* It is awake and asks for no signals any more, or for others. */
void faults_woken(struct queue *q, enum fault_side side, bool tx);

/* Does it sleep with work that it could do, as the laws find that excuse nobody? */
bool faults_asleep(const struct queue *q, enum fault_side side, bool tx);
/* Does each signal for it get lost? */
bool faults_all_lost(const struct queue *q, enum fault_side side, bool tx);
/* Would publishing one entry more raise a signal for it, that arrives? */
bool faults_next_arrives(const struct queue *q, enum fault_side side, bool tx);
/* What it misses; NULL = nothing, it has taken all that it was not told of. */
const struct untold *faults_untold(const struct queue *q, enum fault_side side, bool tx);

/* May it sleep with work pending, as a fault keeps it from knowing? */
static inline bool faults_excuse(const struct queue *q, enum fault_side side, bool tx)
{
	const struct faults *f = q->run->faults ? &q->run->faults[q->index] : NULL;
	return f && f->judged != &f->sleeper[side][tx] && faults_untold(q, side, tx);
}

/* ---- before ---- */

extern const struct param fault_kick_params[], fault_interrupt_params[], fault_recheck_params[];
/* Is it said when the rule strikes? */
static inline bool fault_is(const struct fault_rule *r)
{
	return r->every || r->at || r->chance;
}
/* Who sleeps on what a fault of this kind concerns. */
static inline enum fault_side fault_sleeper(const struct setup *s, enum fault kind)
{
	return kind == FAULT_KICK || (kind == FAULT_RECHECK && s->recheck_side == FAULT_HOST) ? FAULT_HOST : FAULT_GUEST;
}
/* Those of all queues, if there are any to be: who polls for ever is told of nothing. False: memory is exhausted. */
bool faults_init(struct run *run);
#endif
