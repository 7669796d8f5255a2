/* shipped.c - finding what comes with the program. */
#include "cli/shipped.h"
#include <string.h>
#include <unistd.h>

#define INSTALLED "share/simnic" /* below the prefix, by `make install` */

const char *shipped_file(struct arena *a, const char *file)
{
	char exe[4096];
	if (access(file, R_OK) == 0) return file;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n <= 0) return NULL;
	exe[n] = '\0';
	for (char *slash; (slash = strrchr(exe, '/'));) {
		*slash = '\0';
		const char *beside = arena_printf(a, "%s/%s", exe, file),
			   *installed = arena_printf(a, "%s/" INSTALLED "/%s", exe, file);
		if (beside && access(beside, R_OK) == 0) return beside;
		if (installed && access(installed, R_OK) == 0) return installed;
	}
	return NULL;
}

const char *shipped_folder(struct arena *a, const char *file)
{
	const char *path = shipped_file(a, file), *slash = path ? strrchr(path, '/') : NULL;
	return slash ? arena_strndup(a, path, (size_t)(slash - path)) : NULL;
}
