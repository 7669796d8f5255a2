/* make_folder.c - a name is kept for good only when the folder that holds it has reached the disk. */
#include "results/make_folder.h"
#include "results/temp_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool folder_settle(const char *path)
{
	const char *name = temp_name(path);
	char *folder = name > path ? strndup(path, (size_t)(name - path)) : strdup(".");
	if (!folder) return false;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Who may only write there can't open it. */
	bool good = fd >= 0 ? fsync(fd) == 0 || errno == EINVAL || errno == EROFS : errno == EACCES;
	int number = errno;
	if (fd >= 0) close(fd);
	free(folder);
	errno = number;
	return good;
}

/* True: it is there, new or not. */
static bool make_one(const char *path, struct error *err)
{
	struct stat st;
	if (mkdir(path, 0777) == 0)
		return folder_settle(path) || error_system(err, "can't make the folder %s: %s", path, strerror(errno));
	int number = errno;
	if (number == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return true;
	return error_system(err, "can't make the folder %s: %s", path,
			    number == EEXIST ? "a file is in the way" : strerror(number));
}

bool folder_create(const char *dir, struct error *err)
{
	char *path = strdup(dir);
	bool ok = true;
	if (!path) return error_memory(err);
	for (char *c = path + 1; ok; c++) {
		char was = *c;
		if (was && was != '/') continue;
		*c = 0;
		/* "a//b", "a/": the same folder twice. */
		if (c[-1] != '/') ok = make_one(path, err);
		*c = was;
		if (!was) break;
	}
	free(path);
	return ok;
}
