/* judge.h - published numbers against simulated ones: verdicts, and tables of them. */
#ifndef REPORT_JUDGE_H
#define REPORT_JUDGE_H
#include "report/point.h"
#include "scenario/claims.h"

enum verdict { VERDICT_OK, VERDICT_MISS, VERDICT_FLAG };
extern const char *const verdict_words[];

/* A claim and what became of it. */
struct judged {
	const struct claim *claim;
	const char *scenario, *source; /* path; where the numbers come from, "" = not said. Borrowed */
	char id[17], over_id[17];      /* of the points it was judged by; "" for a refusal, and where there is no ratio */
	bool follows;                  /* a calibrated ratio of two calibrated numbers: no number of its own */
	double value, ci95;            /* simulated, in unit, and its half-width (point_half); NaN = there is none */
	int n;                         /* replications behind it */
	const char *unit;              /* the statistic's; "" of a ratio */
	double from, to;               /* published, in unit; equal unless a range */
	double error;                  /* simulated - nearest published, as a share of that; NaN when there is none */
	enum verdict verdict;
	char remark[400]; /* why it is a miss, when the number does not say it; what is doubtful; "" = nothing */
};

/*
 * Is value what was published?  As a number and not as it is printed: the confidence interval does not widen the tolerance.  An exact
 * claim demands equality, or to lie between the ends of a range, which belong to it.  Otherwise value may be off by tolerance (parts
 * per million) of the published number, that distance included (and 1e-12 of the number for its own rounding); of zero, any
 * tolerance is zero.
 */
bool published_met(enum claim_kind kind, double value, double from, double to, int64_t tolerance);
/* Judge j->claim by the point it is about, and the one it is compared with (NULL = none); fills what follows j->source. */
void judge_points(struct judged *j, const struct point *at, const struct point *over);
/* The same for a refusal; why: the error there was, which becomes the remark. */
void judge_refusal(struct judged *j, enum claim_refusal refusal, const char *why);
/* What stands before the first '-' of a claim's id: its length. */
int claim_group(const char *id);

/* All that a table tells: claims in the order to be shown, groups together, and the prices set by claims, each pair once. */
struct judgement {
	int n;
	const struct judged *judged;
	int n_calibrations;
	const struct calibration *calibration;
	const char *const *set; /* "key=value": what was changed in all scenarios */
	int n_sets;
};
/* Which calibrated ratios follow from others; a calibrated claim that does not and that no price names is told in its remark. */
void judge_constants(struct judged *judged, int n, const struct calibration *list, int n_list);
/* How many there are of one verdict. */
int judged_count(const struct judgement *j, enum verdict verdict);
/* As a table, as Markdown, and as JSON Lines, one record per claim. False when out refused a write or memory is exhausted. */
bool judged_text(FILE *out, const struct judgement *j);
bool judged_markdown(FILE *out, const struct judgement *j);
bool judged_json(FILE *out, const struct judgement *j);
#endif
