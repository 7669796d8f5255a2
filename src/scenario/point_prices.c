/* point_prices.c - every price that a point asks for, with where it comes from. */
#include "scenario/internal.h"

bool scenario_prices(const struct scenario *s, int64_t point, struct arena *a, struct price_used **list, int *n,
		     struct error *err)
{
	struct bound b = {0};
	struct setup *setup = arena_alloc(a, sizeof *setup);
	for (const struct price *p = guest_prices; p->key; p++)
		b.max_prices++;
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct price *p = r->model->prices; p && p->key; p++)
			b.max_prices++;
	b.prices = arena_array(a, (size_t)b.max_prices + 1, sizeof *b.prices);
	if (!setup || !b.prices) return error_memory(err);
	if (!bind_point(s, point, a, setup, &b, err)) return false;
	*list = b.prices;
	*n = b.n_prices;
	return true;
}
