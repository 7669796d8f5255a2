/* laws.c - what must hold of everything the program says: its exit status, its words, its records. */
#define _GNU_SOURCE /* memmem */
#include "random/random.h"
#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool broken(struct verdict *v, const char *law, const char *format, ...)
{
	va_list ap;
	if (v->law[0]) return false;
	snprintf(v->law, sizeof v->law, "%s", law);
	va_start(ap, format);
	vsnprintf(v->detail, sizeof v->detail, format, ap);
	va_end(ap);
	return false;
}

/* ---- words ---- */

#define TOO_LONG "it took longer than" /* how a replication that its limit ended says so */

static bool part_of_word(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

/* nan and inf are no numbers, whoever prints them. */
bool laws_text(const char *what, const char *text, struct verdict *v)
{
	static const char *const words[] = {"nan", "-nan", "inf", "NaN", "Infinity", NULL};
	for (int i = 0; words[i]; i++)
		for (const char *s = text; (s = strstr(s, words[i])); s++)
			if ((s == text || !part_of_word(s[-1])) && !part_of_word(s[strlen(words[i])]))
				return broken(v, "a number where one is due", "%s says '%.60s'", what,
					      s > text + 20 ? s - 20 : s);
	return true;
}

/* ---- records ---- */

struct record {
	json_t *json, *stats;
	int repeat;
	struct verdict *v;
};

static json_t *stat_of(const struct record *r, const char *name)
{
	return json_object_get(r->stats, name);
}

/* NaN when there is no such number. */
static double value_of(const struct record *r, const char *name)
{
	json_t *value = json_object_get(stat_of(r, name), "value");
	return json_is_number(value) ? json_number_value(value) : NAN;
}

/* "share of cpu_*_busy": what the law is about, without the names of cores. */
static void law_name(char *buf, size_t size, const char *what, const char *stat)
{
	bool core = strncmp(stat, "cpu_", 4) == 0;
	snprintf(buf, size, "%s: %s", what, core ? "cpu_*_busy" : stat);
}

static bool unit_is(json_t *stat, const char *unit)
{
	const char *s = json_string_value(json_object_get(stat, "unit"));
	return s && strcmp(s, unit) == 0;
}

#define MORE (1 + 1e-9) /* numbers are written with 12 digits */

static bool number_holds(const struct record *r, const char *name, json_t *stat)
{
	json_t *value = json_object_get(stat, "value"), *half = json_object_get(stat, "ci95");
	json_int_t n = json_integer_value(json_object_get(stat, "n"));
	char law[100];
	if (!json_is_number(value) && !json_is_null(value)) {
		law_name(law, sizeof law, "a number or null", name);
		return broken(r->v, law, "its value is neither");
	}
	/* One replication alone has an interval where the measured time resolves no more. */
	bool fits = n == 1 || json_is_null(half) == (n < 2);
	if (json_is_null(value) != (n == 0) || n > r->repeat || !fits) {
		law_name(law, sizeof law, "value, interval and n belong together", name);
		return broken(r->v, law, "n is %d of %d", (int)n, r->repeat);
	}
	double x = json_number_value(value), h = json_number_value(half);
	bool signed_one = strcmp(name, "cost_jitter_per_packet") == 0;
	if (!isfinite(x) || !isfinite(h) || h < 0 || (x < 0 && !signed_one)) {
		law_name(law, sizeof law, "not below 0", name);
		return broken(r->v, law, "%s is %.12g +- %.12g", name, x, h);
	}
	if (unit_is(stat, "%") && x > 100 * MORE) {
		law_name(law, sizeof law, "at most 100 %", name);
		return broken(r->v, law, "%s is %.12g %%", name, x);
	}
	if (unit_is(stat, "packets") && r->repeat == 1 && x != floor(x) && strncmp(name, "in_", 3) != 0) {
		law_name(law, sizeof law, "a whole number", name);
		return broken(r->v, law, "%s is %.12g", name, x);
	}
	return true;
}

/* Numbers that are there whenever packets were delivered; others depend on what was chosen. */
static bool due(const char *name)
{
	static const char *const always[] = {"offered",     "delivered",    "dropped",    "latency_mean", "latency_p50",
					     "latency_p99", "latency_p999", "ring_bytes", "in_system",    "throughput",
					     "packet_rate", "kicks",        "interrupts", "hypercalls",   NULL};
	for (int i = 0; always[i]; i++)
		if (strcmp(name, always[i]) == 0) return true;
	return strncmp(name, "cost_", 5) == 0 || strncmp(name, "dropped_", 8) == 0 || strncmp(name, "cpu_", 4) == 0;
}

static bool numbers_hold(const struct record *r)
{
	const char *name;
	json_t *stat;
	/* In no time nothing has a rate, nor a share. */
	const char *limiter = json_string_value(json_object_get(r->json, "limiter"));
	bool no_time = limiter && strcmp(limiter, "no time was measured") == 0;
	bool delivered = r->repeat == 1 && value_of(r, "delivered") > 0 && !no_time;
	json_object_foreach(r->stats, name, stat)
	{
		char law[100];
		if (!number_holds(r, name, stat)) return false;
		if (!delivered || !due(name) || json_is_number(json_object_get(stat, "value"))) continue;
		law_name(law, sizeof law, "a number where one is due", name);
		return broken(r->v, law, "packets were delivered, but it is null");
	}
	return true;
}

static bool about(double a, double b)
{
	return fabs(a - b) <= 1e-6 * (fabs(a) + fabs(b)) + 1e-9;
}

static double sum_of(const struct record *r, const char *before, const char *after)
{
	const char *name;
	json_t *stat;
	double sum = 0;
	json_object_foreach(r->stats, name, stat)
	{
		size_t n = strlen(name), k = strlen(after);
		if (strncmp(name, before, strlen(before)) != 0 || n < k || strcmp(name + n - k, after) != 0) continue;
		json_t *value = json_object_get(stat, "value");
		if (json_is_number(value)) sum += json_number_value(value);
	}
	return sum;
}

/* offered = delivered + dropped by each cause + what has come to be inside. */
static bool packets_add_up(const struct record *r)
{
	double offered = value_of(r, "offered"), delivered = value_of(r, "delivered"), dropped = value_of(r, "dropped");
	double causes = sum_of(r, "dropped_", ""), before = value_of(r, "in_flight_before"), after = value_of(r, "in_flight");
	if (!about(dropped, causes))
		return broken(r->v, "dropped = sum of its causes", "dropped %.12g, causes %.12g", dropped, causes);
	if (isnan(before) || isnan(after)) return broken(r->v, "in flight is told", "no in_flight, or none before");
	if (!about(before + offered, delivered + dropped + after))
		return broken(r->v, "offered = delivered + dropped + in flight",
			      "%.12g inside + %.12g offered, %.12g delivered, %.12g dropped, %.12g inside", before, offered,
			      delivered, dropped, after);
	return true;
}

static bool in_order(const struct record *r, const char *small, const char *large)
{
	double a = value_of(r, small), b = value_of(r, large);
	char law[100];
	if (isnan(a) || isnan(b) || a <= b * MORE + 1e-9) return true;
	snprintf(law, sizeof law, "%s <= %s", small, large);
	return broken(r->v, law, "%.12g > %.12g", a, b);
}

/* Seconds measured, from what was delivered and how fast; NaN when nothing was. */
static double seconds_of(const struct record *r)
{
	double rate = value_of(r, "packet_rate");
	return rate > 0 ? value_of(r, "delivered") / rate : NAN;
}

/*
 * Costs by kind are all the busy time there is.  Only of one replication: a mean of ratios is no ratio of means.  A run of so many
 * packets, which ends with nothing inside, is measured until the last delivery, and its shares are of all the time it worked.
 */
static bool costs_add_up(const struct record *r)
{
	double delivered = value_of(r, "delivered"), seconds = seconds_of(r);
	if (r->repeat != 1 || !(delivered > 0) || isnan(seconds)) return true;
	bool to_the_end = value_of(r, "in_flight_before") + value_of(r, "in_flight") == 0;
	double costs = (sum_of(r, "cost_", "_per_packet") + value_of(r, "unattributed_per_packet")) * delivered;
	double busy = sum_of(r, "cpu_", "_busy") / 100 * seconds * 1e6, less = costs - busy;
	if ((to_the_end && less >= 0) || fabs(less) <= 1e-6 * (costs + busy) + 1e-6) return true;
	return broken(r->v, "costs = busy time", "costs of %.12g us, cores busy for %.12g us", costs, busy);
}

static bool limits_hold(const struct record *r)
{
	json_t *list = json_object_get(r->json, "limits"), *one;
	size_t i;
	const char *limiter = json_string_value(json_object_get(r->json, "limiter"));
	bool failed = json_object_get(r->json, "failed") != NULL;
	if (!failed && (!limiter || !*limiter)) return broken(r->v, "a limiter is told", "there is none");
	if (limiter && !laws_text("limiter", limiter, r->v)) return false;
	json_array_foreach(list, i, one)
	{
		json_t *share = json_object_get(one, "share");
		double x = json_number_value(share);
		if (!json_is_number(share) || x < 0 || x > MORE)
			return broken(r->v, "a limit's share", "%s: %.12g", json_string_value(json_object_get(one, "name")), x);
	}
	return true;
}

static bool says_why(const struct record *r, const char *key)
{
	json_t *why = json_object_get(r->json, key);
	const char *text = json_string_value(why);
	return !why || (text && strlen(text) >= 10) || broken(r->v, "a reason is given", "%s: '%s'", key, text ? text : "");
}

/* Reasons that are the program's own fault. */
static bool reason_holds(const struct record *r)
{
	static const char *const faults[] = {"invariant broken", "out of memory", "memory was allocated", "interrupted", NULL};
	const char *text = json_string_value(json_object_get(r->json, "failed"));
	for (int i = 0; text && faults[i]; i++)
		if (strncmp(text, faults[i], strlen(faults[i])) == 0) {
			const char *what = strrchr(text, ':');
			char law[80];
			snprintf(law, sizeof law, "%s%.50s", faults[i], what ? what : "");
			return broken(r->v, law, "%.500s", text);
		}
	return true;
}

static bool record_holds(const struct record *r)
{
	if (!json_is_object(r->json) || !r->stats) return broken(r->v, "a JSON record", "there is none");
	if (!says_why(r, "failed") || !says_why(r, "unsteady_why") || !says_why(r, "unsure_why") || !reason_holds(r))
		return false;
	if (json_is_false(json_object_get(r->json, "steady")) != (json_object_get(r->json, "unsteady_why") != NULL))
		return broken(r->v, "an unsteady point says why", "it does not");
	if (!limits_hold(r)) return false;
	if (json_object_get(r->json, "failed")) return true;
	return numbers_hold(r) && packets_add_up(r) && in_order(r, "latency_p50", "latency_p90") &&
	       in_order(r, "latency_p90", "latency_p99") && in_order(r, "latency_p99", "latency_p999") &&
	       in_order(r, "latency_p999", "latency_p9999") && in_order(r, "fewest_buffers", "most_buffers") &&
	       in_order(r, "goodput", "throughput") && costs_add_up(r);
}

/* ---- exit status and stderr ---- */

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Mistakes told together: "FILE:line:col: error: text", line by line, or at the end how many more there are. */
static bool more_hold(const char *line)
{
	enum { MOST = 20 };
	int n = 1;
	for (; *line; n++) {
		size_t len = strcspn(line, "\n");
		bool counts = memmem(line, len, "more error", 10) && n == MOST;
		if (!line[len] || n > MOST || !(counts || memmem(line, len, ": error: ", 9))) return false;
		line += len + 1;
	}
	return true;
}

/* "file:line:col: error: text", and others of that kind after it. */
static bool refusal_holds(const char *file, const struct said *s, struct verdict *v)
{
	int line, col, n = 0;
	size_t at = strlen(file);
	if (s->out_size) return broken(v, "a refusal prints nothing else", "stdout: %.200s", s->out);
	if (!starts(s->err, file) || sscanf(s->err + at, ":%d:%d: error: %n", &line, &col, &n) != 2 || !n)
		return broken(v, "a refusal has a place", "%.300s", s->err);
	if (line < 1 || col < 1 || strlen(s->err + at + n) < 10) return broken(v, "a refusal has a place", "%.300s", s->err);
	const char *end = strchr(s->err, '\n');
	return (end && more_hold(end + 1)) || broken(v, "a refusal is lines of errors", "%.300s", s->err);
}

/* Every line of stderr is a warning or an error about a point of this file. */
static bool lines_hold(const char *file, const struct said *s, int *errors, int *warnings, struct verdict *v)
{
	static const char not_steady[] = ": not steady: "; /* in this line, not in one that follows */
	char error[300], warning[300];
	snprintf(error, sizeof error, "simnic: error: %s: ", file);
	snprintf(warning, sizeof warning, "simnic: warning: %s:", file);
	for (const char *line = s->err; *line;) {
		size_t n = strcspn(line, "\n");
		if (starts(line, error))
			++*errors;
		else if (starts(line, warning))
			*warnings += memmem(line, n, not_steady, strlen(not_steady)) != NULL;
		else
			return broken(v, "no stray text on stderr", "%.*s", n < 300 ? (int)n : 300, line);
		line += n + (line[n] == '\n');
	}
	return true;
}

bool laws_only_warns(const char *file, const struct said *s)
{
	struct verdict v = {0};
	int errors = 0, warnings = 0;
	return lines_hold(file, s, &errors, &warnings, &v) && errors == 0;
}

static bool records_hold(const struct said *s, int *failed, int *unsteady, bool *cut, struct verdict *v)
{
	int points = 0;
	for (const char *line = s->out; *line; points++) {
		size_t n = strcspn(line, "\n");
		json_error_t why;
		struct record r = {.json = json_loadb(line, n, JSON_ALLOW_NUL, &why), .v = v};
		json_t *provenance = json_object_get(r.json, "provenance");
		r.stats = json_object_get(r.json, "stats");
		r.repeat = (int)json_integer_value(json_object_get(provenance, "repeat"));
		bool good = record_holds(&r);
		const char *text = json_string_value(json_object_get(r.json, "failed"));
		*failed += text != NULL;
		*cut |= text && strstr(text, TOO_LONG);
		*unsteady += json_is_false(json_object_get(r.json, "steady"));
		json_decref(r.json);
		if (!good) return false;
		line += n + (line[n] == '\n');
	}
	return points > 0 || broken(v, "a record for each point", "there is none");
}

bool laws_judge(const char *file, const struct said *s, int *end, struct verdict *v)
{
	int failed = 0, unsteady = 0, errors = 0, warnings = 0;
	bool cut = false;
	*end = s->code == 2 ? REFUSED : RAN;
	if (s->code == 2) return refusal_holds(file, s, v);
	if (s->code != 0 && s->code != 1) return broken(v, "exit status 0, 1 or 2", "it is %d", s->code);
	bool good = records_hold(s, &failed, &unsteady, &cut, v);
	*end = cut ? CUT_SHORT : failed ? RAN_FAILED : RAN;
	if (!good || !lines_hold(file, s, &errors, &warnings, v)) return false;
	if (s->code != (failed || unsteady))
		return broken(v, "exit status 1 with a reason", "it is %d, with %d points failed, %d not steady", s->code, failed,
			      unsteady);
	if (errors != failed || warnings != unsteady)
		return broken(v, "each failed point is told of", "%d errors for %d failed, %d warnings for %d not steady", errors,
			      failed, warnings, unsteady);
	return true;
}

/* ---- twice the same ---- */

static char *without_provenance(const char *line, size_t n)
{
	json_error_t why;
	json_t *json = json_loadb(line, n, JSON_ALLOW_NUL, &why);
	json_object_del(json, "provenance");
	json_object_del(json, "scenario");
	char *text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
	json_decref(json);
	return text;
}

static bool same_line(const char *a, size_t n, const char *b, size_t k, bool all)
{
	if (n == k && memcmp(a, b, n) == 0) return true;
	if (all) return false;
	char *x = without_provenance(a, n), *y = without_provenance(b, k);
	bool same = x && y && strcmp(x, y) == 0;
	free(x);
	free(y);
	return same;
}

/* Which of two runs took longer than a limit of wall-clock time is the machine's business. */
static bool cut_short(const struct said *s)
{
	return strstr(s->out, TOO_LONG) || strstr(s->err, TOO_LONG);
}

bool laws_end_same(const struct said *a, const struct said *b, struct verdict *v, const char *law)
{
	if (cut_short(a) || cut_short(b)) return true;
	if (a->code != b->code)
		return broken(v, law, "exit status %d, then %d: %.400s", a->code, b->code, b->code ? b->err : a->err);
	return strcmp(a->err, b->err) == 0 || broken(v, law, "stderr: '%.200s' and '%.200s'", a->err, b->err);
}

/* A copy of a record without what its prices' samples came to; *nulls: how many came to nothing. NULL = memory. */
static char *without_band(const char *line, size_t n, int *nulls)
{
	char *copy = strndup(line, n), *band = copy ? strstr(copy, ",\"band\":") : NULL;
	*nulls = 0;
	for (const char *p = band; p && (p = strstr(p, "null")); p++)
		++*nulls;
	if (band) *band = '\0';
	return copy;
}

/* A sample of prices may end within its limit in one of two runs alone, of which a record says no more: all else is the same. */
static bool same_but_for_samples(const char *a, size_t n, const char *b, size_t k, bool all)
{
	int nulls[2];
	char *x = without_band(a, n, &nulls[0]), *y = without_band(b, k, &nulls[1]);
	bool same = x && y && nulls[0] != nulls[1] && same_line(x, strlen(x), y, strlen(y), all);
	free(x);
	free(y);
	return same;
}

bool laws_same(const struct said *a, const struct said *b, bool all, struct verdict *v, const char *law)
{
	const char *p = a->out, *q = b->out;
	if (cut_short(a) || cut_short(b)) return true;
	if (all && !laws_end_same(a, b, v, law)) return false;
	if (a->code != b->code)
		return broken(v, law, "exit status %d, then %d: %.400s", a->code, b->code, b->code ? b->err : a->err);
	for (int i = 0; *p || *q; i++) {
		size_t n = strcspn(p, "\n"), k = strcspn(q, "\n"), at = 0;
		if (!same_line(p, n, q, k, all) && !same_but_for_samples(p, n, q, k, all)) {
			while (at < n && at < k && p[at] == q[at])
				at++;
			at = at > 60 ? at - 60 : 0;
			return broken(v, law, "point %d: '%.120s' and '%.120s'", i, p + at, q + at);
		}
		p += n + (p[n] == '\n');
		q += k + (q[k] == '\n');
	}
	return true;
}
