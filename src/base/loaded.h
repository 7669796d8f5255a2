/*
 * loaded.h - a shared library that is loaded when it is needed: few runs need it, and it brings others along, which is most of what the
 * program's start would take.
 */
#ifndef BASE_LOADED_H
#define BASE_LOADED_H
#include <stdbool.h>
#include <stddef.h>

/* A function of it, and where in the caller's struct a pointer to it goes. */
struct loaded_function {
	const char *name;
	size_t offset;
};
#define LOADED_FUNCTION(prefix, library, member)          \
	{                                                 \
		prefix #member, offsetof(library, member) \
	}

/*
 * The first library there is of these names (the last one NULL), into *handle, and its n functions into the struct `into`.  False when there
 * is none, or not all of it: *handle is NULL, and why (of size bytes) says so.
 */
bool loaded_open(void **handle, const char *const *names, const struct loaded_function *functions, int n, void *into, char *why,
		 size_t size);
/* The handle may be NULL. */
void loaded_close(void **handle);
#endif
