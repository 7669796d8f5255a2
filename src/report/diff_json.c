/* diff_json.c - a comparison of two runs as one JSON object on one line. */
#include "report/diff.h"
#include "report/json_text.h"
#include "report/json_value.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_number(struct json_text *t, const char *key, double v)
{
	json_put_key(t, key);
	json_put_number(t, v);
}

static void put_whole(struct json_text *t, const char *key, int64_t v)
{
	json_put_key(t, key);
	json_put_integer(t, v);
}

static void put_side(struct json_text *t, const struct diff_side *s)
{
	json_put(t, "{");
	json_put_named(t, "name", s->name);
	json_put_named(t, "about", s->about);
	put_whole(t, "points", s->n);
	if (s->doubt) json_put_named(t, "doubt", s->doubt);
	json_put(t, "}");
}

static void put_settings(struct json_text *t, const struct diff_setting *list, int n)
{
	json_put(t, "[");
	for (int i = 0; i < n; i++) {
		json_put(t, i ? ",{" : "{");
		json_put_named(t, "key", list[i].key);
		json_put_named(t, "a", list[i].a);
		json_put_named(t, "b", list[i].b);
		put_whole(t, "points", list[i].pairs);
		json_put(t, "}");
	}
	json_put(t, "]");
}

static void put_axes(struct json_text *t, const struct point *p)
{
	json_put(t, "{");
	for (int i = 0; i < p->n_axes; i++) {
		json_put_key(t, p->axis[i].key);
		if (p->axis[i].type == 'b')
			json_put_bool(t, p->axis[i].text[0] == 't');
		else if (p->axis[i].type == 'i')
			json_put_integer(t, strtoll(p->axis[i].text, NULL, 10));
		else
			amount_put(t, &p->axis[i].of, p->axis[i].text);
	}
	json_put(t, "}");
}

static void put_only(struct json_text *t, const struct diff_side *side, const int *at, int n)
{
	json_put(t, "[");
	for (int i = 0; i < n; i++) {
		if (i) json_put(t, ",");
		put_axes(t, &side->point[at[i]]);
	}
	json_put(t, "]");
}

static void put_stat(struct json_text *t, const struct diff_stat *s)
{
	static const char *const verdict[] = {"same", "changed", "unsure", "one side"};
	json_put_key(t, s->name);
	json_put(t, "{");
	json_put(t, "\"a\":");
	json_put_number(t, s->a);
	put_number(t, "b", s->b);
	json_put_named(t, "unit", s->unit);
	put_number(t, "change", s->change);
	put_number(t, "ci95", s->half);
	put_number(t, "percent", diff_percent(s, s->change));
	put_number(t, "percent_ci95", diff_percent(s, s->half));
	put_number(t, "resolved", s->resolution);
	json_put_key(t, "paired");
	json_put_bool(t, s->paired);
	json_put_named(t, "verdict", verdict[s->verdict]);
	json_put(t, "}");
}

static void put_pair(struct json_text *t, const struct diff_pair *p)
{
	const char *was = p->a->failed ? NULL : limiter_name(p->a), *is = p->b->failed ? NULL : limiter_name(p->b);
	json_put(t, "{\"point\":");
	put_axes(t, p->a);
	json_put_key(t, "limiter");
	json_put(t, "{");
	json_put_named(t, "a", was);
	json_put_named(t, "b", is);
	json_put(t, "}");
	if (p->a->failed) json_put_named(t, "failed_a", p->a->failure);
	if (p->b->failed) json_put_named(t, "failed_b", p->b->failure);
	json_put_key(t, "stats");
	json_put(t, "{");
	for (int i = 0; i < p->n; i++)
		put_stat(t, &p->stat[i]);
	json_put(t, "}}");
}

static void put_rules(struct json_text *t, const struct diff *d)
{
	json_put(t, "[");
	for (int i = 0; i < d->n_rules; i++) {
		const struct diff_rule *r = &d->rule[i];
		json_put(t, i ? ",{" : "{");
		json_put_named(t, "rule", r->text);
		put_whole(t, "judged", r->judged);
		json_put_key(t, "met");
		json_put(t, "[");
		for (int k = 0; k < r->met; k++) {
			if (k) json_put(t, ",");
			put_axes(t, d->pair[r->at[k]].a);
		}
		json_put(t, "]}");
	}
	json_put(t, "]");
}

bool diff_json(FILE *f, const struct diff *d)
{
	struct json_text t = {.digits = 0};
	json_put(&t, "{\"simnic_diff\":1");
	json_put_key(&t, "a");
	put_side(&t, &d->a);
	json_put_key(&t, "b");
	put_side(&t, &d->b);
	json_put_key(&t, "settings");
	if (d->compared)
		put_settings(&t, d->setting, d->n_settings);
	else
		json_put(&t, "null");
	json_put_key(&t, "prices");
	put_settings(&t, d->price, d->n_prices);
	json_put_key(&t, "only_a");
	put_only(&t, &d->a, d->only_a, d->n_only_a);
	json_put_key(&t, "only_b");
	put_only(&t, &d->b, d->only_b, d->n_only_b);
	json_put_key(&t, "points");
	json_put(&t, "[");
	for (int i = 0; i < d->n; i++) {
		if (i) json_put(&t, ",");
		put_pair(&t, &d->pair[i]);
	}
	json_put(&t, "]");
	json_put_key(&t, "fail_if");
	put_rules(&t, d);
	json_put(&t, "}\n");
	bool good = !t.bad && fputs(t.text, f) != EOF;
	free(t.text);
	return good;
}
