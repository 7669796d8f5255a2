/* guest_rx.h - what the files of the driver's receive side do for one another, and for the driver put together; only guest*.c see it. */
#ifndef VIRTIO_GUEST_RX_H
#define VIRTIO_GUEST_RX_H
#include "virtio/guest_state.h"

/* ---- guest_rx.c: the poll rounds ---- */

bool guest_rx_init(struct queue *q);
bool guest_rx_set_up(struct queue *q); /* its state alone, without an actor */
void guest_rx_step(void *self);
void guest_posted(const struct queue *q, struct posted *p);

/* ---- guest_rx_run.c ---- */

/* A packet was begun: all that follow it without a pause, and end before anybody else has a step. */
void guest_rx_run(struct queue *q);

/* ---- guest_irq.c ---- */

/* Nothing is to be done: step it when the next interrupt or acknowledgement is due. */
void guest_rx_sleep(struct queue *q);

/* ---- guest_defer.c ---- */

/* It found all there is: do interrupts stay off, until a timer that is set now? */
bool guest_rx_defers(struct queue *q);
/* That timer has run out, if it is due: it polls. True = its handler takes time first, which was begun. */
bool guest_rx_timer(struct queue *q);
/* The round is over, of merged frames: those taken before go up, TIME_NEVER = all. */
sim_time guest_rx_held_from(const struct queue *q);

/* ---- guest_take.c ---- */

/*
 * Take the next packet, which is rx.packet then: its token, and how many buffers it had to *buffers.  With what the kernel's driver and stack
 * take booked on rx.core; or plainly, nothing is, and cache lines of the packet that are read, all of them or the first, are counted to *lines.
 */
uint16_t guest_rx_take(struct queue *q, int *buffers);
int guest_rx_take_plain(struct queue *q, bool reads_all, int64_t *lines); /* its buffers */

/* ---- guest_price.c ---- */

/* A packet that differs from the last one, or whose buffers may: take its n buffers, the first is `token`, if any, and ask what it costs. */
void guest_rx_price(struct queue *q, uint16_t token, int n);
/* The n buffers b of a packet at the present price, where the allocator has to be asked for each. */
void guest_rx_release(struct queue *q, const struct buffer *b, int n);
void guest_rx_settle(struct queue *q); /* book what was put off */
bool guest_rx_cut(const struct queue *q, const struct core *c, bool surely, const int64_t *cut, int64_t *spent);

/* ---- guest_post.c ---- */

/* There is room for another buffer, and the driver wants as many. */
static inline bool guest_may_post(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	return q->rx.ring.free >= g->next_entries && g->posted < g->posting.most;
}
void guest_fill_first(struct queue *q);
/* Post, unpublished: as many as a packet took; at most n that may differ; the same with nothing booked; all there is room for. */
void guest_rx_post_again(struct queue *q, int n);
void guest_rx_post(struct queue *q, int n);
void guest_rx_post_plain(struct queue *q, int n);
void guest_rx_refill(struct queue *q);
/* They are published, and the device is told if it wants to know. */
void guest_rx_publish(struct queue *q);
/* Where buffers differ: what the next one will take. */
void guest_rx_next_buffer(struct queue *q);
/* Book n posts like the last one. */
void guest_rx_book_posts(struct queue *q, struct core *c, int64_t n);

/* ---- guest_deliver.c ---- */

/* The packet in hand is done with, and goes up. */
void guest_rx_deliver(struct queue *q, struct guest_rx *g);
/* Of merged frames: is a packet complete that goes up before the next frame is taken? With `all`: is any there? Then that is begun; it is over. */
bool guest_rx_delivers(struct queue *q, bool all);
void guest_rx_delivered(struct queue *q);
int64_t guest_rx_moves(const struct queue *q); /* bytes copied in the stretch that it begins */

/* ---- guest_kept.c, for the program that reads, too ---- */

/* Where it holds buffers: n are kept by a frame that the driver is done with; they are there again. */
void guest_rx_keep(struct queue *q, int32_t n);
void guest_rx_give_back(struct queue *q, int32_t n, sim_time now);
/* Something was read at now, which may be due to be acknowledged. */
void guest_rx_read(struct queue *q, struct packet *p, sim_time now);

/* A packet came that is acknowledged. */
static inline bool guest_rx_is_answered(const struct guest_rx *g, const struct packet *p)
{
	return packet_traffic(p) == g->answers;
}
static inline void guest_rx_answers(struct guest_rx *g, struct packet *p, sim_time now)
{
	acks_count(&g->acks, p, now);
	if (g->acks.timer < g->next_due) g->next_due = g->acks.timer;
}
#endif
