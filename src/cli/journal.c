/* journal.c - lines that are whole or not there. */
#include "cli/journal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#define SYNC_EVERY 1.0 /* seconds: what a machine that loses power may cost */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool fail(const char *what, const char *path, struct error *err)
{
	return error_plain(err, "can't %s %s: %s", what, path, strerror(errno));
}

static bool write_all(const struct journal *j, const char *text, size_t size, struct error *err)
{
	while (size) {
		ssize_t n = write(j->fd, text, size);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return fail("write", j->path, err);
		text += n;
		size -= (size_t)n;
	}
	return true;
}

static bool put_line(const struct journal *j, const char *body, struct error *err)
{
	size_t size = strlen(body);
	char *line = malloc(size + 20);
	if (!line) return error_plain(err, "out of memory");
	int n = sprintf(line, "%016llx ", (unsigned long long)XXH64(body, size, 0));
	memcpy(line + n, body, size);
	line[(size_t)n + size] = '\n';
	bool good = write_all(j, line, (size_t)n + size + 1, err);
	free(line);
	return good;
}

/* Open and keep others out. */
static bool open_locked(struct journal *j, const char *path, int flags, struct error *err)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	*j = (struct journal){.fd = -1, .path = strdup(path)};
	if (!j->path) return error_plain(err, "out of memory");
	j->fd = open(path, flags | O_RDWR | O_APPEND | O_CLOEXEC, 0666);
	if (j->fd < 0) return fail("write", path, err);
	if (fcntl(j->fd, F_SETLK, &lock) == 0) return true;
	if (errno != EACCES && errno != EAGAIN) return true; /* a file system without locks */
	return error_plain(err, "another simnic is writing %s", path);
}

bool journal_create(struct journal *j, const char *path, const char *head, struct error *err)
{
	if (!open_locked(j, path, O_CREAT, err)) return false;
	if (ftruncate(j->fd, 0) != 0) return fail("write", path, err);
	return put_line(j, head, err);
}

bool journal_continue(struct journal *j, const char *path, int64_t size, struct error *err)
{
	if (!open_locked(j, path, 0, err)) return false;
	return ftruncate(j->fd, (off_t)size) == 0 || fail("write", path, err);
}

bool journal_append(struct journal *j, int64_t number, char state, const char *record, const char *saved, struct error *err)
{
	size_t size = strlen(record) + strlen(saved) + 40;
	char *body = malloc(size);
	if (!body) return error_plain(err, "out of memory");
	snprintf(body, size, "%lld %c %s\t%s", (long long)number, state, record, saved);
	bool good = put_line(j, body, err);
	free(body);
	if (good && now() - j->synced > SYNC_EVERY) {
		good = fsync(j->fd) == 0 || fail("write", j->path, err);
		j->synced = now();
	}
	return good;
}

bool journal_close(struct journal *j, struct error *err)
{
	bool good = true;
	if (j->fd >= 0) {
		good = fsync(j->fd) == 0;
		good = close(j->fd) == 0 && good;
		if (!good) fail("write", j->path, err);
	}
	free(j->path);
	*j = (struct journal){.fd = -1};
	return good;
}

/* ---- reading ---- */

/* The body of the next line that is whole and fits its hash, NULL at the end of such lines. */
static char *next_body(struct journal_reader *r, size_t *size, uint64_t *hash)
{
	char *end;
	ssize_t n = getline(&r->buffer, &r->room, r->file);
	if (n < 18 || r->buffer[n - 1] != '\n') return NULL;
	r->buffer[n - 1] = '\0';
	unsigned long long said = strtoull(r->buffer, &end, 16);
	if (end != r->buffer + 16 || *end != ' ') return NULL;
	*size = (size_t)n;
	*hash = XXH64(r->buffer + 17, (size_t)n - 18, 0);
	return *hash == said ? r->buffer + 17 : NULL;
}

bool journal_read(struct journal_reader *r, const char *path, struct error *err)
{
	size_t size;
	uint64_t hash;
	*r = (struct journal_reader){.path = path, .file = fopen(path, "r")};
	if (!r->file && errno == ENOENT) return false;
	if (!r->file) return fail("read", path, err);
	r->head = next_body(r, &size, &hash);
	if (!r->head) {
		if (ferror(r->file)) fail("read", path, err);
		journal_done(r);
		return false;
	}
	r->offset = (int64_t)size;
	return true;
}

static bool split(char *body, struct journal_line *line)
{
	char *end, *tab = strchr(body, '\t');
	line->number = strtoll(body, &end, 10);
	if (!tab || end == body || end[0] != ' ' || !end[1] || end[2] != ' ') return false;
	line->state = end[1];
	line->record = end + 3;
	line->record_size = (size_t)(tab - line->record);
	*tab = '\0';
	line->saved = tab + 1;
	line->saved_size = strlen(line->saved);
	return true;
}

bool journal_next(struct journal_reader *r, struct journal_line *line)
{
	char *body = next_body(r, &line->size, &line->hash);
	r->head = NULL;
	line->offset = r->offset;
	if (!body || !split(body, line)) return false;
	r->offset += (int64_t)line->size;
	return true;
}

bool journal_at(struct journal_reader *r, int64_t offset, struct journal_line *line)
{
	r->offset = offset;
	return fseeko(r->file, (off_t)offset, SEEK_SET) == 0 && journal_next(r, line);
}

void journal_done(struct journal_reader *r)
{
	if (r->file) fclose(r->file);
	free(r->buffer);
	*r = (struct journal_reader){0};
}
