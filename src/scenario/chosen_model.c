/* chosen_model.c - which model a slot of the tree names. */
#include "scenario/internal.h"

struct place place_near(const struct node *tree, const char *path)
{
	return node_place(tree_nearest(tree, path));
}

const struct registered *bind_model(const struct node *tree, int slot, struct error *err)
{
	const struct slot *s = &slots[slot];
	const struct node *map = tree_find(tree, s->path), *word = map ? node_child(map, s->selector) : NULL;
	char words[300], hint[HINT_SIZE];
	if (!word && !s->dflt) {
		error_at(err, place_near(tree, s->path), "missing key '%s.%s', expected %s", s->path, s->selector,
			 models_shown(s->kind, words, sizeof words));
		return NULL;
	}
	if (word && !need_text(word, word->key, models_shown(s->kind, words, sizeof words), err)) return NULL;
	const char *name = word ? word->text : s->dflt;
	const struct registered *reg = model_find(s->kind, name);
	if (!reg)
		error_at(err, word ? word->at : place_near(tree, s->path), "there is no %s '%.60s', expected %s%s", s->kind, name,
			 models_shown(s->kind, words, sizeof words), model_hint(s->kind, name, hint, sizeof hint));
	return reg;
}
