/*
 * traffics.h - a scenario may have several traffics: which there are, what each is as though it were alone, and what is kept of each for
 * statistics and checks.  Packets say whose they are in the upper bits of their flow, acknowledgements whose packets they answer; the first traffic's is 0.
 */
#ifndef NIC_TRAFFICS_H
#define NIC_TRAFFICS_H
#include "engine/histogram.h"
#include "nic/packet.h"
#include "nic/setup.h"

#define TRAFFIC_SHIFT 28
#define TRAFFIC_FLOWS ((UINT32_C(1) << TRAFFIC_SHIFT) - 1)
static inline int packet_traffic(const struct packet *p)
{
	return (int)(p->flow >> TRAFFIC_SHIFT);
}
/* A packet as its traffic's model knows it, which knows its own flows alone. */
static inline struct packet packet_of_its_own(const struct packet *p)
{
	struct packet own = *p;
	own.flow &= TRAFFIC_FLOWS;
	return own;
}

/* Slot of the k-th, from 0; is there one?  Is there any but the first? */
enum slot_id traffic_slot(int k);
bool traffic_is(const struct setup *s, int k);
bool traffics_several(const struct setup *s);
/* Which one's a slot is; -1 when it is another kind's. */
int traffic_of_slot(int slot);
/* Way of the k-th. */
enum direction traffic_direction(const struct setup *s, int k);
/* Does anything of any traffic, answers aside, come through the receive ring, or go out through the transmit ring? */
bool traffics_receive(const struct setup *s);
bool traffics_send(const struct setup *s);
/* The setup as the k-th traffic sees it: it alone, on its own queues. */
void traffic_view(const struct setup *s, int k, struct setup *view);
/* Place of a queue among those of a traffic; -1 when it is not dealt to it. */
int traffic_queue(const struct setup *s, int k, int queue);
/* Can they go together? Whether each can be is for who judges a setup to say of its view. */
bool traffics_check(const struct setup *s, struct complaint *c);
/* A complaint about key, of the k-th judged as the first of its view, is about a key of its own: false. */
bool traffics_blame(struct complaint *c, int k, const char *key);

/* What is counted of one, over all queues. */
enum traffic_count { TRAFFIC_OFFERED, TRAFFIC_DELIVERED, TRAFFIC_GOODPUT, TRAFFIC_DROPPED, N_TRAFFIC_COUNTS };
struct traffic_sums {
	struct setup *view; /* NULL = there is no such traffic */
	bool closed;        /* a closed loop: what comes next depends on what was answered */
	int64_t n[N_TRAFFIC_COUNTS];
	int64_t inside; /* packets, from where they enter and leave; kept in the checked build */
	struct histogram latency;
};
#endif
