/* take.c - holding a folder, and tidying it. */
#include "results/take.h"
#include "results/stale.h"
#include "results/temp_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool sweep(const char *dir, struct error *err)
{
	char *charts = malloc(strlen(dir) + sizeof("/charts"));
	if (!charts) return error_memory(err);
	sprintf(charts, "%s/charts", dir);
	bool good = temp_sweep(dir, NULL, err) && temp_sweep(charts, NULL, err);
	free(charts);
	return good;
}

/* What can't be removed does not keep anybody from working here. */
static void clear(const char *dir, const char *base, tell_line *say)
{
	struct error why = {0};
	if (!stale_clear(dir, base, say, &why)) say("warning: %s", why.text);
}

bool folder_take(struct hold *h, const char *dir, const char *base, tell_line *say, struct error *err)
{
	if (!hold_take(h, dir, base, say, err) || !sweep(dir, err)) return false;
	clear(dir, base, say);
	return true;
}

bool folder_take_to_read(struct hold *h, const char *dir, const char *base, tell_line *say, struct error *err)
{
	*h = (struct hold){.fd = -1};
	return access(dir, W_OK) != 0 || folder_take(h, dir, base, say, err);
}
