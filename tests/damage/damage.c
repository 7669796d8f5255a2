/*
 * damage.c - damages each file of a finished results folder, one place at a time, and holds every reader of folders to this: it ends with
 * the right results, or with exit status 2 and a reason, and never by a signal.
 *
 *   damage SIMNIC SCENARIO WHOLE WORK STRIDE FLIPS [WORKER WORKERS]
 *
 * WHOLE holds the folder "whole" (never damaged, with its report and charts), a point's id in "id", and "merged", what merge makes of it.
 * "begun", if it is there, holds what else lies in the folder that is damaged: a hidden journal that --resume goes on with, a note of its owner.
 * Each file is cut at every STRIDE-th byte, and FLIPS times one bit of it is flipped (places and bits by a fixed sequence); then --resume,
 * --rerun, report, charts and merge are run on a copy.  Of WORKERS this is number WORKER.  Prints each failure with the command that repeats
 * it (the damaged folder stays there) and ends with "N passed, N failed"; exit status 1 when something failed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_FILES = 32, MAX_PATH = 1024 };

static const char *simnic, *scenario, *whole, *work;
static char id[32], folder[MAX_PATH], out[MAX_PATH], words[MAX_PATH];
static long passed, failed;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static char *read_file(const char *path, size_t *size)
{
	struct stat st;
	int fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &st) != 0) die(path);
	char *text = malloc((size_t)st.st_size + 1);
	if (!text || read(fd, text, (size_t)st.st_size) != st.st_size) die(path);
	text[st.st_size] = '\0';
	close(fd);
	*size = (size_t)st.st_size;
	return text;
}

static void write_file(const char *path, const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || write(fd, text, size) != (ssize_t)size || close(fd) != 0) die(path);
}

/* ---- folders ---- */

/* Names of the regular files in dir, sorted. */
static int list(const char *dir, char *name[MAX_FILES])
{
	struct dirent **entry;
	int n = 0, all = scandir(dir, &entry, NULL, alphasort);
	if (all < 0) return 0;
	for (int i = 0; i < all; i++) {
		char path[2 * MAX_PATH];
		struct stat st;
		snprintf(path, sizeof path, "%s/%s", dir, entry[i]->d_name);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && n < MAX_FILES) name[n++] = strdup(entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	return n;
}

static void remove_all(const char *dir)
{
	char *name[MAX_FILES], path[2 * MAX_PATH];
	for (int n = list(dir, name), i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, name[i]);
		unlink(path);
		free(name[i]);
	}
	snprintf(path, sizeof path, "%s/charts", dir);
	if (access(path, F_OK) == 0) remove_all(path);
	rmdir(dir);
}

static void copy_all(const char *from, const char *to)
{
	char *name[MAX_FILES], path[2 * MAX_PATH];
	mkdir(to, 0777);
	for (int n = list(from, name), i = 0; i < n; i++) {
		size_t size;
		snprintf(path, sizeof path, "%s/%s", from, name[i]);
		char *text = read_file(path, &size);
		snprintf(path, sizeof path, "%s/%s", to, name[i]);
		write_file(path, text, size);
		free(text);
		free(name[i]);
	}
}

/* The same files in the same bytes, but for when a run was; which lists endings that count, NULL = all of them. */
static bool same(const char *a, const char *b, const char *ending)
{
	char *name[MAX_FILES], path[2 * MAX_PATH];
	bool good = true;
	int n = list(a, name), compared = 0;
	for (int i = 0; i < n; i++) {
		size_t size[2] = {0, 0};
		bool counts = !strstr(name[i], ".run.json") && (!ending || strstr(name[i], ending));
		if (!ending && !counts) compared++;
		snprintf(path, sizeof path, "%s/%s", b, name[i]);
		if (counts && access(path, F_OK) == 0) {
			char *theirs = read_file(path, &size[1]);
			snprintf(path, sizeof path, "%s/%s", a, name[i]);
			char *ours = read_file(path, &size[0]);
			good = good && size[0] == size[1] && memcmp(ours, theirs, size[0]) == 0;
			free(ours);
			free(theirs);
			compared++;
		} else if (counts) {
			good = false;
		}
		free(name[i]);
	}
	return good && compared > 0;
}

/* ---- readers ---- */

/* One way to read a folder. right: what its exit status 0 promises. */
struct reader {
	const char *name, *argv[10];
	bool (*right)(void);
};

static char whole_folder[MAX_PATH], merged_folder[MAX_PATH], begun_folder[MAX_PATH];

static bool folder_is_whole(void)
{
	char *name[MAX_FILES];
	int n = list(folder, name), hidden = 0;
	for (int i = 0; i < n; i++) {
		hidden += name[i][0] == '.' && !strstr(name[i], ".old");
		free(name[i]);
	}
	return !hidden && same(whole_folder, folder, "tiny.");
}

static bool page_is_right(void)
{
	char a[2 * MAX_PATH], b[2 * MAX_PATH];
	size_t na, nb;
	snprintf(a, sizeof a, "%s/report.html", whole_folder);
	snprintf(b, sizeof b, "%s/report.html", folder);
	char *ours = read_file(a, &na), *theirs = read_file(b, &nb);
	bool good = na == nb && memcmp(ours, theirs, na) == 0;
	free(ours);
	free(theirs);
	return good;
}

static bool charts_are_right(void)
{
	char a[2 * MAX_PATH], b[2 * MAX_PATH];
	snprintf(a, sizeof a, "%s/charts", whole_folder);
	snprintf(b, sizeof b, "%s/charts", folder);
	return same(a, b, ".dat");
}

static bool merge_is_right(void)
{
	return same(merged_folder, out, NULL);
}

static struct reader readers[] = {
	{"--resume", {"simnic", "-q", "-o", folder, "--resume", NULL}, folder_is_whole},
	{"--rerun", {"simnic", "-q", "-o", folder, "--rerun", id, NULL}, folder_is_whole},
	{"report", {"simnic", "report", "-q", folder, NULL}, page_is_right},
	{"charts", {"simnic", "charts", "-q", folder, NULL}, charts_are_right},
	{"merge", {"simnic", "merge", "-q", folder, "-o", out, NULL}, merge_is_right},
};

static void add_scenario(void)
{
	readers[0].argv[5] = readers[1].argv[6] = scenario;
	readers[1].argv[7] = NULL;
}

static int run(const struct reader *r)
{
	extern char **environ;
	posix_spawn_file_actions_t to;
	pid_t pid;
	int status;
	if (posix_spawn_file_actions_init(&to) != 0) die("posix_spawn_file_actions_init");
	posix_spawn_file_actions_addopen(&to, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&to, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&to, 2, words, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (posix_spawn(&pid, simnic, &to, NULL, (char **)(void *)r->argv, environ) != 0) die(simnic);
	posix_spawn_file_actions_destroy(&to);
	if (waitpid(pid, &status, 0) != pid) die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static const char *judge(const struct reader *r, int code)
{
	size_t size;
	char *said = read_file(words, &size);
	bool reason = strstr(said, "error: ") != NULL && !strstr(said, "Sanitizer") && !strstr(said, "runtime error");
	free(said);
	if (code == 0) return r->right() ? NULL : "exit status 0 and other results";
	if (code != 2) return "expected exit status 0 or 2";
	return reason ? NULL : "exit status 2 without a reason";
}

static void attempt(const struct reader *r, const char *what)
{
	int code = run(r);
	const char *why = judge(r, code);
	remove_all(out);
	if (!why) {
		passed++;
		return;
	}
	char kept[2 * MAX_PATH];
	snprintf(kept, sizeof kept, "%s.%ld", folder, ++failed);
	printf("%s after %s: exit status %d, %s\n", r->name, what, code, why);
	if (failed > 20) exit(1);
	copy_all(folder, kept);
	printf("    kept in %s\n", kept);
}

/* ---- damage ---- */

static void try_all(const char *file, const char *text, size_t size, const char *what)
{
	char path[2 * MAX_PATH];
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		copy_all(whole_folder, folder);
		copy_all(begun_folder, folder);
		snprintf(path, sizeof path, "%s/%s", folder, file);
		write_file(path, text, size);
		attempt(&readers[i], what);
		remove_all(folder);
	}
}

static unsigned long draw(unsigned long long *state, unsigned long below)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned long)(*state >> 33) % below;
}

static void damage(const char *from, const char *file, long stride, long flips, int worker, int workers)
{
	char path[2 * MAX_PATH], what[200];
	size_t size;
	unsigned long long state = strlen(file);
	snprintf(path, sizeof path, "%s/%s", from, file);
	char *text = read_file(path, &size);
	long turn = 0;
	for (size_t n = 0; n < size; n += (size_t)stride) {
		if (turn++ % workers != worker) continue;
		snprintf(what, sizeof what, "%s was cut to %zu of %zu bytes", file, n, size);
		try_all(file, text, n, what);
	}
	for (long i = 0; size && i < flips; i++) {
		size_t at = draw(&state, size);
		unsigned bit = (unsigned)draw(&state, 8);
		if (turn++ % workers != worker) continue;
		text[at] ^= (char)(1u << bit);
		snprintf(what, sizeof what, "bit %u of byte %zu of %s was flipped", bit, at, file);
		try_all(file, text, size, what);
		text[at] ^= (char)(1u << bit);
	}
	free(text);
}

int main(int argc, char **argv)
{
	char *name[MAX_FILES], path[2 * MAX_PATH];
	size_t size;
	if (argc < 7) return 2;
	simnic = argv[1], scenario = argv[2], whole = argv[3], work = argv[4];
	long stride = atol(argv[5]), flips = atol(argv[6]);
	int worker = argc > 8 ? atoi(argv[7]) : 0, workers = argc > 8 ? atoi(argv[8]) : 1;
	snprintf(whole_folder, sizeof whole_folder, "%s/whole", whole);
	snprintf(merged_folder, sizeof merged_folder, "%s/merged", whole);
	snprintf(begun_folder, sizeof begun_folder, "%s/begun", whole);
	snprintf(folder, sizeof folder, "%s/damaged%d", work, worker);
	snprintf(out, sizeof out, "%s/out%d", work, worker);
	snprintf(words, sizeof words, "%s/words%d", work, worker);
	snprintf(path, sizeof path, "%s/id", whole);
	char *text = read_file(path, &size);
	snprintf(id, sizeof id, "%.16s", text);
	free(text);
	add_scenario();
	const char *const from[] = {whole_folder, begun_folder};
	for (int k = 0; k < 2; k++)
		for (int n = list(from[k], name), i = 0; i < n; i++) {
			damage(from[k], name[i], stride, flips, worker, workers);
			free(name[i]);
		}
	printf("damage: %ld passed, %ld failed\n", passed, failed);
	return failed || !passed;
}
