/*
 * pcie.h - PCI Express as pure arithmetic: how transfers are cut into TLPs, what bytes these take, what a link carries.
 *
 *   memory write   | framing, sequence, LCRC 8 | header 12 or 16 | payload, whole dwords | [ECRC 4] |
 *   read request   | 8                         | 12 or 16        |                       | [ECRC 4] |
 *   completion     | 8                         | 12              | payload, whole dwords | [ECRC 4] |
 *
 * Generations 6 and 7 pack TLPs into flits of 256 B: no framing, and 236 B of each flit carry TLPs, whatever else the link layer has to say.
 * (glennklockwood.com/garden/PCIe-Gen6; headers without orthogonal header content)  Headers have 3 dwords for addresses below 4 GiB, 4 above.  A write's payload is at most the maximum payload size, a request
 * asks for at most the maximum read request size, and neither crosses a multiple of 4 KiB (PCI Express Base Specification 5.0, 2.2).
 */
#ifndef NIC_PCIE_H
#define NIC_PCIE_H
#include "nic/dma.h"
#include <stdint.h>

#define PCIE_GENERATIONS 7
#define PCIE_PAGE 4096 /* no TLP crosses a multiple of it */

/* A link. The caller sees to it that every value is legal. Switches are 0 or 1. */
struct pcie {
	int64_t generation;        /* 1..7 */
	int64_t width;             /* lanes: 1, 2, 4, 8, 16 or 32 */
	int64_t mps, mrrs;         /* maximum payload and read request size, bytes: powers of two, 128..4096 */
	int64_t rcb;               /* read completion boundary, bytes: 64 or 128 */
	int64_t rcb_completions;   /* every completion ends at the next multiple of rcb, not only of mps */
	int64_t address_bits;      /* 32 or 64: of host memory and of the device's registers */
	int64_t interrupt_bits;    /* 32 or 64: of the address an interrupt is written to */
	int64_t ecrc;              /* 4 more bytes per TLP */
	int64_t dword_padding;     /* payload is carried in whole dwords */
	int64_t boundary_4k;       /* TLPs are cut at multiples of 4 KiB */
	int64_t misaligned;        /* TLPs end at multiples of their largest size; 0 = they are counted from the first byte on */
	int64_t no_link_layer_tax; /* no acknowledgements and flow control updates between the TLPs, as the tables have them; */
	int64_t given_tax;         /* but this share of the link, in parts per million */
	int64_t skp;               /* clock compensation between the TLPs */
};

/*
 * The device writes or reads n bytes of host memory at an address that is `offset` modulo 4 KiB; the CPU writes or reads n bytes of
 * a register (aligned); the device raises an interrupt (MSI, MSI-X: a write of 4 bytes).  n <= 0 is nothing.
 */
void pcie_write(const struct pcie *p, uint32_t offset, int32_t n, struct dma *d);
void pcie_read(const struct pcie *p, uint32_t offset, int32_t n, struct dma *d);
void pcie_cpu_write(const struct pcie *p, int32_t n, struct dma *d);
void pcie_cpu_read(const struct pcie *p, int32_t n, struct dma *d);
void pcie_interrupt(const struct pcie *p, struct dma *d);

/*
 * Recommended bytes between two acknowledgements, and between two flow control updates of one kind (Base Specification 5.0,
 * tables 2-46 to 2-48 and 3-7 to 3-9).  Of generations before flits.
 */
int32_t pcie_ack_interval(const struct pcie *p);
/* Bits per second and direction: after line coding, and what is left for TLPs after the link layer's own share. */
double pcie_raw_bps(const struct pcie *p);
double pcie_tlp_bps(const struct pcie *p);
/* ps that a flit takes; 0 for generations before them. */
int64_t pcie_flit_time(const struct pcie *p);
/* How often per second `up` and `down` bytes fit through, each direction by itself. 0 when both are 0. */
double pcie_rate(const struct pcie *p, double up, double down);
#endif
