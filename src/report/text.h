/* text.h - the parts of the text report. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H
#include "report/group.h"
#include "report/report.h"

/* The points and the union of their statistics, in order of first appearance. */
struct line {
	const char *name, *unit, *help;
	const struct statistic *row; /* NULL: of another version */
	enum stat_group group;
	bool shown; /* the scenario is about it */
};
struct answer {
	const struct report_head *head;
	const struct point *point;
	int n_points;
	bool verbose;
	bool side_by_side; /* a column for each point, not a row */
	bool only_shown;   /* tables have the statistics of head->show and no others */
	int screen;        /* as report_head has it */
	struct line *line;
	int n_lines;
};

/* Fills lines, which are then the caller's to free, by the other members. False when memory is exhausted. */
bool answer_collect(struct answer *a);
/* Is a line's value zero or missing at every point? */
bool answer_is_dull(const struct answer *a, const struct line *l);
/* The sentence of text_sentence without a line end, in memory; the caller's, "" when there is none; NULL when memory is exhausted. */
char *answer_sentence(const struct answer *a);
/* text in lines of at most width, a word longer than that alone on its line. */
void put_wrapped(FILE *out, const char *text, int width);
/* The same with all lines but the first indented, the first being at a column already. */
void put_hanging(FILE *out, const char *text, int width, int column, int indent);
/* The same behind an empty line, as wide as a text may be; nothing when it is empty. */
void put_paragraph(FILE *out, const struct answer *a, const char *text);
/* How wide: TABLE_WIDTH, or what a narrower terminal has. */
int answer_width(const struct answer *a);

/* text_headline.c */
/* Did the load of all points that didn't fail come and go in the measured time? */
bool answer_came_and_went(const struct answer *a);
/* The statistic that says how a point did; NULL when no point has any. */
const struct statistic *headline_of(const struct answer *a);

/* The points side by side, with all statistics. All of these are false when out refused a write or memory is exhausted. */
bool text_columns(FILE *out, const struct answer *a);
/* What differs between them, in at most so many lines but for what the scenario is about (text_brief.c). */
bool text_differing(FILE *out, const struct answer *a, int lines);
/* Where a packet's time goes, in at most so many costs, the last of which is all others; and its latency where the answer is one. */
bool text_times(FILE *out, const struct answer *a, int costs);
/* One line per point with a handful of statistics. */
bool text_rows(FILE *out, const struct answer *a);
/* Was it tried what would help, where any point came to an end?  Else what binds is inferred from who works and who waits. */
bool answer_tried(const struct answer *a);
/* What binds each point, and what comes next. False when memory is exhausted. */
bool text_limits(FILE *out, const struct answer *a);
/* One sentence with the result, broken into lines of TABLE_WIDTH. */
bool text_sentence(FILE *out, const struct answer *a);
/* Its last clause: who is limited by what, or where the limiter changes. begins: it is the first one. */
void put_limiters(FILE *out, const struct answer *a, bool begins);

/*
 * text_versus.c: what each value of the factor that is compared does against the first, over all points that agree in the rest: "Packed
 * carries 1.02 to 1.31 times what split does, the most at size 64B".  False when there is no such factor.
 */
bool put_versus(FILE *out, const struct answer *a, const struct statistic *h);

/* What would help, where it was tried: for each point, the best that a line holds unless verbose. */
void text_gains(FILE *out, const struct answer *a);
/* The best so many of a point: "guest core x2 +66 %, ring x2 +22 %"; "" when none was tried. */
void gains_print(const struct point *p, int most, char *buf, size_t size);
/* The sentence's words on it: the best of each of few points. */
void put_best_gains(FILE *out, const struct answer *a);
/* What the resource of a limit gains that is twice as good; NULL when it was not tried.  In digits: "+66 %", "0 %". */
const struct doubled_gain *gain_of_limit(const struct point *p, const char *limit);
void gain_print(double gain, char *buf, size_t size);
/*
 * Do host and guest work one after the other, as the ring holds too little for both to be at work?  Then each is part of the time that a
 * packet takes, and neither alone is what binds.  How long the host waits for buffers, and the guest for packets: shares of the time.
 */
struct in_turn {
	double host_waits, guest_waits;
};
bool point_in_turn(const struct point *p, struct in_turn *out);

/* What a sentence says binds: the limiter, or that none does alone; NULL when it is not known or the point failed. */
const char *limiter_of(const struct point *p);
/* The same as a name, in tables, records and charts. */
const char *limiter_name(const struct point *p);
#define LIMITER_IN_TURN "host and guest in turn"
/*
 * What the band says (nothing without one): " (1.4 to 3.0 over 9 uncertain prices)" behind how many times n points that are alike are another; who is ahead of
 * n points, the first `best` of which are alike, and which price matters most; points that are alike and might not be; a value's range.
 */
void put_band_times(FILE *out, const struct point *const *more, int n, const struct point *less, const char *stat, bool first);
void put_band_verdict(FILE *out, const struct point *const *p, int n, int best, const char *stat);
void put_band_alike(FILE *out, const struct point *const *p, int n, const char *stat);
void put_band_value(FILE *out, const struct point *p, const char *stat, const char *unit, double like);
/* "2.0", "1.07", "12" */
void ratio_print(FILE *out, double ratio);
/* "1.8 to 2.3", once where both read alike. */
void ratios_print(FILE *out, double low, double high);
/* "15 of 24 prices are guesses ...", a line. */
void put_band_head(FILE *out, const struct answer *a);
/* "1.40 to 3.05"; "" without any. */
void band_print_range(const struct range *r, double factor, char *buf, size_t size);

/* How many times as much a busy resource could carry; 0 when that is not known or not worth a word. In digits: "1.3", "12". */
double limit_room(const struct limit *l);
void room_print(double room, char *buf, size_t size);
/* A limit's name in a sentence: "link towards the host" of link up. */
const char *limit_said(const char *name);
/* "the " where a limit's name needs it. */
const char *limit_article(const char *name);
/* The strongest limit behind the limiter, NULL when there is none. */
const struct limit *next_limit(const struct point *p);

/* Where all that is offered is carried, what packets wait for meanwhile; NULL when it is hardly anything. */
const struct limit *latency_limit(const struct point *p);
/* Is it the same cause, which may bind in two ways (busy, and waited for)?  False when one is NULL. */
bool same_limit(const struct limit *a, const struct limit *b);

/* Largest absolute mean of the named statistic over all points; 0 when there is none. */
double answer_largest(const struct answer *a, const char *name);
#endif
