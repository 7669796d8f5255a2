/* flows.c - flows made up, hashed and dealt to queues. */
#include "load/flows.h"
#include "base/arena.h"
#include "nic/setup.h"

/* The key of Microsoft's "Verifying the RSS Hash Calculation", which data sheets of NICs repeat. */
static const unsigned char key[40] = {0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3,
				      0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3,
				      0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa};

uint32_t toeplitz(const unsigned char *bytes, int n)
{
	uint32_t hash = 0, window = (uint32_t)key[0] << 24 | (uint32_t)key[1] << 16 | (uint32_t)key[2] << 8 | key[3];
	for (int i = 0; i < n; i++)
		for (int bit = 7; bit >= 0; bit--) {
			if (bytes[i] >> bit & 1) hash ^= window;
			window = window << 1 | (key[i + 4] >> bit & 1u);
		}
	return hash;
}

/* Source and destination address, source and destination port, in that order: clients of one server. */
static uint32_t hash_of_client(struct stream *s)
{
	unsigned char bytes[12] = {0, 0, 0, 0, 10, 0, 0, 1, 0, 0, 0, 80};
	uint64_t drawn = stream_bits(s);
	for (int i = 0; i < 6; i++)
		bytes[i < 4 ? i : i + 4] = (unsigned char)(drawn >> 8 * i);
	return toeplitz(bytes, sizeof bytes);
}

struct flows *flows_deal(int n, int queues, uint64_t seed, int replication, struct arena *a)
{
	struct flows *f = arena_alloc(a, sizeof *f);
	struct stream *s = arena_alloc(a, sizeof *s);
	if (!f || !s || !(f->queue = arena_array(a, (size_t)n, sizeof *f->queue))) return NULL;
	f->n = n;
	stream_init(s, seed, replication, "flows");
	for (int i = 0; i < n; i++)
		f->queue[i] = (uint16_t)rss_queue(hash_of_client(s), queues);
	return f;
}

/* Of the first n flows. */
static int64_t of_first(const struct flows *f, int queue, int64_t n)
{
	int64_t count = 0;
	for (int i = 0; i < f->n && i < n; i++)
		count += f->queue[i] == queue;
	return count;
}

int flows_of(const struct flows *f, int queue)
{
	return (int)of_first(f, queue, f->n);
}

int flows_used(const struct flows *f, int queues)
{
	int used = 0;
	for (int i = 0; i < queues; i++)
		used += flows_of(f, i) > 0;
	return used;
}

int flows_most(const struct flows *f, int queues)
{
	int most = 0;
	for (int i = 0; i < queues; i++)
		if (flows_of(f, i) > most) most = flows_of(f, i);
	return most;
}

int64_t share_of(const struct traffic_env *env, int64_t n)
{
	const struct flows *f = env->flows;
	int64_t queues = env->setup->queues;
	if (!f) return n / queues + (env->queue < n % queues);
	return flows_of(f, env->queue) * (n / f->n) + of_first(f, env->queue, n % f->n);
}

struct share share_in(const struct setup *s, const struct flows *f, int queue)
{
	int of = f ? flows_of(f, queue) : 1;
	return (struct share){of > 0 ? of : 1, f ? f->n : s->queues};
}
