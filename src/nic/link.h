/* link.h - the seam of links: what DMA, register accesses and interrupts put on the link to the host, and how fast it is. */
#ifndef NIC_LINK_H
#define NIC_LINK_H
#include "engine/time.h"
#include "nic/dma.h"
#include <stdbool.h>

/* What never changes while running. All zero (link_none): the link takes no time and limits nothing. */
struct link_traits {
	int64_t up_fs, down_fs; /* femtoseconds per byte and direction, after the link layer's own tax */
	sim_time read_latency;  /* from a read request until its data are there and its tag is free, on an idle link */
	sim_time read_tail;     /* longer takes a read of which there are read_tail_ppm in a million */
	int64_t read_tail_ppm;
	int64_t iotlb_entries, iotlb_page; /* pages that are found without a walk, and their bytes; no entries = no IOMMU */
	sim_time iotlb_walk;
	sim_time crossing; /* each way, of every TLP, between the link and the host's memory or processor */
	bool far;          /* they are another socket's: what is written lies in no cache */
	int64_t ddio;      /* lines of the last level cache that the device writes into (llc.h); 0 = nobody asks */
	sim_time miss, miss_next;
	int64_t llc; /* lines of it in which the device finds what guests send; 0 = all of that */
	sim_time read_miss;
	bool in_order;                /* a tag is given back when all before it are */
	int32_t tags;                 /* read requests outstanding at once; 0 = no limit */
	sim_time ops_gap;             /* between the starts of two operations of the engine; 0 = no limit */
	sim_time op_time;             /* of the engine per operation, one after the other */
	sim_time read_gap, write_gap; /* between the starts of two reads, of two writes; 0 = no limit */
	/* Headers, units of 16 B of data: of writes, of read requests, of data read; 0 = no limit. */
	int32_t posted[2], nonposted, store[2];
	bool ido;               /* read requests pass writes that wait for credits */
	sim_time credit_return; /* from when a TLP begins to leave until its credits can be used again */
	int32_t prefetch;       /* batches in flight; 0 = no limit */
};

/* Those with a struct dma add to it what a transfer puts on the link; the answer may be kept. */
struct link_ops {
	/* The device writes or reads n >= 1 bytes of host memory at an address that is `offset` modulo 4 KiB. */
	void (*write)(const void *self, uint32_t offset, int32_t n, struct dma *d);
	void (*read)(const void *self, uint32_t offset, int32_t n, struct dma *d);
	/* The CPU writes n >= 1 bytes to the device (a doorbell) or reads them from it. */
	void (*mmio_write)(const void *self, int32_t n, struct dma *d);
	void (*mmio_read)(const void *self, int32_t n, struct dma *d);
	/* The device raises an interrupt: a write of 4 bytes (MSI-X). */
	void (*interrupt)(const void *self, struct dma *d);
	/* t comes zeroed. */
	void (*traits)(const void *self, struct link_traits *t);
};
#endif
