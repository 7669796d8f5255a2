/* acks_list.h - flows whose acknowledgements have a timer, the earliest first, and those that are due, first come, first served. */
#ifndef NIC_ACKS_LIST_H
#define NIC_ACKS_LIST_H
#include "engine/time.h"
#include "nic/traits.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One flow's. Those with a timer are in a list, the earliest first; those that are due in another, first come, first served. */
struct flow_acks {
	int32_t waiting; /* packets received and not yet acknowledged */
	int64_t bytes;   /* their payload */
	bool due, begun; /* begun: anything has ever come */
	int32_t quick;   /* acknowledgements yet to be sent for one arrival each */
	sim_time last;   /* when the last came; kept where quick ones are */
	sim_time timer;  /* when one is due at the latest; TIME_NEVER = not known */
	struct flow_acks *earlier, *later, *next_due;
};
struct acks {
	struct acknowledging by; /* whose they are, and how often */
	struct flow_acks *flow;  /* of the traffic's */
	bool many;               /* more than one, else there are no lists: it is the first of both */
	bool plain;              /* not many, none quick, and the traffic keeps no account of its own: counting is all */
	int64_t enough;          /* more bytes than these are acknowledged */
	bool due;                /* any is */
	sim_time timer;          /* the earliest; TIME_NEVER = there is none */
	struct flow_acks *first, *last, *first_due, *last_due;
};

static inline void acks_set_timer(struct acks *a, struct flow_acks *f, sim_time at)
{
	struct flow_acks *before = a->last;
	if (!a->many) {
		a->timer = f->timer = at;
		return;
	}
	while (before && before->timer > at)
		before = before->earlier;
	f->timer = at;
	f->earlier = before;
	f->later = before ? before->later : a->first;
	*(f->earlier ? &f->earlier->later : &a->first) = f;
	*(f->later ? &f->later->earlier : &a->last) = f;
	a->timer = a->first->timer;
}
static inline void acks_stop_timer(struct acks *a, struct flow_acks *f)
{
	if (a->plain) {
		a->timer = f->timer = TIME_NEVER;
		return;
	}
	if (f->timer == TIME_NEVER) return;
	if (!a->many) {
		a->timer = f->timer = TIME_NEVER;
		return;
	}
	*(f->earlier ? &f->earlier->later : &a->first) = f->later;
	*(f->later ? &f->later->earlier : &a->last) = f->earlier;
	f->timer = TIME_NEVER;
	a->timer = a->first ? a->first->timer : TIME_NEVER;
}
static inline void acks_make_due(struct acks *a, struct flow_acks *f)
{
	if (f->due) return;
	f->due = a->due = true;
	if (!a->many) return;
	f->next_due = NULL;
	*(a->first_due ? &a->last_due->next_due : &a->first_due) = f;
	a->last_due = f;
}
/* Has the time come? */
static inline void acks_timeout(struct acks *a, sim_time now)
{
	while (a->timer <= now) {
		struct flow_acks *f = a->first;
		acks_stop_timer(a, f);
		acks_make_due(a, f);
	}
}
#endif
