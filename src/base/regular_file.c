/* regular_file.c - the type is asked of the open file, so that it can't change. */
#include "base/regular_file.h"
#include "base/text_line.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

FILE *regular_open(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) return NULL;
	bool known = fstat(fd, &st) == 0;
	FILE *f = known && S_ISREG(st.st_mode) ? fdopen(fd, "r") : NULL;
	if (f) return f;
	int why = known && !S_ISREG(st.st_mode) ? ENXIO : errno;
	close(fd);
	errno = why;
	return NULL;
}

const char *regular_reason(int number)
{
	return number == ENXIO ? "it is no regular file" : strerror(number);
}

bool path_look(const char *path, bool *there, struct error *err)
{
	struct stat st;
	*there = lstat(path, &st) == 0;
	return *there || errno == ENOENT || errno == ENOTDIR || error_system(err, "can't look at %s: %s", path, strerror(errno));
}

bool path_same(const char *path, const char *other)
{
	struct stat a, b;
	if (stat(path, &a) != 0 || !S_ISREG(a.st_mode)) return false;
	if ((strcmp(other, "-") == 0 ? fstat(STDIN_FILENO, &b) : stat(other, &b)) != 0) return false;
	return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

char *regular_whole(const char *path, struct error *err)
{
	char *text = NULL;
	FILE *f = regular_open(path);
	if (!f || !text_whole(f, &text))
		error_file(err, (struct place){0}, errno, "can't read %s: %s", path, regular_reason(errno));
	if (f) fclose(f);
	return text;
}
