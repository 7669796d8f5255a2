/*
 * new.c - `simnic new QUESTION`: a commented scenario to fill in, from scenarios/new.  There it names its platform and its schema as seen from that
 * folder; printed, as seen from here.
 */
#include "base/param.h"
#include "base/regular_file.h"
#include "base/text_line.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/shipped.h"
#include "cli/verbs.h"
#include "scenario/yaml.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "scenarios/new"
#define ANY FOLDER "/ring-size.yaml"
#define ENDING ".yaml"
#define MOST 64
#define PLATFORMS "../platforms"
#define SCHEMA "$schema=../" /* in a comment that editors read */

struct ask {
	bool list, help;
};
#define AT(field) offsetof(struct ask, field)
const struct verb_option new_options[] = {
	{"list", 'l', NULL, "the questions there are templates for", VERB_HELP, AT(list), 0, NULL},
	{"help", 'h', NULL, "print this", VERB_HELP, AT(help), 0, NULL},
	{0},
};

struct templates {
	struct arena *a;
	const char *folder;
	int n;
	const char *name[MOST + 1]; /* sorted, ends with NULL */
	const char *text;           /* of the one that was asked for */
};

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool find_all(struct templates *t, struct error *err)
{
	size_t tail = sizeof(ENDING) - 1;
	t->folder = shipped_folder(t->a, ANY);
	DIR *d = t->folder ? opendir(t->folder) : NULL;
	if (!d) return error_system(err, "the templates in " FOLDER " are neither here nor beside the program");
	for (struct dirent *e; t->n < MOST && (e = readdir(d));) {
		size_t n = strlen(e->d_name);
		if (e->d_name[0] == '.' || n <= tail || strcmp(e->d_name + n - tail, ENDING) != 0) continue;
		if (!(t->name[t->n++] = arena_strndup(t->a, e->d_name, n - tail))) error_memory(err);
	}
	closedir(d);
	if (!err->set) qsort(t->name, (size_t)t->n, sizeof(*t->name), by_name);
	return !err->set;
}

static const char *path_of(const struct templates *t, const char *name)
{
	return arena_printf(t->a, "%s/%s" ENDING, t->folder, name);
}

static bool put_list(FILE *f, void *user, struct error *err)
{
	const struct templates *t = user;
	int width = 0;
	for (int i = 0; i < t->n; i++)
		if ((int)strlen(t->name[i]) > width) width = (int)strlen(t->name[i]);
	for (int i = 0; i < t->n; i++) {
		const char *path = path_of(t, t->name[i]);
		if (!path) return error_memory(err);
		const struct node *tree = yaml_read_file(t->a, path, path, (struct place){0}, err);
		const struct node *title = tree ? node_child(tree, "title") : NULL;
		if (!tree) return false;
		fprintf(f, "%-*s  %s\n", width, t->name[i], title && title->text ? title->text : "");
	}
	return true;
}

/* "tail latency" and "Xen" are tail-latency and xen. */
static const char *word_of(struct arena *a, const char *question)
{
	char *word = arena_strdup(a, question);
	for (char *c = word; c && *c; c++) {
		if (*c == ' ' || *c == '_') *c = '-';
		if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
	}
	return word;
}

/* shipped: the folder that both lie in, with a / behind it.  Comments stay in their column as far as there are blanks to spare. */
static void put_line(FILE *f, const char *line, const char *shipped, const char *platforms)
{
	const char *at = strstr(line, PLATFORMS "/"), *comment = strchr(line, '#'), *schema = strstr(line, SCHEMA);
	if (schema) {
		schema += strlen(SCHEMA);
		fprintf(f, "%.*s%s%s", (int)(schema - line) - (int)strlen("../"), line, shipped, schema);
		return;
	}
	size_t longer = strlen(platforms) > strlen(PLATFORMS) ? strlen(platforms) - strlen(PLATFORMS) : 0;
	if (!at || (comment && comment < at)) {
		fputs(line, f);
		return;
	}
	const char *rest = at + strlen(PLATFORMS), *end = rest + strcspn(rest, " "), *next = end + strspn(end, " ");
	size_t blanks = (size_t)(next - end);
	if (blanks) blanks = blanks > longer ? blanks - longer : 1;
	fprintf(f, "%.*s%s%.*s%*s%s", (int)(at - line), line, platforms, (int)(end - rest), rest, (int)blanks, "", next);
}

static bool put_template(FILE *f, void *user, struct error *err)
{
	const struct templates *t = user;
	const char *shipped = arena_strndup(t->a, t->folder, strlen(t->folder) - strlen("new")),
		   *platforms = shipped ? arena_printf(t->a, "%splatforms", shipped) : NULL;
	if (!platforms) return error_memory(err);
	for (const char *line = t->text, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		const char *one = arena_strndup(t->a, line, (size_t)(end - line));
		if (!one) return error_memory(err);
		put_line(f, one, shipped, platforms);
	}
	return true;
}

static bool read_template(struct templates *t, const char *question, struct error *err)
{
	const char *word = word_of(t->a, question), *near;
	char *text = NULL;
	int i = 0;
	if (!word) return error_memory(err);
	while (t->name[i] && strcmp(t->name[i], word) != 0)
		i++;
	if (!t->name[i]) {
		near = nearest_word(word, t->name);
		return error_plain(err, "new: there is no template '%.60s'%s%s%s; simnic new --list has them", question,
				   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	}
	const char *path = path_of(t, word);
	FILE *f = path ? regular_open(path) : NULL;
	if (!f) return path ? error_system(err, "can't read %s: %s", path, strerror(errno)) : error_memory(err);
	bool good = text_whole(f, &text) || error_system(err, "can't read %s: %s", path, strerror(errno));
	fclose(f);
	if (good && !(t->text = arena_strdup(t->a, text))) error_memory(err);
	free(text);
	return !err->set;
}

int new_main(const struct verb *v, int argc, char **argv, struct arena *a)
{
	struct ask o = {.list = false};
	struct templates t = {.a = a};
	struct error err = {0};
	const char *question;
	bool good = verb_read(v, argc, argv, a, &o, &question, &err);
	if (good && o.help) return verb_print_help(v);
	signals_install(true);
	good = good && find_all(&t, &err) && (o.list || read_template(&t, question, &err));
	enum printed end = good ? output_print(o.list ? put_list : put_template, &t, &err) : PRINT_REFUSED;
	if (end == PRINTED) return EXIT_OK;
	say_error(&err);
	return end == PRINT_BROKEN ? EXIT_RUN : exit_of(&err);
}
