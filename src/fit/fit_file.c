/* fit_file.c - the fit file: which scenario, which platform, which rows, what is free. */
#include "fit/internal.h"
#include "scenario/keys.h"
#include "scenario/platform.h"
#include "scenario/value.h"
#include "scenario/yaml.h"
#include <string.h>

#define MAX_STARTS 1000

static const char *const losses[] = {"robust", "squares", NULL};
static const char *const leaves[] = {"refit", "linear", "none", NULL};

/* Settings with a table entry; read into a struct of int64_t. */
struct settings {
	int64_t loss, leave, starts, folds, seed, error, step;
};
#define AT(field) offsetof(struct settings, field)
const struct param fit_settings[] = {
	{"loss", UNIT_WORD, 0, 0, "robust", losses, AT(loss), "robust: rows far off count less (Huber); squares: least squares"},
	{"leave_one_out", UNIT_WORD, 0, 0, "refit", leaves, AT(leave), "predict every row by a fit without it"},
	{"starts", UNIT_COUNT, 1, MAX_STARTS, "4", NULL, AT(starts), "local fits, from the best of many places"},
	{"folds", UNIT_COUNT, 0, FIT_MAX_ROWS, "0", NULL, AT(folds),
	 "predict every one of so many parts of the rows by the others; 0 = not"},
	{"seed", UNIT_COUNT, 0, INT64_C(1) << 53, "1", NULL, AT(seed), "of the places to start from, and of folds"},
	{"error", UNIT_RATIO, 100, 1000000, "5%", NULL, AT(error), "what a measurement is believed to be off by"},
	{"step", UNIT_RATIO, 100, 500000, "2%", NULL, AT(step), "prices are moved by so much to see what it does"},
	{0},
};
static const char *const words[] = {"simnic-fit", "title",         "scenario", "platform", "rows", "free",  "set",  "hold_out",
				    "loss",       "leave_one_out", "starts",   "folds",    "seed", "error", "step", NULL};

static bool check_version(const struct node *root, struct error *err)
{
	const struct node *version = node_child(root, "simnic-fit");
	if (!version) return error_at(err, root->at, "missing key 'simnic-fit'; a fit file begins with 'simnic-fit: 1'");
	if (!need_text(version, "simnic-fit", "1", err)) return false;
	return strcmp(version->text, "1") == 0 ||
	       error_at(err, version->at, "simnic-fit: unknown version '%.30s', expected 1", version->text);
}

static bool check_words(const struct node *root, struct error *err)
{
	char shown[300], hint[HINT_SIZE];
	bool all = true;
	for (const struct node *c = root->first; c; c = c->next) {
		struct error one;
		int i = 0;
		while (words[i] && strcmp(words[i], c->key) != 0)
			i++;
		if (words[i]) continue;
		error_begin(&one, err);
		error_at(&one, c->key_at, "unknown key '%.60s' in a fit file, expected %s%s", c->key,
			 words_shown(words, shown, sizeof shown), word_hint(c->key, words, hint, sizeof hint));
		if (!error_take(err, &one, &all)) break;
	}
	return all;
}

/* A file named by key, relative to the fit file; its path as it can be opened. */
static const char *read_path(const struct fit *f, const struct node *root, const char *key, struct error *err)
{
	const struct node *n = node_child(root, key);
	if (!n) return error_at(err, root->at, "missing key '%s', expected the path of a file", key), NULL;
	return file_named(f, n, key, err);
}

static bool read_settings(struct fit *f, const struct node *root, struct error *err)
{
	struct settings s = {0};
	bool all = true;
	for (const struct param *p = fit_settings; p->key; p++) {
		struct error one;
		const struct node *n = node_child(root, p->key);
		error_begin(&one, err);
		bool good = n ? value_read(p, n, 0, &s, &one) : value_default(p, root->at, "a fit", 0, &s, &one);
		if (!good && !error_take(err, &one, &all)) return false;
	}
	f->loss = (enum fit_loss)s.loss;
	f->leave = (enum fit_leave)s.leave;
	f->starts = (int)s.starts;
	f->folds = (int)s.folds;
	f->seed = s.seed;
	f->error = (double)s.error / 1e6;
	f->step = (double)s.step / 1e6;
	return all;
}

static bool read_set(struct fit *f, const struct node *n, struct error *err)
{
	const char *path = key_canonical(f->arena, n->key);
	char hint[HINT_SIZE];
	if (path && key_find(path).what == KEY_UNKNOWN)
		return error_at(err, n->key_at, "unknown key '%.100s'%s", n->key, key_hint(path, hint, sizeof hint));
	if (!need_text(n, n->key, "one value", err)) return false;
	return (f->set[f->n_sets++] = arena_printf(f->arena, "%s=%s", n->key, n->text)) || error_memory(err);
}

static bool read_sets(struct fit *f, const struct node *map, struct error *err)
{
	char shown[80];
	if (!map) return true;
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key 'set': expected a mapping of keys to values, not %s",
				node_shown(map, shown, sizeof shown));
	f->set = arena_array(f->arena, (size_t)map->count + 1, sizeof *f->set);
	if (!f->set) return error_memory(err);
	bool all = true;
	for (const struct node *n = map->first; n; n = n->next) {
		struct error one;
		error_begin(&one, err);
		if (!read_set(f, n, &one) && !error_take(err, &one, &all)) break;
	}
	return all;
}

static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash) return ".";
	return slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

static bool part_title(struct fit *f, const struct node *root, struct error *err)
{
	const struct node *title = node_child(root, "title");
	f->title = title ? title->text : "";
	return !title || need_text(title, "title", "a text", err);
}

static bool part_scenario(struct fit *f, const struct node *root, struct error *err)
{
	return (f->scenario = read_path(f, root, "scenario", err));
}

/* And its prices, of which some are free. */
static bool part_platform(struct fit *f, const struct node *root, struct error *err)
{
	const struct node *free = node_child(root, "free");
	if (!(f->platform = read_path(f, root, "platform", err))) return false;
	if (!free) return error_at(err, root->at, "missing key 'free', expected a mapping of prices to {from: ..., to: ...}");
	return free_read(f, free, err);
}

static bool part_rows(struct fit *f, const struct node *root, struct error *err)
{
	const struct node *n = node_child(root, "rows");
	if (n && n->kind != NODE_SCALAR) return true; /* measured.c looks at each */
	f->row_file = &f->rows;
	f->n_row_files = (f->rows = read_path(f, root, "rows", err)) != NULL;
	return f->rows;
}

static bool part_sets(struct fit *f, const struct node *root, struct error *err)
{
	return read_sets(f, node_child(root, "set"), err);
}

static bool part_words(struct fit *f, const struct node *root, struct error *err)
{
	(void)f;
	return check_words(root, err);
}

/* Where some key is not known, one that is missing may be that, mistyped: then nothing is said of it. */
static const struct {
	bool (*read)(struct fit *f, const struct node *root, struct error *err);
	const char *needs[2];
} parts[] = {
	{part_words, {NULL, NULL}},
	{part_title, {NULL, NULL}},
	{part_scenario, {"scenario", NULL}},
	{part_rows, {"rows", NULL}},
	{read_settings, {NULL, NULL}},
	{part_sets, {NULL, NULL}},
	{part_platform, {"platform", "free"}},
};

static bool is_complete(const struct node *root, const char *const needs[2])
{
	for (int i = 0; i < 2; i++)
		if (needs[i] && !node_child(root, needs[i])) return false;
	return true;
}

static bool read_file(struct fit *f, const struct node *root, const volatile int *stop, struct error *err)
{
	bool all = true;
	if (!check_version(root, err)) return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct error one;
		if (!all && !is_complete(root, parts[i].needs)) continue;
		error_begin(&one, err);
		if (!parts[i].read(f, root, &one) && !error_take(err, &one, &all)) break;
	}
	if (!all) return false;
	f->trials.n_knobs = f->n_free;
	if (!rows_read(f, node_child(root, "rows"), node_child(root, "hold_out"), stop, err)) return false;
	if (stop && *stop) return true;
	if (!fit_fitted(f)) return error_at(err, node_child(root, "rows")->at, "all rows are held out; expected some to fit");
	if (f->folds > fit_fitted(f) || f->folds == 1)
		return error_at(err, node_child(root, "folds")->at,
				"key 'folds': expected 0, or from 2 to the number of rows fitted, %d", fit_fitted(f));
	return free_bind(f, err);
}

bool fit_load(struct fit *f, struct arena *a, const char *path, const volatile int *stop, struct error *err)
{
	*f = (struct fit){.arena = a, .path = path, .folder = folder_of(a, path)};
	f->trials.threads = 1;
	f->trials.stop = stop;
	if (!f->folder) return error_memory(err);
	const struct node *root = yaml_read_file(a, path, path, (struct place){0}, err);
	return root && read_file(f, root, stop, err);
}

void fit_close(struct fit *f)
{
	for (int i = 0; i < f->n_points; i++)
		scenario_free(f->loaded[i]);
	f->n_points = 0;
	memo_free(&f->memo);
}

int fit_fitted(const struct fit *f)
{
	int n = 0;
	for (int i = 0; i < f->n_rows; i++)
		n += !f->row[i].held;
	return n;
}
