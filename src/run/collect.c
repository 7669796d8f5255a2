/* collect.c - from sums to the statistics of the table. */
#include "run/collect.h"
#include "base/arena.h"
#include "device/bus.h"
#include "nic/away.h"
#include "nic/idle.h"
#include "run/window.h"
#include <string.h>

/* ---- one row ---- */

static bool has(const struct window *w, enum stat_needs what)
{
	const struct run *run = w->run;
	switch (what) {
	case NEEDS_TRANSFER: return run->setup->transfer > 0;
	case NEEDS_REQUESTS: return run->setup->direction == DIR_RR;
	case NEEDS_WINDOW: return run->queue[0].traits.closed_loop;
	case NEEDS_WIRE: return run->setup->link_bps > 0;
	case NEEDS_LINK: return run->bus != NULL;
	case NEEDS_FLOWS: return run->flows != NULL;
	case NEEDS_LOCKS: return run->n_locks > 0;
	case NEEDS_GRO: return run->queue[0].traits.merges;
	case NEEDS_DEFERRAL:
		return run->queue[0].traits.defers && (run->queue[0].traits.receives || run->queue[0].traits.acknowledged);
	case NEEDS_FAULTS: return run->faults != NULL;
	case NEEDS_HOLDER: return run->setup->rcvbuf && run->setup->reader_holds;
	case NEEDS_GUEST_POLLS: return run->queue[0].traits.guest_polls;
	case NEEDS_HOST_POLLS: return run->queue[0].traits.policy.polls;
	case NEEDS_AWAY: return away_is(&run->setup->slot[SLOT_AWAY_GUEST]);
	case NEEDS_IDLE: return idle_is(&run->setup->slot[SLOT_IDLE_GUEST]) || idle_is(&run->setup->slot[SLOT_IDLE_HOST]);
	case NEEDS_TRAFFICS: return run->traffic != NULL;
	case NEEDS_SHARES: return run->queue[0].traits.policy.weights != NULL;
	case NEEDS_FUNCTIONS: return run->queue[0].traits.policy.functions > 1;
	case NEEDS_LINES: return run->queue[0].rx.lines != NULL;
	case NEEDS_DDIO: return run->llc != NULL;
	case NEEDS_LLC: return run->sent != NULL;
	default: return true;
	}
}

static double divided(const struct window *w, enum stat_scale by, double sum)
{
	switch (by) {
	case PER_PACKET: return over(sum, w->packets);
	case PER_RECEIVED: return over(sum, w->received);
	case PER_SECOND: return over(sum, w->seconds);
	case OF_TIME: return over(sum, w->worked);
	case OF_WIRES: return over(sum, w->worked * (w->run->traffic ? 1 : w->run->n_queues));
	case OF_ACTIVE: return over(sum, w->worked * w->d->now.active);
	default: return sum;
	}
}

static double scaled(const struct window *w, const struct statistic *s, cell_t sum)
{
	return divided(w, s->scale, s->factor != 0 ? s->factor * (double)sum : (double)sum);
}

/* Of a family the i-th member, else i is 0. */
static double value_of(const struct window *w, const struct statistic *s, size_t i)
{
	enum cell_kind kind = (enum cell_kind)s->cell.kind;
	if (!has(w, s->needs)) return NAN;
	if (s->value) return s->value(w);
	if (s->of_member) return s->of_member(w, (int)i);
	if (kind == CELL_STAYED && !(w->run->trail.places & STAY_BIT(s->cell.at))) return NAN;
	return scaled(w, s, s->cell.at == ALL_CELLS ? snapshot_sum(w->d, kind) : w->d->of[kind][s->cell.at + i]);
}

/* ---- into the outcome ---- */

struct collector {
	const struct window *w;
	struct outcome *out;
	struct arena *names;
	bool good; /* false: there was no memory for a name */
};

static void put(struct collector *c, const struct statistic *s, const char *name, const char *help, double value)
{
	c->good = c->good && name;
	if (c->out->n_stats < MAX_STATS && name) c->out->stat[c->out->n_stats++] = (struct stat){name, s->unit, help, value};
}

/* A member of a family: "alloc" of "cost_*_per_packet". */
static void put_member(struct collector *c, const struct statistic *s, int i, const char *which, const char *help)
{
	char name[128];
	statistic_name(s, which, name, sizeof name);
	put(c, s, arena_strdup(c->names, name), help, value_of(c->w, s, (size_t)i));
}

/* One for each of n, from 0 on. */
static void put_numbered(struct collector *c, const struct statistic *s, int n)
{
	char number[16];
	for (int i = 0; has(c->w, s->needs) && i < n && i < QUEUES_TOLD; i++) {
		snprintf(number, sizeof number, "%d", i);
		put_member(c, s, i, number, s->help);
	}
}

/* Is the model of slot i chosen in an earlier one, too?  What it counts is told of the first traffic. */
static bool is_again(const struct setup *s, int i)
{
	for (int k = 0; k < i; k++)
		if (s->slot[k].reg == s->slot[i].reg) return true;
	return false;
}

static void put_models(struct collector *c)
{
	const cell_t *sum = c->w->d->of[CELL_MODEL];
	const struct setup *s = c->w->run->setup;
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct statistic *m = s->slot[i].reg->model->stats; m && m->name; m++, sum++)
			if (!is_again(s, i)) put(c, m, m->name, m->help, has(c->w, m->needs) ? scaled(c->w, m, *sum) : NAN);
}

static void put_other_models(struct collector *c)
{
	for (const struct registered *r = registry; r->kind; r++) {
		bool chosen = false;
		for (int i = 0; i < N_SLOTS; i++)
			chosen |= c->w->run->setup->slot[i].reg == r;
		for (const struct statistic *m = r->model->stats; !chosen && m && m->name; m++)
			if (m->everywhere) put(c, m, m->name, m->help, NAN);
	}
}

/* Causes of loss that are told only where there is what loses. */
static bool may_drop(const struct run *run, int cause)
{
	const struct backend_ops *backend = run->setup->slot[SLOT_BACKEND].reg->model->ops;
	if (cause == DROP_SOCKET) return run->setup->rcvbuf > 0;
	return cause != DROP_DEVICE_BUFFER || backend->is_full;
}

static void put_row(struct collector *c, const struct statistic *s)
{
	const struct run *run = c->w->run;
	const char *which, *help;
	switch (s->family) {
	case FAMILY_NONE:
		if (!stat_may_be_out(s) || has(c->w, s->needs)) put(c, s, s->name, s->help, value_of(c->w, s, 0));
		break;
	case FAMILY_DROPS:
		for (int i = 0; (which = statistic_member(s, i, &help)); i++)
			if (may_drop(run, i)) put_member(c, s, i, which, help);
		break;
	case FAMILY_LEDGER:
		for (int i = 0; (which = statistic_member(s, i, &help)); i++)
			put_member(c, s, i, which, help);
		break;
	case FAMILY_CORES:
		for (int i = 0; i < run->n_cores; i++)
			put_member(c, s, i, run->core[i].name, s->help);
		break;
	case FAMILY_TRAFFICS:
		for (int k = 0; run->traffic && k < TRAFFICS_MOST; k++)
			if (run->traffic[k].view) put_member(c, s, k, run->setup->of[k].name, s->help);
		break;
	case FAMILY_QUEUES: put_numbered(c, s, run->n_queues); break;
	case FAMILY_FUNCTIONS: put_numbered(c, s, functions_used(run)); break;
	case FAMILY_MODELS: put_models(c); break;
	case FAMILY_OTHER_MODELS: put_other_models(c); break;
	}
}

/* ---- the time that is measured ---- */

static sim_time reach(sim_time worked, sim_time to, sim_time now)
{
	return to > now ? now : to > worked ? to : worked;
}

/* When the last of everything that was busy, or held something up, was done. */
static sim_time work_end(const struct run *run, sim_time worked)
{
	sim_time now = run->engine.now;
	for (int i = 0; i < run->n_cores; i++)
		worked = reach(worked, run->core[i].until, now);
	for (int i = 0; i < run->n_locks; i++)
		worked = reach(worked, run->lock[i].free_at, now);
	for (int i = 0; i < run->n_queues; i++) {
		const struct queue *q = &run->queue[i];
		worked = reach(worked, wire_in_free(q), now);
		worked = reach(worked, wire_out_free(q), now);
		worked = reach(worked, q->tally.dry.set, now);
		worked = reach(worked, q->tally.stopped.set, now);
		worked = reach(worked, q->tally.full.set, now);
		worked = reach(worked, q->tally.starved.set, now);
	}
	if (!run->bus) return worked;
	worked = reach(worked, run->bus->ops_free, now);
	worked = reach(worked, run->bus->reads_free, now);
	worked = reach(worked, run->bus->writes_free, now);
	/* Not when the device has served all: what the CPU sends goes between. */
	worked = reach(worked, booked_last(&run->bus->up, now), now);
	return reach(worked, booked_last(&run->bus->down, now), now);
}

/* What idle cores have done since. */
static void leave_out_idle(const struct run *run, sim_time worked, struct snapshot *d)
{
	for (int i = 0; i < run->n_cores; i++) {
		struct idle_took all = core_idles(&run->core[i], run->engine.now), part = core_idles(&run->core[i], worked);
		cell_t entering = all.entering - part.entering, polled = all.polled - part.polled;
		d->of[CELL_BUSY][i] -= entering + polled;
		d->of[CELL_SPIN][i] -= polled;
		d->of[CELL_SPENT][LEDGER_WAKEUP] -= entering;
		d->of[CELL_SPENT][LEDGER_SPIN] -= polled;
	}
}

/*
 * Nothing was held up any more from then on until the clock noticed, whatever the levels were; and what was never offered anything had
 * nothing to hold up.
 */
static void leave_out(const struct run *run, sim_time worked, struct snapshot *d)
{
	cell_t idle = run->engine.now - worked;
	for (int i = 0; i < run->n_queues; i++) {
		const struct queue *q = &run->queue[i];
		const struct level *of[] = {&q->tally.dry, &q->tally.stopped, &q->tally.full, &q->tally.starved};
		cell_t *held[] = {&d->of[CELL_DRY][i], &d->of[CELL_STOPPED][i], &d->of[CELL_FULL][i], &d->of[CELL_STARVED][i]};
		/* Between guests the other one's queue gets what is offered to this one's. */
		bool offered = run->queue[i % run->setup->queues].n.offered > 0;
		for (int k = 0; k < 4; k++)
			*held[k] = offered ? *held[k] - idle * of[k]->value : 0;
	}
}

bool collect(struct run *run, const struct snapshot *base, struct arena *names, struct outcome *out)
{
	struct snapshot d;
	if (!snapshot_make(&d, run, run->arena)) return false;
	snapshot_take(run, &d);
	snapshot_minus(&d, base);
	/* A run of a given number of packets is measured until the last one; the clock notices later that nothing is left to do. */
	sim_time end = run->setup->packets && run->last_delivered > run->measured_from ? run->last_delivered : run->engine.now;
	/* Work may go on after the last delivery: shares of the time are of all of it. */
	sim_time worked = run->setup->packets ? work_end(run, end) : end;
	leave_out(run, worked, &d);
	leave_out_idle(run, worked, &d);
	if (!waits_add_up(run, &d)) return true;
	struct window w = {.run = run,
			   .base = base,
			   .d = &d,
			   .packets = (double)COUNT_OF(&d, delivered),
			   .received = (double)COUNT_OF(&d, rx_packets),
			   .seconds = (double)(end - run->measured_from) * 1e-12,
			   .worked = (double)(worked - run->measured_from) * 1e-12};
	struct collector c = {&w, out, names, true};
	for (int i = 0; i < N_STATISTICS; i++)
		put_row(&c, &statistics[i]);
	find_limits(run, &d, worked - run->measured_from, out);
	return c.good;
}
