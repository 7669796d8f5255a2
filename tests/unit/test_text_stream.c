/* test_text_stream.c - texts of any length, also none, come whole and ended; what fails is shown by tests/faults. */
#include "base/text_stream.h"
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

static void nothing(void)
{
	char *text;
	size_t size = 7;
	FILE *f = text_stream(&text, &size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(fclose(f), 0);
	CU_ASSERT_EQUAL(size, 0);
	CU_ASSERT_STRING_EQUAL(text, "");
	free(text);
}

/* Lengths about those at which memory has to grow. */
static void any_length(void)
{
	static const size_t lengths[] = {1, 4094, 4095, 4096, 4097, 8191, 8192, 8193, 100000, 1 << 20};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char *text;
		size_t size;
		FILE *f = text_stream(&text, &size);
		CU_ASSERT_PTR_NOT_NULL_FATAL(f);
		for (size_t n = 0; n < lengths[i]; n++)
			fputc('a' + (int)(n % 26), f);
		CU_ASSERT_EQUAL(fclose(f), 0);
		CU_ASSERT_EQUAL(size, lengths[i]);
		CU_ASSERT_EQUAL(strlen(text), lengths[i]);
		CU_ASSERT_EQUAL(text[lengths[i] - 1], (char)('a' + (int)((lengths[i] - 1) % 26)));
		free(text);
	}
}

static void pieces(void)
{
	char *text;
	size_t size;
	FILE *f = text_stream(&text, &size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	for (int i = 0; i < 3; i++) {
		fprintf(f, "%d%*s", i, 5000, "");
		fflush(f);
	}
	CU_ASSERT_EQUAL(fclose(f), 0);
	CU_ASSERT_EQUAL(size, 3 * 5001);
	CU_ASSERT_EQUAL(text[5001], '1');
	CU_ASSERT_EQUAL(text[10002], '2');
	free(text);
}

CU_TestInfo test_text_stream[] = {
	{"a text of nothing", nothing},
	{"texts of any length", any_length},
	{"texts in large pieces", pieces},
	CU_TEST_INFO_NULL,
};
