/*
 * link_pcie.c - PCI Express: TLPs, both directions, read latency, tags, DMA operations.
 *
 * 1. A write by the device goes up in TLPs of at most `mps` bytes of payload, each with 8 B of framing, sequence number and LCRC and a
 *    header of 3 or 4 dwords; payload is carried in whole dwords. (PCI Express Base Specification 5.0, 2.2 and 3.5)
 * 2. A read goes up in requests of at most `mrrs` bytes, each holding a tag; its data come down in completions of at most `mps`
 *    bytes, or cut at each `rcb`. After dma_read_latency the data are there and the tag is free.
 * 3. No TLP crosses a multiple of 4 KiB; the first one of a misaligned transfer ends at the next multiple of its largest size.
 * 4. Register writes of the driver (doorbells) go down like writes; its reads go down and their completions up.
 * 5. An interrupt is a write of 4 B (MSI-X).
 * 6. Acknowledgements, flow control updates and clock compensation take a fixed share of each direction, whatever the load, at the
 *    specification's recommended intervals. (as github.com/pcie-bench/pcie-model does)
 *    Flits (generations 6 and 7) have room of their own for them, and TLPs no framing.
 * 7. The device's engine starts an operation every dma_operation_interval and is held up dma_operation by each. Where reads and writes have
 *    engines of their own, one starts every dma_read_interval or dma_write_interval besides.
 * 8. With credits a write's TLP waits until the host has room for its header and its data, an interrupt's credits are taken by the next
 *    write, and a read request waits for a header's; credit_return after it began to leave the room is there again.
 *    (Base Specification, 2.6)  A request does not pass writes that were begun before it and wait, unless ID-based ordering lets it;
 *    writes pass requests that wait.  (2.4.1)  A request waits, too, until what it asks for surely fits into the device's
 *    completion store, cut at each rcb; room there comes back in the order in which it was taken.
 * 9. Of the reads read_tail take longer, by chance.  With an IOMMU a read takes a walk longer, too, where its page is none of the
 *    iotlb_entries: of the pages that rings and posted buffers lie in, each is as likely the next.  Answers may overtake each other then.
 * 10. Received packets are written into `ddio` bytes of the last level cache, the least recently written leaving it first (nic/llc.h): the
 *    guest reads lines that have left it from memory, cache_miss for the first of a packet and cache_miss_next for each more.  What
 *    guests send lies in `llc` bytes of it in the same way; a read of a packet that has lost a line takes dma_read_miss longer.
 * 11. Each TLP takes switch_port longer through each of the `switches` between the device and the host, and socket_crossing longer to
 *    another socket: a read twice as much, once each way.  What a far device writes lies in no cache.  With flit_check it takes a flit
 *    longer, too: its receiver has it when the whole flit is there and is found to be sound.
 */
#include "base/param.h"
#include "nic/link.h"
#include "nic/llc.h"
#include "nic/model.h"
#include "device/pcie.h"
#include "nic/setup.h"

struct link {
	struct pcie pcie;
	int64_t tags, prefetch, tax;
	int64_t credits, posted_headers, posted_data, nonposted_headers, credit_return, ido;
	int64_t completion_headers, completion_data;
	int64_t read_tail, read_tail_latency, in_order, iotlb_entries, iotlb_page, iotlb_walk;
	int64_t ddio, miss, miss_next, llc, read_miss;
	int64_t switches, far, port, socket, flit_check;
	int64_t read_latency, operation, operation_interval, read_interval, write_interval;
};
#define AT(field) offsetof(struct link, field)

static const char *const completions[] = {"mps", "rcb", NULL};
static const char *const taxes[] = {"tabulated", "none", "given", NULL};
enum { TAX_GIVEN = 2 };
static const char *const distances[] = {"near", "far", NULL};
static const char *const releases[] = {"any", "in_order", NULL};
static const char *const credits[] = {"unlimited", "given", NULL};
#define MOST_HEADERS 8192 /* scaled by 16 they are more, as good as no limit */
#define MOST_DATA 65536

static const struct param params[] = {
	{"generation", UNIT_COUNT, 1, PCIE_GENERATIONS, "3", NULL, AT(pcie.generation),
	 "PCI Express generation; 6 and 7 go in flits"},
	{"width", UNIT_COUNT, 1, 32, "8", NULL, AT(pcie.width), "lanes: 1, 2, 4, 8, 16 or 32"},
	{"mps", UNIT_BYTES, 128, PCIE_PAGE, "256B", NULL, AT(pcie.mps), "maximum payload size of a TLP, a power of two"},
	{"mrrs", UNIT_BYTES, 128, PCIE_PAGE, "512B", NULL, AT(pcie.mrrs), "maximum read request size, a power of two"},
	{"rcb", UNIT_BYTES, 64, 128, "64B", NULL, AT(pcie.rcb), "read completion boundary of the root complex: 64B or 128B"},
	{"completions", UNIT_WORD, 0, 0, "mps", completions, AT(pcie.rcb_completions),
	 "where the root complex cuts read data: mps (chunks merged up to mps, as large hosts do) or at every rcb"},
	{"address", UNIT_COUNT, 32, 64, "64", NULL, AT(pcie.address_bits),
	 "32 or 64 bits: memory above 4 GiB needs headers of 4 dwords; of memory and registers"},
	{"interrupt_address", UNIT_COUNT, 32, 64, "64", NULL, AT(pcie.interrupt_bits),
	 "32 or 64 bits: of the address interrupts are written to; on x86 it lies below 4 GiB, public models count 64"},
	{"ecrc", UNIT_BOOL, 0, 1, "false", NULL, AT(pcie.ecrc), "end-to-end CRC: 4 B more per TLP"},
	{"dword_padding", UNIT_BOOL, 0, 1, "true", NULL, AT(pcie.dword_padding), "payload is carried in whole dwords"},
	{"boundary_4k", UNIT_BOOL, 0, 1, "true", NULL, AT(pcie.boundary_4k),
	 ONLY("misaligned=false") "TLPs are cut at multiples of 4 KiB"},
	{"misaligned", UNIT_BOOL, 0, 1, "true", NULL, AT(pcie.misaligned),
	 "TLPs end at multiples of their largest size (and so at 4 KiB); false = as if every transfer began aligned"},
	{"link_layer_tax", UNIT_WORD, 0, 0, "tabulated", taxes, AT(pcie.no_link_layer_tax),
	 ONLY("generation!=6|7") "acknowledgements and flow control updates: at the specification's intervals, none, or as `tax` "
				 "says"},
	{"tax", UNIT_RATIO, 0, 500000, "8%", NULL, AT(tax),
	 ONLY("link_layer_tax=given generation!=6|7") "what they take of each direction: 8 to 10 % for 8 and 16 lanes of "
						      "generation 3 "
						      "(Neugebauer et al., "
						      "SIGCOMM 2018)"},
	{"skp", UNIT_BOOL, 0, 1, "true", NULL, AT(pcie.skp), ONLY("generation!=6|7") "clock compensation takes its share"},
	{"tags", UNIT_COUNT, 0, 768, "256", NULL, AT(tags),
	 "read requests outstanding at once: 32 without Extended Tag, 64 or 256 with it, 768 with 10-bit tags; 0 = no limit"},
	{"credits", UNIT_WORD, 0, 0, "unlimited", credits, AT(credits),
	 "flow control: the host has always room for what the device sends, or for so much as follows"},
	{"posted_headers", UNIT_COUNT, 1, MOST_HEADERS, "392", NULL, AT(posted_headers),
	 ONLY("credits=given") "writes, a TLP each, for which the host has room; 392 of a port of 8 lanes, 784 of 16 (Intel "
			       "R-tile)"},
	{"posted_data", UNIT_COUNT, 8, MOST_DATA, "760", NULL, AT(posted_data),
	 ONLY("credits=given") "units of 16 B of what they write; 760 of a port of 8 lanes, 1456 of 16 (Intel R-tile)"},
	{"nonposted_headers", UNIT_COUNT, 1, MOST_HEADERS, "392", NULL, AT(nonposted_headers),
	 ONLY("credits=given") "read requests for which it has room; 392 of a port of 8 lanes, 784 of 16 (Intel R-tile)"},
	{"credit_return", UNIT_TIME, 1, PS_PER_MS, "500ns", NULL, AT(credit_return),
	 ONLY("credits=given") "from when a TLP begins to leave until its room is there again: link, host, update; of no host "
			       "published, "
			       "so a guess between 300ns and 1us"},
	{"ido", UNIT_BOOL, 0, 1, "false", NULL, AT(ido),
	 ONLY("credits=given") "ID-based ordering: read requests pass writes that wait for credits, as those of another function "
			       "may; false = they leave behind them"},
	{"completion_headers", UNIT_COUNT, 0, MOST_HEADERS, "0", NULL, AT(completion_headers),
	 "completions for which the device has room: 64 in UltraScale's PCIe block, 128 in UltraScale+'s (Xilinx PG156, PG213); "
	 "0 = no limit"},
	{"completion_data", UNIT_COUNT, 0, MOST_DATA, "0", NULL, AT(completion_data),
	 "units of 16 B of their data: 992 in UltraScale's, 2048 in UltraScale+'s; 0 = no limit"},
	{"read_tail", UNIT_RATIO, 0, 1000000, "0%", NULL, AT(read_tail),
	 "so many reads, by chance, take read_tail_latency longer than dma_read_latency: what is not in a cache, or far away"},
	{"read_tail_latency", UNIT_TIME, 0, PS_PER_MS, "1us", NULL, AT(read_tail_latency),
	 ONLY("read_tail!=0%") "by how much; the default is a guess, of 100ns (memory of another socket) to some us"},
	{"iotlb_entries", UNIT_COUNT, 0, 65536, "0", NULL, AT(iotlb_entries),
	 "pages that the IOMMU finds without a walk: about 64 (Neugebauer et al., SIGCOMM 2018, recalled); 0 = there is no "
	 "IOMMU"},
	{"iotlb_page", UNIT_BYTES, PCIE_PAGE, 1 << 30, "4KiB", NULL, AT(iotlb_page),
	 ONLY("iotlb_entries!=0") "bytes of one: 4KiB, 2MiB or 1GiB"},
	{"iotlb_walk", UNIT_TIME, 0, PS_PER_MS, "330ns", NULL, AT(iotlb_walk),
	 ONLY("iotlb_entries!=0") "what a read of any other takes longer: about 330 ns (the same)"},
	{"release", UNIT_WORD, 0, 0, "any", releases, AT(in_order),
	 "a tag is free again when its own answer is there, or when all asked for before it are: of reads that take different "
	 "times"},
	{"ddio", UNIT_BYTES, 0, INT64_C(1) << 30, "0B", NULL, AT(ddio),
	 ONLY("receives") "of the last level cache that devices write received packets into, such as 4.5MiB: two of its ways, "
			  "as Intel sets it; 64B = as good as none, packets go to memory; 0B = where they are takes the guest no "
			  "time"},
	{"llc", UNIT_BYTES, 0, INT64_C(1) << 34, "0B", NULL, AT(llc),
	 ONLY("transmits") "of that cache, in which the device finds what guests have written last, such as 24MiB: what has left "
			   "it is "
			   "read from memory; 0B = reads find all of it"},
	{"flit_check", UNIT_BOOL, 0, 1, "false", NULL, AT(flit_check),
	 ONLY("generation=6|7") "a receiver has a TLP when all of its last flit is there and checked: up to a flit's time later "
				"each "
				"way, which is what it takes here"},
	{"switches", UNIT_COUNT, 0, 8, "0", NULL, AT(switches),
	 "PCI Express switches between the device and the host; each TLP takes switch_port longer through each"},
	{"distance", UNIT_WORD, 0, 0, "near", distances, AT(far),
	 "of the link's socket from the guest's memory and cores: near, the same; far, another, socket_crossing away, into whose "
	 "cache the device does not write: with ddio all it receives is read from memory; what it reads is found there as "
	 "before"},
	{"prefetch", UNIT_COUNT, 0, 32768, "1", NULL, AT(prefetch),
	 "batches the device works on at once, so that their reads overlap; 0 = no limit"},
	{0},
};
static const struct price prices[] = {
	{"dma_read_latency", UNIT_TIME, NULL, AT(read_latency),
	 "a DMA read on an idle link, from the request until its data are there", REQUIRED},
	{"dma_operation", UNIT_TIME, NULL, AT(operation), "the DMA engine's serial time per operation",
	 OPTIONAL("operations take the engine no time of its own")},
	{"dma_operation_interval", UNIT_TIME, NULL, AT(operation_interval),
	 "between the starts of two operations of the DMA engine: 1 / its operations per second; 0 = no limit",
	 OPTIONAL("operations start as fast as they come")},
	{"dma_read_interval", UNIT_TIME, NULL, AT(read_interval),
	 "the same between two reads, where reads have an engine of their own", OPTIONAL("reads start as operations do")},
	{"dma_write_interval", UNIT_TIME, NULL, AT(write_interval),
	 "and between two writes, interrupts among them, where writes have an engine of their own",
	 OPTIONAL("writes start as operations do")},
	{"switch_port", UNIT_TIME, NULL, AT(port), "what a TLP takes longer each way through each of nic.link.switches",
	 OPTIONAL("switches take no time")},
	{"socket_crossing", UNIT_TIME, NULL, AT(socket), "and each way to another socket, with nic.link.distance far",
	 OPTIONAL("the other socket is as near")},
	{"dma_read_miss", UNIT_TIME, NULL, AT(read_miss),
	 "what a read of a packet takes longer that nic.link.llc does not hold any more",
	 OPTIONAL("memory is as near as the cache")},
	{"cache_miss", UNIT_TIME, "stack", AT(miss),
	 "a packet's line that nic.link.ddio does not hold any more: what the guest waits for memory longer than for the cache",
	 OPTIONAL("memory is as near as the cache")},
	{"cache_miss_next", UNIT_TIME, "stack", AT(miss_next), "and each more of the packet, which overlaps",
	 OPTIONAL("those beside it come at no cost")},
	{0},
};

static bool power_of_two(int64_t n)
{
	return n > 0 && (n & (n - 1)) == 0;
}

static bool need_power(struct complaint *c, const char *path, const char *what, int64_t n, const char *unit)
{
	int64_t down = 1;
	if (power_of_two(n)) return true;
	while (down * 2 <= n)
		down *= 2;
	return complain(c, path, "%s of %lld%s is not a power of two, expected %lld%s or %lld%s", what, (long long)n, unit,
			(long long)down, unit, (long long)(down * 2), unit);
}

static bool need_either(struct complaint *c, const char *path, int64_t n, int64_t a, int64_t b, const char *unit)
{
	return n == a || n == b ||
	       complain(c, path, "there is no such size as %lld%s, expected %lld%s or %lld%s", (long long)n, unit, (long long)a,
			unit, (long long)b, unit);
}

/* What has no room for the largest TLP, or for the largest request's data, would stand still. (Base Specification, 2.6.1) */
static bool need_room(struct complaint *c, const struct link *l)
{
	int64_t tlp = l->pcie.mps / 16, data = l->pcie.mrrs / 16, headers = l->pcie.mrrs / l->pcie.rcb;
	if (l->credits && l->posted_data < tlp)
		return complain(c, "nic.link.posted_data", "there is no room for a TLP of nic.link.mps, expected at least %lld",
				(long long)tlp);
	if (l->completion_data && l->completion_data < data)
		return complain(c, "nic.link.completion_data",
				"there is no room for what a request of nic.link.mrrs asks for, expected at least %lld",
				(long long)data);
	return !l->completion_headers || l->completion_headers >= headers ||
	       complain(c, "nic.link.completion_headers",
			"there is no room for what a request of nic.link.mrrs asks for, expected at least %lld",
			(long long)headers);
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct pcie *p = &((const struct link *)self)->pcie;
	(void)setup;
	return need_power(c, "nic.link.width", "a width", p->width, "") &&
	       need_power(c, "nic.link.mps", "a maximum payload size", p->mps, "B") &&
	       need_power(c, "nic.link.mrrs", "a maximum read request size", p->mrrs, "B") &&
	       need_either(c, "nic.link.rcb", p->rcb, 64, 128, "B") &&
	       need_either(c, "nic.link.address", p->address_bits, 32, 64, "") &&
	       need_power(c, "nic.link.iotlb_page", "a page", ((const struct link *)self)->iotlb_page, "B") &&
	       need_either(c, "nic.link.interrupt_address", p->interrupt_bits, 32, 64, "") && need_room(c, self);
}

static const struct pcie *pcie_of(const void *self)
{
	return &((const struct link *)self)->pcie;
}
static void device_write(const void *self, uint32_t offset, int32_t n, struct dma *d)
{
	pcie_write(pcie_of(self), offset, n, d);
}
static void device_read(const void *self, uint32_t offset, int32_t n, struct dma *d)
{
	pcie_read(pcie_of(self), offset, n, d);
}
static void mmio_write(const void *self, int32_t n, struct dma *d)
{
	pcie_cpu_write(pcie_of(self), n, d);
}
static void mmio_read(const void *self, int32_t n, struct dma *d)
{
	pcie_cpu_read(pcie_of(self), n, d);
}
static void interrupt(const void *self, struct dma *d)
{
	pcie_interrupt(pcie_of(self), d);
}

static void traits(const void *self, struct link_traits *t)
{
	const struct link *l = self;
	struct pcie pcie = l->pcie;
	pcie.given_tax = pcie.no_link_layer_tax == TAX_GIVEN ? l->tax : 0;
	double fs = 8e15 / pcie_tlp_bps(&pcie);
	*t = (struct link_traits){.up_fs = (int64_t)(fs + 0.5),
				  .down_fs = (int64_t)(fs + 0.5),
				  .read_latency = l->read_latency,
				  .tags = (int32_t)l->tags,
				  .ops_gap = l->operation_interval,
				  .op_time = l->operation,
				  .read_gap = l->read_interval,
				  .write_gap = l->write_interval,
				  .read_tail = l->read_tail_latency,
				  .read_tail_ppm = l->read_tail,
				  .iotlb_entries = l->iotlb_entries,
				  .iotlb_page = l->iotlb_page,
				  .iotlb_walk = l->iotlb_walk,
				  .crossing = l->switches * l->port + (l->far ? l->socket : 0) +
					      (l->flit_check ? pcie_flit_time(&pcie) : 0),
				  .far = l->far,
				  .ddio = (l->ddio + LLC_LINE - 1) / LLC_LINE,
				  .miss = l->miss,
				  .llc = (l->llc + LLC_LINE - 1) / LLC_LINE,
				  .read_miss = l->read_miss,
				  .miss_next = l->miss_next,
				  .in_order = l->in_order,
				  .store = {(int32_t)l->completion_headers, (int32_t)l->completion_data},
				  .prefetch = (int32_t)l->prefetch};
	if (!l->credits) return;
	t->posted[0] = (int32_t)l->posted_headers;
	t->posted[1] = (int32_t)l->posted_data;
	t->nonposted = (int32_t)l->nonposted_headers;
	t->credit_return = l->credit_return;
	t->ido = l->ido;
}

static const struct link_ops ops = {.write = device_write,
				    .read = device_read,
				    .mmio_write = mmio_write,
				    .mmio_read = mmio_read,
				    .interrupt = interrupt,
				    .traits = traits};

const struct model link_pcie = {
	.size = sizeof(struct link),
	.params = params,
	.prices = prices,
	.ops = &ops,
	.check = check,
};
