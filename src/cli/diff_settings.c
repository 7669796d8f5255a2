/* diff_settings.c - what differs in the settings and prices of points that are compared. */
#include "cli/diff_sides.h"
#include "scenario/settings.h"
#include <string.h>

#define LOOKED 200 /* pairs */
#define MOST 400   /* differences that are told */

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* One more pair with that difference. */
static void note(struct diff_setting *list, int *n, const char *key, const char *a, const char *b)
{
	int i = 0;
	while (i < *n && !(strcmp(list[i].key, key) == 0 && same(list[i].a, a) && same(list[i].b, b)))
		i++;
	if (i == MOST) return;
	if (i == *n) list[(*n)++] = (struct diff_setting){key, a, b, 0};
	list[i].pairs++;
}

static const char *text_of(const struct setting *list, int n, const char *key)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].key, key) == 0) return list[i].text;
	return NULL;
}

static bool equal(const char *key, const char *a, const char *b)
{
	return strcmp(a, b) == 0 || (a[0] != '[' && strcmp(key, "platform") != 0 && scenario_same_value(key, a, b));
}

static bool compare_settings(struct diff *d, const struct diff_pair *p, struct side *a, struct side *b, struct error *err)
{
	struct setting *x, *y;
	int n, m;
	if (!scenario_settings(a->scenario, p->at_a, d->arena, &x, &n, err)) return false;
	if (!scenario_settings(b->scenario, p->at_b, d->arena, &y, &m, err)) return false;
	for (int i = 0; i < n; i++) {
		const char *other = text_of(y, m, x[i].key);
		if (!other || !equal(x[i].key, x[i].text, other)) note(d->setting, &d->n_settings, x[i].key, x[i].text, other);
	}
	for (int i = 0; i < m; i++)
		if (!text_of(x, n, y[i].key)) note(d->setting, &d->n_settings, y[i].key, NULL, y[i].text);
	return true;
}

static const struct price_used *price_of(const struct price_used *list, int n, const char *key)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].key, key) == 0) return &list[i];
	return NULL;
}

static bool compare_prices(struct diff *d, const struct diff_pair *p, struct side *a, struct side *b, struct error *err)
{
	struct price_used *x, *y;
	int n, m;
	if (!scenario_prices(a->scenario, p->at_a, d->arena, &x, &n, err)) return false;
	if (!scenario_prices(b->scenario, p->at_b, d->arena, &y, &m, err)) return false;
	for (int i = 0; i < n; i++) {
		const struct price_used *other = price_of(y, m, x[i].key);
		if (!other || other->value != x[i].value || other->absent != x[i].absent)
			note(d->price, &d->n_prices, x[i].key, x[i].text, other ? other->text : NULL);
	}
	for (int i = 0; i < m; i++)
		if (!price_of(x, n, y[i].key)) note(d->price, &d->n_prices, y[i].key, NULL, y[i].text);
	return true;
}

bool sides_settings(struct diff *d, struct side *a, struct side *b, struct error *err)
{
	d->compared = a->scenario && b->scenario;
	d->setting = arena_array(d->arena, MOST, sizeof(*d->setting));
	d->price = arena_array(d->arena, MOST, sizeof(*d->price));
	if (!d->setting || !d->price) return error_memory(err);
	for (int i = 0; d->compared && i < d->n && i < LOOKED; i++) {
		const struct diff_pair *p = &d->pair[i];
		if (strcmp(p->a->id, p->b->id) == 0) continue; /* the id is of all that a run depends on */
		if (!compare_settings(d, p, a, b, err)) return false;
		if (a->prices && b->prices && !compare_prices(d, p, a, b, err)) return false;
	}
	return true;
}
