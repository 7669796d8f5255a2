/* claims.c - published numbers a scenario stands beside. Their shape is checked here, they are judged elsewhere. */
#include "scenario/internal.h"
#include <string.h>

const char *const claim_kinds[] = {"exact", "calibrated", "predicted", "flagged", NULL};

const struct claim_key claim_keys[] = {
	{"id", "a short name, once in all files judged together; what stands before its first '-' is the group"},
	{"of", "the statistic that is claimed, such as throughput"},
	{"at", "where: {key: value}, one of each axis; a key that is no axis is changed for this claim alone"},
	{"published", "the number as published, with its unit; or a range {from: ..., to: ...}"},
	{"tolerance", "share of the published number it may be missed by, such as 10%; default 0, none with a range"},
	{"kind",
	 "exact, calibrated (a price was set by it), predicted, or flagged (the source is in error; never counts as a miss)"},
	{"over",
	 "{key: value}: the claim is the ratio to the same statistic here; other keys as in at; published is a plain number"},
	{"refused", "{key: value} instead of of and published: the claim is that this is refused, with an error at that key"},
	{"note", "a text shown with the result, such as the arithmetic of a flag"},
	{NULL, NULL},
};

/* A rate may be written per second of anything: 2222/s. */
static bool read_number(enum unit unit, const char *text, int64_t *value, char *why, size_t size)
{
	char rate[80];
	size_t len = strlen(text);
	bool per_second = unit == UNIT_PACKETRATE && len > 2 && len < sizeof rate - 4 && strcmp(text + len - 2, "/s") == 0 &&
			  text[len - 3] >= '0' && text[len - 3] <= '9';
	if (per_second) snprintf(rate, sizeof rate, "%.*spps", (int)(len - 2), text);
	return unit_parse(unit, per_second ? rate : text, 0, value, why, size);
}

static const enum unit quantities[] = {UNIT_FACTOR,     UNIT_TIME,          UNIT_BYTES, UNIT_BITRATE,
				       UNIT_PACKETRATE, UNIT_TIME_PER_BYTE, UNIT_RATIO, UNIT_FREQUENCY};
enum { N_QUANTITIES = sizeof quantities / sizeof *quantities };

/* What text is a quantity of, UNIT_TEXT = nothing; then hint gets what its writer may have meant ("; write 1Gb/s"), or "". */
static enum unit quantity_of(const char *text, int64_t *value, char *hint, size_t size)
{
	char why[300];
	*hint = '\0';
	for (int i = 0; i < N_QUANTITIES; i++) {
		if (read_number(quantities[i], text, value, why, sizeof why)) return quantities[i];
		const char *write = strstr(why, "; write ");
		if (write && !*hint) snprintf(hint, size, "%s", write);
	}
	return UNIT_TEXT;
}

bool claim_number(const char *text, const char *unit, double *out)
{
	char one[40], why[300];
	enum unit kind = UNIT_FACTOR;
	int64_t value, scale = 1;
	snprintf(one, sizeof one, strncmp(unit, "1/", 2) == 0 ? "%s" : "1%s", unit);
	/* A unit no scenario can write ("packets", none) counts something. */
	for (int i = 0; i < N_QUANTITIES; i++)
		if (unit_suffix(quantities[i], 0) && read_number(quantities[i], one, &scale, why, sizeof why))
			kind = quantities[i];
	if (kind == UNIT_FACTOR && !read_number(kind, "1", &scale, why, sizeof why)) return false;
	if (!read_number(kind, text, &value, why, sizeof why)) return false;
	*out = (double)value / (double)scale;
	return true;
}

static bool read_tolerance(const struct node *n, struct claim *c, struct error *err)
{
	char why[300];
	if (!need_text(n, "tolerance", "0 or a share such as 10%", err)) return false;
	if (strcmp(n->text, "0") == 0) return true;
	return unit_parse(UNIT_RATIO, n->text, 0, &c->tolerance, why, sizeof why) ||
	       error_at(err, n->at, "key 'tolerance': %s", why);
}

static bool read_kind(const struct node *n, struct claim *c, struct error *err)
{
	char words[100], hint[HINT_SIZE];
	words_shown(claim_kinds, words, sizeof words);
	if (!need_text(n, "kind", words, err)) return false;
	for (int i = 0; claim_kinds[i]; i++) {
		if (strcmp(claim_kinds[i], n->text) != 0) continue;
		c->kind = (enum claim_kind)i;
		return true;
	}
	return error_at(err, n->at, "key 'kind': unknown word '%.60s', expected %s%s", n->text, words,
			word_hint(n->text, claim_kinds, hint, sizeof hint));
}

const char *key_needed(const struct scenario *s, const struct node *n, const char *example, struct error *err)
{
	char hint[HINT_SIZE];
	const char *key = key_canonical(s->arena, n->key);
	enum key_what what = key ? key_find(key).what : KEY_UNKNOWN;
	if (what != KEY_UNKNOWN && what != KEY_TEXT) return key;
	if (!key)
		error_memory(err);
	else if (*key_hint(key, hint, sizeof hint))
		error_at(err, n->key_at, "unknown key '%.100s'%s", n->key, hint);
	else
		error_at(err, n->key_at, "unknown key '%.100s', expected a path such as %s", n->key, example);
	return NULL;
}

/* at, over and refused: keys and values. */
static bool read_keys(const struct scenario *s, const struct node *map, const struct claim_at **out, int *n_out,
		      struct error *err)
{
	char shown[128];
	struct claim_at *list = arena_array(s->arena, (size_t)map->count + 1, sizeof *list);
	if (!list) return error_memory(err);
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key '%s': expected a mapping of keys to values, not %s", map->key,
				node_shown(map, shown, sizeof shown));
	for (const struct node *n = map->first; n; n = n->next) {
		const char *key = key_needed(s, n, "nic.scheme.model", err);
		if (!key) return false;
		if (!need_text(n, n->key, "a value", err)) return false;
		for (int i = 0; i < *n_out; i++)
			if (strcmp(list[i].key, key) == 0)
				return error_at(err, n->key_at, "duplicate key '%.100s'; it stands first in line %d as '%s'",
						n->key, list[i].at.line, key);
		list[(*n_out)++] = (struct claim_at){key, n->text, n->at};
	}
	*out = list;
	return true;
}

/* over and refused say nothing when they are empty. */
static bool read_some_keys(const struct scenario *s, const struct node *map, const struct claim_at **out, int *n_out,
			   struct error *err)
{
	if (!read_keys(s, map, out, n_out, err)) return false;
	return *n_out ||
	       error_at(err, map->at, "key '%s': expected a key and a value such as {nic.ring.entries: 128}, not {}", map->key);
}

/* One text of a claim; *out stays as it is when the key is missing and need not be there. */
static bool read_text(const struct node *map, const char *key, bool needed, const char *expected, const char **out,
		      struct place *at, struct error *err)
{
	const struct node *n = node_child(map, key);
	if (!n) return !needed || error_at(err, map->at, "missing key '%s' in a claim, expected %s", key, expected);
	if (!need_text(n, key, expected, err)) return false;
	*out = n->text;
	*at = n->at;
	return true;
}

/* One number; plain: of a ratio, without a unit. */
static bool read_quantity(const struct node *n, bool plain, const char **text, enum unit *unit, int64_t *value, struct error *err)
{
	char hint[HINT_SIZE];
	const char *expected = plain ? "a plain number such as 2.5, as it is a ratio" : "a quantity such as 12, 2Gb/s or 35us";
	if (!need_text(n, n->key, plain ? expected : "a quantity such as 2Gb/s", err)) return false;
	*text = n->text;
	*unit = quantity_of(n->text, value, hint, sizeof hint);
	if (*unit != UNIT_TEXT && (!plain || *unit == UNIT_FACTOR)) return true;
	return error_at(err, n->at, "key '%s': expected %s, not '%.60s'%s", n->key, expected, n->text, plain ? "" : hint);
}

static bool read_range(const struct node *map, bool plain, struct claim *c, struct error *err)
{
	static const char *const words[] = {"from", "to", NULL};
	const struct node *end[2];
	const char *text[2];
	enum unit unit[2];
	int64_t value[2] = {0, 0};
	char hint[HINT_SIZE];
	for (const struct node *n = map->first; n; n = n->next)
		if (strcmp(n->key, "from") != 0 && strcmp(n->key, "to") != 0)
			return error_at(err, n->key_at, "unknown key '%.60s' in a range, expected from or to%s", n->key,
					word_hint(n->key, words, hint, sizeof hint));
	for (int i = 0; i < 2; i++) {
		end[i] = node_child(map, words[i]);
		if (!end[i])
			return error_at(err, map->at, "missing key '%s' in a range, expected {from: 2Gb/s, to: 3Gb/s}", words[i]);
		if (!read_quantity(end[i], plain, &text[i], &unit[i], &value[i], err)) return false;
	}
	if (unit[0] != unit[1])
		return error_at(err, end[1]->at, "key 'to': expected %s, as 'from' is, not '%.60s'", unit_example(unit[0]),
				text[1]);
	if (value[0] > value[1]) return error_at(err, end[1]->at, "key 'to': '%.60s' is below 'from', '%.60s'", text[1], text[0]);
	c->published = text[0];
	c->published_to = text[1];
	return true;
}

static bool read_published(const struct node *map, struct claim *c, struct error *err)
{
	const struct node *n = node_child(map, "published");
	enum unit unit;
	int64_t value;
	if (!n) return error_at(err, map->at, "missing key 'published' in a claim, expected a quantity such as 2Gb/s");
	c->published_place = n->at;
	if (n->kind == NODE_MAP) return read_range(n, c->n_over > 0, c, err);
	return read_quantity(n, c->n_over > 0, &c->published, &unit, &value, err);
}

/* What does not go with a refusal, a range or exactness. */
static bool check_together(const struct node *map, const struct claim *c, struct error *err)
{
	static const char *const numbers[] = {"of", "published", "over", "tolerance"};
	const struct node *tolerance = node_child(map, "tolerance"), *n = NULL;
	for (size_t i = 0; c->n_refused && i < sizeof numbers / sizeof *numbers; i++)
		if ((n = node_child(map, numbers[i])))
			return error_at(err, n->key_at, "key '%s' does not go with 'refused'; expected refused, kind and at",
					n->key);
	if (c->n_refused && c->kind != CLAIM_EXACT)
		return error_at(err, node_child(map, "kind")->at,
				"key 'kind': expected exact, as it is about a refusal, not '%s'", claim_kinds[c->kind]);
	if (tolerance && c->published_to)
		return error_at(err, tolerance->key_at, "key 'tolerance' does not go with a range; its ends are the tolerance");
	if (tolerance && c->kind == CLAIM_EXACT && c->tolerance)
		return error_at(err, tolerance->at, "key 'tolerance': expected 0, as the claim is exact, not '%.60s'",
				tolerance->text);
	return true;
}

static bool check_keys(const struct node *map, struct error *err)
{
	const char *words[sizeof claim_keys / sizeof *claim_keys];
	char shown[200], hint[HINT_SIZE];
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		words[i] = claim_keys[i].key;
	for (const struct node *n = map->first; n; n = n->next) {
		bool known = false;
		for (int i = 0; words[i]; i++)
			known |= strcmp(words[i], n->key) == 0;
		if (!known)
			return error_at(err, n->key_at, "unknown key '%.60s' in a claim, expected %s%s", n->key,
					words_shown(words, shown, sizeof shown), word_hint(n->key, words, hint, sizeof hint));
	}
	return true;
}

/* What is claimed: a number, or a refusal. */
static bool read_what(const struct scenario *s, const struct node *map, struct claim *c, struct error *err)
{
	const struct node *at = node_child(map, "at"), *over = node_child(map, "over"), *refused = node_child(map, "refused");
	if ((at && !read_keys(s, at, &c->at, &c->n_at, err)) || (over && !read_some_keys(s, over, &c->over, &c->n_over, err)))
		return false;
	if (refused) return read_some_keys(s, refused, &c->refused, &c->n_refused, err);
	return read_text(map, "of", true, "the name of a statistic such as throughput", &c->of, &c->of_place, err) &&
	       statistic_needed(node_child(map, "of"), "of", err) && read_published(map, c, err);
}

static bool read_claim(struct scenario *s, const struct node *map, struct error *err)
{
	struct claim *c = &s->claim[s->n_claims];
	struct place id_at = {0}, note_at;
	char shown[200];
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "claims: expected a mapping {id: ..., of: ...}, not %s",
				node_shown(map, shown, sizeof shown));
	if (!check_keys(map, err)) return false;
	*c = (struct claim){.id = "", .of = "", .published = "", .note = "", .place = map->at};
	if (!read_text(map, "id", true, "a short name such as 003-a", &c->id, &id_at, err) ||
	    !read_text(map, "note", false, "a text", &c->note, &note_at, err) || !read_what(s, map, c, err))
		return false;
	if (!*c->id || *c->id == '-')
		return error_at(err, id_at, "key 'id': expected a short name with its group in front, such as 003-a, not '%.60s'",
				c->id);
	for (int i = 0; i < s->n_claims; i++)
		if (strcmp(s->claim[i].id, c->id) == 0)
			return error_at(err, id_at, "duplicate claim '%.60s'; it stands first in line %d", c->id,
					s->claim[i].place.line);
	const struct node *tolerance = node_child(map, "tolerance"), *kind = node_child(map, "kind");
	if (!kind)
		return error_at(err, map->at, "missing key 'kind' in a claim, expected %s",
				words_shown(claim_kinds, shown, sizeof shown));
	s->n_claims++;
	return read_kind(kind, c, err) && (!tolerance || read_tolerance(tolerance, c, err)) && check_together(map, c, err);
}

bool claims_read(struct scenario *s, const struct node *list, struct error *err)
{
	char shown[80];
	if (list->kind != NODE_LIST)
		return error_at(err, list->at, "key 'claims': expected a list of claims, not %s",
				node_shown(list, shown, sizeof shown));
	s->claim_node = list;
	s->claim = arena_array(s->arena, (size_t)list->count + 1, sizeof *s->claim);
	if (!s->claim) return error_memory(err);
	bool all = true;
	for (const struct node *n = list->first; n; n = n->next) {
		struct error one;
		error_begin(&one, err);
		if (!read_claim(s, n, &one) && !error_take(err, &one, &all)) break;
	}
	return all;
}

int scenario_claims(const struct scenario *s, const struct claim **list)
{
	*list = s->claim;
	return s->n_claims;
}
