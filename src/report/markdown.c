/* markdown.c - what Markdown would take for more than a letter is escaped. */
#include "report/markdown.h"
#include <string.h>

void markdown_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("|\\`*_<[]", *text)) fputc('\\', out);
		fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
	}
}
