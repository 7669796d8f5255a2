/*
 * diff.h - two runs beside each other: points that are the same in what they share, what changed in each of their statistics and how sure
 * that is, and the limits somebody set to such changes.
 */
#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H
#include "base/error.h"
#include "nic/statistic.h"
#include "report/point.h"
#include <stdio.h>

/* Who is compared.  All texts are borrowed. */
struct diff_side {
	const char *name;  /* as it was asked for */
	const char *about; /* "scenarios/x.yaml, platform kvm-2008, 5 replications, seed 1" */
	const char *doubt; /* why settings or prices are not all known; NULL = they are */
	int n;             /* points, all of the same axes */
	const struct point *point;
	/* The value a point has of a key that is none of its axes; NULL = it has none, or nobody knows. */
	const char *(*value)(const struct diff_side *side, int point, const char *key);
	void *user; /* value's */
};

/* What differs in what a pair was set to, or in what a thing costs; a, b: NULL = it is not there. */
struct diff_setting {
	const char *key, *a, *b;
	int pairs; /* for how many pairs just so */
};

enum diff_verdict {
	DIFF_SAME,    /* no more than its interval */
	DIFF_CHANGED, /* more than that */
	DIFF_UNSURE,  /* it differs, and there is no interval: one replication */
	DIFF_ONE_SIDE /* only one of them has a value */
};
struct diff_stat {
	const char *name, *unit;
	const struct statistic *row; /* NULL: of another version */
	double a, b;                 /* means; NaN = none */
	double half_a, half_b;       /* to believe of each (point_half) */
	double change, half; /* b - a; of the 95 % interval, and no less than what the measured times resolve; NaN = not known */
	double resolution;   /* what the measured times resolve of it, in the unit; 0 of what is no rate */
	bool paired;         /* the interval is of replications that saw the same packets */
	enum diff_verdict verdict;
};
struct diff_pair {
	const struct point *a, *b;
	int at_a, at_b; /* their places */
	int n;
	struct diff_stat *stat;
};

/* "throughput<-2%": what no change may be. */
struct diff_rule {
	const char *text, *stat;
	bool below; /* < or <=, else > or >= */
	bool or_equal;
	double number; /* of the statistic's unit, or per cent of what it was */
	bool percent;
	const char *quantity; /* as written, without sign and until the unit is known */
	bool minus;
	int judged, met; /* pairs */
	int *at;         /* those in which it is met */
};

struct diff {
	struct diff_side a, b;
	int n;
	struct diff_pair *pair;
	int n_only_a, n_only_b;
	int *only_a, *only_b; /* places of points without a counterpart */
	int n_settings, n_prices;
	struct diff_setting *setting, *price;
	bool compared; /* settings were looked at */
	int n_rules;
	struct diff_rule *rule;
	bool verbose; /* statistics that are the same, too */
	struct arena *arena;
};

/* Fills pairs and only_*: points are the same when all axes of both sides have the same value; one point on each side is the same anyway. */
bool diff_match(struct diff *d, struct error *err);
/* Fills the pairs' statistics, in the order of a's. */
bool diff_statistics(struct diff *d, struct error *err);
/* Change in per cent of what it was; NaN when that was nothing. */
double diff_percent(const struct diff_stat *s, double amount);
bool diff_rule_read(struct diff_rule *r, const char *text, struct arena *a, struct error *err);
/* False and err when no pair has such a statistic, or it is not counted so. */
bool diff_rules_judge(struct diff *d, struct error *err);
/* A pair of which one side failed and the other did not. */
bool diff_is_broken(const struct diff_pair *p);
/* Is any rule met, or one that nobody can judge, since a point failed in b alone? */
bool diff_fails(const struct diff *d);

bool diff_text(FILE *f, const struct diff *d);
bool diff_markdown(FILE *f, const struct diff *d);
bool diff_json(FILE *f, const struct diff *d);
#endif
