/* replay.c - replay FILE...: each through the target that its folder is named after, which has to take those called good; nothing of clang's is needed. */
#include "fuzz/fuzz.h"
#include <stdlib.h>
#include <string.h>

static const struct fuzz_target *target_of(const char *path)
{
	char name[64] = "";
	const char *end = strrchr(path, '/'), *from = end;
	while (from && from > path && from[-1] != '/')
		from--;
	if (from) snprintf(name, sizeof name, "%.*s", (int)(end - from), from);
	return fuzz_find(name);
}

static void replay(const struct fuzz_target *t, FILE *f, bool good)
{
	uint8_t *data = NULL;
	size_t size = 0, room = 0;
	do {
		room = room ? 2 * room : 4096;
		data = realloc(data, room);
		fuzz_hold(data != NULL, "there is memory for the input");
		size += fread(data + size, 1, room - size, f);
	} while (size == room);
	/* Exactly as long as the input, so that reading on behind it is seen. */
	uint8_t *exact = malloc(size ? size : 1);
	fuzz_hold(exact != NULL, "there is memory for the input");
	memcpy(exact, data, size);
	free(data);
	int before = fuzz_accepted();
	t->take(exact, size);
	fuzz_hold(fuzz_accepted() > before || !good, "good input is taken");
	free(exact);
}

int main(int argc, char **argv)
{
	int done = 0;
	for (int i = 1; i < argc; i++) {
		const struct fuzz_target *t = target_of(argv[i]);
		FILE *f = t ? fopen(argv[i], "rb") : NULL;
		if (!f) {
			fprintf(stderr, t ? "%s: can't be read\n" : "%s: its folder is not named after a target\n", argv[i]);
			return 2;
		}
		printf("%s\n", argv[i]); /* before it is tried: the last one named is the one that crashed */
		fflush(stdout);
		replay(t, f, strncmp(strrchr(argv[i], '/') + 1, "good", 4) == 0);
		fclose(f);
		done++;
	}
	printf("%d passed, 0 failed\n", done);
	return 0;
}
