/* markdown.h - texts of files in Markdown. */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H
#include <stdio.h>

/* The text on one line, and nothing but text: no column, no emphasis, no link, no picture and no HTML, whatever stands in it. */
void markdown_text(FILE *out, const char *text);
#endif
