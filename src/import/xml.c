/* xml.c - libxml2's tree as ours. */
#include "import/xml.h"
#include "import/xml_library.h"
#include <string.h>

enum { DEPTH_MOST = 256 };

/* A document type can stand in front of the root element alone: comments and instructions may come before it. */
static bool has_no_type(const struct input *in, struct error *err)
{
	const char *s = in->text;
	for (;;) {
		const char *end;
		s += strspn(s, " \t\r\n");
		if (strncmp(s, "\xef\xbb\xbf", 3) == 0)
			s += 3;
		else if (strncmp(s, "<?", 2) == 0 && (end = strstr(s, "?>")))
			s = end + 2;
		else if (strncmp(s, "<!--", 4) == 0 && (end = strstr(s + 4, "-->")))
			s = end + 3;
		else
			break;
	}
	return strncmp(s, "<!DOCTYPE", 9) != 0 ||
	       error_at(err, input_place(in, (size_t)(s - in->text)),
			"a document type (<!DOCTYPE>): libvirt writes none, and its entities are not read");
}

static bool complain(const struct input *in, const xmlParserCtxt *context, struct error *err)
{
	const xmlError *e = &context->lastError;
	char text[200];
	snprintf(text, sizeof text, "%s", e->message ? e->message : "it can't be read");
	text[strcspn(text, "\n")] = '\0';
	if (e->code == XML_ERR_NO_MEMORY) return error_memory(err);
	return error_at(err, (struct place){in->file, e->line > 0 ? e->line : 1, e->int2 > 0 ? e->int2 : 1}, "no XML: %s", text);
}

struct copying {
	const struct xml_library *l;
	const struct input *in;
	struct arena *arena;
	struct error *err;
};

/* A value is one text: anything else in it is an entity. */
static bool copy_attribute(const struct copying *c, const xmlAttr *from, struct xml *to)
{
	const xmlNode *text = from->children;
	if (text && (text->type != XML_TEXT_NODE || text->next))
		return error_at(c->err, to->at, "<%.40s %.40s>: an entity in it: only those that XML has by itself are read",
				to->name, (const char *)from->name);
	struct xml_attribute *one = arena_alloc(c->arena, sizeof *one);
	if (!one) return error_memory(c->err);
	one->name = arena_strdup(c->arena, (const char *)from->name);
	one->value = arena_strdup(c->arena, text && text->content ? (const char *)text->content : "");
	if (!one->name || !one->value) return error_memory(c->err);
	one->next = to->attribute;
	to->attribute = one;
	return true;
}

static bool copy_text(const struct copying *c, const xmlNode *from, struct xml *to)
{
	const char *text = from->children && from->children->type == XML_TEXT_NODE && from->children->content
				   ? (const char *)from->children->content
				   : "";
	text += strspn(text, " \t\r\n");
	size_t len = strlen(text);
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	to->text = arena_strndup(c->arena, text, len);
	return to->text || error_memory(c->err);
}

/* Recursion is as deep as the document, which the parser and DEPTH_MOST bound. */
static struct xml *copy(const struct copying *c, const xmlNode *from, int depth)
{
	struct xml *to = arena_alloc(c->arena, sizeof *to), **end = NULL;
	const char *name = arena_strdup(c->arena, (const char *)from->name);
	if (!to || !name) return error_memory(c->err), NULL;
	*to = (struct xml){.name = name, .at = {c->in->file, (int)c->l->xmlGetLineNo(from), 0}};
	if (depth > DEPTH_MOST)
		return error_at(c->err, to->at, "elements are nested too deeply: more than %d levels", DEPTH_MOST), NULL;
	if (!copy_text(c, from, to)) return NULL;
	for (const xmlAttr *a = from->properties; a; a = a->next)
		if (!copy_attribute(c, a, to)) return NULL;
	end = &to->child;
	for (const xmlNode *n = from->children; n; n = n->next) {
		if (n->type == XML_ENTITY_REF_NODE)
			return error_at(c->err, to->at, "<%.40s>: an entity in it is not read", to->name), NULL;
		if (n->type != XML_ELEMENT_NODE) continue;
		if (!(*end = copy(c, n, depth + 1))) return NULL;
		end = &(*end)->next;
	}
	return to;
}

static struct xml *parse(const struct copying *c, xmlParserCtxtPtr context)
{
	/* No XML_PARSE_NOENT and no DTD: nothing is expanded; NONET: nothing is fetched; without HUGE the library bounds depth and sizes. */
	int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
	xmlDocPtr doc = c->l->xmlCtxtReadMemory(context, c->in->text, (int)c->in->len, NULL, "UTF-8", options);
	if (!doc) return complain(c->in, context, c->err), NULL;
	const xmlNode *root = c->l->xmlDocGetRootElement(doc);
	struct xml *tree = NULL;
	if (doc->intSubset || doc->extSubset)
		error_at(c->err, (struct place){c->in->file, 1, 1}, "a document type (<!DOCTYPE>): its entities are not read");
	else if (!root)
		error_at(c->err, (struct place){c->in->file, 1, 1}, "no XML: there is no element in it");
	else
		tree = copy(c, root, 1);
	c->l->xmlFreeDoc(doc);
	return tree;
}

struct xml *xml_read(struct arena *a, const struct input *in, struct error *err)
{
	struct xml_library l;
	struct copying c = {&l, in, a, err};
	char why[300];
	struct xml *root = NULL;
	if (memchr(in->text, '\0', in->len))
		return error_at(err, input_place(in, strlen(in->text)), "a NUL byte; expected text in UTF-8"), NULL;
	if (!has_no_type(in, err)) return NULL;
	if (!xml_library_open(&l, why, sizeof why))
		return error_system(err, "libvirt's XML needs libxml2, which can't be loaded: %s", why), NULL;
	xmlParserCtxtPtr context = l.xmlNewParserCtxt();
	if (context)
		root = parse(&c, context);
	else
		error_memory(err);
	if (context) l.xmlFreeParserCtxt(context);
	xml_library_close(&l);
	return root;
}

const struct xml *xml_child(const struct xml *e, const char *name)
{
	for (const struct xml *c = e ? e->child : NULL; c; c = c->next)
		if (strcmp(c->name, name) == 0) return c;
	return NULL;
}

const struct xml *xml_next(const struct xml *e, const char *name)
{
	for (e = e->next; e; e = e->next)
		if (strcmp(e->name, name) == 0) return e;
	return NULL;
}

const char *xml_value(const struct xml *e, const char *attribute)
{
	for (const struct xml_attribute *a = e ? e->attribute : NULL; a; a = a->next)
		if (strcmp(a->name, attribute) == 0) return a->value;
	return NULL;
}
