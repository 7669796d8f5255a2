#include "base/loaded.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static bool refuse(void **handle, const char *name, char *why, size_t size)
{
	const char *text = dlerror();
	snprintf(why, size, "%s%s", text ? text : name, text ? "" : " can't be loaded");
	loaded_close(handle);
	return false;
}

bool loaded_open(void **handle, const char *const *names, const struct loaded_function *functions, int n, void *into, char *why,
		 size_t size)
{
	*handle = NULL;
	for (int i = 0; names[i] && !*handle; i++)
		*handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!*handle) return refuse(handle, names[0], why, size);
	for (int i = 0; i < n; i++) {
		void *found = dlsym(*handle, functions[i].name);
		if (!found) return refuse(handle, names[0], why, size);
		memcpy((char *)into + functions[i].offset, &found, sizeof found); /* POSIX: a function's address fits */
	}
	return true;
}

void loaded_close(void **handle)
{
	if (*handle) dlclose(*handle);
	*handle = NULL;
}
