/* html.c - the pieces of a page. */
#include "report/html.h"
#include <string.h>

void html_text(FILE *out, const char *s)
{
	for (; s && *s; s++)
		switch (*s) {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '"': fputs("&quot;", out); break;
		case '\'': fputs("&#39;", out); break;
		default:
			if ((unsigned char)*s >= ' ' || *s == '\n' || *s == '\t') fputc(*s, out);
		}
}

void html_element(FILE *out, const char *tag, const char *text)
{
	fprintf(out, "<%s>", tag);
	html_text(out, text);
	fprintf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void html_table(FILE *out, const char *name, const char *kind)
{
	fputs("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"", out);
	html_text(out, name);
	fprintf(out, "\"><table%s>\n", kind);
}

void html_end_table(FILE *out)
{
	fputs("</table></div>\n", out);
}

void html_row(FILE *out, const char *tag, const char *const *cell, int n)
{
	fputs("<tr>", out);
	for (int i = 0; i < n; i++)
		html_element(out, tag, cell[i]);
	fputs("</tr>\n", out);
}

/* Names inside a picture are made its own: on one page several pictures would share them. */
void html_svg(FILE *out, const char *svg, int number)
{
	const char *s = strstr(svg, "<svg");
	/* What gnuplot calls its parts, where they are defined and where they are used. */
	static const char *const begins[] = {"id='gp", "'#gp",          "id=\"gp",     "\"#gp",
					     "(#gp",   "id=\"gnuplot_", "id='textbox", "id='greybox"};
	while (s && *s) {
		size_t n = 0;
		if (strncmp(s, "<title>", 7) == 0) { /* gnuplot's command, which a browser would show */
			const char *end = strstr(s, "</title>");
			if (!end) return;
			s = end + 8;
			continue;
		}
		for (size_t i = 0; i < sizeof(begins) / sizeof(*begins) && !n; i++) {
			size_t length = strlen(begins[i]);
			if (strncmp(s, begins[i], length) == 0) n = strcspn(s, "#'\"(") + 1;
		}
		if (n) {
			if (s[n] == '#') n++;
			fprintf(out, "%.*sc%d-", (int)n, s, number);
			s += n;
			continue;
		}
		fputc(*s++, out);
	}
}

void html_card(FILE *out, const char *const *head, const char *const *cell, int n)
{
	fputs("<tr>", out);
	for (int i = 0; i < n; i++) {
		fputs("<td data-label=\"", out);
		html_text(out, head[i] ? head[i] : "");
		fputs("\">", out);
		html_text(out, cell[i] ? cell[i] : "");
		fputs("</td>", out);
	}
	fputs("</tr>\n", out);
}
