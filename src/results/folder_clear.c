/* folder_clear.c - removing what was made from records that are not there any more. */
#include "results/folder.h"
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int remove_file(int dir, const char *name, const char *extension)
{
	char path[NAME_MAX + 8];
	snprintf(path, sizeof(path), "%s.%s", name, extension);
	return unlinkat(dir, path, 0) == 0;
}

int remove_result(const char *dir, const char *base, const char *extension)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = fd >= 0 ? remove_file(fd, base, extension) : 0;
	if (fd >= 0) close(fd);
	return n;
}

/* Each picture lies beside its numbers, NAME.dat: others are somebody's own, and so is what a link leads to. */
static int remove_charts(int dir)
{
	static const char *const drawn[] = {"svg", "png", "pdf", "dat"};
	int fd = openat(dir, "charts", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), n = 0;
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	for (struct dirent *e; d && (e = readdir(d));) {
		size_t len = strlen(e->d_name);
		if (len < 5 || strcmp(e->d_name + len - 4, ".dat") != 0) continue;
		e->d_name[len - 4] = '\0';
		for (size_t i = 0; i < sizeof(drawn) / sizeof(*drawn); i++)
			n += remove_file(fd, e->d_name, drawn[i]);
	}
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	if (n) unlinkat(dir, "charts", AT_REMOVEDIR); /* if there is nothing else in it */
	return n;
}

int remove_drawn(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;
	if (fd < 0) return 0;
	n = remove_charts(fd) + remove_file(fd, "report", "html");
	close(fd);
	return n;
}
