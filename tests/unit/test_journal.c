/*
 * test_journal.c - the bookkeeping of journals: where each line stands, what is left of damaged ones, and what several journals together hold;
 * against a journal kept in memory beside it.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "results/collection.h"
#include "results/previous.h"
#include "unit/same.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { POINTS = 6 };
#define HEAD "{\"points\":6,\"scenario\":\"x\"}"

struct kept {
	char folder[40], path[3][60];
	struct error err;
};

static void begin(struct kept *k)
{
	char folder[] = "/tmp/simnic-journal-XXXXXX";
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	*k = (struct kept){.err = {.set = false}};
	memcpy(k->folder, folder, sizeof folder);
	for (int i = 0; i < 3; i++)
		snprintf(k->path[i], sizeof k->path[i], "%s/%c.journal", folder, 'a' + i);
}

static void end(struct kept *k)
{
	for (int i = 0; i < 3; i++)
		unlink(k->path[i]);
	CU_ASSERT_EQUAL(rmdir(k->folder), 0);
}

static int64_t size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

/* Points of a text like "0o 3f 4o": numbers and states; each record says its number, and `word`. Sizes after each line in at. */
static void write_journal(struct kept *k, int which, const char *points, const char *word, int64_t *at)
{
	struct journal j;
	CU_ASSERT_FATAL(journal_create(&j, k->path[which], HEAD, &k->err));
	if (at) *at++ = size_of(k->path[which]);
	for (const char *c = points; *c; c += c[2] ? 3 : 2) {
		char record[80];
		int number = c[0] - '0';
		char state = c[1] == 'o' ? STATE_OK : c[1] == 'f' ? STATE_FAILED : STATE_UNSTEADY;
		snprintf(record, sizeof record, "{\"id\":%d,\"%s\":\"%.*s\"}", number, word, number * 3, "..................");
		CU_ASSERT(journal_append(&j, number, state, record, "saved", &k->err));
		if (at) *at++ = size_of(k->path[which]);
	}
	CU_ASSERT(journal_close(&j, &k->err));
}

static void flip(const char *path, int64_t at)
{
	FILE *f = fopen(path, "r+b");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fseek(f, (long)at, SEEK_SET);
	int c = fgetc(f);
	fseek(f, (long)at, SEEK_SET);
	fputc(c ^ 1, f);
	CU_ASSERT_EQUAL(fclose(f), 0);
}

/* Each line is where the one before ended, whatever is damaged before it; and read from there it is the same. */
static void offsets(void)
{
	for (int damaged = -1; damaged < POINTS; damaged++) {
		struct kept k;
		struct journal_reader r;
		struct journal_line line;
		int64_t at[POINTS + 1], numbers[POINTS];
		int n = 0;
		begin(&k);
		write_journal(&k, 0, "4o 0o 5u 2f 1o 3o", "is", at);
		if (damaged >= 0) flip(k.path[0], at[damaged] + 22);
		if (damaged >= 0 && damaged + 2 < POINTS) flip(k.path[0], at[damaged + 2] + 30); /* the first one is told */
		CU_ASSERT_EQUAL_FATAL(journal_read(&r, k.path[0], &k.err), JOURNAL_GOOD);
		CU_ASSERT(reads("head", r.head, HEAD));
		for (int i = 0; i < POINTS; i++) {
			static const int order[POINTS] = {4, 0, 5, 2, 1, 3};
			if (damaged >= 0 && (i == damaged || i == damaged + 2)) continue;
			CU_ASSERT_FATAL(journal_next(&r, &line, &k.err));
			CU_ASSERT(same("number", line.number, order[i]));
			CU_ASSERT(same("offset", line.offset, at[i]));
			CU_ASSERT(same("size", (long long)line.size, at[i + 1] - at[i]));
			numbers[n++] = line.number;
		}
		CU_ASSERT(!journal_next(&r, &line, &k.err) && !k.err.set);
		CU_ASSERT(same("end", r.offset, at[POINTS]));
		CU_ASSERT(same("damaged line", r.damaged, damaged < 0 ? 0 : damaged + 2));
		for (int i = POINTS - 1; i >= 0; i--) {
			bool good = damaged < 0 || (i != damaged && i != damaged + 2);
			CU_ASSERT_EQUAL(journal_at(&r, at[i], &line, &k.err), good);
			if (good) CU_ASSERT(same("number again", line.number, numbers[--n]));
		}
		journal_done(&r);
		end(&k);
	}
}

/* A line that was never finished is cut off by who goes on, who then writes behind the last whole one. */
static void going_on(void)
{
	struct kept k;
	struct journal j;
	struct collection c = {0};
	int64_t at[POINTS + 1], size;
	begin(&k);
	write_journal(&k, 0, "0o 1o 2o", "is", at);
	CU_ASSERT_EQUAL(truncate(k.path[0], (off_t)at[3] - 5), 0);
	CU_ASSERT_EQUAL(collection_add(&c, k.path[0], &size, &k.err), JOURNAL_GOOD);
	CU_ASSERT(same("whole lines end", size, at[2]) && same("held", c.n_held, 2));
	collection_free(&c);
	CU_ASSERT_FATAL(journal_continue(&j, k.path[0], size, &k.err));
	CU_ASSERT(journal_append(&j, 3, STATE_OK, "{}", "saved", &k.err) && journal_close(&j, &k.err));
	CU_ASSERT_EQUAL(collection_add(&c, k.path[0], &size, &k.err), JOURNAL_GOOD);
	CU_ASSERT(same("held", c.n_held, 3) && same("end", size, size_of(k.path[0])));
	CU_ASSERT(c.held[3].source == 1 && c.held[3].offset == at[2] && !c.held[2].source && !c.damage.file);
	collection_free(&c);
	end(&k);
}

/* Several journals: what each holds is added once, what is there again is counted, and each point is where it was found first. */
static void together(void)
{
	struct kept k;
	struct collection c = {0};
	struct journal_line line;
	int64_t size;
	begin(&k);
	write_journal(&k, 0, "0o 2o 4u", "is", NULL);
	write_journal(&k, 1, "1o 2o 0o", "is", NULL);
	write_journal(&k, 2, "5o 4u 3o 1o", "is", NULL);
	static const int held[] = {3, 4, 6}, twins[] = {0, 2, 4};
	for (int i = 0; i < 3; i++) {
		CU_ASSERT_EQUAL_FATAL(collection_add(&c, k.path[i], &size, &k.err), JOURNAL_GOOD);
		CU_ASSERT(same("held", c.n_held, held[i]) && same("twins", c.twins, twins[i]));
		CU_ASSERT(same("size", size, size_of(k.path[i])));
	}
	static const int source[POINTS] = {1, 2, 1, 3, 1, 3};
	for (int i = 0; i < POINTS; i++) {
		char begins[20];
		snprintf(begins, sizeof begins, "{\"id\":%d,", i);
		CU_ASSERT(same("source", c.held[i].source, source[i]));
		CU_ASSERT(collection_line(&c, i, &line, &k.err) && line.number == i);
		CU_ASSERT(strncmp(line.record, begins, strlen(begins)) == 0);
		CU_ASSERT_EQUAL(line.state, i == 4 ? STATE_UNSTEADY : STATE_OK);
	}
	collection_free(&c);
	end(&k);
}

/* A point that failed is replaced by one that did not, and never the other way round; two that did not must be the same. */
static void failed_points(void)
{
	static const char *const points[2] = {"0f 1o 2f", "0o 1f 2f"};
	for (int first = 0; first < 2; first++) {
		struct kept k;
		struct collection c = {0};
		int64_t size;
		begin(&k);
		write_journal(&k, 0, points[first], "is", NULL);
		write_journal(&k, 1, points[!first], "was", NULL);
		for (int i = 0; i < 2; i++)
			CU_ASSERT_EQUAL_FATAL(collection_add(&c, k.path[i], &size, &k.err), JOURNAL_GOOD);
		CU_ASSERT(same("held", c.n_held, 3) && same("twins", c.twins, 0));
		CU_ASSERT(c.held[0].state == STATE_OK && c.held[1].state == STATE_OK && c.held[2].state == STATE_FAILED);
		CU_ASSERT(same("point 0 of", c.held[0].source, first == 0 ? 2 : 1));
		CU_ASSERT(same("point 1 of", c.held[1].source, first == 0 ? 1 : 2));
		write_journal(&k, 2, "3o 1o", "otherwise", NULL);
		CU_ASSERT_EQUAL(collection_add(&c, k.path[2], &size, &k.err), JOURNAL_FAILED);
		CU_ASSERT_PTR_NOT_NULL(strstr(k.err.text, "say different things about point 1"));
		collection_free(&c);
		end(&k);
	}
}

/* What would be replaced: points that had been there, and have failed now. */
static void lost_points(void)
{
	struct kept k;
	struct previous p = {.other = false};
	struct collection now = {0};
	int64_t size;
	begin(&k);
	write_journal(&k, 0, "0o 1o 2f 3u", "is", NULL);
	write_journal(&k, 1, "0f 1o 2f 3f 4f", "is", NULL);
	CU_ASSERT_FATAL(collection_add(&p.points, k.path[0], &size, &k.err) == JOURNAL_GOOD &&
			collection_add(&now, k.path[1], &size, &k.err) == JOURNAL_GOOD);
	CU_ASSERT(same("lost", previous_lost(&p, &now), 2));
	CU_ASSERT(previous_differs(&p, &now) && !previous_differs(&p, &p.points));
	previous_free(&p);
	collection_free(&now);
	end(&k);
}

CU_TestInfo test_journal[] = {
	{"where lines stand", offsets},
	{"going on with one", going_on},
	{"several together", together},
	{"points that failed", failed_points},
	{"points that would be lost", lost_points},
	CU_TEST_INFO_NULL,
};
