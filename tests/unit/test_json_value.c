/* test_json_value.c - what is read as a record: nested so deep and no deeper, no key twice. */
#include "report/json_value.h"
#include <CUnit/CUnit.h>
#include <string.h>

static bool is_read(const char *text)
{
	struct error err = {0};
	json_t *v = json_value_read(text, strlen(text), &err);
	CU_ASSERT(!err.set);
	json_decref(v);
	return v != NULL;
}

/* So many brackets in each other, each kind in turn. */
static bool nested(int depth)
{
	char text[8 * JSON_VALUE_DEPTH + 40] = "";
	for (int i = 0; i < depth; i++)
		strcat(text, i % 2 ? "[" : "{\"a\":");
	strcat(text, "1");
	for (int i = depth - 1; i >= 0; i--)
		strcat(text, i % 2 ? "]" : "}");
	return is_read(text);
}

static void depth(void)
{
	CU_ASSERT(nested(1));
	CU_ASSERT(nested(JSON_VALUE_DEPTH - 1));
	CU_ASSERT(nested(JSON_VALUE_DEPTH));
	CU_ASSERT(!nested(JSON_VALUE_DEPTH + 1));
	CU_ASSERT(!nested(JSON_VALUE_DEPTH + 2));
}

/* Brackets side by side, and those in strings, behind quotes that are escaped, too, are no depth. */
static void what_is_no_depth(void)
{
	char text[4 * JSON_VALUE_DEPTH + 40] = "[1";
	for (int i = 0; i < JSON_VALUE_DEPTH; i++)
		strcat(text, ",[]");
	CU_ASSERT(is_read(strcat(text, "]")));
	char quoted[2 * JSON_VALUE_DEPTH + 40] = "[\"\\\"";
	for (int i = 0; i <= JSON_VALUE_DEPTH; i++)
		strcat(quoted, "[");
	CU_ASSERT(is_read(strcat(quoted, "\\\\\"]")));
}

static void keys(void)
{
	CU_ASSERT(is_read("{\"a\":1,\"b\":1}"));
	CU_ASSERT(!is_read("{\"a\":1,\"a\":1}"));
	CU_ASSERT(is_read("{\"a\":{\"a\":1}}"));
}

CU_TestInfo test_json_value[] = {{"depth", depth}, {"what is no depth", what_is_no_depth}, {"keys", keys}, CU_TEST_INFO_NULL};
