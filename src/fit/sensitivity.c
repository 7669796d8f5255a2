/* sensitivity.c - the points of a scenario, and their prices, as something that can be tried with other prices. */
#include "fit/sensitivity_internal.h"
#include "nic/statistic.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int price_index(const struct sensitivity *s, const char *key)
{
	for (int i = 0; i < s->n_prices; i++)
		if (strcmp(s->price[i].key, key) == 0) return i;
	return -1;
}

static bool add_prices(struct sensitivity *s, const struct price_used *used, int n)
{
	struct sensitivity_price *more = arena_array(s->arena, (size_t)(s->n_prices + n) + 1, sizeof *more);
	if (!more) return false;
	if (s->n_prices) memcpy(more, s->price, (size_t)s->n_prices * sizeof *more);
	s->price = more;
	for (int i = 0; i < n; i++) {
		int at = price_index(s, used[i].key);
		if (at < 0) s->price[at = s->n_prices++] = (struct sensitivity_price){used[i].key, true, true};
		s->price[at].zero &= used[i].value == 0;
		s->price[at].absent &= used[i].absent;
	}
	return true;
}

/* Those that vary first, in their order. */
static bool sort_prices(struct sensitivity *s)
{
	struct sensitivity_price *sorted = arena_array(s->arena, (size_t)s->n_prices + 1, sizeof *sorted);
	int n = 0;
	if (!sorted) return false;
	for (int zero = 0; zero <= 1; zero++) {
		for (int i = 0; i < s->n_prices; i++)
			if (s->price[i].zero == zero) sorted[n++] = s->price[i];
		if (!zero) s->n_varied = n;
	}
	s->price = sorted;
	return true;
}

static bool open_point(struct sensitivity *s, struct tried_point *p, int64_t point, struct error *err)
{
	struct price_used *used;
	int n;
	p->point = (struct trial_point){.n_wanted = 1, .wanted = &s->of};
	p->trials = (struct trials){.n_points = 1, .point = &p->point, .threads = s->threads, .stop = s->stop};
	if (!scenario_setup(s->scenario, point, s->arena, &p->point.setup, err)) return false;
	if (!scenario_prices(s->scenario, point, s->arena, &used, &n, err)) return false;
	p->used = used;
	p->n_used = n;
	return add_prices(s, used, n) || error_memory(err);
}

/* Where each price stands in a point's setup, and what it is there. */
static bool bind_point(const struct sensitivity *s, struct tried_point *p)
{
	p->point.knob = arena_array(s->arena, (size_t)s->n_varied + 1, sizeof *p->point.knob);
	p->base = arena_array(s->arena, (size_t)s->n_varied + 1, sizeof *p->base);
	if (!p->point.knob || !p->base) return false;
	p->trials.n_knobs = s->n_varied;
	for (int k = 0; k < s->n_varied; k++)
		for (int i = 0; i < p->n_used; i++) {
			if (strcmp(p->used[i].key, s->price[k].key) != 0) continue;
			knob_price(&p->point.knob[k], &p->point.setup, p->used[i].key, KNOB_WHOLE);
			p->base[k] = p->used[i].value;
		}
	trials_number(&p->trials);
	return true;
}

static const struct stat *stat_named(const struct outcome *o, const char *name)
{
	for (int i = 0; i < o->n_stats; i++)
		if (strcmp(o->stat[i].name, name) == 0 && isfinite(o->stat[i].value)) return &o->stat[i];
	return NULL;
}

static bool unknown_stat(const struct sensitivity *s, const struct outcome *o, struct error *err)
{
	const char *best = NULL;
	int cost = 0;
	for (int i = 0; i < o->n_stats; i++) {
		if (strcmp(o->stat[i].name, s->of) == 0)
			return error_plain(err, "--of %s: does not exist in the first point's run", s->of);
		statistic_offer(s->of, o->stat[i].name, &best, &cost);
	}
	if (!best) return error_plain(err, "--of %s: there is no such statistic", s->of);
	return error_plain(err, "--of %s: there is no such statistic; did you mean %s?", s->of, best);
}

static bool is_shown(const struct scenario *s, const char *name)
{
	const char *const *shown;
	int n = scenario_show(s, &shown);
	for (int i = 0; i < n; i++)
		if (strcmp(shown[i], name) == 0) return true;
	return false;
}

/* Of what people ask for, the first that the scenario shows, or else that exists. */
static const struct stat *usual_stat(const struct sensitivity *s, const struct outcome *o)
{
	const struct statistic *row;
	const struct stat *found = NULL;
	for (int i = 0; !found && (row = statistic_listed(LIST_VARIED, i)); i++)
		if (is_shown(s->scenario, row->name)) found = stat_named(o, row->name);
	for (int i = 0; !found && (row = statistic_listed(LIST_VARIED, i)); i++)
		found = stat_named(o, row->name);
	return found;
}

static bool choose_stat(struct sensitivity *s, const struct outcome *o, struct error *err)
{
	const struct stat *found = s->of ? stat_named(o, s->of) : usual_stat(s, o);
	if (s->of && !found) return unknown_stat(s, o, err);
	if (!found) return error_plain(err, "the first point has no statistic to look at; --of NAME names one");
	s->of = arena_strdup(s->arena, found->name);
	s->unit = arena_strdup(s->arena, found->unit);
	return (s->of && s->unit) || error_memory(err);
}

static bool look_first(struct sensitivity *s, const struct tried_point *p, struct error *err)
{
	struct arena names = {0};
	struct outcome *o = malloc(sizeof *o);
	bool ok = o != NULL || error_memory(err);
	if (ok && !trials_probe(&p->trials, 0, &names, o)) {
		s->interrupted = s->stop && *s->stop;
		ok = s->interrupted || error_plain(err, "%s: the first point fails: %s", scenario_path(s->scenario), o->failure);
	} else if (ok) {
		ok = choose_stat(s, o, err);
	}
	arena_free(&names);
	free(o);
	return ok;
}

static void point_title(const struct scenario *s, int64_t point, char *buf, size_t size)
{
	struct axis_value value[SCENARIO_MAX_AXES];
	scenario_point(s, point, value);
	*buf = '\0';
	for (int i = 0; i < scenario_axes(s); i++) {
		size_t used = strlen(buf);
		snprintf(buf + used, size - used, "%s%.60s", i ? "/" : "", axis_text(&value[i]));
	}
	if (!*buf) snprintf(buf, size, "this scenario");
}

static void answer_of(struct sensitivity *s, int point, int over)
{
	char one[NAME_SIZE], other[NAME_SIZE];
	struct sensitivity_answer *a = &s->answer[s->n_answers++];
	*a = (struct sensitivity_answer){.point = point, .over = over, .nominal = NAN, .low = NAN, .high = NAN};
	point_title(s->scenario, point, one, sizeof one);
	if (over >= 0) point_title(s->scenario, over, other, sizeof other);
	snprintf(a->name, sizeof a->name, over < 0 ? "%s" : "%s over %s", one, over < 0 ? "" : other);
}

static bool make_answers(struct sensitivity *s)
{
	s->answer = arena_array(s->arena, (size_t)s->n_points * 2, sizeof *s->answer);
	if (!s->answer) return false;
	for (int ratio = 0; ratio <= 1; ratio++)
		for (int i = 0; i < s->n_points; i++)
			if (!ratio || (int)scenario_compared_with(s->scenario, i) >= 0)
				answer_of(s, i, ratio ? (int)scenario_compared_with(s->scenario, i) : -1);
	for (int i = 0; i < s->n_answers; i++) {
		s->answer[i].effect = arena_array(s->arena, (size_t)s->n_varied + 1, sizeof *s->answer[i].effect);
		s->answer[i].rank = arena_array(s->arena, (size_t)s->n_varied + 1, sizeof *s->answer[i].rank);
		if (!s->answer[i].effect || !s->answer[i].rank) return false;
	}
	return true;
}

bool sensitivity_run(struct sensitivity *s, struct error *err)
{
	int64_t points = scenario_points(s->scenario);
	if (points > SENSITIVITY_POINTS)
		return error_plain(
			err, "%s: %lld points are too many to vary all prices of each; fix some with --set, expected at most %d",
			scenario_path(s->scenario), (long long)points, SENSITIVITY_POINTS);
	s->n_points = (int)points;
	struct tried_point *p = arena_array(s->arena, (size_t)points, sizeof *p);
	if (!p) return error_memory(err);
	for (int i = 0; i < s->n_points; i++)
		if (!open_point(s, &p[i], i, err)) return false;
	if (!look_first(s, p, err)) return false;
	if (!sort_prices(s) || !make_answers(s)) return error_memory(err);
	if (s->interrupted) return true;
	for (int i = 0; i < s->n_points; i++)
		if (!bind_point(s, &p[i])) return error_memory(err);
	if (!s->n_varied)
		return error_plain(err, "%s: all prices are 0, and nothing can be varied by a factor",
				   scenario_path(s->scenario));
	return effects_find(s, p, err);
}
