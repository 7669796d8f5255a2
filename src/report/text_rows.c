/* text_rows.c - one line per point with a handful of statistics, for more points than fit side by side. */
#include "report/number.h"
#include "report/table.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CELL_SIZE 80
#define MAX_PICKED 12

/* In this order, where any point has them; the first few unless verbose. */
static const char *const handful[] = {
	"throughput", "packet_rate",   "round_trips",           "transfer_time",    "latency_mean",     "latency_p99",
	"dropped",    "ring_capacity", "interrupts_per_packet", "kicks_per_packet", "exits_per_packet", "truesize_per_packet",
};

struct picked {
	const struct line *line;
	struct scale scale;
};

static int pick(const struct answer *a, struct picked picked[MAX_PICKED])
{
	int n = 0, most = a->verbose ? MAX_PICKED : 4;
	for (size_t h = 0; h < sizeof(handful) / sizeof(*handful) && n < most; h++)
		for (int i = 0; i < a->n_lines; i++) {
			const struct line *l = &a->line[i];
			double largest = answer_largest(a, l->name);
			if (strcmp(l->name, handful[h]) == 0 && largest > 0)
				picked[n++] = (struct picked){l, scale_for(l->unit, largest)};
		}
	return n;
}

static const char *last_word(const char *key)
{
	const char *dot = strrchr(key, '.');
	return dot ? dot + 1 : key;
}

/* "scheme" says more than "model". */
static void axis_title(const char *key, char buf[CELL_SIZE])
{
	const char *last = last_word(key);
	if (strcmp(last, "model") == 0 && last > key + 1) {
		const char *from = last - 1;
		while (from > key && from[-1] != '.')
			from--;
		snprintf(buf, CELL_SIZE, "%.*s", (int)(last - 1 - from), from);
	} else {
		snprintf(buf, CELL_SIZE, "%.30s", last);
	}
}

static void fill_titles(char (*buf)[CELL_SIZE], const struct point *first, const struct picked *picked, int n)
{
	int c = 0;
	for (int i = 0; i < first->n_axes; i++)
		axis_title(first->axis[i].key, buf[c++]);
	for (int i = 0; i < n; i++, c++)
		snprintf(buf[c], CELL_SIZE, *picked[i].scale.unit ? "%.30s [%s]" : "%.30s", picked[i].line->name,
			 picked[i].scale.unit);
	snprintf(buf[c], CELL_SIZE, "limiter");
}

static void fill_point(char (*buf)[CELL_SIZE], const struct point *p, const struct picked *picked, int n)
{
	int c = 0;
	for (int i = 0; i < p->n_axes; i++)
		snprintf(buf[c++], CELL_SIZE, "%.40s", p->axis[i].text);
	for (int i = 0; i < n; i++, c++) {
		char text[2 * NUMBER_SIZE];
		int k = point_find(p, picked[i].line->name);
		double half = k < 0 ? NAN : estimate_ci95(&p->stat[k].est), factor = picked[i].scale.factor;
		number_print_ci(point_mean(p, k) * factor, half * factor, text);
		char *blank = strchr(text, ' ');
		if (blank) *blank = '\t';
		snprintf(buf[c], CELL_SIZE, "%s%s", text, blank ? "" : "\t");
	}
	snprintf(buf[c], CELL_SIZE, "%s", p->failed ? "FAILED" : p->limiter ? p->limiter : "-");
}

bool text_rows(FILE *out, const struct answer *a)
{
	struct picked picked[MAX_PICKED];
	int n = pick(a, picked), columns = a->point[0].n_axes + n + 1;
	struct table *t = table_create(columns);
	char(*buf)[CELL_SIZE] = calloc((size_t)columns, sizeof(*buf));
	const char **cell = calloc((size_t)columns, sizeof(*cell));
	bool ok = t && buf && cell && fputc('\n', out) != EOF;
	for (int i = 0; ok && i < columns; i++)
		cell[i] = buf[i];
	if (ok) fill_titles(buf, &a->point[0], picked, n);
	ok = ok && table_row(t, cell);
	for (int i = 0; ok && i < a->n_points; i++) {
		fill_point(buf, &a->point[i], picked, n);
		ok = table_row(t, cell);
	}
	ok = ok && table_print(out, t);
	free(cell);
	free(buf);
	table_free(t);
	return ok;
}
