/* publish.c - the files of a results folder, made from journals alone: the same bytes whichever way the points were run. */
#include "base/text_stream.h"
#include "base/visible.h"
#include "results/collection.h"
#include "results/output.h"
#include "results/stale.h"
#include "report/json_value.h"
#include "report/report.h"
#include "report/saved.h"
#include "scenario/scenario.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct publishing {
	struct collection *c;
	struct publication *to;
	int64_t rows;
	bool on[N_FILES];
	struct output out[N_FILES];
	struct csv *csv;
	struct point *kept; /* text needs them all */
	int64_t n_kept;
	struct names names;
	XXH64_state_t *journal;  /* hash of all its bytes */
	XXH64_state_t *identity; /* of the points that were restored, so many */
	int64_t identified;
	struct error *err;
};

static bool no_memory(const struct publishing *p)
{
	return error_memory_for(p->err, "the results");
}

static bool put(struct publishing *p, int file, const char *text, size_t size)
{
	if (file == FILE_JOURNAL) XXH64_update(p->journal, text, size);
	return !p->on[file] || output_write(&p->out[file], text, size, p->err);
}

static bool put_json(struct publishing *p, int file, const json_t *v)
{
	char *text = v ? json_value_dumps(v, JSON_INDENT(2)) : NULL;
	bool good = text ? put(p, file, text, strlen(text)) && put(p, file, "\n", 1) : no_memory(p);
	free(text);
	return good;
}

static bool open_all(struct publishing *p, const char *dir, const char *base)
{
	for (int f = 0; f < N_FILES; f++)
		if (p->on[f] && !output_create(&p->out[f], dir, base, file_extension[f], p->err)) return false;
	bool text = p->on[FORMAT_TEXT];
	if ((p->on[FORMAT_CSV] || p->on[FORMAT_SQLITE]) && !(p->csv = csv_create())) return no_memory(p);
	if (text && !(p->kept = calloc((size_t)p->c->points, sizeof(*p->kept)))) return no_memory(p);
	return true;
}

/* A line of the journal, as journal.h describes it. */
static bool put_hashed(struct publishing *p, const char *body, size_t size)
{
	char hash[24];
	int n = snprintf(hash, sizeof(hash), "%016llx ", (unsigned long long)XXH64(body, size, 0));
	return put(p, FILE_JOURNAL, hash, (size_t)n) && put(p, FILE_JOURNAL, body, size) && put(p, FILE_JOURNAL, "\n", 1);
}

static bool put_line(struct publishing *p, const struct journal_line *l)
{
	size_t room = l->record_size + l->saved_size + 40;
	char *body = malloc(room);
	if (!body) return no_memory(p);
	int n = snprintf(body, room, "%lld %c %s\t%s", (long long)l->number, l->state, l->record, l->saved);
	bool good = put_hashed(p, body, (size_t)n);
	free(body);
	return good;
}

/* As identity_make does it. */
static void identify(struct publishing *p, const struct point *point)
{
	XXH64_update(p->identity, point->id, sizeof(point->id));
	for (int i = 0; i < point->n_axes; i++) {
		XXH64_update(p->identity, point->axis[i].key, strlen(point->axis[i].key) + 1);
		XXH64_update(p->identity, point->axis[i].text, strlen(point->axis[i].text) + 1);
	}
	p->identified++;
}

/* Are they, in their order, those of the scenario?  Nobody else looks at what journals from elsewhere call their points. */
static bool is_of_scenario(const struct publishing *p)
{
	char hex[17];
	snprintf(hex, sizeof(hex), "%016llx", (unsigned long long)XXH64_digest(p->identity));
	return !p->c->check || p->identified < p->c->points || strcmp(hex, collection_text(p->c, "scenario")) == 0 ||
	       error_at(p->err, (struct place){p->c->path[0], 1, 0},
			"the points of these results are not those of its scenario, or stand in other places; expected journals "
			"that "
			"simnic wrote");
}

static bool put_point(struct publishing *p, int64_t i)
{
	struct journal_line line;
	struct point point;
	if (!p->c->held[i].source) return true;
	p->rows++;
	if (!collection_line(p->c, i, &line, p->err)) return false;
	p->to->failed += line.state == STATE_FAILED;
	p->to->unsteady += line.state == STATE_UNSTEADY;
	if (!put(p, FORMAT_JSON, line.record, line.record_size) || !put(p, FORMAT_JSON, "\n", 1)) return false;
	if (!put_line(p, &line)) return false;
	if (!p->csv && !p->kept) return true;
	errno = 0;
	bool good = point_restore(&point, line.saved, &p->names);
	if (!good && errno == ENOMEM) no_memory(p);
	if (good && p->n_kept && !point_alike(&p->kept[0], &point)) {
		point_free(&point);
		good = false;
	}
	if (!good)
		return error_at(
			p->err, (struct place){p->c->path[p->c->held[i].source - 1], p->c->held[i].line, 0},
			"point %lld can't be read back from its journal, or is not of the others' kind; expected what simnic "
			"wrote there",
			(long long)i);
	identify(p, &point);
	good = !p->csv || csv_add(p->csv, collection_text(p->c, "file"), &point);
	if (p->kept)
		p->kept[p->n_kept++] = point;
	else
		point_free(&point);
	return good || no_memory(p);
}

static const char *report_text_of(const json_t *report, const char *key)
{
	return json_string_value(json_object_get(report, key));
}

static const char **list_of(const json_t *list, struct arena *a)
{
	const char **out = arena_array(a, json_array_size(list) + 1, sizeof(*out));
	for (size_t i = 0; out && i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		out[i] = text ? text : "";
	}
	return out;
}

static bool make_text(FILE *f, struct publishing *p, struct arena *a)
{
	const json_t *r = json_object_get(p->c->head, "report"), *set = json_object_get(r, "set"),
		     *show = json_object_get(r, "show");
	struct report_head head = {.scenario = collection_text(p->c, "file"),
				   .title = report_text_of(r, "title"),
				   .source = report_text_of(r, "source"),
				   .platform = report_text_of(r, "platform"),
				   .platform_hash = report_text_of(r, "platform_hash"),
				   .version = collection_text(p->c, "version"),
				   .n_set = (int)json_array_size(set),
				   .set = list_of(set, a),
				   .n_show = (int)json_array_size(show),
				   .show = list_of(show, a)};
	return head.set && head.show &&
	       report_text(f, &head, p->kept, (int)p->n_kept, json_is_true(json_object_get(p->c->head, "verbose")));
}

static bool make_csv(FILE *f, struct publishing *p, struct arena *a)
{
	(void)a;
	return csv_write(f, p->csv);
}

static bool make_sqlite(FILE *f, struct publishing *p, struct arena *a)
{
	(void)a;
	return sqlite_write(f, p->csv, p->err);
}

/* Made in memory first: the one place where a write can fail is output_write. */
static bool put_made(struct publishing *p, int file, bool (*make)(FILE *f, struct publishing *p, struct arena *a))
{
	struct arena a = {0};
	char *text = NULL;
	size_t size = 0;
	if (!p->on[file]) return true;
	FILE *f = text_stream(&text, &size);
	bool good = f && make(f, p, &a);
	if (f && fclose(f) != 0) good = false;
	if (good && file == FORMAT_TEXT) visible_make(text, size);
	if (good)
		good = put(p, file, text, size);
	else if (!p->err->set)
		no_memory(p);
	free(text);
	arena_free(&a);
	return good;
}

static bool put_points(struct publishing *p)
{
	for (int64_t i = 0; i < p->c->points; i++) {
		if (*p->to->stop) return error_plain(p->err, "interrupted while the results were written");
		if (!put_point(p, i)) return false;
	}
	if (!is_of_scenario(p)) return false;
	return p->rows == p->to->rows || error_plain(p->err, "%s/%s: %lld of %lld points are in the journals; nothing is written",
						     p->to->dir, p->to->base, (long long)p->rows, (long long)p->to->rows);
}

static bool put_all(struct publishing *p)
{
	const char *config = collection_text(p->c, "config");
	return put_hashed(p, p->c->head_text, strlen(p->c->head_text)) && put_points(p) && put_made(p, FORMAT_TEXT, make_text) &&
	       put_made(p, FORMAT_CSV, make_csv) && put_made(p, FORMAT_SQLITE, make_sqlite) &&
	       put(p, FILE_CONFIG, config, strlen(config)) &&
	       put_json(p, FILE_PROVENANCE, json_object_get(p->c->head, "provenance")) && put_json(p, FILE_RUN, p->to->run);
}

static void free_all(struct publishing *p)
{
	for (int f = 0; f < N_FILES; f++)
		output_close(&p->out[f]);
	for (int64_t i = 0; i < p->n_kept; i++)
		point_free(&p->kept[i]);
	free(p->kept);
	csv_free(p->csv);
	names_free(&p->names);
	XXH64_freeState(p->journal);
	XXH64_freeState(p->identity);
}

bool collection_publish(struct collection *c, struct publication *to, struct error *err)
{
	struct publishing p = {.c = c, .to = to, .err = err};
	for (int f = 0; f < N_FILES; f++) {
		p.out[f].fd = -1;
		p.on[f] = to->on ? f >= N_FORMATS || to->on[f] : f == FILE_JOURNAL;
	}
	p.on[FORMAT_TEXT] &= c->points <= SCENARIO_CHECK_ALL;
	bool good = (p.journal = XXH64_createState()) && XXH64_reset(p.journal, 0) == XXH_OK &&
		    (p.identity = XXH64_createState()) && XXH64_reset(p.identity, 0) == XXH_OK;
	if (!good) no_memory(&p);
	good = good && open_all(&p, to->dir, to->base) && put_all(&p);
	/* Written down first: who is killed behind the commit leaves it to the next one. */
	if (good && (to->changed || to->alone))
		good = stale_mark(to->dir, to->base, p.on, XXH64_digest(p.journal), to->changed, err);
	good = good && output_commit_all(p.out, N_FILES, err) && stale_clear(to->dir, to->base, to->say, err);
	free_all(&p);
	return good;
}
