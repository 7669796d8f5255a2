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
		return complain(c, "traffic.model", "traffic '%s' waits for answers, which a guest that forwards gives none of, "
				"expected one that does not, such as constant or poisson", s->slot[SLOT_TRAFFIC].reg->name);
	if (sender.in_guest || sender.burst > 0)
		return complain(c, "traffic.sender.model", "what a guest forwards comes over the wire, expected peer");
	return true;
}

bool direction_check(const struct setup *s, struct complaint *c)
{
	const struct chosen *backend = &s->slot[SLOT_BACKEND];
	if (s->direction == DIR_FORWARD) return forwards(s, c);
	if (s->direction != DIR_GUESTS || ((const struct backend_ops *)backend->reg->model->ops)->links_guests) return true;
	return complain(c, "traffic.direction", "back end '%s' serves one guest, expected rx, tx or rr, or nic.backend netback",
			backend->reg->name);
}
