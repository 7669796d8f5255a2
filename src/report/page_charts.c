/* page_charts.c - charts on a page, each with a table of its numbers: for who can't see it, and for the script. */
#include "report/html.h"
#include "report/page.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TEXT 400
#define MOST_TICKS 32

/* The value of NAME = 'VALUE' among the lines of a chart's numbers, "" when there is none. */
static void text_of(const char *numbers, const char *name, char buf[TEXT])
{
	size_t n = strlen(name), used = 0;
	*buf = '\0';
	for (const char *line = numbers; line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
		if (strncmp(line, name, n) != 0 || strncmp(line + n, " = ", 3) != 0) continue;
		line += n + 3;
		if (*line != '\'') {
			snprintf(buf, TEXT, "%.*s", (int)strcspn(line, "\n"), line);
			return;
		}
		for (line++; used + 1 < TEXT && *line && *line != '\n' && (*line != '\'' || line[1] == '\''); line++) {
			if (*line == '\'') line++;
			buf[used++] = *line;
		}
		if ((*line & 0xc0) == 0x80) /* cut inside a character: that one is left out, too */
			while (used && (buf[--used] & 0xc0) == 0x80)
				;
		buf[used] = '\0';
		return;
	}
}

static int count_of(const char *numbers, const char *name)
{
	char text[TEXT];
	text_of(numbers, name, text);
	return atoi(text);
}

static void numbered(const char *numbers, const char *name, int i, char buf[TEXT])
{
	char full[40];
	snprintf(full, sizeof(full), "%s_%d", name, i);
	text_of(numbers, full, buf);
}

/* Where a value of one line of one part is. */
struct spot {
	const char *numbers;
	char x_label[TEXT], y_label[TEXT];
	int line, part;
	int words; /* -1: places are numbers */
};

/* What stands at x along the axis: a word, or a tick's, or the number. */
static void place_of(const struct spot *s, double x, char place[TEXT])
{
	int ticks = count_of(s->numbers, "n_ticks");
	snprintf(place, TEXT, "%g", x);
	if (x >= 0 && x <= s->words) numbered(s->numbers, "word", (int)x, place);
	for (int i = 1; i <= ticks && i <= MOST_TICKS; i++) {
		char at[TEXT];
		numbered(s->numbers, "tick_at", i, at);
		if (atof(at) == x) numbered(s->numbers, "tick", i, place);
	}
}

static void put_row(FILE *out, const struct spot *s, double x, double y, double half)
{
	char line[TEXT], part[TEXT], place[TEXT], value[64];
	numbered(s->numbers, "series", s->line + 1, line);
	numbered(s->numbers, "panel", s->part + 1, part);
	place_of(s, x, place);
	snprintf(value, sizeof(value), half > 0 ? "%.4g +-%.2g" : "%.4g", y, half);
	fprintf(out, "<tr data-line=\"%d\" data-part=\"%d\" data-tip=\"", s->line, s->part);
	const char *const told[] = {line, part, s->x_label, place, s->y_label, value};
	for (int i = 0; i < 6; i++) {
		html_text(out, told[i]);
		if (*told[i] && i < 5) fputs(i < 2 ? ", " : i == 3 ? ": " : " ", out);
	}
	fputs("\">", out);
	const char *const cell[] = {line, part, place, value};
	for (int i = 0; i < 4; i++)
		if (i != 1 || *part) html_element(out, "td", cell[i]);
	fputs("</tr>\n", out);
}

/* The rows of the data: parts of points with two empty lines behind each, lines within parts. */
static void put_rows(FILE *out, struct spot *s, int lines)
{
	const char *at = strstr(s->numbers, "$data << EOD\n");
	int block = 0, empty = 0;
	for (at = at ? strchr(at, '\n') : NULL; at && strncmp(at + 1, "EOD", 3) != 0; at = strchr(at + 1, '\n')) {
		double x, y, half;
		if (at[1] == '\n') {
			if (++empty == 2) block++;
			continue;
		}
		empty = 0;
		s->line = block % lines;
		s->part = block / lines;
		if (sscanf(at + 1, "%lf %lf %lf", &x, &y, &half) == 3 && isfinite(y)) put_row(out, s, x, y, half);
	}
}

static void put_numbers(FILE *out, const struct page_chart *c)
{
	int words = count_of(c->numbers, "n_words");
	struct spot s = {.numbers = c->numbers, .words = words ? words : -1};
	char part[TEXT];
	int lines = count_of(c->numbers, "n_series"), parts = count_of(c->numbers, "n_panels");
	if (lines < 1 || parts < 1) return;
	text_of(c->numbers, "x_label", s.x_label);
	text_of(c->numbers, "y_label", s.y_label);
	text_of(c->numbers, "panel_1", part);
	fputs("<details><summary>The numbers</summary>\n", out);
	char kind[80];
	snprintf(kind, sizeof(kind), " class=\"lines\" data-lines=\"%d\" data-parts=\"%d\"", lines, parts);
	html_table(out, "numbers of the chart", kind);
	fprintf(out, "<tr><th>line</th>%s", *part ? "<th>part</th>" : "");
	html_element(out, "th", s.x_label);
	html_element(out, "th", s.y_label);
	fputs("</tr>\n", out);
	put_rows(out, &s, lines);
	html_end_table(out);
	fputs("</details>\n", out);
}

void page_chart(FILE *out, const struct page_chart *c, int number)
{
	fputs("<figure aria-label=\"", out);
	html_text(out, c->title);
	fputs("\">\n", out);
	html_svg(out, c->svg, number);
	if (c->numbers) put_numbers(out, c);
	fputs("</figure>\n", out);
}

void page_charts(FILE *out, const struct page *p)
{
	if (!p->n_charts) return;
	fputs("<h2>Charts</h2>\n<div class=\"charts\">\n", out);
	for (int i = 0; i < p->n_charts; i++)
		page_chart(out, &p->chart[i], i + 1);
	fputs("</div>\n", out);
}
