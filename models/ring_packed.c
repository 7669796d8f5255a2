/*
 * ring_packed.c - the packed virtqueue of virtio 1.1: one ring that both sides write.
 *
 * 1. Driver: a buffer of n segments takes n descriptors (16 B each) of one ring, in a row, or one that points to an indirect table of
 *    16 n B. It marks them available: AVAIL equals its wrap counter, USED does not; the first of a chain last (virtio 1.x 2.8.1, 2.8.6).
 * 2. Device: looks at the next descriptor alone; when its bits say available, it takes the chain. There is no index to read.
 * 3. Device: writes one used descriptor (id, length, AVAIL and USED both equal to its wrap counter) for the whole chain where the next
 *    used one is due, and skips as many as the chain had. In order (VIRTIO_F_IN_ORDER) one may stand for a whole batch (2.8.8).
 * 4. Driver: looks at the next descriptor alone; when it is used, it knows by its id how many to skip and has free again.
 * 5. Each side's wrap counter begins at 1 and toggles at the end of the ring; any size from 1 to 32768 will do.
 * 6. Each side says in a structure of 4 B whether it wants events: ENABLE, DISABLE, or DESC with a place: offset and wrap counter
 *    (2.8.10). nic.notify.host: flags uses the first two, event_idx the last two.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/ring.h"
#include "nic/setup.h"

struct packed {
	struct ring_sizes sizes;
	int64_t indirect, indirect_always, in_order, notification_data, start_index, start_wrap;
};

static const struct param params[] = {
	RING_SIZES(struct packed, "descriptors per ring; need not be a power of two (virtio 1.x 2.8.10.1)"),
	{"indirect", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct packed, indirect),
	 ONLY("tables") "VIRTIO_F_INDIRECT_DESC: one entry and a table instead of a chain, where the real driver can use it"},
	{"indirect_always", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct packed, indirect_always),
	 ONLY("nic.backend=hardware") "with indirect: a table even for a single segment, as the packed path of the Windows "
				      "driver (NetKVM) does"},
	{"in_order", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct packed, in_order),
	 ONLY("nic.backend=hardware|vhost_user nic.backend.batch!=1") "VIRTIO_F_IN_ORDER: a hardware device writes one used "
								      "descriptor "
								      "per batch (legal where it used the skipped buffers "
								      "completely); a poll-mode driver that sends goes by "
								      "counts"},
	{"notification_data", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct packed, notification_data),
	 ONLY("nic.backend=hardware nic.link.dword_padding=false") "VIRTIO_F_NOTIFICATION_DATA: a kick carries the place of the "
								   "next descriptor; a packed ring has no index read to save"},
	{"start_index", UNIT_COUNT, 0, 65535, "0", NULL, offsetof(struct packed, start_index),
	 "chains counted before the start, as in a split ring; the first descriptor is that modulo entries: lets a test begin "
	 "near the wrap"},
	{"start_wrap", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct packed, start_wrap),
	 "wrap counters at the start (virtio 1.x 2.8.1: 1); no number depends on it, the checked build's places do"},
	{0},
};

static const struct need needs[] = {
	{.path = "nic.ring.format", .any_of = BIT_OF(F_RING_PACKED), .rule = "virtio 1.x 2.8"},
	NEEDS_OF_RINGS,
	{0},
};

static uint32_t size(const void *self, bool tx)
{
	return ring_size(&((const struct packed *)self)->sizes, tx);
}
static const char *size_key(const void *self, bool tx)
{
	return ring_size_key(&((const struct packed *)self)->sizes, tx);
}
static bool in_order(const void *self)
{
	return ((const struct packed *)self)->in_order;
}
static uint16_t start(const void *self)
{
	return (uint16_t)((const struct packed *)self)->start_index;
}

static uint32_t table(const void *self, uint32_t segments, bool may_indirect)
{
	const struct packed *p = self;
	return p->indirect && may_indirect && (segments > 1 || p->indirect_always) ? segments : 0;
}
static uint32_t entries(const void *self, uint32_t segments, bool may_indirect)
{
	return table(self, segments, may_indirect) ? 1 : segments;
}

static void bytes(const void *self, bool tx, int64_t area[3])
{
	area[0] = 16 * (int64_t)size(self, tx);
	area[1] = area[2] = 4;
}

static void set_up(const void *self, struct ring *r)
{
	const struct packed *p = self;
	ring_pack(r, (struct packed_place){(uint16_t)(p->start_index % r->size), p->start_wrap});
}

/* The descriptors say themselves that they are available. */
static int fetch(const void *self, int32_t chains, int32_t per_chain, struct access out[RING_ACCESSES])
{
	(void)self;
	out[0] = (struct access){16 * chains * per_chain, 1, false};
	return 1;
}

/* Used descriptors of single entries lie in a row; those of chains stand where the chains began. */
static int complete(const void *self, int32_t chains, int32_t per_chain, struct access out[RING_ACCESSES])
{
	bool once = ((const struct packed *)self)->in_order;
	out[0] = per_chain == 1 && !once ? (struct access){16 * chains, 1, true} : (struct access){16, once ? 1 : chains, true};
	return 1;
}

/* The driver's structure has to be read either way; only event indices make the device write its own while running. */
static int events(const void *self, bool event_idx, struct access out[RING_ACCESSES])
{
	(void)self;
	out[0] = (struct access){4, 1, false};
	if (!event_idx) return 1;
	out[1] = (struct access){4, 1, true};
	return 2;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct packed *p = self;
	(void)setup;
	if (!p->indirect_always || p->indirect) return true;
	return complain(c, "nic.ring.indirect_always",
			"tables for single segments are indirect tables, expected indirect: true beside it");
}

/* Descriptors of 16 B. */
static int32_t used_line(const void *self)
{
	(void)self;
	return 4;
}

/* virtio 1.x 2.9 */
static int32_t notification(const void *self)
{
	return ((const struct packed *)self)->notification_data ? 4 : 2;
}

static const struct ring_ops ops = {.size = size,
				    .size_key = size_key,
				    .entries = entries,
				    .table = table,
				    .bytes = bytes,
				    .used_line = used_line,
				    .in_order = in_order,
				    .start = start,
				    .set_up = set_up,
				    .fetch = fetch,
				    .complete = complete,
				    .events = events,
				    .notification = notification};

const struct model ring_packed = {
	.size = sizeof(struct packed),
	.params = params,
	.needs = needs,
	.ops = &ops,
	.check = check,
};
