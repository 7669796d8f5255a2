/* text_limits.c - what binds, in words. */
#include "report/text.h"
#include "base/text_stream.h"
#include <stdlib.h>
#include <string.h>

double limit_room(const struct limit *l)
{
	double room = l->of == LIMIT_BUSY && l->share > 0 ? 1 / l->share : 0;
	return room >= 1.05 ? room : 0;
}

void room_print(double room, char *buf, size_t size)
{
	snprintf(buf, size, room < 9.95 ? "%.1f" : "%.0f", room);
}

const struct limit *next_limit(const struct point *p)
{
	for (int i = 1; i < p->n_limits; i++)
		if (p->limit[i].of != LIMIT_LOAD && p->limit[i].share >= 0.005 && strcmp(p->limit[i].name, p->limiter) != 0)
			return &p->limit[i];
	return NULL;
}

bool same_limit(const struct limit *a, const struct limit *b)
{
	return a && b && strcmp(a->name, b->name) == 0;
}

const struct limit *latency_limit(const struct point *p)
{
	for (int i = 0; p->latency_by && !p->failed && i < p->n_limits; i++)
		if (p->limit[i].of != LIMIT_LOST && strcmp(p->limit[i].name, p->latency_by) == 0) return &p->limit[i];
	return NULL;
}

/* A loop that backs off is held down by losses far below a percent. */
static void put_lost(FILE *out, const char *before, double percent)
{
	fprintf(out, "%s%.*f %% of packets lost)", before, percent >= 0.95 ? 0 : percent >= 0.095 ? 1 : 2, percent);
}

/* "ring (packets wait for it 63 % of the time)", "guest core (75 % busy, room for x1.3)" */
static void put_limit(FILE *out, const struct point *p, const struct limit *l, bool with_room)
{
	/* What was measured says more than the share does. */
	double percent = 100 * l->share, room = with_room && !p->n_gains ? limit_room(l) : 0;
	char more[32];
	int whole = (int)strlen(l->name);
	bool told = l->of == LIMIT_LOST && l->name[whole - 1] == ')'; /* why in brackets of its own already */
	fprintf(out, "%.*s", whole - told, l->name);
	if (told) {
		put_lost(out, ", ", percent);
		return;
	}
	if (l->of == LIMIT_HELD) fprintf(out, " (packets wait for it %.0f %% of the time)", percent);
	if (l->of == LIMIT_TAKEN) fprintf(out, " (%.0f %% of it taken by what was lost)", percent);
	if (l->of == LIMIT_LOST) put_lost(out, " (", percent);
	if (l->of == LIMIT_PART) fprintf(out, " (the busiest core spends %.0f %% of the time on it)", percent);
	if (l->of != LIMIT_BUSY) return;
	room_print(room, more, sizeof(more));
	if (room > 0)
		fprintf(out, " (%.0f %% busy, room for x%s)", percent, more);
	else
		fprintf(out, " (%.0f %% busy)", percent);
}

static void put_limits_of(FILE *out, const struct point *p)
{
	const struct limit *next = p->failed || !p->limiter ? NULL : next_limit(p), *waits = latency_limit(p);
	struct in_turn turn;
	if (p->failed || !p->limiter) {
		fputs("unknown", out);
		return;
	}
	if (point_in_turn(p, &turn)) {
		fprintf(out,
			LIMITER_IN_TURN ": the host waits for posted buffers %.0f %% of the time, the guest for packets %.0f %%",
			100 * turn.host_waits, 100 * turn.guest_waits);
		return;
	}
	put_limit(out, p, &p->limit[0], false);
	if (next) fputs(same_limit(next, waits) ? "; next, and what latency comes from: " : "; next: ", out);
	if (next) put_limit(out, p, next, true);
	if (waits && !same_limit(waits, next)) {
		fputs("; latency comes from: ", out);
		put_limit(out, p, waits, false);
	}
}

bool answer_tried(const struct answer *a)
{
	bool tried = false, failed = true;
	for (int i = 0; i < a->n_points; i++) {
		tried = tried || a->point[i].gain_of;
		failed = failed && a->point[i].failed;
	}
	return tried || failed;
}

bool text_limits(FILE *out, const struct answer *a)
{
	bool ok = true;
	char name[NAME_SIZE];
	int width = 0;
	for (int i = 0; i < a->n_points; i++) {
		point_name(&a->point[i], name);
		if ((int)strlen(name) > width) width = (int)strlen(name);
	}
	fputs(answer_tried(a) ? "\nwhat binds\n" : "\nwhat binds (inferred, not tried; --what-if tries)\n", out);
	for (int i = 0; i < a->n_points; i++) {
		char *text = NULL;
		size_t size;
		FILE *f = text_stream(&text, &size);
		if (f) put_limits_of(f, &a->point[i]);
		bool good = f && fclose(f) == 0;
		point_name(&a->point[i], name);
		fprintf(out, "  %-*s  ", width, name);
		if (good) put_hanging(out, text, answer_width(a), width + 4, width + 4);
		free(text);
		ok = ok && good;
	}
	return ok;
}

#define FEW_POINTS 5 /* worth a word each */
const char *limiter_of(const struct point *p)
{
	struct in_turn turn;
	return p->failed ? NULL : point_in_turn(p, &turn) ? "host and guest working in turn" : p->limiter;
}

const char *limiter_name(const struct point *p)
{
	struct in_turn turn;
	return p->failed ? NULL : point_in_turn(p, &turn) ? LIMITER_IN_TURN : p->limiter;
}

static bool limited_by(const struct point *p, const char *limiter)
{
	return limiter_of(p) && strcmp(limiter_of(p), limiter) == 0;
}

static bool same_limiter(const struct point *p, const struct point *q)
{
	return limiter_of(p) && limited_by(q, limiter_of(p));
}

/* Of all points: how many have point i's limiter, and how many of them come before it. */
static int count_limiter(const struct answer *a, int i, int *before)
{
	int n = 0;
	*before = 0;
	for (int k = 0; k < a->n_points; k++) {
		n += same_limiter(&a->point[i], &a->point[k]);
		*before += k < i && same_limiter(&a->point[i], &a->point[k]);
	}
	return n;
}

/* "big is limited by the ring, mergeable and small by the guest core" */
static void put_lists(FILE *out, const struct answer *a)
{
	char name[NAME_SIZE];
	bool said = false;
	for (int i = 0; i < a->n_points; i++) {
		const char *limiter = limiter_of(&a->point[i]);
		int before, group = limiter ? count_limiter(a, i, &before) : 0, left = group;
		if (!limiter || before) continue;
		fputs(said ? ", " : "", out);
		for (int k = i; k < a->n_points; k++) {
			if (!limited_by(&a->point[k], limiter)) continue;
			point_name(&a->point[k], name);
			left--;
			fprintf(out, "%s%s", name, left > 1 ? ", " : left == 1 ? " and " : "");
		}
		fprintf(out, "%s by %s%s",
			said        ? ""
			: group > 1 ? " are limited"
				    : " is limited",
			limit_article(limiter), limit_said(limiter));
		said = true;
	}
}

/* "limited by the ring in 3, by the guest core in 5 of 8 points" */
static void put_counts(FILE *out, const struct answer *a, bool begins)
{
	bool said = false;
	for (int i = 0; i < a->n_points; i++) {
		const char *limiter = limiter_of(&a->point[i]);
		int before, group = limiter ? count_limiter(a, i, &before) : 0;
		if (!limiter || before) continue;
		fprintf(out, "%s by %s%s in %d",
			said     ? ","
			: begins ? "Limited"
				 : "limited",
			limit_article(limiter), limit_said(limiter), group);
		said = true;
	}
	if (said) fprintf(out, " of %d points", a->n_points);
}

#define EXCEPTIONS 3
/* "all are limited by the offered load but small/1 (frames too long)"; false when there is more to say. */
static bool put_exceptions(FILE *out, const struct answer *a)
{
	int most = 0, best = 0, before, said = 0;
	for (int i = 0; i < a->n_points; i++) {
		int n = count_limiter(a, i, &before);
		if (n > most) best = i;
		if (n > most) most = n;
	}
	int left = a->n_points - most;
	const char *limiter = limiter_of(&a->point[best]);
	if (left > EXCEPTIONS || !limiter) return false;
	fprintf(out, "all are limited by %s%s but ", limit_article(limiter), limit_said(limiter));
	for (int i = 0; i < a->n_points; i++) {
		char name[NAME_SIZE];
		const struct point *p = &a->point[i];
		if (limited_by(p, limiter)) continue;
		point_name(p, name);
		fprintf(out, "%s%s (%s)",
			said == 0          ? ""
			: said == left - 1 ? " and "
					   : ", ",
			name,
			p->failed         ? "failed"
			: limiter_name(p) ? limiter_name(p)
					  : "unknown");
		said++;
	}
	return true;
}

/* Do all axes but the last have the same values? */
static bool same_series(const struct point *p, const struct point *q)
{
	for (int x = 0; x < p->n_axes - 1; x++)
		if (strcmp(p->axis[x].text, q->axis[x].text) != 0) return false;
	return true;
}

/* How many points each stretch of the last axis has; 0 when they differ in that, for what where: leaves out makes no point. */
static int series_length(const struct answer *a)
{
	int length = 1;
	while (length < a->n_points && same_series(&a->point[0], &a->point[length]))
		length++;
	for (int i = 0; i < a->n_points; i++) {
		bool begins = i == 0 || !same_series(&a->point[i - 1], &a->point[i]);
		if (begins != (i % length == 0)) return 0;
	}
	return a->n_points % length ? 0 : length;
}

static int runs_of(const struct point *p, int n)
{
	int runs = 1;
	for (int i = 1; i < n; i++)
		runs += !same_limiter(&p[i - 1], &p[i]);
	return runs;
}

/* One stretch of the last axis: " by the ring up to 512, by the guest core from 1024 on" */
static void put_runs(FILE *out, const struct point *p, int n)
{
	int x = p->n_axes - 1, runs = runs_of(p, n);
	for (int i = 0, from = 0; i < n; i++) {
		if (i + 1 < n && same_limiter(&p[i], &p[i + 1])) continue;
		fprintf(out, "%s by %s%s",
			!from        ? ""
			: i + 1 == n ? " and"
				     : ",",
			limit_article(limiter_of(&p[i])), limit_said(limiter_of(&p[i])));
		if (runs == 1) return;
		const char *first = p[from].axis[x].text, *last = p[i].axis[x].text;
		if (from == 0)
			fprintf(out, i ? " up to %s" : " at %s", last);
		else if (i + 1 == n)
			fprintf(out, i > from ? " from %s on" : " at %s", first);
		else if (i > from)
			fprintf(out, " from %s to %s", first, last);
		else
			fprintf(out, " at %s", first);
		from = i + 1;
	}
}

#define MAX_SERIES 4
#define MAX_RUNS 3
/* Where the limiter changes along a last axis of numbers; false when it is none, or there is too much to say. */
static bool put_series(FILE *out, const struct answer *a)
{
	int length = series_length(a), n = length ? a->n_points / length : 0;
	if (n > MAX_SERIES || length < 3 || a->point[0].n_axes < 1) return false;
	for (int i = 0; i < a->n_points; i++) {
		const char *text = a->point[i].axis[a->point[i].n_axes - 1].text;
		if (text[0] < '0' || text[0] > '9' || !limiter_of(&a->point[i])) return false;
		if (i % length == 0 && runs_of(&a->point[i], length) > MAX_RUNS) return false;
	}
	for (int i = 0; i < n; i++) {
		struct point series = a->point[i * length];
		char name[NAME_SIZE];
		series.n_axes--;
		point_name(&series, name);
		fprintf(out, "%s%s%s", i ? "; " : "", n > 1 ? name : "", i ? "" : n > 1 ? " is limited" : "limited");
		put_runs(out, &a->point[i * length], length);
	}
	return true;
}

static void put_rest(FILE *out, const struct answer *a, bool begins)
{
	if (a->n_points <= FEW_POINTS)
		put_lists(out, a);
	else if (!put_exceptions(out, a))
		put_counts(out, a, begins);
}

/* Points that carry all that is offered differ in what packets wait for meanwhile. */
static void put_latencies(FILE *out, const struct answer *a)
{
	bool said = false;
	for (int i = 0; i < a->n_points; i++) {
		const struct limit *one = latency_limit(&a->point[i]);
		bool before = false;
		int left = 0;
		for (int k = 0; one && k < a->n_points; k++) {
			const struct limit *other = latency_limit(&a->point[k]);
			bool same = other && strcmp(other->name, one->name) == 0;
			before = before || (same && k < i);
			left += same;
		}
		if (!one || before) continue;
		fprintf(out, "%s%s%s", said ? ", from " : "; latency comes from ", limit_article(one->name),
			limit_said(one->name));
		said = true;
		if (left == a->n_points) return;
		fputs(" in ", out);
		for (int k = i; k < a->n_points; k++) {
			char name[NAME_SIZE];
			const struct limit *other = latency_limit(&a->point[k]);
			if (!other || strcmp(other->name, one->name) != 0) continue;
			point_name(&a->point[k], name);
			left--;
			fprintf(out, "%s%s", name, left > 1 ? ", " : left == 1 ? " and " : "");
		}
	}
}

void put_limiters(FILE *out, const struct answer *a, bool begins)
{
	const struct point *first = NULL;
	bool one = true;
	for (int i = 0; i < a->n_points; i++) {
		const struct point *p = &a->point[i];
		if (!limiter_of(p)) continue;
		if (!first) first = p;
		one = one && same_limiter(first, p);
	}
	if (!first) return;
	if (!begins) fputs("; ", out);
	if (one)
		fprintf(out, "%s are limited by %s%s",
			a->n_points == 2 ? (begins ? "Both" : "both")
			: begins         ? "All"
					 : "all",
			limit_article(limiter_of(first)), limit_said(limiter_of(first)));
	else if ((a->point[0].n_axes != 1 && a->n_points <= FEW_POINTS) || !put_series(out, a))
		put_rest(out, a, begins);
	if (a->n_points <= FEW_POINTS) put_latencies(out, a);
}
