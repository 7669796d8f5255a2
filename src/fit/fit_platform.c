/* fit_platform.c - the platform file again, with fitted prices in their places and every other byte as it was. */
#include "fit/internal.h"
#include "scenario/yaml.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT (1 << 20)

struct edit {
	size_t from, to; /* bytes of the text that go */
	const char *text;
};
struct rewrite {
	const struct fit *fit;
	struct arena arena;
	char *text;
	size_t size;
	struct edit edit[3 * FIT_MAX_FREE];
	int n;
	struct error *err;
};

static bool load_text(struct rewrite *w)
{
	FILE *f = fopen(w->fit->platform, "rb");
	w->text = f ? arena_alloc(&w->arena, MAX_TEXT + 1) : NULL;
	w->size = w->text ? fread(w->text, 1, MAX_TEXT, f) : 0;
	bool ok = w->text && !ferror(f);
	int number = errno;
	if (f) fclose(f);
	if (f && !w->text) return error_memory(w->err);
	return ok || error_file(w->err, (struct place){0}, number, "can't read %s again: %s", w->fit->platform, strerror(number));
}

/* Byte offset of a line and column, which count from 1 and in characters. */
static size_t offset_of(const struct rewrite *w, struct place at)
{
	size_t i = 0;
	for (int line = 1; line < at.line && i < w->size; i++)
		line += w->text[i] == '\n';
	for (int col = 1; i < w->size; i++) {
		if (((unsigned char)w->text[i] & 0xC0) == 0x80) continue;
		if (col++ == at.col) break;
	}
	return i;
}

/* Where the scalar that begins at `from` ends: at its quote, or at a comma, brace, comment or line end. */
static size_t scalar_end(const struct rewrite *w, size_t from)
{
	size_t i = from;
	char quote = w->text[i];
	if (quote == '"' || quote == '\'') {
		for (i++; i < w->size && w->text[i] != quote; i++) {
			if (quote == '"' && w->text[i] == '\\') i++;
			if (quote == '\'' && w->text[i] == quote && w->text[i + 1] == quote) i++;
		}
		return i < w->size ? i + 1 : i;
	}
	while (i < w->size && !strchr("\n\r}", w->text[i]) && !(w->text[i] == ',' && strchr(" \n", w->text[i + 1])) &&
	       !(w->text[i] == ' ' && w->text[i + 1] == '#'))
		i++;
	while (i > from && w->text[i - 1] == ' ')
		i--;
	return i;
}

static void add_edit(struct rewrite *w, const struct node *n, const char *text)
{
	size_t from = offset_of(w, n->at);
	w->edit[w->n++] = (struct edit){from, scalar_end(w, from), text};
}

/* `calibrated: [...]` and the comma beside it, or its line: the price is no longer set by those claims. */
static void drop(struct rewrite *w, const struct node *n)
{
	size_t from = offset_of(w, n->key_at), to = offset_of(w, n->at);
	while (to < w->size && w->text[to++] != ']')
		;
	to += strspn(w->text + to, " ");
	if (w->text[to] == ',') {
		to += 1 + strspn(w->text + to + 1, " ");
	} else {
		while (from > 0 && w->text[from - 1] == ' ')
			from--;
		if (from > 0 && (w->text[from - 1] == ',' || w->text[from - 1] == '\n')) from--;
	}
	w->edit[w->n++] = (struct edit){from, to, ""};
}

static struct node *price_node(const struct node *root, const struct fit_free *p)
{
	const struct node *n = node_child(root, p->backend ? "backends" : "prices");
	if (n && p->backend) n = node_child(n, p->backend);
	return n ? node_child(n, p->key) : NULL;
}

/* In cycles where it was, so that it goes on to follow the clock. */
static const char *value_text(struct arena *a, const struct fit *f, const struct fit_free *p)
{
	char text[48];
	if (p->in_cycles && p->unit == UNIT_TIME) return arena_printf(a, "%.5gcycles", p->value * 1e-12 * f->clock);
	if (p->in_cycles && p->unit == UNIT_TIME_PER_BYTE) return arena_printf(a, "%.5gcycles/B", p->value * 1e-15 * f->clock);
	quantity_print(p->unit, p->value, 5, text, sizeof text);
	return arena_strdup(a, text);
}

static const char *source_text(struct arena *a, const struct fit *f, const struct fit_free *p)
{
	const char *slash = strrchr(f->rows, '/');
	char se[48];
	int n = fit_fitted(f);
	quantity_print(p->unit, p->se, 2, se, sizeof se);
	if (f->interrupted && !f->judged)
		return arena_printf(
			a, "simnic calibrate on %s, %d row%s, interrupted: the best found until then, not a finished fit",
			slash ? slash + 1 : f->rows, n, n == 1 ? "" : "s");
	return arena_printf(a, "calibrated by simnic calibrate on %s, %d row%s, %s%s", slash ? slash + 1 : f->rows, n,
			    n == 1 ? "" : "s", isnan(p->se) ? (p->at_bound ? "at a limit" : "not determined by them") : "+- ",
			    isnan(p->se) ? "" : se);
}

/* A text in double quotes. File names may hold anything. */
static const char *quoted(struct arena *a, const char *text)
{
	char *out = arena_alloc(a, 2 * strlen(text) + 3), *to = out;
	if (!out) return NULL;
	*to++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') *to++ = '\\';
		*to++ = *text;
	}
	*to++ = '"';
	*to = '\0';
	return out;
}

static int by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

static bool plan(struct rewrite *w, const struct node *root)
{
	for (int k = 0; k < w->fit->n_free; k++) {
		const struct fit_free *p = &w->fit->free[k];
		const struct node *n = p->is_price ? price_node(root, p) : NULL;
		if (!n) continue;
		const char *value = value_text(&w->arena, w->fit, p), *source = source_text(&w->arena, w->fit, p);
		if (!value || !source || !(source = quoted(&w->arena, source))) return error_memory(w->err);
		add_edit(w, node_child(n, "value"), value);
		add_edit(w, node_child(n, "source"), source);
		if (node_child(n, "calibrated")) drop(w, node_child(n, "calibrated"));
	}
	qsort(w->edit, (size_t)w->n, sizeof *w->edit, by_place);
	return true;
}

static char *apply(struct rewrite *w)
{
	size_t room = w->size + 1, at = 0;
	for (int i = 0; i < w->n; i++)
		room += strlen(w->edit[i].text);
	char *out = arena_alloc(&w->arena, room), *to = out;
	for (int i = 0; out && i < w->n; i++) {
		const struct edit *e = &w->edit[i];
		if (e->from < at) continue; /* one inside another: the comparison will tell */
		memcpy(to, w->text + at, e->from - at);
		to += e->from - at;
		to = (char *)memcpy(to, e->text, strlen(e->text)) + strlen(e->text);
		at = e->to;
	}
	if (out) memcpy(to, w->text + at, w->size - at);
	if (!out) error_memory(w->err);
	return out;
}

/* Is the new tree the old one, in which verify() has put what is new? */
static bool same_tree(const struct node *a, const struct node *b)
{
	if (a->kind != b->kind || a->count != b->count) return false;
	if (a->kind == NODE_SCALAR) return strcmp(a->text, b->text) == 0;
	const struct node *y = b->first;
	for (const struct node *x = a->first; x; x = x->next, y = y->next)
		if ((x->key && strcmp(x->key, y->key) != 0) || !same_tree(x, y)) return false;
	return true;
}

/* Read what was made; put the new texts into the old tree; they must agree then. Sources and values may be written in many ways. */
static bool verify(struct rewrite *w, struct node *old, const char *text)
{
	struct error why = {0};
	const struct node *made = yaml_read_text(&w->arena, text, strlen(text), "the new platform file", &why);
	for (int k = 0; made && k < w->fit->n_free; k++) {
		const struct fit_free *p = &w->fit->free[k];
		struct node *n = p->is_price ? price_node(old, p) : NULL;
		if (!n) continue;
		tree_remove(n, "calibrated");
		node_child(n, "value")->text = value_text(&w->arena, w->fit, p);
		node_child(n, "source")->text = source_text(&w->arena, w->fit, p);
	}
	if (made && same_tree(old, made)) return true;
	return error_plain(
		w->err,
		"can't put new prices into %s: expected each value, source and list of claims of a fitted price on one "
		"line, without aliases",
		w->fit->platform);
}

bool fit_platform(FILE *out, const struct fit *f, struct error *err)
{
	struct rewrite w = {.fit = f, .err = err};
	struct node *root = load_text(&w) ? yaml_read_text(&w.arena, w.text, w.size, f->platform, err) : NULL;
	char *text = root && plan(&w, root) ? apply(&w) : NULL;
	bool ok = text && verify(&w, root, text);
	if (ok && fputs(text, out) == EOF) ok = error_memory(err);
	arena_free(&w.arena);
	return ok;
}
