/* list_statistics.c - what a record can hold, for people: --list statistics. */
#include "scenario/internal.h"
#include <string.h>

#define FORM "%-*s  %-8s  %-6s  %-6s  %-9s  %s"

/* Writes a row and those of its members; to nowhere (NULL) when only the width of the names is asked for. */
static int put_row(FILE *f, int width, const struct statistic *s, const struct registered *model)
{
	const char *help, *which = statistic_member(s, 0, &help);
	char name[128];
	int widest = 0, i = 0;
	do {
		statistic_name(s, which, name, sizeof name);
		if ((int)strlen(name) > widest) widest = (int)strlen(name);
		if (f) {
			fprintf(f, FORM, width, name, *s->unit ? s->unit : "-", stat_group_words[s->group],
				stat_better_words[s->better], stat_way_words[statistic_way(s, i)], help);
			if (s->family == FAMILY_CORES) fprintf(f, "; one for each of cores");
			if (s->family == FAMILY_TRAFFICS) fprintf(f, "; one for each, by its name (traffic.name)");
			if (s->family == FAMILY_QUEUES || s->family == FAMILY_FUNCTIONS)
				fprintf(f, "; one for each of the first %d, from 0 on", QUEUES_TOLD);
			if (s->needs != NEEDS_NOTHING) fprintf(f, "; needs %s", stat_needs_words[s->needs]);
			if (model) fprintf(f, "; counted by %s/%s", model->kind, model->name);
			fputc('\n', f);
		}
		which = statistic_member(s, ++i, &help);
	} while (which);
	return widest;
}

void list_statistics(FILE *f)
{
	const struct statistic *s;
	int width = 0;
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		int n = put_row(NULL, 0, s, NULL);
		if (n > width) width = n;
	}
	fprintf(f, FORM "\n", width, "name", "unit", "part", "better", "direction", "what");
	for (struct stat_walk w = {0}; (s = statistic_next(&w));)
		put_row(f, width, s, w.model);
}
