/* run.h - one run, as all that take part in it see it: what it was asked for, its clock and memory, its cores and queues. */
#ifndef NIC_RUN_H
#define NIC_RUN_H
#include "engine/agenda.h"
#include "engine/engine.h"
#include "engine/histogram.h"
#include "machine/core.h"
#include "machine/lock.h"
#include "machine/pool.h"
#include "nic/setup.h"
#include "nic/trail.h"

struct bus;
struct llc;
struct faults;
struct flows;
struct queue;
struct snapshot;
struct traffic_sums;

/* One kind of thread that may run anywhere: how long it ran. Several may have one name. */
struct thread_load {
	const char *name;
	int64_t busy;
	bool floats; /* it runs wherever there is room */
};

#define RUN_BATCHES 20 /* equal parts of the measured time, to see whether it was steady */

struct run {
	const struct setup *setup;
	const struct flows *flows;    /* how the traffic's flows are dealt to queues; NULL = it is, evenly */
	struct traffic_sums *traffic; /* TRAFFICS_MOST of them, where there are several (traffics.h); NULL = there is one */
	struct bus *bus;              /* the link at work; NULL = there is none */
	struct llc *llc, *sent;       /* the cache that devices write into, and that guests do; NULL = nobody asks */
	struct faults *faults;        /* of each queue, what goes wrong on purpose (faults.h); NULL = nothing */
	/* What needs no core: devices on the bus, arrivals at several queues. One actor, as each actor more is one to look at for the next. */
	struct agenda agenda;
	struct engine engine;
	struct arena *arena;
	uint64_t seed;
	int replication;
	int max_actors;
	int n_cores, max_cores;
	struct core *reader_core; /* where the program runs that reads what the queue in the making receives */
	struct core core[2 * MAX_CORE_NAMES];
	int n_pools; /* into which the machine's cores are dealt, host first; 0 = cores are named in the scenario */
	struct pool pool[3];
	bool floating;     /* all threads run wherever there is room */
	void *backend;     /* what the back ends of all queues share; theirs */
	struct lock *lock; /* those that cores share, n_locks of them */
	int n_locks, n_stages;
	struct thread_load *stage;
	int n_queues;
	struct queue *queue;
	int clock_id;
	int batch;
	double batch_rate[RUN_BATCHES];
	int64_t batch_seen, backlog_before, offered_before;
	sim_time patient_since; /* when the last delivery was noticed, + 1; 0 = not yet looked */
	sim_time measured_from;
	sim_time checked; /* when the invariants were last looked at */
	int checked_next; /* the queue whose turn it is to be looked at */
	int64_t looked;   /* events after which there was something to look at */
	sim_time watched; /* the moment at which the watch last looked; most packets inside then, and how many had come before */
	int64_t most_inside, come_before;
	sim_time last_delivered;         /* only kept when run.packets ends the run */
	sim_time batch_length, next_due; /* 0 = the run ends by itself */
	const volatile int *stop;
	bool interrupted, measuring;
	int64_t left_to_deliver; /* goodput bytes, when the run ends by transfer */
	char failure[400];
	struct histogram latency;
	struct trail trail;
	struct snapshot *base; /* values at the end of the warm-up */
};
#endif
