/* points.c - points that were read back, in all the forms they are shown in. */
#include "fuzz/points.h"
#include "fuzz/fuzz.h"
#include "report/chart.h"
#include "report/page.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* "name = 12.5" or "name = 'text'", where a quote in the text is doubled. */
static bool sets_variable(const char *line, size_t size)
{
	size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz_0123456789"), i = name + 3;
	if (!name || strncmp(line + name, " = ", 3) != 0) return false;
	if (line[i] != '\'') return i + strspn(line + i, "0123456789.e+-infa") == size;
	for (i++; i < size; i++)
		if (line[i] == '\'' && line[++i] != '\'') break;
	return i == size && line[size - 1] == '\'';
}

/* Of a data block: numbers and words in double quotes. */
static bool is_data(const char *line, size_t size)
{
	size_t i = 0;
	while (i < size) {
		if (line[i] == '"') {
			for (i++; i < size && line[i] != '"'; i++)
				if (line[i] == '\\') return false;
			if (i++ == size) return false;
		} else if (!strchr("0123456789.e+-infaN ", line[i++])) {
			return false;
		}
	}
	return true;
}

void fuzz_check_chart(const char *text)
{
	bool in_data = false;
	int blocks = 0;
	while (*text) {
		size_t size = strcspn(text, "\n");
		bool begins = size == 12 && strncmp(text, "$data << EOD", size) == 0,
		     ends = size == 3 && strncmp(text, "EOD", 3) == 0;
		if (begins) blocks++;
		fuzz_hold(in_data ? ends || is_data(text, size) : begins || sets_variable(text, size), "a chart holds data only");
		in_data = begins || (in_data && !ends);
		text += size + (text[size] == '\n');
	}
	fuzz_hold(blocks <= 1 && !in_data, "a chart holds one block of data");
}

static void show_charts(const struct report_head *head, const struct point *point, int n)
{
	struct chart_source s = {.scenario = head->scenario, .platform = head->platform, .n = n, .point = point};
	struct fuzz_sink sink;
	const struct chart *c;
	for (int i = 0; (c = chart_of(&s, i)); i++) {
		char title[NAME_SIZE];
		chart_title(c, &s, title, sizeof title);
		fuzz_hold(chart_name(c) && chart_script(c) && *title, "a chart has names");
		bool good = chart_write(fuzz_open(&sink), c, &s) && fflush(sink.file) == 0;
		if (good) fuzz_check_chart(sink.text);
		fuzz_close(&sink);
	}
}

/* As a page, by what writes it. */
static void show_page(const struct report_head *head, const struct point *point, int n, bool write(FILE *, const struct page *))
{
	const struct page page = {.head = *head, .n_points = n, .point = point};
	struct fuzz_sink sink;
	fuzz_hold(write(fuzz_open(&sink), &page), "points make a page");
	fuzz_close(&sink);
}

static void show_html(const struct report_head *head, const struct point *point, int n)
{
	show_page(head, point, n, page_html);
}

static void show_markdown(const struct report_head *head, const struct point *point, int n)
{
	show_page(head, point, n, page_markdown);
}

static void show_page_text(const struct report_head *head, const struct point *point, int n)
{
	show_page(head, point, n, page_text);
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

static void show_text(const struct report_head *head, const struct point *point, int n)
{
	struct fuzz_sink sink;
	for (int verbose = 0; verbose < 2; verbose++) {
		fuzz_hold(report_text(fuzz_open(&sink), head, point, n, verbose), "points make text");
		fuzz_close(&sink);
	}
}

static void show_json(const struct report_head *head, const struct point *point, int n)
{
	for (int i = 0; i < n; i++) {
		char *record = report_json(head, &point[i]);
		json_t *v = record ? json_loads(record, JSON_REJECT_DUPLICATES, NULL) : NULL;
		fuzz_hold(v != NULL, "a point makes a record, which is JSON");
		json_decref(v);
		free(record);
	}
}

static void show(const struct report_head *head, const struct point *point, int n)
{
	static void (*const ways[])(const struct report_head *, const struct point *, int) = {
		show_text, show_json, show_csv, show_charts, show_html, show_markdown, show_page_text};
	const int of = sizeof ways / sizeof *ways;
	for (int i = 0; i < of; i++)
		if (fuzz_turn(i, of)) ways[i](head, point, n);
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
