/*
 * traffic_tcp.c - bulk TCP as Linux sends it: connections whose windows follow what is acknowledged and lost.
 *
 * 1. There are `traffic.flows` connections, or one for each queue. Each has data without end. It may have as many segments out as its
 *    congestion window (cwnd) and the receiver's allow, of an MSS each: `mtu` less IP and TCP headers, or `segment` where that is
 *    shorter. A packet holds up to `segment` bytes of whole segments, at most half of cwnd (tcp_cwnd_test): `segment: 65160B` are 45
 *    with segmentation offload (TSO, GSO). Where the guest's buffers don't hold that it comes as frames of a segment each
 *    (nic.software_gso).
 * 2. cwnd begins with `initial_window` (TCP_INIT_CWND) and grows by what is acknowledged, while it is what holds the sender
 *    (tcp_is_cwnd_limited): slow start by as much (tcp_slow_start); then `congestion: newreno` by a segment per window
 *    (tcp_reno_cong_avoid), `cubic` along its curve, not slower than Reno with the same cut (bictcp_update, RFC 9438; looked at once a
 *    millisecond). `hystart` ends slow start when trains of acknowledgements or round trips grow long (hystart_update).
 * 3. The receiver acknowledges `ack_every` full-sized segments, as `window` does; at once what fills a gap, lies beyond one, or is known;
 *    the first `quick_acks`, and as many after a gap of the least time-out, one by one (tcp_incr_quickack). An acknowledgement tells
 *    all that has come (SACK), and the receiver's window: `rcvbuf` * `window_scale` of payload, as a program reads at once and the
 *    rest is what buffers take (tcp_adv_win_scale 1: a half). With `window_opens` it begins with 64 KiB and opens by two segments
 *    per arrival (tcp_grow_window), each of which is then acknowledged. Its right edge never moves back.
 * 4. A packet is lost when one sent later has come, and three segments are known to lie beyond the gap or a recovery goes on; else after
 *    a quarter of the least round trip more (tcp_rack_detect_loss). The window is cut once per window of data: to 717/1024 (cubic) or
 *    a half, not below 2. Retransmissions go first, and all is sent in proportion to what arrives (tcp_cwnd_reduction: PRR).
 * 5. Of the tail a probe goes out 2 round trips + 2 ms after the last packet, + 200 ms where a single segment is out
 *    (tcp_schedule_loss_probe). Time-out: smoothed round trip + max(its deviation, `rto_min`), 1 s before there is any, doubled each
 *    time up to 120 s; then all that is out counts as lost, and cwnd is 1 (tcp_enter_loss), unless the originals turn up (F-RTO).
 * 6. What the sender's own queue has no room for was never sent: cwnd is cut, and it goes out after the next acknowledgement
 *    (tcp_enter_cwr). A sender in the guest (direction tx) has no more packets below TCP than `small_queue` bytes or 1/1024 s at the
 *    rate of pacing, by truesize, but two (tcp_small_queue_check): they are off its hands when nic.notify.tx_complete says so. So the
 *    device's queue holds it, and nothing is dropped there.
 * 7. A program writes `message` bytes every `message_every` (0B: it always has data). What is no full segment waits for the small one
 *    before it (`nagle`), or for the packet before it to leave the guest (`autocork`), until an acknowledgement or that gives it another
 *    look. Its end is acknowledged at once, as it is read then. Of an idle connection cwnd shrinks (`idle_restart`).
 * 8. With segmentation offload a packet holds what is paced in 1/1024 s and 64 KiB halved for each 512 us of the least round trip, two
 *    segments at least (`autosize`). `autotune`: rcvbuf begins with 128 KiB, and is set once per round trip to what twice the bytes read in
 *    it want, and in proportion more while they grow (tcp_rcv_space_adjust), up to `rcvbuf`.
 * 9. A segment counts as goodput once, when it first arrives. Losses are found by the sender as described, whoever dropped it.
 *
 * First order: no reordering on the path, SACK tells everything, duplicate acknowledgements are not compressed, packets are not paced,
 * none is held back to become larger (tcp_tso_should_defer), a program reads at once.
 */
#include "base/arena.h"
#include "base/param.h"
#include "load/pace.h"
#include "load/tcp_app.h"
#include "load/tcp_flow.h"
#include "load/tcp_ring.h"
#include "nic/fragments.h"
#include "nic/gso.h"
#include "nic/model.h"

struct flow {
	struct tcp_flow tcp;
	int64_t edge, window; /* of the receiver: segments; end of what it offered, and how much it offers */
	int64_t charged;      /* truesize of what is below TCP on the sender's machine */
	uint64_t looked;      /* us: up to then the sums hold it */
	struct tcp_writer writer;
	struct tcp_space space;
	int64_t most; /* segments of the receiver's window, as large as its buffer is so far */
	bool ready;   /* in line to send */
};

struct tcp {
	int64_t congestion, hystart, initial_window, segment, headers, mtu, rcvbuf, scale, opens, ack_every, quick_acks, ack_size,
		delayed_ack, rto_min, small_queue, message, every, nagle, autocork, idle_restart, autosize, autotune;
	int n;          /* flows of this queue */
	int64_t all;    /* of all queues */
	int64_t unit;   /* bytes of a segment */
	int64_t most;   /* segments of the receiver's window */
	bool in_guest;  /* who sends */
	bool cut;       /* packets reach the guest as frames of a segment each */
	sim_time write; /* all flows' programs write next; TIME_NEVER = there is data without end */
	/* What flow f sends next, if it may. */
	bool (*may_send)(struct tcp *t, struct flow *f, struct tcp_send *s);
	/* A packet goes out: its serial, or that of its first frame; *s is what of it does. */
	uint32_t (*transmit)(struct tcp_flow *f, sim_time now, struct tcp_send *s);
	struct flow *flow;
	/* Acknowledgements on their way to the sender; all of one delay, so in order. */
	struct tcp_ring inbox;
	/* Flows that may be able to send: a ring of n. */
	int *line, head, waiting;
	sim_time clock; /* of the sender: up to here all is done */
	sim_time floor; /* no timer is earlier */
	const sim_time *now;
	uint32_t handed; /* serial of the last packet, of flow `hand`, while it may still be refused; -1 = none may */
	int hand;
	struct tcp_counts n_counts;
	int64_t cwnd_us, rtt_us; /* sums over time */
};

struct mail {
	sim_time at;
	int flow;
	uint32_t number;
};

/* ---- parameters ---- */

static const char *const algorithms[] = {"cubic", "newreno", NULL}; /* enum tcp_algorithm */

#define ETHERNET_HEADER 14
#define FIRST_RCVBUF (128 << 10) /* tcp_rmem[1] */
#define FIRST_WINDOW 65536       /* tcp_select_initial_window: what can be said before the scale is known */
static const struct param params[] = {
	{"congestion", UNIT_WORD, 0, 0, "cubic", algorithms, offsetof(struct tcp, congestion),
	 "who decides on the congestion window: cubic (Linux's default) or newreno"},
	{"hystart", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct tcp, hystart),
	 ONLY("congestion=cubic") "leave slow start before a loss when acknowledgements say so (Linux: on)"},
	{"initial_window", UNIT_COUNT, 1, 1000, "10", NULL, offsetof(struct tcp, initial_window),
	 "segments sent before anything is acknowledged (Linux TCP_INIT_CWND, RFC 6928: 10)"},
	{"segment", UNIT_BYTES, 1, 65535, "1448B", NULL, offsetof(struct tcp, segment),
	 "payload of a packet at most: 1448 B for MTU 1500 with TCP timestamps; 65160 B, 45 of them, with segmentation offload"},
	{"headers", UNIT_BYTES, FRAME_MIN, 256, "66B", NULL, offsetof(struct tcp, headers),
	 "Ethernet 14, IPv4 20, TCP with timestamps 32"},
	{"mtu", UNIT_BYTES, 68, 65535, "1500B", NULL, offsetof(struct tcp, mtu),
	 "of the path: a segment is this less its IP and TCP headers (headers less Ethernet's 14 B)"},
	{"rcvbuf", UNIT_BYTES, 2048, INT64_C(1) << 30, "6MiB", NULL, offsetof(struct tcp, rcvbuf),
	 "memory of a receiver's socket (Linux tcp_rmem: 6 MiB at most)"},
	{"window_scale", UNIT_RATIO, 1000, 1000000, "50%", NULL, offsetof(struct tcp, scale),
	 "part of rcvbuf that is offered as window, the rest being what buffers take besides payload (tcp_adv_win_scale 1: a "
	 "half)"},
	{"window_opens", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct tcp, opens),
	 "the window begins with 64 KiB and opens with what arrives (tcp_grow_window); false: all of it is offered from the "
	 "start"},
	{"ack_every", UNIT_COUNT, 1, 64, "2", NULL, offsetof(struct tcp, ack_every), "full-sized segments per acknowledgement"},
	{"quick_acks", UNIT_COUNT, 0, 64, "16", NULL, offsetof(struct tcp, quick_acks),
	 ONLY("ack_every!=1") "acknowledgements at the start, and after a gap longer than rto_min, that answer one arrival each "
			      "(Linux TCP_MAX_QUICKACKS)"},
	{"ack_size", UNIT_BYTES, FRAME_MIN, 1514, "66B", NULL, offsetof(struct tcp, ack_size), "frame of an acknowledgement"},
	{"delayed_ack", UNIT_TIME, 1, PS_PER_S, "40ms", NULL, offsetof(struct tcp, delayed_ack),
	 ONLY("ack_every!=1") "latest acknowledgement (Linux TCP_DELACK_MIN)"},
	{"rto_min", UNIT_TIME, PS_PER_US, 100 * PS_PER_S, "200ms", NULL, offsetof(struct tcp, rto_min),
	 "least deviation that a time-out adds to the round trip (Linux TCP_RTO_MIN; RFC 6298 would have 1 s)"},
	{"small_queue", UNIT_BYTES, 0, INT64_C(1) << 30, "1MiB", NULL, offsetof(struct tcp, small_queue),
	 ONLY("direction=tx") "truesize of a flow's packets below TCP in the guest at most (Linux tcp_limit_output_bytes); 0B = "
			      "no limit"},
	{"message", UNIT_BYTES, 0, 1 << 30, "0B", NULL, offsetof(struct tcp, message),
	 "what a flow's program writes at a time, every message_every; 0B = it has data without end"},
	{"message_every", UNIT_TIME, PS_PER_NS, 100 * PS_PER_S, "1ms", NULL, offsetof(struct tcp, every),
	 ONLY("message!=0B") "time between two of them"},
	{"nagle", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct tcp, nagle),
	 ONLY("message!=0B") "a segment that is not full waits while another such is not acknowledged (RFC 896, Minshall); "
			     "false: "
			     "TCP_NODELAY"},
	{"autocork", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct tcp, autocork),
	 ONLY("message!=0B direction=tx") "less than a full packet waits while an earlier one of the flow is in a queue or ring "
					  "(Linux tcp_autocorking)"},
	{"idle_restart", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct tcp, idle_restart),
	 ONLY("message!=0B") "cwnd halves with each time-out that nothing was sent (Linux tcp_slow_start_after_idle)"},
	{"autosize", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct tcp, autosize),
	 ONLY("tso") "packets are no longer than what is paced in 1/1024 s, and what a short round trip adds (tcp_tso_autosize)"},
	{"autotune", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct tcp, autotune),
	 "rcvbuf begins with 128 KiB and grows with what is read, once per round trip (Linux tcp_rcv_space_adjust); false: it is "
	 "all there from the start"},
	{0},
};

#define COUNT(name_, field, help_, better_)                                                                                    \
	{                                                                                                                      \
		name_, "", GROUP_COUNT, help_, .scale = TOTAL, .cell = IN_MODEL(struct tcp, n_counts.field), .better = better_ \
	}
static const struct statistic stats[] = {
	COUNT("tcp_retransmissions", again, "segments sent again while measuring, probes included", BETTER_LOWER),
	COUNT("tcp_timeouts", timeouts, "time-outs (RTO) while measuring", BETTER_LOWER),
	COUNT("tcp_spurious", spurious, "of which were found to be too early (F-RTO)", BETTER_LOWER),
	COUNT("tcp_probes", probes, "tail loss probes while measuring", BETTER_NEITHER),
	COUNT("tcp_cuts", cuts, "cuts of a congestion window while measuring", BETTER_LOWER),
	{"tcp_cwnd", "segments", GROUP_COUNT, "congestion windows of all flows together, mean over time", .scale = PER_SECOND,
	 .cell = IN_MODEL(struct tcp, cwnd_us), .factor = 1e-6, .better = BETTER_NEITHER},
	{"tcp_rtt", "us", GROUP_COUNT, "smoothed round trip, mean over time and flows", .scale = PER_SECOND,
	 .cell = IN_MODEL(struct tcp, rtt_us), .factor = 1e-9, .better = BETTER_LOWER},
	{0},
};

static int64_t mss_of(const struct tcp *t)
{
	return t->mtu + ETHERNET_HEADER - t->headers;
}

static int64_t unit_of(const struct tcp *t)
{
	return t->segment < mss_of(t) ? t->segment : mss_of(t);
}

static int64_t window_of(const struct tcp *t)
{
	int64_t segments = t->rcvbuf * t->scale / 1000000 / unit_of(t);
	return segments > 0 ? segments : 1;
}

/* ---- flows ---- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void get_in_line(struct tcp *t, int k)
{
	if (t->flow[k].ready) return;
	t->flow[k].ready = true;
	t->line[(t->head + t->waiting++) % t->n] = k;
}

static void leave_line(struct tcp *t)
{
	t->flow[t->line[t->head]].ready = false;
	t->head = (t->head + 1) % t->n;
	t->waiting--;
}

/* Of runs at bits per second, which take years, a sum may not fit: it stays at the largest. */
static void sum_over(int64_t *sum, int64_t value, int64_t time)
{
	int64_t part;
	if (__builtin_mul_overflow(value, time, &part) || __builtin_add_overflow(*sum, part, sum)) *sum = INT64_MAX;
}

/* Before the window of a flow changes: what it was since the last time. */
static void sum_up(struct tcp *t, struct flow *f)
{
	uint64_t now = (uint64_t)(t->clock / PS_PER_US);
	int64_t since = (int64_t)(now - f->looked);
	if (since <= 0) return;
	sum_over(&t->cwnd_us, f->tcp.cong.cwnd, since);
	sum_over(&t->rtt_us, f->tcp.rtt.srtt8 / 8 / PS_PER_NS / t->all, since);
	f->looked = now;
}

static void after(struct tcp *t, int k)
{
	sim_time due = tcp_flow_due(&t->flow[k].tcp);
	if (due < t->floor) t->floor = due;
	get_in_line(t, k);
}

static bool init_flow(struct tcp *t, struct flow *f, struct arena *a)
{
	const struct tcp_limits limits = {
		.segments = (int32_t)(t->segment / t->unit), .window = t->most, .rto_least = t->rto_min};
	if (!tcp_flow_init(&f->tcp, &limits, &t->n_counts, a)) return false;
	tcp_cong_init(&f->tcp.cong, (enum tcp_algorithm)t->congestion, (int32_t)t->initial_window, 1 << 28, t->hystart);
	f->writer = (struct tcp_writer){.nagle = t->nagle, .unit = t->unit, .written = t->message};
	f->space.at_most = t->initial_window * t->unit; /* tcp_init_buffer_space */
	f->most = t->most;
	if (t->autotune) f->most = least(t->most, FIRST_RCVBUF * t->scale / 1000000 / t->unit + 1);
	int64_t first = FIRST_WINDOW / t->unit;
	f->window = t->opens && first < f->most ? first : f->most;
	if (f->window < 1) f->window = 1;
	f->tcp.edge = f->edge = f->window;
	return true;
}

static bool may_send_whole(struct tcp *t, struct flow *f, struct tcp_send *s)
{
	(void)t;
	return tcp_flow_may_send(&f->tcp, s);
}

/* Packets as large as the rate asks for, and no more in them than was written. */
static bool may_send_some(struct tcp *t, struct flow *f, struct tcp_send *s)
{
	struct tcp_flow *c = &f->tcp;
	if (t->autosize) c->size = tcp_autosize(tcp_flow_pacing(c, t->unit), c->rtt.least, t->unit, c->limits.segments);
	if (t->message && t->idle_restart && f->writer.written > f->writer.given) {
		sum_up(t, f);
		tcp_restart(c, t->clock, (int32_t)t->initial_window);
	}
	return tcp_flow_may_send(c, s) && (!t->message || tcp_writer_offers(&f->writer, c, s));
}

static bool (*may_send_of(const struct tcp *t))(struct tcp *t, struct flow *f, struct tcp_send *s)
{
	bool sized = t->autosize && t->segment / t->unit > 2;
	return t->message || sized ? may_send_some : may_send_whole;
}

static uint32_t transmit_whole(struct tcp_flow *f, sim_time now, struct tcp_send *s)
{
	return tcp_flow_send(f, now, s);
}

static bool init(void *self, const struct traffic_env *env)
{
	struct tcp *t = self;
	const struct setup *s = env->setup;
	t->all = s->flows ? s->flows : s->queues;
	t->n = env->flows ? flows_of(env->flows, env->queue) : s->flows ? (int)s->flows : 1;
	t->unit = unit_of(t);
	t->most = window_of(t);
	t->in_guest = env->setup->direction == DIR_TX;
	t->cut = gso_of(s).payload > 0;
	t->transmit = t->cut ? tcp_flow_send_each : transmit_whole;
	t->write = t->message ? t->every : TIME_NEVER;
	t->floor = t->write;
	t->may_send = may_send_of(t);
	t->now = env->now;
	t->hand = -1;
	if (t->n == 0) return true;
	t->flow = arena_array(env->arena, (size_t)t->n, sizeof *t->flow);
	t->line = arena_array(env->arena, (size_t)t->n, sizeof *t->line);
	if (!t->flow || !t->line || !tcp_ring_init(&t->inbox, t->n * t->most + 1, sizeof(struct mail), env->arena)) return false;
	for (int k = 0; k < t->n; k++) {
		if (!init_flow(t, &t->flow[k], env->arena)) return false;
		get_in_line(t, k);
	}
	return true;
}

/* ---- the sender ---- */

/* tcp_small_queue_check: is enough of it below TCP? Two packets always may be, and whatever a single one takes. */
static bool is_queued(const struct tcp *t, const struct flow *f, const struct tcp_send *s)
{
	if (!t->in_guest || t->small_queue == 0) return false;
	int64_t size = transmit_truesize((int32_t)(s->n * t->unit + t->headers));
	int64_t limit = tcp_flow_pacing(&f->tcp, t->unit) / 1024;
	if (limit > t->small_queue) limit = t->small_queue;
	if (limit < 2 * size) limit = 2 * size;
	return f->charged > limit && f->tcp.nxt - f->tcp.una > s->n;
}

static void hand_over(struct tcp *t, int k, struct tcp_send *s, struct arrival *out)
{
	struct flow *f = &t->flow[k];
	const uint32_t serial = t->transmit(&f->tcp, t->clock, s);
	int64_t bytes = s->n * t->unit;
	if (t->message) {
		tcp_writer_gave(&f->writer, &f->tcp, s);
		bytes -= tcp_lacks(&f->tcp, s->first, s->n, false);
	}
	arrival_fill(out, t->clock, bytes + t->headers);
	out->packet.goodput = (int32_t)bytes;
	out->packet.flow = (uint32_t)k;
	out->packet.id = serial;
	if (t->in_guest) f->charged += transmit_truesize(out->packet.len);
	t->hand = k;
	t->handed = out->packet.id;
	sim_time due = tcp_flow_due(&f->tcp);
	if (due < t->floor) t->floor = due;
}

/* The flow that is first in line and can send does. */
static bool send(struct tcp *t, struct arrival *out)
{
	struct tcp_send s;
	for (; t->waiting; leave_line(t)) {
		int k = t->line[t->head];
		struct flow *f = &t->flow[k];
		if (!t->may_send(t, f, &s) || is_queued(t, f, &s)) continue;
		hand_over(t, k, &s, out);
		return true;
	}
	return false;
}

static void read_mail(struct tcp *t)
{
	const struct mail m = *(const struct mail *)tcp_ring_at(&t->inbox, t->inbox.head);
	struct flow *f = &t->flow[m.flow];
	tcp_ring_drop(&t->inbox);
	sum_up(t, f);
	if (tcp_flow_acked(&f->tcp, t->clock, m.number)) after(t, m.flow);
}

/* tcp_should_autocork: less than a packet's worth, and an earlier one is still on its way to the device. */
static bool is_corked(const struct tcp *t, const struct flow *f)
{
	const struct tcp_writer *w = &f->writer;
	return t->in_guest && t->autocork && f->charged > 0 && f->tcp.nxt > f->tcp.una &&
	       w->written - w->given < f->tcp.size * t->unit;
}

static void programs_write(struct tcp *t)
{
	for (int k = 0; k < t->n; k++) {
		t->flow[k].writer.written += t->message;
		if (!is_corked(t, &t->flow[k])) get_in_line(t, k);
	}
	t->write += t->every;
}

static void look_at_timers(struct tcp *t)
{
	if (t->write <= t->clock) programs_write(t);
	t->floor = t->write;
	for (int k = 0; k < t->n; k++) {
		struct flow *f = &t->flow[k];
		if (tcp_flow_due(&f->tcp) <= t->clock) {
			sum_up(t, f);
			tcp_flow_timeout(&f->tcp, t->clock);
			get_in_line(t, k);
		}
		sim_time due = tcp_flow_due(&f->tcp);
		if (due < t->floor) t->floor = due;
	}
}

/* In the order of time: all that may be sent, then what comes next; what lies ahead is only said, as an earlier acknowledgement may come. */
static bool next(void *self, struct arrival *out)
{
	struct tcp *t = self;
	t->hand = -1;
	if (t->n == 0) return false;
	for (;;) {
		if (send(t, out)) return true;
		sim_time mail = t->inbox.count ? ((struct mail *)tcp_ring_at(&t->inbox, t->inbox.head))->at : TIME_NEVER;
		sim_time at = mail < t->floor ? mail : t->floor;
		if (at == TIME_NEVER) return false;
		if (at > *t->now) {
			*out = (struct arrival){.at = at};
			return true;
		}
		if (at > t->clock) t->clock = at;
		if (mail <= t->floor)
			read_mail(t);
		else
			look_at_timers(t);
	}
}

static void take_back(void *self, const struct arrival *a)
{
	(void)self, (void)a; /* packets are sent when nothing earlier can come */
}

static void answered(void *self, sim_time at, int64_t units, const struct packet *p)
{
	struct tcp *t = self;
	(void)units;
	if (tcp_ring_full(&t->inbox)) return; /* the next one tells as much */
	*(struct mail *)tcp_ring_push(&t->inbox) = (struct mail){at, (int)p->flow, p->id};
}

static void set_clock(struct tcp *t, sim_time now)
{
	if (now > t->clock) t->clock = now;
}

static void lost(void *self, sim_time at, const struct packet *p, enum drop_cause why)
{
	struct tcp *t = self;
	struct flow *f = &t->flow[p->flow];
	(void)why;
	if (t->in_guest) f->charged -= transmit_truesize(p->len);
	if ((why != DROP_SENDER && why != DROP_GUEST_QUEUE) || t->hand != (int)p->flow || t->handed != p->id) {
		tcp_flow_vanished(&f->tcp, p->id);
		return;
	}
	set_clock(t, at);
	sum_up(t, f);
	if (t->message && !tcp_is_again(&f->tcp, p->id)) tcp_writer_takes_back(&f->writer, p->goodput);
	for (int64_t i = t->cut ? (p->goodput + t->unit - 1) / t->unit - 1 : 0; i >= 0; i--)
		tcp_flow_refused(&f->tcp, t->clock, p->id + (uint32_t)i);
	after(t, (int)p->flow);
}

static void released(void *self, sim_time at, const struct packet *p)
{
	struct tcp *t = self;
	t->flow[p->flow].charged -= transmit_truesize(p->len);
	(void)at;
	get_in_line(t, (int)p->flow);
}

/* ---- the receiver ---- */

/* What is read tells how much room there should be. */
static void is_read(struct tcp *t, struct flow *f, sim_time at, int64_t bytes)
{
	int64_t window = tcp_space_read(&f->space, at, bytes, f->tcp.rtt.srtt8 / 8, t->unit) / t->unit;
	if (window > f->most) f->most = least(window, t->most);
}

static bool received(void *self, sim_time at, struct packet *p)
{
	struct tcp *t = self;
	struct flow *f = &t->flow[p->flow];
	int32_t fresh;
	int64_t lacks = t->message ? tcp_lacks_of(&f->tcp, p->id) : 0;
	bool at_once =
		tcp_flow_come(&f->tcp, p->id, &fresh) || lacks > 0; /* a message is read, and its end acknowledged, at once */
	p->goodput = (int32_t)(fresh * t->unit - lacks);
	if (t->autotune) is_read(t, f, at, p->goodput);
	if (f->window < f->most) {
		f->window += 2 * (p->goodput > t->unit ? fresh : 1);
		if (f->window > f->most) f->window = f->most;
		return true; /* while the window opens each arrival is answered */
	}
	return at_once;
}

static void answer(void *self, sim_time at, struct packet *ack)
{
	struct tcp *t = self;
	struct flow *f = &t->flow[ack->flow];
	(void)at;
	if (f->tcp.next + f->window > f->edge) f->edge = f->tcp.next + f->window;
	ack->id = tcp_flow_ack(&f->tcp, f->edge);
}

static int32_t nominal(const void *self)
{
	const struct tcp *t = self;
	return (int32_t)((t->cut ? unit_of(t) : t->segment / unit_of(t) * unit_of(t)) + t->headers);
}

static void frame_of(const void *self, int32_t *payload, int32_t *headers)
{
	const struct tcp *t = self;
	*payload = (int32_t)unit_of(t);
	*headers = (int32_t)t->headers;
}

static int32_t answer_every(const void *self, const struct setup *s, int queue, struct answering *how)
{
	const struct tcp *t = self;
	(void)queue;
	*how = (struct answering){.delay = t->delayed_ack,
				  .len = (int32_t)t->ack_size,
				  .segment = (int32_t)unit_of(t),
				  .quick = (int32_t)t->quick_acks,
				  .idle = t->rto_min,
				  .flows = s->flows ? (int32_t)s->flows : 1};
	return (int32_t)t->ack_every;
}

static const struct traffic_ops ops = {.looks = true,
				       .init = init,
				       .next = next,
				       .answered = answered,
				       .lost = lost,
				       .received = received,
				       .answer = answer,
				       .released = released,
				       .take_back = take_back,
				       .nominal_length = nominal,
				       .frame_of = frame_of,
				       .answer_every = answer_every};

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct tcp *t = self;
	if (setup->direction == DIR_RR || setup->direction == DIR_GUESTS)
		return complain(c, "traffic.direction",
				"a bulk transfer goes one way, into the guest or out of it, expected rx or tx");
	if (mss_of(t) < 1)
		return complain(c, "traffic.mtu", "headers of %lld B leave no room in it, expected at least %lld B",
				(long long)t->headers, (long long)(t->headers - ETHERNET_HEADER + 1));
	if (t->segment + t->headers > FRAME_MAX)
		return complain(c, "traffic.segment", "segment and headers make a frame of %lld B, expected at most %d B",
				(long long)(t->segment + t->headers), FRAME_MAX);
	return true;
}

const struct model traffic_tcp = {.size = sizeof(struct tcp), .params = params, .stats = stats, .ops = &ops, .check = check};
