/* shipped.c - finding what comes with the program. */
#include "cli/shipped.h"
#include <string.h>
#include <unistd.h>

const char *shipped_file(struct arena *a, const char *file)
{
	char exe[4096];
	if (access(file, R_OK) == 0) return file;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n <= 0) return NULL;
	exe[n] = '\0';
	for (char *slash; (slash = strrchr(exe, '/'));) {
		*slash = '\0';
		const char *path = arena_printf(a, "%s/%s", exe, file);
		if (path && access(path, R_OK) == 0) return path;
	}
	return NULL;
}

const char *shipped_folder(struct arena *a, const char *file)
{
	const char *path = shipped_file(a, file), *slash = path ? strrchr(path, '/') : NULL;
	return slash ? arena_strndup(a, path, (size_t)(slash - path)) : NULL;
}
