/* output_commit.c - files into place: all of them, or those of before. */
#include "results/output.h"
#include "results/temp_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* On the disk, and readable for those the umask lets in (mkstemp makes it private). */
static bool settle(struct output *o, struct error *err)
{
	mode_t mask = umask(0);
	umask(mask);
	if (o->broken) return false;
	return (fchmod(o->fd, 0666 & ~mask) == 0 && fsync(o->fd) == 0) || output_fail(o, errno, err);
}

/* What was there, so that it can come back. */
struct before {
	char *name;  /* a second name for it, or a copy; NULL = none was made */
	bool absent; /* nothing was there */
	bool stuck;  /* it could not be put back, and lies there still */
};

static char *name_before(const char *path)
{
	const char *name = temp_name(path);
	size_t size = strlen(path) + sizeof("." TEMP_BEFORE);
	char *made = malloc(size);
	if (made) snprintf(made, size, "%.*s.%s" TEMP_BEFORE, (int)(name - path), path, name);
	return made;
}

static bool copy_bytes(int from, int to)
{
	char part[1 << 16];
	for (;;) {
		ssize_t n = read(from, part, sizeof(part));
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return n == 0;
		for (ssize_t at = 0, m; at < n; at += m) {
			m = write(to, part + at, (size_t)(n - at));
			if (m < 0 && errno == EINTR) m = 0;
			if (m < 0) return false;
		}
	}
}

/* Where a file system has no links. */
static bool copy(const char *path, const char *name)
{
	int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	int to = from >= 0 ? open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
	bool good = to >= 0 && copy_bytes(from, to);
	if (to >= 0 && close(to) != 0) good = false;
	if (from >= 0) close(from);
	return good;
}

/* What somebody who was killed here left under that name was of a result that has been replaced since, or is so now. */
static bool keep_old(struct output *o, struct before *b, struct error *err)
{
	if (!(b->name = name_before(o->path))) return error_memory(err);
	unlink(b->name);
	if (link(o->path, b->name) == 0) return true;
	b->absent = errno == ENOENT;
	if (!b->absent && copy(o->path, b->name)) return true;
	int why = errno;
	unlink(b->name);
	free(b->name);
	b->name = NULL;
	return b->absent || output_fail(o, why, err);
}

static bool put_back(const struct output *o, struct before *b)
{
	if (b->absent) return unlink(o->path) == 0 || errno == ENOENT;
	if (!b->name || rename(b->name, o->path) == 0) return true;
	if (unlink(o->path) == 0 && (link(b->name, o->path) == 0 || copy(b->name, o->path))) return true;
	b->stuck = true;
	return false;
}

/* All that appeared goes, and what was there comes again. */
static void put_all_back(struct output *o, struct before *old, int n, struct error *err)
{
	for (int i = 0; i < n; i++)
		if (o[i].path && !put_back(&o[i], &old[i]))
			error_also(err, "; %s %s", o[i].path,
				   old[i].stuck ? "is lost: what was there is kept hidden beside it, as .NAME" TEMP_BEFORE
						: "can't be removed again");
}

/* The folder itself has to reach the disk, or a machine that loses power may know the files by their old names. */
static bool settle_folder(struct output *o, struct error *err)
{
	const char *name = temp_name(o->path);
	char *folder = name > o->path ? strndup(o->path, (size_t)(name - o->path)) : strdup(".");
	if (!folder) return error_memory(err);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS); /* some file systems can't, and need not */
	if (!good) output_fail(o, errno, err);
	if (fd >= 0) close(fd);
	free(folder);
	return good;
}

/* The lock goes with the close, and until the rename somebody might take the file for stale: so in this order. */
static bool appear(struct output *o, struct error *err)
{
	if (rename(o->temp, o->path) != 0) return output_fail(o, errno, err);
	free(o->temp);
	o->temp = NULL;
	int closed = close(o->fd);
	o->fd = -1;
	return closed == 0 || output_fail(o, errno, err);
}

static void forget(struct before *old, int n)
{
	for (int i = 0; i < n; i++) {
		if (old[i].name && !old[i].stuck) unlink(old[i].name);
		free(old[i].name);
	}
	free(old);
}

bool output_commit_all(struct output *o, int n, struct error *err)
{
	struct before *old = calloc((size_t)n, sizeof(*old));
	bool good = old || error_memory(err);
	int done = 0, last = -1;
	for (int i = 0; good && i < n; i++)
		good = !o[i].temp || (settle(&o[i], err) && keep_old(&o[i], &old[i], err));
	for (; good && done < n; done++)
		if (o[done].temp) good = appear(&o[last = done], err);
	good = good && (last < 0 || settle_folder(&o[last], err));
	if (!good && old) put_all_back(o, old, done, err);
	if (old) forget(old, n);
	return good;
}

bool output_commit(struct output *o, struct error *err)
{
	if (!o->path) return !o->broken;
	return output_commit_all(o, 1, err);
}
