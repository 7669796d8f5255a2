/* test_xen_slots.c - slots, grant operations and bytes on a Xen ring: published counts, and byte by byte. */
#include "xen/slots.h"
#include "unit/suites.h"

static void published_counts(void)
{
	static const struct {
		int32_t len;
		uint32_t offset;
		int tx_slots, maps, header, rx_slots, rx_ops;
	} row[] = {
		{64, 0, 1, 0, 64, 1, 1},
		{128, 0, 1, 0, 128, 1, 1},
		{129, 0, 1, 1, 128, 1, 1},
		{1496, 0, 1, 1, 128, 1, 1},
		{4096, 0, 1, 1, 128, 1, 1},
		{4096, 2, 2, 2, 128, 1, 2},
		{4097, 0, 2, 2, 128, 2, 2},
		{4097, 2, 2, 2, 128, 2, 3},
		{65535, 0, 16, 16, 128, 16, 16},
		{65535, 2, 17, 17, 128, 16, 32},
		{65536, 2, 17, 17, 128, 16, 32},
		{64, 4090, 2, 1, 6, 1, 2},
		{1496, 4096 - 128, 2, 1, 128, 1, 2},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int copies, maps;
		xen_tx_ops(row[i].len, row[i].offset, &copies, &maps);
		CU_ASSERT_EQUAL(copies, 1);
		CU_ASSERT_EQUAL(maps, row[i].maps);
		CU_ASSERT_EQUAL(xen_tx_slots(row[i].len, row[i].offset, false), row[i].tx_slots);
		CU_ASSERT_EQUAL(xen_tx_slots(row[i].len, row[i].offset, true), row[i].tx_slots + 1);
		CU_ASSERT_EQUAL(xen_tx_header(row[i].len, row[i].offset), row[i].header);
		CU_ASSERT_EQUAL(xen_rx_slots(row[i].len, false), row[i].rx_slots);
		CU_ASSERT_EQUAL(xen_rx_slots(row[i].len, true), row[i].rx_slots + 1);
		CU_ASSERT_EQUAL(xen_rx_copy_ops(row[i].len, row[i].offset, false), row[i].rx_ops);
		CU_ASSERT_EQUAL(xen_rx_copy_ops(row[i].len, row[i].offset, true), row[i].rx_ops + 1);
	}
}

static void limits(void)
{
	CU_ASSERT_EQUAL(XEN_TX_STOP, 237);
	CU_ASSERT_EQUAL(XEN_RX_DEMAND, 18);
	CU_ASSERT_EQUAL(XEN_SLOTS_MIN, 18);
	CU_ASSERT_EQUAL(XEN_RX_FEWEST, 19);
	/* The longest packet, anyhow aligned and with its GSO slot, is one that any back end takes. */
	int most = 0;
	for (uint32_t offset = 0; offset < XEN_PAGE; offset++) {
		int slots = xen_tx_slots(65535, offset, true);
		if (slots > most) most = slots;
	}
	CU_ASSERT_EQUAL(most, XEN_SLOTS_MIN);
	CU_ASSERT_EQUAL(xen_rx_slots(65535, true), XEN_RX_DEMAND - 1);
	/* A queue that is not stopped has room for it. */
	CU_ASSERT(XEN_TX_STOP - 1 + most <= XEN_RING_SLOTS);
	CU_ASSERT_EQUAL(XEN_RING_SLOTS / most, 14);
}

/* ---- byte by byte ---- */

struct walk {
	int64_t total, in_first; /* bytes; of the first slot */
	int slots, ops;
};

static void walk_byte(struct walk *w, uint32_t offset, int32_t i)
{
	bool begins = i == 0 || (offset + (uint32_t)i) % XEN_PAGE == 0;
	w->slots += begins;
	w->ops += begins || w->total % XEN_PAGE == 0;
	w->in_first += w->slots == 1;
	w->total++;
}

static bool same(const struct walk *w, const struct xen_piece *piece, int n)
{
	int copies, maps;
	xen_tx_ops_of(piece, n, &copies, &maps);
	return xen_tx_slots_of(piece, n, false) == w->slots && xen_tx_slots_of(piece, n, true) == w->slots + 1 && copies == 1 &&
	       maps == w->slots - (w->in_first <= 128) && xen_rx_copy_ops_of(piece, n) == w->ops;
}

/* Every length up to 65535 at some offsets. */
static void one_piece(void)
{
	static const uint32_t offsets[] = {0, 1, 2, 64, 127, 128, 129, 1000, 2047, 2048, 3967, 3968, 3969, 4032, 4094, 4095};
	int mistakes = 0;
	for (size_t k = 0; k < sizeof offsets / sizeof *offsets; k++) {
		struct walk w = {0};
		uint32_t offset = offsets[k];
		for (int32_t i = 0; i < 65535; i++) {
			int copies, maps;
			walk_byte(&w, offset, i);
			xen_tx_ops(i + 1, offset, &copies, &maps);
			mistakes += !same(&w, &(struct xen_piece){offset, i + 1}, 1) || copies != 1;
			mistakes += maps != w.slots - (w.in_first <= 128) || xen_tx_slots(i + 1, offset, false) != w.slots;
			mistakes += xen_tx_header(i + 1, offset) != (w.in_first < 128 ? w.in_first : 128);
			mistakes += xen_rx_copy_ops(i + 1, offset, false) != w.ops;
			mistakes += xen_rx_slots(i + 1, false) != (w.total + XEN_PAGE - 1) / XEN_PAGE;
		}
	}
	CU_ASSERT_EQUAL(mistakes, 0);
}

static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % below;
}

/* A linear area and fragments, some of whole pages. */
static void many_pieces(void)
{
	uint64_t random = 1;
	int mistakes = 0;
	for (int round = 0; round < 3000; round++) {
		struct xen_piece piece[XEN_FRAGS];
		struct walk w = {0};
		int n = 1 + (int)draw(&random, XEN_FRAGS);
		for (int k = 0; k < n; k++) {
			bool whole = draw(&random, 4) == 0;
			piece[k].offset = draw(&random, 3) ? draw(&random, XEN_PAGE) : 0;
			piece[k].len = whole ? XEN_PAGE : 1 + (int32_t)draw(&random, k ? 6000 : 200);
			for (int32_t i = 0; i < piece[k].len; i++)
				walk_byte(&w, piece[k].offset, i);
		}
		mistakes += !same(&w, piece, n);
	}
	CU_ASSERT_EQUAL(mistakes, 0);
}

/* A header apart whose data go on in phase: one copy more, whatever the lengths. */
static void header_apart(void)
{
	uint64_t random = 2;
	int mistakes = 0;
	for (int round = 0; round < 20000; round++) {
		uint32_t offset = draw(&random, XEN_PAGE);
		int32_t len = 2 + (int32_t)draw(&random, 65534), header = 1 + (int32_t)draw(&random, 256);
		int32_t source_breaks = (int32_t)(offset + (uint32_t)header) % XEN_PAGE, filled = header % XEN_PAGE;
		if (header >= len || source_breaks == 0 || filled == 0 || offset + (uint32_t)header > XEN_PAGE) continue;
		struct xen_piece piece[] = {{0, header}, {offset + (uint32_t)header, len - header}};
		mistakes += xen_rx_copy_ops_of(piece, 2) != xen_rx_copy_ops(len, offset, true);
	}
	CU_ASSERT_EQUAL(mistakes, 0);
}

CU_TestInfo test_xen_slots[] = {
	{"published counts", published_counts},
	{"limits", limits},
	{"one piece, byte by byte", one_piece},
	{"many pieces, byte by byte", many_pieces},
	{"a header apart is one copy more", header_apart},
	CU_TEST_INFO_NULL,
};
