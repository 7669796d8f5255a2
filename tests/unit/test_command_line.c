/* test_command_line.c - options to what is to be done, by their units and ends; an error to the exit status. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"
#include "cli/options.h"
#include "unit/same.h"
#include <unistd.h>

struct asked {
	struct arena arena;
	struct options o;
	struct error err;
	bool good;
};

/* One option with its argument (NULL = none), before a file. */
static void ask(struct asked *a, const char *option, const char *argument)
{
	char name[] = "simnic", file[] = "x.yaml", first[40], second[40];
	char *argv[5] = {name};
	int n = 1;
	snprintf(first, sizeof first, "%s", option);
	argv[n++] = first;
	snprintf(second, sizeof second, "%s", argument ? argument : "");
	if (argument) argv[n++] = second;
	argv[n++] = file;
	*a = (struct asked){.good = false};
	optind = 0; /* getopt begins anew */
	a->good = options_read(n, argv, &a->arena, &a->o, &a->err);
}

static bool refused(const char *option, const char *argument)
{
	struct asked a;
	ask(&a, option, argument);
	bool ok = !a.good && a.err.set && !a.err.system;
	if (!ok) printf("%s %s is taken\n", option, argument);
	arena_free(&a.arena);
	return ok;
}

static void limits(void)
{
	static const struct {
		const char *text;
		double seconds;
	} row[] = {{"60s", 60}, {"1.5ms", 1.5e-3}, {"1ps", 1e-12}, {"250us", 250e-6}};
	for (int i = 0; i < 4; i++) {
		struct asked a;
		ask(&a, "--limit", row[i].text);
		CU_ASSERT(a.good && equals("limit", a.o.limit, row[i].seconds));
		arena_free(&a.arena);
	}
	CU_ASSERT(refused("--limit", "0s") && refused("--limit", "60") && refused("--limit", "-1s"));
}

/* Tables have no room for what other prices come to: it is not worked out. */
static void bands(void)
{
	static const struct {
		const char *format;
		enum band_wish is;
	} row[] = {{"text", BAND_TRIED}, {"json", BAND_TRIED}, {"csv", BAND_NONE}, {"sqlite", BAND_NONE}};
	for (int i = 0; i < 4; i++) {
		struct asked a;
		ask(&a, "--format", row[i].format);
		CU_ASSERT(a.good && options_band(&a.o, 2) == row[i].is);
		arena_free(&a.arena);
	}
}

static void shards(void)
{
	static const struct {
		const char *text;
		int shard, of;
	} row[] = {{"1/1", 1, 1}, {"1/4", 1, 4}, {"4/4", 4, 4}, {"100000/100000", 100000, 100000}};
	for (int i = 0; i < 4; i++) {
		struct asked a;
		ask(&a, "--shard", row[i].text);
		CU_ASSERT(a.good && same("shard", a.o.shard, row[i].shard) && same("of", a.o.shards, row[i].of));
		arena_free(&a.arena);
	}
	CU_ASSERT(refused("--shard", "0/4") && refused("--shard", "5/4") && refused("--shard", "1/100001"));
	CU_ASSERT(refused("--shard", "1/") && refused("--shard", "1") && refused("--shard", "1/4x") &&
		  refused("--shard", "-1/4"));
}

static void threads(void)
{
	struct asked a;
	ask(&a, "-j", "1024");
	CU_ASSERT(a.good && same("threads", a.o.threads, 1024));
	arena_free(&a.arena);
	CU_ASSERT(refused("-j", "0") && refused("-j", "1025") && refused("-j", "2x") && refused("-j", "two"));
}

/* Short for keys of the scenario, in the order in which they were given; of --format one word of four. */
static void words(void)
{
	struct asked a;
	ask(&a, "--seed", "7");
	CU_ASSERT(a.good && a.o.n_sets == 1 && reads("seed", a.o.set[0], "run.seed=7"));
	arena_free(&a.arena);
	ask(&a, "--repeat", "3");
	CU_ASSERT(a.good && reads("repeat", a.o.set[0], "run.repeat=3"));
	arena_free(&a.arena);
	ask(&a, "--format", "csv");
	CU_ASSERT(a.good && a.o.format_given && reads("format", format_names[a.o.format], "csv"));
	arena_free(&a.arena);
	ask(&a, "-o", "dir");
	CU_ASSERT(a.good && reads("folder", a.o.dir, "dir") && !a.o.trace);
	arena_free(&a.arena);
	ask(&a, "--trace", "file");
	CU_ASSERT(a.good && reads("trace", a.o.trace, "file") && !a.o.dir);
	arena_free(&a.arena);
	CU_ASSERT(refused("--format", "cvs") && refused("--set", "x") && refused("--rerun", "0123") && refused("--limits", "1s"));
}

/* 2 where the user can help it, 1 where only the machine can; also for what failed without a word. */
static void status(void)
{
	struct error user = {.set = true}, system = {.set = true, .system = true}, none = {.set = false};
	CU_ASSERT_EQUAL(exit_of(&user), 2);
	CU_ASSERT_EQUAL(exit_of(&system), 1);
	CU_ASSERT_EQUAL(exit_of(&none), 1);
}

CU_TestInfo test_command_line[] = {
	{"limits are times", limits},
	{"shards are parts", shards},
	{"tables have no bands", bands},
	{"threads", threads},
	{"words", words},
	{"exit status", status},
	CU_TEST_INFO_NULL,
};
