/* spare.c - nothing is written where something was read. */
#include "base/regular_file.h"
#include "results/spare.h"
#include <string.h>

bool spares(const char *path, const char *input, struct error *err)
{
	if (!path_same(path, input)) return true;
	return error_plain(err, "can't write %.400s: it is %.400s, which is read for this; expected another file", path,
			   strcmp(input, "-") == 0 ? "standard input" : input);
}

bool spares_scenario(const char *path, const struct scenario *s, struct error *err)
{
	const char *input;
	for (int i = 0; (input = scenario_file(s, i)); i++)
		if (!spares(path, input, err)) return false;
	return true;
}
