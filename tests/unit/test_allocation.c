/*
 * test_allocation.c - a run takes all its memory before it starts: runs of different length call the allocator equally often,
 * whoever calls it, libraries included.
 */
#include "run/outcome.h"
#include "scenario/scenario.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

static int64_t calls;

static void count_call(void)
{
	__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
}
/* Atomic also because to the compiler an allocation has no side effects. */
static int64_t calls_so_far(void)
{
	return __atomic_load_n(&calls, __ATOMIC_RELAXED);
}

#ifdef SANITIZED

/* The sanitizers' allocator tells of every block it gives. */
int __sanitizer_install_malloc_and_free_hooks(void (*given)(const volatile void *, size_t), void (*taken)(const volatile void *));

static void on_given(const volatile void *block, size_t size)
{
	(void)block;
	(void)size;
	count_call();
}

static void on_taken(const volatile void *block)
{
	(void)block;
}

static bool count_calls(void)
{
	static bool installed;
	if (!installed) installed = __sanitizer_install_malloc_and_free_hooks(on_given, on_taken) > 0;
	return installed;
}

#else

/* These take the place of the C library's for the whole program; the real ones have second names there. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *block, size_t size);
void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *block, size_t size);

void *malloc(size_t size)
{
	count_call();
	return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	count_call();
	return __libc_calloc(n, size);
}

void *realloc(void *block, size_t size)
{
	count_call();
	return __libc_realloc(block, size);
}

static bool count_calls(void)
{
	return true;
}

#endif

/* How often one replication of the scenario calls the allocator; *delivered: packets it delivered. */
static int64_t calls_of(const char *file, const char *const *sets, int n, double *delivered)
{
	struct arena a = {0}, names = {0};
	struct error err = {0};
	struct setup setup = {0};
	static struct outcome out;
	struct scenario *s = scenario_load(&a, file, sets, n, &err);
	bool ok = s && scenario_setup(s, 0, &a, &setup, &err);
	if (!ok) printf("%s\n", err.text);
	CU_ASSERT_FATAL(ok);
	CU_ASSERT_FATAL(count_calls());
	int64_t before = calls_so_far();
	ok = run_replication(&setup, 1, 0, NULL, NULL, &names, &out);
	int64_t made = calls_so_far() - before;
	if (!ok) printf("%s\n", out.failure);
	CU_ASSERT(ok);
	*delivered = -1;
	for (int i = 0; i < out.n_stats; i++)
		if (strcmp(out.stat[i].name, "delivered") == 0) *delivered = out.stat[i].value;
	arena_free(&names);
	scenario_free(s);
	arena_free(&a);
	return made;
}

static void expect_equal_calls(const char *file, const char *const *shorter, const char *const *longer, int n)
{
	double few, many;
	int64_t of_few = calls_of(file, shorter, n, &few), of_many = calls_of(file, longer, n, &many);
	CU_ASSERT(few > 1000);
	CU_ASSERT(many > 9 * few);
	CU_ASSERT(of_few > 0);
	CU_ASSERT_EQUAL(of_few, of_many);
}

/* The counter counts: the C library's own calls too. */
static void counts(void)
{
	CU_ASSERT_FATAL(count_calls());
	int64_t before = calls_so_far();
	char *volatile text = strdup("counted");
	int64_t after = calls_so_far();
	CU_ASSERT_PTR_NOT_NULL(text);
	free(text);
	CU_ASSERT_EQUAL(after, before + 1);
}

static void open_loop(void)
{
	static const char *const shorter[] = {"run.packets=30000"}, *const longer[] = {"run.packets=300000"};
	expect_equal_calls("scenarios/mm-ring.yaml", shorter, longer, 1);
}

static void requests(void)
{
	static const char *const shorter[] = {"traffic.outstanding=8", "run.length=10ms"};
	static const char *const longer[] = {"traffic.outstanding=8", "run.length=100ms"};
	expect_equal_calls("scenarios/theory/closed.yaml", shorter, longer, 2);
}

static void acknowledged(void)
{
	static const char *const shorter[] = {"traffic.model=window", "nic.host_queue=1000", "run.length=10ms"};
	static const char *const longer[] = {"traffic.model=window", "nic.host_queue=1000", "run.length=100ms"};
	expect_equal_calls("scenarios/mm-ring.yaml", shorter, longer, 3);
}

CU_TestInfo test_allocation[] = {
	{"the allocator's calls are counted", counts},
	{"an open loop allocates nothing while running", open_loop},
	{"requests and responses allocate nothing while running", requests},
	{"acknowledged segments allocate nothing while running", acknowledged},
	CU_TEST_INFO_NULL,
};
