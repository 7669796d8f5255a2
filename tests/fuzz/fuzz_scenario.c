/* fuzz_scenario.c - a scenario file, and --set upon a good one. */
#include "fuzz/fuzz.h"
#include "batch/execute.h"
#include "scenario/claims.h"
#include <stdlib.h>
#include <string.h>

#define MOST_POINTS 6 /* that are looked at one by one */
#define MOST_SETS 8

static void look_at_point(const struct scenario *s, int64_t point)
{
	struct arena a = {0};
	struct error err = {0};
	struct setup setup;
	struct price_used *price;
	struct fuzz_sink sink;
	struct axis_value value[SCENARIO_MAX_AXES];
	char id[17];
	int n;
	fuzz_hold(scenario_setup(s, point, &a, &setup, &err), "a point of a checked scenario can be set up");
	fuzz_hold(scenario_id(s, point, id, &err) && strlen(id) == 16, "a point has an id");
	fuzz_hold(scenario_prices(s, point, &a, &price, &n, &err), "a point has prices");
	for (int i = 0; i < n; i++)
		fuzz_hold(price[i].key && price[i].text && price[i].from, "a price says where it is from");
	scenario_point(s, point, value);
	for (int i = 0; i < scenario_axes(s); i++) {
		fuzz_hold(value[i].key && value[i].text, "every axis has a value at a point");
		scenario_value(s, point, value[i].key, &a);
		scenario_same_value(value[i].key, value[i].text, value[i].text);
	}
	fuzz_hold(scenario_compared_with(s, point) < scenario_points(s), "a point is compared with one that is there");
	fuzz_hold(strlen(scenario_platform_name(s, point)) > 0 && scenario_platform_title(s, point), "a platform has a name");
	fuzz_hold(scenario_print_config(s, point, fuzz_open(&sink), &err), "a point can be printed");
	fuzz_close(&sink);
	arena_free(&a);
}

static void look_at_claims(const struct scenario *s)
{
	const struct claim *claim;
	int n = scenario_claims(s, &claim);
	for (int i = 0; i < n && i < MOST_POINTS; i++) {
		struct arena a = {0};
		struct error err = {0};
		double number;
		if (claim[i].n_refused) {
			claim_refusal(s, &claim[i], &a, &err);
		} else {
			claim_scenario(s, &claim[i], CLAIM_AT, &a, &err);
			if (claim[i].n_over) claim_scenario(s, &claim[i], CLAIM_OVER, &a, &err);
			claim_number(claim[i].published, "Gb/s", &number);
		}
		arena_free(&a);
	}
}

static bool same_points(const struct scenario *s, const struct scenario *t)
{
	struct error err = {0};
	char id[17], other[17];
	if (scenario_points(s) != scenario_points(t)) return false;
	for (int64_t i = 0; i < scenario_points(s) && i < MOST_POINTS; i++)
		if (!scenario_id(s, i, id, &err) || !scenario_id(t, i, other, &err) || strcmp(id, other) != 0) return false;
	return true;
}

/* The effective scenario as YAML has the same points, wherever it lies. */
static void print_and_reload(const struct scenario *s)
{
	struct arena a = {0};
	struct error err = {0};
	struct fuzz_sink sink;
	bool good = scenario_print_config(s, -1, fuzz_open(&sink), &err);
	fuzz_hold(good && fflush(sink.file) == 0, "a scenario can be printed");
	struct scenario *t = scenario_load(&a, fuzz_file("scenarios/printed.yaml", sink.text, sink.size), NULL, 0, &err);
	if (!t) fprintf(stderr, "%s\n%s", err.text, sink.text);
	fuzz_hold(t != NULL, "the effective scenario can be loaded");
	fuzz_hold(same_points(s, t), "the effective scenario has the same points");
	scenario_free(t);
	arena_free(&a);
	fuzz_close(&sink);
}

void fuzz_scenario_at(const char *path, const char *const *sets, int n_sets, bool reload)
{
	struct arena a = {0};
	struct error err = {0};
	struct calibration *calibration;
	const char *const *show;
	int n;
	struct scenario *s = scenario_load(&a, path, sets, n_sets, &err);
	fuzz_check_error(&err, !s);
	if (s) {
		for (int i = 0; i < scenario_points(s) && i < MOST_POINTS; i++)
			if (fuzz_turn(i, 2 * MOST_POINTS)) look_at_point(s, i);
		if (fuzz_turn(MOST_POINTS, 2 * MOST_POINTS)) look_at_point(s, scenario_points(s) - 1);
		if (n_sets == 0 && fuzz_turn(0, 3)) look_at_claims(s);
		n = scenario_show(s, &show);
		for (int i = 0; i < n; i++)
			fuzz_hold(show[i] && scenario_show_place(s, i).file, "what is shown stands somewhere");
		fuzz_hold(scenario_calibrations(s, &a, &calibration, &n, &err), "calibrated prices can be listed");
		if (reload && fuzz_turn(1, 3)) print_and_reload(s);
		fuzz_accept();
		scenario_free(s);
	}
	arena_free(&a);
}

void fuzz_scenario(const uint8_t *data, size_t size);
void fuzz_scenario(const uint8_t *data, size_t size)
{
	fuzz_scenario_at(fuzz_file("scenarios/input.yaml", data, size), NULL, 0, true);
}

/* One --set a line. */
void fuzz_set(const uint8_t *data, size_t size);
void fuzz_set(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	const char *set[MOST_SETS];
	char path[128];
	int n = 0;
	for (char *text = fuzz_text(&a, data, size), *end; *text && n < MOST_SETS; text = end) {
		end = text + strcspn(text, "\n");
		if (*end) *end++ = '\0';
		set[n++] = text;
	}
	snprintf(path, sizeof path, "%s/scenarios/base.yaml", fuzz_folder());
	fuzz_scenario_at(path, set, n, true);
	arena_free(&a);
}

void fuzz_platform(const uint8_t *data, size_t size);
void fuzz_platform(const uint8_t *data, size_t size)
{
	const char *set[] = {"platform=platforms/input.yaml"};
	char path[128];
	fuzz_file("scenarios/platforms/input.yaml", data, size);
	snprintf(path, sizeof path, "%s/scenarios/base.yaml", fuzz_folder());
	fuzz_scenario_at(path, set, 1, false);
}
