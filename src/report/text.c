/* text.c - the answer for people: header, table, what binds, one sentence. */
#include "report/text.h"
#include "base/text_stream.h"
#include "report/number.h"
#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS 6 /* points side by side; more of them stand one per line */

bool answer_is_dull(const struct answer *a, const struct line *l)
{
	return !l->shown && (answer_largest(a, l->name) == 0 || (l->row && l->row->aside));
}

static int find_line(const struct answer *a, const char *name, int hint)
{
	if (hint < a->n_lines && strcmp(a->line[hint].name, name) == 0) return hint;
	for (int i = 0; i < a->n_lines; i++)
		if (strcmp(a->line[i].name, name) == 0) return i;
	return -1;
}

static bool is_shown(const struct report_head *h, const char *name)
{
	for (int i = 0; i < h->n_show; i++)
		if (strcmp(h->show[i], name) == 0) return true;
	return false;
}

bool answer_collect(struct answer *a)
{
	int room = 0;
	for (int i = 0; i < a->n_points; i++)
		for (int k = 0; k < a->point[i].n_stats; k++) {
			const struct point_stat *s = &a->point[i].stat[k];
			if (find_line(a, s->name, k) >= 0) continue;
			if (a->n_lines == room) {
				room += MAX_STATS;
				struct line *more = realloc(a->line, (size_t)room * sizeof(*more));
				if (!more) return false;
				a->line = more;
			}
			const struct statistic *row = statistic_find(s->name);
			a->line[a->n_lines++] =
				(struct line){s->name, s->unit, s->help, row, group_of(row, s->unit), is_shown(a->head, s->name)};
		}
	return true;
}

static void put_header(FILE *out, const struct report_head *h, const struct point *first)
{
	if (h->title && *h->title) fprintf(out, "%s\n", h->title);
	if (h->scenario) fprintf(out, "scenario %s", h->scenario);
	if (h->platform) fprintf(out, ", platform %s", h->platform);
	int n = first->replications;
	fprintf(out, ", %d replication%s, seed %lld\n", n, n == 1 ? "" : "s", (long long)first->seed);
	for (int i = 0; i < h->n_set; i++)
		fprintf(out, "set %s\n", h->set[i]);
	fputs(n > 1 ? "mean +- sampling noise (95 % confidence), of rates at least what the measured time resolves\n"
		    : "one replication; +- of rates is what the measured time resolves\n",
	      out);
}

static void put_trouble(FILE *out, const struct answer *a)
{
	char name[NAME_SIZE];
	for (int i = 0; i < a->n_points; i++) {
		const struct point *p = &a->point[i];
		point_name(p, name);
		if (p->failed) fprintf(out, "\nFAILED: %s: %s\n", name, p->failure);
		if (p->unsteady)
			fprintf(out, "\nNOT STEADY: %s: %s; its means depend on when it was looked at\n", name, p->unsteady_why);
	}
}

#define FEW_NAMED 6 /* the others are counted */
static void list_few(FILE *out, const struct answer *a)
{
	char name[NAME_SIZE];
	int few = 0;
	for (int i = 0; i < a->n_points; i++) {
		double n = point_few(&a->point[i]);
		if (n < 0 || few++ >= FEW_NAMED) continue;
		point_name(&a->point[i], name);
		fprintf(out, "%s%s (%.0f measured)", few == 1 ? "few packets: " : ", ", name, n);
	}
	if (few > FEW_NAMED) fprintf(out, " and %d more", few - FEW_NAMED);
	if (few) fputs(few == 1 ? "; its means are chance" : "; their means are chance", out);
}

/* Points whose means a few packets make, all in one paragraph. False when memory is exhausted. */
static bool put_few(FILE *out, const struct answer *a)
{
	char *text = NULL;
	size_t size;
	FILE *all = text_stream(&text, &size);
	if (all) list_few(all, a);
	bool ok = all && fclose(all) == 0;
	if (ok) put_paragraph(out, text);
	free(text);
	return ok;
}

static void put_words(FILE *out, const struct answer *a)
{
	fputs("\nwords\n", out);
	for (int i = 0; i < a->n_lines; i++)
		if (a->line[i].help && *a->line[i].help) fprintf(out, "  %-30s %s\n", a->line[i].name, a->line[i].help);
}

bool report_text(FILE *out, const struct report_head *head, const struct point *point, int n_points, bool verbose)
{
	struct answer a = {.head = head, .point = point, .n_points = n_points, .verbose = verbose};
	bool side_by_side = n_points <= MAX_COLUMNS && (n_points <= 1 || point[0].n_axes <= 1);
	if (n_points <= 0) return true;
	bool ok = answer_collect(&a);
	if (ok) {
		put_header(out, head, &point[0]);
		put_band_head(out, &a);
		ok = side_by_side ? text_columns(out, &a) : text_rows(out, &a);
		if (side_by_side) text_limits(out, &a);
		text_gains(out, &a);
		put_trouble(out, &a);
		ok = put_few(out, &a) && ok;
		ok = text_sentence(out, &a) && ok;
		if (verbose) put_words(out, &a);
	}
	free(a.line);
	return ok && !ferror(out);
}
