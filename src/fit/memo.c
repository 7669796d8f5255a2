/* memo.c - see memo.h. */
#include "fit/memo.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define FIRST 256

/* Where an entry is, or would be; room is a power of two. */
static int64_t place_of(const struct memo *m, const struct memo_entry *e, size_t bytes)
{
	int64_t i = (int64_t)(e->hash & (uint64_t)(m->room - 1));
	for (const struct memo_entry *there; (there = m->slot[i]); i = (i + 1) & (m->room - 1))
		if (there->hash == e->hash && there->point == e->point && memcmp(there->value, e->value, bytes) == 0) break;
	return i;
}

static bool grow(struct memo *m)
{
	int64_t room = m->room ? 2 * m->room : FIRST;
	struct memo_entry **slot = calloc((size_t)room, sizeof *slot);
	if (!slot) return false;
	for (int64_t i = 0; i < m->room; i++) {
		if (!m->slot[i]) continue;
		int64_t k = (int64_t)(m->slot[i]->hash & (uint64_t)(room - 1));
		while (slot[k])
			k = (k + 1) & (room - 1);
		slot[k] = m->slot[i];
	}
	free(m->slot);
	m->slot = slot;
	m->room = room;
	return true;
}

struct memo_entry *memo_find(struct memo *m, int point, const int64_t *value, int n_values, int n_single, bool *is_new)
{
	size_t bytes = sizeof *value * (size_t)n_values;
	struct memo_entry wanted = {.point = point, .value = value, .hash = XXH64(value, bytes, (uint64_t)point)};
	if (2 * (m->n + 1) > m->room && !grow(m)) return NULL;
	int64_t place = place_of(m, &wanted, bytes);
	*is_new = !m->slot[place];
	if (!*is_new) return m->slot[place];
	struct memo_entry *e = arena_alloc(&m->arena, sizeof *e);
	int64_t *kept = arena_alloc(&m->arena, bytes ? bytes : 1);
	double *single = arena_array(&m->arena, (size_t)n_single, sizeof *single);
	if (!e || !kept || !single) return NULL;
	memcpy(kept, value, bytes);
	*e = (struct memo_entry){.point = point, .value = kept, .single = single, .hash = wanted.hash};
	m->n++;
	return m->slot[place] = e;
}

void memo_free(struct memo *m)
{
	free(m->slot);
	arena_free(&m->arena);
	*m = (struct memo){.n = 0};
}
