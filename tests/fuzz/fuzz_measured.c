/* fuzz_measured.c - measurements by other programs, of which rows of a fit are made. */
#include "fit/measured.h"
#include "fuzz/fuzz.h"
#include <string.h>

/* What is taken is a rate of its statistic; its place is in the file. */
static void look_at(const struct cell *value, const char *unit)
{
	double rate;
	char why[300];
	fuzz_hold(value->text && value->at.line > 0 && value->at.col > 0, "a value has a place");
	fuzz_hold(quantity_read(value->text, unit, &rate, why, sizeof why) || strlen(value->text) > 15, "a value is a rate");
}

static void look_at_both(const struct measured *m)
{
	const char *unit = strcmp(m->of, "throughput") == 0 ? "Gb/s" : "pps";
	look_at(&m->in, unit);
	look_at(&m->out, unit);
	fuzz_accept();
}

void fuzz_iperf3(const uint8_t *data, size_t size);
void fuzz_iperf3(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct error err = {0};
	struct measured m;
	bool good = iperf_read(&a, fuzz_file("input.json", data, size), (struct place){0}, &m, &err);
	fuzz_check_error(&err, !good);
	if (good) look_at_both(&m);
	arena_free(&a);
}

void fuzz_testpmd(const uint8_t *data, size_t size);
void fuzz_testpmd(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct error err = {0};
	struct measured m;
	bool good = testpmd_read(&a, fuzz_file("input.txt", data, size), -1, (struct place){0}, &m, &err);
	fuzz_check_error(&err, !good);
	if (good) look_at_both(&m);
	arena_free(&a);
}
