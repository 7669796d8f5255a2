/* draft.c - a scenario as a list of keys and values, and its text: one entry on each line, so that an error's line names it. */
#include "random/random.h"
#include <stdarg.h>
#include <string.h>

static void put(struct draft *d, int at, enum section s, const char *path, const char *format, va_list ap)
{
	if (at < 0) {
		if (d->n == MAX_ENTRIES) return;
		d->entry[at = d->n++] = (struct entry){.section = s};
		snprintf(d->entry[at].path, sizeof d->entry[at].path, "%s", path);
	}
	vsnprintf(d->entry[at].value, sizeof d->entry[at].value, format, ap);
}

void draft_set(struct draft *d, enum section s, const char *path, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	put(d, draft_find(d, s, path), s, path, format, ap);
	va_end(ap);
}

void draft_add(struct draft *d, enum section s, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	put(d, -1, s, "", format, ap);
	va_end(ap);
}

int draft_find(const struct draft *d, enum section s, const char *path)
{
	for (int i = 0; i < d->n; i++)
		if (d->entry[i].section == s && strcmp(d->entry[i].path, path) == 0) return i;
	return -1;
}

void draft_drop(struct draft *d, int i)
{
	memmove(&d->entry[i], &d->entry[i + 1], (size_t)(d->n - i - 1) * sizeof *d->entry);
	d->n--;
}

struct writer {
	struct draft *d;
	FILE *f;
	int line;
	bool done[MAX_ENTRIES];
};

static void end_line(struct writer *w, int entry)
{
	fputc('\n', w->f);
	if (++w->line < MAX_LINES) w->d->of_line[w->line] = entry;
}

/* The entries below a path of `above` characters (its dot included), `level` deep. */
static void put_below(struct writer *w, const char *container, size_t above, int level)
{
	for (int i = 0; i < w->d->n; i++) {
		const struct entry *e = &w->d->entry[i];
		if (w->done[i] || e->section != IN_TREE || strncmp(e->path, container, above) != 0) continue;
		const char *name = e->path + above, *dot = strchr(name, '.');
		if (!dot) {
			fprintf(w->f, "%*s%s: %s", 2 * level, "", name, e->value);
			w->done[i] = true;
			end_line(w, i);
			continue;
		}
		fprintf(w->f, "%*s%.*s:", 2 * level, "", (int)(dot - name), name);
		end_line(w, -1);
		put_below(w, e->path, (size_t)(dot + 1 - e->path), level + 1);
	}
}

/* The entries of one section below a key: a mapping, or a list. */
static void put_section(struct writer *w, enum section s, const char *head, const char *before)
{
	bool any = false;
	for (int i = 0; i < w->d->n; i++) {
		const struct entry *e = &w->d->entry[i];
		if (e->section != s) continue;
		if (!any) {
			fputs(head, w->f);
			end_line(w, -1);
		}
		any = true;
		fprintf(w->f, "%s%s%s%s", before, e->path, e->path[0] ? ": " : "", e->value);
		end_line(w, i);
	}
}

void draft_write(struct draft *d, FILE *f)
{
	struct writer w = {.d = d, .f = f};
	bool zipped = false, swept = draft_find(d, IN_SWEEP, "") >= 0;
	for (int i = 0; i < MAX_LINES; i++)
		d->of_line[i] = -1;
	fputs("simnic: 1", f);
	end_line(&w, -1);
	put_below(&w, "", 0, 0);
	put_section(&w, IN_COMPARE, "compare:", "  ");
	for (int i = 0; i < d->n; i++) {
		zipped |= d->entry[i].section == IN_ZIP;
		swept |= d->entry[i].section == IN_SWEEP;
	}
	if (swept)
		put_section(&w, IN_SWEEP, "sweep:", "  ");
	else if (zipped) {
		fputs("sweep:", f);
		end_line(&w, -1);
	}
	put_section(&w, IN_ZIP, "  zip:", "    ");
	put_section(&w, IN_WHEN, "when:", "  - ");
	put_section(&w, IN_SHOW, "show:", "  - ");
	put_section(&w, IN_CLAIMS, "claims:", "  - ");
}

bool draft_save(struct draft *d, const char *file)
{
	FILE *f = fopen(file, "w");
	if (!f) return false;
	draft_write(d, f);
	return fclose(f) == 0;
}
