/* probe_text.h - the file that simnic-probe writes, as sections of lines, and the counters of its two samples. */
#ifndef IMPORT_PROBE_TEXT_H
#define IMPORT_PROBE_TEXT_H
#include "import/guest.h"
#include "import/input.h"

struct line {
	const char *text;
	int number; /* from 1 */
};
struct section {
	const char *name;
	struct line *line;
	int n, number; /* number: the line of its head */
};
struct probe_text {
	const char *file;
	struct section *section;
	int n;
};
/* Cut into sections; refuses what has another format or no end. */
bool probe_text_read(struct probe_text *t, struct arena *a, const struct input *in, struct error *err);
const struct section *probe_section(const struct probe_text *t, const char *name); /* NULL = none */
/* The first line of s that begins with word and a blank or a colon; what stands behind it, without blanks before it. NULL = none. */
const char *probe_value(const struct section *s, const char *word, struct line *where);

/* A counter of both samples: what it grew by.  False: it is not there, or it went back (err). */
struct growth {
	double by;
	int line; /* in sample B */
};
bool probe_growth(const struct probe_text *t, const char *section, const char *word, struct growth *g, struct error *err);
#endif
