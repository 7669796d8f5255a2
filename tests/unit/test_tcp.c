/*
 * test_tcp.c - the TCP sender alone, against closed forms: rounds of slow start, the curve of CUBIC, the time-out, and how long the four
 * kinds of loss hold a connection up.  The path is a line of fixed delay in this file, which loses what a test says.
 */
#include "base/arena.h"
#include "load/tcp_flow.h"
#include "unit/same.h"
#include <stdlib.h>

#define US PS_PER_US
#define MS PS_PER_MS

/* ---- a path: half a round trip each way, in order, every packet acknowledged ---- */

#define LINE 65536
struct line {
	sim_time at[LINE];
	uint32_t what[LINE], head, tail;
};
static void line_put(struct line *l, sim_time at, uint32_t what)
{
	CU_ASSERT_FATAL(l->tail - l->head < LINE);
	l->at[l->tail % LINE] = at;
	l->what[l->tail++ % LINE] = what;
}
static sim_time line_next(const struct line *l)
{
	return l->head == l->tail ? TIME_NEVER : l->at[l->head % LINE];
}

struct path {
	struct arena arena;
	struct tcp_flow flow;
	struct tcp_counts counts;
	struct line out, back;
	int ack_every, unacked; /* packets per acknowledgement; those that wait for one */
	sim_time ack_due;
	sim_time now, rtt;
	int64_t data;       /* segments to be sent in all */
	int64_t window;     /* the receiver's, segments */
	int64_t sent, lost; /* segments; packets lost */
	int64_t lose_each;  /* every so many packets, 0 = none */
	bool (*loses)(const struct path *p, const struct tcp_send *s, uint32_t serial);
	sim_time done; /* when all had come */
};

static void path_begin(struct path *p, enum tcp_algorithm algorithm, sim_time rtt, int64_t data, int64_t window)
{
	const struct tcp_limits limits = {.segments = 1, .window = window, .rto_least = 200 * MS};
	memset(p, 0, sizeof *p);
	p->rtt = rtt;
	p->data = data;
	p->window = window;
	CU_ASSERT_FATAL(tcp_flow_init(&p->flow, &limits, &p->counts, &p->arena));
	tcp_cong_init(&p->flow.cong, algorithm, 10, 1 << 28, false);
	p->ack_every = 1;
	p->ack_due = TIME_NEVER;
}

static void path_end(struct path *p)
{
	arena_free(&p->arena);
}

static void path_send(struct path *p)
{
	struct tcp_flow *f = &p->flow;
	struct tcp_send s;
	f->edge = f->next + p->window < p->data ? f->next + p->window : p->data;
	while (tcp_flow_may_send(f, &s)) {
		uint32_t serial = tcp_flow_send(f, p->now, &s);
		p->sent += s.n;
		if ((p->loses && p->loses(p, &s, serial)) || (p->lose_each && serial % p->lose_each == p->lose_each - 1)) {
			p->lost++;
			tcp_flow_vanished(f, serial);
		} else {
			line_put(&p->out, p->now + p->rtt / 2, serial);
		}
	}
	if (!p->lose_each) CU_ASSERT_FATAL(tcp_flow_sound(f));
}

static void path_ack(struct path *p, sim_time at)
{
	line_put(&p->back, at + p->rtt / 2, tcp_flow_ack(&p->flow, p->flow.next + p->window));
	p->unacked = 0;
	p->ack_due = TIME_NEVER;
}

/* The next thing that happens; false when nothing does before `until`. */
static bool path_step(struct path *p, sim_time until)
{
	struct tcp_flow *f = &p->flow;
	sim_time a = line_next(&p->out), b = line_next(&p->back), t = tcp_flow_due(f), at = a < b ? a : b;
	if (t < at) at = t;
	if (p->ack_due < at) at = p->ack_due;
	if (at > until) return false;
	p->now = at;
	if (at == a) {
		int32_t fresh;
		bool at_once = tcp_flow_come(f, p->out.what[p->out.head++ % LINE], &fresh);
		if (++p->unacked >= p->ack_every || at_once)
			path_ack(p, at);
		else
			p->ack_due = at + 40 * MS;
		if (f->next == p->data && !p->done) p->done = at;
	} else if (at == p->ack_due) {
		path_ack(p, at);
	} else if (at == b) {
		CU_ASSERT(tcp_flow_acked(f, at, p->back.what[p->back.head++ % LINE]));
	} else {
		tcp_flow_timeout(f, at);
	}
	return true;
}

static void path_run(struct path *p, sim_time until)
{
	path_send(p);
	while (path_step(p, until))
		path_send(p);
}

/* ---- slow start ---- */

/* Round k sends 10 * 2^k segments: all have come after n and a half round trips. */
static void rounds_of_slow_start(void)
{
	static const struct {
		int64_t segments;
		int rounds;
	} row[] = {{10, 1}, {11, 2}, {30, 2}, {31, 3}, {100, 4}, {1000, 7}, {10000, 10}};
	static struct path p;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int a = TCP_CUBIC; a <= TCP_NEWRENO; a++) {
			path_begin(&p, (enum tcp_algorithm)a, 10 * MS, row[i].segments, 20000);
			path_run(&p, 10 * PS_PER_S);
			CU_ASSERT(same("rounds, in half round trips", p.done / (5 * MS), 2 * row[i].rounds - 1));
			CU_ASSERT(same("sent", p.sent, row[i].segments));
			CU_ASSERT(same("left out", p.flow.nxt - p.flow.una, 0));
			path_end(&p);
		}
}

/* Where something else holds the sender, the window grows to twice what was out and no further. */
static void grows_only_when_limited(void)
{
	static struct path p;
	for (int a = TCP_CUBIC; a <= TCP_NEWRENO; a++) {
		path_begin(&p, (enum tcp_algorithm)a, 10 * MS, INT64_MAX / 2, 100);
		path_run(&p, 2 * PS_PER_S);
		CU_ASSERT(p.flow.cong.cwnd >= 160 && p.flow.cong.cwnd <= 201);
		path_end(&p);
	}
}

/* ---- CUBIC ---- */

/* K after a cut of 0.3 of the window, in seconds; and the window t seconds after it. */
static void curve_of_cubic(void)
{
	static const struct {
		int32_t most;
		double k;
	} row[] = {{10, 1.957}, {100, 4.217}, {1000, 9.086}, {10000, 19.57}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CU_ASSERT(within("K", cubic_k(row[i].most * 3 / 10) / 1024., row[i].k, 0.005));
	static const struct {
		double t, w;
	} at[] = {{0, 70}, {1, 86.68}, {2, 95.64}, {4.217, 100}, {8.434, 130}};
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		CU_ASSERT(within("W", (double)cubic_curve(100, cubic_k(30), (uint32_t)(at[i].t * 1024)), at[i].w, 1));
}

/* Segment by segment, with round trips so long that Reno would be slower. */
static void window_follows_curve(void)
{
	struct tcp_cong c;
	tcp_cong_init(&c, TCP_CUBIC, 100, 1 << 28, false);
	c.cwnd = c.ssthresh = tcp_cong_cut(&c);
	c.cubic.min_rtt = 500 * MS;
	CU_ASSERT(same("after the cut", c.cwnd, 70));
	static const struct {
		double t, w;
	} at[] = {{1, 86.68}, {2, 95.64}, {4.217, 100}, {8.434, 130}};
	size_t i = 0;
	for (sim_time t = 0; i < sizeof at / sizeof *at; t += 500 * MS) { /* two windows a second */
		int n = c.cwnd;
		for (int k = 0; k < n; k++)
			tcp_cong_acked(&c, t + 500 * MS * k / n, 1);
		if ((double)t / 1e12 + 0.5 >= at[i].t) {
			CU_ASSERT(within("window", c.cwnd, at[i].w, 5));
			i++;
		}
	}
}

/* A loss below the last window leaves room for others; one above it does not. */
static void fast_convergence(void)
{
	struct tcp_cong c;
	tcp_cong_init(&c, TCP_CUBIC, 1000, 1 << 28, false);
	c.cwnd = tcp_cong_cut(&c);
	CU_ASSERT(same("window", c.cwnd, 700));
	CU_ASSERT(same("last", c.cubic.last_max, 1000));
	c.cwnd = tcp_cong_cut(&c);
	CU_ASSERT(same("window", c.cwnd, 490));
	CU_ASSERT(same("last", c.cubic.last_max, 700 * (1024 + 717) / 2048));
	c.cwnd = 800;
	tcp_cong_cut(&c);
	CU_ASSERT(same("last", c.cubic.last_max, 800));
	tcp_cong_init(&c, TCP_NEWRENO, 5, 1 << 28, false);
	CU_ASSERT(same("half of 5", tcp_cong_cut(&c), 2));
	c.cwnd = 2;
	CU_ASSERT(same("half of 2", tcp_cong_cut(&c), 2));
}

/* ---- time-outs ---- */

static void first_sample(void)
{
	struct tcp_rtt r = {0};
	CU_ASSERT(same("before a sample", tcp_rtt_rto(&r), PS_PER_S));
	tcp_rtt_sample(&r, 100 * US, 200 * MS, 0, 10);
	CU_ASSERT(same("least", tcp_rtt_rto(&r), 100 * US + 200 * MS));
	r = (struct tcp_rtt){0};
	tcp_rtt_sample(&r, 150 * MS, 200 * MS, 0, 10);
	CU_ASSERT(same("twice the sample", tcp_rtt_rto(&r), 450 * MS));
	for (int i = 0; i < 1000; i++)
		tcp_rtt_sample(&r, 150 * MS, 200 * MS, 11 * i, 11 * i + 10);
	CU_ASSERT(within("steady", (double)tcp_rtt_rto(&r), 350e9, 1e9));
}

/* ---- losses ---- */

#define STALL_RTT (100 * US)
static int64_t lose_from, lose_to; /* first transmissions of these segments are lost, and a probe with lose_probe */
static bool lose_probe;
static bool loses_some(const struct path *p, const struct tcp_send *s, uint32_t serial)
{
	(void)serial;
	if (s->again) return lose_probe && p->counts.probes == 1 && p->counts.timeouts == 0;
	return s->first >= lose_from && s->first < lose_to;
}

/* 20 segments in a window of 20 after an exchange that gives a round trip; how much later than without a loss they had all come. */
static sim_time stall(int64_t data, int64_t from, int64_t to, bool probe, int ack_every)
{
	static struct path p;
	sim_time done[2];
	for (int i = 0; i < 2; i++) {
		path_begin(&p, TCP_CUBIC, STALL_RTT, 100, 1000);
		path_run(&p, 10 * MS);
		CU_ASSERT_FATAL(p.done > 0);
		lose_from = i ? 100 + from : 0;
		lose_to = i ? 100 + to : 0;
		lose_probe = probe;
		p.loses = loses_some;
		p.ack_every = ack_every;
		p.data = 100 + data;
		p.now = 10 * MS;
		p.done = 0;
		path_run(&p, 5 * PS_PER_S);
		CU_ASSERT(same("unacknowledged", p.flow.nxt - p.flow.una, 0));
		CU_ASSERT(same("come", p.flow.next, 100 + data));
		done[i] = p.done;
		path_end(&p);
	}
	return done[1] - done[0];
}

static void stalls(void)
{
	/* In the middle: found by what came after it, sent again at once. */
	CU_ASSERT(within("middle", (double)stall(20, 10, 11, false, 2), STALL_RTT, 0.2 * STALL_RTT));
	/* The last: a probe 2 R + 2 ms after it. */
	CU_ASSERT(within("last", (double)stall(20, 19, 20, false, 2), 2 * STALL_RTT + 2 * MS, STALL_RTT));
	/* A request of one segment: its acknowledgement might be held back. */
	CU_ASSERT(within("single", (double)stall(1, 0, 1, false, 1), 200 * MS, MS));
	/* All: the probe tells of those before it, which go 1, 2, 4, .. a round trip. */
	CU_ASSERT(within("window", (double)stall(20, 0, 20, false, 2), 7 * STALL_RTT + 2 * MS, 2 * STALL_RTT));
	/* And it is lost, too. */
	CU_ASSERT(within("window and probe", (double)stall(20, 0, 20, true, 1), 200 * MS, 4 * MS));
}

static bool loses_one(const struct path *p, const struct tcp_send *s, uint32_t serial)
{
	(void)p, (void)s;
	return serial == 500 || serial == 510 || serial == 520;
}

/* Three losses in one window are one cut, to 0.7 or a half of it, and nothing is sent twice that came. */
static void one_cut_per_window(void)
{
	static struct path p;
	for (int a = TCP_CUBIC; a <= TCP_NEWRENO; a++) {
		path_begin(&p, (enum tcp_algorithm)a, 10 * MS, INT64_MAX / 2, 2000);
		p.loses = loses_one;
		path_run(&p, 74 * MS);
		int32_t before = p.flow.prior_cwnd;
		CU_ASSERT(same("cuts", p.counts.cuts, 1));
		CU_ASSERT(same("again", p.counts.again, 3));
		CU_ASSERT(same("time-outs", p.counts.timeouts, 0));
		CU_ASSERT(within("window", p.flow.cong.cwnd, before * (a == TCP_CUBIC ? 0.7 : 0.5), 3));
		path_end(&p);
	}
}

/* ---- long runs: rates under loss ---- */

#define RATE_RTT (10 * MS)
/* Segments a round trip, over half a minute, without the first seconds. */
static double mean_window(enum tcp_algorithm algorithm, int64_t each)
{
	static struct path p;
	path_begin(&p, algorithm, RATE_RTT, INT64_MAX / 2, 20000);
	p.lose_each = each;
	path_run(&p, 10 * PS_PER_S);
	int64_t before = p.flow.next;
	path_run(&p, 40 * PS_PER_S);
	double mean = (double)(p.flow.next - before) / (30. * PS_PER_S / RATE_RTT);
	CU_ASSERT(same("time-outs", p.counts.timeouts, 0));
	CU_ASSERT(same("delivered, lost or out", p.counts.sent, p.counts.delivered + p.lost + p.flow.out));
	path_end(&p);
	return mean;
}

/* Mathis: sqrt(3/2 / p) for losses evenly apart; CUBIC among machines of one site is AIMD(0.529, 0.7) with the same mean. */
static void rate_under_loss(void)
{
	static const int64_t each[] = {1000, 3000, 10000};
	for (size_t i = 0; i < 3; i++)
		for (int a = TCP_CUBIC; a <= TCP_NEWRENO; a++) {
			double expected = sqrt(1.5 * (double)each[i]);
			CU_ASSERT(within(a == TCP_CUBIC ? "cubic" : "newreno", mean_window((enum tcp_algorithm)a, each[i]),
					 expected, expected / 10));
		}
}

/* ---- two connections through one queue ---- */

/*
 * A wire of a packet in `each`, behind a queue of QUEUE that drops what finds it full; its acknowledgements are there half a round trip later.
 * The second begins ten seconds after the first.
 */
#define SHARED_RTT (20 * MS)
enum { QUEUE = 60, ACK_BIT = 31 };
struct shared {
	struct arena arena;
	struct tcp_flow flow[2];
	struct tcp_counts counts[2];
	struct line queue, back; /* what leaves the queue when; acknowledgements. Serial or number, and whose */
	sim_time free_at;
};

static void shared_send(struct shared *s, int k, sim_time now)
{
	const sim_time each = 200 * US; /* a hundred packets a round trip */
	struct tcp_send send;
	while (tcp_flow_may_send(&s->flow[k], &send)) {
		uint32_t serial = tcp_flow_send(&s->flow[k], now, &send);
		if (s->queue.tail - s->queue.head >= QUEUE) {
			tcp_flow_vanished(&s->flow[k], serial);
			continue;
		}
		s->free_at = (s->free_at > now ? s->free_at : now) + each;
		line_put(&s->queue, s->free_at, serial | (uint32_t)k << ACK_BIT);
	}
}

static void shared_step(struct shared *s, sim_time begins)
{
	const uint32_t mask = (UINT32_C(1) << ACK_BIT) - 1;
	sim_time a = line_next(&s->queue), b = line_next(&s->back), at = a < b ? a : b;
	int timer = -1, k;
	for (k = 0; k < 2; k++)
		if (tcp_flow_due(&s->flow[k]) < at) at = tcp_flow_due(&s->flow[timer = k]);
	if (timer >= 0) {
		k = timer;
		tcp_flow_timeout(&s->flow[k], at);
	} else if (at == a) {
		uint32_t what = s->queue.what[s->queue.head++ % LINE];
		int32_t fresh;
		k = (int)(what >> ACK_BIT);
		tcp_flow_come(&s->flow[k], what & mask, &fresh);
		line_put(&s->back, at + SHARED_RTT, tcp_flow_ack(&s->flow[k], s->flow[k].next + 2000) | (uint32_t)k << ACK_BIT);
	} else {
		uint32_t what = s->back.what[s->back.head++ % LINE];
		k = (int)(what >> ACK_BIT);
		tcp_flow_acked(&s->flow[k], at, what & mask);
	}
	shared_send(s, k, at);
	if (s->flow[1].nxt == 0 && at >= begins) shared_send(s, 1, at);
}

/* Jain's index of what each gets in the last minute of two: 1 = the same, 0.5 = one gets all. */
static void two_share(void)
{
	static struct shared s;
	for (int a = TCP_CUBIC; a <= TCP_NEWRENO; a++) {
		const struct tcp_limits limits = {.segments = 1, .window = 2000, .rto_least = 200 * MS};
		int64_t before[2] = {0};
		memset(&s, 0, sizeof s);
		for (int k = 0; k < 2; k++) {
			CU_ASSERT_FATAL(tcp_flow_init(&s.flow[k], &limits, &s.counts[k], &s.arena));
			tcp_cong_init(&s.flow[k].cong, (enum tcp_algorithm)a, 10, 1 << 28, false);
			s.flow[k].edge = 2000;
		}
		shared_send(&s, 0, 0);
		while (s.free_at < 120 * PS_PER_S) {
			shared_step(&s, 10 * PS_PER_S);
			for (int k = 0; k < 2 && s.free_at < 60 * PS_PER_S; k++)
				before[k] = s.flow[k].next;
		}
		double x = (double)(s.flow[0].next - before[0]), y = (double)(s.flow[1].next - before[1]);
		CU_ASSERT(within("Jain's index", (x + y) * (x + y) / (2 * (x * x + y * y)), 1, 0.05));
		CU_ASSERT(within("the wire is full", (x + y) / 60 * 200e-6, 1, 0.05));
		CU_ASSERT(tcp_flow_sound(&s.flow[0]) && tcp_flow_sound(&s.flow[1]));
		arena_free(&s.arena);
	}
}

CU_TestInfo test_tcp[] = {
	{"rounds_of_slow_start", rounds_of_slow_start},
	{"grows_only_when_limited", grows_only_when_limited},
	{"curve_of_cubic", curve_of_cubic},
	{"window_follows_curve", window_follows_curve},
	{"fast_convergence", fast_convergence},
	{"first_sample", first_sample},
	{"stalls", stalls},
	{"one_cut_per_window", one_cut_per_window},
	{"rate_under_loss", rate_under_loss},
	{"two_share", two_share},
	CU_TEST_INFO_NULL,
};
