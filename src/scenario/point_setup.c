/* point_setup.c - one point of a scenario as a setup: bound, loaded, judged as a whole. */
#include "scenario/internal.h"
#include <string.h>

/* A complaint has a path, not a place: the value written there, or the nearest mapping that exists. */
static bool judge(struct bound *b)
{
	struct complaint c = {.path = ""};
	if (setup_check(b->setup, &c)) return true;
	char path[128];
	int slot = slot_of_path(c.path);
	snprintf(path, sizeof path, "%s", c.path);
	if (slot >= 0) snprintf(path, sizeof path, "%s.%s", c.path, slots[slot].selector);
	return error_at(b->err, place_near(b->tree, path), "%s%s%s", path, *path ? ": " : "", c.text);
}

bool scenario_setup(const struct scenario *s, int64_t point, struct arena *a, struct setup *out, struct error *err)
{
	struct bound b = {0};
	return bind_point(s, point, a, out, &b, err) && bound_load(&b) && judge(&b);
}

bool scenario_setup_id(const struct scenario *s, int64_t point, struct arena *a, struct setup *out, char id[17],
		       struct error *err)
{
	struct bound b = {0};
	return bind_point(s, point, a, out, &b, err) && bound_load(&b) && judge(&b) && bound_id(&b, id);
}

bool scenario_setup_without(const struct scenario *s, int64_t point, const char *path, struct arena *a, struct setup *out,
			    struct error *err)
{
	struct bound b = {.without = path};
	return bind_point(s, point, a, out, &b, err) && bound_load(&b) && judge(&b);
}
