#include "scenario/yaml.h"
#include <string.h>
#include <yaml.h>

#define BOM "\xef\xbb\xbf" /* U+FEFF in UTF-8 */

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the one being looked at */
	bool has_event;
	struct arena *arena;
	struct error *err;
	const char *name, *text;
	size_t len;
	const struct place *fixed; /* all errors go here when set */
	bool json;                 /* keys stand in quotes */
	bool foreign;              /* nobody said that it is one of our files: it may be a secret, and nothing of it is told */
	int depth, nodes;
};

static struct place place_of(const struct reader *r, yaml_mark_t mark)
{
	if (r->fixed) return *r->fixed;
	return (struct place){r->name, (int)mark.line + 1, (int)mark.column + 1};
}

/* Line and column, in characters, of a byte of the text. */
static struct place place_of_byte(const struct reader *r, size_t offset)
{
	struct place at = {r->name, 1, 1};
	if (r->fixed) return *r->fixed;
	for (size_t i = 0; i < offset && i < r->len; i++) {
		if (r->text[i] == '\n' || (r->text[i] == '\r' && !(i + 1 < r->len && r->text[i + 1] == '\n'))) {
			at.line++;
			at.col = 1;
		} else if (((unsigned char)r->text[i] & 0xc0) != 0x80) {
			at.col++;
		}
	}
	return at;
}

static bool no_memory(struct reader *r)
{
	return error_memory(r->err);
}

/* What its writer can do about a problem in libyaml's words, "" when that says it all. */
static const char *advice(const struct reader *r, const char *problem)
{
	static const struct {
		const char *problem, *advice;
	} list[] = {
		{"mapping values are not allowed in this context",
		 "; is it indented like its neighbours? A text with ': ' needs quotes"},
		{"could not find expected ':'", "; expected 'key: value' on each line"},
		{"did not find expected key",
		 "; are quotes and brackets before it closed, and is it indented like its neighbours?"},
		{"did not find expected '-' indicator", "; expected a list or a mapping here, not both"},
		{"did not find expected <document start>",
		 "; expected one document, and a line '---' before it if anything else is"},
		{"did not find expected node content", "; expected a value here, or quotes around it"},
		{"found incompatible YAML document", "; expected %YAML 1.1 or %YAML 1.2, or nothing"},
		{"found unknown escape character", "; a text with backslashes is best written in '...'"},
		{"found undefined tag handle", "; tags (!name) are not part of the language"},
	};
	/* The mark counts characters, so this is exact only behind ASCII; good enough for a hint. */
	size_t at = r->parser.problem_mark.index;
	if (at < r->len && r->text[at] == '\t') return "; use spaces, not tabs";
	if (strncmp(problem, "found character that cannot start", 33) == 0) return "; a text that begins with it needs quotes";
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (strcmp(problem, list[i].problem) == 0) return list[i].advice;
	return "";
}

/* What libyaml found, in its words and with its place. */
static bool syntax_error(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	if (p->error == YAML_MEMORY_ERROR) return no_memory(r);
	if (p->error == YAML_READER_ERROR)
		return error_at(r->err, place_of_byte(r, p->problem_offset), "%s; expected printable text in UTF-8",
				p->problem ? p->problem : "bad text");
	const char *problem = p->problem ? p->problem : "bad YAML", *more = advice(r, problem);
	if (p->context && p->context_mark.line != p->problem_mark.line)
		return error_at(r->err, place_of(r, p->problem_mark), "%s, %s that began in line %d%s", problem, p->context,
				(int)p->context_mark.line + 1, more);
	return error_at(r->err, place_of(r, p->problem_mark), "%s%s%s%s", problem, p->context ? ", " : "",
			p->context ? p->context : "", more);
}

static bool next_event(struct reader *r)
{
	if (r->has_event) yaml_event_delete(&r->event);
	r->has_event = yaml_parser_parse(&r->parser, &r->event) != 0;
	return r->has_event || syntax_error(r);
}

/* What YAML offers and the language has no use for. */
static bool check_plain(struct reader *r)
{
	const yaml_event_t *e = &r->event;
	struct place at = place_of(r, e->start_mark);
	const unsigned char *anchor = NULL, *tag = NULL;
	switch (e->type) {
	case YAML_ALIAS_EVENT: return error_at(r->err, at, "aliases (*name) are not part of the language; write the value out");
	case YAML_SCALAR_EVENT:
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
		break;
	default: break;
	}
	if (anchor) return error_at(r->err, at, "anchors (&name) are not part of the language; expected a plain value");
	if (tag) return error_at(r->err, at, "tags (!name) are not part of the language; expected a plain value");
	if (++r->nodes > YAML_MAX_NODES) return error_at(r->err, at, "the file is too big: more than %d values", YAML_MAX_NODES);
	return true;
}

/*
 * The first control character of a text in UTF-8, but for line ends and tabs; 0 = none.  Escapes bring them in ("\e", "\x9b"), and what is
 * read is shown to people, whose terminals obey them.
 */
static int control_in(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if ((*c < ' ' && *c != '\n' && *c != '\t') || *c == 0x7f) return *c;
		if (*c == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f) return c[1];
	}
	return 0;
}

static struct node *read_scalar_event(struct reader *r)
{
	const yaml_event_t *e = &r->event;
	struct place at = place_of(r, e->start_mark);
	const char *text = (const char *)e->data.scalar.value;
	struct node *n = node_new(r->arena, NODE_SCALAR, at);
	int control = control_in(text);
	if (strlen(text) != e->data.scalar.length) {
		error_at(r->err, at, "a text must not hold the character NUL");
		return NULL;
	}
	if (control) {
		error_at(r->err, at, "a text must not hold the control character U+%04X", (unsigned)control);
		return NULL;
	}
	if (!n || !(n->text = arena_strdup(r->arena, text))) {
		no_memory(r);
		return NULL;
	}
	n->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return n;
}

/* The event is a key of map: check it and leave it in *key. */
static bool read_key(struct reader *r, const struct node *map, const char **key, struct place *key_at)
{
	const yaml_event_t *e = &r->event;
	*key_at = place_of(r, e->start_mark);
	if (e->type == YAML_MAPPING_START_EVENT || e->type == YAML_SEQUENCE_START_EVENT)
		return error_at(r->err, *key_at, "a key must be a plain word, not %s",
				e->type == YAML_MAPPING_START_EVENT ? "a mapping" : "a list");
	if (!check_plain(r)) return false;
	const char *text = (const char *)e->data.scalar.value, *shown = r->foreign ? "..." : text;
	if (r->json && e->data.scalar.style != YAML_DOUBLE_QUOTED_SCALAR_STYLE)
		return error_at(r->err, *key_at, "JSON has its keys in double quotes, such as \"%.60s\"", shown);
	if (!r->json && e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return error_at(r->err, *key_at, "a key must be a plain word; write '%.60s' without quotes", shown);
	if (!*text) return error_at(r->err, *key_at, "a key is missing before ':'");
	if (!r->json && strchr(text, ':'))
		return error_at(r->err, *key_at, "no key holds a ':'; expected a blank after it, as in '%.*s: ...', not '%.60s'",
				(int)strcspn(shown, ":") > 60 ? 60 : (int)strcspn(shown, ":"), shown, shown);
	if (strcmp(text, "<<") == 0)
		return error_at(r->err, *key_at, "merge keys (<<) are not part of the language; write the keys out");
	const struct node *twin = node_child(map, text);
	if (twin)
		return error_at(r->err, *key_at, "duplicate key '%.60s'; it stands first in line %d, column %d", shown,
				twin->key_at.line, twin->key_at.col);
	*key = arena_strdup(r->arena, text);
	return *key || no_memory(r);
}

static struct node *read_node(struct reader *r);

static bool read_children(struct reader *r, struct node *n)
{
	yaml_event_type_t end = n->kind == NODE_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	while (next_event(r)) {
		const char *key = NULL;
		struct place key_at = {0};
		if (r->event.type == end) return true;
		if (n->kind == NODE_MAP && (!read_key(r, n, &key, &key_at) || !next_event(r))) return false;
		struct node *child = read_node(r);
		if (!child) return false;
		child->key = key;
		child->key_at = key ? key_at : child->at;
		node_append(n, child);
	}
	return false;
}

/* The node that begins with the current event; leaves its last event current. */
static struct node *read_node(struct reader *r)
{
	if (!check_plain(r)) return NULL;
	if (r->event.type == YAML_SCALAR_EVENT) return read_scalar_event(r);
	struct place at = place_of(r, r->event.start_mark);
	struct node *n = node_new(r->arena, r->event.type == YAML_MAPPING_START_EVENT ? NODE_MAP : NODE_LIST, at);
	if (!n) {
		no_memory(r);
		return NULL;
	}
	if (++r->depth > YAML_MAX_DEPTH) {
		error_at(r->err, at, "mappings and lists are nested too deeply: more than %d levels", YAML_MAX_DEPTH);
		return NULL;
	}
	if (!read_children(r, n)) return NULL;
	r->depth--;
	return n;
}

static bool check_end(struct reader *r)
{
	if (!next_event(r)) return false; /* the end of the document */
	if (!next_event(r)) return false;
	if (r->event.type == YAML_STREAM_END_EVENT) return true;
	return error_at(r->err, place_of(r, r->event.start_mark),
			"a second document begins here; expected one document in the file");
}

static struct node *read_document(struct reader *r)
{
	if (!next_event(r) || !next_event(r)) return NULL; /* the start of the stream */
	if (r->event.type == YAML_STREAM_END_EVENT) {
		error_at(r->err, r->fixed ? *r->fixed : (struct place){r->name, 1, 1},
			 "the file is empty; expected a mapping of keys to values");
		return NULL;
	}
	if (r->event.data.document_start.tag_directives.start != r->event.data.document_start.tag_directives.end) {
		error_at(r->err, place_of(r, r->event.start_mark), "tags (%%TAG) are not part of the language");
		return NULL;
	}
	if (!next_event(r)) return NULL;
	struct node *root = read_node(r);
	return root && check_end(r) ? root : NULL;
}

/* Other encodings give themselves away by a byte order mark; UTF-8's is stepped over. */
static bool check_encoding(struct reader *r)
{
	static const struct {
		const char *mark;
		size_t len;
		const char *name;
	} others[] = {
		{"\xff\xfe\0", 4, "UTF-32"}, {"\0\0\xfe\xff", 4, "UTF-32"}, {"\xff\xfe", 2, "UTF-16"}, {"\xfe\xff", 2, "UTF-16"}};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (r->len >= others[i].len && memcmp(r->text, others[i].mark, others[i].len) == 0)
			return error_at(r->err, place_of_byte(r, 0), "the text is in %s; expected text in UTF-8", others[i].name);
	if (r->len >= sizeof BOM - 1 && memcmp(r->text, BOM, sizeof BOM - 1) == 0) {
		r->text += sizeof BOM - 1;
		r->len -= sizeof BOM - 1;
	}
	return true;
}

/* NUL and UTF-8 are checked here, where a byte's place is known. */
static bool check_text(const struct reader *r)
{
	const unsigned char *s = (const unsigned char *)r->text;
	for (size_t i = 0; i < r->len;) {
		size_t more = s[i] < 0x80                    ? 0
			      : s[i] >= 0xc2 && s[i] <= 0xdf ? 1
			      : s[i] >= 0xe0 && s[i] <= 0xef ? 2
			      : s[i] >= 0xf0 && s[i] <= 0xf4 ? 3
							     : 9;
		if (s[i] == 0) return error_at(r->err, place_of_byte(r, i), "a NUL byte; expected text in UTF-8");
		bool good = more <= 3 && more < r->len - i;
		for (size_t k = 1; good && k <= more; k++)
			good = (s[i + k] & 0xc0) == 0x80;
		if (good && more >= 2) /* overlong forms, surrogates, beyond the last plane */
			good = !(s[i] == 0xe0 && s[i + 1] < 0xa0) && !(s[i] == 0xed && s[i + 1] > 0x9f) &&
			       !(s[i] == 0xf0 && s[i + 1] < 0x90) && !(s[i] == 0xf4 && s[i + 1] > 0x8f);
		if (!good) return error_at(r->err, place_of_byte(r, i), "byte 0x%02x is not UTF-8; expected text in UTF-8", s[i]);
		if (more == 2 && memcmp(s + i, BOM, sizeof BOM - 1) == 0)
			return error_at(r->err, place_of_byte(r, i),
					"an invisible byte order mark (U+FEFF) inside the text; delete it");
		i += more + 1;
	}
	return true;
}

static struct node *run_reader(struct reader *r)
{
	struct node *root = NULL;
	if (!check_encoding(r) || !check_text(r)) return NULL;
	if (!yaml_parser_initialize(&r->parser)) {
		no_memory(r);
		return NULL;
	}
	yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->text, r->len);
	root = read_document(r);
	if (r->has_event) yaml_event_delete(&r->event);
	yaml_parser_delete(&r->parser);
	return root;
}

/* A document that is no mapping is none of our files: it may be a secret, of which nothing is told. */
static struct node *read_map(struct reader *r)
{
	struct node *root = run_reader(r);
	if (!root || root->kind == NODE_MAP) return root;
	bool glued = root->kind == NODE_SCALAR && strchr(root->text, ':');
	const char *shown = root->kind == NODE_LIST ? "a list" : node_is_null(root) ? "nothing" : "a single text";
	error_at(r->err, root->at, "expected a mapping of keys to values, not %s%s", shown,
		 glued ? "; write a blank after ':'" : "");
	return NULL;
}

struct node *yaml_read_text(struct arena *a, const char *text, size_t len, const char *name, struct error *err)
{
	struct reader r = {.arena = a, .err = err, .name = name, .text = text, .len = len};
	return read_map(&r);
}

/* Does a line begin as those do that say what kind of file this is? */
static bool is_ours(const char *text, size_t len)
{
	static const char word[] = "simnic";
	for (size_t i = 0; i < len; i++) {
		while (i < len && strchr(" {\"'" BOM, text[i]) && text[i])
			i++;
		if (len - i > sizeof word - 1 && memcmp(text + i, word, sizeof word - 1) == 0) return true;
		while (i < len && text[i] != '\n' && text[i] != '\r')
			i++;
	}
	return false;
}

struct node *yaml_read_json(struct arena *a, const char *text, size_t len, const char *name, struct error *err)
{
	struct reader r = {.arena = a, .err = err, .name = name, .text = text, .len = len, .json = true};
	return read_map(&r);
}

struct node *yaml_read_named(struct arena *a, const char *text, size_t len, const char *name, struct error *err)
{
	struct reader r = {.arena = a, .err = err, .name = name, .text = text, .len = len, .foreign = !is_ours(text, len)};
	return read_map(&r);
}

static struct node *read_one(struct arena *a, const char *text, struct place at, struct error *err)
{
	struct reader r = {.arena = a, .err = err, .text = text, .len = strlen(text), .fixed = &at};
	size_t blank = strspn(text, " ");
	if (!text[blank]) { /* an empty document is no scalar to libyaml */
		struct node *n = node_scalar(a, "", at);
		if (!n) no_memory(&r);
		return n;
	}
	return run_reader(&r);
}

struct node *yaml_read_scalar(struct arena *a, const char *text, struct place at, struct error *err)
{
	char shown[80];
	struct node *n = read_one(a, text, at, err);
	if (!n || n->kind == NODE_SCALAR) return n;
	error_at(err, at, "expected one value, not %s", node_shown(n, shown, sizeof shown));
	return NULL;
}

/* A list of scalars, or where of_lists says so also of such lists. */
static bool is_plain(const struct node *n, bool of_lists)
{
	bool plain = n->kind == NODE_LIST;
	for (const struct node *c = n->first; plain && c; c = c->next)
		plain = c->kind == NODE_SCALAR || (of_lists && is_plain(c, false));
	return plain;
}

struct node *yaml_read_value(struct arena *a, const char *text, bool of_lists, struct place at, struct error *err)
{
	char shown[80];
	struct node *n = read_one(a, text, at, err);
	if (!n || n->kind == NODE_SCALAR || is_plain(n, of_lists)) return n;
	if (n->kind == NODE_LIST)
		error_at(err, at, "expected a list of plain values such as [a, b]");
	else
		error_at(err, at, "expected one value, not %s", node_shown(n, shown, sizeof shown));
	return NULL;
}
