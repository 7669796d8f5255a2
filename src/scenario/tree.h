/* tree.h - what a YAML file says, as nodes that know where they stand; paths are dotted keys ("nic.scheme.model"). */
#ifndef SCENARIO_TREE_H
#define SCENARIO_TREE_H
#include "base/arena.h"
#include "base/error.h"

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };
/* Who wrote a value: what came with an axis or --set is judged differently when a model is exchanged. */
enum node_origin { FROM_FILE, FROM_AXIS, FROM_SET, FROM_DEFAULT, FROM_PLATFORM };

struct node {
	enum node_kind kind;
	enum node_origin origin;
	bool quoted;     /* scalar: stood in quotes or as a block, thus is a text */
	const char *key; /* child of a mapping: its key; else NULL */
	struct place key_at, at;
	const char *text; /* scalar */
	int count;        /* children */
	struct node *first, *last, *next;
};

/* All allocate from a and return NULL when memory is exhausted. */
struct node *node_new(struct arena *a, enum node_kind kind, struct place at);
struct node *node_scalar(struct arena *a, const char *text, struct place at); /* copies text */
struct node *tree_copy(struct arena *a, const struct node *n);
/* Set what is at path to a copy of value, a scalar or a list (with its place and origin), making mappings on the way and replacing what stands there. */
struct node *tree_set(struct arena *a, struct node *root, const char *path, const struct node *value);

void node_append(struct node *parent, struct node *child);
/* The child of mapping n with that key (of length len); NULL when there is none or n is no mapping. */
struct node *node_child(const struct node *n, const char *key);
struct node *node_child_n(const struct node *n, const char *key, size_t len);
/* The node at path; "" is root itself; NULL when there is none. */
struct node *tree_find(const struct node *root, const char *path);
/* The node at path or its nearest parent that the scenario says (root at least): what a platform brought is passed over. */
const struct node *tree_nearest(const struct node *root, const char *path);
void tree_remove(struct node *root, const char *path);
/* An empty or null value: written as nothing, ~ or null, without quotes. */
bool node_is_null(const struct node *n);
/* "a mapping", "a list", "'text'" for messages, in buf. */
const char *node_shown(const struct node *n, char *buf, size_t size);
/* Where a node is best pointed at: its key for collections, its value for scalars. */
struct place node_place(const struct node *n);
#endif
