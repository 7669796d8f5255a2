#include "virtio/guest_gro.h"
#include "base/arena.h"
#include "nic/scheme.h"
#include <string.h>

#define HEADERS 66    /* Ethernet 14, and IPv4 and TCP with timestamps, */
#define IP_HEADERS 52 /* which count for the length of a packet */
#define IP_MOST 65535
#define FRAGS 17 /* MAX_SKB_FRAGS: what is more needs a packet descriptor of its own in the list behind the first */

bool gro_init(struct gro *g, struct arena *a)
{
	struct merged *all = arena_array(a, GRO_HELD + GRO_MORE, sizeof *all);
	*g = (struct gro){.on = true};
	for (int i = 0; all && i < GRO_HELD + GRO_MORE; i++)
		g->packet[i] = &all[i];
	return all != NULL;
}

static void close_one(struct gro *g, struct merged *m)
{
	g->open -= !m->closed;
	m->closed = true;
}

/* The one that is held of that flow; NULL = none is. */
static struct merged *held(const struct gro *g, uint32_t flow)
{
	for (int i = 0; i < g->n; i++)
		if (!g->packet[i]->closed && g->packet[i]->frame[0].packet.flow == flow) return g->packet[i];
	return NULL;
}

static struct merged *oldest(const struct gro *g)
{
	for (int i = 0; i < g->n; i++)
		if (!g->packet[i]->closed) return g->packet[i];
	return NULL;
}

static int32_t payload_of(const struct gro_frame *f)
{
	return f->packet.len > HEADERS ? f->packet.len - HEADERS : 0;
}

/* Frames of that payload that one packet holds. */
static int32_t most(int32_t segment)
{
	int32_t n = segment > 0 ? (IP_MOST - IP_HEADERS) / segment : 1;
	return n > GRO_FRAMES ? GRO_FRAMES : n;
}

static struct merged *begin(struct gro *g, int32_t segment)
{
	if (g->open == GRO_HELD) close_one(g, oldest(g));
	struct merged *m = g->packet[g->n++];
	m->n = 0;
	m->segment = segment;
	m->closed = false;
	g->open++;
	return m;
}

int32_t gro_take(struct gro *g, const struct gro_frame *f, struct merged **to)
{
	int32_t payload = payload_of(f);
	struct merged *m = held(g, f->packet.flow);
	if (m && (payload == 0 || payload > m->segment)) {
		close_one(g, m);
		m = NULL;
	}
	if (!m) m = begin(g, payload);
	*to = m;
	m->frame[m->n++] = *f;
	if (payload < m->segment || m->n >= most(m->segment)) close_one(g, m);
	return m->n - 1;
}

void gro_flush(struct gro *g)
{
	for (int i = 0; i < g->n; i++)
		close_one(g, g->packet[i]);
}

void gro_flush_before(struct gro *g, sim_time t)
{
	for (int i = 0; i < g->n; i++)
		if (g->packet[i]->frame[0].begun < t) close_one(g, g->packet[i]);
}

struct merged *gro_closed(struct gro *g)
{
	for (int i = 0; i < g->n; i++) {
		struct merged *m = g->packet[i];
		if (!m->closed) continue;
		g->n--;
		for (; i < g->n; i++)
			g->packet[i] = g->packet[i + 1];
		return g->packet[g->n] = m;
	}
	return NULL;
}

int32_t gro_saves(const struct receipt *r, int32_t place)
{
	bool attached = r->head && r->frags > 0; /* else its data counts as one more fragment */
	return place % (attached ? FRAGS : FRAGS + 1) == 0 ? 0 : attached ? SKB_OWN : SKB_HEAD;
}
