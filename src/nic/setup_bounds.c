/* setup_bounds.c - settings that say more than the rest of the setup has room for, and are taken for the most there is room for. */
#include "nic/backend.h"
#include "nic/ring.h"
#include "nic/setup.h"
#include "nic/traffic.h"
#include "nic/traffics.h"

/* Over Xen one entry may be in use while the guest has stopped, or it would never be told. */
static bool bound_stop(const struct setup *s, struct complaint *c)
{
	const struct chosen *ring = &s->slot[SLOT_RING], *backend = &s->slot[SLOT_BACKEND];
	bool xen = ((const struct backend_ops *)backend->reg->model->ops)->by_grants;
	int64_t size = ((const struct ring_ops *)ring->reg->model->ops)->size(ring->conf, true), most = xen ? size - 1 : size;
	return s->tx_stop_below <= most ||
	       complain(c, "nic.tx_stop_below",
			"is %lld, and the transmit ring has %lld entries: as with %lld, the guest sends only into an empty ring",
			(long long)s->tx_stop_below, (long long)size, (long long)most);
}

int setup_bounds(const struct setup *s, struct complaint c[SETUP_BOUNDS])
{
	int n = !bound_stop(s, &c[0]);
	for (int i = 0; i < N_SLOTS; i++) {
		const struct model *m = s->slot[i].reg->model;
		if (traffic_of_slot(i) > 0) continue; /* only those of windows have bounds, and these stand first */
		n += m->bounds && !m->bounds(s->slot[i].conf, s, &c[n]);
	}
	return n;
}
