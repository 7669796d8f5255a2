/* guest.c - putting together what a reader finds. */
#include "import/guest.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void guest_begin(struct guest *g, struct arena *a, const char *file)
{
	*g = (struct guest){.arena = a, .file = file};
	g->last_note = &g->note;
	for (int i = 0; i < PINS_KEPT; i++)
		g->pin[i] = PIN_NONE;
}

struct card *guest_card(struct guest *g, enum card_kind kind, const char *id, const char *driver, struct place at)
{
	struct card *c = arena_alloc(g->arena, sizeof *c);
	const char *name = id ? arena_strdup(g->arena, id) : arena_printf(g->arena, "net%d", g->n_cards);
	const char *model = arena_strdup(g->arena, driver);
	if (!c || !name || !model) {
		g->no_memory = true;
		return NULL;
	}
	*c = (struct card){.kind = kind, .id = name, .driver = model, .at = at};
	if (g->last_card)
		g->last_card->next = c;
	else
		g->card = c;
	g->last_card = c;
	g->n_cards++;
	return c;
}

bool property_add(struct guest *g, struct properties *to, const char *name, const char *value, const char *shown, struct place at)
{
	struct property *p = arena_alloc(g->arena, sizeof *p);
	const char *n = arena_strdup(g->arena, name), *v = arena_strdup(g->arena, value), *s = arena_strdup(g->arena, shown);
	if (!p || !n || !v || !s) {
		g->no_memory = true;
		return false;
	}
	*p = (struct property){.name = n, .value = v, .shown = s, .at = at};
	if (to->last)
		to->last->next = p;
	else
		to->first = p;
	to->last = p;
	return true;
}

const struct property *property_of(const struct properties *list, const char *name)
{
	const struct property *found = NULL;
	for (const struct property *p = list->first; p; p = p->next)
		if (strcmp(p->name, name) == 0) found = p;
	return found;
}

const char *property_text(const struct properties *list, const char *name, const char *otherwise)
{
	const struct property *p = property_of(list, name);
	return p ? p->value : otherwise;
}

void guest_note(struct guest *g, enum note_kind kind, struct place at, const char *fmt, ...)
{
	char text[600];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	for (const struct note *n = g->note; n; n = n->next)
		if (n->kind == kind && n->at.line == at.line && strcmp(n->text, text) == 0) return;
	struct note *n = arena_alloc(g->arena, sizeof *n);
	const char *kept = arena_strdup(g->arena, text);
	if (!n || !kept) {
		g->no_memory = true;
		return;
	}
	*n = (struct note){.kind = kind, .at = at, .text = kept};
	*g->last_note = n;
	g->last_note = &n->next;
}

void guest_claim(struct guest *g, const char *id, const char *of, const char *value, struct place at)
{
	struct measured *m = arena_alloc(g->arena, sizeof *m), **end = &g->measured;
	const char *kept = arena_strdup(g->arena, value);
	if (!m || !kept) {
		g->no_memory = true;
		return;
	}
	*m = (struct measured){.id = id, .of = of, .value = kept, .at = at};
	while (*end)
		end = &(*end)->next;
	*end = m;
}

const char *property_said(struct guest *g, const struct property *p)
{
	const char *said = p->at.line ? arena_printf(g->arena, "line %d: %.120s", p->at.line, p->shown)
				      : arena_printf(g->arena, "%.120s", p->shown);
	if (!said) g->no_memory = true;
	return said ? said : "";
}

bool whole_number(const char *text, int64_t most, int64_t *out)
{
	char *end;
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	if (text[0] < '0' || text[0] > '9') return false;
	errno = 0;
	long long n = strtoll(text, &end, hex ? 16 : 10);
	if (errno || *end || n < 0 || n > most) return false;
	*out = n;
	return true;
}

bool on_or_off(const char *text, bool *out)
{
	static const char *const on[] = {"on", "yes", "true", "y"}, *const off[] = {"off", "no", "false", "n"};
	for (size_t i = 0; i < sizeof on / sizeof *on; i++) {
		if (strcmp(text, on[i]) == 0) return *out = true;
		if (strcmp(text, off[i]) == 0) {
			*out = false;
			return true;
		}
	}
	return false;
}
