#include "xen/slots.h"

int xen_tx_slots_of(const struct xen_piece *piece, int n, bool gso)
{
	int slots = gso;
	for (int i = 0; i < n; i++)
		slots += xen_pages(piece[i].offset, piece[i].len);
	return slots;
}

int xen_tx_slots(int32_t len, uint32_t offset, bool gso)
{
	return xen_tx_slots_of(&(struct xen_piece){offset, len}, 1, gso);
}

static int32_t first_slot(int32_t len, uint32_t offset)
{
	int32_t room = XEN_PAGE - (int32_t)(offset % XEN_PAGE);
	return len < room ? len : room;
}

int32_t xen_tx_header(int32_t len, uint32_t offset)
{
	int32_t first = first_slot(len, offset);
	return first < XEN_TX_COPY ? first : XEN_TX_COPY;
}

void xen_tx_ops_of(const struct xen_piece *piece, int n, int *copies, int *maps)
{
	bool first_is_copied = first_slot(piece->len, piece->offset) <= XEN_TX_COPY;
	*copies = 1;
	*maps = xen_tx_slots_of(piece, n, false) - first_is_copied;
}

void xen_tx_ops(int32_t len, uint32_t offset, int *copies, int *maps)
{
	xen_tx_ops_of(&(struct xen_piece){offset, len}, 1, copies, maps);
}

int xen_rx_slots(int32_t len, bool gso)
{
	return xen_pages(0, len) + gso;
}

int xen_rx_copy_ops_of(const struct xen_piece *piece, int n)
{
	int ops = 0;
	uint32_t filled = 0; /* of the destination page */
	for (int i = 0; i < n; i++) {
		uint32_t offset = piece[i].offset % XEN_PAGE;
		ops += xen_pages(offset, piece[i].len);
		if (offset != filled) ops += xen_pages(filled, piece[i].len) - 1; /* else both pages end at once */
		filled = (filled + (uint32_t)piece[i].len) % XEN_PAGE;
	}
	return ops;
}

int xen_rx_copy_ops(int32_t len, uint32_t source_offset, bool header_apart)
{
	return xen_rx_copy_ops_of(&(struct xen_piece){source_offset, len}, 1) + header_apart;
}
