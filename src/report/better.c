#include "report/better.h"
#include <stddef.h>
#include <string.h>

static const struct better rows[] = {
	{"host core", NULL, "x2", "twice as fast"},      {"guest core", NULL, "x2", "twice as fast"},
	{"shared core", NULL, "x2", "twice as fast"},    {"host cores", NULL, "x2", "twice as fast"},
	{"guest cores", NULL, "x2", "twice as fast"},    {"other guest's cores", NULL, "x2", "twice as fast"},
	{"cores", "all cores", "x2", "twice as fast"}, /* not twice as many */
	{"wire", NULL, "x2", "twice as fast"},           {"link", NULL, "x2", "twice as wide"},
	{"operations", NULL, "x2", "twice as fast"},     {"grant lock", NULL, "/2", "held half as long"},
	{"event lock", NULL, "/2", "held half as long"}, {"interference", NULL, "/2", "halved"},
	{"loss on the wire", NULL, "/2", "halved"},      {"latencies", NULL, "/2", "halved"},
};

struct better better_of(const char *resource)
{
	struct better b = {resource, resource, "x2", "doubled"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].resource, resource) == 0) b = rows[i];
	if (!b.name) b.name = resource;
	return b;
}
