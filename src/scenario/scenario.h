/* scenario.h - the scenario language: from files to checked setups, and back to text. */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H
#include "base/arena.h"
#include "base/error.h"
#include "nic/setup.h"
#include "report/point.h"
#include <stdio.h>

struct scenario;

/*
 * Read the scenario file at path ("-": standard input, relative names then start in the current folder), apply sets[0..n_sets) ("key=value", in order; behind SET_B where errors and notices are to call it so) and check all keys and values: every point when
 * there are at most SCENARIO_CHECK_ALL, otherwise every value of every axis (of a very long range an even spread) next to the first values of the others, and all
 * combinations of the shortest axes, as many as make no more points than that.
 * Everything lives in a, also what err points to; path and sets are borrowed and must live as long.  NULL on failure, err filled.
 */
#define SET_B "--set-b "
#define SCENARIO_CHECK_ALL 2000
#define SCENARIO_MAX_POINTS 1000000
#define SCENARIO_MAX_AXES 32
struct scenario *scenario_load(struct arena *a, const char *path, const char *const *sets, int n_sets, struct error *err);
/* The same of a text, which need not live on; name, which must, is what it is called and whose folder relative names start from. */
struct scenario *scenario_load_text(struct arena *a, const char *name, const char *text, const char *const *sets, int n_sets,
				    struct error *err);
/*
 * The same file with other sets, which is not read again, for standard input can't be. What first holds in its arena is borrowed, and may
 * not go before; that scenario_free() was called does not matter.
 */
struct scenario *scenario_load_again(struct arena *a, const struct scenario *first, const char *const *sets, int n_sets,
				     struct error *err);
/* Gives back what the arena does not hold; call before arena_free.  NULL is ignored. */
void scenario_free(struct scenario *s);

const char *scenario_path(const struct scenario *s);   /* as given to scenario_load */
const char *scenario_title(const struct scenario *s);  /* "" when the file has none */
const char *scenario_source(const struct scenario *s); /* "" when the file has none */
/* The i-th file it was read from, as opened: itself, platforms, what models were told of; NULL past the last. Not while points run. */
const char *scenario_file(const struct scenario *s, int i);
struct place scenario_place(const struct scenario *s); /* the first line of the file, for errors that concern it as a whole */

/*
 * Points of the Cartesian product of all axes, compare before sweep, first axis slowest; 1 without axes.  Axes under one zip: count as
 * one, so do all swept ones under design:, and what where: leaves out is none.
 */
int64_t scenario_points(const struct scenario *s);
/* Axes left after --set, of which the first scenario_compared() come from compare:.  At most SCENARIO_MAX_AXES. */
int scenario_axes(const struct scenario *s);
int scenario_compared(const struct scenario *s);
const char *scenario_axis_key(const struct scenario *s, int axis); /* canonical: "nic.scheme.model" */
int scenario_axis_size(const struct scenario *s, int axis);
/* The point with the first values of all compared axes and the same of the others; -1 when it is this one, or left out by where:. */
int64_t scenario_compared_with(const struct scenario *s, int64_t point);
/*
 * One value of an axis, and the value of every axis at a point (out holds scenario_axes()). Texts live as long as the scenario. What is
 * written in cycles is an amount at a point alone, whose platform has the clock.
 */
struct axis_value scenario_axis_value(const struct scenario *s, int axis, int value);
void scenario_point(const struct scenario *s, int64_t point, struct axis_value *out);
/* The same of any key and text, which are borrowed. */
struct axis_value scenario_value_of(const char *key, const char *text);

/*
 * The checked setup of one point, in a; it borrows from the scenario, which must outlive it.  Includes model->load and setup_check().
 * May be called from several threads at once (each with its own arena).
 */
bool scenario_setup(const struct scenario *s, int64_t point, struct arena *a, struct setup *out, struct error *err);
/* Hex XXH64 of the effective configuration of one point: parameters and used prices by value, not by spelling; no title, no paths. */
bool scenario_id(const struct scenario *s, int64_t point, char id[17], struct error *err);
/* Both, which takes hardly longer than one of them. */
bool scenario_setup_id(const struct scenario *s, int64_t point, struct arena *a, struct setup *out, char id[17],
		       struct error *err);

/*
 * What the scenario says that no point of it can be changed by: a parameter whose conditions hold nowhere, a price that nobody asks for;
 * or that some point has no room for.  The i-th, false past the last.  Of more than SCENARIO_CHECK_ALL points, not all of which are
 * looked at, none is told.
 */
struct notice {
	const char *key; /* canonical */
	bool bounded;    /* it has an effect, but not the whole of what it says */
	struct place at;
	char text[700]; /* names the key, and says when it would have an effect */
};
bool scenario_notice(const struct scenario *s, int i, struct notice *out);

/* One price a point uses, and where its number comes from. */
struct price_used {
	const char *key;
	enum unit unit;
	int64_t value;      /* in the unit's kept form */
	int64_t low, high;  /* what it may be instead; both value where it is as good as known */
	const char *text;   /* as it was written: "120cycles"; PRICE_ABSENT */
	const char *source; /* "scenario" or "--set" when an override gives none; what it means that it is absent */
	bool overridden;    /* by the scenario or --set */
	bool of_backend;    /* from the platform's list for one back end */
	bool unlisted;      /* the platform has no entry of its own for it */
	bool absent;        /* nobody gives it, and nobody must: the mechanism is off, value is 0 */
	/* Tied: `times` millionths of the platform's price tied_to, which stands in the back end's list or not. NULL = it is not. */
	const char *tied_to;
	int64_t times;
	bool tied_to_backend;
	const char *
		from; /* "scenario", "--set", "platform kvm-2008", "platform kvm-2008, backend qemu", "platform ideal, unlisted" */
	const char *needed_by; /* "scheme/big"; "guest" for the driver's and stack's own */
	const char *help;
};
/* May a point have prices that are not its platform's? */
bool scenario_overrides(const struct scenario *s);
/* Prices used at a point, one entry per key, in table order, into a. */
bool scenario_prices(const struct scenario *s, int64_t point, struct arena *a, struct price_used **list, int *n,
		     struct error *err);
/* Name and title of the platform of a point ("" without title); they live as long as the scenario. */
const char *scenario_platform_name(const struct scenario *s, int64_t point);
const char *scenario_platform_title(const struct scenario *s, int64_t point);
/* Hex XXH64 of the contents of its file. */
const char *scenario_platform_hash(const struct scenario *s, int64_t point);

/*
 * The statistics the scenario is about: show:, then what its claims are of, each once.  Not checked here: which there are is known
 * when points have been run.  scenario_show_place: where the i-th was written.
 */
int scenario_show(const struct scenario *s, const char *const **list);
struct place scenario_show_place(const struct scenario *s, int i);

/*
 * Does the value `text` mean the same as `value` for key (1KiB and 1024B do)?  For matching claim_at against axis_value.
 */
bool scenario_same_value(const char *key, const char *text, const char *value);
/* The i-th thing to know of files that models have read (TOLD_SIZE bytes in buf); false past the last. */
enum { TOLD_SIZE = 500 };
bool scenario_told(const struct scenario *s, int i, char *buf);
/* The value key has at a point, as written or by default, into a; NULL when the point has no such key. */
const char *scenario_value(const struct scenario *s, int64_t point, const char *key, struct arena *a);

/*
 * The effective scenario of one point, all defaults filled in and used prices as comments; with point == -1 the whole scenario, axes
 * and claims included.  As YAML that loads to the same setups from any folder.  Check ferror(f) afterwards.
 */
bool scenario_print_config(const struct scenario *s, int64_t point, FILE *f, struct error *err);

#endif
