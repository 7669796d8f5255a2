/* try.h - run a scenario file with some settings in this process and look at its numbers. Tests run from the top folder. */
#ifndef UNIT_TRY_H
#define UNIT_TRY_H
#include "base/arena.h"
#include "base/error.h"
#include "run/outcome.h"
#include "nic/setup.h"
#include "scenario/scenario.h"

/* Bases whose packets, ring and models the settings then change: everything is free of charge, without jitter. */
#define TRY_RX "tests/scenarios/rx.yaml"   /* 100 packets of 1514 B, 1 us apart, into a guest that refills with each packet */
#define TRY_TX "tests/scenarios/tx.yaml"   /* a burst of 100 packets of 1514 B out of the guest */
#define TRY_XEN "tests/scenarios/xen.yaml" /* as rx.yaml, over a Xen ring */
#define TRY_RR "tests/scenarios/rr.yaml"   /* one request at a time, 100 round trips */

struct tried {
	struct arena arena; /* holds all below */
	struct scenario *scenario;
	struct setup setup;
	struct error error; /* set: refused */
	struct outcome out; /* of replication 0, when not refused; out.ok = its invariants held */
	char line[1200];    /* one line that says what happened, for messages */
};

/*
 * Load `file` with the settings of a printf format, "key=value" separated by blanks, and run replication 0 of its only point.
 * False when it was refused or failed: then t->line says why.  Always followed by try_end.
 */
bool try_run(struct tried *t, const char *file, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same without running. */
bool try_load(struct tried *t, const char *file, const char *format, ...) __attribute__((format(printf, 3, 4)));
void try_end(struct tried *t);

/* NaN when there is no such number. */
double try_value(const struct tried *t, const char *name);
/* Is the statistic exactly this? Says what it is on stdout when not. */
bool try_is(const struct tried *t, const char *name, double expected);
/* The same to within `by`. */
bool try_near(const struct tried *t, const char *name, double expected, double by);
/* Was it refused, with this in the message? */
bool try_refused(const struct tried *t, const char *part);
/* Runs, prints why not: for CU_ASSERT_FATAL(try_fine(&t, ...)). */
#define try_fine(t, ...) (try_run(t, __VA_ARGS__) || try_say(t))
bool try_say(const struct tried *t); /* prints t->line, returns false */
#endif
