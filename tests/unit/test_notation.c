/*
 * test_notation.c - lists of transactions as text: the built-in ones come out the same from the files that are shipped, the others put on the
 * link what hand arithmetic says, and what is wrong is refused by its entry.
 */
#include "base/arena.h"
#include "base/error.h"
#include "device/notation.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void same_list(const struct transaction *a, const struct transaction *b)
{
	for (; a->what && b->what; a++, b++) {
		CU_ASSERT(a->op == b->op && a->per == b->per && (a->op == INTERRUPT || a->bytes == b->bytes));
		CU_ASSERT(a->more == b->more && a->align == b->align && a->times == b->times);
	}
	CU_ASSERT(!a->what && !b->what);
}

static void shipped_lists_are_the_built_in_ones(void)
{
	for (const struct transaction_nic *nic = transaction_nics; nic->name; nic++) {
		struct arena a = {0};
		struct error err = {0};
		struct transaction_nic read;
		char path[80];
		snprintf(path, sizeof path, "nics/%s.list", nic->name);
		CU_ASSERT_FATAL(notation_load(path, "scenarios", &a, &read, &err));
		same_list(read.tx, nic->tx);
		same_list(read.rx, nic->rx);
		arena_free(&a);
	}
}

/* What is written reads as what it was. */
static void both_ways(void)
{
	static const char text[] =
		"tx dev rd L/pkt; tx dev wr align16(L+4)/pkt x2; tx dev rd L-96/8; tx drv wr 4/32; tx drv rd 4/pkt; tx msi/32";
	struct arena a = {0};
	struct error err = {0};
	struct transaction_nic read;
	char all[400];
	CU_ASSERT_FATAL(notation_read(text, &a, &read, &err));
	CU_ASSERT(notation_nic(&read, true, all, sizeof all));
	CU_ASSERT_STRING_EQUAL(all + strlen("list: "), text);
	CU_ASSERT_EQUAL(transaction_bytes(&read.tx[1], 60), 64);
	CU_ASSERT_EQUAL(transaction_bytes(&read.tx[1], 61), 80);
	CU_ASSERT(transaction_bytes(&read.tx[2], 96) <= 0);
	CU_ASSERT_EQUAL(transaction_bytes(&read.tx[2], 97), 1);
	CU_ASSERT(read.rx[0].what == NULL);
	arena_free(&a);
}

static void what_is_wrong_is_named(void)
{
	static const char *const row[][2] = {
		{"dev rd 4/pkt", "entry 'dev rd 4/pkt': expected tx or rx in front"},
		{"tx dev rd 4/pkt; tx cpu wr 4/pkt", "entry 'tx cpu wr 4/pkt': expected dev rd"},
		{"tx dev rd 0/pkt", "entry 'tx dev rd 0/pkt': expected bytes from 1"},
		{"tx dev rd -4/pkt", "entry 'tx dev rd -4/pkt': expected bytes from 1"},
		{"tx dev rd align3(L)/pkt", "entry 'tx dev rd align3(L)/pkt': expected bytes from 1"},
		{"tx dev rd 4", "entry 'tx dev rd 4': expected /pkt"},
		{"tx dev rd 4/0", "entry 'tx dev rd 4/0': expected /pkt"},
		{"tx dev rd 4/pkt x0", "entry 'tx dev rd 4/pkt x0': expected x and"},
		{"tx dev rd 4/pkt twice", "entry 'tx dev rd 4/pkt twice': expected nothing behind it"},
		{"# nothing", "expected a list of entries"},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct arena a = {0};
		struct error err = {0};
		struct transaction_nic read;
		CU_ASSERT_FALSE(notation_read(row[i][0], &a, &read, &err));
		CU_ASSERT(strncmp(err.text, row[i][1], strlen(row[i][1])) == 0);
		arena_free(&a);
	}
}

/*
 * Bytes up and down per packet of 64, 512 and 1514 B.  With 64-bit addresses a write of b bytes takes b in whole words and 24 B per 256, a read 24 B up
 * per 512, and the data with 20 B per 256 down; registers and interrupts 24 and 4.  A ConnectX sends 64 B: doorbell (24 + 8) / 32 down, WQE
 * 24 up and 84 down, packet 24 and 84, CQE 88 / 32 up.
 */
static const struct {
	const char *nic, *way;
	double up[3], down[3];
} exact[] = {
	{"mlx5", "tx", {50.75, 50.75, 98.75}, {169, 637, 1721}},
	{"mlx5", "rx", {182, 654, 1754}, {21, 21, 21}},
	{"ixgbe", "tx", {28.25, 28.25, 76.25}, {103.375, 571.375, 1655.375}},
	{"ixgbe", "rx", {131, 603, 1703}, {19.375, 19.375, 19.375}},
	{"ena", "tx", {32, 56, 104}, {176.875, 632.875, 1716.875}},
	{"ena", "rx", {134, 606, 1706}, {21.21875, 21.21875, 21.21875}},
	{"mqnic", "tx", {106.625, 106.625, 154.625}, {120.875, 588.875, 1672.875}},
	{"mqnic", "rx", {170.625, 642.625, 1742.625}, {36.875, 36.875, 36.875}},
	{"virtio-split", "tx", {36.75, 60.75, 84.75}, {117.5, 605.5, 1669.5}},
	{"virtio-split", "rx", {112.75, 608.75, 1684.75}, {21.5, 21.5, 21.5}},
	{"virtio-packed", "tx", {65.625, 89.625, 113.625}, {114.125, 602.125, 1666.125}},
	{"virtio-packed", "rx", {141.625, 637.625, 1713.625}, {18.125, 18.125, 18.125}},
};

static void six_nics(void)
{
	static const int sizes[] = {64, 512, 1514};
	for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
		for (int k = 0; k < 3; k++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, "scenarios/six-nics.yaml",
						 "nic.backend.transactions=nics/%s.list traffic.direction=%s traffic.size=%dB",
						 exact[i].nic, exact[i].way, sizes[k]));
			CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "link_up_bytes_per_packet"), exact[i].up[k], 1e-9);
			CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "link_down_bytes_per_packet"), exact[i].down[k], 1e-9);
			double rate = 14.4712e9 / fmax(exact[i].up[k], exact[i].down[k]);
			CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "packet_rate") / rate, 1, 0.005);
			try_end(&t);
		}
}

/* In flits: 1516 B, 6 headers of 16, a descriptor of 16 with its own, an eighth of a read's; 472 Gb/s carry 35.84 million of them. */
static void in_flits(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, "scenarios/six-nics.yaml",
		"nic.backend.transactions=nics/ixgbe.list nic.link.generation=6 traffic.size=1514B traffic.direction=rx"));
	CU_ASSERT_EQUAL(try_value(&t, "link_up_bytes_per_packet"), 1516 + 6 * 16 + 2 * 16 + 16 / 8);
	CU_ASSERT_EQUAL(try_value(&t, "link_down_bytes_per_packet"), 18.125);
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "packet_rate") / 35.845e6, 1, 0.005);
	try_end(&t);
}

CU_TestInfo test_notation[] = {
	{"shipped lists are the built-in ones", shipped_lists_are_the_built_in_ones},
	{"both ways", both_ways},
	{"what is wrong is named", what_is_wrong_is_named},
	{"six NICs", six_nics},
	{"in flits", in_flits},
	CU_TEST_INFO_NULL,
};
