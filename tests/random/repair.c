/*
 * repair.c - from a refusal to a scenario that may be accepted: what the message expects is set, or what it speaks of is changed or
 * dropped.  Nothing about models stands here: the program's own messages know.
 */
#include "random/random.h"
#include <ctype.h>
#include <string.h>

struct offer {
	char path[100], value[100];
};
struct offers {
	int n;
	struct offer offer[16];
};

static bool legal(const char *path, const char *value)
{
	struct key k = key_find(path);
	char why[300];
	int64_t number;
	if (k.what == KEY_SELECTOR) return model_find(slots[k.slot].kind, value) != NULL;
	if (k.what != KEY_PARAM) return false;
	if (k.param->unit == UNIT_TEXT) return false;
	for (const char *const *w = k.param->unit == UNIT_WORD ? k.param->words : NULL; w && *w; w++)
		if (strcmp(*w, value) == 0) return true;
	return k.param->unit != UNIT_WORD && unit_parse(k.param->unit, value, 0, &number, why, sizeof why);
}

static void add_offer(struct offers *o, const char *path, const char *value)
{
	if (o->n == 16 || !legal(path, value)) return;
	snprintf(o->offer[o->n].path, sizeof o->offer[0].path, "%s", path);
	snprintf(o->offer[o->n++].value, sizeof o->offer[0].value, "%s", value);
}

static bool of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '/' || c == '%';
}

/* The next word of *s into buf; false at the end. */
static bool next_word(const char **s, char *buf, size_t size)
{
	while (**s && !of_word(**s))
		++*s;
	size_t n = 0;
	for (; of_word(**s); ++*s)
		if (n + 1 < size) buf[n++] = **s;
	while (n > 0 && buf[n - 1] == '.')
		n--;
	buf[n] = '\0';
	return n > 0;
}

/* A path as messages write it: with its selector or without, "any_layout" for one beside the path the message is about. */
static bool path_of(const char *word, const char *about, char *buf, size_t size)
{
	int slot = slot_of_path(word);
	if (slot >= 0) {
		snprintf(buf, size, "%s.%s", word, slots[slot].selector);
		return true;
	}
	snprintf(buf, size, "%s", word);
	if (key_find(buf).what) return true;
	const char *dot = strrchr(about, '.');
	if (!dot) return false;
	snprintf(buf, size, "%.*s.%s", (int)(dot - about), about, word);
	return key_find(buf).what != KEY_UNKNOWN;
}

/* What the message would rather have: values of the key it is about, and of keys it names. */
static void read_offers(const char *text, const char *about, struct offers *o)
{
	const char *s = strstr(text, "expected");
	char word[100], path[100], other[100] = "";
	while (s && next_word(&s, word, sizeof word)) {
		if (other[0]) add_offer(o, other, word);
		add_offer(o, about, word);
		if (path_of(word, about, path, sizeof path)) snprintf(other, sizeof other, "%s", path);
	}
}

/* The key a message begins with, or the price it misses; "" = none. */
static void read_about(const char *text, char *about, size_t size)
{
	const char *s = text, *price = strstr(text, "has no price '");
	char word[80];
	about[0] = '\0';
	if (price && (s = strchr(price, '\'')) && next_word(&s, word, sizeof word)) {
		snprintf(about, size, "prices.%s", word);
		if (key_find(about).what) return;
	}
	s = text;
	if (strncmp(s, "key '", 5) == 0) s += 4;
	for (int i = 0; i < 3 && next_word(&s, word, sizeof word); i++)
		if (strchr(word, '.') && path_of(word, "", about, size)) return;
	about[0] = '\0';
}

static bool may_change(const struct draft *d, int i, int patience)
{
	return i < 0 || !d->entry[i].pinned || patience > 20;
}

static bool take_offer(struct chance *c, struct draft *d, const struct offers *o, int patience)
{
	if (o->n == 0) return false;
	const struct offer *f = &o->offer[chance_below(c, o->n)];
	if (!may_change(d, draft_find(d, IN_TREE, f->path), patience)) return false;
	int varied = draft_find(d, IN_COMPARE, f->path);
	if (varied < 0) varied = draft_find(d, IN_SWEEP, f->path);
	if (varied >= 0) draft_drop(d, varied);
	draft_set(d, IN_TREE, f->path, "%s", f->value);
	return true;
}

static void redraw(const struct tables *t, struct chance *c, struct draft *d, const char *path)
{
	char value[200];
	struct key k = key_find(path);
	if (value_draw(t, c, path, k.slot >= 0 ? draft_model(d, k.slot) : NULL, value, sizeof value))
		draft_set(d, IN_TREE, path, "%s", value);
}

/* Another model somewhere: what is refused may be the company. */
static void change_model(const struct tables *t, struct chance *c, struct draft *d, int patience)
{
	int slot = (int)chance_below(c, N_SLOTS);
	char path[100];
	snprintf(path, sizeof path, "%s.%s", slots[slot].path, slots[slot].selector);
	if (may_change(d, draft_find(d, IN_TREE, path), patience)) draft_set(d, IN_TREE, path, "%s", any_model(t, c, slot)->name);
}

static bool slot_varies(const struct draft *d, int slot)
{
	char path[100];
	snprintf(path, sizeof path, "%s.%s", slots[slot].path, slots[slot].selector);
	for (int i = 0; i < d->n; i++)
		if (d->entry[i].section != IN_TREE && (strcmp(d->entry[i].path, path) == 0 || strstr(d->entry[i].value, path)))
			return true;
	return false;
}

void draft_purge(struct draft *d)
{
	for (int i = d->n - 1; i >= 0; i--) {
		const struct entry *e = &d->entry[i];
		struct key k = key_find(e->path);
		if (e->section == IN_WHEN || k.what != KEY_PARAM || k.slot < 0 || slot_varies(d, k.slot)) continue;
		if (!slot_param(k.slot, draft_model(d, k.slot), strrchr(e->path, '.') + 1)) draft_drop(d, i);
	}
}

void draft_repair(const struct tables *t, struct chance *c, struct draft *d, const struct error *err, int patience)
{
	char about[100];
	struct offers o = {0};
	int i = err->at.line > 0 && err->at.line < MAX_LINES ? d->of_line[err->at.line] : -1;
	read_about(err->text, about, sizeof about);
	read_offers(err->text, about, &o);
	if (strstr(err->text, "has no price '") && about[0] && chance_below(c, 8) > 0) {
		redraw(t, c, d, about);
		return;
	}
	if (chance_below(c, 4) > 0 && take_offer(c, d, &o, patience)) return;
	bool tree = i >= 0 && d->entry[i].section == IN_TREE;
	if (i >= 0 && !tree) {
		draft_drop(d, i);
	} else if (tree && may_change(d, i, patience)) {
		struct key k = key_find(d->entry[i].path);
		bool needed = (k.what == KEY_SELECTOR && !slots[k.slot].dflt) || strcmp(d->entry[i].path, "platform") == 0 ||
			      (k.what == KEY_PARAM && !k.param->dflt);
		if (needed || (k.what != KEY_PRICE && chance_one_in(c, 3)))
			redraw(t, c, d, d->entry[i].path);
		else
			draft_drop(d, i);
	} else if (about[0] && may_change(d, draft_find(d, IN_TREE, about), patience)) {
		redraw(t, c, d, about);
	} else {
		change_model(t, c, d, patience);
	}
}
