/*
 * traffic_pcap.c - the packets of a capture file, at their recorded times and lengths.
 *
 * 1. The capture is read and checked once, before the first run; all runs and queues share it, read-only.
 * 2. A packet arrives at its time in the capture, counted from the first packet and divided by speed.
 * 3. It has its original length, even where the capture kept only its head; every byte of the frame is goodput.  A cooked packet
 *    (tcpdump -i any) counts with an Ethernet header in the place of its own; packets up to 1 s late are sorted by time.
 * 4. The hash of its addresses and ports is its flow; queue q of n gets the packets with flow mod n = q, in order.
 * 5. After the last packet the capture begins again, the mean gap later (loop), or the traffic ends.
 * All packets are taken, whichever way they went when recorded: traffic.direction says which way they go here.
 * Nothing answers and nothing is sent again: a capture does not know why its sender paused.
 * Source: the capture itself; formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
 */
#include "base/arena.h"
#include "base/error.h"
#include "load/capture.h"
#include "nic/model.h"
#include "nic/setup.h"
#include "nic/traffic.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define SPEED_ONE INT64_C(1000000) /* speed is kept in parts per million */

__extension__ typedef unsigned __int128 wide;

struct replay {
	const char *file;
	int64_t speed, loop;
	const struct capture *capture;

	uint32_t queue, queues;
	int64_t next; /* position in the capture */
	bool done;
	sim_time period;    /* from one beginning of the capture to the next, in the capture's time */
	sim_time captured;  /* the capture's time of the last arrival; negative when that was in the round before */
	sim_time at;        /* our time of the last arrival ... */
	uint64_t remainder; /* ... and what division left of it, in 1/denominator ps: no drift however long the run */
	uint64_t numerator, denominator; /* our time = the capture's * numerator / denominator */
};

#define AT(field) offsetof(struct replay, field)
static const struct param params[] = {
	{"file", UNIT_TEXT, 0, 0, NULL, NULL, AT(file), "the capture (pcap, pcapng; Ethernet); relative to the scenario file"},
	{"speed", UNIT_FACTOR, 1, 1000 * SPEED_ONE, "1.0", NULL, AT(speed), "how many times faster than recorded"},
	{"loop", UNIT_BOOL, 0, 1, "true", NULL, AT(loop), "start again after the last packet; false: the traffic ends there"},
	{0},
};

static sim_time last_time(const struct capture *c)
{
	return c->packet[c->n - 1].at;
}

static bool load(void *self, const char *base_dir, struct arena *a, struct error *err)
{
	struct replay *p = self;
	const char *path = p->file;
	if (path[0] != '/' && base_dir && strcmp(base_dir, ".") != 0) path = arena_printf(a, "%s/%s", base_dir, p->file);
	if (!path) return error_memory_for(err, "the capture %s", p->file);
	p->capture = capture_load(path, a, err);
	return p->capture != NULL;
}

/* What was made good of it. */
static bool tell(const void *self, char *buf, size_t size)
{
	const struct capture *c = ((const struct replay *)self)->capture;
	char late[40];
	unit_print(UNIT_TIME, c->latest, late, sizeof late);
	int n = snprintf(buf, size, "%.200s:", ((const struct replay *)self)->file);
	if (c->late)
		n += snprintf(buf + n, size - (size_t)n,
			      " %lld of %lld packets stand behind later ones, up to %s; sorted by time%s", (long long)c->late,
			      (long long)c->n, late, c->cooked ? ";" : "");
	if (c->cooked)
		snprintf(buf + n, size - (size_t)n,
			 " cooked packets (tcpdump -i any) are taken as the Ethernet frames they were");
	return c->late || c->cooked;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct replay *p = self;
	if (setup->direction == DIR_RR)
		return complain(c, "traffic.direction", "a capture cannot wait for responses, expected rx or tx");
	if (p->loop && p->capture && last_time(p->capture) == 0)
		return complain(c, "traffic.loop",
				"all packets of the capture have the same time, so there is no mean gap to begin it again after, "
				"expected loop: false");
	return true;
}

static bool is_ours(const struct replay *p, const struct capture_packet *packet)
{
	return p->queues == 1 || packet->flow % p->queues == p->queue;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static bool init(void *self, const struct traffic_env *env)
{
	struct replay *p = self;
	const struct capture *c = p->capture;
	uint64_t divisor = common_divisor((uint64_t)p->speed, SPEED_ONE);
	p->numerator = SPEED_ONE / divisor;
	p->denominator = (uint64_t)p->speed / divisor;
	p->queue = (uint32_t)env->queue;
	p->queues = (uint32_t)env->setup->queues;
	p->period = c->n > 1 ? last_time(c) + last_time(c) / (c->n - 1) : 0;
	/* A queue no flow falls to must not search for ever. */
	p->done = true;
	for (int64_t i = 0; i < c->n && p->done; i++)
		p->done = !is_ours(p, &c->packet[i]);
	return true;
}

/* Go to the next packet of this queue; false at the end of the traffic. */
static bool find_packet(struct replay *p)
{
	const struct capture *c = p->capture;
	while (!p->done) {
		if (p->next == c->n) {
			p->done = !p->loop;
			p->next = 0;
			p->captured -= p->period;
		} else if (is_ours(p, &c->packet[p->next])) {
			return true;
		} else {
			p->next++;
		}
	}
	return false;
}

/* Let `gap` of the capture's time pass; false when our clock cannot show the time any more. */
static bool advance(struct replay *p, sim_time gap)
{
	wide passed = (wide)(uint64_t)gap * p->numerator + p->remainder;
	if (p->denominator > 1) {
		p->remainder = (uint64_t)(passed % p->denominator);
		passed /= p->denominator;
	}
	if (passed > (wide)(TIME_NEVER / 2 - p->at)) return false;
	p->at += (sim_time)passed;
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct replay *p = self;
	if (!find_packet(p)) return false;
	const struct capture_packet *packet = &p->capture->packet[p->next++];
	if (!advance(p, packet->at - p->captured)) {
		p->done = true;
		return false;
	}
	p->captured = packet->at;
	*out = (struct arrival){.at = p->at, .packet = {.len = packet->len, .goodput = packet->len}};
	return true;
}

static int32_t nominal_length(const void *self)
{
	const struct capture *c = ((const struct replay *)self)->capture;
	return (int32_t)((c->bytes + c->n / 2) / c->n);
}

static const struct traffic_ops ops = {.own_flows = true, .init = init, .next = next, .nominal_length = nominal_length};

const struct model traffic_pcap = {
	.size = sizeof(struct replay),
	.params = params,
	.ops = &ops,
	.check = check,
	.load = load,
	.tell = tell,
};
