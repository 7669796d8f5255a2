/* test_library.c - libsimnic's ends: who owns what, and that calls in two threads do not meet. */
#include "library/simnic.h"
#include "unit/suites.h"
#include <pthread.h>
#include <string.h>

static const char text[] = "simnic: 1\n"
			   "platform: tests/cli/platform.yaml\n"
			   "traffic: {direction: rx, model: window, segment: 1448B, window: 512KiB, link: 10Gb/s}\n"
			   "nic: {backend: qemu, ring: {format: split, entries: 256}, scheme: {model: big}}\n"
			   "run: {warmup: 1ms, length: 2ms, repeat: 2, seed: 1}\n"
			   "compare: {nic.ring.entries: [64, 128, 256]}\n";

static int refuse_second(void *user, const char *record)
{
	(void)record;
	return ++*(int *)user == 2;
}

static void take_ends(void)
{
	int taken = 0;
	char why[200] = "?";
	struct simnic_ask ask = {.text = text, .take = refuse_second, .user = &taken};
	CU_ASSERT_EQUAL(simnic_run(&ask, why, sizeof why), SIMNIC_STOPPED);
	CU_ASSERT_EQUAL(taken, 2);
	CU_ASSERT_STRING_EQUAL(why, "");
}

static void stop_ends(void)
{
	volatile int stop = 1;
	char *records = NULL;
	struct simnic_ask ask = {.text = text, .stop = &stop};
	CU_ASSERT_EQUAL(simnic_records(&ask, &records, NULL, 0), SIMNIC_STOPPED);
	CU_ASSERT_PTR_NULL(records);
}

static void bad_asks(void)
{
	char why[200];
	struct simnic_ask none = {.text = NULL}, threads = {.text = text, .threads = -1},
			  wrong = {.text = "simnic: 1\nnick: {}\n"};
	CU_ASSERT_EQUAL(simnic_run(&none, why, sizeof why), SIMNIC_REFUSED);
	CU_ASSERT_EQUAL(simnic_run(&threads, why, sizeof why), SIMNIC_REFUSED);
	CU_ASSERT_EQUAL(simnic_run(&wrong, why, sizeof why), SIMNIC_REFUSED);
	CU_ASSERT(strncmp(why, "scenario:", strlen("scenario:")) == 0);
	CU_ASSERT_EQUAL(simnic_run(&wrong, NULL, 0), SIMNIC_REFUSED);
}

static void *call(void *records)
{
	struct simnic_ask ask = {.text = text, .threads = 2};
	simnic_records(&ask, records, NULL, 0);
	return NULL;
}

static void at_once(void)
{
	pthread_t thread;
	char *here = NULL, *there = NULL;
	CU_ASSERT_FATAL(pthread_create(&thread, NULL, call, &there) == 0);
	call(&here);
	CU_ASSERT_FATAL(pthread_join(thread, NULL) == 0);
	CU_ASSERT_FATAL(here && there);
	CU_ASSERT_STRING_EQUAL(here, there);
	simnic_free(here);
	simnic_free(there);
}

CU_TestInfo test_library[] = {
	{"what take returns ends a run", take_ends},
	{"so does stop", stop_ends},
	{"an ask that is wrong is refused", bad_asks},
	{"calls at once", at_once},
	CU_TEST_INFO_NULL,
};
