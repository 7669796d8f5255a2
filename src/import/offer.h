/* offer.h - the feature word that a card offers to its driver. */
#ifndef IMPORT_OFFER_H
#define IMPORT_OFFER_H
#include "import/guest.h"

struct offer {
	uint64_t word;
	int version; /* of the machine: 702 is 7.2 */
	const char *version_said;
	bool version_assumed;
	bool masked; /* the kernel's or the switch's own word is and-ed with it, and not known here */
};
/* The newest machine whose defaults are known here, which is taken when none is said. */
#define NEWEST_VERSION 1000

/* version: "7.2" where the machine is an alias or is not said; NULL = not known. */
bool offer_find(struct offer *o, struct guest *g, const struct card *c, const char *version, struct error *err);
/* A property that is on or off, which may not be said. */
bool card_has(const struct card *c, const char *name, bool otherwise);
#endif
