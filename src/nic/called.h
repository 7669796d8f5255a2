/*
 * called.h - what others call things, and what they are called here: the vocabulary of QEMU, libvirt, ethtool, Linux, DPDK, the virtio
 * specification, iperf and netperf.  One table, asked wherever a name is not known, before any likeness of spelling.
 */
#ifndef NIC_CALLED_H
#define NIC_CALLED_H
#include <stdbool.h>
#include <stddef.h>

enum called_as {
	CALLED_KEY,       /* of a scenario: "nic.ring.entries" */
	CALLED_MODEL,     /* "backend/vhost" */
	CALLED_WORD,      /* a value that is a word: "rx" */
	CALLED_STATISTIC, /* "throughput" */
	CALLED_PRICE,     /* "kick" */
	CALLED_OPTION,    /* of the program or a verb, without its dashes */
	CALLED_VERB,
};

struct called {
	const char *word; /* as people write it; capitals, '-', '_' and blanks do not count */
	enum called_as as;
	const char *here; /* the name here */
	const char *in;   /* CALLED_KEY: only below a mapping whose path ends so ("" = at the top); NULL = anywhere */
	const char *note; /* what is not quite the same, or NULL */
};

/* The table; ends with word == NULL. */
extern const struct called called[];

/* Is the row about this word? */
bool called_is(const struct called *row, const char *word);
/* The row of a word among rows of one kind but keys, after `after` (NULL = the first); NULL = none (more). */
const struct called *called_find(const char *word, enum called_as as, const struct called *after);
/* The row of a key, by its path; one for just that mapping comes before one for any. */
const struct called *called_key(const char *path);
#endif
