/* stale.c - removing what was made from records that are not there any more. */
#include "results/stale.h"
#include "base/regular_file.h"
#include "base/text_line.h"
#include "results/output.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#define NOTE "simnic: stale once the journal is "
#define DRAWN "charts and report.html\n"
enum { NAME = NAME_MAX + 1, LINE = 4096 };

/* What is being cleared. */
struct clearing {
	const char *base;
	int dir; /* of the folder */
	int removed, left;
	int why; /* errno of the first that is left */
};

static void remove_one(struct clearing *c, int dir, const char *name, const char *extension)
{
	char path[2 * NAME];
	snprintf(path, sizeof(path), "%s.%s", name, extension);
	if (unlinkat(dir, path, 0) == 0) {
		c->removed++;
	} else if (errno != ENOENT) {
		if (!c->left++) c->why = errno;
	}
}

/* ---- whose a chart or a page is ---- */

void stale_owner(const char *base, char text[STALE_OWNER])
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	char *at = text + sprintf(text, "made of the records ");
	for (; *base && at < text + STALE_OWNER - 8; base++)
		at += sprintf(at, strchr(plain, *base) ? "%c" : "%%%02x", (unsigned char)*base);
	strcpy(at, ";");
}

/* What simnic called its own before it said whose it is. */
static bool is_of_before(const char *begin)
{
	return strncmp(begin, "title_text = ", 13) == 0 || strstr(begin, "<link rel=\"icon\" href=\"data:,\">\n<title>");
}

/* Was it made of these records?  What says nothing of the kind is somebody's own. */
static bool is_ours(struct clearing *c, int dir, const char *name, const char *extension)
{
	char path[2 * NAME], begin[LINE], owner[STALE_OWNER];
	ssize_t n;
	snprintf(path, sizeof(path), "%s.%s", name, extension);
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && (errno == ENOENT || errno == ELOOP)) return false;
	do
		n = fd >= 0 ? read(fd, begin, sizeof(begin) - 1) : -1;
	while (n < 0 && fd >= 0 && errno == EINTR); /* where it was not opened errno stays as it is */
	if (n < 0 && !c->left++) c->why = errno;
	if (fd >= 0) close(fd);
	if (n < 0) return false;
	begin[n] = '\0';
	stale_owner(c->base, owner);
	return strstr(begin, owner) || is_of_before(begin);
}

/* Each picture lies beside its numbers, NAME.dat: others are somebody's own, and so is what a link leads to. */
static void remove_chart(struct clearing *c, int charts, char *entry)
{
	static const char *const drawn[] = {"svg", "png", "pdf"};
	size_t len = strlen(entry);
	int left = c->left;
	if (len < 5 || strcmp(entry + len - 4, ".dat") != 0) return;
	entry[len - 4] = '\0';
	if (!is_ours(c, charts, entry, "dat")) return;
	for (size_t i = 0; i < sizeof(drawn) / sizeof(*drawn); i++)
		remove_one(c, charts, entry, drawn[i]);
	if (c->left == left) remove_one(c, charts, entry, "dat"); /* by which the next one knows the others */
}

static void remove_charts(struct clearing *c)
{
	int fd = openat(c->dir, "charts", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), before = c->removed;
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	bool none = fd < 0 && (errno == ENOENT || errno == ENOTDIR);
	int why = d || none ? 0 : errno;
	for (struct dirent *e; d && (errno = 0, e = readdir(d), why = errno, e);)
		remove_chart(c, dirfd(d), e->d_name);
	if (why && !c->left++) c->why = why;
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	if (c->removed > before) unlinkat(c->dir, "charts", AT_REMOVEDIR); /* if there is nothing else in it */
}

static void remove_page(struct clearing *c)
{
	if (is_ours(c, c->dir, "report", "html")) remove_one(c, c->dir, "report", "html");
}

/* ---- the note ---- */

static char *note_path(const char *dir, const char *base, struct error *err)
{
	size_t size = strlen(dir) + strlen(base) + sizeof("/..stale");
	char *path = malloc(size);
	if (path)
		snprintf(path, size, "%s/.%s.stale", dir, base);
	else
		error_memory(err);
	return path;
}

static bool is_there(const char *dir, const char *name, const char *extension, bool *there, struct error *err)
{
	size_t size = strlen(dir) + strlen(name) + strlen(extension) + sizeof("/.");
	char *path = malloc(size);
	bool found = false;
	if (!path) return error_memory(err);
	snprintf(path, size, "%s/%s%s%s", dir, name, *extension ? "." : "", extension);
	bool good = path_look(path, &found, err);
	free(path);
	*there |= found;
	return good;
}

static bool is_any(const char *dir, const char *base, const bool on[N_FILES], bool *any, struct error *err)
{
	*any = false;
	for (int f = 0; f < N_FORMATS; f++)
		if (!on[f] && !is_there(dir, base, file_extension[f], any, err)) return false;
	return is_there(dir, "charts", "", any, err) && is_there(dir, "report", "html", any, err);
}

static bool write_note(const char *path, const char *text, struct error *err)
{
	struct output o;
	bool good = output_create_note(&o, path, err) && output_write(&o, text, strlen(text), err) && output_commit(&o, err);
	output_close(&o);
	return good;
}

bool stale_mark(const char *dir, const char *base, const bool on[N_FILES], uint64_t journal, bool changed, struct error *err)
{
	char text[200];
	bool any = !changed;
	if (changed && !is_any(dir, base, on, &any, err)) return false;
	if (!any) return true;
	int n = snprintf(text, sizeof(text), NOTE "%016" PRIx64 "\n", journal);
	for (int f = 0; changed && f < N_FORMATS; f++)
		if (!on[f]) n += snprintf(text + n, sizeof(text) - (size_t)n, "%s\n", file_extension[f]);
	if (changed) snprintf(text + n, sizeof(text) - (size_t)n, DRAWN);
	char *path = note_path(dir, base, err);
	bool good = path && write_note(path, text, err);
	free(path);
	return good;
}

/* The note, which is the caller's to free; NULL where there is none of ours, with err when that can't be told. */
static char *read_note(const char *path, struct error *err)
{
	char *text = NULL;
	FILE *f = regular_open(path);
	int why = f ? 0 : errno;
	if (f && !text_whole(f, &text)) why = errno;
	if (f) fclose(f);
	if (why && why != ENOENT) error_system(err, "can't read %s: %s", path, regular_reason(why));
	if (text && strncmp(text, NOTE, strlen(NOTE)) == 0) return text;
	free(text);
	return NULL;
}

/* Of all bytes of DIR/BASE.journal; 0 when it is not there. */
static bool hash_journal(const char *dir, const char *base, uint64_t *hash, struct error *err)
{
	char part[1 << 13], *path = malloc(strlen(dir) + strlen(base) + sizeof("/.journal"));
	XXH64_state_t *sum = XXH64_createState();
	*hash = 0;
	if (path) sprintf(path, "%s/%s.journal", dir, base);
	FILE *f = path && sum && XXH64_reset(sum, 0) == XXH_OK ? regular_open(path) : NULL;
	int why = f ? 0 : errno;
	for (size_t n; f && (n = fread(part, 1, sizeof(part), f)) > 0;)
		XXH64_update(sum, part, n);
	if (f && ferror(f)) why = errno;
	if (f && !why) *hash = XXH64_digest(sum);
	if (f) fclose(f);
	if (!path || !sum) error_memory(err);
	if (!err->set && why && why != ENOENT) error_system(err, "can't read %s: %s", path, regular_reason(why));
	free(path);
	XXH64_freeState(sum);
	return !err->set;
}

static void clear_all(struct clearing *c, const char *note)
{
	for (int f = 0; f < N_FORMATS; f++) {
		char line[32];
		snprintf(line, sizeof(line), "\n%s\n", file_extension[f]);
		if (strstr(note, line)) remove_one(c, c->dir, c->base, file_extension[f]);
	}
	if (!strstr(note, "\n" DRAWN)) return;
	remove_charts(c);
	remove_page(c);
}

static bool clear_by(const char *dir, const char *base, const char *path, const char *note, tell_line *say, struct error *err)
{
	struct clearing c = {.base = base};
	uint64_t hash;
	if (!hash_journal(dir, base, &hash, err)) return false;
	/* Cut short: the next publication is told (stale_is_marked), and writes a note of its own. */
	if (!hash || strtoull(note + strlen(NOTE), NULL, 16) != hash) return true;
	c.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c.dir < 0) return error_system(err, "can't read the folder %s: %s", dir, strerror(errno));
	clear_all(&c, note);
	close(c.dir);
	if (c.removed && say)
		say("%s: removed %d file%s made of the result that was there", dir, c.removed, c.removed == 1 ? "" : "s");
	if (c.left) return error_system(err, "%s", strerror(c.why));
	return unlink(path) == 0 || error_system(err, "can't remove %s: %s", path, strerror(errno));
}

bool stale_is_marked(const char *dir, const char *base, bool *marked, struct error *err)
{
	char *path = note_path(dir, base, err), *note = path ? read_note(path, err) : NULL;
	*marked = note;
	free(note);
	free(path);
	return !err->set;
}

bool stale_clear(const char *dir, const char *base, tell_line *say, struct error *err)
{
	struct error why = {0};
	char *path = note_path(dir, base, &why), *note = path ? read_note(path, &why) : NULL;
	bool good = note ? clear_by(dir, base, path, note, say, &why) : !why.set;
	free(note);
	free(path);
	return good || error_system(err, "%s: what was made of the result that was there can't be removed: %s", dir, why.text);
}
