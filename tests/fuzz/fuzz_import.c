/* fuzz_import.c - descriptions of guests: what is taken from one is a scenario. */
#include "fuzz/fuzz.h"
#include "base/visible.h"
#include "import/import.h"
#include "scenario/scenario.h"
#include <string.h>

static void look_at_scenario(const struct imported *i)
{
	struct arena a = {0};
	struct error err = {0};
	struct fuzz_sink sink;
	fuzz_hold(import_write(fuzz_open(&sink), i), "a scenario can be written");
	fflush(sink.file);
	visible_make(sink.text, sink.size); /* as it is printed */
	struct scenario *s = scenario_load(&a, fuzz_file("imported.yaml", sink.text, sink.size), NULL, 0, &err);
	fuzz_check_error(&err, !s); /* a ring that holds no buffer is told by who runs it */
	if (s) fuzz_accept();
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

/* The last line's number of lines is put right, so that changes are read. */
void fuzz_probe(const uint8_t *data, size_t size);
void fuzz_probe(const uint8_t *data, size_t size)
{
	char end[40];
	int lines = 0;
	struct arena a = {0};
	char *text = arena_alloc(&a, size + sizeof end);
	if (!text) return;
	for (size_t i = 0; i < size; i++) {
		text[i] = (char)data[i];
		lines += data[i] == '\n';
	}
	snprintf(end, sizeof end, "@@ end %d\n", lines);
	memcpy(text + size, end, strlen(end));
	read_it("guest.probe", (const uint8_t *)text, size + strlen(end));
	arena_free(&a);
}
