#include "scenario/facts.h"
#include "nic/backend.h"
#include "nic/faults.h"
#include "nic/gso.h"
#include "nic/poll.h"
#include "nic/sender.h"
#include "nic/traffic.h"
#include "nic/traffics.h"
#include "scenario/applies.h"
#include "scenario/value.h"
#include <string.h>

/* A process on the host, and netback, which ends in the host's stack, have no wire between them and the guest. */
static bool has_path(const struct setup *s)
{
	struct sender_policy p;
	((const struct sender_ops *)s->slot[SLOT_SENDER].reg->model->ops)->policy(s->slot[SLOT_SENDER].conf, &p);
	return (p.in_guest || p.burst == 0) && s->direction != DIR_RR && s->direction != DIR_GUESTS &&
	       !((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants;
}

static bool is_software(const struct setup *s)
{
	return ((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->picks_buffers;
}

static bool is_kicked(const struct setup *s)
{
	return is_software(s) && !backend_polls(s);
}

static bool driver_sleeps(const struct setup *s)
{
	return !guest_polls(s);
}

/* Who polls for ever copies in stretches of its own. */
static bool is_woken(const struct setup *s)
{
	return is_software(s) && !backend_polls(s) && !((const struct poll_ops *)s->slot[SLOT_POLL].reg->model->ops)->spins;
}

/*
 * What leaves a guest waits in its own queue.  Netback's receive side is fed by a sender that waits for room; there a packet from a guest
 * waits nowhere on the host.
 */
static bool waits_in_host(const struct setup *s)
{
	bool by_grants = ((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants;
	return s->direction == DIR_RX || (fact_receives(s) && !by_grants);
}

/* ---- over Xen ---- */

static bool is_over_xen(const struct setup *s)
{
	return ((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants;
}

static bool setting_is(const struct setup *s, const char *path, const char *word)
{
	char buf[64];
	const void *base;
	const struct param *p = param_in(s, path, &base);
	return p && strcmp(value_print(p, base, buf, sizeof buf), word) == 0;
}

/* What is long, leaves a guest and is not copied there into pages granted once is mapped by the host, and unmapped. */
static bool maps_pages(const struct setup *s)
{
	return is_over_xen(s) && s->direction != DIR_RX && !setting_is(s, "nic.scheme.tx_copy", "true");
}

static bool has_rx_thread(const struct setup *s)
{
	return is_over_xen(s) && fact_receives(s) && !setting_is(s, "nic.scheme.rx_copy", "xmit");
}

static bool has_netback_threads(const struct setup *s)
{
	return maps_pages(s) || has_rx_thread(s);
}

static bool has_others_at_work(const struct setup *s)
{
	return setting_is(s, "nic.backend.interference", "per_core") ||
	       (s->queues != 1 && setting_is(s, "nic.backend.interference", "per_queue"));
}

/* Per processor nobody else takes them, but for an event channel's. */
static bool locks_move(const struct setup *s)
{
	const struct chosen *backend = &s->slot[SLOT_BACKEND];
	int64_t event = 0;
	for (const struct price *p = backend->reg->model->prices; p && p->key; p++)
		if (strcmp(p->key, "event_lock") == 0) memcpy(&event, (const char *)backend->conf + p->offset, sizeof event);
	return event > 0 || !setting_is(s, "nic.backend.locks", "per_cpu");
}

static bool has_short_buffers(const struct setup *s)
{
	struct gso g;
	return gso_is_due(s, &g);
}

/* Packets of more segments than any may have, however slow. */
static bool has_tso(const struct setup *s)
{
	const struct chosen *traffic = &s->slot[SLOT_TRAFFIC];
	const struct traffic_ops *ops = traffic->reg->model->ops;
	int32_t payload, headers;
	if (!ops->frame_of) return false;
	ops->frame_of(traffic->conf, &payload, &headers);
	return ops->nominal_length(traffic->conf) - headers > 2 * payload;
}

/* Does it matter whether mergeable buffers may bring segments merged? */
static bool minds_gso(const struct setup *s)
{
	struct gso g;
	return fact_receives(s) && (setting_is(s, "nic.scheme.buffers", "ewma") || gso_comes(s, &g));
}

static bool has_mss(const struct setup *s)
{
	return !setting_is(s, "traffic.ack_unit", "frame") || has_short_buffers(s);
}

static bool has_reader(const struct setup *s)
{
	return s->rcvbuf > 0;
}

/* Queue i polls on core i of the guest's, in turn, and is read on the one `reader.core` further on. */
static bool reads_where_it_polls(const struct setup *s)
{
	for (int64_t i = 0; i < s->queues && has_reader(s); i++)
		if ((i + s->reader_core) % s->guest.n < s->queues) return true;
	return false;
}

/* Is there who could have the core in turn with polling?  Acknowledgements are sent by who polls. */
static bool has_program_beside(const struct setup *s)
{
	bool sends = s->direction != DIR_RX;
	for (int k = 1; k < TRAFFICS_MOST; k++)
		sends = sends || (traffic_is(s, k) && s->of[k].direction != DIR_RX);
	return sends || reads_where_it_polls(s);
}

static bool is_merged(const struct setup *s)
{
	const struct chosen *poll = &s->slot[SLOT_POLL];
	const struct poll_ops *ops = poll->reg->model->ops;
	const struct backend_ops *backend = s->slot[SLOT_BACKEND].reg->model->ops;
	return fact_receives(s) && !backend->by_grants && ops->merges && ops->merges(poll->conf);
}

/* Flows are hashed to queues, are connections of their own, or come in turn. */
static bool has_flows(const struct setup *s)
{
	return s->queues > 1 || is_merged(s) || ((const struct traffic_ops *)s->slot[SLOT_TRAFFIC].reg->model->ops)->received;
}

/* A timer would leave interrupts off, or hold frames. */
static bool may_defer(const struct setup *s)
{
	return is_merged(s) || !setting_is(s, "nic.notify.guest.defer_hard_irqs", "0");
}

/* Does anybody sleep until the guest kicks? */
static bool is_told(const struct setup *s)
{
	return !backend_polls(s);
}

static bool loses_kicks(const struct setup *s)
{
	return fault_is(&s->fault[FAULT_KICK]);
}

static bool loses_interrupts(const struct setup *s)
{
	return fault_is(&s->fault[FAULT_INTERRUPT]);
}

/* Who is to leave its looks out. */
static bool looker_sleeps(const struct setup *s)
{
	if (s->recheck_side == FAULT_HOST) return is_told(s);
	return driver_sleeps(s) && fact_receives(s) && s->fault[FAULT_RECHECK].of != FAULT_TX;
}

static bool misses_looks(const struct setup *s)
{
	return fault_is(&s->fault[FAULT_RECHECK]);
}

static const struct fact facts[] = {
	{"path", "packets go one way and pass between another machine and this one (not traffic.sender local, nor over Xen)",
	 has_path},
	{"dealt",
	 "nic.queues is not 1, the traffic consists of connections (traffic.model tcp), or frames are merged "
	 "(nic.notify.guest.gro)",
	 has_flows},
	{"short_buffers", "traffic.model tcp or window brings segments that the guest's buffers don't hold", has_short_buffers},
	{"gso", "the guest receives, and nic.scheme.buffers is ewma or segments come (traffic.segment)", minds_gso},
	{"mss", "traffic.ack_unit is mss, or segments come that the guest's buffers don't hold", has_mss},
	{"tso", "traffic.segment is longer than two segments of traffic.mtu", has_tso},
	{"reads", "a program in the guest reads (reader.rcvbuf)", has_reader},
	{"program_beside", "a sender or reader is on a core that polls (traffic.direction is not rx, reader.rcvbuf, reader.core)",
	 has_program_beside},
	{"merged", "received frames are merged (nic.notify.guest.gro)", is_merged},
	{"deferral", "nic.notify.guest.defer_hard_irqs is not 0, or received frames are merged (gro)", may_defer},
	{"host_waits", "packets that the guest receives can wait outside the ring (over Xen, those from outside)", waits_in_host},
	{"maps", "the host maps pages that the guest sends (traffic.direction is not rx, and nic.scheme.tx_copy is not true)",
	 maps_pages},
	{"rx_thread", "netback's receive thread copies (the guest receives, and nic.scheme.rx_copy is not xmit)", has_rx_thread},
	{"netback_threads", "netback's receive thread copies, or its dealloc thread unmaps", has_netback_threads},
	{"others_at_work", "nic.backend.interference is per_core, or per_queue with more than one queue", has_others_at_work},
	{"locks_move", "nic.backend.locks is not per_cpu, or prices.event_lock is given", locks_move},
	{"software", "the back end is software that serves virtio rings", is_software},
	{"kicked", "software serves virtio rings, and does not poll for ever", is_kicked},
	{"driver_sleeps", "the guest's driver does not poll for ever (nic.notify.guest poll or spin)", driver_sleeps},
	{"told", "the back end does not poll for ever", is_told},
	{"looker_sleeps",
	 "the side that leaves looks out (faults.recheck.side) does not poll for ever; a guest does so when it receives",
	 looker_sleeps},
	{"loses_kicks", "kicks get lost (faults.kick: every, at or chance)", loses_kicks},
	{"loses_interrupts", "interrupts get lost (faults.interrupt: every, at or chance)", loses_interrupts},
	{"misses_looks", "looks are left out (faults.recheck: every, at or chance)", misses_looks},
	{"woken", "software serves virtio rings, and neither side of them polls for ever", is_woken},
	{0},
};

static const struct fact *named(const struct fact *f, const char *name, size_t len)
{
	for (; f->name; f++)
		if (strlen(f->name) == len && strncmp(f->name, name, len) == 0) return f;
	return NULL;
}

const struct fact *fact_find(const char *name, size_t len)
{
	const struct fact *f = named(facts, name, len);
	return f ? f : named(facts_of_rings, name, len);
}
