/*
 * ring_split.c - the split virtqueue of virtio 0.9.5 to 1.x: descriptor table, available ring, used ring.
 *
 * 1. Driver: a buffer of n segments takes n entries of the descriptor table (16 B each), or one entry that points to an indirect
 *    table of 16 n B where the driver can use one (virtio 1.x 2.7.5.3).
 * 2. Driver: the head goes into the available ring (2 B) and the 16-bit index is published (2.7.6).
 * 3. Device: takes heads in that order; all entries of a chain stay taken until it is used.
 * 4. Device: id and length go into the used ring (8 B), the index is published (2.7.8). In order (VIRTIO_F_IN_ORDER) one element may
 *    stand for a whole batch (2.7.9).
 * 5. Driver: takes used elements; the entries are free again.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/ring.h"
#include "nic/setup.h"

struct split {
	struct ring_sizes sizes;
	int64_t indirect, indirect_always, in_order, notification_data, start_index, hypothetical;
};

static const struct param params[] = {
	RING_SIZES(struct split, "descriptors per ring; a power of two (virtio 1.x 2.7)"),
	{"indirect", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct split, indirect),
	 ONLY("tables") "VIRTIO_F_INDIRECT_DESC: one entry and a table instead of a chain, where the real driver can use it"},
	{"indirect_always", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct split, indirect_always),
	 ONLY("nic.backend=hardware") "with indirect: a table even for a single segment"},
	{"in_order", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct split, in_order),
	 ONLY("nic.backend=hardware|vhost_user nic.backend.batch!=1") "VIRTIO_F_IN_ORDER: a hardware device writes one used "
								      "element "
								      "per batch (legal where it used the skipped buffers "
								      "completely); a poll-mode driver that sends goes by "
								      "counts"},
	{"notification_data", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct split, notification_data),
	 ONLY("nic.backend=hardware") "VIRTIO_F_NOTIFICATION_DATA: a kick carries the available index, so a hardware device need "
				      "not read it; what no kick tells of it reads"},
	{"hypothetical", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct split, hypothetical),
	 ONLY("odd_ring") "take a size that is no power of two, which the specification forbids, to ask what it would do"},
	{"start_index", UNIT_COUNT, 0, 65535, "0", NULL, offsetof(struct split, start_index),
	 "first value of the free-running 16-bit indices: lets a test begin near the wrap"},
	{0},
};

static const struct need needs[] = {
	{.path = "nic.ring.format", .none_of = BIT_OF(F_RING_PACKED), .rule = "virtio 1.x 6: it selects the packed layout"},
	NEEDS_OF_RINGS,
	{0},
};

static uint32_t size(const void *self, bool tx)
{
	return ring_size(&((const struct split *)self)->sizes, tx);
}
static const char *size_key(const void *self, bool tx)
{
	return ring_size_key(&((const struct split *)self)->sizes, tx);
}
static bool in_order(const void *self)
{
	return ((const struct split *)self)->in_order;
}
static uint16_t start(const void *self)
{
	return (uint16_t)((const struct split *)self)->start_index;
}

static uint32_t table(const void *self, uint32_t segments, bool may_indirect)
{
	const struct split *r = self;
	return r->indirect && may_indirect && (segments > 1 || r->indirect_always) ? segments : 0;
}
static uint32_t entries(const void *self, uint32_t segments, bool may_indirect)
{
	return table(self, segments, may_indirect) ? 1 : segments;
}

static void bytes(const void *self, bool tx, int64_t area[3])
{
	int64_t n = size(self, tx);
	area[0] = 16 * n;
	area[1] = 6 + 2 * n;
	area[2] = 6 + 8 * n;
}

static bool check_size(const struct split *r, bool tx, struct complaint *c)
{
	int64_t n = ring_size(&r->sizes, tx), down = 1;
	while (down * 2 <= n)
		down *= 2;
	if (down == n) return true;
	return complain(c, ring_size_key(&r->sizes, tx),
			"a split ring of %lld entries is not a power of two, expected %lld or %lld", (long long)n,
			(long long)down, (long long)(down * 2));
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct split *r = self;
	(void)setup;
	if (r->indirect_always && !r->indirect)
		return complain(c, "nic.ring.indirect_always",
				"tables for single segments are indirect tables, expected indirect: true beside it");
	return r->hypothetical || (check_size(r, false, c) && check_size(r, true, c));
}

/* With in_order one entry stands for several chains: none can be told from one that is not a chain's. */
static int32_t used_entry(const void *self)
{
	return ((const struct split *)self)->in_order ? 0 : 8;
}

/* The index (unless a kick brought it), then the heads it covers, then their descriptors. */
static int fetch(const void *self, int32_t chains, int32_t per_chain, struct access out[RING_ACCESSES])
{
	int n = 0;
	(void)self;
	out[n++] = (struct access){2, 1, false};
	out[n++] = (struct access){2 * chains, 1, false};
	out[n++] = (struct access){16 * chains * per_chain, 1, false};
	return n;
}

static int complete(const void *self, int32_t chains, int32_t per_chain, struct access out[RING_ACCESSES])
{
	(void)per_chain;
	int n = 0;
	if (chains) out[n++] = (struct access){8 * (((const struct split *)self)->in_order ? 1 : chains), 1, true};
	out[n++] = (struct access){2, 1, true};
	return n;
}

/* used_event, avail_event; the flags lie beside the available index. */
static int events(const void *self, bool event_idx, struct access out[RING_ACCESSES])
{
	(void)self;
	if (!event_idx) return 0;
	out[0] = (struct access){2, 1, false};
	out[1] = (struct access){2, 1, true};
	return 2;
}

static bool kick_tells(const void *self)
{
	return ((const struct split *)self)->notification_data;
}
/* virtio 1.x 2.9 */
static int32_t notification(const void *self)
{
	return ((const struct split *)self)->notification_data ? 4 : 2;
}

static const struct ring_ops ops = {.size = size,
				    .size_key = size_key,
				    .entries = entries,
				    .table = table,
				    .bytes = bytes,
				    .used_entry = used_entry,
				    .in_order = in_order,
				    .start = start,
				    .fetch = fetch,
				    .complete = complete,
				    .events = events,
				    .kick_tells = kick_tells,
				    .notification = notification};

const struct model ring_split = {
	.size = sizeof(struct split),
	.params = params,
	.needs = needs,
	.ops = &ops,
	.check = check,
};
