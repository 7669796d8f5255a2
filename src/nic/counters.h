/* counters.h - everything that is counted while running: exact integers, one struct, so that warm-up is one subtraction. */
#ifndef NIC_COUNTERS_H
#define NIC_COUNTERS_H
#include <stdint.h>

enum drop_cause { DROP_HOST_QUEUE, DROP_TOO_LONG, DROP_GUEST_QUEUE, DROP_WIRE, DROP_SENDER, N_DROPS };
extern const char *const drop_names[N_DROPS];

struct counters {
	int64_t offered, delivered, drop[N_DROPS];   /* packets of the scenario's traffic */
	int64_t goodput;                             /* bytes delivered */
	int64_t round_trips, answers;                /* answers: acknowledgements that were sent */
	int64_t answers_lost;                        /* and dropped on the way back */
	int64_t rx_packets, tx_packets;              /* through the receive and the transmit ring, answers included */
	int64_t buffers, rx_bytes, truesize, copied; /* of received packets */
	int64_t entries;                             /* ring entries of received packets, where buffers are not alike */
	int64_t pages;                               /* really taken from the page allocator */
	int64_t kicks, kick_handlers, exits, hypercalls;
	int64_t interrupts, irq_handlers, tx_completion_signals;
	int64_t wakeups;
	int64_t waited_host, waited_ring; /* ps, summed over packets, in the host queue and in the ring for the guest */
	int64_t polls, host_dry;          /* poll rounds; times the host found no buffer */
	int64_t data_writes;              /* of headers and payload by the device, among dma_writes */
	int64_t dma_reads, dma_writes;    /* operations of the device on its link, interrupts included */
	int64_t tlps_up, tlps_down, link_up, link_down; /* TLPs and bytes */
	int64_t tx_stops;                               /* times the guest's transmit queue was stopped */
};
#define N_COUNTERS ((int)(sizeof(struct counters) / sizeof(int64_t)))
#endif
