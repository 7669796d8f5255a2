#include "base/param.h"
#include <stddef.h>
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

/* ---- which spellings are near ---- */

static bool separates(char c)
{
	return c == '.' || c == '/' || c == ' ' || folded(c) == '_';
}

static int part_length(const char *text)
{
	int n = 0;
	while (text[n] && !separates(text[n]))
		n++;
	return n;
}

static int parts_of(const char *text)
{
	int n = 1;
	for (; *text; text++)
		n += separates(*text);
	return n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Another number is meant, not mistyped: p95 is not p99. */
static bool same_digits(const char *a, int la, const char *b, int lb)
{
	int i = 0, j = 0;
	for (;;) {
		while (i < la && !is_digit(a[i]))
			i++;
		while (j < lb && !is_digit(b[j]))
			j++;
		if (i == la || j == lb) return i == la && j == lb;
		if (a[i++] != b[j++]) return false;
	}
}

/*
 * How many edits a slip of the pen makes in parts of that many letters at most.  The shorter a part, the more words of their own are one
 * letter away ("rx" and "tx", "tags" and "lanes"): two letters may be swapped, or go on after the first one.
 */
static int edits_allowed(const char *a, int la, const char *b, int lb)
{
	int n = least(la, lb);
	bool same_start = folded(a[0]) == folded(b[0]), swapped = la == 2 && lb == 2 && a[0] == b[1] && a[1] == b[0];
	if (n < 2) return 0;
	if (n == 2) return same_start || swapped;
	if (n < 6) return 1;
	if (n < 8) return same_start ? 2 : 1;
	return n < 12 ? 2 : 3;
}

/* Edits between two parts; -1 when they are too many for a slip. */
static int part_edits(const char *a, int la, const char *b, int lb)
{
	if (!la || !lb) return la == lb ? 0 : -1;
	int allowed = edits_allowed(a, la, b, lb);
	if (la - lb > allowed || lb - la > allowed)
		return -1; /* each letter too many is an edit: most words are told apart by that */
	int edits = distance(a, la, b, lb);
	return edits <= allowed && (edits == 0 || same_digits(a, la, b, lb)) ? edits : -1;
}

/* Part by part, where both have as many; -1 when one is not near. */
static int edits_by_parts(const char *a, const char *b)
{
	int sum = 0;
	for (;;) {
		int la = part_length(a), lb = part_length(b), edits = part_edits(a, la, b, lb);
		if (edits < 0 || (a[la] && b[lb] && folded(a[la]) != folded(b[lb]))) return -1;
		sum += edits;
		if (!a[la]) return sum;
		a += la + 1;
		b += lb + 1;
	}
}

static bool begins(const char *text, const char *with)
{
	while (*with && folded(*text) == folded(*with)) {
		text++;
		with++;
	}
	return !*with;
}

enum { CUT_SHORT = 4, RAN_ON = 10 }; /* beside twice the edits, plus one */

int spelled_near(const char *word, const char *candidate)
{
	size_t lw = strlen(word), lc = strlen(candidate);
	int best = 0;
	if (lw == 0 || lc == 0 || lw > WORD_MAX || lc > WORD_MAX) return 0;
	bool as_many = parts_of(word) == parts_of(candidate);
	int edits = as_many ? edits_by_parts(word, candidate) : -1;
	/* A blank, dash or dot too many or too few. */
	if (!as_many && lw <= lc + 1 && lc <= lw + 1 && least((int)lw, (int)lc) > PREFIX_MIN &&
	    same_digits(word, (int)lw, candidate, (int)lc) && distance(word, (int)lw, candidate, (int)lc) == 1)
		edits = 1;
	if (edits >= 0) best = 2 * edits + 1;
	if (lw >= PREFIX_MIN && lw < lc && begins(candidate, word) && (!best || best > CUT_SHORT)) best = CUT_SHORT;
	/* "big, small": the first of what was written. */
	if (!best && lc >= PREFIX_MIN && lw > lc && begins(word, candidate) && strchr(" ,;:=", word[lc])) best = RAN_ON;
	return best;
}

void nearest_offer(const char *word, const char *candidate, const char **best, int *best_cost)
{
	int cost = spelled_near(word, candidate);
	if (!cost || (*best_cost && cost > *best_cost)) return;
	if (cost < *best_cost || !*best_cost)
		*best = candidate;
	else if (*best && strcmp(*best, candidate) != 0)
		*best = NULL; /* two are as near: neither is meant for sure */
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
