/* journal.c - lines that are whole or not there. */
#include "results/journal.h"
#include "base/regular_file.h"
#include "base/text_line.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#define JOURNAL_LONGEST (64 << 20) /* bytes of a line: more than any head or record has */
#define SYNC_EVERY 1.0             /* seconds: what a machine that loses power may cost */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool fail(const char *what, const char *path, struct error *err)
{
	int why = errno;
	bool reads = strcmp(what, "read") == 0;
	return reads ? error_file(err, (struct place){0}, why, "can't read %s: %s", path, regular_reason(why))
		     : error_system(err, "can't %s %s: %s", what, path, strerror(why));
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
	if (!line) return error_memory(err);
	int n = sprintf(line, "%016llx ", (unsigned long long)XXH64(body, size, 0));
	memcpy(line + n, body, size);
	line[(size_t)n + size] = '\n';
	bool good = write_all(j, line, (size_t)n + size + 1, err);
	free(line);
	return good;
}

static bool open_at(struct journal *j, const char *path, int flags, struct error *err)
{
	*j = (struct journal){.fd = -1, .path = strdup(path)};
	if (!j->path) return error_memory(err);
	j->fd = open(path, flags | O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
	return j->fd >= 0 || fail("write", path, err);
}

bool journal_create(struct journal *j, const char *path, const char *head, struct error *err)
{
	*j = (struct journal){.fd = -1};
	if (unlink(path) != 0 && errno != ENOENT) return fail("replace", path, err);
	return open_at(j, path, O_CREAT | O_EXCL, err) && put_line(j, head, err);
}

bool journal_continue(struct journal *j, const char *path, int64_t size, struct error *err)
{
	return open_at(j, path, 0, err) && (ftruncate(j->fd, (off_t)size) == 0 || fail("write", path, err));
}

bool journal_append(struct journal *j, int64_t number, char state, const char *record, const char *saved, struct error *err)
{
	size_t size = strlen(record) + strlen(saved) + 40;
	char *body = malloc(size);
	if (!body) return error_memory(err);
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

#define HASH_DIGITS 16

enum line { LINE_FAILED, LINE_NONE, LINE_TORN, LINE_DAMAGED, LINE_GOOD };

/* The next line: its body, when it is whole and fits its hash. */
static enum line next_body(struct journal_reader *r, char **body, size_t *size, uint64_t *hash)
{
	char digits[HASH_DIGITS + 1];
	ssize_t n = text_line(r->file, &r->buffer, &r->room, JOURNAL_LONGEST);
	if (n <= 0) return errno ? LINE_FAILED : LINE_NONE;
	if (r->buffer[n - 1] != '\n') return LINE_TORN;
	r->lines++;
	*size = (size_t)n;
	r->buffer[n - 1] = '\0';
	if (n < HASH_DIGITS + 2 || r->buffer[HASH_DIGITS] != ' ') return LINE_DAMAGED;
	*body = r->buffer + HASH_DIGITS + 1;
	*hash = XXH64(*body, (size_t)n - HASH_DIGITS - 2, 0);
	snprintf(digits, sizeof(digits), "%016llx", (unsigned long long)*hash);
	return memcmp(digits, r->buffer, HASH_DIGITS) == 0 ? LINE_GOOD : LINE_DAMAGED;
}

enum journal_state journal_read(struct journal_reader *r, const char *path, struct error *err)
{
	enum journal_state state = JOURNAL_NONE;
	size_t size = 0;
	uint64_t hash;
	char *head = NULL;
	*r = (struct journal_reader){.path = path, .file = regular_open(path)};
	if (!r->file && errno == ENOENT) return JOURNAL_NONE;
	if (!r->file) return fail("read", path, err), JOURNAL_FAILED;
	enum line line = next_body(r, &head, &size, &hash);
	if (line == LINE_DAMAGED) state = JOURNAL_DAMAGED;
	if (line == LINE_GOOD) state = JOURNAL_GOOD;
	if (line == LINE_FAILED) (void)fail("read", path, err), state = JOURNAL_FAILED;
	if (state != JOURNAL_GOOD) return journal_done(r), state;
	r->head = head;
	r->offset = (int64_t)size;
	return JOURNAL_GOOD;
}

static bool is_state(char c)
{
	return c == STATE_OK || c == STATE_UNSTEADY || c == STATE_FAILED;
}

static bool split(char *body, struct journal_line *line)
{
	char *end, *tab = strchr(body, '\t');
	line->number = strtoll(body, &end, 10); /* out of range: a number that no point has */
	if (!tab || tab < end + 3 || end == body || end[0] != ' ' || !is_state(end[1]) || end[2] != ' ') return false;
	line->state = end[1];
	line->record = end + 3;
	line->record_size = (size_t)(tab - line->record);
	*tab = '\0';
	line->saved = tab + 1;
	line->saved_size = strlen(line->saved);
	return true;
}

bool journal_next(struct journal_reader *r, struct journal_line *line, struct error *err)
{
	char *body;
	enum line found;
	r->head = NULL;
	while ((found = next_body(r, &body, &line->size, &line->hash)) > LINE_TORN) {
		line->offset = r->offset;
		r->offset += (int64_t)line->size;
		if (found == LINE_GOOD && split(body, line)) return true;
		if (!r->damaged) r->damaged = r->lines;
	}
	if (found == LINE_FAILED) fail("read", r->path, err);
	return false;
}

bool journal_at(struct journal_reader *r, int64_t offset, struct journal_line *line, struct error *err)
{
	char *body;
	line->offset = offset;
	enum line found =
		fseeko(r->file, (off_t)offset, SEEK_SET) == 0 ? next_body(r, &body, &line->size, &line->hash) : LINE_FAILED;
	if (found == LINE_FAILED) return fail("read", r->path, err);
	return found == LINE_GOOD && split(body, line);
}

void journal_done(struct journal_reader *r)
{
	if (r->file) fclose(r->file);
	free(r->buffer);
	*r = (struct journal_reader){0};
}
