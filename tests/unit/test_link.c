/*
 * test_link.c - the links a scenario can choose: published figures for transfers, NICs and virtio (tests/data/README.md), parameters,
 * refusals.
 */
#include "nic/link.h"
#include "device/pcie.h"
#include "device/transactions.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool near(double value, double expected, double relative)
{
	if (fabs(value - expected) <= fabs(expected) * relative) return true;
	printf("%.10g, expected %.10g\n", value, expected);
	return false;
}

/* ---- the published figures, through the model ---- */

struct linked {
	struct tried t;
	const struct link_ops *ops;
	const void *link;
};

static bool link_up(struct linked *l, const char *settings)
{
	if (!try_load(&l->t, TRY_RX, "nic.backend.model=hardware nic.link.model=pcie %s", settings)) return try_say(&l->t);
	l->ops = l->t.setup.slot[SLOT_LINK].reg->model->ops;
	l->link = l->t.setup.slot[SLOT_LINK].conf;
	return true;
}

struct row {
	char transfer[32], busier[8], origin[16];
	int max_payload, length, batch;
	int64_t up, down; /* thousandths of a byte */
	double millions, gbps;
};

/* "69.075" as 69075; -1 when it is no such number. */
static int64_t thousandths(const char *text)
{
	char *end;
	int64_t value = strtoll(text, &end, 10) * 1000, unit = 1000;
	if (end == text) return -1;
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9'; end++)
			value += (*end - '0') * (unit /= 10);
	return *end ? -1 : value;
}

static bool read_row(const char *line, struct row *r)
{
	char up[32], down[32];
	int n = sscanf(line, "%31[^,],%d,%d,%d,%31[^,],%31[^,],%7[^,],%lf,%lf,%15[^\n]", r->transfer, &r->max_payload, &r->length,
		       &r->batch, up, down, r->busier, &r->millions, &r->gbps, r->origin);
	r->up = n == 10 ? thousandths(up) : -1;
	r->down = n == 10 ? thousandths(down) : -1;
	return r->up >= 0 && r->down >= 0;
}

enum { MOST_LINES = 12 };

/* Receiving with virtio: header and data apart with an indirect table, or one block; split or packed ring; batches. */
static void virtio_list(const struct row *r, struct transaction *list)
{
	bool packed = strncmp(r->transfer, "packed", 6) == 0, apart = strstr(r->transfer, "header") != NULL;
	int b = r->batch, n = 0;
	list[n++] = (struct transaction)TRANSACTION("doorbell", CPU_WRITE, 2, b);
	if (!packed) list[n++] = (struct transaction)TRANSACTION("available index", DEVICE_READ, 2, b);
	if (!packed) list[n++] = (struct transaction)TRANSACTION("available entries", DEVICE_READ, 2 * b, b);
	list[n++] = (struct transaction)TRANSACTION("descriptors", DEVICE_READ, 16 * b, b);
	if (apart) list[n++] = (struct transaction)TRANSACTION("indirect table", DEVICE_READ, 32, 1);
	if (apart) list[n++] = (struct transaction)TRANSACTION("header", DEVICE_WRITE, 12, 1);
	list[n++] = (struct transaction)TRANSACTION("data", DEVICE_WRITE, apart ? r->length : r->length + 12, 1);
	list[n++] = (struct transaction)TRANSACTION("used", DEVICE_WRITE, (packed ? 16 : 8) * b, b);
	if (!packed) list[n++] = (struct transaction)TRANSACTION("used index", DEVICE_WRITE, 2, b);
	list[n++] = (struct transaction)TRANSACTION("interrupt", INTERRUPT, 0, b);
	list[n] = (struct transaction){0};
}

static bool count_list(const struct linked *l, const struct row *r, struct transactions *sum)
{
	struct transaction list[MOST_LINES] = {{0}};
	int n = 0;
	if (strstr(r->transfer, "header") || strstr(r->transfer, "combined"))
		virtio_list(r, list);
	else if (strcmp(r->transfer, "read") != 0)
		list[n++] = (struct transaction)TRANSACTION("write", DEVICE_WRITE, PACKET_BYTES, 1);
	if (strcmp(r->transfer, "read") == 0 || strcmp(r->transfer, "both") == 0)
		list[n] = (struct transaction)TRANSACTION("read", DEVICE_READ, PACKET_BYTES, 1);
	return transactions_count(list, l->ops, l->link, r->length, sum);
}

/* The NIC's name and a direction: its frames cross the link without FCS. */
static bool count_nic(const struct linked *l, const struct row *r, const struct transaction_nic *nic, struct transactions *sum)
{
	const char *way = r->transfer + strlen(nic->name) + 1;
	struct transactions tx, rx;
	bool ok = transactions_count(nic->tx, l->ops, l->link, r->length - 4, &tx) &&
		  transactions_count(nic->rx, l->ops, l->link, r->length - 4, &rx);
	if (strcmp(way, "both") == 0) return ok && transactions_both(&tx, &rx, sum);
	*sum = strcmp(way, "tx") == 0 ? tx : rx;
	return ok;
}

static const struct transaction_nic *nic_of(const struct row *r)
{
	for (const struct transaction_nic *nic = transaction_nics; nic->name; nic++)
		if (strncmp(r->transfer, nic->name, strlen(nic->name)) == 0 && r->transfer[strlen(nic->name)] == '-') return nic;
	return NULL;
}

/* Bytes exactly, rates to the last printed digit and one in a million. */
static bool row_holds(const struct row *r)
{
	struct linked l;
	struct transactions sum;
	struct pcie p = {.generation = 3, .width = 8, .mps = r->max_payload, .skp = 1};
	char settings[100];
	snprintf(settings, sizeof settings, "nic.link.mps=%dB", r->max_payload);
	const struct transaction_nic *nic = nic_of(r);
	bool ok = link_up(&l, settings) && (nic ? count_nic(&l, r, nic, &sum) : count_list(&l, r, &sum));
	if (ok) {
		double up = (double)sum.up / (double)sum.packets, down = (double)sum.down / (double)sum.packets;
		double millions = pcie_rate(&p, up, down) * 1e-6, gbps = millions * (r->length - (nic ? 4 : 0)) * 8e-3;
		struct link_traits t;
		l.ops->traits(l.link, &t);
		ok = sum.up * 1000 == r->up * sum.packets && sum.down * 1000 == r->down * sum.packets &&
		     strcmp(r->busier, up > down ? "up" : "down") == 0 &&
		     fabs(millions - r->millions) <= 0.5e-4 + 1e-6 * millions && fabs(gbps - r->gbps) <= 0.5e-4 + 1e-6 * gbps &&
		     near(1e9 / ((double)t.up_fs * (up > down ? up : down)), millions, 1e-5) && t.down_fs == t.up_fs;
		if (!ok)
			printf("%s %d B, %d: %.3f up, %.3f down, %.6f Mpps, %.6f Gb/s\n", r->transfer, r->length, r->batch, up,
			       down, millions, gbps);
	}
	try_end(&l.t);
	return ok;
}

static void published_figures(void)
{
	static const char *const must[] = {
		"write",       "read",      "both",           "simple-tx",       "simple-rx",
		"simple-both", "kernel-tx", "kernel-rx",      "kernel-both",     "dpdk-tx",
		"dpdk-rx",     "dpdk-both", "split-combined", "packed-combined", "split-header-indirect",
		NULL};
	bool seen[sizeof must / sizeof *must] = {false};
	char line[300];
	int rows = 0, wrong = 0;
	FILE *f = fopen("tests/data/pcie-reference.csv", "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(fgets(line, sizeof line, f) && strncmp(line, "transfer,", 9) == 0);
	while (fgets(line, sizeof line, f)) {
		struct row r;
		bool read = read_row(line, &r);
		if (!read) printf("no row: %s", line);
		wrong += !read || !row_holds(&r);
		rows++;
		for (int i = 0; must[i]; i++)
			seen[i] |= strcmp(r.transfer, must[i]) == 0;
	}
	fclose(f);
	CU_ASSERT_EQUAL(rows, 84);
	CU_ASSERT_EQUAL(wrong, 0);
	for (int i = 0; must[i]; i++)
		CU_ASSERT(seen[i]);
}

/* The same NICs in closed form: D bytes without FCS, read or written, plus a constant. */
static void nics_in_closed_form(void)
{
	static const struct {
		const char *name;
		double tx_up, tx_down, rx_up, rx_down;
	} rest[] = {{"simple", 76, 88, 116, 88}, {"kernel", 45.075, 69.5, 67.875, 39.875}, {"dpdk", 20.2, 18.375, 64, 36.875}};
	struct linked l;
	CU_ASSERT_FATAL(link_up(&l, ""));
	for (int i = 0; i < 3; i++)
		for (int32_t frame = 64; frame <= 9016; frame += 4) {
			struct transactions tx, rx;
			double d = frame - 4, n256 = ceil(d / 256), n512 = ceil(d / 512);
			CU_ASSERT_FATAL(strcmp(transaction_nics[i].name, rest[i].name) == 0);
			CU_ASSERT_FATAL(transactions_count(transaction_nics[i].tx, l.ops, l.link, frame - 4, &tx));
			CU_ASSERT_FATAL(transactions_count(transaction_nics[i].rx, l.ops, l.link, frame - 4, &rx));
			CU_ASSERT_FATAL(fabs((double)tx.up / (double)tx.packets - (rest[i].tx_up + 24 * n512)) < 1e-9);
			CU_ASSERT_FATAL(fabs((double)tx.down / (double)tx.packets - (rest[i].tx_down + d + 20 * n256)) < 1e-9);
			CU_ASSERT_FATAL(fabs((double)rx.up / (double)rx.packets - (rest[i].rx_up + d + 24 * n256)) < 1e-9);
			CU_ASSERT_FATAL(fabs((double)rx.down / (double)rx.packets - rest[i].rx_down) < 1e-9);
		}
	struct transactions tx;
	CU_ASSERT(transactions_count(transaction_nics[1].tx, l.ops, l.link, 60, &tx));
	CU_ASSERT_EQUAL(tx.packets, 160); /* of 1, 40, 8 and 32 */
	CU_ASSERT(tx.reads == 160 + 4 && tx.writes == 20 && tx.tags == 160 + 4 * 2);
	CU_ASSERT(tx.tlps_up == 160 + 4 * 2 + 20 + 5 + 160 && tx.tlps_down == 160 + 160 + 4 * 3 + 160);
	try_end(&l.t);
}

static void lists_without_common_multiple(void)
{
	static const struct transaction list[] = {TRANSACTION("a", INTERRUPT, 0, 1021),
						  TRANSACTION("b", INTERRUPT, 0, 1031),
						  {0}},
					none[] = {{0}};
	struct transactions sum, one = {.packets = 1021}, other = {.packets = 1031};
	struct linked l;
	CU_ASSERT_FATAL(link_up(&l, ""));
	CU_ASSERT_FALSE(transactions_count(list, l.ops, l.link, 64, &sum));
	CU_ASSERT_FALSE(transactions_both(&one, &other, &sum));
	CU_ASSERT(transactions_count(none, l.ops, l.link, 64, &sum) && sum.packets == 1 && sum.up == 0);
	try_end(&l.t);
}

/* ---- the model's words ---- */

static void parameters(void)
{
	struct linked l;
	struct link_traits t;
	struct dma d = {0};
	CU_ASSERT_FATAL(link_up(
		&l, "nic.link.generation=5 nic.link.width=16 nic.link.mps=128B nic.link.mrrs=4096B nic.link.address=32 "
		    "nic.link.interrupt_address=32 nic.link.ecrc=true nic.link.completions=rcb nic.link.rcb=128B "
		    "nic.link.misaligned=false nic.link.boundary_4k=false nic.link.dword_padding=false nic.link.skp=false "
		    "nic.link.link_layer_tax=none nic.link.tags=32 nic.link.prefetch=4 prices.dma_read_latency=600ns "
		    "prices.dma_operation=20ns prices.dma_operation_interval=5ns"));
	l.ops->read(l.link, 4001, 513, &d);
	l.ops->write(l.link, 4001, 129, &d);
	l.ops->interrupt(l.link, &d);
	l.ops->mmio_write(l.link, 4, &d);
	l.ops->mmio_read(l.link, 4, &d);
	CU_ASSERT_EQUAL(d.up, 24 + 129 + 48 + 28 + 28);
	CU_ASSERT_EQUAL(d.down, 513 + 5 * 24 + 28 + 24);
	CU_ASSERT(d.tlps_up == 1 + 2 + 1 + 1 && d.tlps_down == 5 + 1 + 1 && d.tags == 1);
	l.ops->traits(l.link, &t);
	CU_ASSERT(t.tags == 32 && t.prefetch == 4 && t.read_latency == 600 * PS_PER_NS && t.op_time == 20 * PS_PER_NS &&
		  t.ops_gap == 5 * PS_PER_NS);
	CU_ASSERT(near((double)t.up_fs, 8e6 / 504.1231, 1e-4));
	try_end(&l.t);
	CU_ASSERT_FATAL(link_up(&l, "nic.link.skp=false nic.link.link_layer_tax=given nic.link.tax=8.14%"));
	l.ops->traits(l.link, &t);
	CU_ASSERT(near((double)t.up_fs, 8e6 / 57.8860, 1e-4)); /* of 63.0154 Gb/s */
	try_end(&l.t);
}

static void refusals(void)
{
	static const struct {
		const char *set, *part;
	} bad[] = {
		{"width=12", "a width of 12 is not a power of two, expected 8 or 16"},
		{"width=64", "expected 1 to 32"},
		{"generation=8", "expected 1 to 7"},
		{"mps=300B", "a maximum payload size of 300B is not a power of two, expected 256B or 512B"},
		{"mps=64B", "128B"},
		{"mrrs=1000B", "a maximum read request size of 1000B is not a power of two, expected 512B or 1024B"},
		{"rcb=96B", "there is no such size as 96B, expected 64B or 128B"},
		{"address=48", "expected 32 or 64"},
		{"interrupt_address=33", "expected 32 or 64"},
		{"tags=769", "768"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct tried t;
		CU_ASSERT_FALSE(try_load(&t, TRY_RX, "nic.backend.model=hardware nic.link.model=pcie nic.link.%s", bad[i].set));
		CU_ASSERT(try_refused(&t, bad[i].part));
		try_end(&t);
	}
}

/* Without a link nothing is counted and nothing limits. */
static void no_link(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_load(&t, TRY_RX, "nic.link=none"));
	const struct chosen *c = &t.setup.slot[SLOT_LINK];
	const struct link_ops *ops = c->reg->model->ops;
	struct link_traits traits = {.tags = 1};
	struct dma d = {0};
	ops->write(c->conf, 0, 1500, &d);
	ops->read(c->conf, 0, 1500, &d);
	ops->mmio_write(c->conf, 4, &d);
	ops->mmio_read(c->conf, 4, &d);
	ops->interrupt(c->conf, &d);
	ops->traits(c->conf, &traits);
	CU_ASSERT(d.up == 0 && d.down == 0 && d.tlps_up == 0 && d.tlps_down == 0 && d.tags == 0);
	CU_ASSERT(traits.up_fs == 0 && traits.down_fs == 0 && traits.read_latency == 0 && traits.tags == 0);
	CU_ASSERT(traits.op_time == 0 && traits.ops_gap == 0 && traits.prefetch == 0);
	try_end(&t);
}

CU_TestInfo test_link[] = {{"published figures", published_figures},
			   {"NICs in closed form", nics_in_closed_form},
			   {"lists without a common multiple", lists_without_common_multiple},
			   {"parameters", parameters},
			   {"refusals", refusals},
			   {"no link", no_link},
			   CU_TEST_INFO_NULL};
