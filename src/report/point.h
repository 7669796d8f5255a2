/* point.h - one point of a scenario after its replications: what text, JSON and CSV are made from. */
#ifndef REPORT_POINT_H
#define REPORT_POINT_H
#include "base/arena.h"
#include "engine/estimate.h"
#include "report/amount.h"
#include "report/band.h"
#include "report/gains.h"
#include "run/outcome.h"
#include <stddef.h>

struct axis_value {
	const char *key;  /* "nic.scheme.model" */
	const char *text; /* as written: "big", "256", "10Gb/s" */
	char type;        /* how records show it: 's' text, 'i' integer, 'b' bool, 'q' amount */
	struct amount of; /* 'q': what the text comes to */
};

struct point_stat {
	const char *name, *unit, *help;
	struct estimate est;
};

struct point {
	int index;   /* position in the Cartesian product, 0-based */
	char id[17]; /* hex XXH64 of the effective configuration */
	int n_axes;
	struct axis_value *axis; /* array owned, freed by point_free; texts borrowed from the scenario */
	int replications;        /* those that failed included */
	int n_ok;                /* replications that did not fail */
	int n_stats;
	struct point_stat stat[MAX_STATS];
	const char *limiter; /* majority over replications */
	int n_limits;
	int votes[MAX_LIMITS];          /* replications in which it was the limiter */
	struct limit limit[MAX_LIMITS]; /* shares averaged over replications, strongest first */
	/* Where the limiter is the offered load: what packets wait for, by the majority; NULL = hardly for anything. */
	const char *latency_by;
	int latency_votes[MAX_LIMITS]; /* while it is gathered, by place among the limits */
	/* What would help, the most first, as far as it was tried (batch/what_if.h); of which statistic. */
	int n_gains;
	const char *gain_of;
	struct doubled_gain gain[MAX_GAINS];
	int n_fails; /* together with n_gains at most MAX_GAINS */
	struct failed_double fails[MAX_GAINS];
	int64_t steps; /* of the simulator's actors, over all replications; 0 = not known any more */
	bool failed;
	char failure[400];  /* when failed */
	bool lacked_memory; /* it failed for want of memory, which says nothing of its scenario; not known of one that is read */
	bool unsteady;
	char unsteady_why[200];
	bool unsure; /* its replications ended before its interval was as narrow as asked for */
	char unsure_why[200];
	/*
	 * Statistic i in replication r < samples is sample[r * stride + i], NaN where it does not exist or the replication failed; owned,
	 * freed by point_free. All points of a scenario see the same packets in replication r: differences between points are paired.
	 */
	double *sample;
	int samples, stride;
	struct band *band; /* what it would be with other prices; owned, freed by point_free; NULL = nobody looked */
	int64_t seed;      /* the master seed its replications were run with */
	bool by_time;      /* measured for a length of time: how many packets that makes is not given */
};

/* Index of the named statistic, -1 when the point has none. */
int point_find(const struct point *p, const char *name);
/* Mean of statistic i, NaN when i is -1 or no replication had a value. */
double point_mean(const struct point *p, int i);
/*
 * Half-width to believe of statistic i: of the 95 % confidence interval over replications, or what its window can resolve where
 * replications differ by less than that.  NaN when neither is known.
 */
double point_half(const struct point *p, int i);
/* How far statistic i may be off because its window begins and ends somewhere, as a share of it; 0 of what is no rate. */
double point_resolution(const struct point *p, int i);
/* All there was to offer came and went within the measured time, so that rates are its packets over that time: they tell losses alone. */
bool point_came_and_went(const struct point *p);
/* The half-width to believe of an estimate that may be off by `ends` because windows begin and end somewhere. */
double point_half_of(const struct estimate *e, double ends);
/*
 * What a rate resolves beside one that was offered the same packets at the same times: no more than what was under way at both ends of the
 * window, in packets, can make a difference.  resolution and what comes of it are shares; NaN where what was under way is not known.
 */
double point_resolution_shared(double resolution, double before, double after, double delivered);
/* The same of a point's statistic i; and is it offered packets whatever becomes of them, so that others may be offered the same? */
double point_resolution_beside(const struct point *p, int i);
bool point_is_open(const struct point *p);
/* The half-width to believe of a ratio of rates made by point_ratio; what is offered is the same where nothing of traffic: and run: differs. */
double point_ratio_half(const struct estimate *ratio, const struct point *p, int i, const struct point *base, int j);
/*
 * Mean and 95 % half-width of statistic i of p divided by statistic j of base, replication by replication, as many as both have; an
 * empty estimate when either is missing, or the base is zero somewhere.
 */
struct estimate point_ratio(const struct point *p, int i, const struct point *base, int j);
#define NAME_SIZE 160
/* What tells this point from the others: "big", "entries 256", "big/256"; "this run" without axes. */
void point_name(const struct point *p, char buf[NAME_SIZE]);
/* The same by some of its axes: those that are traffic (is_traffic_axis), or the others; "" when it has none. */
void point_part(const struct point *p, bool traffic, char buf[NAME_SIZE]);
/* As the record of a point has it; the caller's, NULL when memory is exhausted. */
json_t *axis_value_json(const struct axis_value *a);
/* An axis value's text; of a path only what is behind the folders. */
const char *axis_text(const struct axis_value *a);
/* The same with the last word of its key where the text does not speak for itself: "entries 256". */
void axis_name(const struct axis_value *a, char *buf, size_t size);
/* Does the axis change what is offered, so that its points can't be compared with each other? */
bool is_traffic_axis(const struct axis_value *a);
/*
 * Packets measured in a replication when they are too few to tell much (below 100 in a length of time), else -1: also when none of many
 * came through, which tells a lot.
 */
#define FEW_PACKETS 100
double point_few(const struct point *p);
/* Do they have the same axes, so that they can be points of one scenario? What is made of several points takes that for granted. */
bool point_alike(const struct point *p, const struct point *q);
/* What p owns is out's from now on, which was empty; p keeps its numbers. */
void point_move(struct point *out, struct point *p);
void point_drop_band(struct point *p); /* of one that failed nothing is known */
/* Gives back what the point owns, not the point itself. */
void point_free(struct point *p);

/* Every text once: points keep names after the runs that made them are gone. Zero-initialise; not for several threads at once. */
struct names {
	struct arena arena;
	int n, room;       /* room: a power of two, at least twice n */
	const char **text; /* at the place of its hash, or behind; NULL = free */
};
/* The table's own copy of s (NULL stays NULL); NULL also when memory is exhausted. */
const char *names_keep(struct names *names, const char *s);
void names_free(struct names *names);

/*
 * A point is made by adding the outcomes of its replications one by one, in their order: begin clears p and makes room for n of them,
 * end is due when all were added.  Axes, id, index and seed are the caller's to fill in.  False when memory is exhausted.
 */
#define MAX_SAMPLES 10000 /* replications whose single values are kept */
bool point_begin(struct point *p, int n);
bool point_add(struct point *p, const struct outcome *o, struct names *names);
/* Room for n replications in all, more than point_begin was told of. */
bool point_extend(struct point *p, int n);
void point_end(struct point *p);
#endif
