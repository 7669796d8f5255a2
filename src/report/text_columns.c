/* text_columns.c - points side by side, with all there is to tell: one row per statistic, grouped. */
#include "report/text_sheet.h"
#include <string.h>

static bool put_group(struct sheet *s, enum stat_group g)
{
	int n = 0;
	for (int i = 0; i < s->a->n_lines; i++)
		if (s->a->line[i].group == g) s->order[n++] = i;
	if (!n) return true;
	if (!table_heading(s->table, group_title(g))) return false;
	if (g == GROUP_COST) return sheet_costs(s, n, n);
	for (int i = 0; i < n; i++)
		if (!sheet_line(s, &s->a->line[s->order[i]])) return false;
	return true;
}

bool text_columns(FILE *out, const struct answer *a)
{
	struct sheet s;
	const struct point *first = &a->point[0];
	bool ok = sheet_open(&s, a) && fputc('\n', out) != EOF && sheet_names(&s, first->n_axes ? first->axis[0].key : "");
	for (int g = 0; ok && g < N_GROUPS; g++)
		ok = put_group(&s, g);
	ok = ok && table_print(out, s.table, 1, a->screen);
	sheet_close(&s);
	return ok;
}
