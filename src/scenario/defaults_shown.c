/* defaults_shown.c - a tree as it is printed, with what took effect of its platform's defaults. */
#include "scenario/internal.h"
#include <stdio.h>

/* Of a whole scenario what every point has; where something varies, the platform will bring it again. */
static void leave_to_platform(const struct scenario *s, struct node *tree, const struct node *settled)
{
	const struct platform *p = platform_of_tree(s, tree, true);
	for (const struct platform_default *d = p ? p->defaults : NULL; d; d = d->next) {
		const struct node *n = tree_find(tree, d->key);
		if (n && n->origin == FROM_PLATFORM && (s->n_axes || !tree_find(settled, d->key))) tree_remove(tree, d->key);
	}
}

struct node *defaults_tree(const struct scenario *s, int64_t point, struct arena *a)
{
	struct node *tree = axes_tree(s, point, a);
	struct error none = {0};
	struct bound b = {0};
	struct setup *setup = arena_alloc(a, sizeof *setup);
	if (!tree || !setup) return NULL;
	bool good = bind_point(s, point < 0 ? 0 : point, a, setup, &b, &none);
	if (point >= 0) return good ? b.tree : tree;
	leave_to_platform(s, tree, good ? b.tree : tree);
	return tree;
}

void defaults_print(const struct scenario *s, bool whole, const struct node *written, const struct node *effective, FILE *f)
{
	const struct platform *p = platform_of_tree(s, written, whole);
	bool first = true;
	for (const struct platform_default *d = p ? p->defaults : NULL; d; d = d->next) {
		const struct node *n = tree_find(written, d->key);
		if (!n || n->origin != FROM_PLATFORM || (!(whole && s->n_axes) && !tree_find(effective, d->key))) continue;
		if (first) fprintf(f, "\n# Defaults of the platform, where they can have an effect:\n");
		first = false;
		fprintf(f, "#   %s: %s  (platform %s: ", d->key, n->text, p->name);
		for (const char *c = d->source; *c; c++)
			fputc((unsigned char)*c < 0x20 ? ' ' : *c, f);
		fprintf(f, ")\n");
	}
}
