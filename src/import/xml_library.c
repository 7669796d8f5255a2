/* xml_library.c - finding libxml2 and its functions. */
#include "import/xml_library.h"
#include "base/loaded.h"

/* As the systems call it; a later major version may have other structs than the header here. */
static const char *const names[] = {"libxml2.so.2", "libxml2.so", NULL};

#define FUNCTION(name) LOADED_FUNCTION("", struct xml_library, name)
static const struct loaded_function functions[] = {
	FUNCTION(xmlNewParserCtxt), FUNCTION(xmlFreeParserCtxt),    FUNCTION(xmlCtxtReadMemory),
	FUNCTION(xmlFreeDoc),       FUNCTION(xmlDocGetRootElement), FUNCTION(xmlGetLineNo),
};

bool xml_library_open(struct xml_library *l, char *why, size_t size)
{
	return loaded_open(&l->handle, names, functions, sizeof functions / sizeof *functions, l, why, size);
}

void xml_library_close(struct xml_library *l)
{
	loaded_close(&l->handle);
}
