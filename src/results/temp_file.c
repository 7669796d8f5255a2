/* temp_file.c - a lock says whether the writer of a temporary file still lives. */
#define _GNU_SOURCE /* locks of an open file: those of a process are lost at its first close, and never stop itself */
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

#ifndef F_OFD_SETLK
#define F_OFD_SETLK F_SETLK
#endif

bool temp_lock(int fd)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/* Does simnic write files that end like this?  ".csv" of size bytes of text. */
static bool is_ending(const char *text, size_t size)
{
	static const char *const endings[] = {".txt",   ".jsonl", ".csv",  ".sqlite", ".yaml", ".json", ".journal",
					      ".stale", ".md",    ".html", ".svg",    ".png",  ".pdf",  ".dat"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);
		if (size > n && memcmp(text + size - n, endings[i], n) == 0) return true;
	}
	return false;
}

/* ".NAME.simnic-XXXXXX", of any NAME that simnic writes or of this one?  Other hidden files may be somebody's own (.NAME.backup). */
static bool is_temp(const char *entry, const char *name)
{
	size_t all = strlen(entry), tag = sizeof(TEMP_TAG) - 1, tail = tag + 6;
	if (entry[0] != '.' || all <= 1 + tail) return false;
	const char *end = entry + all - tail;
	if (strncmp(end, TEMP_TAG, tag) != 0) return false;
	if (strspn(end + tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != 6) return false;
	if (!name) return is_ending(entry + 1, all - tail - 1);
	return (strlen(name) == all - tail - 1 && strncmp(entry + 1, name, strlen(name)) == 0);
}

bool temp_is(const char *name)
{
	return is_temp(name, NULL);
}

static void remove_left(int dir, const char *entry)
{
	int fd = openat(dir, entry, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0 && temp_lock(fd)) unlinkat(dir, entry, 0);
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
		int fd = mkostemp(temp, O_CLOEXEC); /* who draws in it does not live on with our lock */
		/* Without locks nobody takes it for stale either. */
		if (fd < 0 || ((temp_lock(fd) || (errno != EACCES && errno != EAGAIN)) && fstat(fd, &st) == 0 && st.st_nlink))
			return fd;
		close(fd);
	}
	errno = EAGAIN;
	return -1;
}

static bool copy_bytes(int from, int to)
{
	char part[1 << 13];
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

static int copy(char *temp, size_t size, const char *path, int from)
{
	int to = temp_make(temp, size, path);
	if (to < 0 || copy_bytes(from, to)) return to;
	int why = errno;
	close(to);
	unlink(temp);
	errno = why;
	return -1;
}

/* A name that nothing has. */
static bool free_name(char *temp, size_t size, const char *path)
{
	int fd = temp_make(temp, size, path);
	if (fd >= 0) close(fd);
	return fd >= 0 && unlink(temp) == 0;
}

int temp_keep(char *temp, size_t size, const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno != ENOENT) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0) return -1;
	(void)temp_lock(fd); /* who writes there at the same time has it locked */
	if (free_name(temp, size, path) && link(path, temp) == 0) return fd;
	int to = copy(temp, size, path, fd), why = errno;
	close(fd);
	errno = why;
	return to;
}

bool temp_put_back(const char *temp, const char *path)
{
	if (rename(temp, path) == 0) return true;
	return unlink(path) == 0 && link(temp, path) == 0;
}
