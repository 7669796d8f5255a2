#include "device/transactions.h"
#include <stddef.h>

#define MAX_PACKETS (1 << 20)

/* ---- the NICs ---- */

#define DESCRIPTOR 16
#define POINTER 4
#define WRITE_BACK 16

static const struct transaction simple_tx[] = {
	TRANSACTION("tail pointer", CPU_WRITE, POINTER, 1), TRANSACTION("descriptor", DEVICE_READ, DESCRIPTOR, 1),
	TRANSACTION("frame", DEVICE_READ, PACKET_BYTES, 1), TRANSACTION("interrupt", INTERRUPT, 0, 1),
	TRANSACTION("head pointer", CPU_READ, POINTER, 1),  {0},
};
static const struct transaction simple_rx[] = {
	TRANSACTION("tail pointer", CPU_WRITE, POINTER, 1),
	TRANSACTION("descriptor", DEVICE_READ, DESCRIPTOR, 1),
	TRANSACTION("frame", DEVICE_WRITE, PACKET_BYTES, 1),
	TRANSACTION("write-back", DEVICE_WRITE, WRITE_BACK, 1),
	TRANSACTION("interrupt", INTERRUPT, 0, 1),
	TRANSACTION("head pointer", CPU_READ, POINTER, 1),
	{0},
};
/* Intel 82599 under ixgbe: fetches 40 transmit descriptors at once, writes back 8, one interrupt for 32 packets. */
static const struct transaction kernel_tx[] = {
	TRANSACTION("tail pointer", CPU_WRITE, POINTER, 1),
	TRANSACTION("descriptors", DEVICE_READ, 40 * DESCRIPTOR, 40),
	TRANSACTION("frame", DEVICE_READ, PACKET_BYTES, 1),
	TRANSACTION("write-back", DEVICE_WRITE, 8 * WRITE_BACK, 8),
	TRANSACTION("interrupt", INTERRUPT, 0, 32),
	TRANSACTION("head pointer", CPU_READ, POINTER, 1),
	{0},
};
static const struct transaction kernel_rx[] = {
	TRANSACTION("tail pointer", CPU_WRITE, POINTER, 32),
	TRANSACTION("descriptor", DEVICE_READ, DESCRIPTOR, 1),
	TRANSACTION("frame", DEVICE_WRITE, PACKET_BYTES, 1),
	TRANSACTION("write-back", DEVICE_WRITE, WRITE_BACK, 1),
	TRANSACTION("interrupt", INTERRUPT, 0, 32),
	TRANSACTION("head pointer", CPU_READ, POINTER, 8),
	{0},
};
/* The same NIC under a polling driver: no interrupts, and descriptors tell what the head pointer would. */
static const struct transaction dpdk_tx[] = {
	TRANSACTION("tail pointer", CPU_WRITE, POINTER, 32),
	TRANSACTION("descriptors", DEVICE_READ, 40 * DESCRIPTOR, 40),
	TRANSACTION("frame", DEVICE_READ, PACKET_BYTES, 1),
	TRANSACTION("write-back", DEVICE_WRITE, 8 * WRITE_BACK, 8),
	{0},
};
static const struct transaction dpdk_rx[] = {
	TRANSACTION("tail pointer", CPU_WRITE, POINTER, 32),
	TRANSACTION("descriptor", DEVICE_READ, DESCRIPTOR, 1),
	TRANSACTION("frame", DEVICE_WRITE, PACKET_BYTES, 1),
	TRANSACTION("write-back", DEVICE_WRITE, WRITE_BACK, 1),
	{0},
};
static const struct transaction plain_tx[] = {TRANSACTION("frame", DEVICE_READ, PACKET_BYTES, 1), {0}};
static const struct transaction plain_rx[] = {TRANSACTION("frame", DEVICE_WRITE, PACKET_BYTES, 1), {0}};

#define NICS(X)                                                         \
	X(simple, "a NIC that handles every packet by itself")          \
	X(kernel, "a 10 GbE NIC under a kernel driver with interrupts") \
	X(dpdk, "the same NIC under a polling driver in user space")    \
	X(plain, "no NIC: nothing but one transfer per packet")
#define NIC(name, summary) {#name, summary, name##_tx, name##_rx},
#define NAME(name, summary) #name,
const struct transaction_nic transaction_nics[] = {NICS(NIC){0}};
const char *const transaction_nic_names[] = {NICS(NAME) NULL};

/* ---- counting ---- */

/* Least common multiple, 0 when it exceeds MAX_PACKETS (or a is 0 already). */
static int64_t common(int64_t a, int64_t b)
{
	int64_t x = a, y = b;
	while (y) {
		int64_t rest = x % y;
		x = y;
		y = rest;
	}
	if (x == 0 || a / x > MAX_PACKETS / b) return 0;
	return a / x * b;
}

static void transfer(const struct transaction *t, const struct link_ops *ops, const void *link, int32_t packet, struct dma *d)
{
	int32_t n = transaction_bytes(t, packet);
	switch (t->op) {
	case DEVICE_WRITE: ops->write(link, 0, n, d); break;
	case DEVICE_READ: ops->read(link, 0, n, d); break;
	case CPU_WRITE: ops->mmio_write(link, n, d); break;
	case CPU_READ: ops->mmio_read(link, n, d); break;
	case INTERRUPT: ops->interrupt(link, d); break;
	}
}

static void add(struct transactions *sum, const struct transactions *t, int64_t times)
{
	sum->up += times * t->up;
	sum->down += times * t->down;
	sum->tlps_up += times * t->tlps_up;
	sum->tlps_down += times * t->tlps_down;
	sum->tags += times * t->tags;
	sum->reads += times * t->reads;
	sum->writes += times * t->writes;
}

bool transactions_count(const struct transaction *list, const struct link_ops *ops, const void *link, int32_t packet,
			struct transactions *sum)
{
	int64_t packets = 1;
	for (const struct transaction *t = list; t->what; t++)
		packets = common(packets, t->per);
	*sum = (struct transactions){.packets = packets};
	if (packets == 0) return false;
	for (const struct transaction *t = list; t->what; t++) {
		struct dma d = {0};
		if (t->op != INTERRUPT && transaction_bytes(t, packet) <= 0) continue;
		transfer(t, ops, link, packet, &d);
		add(sum,
		    &(struct transactions){.up = d.up,
					   .down = d.down,
					   .tlps_up = d.tlps_up,
					   .tlps_down = d.tlps_down,
					   .tags = d.tags,
					   .reads = t->op == DEVICE_READ,
					   .writes = t->op == DEVICE_WRITE},
		    packets / t->per * (t->times ? t->times : 1));
	}
	return true;
}

bool transactions_both(const struct transactions *a, const struct transactions *b, struct transactions *sum)
{
	struct transactions both = {.packets = common(a->packets, b->packets)};
	if (both.packets) {
		add(&both, a, both.packets / a->packets);
		add(&both, b, both.packets / b->packets);
	}
	*sum = both;
	return both.packets != 0;
}
