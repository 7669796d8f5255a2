/*
 * ring_xen.c - Xen's shared ring: a slot per page, requests and responses in the same slots.
 *
 * 1. One shared 4 KiB page holds as many slots as fit, to a power of two: 256 in both directions (xen/interface/io/ring.h); larger rings
 *    take more pages.
 * 2. A slot holds a request, and later the response to one: it is free again when that was taken. Every page of a packet has a slot of its
 *    own, and so has the segment size of a GSO packet.
 * 3. Producer indices are published (req_prod, rsp_prod); a side is told when the index passes the one it named (req_event, rsp_event).
 *    Nothing is ever switched off: who does not name a new index leaves the old one behind.
 * 4. Before it sleeps a side names the next index and looks at the ring once more (RING_FINAL_CHECK_FOR_*).
 */
#include "base/param.h"
#include "nic/backend.h"
#include "nic/model.h"
#include "nic/ring.h"
#include "nic/setup.h"
#include "xen/slots.h"

#define LEAST 32 /* the first power of two above XEN_SLOTS_MIN */
struct xen_ring {
	struct ring_sizes sizes;
	int64_t start_index;
};

static const struct param params[] = {
	RING_SIZES(struct xen_ring, "slots per ring; a power of two, 256 of them per page"),
	{"start_index", UNIT_COUNT, 0, 65535, "0", NULL, offsetof(struct xen_ring, start_index),
	 "first value of the free-running indices: lets a test begin near the wrap"},
	{0},
};

static uint32_t size(const void *self, bool tx)
{
	return ring_size(&((const struct xen_ring *)self)->sizes, tx);
}
static const char *size_key(const void *self, bool tx)
{
	return ring_size_key(&((const struct xen_ring *)self)->sizes, tx);
}
static uint16_t start(const void *self)
{
	return (uint16_t)((const struct xen_ring *)self)->start_index;
}
static uint32_t entries(const void *self, uint32_t segments, bool may_indirect)
{
	(void)self, (void)may_indirect;
	return segments;
}
static uint32_t table(const void *self, uint32_t segments, bool may_indirect)
{
	(void)self, (void)segments, (void)may_indirect;
	return 0;
}

/* Pages of slots; the indices stand in front of them. */
static void bytes(const void *self, bool tx, int64_t area[3])
{
	int64_t pages = ((int64_t)size(self, tx) + XEN_RING_SLOTS - 1) / XEN_RING_SLOTS;
	area[0] = pages * XEN_PAGE;
	area[1] = area[2] = 0;
}

static bool check_size(const struct xen_ring *r, bool tx, struct complaint *c)
{
	int64_t n = ring_size(&r->sizes, tx);
	const char *key = ring_size_key(&r->sizes, tx);
	if (n < LEAST)
		return complain(c, key, "a ring of %lld slots may not hold a packet of %d, expected at least %d", (long long)n,
				XEN_SLOTS_MIN, LEAST);
	if ((n & (n - 1)) == 0) return true;
	return complain(c, key, "a ring of %lld slots is not a power of two, expected %d", (long long)n, XEN_RING_SLOTS);
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct backend_ops *backend = setup->slot[SLOT_BACKEND].reg->model->ops;
	if (!backend->by_grants)
		return complain(c, "nic.ring.format",
				"back end '%s' serves virtio rings, expected split or packed, or nic.backend netback",
				setup->slot[SLOT_BACKEND].reg->name);
	return check_size(self, false, c) && check_size(self, true, c);
}

static const struct ring_ops ops = {
	.size = size, .size_key = size_key, .entries = entries, .table = table, .bytes = bytes, .start = start};

const struct model ring_xen = {.size = sizeof(struct xen_ring), .params = params, .ops = &ops, .check = check};
