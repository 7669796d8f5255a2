/* netfront.h - the guest's driver: its sending thread, the poll that takes what came and what was sent, and acknowledgements. */
#ifndef XEN_NETFRONT_H
#define XEN_NETFRONT_H
#include "nic/queue.h"

struct app_end;
struct posted;
struct xen;
struct xen_thread;

/* ---- sending (netfront_tx.c) ---- */

bool netfront_tx_init(struct xen *x);
/* Would an empty ring hold a frame of len bytes? */
bool netfront_can_send(struct queue *q, int32_t len);
/* Frames of len bytes that it puts into an empty ring before it stops. */
int64_t netfront_tx_capacity(const struct queue *q, int32_t len);
/* A packet entered the guest's transmit queue. */
void netfront_tx_ready(struct queue *q);
#define XEN_TX_LONGEST 65535 /* XEN_NETIF_MAX_TX_SIZE: netfront drops what is longer */
/* Book the sending of a frame by thread t of the guest: false = no room, stopped. Then the frame itself; `last`: none follows at once. */
bool netfront_transmit_begin(struct xen_thread *t, int32_t len);
void netfront_transmit_end(struct xen_thread *t, const struct packet *p, bool last);
/* Answers to what was sent: take the slots back, and go on sending if that made room. */
void netfront_tx_answered(struct xen_thread *t);
/* What the requests in the ring say: slots of the packet whose first is `token`. */
int netfront_tx_slots(const struct xen *x, uint16_t token);
bool netfront_tx_asleep(const struct xen *x);
bool netfront_tx_stopped(const struct xen *x);

/* ---- receiving (netfront_rx.c) ---- */

bool netfront_rx_init(struct xen *x);
void netfront_fill_first(struct queue *q);
/* What it is to the application that reads in the guest. */
extern const struct app_end netfront_app_end;
/* Slots it keeps in the receive ring. */
int netfront_rx_slots(const struct xen *x);
void netfront_posted(const struct queue *q, struct posted *p);
bool netfront_rx_asleep(const struct xen *x);
/* Busy polling so far is booked. */
void netfront_settle(struct queue *q);

/* ---- acknowledging (netfront_ack.c) ---- */

bool netfront_ack_init(struct xen *x);
/* Packet p has reached who reads it: it is delivered, and counts for an acknowledgement. */
void netfront_received(struct queue *q, const struct packet *p);
/* Must one be sent?  With the time at which it must be at the latest, TIME_NEVER = none; and that time has come. */
bool netfront_ack_due(const struct xen *x);
sim_time netfront_ack_by(const struct xen *x);
void netfront_ack_timeout(struct xen *x, sim_time now);
/* Send the acknowledgement that is due: true = a stretch was begun, in state XEN_ANSWERED; then finish it. */
bool netfront_ack_begin(struct xen_thread *t);
void netfront_ack_end(struct xen_thread *t);
#endif
