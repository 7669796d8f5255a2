/* html.h - pieces of an HTML page; all texts are escaped. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H
#include <stdio.h>

/* s with what HTML gives a meaning to escaped, without control characters; NULL is nothing. */
void html_text(FILE *out, const char *s);
/* <tag>text</tag>; tag may carry attributes. */
void html_element(FILE *out, const char *tag, const char *text);
/* A table in a box that scrolls by itself; name is for those who can't see it, kind an attribute with a blank before it, or "". */
void html_table(FILE *out, const char *name, const char *kind);
void html_end_table(FILE *out);
/* A row of n cells of a tag ("th", "td"). */
void html_row(FILE *out, const char *tag, const char *const *cell, int n);
/*
 * A picture as gnuplot wrote it, without what stands before it. Names inside are made its own by number, as on one page several pictures
 * would share them.
 */
void html_svg(FILE *out, const char *svg, int number);
/* A row of a table whose head has the names of the columns: each cell is told by its own, as on a card. */
void html_card(FILE *out, const char *const *head, const char *const *cell, int n);
#endif
