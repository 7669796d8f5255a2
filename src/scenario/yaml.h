/* yaml.h - YAML text to a tree of nodes, with the place of each; refuses what the language has no use for. */
#ifndef SCENARIO_YAML_H
#define SCENARIO_YAML_H
#include "scenario/tree.h"

#define YAML_MAX_BYTES (1 << 20)
#define YAML_MAX_DEPTH 32
#define YAML_MAX_NODES 20000

/*
 * Read the file at path ("-" without `from`: standard input, which may be a pipe; else a regular file of at most YAML_MAX_BYTES, UTF-8, one document that is a mapping) into a.  name is what
 * errors call it; from, when it has a file, is the place of the words that led here and is blamed when the file can't be read.
 */
struct node *yaml_read_file(struct arena *a, const char *path, const char *name, struct place from, struct error *err);
/* The same for a document in memory. text[len] need not be NUL. */
struct node *yaml_read_text(struct arena *a, const char *text, size_t len, const char *name, struct error *err);
/* The same for JSON of other programs, which is YAML's flow style with all keys in quotes. */
struct node *yaml_read_json(struct arena *a, const char *text, size_t len, const char *name, struct error *err);
/* The same for a file that was named: errors quote nothing of it unless it looks like one of ours. */
struct node *yaml_read_named(struct arena *a, const char *text, size_t len, const char *name, struct error *err);
/* One scalar, as it would stand in a scenario ("big", "'text'"); errors are put at `at`. */
struct node *yaml_read_scalar(struct arena *a, const char *text, struct place at, struct error *err);
/*
 * One scalar, or a list of them ("[a, b]"), and with of_lists a list of such lists ("[[a, b], [c]]"), as it would stand in a scenario; errors
 * are put at `at`.
 */
struct node *yaml_read_value(struct arena *a, const char *text, bool of_lists, struct place at, struct error *err);
/* Is there a regular file (or a link to one) at path?  Stands here because struct stat means something else elsewhere. */
bool file_is_regular(const char *path);
/* The path of an existing file from the root, in a, or NULL into *out; false when memory is exhausted. */
bool file_absolute(struct arena *a, const char *path, const char **out);
#endif
