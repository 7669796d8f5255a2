/* test_yaml.c - YAML to trees: places, what is refused and where, and trees themselves. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "scenario/tree.h"
#include "scenario/yaml.h"
#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct node *parse(struct arena *a, const char *text, size_t len, char *why, int size)
{
	struct error err = {0};
	struct node *n = yaml_read_text(a, text, len, "t", &err);
	why[0] = '\0';
	if (!n) error_format(&err, why, size);
	return n;
}

/* The whole message of a document that must be refused. */
static void refused_n(const char *text, size_t len, const char *message)
{
	struct arena a = {0};
	char why[800];
	CU_ASSERT_PTR_NULL(parse(&a, text, len, why, sizeof why));
	if (strcmp(why, message) != 0) fprintf(stderr, "got      '%s'\nexpected '%s'\n", why, message);
	CU_ASSERT_STRING_EQUAL(why, message);
	arena_free(&a);
}

static void refused(const char *text, const char *message)
{
	refused_n(text, strlen(text), message);
}

static void places(void)
{
	struct arena a = {0};
	char why[800];
	const char *text = "a: 1\nb:\n  c: [x, 'y', {d: e}]   # why\n  \xc3\xa4: {f: g}\n  t: |\n    one\n    two\n";
	struct node *root = parse(&a, text, strlen(text), why, sizeof why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	struct node *n = tree_find(root, "b.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	CU_ASSERT(n->kind == NODE_LIST && n->count == 3 && n->key_at.line == 3 && n->key_at.col == 3 && n->at.col == 6);
	CU_ASSERT(strcmp(n->first->text, "x") == 0 && !n->first->quoted && n->first->at.line == 3 && n->first->at.col == 7);
	CU_ASSERT(strcmp(n->first->next->text, "y") == 0 && n->first->next->quoted && n->first->next->at.col == 10);
	CU_ASSERT(n->last->kind == NODE_MAP && node_child(n->last, "d")->at.col == 19);
	n = tree_find(root, "b.\xc3\xa4.f"); /* columns count characters, not bytes */
	CU_ASSERT(n && n->at.line == 4 && n->at.col == 10);
	n = tree_find(root, "b.t");
	CU_ASSERT(n && strcmp(n->text, "one\ntwo\n") == 0 && n->quoted);
	CU_ASSERT_STRING_EQUAL(root->at.file, "t");
	arena_free(&a);
}

static void not_in_the_language(void)
{
	refused("a: &x 1\n", "t:1:4: error: anchors (&name) are not part of the language; expected a plain value");
	refused("a:\n  b: *x\n", "t:2:6: error: aliases (*name) are not part of the language; write the value out");
	refused("a: !!str x\n", "t:1:4: error: tags (!name) are not part of the language; expected a plain value");
	refused("a: !x {b: c}\n", "t:1:4: error: tags (!name) are not part of the language; expected a plain value");
	refused("a:\n  <<: {b: c}\n", "t:2:3: error: merge keys (<<) are not part of the language; write the keys out");
	refused("'a': 1\n", "t:1:1: error: a key must be a plain word; write 'a' without quotes");
	refused("? [a, b]\n: 1\n", "t:1:3: error: a key must be a plain word, not a list");
	refused("a: {{b: c}: d}\n", "t:1:5: error: a key must be a plain word, not a mapping");
	refused("a: 1\n---\nb: 2\n", "t:2:1: error: a second document begins here; expected one document in the file");
	refused("- a\n- b\n", "t:1:1: error: expected a mapping of keys to values, not a list");
	refused("\n word\n", "t:2:2: error: expected a mapping of keys to values, not a single text");
}

static void duplicates(void)
{
	refused("a: 1\nb: 2\na: 3\n", "t:3:1: error: duplicate key 'a'; it stands first in line 1, column 1");
	refused("x: {b: 1, c: 2, b: 3}\n", "t:1:17: error: duplicate key 'b'; it stands first in line 1, column 5");
}

static void syntax(void)
{
	refused("", "t:1:1: error: the file is empty; expected a mapping of keys to values");
	refused("# nothing\n\n", "t:1:1: error: the file is empty; expected a mapping of keys to values");
	refused("a: 1\n b: 2\n",
		"t:2:3: error: mapping values are not allowed in this context; is it indented like its neighbours? A text "
		"with ': ' needs quotes");
	refused("a:\n\tb: 1\n",
		"t:2:1: error: found character that cannot start any token, while scanning for the next token; use "
		"spaces, not tabs");
	refused("a: [1, 2\nb: 3\n",
		"t:2:2: error: did not find expected ',' or ']', while parsing a flow sequence that began in line 1");
	refused("a: \"x\n", "t:2:1: error: found unexpected end of stream, while scanning a quoted scalar that began in line 1");
}

static void bytes(void)
{
	refused("a: \xff\n", "t:1:4: error: byte 0xff is not UTF-8; expected text in UTF-8");
	refused("a: 1\nb: \xc3\xa4\xc0\xaf\n", "t:2:5: error: byte 0xc0 is not UTF-8; expected text in UTF-8");
	refused("a: \xed\xa0\x80\n", "t:1:4: error: byte 0xed is not UTF-8; expected text in UTF-8");
	refused("a: \xe2\x82", "t:1:4: error: byte 0xe2 is not UTF-8; expected text in UTF-8");
	refused("a: \x01\n", "t:1:4: error: control characters are not allowed; expected printable text in UTF-8");
	refused("a: \"\\0\"\n", "t:1:4: error: a text must not hold the character NUL");
	refused_n("a: b\0c\n", 7, "t:1:5: error: a NUL byte; expected text in UTF-8");
}

/* n times unit, refused within a second. */
static void bomb(const char *unit, size_t n, const char *message)
{
	size_t len = strlen(unit);
	char *text = malloc(n * len + 1);
	clock_t start = clock();
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, unit, len);
	refused_n(text, n * len, message);
	CU_ASSERT(clock() - start < CLOCKS_PER_SEC);
	free(text);
}

static void bombs(void)
{
	bomb("[", 200000, "t:1:33: error: mappings and lists are nested too deeply: more than 32 levels");
	bomb("[\n", 100000, "t:33:1: error: mappings and lists are nested too deeply: more than 32 levels");
	bomb("- ", 100000, "t:1:65: error: mappings and lists are nested too deeply: more than 32 levels");
	bomb("- a\n", 200000, "t:20000:3: error: the file is too big: more than 20000 values");
}

/* Brackets in texts and comments are no nesting; 32 levels are legal. */
static void brackets_in_texts(void)
{
	struct arena a = {0};
	struct error err = {0};
	char text[4096] = "source: see [1], [2 and {3\n# [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\nx: '";
	char why[800];
	for (int i = 0; i < 500; i++)
		strcat(text, "[{");
	strcat(text, "'\nd: ");
	for (int i = 0; i < 31; i++)
		strcat(text, "[");
	for (int i = 0; i < 31; i++)
		strcat(text, "]");
	const struct node *root = yaml_read_text(&a, text, strlen(text), "t", &err);
	if (!root) {
		error_format(&err, why, sizeof why);
		CU_FAIL("legal text refused");
		fprintf(stderr, "%s\n", why);
	}
	CU_ASSERT(root && strlen(tree_find(root, "x")->text) == 1000);
	arena_free(&a);
}

static void scalars(void)
{
	struct arena a = {0};
	struct error err = {0};
	struct place at = {.file = "--set x"};
	struct node *n = yaml_read_scalar(&a, "10Gb/s", at, &err);
	CU_ASSERT(n && strcmp(n->text, "10Gb/s") == 0 && !n->quoted && n->at.file == at.file && n->at.line == 0);
	n = yaml_read_scalar(&a, "'a: b'", at, &err);
	CU_ASSERT(n && strcmp(n->text, "a: b") == 0 && n->quoted);
	n = yaml_read_scalar(&a, "", at, &err);
	CU_ASSERT(n && node_is_null(n));
	CU_ASSERT_PTR_NULL(yaml_read_scalar(&a, "[a, b]", at, &err));
	CU_ASSERT_STRING_EQUAL(err.text, "expected one value, not a list");
	CU_ASSERT(err.at.file == at.file && err.at.line == 0);
	arena_free(&a);
}

static void file_refused(const char *path, const char *text)
{
	struct arena a = {0};
	struct error err = {0};
	CU_ASSERT_PTR_NULL(yaml_read_file(&a, path, path, (struct place){0}, &err));
	CU_ASSERT_STRING_EQUAL(err.text, text);
	CU_ASSERT(err.at.file == path && err.at.line == 1 && err.at.col == 1);
	arena_free(&a);
}

static void files(void)
{
	char folder[] = "/tmp/simnic-yaml-XXXXXX", path[64], link[64];
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/x", folder);
	snprintf(link, sizeof link, "%s/link", folder);
	file_refused(path, "can't open: No such file or directory; expected a YAML file");
	file_refused(folder, "can't read: it is a directory; expected a YAML file");
	file_refused("/dev/zero", "can't read: it is a device or pipe; expected a regular file");
	CU_ASSERT_EQUAL(symlink("/dev/zero", link), 0);
	file_refused(link, "can't read: it is a device or pipe; expected a regular file");
	CU_ASSERT_EQUAL(unlink(link), 0);
	CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
	file_refused(path, "can't read: it is a device or pipe; expected a regular file");
	CU_ASSERT_EQUAL(unlink(path), 0);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(ftruncate(fd, YAML_MAX_BYTES + 1), 0);
	file_refused(path, "can't read: it is larger than 1 MiB; expected a YAML file");
	CU_ASSERT_EQUAL(ftruncate(fd, 0), 0);
	CU_ASSERT_EQUAL(write(fd, "a: 1\n", 5), 5);
	struct arena a = {0};
	struct error err = {0};
	const struct node *n = yaml_read_file(&a, path, path, (struct place){0}, &err);
	CU_ASSERT(n && strcmp(tree_find(n, "a")->text, "1") == 0);
	arena_free(&a);
	close(fd);
	CU_ASSERT_EQUAL(unlink(path), 0);
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

/* The room for a file grows: lengths about each step and the longest one, padded by a comment, whose last line must be read. */
static void lengths(void)
{
	static const int length[] = {16383, 16384, 16385, 32767, 32768, 32769, 524289, YAML_MAX_BYTES - 1, YAML_MAX_BYTES};
	char path[] = "/tmp/simnic-yaml-XXXXXX", *text = malloc(YAML_MAX_BYTES);
	int fd = mkstemp(path);
	CU_ASSERT_FATAL(fd >= 0 && text);
	for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
		struct arena a = {0};
		struct error err = {0};
		memset(text, '#', (size_t)length[i]);
		memcpy(text + length[i] - 6, "\na: 1\n", 6);
		CU_ASSERT(ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)length[i], 0) == length[i]);
		const struct node *n = yaml_read_file(&a, path, path, (struct place){0}, &err);
		CU_ASSERT(n && tree_find(n, "a") && strcmp(tree_find(n, "a")->text, "1") == 0);
		arena_free(&a);
	}
	free(text);
	close(fd);
	CU_ASSERT_EQUAL(unlink(path), 0);
}

static void trees(void)
{
	struct arena a = {0};
	char why[800];
	const char *text = "a: {b: 1, c: 2, d: 3}\n";
	struct node *root = parse(&a, text, strlen(text), why, sizeof why), *copy;
	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	struct node *value = node_scalar(&a, "9", (struct place){"--set", 0, 0});
	CU_ASSERT_FATAL((copy = tree_copy(&a, root)) && value);
	value->origin = FROM_SET;
	CU_ASSERT_PTR_NOT_NULL(tree_set(&a, copy, "a.c", value));
	CU_ASSERT_PTR_NOT_NULL(tree_set(&a, copy, "x.y.z", value));
	CU_ASSERT_STRING_EQUAL(tree_find(root, "a.c")->text, "2"); /* the original is as it was */
	CU_ASSERT_STRING_EQUAL(tree_find(copy, "a.c")->text, "9");
	CU_ASSERT(tree_find(copy, "x.y.z")->origin == FROM_SET && !tree_find(root, "x"));
	CU_ASSERT_PTR_EQUAL(tree_nearest(copy, "a.q.r"), tree_find(copy, "a"));
	CU_ASSERT_PTR_EQUAL(tree_nearest(copy, "q"), copy);
	tree_remove(copy, "a.d");
	tree_remove(copy, "a.b");
	tree_remove(copy, "a.none");
	CU_ASSERT(tree_find(copy, "a")->count == 1 && tree_find(copy, "a")->first == tree_find(copy, "a")->last);
	CU_ASSERT_PTR_NOT_NULL(tree_set(&a, copy, "a.e", value));
	CU_ASSERT(tree_find(copy, "a")->count == 2 && tree_find(copy, "a.e"));
	CU_ASSERT(tree_find(root, "a")->count == 3);
	arena_free(&a);
}

CU_TestInfo test_yaml[] = {{"places", places},
			   {"what the language has no use for", not_in_the_language},
			   {"duplicate keys", duplicates},
			   {"syntax", syntax},
			   {"bytes that are no text", bytes},
			   {"nesting and size", bombs},
			   {"brackets in texts", brackets_in_texts},
			   {"single values", scalars},
			   {"files", files},
			   {"lengths of files", lengths},
			   {"trees", trees},
			   CU_TEST_INFO_NULL};
