/*
 * limits.c - what binds, by evidence.  Where all that an open loop offers is carried, nothing does: it is the offered load, and what
 * packets wait for is told apart, for it sets their latency alone.  Else a resource that is (nearly) always busy is the limiter.  If none
 * is, it is what holds packets back: the ring (packets wait while too few buffers are posted), the window or the round trip (the sender
 * waits and nothing else does), or what loses them, each cause by its own name.
 * Of what is busy all the time what can't hurry comes first: a wire, the link, the device's reads; a busy core takes more at a time.
 * A dry ring under a saturated guest core is a symptom, not the limiter: that is why the cores are asked first.  So is a closed window
 * while segments that were lost wait to be sent again: what lost them is asked before it.
 */
#include "device/bus.h"
#include "nic/traffic.h"
#include "run/collect.h"
#include "run/window.h"
#include <string.h>

#define SATURATED 0.9 /* busy share from which on a resource counts as the limiter */
#define NOTICEABLE 0.05
#define IDLE 0.3 /* who is busy for less has not much to do */

/* Keep the strongest first. */
static void put(struct outcome *out, const char *name, enum limit_of of, double share)
{
	if (out->n_limits == MAX_LIMITS || share <= 0) return;
	int at = out->n_limits++;
	if (share > 1) share = 1;
	for (; at > 0 && out->limit[at - 1].share < share; at--)
		out->limit[at] = out->limit[at - 1];
	out->limit[at] = (struct limit){name, of, share};
}

/* The i-th limit to the front. */
static void lead_with(struct outcome *out, int i)
{
	struct limit found = out->limit[i];
	for (; i > 0; i--)
		out->limit[i] = out->limit[i - 1];
	out->limit[0] = found;
}

/* The strongest of kind `of`; -1 when there is none of at least `least`. */
static int strongest(const struct outcome *out, enum limit_of of, double least)
{
	for (int i = 0; i < out->n_limits; i++)
		if (out->limit[i].of == of) return out->limit[i].share >= least ? i : -1;
	return -1;
}

/* It to the front; false when there is none. */
static bool lead(struct outcome *out, enum limit_of of, double least)
{
	int i = strongest(out, of, least);
	if (i >= 0) lead_with(out, i);
	return i >= 0;
}

/*
 * A core takes more at a time when more waits for it, so it may be busy all the time and yet hold up nobody.  What is as slow however much
 * waits does hold up what comes, also beside such a core: a wire, what a link has of its own, reads that all batches wait for.
 */
#define NEVER_IDLE 0.995
static bool is_rigid(const struct limit *l)
{
	static const char *const names[] = {
		"wire", "link up",        "link down",          "operations",       "read operations", "write operations",
		"tags", "posted credits", "non-posted credits", "completion store", "queue rate"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (l->of == LIMIT_BUSY && strcmp(l->name, names[i]) == 0) return true;
	return false;
}

/* What has so much time left is not what binds, when all batches wait for their reads nearly always. */
#define CLEARLY 0.1
static bool lead_busy(struct outcome *out)
{
	int first = strongest(out, LIMIT_BUSY, SATURATED), any = strongest(out, LIMIT_BUSY, 0), rigid = -1, reads = -1;
	for (int i = out->n_limits - 1; i >= 0; i--) {
		const struct limit *l = &out->limit[i];
		if (is_rigid(l) && l->share >= SATURATED) rigid = i;
		if (l->of == LIMIT_HELD && strcmp(l->name, "dependency") == 0) reads = i;
	}
	double waits = reads < 0 ? 0 : out->limit[reads].share;
	if (first < 0) {
		if (waits < SATURATED || (any >= 0 && waits < out->limit[any].share + CLEARLY)) return false;
		first = reads;
	}
	if (rigid >= 0 && out->limit[rigid].share >= NEVER_IDLE) first = rigid;
	if (rigid < 0 && waits >= NEVER_IDLE) first = reads;
	lead_with(out, first);
	return true;
}

static void lead_named(struct outcome *out, const char *name)
{
	int i = 0;
	while (i < out->n_limits && strcmp(out->limit[i].name, name) != 0)
		i++;
	if (i < out->n_limits) lead_with(out, i);
}

/* Busy for more than polling for nothing. */
static double work(const struct snapshot *d, int core, double window)
{
	cell_t busy = d->of[CELL_BUSY][core], spun = d->of[CELL_SPIN][core];
	return (double)busy / window * (spun ? useful_share(busy, d->of[CELL_JITTER][core], spun) : 1);
}

/* Each thread that floats is on one core at a time. */
static void busiest_thread(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	int busiest = -1;
	for (int i = 0; i < run->n_stages; i++)
		if (run->stage[i].floats && (busiest < 0 || d->of[CELL_THREAD][i] > d->of[CELL_THREAD][busiest])) busiest = i;
	if (busiest >= 0) put(out, run->stage[busiest].name, LIMIT_BUSY, (double)d->of[CELL_THREAD][busiest] / window);
}

static void busiest_cores(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	double host = 0, guest = 0, shared = 0;
	for (int i = 0; i < run->n_cores; i++) {
		double busy = work(d, i, window);
		const struct core *c = &run->core[i];
		double *of = c->is_host && c->is_guest ? &shared : c->is_host ? &host : &guest;
		if (busy > *of) *of = busy;
	}
	put(out, "shared core", LIMIT_BUSY, shared);
	put(out, "host core", LIMIT_BUSY, host);
	put(out, "guest core", LIMIT_BUSY, guest);
	busiest_thread(run, d, window, out);
}

/* Where threads run wherever there is room: all cores together, and each thread, which is on one core at a time. */
static void cores_and_threads(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	static const char *const names[] = {"host cores", "guest cores", "other guest's cores"};
	for (int p = 0; p < run->n_pools; p++) {
		double sum = 0;
		for (int i = 0; i < run->n_cores; i++)
			if (run->core[i].pool == &run->pool[p]) sum += work(d, i, window);
		put(out, run->n_pools == 1 ? "cores" : names[p], LIMIT_BUSY, sum / run->pool[p].n);
	}
	busiest_thread(run, d, window, out);
}

/*
 * Waiting for a lock and being slowed by others keep a core busy: they are parts of what it does.  What they bind is told by what they would
 * give back: the time that is most taken up, of a core or a thread, as it would be with one of them halved, or one side's cores twice as fast.
 */
enum relief { RELIEF_NONE, RELIEF_HOST, RELIEF_GUEST, RELIEF_SHARED, RELIEF_LOCK, RELIEF_INTERFERENCE, N_RELIEFS };

struct load {
	double busy, waited, slowed; /* shares of the time; the last two are parts of the first */
	enum relief side;
};

static double relieved(const struct load *l, enum relief how)
{
	double less = how == RELIEF_LOCK ? l->waited : how == RELIEF_INTERFERENCE ? l->slowed : how == l->side ? l->busy : 0;
	return l->busy - less / 2;
}

static struct load load_of(const struct run *run, const struct snapshot *d, int core, double window)
{
	const struct core *c = &run->core[core];
	return (struct load){work(d, core, window), (double)d->of[CELL_WAITED][core] / window,
			     (double)d->of[CELL_SLOWED][core] / window,
			     c->is_host && c->is_guest ? RELIEF_SHARED
			     : c->is_host              ? RELIEF_HOST
						       : RELIEF_GUEST};
}

/* The busiest time that is left when that is done, of cores where threads stay on theirs and of threads that do not. */
static double critical(const struct run *run, const struct snapshot *d, double window, enum relief how)
{
	double most = 0;
	struct load all = {0, 0, 0, RELIEF_HOST}; /* of the host, of whose cores threads float */
	for (int i = 0; i < run->n_cores; i++) {
		struct load l = load_of(run, d, i, window);
		if (!run->floating && relieved(&l, how) > most) most = relieved(&l, how);
		if (!run->core[i].is_host) continue;
		all.busy += l.busy;
		all.waited += l.waited;
		all.slowed += l.slowed;
	}
	for (int i = 0; i < run->n_stages && all.busy > 0; i++) {
		double ran = (double)d->of[CELL_THREAD][i] / window, part = ran / all.busy;
		struct load l = {ran, part * all.waited, part * all.slowed, RELIEF_HOST};
		if (run->stage[i].floats && !run->floating && relieved(&l, how) > most) most = relieved(&l, how);
	}
	return most;
}

/*
 * What the busiest core waits for or is slowed by, as parts of what it does; whose lock: of grant tables, if any of those was taken.  One
 * that is always held while others wait can't hurry, as a wire.
 */
static const char *parts_of_busiest(const struct run *run, const struct snapshot *d, double window, struct outcome *out,
				    bool *always)
{
	struct load most = {0};
	cell_t held = 0;
	for (int i = 0; i < run->n_cores; i++) {
		struct load l = load_of(run, d, i, window);
		if (l.busy > most.busy) most = l;
	}
	for (int i = 0; i < run->n_locks; i++)
		if (d->of[CELL_HELD][i] > held) held = d->of[CELL_HELD][i];
	const char *lock = held > 0 ? "grant lock" : "event lock";
	put(out, lock, LIMIT_PART, most.waited);
	put(out, "interference", LIMIT_PART, most.slowed);
	*always = most.waited >= NOTICEABLE && (double)held / window >= NEVER_IDLE;
	return lock;
}

#define WORTH_MORE 0.01 /* less is no reason to name a part and not the whole */
static bool blame(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	double left[N_RELIEFS];
	if (run->n_locks == 0) return false;
	bool always;
	const char *lock = parts_of_busiest(run, d, window, out, &always);
	enum relief best = RELIEF_NONE;
	for (int i = 0; i < N_RELIEFS; i++) {
		left[i] = critical(run, d, window, (enum relief)i);
		if (left[i] * (i < RELIEF_LOCK ? 1 : 1 + WORTH_MORE) < left[best]) best = (enum relief)i;
	}
	if (left[RELIEF_NONE] < SATURATED || (best < RELIEF_LOCK && !always)) return false;
	lead_named(out, best == RELIEF_LOCK || always ? lock : "interference");
	return true;
}

/* The time it holds packets up, of all queues that have anything to do: where some are at their rate, what else there is binds the others. */
static void queue_rates(const struct snapshot *d, double held, struct outcome *out)
{
	put(out, "queue rate", LIMIT_BUSY, (double)COUNT_OF(d, paced) / held);
}

/* A link has several limits of its own; dependency: all batches wait for their reads, and more packets for a batch. */
static void link_limits(const struct run *run, const struct snapshot *d, double t, double held, struct outcome *out)
{
	const struct bus *b = run->bus;
	if (!b) return;
	put(out, "link up", LIMIT_BUSY, (double)*d->of[CELL_UP] / t);
	put(out, "link down", LIMIT_BUSY, (double)*d->of[CELL_DOWN] / t);
	static const char *const operations[] = {"operations", "read operations", "write operations"};
	for (int i = 0; i < 3; i++)
		put(out, operations[i], LIMIT_BUSY, (double)d->of[CELL_OPS][i] / t);
	if (b->traits.tags) put(out, "tags", LIMIT_BUSY, (double)*d->of[CELL_TAGS] / t / b->traits.tags);
	static const char *const flows[] = {"posted credits", "non-posted credits", "completion store"};
	for (int i = 0; i < 3; i++)
		put(out, flows[i], LIMIT_BUSY, (double)d->of[CELL_CREDITS][i] / t);
	put(out, "dependency", LIMIT_HELD, (double)snapshot_sum(d, CELL_FULL) / held);
}

static double share_of_offered(const struct snapshot *d, cell_t packets)
{
	return COUNT_OF(d, offered) > 0 ? (double)packets / (double)COUNT_OF(d, offered) : 0;
}

/* ---- what was lost ---- */

/* What has to be larger, or other, for a cause to lose nothing. */
static const char *const loser[N_DROPS] = {[DROP_HOST_QUEUE] = "host queue",   [DROP_TOO_LONG] = "frames too long",
					   [DROP_GUEST_QUEUE] = "guest queue", [DROP_WIRE] = "loss on the wire",
					   [DROP_SENDER] = "sender",           [DROP_NO_BUFFER] = "ring (no buffer posted)",
					   [DROP_SOCKET] = "socket",           [DROP_DEVICE_BUFFER] = "device buffer"};

struct losses {
	double of[N_DROPS]; /* shares of what was offered */
	double all, behind; /* all of them; those behind the wire, for want of room */
};

static void find_losses(const struct run *run, const struct snapshot *d, struct outcome *out, struct losses *l)
{
	*l = (struct losses){.all = 0};
	for (int i = 0; i < N_DROPS; i++) {
		l->of[i] = share_of_offered(d, d->of[CELL_COUNTER][COUNTER_AT(drop) + (size_t)i]);
		bool in_ring = i == DROP_GUEST_QUEUE && run->queue[0].traits.loses; /* nothing waits outside it */
		if ((i != DROP_SOCKET && i != DROP_DEVICE_BUFFER) || l->of[i] > 0)
			put(out, in_ring ? "transmit ring" : loser[i], LIMIT_LOST, l->of[i]);
		l->all += l->of[i];
		if (i != DROP_TOO_LONG && i != DROP_SENDER) l->behind += l->of[i];
	}
}

/* ---- whether anything binds at all ---- */

#define IN_VAIN 0.5    /* lost as no buffer can hold it: from there on nothing else is worth a name */
#define LEFT_OUT 0.005 /* of what is offered, and all counts as carried */
#define FULL_WIRE 0.99 /* with what comes at random less than that lets it wait */

/* Of all the time, how far the last arrival of a run of so many packets is from its end: they came at once, and the rest is theirs. */
static double after_arrivals(const struct run *run, sim_time window)
{
	sim_time last = 0;
	for (int i = 0; i < run->n_queues; i++) {
		sim_time at = load_last_arrival(&run->queue[i]);
		if (at > last) last = at;
	}
	return run->setup->packets ? (double)(run->measured_from + window - last) / (double)window : 0;
}

/* Does an open loop get all it offers through?  What piles up shows in a short run only if somebody has no time left for it. */
static bool all_carried(const struct run *run, const struct snapshot *d, sim_time window, const struct losses *lost,
			const struct outcome *out)
{
	double grown = share_of_offered(d, d->now.inside - run->backlog_before);
	if (lost->all > LEFT_OUT) return false;
	if (grown > (strongest(out, LIMIT_BUSY, SATURATED) >= 0 ? LEFT_OUT : NOTICEABLE)) return false;
	for (int i = 0; i < out->n_limits; i++)
		if (strcmp(out->limit[i].name, "wire") == 0 && out->limit[i].share >= FULL_WIRE) return false;
	return after_arrivals(run, window) < NOTICEABLE;
}

/* The wire that what is received comes over lies before the arrival at this machine, from which latency counts. */
static bool before_arrival(const struct run *run, const struct limit *l)
{
	return run->setup->direction == DIR_RX && strcmp(l->name, "wire") == 0;
}

/* The strongest that packets can wait for, of kind `of`; -1 when there is none of at least `least`. */
static int waited_for(const struct run *run, const struct outcome *out, enum limit_of of, double least)
{
	for (int i = 0; i < out->n_limits; i++)
		if (out->limit[i].of == of && !before_arrival(run, &out->limit[i])) return out->limit[i].share >= least ? i : -1;
	return -1;
}

/* What packets wait for although all of them get through: it sets their latency. */
#define MOSTLY 0.5
static const char *latency_by(const struct run *run, const struct outcome *out)
{
	int i = waited_for(run, out, LIMIT_BUSY, SATURATED);
	if (i < 0) i = waited_for(run, out, LIMIT_HELD, NOTICEABLE);
	if (i < 0) i = waited_for(run, out, LIMIT_BUSY, MOSTLY);
	return i < 0 ? NULL : out->limit[i].name;
}

/* ---- the whole ---- */

/*
 * Where nobody is busy all the time the stages take turns, and what binds is what would give back most. Of what holds packets back no more
 * than the time they wait for it, and no more than until the busiest is busy all the time; of who is busy, half of that, twice as fast.
 */
static bool lead_in_turns(struct outcome *out)
{
	int held = strongest(out, LIMIT_HELD, NOTICEABLE), busy = strongest(out, LIMIT_BUSY, 0);
	double share = busy < 0 ? 0 : out->limit[busy].share;
	if (held < 0) return false;
	double waiting = 1 - out->limit[held].share, left = waiting > share ? waiting : share;
	lead_with(out, left <= 1 - share / 2 ? held : busy);
	return true;
}

/*
 * A window that hardly ever closes does not bind: it is who is busiest, unless nobody has much to do. Who thinks, or whose
 * answers are on their way, is not seen to wait: more of them may do no more than keep the busiest busy.
 */
static bool lead_open_window(struct outcome *out, bool thinks)
{
	int busy = strongest(out, LIMIT_BUSY, IDLE);
	if (busy < 0 || (thinks && out->limit[busy].share <= 1 - out->limit[busy].share / 2)) return false;
	lead_with(out, busy);
	return true;
}

/* A closed loop: the window binds only while nothing was lost that fills it until it is sent again. */
#define HARDLY_LOST 1e-4
static bool lost_in_loop(struct outcome *out, const char *closed)
{
	int i = strongest(out, LIMIT_HELD, NOTICEABLE);
	bool binds = strongest(out, LIMIT_TAKEN, NOTICEABLE) >= 0 || (i >= 0 && strcmp(out->limit[i].name, closed) == 0);
	return binds && lead(out, LIMIT_LOST, HARDLY_LOST);
}

/* How many buffers are kept posted may be fewer than the ring has room for. */
static const char *dry_ring(const struct run *run)
{
	const struct chosen *backend = &run->setup->slot[SLOT_BACKEND];
	int64_t kept = 0;
	for (const struct param *p = backend->reg->model->params; p && p->key; p++)
		if (strcmp(p->key, "rx_posted") == 0) memcpy(&kept, (const char *)backend->conf + p->offset, sizeof kept);
	return kept > 0 && kept < run->queue[0].rx.ring.size ? "ring (rx_posted)" : "ring";
}

/* What a closed loop has too little of: while nothing else holds a packet, or as what was lost takes of it until that is sent again. */
static void put_closed(const struct run *run, const struct snapshot *d, double t, double held, const char *closed,
		       struct outcome *out)
{
	const struct queue *q = &run->queue[0];
	double starved = (double)snapshot_sum(d, CELL_STARVED) / held, lost = 0;
	for (int i = 0; i < N_DROPS && q->models.traffic.ops->lost_holds; i++)
		lost += (double)d->of[CELL_COUNTER][COUNTER_AT(drop) + (size_t)i];
	if (lost > 0) lost *= q->models.traffic.ops->lost_holds(q->models.traffic.self) / (t * run->n_queues); /* Little's law */
	put(out, closed, lost > starved ? LIMIT_TAKEN : LIMIT_HELD, lost > starved ? lost : starved);
}

/* Where some packets wait for their turn all the time, more of them would wait as well. */
static bool others_wait(const struct run *run, const struct snapshot *d, double t)
{
	const cell_t *stayed = d->of[CELL_STAYED];
	return (double)(stayed[AT_HOST_QUEUE] + stayed[AT_GUEST_QUEUE] + stayed[AT_TX_RING]) >= t * run->n_queues;
}

static void collect_limits(struct run *run, const struct snapshot *d, double t, const char *closed, struct outcome *out,
			   struct losses *lost)
{
	double held = t * (d->now.active ? d->now.active : 1), wires = run->traffic ? t : t * run->n_queues;
	find_losses(run, d, out, lost);
	/* What a wire carries only to be dropped behind it is no work done. */
	double in = (double)*d->of[CELL_WIRE_IN] / wires * (1 - (lost->behind < 1 ? lost->behind : 1)),
	       back = (double)*d->of[CELL_WIRE_OUT] / wires;
	if (run->floating)
		cores_and_threads(run, d, t, out);
	else
		busiest_cores(run, d, t, out);
	put(out, "wire", LIMIT_BUSY, in > back ? in : back);
	link_limits(run, d, t, held, out);
	queue_rates(d, held, out);
	/* What one guest's ring has no room for because the other's is dry waits for the other's. */
	double dry = (double)snapshot_sum(d, CELL_DRY) / held, stopped = (double)snapshot_sum(d, CELL_STOPPED) / held;
	put(out, dry_ring(run), LIMIT_HELD, dry);
	put(out, "transmit ring", LIMIT_HELD, run->setup->direction == DIR_GUESTS ? stopped - dry : stopped);
	const struct traffic_ops *traffic = run->setup->slot[SLOT_TRAFFIC].reg->model->ops;
	if (closed && !(traffic->always_ready && others_wait(run, d, t))) put_closed(run, d, t, held, closed, out);
}

/* Where some of an open loop's packets are lost though nobody is busy all the time, more of them would bring more through. */
static void offer_more(struct outcome *out, const char *closed, const struct losses *lost)
{
	if (closed || strongest(out, LIMIT_BUSY, SATURATED) >= 0 || lost->all <= 0 || lost->all >= 1) return;
	if (out->n_limits == MAX_LIMITS) out->n_limits--;
	out->limit[out->n_limits++] =
		(struct limit){"offered load", LIMIT_LOAD, 1 - lost->all}; /* the last, whatever its share */
}

/* How many of several offer nothing by themselves, or all the time. */
static int traffics_of(const struct run *run, bool closed)
{
	int n = 0;
	for (int k = 0; run->traffic && k < TRAFFICS_MOST; k++)
		n += run->traffic[k].view && run->traffic[k].closed == closed;
	return n;
}

/* Is one of several a generator, which sends as fast as it can beside what others offer? */
static bool generates(const struct run *run)
{
	for (int k = 0; run->traffic && k < TRAFFICS_MOST; k++) {
		const struct setup *view = run->traffic[k].view;
		const struct traffic_ops *ops = view ? view->slot[SLOT_TRAFFIC].reg->model->ops : NULL;
		if (ops && run->traffic[k].closed && ops->out_at_a_time && view->direction != DIR_RR && !ops->thinks) return true;
	}
	return false;
}

/* What was busy or waited for most, of all: a generator may be held by what others have no use for. */
static bool lead_most(struct outcome *out)
{
	const int busy = strongest(out, LIMIT_BUSY, 0), held = strongest(out, LIMIT_HELD, 0);
	if (busy < 0 && held < 0) return false;
	lead_with(out, held < 0 || (busy >= 0 && out->limit[busy].share >= out->limit[held].share) ? busy : held);
	return true;
}

/* What a source waits for that has nothing to send; NULL = for nothing. */
static const char *closed_by(const struct run *run, const struct traffic_ops *ops)
{
	const bool bulk = run->traffic && ops->answer_every; /* of several the first one takes what it gets */
	if (!run->queue[0].traits.closed_loop && !bulk && (!traffics_of(run, true) || traffics_of(run, false))) return NULL;
	if (run->setup->direction == DIR_RR) return "round trip"; /* requests wait for responses */
	return ops->out_at_a_time ? ops->out_at_a_time : "window";
}

void find_limits(struct run *run, const struct snapshot *d, sim_time window, struct outcome *out)
{
	const struct traffic_ops *traffic = run->setup->slot[SLOT_TRAFFIC].reg->model->ops;
	const char *closed = closed_by(run, traffic);
	struct losses lost;
	if (window <= 0) {
		put(out, "no time was measured", LIMIT_LOAD, 1);
		return;
	}
	collect_limits(run, d, (double)window, closed, out, &lost);
	bool carried = !closed && all_carried(run, d, window, &lost, out), rr = run->setup->direction == DIR_RR,
	     thinks = traffic->thinks || run->setup->base_rtt || run->setup->link_bps;
	if (carried && generates(run) && (lead_busy(out) || lead_most(out))) carried = false;
	bool blamed = blame(run, d, (double)window, out);
	if (carried) out->latency_by = latency_by(run, out);
	if (!carried && ((lost.of[DROP_TOO_LONG] >= IN_VAIN && lead(out, LIMIT_LOST, IN_VAIN)) || blamed || lead_busy(out) ||
			 (closed && lost_in_loop(out, closed)) || lead_in_turns(out) ||
			 lead(out, LIMIT_LOST, closed ? HARDLY_LOST : LEFT_OUT) ||
			 (closed && !rr && lead_open_window(out, thinks)) || (generates(run) && lead_most(out)))) {
		offer_more(out, closed, &lost);
		return;
	}
	if (out->n_limits == MAX_LIMITS) out->n_limits--;
	/*
	 * A request always waits for a response. In other loops a window that hardly ever closes does not bind; in open ones all are
	 * carried, or the last ones are on their way.
	 */
	if (carried || (closed && (rr || thinks)))
		put(out, closed ? closed : "offered load", LIMIT_LOAD, 1);
	else
		put(out, "signal latency", LIMIT_LOAD, 1);
	lead(out, LIMIT_LOAD, 0);
}
