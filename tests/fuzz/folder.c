/* folder.c - files for what takes a path: in memory, in a folder like the tree's. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "fuzz/fuzz.h"
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 1200

static struct {
	char path[64];
	pid_t owner;
	int n;
	struct {
		char name[64], path[160];
		int fd;
	} file[24];
} folder;

static void fail(const char *what)
{
	perror(what);
	exit(3);
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static void clean(void)
{
	if (folder.owner == getpid()) nftw(folder.path, drop, 8, FTW_DEPTH | FTW_PHYS);
}

/* A folder `to` with a link to each file of the tree's folder `from`; what stands there already stays. */
static void mirror(const char *from, const char *to)
{
	char here[PATH_SIZE / 2], old[2 * PATH_SIZE], new[2 * PATH_SIZE], path[PATH_SIZE];
	struct stat st;
	snprintf(path, sizeof path, "%s/%s", folder.path, to);
	mkdir(path, 0777);
	DIR *d = opendir(from);
	if (!d || !getcwd(here, sizeof here)) fail(from);
	for (struct dirent *e; (e = readdir(d));) {
		snprintf(old, sizeof old, "%s/%s/%s", here, from, e->d_name);
		snprintf(new, sizeof new, "%s/%s", path, e->d_name);
		if (stat(old, &st) == 0 && S_ISREG(st.st_mode) && symlink(old, new) != 0 && access(new, F_OK) != 0) fail(new);
	}
	closedir(d);
}

const char *fuzz_folder(void)
{
	char self[PATH_SIZE];
	if (*folder.path) return folder.path;
	/* Who starts this names a folder to remove later, for what crashes removes nothing. */
	const char *in = getenv("FUZZ_FOLDER");
	if (!in) in = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(folder.path, sizeof folder.path, "%s/XXXXXX", in);
	if (!mkdtemp(folder.path)) fail(folder.path);
	folder.owner = getpid();
	atexit(clean);
	mirror("scenarios", "scenarios");
	mirror("tests/fuzz", "scenarios");
	mirror("scenarios/platforms", "scenarios/platforms");
	mirror("tests/bad/scenarios/platforms", "scenarios/platforms");
	mirror("scenarios/captures", "scenarios/captures");
	mirror("scenarios/fit", "scenarios/fit");
	mirror("tests/fuzz/fit", "scenarios/fit");
	snprintf(self, sizeof self, "%s/scenarios/scenarios", folder.path); /* the bad ones stand one folder higher */
	if (symlink(".", self) != 0) fail(self);
	return folder.path;
}

const char *fuzz_file(const char *name, const void *data, size_t size)
{
	int i = 0;
	while (i < folder.n && strcmp(folder.file[i].name, name) != 0)
		i++;
	if (i == folder.n) {
		snprintf(folder.file[i].name, sizeof folder.file[i].name, "%s", name);
		snprintf(folder.file[i].path, sizeof folder.file[i].path, "%s/%s", fuzz_folder(), name);
		folder.file[i].fd = open(folder.file[i].path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (folder.file[i].fd < 0) fail(folder.file[i].path);
		folder.n++;
	}
	if (ftruncate(folder.file[i].fd, 0) != 0 || pwrite(folder.file[i].fd, data, size, 0) != (ssize_t)size) fail(name);
	return folder.file[i].path;
}
