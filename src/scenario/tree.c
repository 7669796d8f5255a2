#include "scenario/tree.h"
#include <stdio.h>
#include <string.h>

struct node *node_new(struct arena *a, enum node_kind kind, struct place at)
{
	struct node *n = arena_alloc(a, sizeof *n);
	if (!n) return NULL;
	n->kind = kind;
	n->at = n->key_at = at;
	n->text = "";
	return n;
}

struct node *node_scalar(struct arena *a, const char *text, struct place at)
{
	struct node *n = node_new(a, NODE_SCALAR, at);
	if (!n || !(n->text = arena_strdup(a, text))) return NULL;
	return n;
}

void node_append(struct node *parent, struct node *child)
{
	child->next = NULL;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

/* Texts are shared between copies: nobody changes them in place, and the original lives at least as long. */
struct node *tree_copy(struct arena *a, const struct node *n)
{
	struct node *copy = arena_alloc(a, sizeof *copy);
	if (!copy) return NULL;
	*copy = *n;
	copy->first = copy->last = copy->next = NULL;
	copy->count = 0;
	for (const struct node *c = n->first; c; c = c->next) {
		struct node *child = tree_copy(a, c);
		if (!child) return NULL;
		node_append(copy, child);
	}
	return copy;
}

struct node *node_child_n(const struct node *n, const char *key, size_t len)
{
	if (n->kind != NODE_MAP) return NULL;
	for (struct node *c = n->first; c; c = c->next)
		if (strncmp(c->key, key, len) == 0 && c->key[len] == '\0') return c;
	return NULL;
}

struct node *node_child(const struct node *n, const char *key)
{
	return node_child_n(n, key, strlen(key));
}

/* Follow path as far as nodes exist; *rest is what of it is left, "" when all was found. */
static struct node *follow(const struct node *root, const char *path, const char **rest)
{
	const struct node *n = root;
	while (*path) {
		size_t len = strcspn(path, ".");
		const struct node *child = node_child_n(n, path, len);
		if (!child) break;
		n = child;
		path += len + (path[len] == '.');
	}
	*rest = path;
	return (struct node *)n;
}

struct node *tree_find(const struct node *root, const char *path)
{
	const char *rest;
	struct node *n = follow(root, path, &rest);
	return *rest ? NULL : n;
}

const struct node *tree_nearest(const struct node *root, const char *path)
{
	const struct node *n = root, *child = root;
	for (; child && child->origin != FROM_PLATFORM; path += *path == '.') {
		size_t len = strcspn(path, ".");
		n = child;
		child = node_child_n(n, path, len);
		path += len;
	}
	return n;
}

static void become_map(struct node *n)
{
	if (n->kind == NODE_MAP) return;
	n->kind = NODE_MAP;
	n->text = "";
	n->quoted = false;
	n->first = n->last = NULL;
	n->count = 0;
}

struct node *tree_set(struct arena *a, struct node *root, const char *path, const struct node *value)
{
	const char *rest;
	struct node *n = follow(root, path, &rest);
	while (*rest) {
		size_t len = strcspn(rest, ".");
		struct node *child = node_new(a, NODE_MAP, value->at);
		if (!child || !(child->key = arena_strndup(a, rest, len))) return NULL;
		child->key_at = value->key_at;
		child->origin = value->origin;
		become_map(n);
		node_append(n, child);
		n = child;
		rest += len + (rest[len] == '.');
	}
	const struct node *list = value->kind == NODE_LIST ? tree_copy(a, value) : NULL;
	if (value->kind == NODE_LIST && !list) return NULL;
	n->kind = list ? NODE_LIST : NODE_SCALAR;
	n->first = list ? list->first : NULL;
	n->last = list ? list->last : NULL;
	n->count = list ? list->count : 0;
	n->text = value->text;
	n->quoted = value->quoted;
	n->at = value->at;
	n->key_at = value->key_at;
	n->origin = value->origin;
	return n;
}

void tree_remove(struct node *root, const char *path)
{
	const char *dot = strrchr(path, '.'), *rest;
	struct node *target = tree_find(root, path), *parent = follow(root, path, &rest), *before = NULL;
	if (!target || target == root) return;
	parent = root;
	for (const char *p = path; dot && p < dot;) {
		size_t len = strcspn(p, ".");
		parent = node_child_n(parent, p, len);
		p += len + 1;
	}
	for (struct node *c = parent->first; c != target; c = c->next)
		before = c;
	if (before)
		before->next = target->next;
	else
		parent->first = target->next;
	if (parent->last == target) parent->last = before;
	parent->count--;
}

bool node_is_null(const struct node *n)
{
	return n->kind == NODE_SCALAR && !n->quoted && (!*n->text || strcmp(n->text, "~") == 0 || strcmp(n->text, "null") == 0);
}

const char *node_shown(const struct node *n, char *buf, size_t size)
{
	if (n->kind == NODE_MAP) return "a mapping";
	if (n->kind == NODE_LIST) return "a list";
	if (node_is_null(n)) return "nothing";
	snprintf(buf, size, "'%.60s'", n->text);
	return buf;
}

struct place node_place(const struct node *n)
{
	return n->kind == NODE_SCALAR || !n->key ? n->at : n->key_at;
}
