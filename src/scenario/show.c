/* show.c - the statistics a scenario is about. */
#include "nic/statistic.h"
#include "scenario/internal.h"
#include <string.h>

static bool is_name(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

bool statistic_needed(const struct node *n, const char *key, struct error *err)
{
	char hint[HINT_SIZE];
	if (!need_text(n, key, "the name of a statistic such as throughput", err)) return false;
	if (!is_name(n->text))
		return error_at(err, n->at, "key '%s': expected the name of a statistic such as throughput, not '%.60s'", key,
				n->text);
	return statistic_exists(n->text) ||
	       error_at(err, n->at, "key '%s': there is no statistic '%.60s', expected one of --list statistics%s", key, n->text,
			statistic_hint(n->text, hint, sizeof hint));
}

/* Each once. */
static void add(struct scenario *s, const char *name, struct place at)
{
	for (int i = 0; i < s->n_show; i++)
		if (strcmp(s->show[i], name) == 0) return;
	s->show[s->n_show] = name;
	s->show_at[s->n_show++] = at;
}

static bool read_list(struct scenario *s, const struct node *list, struct error *err)
{
	char shown[80];
	if (list->kind != NODE_LIST || list->count == 0)
		return error_at(err, list->at, "key 'show': expected a list of statistics such as [throughput, dropped], not %s",
				list->kind == NODE_LIST ? "an empty list" : node_shown(list, shown, sizeof shown));
	for (const struct node *n = list->first; n; n = n->next) {
		if (!statistic_needed(n, "show", err)) return false;
		for (int i = 0; i < s->n_show; i++)
			if (strcmp(s->show[i], n->text) == 0)
				return error_at(err, n->at, "key 'show': duplicate statistic '%.60s'", n->text);
		add(s, n->text, n->at);
	}
	return true;
}

bool show_read(struct scenario *s, const struct node *list, struct error *err)
{
	size_t most = (size_t)((list ? list->count : 0) + s->n_claims) + 1;
	s->show_node = list;
	s->show = arena_array(s->arena, most, sizeof *s->show);
	s->show_at = arena_array(s->arena, most, sizeof *s->show_at);
	if (!s->show || !s->show_at) return error_memory(err);
	if (list && !read_list(s, list, err)) return false;
	for (int i = 0; i < s->n_claims; i++)
		if (*s->claim[i].of) add(s, s->claim[i].of, s->claim[i].of_place);
	return true;
}

int scenario_show(const struct scenario *s, const char *const **list)
{
	*list = s->show;
	return s->n_show;
}

struct place scenario_show_place(const struct scenario *s, int i)
{
	return s->show_at[i];
}
