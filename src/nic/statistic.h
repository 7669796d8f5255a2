/*
 * statistic.h - what a statistic is: all that anybody needs to know of one, declared in a row.  Those of the program are in
 * stats_table.h; models declare their own in the same form (model.h).  Whoever shows, draws, compares or lists statistics asks the row.
 */
#ifndef NIC_STATISTIC_H
#define NIC_STATISTIC_H
#include "nic/counters.h"
#include "nic/stat_kinds.h"
#include <stdbool.h>
#include <stddef.h>

/* How it is spoken of; NULL where nobody does. */
struct stat_words {
	const char *verb, *verbs; /* "carries", "carry": a headline's */
	const char *noun;         /* said after the number instead of the unit: "round trips per second" */
	const char *phrase;       /* "99th percentile latency" */
	const char *brief;        /* the same where there is little room; NULL = as long */
	const char *label; /* under the heading of its group, which says the rest: "*" = which of a family; NULL = the name */
};

/* Where its sum lies in a snapshot (snapshot.h): all cells of a kind, or one. Of a model: the offset of an int64_t in its struct. */
#define ALL_CELLS SIZE_MAX
struct stat_cell {
	int kind;
	size_t at;
};

struct window;
struct statistic {
	const char *name; /* "throughput"; of a family a pattern, "cost_*_per_packet" */
	const char *unit; /* "Gb/s", "" for pure numbers */
	enum stat_group group;
	const char *help;
	enum stat_scale scale;
	struct stat_cell cell;
	double factor;                                      /* of the unit, times the sum; 0 = 1 */
	double (*value)(const struct window *w);            /* worked out otherwise than from a cell; NULL = from the cell */
	double (*of_member)(const struct window *w, int k); /* the same of the k-th traffic's, or queue's */
	enum stat_needs needs;
	enum stat_family family;
	enum stat_way way; /* of the causes of drops: drop_ways */
	enum stat_better better;
	bool paired;     /* points are compared by it: single replications are told */
	bool aside;      /* about the simulator's work, or for charts: told only when all is */
	bool spare;      /* the first to go where a table is too wide */
	bool everywhere; /* a model's: missing, not absent, where the model is not chosen */
	unsigned char rank[N_STAT_LISTS];
	struct stat_words words;
	const char *was; /* a name it had in earlier versions; NULL = none */
};

/* Is it left out of the record altogether where it has no meaning? */
static inline bool stat_may_be_out(const struct statistic *s)
{
	return s->needs >= NEEDS_FLOWS;
}

/* The rows of the table, each by its name: STAT_throughput. */
#define COUNTED(counter, id, ...) STAT_##id,
#define STATISTIC(id, ...) STAT_##id,
#define FAMILY(id, ...) STAT_##id,
enum stat_id {
#include "nic/stats_table.h"
	N_STATISTICS
};
extern const struct statistic statistics[N_STATISTICS];
/* The name of a row as a constant; does not compile when there is none. */
#define STAT_NAME(id) (&#id[0 * STAT_##id])

/* One row after another, first the table's but for those that stand for models', then the models'. Starts as {0}; NULL past the last. */
struct stat_walk {
	int i, k;
	const struct registered *model; /* whose rows are walked; NULL = the table's */
};
const struct statistic *statistic_next(struct stat_walk *w);
/* The row of a name, a family's for its members, the models' included; NULL when nobody declares it. */
const struct statistic *statistic_find(const char *name);
/* The i-th of a list, by rank, 0-based; NULL past the last. */
const struct statistic *statistic_listed(enum stat_list list, int i);
/* Which place that is; -1 when no row of the name is in the list. */
int statistic_place(enum stat_list list, const char *name);
/* The i-th member of a family whose members are the same in every run ("alloc"), with its own help; NULL past the last. */
const char *statistic_member(const struct statistic *s, int i, const char **help);
/* The way of a row, or of that member of its family. */
enum stat_way statistic_way(const struct statistic *s, int i);
/* The name of a row (which = NULL) or of a family's member: "cost_alloc_per_packet" of "alloc". */
void statistic_name(const struct statistic *s, const char *which, char *buf, size_t size);
/*
 * Is it the name of one that a record can have?  Of families whose members a scenario names (cores, traffics) any member is.  And what was
 * meant by a name that is not, into buf; "" where nothing is sure.
 */
bool statistic_exists(const char *name);
const char *statistic_meant(const char *word, char *buf, size_t size);
/* What a statistic of a former name is called today; NULL when word is no such name. */
const char *statistic_renamed(const char *word);
/* A running search like nearest_offer; a former name, and what others call it, is nearest to what it is called here. */
void statistic_offer(const char *word, const char *candidate, const char **best, int *best_cost);
/* What stands under the heading of its group for a statistic of this name ("alloc"); s: its row, or NULL. */
void statistic_label(const struct statistic *s, const char *name, char *buf, size_t size);
#endif
