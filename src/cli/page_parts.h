/* page_parts.h - the parts of the page that `simnic report` writes, found one by one. */
#ifndef CLI_PAGE_PARTS_H
#define CLI_PAGE_PARTS_H
#include "report/judge.h"
#include "report/page.h"
#include "report/records.h"
#include "results/folder.h"

#define MOST_CHARTS 64
#define MOST_PRICES 400

/* All that a report is made from. */
struct making {
	struct arena arena;
	struct results results;
	struct records records;
	struct scenario *scenario;
	struct page page;
	struct judgement judgement;
	struct judged *judged;
	struct page_chart chart[MOST_CHARTS];
	struct page_price price[MOST_PRICES];
	struct error *err;
};

/* What somebody wants of the points; NULL and 0 = all, as they are. */
struct choice {
	int n_where, top; /* top: so many */
	const char *const *where;
	const char *sort, *columns; /* as pick.h has it; statistics with commas between them */
};

/* All of these: an error is in *m->err. */
/* NULL for a file that is not there or empty; also when it can't be read, with an error: no page lacks a part without a word. */
const char *read_text(struct making *m, const char *path);
/* The file of the results with that ending. */
const char *beside(struct making *m, const char *ending);
/* The scenario as it was run, when it lies beside the records; else the file it was, changed as it was then. */
void find_scenario(struct making *m);
/* Prices of all points, each once. */
bool find_prices(struct making *m);
/* Leaves those points in the page, in that order. */
bool choose_points(struct making *m, const struct choice *c);
bool judge_claims(struct making *m);
/* Would a report at path overwrite what it is made from?  False and an error then. */
bool report_spares(struct making *m, const char *path);
/* What put writes, whole, as the file at path. False and err. */
bool report_to_file(const char *path, bool (*put)(FILE *, void *, struct error *), void *user, struct error *err);
/* The charts are drawn anew, and none is taken that older points left there. Without gnuplot there are none. */
bool find_charts(struct making *m);

/* `simnic report A B`: two results folders beside each other (report_two.c). */
struct two_ask {
	const char *a, *b, *format, *output; /* output: NULL = as suits */
	bool quiet;
};
/* An exit code; what is wrong is said. */
int report_two(const struct two_ask *o, struct arena *a);
#endif
