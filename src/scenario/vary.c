#include "scenario/vary.h"
#include <string.h>

bool vary_copy(const struct setup *s, struct arena *a, struct setup *out)
{
	*out = *s;
	for (int i = 0; i < N_SLOTS; i++) {
		size_t size = s->slot[i].reg->model->size;
		void *copy = arena_alloc(a, size ? size : 1);
		if (!copy) return false;
		if (size && s->slot[i].conf) memcpy(copy, s->slot[i].conf, size);
		out->slot[i].conf = copy;
	}
	return true;
}

static void put(const struct price *list, const char *key, int64_t value, void *base)
{
	for (const struct price *p = list; p && p->key; p++)
		if (strcmp(p->key, key) == 0) memcpy((char *)base + p->offset, &value, sizeof value);
}

void vary_price(struct setup *own, const char *key, int64_t value)
{
	put(guest_prices, key, value, own);
	for (int i = 0; i < N_SLOTS; i++)
		put(own->slot[i].reg->model->prices, key, value, own->slot[i].conf);
}
