#define _GNU_SOURCE /* memmem */
#include "cli/picture.h"
#include <stdio.h>
#include <string.h>

/* What the last bytes of such a file hold. */
static const struct ending {
	const char *terminal, *text;
} endings[] = {{"svg", "</svg>"}, {"png", "IEND"}, {"pdf", "%%EOF"}};
#define TAIL 32

bool picture_is_whole(const char *path, const char *terminal)
{
	char tail[TAIL];
	const char *text = "";
	FILE *f = fopen(path, "rb");
	if (!f) return false;
	if (fseek(f, -TAIL, SEEK_END) != 0) rewind(f); /* it is shorter */
	size_t n = fread(tail, 1, sizeof(tail), f);
	fclose(f);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (strcmp(terminal, endings[i].terminal) == 0) text = endings[i].text;
	return n > 0 && memmem(tail, n, text, strlen(text)) != NULL;
}
