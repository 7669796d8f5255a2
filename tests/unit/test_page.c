/* test_page.c - the table below a chart on a page. */
#include "report/page.h"
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

/* The page's text for a chart of one line called so, over x. */
static char *table_of(const char *series, const char *words, const char *x)
{
	char numbers[1500], *html = NULL;
	size_t size = 0;
	snprintf(numbers, sizeof numbers,
		 "n_series = 1\nn_panels = 1\nseries_1 = '%s'\npanel_1 = ''\nx_label = 'rate (pps)'\ny_label = 'y'\n%s$data << "
		 "EOD\n%s 2 0\n\n\nEOD\n",
		 series, words, x);
	const struct page_chart chart = {.name = "c", .title = "a chart", .svg = "<svg></svg>", .numbers = numbers};
	FILE *out = open_memstream(&html, &size);
	CU_ASSERT_FATAL(out != NULL);
	page_chart(out, &chart, 1);
	CU_ASSERT_FATAL(fclose(out) == 0 && html != NULL);
	return html;
}

static bool has_cell(const char *words, const char *x, const char *cell)
{
	char *html = table_of("s", words, x), text[80];
	snprintf(text, sizeof text, "<td>%s</td>", cell);
	bool found = strstr(html, text) != NULL;
	free(html);
	return found;
}

/* A place that is a number may be larger than an int. */
static void places(void)
{
	CU_ASSERT(has_cell("n_words = 0\n", "1e10", "1e+10"));
	CU_ASSERT(has_cell("n_words = 0\n", "-1e300", "-1e+300"));
	CU_ASSERT(has_cell("n_words = 2\nword_1 = 'split'\nword_2 = 'packed'\n", "2", "packed"));
	CU_ASSERT(has_cell("n_words = 2\nword_1 = 'split'\nword_2 = 'packed'\n", "3", "3"));
}

/* Whole characters only, however long a name is and wherever it is cut. */
static void long_names_are_cut_between_characters(void)
{
	for (int shift = 0; shift < 3; shift++) {
		char name[1000] = "";
		memset(name, 'a', (size_t)shift);
		for (int i = 0; i < 300; i++)
			strcat(name, "\xe2\x82\xac"); /* of three bytes */
		char *html = table_of(name, "n_words = 0\n", "1"), *cell = strstr(html, "<td>"),
		     *end = cell ? strstr(cell, "</td>") : NULL;
		CU_ASSERT_FATAL(end != NULL);
		CU_ASSERT_EQUAL((end - cell - 4 - shift) % 3, 0);
		CU_ASSERT(end - cell - 4 >= 390);
		free(html);
	}
}

CU_TestInfo test_page[] = {
	{"places", places},
	{"long names are cut between characters", long_names_are_cut_between_characters},
	CU_TEST_INFO_NULL,
};
