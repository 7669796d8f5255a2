/* text.c - the answer for people: one sentence, table, what binds, what would help, how sure. */
#include "report/text.h"
#include "base/text_stream.h"
#include "report/number.h"
#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS 6   /* points side by side; more of them stand one per line */
#define SCREEN_LINES 40 /* what a comparison of two fits into */
#define FEWEST_LINES 8  /* of what differs, however much more there is to say */
#define MOST_COSTS 6
#define FEWEST_COSTS 2

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

static void put_title(FILE *out, const struct answer *a)
{
	const struct report_head *h = a->head;
	if (h->title && *h->title) put_wrapped(out, h->title, answer_width(a));
	for (int i = 0; i < h->n_set; i++)
		fprintf(out, "set %s\n", h->set[i]);
}

static void list_sureness(FILE *out, const struct answer *a)
{
	const struct report_head *h = a->head;
	int n = a->point[0].replications;
	if (h->scenario) fprintf(out, "scenario %s", h->scenario);
	if (h->platform) fprintf(out, ", platform %s", h->platform);
	fprintf(out, ", %d replication%s, seed %lld\n", n, n == 1 ? "" : "s", (long long)a->point[0].seed);
	fputs(n > 1 ? "mean +- sampling noise (95 % confidence), of rates at least what the measured time resolves\n"
		    : "one replication; +- of rates is what the measured time resolves\n",
	      out);
	if (!a->side_by_side && !answer_tried(a))
		fputs("limiters are inferred from who works and who waits, not tried; --what-if tries\n", out);
	put_band_head(out, a);
	if (!a->verbose) fputs("-v tells the rest, and what each name means\n", out);
}

/* What was run, how often, and what is not known of it. False when memory is exhausted. */
static bool put_sureness(FILE *out, const struct answer *a)
{
	char *text = NULL;
	size_t size;
	FILE *f = text_stream(&text, &size);
	if (f) list_sureness(f, a);
	bool ok = f && fclose(f) == 0;
	fputs("\nhow sure\n", out);
	for (char *line = ok ? text : NULL, *end; line && (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		put_wrapped(out, line, answer_width(a));
	}
	free(text);
	return ok;
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
	if (ok) put_paragraph(out, a, text);
	free(text);
	return ok;
}

/* Meanings stand in a column; on a narrow terminal below the names. */
static void put_words(FILE *out, const struct answer *a)
{
	enum { COLUMN = 33, NARROW = 63, UNDER = 6 };
	int width = answer_width(a);
	fputs("\nwords\n", out);
	for (int i = 0; i < a->n_lines; i++) {
		const struct line *l = &a->line[i];
		if (!l->help || !*l->help) continue;
		int at = fprintf(out, width < NARROW ? "  %s" : "  %-30s ", l->name);
		if (width < NARROW) fprintf(out, "\n%*s", UNDER, "");
		put_hanging(out, l->help, width, width < NARROW ? UNDER : at, width < NARROW ? UNDER : COLUMN);
	}
}

/* What comes before the numbers: the answer, and what is wrong with it. */
static bool put_answer(FILE *out, const struct answer *a)
{
	put_title(out, a);
	bool ok = text_sentence(out, a);
	put_trouble(out, a);
	return put_few(out, a) && ok;
}

/* What comes behind them; costs: so many are told apart. */
static bool put_reasons(FILE *out, const struct answer *a, int costs)
{
	bool ok = !a->side_by_side || text_limits(out, a);
	text_gains(out, a);
	if (costs) ok = text_times(out, a, costs) && ok;
	return put_sureness(out, a) && ok;
}

static int lines_in(const char *text)
{
	int n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* All of it in so many lines for what differs, and for costs; the caller's, NULL when memory is exhausted. */
static char *brief(const struct answer *a, int differing, int costs)
{
	char *text = NULL;
	size_t size;
	FILE *f = text_stream(&text, &size);
	bool ok = f && put_answer(f, a) && (!differing || text_differing(f, a, differing)) && put_reasons(f, a, costs);
	if (f && fclose(f) != 0) ok = false;
	if (ok) return text;
	free(text);
	return NULL;
}

/* What differs gets the room that the rest leaves.  Where the scenario is about more than that, fewer costs are told apart. */
static bool put_brief(FILE *out, const struct answer *a)
{
	for (int costs = MOST_COSTS;; costs--) {
		char *rest = brief(a, 0, costs);
		int room = rest ? SCREEN_LINES - lines_in(rest) : 0;
		free(rest);
		char *all = rest ? brief(a, room > FEWEST_LINES ? room : FEWEST_LINES, costs) : NULL;
		bool done = !all || costs == FEWEST_COSTS || lines_in(all) <= SCREEN_LINES;
		if (all && done) fputs(all, out);
		free(all);
		if (done) return all != NULL;
	}
}

bool report_text(FILE *out, const struct report_head *head, const struct point *point, int n_points, bool verbose)
{
	struct answer a = {.head = head, .point = point, .n_points = n_points, .verbose = verbose, .screen = head->screen};
	if (n_points <= 0) return true;
	a.side_by_side = n_points <= MAX_COLUMNS && (n_points <= 1 || point[0].n_axes <= 1);
	bool ok = answer_collect(&a);
	if (ok && a.side_by_side && !verbose) {
		ok = put_brief(out, &a);
	} else if (ok) {
		ok = put_answer(out, &a);
		ok = (a.side_by_side ? text_columns(out, &a) : text_rows(out, &a)) && ok;
		ok = put_reasons(out, &a, 0) && ok;
		if (verbose) put_words(out, &a);
	}
	free(a.line);
	return ok && !ferror(out);
}
