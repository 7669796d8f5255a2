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

/* Errors at lines 1, 2, ... of one input join, and come out in order of line; too many are counted. */
static void together(void)
{
	struct error_list more = {.n = 0};
	struct error err = {.more = &more}, one;
	static const int lines[] = {7, 3, 9, 3, 5};
	bool all = true;
	int beyond;
	for (int i = 0; i < 5; i++) {
		error_begin(&one, &err);
		CU_ASSERT_FALSE(error_at(&one, (struct place){"f", lines[i], 1}, "line %d", lines[i]));
		CU_ASSERT_TRUE(error_take(&err, &one, &all)); /* line 3 twice: the same error, told once */
	}
	CU_ASSERT_FALSE(all);
	CU_ASSERT_STRING_EQUAL(err.text, "line 7");
	static const int sorted[] = {3, 5, 7, 9};
	for (int i = 0; i < 4; i++) {
		const struct error *e = error_told(&err, i, &beyond);
		CU_ASSERT_PTR_NOT_NULL_FATAL(e);
		CU_ASSERT_EQUAL(e->at.line, sorted[i]);
	}
	CU_ASSERT_PTR_NULL(error_told(&err, 4, &beyond));
	CU_ASSERT_EQUAL(beyond, 0);
	for (int i = 100; i > 60; i--) {
		error_begin(&one, &err);
		error_at(&one, (struct place){"f", i, 1}, "line %d", i);
		error_take(&err, &one, &all);
	}
	const struct error *last = error_told(&err, ERRORS_TOLD - 1, &beyond);
	CU_ASSERT_PTR_NOT_NULL_FATAL(last);
	CU_ASSERT_EQUAL(last->at.line, 61 + ERRORS_TOLD - 5);
	CU_ASSERT_PTR_NULL(error_told(&err, ERRORS_TOLD, &beyond));
	CU_ASSERT_EQUAL(beyond, 44 - ERRORS_TOLD);
	CU_ASSERT_TRUE(error_is_beyond(&err, (struct place){"f", 99, 1}));
	CU_ASSERT_FALSE(error_is_beyond(&err, (struct place){"f", 4, 1}));
}

/* Without a list, and after what the system is to blame for, nothing more is looked for. */
static void alone(void)
{
	struct error_list more = {.n = 0};
	struct error err = {0}, one;
	bool all = true;
	error_begin(&one, &err);
	error_plain(&one, "a bad word");
	CU_ASSERT_FALSE(error_take(&err, &one, &all));
	CU_ASSERT_STRING_EQUAL(err.text, "a bad word");
	err = (struct error){.more = &more};
	error_begin(&one, &err);
	error_memory(&one);
	CU_ASSERT_FALSE(error_take(&err, &one, &all));
	CU_ASSERT_TRUE(err.system);
	CU_ASSERT_EQUAL(more.n, 0);
}

CU_TestInfo test_error[] = {
	{"errors of one input together", together},
	{"one alone", alone},
	{"no memory is the system's fault", memory},
	{"of files, by errno", files},
	{"the first error counts, with its blame", first_counts},
	{"the blame of an error told in other words", because},
	CU_TEST_INFO_NULL,
};
