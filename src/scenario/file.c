#define _XOPEN_SOURCE 700 /* realpath */
#include "scenario/yaml.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ROOM 8192 /* bytes */

struct source {
	const char *path;
	struct place at; /* where a failure is reported */
	bool referred;   /* at is not the file itself, so its name must be said */
};

/* A call failed with errno `number`. */
static bool failed(const struct source *s, struct error *err, const char *what, int number)
{
	const char *why = strerror(number), *hint = number == ENOENT ? "; expected a YAML file" : "";
	if (s->referred) return error_file(err, s->at, number, "%s '%.300s': %s%s", what, s->path, why, hint);
	return error_file(err, s->at, number, "%s: %s%s", what, why, hint);
}

static bool refuse(const struct source *s, struct error *err, const char *what, const char *why)
{
	if (s->referred) return error_at(err, s->at, "%s '%.300s': %s", what, s->path, why);
	return error_at(err, s->at, "%s: %s", what, why);
}

/* Not blocking, so that a fifo is refused instead of waited for; the type is asked of the open file, so that it can't change. */
static bool open_regular(const struct source *s, int *fd, struct error *err)
{
	struct stat st;
	if (strcmp(s->path, "-") == 0 && !s->referred) {
		*fd = dup(STDIN_FILENO);
		if (*fd < 0) return failed(s, err, "can't read standard input", errno);
		return (fcntl(*fd, F_GETFL) & O_ACCMODE) != O_WRONLY ||
		       refuse(s, err, "can't read standard input", "it is closed");
	}
	*fd = open(s->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0) return failed(s, err, "can't open", errno);
	if (fstat(*fd, &st) != 0) return failed(s, err, "can't read", errno);
	if (S_ISDIR(st.st_mode)) return refuse(s, err, "can't read", "it is a directory; expected a YAML file");
	if (!S_ISREG(st.st_mode)) return refuse(s, err, "can't read", "it is a device or pipe; expected a regular file");
	if (st.st_size > YAML_MAX_BYTES) return refuse(s, err, "can't read", "it is larger than 1 MiB; expected a YAML file");
	return true;
}

/* Room grows with what comes, for files are small; a byte more than is allowed tells those that are too large. */
static bool read_all(const struct source *s, int fd, struct arena *a, char **text, size_t *len, struct error *err)
{
	size_t room = 0;
	*text = NULL;
	*len = 0;
	while (*len <= YAML_MAX_BYTES) {
		if (*len == room) {
			room = !room ? FIRST_ROOM : 2 * room <= YAML_MAX_BYTES ? 2 * room : YAML_MAX_BYTES + 1;
			char *more = arena_alloc(a, room);
			if (!more) return error_memory(err);
			if (*len) memcpy(more, *text, *len);
			*text = more;
		}
		ssize_t n = read(fd, *text + *len, room - *len);
		if (n < 0 && errno == EINTR) continue;
		if (n < 0) return failed(s, err, "can't read", errno);
		if (n == 0) return true;
		*len += (size_t)n;
	}
	return refuse(s, err, "can't read", "it is larger than 1 MiB; expected a YAML file");
}

struct node *yaml_read_file(struct arena *a, const char *path, const char *name, struct place from, struct error *err)
{
	struct source s = {path, from.file ? from : (struct place){name, 1, 1}, from.file != NULL};
	struct arena scratch = {0}; /* nodes copy what they keep of the text */
	struct node *root = NULL;
	char *text;
	size_t len;
	int fd = -1;
	if (open_regular(&s, &fd, err) && read_all(&s, fd, &scratch, &text, &len, err))
		root = yaml_read_named(a, text, len, name, err);
	if (fd >= 0) close(fd);
	arena_free(&scratch);
	return root;
}

bool file_is_regular(const char *path)
{
	struct stat st;
	if (stat(path, &st) != 0) return errno != ENOENT && errno != ENOTDIR;
	return S_ISREG(st.st_mode);
}

bool file_absolute(struct arena *a, const char *path, const char **out)
{
	char *real = realpath(path, NULL);
	*out = NULL;
	if (!real) return errno != ENOMEM;
	*out = arena_strdup(a, real);
	free(real);
	return *out;
}
