#include "base/param.h"
#include "nic/model.h"
#include "nic/ring.h"
#include "nic/setup.h"

static const char steps[] =
	"1. Driver: a buffer of n segments takes n entries of the descriptor table (16 B each), or one entry that points to an indirect\n"
	"   table of 16 n B where the driver can use one (virtio 1.x 2.7.5.3).\n"
	"2. Driver: the head goes into the available ring (2 B) and the 16-bit index is published (2.7.6).\n"
	"3. Device: takes heads in that order; all entries of a chain stay taken until it is used.\n"
	"4. Device: id and length go into the used ring (8 B), the index is published (2.7.8).\n"
	"5. Driver: takes used elements; the entries are free again.\n";

struct split {
	int64_t entries, indirect, start_index;
};

static const struct param params[] = {
	{"entries", UNIT_COUNT, 1, 32768, "256", NULL, offsetof(struct split, entries), "descriptors per ring; a power of two (virtio 1.x 2.7)"},
	{"indirect", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct split, indirect),
	 "VIRTIO_F_INDIRECT_DESC: one entry and a table instead of a chain, where the real driver can use it"},
	{"start_index", UNIT_COUNT, 0, 65535, "0", NULL, offsetof(struct split, start_index),
	 "first value of the free-running 16-bit indices: lets a test begin near the wrap"},
	{0},
};

static uint32_t size(const void *self) { return (uint32_t)((const struct split *)self)->entries; }
static uint16_t start(const void *self) { return (uint16_t)((const struct split *)self)->start_index; }

static uint32_t entries(const void *self, uint32_t segments, bool may_indirect)
{
	const struct split *s = self;
	return s->indirect && may_indirect && segments > 1 ? 1 : segments;
}

static void bytes(const void *self, int64_t area[3])
{
	int64_t n = ((const struct split *)self)->entries;
	area[0] = 16 * n;
	area[1] = 6 + 2 * n;
	area[2] = 6 + 8 * n;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	int64_t n = ((const struct split *)self)->entries, down = 1;
	(void)setup;
	while (down * 2 <= n) down *= 2;
	if (down == n) return true;
	return complain(c, "nic.ring.entries", "a split ring of %lld entries is not a power of two, expected %lld or %lld", (long long)n,
			(long long)down, (long long)(down * 2));
}

static const struct ring_ops ops = {.size = size, .entries = entries, .bytes = bytes, .start = start};

const struct model ring_split = {
	.summary = "the split virtqueue of virtio 0.9.5 to 1.x: descriptor table, available ring, used ring",
	.steps = steps,
	.size = sizeof(struct split),
	.params = params,
	.ops = &ops,
	.check = check,
};
