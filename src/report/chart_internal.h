/* chart_internal.h - what the files that shape charts share. */
#ifndef REPORT_CHART_INTERNAL_H
#define REPORT_CHART_INTERNAL_H
#include "nic/statistic.h"
#include "report/chart.h"

/* What becomes of an axis in a chart. */
enum role {
	ROLE_ALONE,  /* it has one value, or none that a chart needs */
	ROLE_X,      /* runs along the chart */
	ROLE_SERIES, /* told apart by colour and mark */
	ROLE_PANEL,  /* a picture for each value */
	ROLE_PAIR,   /* only points with one of its values are shown, for the chart compares it with the other */
	ROLE_FIXED,  /* only points with one of its values are shown: too many for one chart */
};
#define CHART_AXES 32
#define CHART_SERIES 6 /* lines or bars that can be told apart */
#define CHART_PANELS 6
#define CHART_WORDS 24    /* along an axis */
#define CHART_COLOURS 8   /* that plot/style.gp has */
#define CHART_POINTS 2000 /* of one chart */

struct chart {
	const char *name, *script, *title;
	const char *key[3];  /* the axis it is about; the first that there is */
	const char *label;   /* of that axis, without unit; NULL = by its key (chart_axis.c) */
	int log;             /* base of the axis; 0 = none */
	const char *pair[2]; /* gain: the values of the axis it is about: before and after */
	enum stat_list bars;
	const char *stat; /* lines: what they show; NULL = what the scenario is about, or how a point did */
	bool tail;        /* the latency that the scenario is about instead */
	bool (*allows)(const struct chart *c, const struct chart_source *s);
	bool (*put)(FILE *out, const struct chart *c, const struct chart_source *s);
	/* What it is called, given what it shows; NULL = title. */
	void (*says)(const struct chart *c, const struct chart_source *s, char *buf, size_t size);
};
static inline void chart_say_title(const struct chart *c, const struct chart_source *s, char *buf, size_t size)
{
	if (c->says)
		c->says(c, s, buf, size);
	else
		snprintf(buf, size, "%s", c->title);
}

/* The axes of a source by role. */
struct plan {
	const struct chart_source *s;
	enum role role[CHART_AXES];
	const char *fixed[CHART_AXES]; /* ROLE_PAIR and ROLE_FIXED: the value shown */
	int n_series, n_panels;
	bool words;   /* the axis along the chart has words, not numbers */
	double scale; /* of its numbers as they are drawn */
	int by;       /* the axis that colours tell: the scheme's before others; -1 = none */
	int shown_by; /* how many axes tell series apart */
	const struct point *series[CHART_SERIES], *panel[CHART_PANELS]; /* the first point of each */
};
/* Axes that somebody gave a role; -1 = as suits. */
struct plan_wish {
	int by, panel;
};
/* x: its axis; pair: the axis that is compared, and the value shown of it (-1 = none); panels: may an axis be given panels? */
void chart_plan_make(struct plan *p, const struct chart_source *s, int x, int pair, const char *value, bool panels);
/* The same of lines, which always may have panels. */
void chart_plan_lines(struct plan *p, const struct chart_source *s, int x, struct plan_wish wish);
/*
 * The same of curves, with nothing along them that is an axis.  One of more values than can be told apart stays at the value where the
 * rest differ most in stat.
 */
void chart_plan_curves(struct plan *p, const struct chart_source *s, const char *stat, struct plan_wish wish);
/* Do a and b agree in all axes of a role? */
bool plan_same(const struct plan *p, const struct point *a, const struct point *b, enum role role);
/* Is q shown, in this series and panel (-1 = any)? */
bool plan_has(const struct plan *p, const struct point *q, int series, int panel);
/* The values of the axes of a role at a point: "split, batch 32"; "" when there are none. */
void plan_name(const struct plan *p, const struct point *q, enum role role, char *buf, size_t size);

/* The i-th different value of an axis, in order of appearance; NULL past the last. */
const char *axis_value(const struct chart_source *s, int axis, int i);
/* What a chart of the table calls the axis of a key ("packet size"), or its last words ("link generation"); *log as struct chart has it. */
void chart_axis_label(const struct chart_source *s, const char *key, int *log, char *buf, size_t size);
/* Position of an axis, -1 when there is none of that key with several values. */
int chart_axis_of(const struct chart_source *s, const char *key);
int chart_axis(const struct chart *c, const struct chart_source *s);
int axis_values(const struct chart_source *s, int axis);
/* An axis value as a number in the axis's own unit (B, us, Gb/s, ...), which *unit is set to; NaN when it is none. */
double axis_number(const struct axis_value *a, const char **unit);
/* Largest mean of a statistic over the points that did not fail; NaN when there is none. */
double largest(const struct chart_source *s, const char *stat);
const char *unit_of_stat(const struct chart_source *s, const char *stat);
/* "throughput" of throughput, "cost alloc per packet" of what nobody has words for. */
void chart_stat_words(const char *name, char *buf, size_t size);
/* The statistic that says how a point did, of which more is better; NULL = there is none. */
const struct statistic *main_stat(const struct chart_source *s);

/* name = 'text', quoted for gnuplot. */
void put_text(FILE *out, const char *name, const char *text);
/* The variables every chart has: title, and a subtitle that says what was run and what is shown of it. */
void put_head(FILE *out, const struct chart *c, const struct plan *p, const char *more);
/* A blank and the text, at most so many bytes of it, as a cell of a data block, which nothing in it can end. */
void put_cell(FILE *out, const char *text, int most);
/* Mean and half-width of a statistic times factor; NaN where there is none. */
void put_value(FILE *out, const struct point *p, const char *stat, double factor);
/* What v would be with other prices: the ends of the range, times factor and plus shift; v twice where there is none. */
void put_range(FILE *out, const struct range *r, double factor, double shift, double v);
/* band_note = '; shaded: range over 9 uncertain prices', "" where no point has a band of the statistic. */
void put_band_note(FILE *out, const struct chart_source *s, const char *what, const char *stat);
/* under_1 = 1 ...: how many later series hide each in most points; hidden_note = '; wide lines: ...' where any does. */
void put_hidden(FILE *out, const struct plan *p, const char *stat);
/* series_1 = 'big' ... and n_series, and which of them share a colour or a mark. */
void put_series(FILE *out, const struct plan *p);

/* What a chart of lines shows; NULL = there is none. */
const char *lines_stat(const struct chart *c, const struct chart_source *s);
bool lines_allowed(const struct chart *c, const struct chart_source *s);
/* The same where it is the tail, and no other chart of lines shows that. */
bool tail_allowed(const struct chart *c, const struct chart_source *s);
bool lines_put(FILE *out, const struct chart *c, const struct chart_source *s);
void lines_title(const struct chart *c, const struct chart_source *s, char *buf, size_t size);
/* Is an axis ('x', 'y') to be logarithmic?  As suits, unless somebody said. */
bool chart_wants_log(const struct chart_source *s, char axis, bool suits);
/* Has any point enough percentiles of latency for a curve? */
bool curve_any(const struct chart_source *s);
bool curve_allowed(const struct chart *c, const struct chart_source *s);
bool curve_put(FILE *out, const struct chart *c, const struct chart_source *s);
bool pcie_allowed(const struct chart *c, const struct chart_source *s);
bool pcie_put(FILE *out, const struct chart *c, const struct chart_source *s);
bool gain_allowed(const struct chart *c, const struct chart_source *s);
bool gain_put(FILE *out, const struct chart *c, const struct chart_source *s);
bool bars_allowed(const struct chart *c, const struct chart_source *s);
bool bars_put(FILE *out, const struct chart *c, const struct chart_source *s);
bool helps_allowed(const struct chart *c, const struct chart_source *s);
bool helps_put(FILE *out, const struct chart *c, const struct chart_source *s);
bool costs_allowed(const struct chart *c, const struct chart_source *s);
bool costs_put(FILE *out, const struct chart *c, const struct chart_source *s);
bool pareto_allowed(const struct chart *c, const struct chart_source *s);
bool pareto_put(FILE *out, const struct chart *c, const struct chart_source *s);
#endif
