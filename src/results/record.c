/* record.c - from a point to its record. */
#include "base/version.h"
#include "base/visible.h"
#include "results/record.h"
#include <stdlib.h>
#include <string.h>

static const char *or_null(const char *s)
{
	return s && *s ? s : NULL;
}

struct report_head record_head(const struct scenario *s, const struct told *t, int64_t point)
{
	const char *const *show;
	int n_show = scenario_show(s, &show);
	return (struct report_head){
		.scenario = scenario_path(s),
		.title = or_null(scenario_title(s)),
		.source = or_null(scenario_source(s)),
		.platform = or_null(scenario_platform_name(s, point)),
		.platform_hash = or_null(scenario_platform_hash(s, point)),
		.version = SIMNIC_VERSION,
		.n_set = t->n_sets,
		.set = t->set,
		.n_show = n_show,
		.show = show,
	};
}

static struct amount amount_of(const struct price_used *u)
{
	return (struct amount){unit_number(u->unit, (double)u->value), u->absent ? NULL : unit_word(u->unit)};
}

/* The prices that are not the platform's, all of them when verbose, into a. */
static bool add_prices(const struct scenario *s, const struct told *t, const struct point *p, struct arena *a,
		       struct report_head *head, struct error *err)
{
	struct price_used *used;
	int n;
	if (!t->verbose && !scenario_overrides(s)) return true;
	if (!scenario_prices(s, p->index, a, &used, &n, err)) return false;
	struct report_price *price = arena_array(a, (size_t)n + 1, sizeof(*price));
	if (!price) return error_memory(err);
	for (int i = 0; i < n; i++)
		if (used[i].overridden || t->verbose)
			price[head->n_prices++] = (struct report_price){used[i].key, used[i].text, or_null(used[i].source),
									or_null(used[i].from), amount_of(&used[i])};
	head->price = price;
	return true;
}

char *record_make(const struct scenario *s, const struct told *t, const struct point *p, struct error *err)
{
	struct arena a = {0};
	struct report_head head = record_head(s, t, p->index);
	bool ok = add_prices(s, t, p, &a, &head, err);
	char *text = ok ? report_json(&head, p) : NULL;
	size_t size = text ? strlen(text) : 0;
	if (text && !visible_escape(&text, &size)) {
		free(text);
		text = NULL;
	}
	if (ok && !text) error_memory_for(err, "a record");
	arena_free(&a);
	return text;
}
