/*
 * counters.h - everything that is counted while running: exact integers, one struct, so that what happened in between is one
 * subtraction.  A counter that is reported is declared by its statistic, as COUNTED in stats_table.h.
 */
#ifndef NIC_COUNTERS_H
#define NIC_COUNTERS_H
#include <stdint.h>

enum drop_cause {
	DROP_HOST_QUEUE,
	DROP_TOO_LONG,
	DROP_GUEST_QUEUE,
	DROP_WIRE,
	DROP_SENDER,
	DROP_NO_BUFFER,
	DROP_SOCKET,
	DROP_DEVICE_BUFFER,
	N_DROPS
};
extern const char *const drop_names[N_DROPS];

#define COUNTED(counter, ...) int64_t counter;
#define STATISTIC(...)
#define FAMILY(...)
struct counters {
#include "nic/stats_table.h"
	/* And those that statistics are only worked out from. */
	int64_t drop[N_DROPS];          /* packets of the scenario's traffic */
	int64_t rx_packets, tx_packets; /* through the receive and the transmit ring, answers included */
	int64_t rx_bytes;               /* of received packets */
	int64_t mend_time;              /* ps, between a lost signal and the next one, for the same sleeper, that was not */
	int64_t entries;                /* ring entries of the buffers of received packets */
	/* Of packets put into the transmit ring: bytes, ring entries, and the guest memory they are charged with. */
	int64_t tx_bytes, tx_entries, tx_truesize;
	int64_t paced; /* ps for which packets wait for the queue's rate, counted when it begins to hold them */
};
/* A packet of so many bytes was put into the transmit ring. */
static inline void tx_count(struct counters *n, int32_t bytes, uint32_t entries, int32_t truesize)
{
	n->tx_packets++;
	n->tx_bytes += bytes;
	n->tx_entries += entries;
	n->tx_truesize += truesize;
}
#define N_COUNTERS ((int)(sizeof(struct counters) / sizeof(int64_t)))
#endif
