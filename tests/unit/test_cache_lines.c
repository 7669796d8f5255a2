/*
 * test_cache_lines.c - lines that move between two cores, counted by hand for a lap of a ring: descriptors four a line, indices in the
 * first line, used entries of which every eighth straddles two.
 */
#include "base/arena.h"
#include "nic/cache_lines.h"
#include <CUnit/CUnit.h>
#include <stdio.h>

/* Transfers of one lap in bursts of b, with the host so many bursts ahead of the guest; two laps come before. */
static int64_t lap(bool packed, bool in_order, int32_t size, int32_t b, int32_t ahead, int64_t *upgrades)
{
	struct arena a = {0};
	struct cache_lines *l = cache_lines_make(packed, in_order, (uint32_t)size, (uint32_t)size, &a);
	struct line_moves before = {0};
	lines_post(l, size, 1);
	for (int32_t burst = 0; burst < 3 * size / b + ahead; burst++) {
		if (burst == 2 * size / b + ahead) before = l->moves;
		lines_take(l, b, 1);
		lines_use(l, b, 1);
		if (burst < ahead) continue;
		lines_get(l, b, 1);
		lines_post(l, b, 1);
	}
	int64_t moved = l->moves.transfers - before.transfers;
	*upgrades = l->moves.upgrades - before.upgrades;
	arena_free(&a);
	return moved;
}

static void laps(void)
{
	static const struct {
		const char *name;
		bool packed, in_order;
		int ahead, b;
		int64_t moved;
	} row[] = {
		{"split, lock step", false, false, 0, 1, 256 + 256 + 256 + 249 + 31},
		{"split, lock step", false, false, 0, 4, 286},
		{"split, lock step", false, false, 0, 8, 191},
		{"split, lock step", false, false, 0, 16, 143},
		{"split, lock step", false, false, 0, 32, 64 + 32 + 16 + 7},
		{"split, lock step", false, false, 0, 64, 107},
		{"split, one burst ahead", false, false, 1, 1, 953},
		{"split, one burst ahead", false, false, 1, 4, 255},
		{"split, one burst ahead", false, false, 1, 32, 64 + 32 + 16},
		{"split, three bursts ahead", false, false, 3, 1, 763},
		{"split, three bursts ahead", false, false, 3, 4, 224},
		{"split, in order, lock step", false, true, 0, 1, 768},
		{"split, in order, lock step", false, true, 0, 4, 192},
		{"split, in order, lock step", false, true, 0, 32, 64 + 16},
		{"packed, lock step", true, false, 0, 1, 512},
		{"packed, lock step", true, false, 0, 4, 128},
		{"packed, lock step", true, false, 0, 32, 128},
		{"packed, three bursts ahead", true, false, 3, 1, 128},
		{"packed, three bursts ahead", true, false, 3, 32, 128},
		{"packed, in order, lock step", true, true, 0, 1, 512},
		{"packed, in order, lock step", true, true, 0, 4, 128},
		{"packed, in order, lock step", true, true, 0, 8, 96},
		{"packed, in order, lock step", true, true, 0, 32, 72},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int64_t upgrades, moved = lap(row[i].packed, row[i].in_order, 256, row[i].b, row[i].ahead, &upgrades);
		if (moved != row[i].moved)
			printf("%s, bursts of %d: %lld lines a lap, not %lld\n", row[i].name, row[i].b, (long long)moved,
			       (long long)row[i].moved);
		CU_ASSERT(moved == row[i].moved);
		if (upgrades != moved) printf("%s, bursts of %d: %lld upgrades\n", row[i].name, row[i].b, (long long)upgrades);
		CU_ASSERT(upgrades == moved);
	}
}

/* N/4 lines of descriptors, all of the used ring but its first, and both indices once a burst; in lock step the straddling entries again. */
static void the_sum_for_any_size(void)
{
	for (int32_t size = 128; size <= 1024; size *= 2)
		for (int32_t b = 8; b <= 64; b *= 2) {
			int64_t upgrades, used = (4 + 8 * size + 63) / 64, sum = size / 4 + used - 1 + 2 * size / b;
			if (3 * b <= size) CU_ASSERT(lap(false, false, size, b, 1, &upgrades) == sum);
			CU_ASSERT(lap(false, false, size, b, 0, &upgrades) == sum + size / b - 1);
			CU_ASSERT(lap(true, false, size, b, 0, &upgrades) == size / 2);
		}
}

/* What the other side wrote and this one reads, and writes again when the buffer comes back. */
static void data(void)
{
	struct arena a = {0};
	struct cache_lines *l = cache_lines_make(true, false, 4, 4, &a);
	for (int i = 0; i < 3; i++) {
		lines_write_data(l, 1, 24);
		CU_ASSERT(lines_read_data(l, 1, i ? 1 : 24) == (i ? 1 : 24));
	}
	CU_ASSERT(l->data.transfers == 24 + 1 + 1);
	CU_ASSERT(l->data.upgrades == 24 + 1);
	arena_free(&a);
}

CU_TestInfo test_cache_lines[] = {
	{"laps", laps},
	{"the_sum_for_any_size", the_sum_for_any_size},
	{"data", data},
	CU_TEST_INFO_NULL,
};
