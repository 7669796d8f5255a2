/*
 * slots.h - how many slots, grant operations and bytes a packet takes on a Xen ring.  Pure arithmetic on 4 KiB pages; a packet is one
 * piece of memory or several (a linear area and fragments), and a piece begins `offset` bytes into a page.
 *
 *	transmit   a slot is what a piece has in one page; the header of the first slot is copied, the rest of it and every further slot mapped
 *	receive    pages are filled back to back; a copy crosses neither a page of the source nor one of the destination
 *	GSO        one slot more, which carries the segment size and no bytes
 */
#ifndef NIC_XEN_SLOTS_H
#define NIC_XEN_SLOTS_H
#include <stdbool.h>
#include <stdint.h>

#define XEN_PAGE 4096
#define XEN_RING_SLOTS 256                               /* of a ring in one page, either direction */
#define XEN_SLOTS_MIN 18                                 /* of a packet, which any back end takes; netback drops longer ones */
#define XEN_SLOTS_FATAL 20                               /* netback shuts a guest off that sends a packet of more */
#define XEN_FRAGS (65536 / XEN_PAGE + 1)                 /* pages of the longest packet, anyhow aligned */
#define XEN_TX_STOP (XEN_RING_SLOTS - XEN_SLOTS_MIN - 1) /* slots in use at which netfront stops its transmit queue */
#define XEN_RX_DEMAND (XEN_FRAGS + 1)     /* free slots netback waits for before it begins any packet: the longest, and GSO */
#define XEN_RX_FEWEST (XEN_SLOTS_MIN + 1) /* with fewer outstanding netfront does not tell of a refill */
#define XEN_TX_COPY 128                   /* bytes of the first slot that netback copies */

struct xen_piece {
	uint32_t offset; /* in its first page, below XEN_PAGE */
	int32_t len;     /* > 0 */
};

/* Pages that len bytes from offset on touch. */
static inline int xen_pages(uint32_t offset, int32_t len)
{
	return (int)(((int64_t)offset % XEN_PAGE + len + XEN_PAGE - 1) / XEN_PAGE);
}

int xen_tx_slots(int32_t len, uint32_t offset, bool gso);
int xen_tx_slots_of(const struct xen_piece *piece, int n, bool gso);
/* Grant copies (one, of xen_tx_header bytes) and maps of a packet on its way to the host. */
void xen_tx_ops(int32_t len, uint32_t offset, int *copies, int *maps);
void xen_tx_ops_of(const struct xen_piece *piece, int n, int *copies, int *maps);
int32_t xen_tx_header(int32_t len, uint32_t offset);

int xen_rx_slots(int32_t len, bool gso);
/*
 * Grant copies of a packet on its way to the guest. header_apart: it begins with a header elsewhere, which ends inside a page, and the
 * data go on as if it were not.
 */
int xen_rx_copy_ops(int32_t len, uint32_t source_offset, bool header_apart);
int xen_rx_copy_ops_of(const struct xen_piece *piece, int n);
#endif
