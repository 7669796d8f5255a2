/* gnuplot_batch.c - one gnuplot for all pictures of a folder: starting it costs more than most of them. */
#include "cli/gnuplot_batch.h"
#include "cli/cli.h"
#include "cli/gnuplot.h"
#include "cli/gnuplot_run.h"
#include "cli/print.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A file without a name, which is gone with us; gnuplot, that inherits it, opens it as the one returned. */
static FILE *nameless(struct arena *a, const char **name, struct error *err)
{
	FILE *f = tmpfile();
	if (!f && errno == ENOMEM) return error_memory(err), NULL;
	if (!f) return error_system(err, "can't make a temporary file: %s", strerror(errno)), NULL;
	*name = arena_printf(a, "/dev/fd/%d", fileno(f));
	if (*name) return f;
	fclose(f);
	return error_memory(err), NULL;
}

static bool is_text(const struct batch *b)
{
	return strcmp(b->terminal, "dumb") == 0;
}

/* As text, to standard output: nothing is written in the folder. */
static bool add_text(struct batch *b, struct picture *p, const char *numbers, size_t size, struct error *err)
{
	if (!(p->numbers = nameless(b->arena, &p->data, err)) || !(p->shown = nameless(b->arena, &p->out, err))) return false;
	if (fwrite(numbers, 1, size, p->numbers) == size && fflush(p->numbers) == 0) return true;
	return error_system(err, "can't write the numbers of a chart: %s", strerror(errno));
}

static bool add_file(struct batch *b, struct picture *p, const char *name, const char *numbers, size_t size, struct error *err)
{
	struct output to;
	bool ok = output_create(&to, b->folder, name, "dat", err) && output_write(&to, numbers, size, err) &&
		  output_commit(&to, err);
	output_close(&to);
	if (!ok) return false;
	p->data = arena_printf(b->arena, "%s/%s.dat", b->folder, name);
	if (!p->data) return error_memory(err);
	if (!output_create(&p->to, b->folder, name, b->terminal, err)) return false;
	p->out = p->to.temp; /* under another name until it is whole: nobody sees half a picture */
	return true;
}

struct batch batch_for(const struct charts_ask *ask, const char *folder, const char *scripts, struct arena *a)
{
	return (struct batch){.folder = folder,
			      .scripts = scripts,
			      .terminal = ask->terminal,
			      .size = ask->size ? ask->size : "page",
			      .palette = ask->palette ? ask->palette : "light",
			      .quiet = ask->quiet,
			      .arena = a};
}

bool batch_add(struct batch *b, const char *name, const char *script, const char *numbers, size_t size, struct error *err)
{
	if (b->n == BATCH_PICTURES) return error_plain(err, "more than %d charts of one folder", BATCH_PICTURES);
	struct picture *p = &b->picture[b->n];
	*p = (struct picture){.script = arena_printf(b->arena, "%s/%s.gp", b->scripts, script), .to = {.fd = -1}};
	if (!p->script) return error_memory(err);
	b->n++;
	return is_text(b) ? add_text(b, p, numbers, size, err) : add_file(b, p, name, numbers, size, err);
}

/* ' text', quoted for gnuplot. */
static void put_word(FILE *out, const char *text)
{
	fputs(" '", out);
	for (; *text; text++)
		fputs(*text == '\'' ? "''" : (char[]){*text, '\0'}, out);
	fputc('\'', out);
}

/* Each script finds a gnuplot as it is at its start. */
static bool put_program(const struct batch *b, FILE *out)
{
	for (int i = 0; i < b->n; i++) {
		const struct picture *p = &b->picture[i];
		const char *const words[] = {p->script, p->data, p->out, b->terminal, b->scripts};
		fprintf(out, "size_name = '%s'\npalette_name = '%s'\ncall", b->size, b->palette);
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			put_word(out, words[k]);
		fputs("\nunset output\nreset session\n", out);
	}
	return fflush(out) == 0 && !ferror(out);
}

static bool is_whole(const struct batch *b, const struct picture *p, struct error *err)
{
	return is_text(b) || picture_is_whole(p->out, b->terminal, p->to.path, err);
}

static bool put_in_place(struct batch *b, struct picture *p, struct error *err)
{
	char *text = NULL;
	struct output out = output_stdout();
	if (!is_whole(b, p, err)) return false;
	if (is_text(b)) {
		bool ok = picture_text(p->shown, &text, err) && output_write(&out, text, strlen(text), err);
		free(text);
		return ok;
	}
	if (!output_commit(&p->to, err)) return false;
	if (!b->quiet) say("drawn: %s", p->to.path);
	return true;
}

/* It ends at the first that it can't draw. */
static bool failed(const struct batch *b, struct error *err)
{
	struct error apart = {0};
	int i = 0;
	while (i < b->n - 1 && !is_text(b) && is_whole(b, &b->picture[i], &apart))
		i++;
	return error_system(err, "gnuplot failed on %s with the numbers in %s", b->picture[i].script, b->picture[i].data);
}

bool batch_draw(struct batch *b, bool *undrawn, struct error *err)
{
	const char *name;
	int status = 0;
	FILE *program = nameless(b->arena, &name, err);
	bool ok = program != NULL;
	if (ok && !put_program(b, program)) ok = error_system(err, "can't write what gnuplot is to do: %s", strerror(errno));
	bool ran = ok && gnuplot_run(b->terminal, name, &status, err);
	/* With more memory it would be drawn. */
	if (ok) *undrawn = (!ran && errno != ENOMEM) || (ran && status != 0 && !failed(b, err));
	if (program) fclose(program);
	ok = ran && !*undrawn;
	for (int i = 0; ok && i < b->n; i++)
		ok = put_in_place(b, &b->picture[i], err);
	return ok;
}

void batch_close(struct batch *b)
{
	for (int i = 0; i < b->n; i++) {
		struct picture *p = &b->picture[i];
		output_close(&p->to);
		if (p->numbers) fclose(p->numbers);
		if (p->shown) fclose(p->shown);
	}
}
