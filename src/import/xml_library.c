/* xml_library.c - finding libxml2 and its functions. */
#include "import/xml_library.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* As the systems call it; a later major version may have other structs than the header here. */
static const char *const names[] = {"libxml2.so.2", "libxml2.so"};

#define FUNCTION(name)                                    \
	{                                                 \
#name, offsetof(struct xml_library, name) \
	}
static const struct {
	const char *name;
	size_t offset;
} functions[] = {
	FUNCTION(xmlNewParserCtxt), FUNCTION(xmlFreeParserCtxt),    FUNCTION(xmlCtxtReadMemory),
	FUNCTION(xmlFreeDoc),       FUNCTION(xmlDocGetRootElement), FUNCTION(xmlGetLineNo),
};

static bool refuse(char *why, size_t size)
{
	const char *text = dlerror();
	snprintf(why, size, "%s", text ? text : "libxml2 can't be loaded");
	return false;
}

bool xml_library_open(struct xml_library *l, char *why, size_t size)
{
	*l = (struct xml_library){.handle = NULL};
	for (size_t i = 0; i < sizeof names / sizeof *names && !l->handle; i++)
		l->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!l->handle) return refuse(why, size);
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		void *found = dlsym(l->handle, functions[i].name);
		if (!found) return refuse(why, size);
		memcpy((char *)l + functions[i].offset, &found, sizeof found); /* POSIX: a function's address fits */
	}
	return true;
}

void xml_library_close(struct xml_library *l)
{
	if (l->handle) dlclose(l->handle);
	l->handle = NULL;
}
