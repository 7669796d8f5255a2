/*
 * poller.h - a thread that polls for ever, on one core: it calls its jobs in turn, one call each, and looks again at once where it finds
 * nothing.  Looks that find nothing have no events: when work comes, the next look at that job is known.
 */
#ifndef VIRTIO_POLLER_H
#define VIRTIO_POLLER_H
#include "machine/work.h"
#include "nic/queue.h"

struct poller;

/* What a thread looks at: one ring of a queue. `begin` and `end` book on the core what they cost. */
struct poll_job {
	struct queue *q;
	void *self; /* whoever does the job */
	/* When there is something to do, as far as is known: now or before = at once; TIME_NEVER = somebody will say (poller_look). */
	sim_time (*due)(const struct poll_job *j);
	void (*begin)(struct poll_job *j, struct core *c);
	/* What was begun is over. True = the call goes on, and more is booked. */
	bool (*end)(struct poll_job *j, struct core *c);
	sim_time look;          /* price of one look that finds nothing */
	int64_t *found, *empty; /* counts looks that found something, and nothing */

	/* The poller's own. */
	struct poller *poller;
	struct poll_job *next; /* in a circle */
	sim_time offset;       /* its first look, from when the thread began to find nothing */
	int64_t counted;       /* empty looks since then that are in *empty */
};

enum poller_state { POLLER_LOOKS, POLLER_WORKS, POLLER_SPINS };
struct poller {
	int id, context;
	enum poller_state state;
	bool ran; /* since it got the core */
	struct core *core;
	struct engine *engine;
	struct poll_job *at, *last; /* whose turn it is; the last in the circle */
	sim_time round;             /* all looks once, with nothing found */
	sim_time from, booked;      /* while it spins: since when, and until when that is booked */
};

/* A poller on core c, which has no job yet and begins to look when the run does. NULL when memory or actors are exhausted. */
struct poller *poller_make(struct queue *q, struct core *c, int context, const char *name);
/* Before the run: one more job, the last in turn; filled in but for what is the poller's own. */
void poller_add(struct poller *p, struct poll_job *j);
/* Job j has something to do now. */
void poller_look(struct poll_job *j);
/* Somebody is about to look: what was polled is booked and counted up to now. */
void poller_settle(struct poller *p);
/* It spins, something is to be done for the job, and nothing will make it look. */
bool poller_stuck(const struct poll_job *j);
#endif
