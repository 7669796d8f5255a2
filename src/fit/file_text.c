/* file_text.c - a file that a fit file names, which may be anything: its path, and its whole text. */
#include "fit/internal.h"
#include "base/regular_file.h"
#include "scenario/platform.h"
#include "scenario/value.h"
#include "scenario/yaml.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FIRST_ROOM 8192 /* bytes */

const char *file_named(const struct fit *f, const struct node *n, const char *key, struct error *err)
{
	if (!need_text(n, key, "the path of a file", err)) return NULL;
	const char *path = path_join(f->arena, f->folder, n->text);
	if (!path) return error_memory(err), NULL;
	if (!file_is_regular(path))
		return error_at(err, n->at, "key '%s': %s '%.200s'", key,
				access(path, F_OK) == 0 ? "expected a regular file, not" : "there is no file", path),
		       NULL;
	return path;
}

/* All of f, or a byte more than is allowed, and a NUL; room grows with what comes. */
static char *read_all(struct arena *a, FILE *f, size_t most, size_t *n)
{
	char *text = NULL;
	size_t room = 0;
	for (*n = 0; *n == room && room <= most;) {
		room = !room ? FIRST_ROOM : 2 * room <= most ? 2 * room : most + 1;
		char *more = arena_alloc(a, room + 1);
		if (!more) return NULL;
		if (*n) memcpy(more, text, *n);
		text = more;
		*n += fread(text + *n, 1, room - *n, f);
	}
	text[*n] = '\0';
	return text;
}

char *file_text(struct arena *a, const char *path, int mib, const char *kind, struct place from, struct error *err)
{
	FILE *f = regular_open(path);
	size_t n, most = (size_t)mib << 20;
	if (!f) {
		error_file(err, from, errno, "can't open '%.300s': %s", path, regular_reason(errno));
		return NULL;
	}
	char *text = read_all(a, f, most, &n);
	int number = text && ferror(f) ? errno : 0;
	fclose(f);
	if (!text)
		error_memory(err);
	else if (number)
		error_file(err, from, number, "can't read '%.300s': %s; expected %s", path, strerror(number), kind);
	else if (n > most)
		error_at(err, from, "can't read '%.300s': it is larger than %d MiB", path, mib);
	else if (memchr(text, 0, n))
		error_at(err, (struct place){path, 1, 1}, "the file holds a NUL byte; expected text, %s", kind);
	return err->set ? NULL : text;
}
