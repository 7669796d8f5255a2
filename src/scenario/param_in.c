/* param_in.c - a parameter of a setup, by its path. */
#include "scenario/applies.h"
#include "scenario/keys.h"
#include <stdio.h>
#include <string.h>

const struct param *param_in(const struct setup *s, const char *path, const void **base)
{
	char above[128];
	const char *key = strrchr(path, '.') + 1;
	snprintf(above, sizeof above, "%.*s", (int)(key - path - 1), path);
	const struct group *g = group_of_path(above);
	const struct param *p = g ? param_find(g->params, key) : NULL;
	int slot = slot_of_path(above);
	*base = s;
	if (p || slot < 0) return p;
	if ((p = param_find(slots[slot].common, key))) return p;
	*base = s->slot[slot].conf;
	return param_find(s->slot[slot].reg->model->params, key);
}
