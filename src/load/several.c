/* several.c - several traffics at one queue: their arrivals, what becomes of them, and who is told. */
#include "load/several.h"
#include "base/arena.h"

static struct one *one_of(const struct queue *q, const struct packet *p)
{
	return &q->load->several->one[packet_traffic(p)];
}

static const struct traffic_ops *ops_of(const struct one *o)
{
	return o->traffic.ops;
}

static int64_t *count_of(const struct queue *q, const struct packet *p, enum traffic_count what)
{
	return &q->run->traffic[packet_traffic(p)].n[what];
}

/* ---- arrivals ---- */

static bool peek(struct one *o)
{
	struct source *s = &o->source;
	if (s->waiting) return true;
	if (!ops_of(o)->next(o->traffic.self, &s->next)) return false;
	s->looks = s->next.packet.len == 0;
	s->next.packet.flow = (s->next.packet.flow & TRAFFIC_FLOWS) | (uint32_t)o->of << TRAFFIC_SHIFT;
	s->at = s->next.at < o->q->engine->now ? o->q->engine->now : s->next.at;
	return s->waiting = true;
}

static void start(struct one *o)
{
	if (ops_of(o) && peek(o)) engine_at(o->q->engine, o->source.id, o->source.at);
}

static void offer(struct queue *q, const struct packet *p)
{
	q->n.offered++;
	++*count_of(q, p, TRAFFIC_OFFERED);
}

/* A frame that is new to this machine. */
static void comes_in(struct queue *q, const struct packet *p, sim_time now)
{
	offer(q, p);
	if (path_loses(&q->load->source)) {
		packet_dropped(q, p, DROP_WIRE);
		return;
	}
	system_enter(q, now);
	traffic_entered(q, p);
	host_arrive(q, p, now, now);
}

/* It never gets as far as the wire. */
static void is_not_sent(struct queue *q, const struct packet *p, sim_time now)
{
	(void)now;
	offer(q, p);
	packet_dropped(q, p, DROP_WIRE);
}

/* What is sent of it: that, or the frames into which it is cut. */
static void each_frame(struct queue *q, const struct packet *p, sim_time now,
		       void (*take)(struct queue *, const struct packet *, sim_time))
{
	const struct gso *gso = &one_of(q, p)->gso;
	struct packet left = *p, frame;
	if (gso->payload == 0) {
		take(q, p, now);
		return;
	}
	while (gso_next(gso, &left, &frame))
		take(q, &frame, now);
}

static void arrives(struct queue *q, const struct packet *p, sim_time now)
{
	if (p->answers > 0 || one_of(q, p)->direction == DIR_RR)
		host_arrive(q, p, now, p->born);
	else
		each_frame(q, p, now, comes_in);
}

static void comes(struct one *o)
{
	struct queue *q = o->q;
	const struct setup *s = q->run->setup;
	const struct packet p = o->source.next.packet; /* losses may have the source ask for the next one */
	if (o->direction != DIR_RX) {
		offer(q, &p);
		source_to_guest(q, &o->source);
	} else if (s->link_bps || s->base_rtt) {
		if (peer_has_room(q))
			peer_send(q, q->engine->now, &p);
		else
			each_frame(q, &p, q->engine->now, is_not_sent);
	} else {
		arrives(q, &p, q->engine->now);
	}
}

#define AT_ONCE (1 << 16) /* as source.c */

static void step(void *self)
{
	struct one *o = self;
	struct source *s = &o->source;
	struct engine *e = o->q->engine;
	uint32_t come = 0;
	do {
		s->waiting = false;
		if (!s->looks) comes(o);
	} while (peek(o) && s->at <= e->now && ++come < AT_ONCE);
	e->steps += come;
	if (come == AT_ONCE) engine_look(e);
	engine_at(e, s->id, s->waiting ? s->at : TIME_NEVER);
}

void several_start(struct queue *q)
{
	for (int k = 0; k < TRAFFICS_MOST; k++)
		start(&q->load->several->one[k]);
}

static bool waits(const struct several *s)
{
	for (int k = 0; k < TRAFFICS_MOST; k++)
		if (s->one[k].source.waiting) return true;
	return false;
}

/* ---- what became of them ---- */

/* Something may be sent at t: if that is before what is to be sent next, the traffic decides anew. */
static void reconsider(struct one *o, sim_time t)
{
	struct source *s = &o->source;
	if (!s->waiting || s->next.at <= t || !ops_of(o)->take_back) return;
	ops_of(o)->take_back(o->traffic.self, &s->next);
	s->waiting = s->looks = false;
	engine_at(o->q->engine, s->id, TIME_NEVER);
}

static void answered(struct queue *q, sim_time t, const struct packet *p)
{
	struct one *o = one_of(q, p);
	const struct packet own = packet_of_its_own(p);
	if (!ops_of(o)->answered) return;
	reconsider(o, t);
	ops_of(o)->answered(o->traffic.self, t, p->answers ? p->answers : 1, &own);
	start(o);
}

static void released(struct queue *q, const struct packet *p)
{
	struct one *o = one_of(q, p);
	const sim_time now = q->engine->now;
	const struct packet own = packet_of_its_own(p);
	if (p->answers || !ops_of(o)->released) return;
	reconsider(o, now);
	ops_of(o)->released(o->traffic.self, now, &own);
	start(o);
}

static void lost(struct queue *q, const struct packet *p, enum drop_cause why)
{
	struct one *o = one_of(q, p);
	const sim_time now = q->engine->now;
	const struct packet own = packet_of_its_own(p);
	++*count_of(q, p, TRAFFIC_DROPPED);
	if (!ops_of(o)->lost) return;
	reconsider(o, now);
	ops_of(o)->lost(o->traffic.self, now, &own, why);
	start(o);
}

static void sent(struct queue *q, const struct packet *p, sim_time t)
{
	static const enum stay back[] = {AT_FLIGHT, AT_PEER_WIRE, AT_FLIGHT_BACK, AT_GUEST_RX};
	for (size_t i = 0; i < sizeof back / sizeof *back; i++)
		packet_leaves(q, p, back[i], t);
}

static void own_line(const struct queue *q, const struct packet *p, sim_time line[LINE_WORDS], sim_time at)
{
	const enum direction way = one_of(q, p)->direction;
	for (int i = 0; i < N_STAYS; i++) {
		if (way == DIR_RX && (WAY_OUT_PLACES & STAY_BIT(i))) line[i] = p->born;
		if (way == DIR_TX && (WAY_IN_PLACES & STAY_BIT(i))) line[i] = at;
	}
}

/* It is at no time in places that only others pass. */
static void pass_by(struct queue *q, const struct one *o, const struct packet *p, sim_time at)
{
	struct trail *t = &q->run->trail;
	if (o->direction == DIR_RX) trail_pass(t, WAY_OUT_PLACES, p->born);
	if (o->direction == DIR_TX) trail_pass(t, WAY_IN_PLACES, at);
}

/* Its sender hears of it by a frame; else at once. */
static bool is_acknowledged(const struct queue *q, int traffic)
{
	for (int who = 0; who < N_RECEIVERS; who++)
		if (q->traits.acks[who].every > 0 && q->traits.acks[who].traffic == traffic) return true;
	return false;
}

static void delivered(struct queue *q, const struct packet *p, sim_time at)
{
	struct run *run = q->run;
	struct one *o = one_of(q, p);
	++*count_of(q, p, TRAFFIC_DELIVERED);
	*count_of(q, p, TRAFFIC_GOODPUT) += p->goodput;
	hist_add(&run->traffic[o->of].latency, at - p->born);
	pass_by(q, o, p, at);
	traffic_left(q, p);
	if (o->direction == DIR_RR) {
		q->n.round_trips++;
		core_stays_awake(q->guest_core, at + run->setup->app_wakeup);
		answered(q, at + run->setup->app_wakeup, p);
	} else if (!is_acknowledged(q, o->of)) {
		answered(q, at, p);
	}
}

/* ---- set-up ---- */

static const struct several_ops ways = {.waits = waits,
					.arrives = arrives,
					.sent = sent,
					.line = own_line,
					.delivered = delivered,
					.answered = answered,
					.released = released};

bool several_deal(struct run *run)
{
	const struct setup *s = run->setup;
	if (!traffics_several(s)) return true;
	run->traffic = arena_array(run->arena, TRAFFICS_MOST, sizeof *run->traffic);
	for (int k = 0; run->traffic && k < TRAFFICS_MOST; k++) {
		if (!traffic_is(s, k)) continue;
		run->traffic[k].view = arena_alloc(run->arena, sizeof(struct setup));
		if (!run->traffic[k].view) return false;
		traffic_view(s, k, run->traffic[k].view);
	}
	return run->traffic;
}

#define OTHER_SEEDS UINT64_C(0x9e3779b97f4a7c15) /* what one draws has nothing to do with another's: 2^64 by the golden ratio */

/* The first one's model is made ready by who builds the queue. */
static bool init_one(struct queue *q, struct one *o, int k)
{
	struct run *run = q->run;
	const struct setup *view = run->traffic[k].view;
	const struct part traffic = q->models.part[traffic_slot(k)];
	const struct traffic_ops *ops = traffic.ops;
	int queue = view ? traffic_queue(run->setup, k, q->index) : -1;
	*o = (struct one){.q = q, .of = k, .source.id = -1};
	if (queue < 0) return true;
	const struct traffic_env env = {
		view, &run->engine.now, run->arena, run->seed ^ (uint64_t)k * OTHER_SEEDS, run->replication, queue, NULL};
	if (k > 0 && !ops->init(traffic.self, &env)) return false;
	o->traffic = traffic;
	o->gso = gso_of(view);
	run->traffic[k].closed = ops->answered;
	o->direction = traffic_direction(run->setup, k);
	if (o->direction == DIR_RR) q->load->returned |= 1u << k;
	o->source.id = engine_add(&run->engine, "source", step, o, run->max_actors);
	return o->source.id >= 0;
}

bool several_init(struct queue *q)
{
	struct load *l = q->load;
	if (!q->run->traffic) return true;
	if (!(l->several = arena_alloc(q->run->arena, sizeof *l->several))) return false;
	l->several->ops = &ways;
	l->returned = 0;
	l->source.limit = 0; /* each has its own */
	l->source.loss = q->run->setup->loss;
	l->arrivals_enter = false;
	l->delivery_matters = true;
	l->told.lost = lost;
	for (int k = 0; k < TRAFFICS_MOST; k++)
		if (!init_one(q, &l->several->one[k], k)) return false;
	return true;
}
