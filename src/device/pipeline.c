#include "device/pipeline.h"
#include "device/bus.h"
#include "base/arena.h"

/* Whether the device's own limit holds the scenario's packets up, in one direction or the other. */
static void note_held_up(struct pipeline *p, sim_time now)
{
	struct queue *q = p->q;
	bool held_up = (pipeline_full(p) || p->starved) && pipeline_waiting(p);
	if (p->unheard || held_up == p->held_up || (p->tx && !q->traits.sends)) return;
	p->held_up = held_up;
	tally_full(&q->tally, now, held_up || (p->other && p->other->held_up));
}

/* The job before it is in this stage yet, though its end may be now. */
static inline bool behind_another(const struct pipeline *p, const struct pipeline_job *job, int stage)
{
	const struct pipeline_job *before = &p->job[(job->number - 1) & p->mask];
	return job->number != p->done && agenda_has(&before->end) && before->stage == stage;
}

/* Its stages from `stage` on, as far as they take no time. True when there were no more. */
static bool pass(struct pipeline *p, struct pipeline_job *job, int stage, sim_time now)
{
	for (; stage < p->stages; stage++) {
		sim_time end = p->stage[stage](p, job->number, stage, now);
		if (end < p->stage_end[stage]) end = p->stage_end[stage];
		p->stage_end[stage] = end;
		if (end <= now && !behind_another(p, job, stage)) continue;
		job->stage = stage;
		job->pushed = p->bus->pushed;
		agenda_add(p->agenda, &job->end, end);
		return false;
	}
	p->ops->finish(p, job->number, now);
	p->done++;
	return true;
}

static void begin_jobs(struct pipeline *p, sim_time now)
{
	while (!pipeline_full(p) && p->ops->begin(p, p->begun, now)) {
		struct pipeline_job *job = &p->job[p->begun & p->mask];
		job->number = p->begun++;
		pass(p, job, 0, now);
	}
	note_held_up(p, now);
}

/* Its writes leave later than was booked, by what went before them since; and who follows them does not overtake. */
static bool pushed_back(struct pipeline *p, struct pipeline_job *job)
{
	if (!(p->writes >> job->stage & 1)) return false;
	sim_time by = p->bus->pushed - job->pushed, end = job->end.due + by;
	bool behind = behind_another(p, job, job->stage);
	if (by == 0 && !behind) return false;
	job->pushed += by;
	if (behind && end < p->job[(job->number - 1) & p->mask].end.due) end = p->job[(job->number - 1) & p->mask].end.due;
	if (p->stage_end[job->stage] < end) p->stage_end[job->stage] = end;
	agenda_add(p->agenda, &job->end, end);
	return true;
}

HOT static void stage_ended(void *self, struct errand *e)
{
	struct pipeline *p = self;
	struct pipeline_job *job = (struct pipeline_job *)e;
	if (pushed_back(p, job)) return;
	if (!pass(p, job, job->stage + 1, e->due)) return;
	if (!p->tx && p->q->tally.dry.value)
		note_held_up(p, e->due); /* until the next kick */
	else
		begin_jobs(p, e->due);
}

static void look(void *self, struct errand *e)
{
	begin_jobs(self, e->due);
}

void pipeline_go(struct pipeline *p)
{
	begin_jobs(p, p->q->engine->now);
}

void pipeline_look_at(struct pipeline *p, sim_time t)
{
	if (agenda_has(&p->look) && p->look.due <= t) return;
	agenda_move(p->agenda, &p->look, t);
}

void pipeline_arrival(struct pipeline *p)
{
	if (!p->q->tally.dry.value) pipeline_go(p);
}

/*
 * A receive ring is looked at when a packet comes; only one that was found dry waits for kicks.  Dry is what it is now: buffers are seen
 * when they are published, and a ring that runs dry before this kick arrives asks for the next.
 */
void pipeline_kicked(struct pipeline *p, sim_time t)
{
	if (p->tx || p->q->tally.dry.value) pipeline_look_at(p, t);
}

bool pipeline_stuck(const struct pipeline *p)
{
	return p->q && pipeline_waiting(p) && p->begun == p->done && !agenda_has(&p->look) && !p->waits;
}

bool pipeline_init(struct pipeline *p, struct queue *q, bool tx, uint32_t most)
{
	uint32_t room = 1;
	while (room < most)
		room *= 2;
	p->q = q;
	p->tx = tx;
	p->bus = q->run->bus;
	p->agenda = &q->run->agenda;
	p->ring = tx ? &q->tx.ring : &q->rx.ring;
	p->most = most;
	p->mask = room - 1;
	p->look = (struct errand){.call = look, .self = p};
	p->job = arena_array(q->run->arena, room, sizeof *p->job);
	for (uint32_t i = 0; p->job && i < room; i++)
		p->job[i].end = (struct errand){.call = stage_ended, .self = p};
	return p->job != NULL;
}
