/* test_error.c - who is to blame for an error, and that the first one counts. */
#include "base/error.h"
#include <CUnit/CUnit.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

static void memory(void)
{
	struct error err = {0};
	CU_ASSERT_FALSE(error_memory(&err));
	CU_ASSERT_TRUE(err.set && err.system);
	CU_ASSERT_STRING_EQUAL(err.text, "out of memory");
	struct error other = {0};
	CU_ASSERT_FALSE(error_memory_for(&other, "%d threads", 3));
	CU_ASSERT_TRUE(other.set && other.system);
	CU_ASSERT_STRING_EQUAL(other.text, "out of memory for 3 threads");
}

/* What another name or other permissions would help against is the user's, the rest the system's. */
static void files(void)
{
	static const struct {
		int number;
		bool system;
	} list[] = {
		{ENOENT, false}, {ENOTDIR, false},      {EACCES, false}, {EPERM, false}, {EISDIR, false},
		{ELOOP, false},  {ENAMETOOLONG, false}, {ENOMEM, true},  {EIO, true},    {EMFILE, true},
		{ENFILE, true},  {ENOSPC, true},        {EINTR, true},   {ESTALE, true}, {0, true},
	};
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		struct error err = {0};
		CU_ASSERT_FALSE(error_file(&err, (struct place){"f", 1, 2}, list[i].number, "%d", list[i].number));
		CU_ASSERT_TRUE(err.set);
		CU_ASSERT_EQUAL(err.system, list[i].system);
		CU_ASSERT_EQUAL(err.at.col, 2);
	}
}

static void first_counts(void)
{
	struct error user = {0}, system = {0};
	error_plain(&user, "a bad word");
	error_memory(&user);
	error_memory_for(&user, "anything");
	error_system(&user, "a lock");
	error_file(&user, (struct place){0}, EIO, "a disk");
	CU_ASSERT_FALSE(user.system);
	CU_ASSERT_STRING_EQUAL(user.text, "a bad word");
	error_system(&system, "a lock");
	error_plain(&system, "a bad word");
	CU_ASSERT_TRUE(system.system);
	CU_ASSERT_STRING_EQUAL(system.text, "a lock");
}

/* An error told in other words has the blame of the one it was; of one without words the system's. */
static void because(void)
{
	struct error user = {0}, system = {0}, none = {0}, a = {0}, b = {0}, c = {0};
	error_plain(&user, "a bad word");
	error_memory(&system);
	error_because(&a, &user, (struct place){"f", 1, 1}, "row: %s", user.text);
	error_because(&b, &system, (struct place){"f", 1, 1}, "row: %s", system.text);
	error_because(&c, &none, (struct place){0}, "row");
	CU_ASSERT_TRUE(a.set && !a.system);
	CU_ASSERT_TRUE(b.set && b.system);
	CU_ASSERT_TRUE(c.set && c.system);
	CU_ASSERT_STRING_EQUAL(b.text, "row: out of memory");
	error_because(&a, &system, (struct place){0}, "later");
	CU_ASSERT_FALSE(a.system);
}

CU_TestInfo test_error[] = {
	{"no memory is the system's fault", memory},
	{"of files, by errno", files},
	{"the first error counts, with its blame", first_counts},
	{"the blame of an error told in other words", because},
	CU_TEST_INFO_NULL,
};
