/*
 * main.c - runs the CUnit suites of one kind: all of them, or those named as arguments (or in $SUITE).
 *
 * Prints "file:line: suite/test: condition" for each failed assertion as it happens and ends with "unit: 12 passed, 0 failed",
 * which tests/run adds up, and "12 skipped" where tests called "long: ..." were left for LONG or for who names their suite; exits 1 when a test failed or none ran, with $STOP at the first one.  CUnit's own runners report success although tests failed, so
 * the failures are counted here.  A test that asserts nothing can not fail; it counts as failed.
 */
#include "unit/suites.h"
#include <CUnit/TestRun.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned passed, failed, skipped;
static unsigned asserts_before;
static clock_t began; /* processor time */

static void test_starts(const CU_pTest test, const CU_pSuite suite)
{
	(void)test;
	(void)suite;
	asserts_before = CU_get_number_of_asserts();
	began = clock();
}

static void test_done(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord first)
{
	bool ok = true;
	for (CU_pFailureRecord f = first; f; f = f->pNext) {
		/* CUnit hands over the suite's failures from this test on, but be sure that they are this test's. */
		if (f->pTest != test) continue;
		ok = false;
		printf("%s:%u: %s/%s: %s\n", f->strFileName ? f->strFileName : "?", f->uiLineNumber, suite->pName, test->pName,
		       f->strCondition ? f->strCondition : "failed");
	}
	if (ok && CU_get_number_of_asserts() == asserts_before) {
		ok = false;
		printf("%s/%s: asserts nothing\n", suite->pName, test->pName);
	}
	double took = (double)(clock() - began) / CLOCKS_PER_SEC;
	if (took >= 1 && getenv("TIMES")) printf("%s/%s: %.1f s of processor time\n", suite->pName, test->pName, took);
	if (ok)
		passed++;
	else
		failed++;
	if (failed && getenv("STOP")) {
		printf("%s: %u passed, %u failed, the rest was not run\n", suites_name, passed, failed);
		exit(EXIT_FAILURE);
	}
}

static void suite_init_failed(const CU_pSuite suite)
{
	printf("%s: its set-up failed\n", suite->pName);
	failed++;
}

static bool wanted(const char *name, int n, char **names)
{
	if (n == 0) return true;
	for (int i = 0; i < n; i++)
		if (!strcmp(name, names[i]) || (!strncmp(name, "test_", 5) && !strcmp(name + 5, names[i]))) return true;
	return false;
}

/* Takes a suite's long tests out of its table. */
static void leave_quick_ones(CU_TestInfo *tests)
{
	int kept = 0;
	for (const CU_TestInfo *t = tests; t->pName; t++)
		if (strncmp(t->pName, "long: ", 6) != 0)
			tests[kept++] = *t;
		else
			skipped++;
	tests[kept] = (CU_TestInfo)CU_TEST_INFO_NULL;
}

static bool register_suites(int n, char **names)
{
	int found = 0;
	for (const struct suite *s = suites; s->name; s++) {
		if (!wanted(s->name, n, names)) continue;
		if (!n && !getenv("LONG")) leave_quick_ones(s->tests);
		CU_SuiteInfo info[] = {{s->name, NULL, NULL, NULL, NULL, s->tests}, CU_SUITE_INFO_NULL};
		if (CU_register_suites(info) != CUE_SUCCESS) {
			printf("%s: cannot register: %s\n", s->name, CU_get_error_msg());
			return false;
		}
		found++;
	}
	if (found == 0 || found < n) {
		printf("%s: no such suite; there are:", suites_name);
		for (const struct suite *s = suites; s->name; s++)
			printf(" %s", s->name);
		printf("\n");
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	char *only = getenv("SUITE");
	bool ok = CU_initialize_registry() == CUE_SUCCESS;
	if (argc > 1 || !only || !*only)
		ok = ok && register_suites(argc - 1, argv + 1);
	else
		ok = ok && register_suites(1, &only);
	if (ok) {
		CU_set_test_start_handler(test_starts);
		CU_set_test_complete_handler(test_done);
		CU_set_suite_init_failure_handler(suite_init_failed);
		ok = CU_run_all_tests() == CUE_SUCCESS;
		if (CU_get_number_of_failures() && !failed) failed = CU_get_number_of_failures();
	}
	if (!ok && !failed) failed = 1;
	CU_cleanup_registry();
	printf("%s: %u passed, %u failed", suites_name, passed, failed);
	if (skipped) printf(", %u skipped", skipped);
	printf("\n");
	return failed || !passed || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
