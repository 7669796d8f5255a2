/* param.h - tables that declare what a model takes; --help, --describe, the schema, range checks and docs come from them. */
#ifndef BASE_PARAM_H
#define BASE_PARAM_H
#include "base/units.h"

/* One parameter of a scenario. Tables end with key == NULL. */
struct param {
	const char *key;
	enum unit unit;
	int64_t min,
		max; /* inclusive, in the unit's kept form; for UNIT_WORD and UNIT_TEXT ignored, but for TEXT_OR_LIST as max */
	const char *dflt;         /* as it would be written in a scenario; NULL = must be given */
	const char *const *words; /* UNIT_WORD: legal words, NULL-terminated */
	size_t offset;            /* where in the model's struct: int64_t (const char * for UNIT_TEXT) */
	const char
		*help; /* one line, says what it does and, where it has one, the source of the default; may begin with ONLY() */
};

/* A text that may be written as a list of texts, which are put together with "; " between them. */
#define TEXT_OR_LIST 1

/*
 * When a parameter can have an effect at all, as the beginning of its help: ONLY("buffers=ewma guest_gso=false") "the largest packet".
 * Conditions that all must hold, a blank between them, each a key, = or !=, and values with | between them, or a fact (facts.c has
 * them), with ! in front when it must not hold. A key without a dot is one beside the parameter, the path of a mapping that names a
 * model stands for that name. Who sets the parameter where they do not hold is told. Without it: always, once its model is chosen.
 */
#define ONLY(conditions) "[" conditions "] "

/* One price a model asks of the platform. No default stands in C. Tables end with key == NULL; a row ends with one of the words below. */
struct price {
	const char *key;  /* the platform's word, e.g. "page_alloc" */
	enum unit unit;   /* UNIT_TIME or UNIT_TIME_PER_BYTE */
	const char *kind; /* the ledger line it is charged to, e.g. "alloc"; NULL = a latency, no core is busy */
	size_t offset;    /* int64_t in the model's struct */
	const char *help;
	const char *
		absent; /* NULL = platforms must have it; else what it means when neither they nor the scenario give it: it is 0 then */
	size_t given; /* int64_t in the model's struct: 1 when it is given, else 0; 0 = given as 0 it does what it does absent */
	/*
	 * A switch that moves its price along: while the parameter whose int64_t lies at `switched` in the model's struct is `at`, this one is
	 * asked for in the place of the price of that key, which lies at the same offset.  Who gives that one alone, gives it for both.
	 */
	const char *instead_of; /* NULL = none */
	size_t switched;
	int64_t at;
};
#define REQUIRED NULL, 0, NULL, 0, 0
/* The mechanism is off where the price is absent, which is the same as costing nothing. */
#define OPTIONAL(absent) absent, 0, NULL, 0, 0
/* The mechanism does more than cost: the model looks at `given`, and does nothing of it where that is 0. */
#define OPTIONAL_TOLD(absent, given) absent, given, NULL, 0, 0
/* Asked for in the place of another, while a parameter has that value. */
#define INSTEAD_OF(key, switched, at) NULL, 0, key, switched, at
#define PRICE_ABSENT "absent: mechanism off" /* shown in the place of a value */

/*
 * Is word a slip of the pen for candidate? 0 = no, else a cost: 1 when only case or - for _ differs, more for each edit. Judged part by part
 * (between . / _ - and blanks), so that "nic.link.lanes" is not taken for "nic.link.tags" because much of it is right.
 */
int spelled_near(const char *word, const char *candidate);
/* The word of list (NULL-terminated) nearest to word in spelling, or NULL when none is near. */
const char *nearest_word(const char *word, const char *const *list);
/*
 * A running search: keeps the nearer of *best and candidate. *best_cost starts at 0 with *best NULL; *best is NULL again, with a cost, while two
 * different ones are as near, for a guess that may as well be wrong misleads.
 */
void nearest_offer(const char *word, const char *candidate, const char **best, int *best_cost);
#endif
