/*
 * heap_ring.c - the yardstick of `make bench`: one receive ring with NAPI polling, written the plain way, as a binary heap of
 * (time, sequence, callback, argument).  The same workload as scenarios/mm-ring.yaml, without any of simnic's code:
 *
 *   arrival   Poisson, mean gap 1 us; takes a free descriptor, or is dropped when there is none
 *   host      one server, first come, first served, exponential, mean 0.8 us; hands the packet to the guest and, when the guest
 *             asked for interrupts, raises one and masks further ones; the guest polls 5 us later
 *   guest     0.6 us per packet, then its descriptor is free again; after 64 packets it polls again 0.2 us later; with nothing
 *             left to take it asks for interrupts
 *
 * usage: heap_ring PACKETS [FIRST_SEED [RUNS [DESCRIPTORS]]] prints one line per run: packets, events, drops, interrupts, and
 * seconds of processor time, start-up excluded.  Without a word it is seed 1, one run and 256 descriptors.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BUDGET 64
#define MEAN_GAP 1e6 /* all times in ps */
#define MEAN_SERVICE 0.8e6
#define IRQ_LATENCY UINT64_C(5000000)
#define GUEST_PACKET UINT64_C(600000)
#define RESCHEDULE UINT64_C(200000)

/* ---- random numbers: xoshiro256++ (Blackman and Vigna), exponentials by a ziggurat of 256 layers (Marsaglia and Tsang) ---- */

struct generator {
	uint64_t s[4];
};

static inline uint64_t rotated(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static inline uint64_t draw(struct generator *g)
{
	uint64_t *s = g->s, result = rotated(s[0] + s[3], 23) + s[0], shifted = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = rotated(s[3], 45);
	return result;
}

/* splitmix64 spreads a small seed over the state. */
static void seed(struct generator *g, uint64_t x)
{
	for (int i = 0; i < 4; i++) {
		x += UINT64_C(0x9e3779b97f4a7c15);
		uint64_t z = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
		g->s[i] = z ^ z >> 31;
	}
}

/*
 * Layer i holds the points with height[i] <= y < height[i + 1] under exp(-x): x < edge[i], and certainly under the curve when
 * x < edge[i + 1].  The lowest layer is as wide as its area and the tail beyond edge[1] make it.
 */
#define LAYERS 256
#define TAIL 7.69711747013104972 /* where the tail begins */
#define LAYER_AREA 3.94965982258155686e-3
#define DRAWN 0x1p53

static struct {
	uint64_t sure[LAYERS]; /* a draw below it is under the curve */
	double step[LAYERS];   /* edge / 2^53 */
	double height[LAYERS + 1];
} layer;

static void make_layers(void)
{
	double edge[LAYERS + 1];
	edge[0] = LAYER_AREA / exp(-TAIL);
	edge[1] = TAIL;
	for (int i = 1; i < LAYERS - 1; i++)
		edge[i + 1] = -log(LAYER_AREA / edge[i] + exp(-edge[i]));
	edge[LAYERS] = 0;
	for (int i = 0; i < LAYERS; i++) {
		layer.sure[i] = (uint64_t)(edge[i + 1] / edge[i] * DRAWN);
		layer.step[i] = edge[i] / DRAWN;
		layer.height[i] = i ? exp(-edge[i]) : 0;
	}
	layer.height[LAYERS] = 1;
}

static inline double fraction(struct generator *g)
{
	return ((double)(draw(g) >> 11) + 0.5) / DRAWN;
}

/* The few draws that are not surely under the curve. */
static __attribute__((noinline)) double edge_case(struct generator *g, unsigned i, double x)
{
	for (;;) {
		if (i == 0) return TAIL - log(fraction(g));
		double low = layer.height[i], high = layer.height[i + 1];
		if (low + fraction(g) * (high - low) < exp(-x)) return x;
		uint64_t bits = draw(g);
		i = bits % LAYERS;
		x = (double)(int64_t)(bits >> 11) * layer.step[i];
		if (bits >> 11 < layer.sure[i]) return x;
	}
}

static inline uint64_t exponential(struct generator *g, double mean)
{
	uint64_t bits = draw(g);
	unsigned i = bits % LAYERS;
	double x = (double)(int64_t)(bits >> 11) * layer.step[i];
	if (__builtin_expect(bits >> 11 >= layer.sure[i], 0)) x = edge_case(g, i, x);
	return (uint64_t)(int64_t)(x * mean + 0.5);
}

/* ---- the event list ---- */

struct event {
	uint64_t time, sequence;
	void (*call)(void *argument);
	void *argument;
};

static struct {
	struct event *heap;
	size_t count, room;
	uint64_t now, sequence, done;
} agenda;

static inline bool sooner(const struct event *a, const struct event *b)
{
	return a->time < b->time || (a->time == b->time && a->sequence < b->sequence);
}

static inline void after(uint64_t delay, void (*call)(void *), void *argument)
{
	if (agenda.count == agenda.room) {
		agenda.room = agenda.room ? 2 * agenda.room : 32;
		agenda.heap = realloc(agenda.heap, agenda.room * sizeof *agenda.heap);
		if (!agenda.heap) {
			fputs("heap_ring: out of memory\n", stderr);
			exit(1);
		}
	}
	struct event new = {agenda.now + delay, agenda.sequence++, call, argument};
	size_t hole = agenda.count++;
	for (; hole > 0; hole = (hole - 1) / 2) {
		const struct event *parent = &agenda.heap[(hole - 1) / 2];
		if (!sooner(&new, parent)) break;
		agenda.heap[hole] = *parent;
	}
	agenda.heap[hole] = new;
}

static inline struct event take_first(void)
{
	struct event first = agenda.heap[0], last = agenda.heap[--agenda.count];
	size_t hole = 0, child;
	for (; (child = 2 * hole + 1) < agenda.count; hole = child) {
		if (child + 1 < agenda.count && sooner(&agenda.heap[child + 1], &agenda.heap[child])) child++;
		if (!sooner(&agenda.heap[child], &last)) break;
		agenda.heap[hole] = agenda.heap[child];
	}
	agenda.heap[hole] = last;
	return first;
}

static void run_all(void)
{
	while (agenda.count > 0) {
		struct event e = take_first();
		agenda.now = e.time;
		agenda.done++;
		e.call(e.argument);
	}
}

/* ---- the ring ---- */

struct ring {
	struct generator gaps, services;
	uint64_t to_come, drops, interrupts, available;
	int at_host, used, budget;
	bool interrupts_on;
};

static void host_done(void *argument);

static void arrival(void *argument)
{
	struct ring *r = argument;
	if (--r->to_come > 0) after(exponential(&r->gaps, MEAN_GAP), arrival, r);
	if (r->available == 0) {
		r->drops++;
		return;
	}
	r->available--;
	if (r->at_host++ == 0) after(exponential(&r->services, MEAN_SERVICE), host_done, r);
}

static void guest_done(void *argument);

static void guest_poll(void *argument)
{
	struct ring *r = argument;
	r->budget = BUDGET;
	after(GUEST_PACKET, guest_done, r);
}

static void guest_done(void *argument)
{
	struct ring *r = argument;
	r->used--;
	r->available++;
	if (r->used == 0)
		r->interrupts_on = true;
	else if (--r->budget == 0)
		after(RESCHEDULE, guest_poll, r);
	else
		after(GUEST_PACKET, guest_done, r);
}

static void host_done(void *argument)
{
	struct ring *r = argument;
	r->used++;
	if (--r->at_host > 0) after(exponential(&r->services, MEAN_SERVICE), host_done, r);
	if (!r->interrupts_on) return;
	r->interrupts_on = false;
	r->interrupts++;
	after(IRQ_LATENCY, guest_poll, r);
}

/* ---- one run, and another ---- */

static double processor_seconds(void)
{
	struct timespec t;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0) return 0;
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool run_once(uint64_t packets, uint64_t master, uint64_t descriptors)
{
	struct ring r = {.to_come = packets, .available = descriptors, .interrupts_on = true};
	seed(&r.gaps, 2 * master);
	seed(&r.services, 2 * master + 1);
	agenda.now = agenda.sequence = agenda.done = 0;
	after(exponential(&r.gaps, MEAN_GAP), arrival, &r);
	double start = processor_seconds();
	run_all();
	double seconds = processor_seconds() - start;
	return printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %.6f\n", packets, agenda.done, r.drops, r.interrupts,
		      seconds) > 0;
}

static bool number(const char *text, uint64_t *value)
{
	char *end;
	*value = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0';
}

int main(int argc, char **argv)
{
	uint64_t option[] = {0, 1, 1, 256}; /* packets, first seed, runs, descriptors */
	bool understood = argc >= 2 && argc <= 5;
	for (int i = 1; i < argc && understood; i++)
		understood = number(argv[i], &option[i - 1]);
	if (!understood || option[0] == 0) {
		fputs("usage: heap_ring PACKETS [FIRST_SEED [RUNS [DESCRIPTORS]]]\n", stderr);
		return 2;
	}
	make_layers();
	bool written = true;
	for (uint64_t i = 0; i < option[2]; i++)
		written = run_once(option[0], option[1] + i, option[3]) && written;
	free(agenda.heap);
	return written && fflush(stdout) == 0 ? 0 : 1;
}
