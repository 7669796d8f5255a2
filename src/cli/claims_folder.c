/* claims_folder.c - looking at the claims that new ones would replace. */
#include "cli/claims_folder.h"
#include "base/regular_file.h"
#include "base/text_line.h"
#include "cli/cli.h"
#include "report/json_value.h"
#include "results/make_folder.h"
#include "results/output.h"
#include "results/take.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_LINE (1 << 20)

static bool refuse(const char *path, const char *why, struct error *err)
{
	return error_plain(err, "%s %s; expected --force to replace it, or another folder by -o", path, why);
}

/* First the hold, then the look: what is seen there stays so until the files are in place. */
static bool no_run(const struct claims_folder *f, struct arena *a, struct error *err)
{
	/* A run of claims.yaml keeps records of the same name, and before they are whole a journal that is hidden. */
	static const char *const journals[] = {"%s/claims.journal", "%s/.claims.journal"};
	for (int i = 0; i < 2; i++) {
		bool there;
		const char *path = arena_printf(a, journals[i], f->dir);
		if (!path) return error_memory(err);
		if (!path_look(path, &there, err)) return false;
		if (there) return error_plain(err, "%s is of a run; expected another folder by -o", path);
	}
	return true;
}

static bool is_judged_now(const struct claims_folder *f, const char *line, size_t size, struct error *err)
{
	json_t *v = json_value_read(line, size, err);
	const char *id = json_string_value(json_object_get(v, "claim"));
	bool found = false;
	for (int i = 0; id && !found && i < f->n; i++)
		found = strcmp(id, f->id(f->user, i)) == 0;
	const json_t *set = json_object_get(v, "set");
	found = found && (int)json_array_size(set) == f->n_set;
	for (int i = 0; found && i < f->n_set; i++) {
		const char *was = json_string_value(json_array_get(set, (size_t)i));
		found = was && strcmp(was, f->set[i]) == 0;
	}
	json_decref(v);
	return found;
}

/* Each claim that is there has a verdict among the new ones. */
static bool look_at_claims(const struct claims_folder *f, FILE *in, const char *path, struct error *err)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool all = true;
	while (all && (n = text_line(in, &line, &room, LONGEST_LINE)) > 0)
		all = is_judged_now(f, line, (size_t)n, err);
	int why = all ? errno : 0;
	free(line);
	if (why == EFBIG)
		all = false;
	else if (why)
		error_file(err, (struct place){0}, why, "can't read %s: %s", path, strerror(why));
	return !err->set && (all || refuse(path, "is of claims that are not among these, or of other settings", err));
}

/* Tables without the lines they were made with are somebody's own. */
static bool no_tables(const struct claims_folder *f, struct arena *a, struct error *err)
{
	const char *path = arena_printf(a, "%s/claims.md", f->dir);
	bool there;
	if (!path) return error_memory(err);
	return path_look(path, &there, err) &&
	       (!there || refuse(path, "has no claims.jsonl beside it, so nobody knows whose it is", err));
}

static bool may_replace(const struct claims_folder *f, struct arena *a, struct error *err)
{
	const char *path = arena_printf(a, "%s/claims.jsonl", f->dir);
	FILE *in = path ? regular_open(path) : NULL;
	if (!path) return error_memory(err);
	if (!in && errno == ENOENT) return no_tables(f, a, err);
	if (!in) return error_file(err, (struct place){0}, errno, "can't read %s: %s", path, regular_reason(errno));
	bool good = look_at_claims(f, in, path, err);
	fclose(in);
	return good;
}

bool claims_folder_take(struct hold *hold, const struct claims_folder *f, struct arena *a, struct error *err)
{
	*hold = (struct hold){.fd = -1};
	return folder_create(f->dir, err) && folder_take(hold, f->dir, "claims", say, err) && no_run(f, a, err) &&
	       (f->force || may_replace(f, a, err));
}
