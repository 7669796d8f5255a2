/* output.c - every write is checked, and a file is only seen when it is complete. */
#include "cli/output.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void output_hold_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0) return;
}

struct output output_stdout(void)
{
	return (struct output){.fd = STDOUT_FILENO};
}

bool output_make_folder(const char *dir, struct error *err)
{
	char *path = strdup(dir);
	bool ok = true;
	if (!path) return error_plain(err, "out of memory");
	for (char *c = path + 1; ok; c++) {
		char was = *c;
		if (was && was != '/') continue;
		*c = 0;
		struct stat st;
		if (mkdir(path, 0777) != 0 && (errno != EEXIST || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
			ok = error_plain(err, "can't make the folder %s: %s", path,
					 errno == EEXIST ? "a file is in the way" : strerror(errno));
		*c = was;
		if (!was) break;
	}
	free(path);
	return ok;
}

static char *join(const char *dir, const char *before, const char *base, const char *extension, const char *after)
{
	size_t size = strlen(dir) + strlen(before) + strlen(base) + strlen(extension) + strlen(after) + 3;
	char *s = malloc(size);
	if (s) snprintf(s, size, "%s/%s%s.%s%s", dir, before, base, extension, after);
	return s;
}

bool output_create(struct output *o, const char *dir, const char *base, const char *extension, struct error *err)
{
	*o = (struct output){.fd = -1};
	if (!output_make_folder(dir, err)) return false;
	o->path = join(dir, "", base, extension, "");
	o->temp = join(dir, ".", base, extension, ".XXXXXX");
	if (!o->path || !o->temp) return error_plain(err, "out of memory");
	o->fd = mkstemp(o->temp);
	if (o->fd >= 0) return true;
	error_plain(err, "can't create a file in %s: %s", dir, strerror(errno));
	free(o->temp);
	o->temp = NULL; /* nothing to remove */
	return false;
}

bool output_create_file(struct output *o, const char *path, struct error *err)
{
	size_t size = strlen(path) + sizeof(".XXXXXX");
	struct stat st;
	*o = (struct output){.fd = -1};
	/* What is renamed into place would take the place of a device, a pipe or a link itself. */
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_plain(err, "can't write %s: it is %s", path, S_ISDIR(st.st_mode) ? "a folder" : "no regular file");
	o->path = strdup(path);
	o->temp = malloc(size);
	if (!o->path || !o->temp) return error_plain(err, "out of memory");
	snprintf(o->temp, size, "%s.XXXXXX", path);
	o->fd = mkstemp(o->temp);
	if (o->fd >= 0) return true;
	error_plain(err, "can't create a file beside %s: %s", path, strerror(errno));
	free(o->temp);
	o->temp = NULL; /* nothing to remove */
	return false;
}

static bool fail(struct output *o, int number, struct error *err)
{
	o->broken = true;
	return error_plain(err, "can't write %s: %s", o->path ? o->path : "standard output", strerror(number));
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

bool output_commit(struct output *o, struct error *err)
{
	if (!o->path) return !o->broken;
	if (o->broken) return false;
	/* mkstemp makes it private; results are for everyone the umask lets in. */
	mode_t mask = umask(0);
	umask(mask);
	if (fchmod(o->fd, 0666 & ~mask) != 0 || fsync(o->fd) != 0) return fail(o, errno, err);
	int closed = close(o->fd);
	o->fd = -1;
	if (closed != 0 || rename(o->temp, o->path) != 0) return fail(o, errno, err);
	free(o->temp);
	o->temp = NULL;
	return true;
}

void output_close(struct output *o)
{
	if (o->path && o->fd >= 0) close(o->fd);
	if (o->temp) unlink(o->temp);
	free(o->temp);
	free(o->path);
	*o = (struct output){.fd = -1};
}

enum printed output_print(bool (*put)(FILE *f, void *user, struct error *err), void *user, struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	struct output out = output_stdout();
	enum printed end = PRINT_REFUSED;
	FILE *f = open_memstream(&text, &size);
	if (!f) return error_plain(err, "out of memory"), PRINT_REFUSED;
	bool ok = put(f, user, err);
	if (fclose(f) != 0) ok = error_plain(err, "out of memory");
	if (ok) end = output_write(&out, text, size, err) ? PRINTED : PRINT_BROKEN;
	free(text);
	return end;
}
