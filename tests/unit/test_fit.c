/* test_fit.c - calibration against closed forms and known truths. */
#include "unit/recover.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <string.h>

static const char head[] = "simnic-fit: 1\nscenario: s.yaml\nplatform: p.yaml\nrows: rows.csv\nstarts: 1\n";
static const char server[] = "simnic: 1\n"
			     "platform: p.yaml\n"
			     "traffic: {direction: rx, model: constant, rate: 1Mpps, size: 64B}\n"
			     "nic:\n"
			     "  backend: {model: ideal, service: 0us}\n"
			     "  ring: {entries: 256}\n"
			     "  scheme: {model: mergeable}\n"
			     "  notify: {guest: {refill: each}}\n"
			     "run: {warmup: 1ms, length: 2ms, repeat: 1, seed: 1}\n";
static const char prices[] = "simnic-platform: 1\n"
			     "name: test\n"
			     "prices:\n"
			     "  guest_rx_packet: {value: 5us, source: made up}\n"
			     "  guest_descriptor: {value: 0.5us, source: made up}\n"
			     "  app_wakeup: {value: 1us, source: made up}\n"
			     "unlisted: {value: 0ns, source: made up}\n";

struct fitted {
	struct fit_files files;
	struct fit fit;
	struct arena arena;
};

static void run(struct fitted *x, const char *scenario, const char *rows, const char *rest)
{
	char text[1000];
	memset(x, 0, sizeof *x);
	snprintf(text, sizeof text, "%s%s", head, rest);
	CU_ASSERT_FATAL(fit_files_make(&x->files, scenario, prices, rows, text));
	CU_ASSERT_FATAL(fit_files_run(&x->files, &x->fit, &x->arena));
}

static void end(struct fitted *x)
{
	fit_close(&x->fit);
	arena_free(&x->arena);
	fit_files_remove(&x->files);
}

/* One server that works a + b for each packet and is never idle: its rate is 1 / (a + b), so that a and b can't be told apart. */
static void sum_alone_is_determined(void)
{
	struct fitted x;
	run(&x, server, "nic.ring.entries,of,value\n64,packet_rate,250kpps\n128,packet_rate,250kpps\n256,packet_rate,250kpps\n",
	    "free:\n  guest_rx_packet: {from: 0.1us, to: 20us}\n  guest_descriptor: {from: 0.1us, to: 20us}\n"
	    "  app_wakeup: {from: 0.1us, to: 20us}\n");
	CU_ASSERT_DOUBLE_EQUAL((x.fit.free[0].value + x.fit.free[1].value) / 1e6, 4, 0.04);
	CU_ASSERT_EQUAL_FATAL(x.fit.n_lumps, 2);
	const struct fit_lump *alone = &x.fit.lump[0], *sum = &x.fit.lump[1];
	CU_ASSERT(alone->n == 1 && alone->member[0] == 2);
	CU_ASSERT(sum->n == 2 && sum->sum && sum->member[0] == 0 && sum->member[1] == 1);
	CU_ASSERT_DOUBLE_EQUAL(sum->times[1], 1, 0.2); /* by differences of short runs */
	CU_ASSERT(x.fit.free[1].kept == KEPT_UNKNOWN && x.fit.free[2].kept == KEPT_UNKNOWN);
	CU_ASSERT(x.fit.free[1].value == 0.5e6 && x.fit.free[2].value == 1e6); /* what they were */
	CU_ASSERT(!x.fit.free[0].kept && x.fit.free[0].se > 0);                /* the one that matters most, beside them */
	end(&x);
}

/* Where the old value alone is more than the sum, keeping it would miss the rows: the sum is met, and neither is called calibrated. */
static void old_values_are_ruled_out(void)
{
	struct fitted x;
	char faster[sizeof server];
	memcpy(faster, server, sizeof server);
	*strstr(faster, "1Mpps") = '9';
	run(&x, faster,
	    "nic.ring.entries,of,value\n64,packet_rate,2500kpps\n128,packet_rate,2500kpps\n256,packet_rate,2500kpps\n",
	    "free:\n  guest_rx_packet: {from: 0.01us, to: 20us}\n  guest_descriptor: {from: 0.01us, to: 20us}\n");
	CU_ASSERT_DOUBLE_EQUAL((x.fit.free[0].value + x.fit.free[1].value) / 1e6, 0.4, 0.01);
	CU_ASSERT(!x.fit.free[0].kept && !x.fit.free[1].kept);
	CU_ASSERT(isnan(x.fit.free[0].se) && isnan(x.fit.free[1].se));
	CU_ASSERT(x.fit.shared);
	end(&x);
}

/* The same with one of the two: 1 / (a + 0.5 us). */
static void one_is_determined(void)
{
	struct fitted x;
	run(&x, server, "nic.ring.entries,of,value\n64,packet_rate,250kpps\n128,packet_rate,250kpps\n256,packet_rate,252kpps\n",
	    "free:\n  guest_rx_packet: {from: 0.1us, to: 20us}\n");
	CU_ASSERT_DOUBLE_EQUAL(x.fit.free[0].value / 1e6, 3.5, 0.05);
	CU_ASSERT_EQUAL(x.fit.n_lumps, 0);
	CU_ASSERT(x.fit.free[0].se > 0 && x.fit.free[0].se < 0.1e6);
	CU_ASSERT(x.fit.free[0].low < 3.5e6 && x.fit.free[0].high > 3.5e6);
	end(&x);
}

/* A row that is wrong by a factor of 3 pulls least squares away, and not the robust loss. */
static void outliers_count_less(void)
{
	static const char rows[] =
		"nic.ring.entries,of,value\n64,packet_rate,250kpps\n512,packet_rate,251kpps\n1024,packet_rate,249kpps\n"
		"128,packet_rate,250kpps\n2048,packet_rate,249kpps\n256,packet_rate,80kpps\n";
	struct fitted x;
	run(&x, server, rows, "leave_one_out: none\nfree: {guest_rx_packet: {from: 0.1us, to: 20us}}\n");
	CU_ASSERT_DOUBLE_EQUAL(x.fit.free[0].value / 1e6, 3.5, 0.1);
	CU_ASSERT(x.fit.row[5].robust < 0.1);
	end(&x);
	run(&x, server, rows, "leave_one_out: none\nloss: squares\nfree: {guest_rx_packet: {from: 0.1us, to: 20us}}\n");
	CU_ASSERT(x.fit.free[0].value / 1e6 > 4);
	end(&x);
}

/* Held out, left out and folds: what was not fitted is predicted by the rest; here all rows agree but one. */
static void rows_left_out(void)
{
	struct fitted x;
	run(&x, server,
	    "nic.ring.entries,of,value,hold_out\n64,packet_rate,250kpps,\n128,packet_rate,250kpps,\n512,packet_rate,250kpps,\n"
	    "256,packet_rate,500kpps,true\n",
	    "loss: squares\nfolds: 3\nfree: {guest_rx_packet: {from: 0.1us, to: 20us}}\n");
	CU_ASSERT_DOUBLE_EQUAL(x.fit.row[3].simulated, 250e3, 3e3);
	for (int i = 0; i < 3; i++) {
		CU_ASSERT_DOUBLE_EQUAL(x.fit.row[i].left_out, 250e3, 3e3);
		CU_ASSERT_DOUBLE_EQUAL(x.fit.row[i].from_folds, 250e3, 3e3);
	}
	CU_ASSERT(isnan(x.fit.row[3].left_out));
	end(&x);
}

static void bounds_are_kept(void)
{
	struct fitted x;
	run(&x, server, "nic.ring.entries,of,value\n64,packet_rate,250kpps\n128,packet_rate,250kpps\n",
	    "free: {guest_rx_packet: {from: 0.1us, to: 2us}}\n");
	CU_ASSERT(x.fit.free[0].kept == KEPT_AT_UPPER);
	CU_ASSERT(isnan(x.fit.free[0].se));
	CU_ASSERT(x.fit.free[0].value == x.fit.free[0].given);
	end(&x);
}

/* What the rows leave open is decided by a prior. */
static void priors_decide(void)
{
	struct fitted x;
	run(&x, server, "nic.ring.entries,of,value\n64,packet_rate,250kpps\n128,packet_rate,250kpps\n256,packet_rate,250kpps\n",
	    "free:\n  guest_rx_packet: {from: 0.1us, to: 20us}\n"
	    "  guest_descriptor: {from: 0.1us, to: 20us, prior: {value: 1us, factor: 1.1}}\n");
	CU_ASSERT_DOUBLE_EQUAL(x.fit.free[1].value / 1e6, 1, 0.05);
	CU_ASSERT_DOUBLE_EQUAL(x.fit.free[0].value / 1e6, 3, 0.1);
	CU_ASSERT(!isnan(x.fit.free[0].se) && !isnan(x.fit.free[1].se));
	end(&x);
}

static void truth_is_recovered(void)
{
	CU_ASSERT(recover(101, 1));
}

CU_TestInfo test_fit[] = {
	{"the sum alone is determined", sum_alone_is_determined},
	{"old values are ruled out", old_values_are_ruled_out},
	{"one price is determined", one_is_determined},
	{"outliers count less", outliers_count_less},
	{"rows left out are predicted", rows_left_out},
	{"what ends at a limit is kept as it was", bounds_are_kept},
	{"priors decide what rows leave open", priors_decide},
	{"long: known prices are recovered", truth_is_recovered},
	CU_TEST_INFO_NULL,
};
