/* emit.c - a tree as YAML text that reads back to the same tree. */
#include "scenario/internal.h"
#include <string.h>

enum { WIDTH = 120 };

/* Can text stand without quotes and be read back as this very text, also inside [] and {}? */
static bool is_plain(const char *text)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./%+-";
	size_t len = strlen(text);
	if (len == 0 || strspn(text, safe) != len || strchr("%+-", text[0])) return false;
	return strcmp(text, "null") != 0 && strcmp(text, "...") != 0;
}

/* One character of a quoted text; returns how many bytes of it were taken.  f == NULL only counts, into *length. */
static size_t put_char(FILE *f, const char *text, int *length)
{
	const unsigned char *s = (const unsigned char *)text;
	char shown[16] = {text[0]};
	size_t taken = 1;
	if (*s == '"' || *s == '\\')
		snprintf(shown, sizeof shown, "\\%c", *s);
	else if (*s == '\n')
		snprintf(shown, sizeof shown, "\\n");
	else if (*s == '\t')
		snprintf(shown, sizeof shown, "\\t");
	else if (*s < 0x20 || *s == 0x7f)
		snprintf(shown, sizeof shown, "\\x%02x", *s);
	else if (*s == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0) { /* C1 controls, the line break U+0085 among them */
		snprintf(shown, sizeof shown, "\\x%02x", s[1]);
		taken = 2;
	} else if ((*s & 0xf0) == 0xe0) { /* line separators, byte order mark and non-characters hide in three-byte forms */
		unsigned code = (unsigned)(*s & 0x0f) << 12 | (unsigned)(s[1] & 0x3f) << 6 | (unsigned)(s[2] & 0x3f);
		bool hidden = code == 0x2028 || code == 0x2029 || code == 0xfeff || code >= 0xfffe;
		if (hidden)
			snprintf(shown, sizeof shown, "\\u%04x", code);
		else
			snprintf(shown, sizeof shown, "%.3s", text);
		taken = 3;
	}
	*length += (int)strlen(shown);
	if (f) fputs(shown, f);
	return taken;
}

static int put_text(FILE *f, const char *text)
{
	int length = 2;
	if (f) fputc('"', f);
	while (*text)
		text += put_char(f, text, &length);
	if (f) fputc('"', f);
	return length;
}

static int put_plain(FILE *f, const char *text)
{
	if (f) fputs(text, f);
	return (int)strlen(text);
}

static int put_scalar(FILE *f, const struct node *n)
{
	return is_plain(n->text) ? put_plain(f, n->text) : put_text(f, n->text);
}

/* Flow style, all on one line; returns its length and writes it unless f == NULL. */
static int put_flow(FILE *f, const struct node *n)
{
	if (n->kind == NODE_SCALAR) return put_scalar(f, n);
	int length = put_plain(f, n->kind == NODE_MAP ? "{" : "[");
	for (const struct node *c = n->first; c; c = c->next) {
		if (c != n->first) length += put_plain(f, ", ");
		if (n->kind == NODE_MAP) length += put_plain(f, c->key) + put_plain(f, ": ");
		length += put_flow(f, c);
	}
	return length + put_plain(f, n->kind == NODE_MAP ? "}" : "]");
}

static bool has_maps(const struct node *n)
{
	for (const struct node *c = n->first; c; c = c->next)
		if (c->kind == NODE_MAP) return true;
	return false;
}

static bool on_one_line(const struct node *n, int before)
{
	return n->kind == NODE_SCALAR || n->count == 0 || (!has_maps(n) && before + put_flow(NULL, n) <= WIDTH);
}

static void put_items(FILE *f, const struct node *list, int level)
{
	for (const struct node *c = list->first; c; c = c->next) {
		fprintf(f, "%*s- ", 2 * level, "");
		put_flow(f, c);
		fputc('\n', f);
	}
}

void emit_map(FILE *f, const struct node *map, int level)
{
	for (const struct node *c = map->first; c; c = c->next) {
		int before = fprintf(f, "%*s%s:", 2 * level, "", c->key);
		if (on_one_line(c, before + 1)) {
			fputc(' ', f);
			put_flow(f, c);
			fputc('\n', f);
			continue;
		}
		fputc('\n', f);
		if (c->kind == NODE_MAP)
			emit_map(f, c, level + 1);
		else
			put_items(f, c, level + 1);
	}
}
