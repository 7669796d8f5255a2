/* execute.h - all points of a scenario, all their replications, on several threads; what comes out does not depend on how many. */
#ifndef BATCH_EXECUTE_H
#define BATCH_EXECUTE_H
#include "base/error.h"
#include "report/band.h"
#include "scenario/scenario.h"

struct trace;

struct progress {
	int64_t points, points_done, failed; /* failed: of those done */
	int64_t runs, runs_done; /* replications; runs takes every point to have as many as the first, until one has more */
	double seconds;          /* since the start */
};

struct execution {
	const struct scenario *scenario;
	struct scenario *const
		*single; /* instead of scenario: n_single scenarios of one point each, which make the points; or NULL */
	int64_t n_single;
	const int64_t *list; /* points of scenario to run, in this order; NULL = all */
	int64_t n_list;
	char (*const id)[17];     /* of all points of scenario, when they are known; or NULL */
	enum band_wish band;      /* what becomes of prices that are not known well */
	double limit;             /* seconds of wall-clock time a replication may take, then it fails; 0 = any */
	int threads;              /* >= 1 */
	const volatile int *stop; /* becomes non-zero to interrupt; may be NULL */
	struct trace *trace;      /* records replication 0 of point 0; may be NULL */
	struct names *names;      /* holds the texts of the points delivered */
	/*
	 * Takes points in order (point.index is the number in the scenario), in the thread that called execute.  It may keep *p by
	 * point_move; otherwise it is freed.  False ends the execution.
	 */
	bool (*deliver)(void *user, struct point *p);
	/* Called some times a second in the same thread; may be NULL. */
	void (*report)(void *user, const struct progress *progress);
	void *user;
};

/* What becomes of such prices where nobody said it: tried by itself where a few points are compared. */
enum { BAND_FEW_POINTS = 8 };
static inline enum band_wish band_unasked(int64_t points)
{
	return points == 1 ? BAND_COUNTED : points <= BAND_FEW_POINTS ? BAND_TRIED : BAND_NONE;
}

enum execute_end {
	EXECUTE_DONE,        /* every point was delivered; some may have failed */
	EXECUTE_INTERRUPTED, /* *stop: the points that were complete, up to the first that was not, were delivered */
	EXECUTE_REFUSED,     /* deliver returned false */
	EXECUTE_ERROR,       /* err says why: memory, threads, or a point that could not be set up */
};

/* Set up every point once without running it, so that a scenario error comes before any output. False and err at the first error. */
bool execute_check(const struct scenario *s, const volatile int *stop, struct error *err);
/*
 * The processor time all replications will take, guessed within a second from runs of a few points, cut short; run.until is not looked
 * at.  False and err when a point can't be set up.
 */
bool execute_probe(const struct scenario *s, const volatile int *stop, double *seconds, struct error *err);
/*
 * The memory that replications take of the points that seem to need most: all of a few, else the largest values of each axis.  False and err
 * when a point can't be set up.
 */
struct memory_need {
	uint64_t certain, most;      /* bytes of one replication: however few packets there are; if all wait that may */
	uint64_t shared;             /* bytes that are taken already: the scenario, its points and what its models have read */
	int64_t certain_at, most_at; /* the points */
	int64_t repeat;              /* the most of a point */
	int at_once;                 /* replications under way together */
};
bool execute_memory(const struct scenario *s, int threads, struct memory_need *out, struct error *err);
/* Is that free?  False and err, at the key that asks for most, when what is certain is not, or when the addresses for all are not. */
bool execute_fits(const struct scenario *s, int threads, struct error *err);
/* Run everything. *done (may be NULL) is the state at the end. */
enum execute_end execute(const struct execution *e, struct progress *done, struct error *err);
#endif
