/* page_file.c - where a page goes: over none of what it is made of, and whole. */
#include "base/text_stream.h"
#include "cli/page_parts.h"
#include "cli/print.h"
#include "results/files.h"
#include "results/spare.h"
#include <stdlib.h>

bool report_to_file(const char *path, bool (*put)(FILE *, void *, struct error *), void *user, struct error *err)
{
	struct output to;
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	bool ok = f && put(f, user, err);
	if (f && fclose(f) != 0) ok = false;
	if (!ok) {
		free(text);
		return error_memory_for(err, "the report");
	}
	ok = output_create_file(&to, path, err) && output_write(&to, text, size, err) && output_commit(&to, err);
	output_close(&to);
	free(text);
	return ok;
}

bool report_spares(struct making *m, const char *path)
{
	for (int f = 0; f < N_FILES; f++) {
		const char *input = beside(m, file_extension[f]);
		if (!input) return error_memory(m->err);
		if (!spares(path, input, m->err)) return false;
	}
	return (!m->scenario || spares_scenario(path, m->scenario, m->err)) && output_spares_results(path, m->err);
}
