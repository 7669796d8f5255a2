/* fuzz_import.c - descriptions of guests: whatever is taken from one is a scenario that loads. */
#include "fuzz/fuzz.h"
#include "import/import.h"
#include "scenario/scenario.h"

static void look_at_scenario(const struct imported *i)
{
	struct arena a = {0};
	struct error err = {0};
	struct fuzz_sink sink;
	fuzz_hold(import_write(fuzz_open(&sink), i), "a scenario can be written");
	fflush(sink.file);
	struct scenario *s = scenario_load(&a, fuzz_file("imported.yaml", sink.text, sink.size), NULL, 0, &err);
	if (!s) fputs(err.text, stderr);
	fuzz_hold(s, "what was imported is a scenario");
	fuzz_accept();
	scenario_free(s);
	arena_free(&a);
	fuzz_close(&sink);
}

/* Nothing is asked for besides: cards that need --as or --nic are errors. */
static void read_it(const char *name, const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct error err = {0};
	struct imported i;
	const struct wish wish = {.nic = NULL};
	bool good = import_file(&i, &a, fuzz_file(name, data, size), &wish, &err);
	fuzz_check_error(&err, !good);
	if (good) look_at_scenario(&i);
	arena_free(&a);
}

void fuzz_command(const uint8_t *data, size_t size);
void fuzz_command(const uint8_t *data, size_t size)
{
	read_it("guest.sh", data, size);
}

void fuzz_domain(const uint8_t *data, size_t size);
void fuzz_domain(const uint8_t *data, size_t size)
{
	read_it("guest.xml", data, size);
}

void fuzz_monitor(const uint8_t *data, size_t size);
void fuzz_monitor(const uint8_t *data, size_t size)
{
	read_it("guest.json", data, size);
}
