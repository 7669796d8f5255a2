/* text_wrap.c - text in lines no wider than the answer is. */
#include "report/table.h"
#include "report/text.h"
#include <string.h>

void put_hanging(FILE *out, const char *text, int width, int column, int indent)
{
	for (bool begun = false; *text; begun = true) {
		int word = (int)strcspn(text, " ");
		if (begun && column + 1 + word > width) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
			begun = false;
		}
		if (begun) fputc(' ', out);
		column += word + begun;
		fprintf(out, "%.*s", word, text);
		text += word + (text[word] == ' ');
	}
	fputc('\n', out);
}

void put_wrapped(FILE *out, const char *text, int width)
{
	put_hanging(out, text, width, 0, 0);
}

int answer_width(const struct answer *a)
{
	return a->screen && a->screen < TABLE_WIDTH ? a->screen : TABLE_WIDTH;
}

void put_paragraph(FILE *out, const struct answer *a, const char *text)
{
	if (!*text) return;
	fputc('\n', out);
	put_wrapped(out, text, answer_width(a));
}
