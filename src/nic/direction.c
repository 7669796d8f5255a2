/* direction.c - which way packets go, and whether a setup's models can carry them that way. */
#include "nic/backend.h"
#include "nic/poll.h"
#include "nic/sender.h"
#include "nic/setup.h"
#include "nic/traffic.h"

/* A driver that polls forwards what arrives, packet by packet, from the wire. */
static bool forwards(const struct setup *s, struct complaint *c)
{
	const struct traffic_ops *traffic = s->slot[SLOT_TRAFFIC].reg->model->ops;
	struct sender_policy sender;
	((const struct sender_ops *)s->slot[SLOT_SENDER].reg->model->ops)->policy(s->slot[SLOT_SENDER].conf, &sender);
	if (!guest_polls(s))
		return complain(c, "nic.notify.guest.model",
				"a guest forwards (traffic.direction) with a virtio driver that polls, expected poll or spin");
	if (traffic->answered || traffic->answer_every)
		return complain(c, "traffic.model",
				"traffic '%s' waits for answers, which a guest that forwards gives none of, "
				"expected one that does not, such as constant or poisson",
				s->slot[SLOT_TRAFFIC].reg->name);
	if (sender.in_guest || sender.burst > 0)
		return complain(c, "traffic.sender.model", "what a guest forwards comes over the wire, expected peer");
	return true;
}

/* From one guest to another through a switch: both drivers poll, each on cores of its own, and there is no wire. */
static bool links_virtio(const struct setup *s, struct complaint *c)
{
	const struct traffic_ops *traffic = s->slot[SLOT_TRAFFIC].reg->model->ops;
	if (!guest_polls(s))
		return complain(c, "nic.notify.guest.model",
				"guests that a switch links (traffic.direction guest2guest) have drivers that poll, expected "
				"poll or spin");
	if (traffic->answer_every)
		return complain(
			c, "traffic.model",
			"traffic '%s' is acknowledged, which a guest that polls does not do, expected one that is not, such "
			"as constant, burst or pktgen",
			s->slot[SLOT_TRAFFIC].reg->name);
	if (s->guest.n < 2 * s->queues)
		return complain(c, "cores.guest", "each queue of both guests polls on a core of its own, expected %lld of them",
				2 * (long long)s->queues);
	if (s->link_bps || s->base_rtt)
		return complain(c, s->link_bps ? "traffic.link" : "traffic.base_rtt",
				"the other end is on this machine and no wire lies between, expected %s",
				s->link_bps ? "0b/s" : "0us");
	return true;
}

bool direction_check(const struct setup *s, struct complaint *c)
{
	const struct chosen *backend = &s->slot[SLOT_BACKEND];
	if (s->direction == DIR_FORWARD) return forwards(s, c);
	const struct backend_ops *ops = backend->reg->model->ops;
	if (s->direction != DIR_GUESTS) return true;
	if (!ops->links_guests)
		return complain(c, "traffic.direction",
				"back end '%s' serves one guest, expected rx, tx or rr, or nic.backend netback or vhost_user",
				backend->reg->name);
	return ops->by_grants || links_virtio(s, c);
}
