/* probe_text.c - lines of "@@ NAME" begin sections; the last one, "@@ end N", follows N lines. */
#include "import/probe_text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MOST = 20000, SECTIONS_MOST = 64 };

/* Lines in place, without their ends. */
static int cut_lines(char *text, struct line *line)
{
	int n = 0;
	for (char *next; text && *text && n < LINES_MOST; text = next) {
		next = strchr(text, '\n');
		if (next) *next++ = '\0';
		size_t len = strlen(text);
		if (len && text[len - 1] == '\r') text[len - 1] = '\0';
		line[n] = (struct line){text, n + 1};
		n++;
	}
	return n;
}

static bool check_ends(const struct probe_text *t, const struct line *line, int n, struct error *err)
{
	char end[40];
	struct place first = {t->file, 1, 1}, last = {t->file, n ? n : 1, 1};
	if (!n || strncmp(line[0].text, "@@ simnic-probe ", 16) != 0)
		return error_at(err, first, "no probe: expected '@@ simnic-probe 1' here");
	if (strcmp(line[0].text + 16, "1") != 0)
		return error_at(err, first, "a probe of format %.20s, expected 1", line[0].text + 16);
	snprintf(end, sizeof end, "@@ end %d", n - 1);
	if (strcmp(line[n - 1].text, end) != 0)
		return error_at(err, last, "the probe is cut or was changed: expected '%s' as its last line", end);
	return true;
}

bool probe_text_read(struct probe_text *t, struct arena *a, const struct input *in, struct error *err)
{
	char *text = arena_strndup(a, in->text, in->len);
	struct line *line = arena_array(a, LINES_MOST, sizeof *line);
	*t = (struct probe_text){.file = in->file, .section = arena_array(a, SECTIONS_MOST, sizeof *t->section)};
	if (!text || !line || !t->section) return error_memory(err);
	if (memchr(in->text, '\0', in->len)) return error_at(err, input_place(in, strlen(in->text)), "a NUL byte; expected text");
	int n = cut_lines(text, line);
	if (!check_ends(t, line, n, err)) return false;
	for (int i = 1; i < n - 1; i++) {
		if (strncmp(line[i].text, "@@ ", 3) == 0) {
			if (t->n == SECTIONS_MOST)
				return error_at(err, (struct place){t->file, i + 1, 1}, "more than %d sections", SECTIONS_MOST);
			if (probe_section(t, line[i].text + 3))
				return error_at(err, (struct place){t->file, i + 1, 1}, "section '%.40s' is there twice",
						line[i].text + 3);
			t->section[t->n++] = (struct section){.name = line[i].text + 3, .line = &line[i + 1], .number = i + 1};
		} else if (t->n)
			t->section[t->n - 1].n++;
	}
	return true;
}

const struct section *probe_section(const struct probe_text *t, const char *name)
{
	for (int i = 0; i < t->n; i++)
		if (strcmp(t->section[i].name, name) == 0) return &t->section[i];
	return NULL;
}

const char *probe_value(const struct section *s, const char *word, struct line *where)
{
	size_t len = strlen(word);
	for (int i = 0; s && i < s->n; i++) {
		const char *text = s->line[i].text + strspn(s->line[i].text, " \t");
		if (strncmp(text, word, len) != 0 || !text[len] || !strchr(": \t", text[len])) continue;
		if (where) *where = s->line[i];
		return text + len + strspn(text + len, ": \t");
	}
	return NULL;
}

static bool counter(const struct probe_text *t, const char *sample, const char *section, const char *word, double *out,
		    struct line *where, struct error *err)
{
	char name[60], *end;
	snprintf(name, sizeof name, "%s %s", sample, section);
	const char *text = probe_value(probe_section(t, name), word, where);
	if (!text) return false;
	*out = strtod(text, &end);
	if (text[0] >= '0' && text[0] <= '9' && (!*end || strchr(" \t", *end)) && *out < 1e19) return true;
	return error_at(err, (struct place){t->file, where->number, 1}, "%.40s: expected a number, not '%.40s'", word, text);
}

bool probe_growth(const struct probe_text *t, const char *section, const char *word, struct growth *g, struct error *err)
{
	double before = 0, after = 0;
	struct line first = {NULL, 0}, last = {NULL, 0};
	if (!counter(t, "A", section, word, &before, &first, err) || !counter(t, "B", section, word, &after, &last, err))
		return false;
	if (after < before)
		return error_at(err, (struct place){t->file, last.number, 1},
				"%.40s went back from %.0f in line %d to %.0f: the guest was started anew or the device reset",
				word, before, first.number, after);
	*g = (struct growth){after - before, last.number};
	return true;
}
