/*
 * hold.c - a lock on a file of its own: closing any other file of the folder can't drop it (POSIX drops a process's locks on a file at
 * the first close of it), and the text in it tells the others who is there, also from another machine.
 */
#include "results/hold.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

enum taken { TAKEN, TAKEN_BY_OTHER, TAKEN_AGAIN, TAKEN_WITHOUT_LOCK };

bool hold_is_current(const struct hold *h)
{
	struct stat opened, named;
	return fstat(h->fd, &opened) == 0 && stat(h->path, &named) == 0 && opened.st_ino == named.st_ino &&
	       opened.st_dev == named.st_dev;
}

bool hold_is_lost(const struct hold *h)
{
	struct stat opened, named;
	if (fstat(h->fd, &opened) != 0) return false;
	if (stat(h->path, &named) != 0) return errno == ENOENT || errno == ENOTDIR;
	return opened.st_ino != named.st_ino || opened.st_dev != named.st_dev;
}

static enum taken lock(const struct hold *h)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	while (fcntl(h->fd, F_SETLK, &lock) != 0) {
		if (errno == EINTR) continue;
		return errno == EACCES || errno == EAGAIN ? TAKEN_BY_OTHER : TAKEN_WITHOUT_LOCK;
	}
	return hold_is_current(h) ? TAKEN : TAKEN_AGAIN;
}

/* What stands at the beginning of the file; less than nothing with errno when it can't be read. */
static ssize_t read_begin(const struct hold *h, char *text, size_t size)
{
	ssize_t n;
	do
		n = pread(h->fd, text, size, 0);
	while (n < 0 && errno == EINTR);
	return n;
}

/*
 * "process 4711 on host", as the holder wrote it; as long as it has not, what the system knows of it.  False when there is none any more.
 */
static bool tell_holder(const struct hold *h, char *who, size_t size)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	ssize_t n = read_begin(h, who, size - 1);
	who[n > 0 ? n : 0] = '\0';
	who[strcspn(who, "\n")] = '\0';
	if (fcntl(h->fd, F_GETLK, &lock) != 0) return true;
	if (!*who) snprintf(who, size, "process %ld", (long)lock.l_pid);
	return lock.l_type != F_UNLCK;
}

/* Only words for others: what can't be written does no harm. */
static void sign(const struct hold *h)
{
	struct utsname host;
	char text[400];
	int n = snprintf(text, sizeof(text), "process %ld on %s\n", (long)getpid(),
			 uname(&host) == 0 ? host.nodename : "this host");
	if (ftruncate(h->fd, 0) == 0 && n > 0 && pwrite(h->fd, text, (size_t)n, 0) < n) errno = 0;
}

enum owner { OURS, ANOTHERS, UNKNOWN };

/* What somebody else keeps under that name is neither written nor removed, nor what it is another name of.  UNKNOWN with errno. */
static enum owner owner_of(const struct hold *h)
{
	static const char begin[] = "process ";
	char text[sizeof(begin) - 1];
	struct stat st;
	if (fstat(h->fd, &st) != 0) return UNKNOWN;
	if (!S_ISREG(st.st_mode) || st.st_nlink > 1) return ANOTHERS;
	ssize_t n = read_begin(h, text, sizeof(text));
	if (n < 0) return UNKNOWN;
	return memcmp(text, begin, (size_t)n) == 0 ? OURS : ANOTHERS;
}

static bool open_file(struct hold *h, const char *dir, const char *base, struct error *err)
{
	size_t size = strlen(dir) + strlen(base) + sizeof("/..lock");
	if (!h->path && !(h->path = malloc(size))) return error_memory(err);
	snprintf(h->path, size, "%s/.%s.lock", dir, base);
	h->fd = open(h->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
	if (h->fd < 0) return error_system(err, "can't write %s: %s", h->path, strerror(errno));
	enum owner owner = owner_of(h);
	if (owner == OURS) return true;
	int why = errno;
	close(h->fd);
	h->fd = -1;
	if (owner == UNKNOWN) return error_system(err, "can't read %s: %s", h->path, strerror(why));
	return error_plain(err, "%s is not simnic's: it says who writes here; expected no such file", h->path);
}

bool hold_take(struct hold *h, const char *dir, const char *base, tell_line *say, struct error *err)
{
	char who[300];
	*h = (struct hold){.fd = -1};
	for (;;) {
		if (!open_file(h, dir, base, err)) return false;
		enum taken t = lock(h);
		if (t == TAKEN) sign(h);
		if (t == TAKEN_WITHOUT_LOCK)
			say("warning: %s is on a file system without locks; see to it that one simnic at a time writes there",
			    dir);
		if (t == TAKEN || t == TAKEN_WITHOUT_LOCK) return true;
		if (t == TAKEN_BY_OTHER && !tell_holder(h, who, sizeof(who))) t = TAKEN_AGAIN;
		close(h->fd);
		h->fd = -1;
		if (t == TAKEN_BY_OTHER)
			return error_system(err, "another simnic (%s) is writing %s/%s.*; wait for it, or name another folder",
					    who, dir, base);
	}
}

void hold_drop(struct hold *h)
{
	if (h->fd >= 0) {
		/* First the name, then the lock: who waits for this very file finds that it is none any more. */
		if (hold_is_current(h)) unlink(h->path);
		close(h->fd);
	}
	free(h->path);
	*h = (struct hold){.fd = -1};
}
