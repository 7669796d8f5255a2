/* page_style.h - what every page has in its head, and at its end. */
#ifndef REPORT_PAGE_STYLE_H
#define REPORT_PAGE_STYLE_H
#include <stdio.h>

/* <style>, which needs nothing from outside. */
void page_style(FILE *out);
/* For <script>: hovering shows a chart's values, buttons choose its lines.  Nothing of the page's texts is part of it. */
extern const char page_script[];
#endif
