/* outcome.h - what one replication reports: named numbers, what binds, and where the time went. */
#ifndef NIC_OUTCOME_H
#define NIC_OUTCOME_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct setup;

#define MAX_STATS 256
struct stat {
	const char *name; /* "throughput"; lives as long as the program or the point's arena */
	const char *unit; /* "Gb/s", "" for pure numbers */
	const char *help;
	double value; /* NaN = does not exist here (shown as a dash, null in JSON) */
};

enum { LIMIT_NONE = -1 };
#define MAX_LIMITS 20
/* What a limit's share is a share of. Only for BUSY is 1 / share how much more it could carry. */
enum limit_of {
	LIMIT_BUSY,  /* the time: a core or a wire is busy */
	LIMIT_HELD,  /* the time: it holds packets back */
	LIMIT_LOST,  /* the packets offered: it loses them */
	LIMIT_LOAD,  /* nothing binds: all that is offered is carried */
	LIMIT_PART,  /* the time, of which the busiest core is busy with it: a part of that core's share */
	LIMIT_TAKEN, /* itself: what was lost takes so much of it until it is sent again */
	N_LIMIT_OF
};

struct limit {
	const char *name; /* "ring", "guest core", "wire", ... */
	enum limit_of of;
	double share; /* 0..1 */
};

struct outcome {
	bool ok; /* false: `failure` says which invariant broke */
	char failure[400];
	int64_t steps; /* of the simulator's actors: how much work it was */
	bool steady;   /* false: the measured window still drifted */
	char unsteady_why[200];
	int n_stats;
	struct stat stat[MAX_STATS];
	/* What binds, strongest first; n_limits >= 1; limit[0].name is the limiter ("offered load" when nothing binds). */
	int n_limits;
	struct limit limit[MAX_LIMITS];
	const char *latency_by; /* where all that is offered is carried: what packets wait for; NULL = hardly for anything */
};

/* Did a replication fail because there was no memory, which says nothing of its scenario? */
#define NO_MEMORY "out of memory" /* what its failure begins with */
static inline bool outcome_lacked_memory(const struct outcome *o)
{
	return !o->ok && strncmp(o->failure, NO_MEMORY, strlen(NO_MEMORY)) == 0;
}

struct arena;
struct arena_pool;
struct trace;
/*
 * Run one replication (0-based) of a checked setup to its end. Reentrant: all state is in memory of its own, freed before return;
 * out's names live in `names`. trace may be NULL. *stop (may be NULL) is polled now and then; when it becomes non-zero the run ends early
 * with ok == false and failure "interrupted".  Returns out->ok.
 */
bool run_replication(const struct setup *s, uint64_t seed, int replication, struct trace *trace, const volatile int *stop,
		     struct arena *names, struct outcome *out);
/* The same with its memory from kept, and back to it: for who runs many, one after the other.  NULL = from the system. */
bool run_replication_in(struct arena_pool *kept, const struct setup *s, uint64_t seed, int replication, struct trace *trace,
			const volatile int *stop, struct arena *names, struct outcome *out);
/*
 * Bytes one replication of a checked setup takes, found by setting it up without running it, which is quick and takes only what is certain.
 * False when there is not even that.
 */
struct run_memory {
	size_t certain, most; /* however few packets there are; if all wait that may */
};
bool run_memory(const struct setup *s, struct run_memory *out);
#endif
