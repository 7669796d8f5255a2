/* measure.c - `simnic measure`: its options, what it says of a machine that is loaded, and where the platform file goes. */
#include "base/text_stream.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/shipped.h"
#include "cli/verbs.h"
#include "measure/measure.h"
#include "results/spare.h"
#include "scenario/platform.h"
#include "scenario/yaml.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BASE "scenarios/platforms/kvm-modern.yaml"
#define ROUNDS 100
#define MOST_ROUNDS 10000
#define MOST_CPUS 4096
#define LOOK 1.0 /* seconds: how long others are watched beforehand */

struct ask {
	const char *output, *base, *name;
	int cpu, other, rounds; /* CPUs from 1 as options count; 0 = not said */
	bool tap, anyway, quiet, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option measure_options[] = {
	{"output", 'o', "FILE", "where the platform file goes (default: here)", VERB_TEXT, AT(output), 0, NULL},
	{"base", 0, "PLATFORM.yaml", "where prices come from that can't be measured (default: kvm-modern)", VERB_TEXT, AT(base),
	 0, NULL},
	{"name", 0, "NAME", "what the platform is called (default: measured-DATE)", VERB_TEXT, AT(name), 0, NULL},
	{"near", 0, "N", "the CPU that measures, counted from 1 among those there are (default: 1)", VERB_COUNT, AT(cpu),
	 MOST_CPUS, NULL},
	{"far", 0, "N", "the CPU that answers (default: 2)", VERB_COUNT, AT(other), MOST_CPUS, NULL},
	{"rounds", 0, "N", "samples of each (default: 100)", VERB_COUNT, AT(rounds), MOST_ROUNDS, NULL},
	{"tap", 0, NULL, "make a tap device for a moment, and measure it (root)", VERB_FLAG, AT(tap), 0, NULL},
	{"anyway", 0, NULL, "measure a machine that does other work too; each source says so", VERB_FLAG, AT(anyway), 0, NULL},
	{"quiet", 'q', NULL, "no notes on stderr", VERB_FLAG, AT(quiet), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

struct job {
	const struct ask *o;
	struct arena *arena;
	struct meter meter;
	struct measuring m;
	struct measured_platform platform;
	char doubt[400];
	double began; /* ns */
};

static void show(void *user, int done, int rounds)
{
	struct job *j = user;
	meter_line(&j->meter, (bench_now() - j->began) / 1e9, "%d of %d rounds", done, rounds);
}

/* Of a machine that does something else nothing is believed; or it is said. */
static bool look_around(struct job *j, struct error *err)
{
	struct machine_load load = machine_look(LOOK);
	char clock[200];
	machine_clock(j->m.at.cpu, clock, sizeof clock);
	if (*clock && !j->o->quiet) say("note: CPU %d: %s", j->m.at.cpu, clock);
	if (!load.known || load.busy <= LOAD_MOST) return true;
	snprintf(j->doubt, sizeof j->doubt, "other work took %.0f %% of the machine%s", 100 * load.busy,
		 load.stolen > LOAD_MOST ? ", much of it by its hypervisor" : "");
	if (j->o->anyway) return true;
	return error_system(err, "%s%s%s%s: nothing that is measured now would be this machine's; --anyway measures, and says so",
			    j->doubt, *load.by ? " (" : "", load.by, *load.by ? " of a CPU)" : "");
}

static bool choose_cpus(struct job *j, struct error *err)
{
	int near = j->o->cpu ? j->o->cpu : 1, far = j->o->other ? j->o->other : near == 2 ? 1 : 2;
	j->m.at.cpu = bench_cpu(near - 1);
	j->m.at.other = bench_cpu(far - 1);
	if (j->m.at.cpu < 0) return error_plain(err, "measure: --near %d: there are not so many CPUs for this process", near);
	if (j->m.at.other < 0 && j->o->other)
		return error_plain(err, "measure: --far %d: there are not so many CPUs for this process", far);
	if (near == far) return error_plain(err, "measure: --near and --far are the same CPU; expected two");
	return true;
}

/* It has to be one, and is named so that it is found from anywhere. */
static bool choose_base(struct job *j, struct error *err)
{
	const char *path = j->o->base ? j->o->base : shipped_file(j->arena, BASE), *absolute;
	if (!path) return error_system(err, BASE " is neither here nor beside the program; expected --base PLATFORM.yaml");
	if (!platform_load(j->arena, path, ".", (struct place){0}, err)) return false;
	if (!file_absolute(j->arena, path, &absolute)) return error_memory(err);
	j->platform.base = absolute ? absolute : path;
	return !j->o->output || spares(j->o->output, path, err);
}

static bool put_platform(FILE *f, void *user, struct error *err)
{
	return measure_write(f, &((struct job *)user)->platform) || error_memory_for(err, "the platform");
}

static bool to_file(struct job *j, struct error *err)
{
	struct output to;
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	bool good = f && put_platform(f, j, err);
	if (f && fclose(f) != 0) good = false;
	if (!good && !err->set) error_memory_for(err, "the platform");
	if (good) {
		good = output_create_file(&to, j->o->output, err) && output_write(&to, text, size, err) &&
		       output_commit(&to, err);
		output_close(&to);
	}
	free(text);
	return good;
}

/* What the reader of the file is told, too, the user of the program hears at once. */
static void tell(const struct job *j)
{
	int n = 0;
	for (int i = 0; i < j->m.n; i++) {
		const struct measured *m = &j->m.result[i];
		n += m->n > 0;
		if (!m->n) say("not measured: %s (%s)", m->bench->what, m->why);
		if (m->n && m->drifted) say("warning: it drifted while it was measured: %s", m->bench->what);
	}
	if (*j->doubt) say("warning: %s", j->doubt);
	if (j->o->output) say("wrote %s: %d of %d things were measured", j->o->output, n, j->m.n);
}

static bool prepare(struct job *j, struct error *err)
{
	static char date[16];
	time_t now = time(NULL);
	struct tm *day = gmtime(&now);
	if (!day || !strftime(date, sizeof date, "%Y-%m-%d", day)) return error_system(err, "there is no date");
	j->m.rounds = j->o->rounds ? j->o->rounds : ROUNDS;
	j->m.at.tap = j->o->tap;
	j->m.stop = signals_flag();
	j->m.report = show;
	j->m.user = j;
	j->platform.m = &j->m;
	j->platform.date = date;
	j->platform.doubt = j->doubt;
	j->platform.name = j->o->name ? j->o->name : arena_printf(j->arena, "measured-%s", date);
	j->platform.machine = machine_name(j->arena);
	if (!j->platform.name || !j->platform.machine) return error_memory(err);
	if (j->o->output && !output_spares_results(j->o->output, err)) return false;
	return choose_cpus(j, err) && choose_base(j, err);
}

int measure_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.output = NULL};
	struct error err = {0};
	struct job *j = arena_alloc(a, sizeof(*j));
	if (!j) error_memory(&err);
	bool good = j && verb_read_none(v, argc, argv, a, &o, &err);
	if (good && o.help) return verb_print_help(v);
	signals_install(true);
	if (good) {
		j->o = &o;
		j->arena = a;
		meter_start(&j->meter, o.quiet);
		good = prepare(j, &err) && look_around(j, &err);
	}
	if (good) {
		j->began = bench_now();
		bool whole = measure_run(&j->m);
		meter_clear(&j->meter);
		if (!whole) return EXIT_SIGNAL + *signals_flag();
		good = o.output ? to_file(j, &err) : output_print(put_platform, j, &err) == PRINTED;
	}
	if (good && !o.quiet) tell(j);
	if (good) return EXIT_OK;
	say_error(&err);
	return exit_of(&err);
}
