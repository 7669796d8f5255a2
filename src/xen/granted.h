/*
 * granted.h - what schemes of grants have in common: slots of a page each.  struct grant_slots is the first member of such a scheme's
 * struct, and the functions below, which take that as self, can stand in its ops (nic/scheme.h).
 */
#ifndef XEN_GRANTED_H
#define XEN_GRANTED_H
#include "base/param.h"
#include "nic/grants.h"
#include "nic/scheme.h"

struct grant_slots {
	int64_t gso, offset, sg;
};
#define GRANT_GSO(T)                                                                                                   \
	{                                                                                                              \
		"gso", UNIT_BOOL, 0, 1, "true", NULL, offsetof(T, slots.gso),                                          \
			"frames longer than 1518 B are GSO packets, which carry the segment size in a slot of its own" \
	}
#define GRANT_SG(T)                                                                                                       \
	{                                                                                                                 \
		"sg", UNIT_BOOL, 0, 1, "true", NULL, offsetof(T, slots.sg),                                               \
			"packets of several pages (feature-sg); without, none is longer than 1518 B, and there is no GSO" \
	}
#define GRANT_OFFSET(T)                                                                         \
	{                                                                                       \
		"offset", UNIT_BYTES, 0, PAGE_BYTES - 1, "2B", NULL, offsetof(T, slots.offset), \
			"where in its page a packet begins that is sent (NET_IP_ALIGN)"         \
	}
void grant_slots_init(void *self, const struct setup *setup, uint32_t ring);
void grant_slots_traits(const void *self, struct scheme_traits *t);
int32_t grant_slots_transmit(const void *self, int32_t len, int32_t frags);
/* A buffer of one slot, for which so many pages are taken: 1, or 0 where the page is posted again and again. */
void grant_slots_post(struct buffer *b, int16_t pages);
static inline bool grant_slots_gso(const struct grant_slots *s)
{
	return s->gso && s->sg;
}
/* The counts of a frame in slots, each with so many pages taken. False: it is too long for one page. */
bool grant_slots_predict(const struct grant_slots *s, int32_t len, int32_t pages, struct counts *c);
#endif
