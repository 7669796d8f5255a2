#include "random/random.h"

/* SplitMix64. */
uint64_t chance_bits(struct chance *c)
{
	uint64_t z = (c->state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct chance chance_of(uint64_t seed, int64_t number)
{
	struct chance c = {.state = seed};
	c.state = chance_bits(&c) ^ (uint64_t)number;
	chance_bits(&c);
	return c;
}

int64_t chance_below(struct chance *c, int64_t n)
{
	return (int64_t)(chance_bits(c) % (uint64_t)n);
}

bool chance_one_in(struct chance *c, int n)
{
	return chance_below(c, n) == 0;
}

static int magnitude(int64_t n)
{
	int m = 0;
	while (n > 0 && m < 62) {
		n >>= 1;
		m++;
	}
	return m;
}

int64_t chance_spread(struct chance *c, int64_t from, int64_t to)
{
	int low = magnitude(from), high = magnitude(to), m = low + (int)chance_below(c, high - low + 1);
	int64_t least = m ? INT64_C(1) << (m - 1) : 0, most = m ? 2 * least - 1 : 0;
	if (least < from) least = from;
	if (most > to) most = to;
	return least + chance_below(c, most - least + 1);
}

const char *chance_word(struct chance *c, const char *const *list)
{
	int n = 0;
	while (list[n])
		n++;
	return list[chance_below(c, n)];
}
