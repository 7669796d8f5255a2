/* claims.c - judging the claims of scenario files: the points they need, each run once, and what is told about them. */
#include "base/text_stream.h"
#include "base/visible.h"
#include "cli/claims_folder.h"
#include "cli/cli.h"
#include "results/spare.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "report/judge.h"
#include <stdlib.h>
#include <string.h>

/* A claim on its way from the file to its verdict. */
struct entry {
	const struct scenario *scenario;
	const struct claim *claim;
	int at, over; /* points it needs, -1 = none */
};

struct court {
	struct hold hold; /* of the folder that -o names */
	const struct options *o;
	struct arena arena;
	struct scenario **file;
	int n_files;
	struct entry *entry; /* groups together, in the order of the files within a group */
	int n_entries;
	struct scenario **single; /* a scenario for each point that is needed */
	char (*id)[17];
	const struct scenario **origin; /* whose it is */
	int n_points;
	struct point *point;
	int n_taken;
	struct calibration *calibration; /* each price and claim once */
	int n_calibrations, room;
	struct judged *judged;
	struct names names;
	struct meter meter;
	struct error err;
};

static bool no_memory(struct court *c)
{
	return error_memory(&c->err);
}

static bool add_calibration(struct court *c, const struct calibration *new)
{
	for (int i = 0; i < c->n_calibrations; i++) {
		const struct calibration *old = &c->calibration[i];
		if (strcmp(old->where, new->where) == 0 && strcmp(old->price, new->price) == 0 &&
		    strcmp(old->claim, new->claim) == 0)
			return true;
	}
	if (c->n_calibrations == c->room) {
		int room = c->room ? 2 * c->room : 16;
		struct calibration *more = realloc(c->calibration, (size_t)room * sizeof(*more));
		if (!more) return no_memory(c);
		c->calibration = more;
		c->room = room;
	}
	c->calibration[c->n_calibrations++] = *new;
	return true;
}

static bool add_calibrations(struct court *c, const struct scenario *s)
{
	struct calibration *list = NULL;
	int n = 0;
	if (!scenario_calibrations(s, &c->arena, &list, &n, &c->err)) return false;
	for (int i = 0; i < n; i++)
		if (!add_calibration(c, &list[i])) return false;
	return true;
}

/* The number of the point one side of a claim needs: that of an earlier claim of the same file when it is the same. */
static bool add_point(struct court *c, const struct entry *e, enum claim_side side, int *out)
{
	struct arena a = {0};
	struct setup setup;
	struct scenario *s = claim_scenario(e->scenario, e->claim, side, &c->arena, &c->err);
	char *id = c->id[c->n_points];
	bool good = s && scenario_setup(s, 0, &a, &setup, &c->err) && scenario_id(s, 0, id, &c->err) &&
		    execute_fits(s, c->o->threads, &c->err);
	arena_free(&a);
	if (!good || !add_calibrations(c, s)) return false;
	for (*out = 0; *out < c->n_points; ++*out)
		if (c->origin[*out] == e->scenario && strcmp(c->id[*out], id) == 0) return true;
	c->origin[c->n_points] = e->scenario;
	c->single[c->n_points++] = s;
	return true;
}

static bool needed(struct court *c, struct entry *e)
{
	e->at = e->over = -1;
	if (e->claim->n_refused) return true;
	return add_point(c, e, CLAIM_AT, &e->at) && (!e->claim->n_over || add_point(c, e, CLAIM_OVER, &e->over));
}

static bool load_files(struct court *c)
{
	const struct options *o = c->o;
	const struct claim *list;
	c->file = arena_array(&c->arena, (size_t)o->n_files, sizeof(*c->file));
	if (!c->file) return no_memory(c);
	for (; c->n_files < o->n_files; c->n_files++) {
		struct scenario *s = scenario_load(&c->arena, o->file[c->n_files], o->set, o->n_sets, &c->err);
		if (!s) return false;
		say_notices(s);
		c->file[c->n_files] = s;
		int n = scenario_claims(s, &list);
		c->n_entries += n;
		if (n) continue;
		c->n_files++;
		return error_at(&c->err, scenario_place(s), "there are no claims to judge; expected a key 'claims'");
	}
	return true;
}

static bool check_ids(struct court *c)
{
	for (int i = 0; i < c->n_entries; i++)
		for (int k = 0; k < i; k++) {
			const struct claim *old = c->entry[k].claim, *new = c->entry[i].claim;
			if (strcmp(old->id, new->id) == 0)
				return error_at(&c->err, new->place, "duplicate claim '%.60s'; it stands first in %.200s:%d",
						new->id, old->place.file ? old->place.file : "", old->place.line);
		}
	return true;
}

static int by_group(const struct entry *a, const struct entry *b)
{
	int n = claim_group(a->claim->id), m = claim_group(b->claim->id);
	int order = strncmp(a->claim->id, b->claim->id, (size_t)(n < m ? n : m));
	return order ? order : n - m;
}

/* By insertion, which keeps the order within a group. */
static void insert(struct court *c, int n, const struct scenario *s, const struct claim *claim)
{
	struct entry new = {.scenario = s, .claim = claim};
	while (n > 0 && by_group(&c->entry[n - 1], &new) > 0) {
		c->entry[n] = c->entry[n - 1];
		n--;
	}
	c->entry[n] = new;
}

static bool collect(struct court *c)
{
	size_t most = 2 * (size_t)c->n_entries + 1;
	int n = 0;
	c->entry = arena_array(&c->arena, most, sizeof(*c->entry));
	c->single = arena_array(&c->arena, most, sizeof(*c->single));
	c->id = arena_array(&c->arena, most, sizeof(*c->id));
	c->origin = arena_array(&c->arena, most, sizeof(*c->origin));
	c->point = arena_array(&c->arena, most, sizeof(*c->point));
	c->judged = arena_array(&c->arena, most, sizeof(*c->judged));
	if (!c->entry || !c->single || !c->id || !c->origin || !c->point || !c->judged) return no_memory(c);
	for (int f = 0; f < c->n_files; f++) {
		const struct claim *list;
		for (int i = 0, m = scenario_claims(c->file[f], &list); i < m; i++)
			insert(c, n++, c->file[f], &list[i]);
		if (!add_calibrations(c, c->file[f])) return false;
	}
	if (!check_ids(c)) return false;
	for (int i = 0; i < c->n_entries; i++)
		if (!needed(c, &c->entry[i])) return false;
	return true;
}

static bool take(void *user, struct point *p)
{
	struct court *c = user;
	char name[NAME_SIZE];
	if (p->failed) {
		meter_clear(&c->meter);
		point_name(p, name);
		say("error: %s: %s: failed: %s", scenario_path(c->origin[c->n_taken]), name, p->failure);
	}
	point_move(&c->point[c->n_taken++], p);
	return true;
}

static void show(void *user, const struct progress *p)
{
	struct court *c = user;
	meter_show(&c->meter, p);
}

static int run_points(struct court *c)
{
	struct progress done = {0};
	struct execution e = {
		.single = c->single,
		.n_single = c->n_points,
		.threads = c->o->threads,
		.stop = signals_flag(),
		.names = &c->names,
		.deliver = take,
		.report = show,
		.user = c,
	};
	enum execute_end end = c->n_points ? execute(&e, &done, &c->err) : EXECUTE_DONE;
	meter_clear(&c->meter);
	if (end == EXECUTE_DONE) return EXIT_OK;
	if (end != EXECUTE_INTERRUPTED) return EXIT_RUN;
	say("claims: interrupted; %lld of %lld points were finished", (long long)done.points_done, (long long)done.points);
	return EXIT_SIGNAL + *signals_flag();
}

static void judge(struct court *c)
{
	for (int i = 0; i < c->n_entries; i++) {
		const struct entry *e = &c->entry[i];
		struct judged *j = &c->judged[i];
		struct arena a = {0};
		struct error why = {0};
		*j = (struct judged){
			.claim = e->claim, .scenario = scenario_path(e->scenario), .source = scenario_source(e->scenario)};
		if (e->claim->n_refused) {
			enum claim_refusal refusal = claim_refusal(e->scenario, e->claim, &a, &why);
			judge_refusal(j, refusal, why.text);
		} else {
			judge_points(j, &c->point[e->at], e->over < 0 ? NULL : &c->point[e->over]);
		}
		arena_free(&a);
	}
	judge_constants(c->judged, c->n_entries, c->calibration, c->n_calibrations);
}

/* Prices set by claims that are not among these. */
static void warn_strangers(const struct court *c)
{
	for (int k = 0; k < c->n_calibrations; k++) {
		const struct calibration *cal = &c->calibration[k];
		bool known = false;
		for (int i = 0; i < c->n_entries; i++)
			known |= calibration_names(cal, c->entry[i].claim->id);
		if (!known && !c->o->quiet)
			say("warning: %s:%d:%d: price '%s' was set by claim '%s', which is not among those judged",
			    cal->at.file ? cal->at.file : "", cal->at.line, cal->at.col, cal->price, cal->claim);
	}
}

static bool (*const writers[])(FILE *, const struct judgement *) = {
	[FORMAT_TEXT] = judged_text, [FORMAT_JSON] = judged_json, [FORMAT_MARKDOWN] = judged_markdown};

/* Made in memory first: the one place where a write can fail is output_write. */
static bool write_to(struct output *out, enum format format, const struct judgement *j, struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	bool made = f && writers[format](f, j);
	if (f && fclose(f) != 0) made = false;
	if (made) visible_make(text, size);
	bool ok = made ? output_write(out, text, size, err) : error_memory_for(err, "the claims");
	free(text);
	return ok;
}

/* Both files appear, or none when one of them can't be written. */
static bool write_files(struct court *c, const struct judgement *j, struct output file[2])
{
	static const enum format formats[] = {FORMAT_JSON, FORMAT_MARKDOWN};
	for (int i = 0; i < 2; i++)
		if (!write_to(&file[i], formats[i], j, &c->err)) return false;
	return output_commit_all(file, 2, &c->err);
}

static int tell(struct court *c, struct output file[2])
{
	struct judgement j = {c->n_entries, c->judged, c->n_calibrations, c->calibration, c->o->set, c->o->n_sets};
	struct output out = output_stdout();
	judge(c);
	if (c->o->dir && !write_files(c, &j, file)) return EXIT_RUN;
	if (!write_to(&out, c->o->format, &j, &c->err)) return EXIT_RUN;
	warn_strangers(c);
	return judged_count(&j, VERDICT_MISS) ? EXIT_RUN : EXIT_OK;
}

static const char *id_of(const void *user, int i)
{
	return ((const struct court *)user)->entry[i].claim->id;
}

static bool open_folder(struct court *c, struct output file[2])
{
	static const char *const extension[] = {"jsonl", "md"};
	const char *dir = c->o->dir;
	const struct claims_folder f = {dir, c->n_entries, id_of, c, (char *const *)c->o->set, c->o->n_sets, c->o->force};
	for (int i = 0; i < 2; i++) {
		const char *path = arena_printf(&c->arena, "%s/claims.%s", dir, extension[i]);
		if (!path) return error_memory(&c->err);
		for (int k = 0; k < c->n_files; k++)
			if (!spares_scenario(path, c->file[k], &c->err)) return false;
	}
	if (!claims_folder_take(&c->hold, &f, &c->arena, &c->err)) return false;
	for (int i = 0; i < 2; i++)
		if (!output_create(&file[i], dir, "claims", extension[i], &c->err)) return false;
	return true;
}

static int work(struct court *c, struct output file[2])
{
	if (!load_files(c) || !collect(c)) return exit_of(&c->err);
	if (c->o->dir && !open_folder(c, file)) return exit_of(&c->err);
	int code = run_points(c);
	return code ? code : tell(c, file);
}

int judge_files(const struct options *o)
{
	struct court c = {.o = o, .hold = {.fd = -1}};
	struct output file[2] = {{.fd = -1}, {.fd = -1}};
	signals_install(!o->dir);
	meter_start(&c.meter, o->quiet);
	int code = work(&c, file);
	if (c.err.set) say_error(&c.err);
	for (int i = 0; i < 2; i++)
		output_close(&file[i]);
	hold_drop(&c.hold);
	for (int i = 0; i < c.n_taken; i++)
		point_free(&c.point[i]);
	names_free(&c.names);
	for (int i = 0; i < c.n_files; i++)
		scenario_free(c.file[i]);
	free(c.calibration);
	arena_free(&c.arena);
	return code;
}
