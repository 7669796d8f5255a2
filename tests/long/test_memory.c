/* test_memory.c - the peak memory of a run does not depend on its length: 1e6 and 1e8 packets within 1 MiB. */
#define _DEFAULT_SOURCE /* wait4 */
#include "run/outcome.h"
#include "scenario/scenario.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static bool run(const char *packets)
{
	struct arena a = {0}, names = {0};
	struct error err = {0};
	struct setup setup = {0};
	static struct outcome out;
	struct scenario *s = scenario_load(&a, "scenarios/mm-ring.yaml", &packets, 1, &err);
	return s && scenario_setup(s, 0, &a, &setup, &err) && run_replication(&setup, 1, 0, NULL, NULL, &names, &out);
}

/* Peak memory in KiB of a process of its own that runs it; both start from the same memory, this one's. */
static long peak_of(const char *packets)
{
	int status;
	struct rusage used;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) _exit(run(packets) ? 0 : 1);
	CU_ASSERT_FATAL(child > 0);
	CU_ASSERT_EQUAL_FATAL(wait4(child, &status, 0, &used), child);
	CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return used.ru_maxrss;
}

static void independent_of_length(void)
{
	long shorter = peak_of("run.packets=1000000"), longer = peak_of("run.packets=100000000");
	printf("peak memory of 1e6 packets %ld KiB, of 1e8 packets %ld KiB\n", shorter, longer);
	CU_ASSERT(shorter > 0);
	CU_ASSERT(labs(longer - shorter) <= 1024);
}

CU_TestInfo test_memory[] = {
	{"peak memory does not depend on the length of a run", independent_of_length},
	CU_TEST_INFO_NULL,
};
