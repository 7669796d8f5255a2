/* describe.c - what the tables say, for people: --list and --describe. */
#include "scenario/internal.h"
#include <string.h>

bool describe_list(FILE *f, const char *kind, struct error *err)
{
	const char *kinds[64], *last = "";
	char shown[400], hint[100];
	int n = 0, width = 0;
	for (const struct registered *r = registry; r->kind; r++) {
		int len = (int)(strlen(r->kind) + strlen(r->name)) + 1;
		if (len > width) width = len;
		if (strcmp(last, r->kind) != 0 && n < 63) kinds[n++] = last = r->kind;
	}
	kinds[n] = NULL;
	bool known = !kind;
	for (int i = 0; i < n && kind; i++)
		known |= strcmp(kinds[i], kind) == 0;
	if (!known)
		return error_plain(err, "there is no kind '%.60s', expected %s%s", kind, words_shown(kinds, shown, sizeof shown),
				   hint_shown(nearest_word(kind, kinds), hint, sizeof hint));
	for (const struct registered *r = registry; r->kind; r++) {
		if (kind && strcmp(kind, r->kind) != 0) continue;
		int len = fprintf(f, "%s/%s", r->kind, r->name);
		fprintf(f, "%*s  %s\n", len < width ? width - len : 0, "", r->model->summary);
	}
	return true;
}

static void print_param(FILE *f, const struct param *p)
{
	char a[64], b[64], words[400];
	fprintf(f, "  %s: %s", p->key, value_expected(p, words, sizeof words));
	if (p->unit != UNIT_BOOL && p->unit != UNIT_WORD && p->unit != UNIT_TEXT) {
		unit_print(p->unit, p->min, a, sizeof a);
		unit_print(p->unit, p->max, b, sizeof b);
		if (p->max == INT64_MAX)
			fprintf(f, ", at least %s", a);
		else
			fprintf(f, ", %s to %s", a, b);
	}
	if (!p->dflt)
		fprintf(f, "; must be given\n");
	else
		fprintf(f, "; default %s\n", *p->dflt ? p->dflt : "empty");
	if (p->help) fprintf(f, "      %s\n", p->help);
}

static void print_params(FILE *f, const char *heading, const char *path, const struct param *p)
{
	if (!p || !p->key) return;
	fprintf(f, "\n%s, in %s:\n", heading, path);
	for (; p->key; p++)
		print_param(f, p);
}

static void print_prices(FILE *f, const struct price *p)
{
	if (!p || !p->key) return;
	fprintf(f, "\nPrices it asks of the platform:\n");
	for (; p->key; p++) {
		fprintf(f, "  %s: %s; ", p->key, unit_example(p->unit));
		if (p->kind)
			fprintf(f, "charged to %s\n", p->kind);
		else
			fprintf(f, "a latency, no core is busy\n");
		if (p->help) fprintf(f, "      %s\n", p->help);
	}
}

static void print_stats(FILE *f, const struct model_stat *s)
{
	if (!s || !s->key) return;
	fprintf(f, "\nStatistics it adds:\n");
	for (; s->key; s++) {
		fprintf(f, "  %s%s%s%s\n", s->key, s->unit && *s->unit ? ", in " : "", s->unit ? s->unit : "",
			s->per_packet ? ", per packet" : "");
		if (s->help) fprintf(f, "      %s\n", s->help);
	}
}

static const struct registered *find_model(const char *which, struct error *err)
{
	const char *slash = strchr(which, '/'), *best = NULL;
	char name[128], hint[140], keep[128] = "";
	int cost = 0;
	for (const struct registered *r = registry; r->kind; r++) {
		snprintf(name, sizeof name, "%s/%s", r->kind, r->name);
		if (strcmp(name, which) == 0) return r;
		const char *before = best;
		int old = cost;
		nearest_offer(which, slash ? name : r->name, &best, &cost);
		if (best == before && cost == old) continue;
		snprintf(keep, sizeof keep, "%s", name);
		best = keep;
	}
	error_plain(err, slash ? "there is no model '%.60s'%s" : "'%.60s': expected kind/name, such as scheme/big%s", which,
		    hint_shown(best, hint, sizeof hint));
	return NULL;
}

bool describe_model(FILE *f, const char *which, struct error *err)
{
	const struct registered *r = find_model(which, err);
	if (!r) return false;
	fprintf(f, "%s/%s - %s\n", r->kind, r->name, r->model->summary);
	if (r->model->steps)
		fprintf(f, "\n%s%s", r->model->steps,
			r->model->steps[0] && r->model->steps[strlen(r->model->steps) - 1] == '\n' ? "" : "\n");
	for (int i = 0; i < N_SLOTS; i++) {
		if (strcmp(slots[i].kind, r->kind) != 0) continue;
		bool dflt = slots[i].dflt && strcmp(slots[i].dflt, r->name) == 0;
		fprintf(f, "\nChosen by %s.%s: %s%s\n", slots[i].path, slots[i].selector, r->name, dflt ? " (the default)" : "");
		print_params(f, "Parameters", slots[i].path, r->model->params);
		print_params(f, "Common parameters", slots[i].path, slots[i].common);
	}
	print_prices(f, r->model->prices);
	print_stats(f, r->model->stats);
	return true;
}
