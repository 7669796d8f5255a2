/* trace_file.c - a trace on its way. */
#include "cli/trace_file.h"
#include "cli/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAP 20000000 /* ns */

/* A pipe or device, or a link, such as /dev/stdout: a file renamed into place would take its own place. */
static bool is_stream(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* A pipe is waited for until somebody reads it, or asks us for an end (EINTR). */
static int open_stream(const char *path)
{
	const struct timespec nap = {.tv_nsec = NAP};
	int fd;
	while ((fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK)) < 0 && errno == ENXIO && !*signals_flag())
		nanosleep(&nap, NULL);
	if (fd < 0 && *signals_flag()) errno = EINTR;
	if (fd >= 0) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
}

bool trace_file_open(struct trace_file *t, const char *path, struct error *err)
{
	*t = (struct trace_file){.file = {.fd = -1}};
	if (!is_stream(path)) {
		if (!output_create_file(&t->file, path, err)) return false;
	} else if ((t->file.fd = open_stream(path)) < 0) {
		return error_system(err, "can't write the trace %s: %s", path, strerror(errno));
	}
	t->trace = trace_open(t->file.fd, path, err);
	return t->trace;
}

bool trace_file_close(struct trace_file *t, bool complete, bool *kept, struct error *err)
{
	bool good = true;
	*kept = t->trace && (complete || trace_events(t->trace));
	if (t->trace) good = trace_close(t->trace, err);
	/* Results may have come to lie there meanwhile. */
	if (good && *kept && t->file.path) good = output_spares_results(t->file.path, err) && output_commit(&t->file, err);
	if (!t->file.path && t->file.fd >= 0) close(t->file.fd);
	output_close(&t->file);
	*kept &= good;
	t->trace = NULL;
	return good;
}
