/*
 * test_reference.c - the public figures for PCI Express (tests/data/README.md), run: the link is kept busy by a device's transactions and
 * nothing else costs anything.  Bytes per packet come out exactly, rates within half a percent.
 */
#include "nic/link.h"
#include "device/pcie.h"
#include "device/transactions.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define BASE "tests/scenarios/reference.yaml"
#define PACKETS 9600 /* a multiple of all batches: 160 and 96 */
#define FCS 4

struct row {
	char transfer[32], busier[8], origin[16];
	int max_payload, length, batch;
	double up, down, millions, gbps;
};

static bool read_row(const char *line, struct row *r)
{
	return sscanf(line, "%31[^,],%d,%d,%d,%lf,%lf,%7[^,],%lf,%lf,%15[^\n]", r->transfer, &r->max_payload, &r->length,
		      &r->batch, &r->up, &r->down, r->busier, &r->millions, &r->gbps, r->origin) == 10;
}

static bool near(double value, double expected, double relative, const char *what, const char *settings)
{
	if (fabs(value - expected) <= fabs(expected) * relative) return true;
	printf("%s is %.9g, expected %.9g: %s\n", what, value, expected, settings);
	return false;
}

static bool ran_as(const char *settings, double up, double down, double millions, const char *limiter)
{
	struct tried t;
	bool ok = try_fine(&t, BASE, "%s", settings);
	if (ok) {
		ok &= near(try_value(&t, "pcie_up_bytes_per_packet"), up, 1e-12, "up", settings);
		ok &= near(try_value(&t, "pcie_down_bytes_per_packet"), down, 1e-12, "down", settings);
		ok &= near(try_value(&t, "packet_rate"), millions * 1e6, 0.005, "rate", settings);
		ok &= try_is(&t, "dropped", 0);
		ok &= strcmp(t.out.limit[0].name, limiter) == 0;
	}
	try_end(&t);
	return ok;
}

/* ---- the rows of the file ---- */

/* A NIC of the list and a direction; a plain write is receiving, a plain read sending. */
static void nic_settings(const struct row *r, char *out, size_t size)
{
	const char *dash = strchr(r->transfer, '-'), *way = dash ? dash + 1 : r->transfer;
	bool both = strcmp(way, "both") == 0, tx = strcmp(way, "tx") == 0 || strcmp(way, "read") == 0;
	snprintf(out, size,
		 "nic.link.mps=%dB traffic.size=%dB traffic.direction=%s nic.backend.nic=%.*s nic.backend.both=%s run.packets=%d",
		 r->max_payload, r->length - (dash ? FCS : 0), tx ? "tx" : "rx", dash ? (int)(dash - r->transfer) : 5,
		 dash ? r->transfer : "plain", both ? "true" : "false", PACKETS);
}

/* Receiving in a virtio ring: with many batches under way nothing but bytes counts; the driver refills once per batch. */
static void virtio_settings(const struct row *r, char *out, size_t size)
{
	bool apart = strstr(r->transfer, "header") != NULL, packed = strncmp(r->transfer, "packed", 6) == 0;
	snprintf(out, size,
		 "nic.backend=hardware nic.link.mps=%dB traffic.size=%dB nic.backend.batch=%d nic.link.prefetch=%d "
		 "nic.link.tags=0 "
		 "nic.link.misaligned=false nic.ring.entries=4096 nic.ring.format=%s nic.ring.indirect=%s nic.scheme.layout=%s "
		 "nic.notify.host=always "
		 "nic.notify.guest.refill=%s nic.notify.guest.budget=32 run.packets=%d",
		 r->max_payload, r->length, r->batch, r->batch > 1 ? 32 : 64, packed ? "packed" : "split",
		 apart ? "true" : "false", apart ? "legacy" : "any", r->batch > 1 ? "free_above" : "each",
		 r->batch > 1 ? 2 * PACKETS : PACKETS);
}

static bool row_runs(const struct row *r)
{
	char settings[600], limiter[20];
	snprintf(limiter, sizeof limiter, "link %s", r->busier);
	if (strstr(r->transfer, "header") || strstr(r->transfer, "combined"))
		virtio_settings(r, settings, sizeof settings);
	else
		nic_settings(r, settings, sizeof settings);
	return ran_as(settings, r->up, r->down, r->millions, limiter);
}

static void published_figures(void)
{
	char line[300];
	int rows = 0, wrong = 0;
	FILE *f = fopen("tests/data/pcie-reference.csv", "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(fgets(line, sizeof line, f) && strncmp(line, "transfer,", 9) == 0);
	for (; fgets(line, sizeof line, f); rows++) {
		struct row r;
		bool good = read_row(line, &r) && row_runs(&r);
		if (!good) printf("row: %s", line);
		wrong += !good;
	}
	fclose(f);
	CU_ASSERT_EQUAL(rows, 84);
	CU_ASSERT_EQUAL(wrong, 0);
}

/* ---- other links than the file's ---- */

static bool counted(const char *settings, int nic, bool tx, int32_t packet, struct transactions *sum)
{
	struct tried t;
	bool ok = try_load(&t, BASE, "%s", settings) || try_say(&t);
	const struct chosen *link = &t.setup.slot[SLOT_LINK];
	const struct transaction_nic *n = &transaction_nics[nic];
	ok = ok && transactions_count(tx ? n->tx : n->rx, link->reg->model->ops, link->conf, packet, sum);
	try_end(&t);
	return ok;
}

/* Generations, widths, sizes of payload and request, completions: what is counted is what runs, at pcie_rate. */
static void other_links(void)
{
	static const struct pcie links[] = {
		{.generation = 1, .width = 1, .mps = 128, .mrrs = 128},
		{.generation = 2, .width = 4, .mps = 256, .mrrs = 4096},
		{.generation = 3, .width = 16, .mps = 1024, .mrrs = 512},
		{.generation = 4, .width = 8, .mps = 512, .mrrs = 1024},
		{.generation = 5, .width = 16, .mps = 4096, .mrrs = 4096},
		{.generation = 5, .width = 2, .mps = 256, .mrrs = 512, .rcb_completions = 1},
	};
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		for (int k = 0; k < 6; k++) {
			const struct pcie *p = &links[i];
			struct pcie rate = {.generation = p->generation, .width = p->width, .mps = p->mps, .skp = 1};
			struct transactions sum;
			char settings[400];
			int nic = k % 3, size = k == 5 ? 9012 : 1020;
			bool tx = k >= 3;
			snprintf(settings, sizeof settings,
				 "nic.link.generation=%d nic.link.width=%d nic.link.mps=%dB nic.link.mrrs=%dB "
				 "nic.link.completions=%s "
				 "traffic.size=%dB traffic.direction=%s nic.backend.nic=%s nic.scheme.model=mergeable "
				 "run.packets=%d",
				 (int)p->generation, (int)p->width, (int)p->mps, (int)p->mrrs, p->rcb_completions ? "rcb" : "mps",
				 size, tx ? "tx" : "rx", transaction_nic_names[nic], PACKETS);
			CU_ASSERT_FATAL(counted(settings, nic, tx, size, &sum));
			double up = (double)sum.up / (double)sum.packets, down = (double)sum.down / (double)sum.packets;
			CU_ASSERT(ran_as(settings, up, down, pcie_rate(&rate, up, down) * 1e-6,
					 up > down ? "link up" : "link down"));
		}
}

/* Too few packets under way: latency binds. A packet of `plain` is one read. */
static void few_in_flight(void)
{
	struct tried t;
	CU_ASSERT(try_fine(&t, BASE,
			   "traffic.direction=tx traffic.size=64B nic.backend.nic=plain nic.backend.in_flight=32 run.packets=%d "
			   "prices.dma_read_latency=600ns",
			   PACKETS));
	CU_ASSERT(near(try_value(&t, "packet_rate"), 32 / 600e-9, 0.02, "rate", "32 reads of 600 ns"));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
	try_end(&t);
}

static void refusals(void)
{
	struct tried t;
	CU_ASSERT_FALSE(try_load(&t, BASE, "nic.link=none"));
	CU_ASSERT(try_refused(&t, "need a link"));
	try_end(&t);
	CU_ASSERT_FALSE(try_load(&t, BASE, "nic.backend.nic=simpel"));
	CU_ASSERT(try_refused(&t, "simple"));
	try_end(&t);
}

/* Ways of use that the reference does not know: several queues, requests, drops, a ring that runs dry; try_run checks conservation. */
static void any_use(void)
{
	static const char *const uses[] = {"nic.queues=3",
					   "nic.ring.entries=4",
					   "nic.host_queue=100",
					   "nic.host_queue=0",
					   "traffic.size=1600B",
					   "nic.notify.host=event_idx",
					   "nic.notify.host=always",
					   "nic.notify.guest.refill=free_above",
					   "traffic.direction=tx nic.ring.entries=4",
					   "traffic.direction=tx nic.guest_queue=10",
					   "traffic.direction=tx nic.notify.host=event_idx nic.notify.tx_complete=every",
					   "traffic.direction=rr traffic.model=rr nic.backend.both=true",
					   "traffic.size=9012B nic.scheme.model=mergeable",
					   NULL};
	for (int i = 0; uses[i]; i++) {
		struct tried t;
		CU_ASSERT(try_fine(&t, BASE, "nic.backend.nic=kernel run.packets=500 %s", uses[i]));
		CU_ASSERT(try_value(&t, "delivered") + try_value(&t, "dropped") == try_value(&t, "offered"));
		try_end(&t);
	}
}

CU_TestInfo test_reference[] = {{"published figures", published_figures},
				{"other links", other_links},
				{"few in flight", few_in_flight},
				{"refusals", refusals},
				{"any use", any_use},
				CU_TEST_INFO_NULL};
