/* known.h - the properties QEMU's virtio-net card and its back ends have (7.2, and what later releases added), and how their values are written. */
#ifndef IMPORT_KNOWN_H
#define IMPORT_KNOWN_H
#include "import/guest.h"

/* How a machine description writes it: in QEMU's words, or in JSON, where QEMU wants true and 512, not "on" and "512". */
enum spelling { SPELT_PLAIN, SPELT_JSON, SPELT_JSON_QUOTED };

/* Is there such a property of a virtio-net card, with such a value?  p->shown names it in errors. */
bool known_of_card(const struct property *p, enum spelling spelling, struct error *err);
/* The same for a back end (-netdev) of that type. */
bool known_of_net(const char *type, const struct property *p, enum spelling spelling, struct error *err);
/* Is that a type of back end? */
bool known_type(const struct property *type, struct error *err);
/* The driver of a card: what it is here. */
enum card_kind known_driver(const char *driver);
#endif
