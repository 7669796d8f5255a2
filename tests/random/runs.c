/* runs.c - the program's own entry points in this process, with what they print caught. */
#include "random/random.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "cli/options.h"
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- what is printed ---- */

struct caught {
	int kept[2]; /* the process's own stdout and stderr */
	int file[2];
};

/* stderr goes to a file with a name, which stays if the process dies. */
static bool catch_output(struct caught *c, const char *scenario)
{
	char name[2][300];
	for (int i = 0; i < 2; i++) {
		snprintf(name[i], sizeof name[i], "%s.%s", scenario, i ? "err" : "out");
		c->file[i] = open(name[i], O_RDWR | O_CREAT | O_TRUNC, 0666);
		c->kept[i] = fcntl(1 + i, F_DUPFD_CLOEXEC, 3);
		if (c->file[i] < 0 || c->kept[i] < 0 || dup2(c->file[i], 1 + i) < 0) return false;
	}
	return true;
}

static char *read_back(int fd, size_t *size)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char *text = malloc((size_t)end + 1);
	ssize_t n = text ? pread(fd, text, (size_t)end, 0) : -1;
	*size = n > 0 ? (size_t)n : 0;
	if (text) text[*size] = '\0';
	return text;
}

static bool release_output(struct caught *c, struct said *s)
{
	fflush(stdout);
	fflush(stderr);
	s->out = read_back(c->file[0], &s->out_size);
	s->err = read_back(c->file[1], &s->err_size);
	for (int i = 0; i < 2; i++) {
		dup2(c->kept[i], 1 + i);
		close(c->kept[i]);
		close(c->file[i]);
	}
	return s->out && s->err;
}

static bool program(const char *file, enum action action, enum format format, int threads, double limit, struct said *s)
{
	char *files[] = {(char *)(uintptr_t)file};
	struct options o = {.action = action,
			    .format = format,
			    .format_given = true,
			    .threads = threads,
			    .limit = limit,
			    .quiet = true,
			    .file = files,
			    .n_files = 1};
	struct caught c;
	fflush(stdout);
	if (!catch_output(&c, file)) return false;
	s->code = action == ACTION_RUN ? run_files(&o) : look_at_files(&o);
	return release_output(&c, s);
}

static void said_free(struct said *s)
{
	free(s->out);
	free(s->err);
	*s = (struct said){.code = 0};
}

/* ---- all that is run ---- */

static bool write_file(const char *file, const struct said *s)
{
	FILE *f = fopen(file, "w");
	if (!f) return false;
	fwrite(s->out, 1, s->out_size, f);
	return fclose(f) == 0;
}

static bool same_with_threads(const char *file, const struct said *first, double limit, struct verdict *v)
{
	struct said three = {.code = 0};
	bool good = program(file, ACTION_RUN, FORMAT_JSON, 3, limit, &three) &&
		    laws_same(first, &three, true, v, "-j1 and -j3 say the same");
	said_free(&three);
	return good;
}

static bool table_holds(const char *file, const struct said *first, double limit, struct verdict *v)
{
	struct said text = {.code = 0};
	bool good = program(file, ACTION_RUN, FORMAT_TEXT, 1, limit, &text) && laws_text("the table", text.out, v) &&
		    laws_end_same(first, &text, v, "a run ends the same as a table");
	said_free(&text);
	return good;
}

/* Every `from` in a text becomes `to`, which is no longer. */
static void respell(struct said *s, const char *from, const char *to)
{
	size_t n = strlen(from), k = strlen(to);
	char *w = s->out;
	for (const char *p = s->out; *p;) {
		bool here = strncmp(p, from, n) == 0;
		memmove(w, here ? to : p, here ? k : 1);
		w += here ? k : 1;
		p += here ? n : 1;
	}
	*w = '\0';
	s->out_size = (size_t)(w - s->out);
}

/* --print-config names files in full, so that it can be run from anywhere: both by what lies below the project. */
static bool short_names(struct said *first, struct said *again)
{
	char root[PATH_MAX], full[PATH_MAX + 40];
	if (!getcwd(root, sizeof root)) return false;
	snprintf(full, sizeof full, "\"%s/build/random/", root);
	respell(again, full, "\"");
	snprintf(full, sizeof full, "\"%s/scenarios/", root);
	respell(again, full, "\"scenarios/");
	respell(first, "\"../../scenarios/", "\"scenarios/");
	return true;
}

/* What --print-config says of a scenario that is none of the refused, written in its place. */
static bool config_is_printed(const char *file, struct verdict *v)
{
	struct said config = {.code = 0};
	bool good = program(file, ACTION_PRINT_CONFIG, FORMAT_JSON, 1, 0, &config);
	if (good && (config.code || !laws_only_warns(file, &config)))
		good = broken(v, "--print-config prints", "%.400s", config.err);
	good = good && write_file(file, &config);
	said_free(&config);
	return good;
}

/* The effective scenario, run under the same name with other threads, says the same. */
static bool config_runs_same(const char *file, struct said *first, double limit, struct verdict *v)
{
	struct said again = {.code = 0};
	bool good = program(file, ACTION_RUN, FORMAT_JSON, 3, limit, &again) && short_names(first, &again) &&
		    laws_same(first, &again, false, v, "--print-config is the same scenario");
	said_free(&again);
	return good;
}

/* Where a run was cut short it is no use to run it again: what was printed is accepted. */
static bool config_is_accepted(const char *file, struct verdict *v)
{
	struct said check = {.code = 0};
	bool good = program(file, ACTION_CHECK, FORMAT_TEXT, 1, 0, &check);
	if (good && check.code) good = broken(v, "--print-config is accepted", "exit status %d: %.400s", check.code, check.err);
	said_free(&check);
	return good;
}

static bool others_hold(const char *file, struct said *first, bool all, double limit, int end, struct verdict *v)
{
	if (end == REFUSED) return true;
	if (end == CUT_SHORT) return config_is_printed(file, v) && config_is_accepted(file, v);
	return same_with_threads(file, first, limit, v) && (!all || table_holds(file, first, limit, v)) &&
	       config_is_printed(file, v) && config_runs_same(file, first, limit, v);
}

bool runs_judge(const char *file, bool all, double limit, int *end, struct verdict *v)
{
	struct said one = {.code = 0};
	bool good = program(file, ACTION_RUN, FORMAT_JSON, 1, limit, &one) || broken(v, "the test works", "can't catch output");
	good = good && laws_judge(file, &one, end, v) && others_hold(file, &one, all, limit, *end, v);
	said_free(&one);
	return good;
}

/* ---- apart ---- */

static void died(const char *file, int status, struct verdict *v)
{
	char name[300];
	struct said s = {.code = 0};
	snprintf(name, sizeof name, "%s.err", file);
	int fd = open(name, O_RDONLY);
	if (fd >= 0) s.err = read_back(fd, &s.err_size);
	if (fd >= 0) close(fd);
	const char *what = s.err ? strstr(s.err, "ERROR: ") : NULL;
	if (!what && s.err) what = strstr(s.err, "runtime error: ");
	if (WIFSIGNALED(status))
		broken(v, "no signal", "signal %d", WTERMSIG(status));
	else
		broken(v, "no sanitizer report", "%.300s", what ? what : s.err ? s.err : "");
	said_free(&s);
}

/* A replication stopped after AT_ONCE seconds takes little more; a scenario has some hundreds of them, the prices' samples included. */
#define AT_ONCE 0.02
enum { FOR_ALL = 30 };

bool runs_end_apart(const char *file, struct verdict *v)
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		struct said s = {.code = 0};
		const struct rlimit time = {FOR_ALL, FOR_ALL + 5};
		alarm(FOR_ALL * 10);
		setrlimit(RLIMIT_CPU, &time);
		_exit(!program(file, ACTION_RUN, FORMAT_JSON, 1, AT_ONCE, &s));
	}
	int status = 0;
	if (pid > 0) waitpid(pid, &status, 0);
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGALRM))
		return broken(v, ENDS,
			      "after %d s of processor time it had not, though each replication was to take %g s at most",
			      FOR_ALL, AT_ONCE);
	if (status) died(file, status, v);
	return v->law[0] == '\0';
}

bool runs_judge_apart(struct draft *d, const char *file, double limit, struct verdict *v)
{
	int channel[2], end;
	*v = (struct verdict){.law = ""};
	if (!draft_save(d, file) || pipe(channel) != 0) return broken(v, "the test works", "can't make a process");
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		alarm(limit > 1 ? 60 : 2); /* much longer, and it is another fault, or none */
		runs_judge(file, true, limit, &end, v);
		ssize_t n = write(channel[1], v, sizeof *v);
		exit(n == sizeof *v ? 0 : 1);
	}
	close(channel[1]);
	ssize_t n = pid > 0 ? read(channel[0], v, sizeof *v) : 0;
	close(channel[0]);
	int status = 0;
	if (pid > 0) waitpid(pid, &status, 0);
	if (n != sizeof *v) *v = (struct verdict){.law = ""};
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return draft_save(d, file) && runs_end_apart(file, v) &&
		       broken(v, "it is soon judged", "all its runs took too long");
	if (status) died(file, status, v);
	return v->law[0] == '\0';
}
