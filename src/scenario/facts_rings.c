/* facts_rings.c - facts of a setup's rings: which are used, and how what goes through them lies there. */
#include "scenario/facts.h"
#include "nic/fragments.h"
#include "nic/poll.h"
#include "nic/rates.h"
#include "nic/ring_ops.h"
#include "nic/scheme.h"
#include "nic/sender.h"
#include "nic/traffic.h"
#include "nic/traffics.h"
#include "scenario/applies.h"
#include <string.h>

static bool is_answered(const struct setup *s)
{
	return ((const struct traffic_ops *)s->slot[SLOT_TRAFFIC].reg->model->ops)->answer_every;
}

static bool transmits(const struct setup *s)
{
	return traffics_send(s) || is_answered(s);
}

/* A driver in poll mode kicks once for what it was given anyway, if at all. */
static bool sends_in_kernel(const struct setup *s)
{
	return transmits(s) && !guest_polls(s);
}

bool fact_receives(const struct setup *s)
{
	return traffics_receive(s) || is_answered(s);
}

/* Has some chain that the driver can put into a table more than one segment, or is a table made even of one? */
static bool has_tables(const struct setup *s)
{
	const struct chosen *scheme = &s->slot[SLOT_SCHEME], *ring = &s->slot[SLOT_RING], *traffic = &s->slot[SLOT_TRAFFIC];
	const struct scheme_ops *ops = scheme->reg->model->ops;
	const struct traffic_ops *traffic_ops = traffic->reg->model->ops;
	const struct ring_ops *ring_ops = ring->reg->model->ops;
	struct scheme_traits t = {0};
	ops->traits(scheme->conf, &t);
	int32_t len = !traffic_ops->nominal_length ? FRAME_GSO
		      : s->direction == DIR_RX     ? FRAME_MIN
						   : traffic_ops->nominal_length(traffic->conf);
	bool sends = transmits(s) && t.tx_may_indirect;
	return (t.may_indirect && t.segments > 1) ||
	       (sends && ops->transmit_segments(scheme->conf, len, transmit_fragments_most(FRAGMENTS_BLOCK, len)) > 1) ||
	       ((t.may_indirect || sends) && ring_ops->table(ring->conf, 1, true) > 0);
}

static bool sends_long_of(const struct setup *s, int k)
{
	const struct chosen *traffic = &s->slot[traffic_slot(k)];
	const struct traffic_ops *ops = traffic->reg->model->ops;
	if (traffic_direction(s, k) == DIR_RX) return false;
	return !ops->one_length || !ops->nominal_length || ops->nominal_length(traffic->conf) > FRAME_SMALL;
}

/* May a frame of more than one segment leave the guest? Acknowledgements are short. */
static bool sends_long(const struct setup *s)
{
	for (int k = 0; k < TRAFFICS_MOST; k++)
		if (traffic_is(s, k) && sends_long_of(s, k)) return true;
	return false;
}

/* Does anything of the traffic wait in the guest's queue?  A program keeps what it is to send itself. */
static bool queues_in_guest(const struct setup *s)
{
	const struct chosen *sender = &s->slot[SLOT_SENDER];
	struct sender_policy p;
	((const struct sender_ops *)sender->reg->model->ops)->policy(sender->conf, &p);
	return traffics_send(s) && s->direction != DIR_FORWARD && !p.in_guest;
}

static bool is_odd_ring(const struct setup *s)
{
	const struct chosen *ring = &s->slot[SLOT_RING];
	const struct ring_ops *ops = ring->reg->model->ops;
	uint32_t rx = ops->size(ring->conf, false), tx = ops->size(ring->conf, true);
	return (rx & (rx - 1)) != 0 || (tx & (tx - 1)) != 0;
}

/* Of a back end that has such lists: do they limit any? */
static bool limits_in(const struct setup *s, const char *path)
{
	const void *base;
	const char *text;
	const struct param *p = param_in(s, path, &base);
	if (!p) return false;
	memcpy(&text, (const char *)base + p->offset, sizeof text);
	return rates_limit(text);
}

static bool is_paced(const struct setup *s)
{
	const void *base;
	int64_t rate = 0;
	const struct param *p = param_in(s, "nic.backend.queue_rate", &base);
	if (p) memcpy(&rate, (const char *)base + p->offset, sizeof rate);
	return rate || limits_in(s, "nic.backend.queue_rates") || limits_in(s, "nic.backend.receive_rates");
}

const struct fact facts_of_rings[] = {
	{"transmits", "the guest sends (traffic.direction is not rx, or what it receives is acknowledged)", transmits},
	{"kernel_sends", "the guest sends, and not in poll mode (nic.notify.guest poll or spin, over virtio)", sends_in_kernel},
	{"receives", "the guest receives (traffic.direction is not tx, or what it sends is acknowledged)", fact_receives},
	{"answered", "packets are acknowledged (traffic.model window or tcp)", is_answered},
	{"tables", "the driver sends or posts chains of several segments in a way that allows tables", has_tables},
	{"sends_long", "frames longer than 1518 B may leave the guest", sends_long},
	{"guest_queues",
	 "the guest sends, and neither forwards nor has a program do it (traffic.direction not rx or forward, traffic.sender not "
	 "program)",
	 queues_in_guest},
	{"several", "there is a second traffic (traffic2)", traffics_several},
	{"paced", "queues have rates (nic.backend.queue_rate, queue_rates or receive_rates)", is_paced},
	{"odd_ring", "nic.ring.entries, rx_entries or tx_entries is no power of two", is_odd_ring},
	{0},
};
