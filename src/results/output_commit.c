/* output_commit.c - files into place: all of them, or those of before. */
#include "results/make_folder.h"
#include "results/output.h"
#include "results/temp_file.h"
#include <errno.h>
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
	int fd;      /* its lock */
	bool absent; /* nothing was there */
	bool stuck;  /* it could not be put back, and lies there still */
};

static bool keep_old(struct output *o, struct before *b, struct error *err)
{
	size_t size = strlen(o->path) + sizeof("." TEMP_TAG "XXXXXX");
	if (!(b->name = malloc(size))) return error_memory(err);
	b->fd = temp_keep(b->name, size, o->path);
	if (b->fd >= 0) return true;
	int why = errno;
	b->absent = why == ENOENT;
	free(b->name);
	b->name = NULL;
	return b->absent || output_fail(o, why, err);
}

static bool put_back(const struct output *o, struct before *b)
{
	if (b->absent) return unlink(o->path) == 0 || errno == ENOENT;
	b->stuck = b->name && !temp_put_back(b->name, o->path);
	return !b->stuck;
}

/* All that appeared goes, and what was there comes again. */
static void put_all_back(struct output *o, struct before *old, int n, struct error *err)
{
	for (int i = 0; i < n; i++)
		if (o[i].path && !put_back(&o[i], &old[i]))
			error_also(err,
				   old[i].stuck ? "; %s can't be put back and is now %s: give it another name"
						: "; %s can't be removed again",
				   o[i].path, old[i].stuck ? old[i].name : "");
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
		if (!old[i].name) continue;
		if (!old[i].stuck) unlink(old[i].name);
		close(old[i].fd);
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
	good = good && (last < 0 || folder_settle(o[last].path) || output_fail(&o[last], errno, err));
	if (!good && old) put_all_back(o, old, done, err);
	if (old) forget(old, n);
	return good;
}

bool output_commit(struct output *o, struct error *err)
{
	if (!o->path) return !o->broken;
	return output_commit_all(o, 1, err);
}
