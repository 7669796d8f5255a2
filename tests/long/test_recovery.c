/* test_recovery.c - calibration finds prices that are known: 20 cases at random. */
#include "unit/recover.h"
#include <CUnit/CUnit.h>

#define CASES 20
/* All three prices of a case are within 3 standard errors with p = 0.98. */
#define ENOUGH 19

static void recovery(void)
{
	int good = 0;
	for (int seed = 1; seed <= CASES; seed++)
		good += recover(seed, 2);
	printf("%d of %d cases recovered\n", good, CASES);
	CU_ASSERT(good >= ENOUGH);
}

/* M/M/1: the mean time in the system is s / (1 - rate s). A parameter of a model, by its path. */
static void service_time_from_latency(void)
{
	static const char mm1[] = "simnic: 1\n"
				  "platform: p.yaml\n"
				  "traffic: {direction: rx, model: poisson, rate: 500kpps, size: 64B}\n"
				  "nic:\n"
				  "  backend: {model: ideal, service: 0.3us, service_distribution: exponential}\n"
				  "  host_queue: 10000\n"
				  "  ring: {entries: 256}\n"
				  "  scheme: {model: mergeable}\n"
				  "  notify: {guest: {refill: each}}\n"
				  "run: {warmup: 1ms, length: 40ms, repeat: 2, seed: 1, jitter: 0%}\n";
	struct fit_files files;
	struct arena a = {0};
	struct fit f;
	CU_ASSERT_FATAL(fit_files_make(&files, mm1,
				       "simnic-platform: 1\nname: test\nprices: {app_wakeup: {value: 0ns, source: made up}}\n"
				       "unlisted: {value: 0ns, source: made up}\n",
				       "traffic.rate,of,value\n200kpps,latency_mean,1.25us\n500kpps,latency_mean,2us\n",
				       "simnic-fit: 1\nscenario: s.yaml\nplatform: p.yaml\nrows: rows.csv\nstarts: 2\n"
				       "free:\n  nic.backend.service: {from: 0.2us, to: 1.9us}\n"));
	CU_ASSERT_FATAL(fit_files_run(&files, &f, &a));
	CU_ASSERT_DOUBLE_EQUAL(f.free[0].value / 1e6, 1, 0.03);
	fit_close(&f);
	arena_free(&a);
	fit_files_remove(&files);
}

CU_TestInfo test_recovery[] = {
	{"prices are recovered", recovery}, {"a service time from latencies", service_time_from_latency}, CU_TEST_INFO_NULL};
