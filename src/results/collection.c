/* collection.c - journals together. */
#include "results/collection.h"
#include "report/json_value.h"
#include "report/point.h"
#include "scenario/scenario.h"
#include <stdlib.h>
#include <string.h>

static bool no_memory(struct error *err)
{
	return error_memory(err);
}

bool collection_expect(struct collection *c, const char *head, struct error *err)
{
	c->head = json_value_read(head, strlen(head), err);
	c->head_text = strdup(head);
	int64_t points = json_integer_value(json_object_get(c->head, "points"));
	if (!c->head_text) error_memory(err);
	if (err->set) return false;
	if (points < 1 || points > SCENARIO_MAX_POINTS)
		return error_plain(err, "the head of a journal tells of no scenario; expected 1 to %d points",
				   SCENARIO_MAX_POINTS);
	c->held = calloc((size_t)points, sizeof(*c->held));
	if (!c->held) return no_memory(err);
	c->points = points;
	return true;
}

const char *collection_text(const struct collection *c, const char *key)
{
	const char *text = json_string_value(json_object_get(c->head, key));
	return text ? text : "";
}

/* What differs between two heads, in the order in which one thing explains the next. */
static const struct {
	const char *key, *what;
} parts[] = {
	{"journal", "it has another form"},
	{"version", "it was made by another version of simnic"},
	{"program", "it was made by another build of simnic"},
	{"file", "its scenario file was named differently"},
	{"report", "the scenario, or what --set changed, was another"},
	{"scenario", "the scenario, its platform or its captures have changed"},
	{"verbose", "it was made with or without -v"},
	{"what_if", "it was made with or without --what-if"},
	{NULL, "the scenario has changed"},
};

static bool other_head(const struct collection *c, const char *path, const char *head, struct error *err)
{
	json_t *v = json_value_read(head, strlen(head), err);
	int i = 0;
	while (parts[i].key && v && json_equal(json_object_get(v, parts[i].key), json_object_get(c->head, parts[i].key)))
		i++;
	json_decref(v);
	return error_plain(err, "%s does not belong to these results: %s", path, parts[i].what);
}

/*
 * Equal but for the scenario as it took effect: that names files by where they are on one machine, and what it says is in the hash of
 * the scenario, too.
 */
static bool same_head(const struct collection *c, const char *head, struct error *err)
{
	if (strcmp(head, c->head_text) == 0) return true;
	json_t *theirs = json_value_read(head, strlen(head), err), *ours = json_copy(c->head);
	if (!ours) error_memory(err);
	bool same = theirs && ours && json_object_del(theirs, "config") == 0 && json_object_del(ours, "config") == 0 &&
		    json_equal(theirs, ours);
	json_decref(theirs);
	json_decref(ours);
	return same;
}

bool collection_is_same_work(const struct collection *c, const char *head, struct error *err)
{
	json_t *theirs = json_value_read(head, strlen(head), err);
	bool same = theirs && json_equal(json_object_get(theirs, "scenario"), json_object_get(c->head, "scenario")) &&
		    json_equal(json_object_get(theirs, "points"), json_object_get(c->head, "points"));
	json_decref(theirs);
	return same;
}

static bool room_for_reader(struct collection *c, struct error *err)
{
	if (c->n < c->room) return true;
	int room = c->room ? 2 * c->room : 8;
	struct journal_reader *more = realloc(c->reader, sizeof(*more) * (size_t)room);
	if (more) c->reader = more;
	char **paths = realloc(c->path, sizeof(*paths) * (size_t)room);
	if (paths) c->path = paths;
	if (!more || !paths) return no_memory(err);
	c->room = room;
	return true;
}

static bool hold(struct collection *c, const struct journal_line *l, const char *path, int line, struct error *err)
{
	if (l->number < 0 || l->number >= c->points)
		return error_plain(err, "%s: there is no point %lld", path, (long long)l->number);
	struct held *h = &c->held[l->number];
	bool new = !h->source;
	if (!new && h->hash == l->hash) {
		c->twins++;
		return true;
	}
	if (!new && h->state != STATE_FAILED && l->state == STATE_FAILED) return true;
	if (!new && h->state != STATE_FAILED)
		return error_plain(err, "%s and %s say different things about point %lld, which should be the same anywhere",
				   path, c->path[h->source - 1], (long long)l->number);
	c->n_held += new;
	*h = (struct held){c->n + 1, line, l->offset, l->hash, l->state};
	return true;
}

/* Whose points they are, as the first journal says. */
static bool take_head(struct collection *c, const struct journal_reader *r, struct error *err)
{
	if (c->check) {
		json_t *head = json_value_read(r->head, strlen(r->head), err);
		bool good = !err->set && journal_check_head(head, r->path, err);
		json_decref(head);
		if (!good) return false;
	}
	return collection_expect(c, r->head, err);
}

/* False and err only when memory is exhausted. */
static bool is_good(struct collection *c, const struct journal_line *l, struct error *err)
{
	bool known = c->id && l->number >= 0 && l->number < c->points;
	if (!c->check) return true;
	if (!c->names && !(c->names = calloc(1, sizeof(*c->names)))) return error_memory(err);
	return c->check(l, known ? c->id[l->number] : NULL, c->names, err);
}

static bool hold_all(struct collection *c, struct journal_reader *r, struct error *err)
{
	struct journal_line line;
	if (!c->head && !take_head(c, r, err)) return false;
	if (!same_head(c, r->head, err)) return other_head(c, r->path, r->head, err);
	while (!err->set && journal_next(r, &line, err)) {
		if (is_good(c, &line, err))
			hold(c, &line, r->path, (int)r->lines, err);
		else if (!r->damaged)
			r->damaged = r->lines;
	}
	if (r->damaged && !c->damage.file) c->damage = (struct place){r->path, (int)r->damaged, 0};
	return !err->set;
}

enum journal_state collection_add(struct collection *c, const char *path, int64_t *size, struct error *err)
{
	*size = 0;
	if (!room_for_reader(c, err)) return JOURNAL_FAILED;
	if (!(c->path[c->n] = strdup(path))) return no_memory(err), JOURNAL_FAILED;
	struct journal_reader *r = &c->reader[c->n];
	enum journal_state state = journal_read(r, c->path[c->n], err);
	if (state != JOURNAL_GOOD) {
		free(c->path[c->n]);
		return state;
	}
	bool good = hold_all(c, r, err);
	*size = r->offset;
	c->n++;
	return good ? JOURNAL_GOOD : JOURNAL_FAILED;
}

bool collection_line(struct collection *c, int64_t point, struct journal_line *line, struct error *err)
{
	const struct held *h = &c->held[point];
	if (journal_at(&c->reader[h->source - 1], h->offset, line, err) && line->hash == h->hash) return true;
	return error_plain(err, "%s has changed while it was read: point %lld is not where it was", c->path[h->source - 1],
			   (long long)point);
}

void collection_free(struct collection *c)
{
	for (int i = 0; i < c->n; i++) {
		journal_done(&c->reader[i]);
		free(c->path[i]);
	}
	free(c->reader);
	free(c->path);
	free(c->held);
	if (c->names) names_free(c->names);
	free(c->names);
	free(c->head_text);
	json_decref(c->head);
	*c = (struct collection){0};
}
