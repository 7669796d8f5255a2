/* sqlite_library.c - finding libsqlite3 and its functions. */
#include "report/sqlite_library.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* As the systems call it. */
static const char *const names[] = {"libsqlite3.so.0", "libsqlite3.so"};

#define FUNCTION(name)                                                  \
	{                                                               \
		"sqlite3_" #name, offsetof(struct sqlite_library, name) \
	}
static const struct {
	const char *name;
	size_t offset;
} functions[] = {
	FUNCTION(open),      FUNCTION(close),       FUNCTION(errmsg),     FUNCTION(exec),           FUNCTION(prepare_v2),
	FUNCTION(bind_text), FUNCTION(bind_double), FUNCTION(bind_int64), FUNCTION(clear_bindings), FUNCTION(step),
	FUNCTION(reset),     FUNCTION(finalize),    FUNCTION(serialize),  FUNCTION(free),
};

static bool refuse(struct sqlite_library *l, char *why, size_t size)
{
	const char *text = dlerror();
	snprintf(why, size, "%s", text ? text : "libsqlite3 can't be loaded");
	sqlite_library_close(l);
	return false;
}

bool sqlite_library_open(struct sqlite_library *l, char *why, size_t size)
{
	*l = (struct sqlite_library){.handle = NULL};
	for (size_t i = 0; i < sizeof names / sizeof *names && !l->handle; i++)
		l->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!l->handle) return refuse(l, why, size);
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		void *found = dlsym(l->handle, functions[i].name);
		if (!found) return refuse(l, why, size);
		memcpy((char *)l + functions[i].offset, &found, sizeof found); /* POSIX: a function's address fits */
	}
	return true;
}

void sqlite_library_close(struct sqlite_library *l)
{
	if (l->handle) dlclose(l->handle);
	l->handle = NULL;
}
