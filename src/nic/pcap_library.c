#define _DEFAULT_SOURCE /* pcap.h speaks of u_int and u_char, which POSIX alone does not have */
#include "nic/pcap_library.h"
#include "base/loaded.h"

/* As the systems call it. */
static const char *const names[] = {"libpcap.so.0.8", "libpcap.so.1", "libpcap.so", NULL};

#define FUNCTION(name) LOADED_FUNCTION("pcap_", struct pcap_library, name)
static const struct loaded_function functions[] = {
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

bool pcap_library_open(struct pcap_library *l, char *why)
{
	return loaded_open(&l->handle, names, functions, sizeof functions / sizeof *functions, l, why, PCAP_ERRBUF_SIZE);
}

void pcap_library_close(struct pcap_library *l)
{
	loaded_close(&l->handle);
}
