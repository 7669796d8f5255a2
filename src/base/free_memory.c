#include "base/free_memory.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The number after `word` at the beginning of a line ("" = the first line); false when there is none, as where it says "max". */
static bool number_in(const char *path, const char *word, uint64_t *out)
{
	char line[256];
	unsigned long long n;
	bool found = false;
	FILE *f = fopen(path, "r");
	while (f && !found && fgets(line, sizeof line, f))
		found = strncmp(line, word, strlen(word)) == 0 && sscanf(line + strlen(word), "%llu", &n) == 1;
	if (f) fclose(f);
	if (found) *out = n;
	return found;
}

/* What one control group leaves. Cached files count as used there, but make room when somebody needs it. */
static uint64_t left_in(const char *group)
{
	char path[1200];
	uint64_t most, used, cached = 0, more = 0;
	snprintf(path, sizeof path, "%s/memory.max", group);
	if (!number_in(path, "", &most)) return MEMORY_UNLIMITED;
	snprintf(path, sizeof path, "%s/memory.current", group);
	if (!number_in(path, "", &used)) return MEMORY_UNLIMITED;
	snprintf(path, sizeof path, "%s/memory.stat", group);
	if (number_in(path, "inactive_file ", &cached) && number_in(path, "active_file ", &more)) cached += more;
	used -= lesser(used, cached);
	return most - lesser(most, used);
}

/* The group of this process and all above it. */
static uint64_t left_in_groups(void)
{
	char group[1024], line[900];
	uint64_t left = MEMORY_UNLIMITED;
	FILE *f = fopen("/proc/self/cgroup", "r");
	group[0] = '\0';
	while (f && !group[0] && fgets(line, sizeof line, f))
		if (strncmp(line, "0::/", 4) == 0)
			snprintf(group, sizeof group, "/sys/fs/cgroup/%.*s", (int)strcspn(line + 4, "\n"), line + 4);
	if (f) fclose(f);
	while (strlen(group) >= strlen("/sys/fs/cgroup")) {
		left = lesser(left, left_in(group));
		*strrchr(group, '/') = '\0';
	}
	return left;
}

uint64_t free_memory(void)
{
	uint64_t kib;
	uint64_t available = number_in("/proc/meminfo", "MemAvailable:", &kib) ? kib * 1024 : MEMORY_UNLIMITED;
	return lesser(available, left_in_groups());
}

uint64_t free_addresses(void)
{
	struct rlimit limit;
	uint64_t pages = 0;
	if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return MEMORY_UNLIMITED;
	if (!number_in("/proc/self/statm", "", &pages)) return limit.rlim_cur;
	return limit.rlim_cur - lesser(limit.rlim_cur, pages * (uint64_t)sysconf(_SC_PAGESIZE));
}

const char *bytes_about(double bytes, char *buf, size_t size)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
	int i = 0;
	for (bytes /= 1e3; bytes >= 999.5 && i < 5; i++)
		bytes /= 1e3;
	snprintf(buf, size, bytes < 9.95 ? "%.1f %s" : "%.0f %s", bytes, units[i]);
	return buf;
}
