/*
 * port.h - all that the load and a front, with the back end behind it, say to each other.  Each hand-over carries the time at which it is
 * made or takes effect; nobody sees the other's state.
 */
#ifndef NIC_PORT_H
#define NIC_PORT_H
#include "engine/time.h"
#include "nic/counters.h"
#include <stdbool.h>
#include <stdint.h>

struct packet;
struct queue;
struct run;

/* ---- offered: from the load to the host (account.c), and to the guest (struct front_ops) ---- */

/* A frame arrives on the host at now: into the host queue, or dropped. born: when it entered this machine's responsibility. */
void host_arrive(struct queue *q, const struct packet *p, sim_time now, sim_time born);

/*
 * Arrivals of an open loop may wait until they are asked for (source.c).  source_can_wait: nothing hangs on them but the host queue, and all
 * are of one length.  source_put_off: they have no events from now on, or have them again.  source_next: when the next one comes, TIME_NEVER =
 * none does.  source_pull: those up to t join the host queue, or are dropped where no buffer was posted by then; then it says the same.
 * source_take: with nobody in that queue, the first of them that is not dropped goes to `to`, which is where the ring's next buffer has it;
 * when it came, TIME_NEVER = none.
 * In any loop, one by one: source_can_lag: they hang on nobody but the worker's side of the host queue.  source_come: those up to t come, each at
 * its own time, which the engine's clock shows: who calls sets that right.  source_join: the same while the worker would not notice.
 */
bool source_can_wait(const struct queue *q);
void source_put_off(struct queue *q, bool off);
sim_time source_next(const struct queue *q);
sim_time source_pull(struct queue *q, sim_time t);
sim_time source_take(struct queue *q, sim_time t, struct packet *to);
bool source_can_lag(const struct queue *q);
void source_come(struct queue *q, sim_time t);
void source_join(struct queue *q, sim_time t);

/* ---- what became of it: from a front or back end to the load (account.c, peer.c, source.c) ---- */

/* A frame of the traffic is where it was to go. at: when the receiver has it, >= now. */
void packet_delivered(struct queue *q, const struct packet *p, sim_time at);
/* The same from virtio's driver: when the back end took it from the host queue, and the driver from the ring. */
void packet_received(struct queue *q, const struct packet *p, sim_time taken, sim_time begun, sim_time at);
/* The same of one that a program in the guest has read: when it came into its socket, and out of it. */
struct stays {
	sim_time taken, begun, up, out;
};
void packet_read(struct queue *q, const struct packet *p, const struct stays *s, sim_time at);
/* n packets of the load at once, which had no lines of their own: sums, modulo 2^64, and the last time. Their latencies are known by then. */
struct received {
	int64_t n, goodput;
	uint64_t born, taken, stamp, begun, at;
	sim_time last;
};
void packets_received(struct queue *q, const struct received *r);
/* dropped: it never got in; discarded: it was inside already. */
void packet_dropped(struct queue *q, const struct packet *p, enum drop_cause why);
void packet_discarded(struct queue *q, const struct packet *p, enum drop_cause why);
/* The peer received packet p at time t: it may answer. */
void peer_received(struct queue *q, const struct packet *p, sim_time t);
/* The application or peer learns at t that packet p was delivered, or what it answers; the source may have something to send again. */
void source_answered(struct queue *q, sim_time t, const struct packet *p);
/* Packet p, which went into the transmit ring, takes no memory of the guest's any more; where q->traits.releases. */
void source_released(struct queue *q, const struct packet *p);
/* A queue was filled or emptied; whether a closed loop has run dry. */
void starved_update(struct queue *q);
/* Where the peer is a program on this host: one more received, p, at now; true = an acknowledgement is due; and the one that is now sent. */
bool peer_counts(struct queue *q, struct packet *p, sim_time now);
struct packet peer_acks(struct queue *q, sim_time now);

/*
 * The wire out of queue q: wire_out_init makes it, with room for `more` frames beyond the host queue's, or WIRE_NEVER_FULL; false when
 * memory or actors are exhausted.  wire_out puts a frame on it, which the peer has when its last bit has left.  wire_out_full: it has its
 * fill, hand over later; the back end's wire_room is called when there is room again.
 */
#define WIRE_NEVER_FULL (-1)
bool wire_out_init(struct queue *q, int64_t more);
void wire_out(struct queue *q, const struct packet *p);
bool wire_out_full(const struct queue *q);

/* ---- the load as a whole (load.c), for who builds the run and looks at it ---- */

/* Before there are queues: the traffic's flows are dealt to them. False when memory is exhausted. */
bool load_deal(struct run *run);
/* The traffic's model, or the first one's, made ready; false when memory is exhausted. */
bool load_traffic(struct queue *q);
/* Its state, once the traffic's model is initialised, and its actors; false when memory or actors are exhausted. */
bool load_init(struct queue *q);
/* The process on the host that sends, where there is one: after the front. */
bool load_init_sender(struct queue *q);
/* Have the first arrivals come; the next one, of one traffic. */
void load_begin(struct queue *q);
void load_start(struct queue *q);
/* Of an open loop: when the last packet was offered that ever will be; now while there are more to come. */
sim_time load_last_arrival(const struct queue *q);
/* Nothing is offered to this queue, whatever the traffic. */
void load_silence(struct queue *q);
/* For the checked build: it sleeps with something to send. */
bool load_stuck(const struct queue *q);
/* The wire towards this machine: ps busy until now; when it has served what it was given. */
int64_t wire_in_busy(const struct queue *q);
sim_time wire_in_free(const struct queue *q);
/* And the one away from it. */
int64_t wire_out_busy(const struct queue *q);
sim_time wire_out_free(const struct queue *q);
#endif
