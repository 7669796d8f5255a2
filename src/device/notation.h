/*
 * notation.h - transactions as text, one entry each, with ; or the end of a line between them:
 *
 *	tx drv wr 4/32          the driver writes 4 B of registers for every 32nd packet that is sent
 *	tx dev rd L+12/pkt      the device reads each packet, 12 B in front of it
 *	rx dev wr 64/pkt x2     it writes twice 64 B for each packet that is received
 *	rx msi/32               an interrupt for every 32nd
 *
 * who and what: dev rd, dev wr, drv wr, drv rd, msi.  How much: a number, L (the packet), L+n, L-n (nothing, where nothing is left),
 * align16(L+4).  How often: pkt or a number of packets.  From # to the end of the line is a comment.
 */
#ifndef NIC_NOTATION_H
#define NIC_NOTATION_H
#include "device/transactions.h"
#include <stddef.h>

struct arena;
struct error;

/* Both lists of a text into *nic, in a. False: what is wrong, and in which entry. */
bool notation_read(const char *text, struct arena *a, struct transaction_nic *nic, struct error *err);
/* The same of a text that begins with tx or rx, or else of the file of that name, which is relative to base_dir. */
bool notation_load(const char *text, const char *base_dir, struct arena *a, struct transaction_nic *nic, struct error *err);
/* An entry as it would be written, in buf. */
void notation_entry(const struct transaction *t, bool tx, char *buf, size_t size);
/* "name: ENTRY; ENTRY; ..." of a NIC's list, in buf. True. */
bool notation_nic(const struct transaction_nic *nic, bool tx, char *buf, size_t size);
#endif
