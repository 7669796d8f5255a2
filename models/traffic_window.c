/*
 * traffic_window.c - bulk TCP: a window of segments, acknowledged.
 *
 * 1. A bulk TCP sender: up to `window` bytes of segments are out, each `segment` bytes of payload and `headers` of headers.
 * 2. The receiver acknowledges one per `ack_every` full-sized segments (RFC 1122 4.2.3.2, RFC 5681 4.2), at the latest `delayed_ack`
 *    after the first. Full-sized is what fits `mtu` (the MSS), or a `segment` that is shorter: as in Linux (__tcp_ack_snd_check,
 *    tcp_measure_rcv_mss) an acknowledgement is due as soon as more bytes have come than ack_every - 1 of them hold, so that a
 *    segment of several MSS (segmentation offload) is acknowledged at once. ack_unit: frame counts frames of any length instead.
 *    The first `quick_acks` acknowledgements, and as many after a gap longer than rto, answer one arrival each (Linux
 *    tcp_incr_quickack: 16, no more than half the window's segments). The steady state of a transfer has none.
 *    The acknowledgement is a frame of `ack_size` that goes back through ring, back end and wire like any packet.
 * 3. Each acknowledged segment lets the sender send another. The peer itself takes no time: traffic.base_rtt stands for it.
 * 4. A dropped segment is sent again `rto` later and counts as goodput once, when it arrives.
 *    Where the guest's buffers don't hold a segment it comes as frames of an MSS (nic.software_gso), each lost and sent again by itself.
 *    With several flows (traffic.flows) the window is all of theirs together, each has its share and at least one segment.
 * 5. No slow start and no congestion window: the steady state of a tuned bulk transfer.
 */
#include "base/param.h"
#include "device/credits.h"
#include "nic/gso.h"
#include "nic/model.h"
#include "load/pace.h"

struct window {
	int64_t segment, headers, window, ack_every, ack_unit, mtu, quick_acks, ack_size, delayed_ack, rto;
	int64_t out; /* packets at a time */
	struct credits fresh, again;
	int64_t bytes[2];           /* payload of a packet, and of what is sent again: a frame of it where it is cut */
	int64_t frames, partial;    /* of a packet; those that were answered and do not make one yet */
	sim_time last, before_last; /* when the last segment was sent, and the one before it */
	sim_time credit;            /* the last one taken, and which it was */
	bool credit_again;
};

enum { UNIT_MSS, UNIT_FRAME };
static const char *const ack_units[] = {"mss", "frame", NULL};

#define ETHERNET_HEADER 14
#define MAX_WINDOW (INT64_C(1) << 32)
static const struct param params[] = {
	{"segment", UNIT_BYTES, 1, 65535, "1448B", NULL, offsetof(struct window, segment),
	 "payload per packet: 1448 B for MTU 1500 with TCP timestamps; up to 64 KiB with segmentation offload"},
	{"headers", UNIT_BYTES, FRAME_MIN, 256, "66B", NULL, offsetof(struct window, headers),
	 "Ethernet 14, IPv4 20, TCP with timestamps 32"},
	{"window", UNIT_BYTES, 1, MAX_WINDOW, "64KiB", NULL, offsetof(struct window, window),
	 "bytes out at a time, all queues together; at least one segment"},
	{"ack_every", UNIT_COUNT, 1, 64, "2", NULL, offsetof(struct window, ack_every),
	 "full-sized segments per acknowledgement"},
	{"ack_unit", UNIT_WORD, 0, 0, "mss", ack_units, offsetof(struct window, ack_unit),
	 "what ack_every counts: mss, bytes in units of a full-sized segment; frame, frames however long"},
	{"mtu", UNIT_BYTES, 68, 65535, "1500B", NULL, offsetof(struct window, mtu),
	 ONLY("mss") "of the path: a full-sized segment is this less its IP and TCP headers (headers less Ethernet's 14 "
		     "B)"},
	{"quick_acks", UNIT_COUNT, 0, 64, "0", NULL, offsetof(struct window, quick_acks),
	 ONLY("ack_every!=1") "acknowledgements at the start, and after a gap longer than rto, that answer one arrival each "
			      "(Linux "
			      "TCP_MAX_QUICKACKS: 16); no more than half the segments of the window, but 2"},
	{"ack_size", UNIT_BYTES, FRAME_MIN, 1514, "66B", NULL, offsetof(struct window, ack_size), "frame of an acknowledgement"},
	{"delayed_ack", UNIT_TIME, 1, PS_PER_S, "40ms", NULL, offsetof(struct window, delayed_ack),
	 "latest acknowledgement (Linux TCP_DELACK_MIN)"},
	{"rto", UNIT_TIME, 1, 100 * PS_PER_S, "200ms", NULL, offsetof(struct window, rto),
	 "a lost segment is sent again after this (Linux TCP_RTO_MIN)"},
	{0},
};

/* Segments out at a time on a queue; the first ones have one more where they can't be shared out evenly. */
static int64_t segments_of(const struct window *w, const struct setup *s, int queue)
{
	int64_t segments = w->window / w->segment, ours = segments / s->queues + (queue < segments % s->queues);
	return ours < 1 ? 1 : ours;
}

static bool init(void *self, const struct traffic_env *env)
{
	struct window *w = self;
	const struct gso g = gso_of(env->setup);
	if (g.payload) w->segment = w->segment / g.payload * g.payload;
	w->frames = gso_frames(&g, (int32_t)w->segment);
	w->bytes[0] = w->segment;
	w->bytes[1] = w->segment / w->frames;
	int64_t ours = segments_of(w, env->setup, env->queue);
	if (env->flows) {
		int64_t least = flows_of(env->flows, env->queue);
		ours = share_of(env, w->window / w->segment);
		if (ours < least) ours = least;
		if (ours < 1) ours = 1;
	}
	w->out = ours;
	if (!credits_init(&w->fresh, ours + 1, 1, env->arena) || !credits_init(&w->again, ours * w->frames + 1, 0, env->arena))
		return false;
	credits_add(&w->fresh, 0, ours);
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct window *w = self;
	if (!credits_take(&w->fresh, &w->again, &w->credit, &w->credit_again)) return false;
	w->before_last = w->last;
	if (w->credit > w->last) w->last = w->credit;
	const int64_t bytes = w->bytes[w->credit_again];
	arrival_fill(out, w->last, bytes + w->headers);
	out->packet.goodput = (int32_t)bytes;
	return true;
}

static void answered(void *self, sim_time t, int64_t units, const struct packet *p)
{
	struct window *w = self;
	(void)p;
	if (w->frames > 1) {
		w->partial += units;
		units = w->partial / w->frames;
		w->partial %= w->frames;
		if (units == 0) return;
	}
	credits_add(&w->fresh, t, units);
}

/* A segment to be sent again must not hold up those that an acknowledgement allows to be sent before it. */
static void take_back(void *self, const struct arrival *a)
{
	struct window *w = self;
	(void)a;
	credits_give_back(w->credit_again ? &w->again : &w->fresh, w->credit);
	w->last = w->before_last;
}

static void lost(void *self, sim_time t, const struct packet *p, enum drop_cause why)
{
	struct window *w = self;
	(void)why;
	for (int64_t i = p->goodput / w->bytes[1]; i > 0; i--)
		credits_add_same(&w->again, t + w->rto);
}

static double lost_holds(const void *self)
{
	const struct window *w = self;
	return (double)w->rto / (double)(w->out * w->frames);
}

static int32_t nominal(const void *self)
{
	const struct window *w = self;
	return (int32_t)((w->frames ? w->segment / w->frames : w->segment) + w->headers);
}

/* Payload of the largest segment that is one packet on the path. */
static int64_t mss_of(const struct window *w)
{
	return w->mtu + ETHERNET_HEADER - w->headers;
}

/* A receiver takes the largest segment that has come for full-sized, up to the MSS. */
static int64_t unit_of(const struct window *w)
{
	return w->ack_unit == UNIT_FRAME || w->segment < mss_of(w) ? w->segment : mss_of(w);
}

static void frame_of(const void *self, int32_t *payload, int32_t *headers)
{
	const struct window *w = self;
	int64_t mss = w->mtu + ETHERNET_HEADER - w->headers;
	*payload = (int32_t)(w->segment < mss ? w->segment : mss);
	*headers = (int32_t)w->headers;
}

static int32_t answer_every(const void *self, const struct setup *s, int queue, struct answering *how)
{
	const struct window *w = self;
	int64_t unit = unit_of(w), half = segments_of(w, s, queue) * w->segment / (2 * unit);
	if (half == 0) half = 2;
	*how = (struct answering){.delay = w->delayed_ack,
				  .len = (int32_t)w->ack_size,
				  .segment = (int32_t)unit,
				  .quick = (int32_t)(w->quick_acks < half ? w->quick_acks : half),
				  .idle = w->rto};
	return (int32_t)w->ack_every;
}

static const struct traffic_ops ops = {.init = init,
				       .next = next,
				       .answered = answered,
				       .lost = lost,
				       .lost_holds = lost_holds,
				       .take_back = take_back,
				       .nominal_length = nominal,
				       .frame_of = frame_of,
				       .answer_every = answer_every};

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct window *w = self;
	if (setup->direction == DIR_RR)
		return complain(c, "traffic.direction", "a bulk transfer goes one way, expected rx or tx");
	if (w->segment + w->headers > FRAME_MAX)
		return complain(c, "traffic.segment", "segment and headers make a frame of %lld B, expected at most %d B",
				(long long)(w->segment + w->headers), FRAME_MAX);
	if (w->ack_unit == UNIT_MSS && mss_of(w) < 1)
		return complain(c, "traffic.mtu", "headers of %lld B leave no room in it, expected at least %lld B",
				(long long)w->headers, (long long)(w->headers - ETHERNET_HEADER + 1));
	int64_t most = setup->flows ? w->window / w->segment : segments_of(w, setup, 0); /* all flows may come to one queue */
	if (most >= CREDITS_MOST)
		return complain(c, "traffic.window", "a queue has %lld segments out at a time, expected fewer than %lld",
				(long long)most, (long long)CREDITS_MOST);
	return true;
}

/* Of each queue, or flow, one segment is out. */
static bool bounds(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct window *w = self;
	bool by_flow = setup->flows > setup->queues;
	int64_t n = by_flow ? setup->flows : setup->queues, least = n * w->segment;
	if (w->window >= least) return true;
	if (n == 1)
		return complain(c, "traffic.window", "is %lldB, less than one segment: as with %lldB", (long long)w->window,
				(long long)least);
	return complain(c, "traffic.window", "is %lldB, less than one segment for each of the %lld %s: as with %lldB",
			(long long)w->window, (long long)n, by_flow ? "flows" : "queues", (long long)least);
}

const struct model traffic_window = {
	.size = sizeof(struct window), .params = params, .ops = &ops, .check = check, .bounds = bounds};
