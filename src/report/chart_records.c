/* chart_records.c - the charts of judged claims and of what prices do. */
#include "report/chart_internal.h"
#include "report/json_value.h"
#include "report/judge.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct chart claims = {.name = "claims", .script = "claims", .title = "Published against simulated"};
static const struct chart sensitivity = {
	.name = "sensitivity", .script = "sensitivity", .title = "Which prices the answer hangs on"};
#define MAX_PRICES 10
#define MAX_ANSWERS 3

/* The record in the line at *text, which then stands at the next one; NULL when it is none. */
static json_t *next_record(const char **text)
{
	size_t size = strcspn(*text, "\n");
	json_t *o = json_value_read(*text, size, NULL);
	*text += size;
	*text += strspn(*text, "\r\n");
	return o;
}

const struct chart *chart_of_records(const char *text, const char **why)
{
	json_t *first = next_record(&text);
	const struct chart *c = json_object_get(first, "claim")                ? &claims
				: json_object_get(first, "simnic-sensitivity") ? &sensitivity
									       : NULL;
	json_decref(first);
	*why = "expected the records of --claims or of sensitivity, both in JSON";
	return c;
}

static double number(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	return json_is_number(v) ? json_number_value(v) : NAN;
}

static const char *text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s ? s : "";
}

/* Only what two positive numbers are can be laid on two logarithmic axes. */
static bool is_drawn(const json_t *o)
{
	const json_t *published = json_object_get(o, "published");
	double from = number(published, "from");
	return from > 0 && number(published, "to") >= from && number(o, "value") > 0 && isfinite(number(o, "error"));
}

static bool is_missed(const json_t *o)
{
	return strcmp(text_of(o, "verdict"), verdict_words[VERDICT_MISS]) == 0;
}

/*
 * One claim: number of its kind, published low and high end, simulated value and half-width, what it is off by (%), tolerance (%), is it
 * met, id.
 */
static void put_claim(FILE *out, const json_t *o)
{
	const json_t *published = json_object_get(o, "published");
	double from = number(published, "from"), to = number(published, "to"), value = number(o, "value"), ci = number(o, "ci95"),
	       error = number(o, "error"), tolerance = number(o, "tolerance");
	int kind = 0;
	while (claim_kinds[kind] && strcmp(claim_kinds[kind], text_of(o, "kind")) != 0)
		kind++;
	fprintf(out, "%d %.9g %.9g %.9g %.9g %.9g %.9g %d", kind + 1, from, to, value, isfinite(ci) ? ci : 0.0, 100 * error,
		isfinite(tolerance) ? 100 * tolerance : 0.0, !is_missed(o));
	put_cell(out, text_of(o, "claim"), 40);
	fputc('\n', out);
}

bool chart_records_any(const struct chart *c, const char *text)
{
	bool any = c != &claims;
	while (*text && !any) {
		json_t *o = next_record(&text);
		any = !o || is_drawn(o); /* what is no record is told when it is written */
		json_decref(o);
	}
	return any;
}

static bool write_claims(FILE *out, const struct chart *c, const char *text)
{
	char line[NAME_SIZE], name[32];
	int shown = 0, missed = 0, others = 0;
	fputs("$data << EOD\n", out);
	while (*text) {
		json_t *o = next_record(&text);
		if (!o) return false;
		bool drawn = is_drawn(o);
		if (drawn) put_claim(out, o);
		shown += drawn;
		missed += drawn && is_missed(o);
		others += !drawn;
		json_decref(o);
	}
	fprintf(out, "EOD\nn_missed = %d\n", missed);
	put_text(out, "title_text", c->title);
	snprintf(line, sizeof(line), "%d published numbers", shown);
	put_text(out, "subtitle", line);
	snprintf(line, sizeof(line), "%d more are refusals or zero and stand in the table alone", others);
	put_text(out, "note", others ? line : "");
	for (int i = 0; claim_kinds[i]; i++) {
		snprintf(name, sizeof(name), "kind_%d", i + 1);
		put_text(out, name, claim_kinds[i]);
	}
	return true;
}

/* ---- prices ---- */

struct price_rank {
	const char *name;
	double most;
};

static int larger_first(const void *a, const void *b)
{
	const struct price_rank *x = a, *y = b;
	return x->most < y->most ? 1 : x->most > y->most ? -1 : strcmp(x->name, y->name);
}

/* What an answer says of a price; NULL = nothing. */
static const json_t *price_of(const json_t *answer, const char *name)
{
	const json_t *prices = json_object_get(answer, "prices");
	for (size_t i = 0; i < json_array_size(prices); i++)
		if (strcmp(text_of(json_array_get(prices, i), "price"), name) == 0) return json_array_get(prices, i);
	return NULL;
}

/* The prices of all answers, those that do most to any of them first; memory is the caller's. */
static int rank_prices(const json_t *answers, struct price_rank **list)
{
	const json_t *first = json_object_get(json_array_get(answers, 0), "prices");
	int n = 0;
	*list = calloc(json_array_size(first) + 1, sizeof(**list));
	for (; *list && n < (int)json_array_size(first); n++) {
		(*list)[n].name = text_of(json_array_get(first, (size_t)n), "price");
		for (size_t i = 0; i < json_array_size(answers); i++)
			(*list)[n].most =
				fmax((*list)[n].most, number(price_of(json_array_get(answers, i), (*list)[n].name), "mu_star"));
	}
	if (!*list) return 0;
	qsort(*list, (size_t)n, sizeof(**list), larger_first);
	return n;
}

static void put_answer(FILE *out, const json_t *answer, const struct price_rank *list, int n)
{
	for (int i = 0; i < n; i++) {
		const json_t *price = price_of(answer, list[i].name);
		fprintf(out, "%d", i + 1);
		put_cell(out, list[i].name, NAME_SIZE);
		fprintf(out, " %.9g %.9g %.9g\n", number(price, "mu_star"), number(price, "sigma"), number(price, "mu"));
	}
	fputs("\n\n", out);
}

static bool write_sensitivity(FILE *out, const struct chart *c, const char *text)
{
	json_t *o = next_record(&text), *answers = json_object_get(o, "answers");
	struct price_rank *list = NULL;
	char line[NAME_SIZE], name[32];
	int n_answers = (int)json_array_size(answers), n = n_answers ? rank_prices(answers, &list) : 0;
	if (n_answers > MAX_ANSWERS) n_answers = MAX_ANSWERS;
	if (n > MAX_PRICES) n = MAX_PRICES;
	fputs("$data << EOD\n", out);
	for (int i = 0; i < n_answers; i++)
		put_answer(out, json_array_get(answers, (size_t)i), list, n);
	fputs("EOD\n", out);
	put_text(out, "title_text", c->title);
	snprintf(line, sizeof(line), "%s of %s", text_of(o, "of"), text_of(o, "scenario"));
	put_text(out, "subtitle", line);
	snprintf(line, sizeof(line),
		 "mean size of the effect of up to a factor of %g on each price; whiskers: its spread over %.0f samples",
		 number(o, "within"), number(o, "samples"));
	put_text(out, "note", line);
	snprintf(line, sizeof(line), "effect on %s (%%)", text_of(o, "of"));
	put_text(out, "x_label", line);
	fprintf(out, "n_prices = %d\nn_answers = %d\n", n, n_answers);
	for (int i = 0; i < n_answers; i++) {
		snprintf(name, sizeof(name), "answer_%d", i + 1);
		put_text(out, name, text_of(json_array_get(answers, (size_t)i), "name"));
	}
	free(list);
	json_decref(o);
	return n > 0; /* shares of the variance are another thing */
}

bool chart_write_records(FILE *out, const struct chart *c, const char *text)
{
	return (c == &claims ? write_claims : write_sensitivity)(out, c, text) && !ferror(out);
}
