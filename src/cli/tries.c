/* tries.c - what would help, for the points of a scenario. */
#include "cli/tries.h"
#include "batch/what_if.h"
#include "cli/cli.h"
#include <time.h>

bool tries_wanted(const struct options *o, int64_t points)
{
	if (o->tries || o->tries_not) return o->tries;
	return o->format == FORMAT_TEXT && !options_keep(o) && points <= WHAT_IF_POINTS;
}

const char *tries_told(const struct options *o)
{
	return !o->tries ? NULL : o->tries_all ? "all" : "limits";
}

struct telling {
	struct meter *meter;
	struct timespec start;
	char name[NAME_SIZE];
};

static void tell(void *user, int64_t done, int64_t total)
{
	struct telling *t = user;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	double seconds = (double)(now.tv_sec - t->start.tv_sec) + 1e-9 * (double)(now.tv_nsec - t->start.tv_nsec);
	meter_line(t->meter, seconds, "what would help %.60s: %lld of %lld runs", t->name, (long long)done, (long long)total);
}

bool tries_point(const struct options *o, const struct scenario *s, struct meter *m, struct point *p, struct error *err)
{
	struct arena a = {0};
	struct setup setup = {0};
	struct telling t = {.meter = m};
	struct what_if w = {.threads = o->threads, .stop = signals_flag(), .all = o->tries_all, .report = tell, .user = &t};
	clock_gettime(CLOCK_MONOTONIC, &t.start);
	point_name(p, t.name);
	bool good = scenario_setup(s, p->index, &a, &setup, err) && what_if(&w, &setup, p, err);
	arena_free(&a);
	return good;
}
