/* claim_point.c - from a claim to the one point it is about. */
#include "scenario/internal.h"
#include <string.h>

static const struct claim_at *entry_of(const struct claim_at *list, int n, const char *key)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].key, key) == 0) return &list[i];
	return NULL;
}

static bool pick(struct scenario *v, const struct claim_at *list, int n, const struct claim_at *except, int n_except, bool check,
		 struct error *err)
{
	for (int i = 0; i < n; i++) {
		struct node value = {.kind = NODE_SCALAR, .text = list[i].text, .at = list[i].at, .key_at = list[i].at};
		if (entry_of(except, n_except, list[i].key)) continue;
		if (!axes_pick(v, list[i].key, &value, check, err)) return false;
	}
	return true;
}

/* The axes a claim leaves open are said with the points they make. */
static bool check_single(const struct scenario *v, const struct claim *c, struct error *err)
{
	int64_t points = 1;
	for (int i = 0; i < v->n_axes && points <= SCENARIO_MAX_POINTS; i++)
		points *= v->axis[i].open ? v->samples : v->axis[i].n;
	if (points == 1) return true;
	return error_at(err, c->place,
			"claim '%.60s': 'at' selects %s%lld points, expected exactly one; it needs a value for '%s'", c->id,
			points > SCENARIO_MAX_POINTS ? "more than " : "",
			(long long)(points > SCENARIO_MAX_POINTS ? SCENARIO_MAX_POINTS : points), v->axis[0].key);
}

/* For a claim to change; NULL with err. */
static struct scenario *copy_of(const struct scenario *s, struct arena *a, struct error *err)
{
	struct scenario *v = arena_alloc(a, sizeof *v);
	if (v) {
		*v = *s;
		v->arena = a;
		v->n_claims = 0;
		v->claim_node = NULL;
		v->n_where = v->samples = 0;
		if ((v->tree = tree_copy(a, s->tree))) return v;
	}
	error_memory(err);
	return NULL;
}

/* A copy of s with what the claim says, platforms not read yet; NULL with err. */
static struct scenario *select_point(const struct scenario *s, const struct claim *c, enum claim_side side, struct arena *a,
				     struct error *err)
{
	struct scenario *v = copy_of(s, a, err);
	const struct claim_at *more = side == CLAIM_OVER ? c->over : c->refused;
	int n_more = side == CLAIM_OVER ? c->n_over : side == CLAIM_REFUSED ? c->n_refused : 0;
	if (!v) return NULL;
	/* What is to be refused is not judged here, that comes with the whole; but a slip of the pen is no refusal. */
	for (int i = 0; side == CLAIM_REFUSED && i < n_more; i++) {
		struct node value = {.kind = NODE_SCALAR, .text = more[i].text, .at = more[i].at};
		if (!axes_written(more[i].key, &value, err)) return NULL;
	}
	if (!pick(v, c->at, c->n_at, more, n_more, true, err) || !pick(v, more, n_more, NULL, 0, side != CLAIM_REFUSED, err))
		return NULL;
	return check_single(v, c, err) ? v : NULL;
}

struct scenario *claim_scenario(const struct scenario *s, const struct claim *c, enum claim_side side, struct arena *a,
				struct error *err)
{
	struct scenario *v = select_point(s, c, side, a, err);
	return v && axes_check(v, err) && read_platforms(v, err) ? v : NULL;
}

bool claims_select(const struct scenario *s, struct error *err)
{
	for (int i = 0; i < s->n_claims; i++) {
		const struct claim *c = &s->claim[i];
		if (!c->n_refused && !select_point(s, c, CLAIM_AT, s->arena, err)) return false;
		if (c->n_over && !select_point(s, c, CLAIM_OVER, s->arena, err)) return false;
		if (c->n_refused && !select_point(s, c, CLAIM_REFUSED, s->arena, err)) return false;
	}
	return true;
}

static bool try_side(const struct scenario *s, const struct claim *c, enum claim_side side, struct arena *a, struct error *err)
{
	struct setup setup;
	const struct scenario *v = claim_scenario(s, c, side, a, err);
	return v && scenario_setup(v, 0, a, &setup, err);
}

bool claim_fits(const struct scenario *s, const struct claim *c, struct arena *a, struct error *err)
{
	if (c->n_refused) return select_point(s, c, CLAIM_REFUSED, a, err);
	return try_side(s, c, CLAIM_AT, a, err) && (!c->n_over || try_side(s, c, CLAIM_OVER, a, err));
}

/* Without the refused keys; an axis that only they pick from may be anywhere. */
static bool accepted_without(const struct scenario *s, const struct claim *c, struct arena *a, struct error *why)
{
	struct setup setup;
	struct scenario *v = copy_of(s, a, why);
	if (!v || !pick(v, c->at, c->n_at, NULL, 0, true, why) || !axes_check(v, why) || !read_platforms(v, why)) return false;
	for (int64_t i = 0; i < v->points && i < SCENARIO_CHECK_ALL; i++) {
		*why = (struct error){0};
		if (scenario_setup(v, i, a, &setup, why)) return true;
	}
	return false;
}

enum claim_refusal claim_refusal(const struct scenario *s, const struct claim *c, struct arena *a, struct error *why)
{
	if (!accepted_without(s, c, a, why)) return REFUSED_ANYWAY;
	if (try_side(s, c, CLAIM_REFUSED, a, why)) return NOT_REFUSED;
	for (int i = 0; i < c->n_refused; i++) {
		struct place at = c->refused[i].at;
		size_t n = strlen(c->refused[i].key);
		if (strncmp(why->text, c->refused[i].key, n) == 0 && why->text[n] == ':') return REFUSED_THERE;
		if (why->at.file && at.file && strcmp(why->at.file, at.file) == 0 && why->at.line == at.line &&
		    why->at.col == at.col)
			return REFUSED_THERE;
	}
	return REFUSED_ELSEWHERE;
}
