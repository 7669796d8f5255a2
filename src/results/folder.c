/* folder.c - finding the records of a run. */
#include "results/folder.h"
#include "base/param.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define RECORDS ".jsonl"

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static const char *parent(const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');
	if (!slash) return ".";
	return slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

static bool is_record_file(const char *name)
{
	size_t n = strlen(name), tail = sizeof(RECORDS) - 1;
	return name[0] != '.' && n > tail && strcmp(name + n - tail, RECORDS) == 0;
}

/* Nothing is there: which name beside it is meant? */
static bool missing(const char *path, struct arena *a, struct error *err)
{
	const char *up = parent(path, a), *best = NULL;
	int cost = 0;
	DIR *d = up ? opendir(up) : NULL;
	for (struct dirent *e; d && (e = readdir(d));) {
		const char *path_there = arena_printf(a, "%s/%s", up, e->d_name),
			   *name = path_there ? last_part(path_there) : NULL;
		struct stat st;
		if (!name || name[0] == '.' || stat(path_there, &st) != 0) continue;
		if (S_ISDIR(st.st_mode) || is_record_file(name)) nearest_offer(last_part(path), name, &best, &cost);
	}
	if (d) closedir(d);
	return error_plain(err, "there are no results at %s; expected a folder that simnic -o made%s%s%s%s%s", path,
			   best ? "; did you mean " : "", best && strchr(path, '/') ? up : "",
			   best && strchr(path, '/') ? "/" : "", best ? best : "", best ? "?" : "");
}

static bool take_file(struct results *r, const char *folder, const char *name, struct arena *a, struct error *err)
{
	r->folder = folder;
	r->base = arena_strndup(a, name, strlen(name) - (sizeof(RECORDS) - 1));
	r->records = arena_printf(a, "%s/%s", folder, name);
	return (r->base && r->records) || error_memory(err);
}

/* The one file of records in a folder; where there are several, that with the folder's own name. */
static bool look_into(struct results *r, const char *folder, struct arena *a, struct error *err)
{
	const char *found = NULL, *own = arena_printf(a, "%s%s", last_part(folder), RECORDS);
	bool is_own = false;
	int n = 0;
	DIR *d = opendir(folder);
	if (!d) return error_file(err, (struct place){0}, errno, "can't read the folder %s: %s", folder, strerror(errno));
	if (!own) return closedir(d), error_memory(err);
	for (struct dirent *e; !is_own && (errno = 0, e = readdir(d));) {
		if (!is_record_file(e->d_name)) continue;
		n++;
		is_own = strcmp(e->d_name, own) == 0;
		/* Whatever the order of the folder: the first by name is told. */
		if (!found || is_own || strcmp(e->d_name, found) < 0) found = arena_strdup(a, e->d_name);
		if (!found) break;
	}
	int why = is_own || (n && !found) ? 0 : errno;
	closedir(d);
	if (n && !found) return error_memory(err);
	if (why) return error_file(err, (struct place){0}, why, "can't read the folder %s: %s", folder, strerror(why));
	if (!found)
		return error_plain(err, "there are no records (*.jsonl) in %s; simnic -o %s FILE.yaml makes them", folder,
				   folder);
	if (n > 1 && !is_own)
		return error_plain(err, "there are several records in %s; expected one file of them, such as %s/%s", folder,
				   folder, found);
	return take_file(r, folder, found, a, err);
}

bool results_find(struct results *r, const char *path, struct arena *a, struct error *err)
{
	struct stat st;
	size_t n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	path = arena_strndup(a, path, n);
	if (!path) return error_memory(err);
	if (stat(path, &st) != 0) {
		int why = errno;
		if (why == ENOENT || why == ENOTDIR) return missing(path, a, err);
		return error_file(err, (struct place){0}, why, "can't look at %s: %s", path, strerror(why));
	}
	if (S_ISDIR(st.st_mode)) return look_into(r, path, a, err);
	if (!is_record_file(last_part(path)))
		return error_plain(err, "%s is no file of records; expected a folder that simnic -o made, or its *.jsonl", path);
	const char *folder = parent(path, a);
	return folder ? take_file(r, folder, last_part(path), a, err) : error_memory(err);
}

const char *scenario_base(const char *path, char *buf, size_t size)
{
	if (strcmp(path, "-") == 0) path = "stdin";
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
	bool known = dot && dot != base && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
	snprintf(buf, size, "%.*s", known ? (int)(dot - base) : (int)strlen(base), base);
	return buf;
}

/* The longest name that is made of one: that of its provenance while it is written. */
#define LONGEST_ENDING ".provenance.json.simnic-XXXXXX"

bool results_name_fits(const char *base, struct error *err)
{
	size_t most = NAME_MAX - 1 - strlen(LONGEST_ENDING);
	if (!*base || *base == '.' || strchr(base, '/'))
		return error_plain(
			err,
			"results can't be called '%.60s': such files would be hidden or lie elsewhere; expected another "
			"name of the scenario's file",
			base);
	if (strlen(base) <= most) return true;
	return error_plain(err, "results can't be called '%.60s...': expected a name of the scenario's file of at most %zu bytes",
			   base, most);
}

bool results_name_is_part(const char *base)
{
	const char *at = strstr(base, ".shard-");
	int k, n, end = 0;
	return at && sscanf(at, ".shard-%d-of-%d%n", &k, &n, &end) == 2 && at[end] == '\0';
}
