/*
 * backend_vhost_user.c - a switch in user space whose thread polls (OVS-DPDK, VPP, DPDK's vhost library).
 *
 * 1. A thread on each of the host's cores serves its queues in turn and never sleeps. When the device appears it says once that it wants no
 *    kicks (NO_NOTIFY, or DISABLE in a packed ring); with event indices on a split ring that writes nothing, so that one kick in 65536
 *    buffers comes unasked (DPDK vhost_enable_notify_split).
 * 2. Receive: up to `burst` packets that have come are taken from the port, whose own ring is nic.host_queue, and copied one by one into
 *    the buffers there are. Used entries are published together: on a split ring those of a burst, with one index (DPDK
 *    virtio_dev_rx_split); on a packed ring line by line, four descriptors each, so that the guest sees the first before the last is copied
 *    (virtio_dev_rx_packed).
 * 3. What found no buffers is tried again at once, `retries` times at most and only while each call finds some; then it is lost
 *    (dropped_no_buffer; OVS netdev_dpdk_vhost_send: 8). A packet that fits no buffer is lost alone.
 * 4. Transmit: up to `burst` packets are copied out of the ring, given back together and sent.
 * 5. Each call takes host_call and each packet its price; a look that finds nothing takes host_look. An interrupt is raised only if the
 *    guest wants it (irq_inject, the thread's own time).
 */
#include "nic/line_prices.h"
#include "nic/model.h"
#include "nic/setup.h"
#include "virtio/switch.h"

struct vhost_user {
	struct software_prices prices;
	int64_t burst, retries, distance, look, call;
	struct line_prices lines;
	struct port port;
};

enum { NEAR, FAR };
static const char *const distances[] = {"near", "far", NULL};

static const struct param params[] = {
	{"burst", UNIT_COUNT, 1, 512, "32", NULL, offsetof(struct vhost_user, burst),
	 "packets a call takes from a port (DPDK MAX_PKT_BURST: 32)"},
	{"retries", UNIT_COUNT, 0, 32, "8", NULL, offsetof(struct vhost_user, retries),
	 ONLY("receives") "calls more for packets that found no buffer, while each finds some (OVS tx-retries-max: 8); 0 = they "
			  "are lost "
			  "at once"},
	{"distance", UNIT_WORD, 0, 0, "near", distances, offsetof(struct vhost_user, distance),
	 ONLY("nic.notify.guest=poll") "of the switch's core and the guest's: near, a socket's, lines at line_wait and "
				       "line_next; far, of two sockets or "
				       "with a cache each, at line_wait_far and line_next_far"},
	{0},
};
static const struct price prices[] = {
	SOFTWARE_PRICES(struct vhost_user),
	{"host_look", UNIT_TIME, "spin", offsetof(struct vhost_user, look), "a switch's look at a port that finds nothing",
	 OPTIONAL("costs nothing")},
	{"host_call", UNIT_TIME, "poll", offsetof(struct vhost_user, call), "a switch's call that finds something, packets apart",
	 OPTIONAL("costs nothing")},
	LINE_PRICES(struct vhost_user),
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct vhost_user *v = self;
	(void)setup;
	*p = (struct host_policy){.used_batch = v->burst, .kick_exits = true, .polls = true, .far = v->distance == FAR};
	software_policy(&v->prices, p);
}

static bool init(void *self, struct queue *q)
{
	struct vhost_user *v = self;
	v->port.how = (struct switching){(int32_t)v->burst, (int32_t)v->retries, v->look, v->call,
					 lines_between(&v->lines, v->distance == FAR)};
	return port_init(&v->port, q, offsetof(struct vhost_user, port));
}

static void rx_ready(void *self, struct queue *q)
{
	struct vhost_user *v = self;
	(void)q;
	poller_look(&v->port.rx);
}

/* Nobody reads that eventfd. */
static void kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	(void)self, (void)q, (void)tx, (void)t;
}

static void look_at_tx(void *self, struct queue *q)
{
	struct poll_job *j = &((struct vhost_user *)self)->port.tx;
	(void)q;
	if (j->next && j->due(j) != TIME_NEVER) poller_look(j);
}

static void settle(void *self, struct queue *q)
{
	(void)q;
	port_settle(&((struct vhost_user *)self)->port);
}

static bool stuck(const void *self, const struct queue *q)
{
	(void)q;
	return port_stuck(&((const struct vhost_user *)self)->port);
}

/* What is far must cost something: a platform that has no price for it knows nothing of it. */
static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct vhost_user *v = self;
	(void)setup;
	const bool wait = v->lines.wait_far > 0, next = v->lines.next_far > 0 || v->lines.next == 0;
	if (v->distance == NEAR || (wait && next)) return true;
	return complain(c, "nic.backend.distance", "nothing says what a line from afar takes, expected the price %s, or near",
			wait ? "line_next_far" : "line_wait_far");
}

static const struct backend_ops ops = {.picks_buffers = true,
				       .links_guests = true,
				       .front = &virtio_front,
				       .polled = &polled_front,
				       .policy = policy,
				       .init = init,
				       .rx_ready = rx_ready,
				       .kicked = kicked,
				       .tx_published = look_at_tx,
				       .wire_room = look_at_tx,
				       .settle = settle,
				       .stuck = stuck};

const struct model backend_vhost_user = {
	.size = sizeof(struct vhost_user), .params = params, .prices = prices, .ops = &ops, .check = check};
