/* prices.h - what netfront, netback and the grant tables take, and what is counted of them; the model fills and shows both. */
#ifndef XEN_PRICES_H
#define XEN_PRICES_H
#include <stdint.h>

/* Times in ps, per byte in fs. */
struct xen_prices {
	int64_t request, response, tx_packet, rx_packet, rx_thread, zerocopy; /* netback's own work: per slot, per packet */
	int64_t tcp_packet, tcp_byte, tcp_send, tcp_send_byte, tcp_ack;       /* what bulk data cost either end besides */
	int64_t host_copy_byte, lookup, guest_grant, guest_rx_slot;
	int64_t hypercall, copy, map, unmap, copy_byte, lock, pte, handoff, flush, flush_vcpu, stolen; /* the grant table */
	int64_t event_lock, kick, kick_handle, irq_inject, irq_latency, wake, wakeup; /* event channels, threads */
	int64_t interference, memory_byte;
	int64_t flushes; /* there are flushes: the price of one is given */
};

struct xen_stats {
	int64_t ops, copies, maps, unmaps, flushes, hits, misses, granted_bytes, host_bytes, guest_bytes, lock_wait, lock_moves,
		locks, events, slots_tx, slots_rx, interference;
};
#endif
