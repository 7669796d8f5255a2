/* stat_kinds.h - what a statistic is told by besides its name: part of the answer, scale, what it needs, way, family, short lists. */
#ifndef NIC_STAT_KINDS_H
#define NIC_STAT_KINDS_H

/* The part of an answer it is shown in. */
enum stat_group { GROUP_RESULT, GROUP_COUNT, GROUP_COST, GROUP_WAIT, GROUP_CORE, N_GROUPS };
extern const char *const stat_group_words[N_GROUPS]; /* "result", "cost" */

/* What its sum is divided by. */
enum stat_scale {
	TOTAL,        /* nothing */
	PER_PACKET,   /* packets delivered while measuring */
	PER_RECEIVED, /* packets that came through a receive ring */
	PER_SECOND,
	OF_TIME,   /* the time that was worked, which may go on after the last delivery */
	OF_WIRES,  /* the same, of every queue's wire */
	OF_ACTIVE, /* the same, of every queue that was offered anything */
};

/* What a run must have for it to exist; else it is missing (a dash, null in JSON). */
enum stat_needs {
	NEEDS_NOTHING,
	NEEDS_RECEIVED,     /* packets through a receive ring */
	NEEDS_THROUGH_RING, /* packets through the ring that the traffic goes through (WAY_TRAFFIC) */
	NEEDS_TRANSFER,     /* run.transfer */
	NEEDS_REQUESTS,     /* traffic.direction: rr */
	NEEDS_WINDOW,       /* a sender that waits for answers */
	NEEDS_WIRE,         /* a rate of the wire */
	NEEDS_LINK,         /* a device behind a link */
	NEEDS_FLOWS,        /* flows dealt to several queues; left out of the record where there are none, as the next */
	NEEDS_LOCKS,        /* locks that cores share; left out of the record altogether where there are none */
	NEEDS_GRO,          /* frames that are merged before the stack; the same */
	NEEDS_DEFERRAL,     /* a driver that polls by a timer; the same */
	NEEDS_FAULTS,       /* signals that get lost on purpose; the same */
	NEEDS_HOLDER,       /* a reader that keeps buffers from the ring; the same */
	NEEDS_GUEST_POLLS,  /* a guest that polls for ever over virtio; the same */
	NEEDS_HOST_POLLS,   /* and a back end that does */
	NEEDS_IDLE,         /* cores that poll or sleep when there is nothing to do; the same */
	NEEDS_AWAY,         /* a guest whose cores are taken away; the same */
	NEEDS_TRAFFICS,     /* several traffics; the same */
	NEEDS_SHARES,       /* queues that a device serves by weight, or at a rate each; the same */
	NEEDS_FUNCTIONS,    /* several functions of a device; the same */
	NEEDS_LINES,        /* both, with a driver in poll mode and buffers that are alike */
	NEEDS_DDIO,         /* a cache that devices write into; the same */
	NEEDS_LLC,          /* one that guests write into, and the device reads from; the same */
	N_NEEDS
};
extern const char *const stat_needs_words[N_NEEDS]; /* "a link"; "" for nothing */

/* Which way the packets go that it is about. */
enum stat_way {
	WAY_NEITHER,  /* both alike, or what they have in common */
	WAY_RECEIVED, /* also where only acknowledgements come that way */
	WAY_TRANSMITTED,
	WAY_TRAFFIC, /* that of the traffic: the transmit ring's with traffic.direction tx, else the receive ring's */
	N_WAYS
};
extern const char *const stat_way_words[N_WAYS]; /* "receive"; "both" for neither */

enum stat_better { BETTER_NEITHER, BETTER_HIGHER, BETTER_LOWER, N_BETTER };
extern const char *const stat_better_words[N_BETTER]; /* "higher"; "-" for neither */

#define QUEUES_TOLD 8 /* and functions */
/* What the members of a family are. */
enum stat_family {
	FAMILY_NONE,
	FAMILY_DROPS,
	FAMILY_LEDGER, /* but the unattributed, which has a row of its own */
	FAMILY_CORES,
	FAMILY_TRAFFICS,     /* several, by name */
	FAMILY_QUEUES,       /* the first QUEUES_TOLD, by number */
	FAMILY_FUNCTIONS,    /* as many of a device's */
	FAMILY_MODELS,       /* the rows of the chosen models */
	FAMILY_OTHER_MODELS, /* the rows of models that are not, as far as they are `everywhere` */
};

/* The short lists statistics are picked for. A row's rank in one is its place, from 1; 0 = it isn't in it. */
enum stat_list {
	LIST_HEADLINE, /* says how a run did, in one sentence */
	LIST_VARIED,   /* is looked at when prices vary, unless another is asked for */
	LIST_ROWS,     /* columns of a table with a line for each point */
	LIST_LOST,     /* and those that are always there when they aren't zero */
	LIST_GRID,     /* the same of reports */
	LIST_SECOND,   /* tells points apart that do the same by their headline */
	LIST_COUNTS,   /* bars of the chart of counts */
	LIST_SCHEMES,  /* and of the one of schemes */
	N_STAT_LISTS
};
#endif
