/* rules.h - from what was found to the settings of a scenario. */
#ifndef IMPORT_RULES_H
#define IMPORT_RULES_H
#include "import/guest.h"
#include "import/offer.h"
#include "import/settings.h"

/* What the user says beside the input; NULL = not said. */
struct wish {
	const char *nic;       /* the id of the card */
	const char *back_end;  /* "qemu", "vhost", "vhost_user" or "hardware", in the place of what the input has */
	const char *platform;  /* path of a price list */
	const char *folder;    /* where the lists are that come with the program; NULL = scenarios/platforms */
	const char *direction; /* "rx", "tx" */
	const char *version;   /* QEMU's: "7.2" */
};

/* What the rules work on. */
struct view {
	struct guest *g;
	const struct card *card;
	const struct wish *wish;
	struct settings *out;
	struct offer offer;
	const char *back_end, *back_end_why;
	enum how back_end_how;
	int64_t cpus, pairs, used; /* virtual CPUs, queue pairs of the device, those the guest uses */
	const char *used_why;
	enum how used_how;
	bool receives_only; /* what was measured: nothing is acknowledged */
	struct error *err;
};

/* The one card that is meant: --nic, or the only one of virtio or Xen; NULL and err. */
const struct card *card_chosen(struct guest *g, const char *nic, struct error *err);
/* Settings of that card. */
bool rules_apply(struct guest *g, const struct card *c, const struct wish *wish, struct settings *out, struct error *err);

/* back_end.c: which back end serves the card, and how many queue pairs. */
bool back_end_find(struct view *v);
bool queues_find(struct view *v);
/* rules_parts.c: parts of the scenario. */
void put_cores(struct view *v);
void put_traffic(struct view *v);
void put_rings(struct view *v);
void put_scheme(struct view *v);
void put_notify(struct view *v);
/* Notes on what the card has that is used for nothing. */
void tell_unused(struct view *v);
#endif
