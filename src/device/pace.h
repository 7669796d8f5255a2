/*
 * pace.h - a queue's rate: a token bucket.  Bytes are paid for once they have gone: the next may go as soon as no more than `burst` is owed.
 * (Linux: tx_maxrate of a queue in sysfs; mlx5: packet pacing)
 */
#ifndef DEVICE_PACE_H
#define DEVICE_PACE_H
#include "engine/time.h"
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 wide;

struct pace {
	int64_t rate;     /* b/s; 0 = no limit */
	int64_t rest;     /* of what was paid, in ps * b/s: less than one ps */
	wide owed, burst; /* ps: until when what has gone is paid; how much earlier the next may go, by 272 years maybe */
};

/* rate: b/s, 0 = no limit; burst: bytes, >= 0. */
static inline struct pace pace_of(int64_t rate, int64_t burst)
{
	return (struct pace){.rate = rate, .burst = rate ? (wide)burst * 8 * PS_PER_S / rate : 0};
}
/* From when on the next packet may go; not after now, where there is no limit. */
static inline sim_time pace_ready(const struct pace *p)
{
	return p->owed > p->burst ? (sim_time)(p->owed - p->burst) : 0;
}
/* A packet of so many bytes, up to 2^17, goes at now. Returns the ps it pays for. */
static inline sim_time pace_take(struct pace *p, sim_time now, int32_t bytes)
{
	if (p->rate == 0) return 0;
	int64_t due = bytes * 8 * PS_PER_S + p->rest;
	p->rest = due % p->rate;
	p->owed = (p->owed > now ? p->owed : now) + due / p->rate;
	return due / p->rate;
}
#endif
