/* input.c - reading a file into memory, and its words. */
#include "import/input.h"
#include "base/regular_file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool take_all(struct input *in, struct arena *a, FILE *f, struct place at, struct error *err)
{
	size_t room = 1 << 16, len = 0;
	char *text = arena_alloc(a, room + 1);
	while (text) {
		len += fread(text + len, 1, room - len, f);
		if (ferror(f)) return error_file(err, at, errno, "can't read: %s", strerror(errno));
		if (len < room) break;
		if (room >= INPUT_MOST) return error_at(err, at, "can't read: it is larger than %d MiB", INPUT_MOST >> 20);
		char *more = arena_alloc(a, 4 * room + 1);
		if (more) memcpy(more, text, len);
		room *= 4;
		text = more;
	}
	if (!text) return error_memory(err);
	text[len] = '\0';
	in->text = text;
	in->len = len;
	return len > 0 ||
	       error_at(err, at, "it is empty; expected a QEMU command line, a libvirt domain or another machine's description");
}

bool input_read(struct input *in, struct arena *a, const char *path, struct error *err)
{
	bool piped = strcmp(path, "-") == 0;
	*in = (struct input){.file = piped ? "standard input" : path};
	struct place at = {in->file, 1, 1};
	FILE *f = piped ? stdin : regular_open(path);
	if (!f) return error_file(err, at, errno, "can't open: %s", regular_reason(errno));
	bool good = take_all(in, a, f, at, err);
	if (!piped) fclose(f);
	return good;
}

struct place input_place(const struct input *in, size_t offset)
{
	struct place at = {in->file, 1, 1};
	for (size_t i = 0; i < offset && i < in->len; i++, at.col++)
		if (in->text[i] == '\n') {
			at.line++;
			at.col = 0;
		}
	return at;
}

enum { WORDS_MOST = 20000 };

struct splitter {
	const struct input *in;
	size_t i; /* the next byte */
	int line;
	size_t line_start;
	char *out; /* where the word's text goes */
	struct error *err;
};

static struct place here(const struct splitter *s)
{
	return (struct place){s->in->file, s->line, (int)(s->i - s->line_start) + 1};
}

static char next(struct splitter *s)
{
	char c = s->in->text[s->i++];
	if (c == '\n') {
		s->line++;
		s->line_start = s->i;
	}
	return c;
}

/* Behind a quote that opens: up to the one that closes. */
static bool take_quoted(struct splitter *s, char quote)
{
	struct place opened = here(s);
	opened.col--;
	while (s->i < s->in->len) {
		char c = next(s);
		if (c == quote) return true;
		if (c == '\\' && quote == '"' && s->i < s->in->len && strchr("\"\\$`\n", s->in->text[s->i])) {
			c = next(s);
			if (c == '\n') continue;
		}
		*s->out++ = c;
	}
	return error_at(s->err, opened, "this quote (%c) is not closed", quote);
}

/* One word; what ends it is left. */
static bool take_word(struct splitter *s)
{
	while (s->i < s->in->len && !strchr(" \t\r\n", s->in->text[s->i])) {
		char c = next(s);
		if (c == '\'' || c == '"') {
			if (!take_quoted(s, c)) return false;
		} else if (c == '\\' && s->i < s->in->len) {
			c = next(s);
			if (c == '\r' && s->in->text[s->i] == '\n') c = next(s);
			if (c != '\n') *s->out++ = c;
		} else
			*s->out++ = c;
	}
	*s->out++ = '\0';
	return true;
}

/* Blanks, continued lines and comments. */
static void pass_blanks(struct splitter *s)
{
	while (s->i < s->in->len) {
		const char *at = s->in->text + s->i;
		if (strchr(" \t\r\n", *at))
			next(s);
		else if (at[0] == '\\' && at[1] == '\n')
			next(s), next(s);
		else if (*at == '#')
			while (s->i < s->in->len && s->in->text[s->i] != '\n')
				next(s);
		else
			return;
	}
}

/* /proc/PID/cmdline has no lines: the word's number stands for one, and is counted from 1. */
static int cut_at_nul(const struct input *in, struct word *word)
{
	int n = 0;
	for (size_t i = 0; i < in->len && n < WORDS_MOST; i += strlen(in->text + i) + 1, n++)
		word[n] = (struct word){in->text + i, {in->file, n + 1, 1}};
	return n;
}

bool input_words(const struct input *in, struct arena *a, struct word **word, int *n, struct error *err)
{
	struct splitter s = {.in = in, .line = 1, .err = err};
	*word = arena_array(a, WORDS_MOST, sizeof **word);
	s.out = arena_alloc(a, in->len + 2);
	*n = 0;
	if (!*word || !s.out) return error_memory(err);
	if (memchr(in->text, '\0', in->len)) {
		*n = cut_at_nul(in, *word);
		return true;
	}
	for (pass_blanks(&s); s.i < in->len; pass_blanks(&s)) {
		if (*n == WORDS_MOST) return error_at(err, here(&s), "more than %d words", WORDS_MOST);
		struct place at = here(&s);
		if (strchr("'\"", in->text[s.i])) at.col++;
		(*word)[(*n)++] = (struct word){s.out, at};
		if (!take_word(&s)) return false;
	}
	return true;
}
