/* output.c - every write is checked, and a file is only seen when it is complete. */
#include "results/output.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool output_make_folder(const char *dir, struct error *err)
{
	char *path = strdup(dir);
	bool ok = true;
	if (!path) return error_memory(err);
	for (char *c = path + 1; ok; c++) {
		char was = *c;
		if (was && was != '/') continue;
		*c = 0;
		struct stat st;
		if (mkdir(path, 0777) != 0 && (errno != EEXIST || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
			ok = error_system(err, "can't make the folder %s: %s", path,
					  errno == EEXIST ? "a file is in the way" : strerror(errno));
		*c = was;
		if (!was) break;
	}
	free(path);
	return ok;
}

/* ---- temporary files ---- */

/* As long as its writer lives: locks end with their process, however it ends. */
static bool lock_temp(int fd)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	return fcntl(fd, F_SETLK, &lock) == 0;
}

/*
 * ".NAME.simnic-XXXXXX", as mkstemp makes it?  Hidden files beside NAME may be somebody's own (.NAME.backup): what is removed as stale has a
 * name that only simnic gives.
 */
#define TEMP_TAG ".simnic-"
static bool is_temp_of(const char *entry, const char *name)
{
	size_t n = strlen(name), tag = sizeof(TEMP_TAG) - 1;
	if (entry[0] != '.' || strncmp(entry + 1, name, n) != 0 || strncmp(entry + 1 + n, TEMP_TAG, tag) != 0) return false;
	const char *end = entry + 1 + n + tag;
	return strlen(end) == 6 && strspn(end, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == 6;
}

/* Temporary files of that name whose writers are gone: nobody's lock is on them. */
static void remove_stale(const char *path, const char *name)
{
	char *folder = strndup(path, name > path ? (size_t)(name - path) : 0);
	DIR *d = folder ? opendir(*folder ? folder : ".") : NULL;
	for (struct dirent *e; d && (e = readdir(d));) {
		if (!is_temp_of(e->d_name, name)) continue;
		int fd = openat(dirfd(d), e->d_name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (fd >= 0 && lock_temp(fd)) unlinkat(dirfd(d), e->d_name, 0);
		if (fd >= 0) close(fd);
	}
	if (d) closedir(d);
	free(folder);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Another process that looks for stale ones may just have taken a new one for such: then there is nothing by that name any more. */
static int make_temp(char *temp, size_t size, const char *path)
{
	const char *name = last_part(path);
	for (int tries = 0; tries < 100; tries++) {
		struct stat st;
		snprintf(temp, size, "%.*s.%s" TEMP_TAG "XXXXXX", (int)(name - path), path, name);
		int fd = mkstemp(temp);
		/* Without locks nobody takes it for stale either. */
		if (fd < 0 || ((lock_temp(fd) || (errno != EACCES && errno != EAGAIN)) && fstat(fd, &st) == 0 && st.st_nlink))
			return fd;
		close(fd);
	}
	errno = EAGAIN;
	return -1;
}

static bool create(struct output *o, const char *path, struct error *err)
{
	size_t size = strlen(path) + sizeof("." TEMP_TAG "XXXXXX");
	struct stat st;
	*o = (struct output){.fd = -1};
	/* What is renamed into place would take the place of a device, a pipe or a link itself. */
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_system(err, "can't write %s: it is %s", path, S_ISDIR(st.st_mode) ? "a folder" : "no regular file");
	o->path = strdup(path);
	o->temp = malloc(size);
	if (!o->path || !o->temp) return error_memory(err);
	remove_stale(path, last_part(path));
	o->fd = make_temp(o->temp, size, path);
	if (o->fd >= 0) return true;
	error_system(err, "can't create a file beside %s: %s", path, strerror(errno));
	free(o->temp);
	o->temp = NULL; /* nothing to remove */
	return false;
}

bool output_create(struct output *o, const char *dir, const char *base, const char *extension, struct error *err)
{
	size_t size = strlen(dir) + strlen(base) + strlen(extension) + sizeof("/.");
	char *path = malloc(size);
	*o = (struct output){.fd = -1};
	if (!path) return error_memory(err);
	snprintf(path, size, "%s/%s.%s", dir, base, extension);
	bool good = output_make_folder(dir, err) && create(o, path, err);
	free(path);
	return good;
}

bool output_create_file(struct output *o, const char *path, struct error *err)
{
	const char *name = last_part(path);
	char *folder = name > path + 1 ? strndup(path, (size_t)(name - path - 1)) : NULL;
	*o = (struct output){.fd = -1};
	if (name > path + 1 && !folder) return error_memory(err);
	bool good = (!folder || output_make_folder(folder, err)) && create(o, path, err);
	free(folder);
	return good;
}

static bool fail(struct output *o, int number, struct error *err)
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
		if (n <= 0) return fail(o, n < 0 ? errno : EIO, err);
		text += n;
		size -= (size_t)n;
	}
	return true;
}

/* ---- into place ---- */

/* On the disk, and readable for those the umask lets in (mkstemp makes it private). */
static bool settle(struct output *o, struct error *err)
{
	mode_t mask = umask(0);
	umask(mask);
	if (o->broken) return false;
	return (fchmod(o->fd, 0666 & ~mask) == 0 && fsync(o->fd) == 0) || fail(o, errno, err);
}

/* What was there, so that it can come back. */
struct before {
	char *name; /* a second name for it, .NAME.simnic-before; NULL = none was made */
	bool absent;
};

static bool keep_old(const struct output *o, struct before *b, struct error *err)
{
	const char *name = last_part(o->path);
	size_t size = strlen(o->path) + sizeof("." TEMP_TAG "before");
	if (!(b->name = malloc(size))) return error_memory(err);
	snprintf(b->name, size, "%.*s.%s" TEMP_TAG "before", (int)(name - o->path), o->path, name);
	unlink(b->name); /* of somebody who was killed here */
	if (link(o->path, b->name) == 0) return true;
	b->absent = errno == ENOENT;
	free(b->name);
	b->name = NULL; /* a file system without links has to do without */
	return true;
}

static void put_back(const struct output *o, const struct before *b)
{
	if (b->absent)
		unlink(o->path);
	else if (b->name)
		rename(b->name, o->path);
}

/* The folder itself has to reach the disk, or a machine that loses power may know the files by their old names. */
static bool settle_folder(struct output *o, struct error *err)
{
	const char *name = last_part(o->path);
	char *folder = name > o->path ? strndup(o->path, (size_t)(name - o->path)) : strdup(".");
	if (!folder) return error_memory(err);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS); /* some file systems can't, and need not */
	if (!good) fail(o, errno, err);
	if (fd >= 0) close(fd);
	free(folder);
	return good;
}

/* The lock goes with the close, and until the rename somebody might take the file for stale: so in this order. */
static bool appear(struct output *o, struct error *err)
{
	if (rename(o->temp, o->path) != 0) return fail(o, errno, err);
	free(o->temp);
	o->temp = NULL;
	int closed = close(o->fd);
	o->fd = -1;
	return closed == 0 || fail(o, errno, err);
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
	for (int i = 0; old && i < n; i++) {
		if (!good && i < done && o[i].path) put_back(&o[i], &old[i]);
		if (old[i].name) unlink(old[i].name);
		free(old[i].name);
	}
	free(old);
	return good;
}

bool output_commit(struct output *o, struct error *err)
{
	if (!o->path) return !o->broken;
	return output_commit_all(o, 1, err);
}

void output_close(struct output *o)
{
	if (o->path && o->fd >= 0) close(o->fd);
	if (o->temp) unlink(o->temp);
	free(o->temp);
	free(o->path);
	*o = (struct output){.fd = -1};
}
