#include "scenario/applies.h"
#include "scenario/facts.h"
#include "scenario/keys.h"
#include "scenario/value.h"
#include <stdio.h>
#include <string.h>

/* ---- conditions ---- */

/* The canonical path of a key as a condition writes it: beside the parameter, or a whole path; a mapping that names a model for that name. */
static bool resolve(const char *key, size_t len, const char *container, char *path, size_t size)
{
	bool whole = memchr(key, '.', len) || (len == 7 && strncmp(key, "traffic", len) == 0);
	int n = snprintf(path, size, "%s%s%.*s", whole ? "" : container, whole ? "" : ".", (int)len, key);
	int slot = n > 0 && (size_t)n < size ? slot_of_path(path) : -1;
	if (slot >= 0) n += snprintf(path + n, size - (size_t)n, ".%s", slots[slot].selector);
	return n > 0 && (size_t)n < size;
}

bool condition_next(const char **at, const char *container, struct condition *c, bool *sound)
{
	const char *s = *at;
	*sound = true;
	if (*s != '[' && *s != ' ') return false;
	s++;
	*c = (struct condition){.unless = *s == '!'};
	const char *name = s + c->unless;
	size_t len = strcspn(name, " ]");
	if ((c->fact = fact_find(name, len))) {
		*at = name + len;
		return true;
	}
	size_t key = strcspn(s, "=! ]");
	c->unless = s[key] == '!';
	const char *values = s + key + c->unless + 1;
	len = s[key] && s[key + c->unless] == '=' ? strcspn(values, " ]") : 0;
	*sound = key > 0 && len > 0 && len < sizeof c->values && resolve(s, key, container, c->path, sizeof c->path);
	if (!*sound) return false;
	snprintf(c->values, sizeof c->values, "%.*s", (int)len, values);
	*at = values + len;
	return true;
}

/* Is `is` among the values of c? */
static bool among(const struct condition *c, const char *is)
{
	char one[160], a[64], b[64];
	for (const char *v = c->values; *v; v += strcspn(v, "|"), v += *v == '|') {
		snprintf(one, sizeof one, "%.*s", (int)strcspn(v, "|"), v);
		if (strcmp(value_canonical(c->path, one, a, sizeof a), value_canonical(c->path, is, b, sizeof b)) == 0)
			return true;
	}
	return false;
}

bool condition_holds(const struct condition *c, const struct setup *s)
{
	struct key k = key_find(c->path);
	const void *base;
	char buf[64];
	if (c->fact) return c->fact->holds(s) != c->unless;
	if (k.what == KEY_SELECTOR) return among(c, s->slot[k.slot].reg->name) != c->unless;
	const struct param *p = param_in(s, c->path, &base);
	return p ? among(c, value_print(p, base, buf, sizeof buf)) != c->unless : c->unless;
}

/* "ewma or page" */
static size_t put_values(char *buf, size_t size, const char *values)
{
	size_t used = 0;
	for (const char *v = values; *v && used < size; v += strcspn(v, "|"), v += *v == '|')
		used += (size_t)snprintf(buf + used, size - used, "%s%.*s", v == values ? "" : " or ", (int)strcspn(v, "|"), v);
	return used;
}

const char *conditions_shown(const char *help, const char *container, char *buf, size_t size)
{
	struct condition c;
	const char *at = help ? help : "";
	size_t used = 0;
	bool sound;
	*buf = '\0';
	while (used < size && condition_next(&at, container, &c, &sound)) {
		if (c.fact)
			used += (size_t)snprintf(buf + used, size - used, "%s%s%s", used ? " and " : "", c.unless ? "not: " : "",
						 c.fact->text);
		else
			used += (size_t)snprintf(buf + used, size - used, "%s%s is %s", used ? " and " : "", c.path,
						 c.unless ? "not " : "");
		if (used < size && !c.fact) used += put_values(buf + used, size - used, c.values);
		if (*at == ']') break;
	}
	return buf;
}

bool conditions_hold(const char *help, const char *container, const struct setup *s)
{
	struct condition c;
	const char *at = help ? help : "";
	bool sound;
	if (*at != '[') return true;
	while (condition_next(&at, container, &c, &sound)) {
		if (!condition_holds(&c, s)) return false;
		if (*at == ']') break;
	}
	return true;
}
