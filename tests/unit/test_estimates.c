/*
 * test_estimates.c - what a calibration says of its numbers, worked out a second time: weights, priors, standard errors, intervals,
 * correlations, and rows predicted by the others.
 */
#include "fit/internal.h"
#include "unit/recover.h"
#include "unit/same.h"
#include <stdlib.h>

enum { ROWS = 7, PRICES = 2 };

/* A linear world: log(simulated / measured) of row i at coordinates c is J c - d, and c are the weighted least squares. */
struct world {
	struct fit f;
	struct fit_row row[ROWS];
	double jac[ROWS * PRICES];
};
static const double slopes[ROWS][PRICES] = {{1, 0.2}, {0.9, -0.4}, {0.3, 1}, {-0.5, 0.8}, {0.7, 0.7}, {0.1, -1}, {5, 5}};
static const double off[ROWS] = {0.01, -0.02, 0.015, 0.03, -0.01, 0.005, 1};
static const double weights[ROWS] = {1, 2, 0.5, 1, 3, 1.5, 1};
#define VALUE 1000.0 /* of either price, between 1 and 1e6; coordinates are logarithms */

/* The last row is held out, and so far off that it must count nowhere. */
static void make(struct world *w)
{
	*w = (struct world){.f = {.n_free = PRICES, .n_rows = ROWS, .row = w->row, .error = 0.05, .leave = LEAVE_LINEAR}};
	for (int k = 0; k < PRICES; k++)
		w->f.free[k] = (struct fit_free){.name = "x", .from = 1, .to = 1e6, .value = VALUE};
	for (int i = 0; i < ROWS; i++) {
		w->row[i] = (struct fit_row){.measured = 100,
					     .simulated = 100 * exp(off[i]),
					     .weight = weights[i],
					     .robust = 1,
					     .held = i == ROWS - 1};
		w->row[i].left_out = w->row[i].from_folds = NAN;
		memcpy(&w->jac[i * PRICES], slopes[i], sizeof slopes[i]);
	}
}

/* The inverse of the sum of w j j', and of what is known before; without one row, or with all (-1). */
static void covariance(const struct world *w, int without, const double prior[PRICES], double out[3])
{
	double a = prior[0], b = 0, c = prior[1];
	for (int i = 0; i < ROWS - 1; i++) {
		double weight = i == without ? 0 : w->row[i].weight * w->row[i].robust;
		a += weight * slopes[i][0] * slopes[i][0];
		b += weight * slopes[i][0] * slopes[i][1];
		c += weight * slopes[i][1] * slopes[i][1];
	}
	double det = a * c - b * b;
	out[0] = c / det;
	out[1] = -b / det;
	out[2] = a / det;
}

#define T_OF_4 2.7764451051977987 /* 97.5 % of Student's t with 4 degrees of freedom */

/* Standard error = value times that of the logarithm; 95 % = so many of them; all of the rows that are fitted, by their weights. */
static void errors(void)
{
	struct world w;
	struct error err = {0};
	double cov[3], sum = 0;
	make(&w);
	CU_ASSERT_FATAL(identify(&w.f, w.jac, &err));
	for (int i = 0; i < ROWS - 1; i++)
		sum += weights[i] * off[i] * off[i];
	double sigma = sqrt(sum / (ROWS - 1 - PRICES));
	covariance(&w, -1, (double[]){0, 0}, cov);
	CU_ASSERT_EQUAL(w.f.n_lumps, 0);
	CU_ASSERT(equals("residual error", w.f.sigma, sigma));
	for (int k = 0; k < PRICES; k++) {
		double sd = sigma * sqrt(cov[2 * k]);
		const struct fit_free *p = &w.f.free[k];
		CU_ASSERT(!p->at_bound);
		CU_ASSERT(equals("standard error", p->se, VALUE * sd));
		CU_ASSERT(within("lower end", p->low, VALUE * exp(-T_OF_4 * sd), 1e-6));
		CU_ASSERT(within("upper end", p->high, VALUE * exp(T_OF_4 * sd), 1e-6));
	}
	CU_ASSERT(within("correlation", w.f.correlation[0][1], cov[1] / sqrt(cov[0] * cov[2]), 1e-9));
	CU_ASSERT(within("correlation with itself", w.f.correlation[1][1], 1, 1e-9));
}

/* Where 0 is a value, the coordinate is the share of `to`. */
static void errors_of_shares(void)
{
	struct world w;
	struct error err = {0};
	make(&w);
	CU_ASSERT_FATAL(identify(&w.f, w.jac, &err));
	double sd = w.f.free[0].se / VALUE;
	w.f.free[0].from = 0;
	w.f.free[0].to = 4 * VALUE;
	CU_ASSERT_FATAL(identify(&w.f, w.jac, &err));
	CU_ASSERT(equals("standard error", w.f.free[0].se, 4 * VALUE * sd));
	CU_ASSERT(within("lower end", w.f.free[0].low, VALUE - T_OF_4 * 4 * VALUE * sd, 1e-6));
}

/* A prior is a row of its own: its standard deviation is the logarithm of its factor. */
static void errors_with_priors(void)
{
	struct world w;
	struct error err = {0};
	double cov[3];
	make(&w);
	CU_ASSERT_FATAL(identify(&w.f, w.jac, &err));
	double sigma = w.f.sigma;
	w.f.free[1].factor = 1.02;
	w.f.free[1].prior = VALUE;
	CU_ASSERT_FATAL(identify(&w.f, w.jac, &err));
	CU_ASSERT(equals("residual error", w.f.sigma, sigma));
	covariance(&w, -1, (double[]){0, sigma * sigma / pow(log(1.02), 2)}, cov);
	for (int k = 0; k < PRICES; k++)
		CU_ASSERT(equals("standard error", w.f.free[k].se, VALUE * sigma * sqrt(cov[2 * k])));
}

/* Rows that count less (Huber 1981, 7.6): the residuals of those that do, and a correction for how many they are. */
static void errors_with_outliers(void)
{
	struct world w;
	struct error err = {0};
	double sum = 0;
	make(&w);
	w.row[3].robust = 0.25;
	CU_ASSERT_FATAL(identify(&w.f, w.jac, &err));
	for (int i = 0; i < ROWS - 1; i++)
		sum += weights[i] * pow(w.row[i].robust * off[i], 2);
	double m = 5. / 6, k = 1 + 2. / 6 * (1 - m) / m;
	CU_ASSERT(equals("residual error", w.f.sigma, k * sqrt(sum / 4) / m));
}

/* As many rows as prices: what the file believes of a measurement, and the normal distribution. */
static void no_row_to_spare(void)
{
	struct world w;
	struct error err = {0};
	double cov[3];
	make(&w);
	for (int i = PRICES; i < ROWS; i++) {
		w.row[i].held = true;
		w.row[i].weight = 0; /* for covariance() */
	}
	covariance(&w, -1, (double[]){0, 0}, cov);
	CU_ASSERT_FATAL(identify(&w.f, w.jac, &err));
	CU_ASSERT(isnan(w.f.sigma));
	CU_ASSERT(equals("standard error", w.f.free[0].se, VALUE * 0.05 * sqrt(cov[0])));
	CU_ASSERT(within("upper end", w.f.free[0].high, VALUE * exp(1.96 * 0.05 * sqrt(cov[0])), 1e-6));
}

/*
 * A row left out: the others are fitted again, here by solving for their least squares a second time, and it is predicted by that.  To first
 * order, which in this world is exact.
 */
static void left_out(void)
{
	struct world w;
	double base[ROWS], solution[PRICES] = {0}, cov[3];
	make(&w);
	w.row[4].robust = 0.5;
	w.row[0].weight = 6;
	const double d[ROWS] = {0.04, -0.03, 0.02, 0.05, -0.06, 0.01, 1};
	covariance(&w, -1, (double[]){0, 0}, cov);
	for (int i = 0; i < ROWS - 1; i++) {
		double weight = w.row[i].weight * w.row[i].robust * d[i];
		solution[0] += weight * (cov[0] * slopes[i][0] + cov[1] * slopes[i][1]);
		solution[1] += weight * (cov[1] * slopes[i][0] + cov[2] * slopes[i][1]);
	}
	for (int i = 0; i < ROWS; i++) {
		base[i] = w.row[i].weight;
		w.row[i].simulated = 100 * exp(slopes[i][0] * solution[0] + slopes[i][1] * solution[1] - d[i]);
	}
	struct problem p = {.fit = &w.f, .base = base, .weight = base};
	CU_ASSERT_FATAL(cross_check(&p, solution, w.jac));
	for (int i = 0; i < ROWS - 1; i++) {
		double other[PRICES] = {0};
		covariance(&w, i, (double[]){0, 0}, cov);
		for (int k = 0; k < ROWS - 1; k++) {
			double weight = k == i ? 0 : w.row[k].weight * w.row[k].robust * d[k];
			other[0] += weight * (cov[0] * slopes[k][0] + cov[1] * slopes[k][1]);
			other[1] += weight * (cov[1] * slopes[k][0] + cov[2] * slopes[k][1]);
		}
		double predicted = 100 * exp(slopes[i][0] * other[0] + slopes[i][1] * other[1] - d[i]);
		CU_ASSERT(within("predicted", w.row[i].left_out, predicted, 1e-7));
	}
	CU_ASSERT(isnan(w.row[ROWS - 1].left_out));
}

/* By what starts are compared: the mean size of the errors, or its root mean square, by weight. */
static void merits(void)
{
	struct world w;
	double base[ROWS], size = 0, square = 0, all = 0;
	make(&w);
	for (int i = 0; i < ROWS; i++) {
		base[i] = i == ROWS - 1 ? 0 : weights[i];
		size += base[i] * fabs(off[i]);
		square += base[i] * off[i] * off[i];
		all += base[i];
	}
	struct problem p = {.fit = &w.f, .base = base, .weight = base};
	w.f.loss = LOSS_ROBUST;
	CU_ASSERT(equals("mean size", merit(&p, off), size / all));
	w.f.loss = LOSS_SQUARES;
	CU_ASSERT(equals("root mean square", merit(&p, off), sqrt(square / all)));
}

/* ---- whole fits of one server, which is never idle: its rate is 1 / price ---- */

static const char server[] = "simnic: 1\n"
			     "platform: p.yaml\n"
			     "traffic: {direction: rx, model: constant, rate: 2Mpps, size: 64B}\n"
			     "nic:\n"
			     "  backend: {model: ideal, service: 0us}\n"
			     "  ring: {entries: 256}\n"
			     "  scheme: {model: mergeable}\n"
			     "  notify: {guest: {refill: each}}\n"
			     "run: {warmup: 1ms, length: 4ms, repeat: 1, seed: 1}\n";
static const char prices[] = "simnic-platform: 1\nname: test\nprices:\n  guest_rx_packet: {value: 5us, source: made up}\n"
			     "unlisted: {value: 0ns, source: made up}\n";

struct fitted {
	struct fit_files files;
	struct fit fit;
	struct arena arena;
};

static void run(struct fitted *x, const char *rows, const char *rest)
{
	char text[1000];
	memset(x, 0, sizeof *x);
	snprintf(text, sizeof text,
		 "simnic-fit: 1\nscenario: s.yaml\nplatform: p.yaml\nrows: rows.csv\nstarts: 1\nleave_one_out: none\n%s", rest);
	CU_ASSERT_FATAL(fit_files_make(&x->files, server, prices, rows, text));
	CU_ASSERT_FATAL(fit_files_run(&x->files, &x->fit, &x->arena));
}

static void end(struct fitted *x)
{
	fit_close(&x->fit);
	arena_free(&x->arena);
	fit_files_remove(&x->files);
}

/* Two rows that can't both be right: their geometric mean by weight. */
static void weighted_rows(void)
{
	struct fitted x;
	run(&x, "nic.ring.entries,of,value,weight\n64,packet_rate,200kpps,1\n128,packet_rate,400kpps,3\n",
	    "loss: squares\nfree: {guest_rx_packet: {from: 0.6us, to: 20us}}\n");
	CU_ASSERT(within("the price", x.fit.free[0].value, 1e12 / (200e3 * pow(2, 3. / 4)), 0.01e6));
	end(&x);
}

/*
 * A measurement of 5 us give or take 10 %, and a prior of 4 us give or take a factor of 1.2: each by its inverse variance.  Of the local fit;
 * what a calibration takes of all places it has seen is decided by merit.
 */
static void weighed_against_a_prior(void)
{
	struct fitted x = {.fit = {.n_rows = 0}};
	struct error err = {0};
	struct problem p;
	CU_ASSERT_FATAL(
		fit_files_make(&x.files, server, prices, "nic.ring.entries,of,value\n64,packet_rate,200kpps\n",
			       "simnic-fit: 1\nscenario: s.yaml\nplatform: p.yaml\nrows: rows.csv\nloss: squares\nerror: 10%\n"
			       "free: {guest_rx_packet: {from: 0.6us, to: 20us, prior: {value: 4us, factor: 1.2}}}\n"));
	CU_ASSERT_FATAL(fit_load(&x.fit, &x.arena, x.files.fit, NULL, &err) && problem_open(&p, &x.fit, &err));
	x.fit.trials.memo = &x.fit.memo;
	double c = log(8e6), row = 1 / pow(0.1, 2), prior = 1 / pow(log(1.2), 2);
	CU_ASSERT(solve_from(&p, &c, true));
	CU_ASSERT(within("the price", exp(c) * 1e-6, exp((row * log(5) + prior * log(4)) / (row + prior)), 0.01));
	problem_close(&p);
	end(&x);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Huber's weights: full up to 1.345 scales, then falling as 1 / size; the scale is the median size times 1.4826, by rows to spare. */
static void robust_weights(void)
{
	enum { N = 7 };
	struct fitted x;
	double z[N], sorted[N];
	int less = 0;
	run(&x,
	    "nic.ring.entries,of,value,weight\n64,packet_rate,200kpps,1\n128,packet_rate,208kpps,1\n256,packet_rate,190kpps,2\n"
	    "512,packet_rate,205kpps,1\n1024,packet_rate,150kpps,1\n2048,packet_rate,280kpps,1\n4096,packet_rate,199kpps,1\n",
	    "error: 2%\nfree: {guest_rx_packet: {from: 0.6us, to: 20us}}\n");
	for (int i = 0; i < N; i++)
		sorted[i] = z[i] = fabs(log(x.fit.row[i].simulated / x.fit.row[i].measured)) * sqrt(x.fit.row[i].weight) / 0.02;
	qsort(sorted, N, sizeof *sorted, by_size);
	double limit = 1.345 * 1.4826 * sorted[N / 2] * sqrt(N / (N - 1.));
	for (int i = 0; i < N; i++) {
		CU_ASSERT(within("robust weight", x.fit.row[i].robust, z[i] > limit ? limit / z[i] : 1, 1e-3));
		less += z[i] > limit;
	}
	CU_ASSERT(less == 2 || less == 3);
	end(&x);
}

CU_TestInfo test_estimates[] = {
	{"standard errors and intervals", errors},
	{"standard errors of shares", errors_of_shares},
	{"standard errors with a prior", errors_with_priors},
	{"standard errors with rows that count less", errors_with_outliers},
	{"no row to spare", no_row_to_spare},
	{"rows left out, by leverage", left_out},
	{"what starts are compared by", merits},
	{"rows by their weight", weighted_rows},
	{"a row against a prior", weighed_against_a_prior},
	{"long: weights of rows far off", robust_weights},
	CU_TEST_INFO_NULL,
};
