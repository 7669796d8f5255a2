#include "nic/grants.h"
#include "nic/backend.h"
#include "nic/model.h"
#include "nic/setup.h"

bool grants_need_front(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct backend_ops *backend = setup->slot[SLOT_BACKEND].reg->model->ops;
	(void)self;
	return backend->by_grants ||
	       complain(c, "nic.scheme.model", "back end '%s' knows no grants, expected another scheme, or nic.backend netback",
			setup->slot[SLOT_BACKEND].reg->name);
}
