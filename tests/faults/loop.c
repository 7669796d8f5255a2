/*
 * loop.c - one process for each fault: runs a job of the program with faults.so once for each call that can fail, two at a time, and
 * judges how each ended.
 *
 *   loop PROGRAM LIBRARY JOB MOST SEED
 *
 * JOB is a folder: args and resume (the program's arguments, one a line; resume may be missing), before/ (the folder it is started
 * in), after/ and out (what it leaves and prints when nothing fails), counts (of faults.c), draws (there for one that makes pictures).  Of all faults MOST are tried, chosen at
 * random by SEED; 0 = each call up to EACH, and RANDOM of the later ones.
 *
 * Right is: exit status 0 and the same bytes as without the fault; or 1, a message that says why, files that are all the old ones or
 * all the new ones, and a --resume without a fault that makes them the new ones.  Never a signal, a report of a sanitizer, a hang.  Where
 * the program is killed, the --resume (or the job again) makes all files the new ones and leaves nothing hidden beside them.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define EACH 2000
#define RANDOM 500
#define WORKERS 2
#define WORK 60      /* seconds of processor time for one run: a busy machine is no hang */
#define PATIENCE 900 /* seconds for one that waits */

struct family {
	const char *name;
	int number[4]; /* the errno values to fail with, 0 ends */
	bool once;     /* not from then on as well: alloc has that */
	bool changes;  /* what is on the disk: killed there as well */
};
static const struct family families[] = {
	{"alloc", {ENOMEM}, false},
	{"malloc", {ENOMEM}, true},
	{"calloc", {ENOMEM}, true},
	{"realloc", {ENOMEM}, true},
	{"open", {EIO, EMFILE, EINTR}, false, true},
	{"read", {EIO, EINTR}, false},
	{"write", {EIO, ENOSPC, EINTR}, false, true},
	{"fsync", {EIO, ENOSPC}, false, true},
	{"rename", {EIO, ENOSPC}, false, true},
	{"close", {EIO, EINTR}, false, true},
	{"mkdir", {EIO, ENOSPC}, false, true},
	{"unlink", {EIO}, false, true},
	{"truncate", {EIO}, false, true},
	{"link", {EIO, EPERM}, false, true},
	{"list", {EIO}, false},
	{"stat", {EIO}, false},
};
#define N_FAMILIES (sizeof families / sizeof *families)

struct fault {
	const struct family *family;
	long call;
	bool on;
	int number; /* KILLED: no errno */
};
#define KILLED 0

struct loop {
	const char *program, *library, *job;
	char slot[4096]; /* the folder of this worker */
	struct fault *fault;
	int n, room;
	unsigned long long seed;
	int failed;
	uint64_t *good; /* states of the folder from which another run does what it should */
	int n_good, room_good;
};

static void die(const char *what)
{
	perror(what);
	exit(99);
}

static long below(struct loop *l, long n)
{
	l->seed = l->seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (long)((l->seed >> 33) % (unsigned long long)n);
}

/* ---- files ---- */

/* A whole file, ended by a NUL; NULL when it is not there. */
static char *load(const char *path, size_t *size)
{
	struct stat st;
	int fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &st) != 0) return fd < 0 ? NULL : (die(path), NULL);
	char *text = malloc((size_t)st.st_size + 1);
	ssize_t n = text ? read(fd, text, (size_t)st.st_size) : -1;
	if (n != st.st_size) die(path);
	text[n] = '\0';
	*size = (size_t)n;
	close(fd);
	return text;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void copy_file(const char *from, const char *to)
{
	size_t size;
	char *text = load(from, &size);
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (!text || fd < 0 || write(fd, text, size) != (ssize_t)size) die(to);
	close(fd);
	free(text);
}

static void copy_tree(const char *from, const char *to)
{
	DIR *d = opendir(from);
	if (!d || mkdir(to, 0777) != 0) die(to);
	for (struct dirent *e; (e = readdir(d));) {
		char a[8192], b[8192];
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
		snprintf(a, sizeof a, "%s/%s", from, e->d_name);
		snprintf(b, sizeof b, "%s/%s", to, e->d_name);
		if (e->d_type == DT_DIR)
			copy_tree(a, b);
		else
			copy_file(a, b);
	}
	closedir(d);
}

static bool is_timeless(const char *name)
{
	size_t len = strlen(name);
	return !(len > 9 && strcmp(name + len - 9, ".run.json") == 0);
}

/* Hidden files are not judged, nor what holds the time of day. */
static bool is_judged(const char *name)
{
	return name[0] != '.' && is_timeless(name);
}

static bool same_file(const char *a, const char *b)
{
	size_t n = 0, m = 0;
	char *x = load(a, &n), *y = load(b, &m);
	bool same = x && y && n == m && memcmp(x, y, n) == 0;
	free(x);
	free(y);
	return same;
}

/* Does b have each judged file of a, with the same bytes?  Else the name of one that differs is in what[256]. */
static bool holds(const char *a, const char *b, char what[256])
{
	DIR *d = opendir(a);
	bool same = true;
	if (!d) return true; /* what is not there has no files */
	for (struct dirent *e; same && (e = readdir(d));) {
		char x[8192], y[8192];
		if (!is_judged(e->d_name)) continue;
		snprintf(x, sizeof x, "%s/%s", a, e->d_name);
		snprintf(y, sizeof y, "%s/%s", b, e->d_name);
		same = e->d_type == DT_DIR ? holds(x, y, what) : same_file(x, y);
		if (!same && e->d_type != DT_DIR) snprintf(what, 256, "%.255s", e->d_name);
	}
	closedir(d);
	return same;
}

static bool same_tree(const char *a, const char *b, char what[256])
{
	return holds(a, b, what) && holds(b, a, what);
}

/* Is each judged file of `now` as in a or as in b? */
static bool each_holds(const char *now, const char *a, const char *b, char what[256])
{
	DIR *d = opendir(now);
	bool same = true;
	if (!d) return false;
	for (struct dirent *e; same && (e = readdir(d));) {
		char x[8192], y[8192], z[8192];
		if (!is_judged(e->d_name)) continue;
		snprintf(x, sizeof x, "%s/%s", now, e->d_name);
		snprintf(y, sizeof y, "%s/%s", a, e->d_name);
		snprintf(z, sizeof z, "%s/%s", b, e->d_name);
		same = e->d_type == DT_DIR ? each_holds(x, y, z, what) : same_file(x, y) || same_file(x, z);
		if (!same && e->d_type != DT_DIR) snprintf(what, 256, "%.255s", e->d_name);
	}
	closedir(d);
	return same;
}

/* ---- one run ---- */

/* The lines of a file as arguments after the program's name; both live on. */
static char **arguments(const char *program, const char *job, const char *name)
{
	char path[8192];
	size_t size;
	snprintf(path, sizeof path, "%s/%s", job, name);
	char *text = load(path, &size), **list = calloc(64, sizeof *list);
	if (!text || !list) return NULL;
	int n = 0;
	list[n++] = (char *)program;
	for (char *line = strtok(text, "\n"); line && n < 63; line = strtok(NULL, "\n"))
		list[n++] = line;
	return list;
}

/* How the program ended, as wait tells it; its output is in SLOT.out and SLOT.err. */
static int run(const struct loop *l, char **args, const char *fault)
{
	pid_t pid = fork();
	int status;
	if (pid < 0) die("fork");
	if (pid == 0) {
		char out[8192], err[8192];
		snprintf(out, sizeof out, "%s.out", l->slot);
		snprintf(err, sizeof err, "%s.err", l->slot);
		if (!freopen("/dev/null", "r", stdin) || !freopen(out, "w", stdout) || !freopen(err, "w", stderr)) _exit(98);
		if (chdir(l->slot) != 0) _exit(98);
		if (fault) setenv("FAULT", fault, 1);
		if (fault) setenv("LD_PRELOAD", l->library, 1);
		setenv("ASAN_OPTIONS", "verify_asan_link_order=0:allocator_may_return_null=1:detect_leaks=0", 1);
		if (setrlimit(RLIMIT_CPU, &(struct rlimit){WORK, WORK + 5}) != 0) _exit(98);
		alarm(PATIENCE);
		execv(l->program, args);
		_exit(98);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR) die("waitpid");
	return status;
}

static const char *output(const struct loop *l, const char *ending)
{
	static char *text;
	char path[8192];
	size_t size;
	snprintf(path, sizeof path, "%s%s", l->slot, ending);
	free(text);
	text = load(path, &size);
	return text ? text : "";
}

/* A path, a file of the job or one that it makes, or what is called a folder. */
static bool is_name(const struct loop *l, const char *word, const char *before)
{
	char path[8192], made[8192];
	snprintf(path, sizeof path, "%s/%s", l->slot, word);
	snprintf(made, sizeof made, "%s/after/%s", l->job, word);
	return (strchr(word, '/') && strlen(word) > 1) || strstr(word, ".yaml") || strstr(word, ".journal") ||
	       strcmp(before, "folder") == 0 || access(path, F_OK) == 0 || access(made, F_OK) == 0;
}

/* Is there the name of a file in the text, besides in what the system says (Input/output error)? */
static bool names_file(const struct loop *l, const char *text, const char *system)
{
	static const char between[] = " ,;:\n'";
	bool named = false;
	const char *before = "";
	char *rest = strdup(text), *at;
	while ((at = strstr(rest, system)))
		memset(at, ' ', strlen(system));
	for (char *word = strtok(rest, between); word && !named; before = word, word = strtok(NULL, between))
		named = is_name(l, word, before);
	named = named || strstr(text, "standard output");
	free(rest);
	return named;
}

/* Out of memory; or what could not be done, and with which file. */
static bool says_why(const struct loop *l, const char *err, const struct fault *f)
{
	const char *system = strerror(f->number);
	if (strstr(err, "out of memory")) return true;
	bool told = strstr(err, system) || (f->number != ENOMEM && strstr(err, "can't "));
	return told && names_file(l, err, system);
}

/* What lies in a folder, hidden files too, but for the time of day: the same number for the same names and bytes. */
static uint64_t state_of(const char *folder, uint64_t at)
{
	DIR *d = opendir(folder);
	uint64_t sum = at;
	for (struct dirent *e; d && (e = readdir(d));) {
		char path[8192];
		size_t size = 0, len = strlen(e->d_name);
		uint64_t h = at * 31 + 14695981039346656037ULL;
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		for (size_t i = 0; i < len; i++)
			h = (h ^ (unsigned char)e->d_name[i]) * 1099511628211ULL;
		if (e->d_type == DT_DIR) h = state_of(path, h);
		char *text = e->d_type != DT_DIR ? load(path, &size) : NULL;
		if (text && !is_timeless(e->d_name)) size = size > 0 && text[size - 1] == '\n'; /* is it whole? */
		for (size_t i = 0; text && i < size; i++)
			h = (h ^ (unsigned char)text[i]) * 1099511628211ULL;
		free(text);
		sum += (h ^ size) * 1099511628211ULL;
	}
	if (d) closedir(d);
	return sum;
}

/* Most faults leave the folder as many others did: what another run does there is known. */
static bool is_known(const struct loop *l, uint64_t state)
{
	for (int i = 0; i < l->n_good; i++)
		if (l->good[i] == state) return true;
	return false;
}

static void remember(struct loop *l, uint64_t state)
{
	if (l->n_good == l->room_good) {
		l->room_good = l->room_good ? 2 * l->room_good : 64;
		l->good = realloc(l->good, (size_t)l->room_good * sizeof *l->good);
		if (!l->good) die("realloc");
	}
	l->good[l->n_good++] = state;
}

/* NULL, or what is wrong with files and messages after an exit with `code`. */
static const char *judge_end(struct loop *l, const struct fault *f, int code, char **resume)
{
	static char why[600];
	char before[8192], after[8192], golden[8192], out[8192], what[256] = "";
	snprintf(before, sizeof before, "%s/before", l->job);
	snprintf(after, sizeof after, "%s/after", l->job);
	snprintf(golden, sizeof golden, "%s/out", l->job);
	snprintf(out, sizeof out, "%s.out", l->slot);
	bool is_new = same_tree(after, l->slot, what);
	/* What was made of the old ones and can't be removed is told, and is there still. */
	if (!is_new && code == 1 && strstr(output(l, ".err"), "can't be removed")) is_new = holds(after, l->slot, what);
	if (code == 0) {
		snprintf(why, sizeof why, "exit status 0, and %.200s has other bytes", what);
		if (!is_new) return why;
		return same_file(golden, out) ? NULL : "exit status 0, and other bytes were printed";
	}
	if (code != 1) return "an exit status other than 0 and 1";
	if (!says_why(l, output(l, ".err"), f)) return "the message does not say what failed";
	/* A point that failed for want of memory is a result, too; --resume runs it again. */
	bool has_failed = strstr(output(l, ".err"), ": failed: ");
	/* Pictures appear one by one, and nothing that was there goes. */
	char drawn[8192];
	snprintf(drawn, sizeof drawn, "%s/draws", l->job);
	if (!is_new && access(drawn, F_OK) == 0)
		is_new = holds(before, l->slot, what) && each_holds(l->slot, before, after, what);
	if (!is_new && !has_failed && !same_tree(before, l->slot, what)) {
		snprintf(why, sizeof why, "the results are neither the old ones nor the new ones: %.200s", what);
		return why;
	}
	uint64_t state = resume ? state_of(l->slot, 1) : 0;
	if (!resume || is_known(l, state)) return NULL;
	int status = run(l, resume, NULL);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return "--resume fails afterwards";
	snprintf(why, sizeof why, "after --resume %.200s has other bytes", what);
	if (!same_tree(after, l->slot, what)) return why;
	remember(l, state);
	return NULL;
}

/* A hidden file in the folder or one below, other than journals that were put aside?  Its name is in what[256]. */
static bool hides(const char *folder, char what[256])
{
	DIR *d = opendir(folder);
	bool found = false;
	if (!d) return false;
	for (struct dirent *e; !found && (e = readdir(d));) {
		char path[8192];
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		found = e->d_name[0] == '.' ? !strstr(e->d_name, ".journal.old") : e->d_type == DT_DIR && hides(path, what);
		if (found && e->d_name[0] == '.') snprintf(what, 256, "%.255s", e->d_name);
	}
	closedir(d);
	return found;
}

static const char *judge_killed(struct loop *l, int status, char **again)
{
	static char why[600];
	char after[8192], what[256] = "";
	snprintf(after, sizeof after, "%s/after", l->job);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) return "it was to be killed, and was not";
	uint64_t state = state_of(l->slot, 2);
	if (is_known(l, state)) return NULL;
	status = run(l, again, NULL);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return "killed, it can't be run again";
	if (!same_tree(after, l->slot, what))
		return snprintf(why, sizeof why, "killed and run again, %.200s has other bytes", what), why;
	if (hides(l->slot, what)) return snprintf(why, sizeof why, "killed and run again, %.200s is left", what), why;
	remember(l, state);
	return NULL;
}

static const char *judge(struct loop *l, const struct fault *f, int status, char **resume)
{
	const char *err = output(l, ".err");
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGXCPU ? "it hangs" : "it dies of a signal";
	/* The sanitizer has calls of its own, and gives up when they fail. */
	if (strstr(err, "CHECK failed: sanitizer_")) return NULL;
	if (strstr(err, "Sanitizer") || strstr(err, "runtime error:")) return "a sanitizer reports";
	return judge_end(l, f, WEXITSTATUS(status), resume);
}

static void try_one(struct loop *l, const struct fault *f, char **args, char **resume)
{
	char fault[80], before[8192];
	snprintf(fault, sizeof fault, "%s:%ld:%s:%d", f->family->name, f->call,
		 f->number == KILLED ? "kill"
		 : f->on             ? "on"
				     : "once",
		 f->number);
	snprintf(before, sizeof before, "%s/before", l->job);
	nftw(l->slot, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	copy_tree(before, l->slot);
	int status = run(l, args, fault);
	char *said = strdup(output(l, ".err"));
	const char *why = f->number == KILLED ? judge_killed(l, status, resume ? resume : args) : judge(l, f, status, resume);
	if (why) {
		const char *name = strrchr(l->job, '/') ? strrchr(l->job, '/') + 1 : l->job;
		printf("not ok - %s FAULT=%s: %s\n#   %.*s\n", name, fault, why, (int)strcspn(said, "\n"), said);
		fflush(stdout);
		l->failed++;
	}
	free(said);
}

/* ---- which faults ---- */

static void add(struct loop *l, struct fault f)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 1024;
		l->fault = realloc(l->fault, (size_t)l->room * sizeof *l->fault);
		if (!l->fault) die("realloc");
	}
	l->fault[l->n++] = f;
}

static void add_family(struct loop *l, const struct family *m, long count)
{
	for (long n = 1; m->changes && n <= count && n <= EACH; n++)
		add(l, (struct fault){m, n, false, KILLED});
	for (int e = 0; e < 4 && m->number[e]; e++)
		for (int on = 0; on < (m->once || m->number[e] == EINTR ? 1 : 2);
		     on++) { /* who tries again would do so for ever */
			for (long n = 1; n <= count && n <= EACH; n++)
				add(l, (struct fault){m, n, on, m->number[e]});
			for (int k = 0; count > EACH && k < RANDOM; k++)
				add(l, (struct fault){m, EACH + 1 + below(l, count - EACH), on, m->number[e]});
		}
}

static void choose(struct loop *l, int most)
{
	char path[8192], name[32];
	long count;
	snprintf(path, sizeof path, "%s/counts", l->job);
	FILE *f = fopen(path, "r");
	if (!f) die(path);
	while (fscanf(f, "%31s %ld", name, &count) == 2)
		for (size_t i = 0; i < N_FAMILIES; i++)
			if (strcmp(name, families[i].name) == 0) add_family(l, &families[i], count);
	fclose(f);
	if (!most || most >= l->n) return;
	/* A sample; the first of each kind of call are more interesting than their number. */
	for (int i = 0; i < most; i++) {
		int other = i + (int)below(l, l->n - i);
		struct fault swapped = l->fault[i];
		l->fault[i] = l->fault[other];
		l->fault[other] = swapped;
	}
	l->n = most;
}

static int work(struct loop *l, int worker)
{
	char **args = arguments(l->program, l->job, "args"), **resume = arguments(l->program, l->job, "resume");
	if (!args) die("args");
	snprintf(l->slot, sizeof l->slot, "%.4000s/slot-%d", l->job, worker);
	for (int i = worker; i < l->n; i += WORKERS)
		try_one(l, &l->fault[i], args, resume);
	return l->failed > 0;
}

int main(int argc, char **argv)
{
	int status, failed = 0;
	if (argc != 6) return 99;
	struct loop l = {.program = argv[1], .library = argv[2], .job = argv[3], .seed = strtoull(argv[5], NULL, 10)};
	choose(&l, atoi(argv[4]));
	for (int w = 0; w < WORKERS; w++) {
		pid_t pid = fork();
		if (pid < 0) die("fork");
		if (pid == 0) exit(work(&l, w));
	}
	while (wait(&status) > 0)
		failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	printf("# %d faults\n", l.n);
	return failed;
}
