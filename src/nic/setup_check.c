/* setup_check.c - what can only be judged with the whole setup in hand: combinations of models. */
#include "nic/features.h"
#include "nic/away.h"
#include "nic/idle.h"
#include "nic/backend.h"
#include "nic/fragments.h"
#include "nic/link.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "nic/traffic.h"
#include "nic/traffics.h"

static bool check_models(const struct setup *s, struct complaint *c)
{
	for (int i = 0; i < N_SLOTS; i++) {
		const struct model *m = s->slot[i].reg->model;
		if (traffic_of_slot(i) > 0) continue; /* setup_check() looks at it as though it were alone */
		if (m->check && !m->check(s->slot[i].conf, s, c)) return false;
	}
	return true;
}

static const char *size_key(const struct chosen *ring, bool tx)
{
	const struct ring_ops *ops = ring->reg->model->ops;
	return ops->size_key ? ops->size_key(ring->conf, tx) : "nic.ring.entries";
}

static bool check_rings(const struct setup *s, struct complaint *c)
{
	const struct chosen *scheme = &s->slot[SLOT_SCHEME], *ring = &s->slot[SLOT_RING], *traffic = &s->slot[SLOT_TRAFFIC];
	const struct scheme_ops *scheme_ops = scheme->reg->model->ops;
	const struct ring_ops *ring_ops = ring->reg->model->ops;
	const struct traffic_ops *traffic_ops = traffic->reg->model->ops;
	struct scheme_traits t = {0};
	scheme_ops->traits(scheme->conf, &t);
	uint32_t size = ring_ops->size(ring->conf, false),
		 rx = ring_ops->entries(ring->conf, (uint32_t)t.segments, t.may_indirect);
	if (rx > size)
		return complain(
			c, size_key(ring, false),
			"a ring of %u entries cannot hold one buffer of scheme '%s', which takes %u, expected at least %u", size,
			scheme->reg->name, rx, rx);
	int32_t len = s->direction == DIR_RX ? 66 : traffic_ops->nominal_length ? traffic_ops->nominal_length(traffic->conf) : 66;
	int32_t most = transmit_fragments_most((enum tx_fragments)s->tx_fragments, len);
	uint32_t tx = ring_ops->entries(ring->conf, (uint32_t)scheme_ops->transmit_segments(scheme->conf, len, most),
					t.tx_may_indirect);
	bool transmits = s->direction != DIR_RX || (traffic_ops->answer_every != NULL);
	size = ring_ops->size(ring->conf, true);
	if (transmits && tx > size)
		return complain(
			c, size_key(ring, true),
			"a ring of %u entries cannot hold one frame of %d B on transmit, which takes %u, expected at least %u",
			size, len, tx, tx);
	return true;
}

static bool check_link(const struct setup *s, struct complaint *c)
{
	const struct chosen *link = &s->slot[SLOT_LINK], *backend = &s->slot[SLOT_BACKEND];
	struct link_traits t = {0};
	((const struct link_ops *)link->reg->model->ops)->traits(link->conf, &t);
	if (t.up_fs == 0 || ((const struct backend_ops *)backend->reg->model->ops)->uses_link) return true;
	return complain(c, "nic.link.model", "back end '%s' is software and has no link to the host's memory, expected none",
			backend->reg->name);
}

static bool check_kinds(const struct setup *s, struct complaint *c)
{
	const struct chosen *scheme = &s->slot[SLOT_SCHEME], *backend = &s->slot[SLOT_BACKEND];
	struct scheme_traits t = {0};
	((const struct scheme_ops *)scheme->reg->model->ops)->traits(scheme->conf, &t);
	if (t.shelves == 0 || ((const struct backend_ops *)backend->reg->model->ops)->picks_buffers) return true;
	return complain(
		c, "nic.scheme.model",
		"back end '%s' takes buffers in order, expected a software back end, which can look for the one that fits",
		backend->reg->name);
}

static bool check_in_ring(const struct setup *s, struct complaint *c)
{
	const struct chosen *scheme = &s->slot[SLOT_SCHEME], *ring = &s->slot[SLOT_RING];
	const struct ring_ops *ops = ring->reg->model->ops;
	struct scheme_traits t = {0};
	((const struct scheme_ops *)scheme->reg->model->ops)->traits(scheme->conf, &t);
	if (t.in_ring == 0 || (ops->used_entry && ops->used_entry(ring->conf) > 0)) return true;
	return complain(
		c, "nic.scheme.model",
		"packets in the ring itself need a used entry of their own, which ring '%s' as it is chosen does not have, "
		"expected split without in_order",
		ring->reg->name);
}

static bool check_reader(const struct setup *s, struct complaint *c)
{
	const struct backend_ops *ops = s->slot[SLOT_BACKEND].reg->model->ops;
	if (s->rcvbuf == 0 || (s->direction == DIR_RX && !ops->by_grants)) return true;
	return complain(
		c, "reader.rcvbuf",
		"a program in the guest reads what comes in through virtio (traffic.direction rx, of every traffic), expected "
		"0B");
}

#define LEAST_BANDWIDTH 1000000
static bool check_memory(const struct setup *s, struct complaint *c)
{
	if (s->memory_bps == 0 || s->memory_bps >= LEAST_BANDWIDTH) return true;
	return complain(c, "memory.bandwidth", "less than any memory's, expected 0b/s or at least 1Mb/s");
}

/* With one traffic. */
static bool check_one(const struct setup *s, struct complaint *c)
{
	if (!direction_check(s, c) || !check_reader(s, c) || !check_memory(s, c) || !check_models(s, c) || !check_rings(s, c) ||
	    !check_link(s, c) || !check_kinds(s, c) || !check_in_ring(s, c) || !away_check(s, c) || !idle_check(s, c) ||
	    !faults_check(s, c) || !features_judge(s, c))
		return false;
	if (s->length < 1000 * PS_PER_NS && !s->packets && !s->transfer)
		return complain(c, "run.length", "too short to measure anything, expected at least 1us");
	if (s->packets && s->transfer)
		return complain(c, "run.packets", "a run ends by transfer or by packets, expected only one of them");
	return until_check(s, c);
}

/* Of several each is judged as though it were alone. */
bool setup_check(const struct setup *s, struct complaint *c)
{
	if (!check_one(s, c) || !traffics_check(s, c)) return false;
	for (int k = 1; k < TRAFFICS_MOST; k++) {
		struct setup view;
		if (!traffic_is(s, k)) continue;
		traffic_view(s, k, &view);
		if (!check_one(&view, c)) return traffics_blame(c, k, c->path);
	}
	return true;
}
