/* timeline.c - `simnic charts --timeline TRACE`: the picture of a trace, beside it. */
#include "base/regular_file.h"
#include "base/text_stream.h"
#include "cli/gnuplot.h"
#include "cli/gnuplot_batch.h"
#include "cli/shipped.h"
#include "report/timeline.h"
#include <stdlib.h>
#include <string.h>

int timeline_draw(const char *trace, const struct charts_ask *ask, struct arena *a, struct error *err)
{
	const char *scripts = shipped_folder(a, "plot/style.gp"), *slash = strrchr(trace, '/'), *file = slash ? slash + 1 : trace;
	const char *folder = slash ? arena_strndup(a, trace, (size_t)(slash - trace) + (slash == trace)) : ".";
	size_t tail = strlen(file) > 5 && strcmp(file + strlen(file) - 5, ".json") == 0 ? 5 : 0, size = 0;
	const char *name = arena_strndup(a, file, strlen(file) - tail);
	char *made = NULL;
	bool undrawn = false;
	if (!scripts) return error_system(err, "the scripts in plot/ are neither here nor beside the program"), -1;
	if (!folder || !name) return error_memory(err), -1;
	char *text = regular_whole(trace, err);
	if (!text) return -1;
	struct batch batch = batch_for(ask, folder, scripts, a);
	FILE *f = text_stream(&made, &size);
	bool ok = f ? timeline_write(f, text, file, ask->wish.title, a, err) : error_memory(err);
	if (f && fclose(f) != 0) ok = error_memory(err);
	ok = ok && batch_add(&batch, name, TIMELINE_SCRIPT, made, size, err) && batch_draw(&batch, &undrawn, err);
	batch_close(&batch);
	free(made);
	free(text);
	return ok ? 1 : -1;
}
