/* diff_sides.c - reading and running what `simnic diff` compares. */
#include "cli/diff_sides.h"
#include "batch/execute.h"
#include "cli/cli.h"
#include "results/take.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOKED 200 /* points whose ids are held against their scenario */

/* What can't be looked into is no scenario either: who reads it says why. */
static bool is_folder(const char *path)
{
	size_t n = strlen(path);
	DIR *d = opendir(path);
	const bool folder = d || (errno != ENOTDIR && errno != ENOENT);
	if (d) closedir(d);
	return folder || (n > 6 && strcmp(path + n - 6, ".jsonl") == 0);
}

static const char *value_of(const struct diff_side *side, int point, const char *key)
{
	struct side *s = side->user;
	return s->scenario && point < scenario_points(s->scenario) ? scenario_value(s->scenario, point, key, &s->arena) : NULL;
}

static const char *about(struct side *s, const char *scenario, const char *platform)
{
	const struct point *p = &s->told.point[0];
	return arena_printf(&s->arena, "%s%splatform %s, %d replication%s, seed %lld", scenario, *scenario ? ", " : "",
			    platform ? platform : "unknown", p->replications, p->replications == 1 ? "" : "s",
			    (long long)p->seed);
}

/* Is the scenario still the one these points were run from, prices included? */
static bool has_ids(struct side *s)
{
	struct error err = {0};
	char id[17];
	for (int i = 0; i < s->records.n && i < LOOKED; i++)
		if (!scenario_id(s->scenario, i, id, &err) || strcmp(id, s->records.point[i].id) != 0) return false;
	return true;
}

/* What was run, from what lies beside the records; without it there are numbers to compare, and no settings. */
static bool find_scenario(struct side *s, struct error *err)
{
	struct error why = {0};
	const char *path = arena_printf(&s->arena, "%s/%s.scenario.yaml", s->results.folder, s->results.base);
	const char *hash = s->records.head.platform_hash;
	if (!path) return error_memory(err);
	bool there = access(path, R_OK) == 0;
	if (there) s->scenario = scenario_load(&s->arena, path, NULL, 0, &why);
	if (why.system) return error_because(err, &why, why.at, "%s", why.text);
	if (s->scenario && scenario_points(s->scenario) != s->records.n) {
		scenario_free(s->scenario);
		s->scenario = NULL;
		s->told.doubt = "it holds part of its points: settings are not compared";
	} else if (!s->scenario) {
		s->told.doubt = !there ? "its scenario does not lie beside its records: settings are not compared"
				       : arena_printf(&s->arena, "settings are not compared: %s:%d: %s",
						      why.at.file ? why.at.file : path, why.at.line, why.text);
	} else {
		s->prices = has_ids(s) || (hash && strcmp(hash, scenario_platform_hash(s->scenario, 0)) == 0);
		if (!s->prices) s->told.doubt = "its platform has changed since it was run: prices are not compared";
	}
	return s->told.doubt || s->scenario || error_memory(err);
}

static bool open_folder(struct side *s, struct error *err)
{
	if (!results_find(&s->results, s->path, &s->arena, err)) return false;
	if (!folder_take_to_read(&s->hold, s->results.folder, s->results.base, say, err)) return false;
	if (!results_check(&s->results, &s->arena, err) || !records_read(&s->records, s->results.records, err)) return false;
	hold_drop(&s->hold);
	s->hold.fd = -1;
	s->told.point = s->records.point;
	s->told.n = s->records.n;
	s->told.about = about(s, s->records.head.scenario, s->records.head.platform);
	return find_scenario(s, err);
}

bool side_open(struct side *s, struct error *err)
{
	s->folder = is_folder(s->path);
	s->told.name = s->path;
	s->told.value = value_of;
	s->told.user = s;
	if (s->folder) return open_folder(s, err);
	s->scenario = scenario_load(&s->arena, s->path, s->set, s->n_sets, err);
	if (!s->scenario) return false;
	s->prices = true;
	say_notices(s->scenario);
	return execute_check(s->scenario, signals_flag(), err) && execute_fits(s->scenario, s->threads, err);
}

static bool keep(void *user, struct point *p)
{
	struct side *s = user;
	if (s->n == s->room) {
		int room = s->room ? 2 * s->room : 16;
		struct point *more = realloc(s->point, (size_t)room * sizeof(*more));
		if (!more) return false;
		s->point = more;
		s->room = room;
	}
	s->failed += p->failed;
	point_move(&s->point[s->n++], p);
	return true;
}

static void show(void *user, const struct progress *p)
{
	meter_show(((struct side *)user)->meter, p);
}

bool side_run(struct side *s, struct error *err)
{
	if (s->folder) return true;
	struct execution e = {.scenario = s->scenario,
			      .threads = s->threads,
			      .band = BAND_NONE,
			      .stop = signals_flag(),
			      .names = &s->names,
			      .deliver = keep,
			      .report = show,
			      .user = s};
	enum execute_end end = execute(&e, NULL, err);
	meter_clear(s->meter);
	if (end == EXECUTE_REFUSED && !err->set) error_memory(err);
	if (end != EXECUTE_DONE) return false;
	s->told.point = s->point;
	s->told.n = s->n;
	s->told.about = about(s, "", scenario_platform_name(s->scenario, 0));
	return s->told.about || error_memory(err);
}

void side_close(struct side *s)
{
	for (int i = 0; i < s->n; i++)
		point_free(&s->point[i]);
	free(s->point);
	if (s->folder) records_free(&s->records);
	hold_drop(&s->hold);
	scenario_free(s->scenario);
	names_free(&s->names);
	arena_free(&s->arena);
}
