/* poll.h - the seam of guest receive policies: how long to poll, when to refill. */
#ifndef NIC_POLL_H
#define NIC_POLL_H
#include "engine/time.h"
#include "nic/line_prices.h"
#include <stdbool.h>
#include <stdint.h>

struct ring;
struct setup;
struct complaint;

/* What the driver posts, and when it tells the device of it. */
struct posting {
	int32_t most;       /* buffers in the ring at a time, 0 = as many as it holds */
	int32_t kick_after; /* it looks whether a kick is wanted when so many were posted since it last did, >= 1 */
	int32_t refill_at;  /* it posts none before more descriptors than that are free; -1 = there is no such count */
	bool counted;       /* refill_count says when it posts any */
};

/* Interrupts put off: after a poll that found something, for so many polls by a timer that find nothing (Linux napi_complete_done). */
struct deferral {
	sim_time timeout; /* until the driver polls again by itself, >= 0; 0 = it never does */
	int32_t count;    /* such polls in a row, without an interrupt in between, >= 0 */
	sim_time jiffy;   /* frames held by GRO since before the present one go up, > 0 */
};

/* Softirqs that go on and on become a thread's, which takes turns with the programs on its core (Linux ksoftirqd). */
struct softirq_turns {
	sim_time after; /* of polling without a pause, >= 0; 0 = never */
	sim_time slice; /* how much more of the core one may have had than the other, > 0 */
};

/* A driver that polls for ever, without an interrupt: what it does in one call, and what that takes. Times in ps. */
struct polling {
	int32_t burst;  /* packets that a call asks for, >= 1 */
	int32_t refill; /* free buffers are posted again in such numbers, >= 1 */
	int32_t keeps_free; /* a call takes sent buffers back when fewer descriptors are free; 0 = 32, or a quarter of the ring if that is less */
	bool line_end; /* a call ends where a line of four descriptors does, if it can take more than four */
	bool kernel;   /* packets go up and down the kernel's stack, in its memory and at its prices; what follows is 0 then */
	sim_time look; /* a call that finds nothing */
	sim_time call; /* one that does, */
	sim_time rx_packet, tx_packet, rx_buffer, tx_reclaim; /* and what it does */
	sim_time work;                                        /* the program's, per packet received */
	bool reads_all;           /* the program reads and writes all of a packet, not its first line alone */
	bool as_it_is;            /* what it forwards it does not write to */
	struct line_prices lines; /* from the other core */
};

/* budget, refill_each, posting and defers are asked once, before the run. */
struct poll_ops {
	bool spins; /* never sleeps, and asks for no interrupt */
	/* Packets per poll round before others get the core, >= 1. */
	int32_t (*budget)(const void *self);
	/* True: a buffer is posted again with each packet taken, and refill_due is not asked. */
	bool (*refill_each)(const void *self);
	/* Frames of one flow are merged before they reach the stack. NULL = they never are. */
	bool (*merges)(const void *self);
	/* No packet is left or the budget is used up, with `posted` of at most `most` buffers in ring r: fill it up now? */
	bool (*refill_due)(const void *self, const struct ring *r, int32_t posted, int32_t most);
	/* NULL = all that the ring holds, and a look each time. */
	void (*posting)(const void *self, struct posting *p);
	/* NULL = it asks for interrupts whenever it finds nothing. */
	void (*defers)(const void *self, struct deferral *d);
	/* Asked once, before the run. NULL = softirqs always come first. */
	void (*turns)(const void *self, struct softirq_turns *t);
	/* Once, before the run; p comes zeroed. NULL = over virtio it waits for interrupts. */
	void (*polling)(const void *self, const struct setup *setup, struct polling *p);
};
/* Does the back end of a setup poll for ever? */
bool backend_polls(const struct setup *setup);
/* Does its driver, over virtio? */
bool guest_polls(const struct setup *setup);
/* Does its driver, over virtio, poll by a timer? *d: how. */
bool guest_defers(const struct setup *setup, struct deferral *d);
/* Can the driver poll for ever with this back end and this traffic, over virtio? */
bool polling_check(const struct setup *setup, struct complaint *c);
#endif
