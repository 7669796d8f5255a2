/* sensitivity.c - `simnic sensitivity FILE`. */
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "fit/sensitivity.h"
#include <string.h>

#define MOST_SAMPLES 10000
#define ONE_RUN "run.repeat=1"
#define TRAJECTORIES 10 /* enough to rank (Campolongo et al. 2007: 10 to 50) */
#define STARS 256

struct ask {
	enum format format;
	const char *file, *of, *method;
	struct verb_sets sets;
	double within;
	int threads, samples;
	bool quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option sensitivity_options[] = {
	{"of", 0, "STAT", "the statistic (default: what the scenario shows, else throughput)", VERB_TEXT, AT(of), 0, NULL},
	{"within", 0, "FACTOR", "multiply and divide prices by up to this (default 2)", VERB_FACTOR, AT(within), 0, NULL},
	{"method", 0, "METHOD", "morris (default), or sobol: shares of the variance", VERB_WORD, AT(method), 0, "morris|sobol"},
	{"samples", 0, "N", "trajectories (default 10), or stars of sobol (default 256)", VERB_COUNT, AT(samples), MOST_SAMPLES,
	 NULL},
	{"set", 's', "KEY=VALUE", "change a value of the file; KEY=[A,B,...] sweeps it", VERB_SET, AT(sets), 0, NULL},
	{"seed", 0, "N", "short for --set run.seed=N", VERB_SET, AT(sets), 0, "run.seed"},
	{"repeat", 0, "N", "short for --set run.repeat=N (default 1 here: all see the same packets)", VERB_SET, AT(sets), 0,
	 "run.repeat"},
	{"format", 'f', "FORMAT", "text (default) or json", VERB_FORMAT, AT(format), 0, NULL},
	{"jobs", 'j', "N", "run on N threads (default: all processors); changes no output", VERB_COUNT, AT(threads), MAX_THREADS,
	 NULL},
	{"quiet", 'q', NULL, "no progress on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

struct watch {
	struct meter meter;
	bool announced;
};

/* After the first runs it says what is to come; later how far it is. */
static void show(void *user, const struct fit_progress *p)
{
	struct watch *w = user;
	struct progress now = {.runs_done = p->runs, .runs = p->total, .seconds = p->seconds};
	double all = p->runs ? p->seconds * (double)p->total / (double)p->runs : 0;
	if (!w->announced && !w->meter.quiet && all > LONG_WAIT)
		say("%s: %lld runs, about %.0f s", p->phase, (long long)p->total, all);
	w->announced = true;
	meter_show(&w->meter, &now);
}

/* Replications would be time better spent on trajectories, as a difference is between runs that see the same packets. */
static void one_run(struct verb_sets *sets)
{
	for (int i = 0; i < sets->n; i++)
		if (strncmp(sets->set[i], ONE_RUN, strcspn(ONE_RUN, "=") + 1) == 0) return;
	sets->set[sets->n++] = ONE_RUN;
}

static bool put_text(FILE *f, void *user, struct error *err)
{
	return sensitivity_text(f, user) || error_memory_for(err, "the report");
}

static bool put_json(FILE *f, void *user, struct error *err)
{
	return sensitivity_json(f, user) || error_memory_for(err, "the report");
}

static int look(const struct ask *o, const struct scenario *scenario, struct arena *a)
{
	struct error err = {0};
	struct watch watch = {.announced = false};
	bool sobol = o->method && strcmp(o->method, "sobol") == 0;
	struct sensitivity s = {.arena = a,
				.scenario = scenario,
				.of = o->of,
				.within = o->within,
				.threads = o->threads,
				.samples = o->samples ? o->samples
					   : sobol    ? STARS
						      : TRAJECTORIES,
				.method = sobol ? METHOD_SOBOL : METHOD_MORRIS,
				.stop = signals_flag(),
				.report = show,
				.user = &watch};
	meter_start(&watch.meter, o->quiet);
	bool ok = sensitivity_run(&s, &err);
	meter_clear(&watch.meter);
	if (!ok) {
		say_error(&err);
		return s.finished ? EXIT_RUN : exit_of(&err);
	}
	ok = output_print(o->format == FORMAT_JSON ? put_json : put_text, &s, &err) == PRINTED;
	if (!ok) say_error(&err);
	if (s.interrupted) say("%s: interrupted; %d of %d samples were finished", o->file, s.finished, s.samples);
	if (s.interrupted) return EXIT_SIGNAL + *signals_flag();
	return ok ? EXIT_OK : EXIT_RUN;
}

int sensitivity_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.threads = default_threads(), .within = 2};
	struct error_list more = {.n = 0};
	struct error err = {.more = &more};
	struct scenario *s = NULL;
	o.sets.set = arena_array(a, (size_t)argc + 1, sizeof *o.sets.set);
	if (!o.sets.set) error_memory(&err);
	bool ok = o.sets.set && verb_read(v, argc, argv, a, &o, &o.file, &err);
	if (ok && !o.file) return verb_print_help(v);
	signals_install(true);
	if (ok) one_run(&o.sets);
	if (ok) s = scenario_load(a, o.file, o.sets.set, o.sets.n, &err);
	if (s) say_notices(s);
	if (s && !execute_fits(s, o.threads, &err)) {
		scenario_free(s);
		s = NULL;
	}
	if (!s) {
		say_error(&err);
		return exit_of(&err);
	}
	int code = look(&o, s, a);
	scenario_free(s);
	return code;
}
