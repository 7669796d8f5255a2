/* test_measure.c - what is made of measurements: quartiles, drift, and the platform file. */
#include "base/text_stream.h"
#include "measure/measure.h"
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

static void quartiles_of_a_few(void)
{
	double one[] = {7}, five[] = {5, 1, 4, 2, 3}, four[] = {4, 3, 2, 1};
	struct measured m = {.n = 0};
	measure_conclude(&m, one, 1);
	CU_ASSERT(m.n == 1 && m.low == 7 && m.mid == 7 && m.high == 7);
	CU_ASSERT_FALSE(m.drifted);
	measure_conclude(&m, five, 5);
	CU_ASSERT(m.low == 2 && m.mid == 3 && m.high == 4);
	measure_conclude(&m, four, 4);
	CU_ASSERT_DOUBLE_EQUAL(m.low, 1.75, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.mid, 2.5, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.high, 3.25, 1e-12);
}

static void no_numbers(void)
{
	double none[] = {0};
	struct measured m = {.n = 5};
	measure_conclude(&m, none, 0);
	CU_ASSERT_EQUAL(m.n, 0);
	CU_ASSERT_STRING_EQUAL(m.why, "it gave no numbers");
}

static void drift(void)
{
	double step[] = {1, 1.1, 0.9, 1, 9, 9.1, 8.9, 9}, noise[] = {1, 3, 2, 4, 1, 4, 2, 3};
	struct measured m = {.n = 0};
	measure_conclude(&m, step, 8);
	CU_ASSERT(m.drifted);
	measure_conclude(&m, noise, 8);
	CU_ASSERT_FALSE(m.drifted);
}

static const struct bench *bench_named(const char *name)
{
	const struct bench *b = benches;
	while (b->name && strcmp(b->name, name) != 0)
		b++;
	return b;
}

static char *written(const char *doubt)
{
	struct measuring m = {.n = 3};
	m.result[0] = (struct measured){.bench = bench_named("line_wait"), .n = 9, .low = 50, .mid = 51.25, .high = 60};
	m.result[1] = (struct measured){
		.bench = bench_named("exit_user"), .n = 9, .low = 900, .mid = 1000, .high = 1100, .drifted = true};
	m.result[2] = (struct measured){.bench = bench_named("tap_read"), .why = "for no reason"};
	const struct measured_platform p = {&m, "mine", "/a \"b\"/base.yaml", "2026-01-02", "some CPU, Linux 1", doubt};
	char *text = NULL;
	size_t size;
	FILE *f = text_stream(&text, &size);
	CU_ASSERT_FATAL(f && measure_write(f, &p) && fclose(f) == 0);
	return text;
}

static void the_file(void)
{
	char *text = written("");
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nname: \"mine\"\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nbase: \"/a \\\"b\\\"/base.yaml\"\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  line_wait: {value: 51.25ns, between: [50.00ns, 60.00ns], source: \"measured "
					    "2026-01-02 on some CPU, Linux 1: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "quartiles 50.00 to 60.00ns of 9 samples\"}"));
	/* As much again for what was not measured, and up to twice that. */
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "    kick_user: {value: 2000ns, between: [1800ns, 4400ns], "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "it drifted while it was measured"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "#   not measured: a frame of 64 B read from a tap device (for no reason)\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "host_rx_packet:"));
	CU_ASSERT_PTR_NULL(strstr(text, "Not to be trusted"));
	free(text);
}

static void doubts(void)
{
	char *text = written("other work");
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "#   Not to be trusted: other work.\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "60.00ns of 9 samples; other work\"}"));
	free(text);
}

CU_TestInfo test_measure[] = {{"quartiles", quartiles_of_a_few}, {"no numbers", no_numbers}, {"drift", drift},
			      {"the platform file", the_file},   {"doubts", doubts},         CU_TEST_INFO_NULL};
