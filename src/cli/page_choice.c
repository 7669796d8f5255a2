/* page_choice.c - of the points of a report some, in another order, and with other columns. */
#include "cli/page_parts.h"
#include "nic/statistic.h"
#include "report/pick.h"
#include <string.h>

#define MOST_COLUMNS 24

static bool is_counted(const struct records *r, const char *name)
{
	for (int i = 0; i < r->n; i++)
		if (point_find(&r->point[i], name) >= 0) return true;
	return false;
}

/* "throughput,latency_p99": statistics that the points have. */
static bool take_columns(struct making *m, const char *list)
{
	const char **show = arena_array(&m->arena, MOST_COLUMNS, sizeof(*show));
	char *text = arena_strdup(&m->arena, list);
	if (!show || !text) return error_memory(m->err);
	int n = 0;
	for (char *end; text; text = end) {
		const char *best = NULL;
		int cost = 0;
		end = strchr(text, ',');
		if (end) *end++ = '\0';
		if (n == MOST_COLUMNS) return error_plain(m->err, "--columns: more than %d", MOST_COLUMNS);
		show[n++] = text;
		if (!*text) return error_plain(m->err, "--columns: expected names with commas between them, found an empty one");
		if (pick_axis(&m->records.point[0], text) >= 0)
			return error_plain(m->err, "--columns %s: keys that vary are columns anyway, expected statistics", text);
		if (is_counted(&m->records, text)) continue;
		for (int i = 0; i < m->records.point[0].n_stats; i++)
			statistic_offer(text, m->records.point[0].stat[i].name, &best, &cost);
		return best ? error_plain(m->err, "--columns %s: no such statistic; did you mean %s?", text, best)
			    : error_plain(m->err, "--columns %s: no such statistic; see simnic --list statistics", text);
	}
	m->page.head.show = show;
	m->page.head.n_show = n;
	return m->page.only_shown = true;
}

bool choose_points(struct making *m, const struct choice *c)
{
	int n = pick_points(m->records.point, m->records.n, c->where, c->n_where, m->err);
	if (n < 0 || (c->columns && !take_columns(m, c->columns))) return false;
	if (c->sort && !pick_sort(m->records.point, n, c->sort, m->err)) return false;
	m->page.n_points = c->top && c->top < n ? c->top : n;
	return true;
}
