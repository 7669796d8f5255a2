/* internal.h - what the files of this layer share. */
#ifndef FIT_INTERNAL_H
#define FIT_INTERNAL_H
#include "fit/fit.h"
#include "scenario/tree.h"

/*
 * file_text.c: all of the regular file at path, in a, with a NUL behind it; NULL and err when it can't be read, is larger than that or holds a NUL byte.
 * kind: what it should be, "a CSV file"; from: the words that named it.
 */
char *file_text(struct arena *a, const char *path, int mib, const char *kind, struct place from, struct error *err);

/* The path of a file that n names for `key`, relative to the fit file, as it can be opened; NULL and err. */
const char *file_named(const struct fit *f, const struct node *n, const char *key, struct error *err);

/* csv.c: a table of cells with their places. */
#define CSV_MAX_COLUMNS 64
struct cell {
	const char *text;
	struct place at;
};
struct csv_table {
	int n_columns, n_rows;
	struct cell *head;
	struct cell *cell; /* row by row */
};
/* Comma-separated values as in RFC 4180; empty lines and lines that begin with # are skipped. All lives in a. */
bool csv_read(struct arena *a, const char *path, struct place from, struct csv_table *out, struct error *err);

/* rows.c: the table's cells as measurements, and their scenarios. */
bool rows_read(struct fit *f, const struct node *rows, const struct node *hold_out, const volatile int *stop, struct error *err);
/* free.c: are these all the keys of a mapping that is called `what`? */
bool known_words(const struct node *map, const char *what, const char *const *words, struct error *err);
/* The mapping free:, before and after the points are known. */
bool free_read(struct fit *f, const struct node *map, struct error *err);
bool free_bind(struct fit *f, struct error *err);

/* fit_file.c: keys of a fit file that set how it is done. */
extern const struct param fit_settings[];

/* quantity.c */
/* A quantity such as "2Gb/s" as a number of `unit` (of a statistic); why[size] says what was expected. */
bool quantity_read(const char *text, const char *unit, double *out, char *why, size_t size);

/* A number in the kept form of a unit, to so many significant digits; "-" when it is none. */
void quantity_print(enum unit unit, double kept, int digits, char *buf, size_t size);
/* words.c: what a lump says, in words; "only the sum of a and b is determined". */
void lump_words(const struct fit *f, const struct fit_lump *l, char *buf, size_t size);
/* Mean, root mean square and largest error, as fractions, of what was predicted for rows; n = 0: there are none. */
enum row_set { ROWS_FITTED, ROWS_HELD, ROWS_LEFT_OUT, ROWS_FOLDS };
struct errors {
	int n;
	double mean, rms, worst; /* mean: of their sizes */
};
struct errors errors_of(const struct fit *f, enum row_set which);
/* Fitted rows that have point, statistic and value of an earlier one: copies of a number more likely than another measurement. */
int repeated_rows(const struct fit *f);
/* What is to be said of the number of free numbers and rows. */
void count_words(const struct fit *f, char *buf, size_t size);

/* coordinates.c */
double coordinate_of(const struct fit_free *p, double value);
double value_of(const struct fit_free *p, double coordinate);
double slope_of(const struct fit_free *p, double value); /* d value / d coordinate */
int64_t kept_value(double value);

#define FIT_LOOKS 16 /* places looked at for each local fit */

/* evaluate.c */
struct problem {
	struct fit *fit;
	double *weight; /* by row: base times the robust weight */
	double *base;   /* by row: the user's weight; 0 = held or left out */
	bool searching; /* remember the best place seen */
	bool has_best;
	double best, best_c[FIT_MAX_FREE], *best_ratio;
	enum trials_end end; /* why something was false */
	struct error *err;
};
bool problem_open(struct problem *p, struct fit *f, struct error *err);
void problem_close(struct problem *p);
/* Memory is out: the search ends, and says so.  Returns false. */
bool problem_memory(struct problem *p);
/* What a run that gives no number counts as: off by so much in the logarithm. */
#define NO_NUMBER 6.0
/* log(simulated / measured) of all rows at n coordinate vectors; out[n][n_rows]. */
bool log_ratios(struct problem *p, const double *c, int n, double *out);
/* d log(simulated) / d coordinate at c by central differences: out[n_rows][n_free]. */
bool jacobian(struct problem *p, const double *c, double *out);
/* The coordinates of from and to; what is kept has one place. */
void limits_of(const struct fit_free *p, double *low, double *high);

/* solve.c */
/* A local fit from coordinates c, which become the solution; robust weights are found on the way unless keep. */
bool solve_from(struct problem *p, double *c, bool keep);
/* Huber's weights from the residuals at c; *change is the largest change of one. */
bool reweigh(struct problem *p, const double *c, double *change);
/* Mean error in the logarithm (absolute or root mean square, as the loss is) of the rows with a base weight. */
double merit(const struct problem *p, const double *ratio);
void remember(struct problem *p, const double *c, const double *ratio);

/* identify.c: standard errors, correlations and what can't be told apart, from the Jacobian at the solution. */
bool identify(struct fit *f, const double *jac, struct error *err);
/* A factor of 2: what moves so far within the believed errors is not determined. */
#define LOOSE 0.693
/*
 * keep.c: mark what is to be kept, and what the others are to be fitted beside before it is asked again; false = nothing is left.  What ended at the
 * end of its range comes first, then what the rows don't determine: of several that can't be told apart those that matter less.
 */
bool keep_unknown(struct fit *f, const double *jac);
/* In a few words why it is kept, or beside what else it was fitted; "" = neither. */
const char *kept_words(const struct fit *f, int k, char *buf, size_t size);
/* Do rows know of it with others alone, but that it is not what it was? */
bool is_a_share(const struct fit *f, const struct fit_free *p);
/* Is it known from its prior, and next to nothing of it from the rows? */
bool is_by_prior(const struct fit_free *p);
/* Does its prior count?  Not where it is kept. */
static inline bool has_prior(const struct fit_free *p)
{
	return p->factor > 0 && p->kept == KEPT_NOT;
}
/* platform_text.c: a value as a platform has it, in cycles where it was; NULL = no memory, as of all three. */
const char *value_text(struct arena *a, const struct fit *f, const struct fit_free *p, double value);
/* Where a price that had the source `old` is from now. */
const char *source_text(struct arena *a, const struct fit *f, const struct fit_free *p, const char *old);
/* An end of its interval, 0 or 1; NULL also when there is none. */
const char *between_text(struct arena *a, const struct fit *f, const struct fit_free *p, int end);
/* Has it its old value, after all was judged? */
bool is_kept(const struct fit *f, const struct fit_free *p);
/* The file of the rows without its folders. */
const char *rows_name(const struct fit *f);
/* lumps.c */
bool find_lumps(struct fit *f, const double *jac, struct error *err);
/* cross.c: every row, and every fold, predicted by a fit without it. */
bool cross_check(struct problem *p, const double *c, const double *jac);
/* inverse.c: of a symmetric positive matrix a[n][n]; directions it says nothing about get a huge variance. */
bool inverse(const double *a, int n, double *out);
/*
 * The same without the directions in which some coordinate has a standard deviation above `most`: these are left out, and loose[i] says
 * whether coordinate i has a part in one, so that nothing in its row and column means anything.
 */
bool inverse_of_known(const double *a, int n, double most, double *out, bool *loose);
#endif
