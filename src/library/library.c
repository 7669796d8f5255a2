/* library.c - what simnic.h promises, by the layers that the program stands on. */
#include "base/text_stream.h"
#include "base/version.h"
#include "batch/execute.h"
#include "library/simnic.h"
#include "results/record.h"
#include <limits.h>
#include <stdlib.h>

#define SIMNIC_MAX_THREADS 1024

struct running {
	const struct simnic_ask *ask;
	const struct scenario *scenario;
	struct told told;
	int64_t bad;  /* points that failed or were not steady */
	bool refused; /* by take */
	struct error err;
};

static bool deliver(void *user, struct point *p)
{
	struct running *r = user;
	char *record = record_make(r->scenario, &r->told, p, &r->err);
	if (!record) return false;
	r->bad += p->failed || p->unsteady;
	r->refused = r->ask->take && r->ask->take(r->ask->user, record) != 0;
	free(record);
	return !r->refused;
}

/* Each point is looked at before any is run; of a few points loading has done so. */
static bool is_sound(struct running *r, int threads)
{
	bool few = scenario_points(r->scenario) <= SCENARIO_CHECK_ALL;
	return (few || execute_check(r->scenario, r->ask->stop, &r->err)) && execute_fits(r->scenario, threads, &r->err);
}

static bool is_stopped(const struct simnic_ask *ask)
{
	return ask->stop && *ask->stop;
}

static enum simnic_end failure(const struct running *r)
{
	if (is_stopped(r->ask) && !r->err.set) return SIMNIC_STOPPED;
	return r->err.set && !r->err.system ? SIMNIC_REFUSED : SIMNIC_FAILED;
}

static enum simnic_end run(struct running *r)
{
	struct names names = {0};
	int threads = r->ask->threads > 0 ? r->ask->threads : 1;
	struct execution e = {.scenario = r->scenario,
			      .threads = threads,
			      .stop = r->ask->stop,
			      .limit = r->ask->limit,
			      .band = band_unasked(scenario_points(r->scenario)),
			      .names = &names,
			      .deliver = deliver,
			      .user = r};
	if (!is_sound(r, threads)) return failure(r);
	enum execute_end end = execute(&e, NULL, &r->err);
	names_free(&names);
	if (end == EXECUTE_INTERRUPTED || r->refused) return SIMNIC_STOPPED;
	return end != EXECUTE_DONE || r->bad ? SIMNIC_FAILED : SIMNIC_DONE;
}

/* What is wrong with the ask itself. */
static bool is_legal(const struct simnic_ask *ask, struct error *err)
{
	if (!ask->text) return error_plain(err, "no scenario is given");
	if (ask->n_set > INT_MAX) return error_plain(err, "too many settings");
	if (ask->threads < 0 || ask->threads > SIMNIC_MAX_THREADS)
		return error_plain(err, "threads %d: expected at most %d", ask->threads, SIMNIC_MAX_THREADS);
	return (ask->limit >= 0) || error_plain(err, "limit: expected seconds, or 0 for any");
}

enum simnic_end simnic_run(const struct simnic_ask *ask, char *why, size_t size)
{
	struct arena a = {0};
	struct running r = {.ask = ask, .told = {.set = ask->set, .n_sets = (int)ask->n_set}};
	const char *name = ask->name ? ask->name : "scenario";
	struct scenario *s = NULL;
	if (is_legal(ask, &r.err)) s = scenario_load_text(&a, name, ask->text, ask->set, (int)ask->n_set, &r.err);
	r.scenario = s;
	enum simnic_end end = s ? run(&r) : failure(&r);
	if (size) why[0] = 0;
	if (size && r.err.set) error_format(&r.err, why, size > INT_MAX ? INT_MAX : (int)size);
	scenario_free(s);
	arena_free(&a);
	return end;
}

static int keep(void *user, const char *record)
{
	return fprintf(user, "%s\n", record) < 0;
}

enum simnic_end simnic_records(const struct simnic_ask *ask, char **records, char *why, size_t size)
{
	struct simnic_ask kept = *ask;
	struct error err = {0};
	size_t length;
	FILE *f = text_stream(records, &length);
	enum simnic_end end = SIMNIC_FAILED;
	if (f) {
		kept.take = keep;
		kept.user = f;
		end = simnic_run(&kept, why, size);
	}
	bool whole = f && fclose(f) == 0;
	if (!whole) {
		error_memory_for(&err, "the records");
		if (size) error_format(&err, why, size > INT_MAX ? INT_MAX : (int)size);
		end = SIMNIC_FAILED;
	}
	if (!whole || !length) {
		if (f) free(*records);
		*records = NULL;
	}
	return end;
}

void simnic_free(char *records)
{
	free(records);
}

const char *simnic_version(void)
{
	return SIMNIC_VERSION;
}
