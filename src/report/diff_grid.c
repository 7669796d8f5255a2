/* diff_grid.c - rows of a comparison. */
#include "report/diff_grid.h"
#include "report/number.h"
#include <math.h>
#include <string.h>

#define MOST_COLUMNS 4 /* statistics of a row that tells of a pair */

const struct statistic *diff_headline(const struct diff *d)
{
	const struct report_head head = {.scenario = NULL};
	const struct answer a = {.head = &head, .point = d->a.point, .n_points = d->a.n},
			    b = {.head = &head, .point = d->b.point, .n_points = d->b.n};
	const struct statistic *s = headline_of(&a);
	return s ? s : headline_of(&b);
}

const struct diff_stat *diff_find(const struct diff_pair *p, const char *name)
{
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->stat[i].name, name) == 0) return &p->stat[i];
	return NULL;
}

void diff_count(const struct diff_pair *p, int *changed, int *same)
{
	*changed = *same = 0;
	for (int i = 0; i < p->n; i++) {
		const struct diff_stat *s = &p->stat[i];
		if (isnan(s->a) && isnan(s->b)) continue;
		++*(s->verdict == DIFF_SAME ? same : changed);
	}
}

static struct scale scale_of(const struct diff_stat *s)
{
	double a = isnan(s->a) ? 0 : fabs(s->a), b = isnan(s->b) ? 0 : fabs(s->b);
	if (s->row && s->row->group == GROUP_CORE && !*s->unit) return (struct scale){"%", 100};
	return scale_for(s->unit, fmax(a, b));
}

const char *diff_words(const struct diff *d, const struct diff_stat *s)
{
	char text[2 * NUMBER_SIZE];
	double percent = diff_percent(s, s->change);
	bool share = !isnan(percent);
	struct scale scale = share ? (struct scale){"%", 1} : scale_of(s);
	if (isnan(s->a) && isnan(s->b)) return "-";
	if (s->verdict == DIFF_ONE_SIDE) return isnan(s->a) ? "only in B" : "only in A";
	if (s->change == 0) return "the same";
	double change = share ? percent : s->change * scale.factor;
	double half = share ? diff_percent(s, s->half) : s->half * scale.factor;
	number_print_ci(change, half, text);
	char *end = strchr(text, ' ');
	const char *interval = end ? end : "";
	return arena_printf(d->arena, "%s%.*s%s%s%s%s", change > 0 ? "+" : "", end ? (int)(end - text) : (int)strlen(text), text,
			    *scale.unit ? " " : "", scale.unit, interval,
			    s->verdict == DIFF_SAME     ? " (not sure)"
			    : s->verdict == DIFF_UNSURE ? " (one replication)"
							: "");
}

static const char *value_words(const struct diff *d, double mean, double half, double factor)
{
	char text[2 * NUMBER_SIZE];
	number_print_ci(mean * factor, half * factor, text);
	return arena_strdup(d->arena, text);
}

static const char *titled(const struct diff *d, const char *label, const char *unit)
{
	return *unit ? arena_printf(d->arena, "%s [%s]", label, unit) : arena_strdup(d->arena, label);
}

static bool has_value(const struct diff_stat *s)
{
	return !isnan(s->a) || !isnan(s->b);
}

static bool is_told(const struct diff *d, const struct diff_stat *s, enum stat_group group)
{
	if (!has_value(s) || group_of(s->row, s->unit) != group) return false;
	return d->verbose || (s->verdict != DIFF_SAME && !(s->row && s->row->aside));
}

static bool put_stat(struct grid *g, const struct diff *d, const struct diff_stat *s)
{
	char label[NAME_SIZE];
	struct scale scale = scale_of(s);
	const char **row = grid_row(g, d->arena);
	if (!row) return false;
	statistic_label(s->row, s->name, label, sizeof(label));
	row[0] = titled(d, label, scale.unit);
	row[1] = value_words(d, s->a, s->half_a, scale.factor);
	row[2] = value_words(d, s->b, s->half_b, scale.factor);
	row[3] = diff_words(d, s);
	return row[0] && row[1] && row[2] && row[3];
}

static const char *limited_by(const struct point *p)
{
	return p->failed ? "failed" : limiter_name(p) ? limiter_name(p) : "-";
}

static bool put_head(struct grid *g, const struct diff *d, const char *first, const char *last)
{
	const char **row = grid_row(g, d->arena);
	if (!row) return false;
	row[0] = first;
	row[1] = "A";
	row[2] = "B";
	row[3] = last;
	return true;
}

bool diff_grid_pair(struct grid *g, const struct diff *d, const struct diff_pair *p)
{
	*g = (struct grid){.keys = 1, .columns = 4};
	if (!put_head(g, d, "", "change")) return false;
	const char **row = grid_row(g, d->arena);
	if (!row) return false;
	row[0] = "limited by";
	row[1] = limited_by(p->a);
	row[2] = limited_by(p->b);
	row[3] = strcmp(row[1], row[2]) == 0 ? "the same" : "another";
	for (enum stat_group group = GROUP_RESULT; group < N_GROUPS; group++) {
		bool begun = false;
		for (int i = 0; i < p->n; i++) {
			if (!is_told(d, &p->stat[i], group)) continue;
			if (!begun && (!(row = grid_row(g, d->arena)) || !(row[0] = group_title(group)))) return false;
			begun = true;
			if (!put_stat(g, d, &p->stat[i])) return false;
		}
	}
	return true;
}

bool diff_grid_settings(struct grid *g, const struct diff *d, const char *what, const struct diff_setting *list, int n)
{
	bool all = true;
	for (int i = 0; i < n; i++)
		all &= list[i].pairs == d->n;
	*g = (struct grid){.keys = 1, .columns = all ? 3 : 4};
	const char **row = grid_row(g, d->arena);
	if (!row) return false;
	row[0] = what;
	row[1] = "A";
	row[2] = "B";
	if (!all) row[3] = "points";
	for (int i = 0; i < n; i++) {
		if (!(row = grid_row(g, d->arena))) return false;
		row[0] = list[i].key;
		row[1] = list[i].a ? list[i].a : "-";
		row[2] = list[i].b ? list[i].b : "-";
		if (!all && !(row[3] = arena_printf(d->arena, "%d of %d", list[i].pairs, d->n))) return false;
	}
	return true;
}

/* ---- a row for each pair ---- */

struct columns {
	const char *stat[MOST_COLUMNS];
	int n;
};

static void add_column(struct columns *c, const char *stat)
{
	for (int i = 0; i < c->n; i++)
		if (strcmp(c->stat[i], stat) == 0) return;
	if (c->n < MOST_COLUMNS) c->stat[c->n++] = stat;
}

/* One unit for all rows. */
static struct scale scale_of_column(const struct diff *d, const char *stat)
{
	double largest = 0;
	const char *unit = "";
	for (int i = 0; i < d->n; i++) {
		const struct diff_stat *s = diff_find(&d->pair[i], stat);
		if (!s) continue;
		unit = s->unit;
		largest = fmax(largest, fmax(isnan(s->a) ? 0 : fabs(s->a), isnan(s->b) ? 0 : fabs(s->b)));
	}
	return scale_for(unit, largest);
}

static bool put_pair(struct grid *g, const struct diff *d, const struct diff_pair *p, const struct columns *c)
{
	char name[NAME_SIZE];
	const char **row = grid_row(g, d->arena), *was = limited_by(p->a), *is = limited_by(p->b);
	if (!row) return false;
	point_name(p->a, name);
	row[0] = arena_strdup(d->arena, name);
	bool good = row[0];
	for (int i = 0; good && i < c->n; i++) {
		const struct diff_stat *s = diff_find(p, c->stat[i]);
		double factor = scale_of_column(d, c->stat[i]).factor;
		row[1 + 3 * i] = s ? value_words(d, s->a, NAN, factor) : "-";
		row[2 + 3 * i] = s ? value_words(d, s->b, NAN, factor) : "-";
		row[3 + 3 * i] = s ? diff_words(d, s) : "-";
		good = row[1 + 3 * i] && row[2 + 3 * i] && row[3 + 3 * i];
	}
	row[1 + 3 * c->n] = strcmp(was, is) == 0 ? was : arena_printf(d->arena, "%s -> %s", was, is);
	return good && row[1 + 3 * c->n];
}

bool diff_grid_pairs(struct grid *g, const struct diff *d, const struct statistic *headline, int most)
{
	struct columns c = {.n = 0};
	if (headline) add_column(&c, headline->name);
	for (int i = 0; i < d->n_rules; i++)
		add_column(&c, d->rule[i].stat);
	*g = (struct grid){.keys = 1, .columns = 3 * c.n + 2};
	const char **row = grid_row(g, d->arena);
	if (!row) return false;
	row[0] = "point";
	for (int i = 0; i < c.n; i++) {
		row[1 + 3 * i] = titled(d, c.stat[i], scale_of_column(d, c.stat[i]).unit);
		row[2 + 3 * i] = "in B";
		row[3 + 3 * i] = "change";
		if (!row[1 + 3 * i]) return false;
	}
	row[1 + 3 * c.n] = "limited by";
	for (int i = 0; i < d->n && i < most; i++)
		if (!put_pair(g, d, &d->pair[i], &c)) return false;
	g->left_out = d->n > most ? d->n - most : 0;
	return true;
}
