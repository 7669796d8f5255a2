/* write.c - the scenario: a setting a line, with where it comes from. */
#include "import/import.h"
#include <string.h>

enum { COLUMN = 36 }; /* where comments begin */

/* Text of strangers in a comment: one line. */
static void put_comment(FILE *f, const char *text)
{
	for (; *text; text++)
		fputc(*text == '\t' ? ' ' : (unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, f);
}

/* A text in quotes. */
static void put_quoted(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') fputc('\\', f);
		fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, f);
	}
	fputc('"', f);
}

/* Plain where it may be: numbers with units, names, lists of names. */
static int put_value(FILE *f, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./- ,[]";
	if (*text && strspn(text, plain) == strlen(text) && *text != '-' && *text != ' ') return fprintf(f, "%s", text);
	put_quoted(f, text);
	return (int)strlen(text) + 2;
}

/* The mappings of key that `before` was not in; returns how deep the key lies. */
static int open_mappings(FILE *f, const char *before, const char *key)
{
	int depth = 0;
	for (const char *dot; (dot = strchr(key, '.')) != NULL; depth++) {
		size_t len = (size_t)(dot - key) + 1;
		bool same = before && strncmp(before, key, len) == 0;
		if (!same) fprintf(f, "%*s%.*s:\n", 2 * depth, "", (int)len - 1, key);
		before = same ? before + len : NULL;
		key = dot + 1;
	}
	return depth;
}

static const char *mark(enum how how)
{
	return how == TAKEN ? "" : how == BY_DEFAULT ? "follows: " : "open: ";
}

static void put_settings(FILE *f, const struct settings *s)
{
	const char *before = NULL;
	for (const struct setting *one = s->first; one; one = one->next) {
		int depth = open_mappings(f, before, one->key);
		const char *last = strrchr(one->key, '.');
		int at = fprintf(f, "%*s%s: ", 2 * depth, "", last ? last + 1 : one->key);
		at += put_value(f, one->value);
		fprintf(f, "%*s # %s", at < COLUMN ? COLUMN - at : 0, "", mark(one->how));
		put_comment(f, one->why);
		fputc('\n', f);
		before = one->key;
	}
}

/* How far a model may be from a machine before it is a miss: nothing says so, and it is for the user to change. */
#define TOLERANCE "25%%" /* of a format */

static void put_claims(FILE *f, const struct guest *g)
{
	if (g->measured) fputs("claims: # measured; the tolerance is a choice\n", f);
	for (const struct measured *m = g->measured; m; m = m->next) {
		fprintf(f, "  - {id: %s, of: %s, published: %s, tolerance: " TOLERANCE ", kind: predicted}", m->id, m->of,
			m->value);
		if (m->at.line) fprintf(f, " # line %d and the sample before", m->at.line);
		fputc('\n', f);
	}
}

static int put_notes(FILE *f, const struct guest *g, enum note_kind kind, const char *title)
{
	int n = 0;
	for (const struct note *note = g->note; note; note = note->next) {
		if (note->kind != kind) continue;
		if (!n++) fprintf(f, "#\n# %s\n", title);
		fputs("#   ", f);
		if (note->at.line) fprintf(f, "line %d: ", note->at.line);
		put_comment(f, note->text);
		fputc('\n', f);
	}
	return n;
}

bool import_write(FILE *f, const struct imported *i)
{
	const struct settings *s = &i->settings;
	fputs("# Imported from ", f);
	put_comment(f, i->guest.file);
	fprintf(f, ", %s: card ", i->guest.what);
	put_comment(f, i->card->id);
	fputs(", ", f);
	put_comment(f, i->card->driver);
	fprintf(f, ".\n# %d setting%s taken from it, %d by rule or from its version, and %d left open.\n", s->n[TAKEN],
		s->n[TAKEN] == 1 ? " is" : "s are", s->n[BY_DEFAULT], s->n[NOT_IN_INPUT]);
	put_notes(f, &i->guest, NOTE_CONTRADICTION, "What does not go together:");
	put_notes(f, &i->guest, NOTE_ASSUMED, "What is assumed:");
	put_notes(f, &i->guest, NOTE_UNUSED, "What was read and is not used:");
	fputs("simnic: 1\ntitle: ", f);
	put_quoted(f, i->card->id);
	fputs("\nsource: ", f);
	put_quoted(f, i->guest.file);
	fputc('\n', f);
	put_settings(f, s);
	put_claims(f, &i->guest);
	return !ferror(f);
}
