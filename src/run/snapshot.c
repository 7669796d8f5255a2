/* snapshot.c - taking all sums at one moment, and their differences. */
#include "run/snapshot.h"
#include "base/arena.h"
#include "device/bus.h"
#include "machine/work.h"
#include <string.h>

int model_stat_count(const struct setup *setup)
{
	int n = 0;
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct statistic *m = setup->slot[i].reg->model->stats; m && m->name; m++)
			n++;
	return n;
}

bool snapshot_make(struct snapshot *s, const struct run *run, struct arena *a)
{
#define X(kind, n) n,
	const int count[N_CELL_KINDS] = {CELLS(X)};
#undef X
	*s = (struct snapshot){.n = 0};
	for (int k = 0; k < N_CELL_KINDS; k++)
		s->n += count[k];
	s->cell = arena_array(a, (size_t)s->n, sizeof *s->cell);
	cell_t *at = s->cell;
	for (int k = 0; at && k < N_CELL_KINDS; at += count[k++])
		s->of[k] = at;
	return s->cell != NULL;
}

void snapshot_minus(struct snapshot *s, const struct snapshot *base)
{
	for (int i = 0; i < s->n; i++)
		s->cell[i] -= base->cell[i];
}

cell_t snapshot_sum(const struct snapshot *s, enum cell_kind kind)
{
	const cell_t *end = kind + 1 < N_CELL_KINDS ? s->of[kind + 1] : s->cell + s->n;
	cell_t sum = 0;
	for (const cell_t *c = s->of[kind]; c < end; c++)
		sum += *c;
	return sum;
}

/* ---- what each part of a run has come to ---- */

static void take_models(const struct setup *setup, struct queue *q, cell_t *sum)
{
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct statistic *m = setup->slot[i].reg->model->stats; m && m->name; m++)
			*sum++ += *(const int64_t *)((const char *)q->models.part[i].self + m->cell.at);
}

/* What has been served by now; the rest is booked ahead. */
static int64_t ahead(int64_t busy, sim_time free_at, sim_time now)
{
	return busy - (free_at > now ? free_at - now : 0);
}

static void take_loads(const struct run *run, struct snapshot *s)
{
	for (int i = 0; i < run->n_locks; i++)
		s->of[CELL_HELD][i] = ahead(run->lock[i].held, run->lock[i].free_at, run->engine.now);
	for (int i = 0; i < run->n_stages; i++)
		s->of[CELL_THREAD][i] = run->stage[i].busy;
}

/* What a core is at when the clock stands here, and what it has only booked: of the stretch under way the part that is still to come. */
static void take_off_rest(const struct run *run, const struct core *c, int64_t *busy, int64_t *spent)
{
	int64_t cut[BOOKING_KINDS] = {0};
	core_cut(c, busy, cut);
	for (int k = 0; k < N_LEDGER; k++)
		spent[k] -= cut[k];
	bool ours = false;
	for (int i = 0; i < run->n_queues && !ours && (cut[BOOKING_PACKET] || cut[BOOKING_POST]); i++) {
		const struct queue *q = &run->queue[i];
		ours = q->front->cut && q->front->cut(q, c, i + 1 == run->n_queues, cut, spent);
	}
}

/* What an idle core has done that is not booked before it is wanted. */
static void add_idle(const struct core *c, struct snapshot *s, int64_t *busy, int64_t *spent)
{
	struct idle_took took = core_idles(c, c->engine->now);
	*busy += took.entering + took.polled;
	spent[LEDGER_WAKEUP] += took.entering;
	spent[LEDGER_SPIN] += took.polled;
	*s->of[CELL_IDLE_SPELLS] += c->idle.spells;
	*s->of[CELL_IDLE_CAUGHT] += c->idle.caught;
	*s->of[CELL_IDLE_WAKING] += c->idle.waking;
}

static void take_cores(const struct run *run, struct snapshot *s)
{
	for (int i = 0; i < run->n_cores; i++) {
		const struct core *c = &run->core[i];
		int64_t busy = c->busy, spent[N_LEDGER];
		memcpy(spent, c->spent, sizeof spent);
		take_off_rest(run, c, &busy, spent);
		add_idle(c, s, &busy, spent);
		s->of[CELL_BUSY][i] = busy;
		s->of[CELL_JITTER][i] = spent[LEDGER_JITTER];
		s->of[CELL_SPIN][i] = spent[LEDGER_SPIN];
		s->of[CELL_WAITED][i] = spent[LEDGER_LOCK];
		s->of[CELL_SLOWED][i] = spent[LEDGER_INTERFERENCE];
		*s->of[CELL_SWITCHES] += c->switches;
		for (int k = 0; k < N_LEDGER; k++)
			s->of[CELL_SPENT][k] += spent[k];
	}
}

static void take_counters(const struct counters *n, cell_t *sum)
{
	const int64_t *from = (const int64_t *)n;
	for (int k = 0; k < N_COUNTERS; k++)
		sum[k] += from[k];
}

static void take_queue(struct run *run, int i, struct snapshot *s)
{
	struct queue *q = &run->queue[i];
	sim_time now = run->engine.now;
	queue_settle(q);
	tally_fold(&q->tally, now);
	s->now.active += q->n.offered > 0;
	s->now.inside += q->tally.inside.value;
	take_counters(&q->n, s->of[CELL_COUNTER]);
	*s->of[CELL_IN_SYSTEM] += (cell_t)q->tally.inside.folded;
	s->of[CELL_DELIVERED][i] = q->n.delivered;
	s->of[CELL_GOODPUT][i] = q->n.goodput;
	s->of[CELL_DRY][i] = (cell_t)q->tally.dry.folded;
	s->of[CELL_STOPPED][i] = (cell_t)q->tally.stopped.folded;
	s->of[CELL_FULL][i] = (cell_t)q->tally.full.folded;
	s->of[CELL_STARVED][i] = (cell_t)q->tally.starved.folded;
	*s->of[CELL_WIRE_IN] += wire_in_busy(q);
	*s->of[CELL_WIRE_OUT] += wire_out_busy(q);
	if (q->models.backend.ops->settle) q->models.backend.ops->settle(q->models.backend.self, q);
	take_models(run->setup, q, s->of[CELL_MODEL]);
}

static void take_traffics(const struct run *run, cell_t *sum)
{
	for (int i = 0; run->traffic && i < N_TRAFFIC_COUNTS * TRAFFICS_MOST; i++)
		sum[i] = run->traffic[i % TRAFFICS_MOST].n[i / TRAFFICS_MOST];
}

static void take_bus(struct bus *bus, sim_time now, struct snapshot *s)
{
	*s->of[CELL_UP] = booked_until(&bus->up, now);
	*s->of[CELL_DOWN] = booked_until(&bus->down, now);
	s->of[CELL_OPS][0] = ahead(bus->ops_busy, bus->ops_free, now);
	s->of[CELL_OPS][1] = ahead(bus->reads_busy, bus->reads_free, now);
	s->of[CELL_OPS][2] = ahead(bus->writes_busy, bus->writes_free, now);
	*s->of[CELL_TAGS] = bus->tag_time;
	s->of[CELL_CREDITS][0] = flow_time(&bus->posted);
	s->of[CELL_CREDITS][1] = flow_time(&bus->nonposted);
	s->of[CELL_CREDITS][2] = flow_time(&bus->store);
}

void snapshot_take(struct run *run, struct snapshot *s)
{
	memset(s->cell, 0, (size_t)s->n * sizeof *s->cell);
	memset(&s->now, 0, sizeof s->now);
	for (int i = 0; i < run->n_queues; i++)
		take_queue(run, i, s);
	trail_fold(&run->trail);
	for (int i = 0; i < N_STAYS; i++)
		s->of[CELL_STAYED][i] = run->trail.stayed[i];
	take_loads(run, s);
	take_traffics(run, s->of[CELL_TRAFFIC]);
	if (run->bus) take_bus(run->bus, run->engine.now, s);
	take_cores(run, s);
}
