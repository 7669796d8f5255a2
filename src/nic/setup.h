/* setup.h - one run as checked values: what the scenario layer fills by the tables below and what run_create takes. */
#ifndef NIC_SETUP_H
#define NIC_SETUP_H
#include "engine/time.h"
#include "nic/model.h"

/* Places in a scenario where a model is chosen: SLOT_ID, its struct OPS_ops, and its name. */
#define SLOTS(X)                        \
	X(TRAFFIC, traffic, traffic)    \
	X(BACKEND, backend, backend)    \
	X(RING, ring, ring)             \
	X(SCHEME, scheme, scheme)       \
	X(ALLOC, alloc, alloc)          \
	X(NOTIFY, notify, notify)       \
	X(POLL, poll, poll)             \
	X(COMPLETE, complete, complete) \
	X(FLUSH, flush, flush)          \
	X(LINK, link, link)             \
	X(SENDER, sender, sender)       \
	X(MODERATE, moderate, moderate) \
	X(AWAY_GUEST, away, away_guest) \
	X(AWAY_HOST, away, away_host)   \
	X(IDLE_GUEST, idle, idle_guest) \
	X(IDLE_HOST, idle, idle_host)   \
	X(TRAFFIC2, traffic, traffic2)  \
	X(TRAFFIC3, traffic, traffic3)
#define SLOT_ID(id, ops, name) SLOT_##id,
enum slot_id { SLOTS(SLOT_ID) N_SLOTS };
#undef SLOT_ID

struct slot {
	const char *path;     /* "nic.scheme" */
	const char *kind;     /* "scheme" */
	const char *selector; /* the key that names the model inside the mapping: "model", or "format" for rings */
	const char *dflt;     /* model taken when the scenario is silent; NULL = must be given */
	/* Parameters and prices every model of this slot shares; written into struct setup at their offsets. NULL = none. */
	const struct param *common;
	const char *help;
	/*
	 * A choice that came later than the parameters of its default: while that is at work the selector goes unsaid and ids count
	 * its parameters behind this group, so that scenarios of before look and are named as before. NULL = said like all others.
	 */
	const char *unsaid_behind;
};
extern const struct slot slots[N_SLOTS];

/* Parameters that belong to no model: a mapping at `path`, written into struct setup. Ends with path == NULL. */
struct group {
	const char *path; /* "run", "nic", "run.until" */
	const struct param *params;
	const char *help;
	bool unsaid; /* came later: at its defaults it goes unsaid, and ids don't count it */
};
extern const struct group groups[];
/* Prices of the guest's driver and stack, which every run needs; written into struct setup. */
extern const struct price guest_prices[];

enum direction { DIR_RX, DIR_TX, DIR_RR, DIR_GUESTS, DIR_FORWARD };
/* Does what the traffic sends come from outside? */
static inline bool direction_arrives(int64_t direction)
{
	return direction == DIR_RX || direction == DIR_FORWARD;
}
/* Can its back end, driver and traffic go the setup's way? (direction.c) */
struct setup;
bool direction_check(const struct setup *s, struct complaint *c);
/* Can what it says goes wrong do so? (fault_check.c) */
bool faults_check(const struct setup *s, struct complaint *c);
/* Is what run.until waits for a statistic? (until.c) */
bool until_check(const struct setup *s, struct complaint *c);

#define MAX_CORE_NAMES 16
struct core_list {
	int n; /* >= 1 */
	const char *name[MAX_CORE_NAMES];
};

struct chosen {
	const struct registered *reg;
	void *conf; /* reg->model->size bytes, parameters and prices filled in; read-only once checked */
};

/*
 * Who works twice as fast, to see whether it helps (struct setup, fast): cores of the host, of a guest, of the other one, of both sides.
 * Locks, which are held half as long by whoever works as fast as ever: of grant tables, of event channels.
 */
enum fast {
	FAST_HOST = 1,
	FAST_GUEST = 2,
	FAST_OTHER = 4,
	FAST_SHARED = 8,
	FAST_ALL = 15,
	FAST_GRANT_LOCK = 16,
	FAST_EVENT_LOCK = 32
};

/* What may go wrong on purpose, and when: one of every, the one of that number, or each by chance (millionths); on which ring (faults.h). */
enum fault { FAULT_KICK, FAULT_INTERRUPT, FAULT_RECHECK, N_FAULTS };
enum fault_ring { FAULT_BOTH, FAULT_RX, FAULT_TX };
struct fault_rule {
	int64_t every, at, chance, of;
};

#define MAX_REPLICATIONS 100000 /* of a point */

/* What each of several traffics has besides its model (traffics.h). */
#define TRAFFICS_MOST 3
struct of_traffic {
	const char *name;
	int64_t direction;          /* of the first one it is the setup's */
	int64_t queues, from_queue; /* it is dealt to so many from that one on; 0 = to all of them */
};

struct setup {
	struct chosen slot[N_SLOTS];
	struct core_list host, guest; /* cores.host, cores.guest; defaults {host0}, {guest0} */
	int64_t platform_cores;       /* the machine's, 0 = not told */
	/* traffic */
	int64_t direction, link_bps, wire_overhead, base_rtt, flows, loss;
	struct of_traffic of[TRAFFICS_MOST];
	/* nic */
	int64_t queues, host_queue, guest_queue, tx_stop_below, tx_fragments, xmit_more, software_gso;
	/* features: 64-bit words, bit for bit; FEATURES_ANY (features.h) = not given */
	int64_t features_host, features_guest;
	/* run */
	int64_t warmup, length, transfer, packets, repeat, seed, jitter;
	/* run.until: more rounds of `repeat` replications while the interval is wider; until_ci == 0: one round */
	int64_t until_ci, until_max;
	const char *until_of;
	/* prices of the guest side */
	int64_t guest_rx_packet, guest_rx_byte, guest_tx_packet, guest_tx_byte, guest_tx_reclaim, guest_descriptor,
		guest_copy_byte, guest_head, guest_build, guest_fragment, guest_page_return, guest_gro_frame;
	int64_t irq_handler, guest_timer, napi_resched, app_wakeup, core_switch, unattributed;
	/* reader: a program in the guest; rcvbuf == 0: none is looked at */
	int64_t rcvbuf, reader_holds, reader_core, reader_packet, reader_byte, reader_wakeup;
	/* memory: of the machine, shared by all cores; bandwidth 0 = it is not looked at */
	int64_t memory_bps, memory_per_byte;
	struct fault_rule fault[N_FAULTS];
	int64_t recheck_side, recheck_window;
	int64_t fast; /* a set of enum fast; no scenario says so */
};

/* Everything that can only be judged with the whole setup in hand, model checks included. */
bool setup_check(const struct setup *s, struct complaint *c);
/* Settings of a checked setup that are taken for others, as they say more than there is room for (setup_bounds.c): how many, and of each which. */
#define SETUP_BOUNDS (N_SLOTS + 1)
int setup_bounds(const struct setup *s, struct complaint c[SETUP_BOUNDS]);
#endif
