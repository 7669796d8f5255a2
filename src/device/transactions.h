/*
 * transactions.h - a NIC's work per packet as a list of transfers, and exactly what it puts on a link.  Pure; nothing runs.
 *
 * Each line is one transfer that serves a number of packets: fetching 40 descriptors in one read is a
 * DEVICE_READ of 40 * 16 bytes per 40.
 */
#ifndef NIC_TRANSACTIONS_H
#define NIC_TRANSACTIONS_H
#include "nic/link.h"
#include <stdbool.h>

enum transaction_op { DEVICE_WRITE, DEVICE_READ, CPU_WRITE, CPU_READ, INTERRUPT };

#define PACKET_BYTES (-1) /* as many bytes as the packet has, and `more` */
struct transaction {
	const char *what;
	enum transaction_op op;
	int32_t bytes; /* or PACKET_BYTES; of no meaning for an interrupt */
	int32_t per;   /* packets it serves, >= 1 */
	int32_t more;  /* bytes beside the packet's, may be negative: where nothing is left there is no transfer */
	int32_t align; /* rounded up to a multiple of so many bytes; 0 = as it is */
	int32_t times; /* as many transfers of that size, one after the other; 0 = one */
};
#define TRANSACTION(name, kind, size, each)                                  \
	{                                                                    \
		.what = (name), .op = (kind), .bytes = (size), .per = (each) \
	}

/* Bytes of a transfer for a packet of `packet`; not above 0 = there is none. */
static inline int32_t transaction_bytes(const struct transaction *t, int32_t packet)
{
	int32_t n = t->bytes == PACKET_BYTES ? packet + t->more : t->bytes;
	return t->align && n > 0 ? (n + t->align - 1) / t->align * t->align : n;
}

/* A NIC that is no virtio device; its lists end with what == NULL. "tx" = the host sends. */
struct transaction_nic {
	const char *name, *summary;
	const struct transaction *tx, *rx;
};
/*
 * simple, kernel, dpdk: the NICs of the model that Neugebauer et al. published with "Understanding PCIe performance for end host
 * networking" (SIGCOMM 2018), with the receive descriptor reads that its program loses.  Their frames cross the link without FCS.
 * plain: one transfer of the packet and nothing else.  Ends with name == NULL.
 */
extern const struct transaction_nic transaction_nics[];
/* Their names in the same order, ends with NULL. */
extern const char *const transaction_nic_names[];

/* What `packets` packets put on the link, all of it in whole transfers: per packet it is a fraction with that denominator. */
struct transactions {
	int64_t packets;
	int64_t up, down, tlps_up, tlps_down, tags;
	int64_t reads, writes; /* operations of the device; an interrupt is not among them */
};

/* For packets of `packet` bytes at aligned addresses. False when the `per`s have no common multiple up to 2^20. */
bool transactions_count(const struct transaction *list, const struct link_ops *ops, const void *link, int32_t packet,
			struct transactions *sum);
/* One packet of each, on a common denominator. False as above. */
bool transactions_both(const struct transactions *a, const struct transactions *b, struct transactions *sum);
#endif
