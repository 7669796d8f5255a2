/* gnuplot_run.c - gnuplot as a process: started, waited for, what its end means, and whether it has written all. */
#define _GNU_SOURCE /* memmem */
#include "cli/gnuplot_run.h"
#include "base/text_line.h"
#include "base/visible.h"
#include "cli/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NO_TERMINAL 3 /* how plot/style.gp ends when this gnuplot lacks the terminal */

#define WORDS 8192      /* bytes of what gnuplot says that are told */
#define NAP 3000000     /* ns between two looks at whether gnuplot has ended */
#define NAPS_TO_END 300 /* that it has after it was asked to */

/* What it says, which may hold names of files as they are: told when it has ended, and fit to print. */
struct words {
	int fd; /* to read from, without waiting */
	size_t n;
	char text[WORDS];
};

/* What is ignored here would stay so there. */
static int spawn(pid_t *pid, char **argv, int words)
{
	extern char **environ;
	posix_spawnattr_t attr;
	posix_spawn_file_actions_t files;
	sigset_t dflt;
	int e = posix_spawnattr_init(&attr);
	if (e) return e;
	if ((e = posix_spawn_file_actions_init(&files)) != 0) return posix_spawnattr_destroy(&attr), e;
	sigemptyset(&dflt);
	sigaddset(&dflt, SIGPIPE);
	sigaddset(&dflt, SIGXFSZ);
	e = posix_spawnattr_setsigdefault(&attr, &dflt);
	if (!e) e = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	if (!e) e = posix_spawn_file_actions_adddup2(&files, words, STDERR_FILENO);
	if (!e) e = posix_spawnp(pid, argv[0], &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return e;
}

/* What there is at the moment; of very much the end is left out. */
static void listen_to(struct words *w)
{
	char beyond[512];
	for (ssize_t n = 1; n > 0;) {
		bool fits = w->n < sizeof(w->text) - 1;
		n = fits ? read(w->fd, w->text + w->n, sizeof(w->text) - 1 - w->n) : read(w->fd, beyond, sizeof(beyond));
		if (n > 0 && fits) w->n += (size_t)n;
	}
}

static void pass_on(struct words *w)
{
	listen_to(w);
	w->text[w->n] = '\0';
	visible_make(w->text, w->n);
	fputs(w->text, stderr);
}

/* Until the process ends; who asks us for an end asks it, too, and kills it after a second.  False with errno. */
static bool await(pid_t pid, int *status, struct words *w)
{
	const struct timespec nap = {.tv_nsec = NAP};
	for (int naps = 0;;) {
		listen_to(w);
		pid_t ended = waitpid(pid, status, WNOHANG);
		if (ended == pid) return true;
		if (ended < 0 && errno != EINTR) return false;
		if (*signals_flag() && naps <= NAPS_TO_END) kill(pid, naps++ < NAPS_TO_END ? SIGTERM : SIGKILL);
		nanosleep(&nap, NULL);
	}
}

/* Started, heard, and ended with *status. */
static bool run(char **argv, int *status, struct error *err)
{
	pid_t pid;
	int ends[2];
	struct words words = {.n = 0};
	if (pipe(ends) != 0) return error_system(err, "can't run gnuplot: %s", strerror(errno));
	for (int i = 0; i < 2; i++)
		(void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	words.fd = ends[0];
	int e = spawn(&pid, argv, ends[1]);
	close(ends[1]);
	bool ended = !e && await(pid, status, &words);
	if (!e && !ended) error_system(err, "can't wait for gnuplot: %s", strerror(errno));
	if (e == ENOENT) error_system(err, "gnuplot is not installed; ./setup --deps installs it");
	if (e == ENOMEM) error_memory_for(err, "gnuplot");
	if (e && e != ENOENT && e != ENOMEM) error_system(err, "can't run gnuplot: %s", strerror(e));
	pass_on(&words);
	close(ends[0]);
	errno = e;
	return ended;
}

bool gnuplot_run(const char *terminal, const char *program, int *status, struct error *err)
{
	char *argv[] = {"gnuplot", (char *)program, NULL};
	if (!run(argv, status, err)) return false;
	if (*signals_flag()) return error_system(err, "interrupted while a chart was drawn");
	if (WIFEXITED(*status) && WEXITSTATUS(*status) == NO_TERMINAL)
		return error_system(err, "this gnuplot can't draw %s; expected one of those it has: svg, dumb", terminal);
	/* It can't be loaded; or what posix_spawnp may do instead of saying so. */
	if (WIFEXITED(*status) && WEXITSTATUS(*status) == 127)
		return error_system(err, "gnuplot can't be started: not installed (./setup --deps does that), or no memory");
	return true;
}

/* ---- what it has written ---- */

/* What the last bytes of such a file hold. */
static const struct ending {
	const char *terminal, *text;
} endings[] = {{"svg", "</svg>"}, {"png", "IEND"}, {"pdf", "%%EOF"}};
#define TAIL 32

bool picture_is_whole(const char *path, const char *terminal, const char *name, struct error *err)
{
	char tail[TAIL];
	const char *text = "";
	FILE *f = fopen(path, "rb");
	if (!f) return error_system(err, "can't read %s, which gnuplot has drawn: %s", name, strerror(errno));
	if (fseek(f, -TAIL, SEEK_END) != 0) rewind(f); /* it is shorter */
	size_t n = fread(tail, 1, sizeof(tail), f);
	int e = ferror(f) ? errno : 0;
	fclose(f);
	if (e) return error_system(err, "can't read %s, which gnuplot has drawn: %s", name, strerror(e));
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (strcmp(terminal, endings[i].terminal) == 0) text = endings[i].text;
	return (n > 0 && memmem(tail, n, text, strlen(text))) ||
	       error_system(err, "gnuplot has not written all of %s: is the disk full?", name);
}

bool picture_text(FILE *from, char **text, struct error *err)
{
	if (!text_whole(from, text)) return error_system(err, "can't read what gnuplot has drawn: %s", strerror(errno));
	for (char *c = *text; (c = strchr(c, '\f'));)
		*c = '\n'; /* it begins a page of each picture */
	visible_make(*text, strlen(*text));
	return true;
}
