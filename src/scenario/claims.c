/* claims.c - published numbers a scenario stands beside. Their shape is checked here, they are judged elsewhere. */
#include "scenario/internal.h"
#include <string.h>

const char *const claim_kinds[] = {"exact", "calibrated", "predicted", "flagged", NULL};

/* Is text any quantity?  If not, hint gets what its writer may have meant ("; write 1Gb/s"), "" when nothing comes to mind. */
static bool is_quantity(const char *text, char *hint, size_t size)
{
	static const enum unit units[] = {UNIT_COUNT,      UNIT_FACTOR,        UNIT_TIME,  UNIT_BYTES,    UNIT_BITRATE,
					  UNIT_PACKETRATE, UNIT_TIME_PER_BYTE, UNIT_RATIO, UNIT_FREQUENCY};
	int64_t value;
	char why[300];
	*hint = '\0';
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (unit_parse(units[i], text, 0, &value, why, sizeof why)) return true;
		const char *write = strstr(why, "; write ");
		if (write && !*hint) snprintf(hint, size, "%s", write);
	}
	return false;
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
	char words[100], hint[100];
	words_shown(claim_kinds, words, sizeof words);
	if (!need_text(n, "kind", words, err)) return false;
	for (int i = 0; claim_kinds[i]; i++) {
		if (strcmp(claim_kinds[i], n->text) != 0) continue;
		c->kind = (enum claim_kind)i;
		return true;
	}
	return error_at(err, n->at, "key 'kind': unknown word '%.60s', expected %s%s", n->text, words,
			hint_shown(nearest_word(n->text, claim_kinds), hint, sizeof hint));
}

static bool read_at(const struct scenario *s, const struct node *map, struct claim *c, struct error *err)
{
	char shown[128], hint[160];
	struct claim_at *list = arena_array(s->arena, (size_t)map->count + 1, sizeof *list);
	if (!list) return error_plain(err, "out of memory");
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key 'at': expected a mapping of keys to values, not %s",
				node_shown(map, shown, sizeof shown));
	for (const struct node *n = map->first; n; n = n->next) {
		const char *key = key_canonical(s->arena, n->key);
		if (!key) return error_plain(err, "out of memory");
		enum key_what what = key_find(key).what;
		if (what == KEY_UNKNOWN || what == KEY_TEXT) {
			const char *best = key_nearest(key, shown, sizeof shown);
			return error_at(err, n->key_at, "unknown key '%.100s'%s", n->key,
					best ? hint_shown(best, hint, sizeof hint)
					     : ", expected a path such as nic.scheme.model");
		}
		if (!need_text(n, n->key, "a value", err)) return false;
		list[c->n_at++] = (struct claim_at){key, n->text, n->at};
	}
	c->at = list;
	return true;
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

static bool read_claim(struct scenario *s, const struct node *map, struct error *err)
{
	static const char *const words[] = {"id", "of", "at", "published", "tolerance", "kind", "note", NULL};
	struct claim *c = &s->claim[s->n_claims];
	struct place id_at = {0}, note_at;
	char shown[200], hint[100];
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "claims: expected a mapping {id: ..., of: ...}, not %s",
				node_shown(map, shown, sizeof shown));
	for (const struct node *n = map->first; n; n = n->next) {
		bool known = false;
		for (int i = 0; words[i]; i++)
			known |= strcmp(words[i], n->key) == 0;
		if (!known)
			return error_at(err, n->key_at, "unknown key '%.60s' in a claim, expected %s%s", n->key,
					words_shown(words, shown, sizeof shown),
					hint_shown(nearest_word(n->key, words), hint, sizeof hint));
	}
	*c = (struct claim){.id = "", .of = "", .published = "", .note = "", .place = map->at};
	if (!read_text(map, "id", true, "a short name such as 003-a", &c->id, &id_at, err) ||
	    !read_text(map, "of", true, "the name of a statistic such as throughput", &c->of, &c->of_place, err) ||
	    !read_text(map, "published", true, "a quantity such as 2Gb/s", &c->published, &c->published_place, err) ||
	    !read_text(map, "note", false, "a text", &c->note, &note_at, err))
		return false;
	for (int i = 0; i < s->n_claims; i++)
		if (strcmp(s->claim[i].id, c->id) == 0)
			return error_at(err, id_at, "duplicate claim '%.60s'; it stands first in line %d", c->id,
					s->claim[i].place.line);
	if (!is_quantity(c->published, hint, sizeof hint))
		return error_at(err, c->published_place,
				"key 'published': expected a quantity such as 12, 2Gb/s or 35us, not '%.60s'%s", c->published,
				hint);
	const struct node *at = node_child(map, "at"), *tolerance = node_child(map, "tolerance"), *kind = node_child(map, "kind");
	if (!kind)
		return error_at(err, map->at, "missing key 'kind' in a claim, expected %s",
				words_shown(claim_kinds, shown, sizeof shown));
	s->n_claims++;
	return read_kind(kind, c, err) && (!tolerance || read_tolerance(tolerance, c, err)) && (!at || read_at(s, at, c, err));
}

bool claims_read(struct scenario *s, const struct node *list, struct error *err)
{
	char shown[80];
	if (list->kind != NODE_LIST)
		return error_at(err, list->at, "key 'claims': expected a list of claims, not %s",
				node_shown(list, shown, sizeof shown));
	s->claim_node = list;
	s->claim = arena_array(s->arena, (size_t)list->count + 1, sizeof *s->claim);
	if (!s->claim) return error_plain(err, "out of memory");
	for (const struct node *n = list->first; n; n = n->next)
		if (!read_claim(s, n, err)) return false;
	return true;
}

int scenario_claims(const struct scenario *s, const struct claim **list)
{
	*list = s->claim;
	return s->n_claims;
}
