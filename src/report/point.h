/* point.h - one point of a scenario after its replications: what text, JSON and CSV are made from. */
#ifndef REPORT_POINT_H
#define REPORT_POINT_H
#include "engine/estimate.h"
#include "nic/outcome.h"

struct axis_value {
	const char *key;  /* "nic.scheme.model" */
	const char *text; /* as written: "big", "256", "10Gb/s" */
	char type;        /* 's' string, 'i' integer, 'b' bool: how JSON shows it (a quantity with a unit is a string) */
};

struct point_stat {
	const char *name, *unit, *help;
	struct estimate est;
};

struct point {
	int index;                 /* position in the Cartesian product, 0-based */
	char id[17];               /* hex XXH64 of the effective configuration */
	int n_axes;
	struct axis_value *axis;
	int replications;
	int n_stats;
	struct point_stat stat[MAX_STATS];
	const char *limiter;       /* majority over replications */
	int n_limits;
	struct limit limit[MAX_LIMITS]; /* shares averaged over replications, strongest first */
	bool failed;
	char failure[400];         /* when failed */
	bool unsteady;
	char unsteady_why[200];
};
#endif
