/* sqlite_library.c - finding libsqlite3 and its functions. */
#include "report/sqlite_library.h"
#include "base/loaded.h"

/* As the systems call it. */
static const char *const names[] = {"libsqlite3.so.0", "libsqlite3.so", NULL};

#define FUNCTION(name) LOADED_FUNCTION("sqlite3_", struct sqlite_library, name)
static const struct loaded_function functions[] = {
	FUNCTION(open),      FUNCTION(close),       FUNCTION(errmsg),     FUNCTION(exec),           FUNCTION(prepare_v2),
	FUNCTION(bind_text), FUNCTION(bind_double), FUNCTION(bind_int64), FUNCTION(clear_bindings), FUNCTION(step),
	FUNCTION(reset),     FUNCTION(finalize),    FUNCTION(serialize),  FUNCTION(free),
};

bool sqlite_library_open(struct sqlite_library *l, char *why, size_t size)
{
	return loaded_open(&l->handle, names, functions, sizeof functions / sizeof *functions, l, why, size);
}

void sqlite_library_close(struct sqlite_library *l)
{
	loaded_close(&l->handle);
}
