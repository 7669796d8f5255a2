/* run.c - running scenario files. */
#include "cli/run.h"
#include "base/free_memory.h"
#include "cli/cli.h"
#include "cli/keep.h"
#include "cli/sink.h"
#include "cli/trace_file.h"
#include "results/spare.h"
#include "results/store.h"
#include "results/folder.h"
#include <stdlib.h>
#include <string.h>

struct loaded {
	struct arena arena;
	struct scenario *scenario;
};

/* Two files of the same name would overwrite each other's results. */
static bool names_differ(const struct options *o, struct error *err)
{
	char a[512], b[512], dir[1024];
	for (int i = 0; options_keep(o) && i < o->n_files; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(scenario_base(o->file[i], a, sizeof(a)), scenario_base(o->file[k], b, sizeof(b))) == 0)
				return error_plain(err, "%s and %s would both be written to %s/%s.*", o->file[k], o->file[i],
						   store_folder(o->dir, o->file[i], dir, sizeof(dir)), a);
	return true;
}

/* EXIT_OK, or why not. */
static int load(const struct options *o, int i, struct loaded *l)
{
	struct error_list more = {.n = 0};
	struct error err = {.more = &more};
	l->scenario = scenario_load(&l->arena, o->file[i], o->set, o->n_sets, &err);
	/*
	 * Of a few points loading has checked each.  A look at a large sweep is a quick one; before a run each of its points is checked, but
	 * where that comes next for their ids.
	 */
	bool few = l->scenario && scenario_points(l->scenario) <= SCENARIO_CHECK_ALL;
	bool quick = few || o->action != ACTION_RUN || (options_keep(o) && o->n_files == 1);
	if (l->scenario) say_notices(l->scenario);
	bool good = l->scenario && (quick || execute_check(l->scenario, signals_flag(), &err));
	char told[TOLD_SIZE];
	for (int k = 0; good && !o->quiet && scenario_told(l->scenario, k, told); k++)
		say("%s", told);
	if (good && (o->action != ACTION_RUN || execute_fits(l->scenario, o->threads, &err))) return EXIT_OK;
	say_error(&err);
	return exit_of(&err);
}

static void show(void *user, const struct progress *p)
{
	struct sink *s = user;
	meter_show(s->meter, p);
}

static void say_interrupted(const struct sink *s, const struct progress *done)
{
	say("%s: interrupted; %lld of %lld points and %lld of %lld runs were finished; --resume keeps them in results/",
	    scenario_path(s->scenario), (long long)done->points_done, (long long)done->points, (long long)done->runs_done,
	    (long long)done->runs);
}

/* The points --rerun names, into a; *n is 0 when there are none. */
static bool find_points(const struct options *o, const struct scenario *s, struct arena *a, int64_t **list, int64_t *n,
			struct error *err)
{
	struct identity who;
	*n = 0;
	*list = arena_array(a, (size_t)scenario_points(s), sizeof(**list));
	if (!*list) return error_memory(err);
	if (!identity_make(s, a, signals_flag(), &who, err)) return false;
	for (int64_t i = 0; i < scenario_points(s); i++)
		if (strcmp(who.id[i], o->rerun) == 0) (*list)[(*n)++] = i;
	return *n || error_plain(err, "--rerun %s: no point has this id", o->rerun);
}

static int run_sink(const struct options *o, struct sink *s, struct trace *trace, const int64_t *list, int64_t n_list)
{
	struct error err = {0};
	struct names names = {0};
	struct progress done = {0};
	struct execution e = {
		.scenario = s->scenario,
		.list = list,
		.n_list = n_list,
		.threads = o->threads,
		.stop = signals_flag(),
		.trace = trace,
		.limit = o->limit,
		.band = options_band(o, scenario_points(s->scenario)),
		.names = &names,
		.deliver = sink_take,
		.report = show,
		.user = s,
	};
	enum execute_end end = execute(&e, &done, &err);
	if (end == EXECUTE_REFUSED && *signals_flag() && !s->err.set)
		end = EXECUTE_INTERRUPTED; /* while trying what would help */
	bool tried = end != EXECUTE_DONE || sink_try(s);
	bool written = sink_finish(s, end == EXECUTE_DONE);
	int code = EXIT_OK;
	if (err.set) say_error(&err);
	if (s->err.set) say_error(&s->err);
	if (end != EXECUTE_DONE || !written || s->failed || s->unsteady) code = EXIT_RUN;
	if (!tried) code = s->err.set ? EXIT_RUN : EXIT_SIGNAL + *signals_flag();
	if (!tried && !s->err.set) say("%s: interrupted while trying what would help", scenario_path(s->scenario));
	if (end == EXECUTE_INTERRUPTED) code = EXIT_SIGNAL + *signals_flag();
	if (end == EXECUTE_INTERRUPTED) say_interrupted(s, &done);
	sink_close(s); /* before the names its points borrow */
	names_free(&names);
	return code;
}

static int print_one(const struct options *o, const struct scenario *scenario, struct meter *meter, bool follows,
		     struct csv *shared, struct trace *trace)
{
	struct arena a = {0};
	struct error err = {0};
	struct sink sink;
	int64_t *list = NULL, n = 0;
	int code = EXIT_RUN;
	if (o->rerun && !find_points(o, scenario, &a, &list, &n, &err)) {
		if (err.set) say_error(&err);
		arena_free(&a);
		return *signals_flag() ? EXIT_SIGNAL + *signals_flag() : exit_of(&err);
	}
	if (sink_open(&sink, o, scenario, meter, shared)) {
		sink.follows = follows;
		code = run_sink(o, &sink, trace, list, n);
	} else {
		say_error(&sink.err);
		sink_close(&sink);
	}
	arena_free(&a);
	return code;
}

static int run_one(const struct options *o, const struct scenario *scenario, bool follows, struct csv *shared)
{
	struct error err = {0};
	struct meter meter;
	struct trace_file to = {.file = {.fd = -1}};
	bool kept;
	meter_start(&meter, o->quiet);
	if (o->trace && !spares_scenario(o->trace, scenario, &err)) {
		say_error(&err);
		return exit_of(&err);
	}
	int code = EXIT_RUN;
	bool open = !o->trace || trace_file_open(&to, o->trace, &err);
	if (!open) code = exit_of(&err);
	sim_time end = o->trace_for && o->trace_from < TIME_NEVER - o->trace_for ? o->trace_from + o->trace_for : TIME_NEVER;
	if (open && to.trace) trace_window(to.trace, o->trace_from, end);
	if (open)
		code = options_keep(o) ? keep_run(o, scenario, &meter, to.trace)
				       : print_one(o, scenario, &meter, follows, shared, to.trace);
	if (!trace_file_close(&to, code == EXIT_OK, &kept, &err) && code == EXIT_OK) code = EXIT_RUN;
	if (err.set) say_error(&err);
	if (kept && code > EXIT_SIGNAL) say("%s has what was recorded until then", o->trace);
	return code;
}

/* The lines of all files, after an interruption of those that were run. */
struct shared {
	const struct options *o;
	struct csv *rows;
};

static bool put_shared(FILE *f, void *user, struct error *err)
{
	const struct shared *s = user;
	return sink_put_rows(s->o, f, s->rows, err);
}

static int write_shared(const struct options *o, struct csv *csv, int code)
{
	struct error err = {0};
	if (output_print_data(put_shared, &(struct shared){o, csv}, &err) == PRINTED) return code;
	say_error(&err);
	return code > EXIT_RUN ? code : EXIT_RUN;
}

int run_files(const struct options *o)
{
	struct error err = {0};
	struct loaded *all = calloc((size_t)o->n_files, sizeof(*all));
	int code = EXIT_OK, n = 0;
	if (!all) error_memory(&err);
	if (!all || !names_differ(o, &err) || !sink_can(o, &err)) {
		say_error(&err);
		free(all);
		return exit_of(&err);
	}
	signals_install(!options_keep(o));
	for (; n < o->n_files; n++) {
		int one = load(o, n, &all[n]);
		if (one > code) code = one;
	}
	bool wants_shared = (o->format == FORMAT_CSV || o->format == FORMAT_SQLITE) && !options_keep(o), loaded = code == EXIT_OK;
	struct csv *shared = loaded && wants_shared ? csv_create() : NULL;
	if (shared && o->csv_units) csv_units_row(shared);
	if (loaded && wants_shared && !shared) {
		error_memory(&err);
		say_error(&err);
		code = EXIT_RUN;
		loaded = false;
	}
	for (int i = 0; loaded && i < o->n_files; i++) {
		if (*signals_flag()) {
			say("%s: interrupted before anything was run", scenario_path(all[i].scenario));
			code = EXIT_SIGNAL + *signals_flag();
			break;
		}
		int one = run_one(o, all[i].scenario, i > 0, shared);
		if (one > code) code = one;
	}
	if (shared) code = write_shared(o, shared, code);
	csv_free(shared);
	for (int i = 0; i < n; i++) {
		scenario_free(all[i].scenario);
		arena_free(&all[i].arena);
	}
	free(all);
	return code;
}

struct look {
	enum action action;
	const struct scenario *scenario;
	int threads;
};

static void put_point(FILE *f, const struct scenario *s, const char *what, int64_t point)
{
	struct axis_value value[SCENARIO_MAX_AXES];
	scenario_point(s, point, value);
	fprintf(f, "  %s:", what);
	for (int i = 0; i < scenario_axes(s); i++)
		fprintf(f, " %s=%s", value[i].key, value[i].text);
	fputc('\n', f);
}

/* "40 s", "1 h 05 min" */
static void put_duration(FILE *f, double seconds)
{
	long minutes = (long)(seconds / 60 + 0.5);
	if (seconds < 0.95)
		fputs("under a second", f);
	else if (seconds < 100)
		fprintf(f, "about %.0f s", seconds);
	else if (minutes < 100)
		fprintf(f, "about %ld min", minutes);
	else
		fprintf(f, "about %ld h %02ld min", minutes / 60, minutes % 60);
}

/* "  memory: about 12 MB, 3.4 GB at most, on 2 threads" */
static bool put_memory(FILE *f, const struct look *l, struct error *err)
{
	struct memory_need n;
	char least[24], most[24];
	if (!execute_memory(l->scenario, l->threads, &n, err)) return false;
	bytes_about((double)n.certain * n.at_once + (double)n.shared, least, sizeof least);
	bytes_about((double)n.most * n.at_once + (double)n.shared, most, sizeof most);
	fprintf(f, "  memory: about %s", least);
	if (strcmp(least, most) != 0) fprintf(f, ", %s at most,", most);
	fprintf(f, " on %d thread%s\n", n.at_once, n.at_once == 1 ? "" : "s");
	return true;
}

static bool put_plan(FILE *f, const struct look *l, struct error *err)
{
	const struct scenario *s = l->scenario;
	struct arena a = {0};
	struct setup setup = {0};
	int64_t points = scenario_points(s);
	double seconds = 0;
	bool ok = scenario_setup(s, 0, &a, &setup, err) && execute_probe(s, signals_flag(), &seconds, err);
	if (ok) {
		fprintf(f, "%s: %lld point%s, %lld replication%s each", scenario_path(s), (long long)points,
			points == 1 ? "" : "s", (long long)setup.repeat, setup.repeat == 1 ? "" : "s");
		if (setup.until_ci) fprintf(f, ", more where needed, %lld at most", (long long)setup.until_max);
		fputs("\n  time: ", f);
		put_duration(f, seconds / l->threads);
		fprintf(f, " on %d thread%s\n", l->threads, l->threads == 1 ? "" : "s");
		ok = put_memory(f, l, err);
		if (scenario_axes(s)) {
			put_point(f, s, "first", 0);
			put_point(f, s, "last", points - 1);
		}
	}
	arena_free(&a);
	return ok;
}

static bool put_look(FILE *f, void *user, struct error *err)
{
	const struct look *l = user;
	int64_t points = scenario_points(l->scenario);
	if (l->action == ACTION_PRINT_CONFIG) return scenario_print_config(l->scenario, -1, f, err);
	if (l->action == ACTION_DRY_RUN) return put_plan(f, l, err);
	fprintf(f, "%s: ok, %lld point%s\n", scenario_path(l->scenario), (long long)points, points == 1 ? "" : "s");
	return put_memory(f, l, err);
}

int look_at_files(const struct options *o)
{
	int code = EXIT_OK;
	signals_install(true);
	for (int i = 0; i < o->n_files && code <= EXIT_USAGE; i++) {
		struct loaded l = {.scenario = NULL};
		struct error err = {0};
		enum printed end = PRINTED;
		int one = load(o, i, &l);
		if (one) {
			if (one > code) code = one;
		} else if (*signals_flag()) {
			code = EXIT_SIGNAL + *signals_flag();
		} else {
			end = output_print(put_look, &(struct look){o->action, l.scenario, o->threads}, &err);
			if (end == PRINT_REFUSED || end == PRINT_BROKEN) say_error(&err);
			if (end != PRINTED && code == EXIT_OK) code = EXIT_RUN;
		}
		scenario_free(l.scenario);
		arena_free(&l.arena);
	}
	return code;
}
