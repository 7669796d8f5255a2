/* keys.h - what dotted paths mean, found in the tables of slots, groups, models and prices. */
#ifndef SCENARIO_KEYS_H
#define SCENARIO_KEYS_H
#include "base/arena.h"
#include "nic/setup.h"

enum key_what { KEY_UNKNOWN, KEY_TEXT, KEY_PLATFORM, KEY_CORES, KEY_PRICE, KEY_SELECTOR, KEY_PARAM };
struct key {
	enum key_what what;
	int slot;                       /* SELECTOR, PARAM: of which slot, else -1 */
	const struct param *param;      /* PARAM; of several models with this key, the first one's */
	const struct price *price;      /* PRICE */
	const char *backend;            /* PRICE: of that back end alone, "prices.backends.vhost.kick"; NULL = of all */
	const struct registered *owner; /* PARAM: the model that declares it; NULL = common to the slot, or a group's */
};

/* What a canonical path means as one value that can be set. */
struct key key_find(const char *path);
/* The long spelling: a slot's path gets its selector.  path itself when it is long already; NULL when memory is exhausted. */
const char *key_canonical(struct arena *a, const char *path);
/*
 * A key written in the wrong mapping: the one legal path that ends in `key` and lies above or below container ("" = the top), in
 * buf; false when there is none or more than one.
 */
bool key_elsewhere(const char *key, const char *container, char *buf, size_t size);
/* Is path a slot, a group or a parent of one, thus a mapping in the file? */
bool key_is_container(const char *path);
/* The child name of path below container ("" = the top), its length in *len; NULL when path is not below it. */
const char *key_below(const char *path, const char *container, size_t *len);

/* The unit a key's values are counted in; false when they are words. */
bool key_unit(const struct key *k, enum unit *unit);

int slot_of_path(const char *path);                  /* -1 = none */
const struct group *group_of_path(const char *path); /* NULL = none */
/* The entry of a table (NULL = empty) with that key, or NULL. */
const struct param *param_find(const struct param *table, const char *key);
/* The parameter key of a slot whose model is reg (NULL: common ones only). */
const struct param *slot_param(int slot, const struct registered *reg, const char *key);
/* The first model of a slot's kind, from `from` on (NULL = all), that declares parameter key; NULL = none. */
const struct registered *param_owner(int slot, const char *key, const struct registered *from);
/* "backends.vhost.kick" as its parts, "kick" returned and the back end's registered name in *backend; NULL when it names no back end's price. */
const char *price_of_backend(const char *path, const char **backend);
/* The price of that name some model or the guest asks for; NULL = none. */
const struct price *price_find(const char *key);

/* "a, b or c" into buf: the words of a list, or the models of a kind. */
const char *words_shown(const char *const *words, char *buf, size_t size);
const char *models_shown(const char *kind, char *buf, size_t size);

/* The first legal path below a mapping, as an example of one: "cores.host"; "" when there is none. */
const char *key_below_first(const char *path, char *buf, size_t size);

/*
 * hints.c: what may have been meant by a name that is not known, as "; did you mean 'x'?" in buf; "" where nothing is sure. First the table of
 * what others call it (nic/called.h), then slips of the pen. 300 bytes hold any hint.
 */
enum { HINT_SIZE = 300 };
const char *key_hint(const char *path, char *buf, size_t size);   /* a dotted path, or its end */
const char *price_hint(const char *word, char *buf, size_t size); /* "kick", "backends.vhost.kick" */
const char *model_hint(const char *kind, const char *word, char *buf, size_t size);
const char *word_hint(const char *word, const char *const *list, char *buf, size_t size); /* one of list, NULL-terminated */
const char *no_key_hint(const char *word, char *buf, size_t size); /* a model or statistic in the place of a key */
const char *statistic_hint(const char *word, char *buf, size_t size);
/* "; did you mean 'x'?" into buf, "" for best == NULL. */
const char *hint_shown(const char *best, char *buf, size_t size);
/* The legal path that key_hint() would name, in buf; NULL when there is none. */
const char *key_meant(const char *path, char *buf, size_t size);
#endif
