#include "virtio/guest_reader.h"
#include "virtio/guest_rx.h"
#include "virtio/guest_turns.h"

#define LEAST_CHARGE SKB_HEAD /* of any packet */

void reader_take(struct queue *q, struct reader *r, const struct gro_frame *f, int n, sim_time now)
{
	bool full = r->charged > q->run->setup->rcvbuf; /* one packet may be more than fits (__udp_enqueue_schedule_skb) */
	for (int i = 0; i < n; i++) {
		if (full || r->count > r->mask) {
			packet_discarded(q, &f[i].packet, DROP_SOCKET);
			if (r->holds) guest_rx_give_back(q, f[i].kept, now);
			continue;
		}
		r->slot[(r->head + r->count++) & r->mask] = (struct read_slot){f[i], now};
		r->charged += f[i].charge;
	}
	if (full || r->awake) return;
	r->awake = true;
	core_spend(r->core, LEDGER_WAKEUP, q->run->setup->reader_wakeup);
	engine_at(q->engine, r->id, now);
}

static bool begin_reading(struct queue *q, struct reader *r)
{
	const struct setup *s = q->run->setup;
	if (r->count == 0) return false;
	r->hand = r->slot[r->head++ & r->mask];
	r->count--;
	r->reads = true;
	r->begun = q->engine->now;
	core_spend(r->core, LEDGER_STACK, s->reader_packet + bytes_cost(r->hand.frame.packet.len, s->reader_byte));
	core_go(r->core, r->id);
	return true;
}

static void finish_reading(struct queue *q, struct reader *r)
{
	struct gro_frame *f = &r->hand.frame;
	const struct stays s = {f->taken, f->begun, r->hand.up, r->begun};
	r->reads = false;
	r->charged -= f->charge;
	if (r->holds) guest_rx_give_back(q, f->kept, q->engine->now);
	guest_rx_read(q, &f->packet, q->engine->now);
	packet_read(q, &f->packet, &s, q->engine->now);
}

static void reader_step(void *self)
{
	struct queue *q = self;
	struct reader *r = &q->guest->reader;
	if (!core_take(r->core, r->id, CONTEXT_GUEST)) return;
	if (r->reads) {
		finish_reading(q, r);
		if (guest_program_yields(q, r->core, r->id)) return;
	}
	if (begin_reading(q, r)) return;
	r->awake = false;
	core_leave(r->core);
}

bool reader_init(struct queue *q, struct reader *r, struct core *core)
{
	const struct setup *s = q->run->setup;
	*r = (struct reader){.id = -1, .core = core, .on = s->rcvbuf > 0};
	if (!r->on) return true;
	r->holds = s->reader_holds;
	int64_t most = s->rcvbuf / LEAST_CHARGE + 2 + GRO_FRAMES;
	for (r->mask = 1; r->mask < most;)
		r->mask *= 2;
	r->slot = arena_array(q->run->arena, r->mask--, sizeof *r->slot);
	if (!r->slot) return false;
	trail_expect(&q->run->trail, STAY_BIT(AT_SOCKET) | STAY_BIT(AT_APPLICATION), (int64_t)r->mask + 2);
	r->id = engine_add(q->engine, "reader", reader_step, q, q->run->max_actors);
	return r->id >= 0;
}
