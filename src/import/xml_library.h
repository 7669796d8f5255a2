/* xml_library.h - libxml2, loaded (base/loaded.h) when a domain is imported. */
#ifndef IMPORT_XML_LIBRARY_H
#define IMPORT_XML_LIBRARY_H
#include <libxml/parser.h>
#include <stdbool.h>
#include <stddef.h>

/* The functions of libxml2 that are used here. */
struct xml_library {
	void *handle;
	xmlParserCtxtPtr (*xmlNewParserCtxt)(void);
	void (*xmlFreeParserCtxt)(xmlParserCtxtPtr);
	xmlDocPtr (*xmlCtxtReadMemory)(xmlParserCtxtPtr, const char *, int, const char *, const char *, int);
	void (*xmlFreeDoc)(xmlDocPtr);
	xmlNodePtr (*xmlDocGetRootElement)(const xmlDoc *);
	long (*xmlGetLineNo)(const xmlNode *);
};

/* False when there is no such library, or not all of it; why (of size bytes) says so. */
bool xml_library_open(struct xml_library *l, char *why, size_t size);
void xml_library_close(struct xml_library *l);
#endif
