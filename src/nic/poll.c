#include "nic/poll.h"
#include "nic/backend.h"
#include "nic/setup.h"
#include "nic/traffic.h"

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
	return true;
}
