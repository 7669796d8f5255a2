/*
 * guest.h - what a reader found in its file: the machine and its network cards, each a list of properties in QEMU's words with the place each
 * stands at, and notes on what was read and is not used.  Nothing here is judged: rules.c does.
 */
#ifndef IMPORT_GUEST_H
#define IMPORT_GUEST_H
#include "base/arena.h"
#include "base/error.h"
#include <stdint.h>

/* One thing the input says.  Of several with one name the last counts, as in QEMU. */
struct property {
	const char *name;  /* QEMU's: "rx_queue_size" */
	const char *value; /* "512" */
	const char *shown; /* as the input has it: "rx_queue_size=512", "<driver rx_queue_size='512'>" */
	struct place at;   /* line 0 = a word of the command line of simnic itself */
	struct property *next;
};
struct properties {
	struct property *first, *last;
};

enum card_kind {
	CARD_VIRTIO, /* virtio-net */
	CARD_XEN,    /* a vif of netfront and netback */
	CARD_OTHER   /* e1000 and the like, a device that was passed through: nothing that is simulated here */
};
struct card {
	enum card_kind kind;
	const char *id;     /* by which --nic picks it: "net0" */
	const char *driver; /* as the input calls it: "virtio-net-pci" */
	const char *link;   /* the id of its netdev; NULL = the netdev is in `net` already */
	struct place at;
	struct properties device; /* of the card, besides driver, id and netdev */
	struct properties net;    /* of what is behind it; "type" among them */
	bool fixed_word;          /* the features are those in `word`, not what QEMU would offer with these properties */
	uint64_t word;
	struct card *next;
};

/* What is told besides the settings. */
enum note_kind {
	NOTE_CONTRADICTION, /* two things of the input do not go together: which one wins */
	NOTE_ASSUMED,       /* what the input leaves open */
	NOTE_UNUSED,        /* read, and without effect here */
	N_NOTES
};
struct note {
	enum note_kind kind;
	struct place at;
	const char *text;
	struct note *next;
};

/* A measured number, as a claim of the scenario. */
struct measured {
	const char *id, *of, *value; /* "probe-kicks", "kicks_per_packet", "0.0375" */
	struct place at;
	struct measured *next;
};

/* A virtual CPU, or QEMU's own threads, held to one CPU of the host. */
enum { PINS_KEPT = 64, PIN_NONE = -1 };
struct guest {
	struct arena *arena;
	const char *file; /* as it was named; "the command line" for words */
	const char *what; /* "a QEMU command line" */
	struct card *card, *last_card;
	int n_cards;
	struct properties machine; /* type, accel, cpus, emulator_pin, ... */
	int pin[PINS_KEPT];        /* virtual CPU i runs on this CPU of the host alone; PIN_NONE = anywhere */
	struct note *note, **last_note;
	struct measured *measured;
	bool no_memory;
};

void guest_begin(struct guest *g, struct arena *a, const char *file);
/* A new card at the end; NULL when there is no memory. */
struct card *guest_card(struct guest *g, enum card_kind kind, const char *id, const char *driver, struct place at);
/* A copy of all texts; false when there is no memory. */
bool property_add(struct guest *g, struct properties *to, const char *name, const char *value, const char *shown,
		  struct place at);
/* The last of that name; NULL = none. */
const struct property *property_of(const struct properties *p, const char *name);
const char *property_text(const struct properties *p, const char *name, const char *otherwise);
void guest_note(struct guest *g, enum note_kind kind, struct place at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* id and of live as long as the guest. */
void guest_claim(struct guest *g, const char *id, const char *of, const char *value, struct place at);
/* "line 3: rx_queue_size=512", in the guest's arena. */
const char *property_said(struct guest *g, const struct property *p);

/* Whole numbers as QEMU reads them, decimal or 0x hexadecimal; false when it is none or beyond 0..most. */
bool whole_number(const char *text, int64_t most, int64_t *out);
/* on yes true y, off no false n. */
bool on_or_off(const char *text, bool *out);
#endif
