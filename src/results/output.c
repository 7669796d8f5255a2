/* output.c - every write is checked, and a file is only seen when it is complete. */
#include "results/output.h"
#include "results/files.h"
#include "results/make_folder.h"
#include "results/temp_file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Temporary files of that name whose writers are gone. */
static bool sweep_beside(const char *path, struct error *err)
{
	const char *name = temp_name(path);
	char *folder = name > path ? strndup(path, (size_t)(name - path)) : strdup(".");
	bool good = folder ? temp_sweep(folder, name, err) : error_memory(err);
	free(folder);
	return good;
}

/* There is nothing to remove. */
static bool free_temp(struct output *o)
{
	free(o->temp);
	o->temp = NULL;
	return false;
}

static bool create(struct output *o, const char *path, struct error *err)
{
	size_t size = strlen(path) + sizeof("." TEMP_TAG "XXXXXX");
	struct stat st;
	*o = (struct output){.fd = -1};
	/* What is renamed into place would take the place of a device, a pipe or a link itself. */
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_plain(err, "can't write %s: it is %s", path, S_ISDIR(st.st_mode) ? "a folder" : "no regular file");
	o->path = strdup(path);
	o->temp = malloc(size);
	if (!o->path || !o->temp) return error_memory(err);
	if (!sweep_beside(path, err)) return free_temp(o);
	o->fd = temp_make(o->temp, size, path);
	if (o->fd >= 0) return true;
	error_system(err, "can't create a file beside %s: %s", path, strerror(errno));
	return free_temp(o);
}

bool output_create(struct output *o, const char *dir, const char *base, const char *extension, struct error *err)
{
	size_t size = strlen(dir) + strlen(base) + strlen(extension) + sizeof("/.");
	char *path = malloc(size);
	*o = (struct output){.fd = -1};
	if (!path) return error_memory(err);
	snprintf(path, size, "%s/%s.%s", dir, base, extension);
	bool good = folder_create(dir, err) && create(o, path, err);
	free(path);
	return good;
}

/* DIR/BASE.csv, and DIR/BASE.journal is there: part of a result, which only a publication replaces. */
static bool is_of_result(const char *path)
{
	size_t size = strlen(path);
	for (int f = 0; f < N_FILES; f++) {
		size_t n = strlen(file_extension[f]);
		if (size <= n + 1 || path[size - n - 1] != '.' || strcmp(path + size - n, file_extension[f]) != 0) continue;
		char *journal = malloc(size + sizeof("journal"));
		struct stat st;
		if (journal) sprintf(journal, "%.*s%s", (int)(size - n), path, file_extension[FILE_JOURNAL]);
		bool there = !journal || (lstat(journal, &st) == 0 && S_ISREG(st.st_mode));
		free(journal);
		if (there) return true;
	}
	return false;
}

static bool ends_with(const char *name, size_t size, const char *ending)
{
	size_t n = strlen(ending);
	return size > n && strncmp(name + size - n, ending, n) == 0;
}

/* ".NAME.journal", what is put aside of such (.old, .old-2), ".NAME.lock" and ".NAME.stale": what a folder's writers keep there for themselves. */
static bool is_kept_hidden(const char *path)
{
	static const char *const kept[] = {".journal", ".lock", ".stale"};
	const char *name = temp_name(path);
	if (*name != '.') return false;
	size_t size = strlen(name), digits = size;
	while (digits && strchr("0123456789", name[digits - 1]))
		digits--;
	if (digits < size && ends_with(name, digits, ".old-")) size = digits - 1;
	if (ends_with(name, size, ".old")) size -= strlen(".old");
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (ends_with(name + 1, size - 1, kept[i])) return true;
	return temp_is(name);
}

bool output_spares_results(const char *path, struct error *err)
{
	if (is_kept_hidden(path))
		return error_plain(
			err, "%s is what simnic calls a hidden file of its own in a results folder; expected another name", path);
	return !is_of_result(path) ||
	       error_plain(err, "%s is a file of a result, whose journal is beside it; expected another name", path);
}

bool output_create_file(struct output *o, const char *path, struct error *err)
{
	*o = (struct output){.fd = -1};
	return output_spares_results(path, err) && output_create_note(o, path, err);
}

bool output_create_note(struct output *o, const char *path, struct error *err)
{
	const char *name = temp_name(path);
	char *folder = name > path + 1 ? strndup(path, (size_t)(name - path - 1)) : NULL;
	*o = (struct output){.fd = -1};
	if (name > path + 1 && !folder) return error_memory(err);
	bool good = (!folder || folder_create(folder, err)) && create(o, path, err);
	free(folder);
	return good;
}

bool output_fail(struct output *o, int number, struct error *err)
{
	o->broken = true;
	return error_system(err, "can't write %s: %s", o->path ? o->path : "standard output", strerror(number));
}

bool output_write(struct output *o, const char *text, size_t size, struct error *err)
{
	if (o->broken) return false;
	while (size) {
		ssize_t n = write(o->fd, text, size);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return output_fail(o, n < 0 ? errno : EIO, err);
		text += n;
		size -= (size_t)n;
	}
	return true;
}

void output_close(struct output *o)
{
	if (o->path && o->fd >= 0) close(o->fd);
	if (o->temp) unlink(o->temp);
	free(o->temp);
	free(o->path);
	*o = (struct output){.fd = -1};
}
