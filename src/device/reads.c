#include "device/reads.h"
#include "base/arena.h"
#include "nic/front.h"
#include "nic/queue.h"

#define MILLION 1000000
#define PAGE 4096
#define DESCRIPTOR 26 /* B of a split ring, its shares of the available and the used ring included; a packed ring takes less */

/* So many millionths of 2^64. */
static uint64_t likely(int64_t ppm)
{
	return ppm >= MILLION ? UINT64_MAX : (uint64_t)ppm * (UINT64_MAX / MILLION);
}

bool reads_init(struct reads *r, const struct link_traits *t, uint64_t seed, int replication, struct arena *a)
{
	*r = (struct reads){
		.latency = t->read_latency, .tail = t->read_tail, .walk = t->iotlb_walk, .slow = likely(t->read_tail_ppm)};
	r->vary = r->slow;
	if (!r->slow && t->iotlb_entries == 0) return true;
	stream_init(&r->stream, seed, replication, "device reads");
	if (t->in_order || t->tags == 0) return true;
	r->tags = t->tags;
	r->tag_until = arena_array(a, (size_t)t->tags, sizeof *r->tag_until); /* all free from the start: a heap */
	return r->tag_until;
}

void reads_spread(struct reads *r, const struct link_traits *t, int64_t bytes)
{
	if (t->iotlb_entries == 0) return;
	int64_t pages = (bytes + t->iotlb_page - 1) / t->iotlb_page;
	if (pages <= t->iotlb_entries) return;
	r->missed = likely(MILLION - MILLION * t->iotlb_entries / pages);
	r->vary |= r->missed != 0;
}

static int64_t whole_pages(int64_t bytes)
{
	return (bytes + PAGE - 1) / PAGE * PAGE;
}

int64_t reads_of(const struct queue *q)
{
	struct posted p;
	q->front->posted(q, &p);
	int64_t each = p.buffers ? p.bytes / p.buffers : 0;
	int64_t received =
		q->traits.receives ? p.buffers * whole_pages(each) + whole_pages((int64_t)q->rx.ring.size * DESCRIPTOR) : 0;
	/* What is sent lies anywhere, a page for each entry. */
	int64_t sent = q->traits.sends ? (int64_t)q->tx.ring.size * PAGE + whole_pages((int64_t)q->tx.ring.size * DESCRIPTOR) : 0;
	return received + sent;
}

void reads_hold_tag(struct reads *r, sim_time until)
{
	int32_t at = 0;
	for (int32_t child; (child = 2 * at + 1) < r->tags; at = child) {
		if (child + 1 < r->tags && r->tag_until[child + 1] < r->tag_until[child]) child++;
		if (r->tag_until[child] >= until) break;
		r->tag_until[at] = r->tag_until[child];
	}
	r->tag_until[at] = until;
}
