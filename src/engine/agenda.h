/*
 * agenda.h - what one actor has to do at many times, such as a device that waits for its reads.  What is asked for in order mostly ends in
 * order: a few lanes, each sorted by itself because errands join at its end, and the next one is at the head of one of them.
 * Of two that are due at the same time the one asked for first is done first: queues in step with each other take turns by that.
 */
#ifndef NIC_AGENDA_H
#define NIC_AGENDA_H
#include "engine/engine.h"

#define AGENDA_LANES 3

/* One thing to do, in its owner's memory; zeroed but for call and self before its first use. */
struct errand {
	sim_time due;
	uint64_t rank;                              /* among those due at the same time: first come, first served */
	struct errand *before, *after;              /* in its lane; before: NULL = not on the agenda */
	void (*call)(void *self, struct errand *e); /* at due; the errand is off the agenda by then */
	void *self;
};

struct agenda {
	struct engine *engine;
	int id;
	uint64_t added;
	struct errand *next; /* the earliest, and when it is due; TIME_NEVER = there is none */
	sim_time due;
	/* The ends of the lanes, which are rings: after it comes the first, before it the last. It stays where it is made. */
	struct errand lane[AGENDA_LANES];
};

/* Adds the actor; name is borrowed. False when there is no room for it. */
bool agenda_init(struct agenda *a, struct engine *e, const char *name, int max_actors);
/* Have e done at `due`, not before now. Not for an errand that is on the agenda. */
void agenda_add(struct agenda *a, struct errand *e, sim_time due);
/* Have e done at `due` and no other time, whether it was on the agenda or not; TIME_NEVER: not at all. */
void agenda_move(struct agenda *a, struct errand *e, sim_time due);
static inline bool agenda_has(const struct errand *e)
{
	return e->before != NULL;
}
#endif
