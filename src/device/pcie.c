#include "device/pcie.h"
#include <stdbool.h>

#define FRAMING 8 /* start and end symbols, sequence number, LCRC; flits have neither */
#define FIRST_IN_FLITS 6
#define FLIT 256
#define FLIT_TLPS 236 /* of them; the rest are 6 B of acknowledgements and credits, 8 of CRC and 6 of forward error correction */
#define DWORD 4
#define CREDIT 16 /* B of data for which one flow control credit stands */
#define HEADER_3DW 12
#define HEADER_4DW 16
#define ECRC 4
#define MSI_BYTES 4
#define DLLP 8              /* framing 2, contents 4, CRC 2: one acknowledgement or flow control update */
#define LARGEST_OVERHEAD 28 /* of a TLP, as the intervals count it: framing, header of 4 dwords, ECRC */
#define SKP_BYTES 4
#define SKP_INTERVAL 1538 /* symbols */

/* ---- cutting ---- */

/* Both are powers of two in all uses that follow; n >= 0. */
static int64_t pieces(int64_t n, int64_t most)
{
	return (n + most - 1) >> __builtin_ctzll((unsigned long long)most);
}
static int64_t up_to(int64_t n, int64_t unit)
{
	return (n + unit - 1) & -unit;
}
static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Bytes up to the first multiple of 4 KiB, where that cuts. */
static int64_t before_page(const struct pcie *p, int64_t offset, int64_t n)
{
	return p->boundary_4k ? smaller(n, PCIE_PAGE - offset) : n;
}

/*
 * TLPs of at most `most` bytes that n > 0 bytes at offset take. Where they end at multiples of `most`, they end at multiples of
 * 4 KiB too. Else what lies beyond the first page begins at one, and pages hold whole TLPs.
 */
static int64_t tlps(const struct pcie *p, int64_t offset, int64_t n, int64_t most)
{
	if (p->misaligned) return pieces((offset & (most - 1)) + n, most);
	int64_t first = before_page(p, offset, n);
	return pieces(first, most) + pieces(n - first, most);
}

/* Payload bytes of these TLPs: all cuts lie on dwords, so only the ends of the transfer and a cut page are padded. */
static int64_t payload(const struct pcie *p, int64_t offset, int64_t n)
{
	if (!p->dword_padding) return n;
	if (p->misaligned) return up_to((offset & (DWORD - 1)) + n, DWORD);
	int64_t first = before_page(p, offset, n);
	return up_to(first, DWORD) + up_to(n - first, DWORD);
}

/* ---- headers ---- */

static bool in_flits(const struct pcie *p)
{
	return p->generation >= FIRST_IN_FLITS;
}
static int64_t overhead(const struct pcie *p, int64_t header)
{
	return (in_flits(p) ? 0 : FRAMING) + header + (p->ecrc ? ECRC : 0);
}
static int64_t request(const struct pcie *p, int64_t bits)
{
	return overhead(p, bits > 32 ? HEADER_4DW : HEADER_3DW);
}
static int64_t completion(const struct pcie *p)
{
	return overhead(p, HEADER_3DW);
}

/* ---- transfers ---- */

static void add_up(struct dma *d, int64_t n, int64_t bytes)
{
	d->tlps_up += (int32_t)n;
	d->up += (int32_t)bytes;
}
static void add_down(struct dma *d, int64_t n, int64_t bytes)
{
	d->tlps_down += (int32_t)n;
	d->down += (int32_t)bytes;
}

/*
 * Credits for the data of these TLPs, each of which takes whole ones: all but the first and the last, and the last of a page, are made of
 * such.
 */
static int64_t credits(const struct pcie *p, int64_t offset, int64_t n)
{
	int64_t first = p->misaligned ? smaller(n, p->mps - (offset & (p->mps - 1))) : before_page(p, offset, n);
	int64_t padded = p->misaligned && p->dword_padding ? (offset & (DWORD - 1)) + first : first;
	return pieces(p->dword_padding ? up_to(padded, DWORD) : padded, CREDIT) + pieces(n - first, CREDIT);
}

/* Pieces of at most `unit`, cut at its multiples, of what requests for n bytes ask for. */
static int64_t cut_at(const struct pcie *p, int64_t offset, int64_t n, int64_t unit)
{
	if (p->misaligned) return pieces((offset & (unit - 1)) + n, unit);
	int64_t first = before_page(p, offset, n);
	return pieces(first, unit) + pieces(n - first, unit);
}

/* A completion answers one request, so it is no larger than that. */
static int64_t completions(const struct pcie *p, int64_t offset, int64_t n)
{
	return tlps(p, offset, n, smaller(p->rcb_completions ? p->rcb : p->mps, p->mrrs));
}

void pcie_write(const struct pcie *p, uint32_t offset, int32_t n, struct dma *d)
{
	if (n <= 0) return;
	int64_t at = offset % PCIE_PAGE, count = tlps(p, at, n, p->mps);
	add_up(d, count, count * request(p, p->address_bits) + payload(p, at, n));
	d->posted += (int32_t)credits(p, at, n);
}

void pcie_read(const struct pcie *p, uint32_t offset, int32_t n, struct dma *d)
{
	if (n <= 0) return;
	int64_t at = offset % PCIE_PAGE, requests = tlps(p, at, n, p->mrrs), answers = completions(p, at, n);
	add_up(d, requests, requests * request(p, p->address_bits));
	add_down(d, answers, answers * completion(p) + payload(p, at, n));
	d->tags += (int32_t)requests;
	/* Whoever reserves room can't know how the host will cut: at each rcb. */
	d->answers[0] += (int32_t)cut_at(p, at, n, p->rcb);
	d->answers[1] += (int32_t)cut_at(p, at, n, CREDIT);
}

void pcie_cpu_write(const struct pcie *p, int32_t n, struct dma *d)
{
	if (n <= 0) return;
	int64_t count = tlps(p, 0, n, p->mps);
	add_down(d, count, count * request(p, p->address_bits) + payload(p, 0, n));
}

void pcie_cpu_read(const struct pcie *p, int32_t n, struct dma *d)
{
	if (n <= 0) return;
	int64_t requests = tlps(p, 0, n, p->mrrs), answers = completions(p, 0, n);
	add_down(d, requests, requests * request(p, p->address_bits));
	add_up(d, answers, answers * completion(p) + payload(p, 0, n));
}

void pcie_interrupt(const struct pcie *p, struct dma *d)
{
	add_up(d, 1, request(p, p->interrupt_bits) + MSI_BYTES);
}

/* ---- rates ---- */

/*
 * The specification's tables follow from its formula: (largest TLP x factor) / width + internal delay, in symbols, rounded down.
 * The factor says how many of the largest TLPs may share an acknowledgement: more where lanes are many and TLPs small.
 */
int32_t pcie_ack_interval(const struct pcie *p)
{
	static const int32_t delay[] = {0, 19, 70, 115}; /* by generation; 3 and later alike */
	static const int32_t tenths[2][3] = {{14, 25, 30},
					     {10, 10, 20}}; /* payloads up to 256 B, above; up to x4, x8, from x16 on */
	int lanes = p->width <= 4 ? 0 : p->width <= 8 ? 1 : 2;
	int64_t share = (p->mps + LARGEST_OVERHEAD) * tenths[p->mps > 256][lanes];
	return (int32_t)(share / (10 * p->width)) + delay[p->generation < 3 ? p->generation : 3];
}

double pcie_raw_bps(const struct pcie *p)
{
	static const double transfers[PCIE_GENERATIONS] = {2.5e9, 5e9, 8e9, 16e9, 32e9, 64e9, 128e9};
	double coding = p->generation <= 2 ? 8.0 / 10 : in_flits(p) ? 1 : 128.0 / 130;
	return transfers[p->generation - 1] * coding * (double)p->width;
}

int64_t pcie_flit_time(const struct pcie *p)
{
	return in_flits(p) ? (int64_t)(FLIT * 8e12 / pcie_raw_bps(p) + 0.5) : 0;
}

double pcie_tlp_bps(const struct pcie *p)
{
	double tax = 0;
	if (in_flits(p)) return pcie_raw_bps(p) * FLIT_TLPS / FLIT;
	if (!p->no_link_layer_tax) tax += 2.0 * DLLP / pcie_ack_interval(p); /* an acknowledgement and an update each */
	if (p->no_link_layer_tax) tax += 1e-6 * (double)p->given_tax;
	if (p->skp) tax += (double)SKP_BYTES / SKP_INTERVAL;
	return pcie_raw_bps(p) * (1 - tax);
}

double pcie_rate(const struct pcie *p, double up, double down)
{
	double most = up > down ? up : down;
	return most > 0 ? pcie_tlp_bps(p) / 8 / most : 0;
}
