/* readers.h - one reader for each kind of file: what it says, as cards and a machine. */
#ifndef IMPORT_READERS_H
#define IMPORT_READERS_H
#include "import/guest.h"
#include "import/input.h"

/* A command line of QEMU: all its words, the program's name and what stands before it included. */
bool qemu_read(struct guest *g, const struct word *word, int n, struct error *err);
/* libvirt's domain XML, also within <domstatus> or <domainsnapshot>. */
bool libvirt_read(struct guest *g, const struct input *in, struct error *err);
/* Firecracker's configuration or Cloud Hypervisor's VM configuration, which their keys tell apart. */
bool vmm_read(struct guest *g, const struct input *in, struct error *err);
/* What simnic-probe wrote. */
bool probe_read(struct guest *g, const struct input *in, struct error *err);
/* Xen's xl.cfg: is it one, by its first keys, and what it says. */
bool xl_is(const struct input *in);
bool xl_read(struct guest *g, const struct input *in, struct error *err);
#endif
