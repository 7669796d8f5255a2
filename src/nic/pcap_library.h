/* pcap_library.h - libpcap, loaded (base/loaded.h) when a capture is read. */
#ifndef NIC_PCAP_LIBRARY_H
#define NIC_PCAP_LIBRARY_H
#include <pcap/pcap.h>
#include <stdbool.h>

/* The functions of libpcap that are used here, by their names without pcap_. */
struct pcap_library {
	void *handle;
	pcap_t *(*fopen_offline_with_tstamp_precision)(FILE *, u_int, char *);
	void (*close)(pcap_t *);
	int (*datalink)(pcap_t *);
	const char *(*datalink_val_to_name)(int);
	const char *(*datalink_val_to_description)(int);
	int (*is_swapped)(pcap_t *);
	int (*snapshot)(pcap_t *);
	int (*next_ex)(pcap_t *, struct pcap_pkthdr **, const u_char **);
	char *(*geterr)(pcap_t *);
};

/* False when there is no such library, or not all of it; why (PCAP_ERRBUF_SIZE) says so. */
bool pcap_library_open(struct pcap_library *l, char *why);
void pcap_library_close(struct pcap_library *l);
#endif
