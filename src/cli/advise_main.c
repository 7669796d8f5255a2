/* advise_main.c - the command line of `simnic advise`, and how its answer is told. */
#include "batch/advise.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "report/json_value.h"
#include "report/number.h"
#include "scenario/keys.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ask {
	enum format format;
	const char *target, *smallest, *largest, *among; /* the keys of --minimise and --maximise */
	const char *between, *within, *trial;
	struct verb_sets sets;
	int threads;
	bool quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option advise_options[] = {
	{"target", 't', "TARGET", "STATISTIC>=NUMBER or <=NUMBER, such as 'throughput>=9Gb/s'", VERB_TEXT, AT(target), 0, NULL},
	{"minimise", 'm', "KEY", "the key whose smallest value is looked for", VERB_TEXT, AT(smallest), 0, NULL},
	{"maximise", 'M', "KEY", "the key whose largest value is looked for, such as traffic.rate", VERB_TEXT, AT(largest), 0,
	 NULL},
	{"among", 'a', "[A,B,...]", "its values, rising (default: those of its axis, or powers of two)", VERB_TEXT, AT(among), 0,
	 NULL},
	{"between", 'b', "LOW,HIGH", "search between two values, by bisection", VERB_TEXT, AT(between), 0, NULL},
	{"within", 'w', "SHARE", "and tell the answer to within that share of it (default: 1%)", VERB_TEXT, AT(within), 0, NULL},
	{"trial", 0, "TIME", "measure each value for so long at least (run.length)", VERB_TEXT, AT(trial), 0, NULL},
	{"set", 's', "KEY=VALUE", "change a value of the file; KEY=[A,B,...]: an answer for each", VERB_SET, AT(sets), 0, NULL},
	{"seed", 0, "N", "short for --set run.seed=N", VERB_SET, AT(sets), 0, "run.seed"},
	{"repeat", 0, "N", "short for --set run.repeat=N", VERB_SET, AT(sets), 0, "run.repeat"},
	{"format", 'f', "FORMAT", "text (default) or json, a record for each combination", VERB_FORMAT, AT(format), 0, NULL},
	{"jobs", 'j', "N", "run on N threads (default: all processors); changes no output", VERB_COUNT, AT(threads), MAX_THREADS,
	 NULL},
	{"quiet", 'q', NULL, "no notes on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

/* ---- which values, and what else varies ---- */

static int axis_named(const struct scenario *s, const char *key)
{
	for (int i = 0; i < scenario_axes(s); i++)
		if (strcmp(scenario_axis_key(s, i), key) == 0) return i;
	return -1;
}

/* What a quantity comes to; NaN for a word, which has no order but the one it is given in. */
static double size_of(enum unit unit, const char *text)
{
	char why[300];
	int64_t n;
	if (unit == UNIT_WORD || unit == UNIT_TEXT || unit == UNIT_BOOL) return NAN;
	return unit_parse(unit, text, INT64_C(1000000000), &n, why, sizeof why) ? (double)n : NAN;
}

/* Bisection takes the values to rise, and so does whoever asks for the smallest. */
static bool rising(const struct advice *w, const struct scenario *s, int axis, struct error *err)
{
	enum unit unit;
	const struct key k = key_find(scenario_axis_key(s, axis));
	if (!key_unit(&k, &unit)) return true;
	for (int i = 1; i < w->n_values; i++)
		if (size_of(unit, w->value[i]) <= size_of(unit, w->value[i - 1]))
			return error_plain(err, "advise: %s: %s comes after %s; expected rising values", w->key, w->value[i],
					   w->value[i - 1]);
	return true;
}

/* The values of an axis of the scenario s. */
static bool take_axis(struct advice *w, const struct scenario *s, int axis, struct error *err)
{
	w->n_values = scenario_axis_size(s, axis);
	w->value = arena_array(&w->arena, (size_t)w->n_values, sizeof(*w->value));
	for (int i = 0; w->value && i < w->n_values; i++)
		if (!(w->value[i] = arena_strdup(&w->arena, scenario_axis_value(s, axis, i).text))) return error_memory(err);
	return w->value ? rising(w, s, axis, err) : error_memory(err);
}

/* Powers of two, all that a whole number can be in a ring or a queue. */
static bool take_powers(struct advice *w, struct error *err)
{
	w->value = arena_array(&w->arena, 16, sizeof(*w->value));
	if (!w->value) return error_memory(err);
	for (int i = 0; i < 16; i++)
		if (!(w->value[w->n_values++] = arena_printf(&w->arena, "%d", 1 << i))) return error_memory(err);
	return true;
}

/* The scenario with the key fixed, so that its points are the combinations; at the first value that can be set up everywhere. */
static bool fix_key(struct advice *w, struct error *err)
{
	const char **set = arena_array(&w->arena, (size_t)w->n_sets + 1, sizeof(*set));
	struct error first = {0};
	if (!set) return error_memory(err);
	memcpy(set, w->set, sizeof(*set) * (size_t)w->n_sets);
	for (int i = w->n_values - 1; i >= 0 && !w->base; i--) {
		struct error why = {0};
		if (!(set[w->n_sets] = arena_printf(&w->arena, "%s=%s", w->key, w->value[i]))) return error_memory(err);
		w->base = scenario_load_again(&w->arena, w->read, set, w->n_sets + 1, &why);
		if (why.system) first = why;
		if (why.system) break;
		if (!w->base && !first.set) first = why;
	}
	if (!w->base) *err = first;
	return w->base;
}

/* One more setting. */
static bool add_set(struct advice *w, const char *key, const char *value, struct error *err)
{
	const char **set = arena_array(&w->arena, (size_t)w->n_sets + 1, sizeof(*set));
	if (!set) return error_memory(err);
	if (w->n_sets) memcpy(set, w->set, sizeof(*set) * (size_t)w->n_sets);
	if (!(set[w->n_sets] = arena_printf(&w->arena, "%s=%s", key, value))) return error_memory(err);
	w->set = set;
	w->n_sets++;
	return true;
}

/* Trials that would be shorter are so long. */
static bool lengthen(struct advice *w, const struct scenario *s, const char *trial, struct error *err)
{
	struct arena a = {0};
	struct setup setup;
	char why[300];
	int64_t least;
	if (!unit_parse(UNIT_TIME, trial, 0, &least, why, sizeof why))
		return error_plain(err, "advise: --trial %.60s: %s", trial, why);
	bool good = scenario_setup(s, 0, &a, &setup, err);
	if (good && (setup.packets || setup.transfer))
		good = error_plain(err, "advise: --trial %.60s: run.packets or run.transfer ends a run here, expected run.length",
				   trial);
	else if (good && setup.length < least)
		good = add_set(w, "run.length", trial, err);
	arena_free(&a);
	return good;
}

/* Which values there are. */
static bool take_values(struct advice *w, const struct ask *o, const struct scenario *s, struct error *err)
{
	if (o->between) return advise_between(w, o->between, o->within ? o->within : "1%", err);
	int axis = axis_named(s, w->key);
	bool known = o->among || axis >= 0 || (strncmp(w->key, "nic.ring.", 9) == 0 && strstr(w->key, "entries")) ||
		     strcmp(w->key, "nic.host_queue") == 0;
	if (!known)
		return error_plain(
			err,
			"advise: '%s' does not vary in this scenario; expected --among '[A,B,...]' with its values, or "
			"--between LOW,HIGH",
			w->key);
	if (o->among && axis < 0) return error_plain(err, "advise: --among %s: expected a list such as [64,128,256]", o->among);
	return axis >= 0 ? take_axis(w, s, axis, err) : take_powers(w, err);
}

static bool prepare(struct advice *w, const struct ask *o, struct error *err)
{
	if (!o->target) return error_plain(err, "advise: no target given; expected --target 'throughput>=9Gb/s' or the like");
	if (!o->smallest && !o->largest)
		return error_plain(err, "advise: no key given; expected --minimise nic.ring.entries, --maximise traffic.rate or "
					"the like");
	if (o->smallest && o->largest) return error_plain(err, "advise: --minimise and --maximise: expected one of them");
	if (!target_read(o->target, &w->arena, &w->target, err)) return false;
	w->largest = o->largest != NULL;
	w->key = w->largest ? o->largest : o->smallest;
	if (o->among && o->between) return error_plain(err, "advise: --among and --between: expected one of them");
	if (o->within && !o->between) return error_plain(err, "advise: --within goes with --between LOW,HIGH");
	if (o->among && !add_set(w, w->key, o->among, err)) return false;
	struct scenario *s = scenario_load(&w->arena, w->file, w->set, w->n_sets, err);
	if (!s) return false;
	w->read = s;
	say_notices(s);
	bool good = take_values(w, o, s, err) && (!o->trial || lengthen(w, s, o->trial, err));
	scenario_free(s);
	return good && fix_key(w, err);
}

/* ---- the answer ---- */

static void combination_name(const struct advice *w, const struct answer *a, char buf[200])
{
	struct axis_value at[SCENARIO_MAX_AXES];
	size_t used = 0;
	*buf = '\0';
	scenario_point(w->base, a->combination, at);
	for (int i = 0; i < scenario_axes(w->base) && used < 190; i++)
		used += (size_t)snprintf(buf + used, 200 - used, "%s%s", i ? "/" : "", axis_text(&at[i]));
	if (!*buf) snprintf(buf, 200, "this scenario");
}

static void put_trial(FILE *f, const struct advice *w, const struct trial *v)
{
	char number[2 * NUMBER_SIZE];
	const struct point *p = &v->point;
	double mean, half;
	const char *unit;
	bool has = target_value(&w->target, p, &mean, &half, &unit);
	if (*v->refused) {
		fprintf(f, "refused: %s\n", v->refused);
		return;
	}
	if (p->failed || p->unsteady || !has) {
		fprintf(f, "%s\n", p->failed ? p->failure : p->unsteady ? p->unsteady_why : "no value");
		return;
	}
	number_print_ci(mean, half, number);
	fprintf(f, "%s %s%s%s", w->target.stat, number, *unit ? " " : "", unit);
	if (v->verdict == VERDICT_UNSURE) fprintf(f, ", which is not sure after %d replications", p->replications);
	fprintf(f, "; limited by %s\n", p->limiter ? p->limiter : "nothing");
}

/* Where not all values were tried, what the answer takes for granted. */
static void put_assumed(FILE *f, const struct advice *w, const struct answer *a)
{
	int tried = 0;
	for (int i = 0; i < w->n_values; i++)
		tried += a->trial[i].tried;
	if (w->n_values > ADVISE_FEW && (a->best < 0 || a->beyond >= 0))
		fprintf(f, "  %d of %d values were tried, as if %s only rose, or only fell, between them\n", tried, w->n_values,
			w->target.stat);
}

static void put_answer(FILE *f, const struct advice *w, const struct answer *a)
{
	char name[200];
	combination_name(w, a, name);
	if (a->best >= 0) {
		fprintf(f, "%s: %s = %s\n  at %s: ", name, w->key, a->trial[a->best].value, a->trial[a->best].value);
		put_trial(f, w, &a->trial[a->best]);
		if (a->beyond >= 0) {
			fprintf(f, "  at %s: ", a->trial[a->beyond].value);
			put_trial(f, w, &a->trial[a->beyond]);
		} else {
			fprintf(f, "  no %s value was looked at\n", w->largest ? "larger" : "smaller");
		}
		put_assumed(f, w, a);
		return;
	}
	fprintf(f, "%s: %s %s\n", name,
		w->n_values > ADVISE_FEW ? "was not met by any of the values tried of" : "can't be met by", w->key);
	for (int i = 0; i < w->n_values; i++)
		if (a->trial[i].tried) {
			fprintf(f, "  at %s: ", a->trial[i].value);
			put_trial(f, w, &a->trial[i]);
		}
	put_assumed(f, w, a);
}

static bool put_text(FILE *f, void *user, struct error *err)
{
	const struct advice *w = user;
	(void)err;
	fprintf(f, "the %s %s for %s, of %s to %s\n\n", w->largest ? "largest" : "smallest", w->key, w->target.text, w->value[0],
		w->value[w->n_values - 1]);
	for (int64_t i = 0; i < w->n_answers; i++)
		put_answer(f, w, &w->answer[i]);
	return true;
}

/* Of the key that is looked at. */
static json_t *value_json(const struct advice *w, const char *text)
{
	struct axis_value v = scenario_value_of(w->key, text);
	return axis_value_json(&v);
}

static json_t *trial_json(const struct advice *w, const struct trial *v)
{
	const struct point *p = &v->point;
	double mean, half;
	const char *unit;
	bool has = target_value(&w->target, p, &mean, &half, &unit);
	return json_pack("{s:o,s:s,s:o,s:o,s:o,s:i,s:o,s:o}", "value", value_json(w, v->value), "met",
			 v->verdict == VERDICT_YES  ? "yes"
			 : v->verdict == VERDICT_NO ? "no"
						    : "unsure",
			 "mean", json_value_number(mean), "ci95", json_value_number(half), "unit",
			 json_value_text(has ? unit : NULL), "n", p->replications, "limiter", json_value_text(p->limiter),
			 "refused", json_value_text(*v->refused ? v->refused : NULL));
}

static json_t *answer_json(const struct advice *w, const struct answer *a)
{
	struct axis_value at[SCENARIO_MAX_AXES];
	json_t *point = json_object(), *tried = json_array();
	bool good = point && tried;
	scenario_point(w->base, a->combination, at);
	for (int i = 0; i < scenario_axes(w->base); i++)
		good = good && json_object_set_new(point, at[i].key, axis_value_json(&at[i])) == 0;
	for (int i = 0; i < w->n_values; i++)
		if (a->trial[i].tried) good = good && json_array_append_new(tried, trial_json(w, &a->trial[i])) == 0;
	if (good)
		return json_pack("{s:o,s:s,s:s,s:s,s:o,s:o}", "point", point, "target", w->target.text, "key", w->key,
				 "looked_for", w->largest ? "largest" : "smallest", "answer",
				 a->best >= 0 ? value_json(w, a->trial[a->best].value) : json_null(), "tried", tried);
	json_decref(point);
	json_decref(tried);
	return NULL;
}

static bool put_json(FILE *f, void *user, struct error *err)
{
	const struct advice *w = user;
	for (int64_t i = 0; i < w->n_answers; i++) {
		json_t *v = answer_json(w, &w->answer[i]);
		bool good = v && json_dumpf(v, f, JSON_VALUE_FORMAT) == 0 && fputc('\n', f) != EOF;
		json_decref(v);
		if (!good) return error_memory_for(err, "the answer");
	}
	return true;
}

static int answer(struct advice *w, const struct ask *o)
{
	struct error err = {0};
	if (!advise(w, &err)) {
		if (w->interrupted) {
			say("%s: interrupted after %lld runs", w->file, (long long)w->runs);
			return EXIT_SIGNAL + *signals_flag();
		}
		say_error(&err);
		return exit_of(&err);
	}
	bool ok = output_print(o->format == FORMAT_JSON ? put_json : put_text, w, &err) == PRINTED;
	if (!ok) say_error(&err);
	if (!w->met && !o->quiet)
		say(w->n_values > ADVISE_FEW ? "%s: the target is met by no value that was tried"
					     : "%s: the target is met nowhere",
		    w->file);
	return ok && w->met ? EXIT_OK : EXIT_RUN;
}

int advise_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.threads = default_threads()};
	struct advice w = {.n_sets = 0};
	struct error err = {0};
	int code;
	o.sets.set = arena_array(a, (size_t)argc + 1, sizeof(*o.sets.set));
	if (!o.sets.set) error_memory(&err);
	bool ok = o.sets.set && verb_read(v, argc, argv, a, &o, &w.file, &err);
	if (ok && !w.file) return verb_print_help(v);
	signals_install(true);
	w.set = o.sets.set;
	w.n_sets = o.sets.n;
	w.threads = o.threads;
	w.stop = signals_flag();
	if (ok && prepare(&w, &o, &err))
		code = answer(&w, &o);
	else
		code = exit_of(&err);
	if (err.set) say_error(&err);
	advice_free(&w);
	return code;
}
