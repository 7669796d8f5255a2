#include "base/param.h"
#include <stdint.h>
#include <string.h>

enum { WORD_MAX = 63, PREFIX_MIN = 3 };

static int least(int a, int b)
{
	return a < b ? a : b;
}

static char folded(char c)
{
	if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
	return c == '-' ? '_' : c;
}

/* Edits (insert, drop, change, swap neighbours) that turn a into b; case and -/_ do not count. */
static int distance(const char *a, int la, const char *b, int lb)
{
	int row[3][WORD_MAX + 1], *before = row[0], *last = row[1], *now = row[2];
	for (int j = 0; j <= lb; j++)
		last[j] = before[j] = j;
	for (int i = 1; i <= la; i++) {
		now[0] = i;
		for (int j = 1; j <= lb; j++) {
			char x = folded(a[i - 1]), y = folded(b[j - 1]);
			now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x != y && x == folded(b[j - 2]) && folded(a[i - 2]) == y)
				now[j] = least(now[j], before[j - 2] + 1);
		}
		int *free_row = before;
		before = last;
		last = now;
		now = free_row;
	}
	return last[lb];
}

/* Edits it takes at least, known at once: for each letter that only one has, and for what one is longer. */
static int distance_at_least(const char *a, int la, const char *b, int lb)
{
	uint32_t in_a = 0, in_b = 0;
	for (int i = 0; i < la; i++)
		in_a |= UINT32_C(1) << (folded(a[i]) & 31);
	for (int i = 0; i < lb; i++)
		in_b |= UINT32_C(1) << (folded(b[i]) & 31);
	int only_a = __builtin_popcount(in_a & ~in_b), only_b = __builtin_popcount(in_b & ~in_a);
	int edits = only_a > only_b ? only_a : only_b, longer = la > lb ? la - lb : lb - la;
	return edits > longer ? edits : longer;
}

void nearest_offer(const char *word, const char *candidate, const char **best, int *best_cost)
{
	size_t lw = strlen(word), lc = strlen(candidate);
	if (lw == 0 || lc == 0 || lw > WORD_MAX || lc > WORD_MAX) return;
	/* A word cut short is near all its endings; one written out too far is nearer than nothing. */
	size_t common = lw < lc ? lw : lc;
	bool prefix = common >= PREFIX_MIN && strncmp(word, candidate, common) == 0;
	int limit = 2 * (int)common / 3 + 1;
	if (!prefix && 2 * distance_at_least(word, (int)lw, candidate, (int)lc) > limit) return;
	int cost = 2 * distance(word, (int)lw, candidate, (int)lc);
	if (prefix) cost = least(cost, lw < lc ? 3 : 9);
	if (cost > limit && !prefix) return;
	if (cost > 2 && common < PREFIX_MIN) return;
	if (*best && cost >= *best_cost) return;
	*best = candidate;
	*best_cost = cost;
}

const char *nearest_word(const char *word, const char *const *list)
{
	const char *best = NULL;
	int cost = 0;
	for (; list && *list; list++)
		nearest_offer(word, *list, &best, &cost);
	return best;
}
