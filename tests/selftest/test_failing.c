/* test_failing.c - fails on purpose, so that the test driver can be seen to notice. */
#include <CUnit/CUnit.h>

static void passes(void)
{
	CU_ASSERT_EQUAL(1 + 1, 2);
}

static void fails(void)
{
	CU_ASSERT_EQUAL(1 + 1, 3);
	CU_ASSERT_EQUAL(2 + 2, 5);
}

static void asserts_nothing(void) {}

CU_TestInfo test_failing[] = {{"passes", passes}, {"fails", fails}, {"asserts_nothing", asserts_nothing}, CU_TEST_INFO_NULL};
