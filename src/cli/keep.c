/* keep.c - running points into a results folder, and what is told about it. */
#include "cli/keep.h"
#include "cli/cli.h"
#include "cli/tries.h"
#include "cli/gnuplot.h"
#include "cli/sink.h"
#include "results/folder.h"
#include "results/files.h"
#include "results/spare.h"
#include "results/store.h"
#include <string.h>

struct keep {
	const struct options *o;
	const struct scenario *scenario;
	struct store store;
	struct sink sink;
	bool published;
	struct error err;
};

static bool take(void *user, struct point *p)
{
	struct keep *k = user;
	if (tries_wanted(k->o, scenario_points(k->scenario)) && !tries_point(k->o, k->scenario, k->sink.meter, p, &k->err))
		return false;
	if (!sink_take(&k->sink, p)) return k->err = k->sink.err, false;
	return store_take(&k->store, p) || (k->err = k->store.err, false);
}

static void show(void *user, const struct progress *p)
{
	struct keep *k = user;
	meter_show(k->sink.meter, p);
}

static enum execute_end run_points(struct keep *k, struct trace *trace, struct progress *done, struct names *names)
{
	struct execution e = {
		.scenario = k->scenario,
		.list = k->store.todo,
		.n_list = k->store.n_todo,
		.id = k->store.who.id,
		.threads = k->o->threads,
		.stop = signals_flag(),
		.trace = trace,
		.limit = k->o->limit,
		.band = options_band(k->o, scenario_points(k->scenario)),
		.names = names,
		.deliver = take,
		.report = show,
		.user = k,
	};
	enum execute_end end = k->store.n_todo ? execute(&e, done, &k->err) : EXECUTE_DONE;
	bool stopped = end == EXECUTE_REFUSED && *signals_flag() && !k->err.set; /* while trying what would help */
	return stopped ? EXECUTE_INTERRUPTED : end;
}

/* The folder as --resume wants it named again, as a shell takes it for one word. */
static const char *resume_words(const struct options *o, char *buf, size_t size)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@%=";
	const char *dir = o->dir ? o->dir : "", *quote = "";
	if (dir[strspn(dir, plain)]) quote = strchr(dir, '\'') ? "\"" : "'";
	snprintf(buf, size, "%s%s%s%s%s--resume", o->dir ? "-o " : "", quote, dir, quote, o->dir ? " " : "");
	return buf;
}

static int say_interrupted(const struct keep *k, const struct progress *done)
{
	const struct store *s = &k->store;
	char words[1100];
	int64_t kept = s->have.n_held + done->points_done;
	if (kept > s->n_wanted) kept = s->n_wanted;
	say("%s: interrupted; %lld of %lld points are finished, go on with %s", scenario_path(k->scenario), (long long)kept,
	    (long long)s->n_wanted, resume_words(k->o, words, sizeof(words)));
	return EXIT_SIGNAL + *signals_flag();
}

static int publish(struct keep *k, const struct progress *done)
{
	struct publication p;
	struct store *s = &k->store;
	if (!store_publish(s, done->seconds, &p)) {
		k->err = s->err;
		return *signals_flag() ? say_interrupted(k, done) : exit_of_results(&k->err);
	}
	k->published = true;
	if (!k->o->quiet)
		say("%s: wrote %lld point%s to %s", scenario_path(k->scenario), (long long)s->n_wanted,
		    s->n_wanted == 1 ? "" : "s", s->dir);
	return p.failed || p.unsteady ? EXIT_RUN : EXIT_OK;
}

static int finish(struct keep *k, enum execute_end end, const struct progress *done)
{
	char words[1100];
	meter_clear(k->sink.meter);
	bool closed = store_end(&k->store);
	if (!closed && !k->err.set) k->err = k->store.err;
	if (end == EXECUTE_INTERRUPTED) {
		int code = say_interrupted(k, done);
		if (!done->points_done) store_forget(&k->store);
		return code;
	}
	if (end == EXECUTE_DONE && closed) return publish(k, done);
	if (k->err.set && done->points_done)
		say("%s: %lld points are kept, go on with %s", scenario_path(k->scenario), (long long)done->points_done,
		    resume_words(k->o, words, sizeof(words)));
	return EXIT_RUN;
}

static int run(struct keep *k, struct trace *trace)
{
	const struct store *s = &k->store;
	struct names names = {0};
	struct progress done = {0};
	if (s->have.n_held && !k->o->quiet)
		say("%s: %lld of %lld points are there, %lld to run", scenario_path(k->scenario), (long long)s->have.n_held,
		    (long long)s->n_wanted, (long long)s->n_todo);
	enum execute_end end = run_points(k, trace, &done, &names);
	if (end == EXECUTE_DONE && s->n_todo == scenario_points(k->scenario)) sink_finish(&k->sink, true);
	int code = finish(k, end, &done);
	names_free(&names);
	return code;
}

/* Charts are made from what the run wrote. */
static int draw_charts(struct keep *k)
{
	struct store *s = &k->store;
	struct results r = {.folder = s->dir, .base = s->base};
	r.records = arena_printf(&s->arena, "%s/%s.jsonl", s->dir, s->base);
	struct charts_ask ask = {.terminal = k->o->charts, .quiet = k->o->quiet};
	int n = r.records ? charts_draw(&r, &ask, &s->arena, &k->err) : -1;
	if (!r.records) error_memory(&k->err);
	if (n == 0) say("%s: no chart fits these points", scenario_path(k->scenario));
	return n < 0 ? EXIT_RUN : EXIT_OK;
}

static struct keeping keeping_of(const struct options *o)
{
	struct keeping k = {.dir = o->dir,
			    .resume = o->resume,
			    .force = o->force,
			    .rerun = o->rerun,
			    .shard = o->shard,
			    .shards = o->shards,
			    .told = {o->set, o->n_sets, o->verbose, tries_told(o)},
			    .threads = o->threads,
			    .say = say,
			    .quiet = o->quiet,
			    .stop = signals_flag()};
	for (int f = 0; f < N_FORMATS; f++)
		k.on[f] = o->format_given ? (int)o->format == f : f != FORMAT_SQLITE;
	return k;
}

/* A platform or capture may be called as a file of the results is. */
static bool spares_inputs(struct keep *k)
{
	const char *from = scenario_path(k->scenario);
	char dir[1024], base[512], path[1600];
	store_folder(k->o->dir, from, dir, sizeof(dir));
	scenario_base(from, base, sizeof(base));
	for (int f = 0; f < N_FILES; f++) {
		snprintf(path, sizeof(path), "%s/%s.%s", dir, base, file_extension[f]);
		if (!spares_scenario(path, k->scenario, &k->err)) return false;
	}
	return true;
}

static bool open_all(struct keep *k, const struct keeping *keeping, struct meter *meter)
{
	if (!spares_inputs(k)) return false;
	if (!sink_open(&k->sink, k->o, k->scenario, meter, NULL)) return k->err = k->sink.err, false;
	return store_open(&k->store, keeping, k->scenario) || (k->err = k->store.err, false);
}

int keep_run(const struct options *o, const struct scenario *scenario, struct meter *meter, struct trace *trace)
{
	const struct keeping keeping = keeping_of(o);
	struct keep k = {.o = o, .scenario = scenario, .store = STORE_CLOSED};
	int code = EXIT_RUN;
	if (open_all(&k, &keeping, meter)) {
		code = run(&k, trace);
		int drawn = k.published && o->charts ? draw_charts(&k) : EXIT_OK;
		if (drawn > code) code = drawn;
	} else if (*signals_flag()) {
		say("%s: interrupted before anything was run", scenario_path(scenario));
		code = EXIT_SIGNAL + *signals_flag();
	} else {
		code = exit_of(&k.err);
	}
	if (k.err.set) say_error(&k.err);
	store_close(&k.store);
	sink_close(&k.sink);
	return code;
}
