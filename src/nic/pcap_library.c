#define _DEFAULT_SOURCE /* pcap.h speaks of u_int and u_char, which POSIX alone does not have */
#include "nic/pcap_library.h"
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* As the systems call it. */
static const char *const names[] = {"libpcap.so.0.8", "libpcap.so.1", "libpcap.so"};

#define FUNCTION(name)                                             \
	{                                                          \
		"pcap_" #name, offsetof(struct pcap_library, name) \
	}
static const struct {
	const char *name;
	size_t offset;
} functions[] = {
	FUNCTION(fopen_offline_with_tstamp_precision),
	FUNCTION(close),
	FUNCTION(datalink),
	FUNCTION(datalink_val_to_name),
	FUNCTION(datalink_val_to_description),
	FUNCTION(is_swapped),
	FUNCTION(snapshot),
	FUNCTION(next_ex),
	FUNCTION(geterr),
};

static bool refuse(char *why)
{
	const char *text = dlerror();
	snprintf(why, PCAP_ERRBUF_SIZE, "%s", text ? text : "libpcap can't be loaded");
	return false;
}

bool pcap_library_open(struct pcap_library *l, char *why)
{
	*l = (struct pcap_library){.handle = NULL};
	for (size_t i = 0; i < sizeof names / sizeof *names && !l->handle; i++)
		l->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!l->handle) return refuse(why);
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		void *found = dlsym(l->handle, functions[i].name);
		if (!found) return refuse(why);
		memcpy((char *)l + functions[i].offset, &found, sizeof found); /* POSIX: a function's address fits */
	}
	return true;
}

void pcap_library_close(struct pcap_library *l)
{
	if (l->handle) dlclose(l->handle);
	l->handle = NULL;
}
