/* pick.c - points chosen by conditions, and put in order. */
#include "report/pick.h"
#include "nic/statistic.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LIMITER "limiter" /* a column of its own, which is no statistic */

#define WORD 128

/* A clause in its parts. */
struct clause {
	char key[WORD], op[3];
	const char *value;
};

static bool parse(const char *text, struct clause *c)
{
	size_t key = strcspn(text, "=!<>");
	if (!key || key >= WORD || !text[key]) return false;
	while (key && text[key - 1] == ' ')
		key--;
	snprintf(c->key, sizeof(c->key), "%.*s", (int)key, text);
	text += strspn(text + key, " ");
	const char *op = text + key;
	size_t n = op[1] == '=' ? 2 : 1;
	if (op[0] == '!' && n == 1) return false;
	snprintf(c->op, sizeof(c->op), "%.*s", (int)n, op);
	c->value = op + n + strspn(op + n, " ");
	return *c->value != '\0';
}

int pick_axis(const struct point *p, const char *word)
{
	int found = -1, n = 0;
	size_t len = strlen(word);
	for (int i = 0; i < p->n_axes; i++) {
		const char *key = p->axis[i].key;
		size_t all = strlen(key);
		if (strcmp(key, word) == 0) return i;
		if (all > len && key[all - len - 1] == '.' && strcmp(key + all - len, word) == 0 && !n++) found = i;
	}
	return n == 1 ? found : -1;
}

void pick_axes(const struct point *p, char *buf, size_t size)
{
	size_t used = (size_t)snprintf(buf, size, "%s", p->n_axes ? p->axis[0].key : "none");
	for (int i = 1; i < p->n_axes && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, ", %s", p->axis[i].key);
}

/* ---- values ---- */

/* A number, in the unit that records have for its kind. */
static struct amount number_of(const char *text)
{
	static const enum unit kinds[] = {UNIT_BYTES, UNIT_TIME, UNIT_BITRATE, UNIT_PACKETRATE, UNIT_RATIO};
	char *end;
	double bare = strtod(text, &end);
	if (end > text && !*end) return (struct amount){bare, ""};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct amount a = amount_read(kinds[i], text, 0);
		if (a.unit) return a;
	}
	return (struct amount){NAN, NULL};
}

/* The same where unit is what it is compared with: also what has no units of its own to parse, "5packets". */
static struct amount number_in(const char *text, const char *unit)
{
	struct amount a = number_of(text);
	char *end;
	double bare = strtod(text, &end);
	if (a.unit || !unit || !*unit || end == text) return a;
	return strcmp(end + strspn(end, " "), unit) == 0 ? (struct amount){bare, unit} : a;
}

static bool compares(double left, const char *op, double right)
{
	if (isnan(left) || isnan(right)) return false;
	switch (op[0]) {
	case '<': return op[1] ? left <= right : left < right;
	case '>': return op[1] ? left >= right : left > right;
	case '!': return left != right;
	default: return left == right;
	}
}

/* Whether numbers of a unit may be compared with that one. */
static bool same_kind(const char *unit, const struct amount *right)
{
	return unit && right->unit && (!*right->unit || strcmp(unit, right->unit) == 0);
}

/* Is it the same but for how the values of a list are kept apart: "3; 1" and "3:1"? */
static bool same_words(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		bool apart = strchr(";:", *a) && strchr(";:", *b);
		if (*a != *b && !apart) return false;
		if (apart) a += strspn(a + 1, " "), b += strspn(b + 1, " ");
	}
	return *a == *b;
}

/* Texts are equal or not; numbers of one unit are compared, a bare one as if it had the other's. */
static bool one_holds(const char *text, double number, const char *unit, const char *op, const char *value)
{
	if (text && same_words(text, value)) return op[0] != '!' && (op[0] == '=' || op[1]);
	struct amount right = number_in(value, unit);
	if (same_kind(unit, &right)) return compares(number, op, right.number);
	return text && op[0] == '!';
}

/* With several values after =, any of them; after !=, none. */
static bool any_holds(const char *text, double number, const char *unit, const struct clause *c)
{
	bool all = c->op[0] == '!', result = all;
	for (const char *at = c->value;; at++) {
		char value[WORD];
		size_t len = strcspn(at, ",");
		snprintf(value, sizeof(value), "%.*s", (int)len, at);
		bool holds = one_holds(text, number, unit, c->op, value);
		result = all ? result && holds : result || holds;
		at += len;
		if (!*at) return result;
	}
}

bool pick_holds(const char *clause, const struct point *p)
{
	struct clause c;
	if (!parse(clause, &c)) return false;
	int axis = pick_axis(p, c.key), stat = point_find(p, c.key);
	if (axis >= 0) {
		struct amount a = number_of(p->axis[axis].text);
		return any_holds(p->axis[axis].text, a.number, a.unit, &c);
	}
	if (strcmp(c.key, LIMITER) == 0) return p->limiter && any_holds(limiter_name(p), NAN, NULL, &c);
	return stat >= 0 && !p->failed && any_holds(NULL, point_mean(p, stat), p->stat[stat].unit, &c);
}

/* ---- before ---- */

/* One value of a clause whose key is known: a statistic and an order take only what can be compared with some point's. */
static bool check_value(const char *clause, const struct clause *c, const char *value, const struct point *point, int n,
			struct error *err)
{
	bool ordered = *c->op == '<' || *c->op == '>';
	int axis = pick_axis(&point[0], c->key);
	const char *counted = NULL;
	if (axis >= 0 && !ordered) return true;
	for (int i = 0; i < n; i++) {
		int stat = axis < 0 ? point_find(&point[i], c->key) : -1, own = axis < 0 ? -1 : pick_axis(&point[i], c->key);
		if (stat >= 0) counted = point[i].stat[stat].unit;
		if (own >= 0) counted = number_of(point[i].axis[own].text).unit;
		const struct amount right = number_in(value, counted);
		if (same_kind(counted, &right)) return true;
	}
	if (axis >= 0)
		return error_plain(err, "--where %s: '%s' can't be compared with values of %s such as %s", clause, value, c->key,
				   point[0].axis[axis].text);
	return error_plain(err, "--where %s: '%s' is no number of that kind; %s is counted in %s", clause, value, c->key,
			   counted && *counted ? counted : "plain numbers");
}

static bool check_values(const char *clause, const struct clause *c, const struct point *point, int n, struct error *err)
{
	for (const char *at = c->value;; at++) {
		char value[WORD];
		size_t len = strcspn(at, ",");
		snprintf(value, sizeof(value), "%.*s", (int)len, at);
		if (!check_value(clause, c, value, point, n, err)) return false;
		at += len;
		if (!*at) return true;
	}
}

bool pick_check(const char *clause, const struct point *point, int n, struct error *err)
{
	struct clause c;
	char axes[NAME_SIZE];
	const char *best = NULL;
	int cost = 0;
	if (!parse(clause, &c))
		return error_plain(err, "--where %s: expected KEY=VALUE, or != < <= > >= between them, such as size=64B", clause);
	if (!n) return true;
	if (strcmp(c.key, LIMITER) == 0)
		return *c.op == '=' || *c.op == '!' ||
		       error_plain(err, "--where %s: limiters have no order, expected = or !=", clause);
	bool known = pick_axis(&point[0], c.key) >= 0;
	for (int i = 0; i < n && !known; i++)
		known = point_find(&point[i], c.key) >= 0;
	if (known) return check_values(clause, &c, point, n, err);
	for (int i = 0; i < point[0].n_stats; i++)
		statistic_offer(c.key, point[0].stat[i].name, &best, &cost);
	pick_axes(&point[0], axes, sizeof(axes));
	if (best) return error_plain(err, "--where %s: no such key or statistic; did you mean %s?", clause, best);
	return error_plain(err, "--where %s: no such key or statistic; the points differ in: %s", clause, axes);
}

int pick_points(struct point *point, int n, const char *const *clause, int n_clauses, struct error *err)
{
	int left = 0;
	for (int k = 0; k < n_clauses; k++)
		if (!pick_check(clause[k], point, n, err)) return -1;
	for (int i = 0; i < n; i++) {
		bool holds = true;
		for (int k = 0; k < n_clauses && holds; k++)
			holds = pick_holds(clause[k], &point[i]);
		if (!holds) continue;
		struct point one = point[left];
		point[left++] = point[i];
		point[i] = one;
	}
	if (left || !n) return left;
	error_plain(err, "no point is left by --where");
	return -1;
}

/* ---- order ---- */

struct rank_of {
	double number; /* the smaller, the earlier; NaN after all numbers */
	const char *text;
	int at;
	bool reverse; /* of texts; numbers are turned round */
};

static int earlier_first(const void *a, const void *b)
{
	const struct rank_of *x = a, *y = b;
	int by_text = x->text && y->text ? strcmp(x->text, y->text) : 0;
	if (isnan(x->number) != isnan(y->number)) return isnan(x->number) ? 1 : -1;
	if (x->number < y->number || x->number > y->number) return x->number < y->number ? -1 : 1;
	if (x->reverse) by_text = -by_text;
	return by_text ? by_text : x->at - y->at;
}

static struct rank_of rank_of(const struct point *p, int at, const char *key, bool reverse)
{
	int axis = pick_axis(p, key), stat = point_find(p, key);
	struct rank_of place = {NAN, NULL, at, reverse};
	const struct statistic *row = statistic_find(key);
	if (axis >= 0) {
		place.number = number_of(p->axis[axis].text).number;
		if (isnan(place.number)) place.text = p->axis[axis].text;
	} else if (stat >= 0 && !p->failed) {
		place.number = (row && row->better == BETTER_LOWER ? 1 : -1) * point_mean(p, stat);
	} else if (strcmp(key, LIMITER) == 0) {
		place.text = limiter_name(p) ? limiter_name(p) : "failed";
	}
	if (reverse) place.number = -place.number;
	return place;
}

bool pick_sort(struct point *point, int n, const char *by, struct error *err)
{
	bool reverse = *by == '-';
	const char *key = by + reverse, *best = NULL;
	bool known = strcmp(key, LIMITER) == 0;
	int cost = 0;
	for (int i = 0; i < n && !known; i++)
		known = pick_axis(&point[i], key) >= 0 || point_find(&point[i], key) >= 0;
	for (int i = 0; n && i < point[0].n_stats && !known; i++)
		statistic_offer(key, point[0].stat[i].name, &best, &cost);
	if (!known && best) return error_plain(err, "--sort %s: no such key or statistic; did you mean %s?", by, best);
	if (!known) return error_plain(err, "--sort %s: no such key or statistic", by);
	struct rank_of *place = malloc((size_t)n * sizeof(*place));
	struct point *sorted = malloc((size_t)n * sizeof(*sorted));
	bool ok = place && sorted;
	for (int i = 0; ok && i < n; i++)
		place[i] = rank_of(&point[i], i, key, reverse);
	if (ok) qsort(place, (size_t)n, sizeof(*place), earlier_first);
	for (int i = 0; ok && i < n; i++)
		sorted[i] = point[place[i].at];
	if (ok) memcpy(point, sorted, (size_t)n * sizeof(*sorted));
	free(place);
	free(sorted);
	return ok || error_memory(err);
}
