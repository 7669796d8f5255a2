/* pairs.c - the grammar of QEMU's option arguments (util/keyval.c), and the JSON form of -device and -netdev. */
#include "import/pairs.h"
#include "scenario/yaml.h"
#include <string.h>

enum { PAIRS_MOST = 300 };

static bool add(struct pairs *out, struct arena *a, const char *name, const char *value, struct place at, enum spelling spelling,
		struct error *err)
{
	if (out->n == out->most) return error_at(err, at, "more than %d properties", out->most);
	const char *shown = spelling == SPELT_PLAIN  ? arena_printf(a, "%s=%s", name, value)
			    : spelling == SPELT_JSON ? arena_printf(a, "\"%s\": %s", name, value)
						     : arena_printf(a, "\"%s\": \"%s\"", name, value);
	if (!shown) return error_memory(err);
	out->pair[out->n++] = (struct pair){{name, value, shown, at, NULL}, spelling};
	return true;
}

/* The part at *at, up to a comma that is not doubled, with doubled ones made single where they stand; *at moves behind it. */
static char *take_part(char **at)
{
	char *part = *at, *to = part;
	while (**at) {
		char c = *(*at)++;
		if (c == ',' && **at != ',') break;
		if (c == ',') (*at)++;
		*to++ = c;
	}
	if (to < *at) *to = '\0';
	return part;
}

static bool add_part(struct pairs *out, struct arena *a, char *part, const char *implied, struct place at, struct error *err)
{
	char *equals = strchr(part, '=');
	if (!equals && implied) return add(out, a, implied, part, at, SPELT_PLAIN, err);
	if (!equals && strncmp(part, "no", 2) == 0 && part[2]) return add(out, a, part + 2, "off", at, SPELT_PLAIN, err);
	if (!equals) return add(out, a, part, "on", at, SPELT_PLAIN, err);
	*equals = '\0';
	if (!*part) return error_at(err, at, "a value without a name, '=%.60s'; expected name=value", equals + 1);
	return add(out, a, part, equals + 1, at, SPELT_PLAIN, err);
}

/* Values within others get names with dots, as QEMU's dotted keys. */
static bool add_nodes(struct pairs *out, struct arena *a, const struct node *map, const char *prefix, struct place at,
		      struct error *err)
{
	for (const struct node *n = map->first; n; n = n->next) {
		const char *name = arena_printf(a, "%s%s%s", prefix, *prefix ? "." : "", n->key ? n->key : "0");
		if (!name) return error_memory(err);
		if (n->kind != NODE_SCALAR) {
			if (!add_nodes(out, a, n, name, at, err)) return false;
		} else if (!add(out, a, name, n->text, at, n->quoted ? SPELT_JSON_QUOTED : SPELT_JSON, err))
			return false;
	}
	return true;
}

static bool read_json(struct pairs *out, struct arena *a, const char *option, const struct word *w, struct error *err)
{
	struct error why = {0};
	const struct node *n = yaml_read_json(a, w->text, strlen(w->text), w->at.file, &why);
	if (!n) {
		struct place at = w->at;
		if (why.at.line == 1) at.col += why.at.col - 1;
		return error_because(err, &why, at, "%s: %s", option, why.text);
	}
	return add_nodes(out, a, n, "", w->at, err);
}

bool pairs_read(struct pairs *out, struct arena *a, const char *option, const struct word *w, const char *implied,
		struct error *err)
{
	size_t most = 1;
	for (const char *c = w->text; *c && most < PAIRS_MOST; c++)
		most += *c == ',' || *c == ':';
	out->n = 0;
	out->most = (int)most;
	out->pair = arena_array(a, most, sizeof *out->pair);
	char *text = arena_strdup(a, w->text);
	if (!out->pair || !text) return error_memory(err);
	if (!*w->text) return error_at(err, w->at, "%s: expected something behind it, found nothing", option);
	if (*w->text == '{') return read_json(out, a, option, w, err);
	for (char *at = text; *at; implied = NULL) {
		struct place place = w->at;
		place.col += (int)(at - text);
		char *part = take_part(&at);
		if (!*part && !*at) break; /* a comma at the end */
		if (!add_part(out, a, part, implied, place, err)) return false;
	}
	return true;
}

const struct pair *pairs_find(const struct pairs *p, const char *name)
{
	for (int i = p->n - 1; i >= 0; i--)
		if (strcmp(p->pair[i].p.name, name) == 0) return &p->pair[i];
	return NULL;
}
