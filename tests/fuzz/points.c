/* points.c - points that were read back, in all the forms they are shown in. */
#include "fuzz/points.h"
#include "fuzz/fuzz.h"
#include "report/chart.h"
#include "report/page.h"
#include <stdlib.h>
#include <string.h>

static void show_charts(const struct report_head *head, const struct point *point, int n)
{
	struct chart_source s = {.scenario = head->scenario, .platform = head->platform, .n = n, .point = point};
	struct fuzz_sink sink;
	const struct chart *c;
	for (int i = 0; (c = chart_of(&s, i)); i++) {
		fuzz_hold(chart_name(c) && chart_script(c) && chart_title(c), "a chart has names");
		chart_write(fuzz_open(&sink), c, &s);
		fuzz_close(&sink);
	}
}

static void show_pages(const struct report_head *head, const struct point *point, int n)
{
	const struct page page = {.head = *head, .n_points = n, .point = point};
	struct fuzz_sink sink;
	fuzz_hold(page_html(fuzz_open(&sink), &page), "points make a page");
	fuzz_close(&sink);
	fuzz_hold(page_markdown(fuzz_open(&sink), &page), "points make a table");
	fuzz_close(&sink);
	fuzz_hold(page_text(fuzz_open(&sink), &page), "points make a text");
	fuzz_close(&sink);
}

static void show_csv(const struct report_head *head, const struct point *point, int n)
{
	struct fuzz_sink sink;
	struct csv *csv = csv_create();
	fuzz_hold(csv != NULL, "there is memory for CSV");
	for (int i = 0; i < n; i++)
		fuzz_hold(csv_add(csv, head->scenario, &point[i]), "a point goes into CSV");
	fuzz_hold(csv_write(fuzz_open(&sink), csv), "points make CSV");
	fuzz_close(&sink);
	csv_free(csv);
}

static void show(const struct report_head *head, const struct point *point, int n)
{
	struct fuzz_sink sink;
	for (int verbose = 0; verbose < 2; verbose++) {
		fuzz_hold(report_text(fuzz_open(&sink), head, point, n, verbose), "points make text");
		fuzz_close(&sink);
	}
	fuzz_open(&sink);
	for (int i = 0; i < n; i++)
		fuzz_hold(report_json(sink.file, head, &point[i]), "a point makes a record");
	fuzz_close(&sink);
	show_csv(head, point, n);
	show_charts(head, point, n);
	show_pages(head, point, n);
}

void fuzz_show_points(const struct report_head *head, const struct point *point, int n)
{
	/* In exactly as much memory as they take, so that reading on behind them is seen. */
	struct point *exact = n > 0 ? malloc((size_t)n * sizeof *exact) : NULL;
	if (!exact) return;
	memcpy(exact, point, (size_t)n * sizeof *exact);
	show(head, exact, n);
	free(exact);
}
