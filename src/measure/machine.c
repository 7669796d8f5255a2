/* machine.c - what else the machine does, and what it is, as Linux tells it in /proc and /sys. */
#include "measure/measure.h"
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define MOST_PROCESSES 8192
#define TOLD 3

struct times {
	double busy, stolen, all; /* ticks */
};
struct process {
	int pid;
	char name[32];
	double ticks;
};
struct processes {
	int n;
	struct process of[MOST_PROCESSES];
};

static bool read_times(struct times *t)
{
	double v[10] = {0};
	FILE *f = fopen("/proc/stat", "r");
	if (!f) return false;
	int n = fscanf(f, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]);
	fclose(f);
	*t = (struct times){v[0] + v[1] + v[2] + v[5] + v[6] + v[7], v[7], 0};
	t->all = t->busy + v[3] + v[4];
	return n >= 4;
}

static bool read_process(const char *pid, struct process *p)
{
	char path[300], line[1024];
	double user, system;
	snprintf(path, sizeof path, "/proc/%.200s/stat", pid);
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(line, 1, sizeof line - 1, f) : 0;
	if (f) fclose(f);
	line[n] = '\0';
	/* The name may hold anything, brackets too. */
	char *begin = strchr(line, '('), *end = strrchr(line, ')');
	if (!begin || !end || sscanf(end + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lf %lf", &user, &system) != 2)
		return false;
	p->pid = atoi(pid);
	p->ticks = user + system;
	snprintf(p->name, sizeof p->name, "%.*s", (int)(end - begin - 1), begin + 1);
	return true;
}

static struct processes *read_processes(void)
{
	struct processes *all = calloc(1, sizeof(*all));
	DIR *d = all ? opendir("/proc") : NULL;
	for (struct dirent *e; d && all->n < MOST_PROCESSES && (e = readdir(d));)
		if (isdigit((unsigned char)e->d_name[0]) && read_process(e->d_name, &all->of[all->n])) all->n++;
	if (d) closedir(d);
	return all;
}

static int by_ticks(const void *x, const void *y)
{
	const struct process *a = x, *b = y;
	return (a->ticks < b->ticks) - (a->ticks > b->ticks);
}

/* Who took how much of a CPU's time between the two. */
static void name_them(struct processes *before, struct processes *after, double ticks, char *buf, size_t size)
{
	size_t used = 0;
	for (int i = 0; i < after->n; i++)
		for (int k = 0; k < before->n; k++)
			if (after->of[i].pid == before->of[k].pid) after->of[i].ticks -= before->of[k].ticks;
	qsort(after->of, (size_t)after->n, sizeof(*after->of), by_ticks);
	for (int i = 0, told = 0; i < after->n && told < TOLD && used + 60 < size; i++) {
		const struct process *p = &after->of[i];
		if (p->pid == (int)getpid() || p->ticks <= 0.02 * ticks) continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%s %.0f %%", told++ ? ", " : "", p->name,
					 100 * p->ticks / ticks);
	}
}

struct machine_load machine_look(double seconds)
{
	struct machine_load load = {.known = false};
	struct times before, after;
	struct timespec pause = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
	struct processes *first = read_processes();
	bool good = read_times(&before) && nanosleep(&pause, NULL) == 0 && read_times(&after) && after.all > before.all;
	struct processes *second = read_processes();
	if (good) {
		load.known = true;
		load.busy = (after.busy - before.busy) / (after.all - before.all);
		load.stolen = (after.stolen - before.stolen) / (after.all - before.all);
	}
	double ticks = seconds * (double)sysconf(_SC_CLK_TCK);
	if (good && first && second) name_them(first, second, ticks, load.by, sizeof load.by);
	free(first);
	free(second);
	return load;
}

/* The value behind a key of /proc/cpuinfo. */
static bool cpu_says(const char *key, char *buf, size_t size)
{
	char line[400];
	bool found = false;
	FILE *f = fopen("/proc/cpuinfo", "r");
	while (f && !found && fgets(line, sizeof line, f)) {
		char *colon = strchr(line, ':');
		if (strncmp(line, key, strlen(key)) != 0 || !colon) continue;
		colon += 1 + strspn(colon + 1, " \t");
		colon[strcspn(colon, "\n")] = '\0';
		snprintf(buf, size, "%s", colon);
		found = true;
	}
	if (f) fclose(f);
	return found;
}

/* Stands between quotes in a file. */
static void tame(char *text)
{
	for (; *text; text++)
		if (*text == '"' || *text == '\\' || (unsigned char)*text < 0x20 || (unsigned char)*text >= 0x7f) *text = ' ';
}

const char *machine_name(struct arena *a)
{
	char model[200] = "unknown CPU";
	struct utsname system;
	cpu_says("model name", model, sizeof model);
	char *text = uname(&system) == 0 ? arena_printf(a, "%s, %s %s", model, system.sysname, system.release)
					 : arena_printf(a, "%s, unknown system", model);
	if (text) tame(text);
	return text;
}

void machine_clock(int cpu, char *buf, size_t size)
{
	char path[120], governor[40] = "";
	snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
	FILE *f = fopen(path, "r");
	*buf = '\0';
	if (f && fscanf(f, "%39s", governor) == 1 && strcmp(governor, "performance") != 0)
		snprintf(buf, size, "its frequency follows the load (governor %s)", governor);
	if (f) fclose(f);
}
