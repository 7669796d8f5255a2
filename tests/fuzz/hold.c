/* hold.c - what has to hold whatever the bytes were, and small things all targets share. */
#include "fuzz/fuzz.h"
#include <stdlib.h>
#include <string.h>

void fuzz_hold(bool holds, const char *what)
{
	if (holds) return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

static bool take_turns;
static uint32_t input; /* FNV-1a of its bytes */

void fuzz_begin_turns(const uint8_t *data, size_t size)
{
	take_turns = true;
	input = 2166136261u;
	for (size_t i = 0; i < size; i++)
		input = (input ^ data[i]) * 16777619u;
	input ^= input >> 15;
}

bool fuzz_turn(int which, int of)
{
	return !take_turns || input % (unsigned)of == (unsigned)which;
}

static int accepted;

void fuzz_accept(void)
{
	accepted++;
}

int fuzz_accepted(void)
{
	return accepted;
}

void fuzz_check_error(const struct error *err, bool failed)
{
	char line[900];
	fuzz_hold(err->set == failed, failed ? "what fails says why" : "what says an error has failed");
	if (!failed) return;
	error_format(err, line, sizeof line);
	for (const char *c = line; *c; c++)
		fuzz_hold((unsigned char)*c >= ' ' && *c != 127, "an error is one line");
	fuzz_hold(strlen(err->text) > 0, "an error has words");
}

FILE *fuzz_open(struct fuzz_sink *sink)
{
	*sink = (struct fuzz_sink){0};
	sink->file = open_memstream(&sink->text, &sink->size);
	fuzz_hold(sink->file != NULL, "there is memory for a stream");
	return sink->file;
}

void fuzz_close(struct fuzz_sink *sink)
{
	fclose(sink->file);
	free(sink->text);
}

char *fuzz_text(struct arena *a, const uint8_t *data, size_t size)
{
	char *text = arena_alloc(a, size + 1);
	fuzz_hold(text != NULL, "there is memory for a text");
	return size ? memcpy(text, data, size) : text;
}
