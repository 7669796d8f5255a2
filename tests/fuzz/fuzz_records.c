/* fuzz_records.c - the JSON Lines of a run, of claims and of sensitivity, and points as journals keep them. */
#include "fuzz/fuzz.h"
#include "fuzz/points.h"
#include "report/chart.h"
#include "report/records.h"
#include "report/saved.h"
#include "scenario/scenario.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SAVED 16

/* Claims and prices have charts of their own. */
static void chart_records(const char *text)
{
	const char *why = NULL;
	struct fuzz_sink sink;
	const struct chart *c = chart_of_records(text, &why);
	fuzz_hold(c || why, "what can't be drawn says why");
	if (!c) return;
	bool good = chart_write_records(fuzz_open(&sink), c, text) && fflush(sink.file) == 0;
	if (good) fuzz_check_chart(sink.text);
	fuzz_close(&sink);
}

void fuzz_records(const uint8_t *data, size_t size);
void fuzz_records(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct error err = {0};
	struct records r;
	bool good = records_read(&r, fuzz_file("input.jsonl", data, size), &err);
	fuzz_check_error(&err, !good);
	if (good) fuzz_accept();
	if (good) fuzz_show_points(&r.head, r.point, r.n);
	records_free(&r);
	if (fuzz_turn(0, 2)) chart_records(fuzz_text(&a, data, size));
	arena_free(&a);
}

/* Whatever is an index, or counted, is what a run can make. */
static void check_counts(const struct point *p)
{
	fuzz_hold(p->index >= 0 && p->index < SCENARIO_MAX_POINTS, "a point's number is one of a scenario");
	fuzz_hold(p->n_ok >= 0 && p->n_ok <= p->replications && p->replications <= MAX_REPLICATIONS, "replications are counted");
	fuzz_hold(p->samples >= 0 && p->samples <= MAX_SAMPLES && (p->samples == 0 || p->stride > 0), "samples are counted");
	for (int i = 0; i < p->n_axes; i++)
		fuzz_hold(strchr("sibq", p->axis[i].type) && p->axis[i].type, "an axis has a type");
	for (int i = 0; i < p->n_stats; i++)
		fuzz_hold(p->stat[i].est.n >= 0 && p->stat[i].est.missing >= 0, "values are counted");
	for (int i = 0; i < p->n_limits; i++)
		fuzz_hold(p->limit[i].of < N_LIMIT_OF && p->votes[i] >= 0 && p->votes[i] <= p->replications, "limits are limits");
	for (int i = 0; i < p->n_gains; i++)
		fuzz_hold(p->gain[i].resource && p->gain[i].of.n >= 0 && p->gain[i].of.n <= p->replications, "gains are gains");
	fuzz_hold(!p->gain_of == !(p->n_gains + p->n_fails) && p->n_gains + p->n_fails <= MAX_GAINS, "gains are of a statistic");
	for (int i = 0; i < p->n_fails; i++)
		fuzz_hold(p->fails[i].resource && memchr(p->fails[i].why, 0, sizeof p->fails[i].why), "failures have a reason");
	fuzz_hold(!p->limiter == !p->n_limits, "a limiter is the first of the limits");
}

/* What is kept of a point is all of it: saved again it reads the same. */
static void save_again(const struct point *p, struct names *names)
{
	struct point twin;
	char *v = point_save(p, p->sample != NULL);
	fuzz_hold(v != NULL, "a restored point can be saved");
	fuzz_hold(point_restore(&twin, v, names), "and be restored again");
	fuzz_hold(twin.n_axes == p->n_axes && twin.n_stats == p->n_stats && twin.n_limits == p->n_limits &&
			  twin.n_gains == p->n_gains && twin.samples == p->samples && twin.failed == p->failed,
		  "which is the same point");
	char *w = point_save(&twin, twin.sample != NULL);
	fuzz_hold(w && strcmp(v, w) == 0, "with the same numbers");
	free(v);
	free(w);
	point_free(&twin);
}

/* One point, or a list of them, of which those without the first one's axes are no points of the same scenario. */
void fuzz_saved(const uint8_t *data, size_t size);
void fuzz_saved(const uint8_t *data, size_t size)
{
	const struct report_head head = {.scenario = "input.yaml", .platform = "any", .version = "1"};
	json_t *v = json_loadb((const char *)data, size, 0, NULL);
	struct point *point = calloc(MOST_SAVED, sizeof *point);
	struct names names = {0};
	int n = 0;
	fuzz_hold(point != NULL, "there is memory for points");
	for (size_t i = 0; v && n < MOST_SAVED && i < (json_is_array(v) ? json_array_size(v) : 1); i++) {
		char *one = json_dumps(json_is_array(v) ? json_array_get(v, i) : v, JSON_COMPACT | JSON_REAL_PRECISION(17));
		bool good = one && point_restore(&point[n], one, &names);
		free(one);
		if (!good) continue;
		check_counts(&point[n]);
		save_again(&point[n], &names);
		if (n && !point_alike(&point[0], &point[n]))
			point_free(&point[n]);
		else
			n++;
	}
	if (n) fuzz_accept();
	fuzz_show_points(&head, point, n);
	for (int i = 0; i < n; i++)
		point_free(&point[i]);
	free(point);
	names_free(&names);
	json_decref(v);
}
