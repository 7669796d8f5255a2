#include "report/band_json.h"
#include "nic/statistic.h"
#include "report/amount.h"
#include "report/json_value.h"
#include <math.h>
#include <string.h>

#define MOST_PRICES 10000 /* of a point: there are some hundred */

/* ---- records ---- */

static void put_price(struct json_text *t, const char *key, const char *text)
{
	struct amount m = amount_of_price(text);
	json_put_key(t, key);
	amount_put(t, &m, text);
}

static void put_stat(struct json_text *t, const struct point *p, int stat)
{
	struct range r = band_range(p, stat);
	json_put(t, "{\"low\":");
	json_put_number(t, r.low);
	json_put(t, ",\"high\":");
	json_put_number(t, r.high);
	json_put(t, ",\"values\":[");
	for (int i = 0; i < p->band->samples; i++) {
		if (i) json_put(t, ",");
		json_put_number(t, p->band->value[i * BAND_STATS + stat]);
	}
	json_put(t, "]}");
}

void band_json(struct json_text *t, const struct point *p)
{
	const struct band *b = p->band;
	const struct statistic *s;
	if (!b) return;
	json_put(t, ",\"band\":{\"prices\":");
	json_put_integer(t, b->used);
	json_put(t, ",\"uncertain\":[");
	for (int i = 0; i < b->n; i++) {
		json_put(t, i ? ",{" : "{");
		json_put_named(t, "key", b->price[i].key);
		put_price(t, "value", b->price[i].text);
		put_price(t, "low", b->price[i].low);
		put_price(t, "high", b->price[i].high);
		json_put_named(t, "with", b->price[i].with);
		json_put(t, "}");
	}
	json_put(t, "],\"samples\":");
	json_put_integer(t, b->samples);
	json_put(t, ",\"ranges\":{");
	for (int i = 0; (s = statistic_listed(LIST_HEADLINE, i)); i++) {
		if (!band_range(p, i).n) continue;
		json_put_key(t, s->name);
		put_stat(t, p, i);
	}
	json_put(t, "}}");
}

static const char *text_at(const json_t *o, const char *key, struct arena *a)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s ? arena_strdup(a, s) : NULL;
}

static bool take_prices(struct band *b, const json_t *list, struct arena *a)
{
	for (int i = 0; i < b->n; i++) {
		const json_t *o = json_array_get(list, (size_t)i);
		struct band_price *q = &b->price[i];
		struct amount m;
		q->key = text_at(o, "key", a);
		q->with = text_at(o, "with", a);
		if (!q->key || !q->with || !amount_take(json_object_get(o, "value"), a, &m, &q->text) ||
		    !amount_take(json_object_get(o, "low"), a, &m, &q->low) ||
		    !amount_take(json_object_get(o, "high"), a, &m, &q->high))
			return false;
	}
	return true;
}

static bool take_values(struct band *b, json_t *stats)
{
	const char *name;
	json_t *o;
	json_object_foreach(stats, name, o)
	{
		const json_t *list = json_object_get(o, "values");
		int at = band_stat(name);
		if (at < 0 || json_array_size(list) != (size_t)b->samples) return false;
		for (int i = 0; i < b->samples; i++) {
			const json_t *v = json_array_get(list, (size_t)i);
			b->value[i * BAND_STATS + at] = json_is_number(v) ? json_number_value(v) : NAN;
		}
	}
	return true;
}

bool band_take(struct point *p, const json_t *o, struct arena *a)
{
	const json_t *list = json_object_get(o, "uncertain");
	int used, samples;
	if (!o) return true;
	if (!json_value_count(json_object_get(o, "prices"), MOST_PRICES, &used) || json_array_size(list) > MOST_PRICES ||
	    !json_value_count(json_object_get(o, "samples"), BAND_SAMPLES, &samples))
		return false;
	p->band = band_new(used, (int)json_array_size(list), samples);
	return p->band && take_prices(p->band, list, a) && take_values(p->band, json_object_get(o, "ranges"));
}

/* ---- saved points ---- */

void band_save(struct json_text *t, const struct point *p)
{
	const struct band *b = p->band;
	if (!b) return;
	json_put(t, ",\"band\":[");
	json_put_integer(t, b->used);
	json_put(t, ",");
	json_put_integer(t, b->n);
	json_put(t, ",");
	json_put_integer(t, b->samples);
	for (int i = 0; i < b->n; i++) {
		const char *const text[] = {b->price[i].key, b->price[i].with, b->price[i].text, b->price[i].low,
					    b->price[i].high};
		for (int k = 0; k < 5; k++) {
			json_put(t, ",");
			json_put_text(t, text[k]);
		}
	}
	for (int i = 0; i < b->samples * BAND_STATS; i++) {
		json_put(t, ",");
		json_put_number(t, b->value[i]);
	}
	json_put(t, "]");
}

static bool next_text(struct json_scan *s, struct names *names, const char **to)
{
	const char *text = json_scan_need(s, ",") ? json_scan_text(s) : NULL;
	*to = text ? names_keep(names, text) : NULL;
	return *to != NULL;
}

bool band_restore(struct point *p, struct json_scan *s, struct names *names)
{
	int used, n, samples;
	if (!json_scan_is(s, ",\"band\":[")) return true;
	if (!json_scan_count(s, MOST_PRICES, &used) || !json_scan_need(s, ",") || !json_scan_count(s, MOST_PRICES, &n) ||
	    !json_scan_need(s, ",") || !json_scan_count(s, BAND_SAMPLES, &samples) || !(p->band = band_new(used, n, samples)))
		return false;
	for (int i = 0; i < n; i++) {
		struct band_price *q = &p->band->price[i];
		const char **const text[] = {&q->key, &q->with, &q->text, &q->low, &q->high};
		for (int k = 0; k < 5; k++)
			if (!next_text(s, names, text[k])) return false;
	}
	for (int i = 0; i < samples * BAND_STATS; i++) {
		if (!json_scan_need(s, ",")) return false;
		p->band->value[i] = json_scan_number(s);
	}
	return json_scan_need(s, "]");
}
