/*
 * test_switches.c - a switch moves its price along: what is asked for instead of another price is charged while the switch is there, and
 * the other one while it is not, on every platform that is shipped; who gives the general one alone, gives it for both.
 */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#define ROUND_TRIPS "nic.backend.model=qemu nic.scheme.model=small nic.alloc.model=slab run.packets=200 "

/* Busy time for kicks, a packet, at one price or the other. */
static double cost(const char *settings)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, ROUND_TRIPS "%s", settings));
	double kicks = try_value(&t, "kicks_per_packet"), each = try_value(&t, "cost_kick_per_packet");
	try_end(&t);
	return kicks > 0 ? each / kicks : -1;
}

static bool is(const char *settings, double expected)
{
	double got = cost(settings);
	if (got > expected - 1e-9 && got < expected + 1e-9) return true;
	printf("%s: %.9g, expected %.9g\n", settings, got, expected);
	return false;
}

static void charged_while_it_is_there(void)
{
	CU_ASSERT(is("nic.backend.ioeventfd=false prices.kick=1us prices.kick_user=7us", 7));
	CU_ASSERT(is("nic.backend.ioeventfd=true prices.kick=1us prices.kick_user=7us", 1));
	/* One alone is for both; the other one alone only where it is asked for. */
	CU_ASSERT(is("nic.backend.ioeventfd=false prices.kick=3us", 3));
	CU_ASSERT(is("nic.backend.ioeventfd=true prices.kick=3us", 3));
	CU_ASSERT(is("nic.backend.ioeventfd=false prices.kick_user=7us", 7));
	CU_ASSERT(is("nic.backend.ioeventfd=true prices.kick_user=7us", 0));
}

/* An exit to user space is dearer than one that ends in the kernel, and fewer round trips are made with it. */
static void on_platform(const char *path)
{
	double kick[2], rate[2];
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RR, ROUND_TRIPS "platform=%s nic.backend.ioeventfd=%s", path, i ? "true" : "false"));
		kick[i] = try_value(&t, "cost_kick_per_packet");
		rate[i] = try_value(&t, "round_trips");
		try_end(&t);
	}
	if (!(kick[0] > kick[1] && rate[0] < rate[1]))
		printf("%s: kicks %g and %g us, round trips %g and %g\n", path, kick[0], kick[1], rate[0], rate[1]);
	CU_ASSERT(kick[0] > kick[1]);
	CU_ASSERT(rate[0] < rate[1]);
}

static void on_shipped_platforms(void)
{
	glob_t g;
	int found = 0;
	CU_ASSERT_FATAL(glob("scenarios/platforms/kvm-*.yaml", 0, NULL, &g) == 0);
	for (size_t i = 0; i < g.gl_pathc; i++, found++) {
		char path[200];
		snprintf(path, sizeof path, "../../%s", g.gl_pathv[i]);
		on_platform(path);
	}
	CU_ASSERT(found >= 3);
	globfree(&g);
}

/* What a scenario says of the general one is nearer than what the platform says of the special one. */
static void a_scenario_comes_first(void)
{
	CU_ASSERT(is("platform=../../scenarios/platforms/kvm-2008.yaml nic.backend.ioeventfd=false prices.kick=0us", 0));
	CU_ASSERT(is("platform=../../scenarios/platforms/kvm-2008.yaml nic.backend.ioeventfd=false", 5));
}

/* A point is named by what it costs, not by the word for it. */
static void points_keep_their_names(void)
{
	struct tried a, b;
	char id[2][17];
	struct error err = {0};
	CU_ASSERT_FATAL(try_load(&a, TRY_RR, ROUND_TRIPS "nic.backend.ioeventfd=false prices.kick=3us") || try_say(&a));
	CU_ASSERT_FATAL(try_load(&b, TRY_RR, ROUND_TRIPS "nic.backend.ioeventfd=false prices.kick_user=3us") || try_say(&b));
	CU_ASSERT(scenario_id(a.scenario, 0, id[0], &err) && scenario_id(b.scenario, 0, id[1], &err));
	CU_ASSERT_STRING_EQUAL(id[0], id[1]);
	try_end(&a);
	try_end(&b);
}

CU_TestInfo test_switches[] = {
	{"charged_while_it_is_there", charged_while_it_is_there},
	{"on_shipped_platforms", on_shipped_platforms},
	{"a_scenario_comes_first", a_scenario_comes_first},
	{"points_keep_their_names", points_keep_their_names},
	CU_TEST_INFO_NULL,
};
