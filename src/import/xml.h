/* xml.h - an XML document as a tree of elements, read without anything that leads elsewhere. */
#ifndef IMPORT_XML_H
#define IMPORT_XML_H
#include "import/input.h"

struct xml_attribute {
	const char *name, *value;
	struct xml_attribute *next;
};
struct xml {
	const char *name;
	const char *text; /* what stands in it before its first element, blanks at the ends cut off */
	struct place at;
	struct xml_attribute *attribute;
	struct xml *child, *next;
};

/*
 * The root of the document, in a.  A document type, entities and processing instructions' targets are never looked at: a document that has a
 * type is refused before libxml2 sees it, so that nothing is expanded, opened or fetched.
 */
struct xml *xml_read(struct arena *a, const struct input *in, struct error *err);
/* The first child of that name; NULL = none.  e may be NULL. */
const struct xml *xml_child(const struct xml *e, const char *name);
const struct xml *xml_next(const struct xml *e, const char *name); /* the next sibling of that name */
/* The value of an attribute; NULL = none.  e may be NULL. */
const char *xml_value(const struct xml *e, const char *attribute);
#endif
