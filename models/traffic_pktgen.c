/*
 * traffic_pktgen.c - a generator that is always ready: the ring is what stops it (closed loop).
 *
 * 1. A packet generator in the kernel: the next packet is ready as soon as the sender can take it (Linux pktgen with clone_skb).
 * 2. `ahead` packets are out per queue, from being offered to being delivered; with more than the ring and what follows it hold, the sender
 *    never waits for them: the ring and the queues stop it, not the traffic.
 * 3. Delivered ones are replaced 32 at a time, dropped ones after 1 ms.
 */
#include "base/param.h"
#include "device/credits.h"
#include "nic/model.h"
#include "load/pace.h"

#define AT_A_TIME 32
#define AGAIN PS_PER_MS

struct pktgen {
	int64_t size, ahead;
	struct credits fresh, again;
	int64_t held; /* credits not yet given */
};

static const struct param params[] = {
	{"size", UNIT_BYTES, FRAME_MIN, FRAME_MAX, "64B", NULL, offsetof(struct pktgen, size), "frame without FCS"},
	{"ahead", UNIT_COUNT, 64, 1 << 16, "600", NULL, offsetof(struct pktgen, ahead), "packets out at a time, per queue"},
	{0},
};

static bool init(void *self, const struct traffic_env *env)
{
	struct pktgen *t = self;
	if (!credits_init(&t->fresh, t->ahead + 1, 1, env->arena) || !credits_init(&t->again, t->ahead + 1, 0, env->arena))
		return false;
	credits_add(&t->fresh, 0, t->ahead);
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct pktgen *t = self;
	bool again;
	sim_time at;
	if (!credits_take(&t->fresh, &t->again, &at, &again)) return false;
	arrival_fill(out, at, t->size);
	return true;
}

static void answered(void *self, sim_time at, int64_t units, const struct packet *p)
{
	struct pktgen *t = self;
	(void)p;
	t->held += units;
	if (t->held < AT_A_TIME) return;
	credits_add(&t->fresh, at, t->held);
	t->held = 0;
}

static void take_back(void *self, const struct arrival *a)
{
	credits_give_back(&((struct pktgen *)self)->again, a->at);
}

static void lost(void *self, sim_time at, const struct packet *p, enum drop_cause why)
{
	(void)p, (void)why;
	credits_add_same(&((struct pktgen *)self)->again, at + AGAIN);
}

static int32_t nominal(const void *self)
{
	return (int32_t)((const struct pktgen *)self)->size;
}

static const struct traffic_ops ops = {.out_at_a_time = "packets ahead",
				       .always_ready = true,
				       .init = init,
				       .next = next,
				       .answered = answered,
				       .lost = lost,
				       .take_back = take_back,
				       .nominal_length = nominal};

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct pktgen *t = self;
	bool host = setup->direction == DIR_RX;
	int64_t room = host ? setup->host_queue : setup->guest_queue;
	if (t->ahead <= room) return true;
	return complain(c, "traffic.ahead", "%lld packets do not fit into %s of %lld, expected no more", (long long)t->ahead,
			host ? "nic.host_queue" : "nic.guest_queue", (long long)room);
}

const struct model traffic_pktgen = {.size = sizeof(struct pktgen), .params = params, .ops = &ops, .check = check};
