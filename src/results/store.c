/*
 * store.c - from a scenario to a results folder.  While points are run, each goes into a hidden journal, DIR/.NAME.journal; when all are
 * there, the files are made from journals (publish.c) and the hidden one is removed.  An end at any moment leaves the files of
 * before, and a journal that --resume goes on with.  From the first look at the folder until the last chart is drawn nobody else may
 * change it (take.h).
 */
#include "results/store.h"
#include "base/regular_file.h"
#include "report/saved.h"
#include "results/folder.h"
#include "results/make_folder.h"
#include "results/output.h"
#include "results/record.h"
#include "results/take.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *store_folder(const char *dir, const char *scenario_path, char *buf, size_t size)
{
	char base[512];
	if (dir)
		snprintf(buf, size, "%s", dir);
	else
		snprintf(buf, size, "results/%s", scenario_base(scenario_path, base, sizeof(base)));
	return buf;
}

/* Does the shard take the point with that id?  All do without one. */
static bool shard_takes(const struct keeping *o, const char id[17])
{
	return !o->shards || strtoull(id, NULL, 16) % (unsigned)o->shards == (unsigned)(o->shard - 1);
}

static bool name_files(struct store *s)
{
	char name[512];
	size_t room = sizeof(s->dir);
	if (s->o->dir && strlen(s->o->dir) >= room)
		return error_plain(&s->err, "--output: expected the name of a folder of less than %zu bytes", room);
	scenario_base(scenario_path(s->scenario), name, sizeof(name));
	store_folder(s->o->dir, scenario_path(s->scenario), s->dir, sizeof(s->dir));
	if (s->o->shards)
		snprintf(s->base, sizeof(s->base), "%s.shard-%d-of-%d", name, s->o->shard, s->o->shards);
	else
		snprintf(s->base, sizeof(s->base), "%s", name);
	if (!results_name_fits(s->base, &s->err)) return false;
	if (!s->o->shards && results_name_is_part(s->base))
		return error_plain(&s->err,
				   "results can't be called '%.60s', as the parts of others are (--shard); expected another name "
				   "of the scenario's file",
				   s->base);
	s->hidden = arena_printf(&s->arena, "%s/.%s.journal", s->dir, s->base);
	s->visible = arena_printf(&s->arena, "%s/%s.journal", s->dir, s->base);
	return (s->hidden && s->visible) || error_memory(&s->err);
}

/* ---- what is there ---- */

/* Our own points, as they are called. */
static bool expect(struct store *s, struct collection *c)
{
	c->check = journal_check_line;
	c->id = (const char(*)[17])s->who.id;
	return collection_expect(c, s->head, &s->err);
}

/* A journal of which nothing is known any more: its points are run again. */
static bool add_known(struct store *s, struct collection *c, const char *path, int64_t *size)
{
	enum journal_state state = collection_add(c, path, size, &s->err);
	if (state == JOURNAL_DAMAGED) s->o->say("warning: %s is damaged in its first line; its points are run again", path);
	return state != JOURNAL_FAILED;
}

static bool look_at_old(struct store *s)
{
	s->begun = previous_is_same(s->hidden, s->head, &s->err);
	struct previous_ask ask = {.dir = s->dir,
				   .base = s->base,
				   .visible = s->visible,
				   .head = s->head,
				   .may_replace = s->o->force,
				   .goes_on = s->o->resume || s->o->rerun,
				   .begun = s->begun};
	return !s->err.set && previous_look(&s->old, &ask, &s->err);
}

/*
 * Another result is there, and --resume finds work of ours that was begun in its place: that was allowed by --force then.
 */
static bool look_at_replacing(struct store *s)
{
	struct collection mine = {0};
	struct error why = {0};
	int64_t size;
	if (!s->old.other || !s->o->resume) return true;
	s->replaces = s->o->force ||
		      (collection_expect(&mine, s->head, &why) && collection_add(&mine, s->hidden, &size, &why) == JOURNAL_GOOD);
	collection_free(&mine);
	return !why.system || error_because(&s->err, &why, (struct place){0}, "%s", why.text);
}

/* What is there already, and what not; points that had failed are run again. */
static bool find_todo(struct store *s)
{
	const struct keeping *o = s->o;
	int64_t points = scenario_points(s->scenario), size, again = 0;
	if (!expect(s, &s->have)) return false;
	if (o->resume || o->rerun) {
		/* Damage is mended by running again; another's results are not ours to go on with. */
		if (!s->replaces && !add_known(s, &s->have, s->visible, &size)) return false;
		/* What was begun with --force and failed is not in the way of the result that is there: it is put aside. */
		bool theirs = s->old.points.head && !s->begun;
		if (!theirs && !add_known(s, &s->have, s->hidden, &s->unfinished)) return false;
	}
	if (s->have.damage.file)
		s->o->say("warning: %s:%d: a damaged line; its point is run again", s->have.damage.file, s->have.damage.line);
	if (!(s->todo = arena_array(&s->arena, (size_t)points, sizeof(*s->todo)))) return error_memory(&s->err);
	for (int64_t i = 0; i < points; i++) {
		const struct held *h = &s->have.held[i];
		bool named = o->rerun && strcmp(s->who.id[i], o->rerun) == 0;
		again += named;
		if (!shard_takes(o, s->who.id[i])) continue;
		s->n_wanted++;
		if (named || !h->source || h->state == STATE_FAILED) s->todo[s->n_todo++] = i;
	}
	if (o->rerun && !again) return error_plain(&s->err, "--rerun %s: no point has this id", o->rerun);
	return !o->rerun || s->have.n_held ||
	       error_plain(
		       &s->err,
		       "--rerun: there are no points of this scenario in %s to compare with; expected -o with the folder of an "
		       "earlier run, or no -o",
		       s->dir);
}

/* A name beside the hidden journal that is free: what was put aside before stays, too. */
static const char *aside_name(struct store *s)
{
	const char *name = arena_printf(&s->arena, "%s.old", s->hidden);
	bool taken = true;
	for (int i = 2; name; i++) {
		if (!path_look(name, &taken, &s->err)) return NULL;
		if (!taken) return name;
		name = arena_printf(&s->arena, "%s.old-%d", s->hidden, i);
	}
	error_memory(&s->err);
	return NULL;
}

/* Somebody's unfinished work is not thrown away unasked. */
static bool put_aside(struct store *s)
{
	struct collection old = {0};
	struct error why = {0};
	int64_t size = 0;
	const char *aside = aside_name(s);
	if (!aside) return false;
	enum journal_state state = collection_add(&old, s->hidden, &size, &why);
	int64_t held = old.n_held;
	collection_free(&old);
	if (why.system) return error_because(&s->err, &why, (struct place){0}, "%s", why.text);
	if (!held && (state == JOURNAL_NONE || state == JOURNAL_GOOD)) return true;
	if (rename(s->hidden, aside) != 0) return error_system(&s->err, "can't write %s: %s", aside, strerror(errno));
	if (!s->o->quiet)
		s->o->say(held ? "%s holds %lld points of an end before its time, which --resume would have gone on with"
			       : "%s is what stood there: nobody knows whose it is",
			  aside, (long long)held);
	return true;
}

static bool open_journal(struct store *s)
{
	if (s->unfinished) return journal_continue(&s->journal, s->hidden, s->unfinished, &s->err);
	if (!put_aside(s)) return false;
	return journal_create(&s->journal, s->hidden, s->head, &s->err);
}

/* ---- running ---- */

/* Said at once, not after hours. */
static bool still_there(struct store *s)
{
	return !hold_is_lost(&s->hold) ||
	       error_system(&s->err, "%s was removed, moved or made anew while this run wrote there; its points are lost",
			    s->dir);
}

bool store_take(struct store *s, const struct point *p)
{
	if (!still_there(s)) return false;
	char *record = record_make(s->scenario, &s->o->told, p, &s->err);
	bool samples = scenario_points(s->scenario) <= SCENARIO_CHECK_ALL;
	char *saved = record ? point_save(p, samples) : NULL;
	bool good = record && (saved || error_memory_for(&s->err, "point %d", p->index));
	char state = p->failed ? STATE_FAILED : p->unsteady ? STATE_UNSTEADY : STATE_OK;
	good = good && journal_append(&s->journal, p->index, state, record, saved, &s->err);
	free(record);
	free(saved);
	return good;
}

bool store_end(struct store *s)
{
	return journal_close(&s->journal, &s->err);
}

void store_forget(struct store *s)
{
	/* What another has begun by that name since the folder was taken away is not ours. */
	if (!s->unfinished && hold_is_current(&s->hold)) unlink(s->hidden);
}

/* ---- and publishing ---- */

static bool collect(struct store *s, struct collection *all)
{
	int64_t size;
	bool before = (s->o->resume || s->o->rerun) && !s->replaces;
	return expect(s, all) && (!before || collection_add(all, s->visible, &size, &s->err) != JOURNAL_FAILED) &&
	       collection_add(all, s->hidden, &size, &s->err) != JOURNAL_FAILED;
}

/* A point that is there is not replaced by one that failed, as it does with less time or memory. */
static bool keeps_good(struct store *s, const struct collection *all)
{
	int64_t lost = previous_lost(&s->old, all);
	return !lost || s->o->force ||
	       error_system(&s->err,
			    "%s/%s.* stays as it was: %lld of its points failed this time; expected --force to replace them",
			    s->dir, s->base, (long long)lost);
}

/* All journals again, and the files from them. */
bool store_publish(struct store *s, double seconds, struct publication *p)
{
	struct collection all = {0};
	json_t *run = provenance_of_run(s->o->threads, seconds, s->n_todo, s->n_wanted - s->n_todo);
	*p = (struct publication){.dir = s->dir,
				  .base = s->base,
				  .on = s->o->shards ? NULL : s->o->on,
				  .run = run,
				  .rows = s->n_wanted,
				  .say = s->o->quiet ? NULL : s->o->say,
				  .stop = s->o->stop};
	bool good = (run || error_memory(&s->err)) && still_there(s) && collect(s, &all) && keeps_good(s, &all);
	/* After a publication that was cut short nobody knows what the charts were made of. */
	p->changed = good && ((s->unfinished && !s->n_todo) || previous_differs(&s->old, &all));
	good = good && collection_publish(&all, p, &s->err);
	if (s->err.at.file) s->err.at.file = arena_strdup(&s->arena, s->err.at.file);
	collection_free(&all);
	json_decref(run);
	p->run = NULL;
	if (good && hold_is_current(&s->hold)) unlink(s->hidden);
	return good;
}

bool store_open(struct store *s, const struct keeping *o, const struct scenario *scenario)
{
	*s = (struct store)STORE_CLOSED;
	s->o = o;
	s->scenario = scenario;
	return name_files(s) && identity_make(scenario, &s->arena, o->stop, &s->who, &s->err) &&
	       (s->head = journal_head(&o->told, scenario, &s->who, &s->err)) && folder_create(s->dir, &s->err) &&
	       folder_take(&s->hold, s->dir, s->base, o->say, &s->err) && look_at_old(s) && look_at_replacing(s) &&
	       find_todo(s) && open_journal(s);
}

void store_close(struct store *s)
{
	journal_close(&s->journal, &s->err);
	hold_drop(&s->hold);
	previous_free(&s->old);
	collection_free(&s->have);
	free(s->head);
	arena_free(&s->arena);
}
