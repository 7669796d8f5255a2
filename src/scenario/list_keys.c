/* list_keys.c - what --set takes, for programs such as completions: --list keys. */
#include "scenario/internal.h"
#include <string.h>

/* What is no word and no text begins from its default. */
static void put_values(FILE *f, const struct param *p)
{
	for (int i = 0; p->unit == UNIT_WORD && p->words && p->words[i]; i++)
		fprintf(f, " %s", p->words[i]);
	if (p->unit == UNIT_BOOL) fputs(" true false", f);
	if (p->unit != UNIT_WORD && p->unit != UNIT_BOOL && p->unit != UNIT_TEXT && p->dflt && *p->dflt)
		fprintf(f, " %s", p->dflt);
}

static void put_params(FILE *f, const char *path, const struct param *p)
{
	for (; p && p->key; p++) {
		fprintf(f, "%s.%s", path, p->key);
		put_values(f, p);
		fputc('\n', f);
	}
}

/* Once, where several models of the slot have it. */
static void put_own(FILE *f, int slot, const struct registered *r)
{
	for (const struct param *p = r->model->params; p && p->key; p++) {
		if (param_find(slots[slot].common, p->key) || param_owner(slot, p->key, NULL) != r) continue;
		fprintf(f, "%s.%s", slots[slot].path, p->key);
		put_values(f, p);
		fputc('\n', f);
	}
}

static void put_slot(FILE *f, int slot)
{
	fprintf(f, "%s.%s", slots[slot].path, slots[slot].selector);
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, slots[slot].kind) == 0) fprintf(f, " %s", r->name);
	fputc('\n', f);
	put_params(f, slots[slot].path, slots[slot].common);
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, slots[slot].kind) == 0) put_own(f, slot, r);
}

static void put_prices(FILE *f, const struct price *p)
{
	for (; p && p->key; p++)
		if (price_find(p->key) == p) fprintf(f, "prices.%s\n", p->key);
}

void list_keys(FILE *f)
{
	fputs("platform\ncores.host\ncores.guest\n", f);
	for (int i = 0; i < N_SLOTS; i++)
		put_slot(f, i);
	for (const struct group *g = groups; g->path; g++)
		put_params(f, g->path, g->params);
	put_prices(f, guest_prices);
	for (const struct registered *r = registry; r->kind; r++)
		put_prices(f, r->model->prices);
}
