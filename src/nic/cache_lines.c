#include "nic/cache_lines.h"
#include "base/arena.h"

enum { LINE = 64, DESCRIPTOR = 16, HEAD = 4, AVAILABLE_ENTRY = 2, USED_ENTRY = 8, EVENT = 2 };
#define LINES(bytes) (((bytes) + LINE - 1) / LINE)

struct cache_lines *cache_lines_make(bool packed, bool in_order, uint32_t size, uint32_t tokens, struct arena *a)
{
	struct cache_lines *l = arena_alloc(a, sizeof *l);
	if (!l) return NULL;
	*l = (struct cache_lines){.packed = packed, .in_order = in_order, .size = size};
	l->descriptor = arena_array(a, LINES(DESCRIPTOR * size), 1);
	l->available = arena_array(a, LINES(HEAD + AVAILABLE_ENTRY * size + EVENT), 1);
	l->used_ring = arena_array(a, LINES(HEAD + USED_ENTRY * size + EVENT), 1);
	l->first = arena_array(a, size, 1);
	l->shared = arena_array(a, tokens, 1);
	l->written = arena_array(a, tokens, sizeof *l->written);
	return l->written && l->descriptor && l->available && l->used_ring && l->first && l->shared ? l : NULL;
}

static int64_t touch(struct cache_lines *l, uint8_t *line, enum line_side who, bool writes)
{
	bool moves = *line && !(*line & who);
	l->moves.transfers += moves;
	l->moves.upgrades += writes && *line == (LINE_GUEST | LINE_HOST);
	*line = (uint8_t)(writes ? who : *line | who);
	return moves;
}

/* n descriptors from *at on, which moves on. */
static int64_t descriptors(struct cache_lines *l, uint32_t *at, int32_t n, enum line_side who, bool writes)
{
	int64_t moved = 0;
	for (; n > 0; n--, *at = *at + 1 < l->size ? *at + 1 : 0)
		moved += touch(l, &l->descriptor[*at * DESCRIPTOR / LINE], who, writes);
	return moved;
}

/* n entries of the available or the used ring. */
static int64_t entries(struct cache_lines *l, uint8_t *ring, uint32_t bytes, uint32_t *at, int32_t n, enum line_side who,
		       bool writes)
{
	int64_t moved = 0;
	for (; n > 0; n--, *at = *at + 1 < l->size ? *at + 1 : 0) {
		uint32_t from = HEAD + bytes * *at, first = from / LINE, last = (from + bytes - 1) / LINE;
		moved += touch(l, &ring[first], who, writes);
		if (last != first) moved += touch(l, &ring[last], who, writes);
	}
	return moved;
}

/* A packed ring is read from the first descriptor of each chain on, and given back by one: the rest of it is skipped. */
static int64_t packed_back(struct cache_lines *l, uint32_t *at, int32_t chains, int32_t each, enum line_side who, bool writes)
{
	int64_t moved = 0;
	for (int32_t i = 0; i < chains; i++) {
		bool counts = !l->in_order || (writes ? i == 0 : l->first[*at]);
		l->first[*at] = writes && i == 0;
		if (counts) moved += touch(l, &l->descriptor[*at * DESCRIPTOR / LINE], who, writes);
		*at = (*at + (uint32_t)each) % l->size;
	}
	return moved;
}

int64_t lines_post(struct cache_lines *l, int32_t chains, int32_t each)
{
	if (chains == 0) return 0;
	if (l->packed) return descriptors(l, &l->posted, chains * each, LINE_GUEST, true);
	int64_t moved = descriptors(l, &l->described, chains * each, LINE_GUEST, true);
	moved += touch(l, &l->available[0], LINE_GUEST, true);
	return moved + touch(l, &l->used_ring[0], LINE_GUEST, false);
}

int64_t lines_take(struct cache_lines *l, int32_t chains, int32_t each)
{
	if (l->packed) return descriptors(l, &l->taken, chains * each, LINE_HOST, false);
	int64_t moved = touch(l, &l->available[0], LINE_HOST, false);
	moved += entries(l, l->available, AVAILABLE_ENTRY, &l->taken, chains, LINE_HOST, false);
	return moved + descriptors(l, &l->walked, chains * each, LINE_HOST, false);
}

int64_t lines_use(struct cache_lines *l, int32_t chains, int32_t each)
{
	if (chains == 0) return 0;
	if (l->packed) return packed_back(l, &l->used, chains, each, LINE_HOST, true);
	int64_t moved = entries(l, l->used_ring, USED_ENTRY, &l->used, chains, LINE_HOST, true);
	moved += touch(l, &l->used_ring[0], LINE_HOST, true);
	return moved + touch(l, &l->available[0], LINE_HOST, false);
}

int64_t lines_get(struct cache_lines *l, int32_t chains, int32_t each)
{
	if (l->packed) return packed_back(l, &l->got, chains, each, LINE_GUEST, false);
	int64_t moved = touch(l, &l->used_ring[0], LINE_GUEST, false);
	return l->in_order ? moved : moved + entries(l, l->used_ring, USED_ENTRY, &l->got, chains, LINE_GUEST, false);
}

void lines_write_data(struct cache_lines *l, uint16_t token, int32_t written)
{
	l->written[token] = (uint16_t)written;
	l->data.upgrades += l->shared[token] < written ? l->shared[token] : written;
	l->shared[token] = l->shared[token] > written ? (uint8_t)(l->shared[token] - written) : 0;
}

int64_t lines_read_data(struct cache_lines *l, uint16_t token, int32_t read)
{
	int32_t moved = read < l->written[token] ? read : l->written[token];
	l->data.transfers += moved;
	l->shared[token] =
		(uint8_t)(moved < UINT8_MAX ? moved : UINT8_MAX); /* 16 KiB: beyond that upgrades alone are undercounted */
	return moved;
}
