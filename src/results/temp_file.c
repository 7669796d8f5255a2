/* temp_file.c - a lock says whether the writer of a temporary file still lives. */
#include "results/temp_file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *temp_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* As long as its writer lives: locks end with their process, however it ends. */
static bool lock(int fd)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	return fcntl(fd, F_SETLK, &lock) == 0;
}

/*
 * ".NAME.simnic-XXXXXX", as mkstemp makes it, of any NAME or of this one?  Other hidden files may be somebody's own (.NAME.backup), and
 * what was there before a publication (TEMP_BEFORE) has no writer.
 */
static bool is_temp(const char *entry, const char *name)
{
	size_t all = strlen(entry), tag = sizeof(TEMP_TAG) - 1, tail = tag + 6;
	if (entry[0] != '.' || all <= 1 + tail) return false;
	const char *end = entry + all - tail;
	if (strncmp(end, TEMP_TAG, tag) != 0 || strcmp(end, TEMP_BEFORE) == 0) return false;
	if (strspn(end + tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != 6) return false;
	return !name || (strlen(name) == all - tail - 1 && strncmp(entry + 1, name, strlen(name)) == 0);
}

static void remove_left(int dir, const char *entry)
{
	int fd = openat(dir, entry, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0 && lock(fd)) unlinkat(dir, entry, 0);
	if (fd >= 0) close(fd);
}

bool temp_sweep(const char *dir, const char *name, struct error *err)
{
	DIR *d = opendir(dir);
	int why = d ? 0 : errno;
	for (struct dirent *e; d && (errno = 0, e = readdir(d), why = errno, e);)
		if (is_temp(e->d_name, name)) remove_left(dirfd(d), e->d_name);
	if (d) closedir(d);
	if (!why || why == EACCES || why == ENOENT || why == ENOTDIR) return true;
	return error_system(err, "can't read the folder %s: %s", dir, strerror(why));
}

/* Another process that looks for stale ones may just have taken a new one for such: then there is nothing by that name any more. */
int temp_make(char *temp, size_t size, const char *path)
{
	const char *name = temp_name(path);
	for (int tries = 0; tries < 100; tries++) {
		struct stat st;
		snprintf(temp, size, "%.*s.%s" TEMP_TAG "XXXXXX", (int)(name - path), path, name);
		int fd = mkstemp(temp);
		/* Without locks nobody takes it for stale either. */
		if (fd < 0 || ((lock(fd) || (errno != EACCES && errno != EAGAIN)) && fstat(fd, &st) == 0 && st.st_nlink))
			return fd;
		close(fd);
	}
	errno = EAGAIN;
	return -1;
}
