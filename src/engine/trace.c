#include "engine/trace.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trace {
	FILE *out;
	int lanes;
	bool failed, started;
	bool happened; /* more than lanes were named */
	int error;
	sim_time from, to; /* what is recorded */
	char path[];
};

static void emit(struct trace *t, const char *line, int len)
{
	if (t->failed || len < 0) return;
	if (fputs(t->started ? ",\n" : "[\n", t->out) == EOF || fputs(line, t->out) == EOF) {
		t->failed = true;
		t->error = errno;
	}
	t->started = true;
}

struct trace *trace_open(int fd, const char *path, struct error *err)
{
	struct trace *t = calloc(1, sizeof *t + strlen(path) + 1);
	if (!t) {
		error_memory_for(err, "the trace");
		return NULL;
	}
	t->to = TIME_NEVER;
	memcpy(t->path, path, strlen(path));
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	t->out = own >= 0 ? fdopen(own, "w") : NULL;
	if (t->out) return t;
	error_system(err, "can't write the trace %s: %s", path, strerror(errno));
	if (own >= 0) close(own);
	free(t);
	return NULL;
}

bool trace_events(const struct trace *t)
{
	return t->happened;
}

/* Chrome's timestamps are microseconds; six decimals keep every picosecond. */
#define US "%" PRId64 ".%06" PRId64
#define US_ARG(ps) (ps) / PS_PER_US, (ps) % PS_PER_US

int trace_lane(struct trace *t, const char *name)
{
	char line[256];
	int lane = ++t->lanes;
	emit(t, line,
	     snprintf(line, sizeof line,
		      "{\"ph\":\"M\",\"pid\":1,\"tid\":%d,\"name\":\"thread_name\",\"args\":{\"name\":\"%s\"}}", lane, name));
	return lane;
}

void trace_window(struct trace *t, sim_time from, sim_time to)
{
	t->from = from;
	t->to = to;
}

sim_time trace_from(const struct trace *t)
{
	return t->from;
}

sim_time trace_to(const struct trace *t)
{
	return t->to;
}

static bool is_in(const struct trace *t, sim_time at)
{
	return at >= t->from && at < t->to;
}

void trace_span(struct trace *t, int lane, const char *what, sim_time from, sim_time to)
{
	char line[256];
	if (to <= t->from || from >= t->to) return;
	if (from < t->from) from = t->from;
	if (to > t->to) to = t->to;
	t->happened = true;
	emit(t, line,
	     snprintf(line, sizeof line, "{\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"name\":\"%s\",\"ts\":" US ",\"dur\":" US "}", lane,
		      what, US_ARG(from), US_ARG(to - from)));
}

void trace_mark(struct trace *t, int lane, const char *what, sim_time at, int64_t n)
{
	char line[256];
	if (!is_in(t, at)) return;
	t->happened = true;
	emit(t, line,
	     snprintf(line, sizeof line,
		      "{\"ph\":\"i\",\"s\":\"t\",\"pid\":1,\"tid\":%d,\"name\":\"%s\",\"ts\":" US ",\"args\":{\"n\":%" PRId64
		      "}}",
		      lane, what, US_ARG(at), n));
}

void trace_levels(struct trace *t, const char *track, sim_time at, int n, const char *const *series, const int64_t *value)
{
	char line[400];
	if (!is_in(t, at)) return;
	t->happened = true;
	size_t used = (size_t)snprintf(line, sizeof line, "{\"ph\":\"C\",\"pid\":1,\"name\":\"%s\",\"ts\":" US ",\"args\":{",
				       track, US_ARG(at));
	for (int i = 0; i < n && used < sizeof line; i++)
		used += (size_t)snprintf(line + used, sizeof line - used, "%s\"%s\":%" PRId64, i ? "," : "", series[i], value[i]);
	if (used < sizeof line) used += (size_t)snprintf(line + used, sizeof line - used, "}}");
	emit(t, line, used < sizeof line ? (int)used : -1);
}

bool trace_close(struct trace *t, struct error *err)
{
	bool bad = t->failed;
	int why = t->error;
	if (!bad && fputs(t->started ? "\n]\n" : "[]\n", t->out) == EOF) bad = true, why = errno;
	if (fclose(t->out) != 0 && !bad) bad = true, why = errno;
	if (bad) error_system(err, "can't write the trace %s: %s", t->path, strerror(why));
	free(t);
	return !bad;
}
