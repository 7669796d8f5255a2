/* fit_platform.c - the platform file again: fitted prices in their places, a name and a head of its own, every other byte as it was. */
#include "fit/internal.h"
#include "scenario/yaml.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	struct edit edit[3 * FIT_MAX_FREE + 2];
	int n;
	const char *name; /* of the new platform */
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
	if (isnan(p->se))
		return arena_printf(a, "not calibrated: simnic calibrate on %s, %d row%s, %s", slash ? slash + 1 : f->rows, n,
				    n == 1 ? "" : "s",
				    p->at_bound ? "found it at the end of its range" : "which do not determine it, left it here");
	return arena_printf(a, "calibrated by simnic calibrate on %s, %d row%s, +- %s", slash ? slash + 1 : f->rows, n,
			    n == 1 ? "" : "s", se);
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

/* What is said above the first key is of the platform that it was made from: "nothing is calibrated here". */
static size_t comments_end(const struct rewrite *w)
{
	size_t at = 0;
	while (at < w->size && (w->text[at] == '#' || w->text[at] == '\n'))
		at += strcspn(w->text + at, "\n") + (w->text[at] != '\0');
	return at;
}

static int fitted_prices(const struct fit *f)
{
	int n = 0;
	for (int k = 0; k < f->n_free; k++)
		n += f->free[k].is_price && !isnan(f->free[k].se);
	return n;
}

/* Its own name, and a head that says what it is: of which platform, by what, when. */
static bool plan_head(struct rewrite *w, const struct node *root)
{
	static const char ending[] = "-calibrated";
	const struct fit *f = w->fit;
	const struct node *name = node_child(root, "name");
	const char *rows = strrchr(f->rows, '/'), *file = strrchr(f->platform, '/');
	const char *was = name && name->text ? name->text : "platform";
	size_t n = strlen(was), tail = sizeof(ending) - 1;
	bool again = n > tail && strcmp(was + n - tail, ending) == 0;
	char date[16] = "";
	time_t now = time(NULL);
	struct tm *day = gmtime(&now);
	if (day) strftime(date, sizeof date, "%Y-%m-%d", day);
	w->name = again ? was : arena_printf(&w->arena, "%s%s", was, ending);
	const char *head =
		w->name ? arena_printf(
				  &w->arena,
				  "# %s - made from %s (%s) by simnic calibrate on %s, %s.\n"
				  "# %d price%s calibrated, as the source of each says; all others are as they were there.\n",
				  w->name, file ? file + 1 : f->platform, was, rows ? rows + 1 : f->rows, date, fitted_prices(f),
				  fitted_prices(f) == 1 ? " is" : "s are")
			: NULL;
	const char *quoted_name = head ? quoted(&w->arena, w->name) : NULL;
	if (!quoted_name) return error_memory(w->err);
	w->edit[w->n++] = (struct edit){0, comments_end(w), head};
	if (name) add_edit(w, name, quoted_name);
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

static bool plan(struct rewrite *w, const struct node *root)
{
	if (!plan_head(w, root)) return false;
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
	struct node *name = node_child(old, "name");
	if (name) name->text = w->name;
	const struct node *made = yaml_read_text(&w->arena, text, strlen(text), "the new platform file", &why);
	if (!made && why.system) {
		*w->err = why;
		return false;
	}
	for (int k = 0; made && k < w->fit->n_free; k++) {
		const struct fit_free *p = &w->fit->free[k];
		struct node *n = p->is_price ? price_node(old, p) : NULL;
		if (!n) continue;
		tree_remove(n, "calibrated");
		const char *value = value_text(&w->arena, w->fit, p), *source = source_text(&w->arena, w->fit, p);
		if (!value || !source) return error_memory(w->err);
		node_child(n, "value")->text = value;
		node_child(n, "source")->text = source;
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
