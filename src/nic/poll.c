#include "nic/poll.h"
#include "nic/backend.h"
#include "nic/setup.h"
#include "nic/traffic.h"
#include <string.h>

bool backend_polls(const struct setup *setup)
{
	const struct chosen *backend = &setup->slot[SLOT_BACKEND];
	const struct backend_ops *ops = backend->reg->model->ops;
	struct host_policy policy = {0};
	if (ops->policy) ops->policy(backend->conf, setup, &policy);
	return policy.polls;
}

bool guest_polls(const struct setup *setup)
{
	const struct poll_ops *poll = setup->slot[SLOT_POLL].reg->model->ops;
	return poll->polling && ((const struct backend_ops *)setup->slot[SLOT_BACKEND].reg->model->ops)->polled;
}

bool guest_defers(const struct setup *setup, struct deferral *d)
{
	const struct chosen *poll = &setup->slot[SLOT_POLL];
	const struct poll_ops *ops = poll->reg->model->ops;
	*d = (struct deferral){0};
	if (ops->defers && !((const struct backend_ops *)setup->slot[SLOT_BACKEND].reg->model->ops)->by_grants)
		ops->defers(poll->conf, d);
	return d->timeout > 0 && (d->count > 0 || (ops->merges && ops->merges(poll->conf)));
}

/* Two threads that poll for ever would share a core for ever, also when all is done. */
static bool apart(const struct setup *s, const struct chosen *backend, struct complaint *c)
{
	const bool both = backend_polls(s);
	for (int i = 0; both && i < s->guest.n * s->host.n; i++) {
		const char *guest = s->guest.name[i % s->guest.n];
		if (strcmp(guest, s->host.name[i / s->guest.n]) == 0)
			return complain(
				c, "nic.notify.guest.model",
				"the driver and back end '%s' both poll for ever on core '%s', expected cores of their own",
				backend->reg->name, guest);
	}
	return true;
}

bool polling_check(const struct setup *setup, struct complaint *c)
{
	const struct chosen *backend = &setup->slot[SLOT_BACKEND], *traffic = &setup->slot[SLOT_TRAFFIC];
	const struct traffic_ops *ops = traffic->reg->model->ops;
	if (!((const struct backend_ops *)backend->reg->model->ops)->polled)
		return complain(c, "nic.notify.guest.model", "no driver that polls goes with back end '%s', expected napi",
				backend->reg->name);
	if (setup->direction == DIR_RX && ops->answer_every)
		return complain(c, "nic.notify.guest.model",
				"what polls has no transport that would acknowledge traffic '%s', expected napi",
				traffic->reg->name);
	if (ops->released)
		return complain(
			c, "nic.notify.guest.model",
			"traffic '%s' waits until sent buffers are taken back, which a driver that polls does late, expected "
			"napi",
			traffic->reg->name);
	if (setup->rcvbuf)
		return complain(c, "reader.rcvbuf", "a program reads what a driver with interrupts receives, expected 0B");
	return apart(setup, backend, c);
}
