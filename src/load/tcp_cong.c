/* tcp_cong.c - Reno and CUBIC, as Linux counts them (net/ipv4/tcp_cong.c, tcp_cubic.c). */
#include "load/tcp_cong.h"

#define BETA 717       /* of 1024: what CUBIC cuts to */
#define CURVE 410      /* C = 0.4, of 1024 */
#define BEFORE_LOSS 20 /* segments acknowledged per segment of growth at most, while no loss told how much there is */
#define LONGEST (UINT32_C(1) << 18) /* 1/1024 s from the curve's origin: its cube still fits */

void tcp_cong_init(struct tcp_cong *c, enum tcp_algorithm algorithm, int32_t initial, int32_t clamp, bool hystart)
{
	*c = (struct tcp_cong){.algorithm = algorithm,
			       .cwnd = initial,
			       .ssthresh = TCP_SSTHRESH_NONE,
			       .clamp = clamp,
			       .hystart = {.on = hystart}};
	c->hystart.least = TIME_NEVER;
	c->hystart.ends = -1;
}

/* ---- growth ---- */

/* tcp_slow_start: what is left is for what follows it. */
static int64_t slow_start(struct tcp_cong *c, int64_t segments)
{
	int64_t grown = c->cwnd + segments < c->ssthresh ? c->cwnd + segments : c->ssthresh, used = grown - c->cwnd;
	c->cwnd = (int32_t)(grown < c->clamp ? grown : c->clamp);
	return segments - used;
}

/* tcp_cong_avoid_ai: one more for each `count` that are acknowledged. */
static void grow(struct tcp_cong *c, int64_t count, int64_t segments)
{
	if (c->acked >= count) {
		c->acked = 0;
		c->cwnd++;
	}
	c->acked += segments;
	if (c->acked >= count) {
		int64_t more = c->acked / count;
		c->acked -= more * count;
		c->cwnd += (int32_t)more;
	}
	if (c->cwnd > c->clamp) c->cwnd = c->clamp;
}

/* ---- CUBIC ---- */

static uint32_t cube_root(uint64_t x)
{
	uint64_t root = 0;
	for (int bit = 20; bit >= 0; bit--) {
		uint64_t more = root | UINT64_C(1) << bit;
		if (more * more * more <= x) root = more;
	}
	return (uint32_t)root;
}

/* The cube of 1/1024 s, over C. */
uint32_t cubic_k(int32_t below)
{
	return cube_root((UINT64_C(1) << 40) / CURVE * (uint64_t)below);
}

int64_t cubic_curve(int32_t origin, uint32_t k, uint32_t t)
{
	uint64_t off = t < k ? k - t : t - k;
	if (off > LONGEST) off = LONGEST;
	int64_t change = (int64_t)((CURVE * off * off * off) >> 40);
	return t < k ? origin - change : origin + change;
}

static void begin_epoch(struct tcp_cong *c, sim_time now, int64_t segments)
{
	struct cubic *u = &c->cubic;
	u->epoch = true;
	u->start = now;
	u->for_reno = segments;
	u->friendly = c->cwnd;
	u->k = u->last_max > c->cwnd ? cubic_k(u->last_max - c->cwnd) : 0;
	u->origin = u->last_max > c->cwnd ? u->last_max : c->cwnd;
}

static void look_at_curve(struct tcp_cong *c, sim_time now)
{
	struct cubic *u = &c->cubic;
	int64_t t = (now - u->start + u->min_rtt) / PS_PER_US * 1024 / 1000000;
	int64_t target = cubic_curve(u->origin, u->k, t < UINT32_MAX ? (uint32_t)t : UINT32_MAX);
	int64_t count = target > c->cwnd ? c->cwnd / (target - c->cwnd) : 100 * (int64_t)c->cwnd;
	if (u->last_max == 0 && count > BEFORE_LOSS) count = BEFORE_LOSS;
	u->count = (int32_t)(count < INT32_MAX ? count : INT32_MAX);
}

/* Not slower than Reno with the same cut: 3(1-beta)/(1+beta) of a segment per window, 15/8 windows per segment. */
static void be_friendly(struct tcp_cong *c)
{
	struct cubic *u = &c->cubic;
	int64_t each = (int64_t)c->cwnd * 15 >> 3;
	if (u->for_reno > each) {
		int64_t more = (u->for_reno - 1) / each;
		u->for_reno -= more * each;
		u->friendly += (int32_t)more;
	}
	if (u->friendly <= c->cwnd) return;
	int32_t most = c->cwnd / (u->friendly - c->cwnd);
	if (u->count > most) u->count = most;
}

/* bictcp_update */
static void cubic_update(struct tcp_cong *c, sim_time now, int64_t segments)
{
	struct cubic *u = &c->cubic;
	u->for_reno += segments;
	if (u->last == c->cwnd && now - u->looked <= PS_PER_S / 32) return;
	if (!u->epoch || now / TCP_TICK != u->looked / TCP_TICK) {
		u->last = c->cwnd;
		u->looked = now;
		if (!u->epoch) begin_epoch(c, now, segments);
		look_at_curve(c, now);
	}
	be_friendly(c);
	if (u->count < 2) u->count = 2;
}

void tcp_cong_acked(struct tcp_cong *c, sim_time now, int64_t segments)
{
	if (tcp_cong_slow_start(c)) segments = slow_start(c, segments);
	if (segments <= 0) return;
	if (c->algorithm == TCP_NEWRENO) {
		grow(c, c->cwnd, segments);
		return;
	}
	cubic_update(c, now, segments);
	grow(c, c->cubic.count, segments);
}

/* ---- HyStart ---- */

#define TRAIN_GAP (2 * PS_PER_MS) /* acknowledgements of one train are no further apart */
#define HYSTART_FROM 16           /* segments */
#define HYSTART_SAMPLES 8
static void hystart_look(struct tcp_cong *c, sim_time now, sim_time rtt, sim_time ack_delay)
{
	struct hystart *h = &c->hystart;
	sim_time least = c->cubic.min_rtt, grown = least / 8;
	if (now - h->last <= TRAIN_GAP) {
		h->last = now;
		/* Halved, as the sender does not space its packets out. */
		if (now - h->begun > (least + ack_delay) / 2) h->found = true;
	}
	if (grown < 4 * PS_PER_MS) grown = 4 * PS_PER_MS;
	if (grown > 16 * PS_PER_MS) grown = 16 * PS_PER_MS;
	if (rtt < h->least) h->least = rtt;
	if (h->samples < HYSTART_SAMPLES)
		h->samples++;
	else if (h->least > least + grown)
		h->found = true;
	if (h->found) c->ssthresh = c->cwnd;
}

void tcp_cong_sample(struct tcp_cong *c, sim_time now, sim_time rtt, int64_t una, int64_t nxt, sim_time ack_delay)
{
	struct cubic *u = &c->cubic;
	struct hystart *h = &c->hystart;
	if (c->algorithm != TCP_CUBIC) return;
	if (u->epoch && now - u->start < PS_PER_S) return; /* just after a recovery: not a round trip to go by */
	if (u->min_rtt == 0 || rtt < u->min_rtt) u->min_rtt = rtt;
	if (!h->on || h->found || !tcp_cong_slow_start(c) || c->cwnd < HYSTART_FROM) return;
	if (una > h->ends) {
		h->begun = h->last = now;
		h->ends = nxt;
		h->least = TIME_NEVER;
		h->samples = 0;
	}
	hystart_look(c, now, rtt, ack_delay);
}

/* ---- losses ---- */

int32_t tcp_cong_cut(struct tcp_cong *c)
{
	int32_t to = c->algorithm == TCP_CUBIC ? (int32_t)((int64_t)c->cwnd * BETA / 1024) : c->cwnd / 2;
	c->acked = 0;
	if (c->algorithm == TCP_CUBIC) {
		struct cubic *u = &c->cubic;
		u->epoch = false;
		/* Another sender has come if the window did not reach the last one: leave it more (fast convergence). */
		u->last_max = c->cwnd < u->last_max ? (int32_t)((int64_t)c->cwnd * (1024 + BETA) / 2048) : c->cwnd;
	}
	return to > TCP_CWND_LEAST ? to : TCP_CWND_LEAST;
}

void tcp_cong_timeout(struct tcp_cong *c, sim_time now)
{
	bool on = c->hystart.on;
	c->cubic = (struct cubic){0};
	c->hystart = (struct hystart){.on = on, .begun = now, .last = now, .ends = -1, .least = TIME_NEVER};
}

void tcp_cong_paused(struct tcp_cong *c, sim_time now, sim_time pause)
{
	struct cubic *u = &c->cubic;
	if (!u->epoch || pause <= 0) return;
	u->start += pause;
	if (u->start > now) u->start = now;
}
