/*
 * model.h - what every model file in models/ defines, and how it is found: the file name is the registration.
 *
 * A file begins with its specification, which is shown by --list and --describe as it stands there; without one it isn't built:
 *
 *      KIND_NAME.c - what it is, in one sentence.
 *
 *      1. The numbered steps of one packet, with their sources.
 *
 * It is a comment of lines of at most 140 columns, with or without stars in front of them.  specification.awk has the rules.
 */
#ifndef NIC_MODEL_H
#define NIC_MODEL_H
#include "base/param.h"
#include "nic/statistic.h"
#include <stdbool.h>

struct setup;
struct arena;
struct error;

/* A refusal found after every single value was legal: which key, and why. path is static or lives as long as the setup. */
struct complaint {
	const char *path; /* dotted key, e.g. "nic.ring.entries" */
	char text[400];
	char own_path[64]; /* room for one that is put together */
};
/* Fill c and return false, so that checks can `return complain(...)`. */
bool complain(struct complaint *c, const char *path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Where a model counts a statistic it adds to the common ones: an int64_t in its struct. Tables of them end with name == NULL. */
#define IN_MODEL(type, field)               \
	{                                   \
		.at = offsetof(type, field) \
	}

/*
 * A setting that goes only with some feature bits (features.h), for scenarios that say what was negotiated. Tables end with path == NULL.
 */
struct need {
	const char
		*path; /* dotted key of one of the model's parameters; or of the key that names the model: then always in force */
	int64_t from, to; /* in force while the parameter's value, in its kept form, lies here */
	uint64_t any_of;  /* one of these bits must be accepted; 0 = no such demand */
	uint64_t none_of; /* none of these may be */
	uint64_t unless;  /* not in force when one of these is accepted */
	const char *rule; /* who says so: "virtio 1.x 2.8", and why where that is not plain */
};

/*
 * `const struct model KIND_NAME` in models/KIND_NAME.c.  Kind and name come from the file name.  A model's struct (size bytes)
 * starts zeroed; parameters and prices are written into it at their offsets; each queue of each run gets its own copy, in which
 * the model keeps its state.  ops points to the kind's own table (scheme.h, ring.h, ...).
 *
 * What holds for the ops of all kinds, and is not said again there:
 * - Times are ps, prices per byte fs, lengths bytes of frame without check sequence; a size, place or count fits its type.
 * - self is that copy, nobody else's.  Where it is const the op is pure: it changes nothing, its answer goes by self and the
 *   arguments alone, and it may be asked of the configured struct too, before init.
 * - What a pointer leads to belongs to the caller and is not kept, but for queues, setups and arenas, which outlive self.  What is
 *   to be filled in is filled whole, unless it is said to come zeroed.
 * - An op may be missing (NULL) only where it is said what that means.
 * - Only an init can fail, for want of memory or actors; it takes from the run's arena all that is needed later, as nothing is
 *   allocated while running.  What makes no sense is refused before, by check().
 * - All ops of a run are called by one thread, in the order of simulated time.
 */
struct model {
	size_t size;
	const struct param *params;    /* NULL = none */
	const struct price *prices;    /* NULL = none */
	const struct statistic *stats; /* NULL = none */
	const struct need *needs;      /* NULL = none */
	const void *ops;
	/* Combinations of legal values that make no sense together; NULL = none. self: the configured struct. */
	bool (*check)(const void *self, const struct setup *setup, struct complaint *c);
	/*
	 * A parameter that says more, or less, than the rest of the setup has room for, and is taken for what it has: then c is filled, its
	 * text beginning with "is", and false returned. NULL = there is none.
	 */
	bool (*bounds)(const void *self, const struct setup *setup, struct complaint *c);
	/*
	 * Read the files that parameters name (a capture); NULL = none. Called once, when a scenario is checked; what it reads is
	 * kept in `a`, shared read-only by all runs. base_dir: folder of the scenario file, for relative names.
	 */
	bool (*load)(void *self, const char *base_dir, struct arena *a, struct error *err);
	/* What the user should know of what load() read, in buf; false when there is nothing. NULL = never. */
	bool (*tell)(const void *self, char *buf, size_t size);
	/* What --describe says besides: line number i, in buf; false when there is no such line. NULL = none. */
	bool (*says)(int i, char *buf, size_t size);
};

struct registered {
	const char *kind, *name;
	const struct model *model;
	const char *summary;      /* one line, of the comment at the top of the file, for --list */
	const char *const *steps; /* what stands below it there: the numbered steps of one packet, line by line; ends with NULL */
};
/* Generated from the files in models/ by registry.sh, sorted by kind and name, ends with kind == NULL. */
extern const struct registered registry[];

/* NULL when there is none. */
const struct registered *model_find(const char *kind, const char *name);
#endif
