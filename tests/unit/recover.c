#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "unit/recover.h"
#include "engine/random.h"
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool write_file(char path[80], const char *folder, const char *name, const char *text)
{
	snprintf(path, 80, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	bool ok = f && fputs(text, f) >= 0;
	return f && fclose(f) == 0 && ok;
}

bool fit_files_make(struct fit_files *f, const char *scenario, const char *platform, const char *rows, const char *fit)
{
	strcpy(f->folder, "/tmp/simnic-fit-XXXXXX");
	return mkdtemp(f->folder) && write_file(f->scenario, f->folder, "s.yaml", scenario) &&
	       write_file(f->platform, f->folder, "p.yaml", platform) && write_file(f->rows, f->folder, "rows.csv", rows) &&
	       write_file(f->fit, f->folder, "fit.yaml", fit);
}

void fit_files_remove(const struct fit_files *f)
{
	unlink(f->scenario);
	unlink(f->platform);
	unlink(f->rows);
	unlink(f->fit);
	rmdir(f->folder);
}

bool fit_files_run(const struct fit_files *files, struct fit *f, struct arena *a)
{
	struct error err = {0};
	char text[900];
	bool ok = fit_load(f, a, files->fit, NULL, &err);
	f->trials.threads = 2;
	ok = ok && fit_run(f, &err);
	error_format(&err, text, sizeof text);
	if (!ok) printf("%s\n", text);
	return ok;
}

/* ---- recovery ---- */

#define N_TRUE 3
static const struct {
	const char *key, *unit;
	double from, to; /* truths are drawn between */
	double kept;     /* of one unit */
} looked_for[N_TRUE] = {
	{"guest_rx_packet", "ns", 500, 5000, 1e3},
	{"guest_rx_byte", "ns/B", 0.5, 4, 1e6},
	{"page_alloc", "ns", 100, 1000, 1e3},
};

static const char scenario[] = "simnic: 1\n"
			       "platform: p.yaml\n"
			       "traffic: {direction: rx, model: window, segment: 1448B, window: 64KiB}\n"
			       "nic:\n"
			       "  backend: vhost\n"
			       "  ring: {entries: 128}\n"
			       "  scheme: {model: big}\n"
			       "run: {packets: 400, repeat: 1, seed: 1}\n";
static const char platform[] = "simnic-platform: 1\n"
			       "name: test\n"
			       "prices: # wrong on purpose\n"
			       "  guest_rx_packet: {value: 1us, source: made up}\n"
			       "  guest_rx_byte: {value: 1ns/B, source: made up}\n"
			       "  guest_copy_byte: {value: 0.2ns/B, source: made up}\n"
			       "  guest_tx_byte: {value: 0.1ns/B, source: made up}\n"
			       "  host_rx_byte: {value: 0.1ns/B, source: made up}\n"
			       "  host_tx_byte: {value: 0.1ns/B, source: made up}\n"
			       "  page_alloc: {value: 300ns, source: made up}\n"
			       "unlisted: {value: 50ns, source: made up}\n";
static const char fit_format[] = "simnic-fit: 1\n"
				 "scenario: s.yaml\n"
				 "platform: p.yaml\n"
				 "rows: rows.csv\n"
				 "leave_one_out: none\n"
				 "starts: %d\n"
				 "free:\n"
				 "  guest_rx_packet: {from: 100ns, to: 20us}\n"
				 "  guest_rx_byte: {from: 0.05ns/B, to: 20ns/B}\n"
				 "  page_alloc: {from: 10ns, to: 5us}\n";

/* One row as measured where the true prices hold. */
static bool measure(const char *path, const double *truth, int seed, const char *const *own, double noise, double *out)
{
	struct arena a = {0};
	struct error err = {0};
	struct outcome o;
	const char *set[8] = {own[0], own[1], own[2], arena_printf(&a, "run.seed=%d", 1000 + seed), "run.packets=4000"};
	for (int i = 0; i < N_TRUE; i++)
		set[5 + i] = arena_printf(&a, "prices.%s=%.6g%s", looked_for[i].key, truth[i], looked_for[i].unit);
	struct setup setup;
	struct scenario *s = scenario_load(&a, path, set, 8, &err);
	bool ok = s && scenario_setup(s, 0, &a, &setup, &err) &&
		  run_replication(&setup, (uint64_t)setup.seed, 0, NULL, NULL, &a, &o);
	for (int i = 0; ok && i < o.n_stats; i++)
		if (strcmp(o.stat[i].name, "throughput") == 0) *out = o.stat[i].value * noise;
	if (!ok) printf("%s: %s\n", path, err.text);
	scenario_free(s);
	arena_free(&a);
	return ok;
}

static bool measure_rows(const struct fit_files *files, const double *truth, int seed, const gsl_rng *rng, FILE *csv)
{
	static const char *const schemes[] = {"big", "mergeable"}, *const segments[] = {"200B", "600B", "1000B", "1448B"},
				 *const rings[] = {"64", "128", "256"};
	fputs("nic.scheme.model,traffic.segment,nic.ring.entries,of,value\n", csv);
	for (int i = 0; i < 24; i++) {
		char text[3][60];
		const char *own[3] = {text[0], text[1], text[2]}, *v[3] = {schemes[i % 2], segments[i / 2 % 4], rings[i / 8]};
		double value = 0;
		snprintf(text[0], sizeof text[0], "nic.scheme.model=%s", v[0]);
		snprintf(text[1], sizeof text[1], "traffic.segment=%s", v[1]);
		snprintf(text[2], sizeof text[2], "nic.ring.entries=%s", v[2]);
		if (!measure(files->scenario, truth, seed, own, exp(gsl_ran_gaussian(rng, 0.02)), &value)) return false;
		fprintf(csv, "%s,%s,%s,throughput,%.6gGb/s\n", v[0], v[1], v[2], value);
	}
	return true;
}

static bool within(const struct fit *f, const double *truth, int seed)
{
	bool ok = true;
	for (int i = 0; i < N_TRUE; i++) {
		double off = (f->free[i].value - truth[i] * looked_for[i].kept) / f->free[i].se;
		if (fabs(off) <= 3) continue;
		printf("case %d: %s is %.6g, the truth %.6g, %.2f standard errors away\n", seed, looked_for[i].key,
		       f->free[i].value / looked_for[i].kept, truth[i], off);
		ok = false;
	}
	return ok;
}

bool recover(int seed, int starts)
{
	char fit[sizeof fit_format + 20];
	struct fit_files files;
	struct fit f = {.n_points = 0};
	struct arena a = {0};
	double truth[N_TRUE];
	gsl_rng *rng = gsl_rng_alloc(rng_xoshiro256pp);
	snprintf(fit, sizeof fit, fit_format, starts);
	if (!rng || !fit_files_make(&files, scenario, platform, "", fit)) return false;
	gsl_rng_set(rng, (unsigned long)seed);
	for (int i = 0; i < N_TRUE; i++)
		truth[i] = looked_for[i].from * pow(looked_for[i].to / looked_for[i].from, gsl_rng_uniform(rng));
	FILE *csv = fopen(files.rows, "w");
	bool ok = csv && measure_rows(&files, truth, seed, rng, csv);
	if (csv) ok = fclose(csv) == 0 && ok;
	ok = ok && fit_files_run(&files, &f, &a) && within(&f, truth, seed);
	fit_close(&f);
	arena_free(&a);
	fit_files_remove(&files);
	gsl_rng_free(rng);
	return ok;
}
