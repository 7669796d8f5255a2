/* claims.h - the published numbers a scenario is held against, and the prices that were set by them. */
#ifndef SCENARIO_CLAIMS_H
#define SCENARIO_CLAIMS_H
#include "scenario/scenario.h"

/* A published number. Texts live as long as the scenario. */
enum claim_kind { CLAIM_EXACT, CLAIM_CALIBRATED, CLAIM_PREDICTED, CLAIM_FLAGGED };
extern const char *const claim_kinds[]; /* the words, in this order, NULL-terminated */
struct claim_at {
	const char *key; /* canonical path */
	const char *text;
	struct place at;
};
struct claim {
	const char *id;
	const char *of; /* the statistic's name, which a point need not have; "" when it is about a refusal */
	int n_at, n_over, n_refused;
	const struct claim_at *at;      /* where it stands: values of axes, and what is changed for this claim alone */
	const struct claim_at *over;    /* the claim is a ratio to the same statistic here; keys not in it are as in at */
	const struct claim_at *refused; /* the claim is that this is refused */
	const char *published;          /* as written: "12", "2Gb/s"; of a range the lower end; "" when it is about a refusal */
	const char *published_to;       /* the upper end; NULL = no range */
	int64_t tolerance;              /* parts per million of the published value; 0 with a range */
	enum claim_kind kind;
	const char *note; /* "" when none */
	struct place place, of_place, published_place;
};
/* What a claim is made of: its keys and a line about each. Ends with key == NULL. */
struct claim_key {
	const char *key, *help;
};
extern const struct claim_key claim_keys[];
int scenario_claims(const struct scenario *s, const struct claim **list);
/*
 * A published number ("2Gb/s", "2222/s", "12") in a statistic's unit ("Mb/s", "1/s", "packets", ""); false when it is another kind of
 * quantity.
 */
bool claim_number(const char *text, const char *unit, double *out);
/*
 * The scenario of exactly one point a claim is about: s with the claim's at, its over laid upon that, or its refused.  An error when
 * an axis is left open or has no such value; loading has seen to that where --set did not change the axes.  Lives in a, borrows from
 * s, and needs no scenario_free.
 */
enum claim_side { CLAIM_AT, CLAIM_OVER, CLAIM_REFUSED };
struct scenario *claim_scenario(const struct scenario *s, const struct claim *c, enum claim_side side, struct arena *a,
				struct error *err);
/*
 * Is a scenario with the claim's refused keys refused, and with an error at one of them?  why is that error.  REFUSED_ANYWAY: it is
 * refused without them, too, so that nothing can be said.
 */
enum claim_refusal { REFUSED_THERE, REFUSED_ELSEWHERE, REFUSED_ANYWAY, NOT_REFUSED };
enum claim_refusal claim_refusal(const struct scenario *s, const struct claim *c, struct arena *a, struct error *why);

/* A price that was set by a claim. */
struct calibration {
	const char *where;         /* "kvm-2008", "kvm-2008/qemu" for one back end, or the scenario's path */
	const char *price, *claim; /* claim: an id, or the beginning of ids and a *: 004-* */
	struct place at;           /* of the claim's id */
};
bool calibration_names(const struct calibration *c, const char *claim_id);
/* All of the platforms of s and of its own prices, into a. */
bool scenario_calibrations(const struct scenario *s, struct arena *a, struct calibration **list, int *n, struct error *err);
#endif
