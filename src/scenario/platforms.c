/* platforms.c - the platforms that a scenario names, each read once. */
#include "scenario/internal.h"
#include <string.h>

static bool read_platform(struct scenario *s, const struct node *n, struct error *err)
{
	if (!*n->text) return error_at(err, n->at, "key 'platform': expected the path of a platform file, not ''");
	for (const struct platform *p = s->platforms; p; p = p->next)
		if (strcmp(p->ref, n->text) == 0) return true;
	struct platform *p = platform_load(s->arena, n->text, s->base_dir, n->at, err);
	if (!p) return false;
	p->next = s->platforms;
	s->platforms = p;
	return true;
}

bool read_platforms(struct scenario *s, struct error *err)
{
	int axis = axis_of(s, "platform");
	const struct node *n = node_child(s->tree, "platform");
	if (axis < 0 && !n) return error_at(err, s->tree->at, "missing key 'platform', expected the path of a platform file");
	if (axis < 0) return read_platform(s, n, err);
	for (int i = 0; i < s->axis[axis].n; i++)
		if (!read_platform(s, s->axis[axis].value[i], err)) return false;
	return true;
}

const struct platform *platform_at(const struct scenario *s, int64_t point)
{
	int axis = axis_of(s, "platform");
	const struct node *n = node_child(s->tree, "platform");
	const char *ref = n ? n->text : "";
	if (axis >= 0) ref = s->axis[axis].value[axis_index(s, point, axis)]->text;
	const struct platform *p = s->platforms;
	while (p && strcmp(p->ref, ref) != 0)
		p = p->next;
	return p;
}
