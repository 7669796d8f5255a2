/*
 * store.c - from a scenario to a results folder.  While points are run, each goes into a hidden journal, DIR/.NAME.journal; when all are
 * there, the files are made from journals (publish.c) and the hidden one is removed.  An end at any moment leaves the files of
 * before, and a journal that --resume goes on with.  From the first look at the folder until the last chart is drawn nobody else may
 * change it (hold.h).
 */
#include "cli/store.h"
#include "cli/cli.h"
#include "results/collection.h"
#include "results/folder.h"
#include "cli/gnuplot.h"
#include "results/hold.h"
#include "results/output.h"
#include "results/previous.h"
#include "cli/provenance.h"
#include "cli/sink.h"
#include "report/json_value.h"
#include "report/saved.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct store {
	const struct options *o;
	const struct scenario *scenario;
	struct arena arena;
	struct identity who;
	char *head;
	char dir[1024];
	char base[600];               /* of the files: the scenario's, with the shard's number */
	const char *hidden, *visible; /* journals: of this time, and of the results that are there */
	struct hold hold;
	struct previous old;             /* the results that are there */
	struct collection have;          /* before this time */
	int64_t unfinished;              /* bytes of whole lines in the hidden journal that is gone on with */
	int64_t *todo, n_todo, n_wanted; /* points: to run, and in the results in the end */
	bool replaces;                   /* an unfinished --force is gone on with: what is there is another result */
	bool published;
	struct journal journal;
	struct sink sink;
	struct error err;
};

bool store_wanted(const struct options *o)
{
	return o->dir || o->resume || o->shards || o->charts;
}

const char *store_folder(const struct options *o, const char *scenario_path, char *buf, size_t size)
{
	char base[512];
	if (o->dir)
		snprintf(buf, size, "%s", o->dir);
	else
		snprintf(buf, size, "results/%s", scenario_base(scenario_path, base, sizeof(base)));
	return buf;
}

bool shard_takes(const struct options *o, const char id[17])
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
	store_folder(s->o, scenario_path(s->scenario), s->dir, sizeof(s->dir));
	if (s->o->shards)
		snprintf(s->base, sizeof(s->base), "%s.shard-%d-of-%d", name, s->o->shard, s->o->shards);
	else
		snprintf(s->base, sizeof(s->base), "%s", name);
	if (!results_name_fits(s->base, &s->err)) return false;
	s->hidden = arena_printf(&s->arena, "%s/.%s.journal", s->dir, s->base);
	s->visible = arena_printf(&s->arena, "%s/%s.journal", s->dir, s->base);
	return (s->hidden && s->visible) || error_memory(&s->err);
}

/* ---- what is there ---- */

/* A journal of which nothing is known any more: its points are run again. */
static bool add_known(struct store *s, struct collection *c, const char *path, int64_t *size)
{
	enum journal_state state = collection_add(c, path, size, &s->err);
	if (state == JOURNAL_DAMAGED) say("warning: %s is damaged in its first line; its points are run again", path);
	return state != JOURNAL_FAILED;
}

/* Unless work that is there is gone on with, which is another's matter to refuse, see find_todo. */
static bool look_at_old(struct store *s)
{
	bool may_replace = s->o->force || s->o->resume || s->o->rerun;
	return previous_look(&s->old, s->visible, s->head, may_replace, &s->err);
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
	const struct options *o = s->o;
	int64_t points = scenario_points(s->scenario), size, again = 0;
	if (!collection_expect(&s->have, s->head, &s->err)) return false;
	if (o->resume || o->rerun) {
		/* Damage is mended by running again; another's results are not ours to go on with. */
		if (!s->replaces && !add_known(s, &s->have, s->visible, &size)) return false;
		if (!add_known(s, &s->have, s->hidden, &s->unfinished)) return false;
	}
	if (s->have.damage.file)
		say("warning: %s:%d: a damaged line; its point is run again", s->have.damage.file, s->have.damage.line);
	if (!(s->todo = arena_array(&s->arena, (size_t)points, sizeof(*s->todo)))) return error_memory(&s->err);
	for (int64_t i = 0; i < points; i++) {
		const struct held *h = &s->have.held[i];
		bool named = o->rerun && strcmp(s->who.id[i], o->rerun) == 0;
		again += named;
		if (!shard_takes(o, s->who.id[i])) continue;
		s->n_wanted++;
		if (named || !h->source || h->state == STATE_FAILED) s->todo[s->n_todo++] = i;
	}
	return !o->rerun || again || error_plain(&s->err, "--rerun %s: no point has this id", o->rerun);
}

/* A name beside the hidden journal that is free: what was put aside before stays, too. */
static const char *aside_name(struct store *s)
{
	const char *name = arena_printf(&s->arena, "%s.old", s->hidden);
	for (int i = 2; name && access(name, F_OK) == 0; i++)
		name = arena_printf(&s->arena, "%s.old-%d", s->hidden, i);
	if (!name) error_memory(&s->err);
	return name;
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
		say(held ? "%s holds %lld points of an end before its time, which --resume would have gone on with"
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

static bool take(void *user, struct point *p)
{
	struct store *s = user;
	char *record = NULL, *saved = NULL;
	bool samples = scenario_points(s->scenario) <= SCENARIO_CHECK_ALL;
	bool good = sink_take(&s->sink, p);
	if (!good) s->err = s->sink.err;
	if (good && !(record = sink_record(&s->sink, p))) {
		s->err = s->sink.err;
		good = false;
	}
	json_t *v = good ? point_save(p, samples) : NULL;
	if (v) saved = json_value_dumps(v, JSON_COMPACT | JSON_REAL_PRECISION(17));
	json_decref(v);
	if (good && !saved) good = error_memory_for(&s->err, "point %d", p->index);
	char state = p->failed ? STATE_FAILED : p->unsteady ? STATE_UNSTEADY : STATE_OK;
	good = good && journal_append(&s->journal, p->index, state, record, saved, &s->err);
	free(record);
	free(saved);
	return good;
}

static void show(void *user, const struct progress *p)
{
	struct store *s = user;
	meter_show(s->sink.meter, p);
}

static enum execute_end run_points(struct store *s, struct trace *trace, struct progress *done, struct names *names)
{
	struct execution e = {
		.scenario = s->scenario,
		.list = s->todo,
		.n_list = s->n_todo,
		.threads = s->o->threads,
		.stop = signals_flag(),
		.trace = trace,
		.limit = s->o->limit,
		.names = names,
		.deliver = take,
		.report = show,
		.user = s,
	};
	return s->n_todo ? execute(&e, done, &s->err) : EXECUTE_DONE;
}

/* The folder as --resume wants it named again. */
static const char *resume_words(const struct store *s, char *buf, size_t size)
{
	snprintf(buf, size, "%s%s%s--resume", s->o->dir ? "-o " : "", s->o->dir ? s->o->dir : "", s->o->dir ? " " : "");
	return buf;
}

static int say_interrupted(const struct store *s, const struct progress *done)
{
	char words[1100];
	int64_t kept = s->have.n_held + done->points_done;
	if (kept > s->n_wanted) kept = s->n_wanted;
	say("%s: interrupted; %lld of %lld points are finished, go on with %s", scenario_path(s->scenario), (long long)kept,
	    (long long)s->n_wanted, resume_words(s, words, sizeof(words)));
	return EXIT_SIGNAL + *signals_flag();
}

/* ---- and publishing ---- */

static bool collect(struct store *s, struct collection *all)
{
	int64_t size;
	bool before = (s->o->resume || s->o->rerun) && !s->replaces;
	return collection_expect(all, s->head, &s->err) &&
	       (!before || collection_add(all, s->visible, &size, &s->err) != JOURNAL_FAILED) &&
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
static int publish(struct store *s, const struct progress *done)
{
	struct collection all = {0};
	bool on[N_FORMATS];
	for (int f = 0; f < N_FORMATS; f++)
		on[f] = !s->o->shards && (!s->o->format_given || (int)s->o->format == f);
	json_t *run = provenance_of_run(s->o, done->seconds, s->n_todo, s->n_wanted - s->n_todo);
	struct publication p = {.dir = s->dir,
				.base = s->base,
				.on = s->o->shards ? NULL : on,
				.run = run,
				.rows = s->n_wanted,
				.say = s->o->quiet ? NULL : say,
				.stop = signals_flag()};
	bool good = (run || error_memory(&s->err)) && collect(s, &all) && keeps_good(s, &all);
	/* After a publication that was cut short nobody knows what the charts were made of. */
	p.changed = good && ((s->unfinished && !s->n_todo) || previous_differs(&s->old, &all));
	good = good && collection_publish(&all, &p, &s->err);
	collection_free(&all);
	json_decref(run);
	if (!good) return *signals_flag() ? say_interrupted(s, done) : EXIT_RUN;
	unlink(s->hidden);
	s->published = true;
	if (!s->o->quiet)
		say("%s: wrote %lld point%s to %s", scenario_path(s->scenario), (long long)s->n_wanted,
		    s->n_wanted == 1 ? "" : "s", s->dir);
	return p.failed || p.unsteady ? EXIT_RUN : EXIT_OK;
}

static int finish(struct store *s, enum execute_end end, const struct progress *done)
{
	meter_clear(s->sink.meter);
	bool closed = journal_close(&s->journal, &s->err);
	if (end == EXECUTE_INTERRUPTED) {
		int code = say_interrupted(s, done);
		if (!s->unfinished && !done->points_done) unlink(s->hidden);
		return code;
	}
	if (end == EXECUTE_DONE && closed) return publish(s, done);
	char words[1100];
	if (s->err.set && done->points_done)
		say("%s: %lld points are kept, go on with %s", scenario_path(s->scenario), (long long)done->points_done,
		    resume_words(s, words, sizeof(words)));
	return EXIT_RUN;
}

static int run(struct store *s, struct trace *trace)
{
	struct names names = {0};
	struct progress done = {0};
	if (s->have.n_held && !s->o->quiet)
		say("%s: %lld of %lld points are there, %lld to run", scenario_path(s->scenario), (long long)s->have.n_held,
		    (long long)s->n_wanted, (long long)s->n_todo);
	enum execute_end end = run_points(s, trace, &done, &names);
	if (end == EXECUTE_DONE && s->n_todo == scenario_points(s->scenario)) sink_finish(&s->sink, true);
	int code = finish(s, end, &done);
	names_free(&names);
	return code;
}

/* Charts are made from what the run wrote. */
static int draw_charts(struct store *s)
{
	struct results r = {.folder = s->dir, .base = s->base};
	r.records = arena_printf(&s->arena, "%s/%s.jsonl", s->dir, s->base);
	int n = r.records ? charts_draw(&r, s->o->charts, s->o->quiet, &s->arena, &s->err) : -1;
	if (!r.records) error_memory(&s->err);
	if (n == 0) say("%s: no chart fits these points", scenario_path(s->scenario));
	return n < 0 ? EXIT_RUN : EXIT_OK;
}

static bool prepare(struct store *s, const struct options *o, struct meter *meter)
{
	if (!sink_open(&s->sink, o, s->scenario, meter, NULL)) return s->err = s->sink.err, false;
	return name_files(s) && identity_make(s->scenario, &s->arena, signals_flag(), &s->who, &s->err) &&
	       (s->head = journal_head(o, s->scenario, &s->who, &s->err)) && output_make_folder(s->dir, &s->err) &&
	       hold_take(&s->hold, s->dir, s->base, say, &s->err) && look_at_old(s) && look_at_replacing(s) && find_todo(s) &&
	       open_journal(s);
}

int store_run(const struct options *o, const struct scenario *scenario, struct meter *meter, struct trace *trace)
{
	struct store s = {.o = o, .scenario = scenario, .hold = {.fd = -1}, .journal = {.fd = -1}};
	int code = EXIT_RUN;
	if (prepare(&s, o, meter)) {
		code = run(&s, trace);
		int drawn = s.published && o->charts ? draw_charts(&s) : EXIT_OK;
		if (drawn > code) code = drawn;
	} else if (*signals_flag()) {
		say("%s: interrupted before anything was run", scenario_path(scenario));
		code = EXIT_SIGNAL + *signals_flag();
	} else {
		code = exit_of(&s.err);
	}
	if (s.err.set) say_error(&s.err);
	journal_close(&s.journal, &s.err);
	hold_drop(&s.hold);
	previous_free(&s.old);
	collection_free(&s.have);
	sink_close(&s.sink);
	free(s.head);
	arena_free(&s.arena);
	return code;
}
