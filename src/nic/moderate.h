/* moderate.h - the seam of interrupt moderation: how long a device holds an interrupt back, so that more packets share it. */
#ifndef NIC_MODERATE_H
#define NIC_MODERATE_H
#include "engine/time.h"
#include <stdbool.h>
#include <stdint.h>

/* What a model promises, whatever comes. */
struct moderate_traits {
	sim_time longest; /* no packet waits longer for its signal; 0 = none is ever held back, and no other op is called */
	int64_t most;     /* once so many wait, they are signalled at once; >= 1 */
};

/* The used packets of one ring that wait for a signal; counted by who asks. */
struct held {
	bool tx;         /* of the transmit ring, else of the receive ring: each is moderated on its own */
	int64_t packets; /* since the last signal, >= 1 */
	sim_time since;  /* when the first of them was used */
	/* For signalled() only: what the driver has read from the receive ring, or put into the transmit ring, until now. */
	int64_t driver_packets, driver_bytes;
};

#define MODERATE_NOW (-1)

struct moderate_ops {
	/* Asked before the run. Pure. */
	void (*traits)(const void *self, struct moderate_traits *t);
	/*
	 * At now one or more packets were used, h.packets wait: MODERATE_NOW = signal them, else when at the latest, >= now. A later
	 * answer replaces this one.
	 */
	sim_time (*used)(void *self, const struct held *h, sim_time now);
	/*
	 * At now all of h were signalled, as used() said or because that time has come. raised: there was an interrupt; false = the driver
	 * wished none. NULL = it learns nothing from that.
	 */
	void (*signalled)(void *self, const struct held *h, sim_time now, bool raised);
};

/* Does a configured model hold nothing back? */
static inline bool moderate_is_off(const struct moderate_ops *ops, const void *self)
{
	struct moderate_traits t = {0};
	ops->traits(self, &t);
	return t.longest == 0;
}
#endif
