/* fit.h - calibration: prices of a platform from measurements of anything that simnic can simulate. */
#ifndef FIT_FIT_H
#define FIT_FIT_H
#include "fit/trials.h"
#include "scenario/scenario.h"
#include <stdio.h>

#define FIT_MAX_FREE 24
#define FIT_MAX_ROWS 10000

enum fit_loss { LOSS_ROBUST, LOSS_SQUARES };
enum fit_leave { LEAVE_REFIT, LEAVE_LINEAR, LEAVE_NONE };
/* Why what is free has its old value after all, and the others were fitted beside that. */
enum fit_kept { KEPT_NOT, KEPT_UNKNOWN, KEPT_AT_LOWER, KEPT_AT_UPPER };

/* A price or parameter that is looked for. Its coordinate is its logarithm, or, where from is 0, its share of to. */
struct fit_free {
	const char *name;    /* as the file names it */
	const char *key;     /* of the price; of a parameter the canonical path */
	const char *backend; /* price in the list of this back end only; NULL = the price outside such lists */
	bool is_price;
	enum unit unit;
	int slot; /* of a parameter: whose model's struct it is in, -1 = struct setup */
	const struct param *param;
	double from, to, start; /* kept form */
	bool in_cycles;         /* the platform writes it so, and it is written back so */
	double given;           /* what the platform (or the first point) says */
	double prior, factor;   /* prior value and the factor one standard deviation is; factor 0 = no prior */
	struct place at;
	int used_by; /* points in which it matters */
	/* result, kept form */
	double value, se, low, high; /* standard error and 95 % interval, cut at from and to; NaN = not determined */
	bool at_bound;
	enum fit_kept kept;
};

/* One measurement. */
struct fit_row {
	const char *name; /* what tells it from the others: "big/1024/page" */
	const char *of, *unit, *text;
	struct place at, of_at, value_at; /* first cell, statistic, value */
	int point, number;                /* which point it is of; where its number stands in a vector's */
	double measured, scale, weight;   /* in unit; simulated * scale is compared with it */
	bool held;                        /* not fitted, only predicted */
	int fold;
	/* result, in unit and times scale */
	double simulated, robust;    /* robust: the weight its loss left it, 0 to 1 */
	double left_out, from_folds; /* predicted when it was not fitted; NaN = not done */
};

/* A direction in which the rows leave the prices free. */
struct fit_lump {
	int n;
	int member[FIT_MAX_FREE];
	double times[FIT_MAX_FREE]; /* in the determined sum, of the kept form, the first being 1; lumps only */
	bool sum;                   /* only the weighted sum is determined; else nothing is said about this combination */
	double spread;              /* factor by which it can move when measurements are off by `error` */
};

struct fit {
	struct arena *arena;
	const char *path, *title, *folder;
	const char *scenario, *platform, *rows; /* paths as opened; rows: or the first of several files, "a.json and 2 more" */
	const char **row_file;                  /* all that rows are read from, as opened */
	int n_row_files;
	const char **set; /* for every row */
	int n_sets;
	int n_free, n_rows, n_points;
	struct fit_free free[FIT_MAX_FREE];
	struct fit_row *row;
	struct scenario **loaded; /* by point */
	double place_seconds;     /* processor time of all points with one set of values, as it was when they were looked at */
	struct memo memo;
	struct trials trials;
	enum fit_loss loss;
	enum fit_leave leave;
	int starts, folds;
	int64_t seed;
	double clock;       /* of the platform, Hz */
	double error, step; /* what measurements are believed to be off by; step of differences; fractions */
	/* result */
	bool done, judged, interrupted; /* done: there are values; judged: also errors and lumps */
	bool shared;  /* what the rows don't determine alone can't keep its old values either: with these they are missed */
	double sigma; /* residual standard deviation; NaN without degrees of freedom */
	double correlation[FIT_MAX_FREE][FIT_MAX_FREE];
	int n_lumps;
	struct fit_lump lump[FIT_MAX_FREE];
	int starts_done, starts_agree; /* local fits that ended, and of these within 1 % of the best error */
};

/*
 * Read the fit file at path, its rows and all scenarios they name, and run each point once to see that it has the statistic. All lives in
 * a. False with err: at the file, row and column that is to blame. fit_close is due either way.
 */
bool fit_load(struct fit *f, struct arena *a, const char *path, const volatile int *stop, struct error *err);
/* Fit; afterwards the results stand in f. An interruption is no error: f->interrupted, and the best so far. */
bool fit_run(struct fit *f, struct error *err);
void fit_close(struct fit *f);
/* Processor time that fit_run will take, more or less: how many steps a solver needs is known afterwards. */
double fit_seconds(const struct fit *f);

int fit_fitted(const struct fit *f); /* rows that are not held out */
bool fit_report_text(FILE *out, const struct fit *f);
bool fit_report_json(FILE *out, const struct fit *f);
/*
 * The platform file with the fitted prices in the place of the old ones, called NAME-calibrated; all else as it was.  Needs f->done.  Sources say so when the
 * fit was interrupted before its errors were known.
 */
bool fit_platform(FILE *out, const struct fit *f, struct error *err);

/* The JSON Schema of fit files. False when memory is exhausted or f can't be written. */
bool schema_fit(FILE *f);
#endif
