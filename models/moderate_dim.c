/*
 * moderate_dim.c - interrupts held back adaptively, by the steps of Linux's net_dim: what brought more bytes, else packets, else fewer interrupts.
 *
 * 1. The driver looks when it has taken an interrupt and read what was there: packets and bytes read, and interrupts, since it began to
 *    look. 64 interrupts (DIM_NEVENTS) make a sample, in packets, bytes and interrupts per ms, rounded up (lib/dim/dim.c dim_calc_stats).
 *    Here it looks as the next interrupt is raised, by which time it has read what the one before was for.
 * 2. A sample is compared with the one before: bytes, then packets, more is better; then interrupts, fewer is better; a difference of 10 %
 *    or less is none (net_dim_stats_compare). If it is not better the direction turns; else one step further (net_dim_decision).
 * 3. Best with worse ones on either side, or at an end of the profile: it parks, until a sample differs. Ten steps: it is tired, and parks
 *    for ten samples.
 * 4. Profile of a receive ring whose period counts from the first packet: 1, 8, 64, 128, 256 us, 256 packets (NET_DIM_RX_EQE_PROFILES),
 *    from the first on; until the first change the device holds nothing back. Linux's virtio_net moderates the receive ring only.
 * 5. A change goes by the control queue, a command for each ring (VIRTIO_NET_CTRL_NOTF_COAL_VQ_SET, virtio 1.x 5.1.6.5.13): the device has it
 *    `apply` later, and no sample is taken meanwhile.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/moderate.h"

enum { SAMPLE = 64, PROFILES = 5, TIRED = 2 * PROFILES, SIGNIFICANT = 10 /* percent */ };
static const int64_t period[PROFILES] = {1 * PS_PER_US, 8 * PS_PER_US, 64 * PS_PER_US, 128 * PS_PER_US, 256 * PS_PER_US};
#define MOST 256

/* How much of it the driver has seen, and when. */
struct look {
	sim_time at;
	int64_t interrupts, packets, bytes;
};
/* Per ms. */
struct rates {
	int64_t bytes, packets, interrupts;
};
enum judgement { SAME, BETTER, WORSE };
enum tune { PARKED_ON_TOP, PARKED_TIRED, GOING_RIGHT, GOING_LEFT };

struct dim {
	int64_t apply;
	/* What the device holds back by; 0 = nothing. */
	int64_t time;
	sim_time applied; /* when it has, or had, the profile that was chosen last */
	bool looking;     /* a sample was begun, at `begun` */
	struct look begun;
	int64_t interrupts;
	struct rates before;
	enum tune tune;
	int profile, right, left, tired;
	int64_t samples, changes; /* statistics */
};

static const struct param params[] = {
	{"apply", UNIT_TIME, 0, PS_PER_S, "0us", NULL, offsetof(struct dim, apply),
	 "from the driver's decision until the device goes by it: a work item and a command on the control queue"},
	{0},
};

static const struct statistic stats[] = {
	{"moderation_samples", "", GROUP_COUNT, "samples that the adaptive moderation decided by",
	 .cell = IN_MODEL(struct dim, samples), .way = WAY_RECEIVED},
	{"moderation_changes", "", GROUP_COUNT, "times that it changed the profile", .cell = IN_MODEL(struct dim, changes),
	 .way = WAY_RECEIVED},
	{0},
};

static const struct need needs[] = {
	{.path = "nic.moderation.model",
	 .any_of = BIT_OF(F_VQ_NOTF_COAL),
	 .rule = "virtio 1.x 5.1.6.5.13, coalescing per virtqueue, which Linux asks for before it turns adaptive-rx on"},
	{0},
};

/* ---- samples ---- */

static int64_t per_ms(int64_t n, int64_t us)
{
	return (n * 1000 + us - 1) / us;
}

/* False: no time has passed by the clock of the driver, which counts whole us. */
static bool rates_between(const struct look *from, const struct look *to, struct rates *r)
{
	int64_t us = (to->at - from->at) / PS_PER_US;
	if (us == 0) return false;
	*r = (struct rates){per_ms(to->bytes - from->bytes, us), per_ms(to->packets - from->packets, us), per_ms(SAMPLE, us)};
	return true;
}

static bool differs(int64_t now, int64_t before)
{
	int64_t by = now > before ? now - before : before - now;
	return 100 * by / before > SIGNIFICANT;
}

static enum judgement compare(const struct rates *now, const struct rates *before)
{
	if (!before->bytes) return now->bytes ? BETTER : SAME;
	if (differs(now->bytes, before->bytes)) return now->bytes > before->bytes ? BETTER : WORSE;
	if (!before->packets) return now->packets ? BETTER : SAME;
	if (differs(now->packets, before->packets)) return now->packets > before->packets ? BETTER : WORSE;
	if (!before->interrupts) return SAME;
	if (differs(now->interrupts, before->interrupts)) return now->interrupts < before->interrupts ? BETTER : WORSE;
	return SAME;
}

/* ---- decisions ---- */

static void park_on_top(struct dim *d)
{
	d->right = d->left = d->tired = 0;
	d->tune = PARKED_ON_TOP;
}

static void park_tired(struct dim *d)
{
	d->right = d->left = 0; /* tired is what it waits out */
	d->tune = PARKED_TIRED;
}

static void turn(struct dim *d)
{
	if (d->tune == GOING_RIGHT) {
		d->tune = GOING_LEFT;
		d->left = 0;
	} else {
		d->tune = GOING_RIGHT;
		d->right = 0;
	}
}

/* It has come back over the best by one step. */
static bool on_top(const struct dim *d)
{
	return d->tune == GOING_RIGHT ? d->left > 1 && d->right == 1 : d->right > 1 && d->left == 1;
}

static void step(struct dim *d)
{
	bool right = d->tune == GOING_RIGHT;
	if (d->tired == TIRED) {
		park_tired(d);
	} else if (d->profile == (right ? PROFILES - 1 : 0)) {
		park_on_top(d);
	} else {
		d->profile += right ? 1 : -1;
		*(right ? &d->right : &d->left) += 1;
		d->tired++;
	}
}

static void leave_parking(struct dim *d)
{
	d->tune = d->profile ? GOING_LEFT : GOING_RIGHT;
	step(d);
}

static void decide(struct dim *d, const struct rates *now)
{
	const enum tune was = d->tune;
	switch (d->tune) {
	case PARKED_ON_TOP:
		if (compare(now, &d->before) != SAME) leave_parking(d);
		break;
	case PARKED_TIRED:
		if (--d->tired == 0) leave_parking(d);
		break;
	default:
		if (compare(now, &d->before) != BETTER) turn(d);
		if (on_top(d))
			park_on_top(d);
		else
			step(d);
	}
	/* What it parked at stays what is compared with, so that slow drift adds up. */
	if (was != PARKED_ON_TOP || d->tune != PARKED_ON_TOP) d->before = *now;
	d->samples++;
}

/* ---- the seam ---- */

static void traits(const void *self, struct moderate_traits *t)
{
	(void)self;
	*t = (struct moderate_traits){.longest = period[PROFILES - 1], .most = MOST};
}

static sim_time used(void *self, const struct held *h, sim_time now)
{
	struct dim *d = self;
	if (h->tx) return MODERATE_NOW;
	if (d->changes && now >= d->applied) d->time = period[d->profile];
	if (!d->time || h->packets >= MOST) return MODERATE_NOW;
	sim_time due = h->since + d->time;
	return due < now ? now : due;
}

static void signalled(void *self, const struct held *h, sim_time now, bool raised)
{
	struct dim *d = self;
	if (h->tx || !raised) return;
	struct look look = {now, d->interrupts++, h->driver_packets, h->driver_bytes};
	if (d->changes && now < d->applied) return;
	if (!d->looking) {
		d->looking = true;
		d->begun = look;
	}
	struct rates rates;
	if (look.interrupts - d->begun.interrupts < SAMPLE || !rates_between(&d->begun, &look, &rates)) return;
	int profile = d->profile;
	decide(d, &rates);
	d->begun = look;
	if (d->profile == profile) return;
	d->looking = false; /* the next sample begins behind the change */
	d->changes++;
	d->applied = now + d->apply;
}

static const struct moderate_ops ops = {.traits = traits, .used = used, .signalled = signalled};

const struct model moderate_dim = {.size = sizeof(struct dim), .params = params, .stats = stats, .needs = needs, .ops = &ops};
