/* named_files.c - files that a scenario or a platform names. */
#include "scenario/internal.h"
#include "scenario/yaml.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

const char *path_join(struct arena *a, const char *base_dir, const char *path)
{
	if (path[0] == '/' || strcmp(base_dir, ".") == 0) return path;
	return arena_printf(a, "%s%s%s", base_dir, base_dir[strlen(base_dir) - 1] == '/' ? "" : "/", path);
}

bool file_digest(const char *path, struct place at, uint64_t *digest, struct error *err)
{
	char block[8192];
	FILE *f = fopen(path, "rb");
	if (!f) return error_file(err, at, errno, "can't read '%.300s' again: %s", path, strerror(errno));
	XXH64_state_t *state = XXH64_createState();
	bool good = state && XXH64_reset(state, 0) == XXH_OK;
	if (!good) error_memory(err);
	for (size_t n = 1; good && n > 0;) {
		n = fread(block, 1, sizeof block, f);
		good = !ferror(f) || error_file(err, at, errno, "can't read '%.300s' again: %s", path, strerror(errno));
		good = good && (XXH64_update(state, block, n) == XXH_OK || error_memory(err));
	}
	if (good) *digest = XXH64_digest(state);
	if (state) XXH64_freeState(state);
	fclose(f);
	return good;
}

bool named_file(const struct registered *reg, const struct param *p, const char *text, const char *base_dir, struct arena *a,
		const char **path)
{
	*path = NULL;
	if (!reg->model->load || p->unit != UNIT_TEXT || !*text) return true;
	const char *joined = path_join(a, base_dir, text);
	if (joined && file_is_regular(joined)) *path = joined;
	return joined;
}
