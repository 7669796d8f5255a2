/* judged.c - claims as a table and as Markdown. */
#include "report/judge.h"
#include "report/markdown.h"
#include "report/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLAIM, WHAT, PUBLISHED, SIMULATED, ERROR, TOLERANCE, KIND, VERDICT, N_CELLS };
static const char *const heads[N_CELLS] = {"claim", "what", "published", "simulated", "error", "tolerance", "kind", ""};
enum { CELL_SIZE = 160 };
struct row {
	char cell[N_CELLS][CELL_SIZE];
};

static void append(char cell[CELL_SIZE], const char *before, const char *text)
{
	size_t used = strlen(cell);
	snprintf(cell + used, CELL_SIZE - used, "%s%.60s", before, text);
}

/* A name speaks for itself, a number does not. Of a path what is behind the folders. */
static void append_keys(char cell[CELL_SIZE], const char *before, const struct claim_at *at, int n)
{
	for (int i = 0; i < n; i++) {
		const char *dot = strrchr(at[i].key, '.'), *last = dot ? dot + 1 : at[i].key;
		bool word = strcmp(last, "model") == 0 || strcmp(last, "format") == 0;
		bool path = strcmp(last, "file") == 0 || strcmp(last, "platform") == 0;
		const char *slash = path ? strrchr(at[i].text, '/') : NULL;
		append(cell, i ? ", " : before, word || path ? "" : last);
		append(cell, word || path ? "" : " ", slash ? slash + 1 : at[i].text);
	}
}

static void fill_what(char cell[CELL_SIZE], const struct claim *c)
{
	append(cell, "", c->n_refused ? "refused" : c->of);
	append_keys(cell, ": ", c->at, c->n_at);
	append_keys(cell,
		    c->n_over ? " / "
		    : c->n_at ? ", "
			      : ": ",
		    c->n_over ? c->over : c->refused, c->n_over ? c->n_over : c->n_refused);
}

static void fill_numbers(struct row *r, const struct judged *j)
{
	const struct claim *c = j->claim;
	char number[2 * NUMBER_SIZE];
	number_print_ci(j->value, j->ci95, number);
	append(r->cell[PUBLISHED], "", c->published);
	if (c->published_to) append(r->cell[PUBLISHED], " to ", c->published_to);
	append(r->cell[SIMULATED], "", number);
	append(r->cell[SIMULATED], *j->unit && !isnan(j->value) ? " " : "", isnan(j->value) ? "" : j->unit);
	snprintf(r->cell[ERROR], CELL_SIZE, j->error == 0 ? "0" : isnan(j->error) ? "-" : "%+.1f %%", 100 * j->error);
	if (c->published_to)
		append(r->cell[TOLERANCE], "", "range");
	else
		snprintf(r->cell[TOLERANCE], CELL_SIZE, c->tolerance ? "%g %%" : "0", (double)c->tolerance * 1e-4);
}

static void fill_row(struct row *r, const struct judged *j)
{
	memset(r, 0, sizeof(*r));
	append(r->cell[CLAIM], "", j->claim->id);
	fill_what(r->cell[WHAT], j->claim);
	append(r->cell[KIND], "", claim_kinds[j->claim->kind]);
	append(r->cell[VERDICT], "", verdict_words[j->verdict]);
	if (!j->claim->n_refused) {
		fill_numbers(r, j);
		return;
	}
	append(r->cell[PUBLISHED], "", "refused");
	append(r->cell[SIMULATED], "", j->verdict == VERDICT_OK ? "refused" : "not so");
	append(r->cell[ERROR], "", "-");
	append(r->cell[TOLERANCE], "", "0");
}

static struct row *fill_rows(const struct judgement *j)
{
	struct row *rows = calloc((size_t)j->n + 1, sizeof(*rows));
	for (int i = 0; rows && i < j->n; i++)
		fill_row(&rows[i], &j->judged[i]);
	return rows;
}

static bool same_group(const char *a, const char *b)
{
	return claim_group(a) == claim_group(b) && strncmp(a, b, (size_t)claim_group(a)) == 0;
}

/* Claims from first on that are of its group. */
static int group_size(const struct judgement *j, int first)
{
	int n = 0;
	while (first + n < j->n && same_group(j->judged[first].claim->id, j->judged[first + n].claim->id))
		n++;
	return n;
}

/* The k-th calibration counts as a constant of the group unless one before it names the same price. */
static bool counts(const struct judgement *j, const char *id, int k)
{
	const struct calibration *c = j->calibration;
	if (!same_group(c[k].claim, id)) return false;
	for (int i = 0; i < k; i++)
		if (same_group(c[i].claim, id) && strcmp(c[i].where, c[k].where) == 0 && strcmp(c[i].price, c[k].price) == 0)
			return false;
	return true;
}

/* A text of a file, on one line. */
static void put_text(FILE *out, const char *text, bool markdown)
{
	if (markdown) {
		markdown_text(out, text);
		return;
	}
	for (; *text; text++)
		fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
}

static void put_group(FILE *out, const char *id, bool markdown)
{
	char group[160];
	snprintf(group, sizeof(group), "%.*s", claim_group(id), id);
	put_text(out, group, markdown);
}

static void print_summary(FILE *out, const struct judgement *j, int first, int n, bool markdown)
{
	int kinds[4] = {0}, constants = 0, follow = 0;
	const char *id = j->judged[first].claim->id;
	for (int i = first; i < first + n; i++) {
		follow += j->judged[i].follows;
		kinds[j->judged[i].claim->kind] += !j->judged[i].follows;
	}
	for (int k = 0; k < j->n_calibrations; k++)
		constants += counts(j, id, k);
	fputs(markdown ? "\n" : "", out);
	put_group(out, id, markdown);
	fprintf(out, ": %d constant%s for %d calibrated number%s", constants, constants == 1 ? "" : "s", kinds[CLAIM_CALIBRATED],
		kinds[CLAIM_CALIBRATED] == 1 ? "" : "s");
	if (follow) fprintf(out, " and %d ratio%s of them", follow, follow == 1 ? "" : "s");
	fprintf(out, "; %d predicted; %d exact", kinds[CLAIM_PREDICTED], kinds[CLAIM_EXACT]);
	if (kinds[CLAIM_FLAGGED]) fprintf(out, "; %d flagged", kinds[CLAIM_FLAGGED]);
	fputc('\n', out);
	for (int k = 0, told = 0; k < j->n_calibrations; k++) {
		if (!counts(j, id, k)) continue;
		fputs(told++ ? ", " : "  constants: ", out);
		put_text(out, j->calibration[k].where, markdown);
		fputs(": ", out);
		put_text(out, j->calibration[k].price, markdown);
		if (told == constants) fputs("\n", out);
	}
}

static void print_total(FILE *out, const struct judgement *j)
{
	fprintf(out, "\n%d claim%s: %d ok, %d missed, %d flagged\n", j->n, j->n == 1 ? "" : "s", judged_count(j, VERDICT_OK),
		judged_count(j, VERDICT_MISS), judged_count(j, VERDICT_FLAG));
}

/* What there is to say about a claim, a line each; before stands at the first, again at the others. Was there anything? */
static bool put_notes(FILE *out, const struct judged *j, const char *before, const char *again, bool markdown)
{
	const char *const texts[] = {j->remark, j->claim->note};
	bool any = false;
	for (int i = 0; i < 2; i++) {
		if (!*texts[i]) continue;
		fputs(any ? again : before, out);
		any = true;
		put_text(out, j->claim->id, markdown);
		fputs(": ", out);
		put_text(out, texts[i], markdown);
		fputc('\n', out);
	}
	return any;
}

static void put_heading(FILE *out, const struct judged *j, const char *before, bool markdown)
{
	fputs(before, out);
	put_group(out, j->claim->id, markdown);
	if (*j->source) fputs(": ", out);
	put_text(out, j->source, markdown);
	fputc('\n', out);
}

static int width_of(const char *text)
{
	int n = 0;
	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void put_row(FILE *out, const char *const cell[N_CELLS], const int width[N_CELLS])
{
	for (int k = 0; k < N_CELLS; k++) {
		bool left = k == CLAIM || k == WHAT || k >= KIND, last = k == N_CELLS - 1;
		int pad = width[k] - width_of(cell[k]);
		fprintf(out, "%*s%s%*s", left ? 0 : pad, "", cell[k], left && !last ? pad : 0, "");
		fputs(last ? "\n" : "  ", out);
	}
}

static void put_text_row(FILE *out, const struct row *r, const int width[N_CELLS])
{
	const char *cell[N_CELLS];
	for (int k = 0; k < N_CELLS; k++)
		cell[k] = r->cell[k];
	put_row(out, cell, width);
}

/* Numbers of other settings must not pass for the scenarios' own. */
static void put_sets(FILE *out, const struct judgement *j, bool markdown)
{
	for (int i = 0; i < j->n_sets; i++) {
		fputs(i ? " --set " : "with --set ", out);
		put_text(out, j->set[i], markdown);
	}
	if (j->n_sets) fputs("\n\n", out);
}

bool judged_text(FILE *out, const struct judgement *j)
{
	int width[N_CELLS];
	struct row *rows = fill_rows(j);
	if (!rows) return false;
	for (int k = 0; k < N_CELLS; k++) {
		width[k] = width_of(heads[k]);
		for (int i = 0; i < j->n; i++)
			if (width_of(rows[i].cell[k]) > width[k]) width[k] = width_of(rows[i].cell[k]);
	}
	put_sets(out, j, false);
	put_row(out, heads, width);
	for (int first = 0, n; first < j->n; first += n) {
		n = group_size(j, first);
		put_heading(out, &j->judged[first], "\n", false);
		for (int i = first; i < first + n; i++)
			put_text_row(out, &rows[i], width);
		for (int i = first; i < first + n; i++)
			put_notes(out, &j->judged[i], "  ", "  ", false);
		print_summary(out, j, first, n, false);
	}
	print_total(out, j);
	free(rows);
	return !ferror(out);
}

bool judged_markdown(FILE *out, const struct judgement *j)
{
	struct row *rows = fill_rows(j);
	if (!rows) return false;
	put_sets(out, j, true);
	for (int first = 0, n; first < j->n; first += n) {
		n = group_size(j, first);
		put_heading(out, &j->judged[first], first ? "\n### " : "### ", true);
		fputs("\n| claim | what | published | simulated | error | tolerance | kind | "
		      "|\n|---|---|---|---|---|---|---|---|\n",
		      out);
		for (int i = first; i < first + n; i++) {
			for (int k = 0; k < N_CELLS; k++) {
				fputs("| ", out);
				put_text(out, rows[i].cell[k], true);
				fputc(' ', out);
			}
			fputs("|\n", out);
		}
		bool noted = false;
		for (int i = first; i < first + n; i++)
			noted |= put_notes(out, &j->judged[i], noted ? "- " : "\n- ", "- ", true);
		print_summary(out, j, first, n, true);
	}
	print_total(out, j);
	free(rows);
	return !ferror(out);
}
