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
	struct edit edit[5 * FIT_MAX_FREE + 2];
	int n;
	const char *name; /* of the new platform; */
	bool named;       /* which had none of its own */
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

/* `calibrated: [...]` or `between: [...]` and the comma beside it, or its line: that is no longer so. */
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
		n += f->free[k].is_price && !isnan(f->free[k].se) && !is_by_prior(&f->free[k]);
	return n;
}

/* What a platform is called that takes its name from its base: as its file. */
static const char *stem(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/'), *from = slash ? slash + 1 : path, *dot = strrchr(from, '.');
	return arena_strndup(a, from, dot > from ? (size_t)(dot - from) : strlen(from));
}

/* A name where there was none: the first key. */
static bool add_name(struct rewrite *w, const char *name)
{
	size_t at = comments_end(w);
	bool flow = w->text[at] == '{';
	const char *text = arena_printf(&w->arena, flow ? "name: %s, " : "name: %s\n", name);
	w->edit[w->n++] = (struct edit){at + flow, at + flow, text};
	w->named = true;
	return text;
}

/* Its own name, and a head that says what it is: of which platform, by what, when. */
static bool plan_head(struct rewrite *w, const struct node *root)
{
	static const char ending[] = "-calibrated";
	const struct fit *f = w->fit;
	const struct node *name = node_child(root, "name");
	const char *file = strrchr(f->platform, '/');
	const char *was = name && name->text ? name->text : stem(&w->arena, f->platform);
	if (!was) return error_memory(w->err);
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
				  w->name, file ? file + 1 : f->platform, was, rows_name(f), date, fitted_prices(f),
				  fitted_prices(f) == 1 ? " is" : "s are")
			: NULL;
	const char *quoted_name = head ? quoted(&w->arena, w->name) : NULL;
	if (!quoted_name) return error_memory(w->err);
	w->edit[w->n++] = (struct edit){0, comments_end(w), head};
	if (name)
		add_edit(w, name, quoted_name);
	else if (!add_name(w, quoted_name))
		return error_memory(w->err);
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

static bool plan_between(struct rewrite *w, const struct fit_free *p, const struct node *between)
{
	const char *low = between_text(&w->arena, w->fit, p, 0), *high = between_text(&w->arena, w->fit, p, 1);
	size_t from = offset_of(w, between->at);
	if (isnan(p->se)) return drop(w, between), true;
	const char *text = low && high ? arena_printf(&w->arena, "[%s, %s]", low, high) : NULL;
	w->edit[w->n++] = (struct edit){from, from + strcspn(w->text + from, "]") + 1, text};
	return text || error_memory(w->err);
}

/* A price that is kept gets another source alone. */
static bool plan_price(struct rewrite *w, const struct fit_free *p, const struct node *n)
{
	const struct node *source = node_child(n, "source"), *claims = node_child(n, "calibrated"),
			  *between = node_child(n, "between");
	const char *text = source_text(&w->arena, w->fit, p, source->text);
	if (!text || !(text = quoted(&w->arena, text))) return error_memory(w->err);
	add_edit(w, source, text);
	if (is_kept(w->fit, p)) return true;
	const char *value = value_text(&w->arena, w->fit, p, p->value);
	if (!value) return error_memory(w->err);
	add_edit(w, node_child(n, "value"), value);
	if (claims) drop(w, claims);
	return !between || plan_between(w, p, between);
}

static bool plan(struct rewrite *w, const struct node *root)
{
	if (!plan_head(w, root)) return false;
	for (int k = 0; k < w->fit->n_free; k++) {
		const struct fit_free *p = &w->fit->free[k];
		const struct node *n = p->is_price ? price_node(root, p) : NULL;
		if (n && !plan_price(w, p, n)) return false;
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

static bool prepend_name(struct rewrite *w, struct node *root)
{
	struct node *name = node_scalar(&w->arena, w->name, (struct place){0});
	if (!name) return false;
	name->key = "name";
	name->next = root->first;
	root->first = name;
	root->count++;
	return true;
}

static bool put_new(struct rewrite *w, const struct fit_free *p, struct node *n)
{
	struct node *between = node_child(n, "between"), *source = node_child(n, "source");
	const char *text = source_text(&w->arena, w->fit, p, source->text);
	if (!text) return error_memory(w->err);
	source->text = text;
	if (is_kept(w->fit, p)) return true;
	tree_remove(n, "calibrated");
	if (between && isnan(p->se)) tree_remove(n, "between");
	if (!(text = value_text(&w->arena, w->fit, p, p->value))) return error_memory(w->err);
	node_child(n, "value")->text = text;
	if (!between || isnan(p->se)) return true;
	between->first->text = between_text(&w->arena, w->fit, p, 0);
	between->last->text = between_text(&w->arena, w->fit, p, 1);
	return (between->first->text && between->last->text) || error_memory(w->err);
}

/* Read what was made; put the new texts into the old tree; they must agree then. Sources and values may be written in many ways. */
static bool verify(struct rewrite *w, struct node *old, const char *text)
{
	struct error why = {0};
	struct node *name = node_child(old, "name");
	if (name) name->text = w->name;
	if (w->named && !prepend_name(w, old)) return error_memory(w->err);
	const struct node *made = yaml_read_text(&w->arena, text, strlen(text), "the new platform file", &why);
	if (!made && why.system) {
		*w->err = why;
		return false;
	}
	for (int k = 0; made && k < w->fit->n_free; k++) {
		const struct fit_free *p = &w->fit->free[k];
		struct node *n = p->is_price ? price_node(old, p) : NULL;
		if (n && !put_new(w, p, n)) return false;
	}
	if (made && same_tree(old, made)) return true;
	return error_plain(w->err,
			   "can't put new prices into %s: expected each value, source and list of a fitted price on one line, "
			   "without aliases",
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
