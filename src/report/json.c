/* json.c - one JSON record per point; the bytes depend on nothing but the point (no locale, no hash order, fixed precision). */
#include "nic/statistic.h"
#include "report/band_json.h"
#include "report/json_text.h"
#include "report/json_value.h"
#include "report/report.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_axes(struct json_text *t, const struct point *p)
{
	json_put(t, "{");
	for (int i = 0; i < p->n_axes; i++) {
		const struct axis_value *a = &p->axis[i];
		char *end;
		long long v = a->type == 'i' ? strtoll(a->text, &end, 10) : 0;
		json_put_key(t, a->key);
		if (a->type == 'b')
			json_put_bool(t, a->text[0] == 't');
		else if (a->type == 'i' && end != a->text && !*end)
			json_put_integer(t, v);
		else
			amount_put(t, &a->of, a->text);
	}
	json_put(t, "}");
}

json_t *axis_value_json(const struct axis_value *a)
{
	char *end;
	long long v = a->type == 'i' ? strtoll(a->text, &end, 10) : 0;
	if (a->type == 'b') return json_boolean(a->text[0] == 't');
	if (a->type == 'i' && end != a->text && !*end) return json_integer(v);
	return amount_json(&a->of, a->text);
}

static void put_stats(struct json_text *t, const struct point *p)
{
	json_put(t, "{");
	for (int i = 0; i < p->n_stats; i++) {
		const struct point_stat *s = &p->stat[i];
		json_put_key(t, s->name);
		json_put(t, "{\"value\":");
		json_put_number(t, point_mean(p, i));
		json_put(t, ",\"unit\":");
		json_put_text(t, s->unit);
		json_put(t, ",\"ci95\":");
		json_put_number(t, point_half(p, i));
		json_put(t, ",\"n\":");
		json_put_integer(t, s->est.n);
		json_put(t, "}");
	}
	json_put(t, "}");
}

/* What points are compared by: their single replications are told, so that whoever reads them can pair them. */
static void put_samples(struct json_text *t, const struct point *p)
{
	const struct statistic *s;
	json_put(t, "{");
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		int stat = s->paired ? point_find(p, s->name) : -1;
		if (stat < 0 || !p->sample || p->samples < 2 || p->stat[stat].est.n < 2) continue;
		json_put_key(t, s->name);
		for (int r = 0; r < p->samples; r++) {
			json_put(t, r ? "," : "[");
			json_put_number(t, p->sample[r * p->stride + stat]);
		}
		json_put(t, "]");
	}
	json_put(t, "}");
}

const char *const limit_words[] = {[LIMIT_BUSY] = "busy", [LIMIT_HELD] = "held", [LIMIT_LOST] = "lost",
				   [LIMIT_LOAD] = "load", [LIMIT_PART] = "part", [LIMIT_TAKEN] = "taken"};

static void put_limits(struct json_text *t, const struct point *p)
{
	json_put(t, "[");
	for (int i = 0; i < p->n_limits; i++) {
		json_put(t, i ? ",{\"name\":" : "{\"name\":");
		json_put_text(t, p->limit[i].name);
		json_put(t, ",\"of\":");
		json_put_text(t, limit_words[p->limit[i].of]);
		json_put(t, ",\"share\":");
		json_put_number(t, p->limit[i].share);
		json_put(t, "}");
	}
	json_put(t, "]");
}

/* As the text says it; where none binds alone, who works in turn, and for how much of the time each waits for the other. */
static void put_limiter(struct json_text *t, const struct point *p)
{
	struct in_turn turn;
	bool in_turn = !p->failed && point_in_turn(p, &turn);
	json_put_named(t, "limiter", in_turn ? LIMITER_IN_TURN : p->limiter);
	if (!in_turn) return;
	json_put(t, ",\"in_turn\":{\"host_waits\":");
	json_put_number(t, turn.host_waits);
	json_put(t, ",\"guest_waits\":");
	json_put_number(t, turn.guest_waits);
	json_put(t, "}");
}

/* The point's gains with each of its resources twice as good. */
static void put_gains(struct json_text *t, const struct point *p)
{
	json_put(t, "{\"of\":");
	json_put_text(t, p->gain_of);
	json_put(t, ",\"gains\":[");
	for (int i = 0; i < p->n_gains; i++) {
		const struct doubled_gain *g = &p->gain[i];
		json_put(t, i ? ",{\"twice\":" : "{\"twice\":");
		json_put_text(t, g->resource);
		json_put(t, ",\"gain\":");
		json_put_number(t, g->of.mean);
		json_put(t, ",\"ci95\":");
		json_put_number(t, g->half);
		json_put(t, ",\"n\":");
		json_put_integer(t, g->of.n);
		json_put(t, "}");
	}
	json_put(t, "]");
	for (int i = 0; i < p->n_fails; i++) {
		json_put(t, i ? ",{\"twice\":" : ",\"fails\":[{\"twice\":");
		json_put_text(t, p->fails[i].resource);
		json_put_named(t, "why", p->fails[i].why);
		json_put(t, i + 1 == p->n_fails ? "}]" : "}");
	}
	json_put(t, "}");
}

static void put_prices(struct json_text *t, const struct report_head *head)
{
	json_put(t, "[");
	for (int i = 0; i < head->n_prices; i++) {
		const struct report_price *q = &head->price[i];
		json_put(t, i ? ",{" : "{");
		json_put_named(t, "key", q->key);
		json_put_key(t, "value");
		amount_put(t, &q->of, q->value);
		json_put_named(t, "source", q->source);
		json_put_named(t, "from", q->from);
		json_put(t, "}");
	}
	json_put(t, "]");
}

static void put_sets(struct json_text *t, const struct report_head *head)
{
	json_put(t, "[");
	for (int i = 0; i < head->n_set; i++) {
		if (i) json_put(t, ",");
		json_put_text(t, head->set[i]);
	}
	json_put(t, "]");
}

static void put_provenance(struct json_text *t, const struct report_head *head, const struct point *p)
{
	json_put(t, "{");
	json_put_named(t, "version", head->version);
	json_put_key(t, "seed");
	json_put_integer(t, p->seed);
	json_put_key(t, "repeat");
	json_put_integer(t, p->replications);
	json_put_key(t, "set");
	put_sets(t, head);
	json_put_key(t, "platform");
	json_put(t, "{");
	json_put_named(t, "name", head->platform);
	json_put_named(t, "hash", head->platform_hash);
	json_put(t, "}");
	json_put_named(t, "source", head->source);
	json_put_key(t, "prices");
	put_prices(t, head);
	json_put(t, "}");
}

static void put_record(struct json_text *t, const struct report_head *head, const struct point *p)
{
	json_put(t, "{\"simnic\":1");
	json_put_named(t, "scenario", head->scenario);
	json_put_named(t, "id", p->id);
	json_put_key(t, "point");
	put_axes(t, p);
	json_put_key(t, "stats");
	put_stats(t, p);
	json_put_key(t, "samples");
	put_samples(t, p);
	put_limiter(t, p);
	json_put_key(t, "limits");
	put_limits(t, p);
	if (p->latency_by) json_put_named(t, "latency_by", p->latency_by);
	if (p->gain_of) {
		json_put_key(t, "what_if");
		put_gains(t, p);
	}
	json_put_key(t, "steady");
	json_put_bool(t, !p->unsteady);
	if (p->unsteady) json_put_named(t, "unsteady_why", p->unsteady_why);
	if (p->unsure) json_put_named(t, "unsure_why", p->unsure_why);
	if (p->failed) json_put_named(t, "failed", p->failure);
	band_json(t, p);
	json_put_key(t, "provenance");
	put_provenance(t, head, p);
	json_put(t, "}");
}

char *report_json(const struct report_head *head, const struct point *p)
{
	struct json_text t = {.digits = 0};
	put_record(&t, head, p);
	if (!t.bad) return t.text;
	free(t.text);
	return NULL;
}
