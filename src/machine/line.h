/* line.h - actors that wait for a core, first come first served. */
#ifndef NIC_LINE_H
#define NIC_LINE_H
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct seat;

struct waiter {
	int actor, context;
	struct seat *seat; /* to be told which core it got; NULL = it waits for one core only */
	uint64_t ticket;   /* orders the waiters of a pool's line and of its cores' own lines */
};
struct core_line {
	struct waiter *slot; /* a ring of `room` */
	int first, waiting, room;
};

/* Room for `room` actors. False when memory is exhausted. */
bool line_init(struct core_line *l, int room, struct arena *a);
bool line_has(const struct core_line *l, int actor);
/* To the end of the line, unless it stands in it already: false. */
bool line_join(struct core_line *l, const struct waiter *w);
/* Of a line that is not empty. */
static inline const struct waiter *line_head(const struct core_line *l)
{
	return &l->slot[l->first];
}
struct waiter line_next(struct core_line *l);
#endif
