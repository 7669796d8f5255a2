/* calibrate.c - `simnic calibrate FIT.yaml`. */
#include "base/text_stream.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "fit/fit.h"
#include "results/spare.h"
#include <math.h>
#include <stdlib.h>

struct calibrate {
	enum format format;
	const char *file, *output;
	int threads;
	bool quiet, help;
};
#define AT(field) offsetof(struct calibrate, field)
const struct verb_option calibrate_options[] = {
	{"output", 'o', "FILE", "write the platform with the fitted prices to FILE", VERB_TEXT, AT(output), 0, NULL},
	{"format", 'f', "FORMAT", "text (default) or json", VERB_FORMAT, AT(format), 0, NULL},
	{"jobs", 'j', "N", "run on N threads (default: all processors); changes no output", VERB_COUNT, AT(threads), MAX_THREADS,
	 NULL},
	{"quiet", 'q', NULL, "no progress on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

static void show(void *user, const struct fit_progress *p)
{
	char best[48] = "";
	if (!isnan(p->best)) snprintf(best, sizeof best, ", best mean error %.2g %%", 100 * p->best);
	meter_line(user, p->seconds, "%s: %lld runs%s", p->phase, (long long)p->runs, best);
}

/* Before the first run: what is to come. */
static void announce(const struct calibrate *o, const struct fit *f)
{
	double all = fit_seconds(f);
	if (!o->quiet && all > LONG_WAIT)
		say("%s: about %.0f s of processor time, %.0f s on %d thread%s", f->path, all, all / o->threads, o->threads,
		    o->threads == 1 ? "" : "s");
}

static bool put_report(FILE *f, void *user, struct error *err)
{
	const struct fit *fit = user;
	(void)err;
	return fit_report_text(f, fit) || error_memory_for(err, "the report");
}

static bool put_json(FILE *f, void *user, struct error *err)
{
	return fit_report_json(f, user) || error_memory_for(err, "the report");
}

static bool write_platform(const struct fit *f, struct output *to, struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *m = text_stream(&text, &size);
	if (!m) return error_memory(err);
	bool ok = fit_platform(m, f, err);
	if (fclose(m) != 0) ok = error_memory(err);
	ok = ok && output_write(to, text, size, err) && output_commit(to, err);
	free(text);
	return ok;
}

static int run(const struct calibrate *o, struct fit *f, struct output *to, struct meter *meter)
{
	struct error err = {0};
	announce(o, f);
	bool ok = fit_run(f, &err);
	meter_clear(meter);
	if (ok) ok = output_print(o->format == FORMAT_JSON ? put_json : put_report, f, &err) == PRINTED;
	bool write = o->output && f->done;
	if (ok && write) ok = write_platform(f, to, &err);
	if (err.set) say_error(&err);
	if (f->interrupted)
		say("%s: interrupted%s", f->path,
		    !o->output    ? ""
		    : ok && write ? "; the platform has the best found so far"
				  : "; no platform was written");
	if (f->interrupted) return EXIT_SIGNAL + *signals_flag();
	return ok ? EXIT_OK : EXIT_RUN;
}

static bool spares_inputs(const char *path, const struct fit *f, struct error *err)
{
	if (!spares(path, f->path, err) || !spares(path, f->platform, err)) return false;
	for (int i = 0; i < f->n_row_files; i++)
		if (!spares(path, f->row_file[i], err)) return false;
	for (int i = 0; i < f->n_points; i++)
		if (!spares_scenario(path, f->loaded[i], err)) return false;
	return true;
}

static bool open_output(const struct calibrate *o, const struct fit *f, struct output *to, struct error *err)
{
	if (!o->output) return true;
	return spares_inputs(o->output, f, err) && output_create_file(to, o->output, err);
}

static int calibrate(const struct calibrate *o, struct arena *a)
{
	struct error_list more = {.n = 0};
	struct error err = {.more = &more};
	struct fit *f = arena_alloc(a, sizeof *f);
	struct output to = {.fd = -1};
	struct meter meter;
	int code = EXIT_RUN;
	meter_start(&meter, o->quiet);
	if (!f) error_memory(&err);
	if (f && fit_load(f, a, o->file, signals_flag(), &err)) {
		f->trials.threads = o->threads;
		f->trials.report = show;
		f->trials.user = &meter;
		code = open_output(o, f, &to, &err) ? run(o, f, &to, &meter) : exit_of(&err);
		output_close(&to);
	} else {
		code = exit_of(&err);
	}
	if (err.set) say_error(&err);
	if (f) fit_close(f);
	return code;
}

int calibrate_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct calibrate o = {.threads = default_threads()};
	struct error err = {0};
	if (!verb_read(v, argc, argv, a, &o, &o.file, &err)) {
		say_error(&err);
		return exit_of(&err);
	}
	signals_install(!o.output);
	return o.file ? calibrate(&o, a) : verb_print_help(v);
}
