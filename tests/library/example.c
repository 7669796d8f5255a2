/* example.c - runs a scenario file with settings: example FILE [KEY=VALUE...].  Records go to stdout, one a line. */
#include <simnic.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path)
{
	char *text = malloc(1 << 20);
	FILE *f = text ? fopen(path, "r") : NULL;
	size_t n = f ? fread(text, 1, (1 << 20) - 1, f) : 0;
	int bad = !f || ferror(f);
	if (f) fclose(f);
	if (text) text[n] = 0;
	if (!bad) return text;
	free(text);
	return NULL;
}

static int print(void *user, const char *record)
{
	++*(int *)user;
	return puts(record) == EOF;
}

int main(int argc, char **argv)
{
	char why[500], *text = argc > 1 ? read_file(argv[1]) : NULL, *records = NULL;
	int points = 0;
	if (!text) return 2;
	struct simnic_ask ask = {
		.text = text, .name = argv[1], .set = (const char *const *)argv + 2, .n_set = (size_t)argc - 2, .threads = 2};
	ask.take = print;
	ask.user = &points;
	enum simnic_end end = simnic_run(&ask, why, sizeof why);
	if (*why) fprintf(stderr, "%s\n", why);
	if (end == SIMNIC_DONE) {
		fprintf(stderr, "simnic %s: %d points\n", simnic_version(), points);
		/* Once more, as one text. */
		end = simnic_records(&ask, &records, why, sizeof why);
		if (records) fputs(records, stdout);
		simnic_free(records);
	}
	free(text);
	return (int)end;
}
