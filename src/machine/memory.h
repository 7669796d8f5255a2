/*
 * memory.h - what cores that move bytes at the same time lose by sharing caches and memory.  Charged at the start of a stretch, by what is
 * the case then: a stretch that was begun has a fixed end.  A core takes part while it is held and does not busy poll; cores whose actors
 * are of one group (`group`) work on the same lines and count once.
 */
#ifndef NIC_MEMORY_H
#define NIC_MEMORY_H
#include "engine/time.h"

enum memory_model {
	MEMORY_PRIVATE,  /* nobody slows another down */
	MEMORY_PER_BYTE, /* each byte takes fs longer per other core, or group, at work */
	MEMORY_SERIAL    /* one core's bytes after the other's, fs each: a bandwidth, first come first served */
};
/* Who knows how many bytes are moved in the stretch that an actor begins; bytes NULL = nobody does. */
struct touching {
	int64_t (*bytes)(void *self, int actor);
	void *self;
};
struct memory {
	enum memory_model model;
	int64_t fs;       /* per byte */
	int users;        /* cores, or groups, at work now */
	int *group;       /* of each actor, or NULL: every core is on its own */
	int *at_work;     /* cores of each group */
	sim_time free_at; /* MEMORY_SERIAL: when it has moved all it was given so far */
	int64_t bytes;    /* moved so far */
	int64_t lost;     /* ps that it cost the cores so far */
	struct touching touching;
};

/*
 * What a core that is at work loses, in ps, on n bytes whose moving takes it `own` ps when it is alone, from `at` on; calls come in the
 * order of `at`.
 */
sim_time memory_delay(struct memory *m, sim_time at, int64_t n, sim_time own);
/* A core begins to work for an actor, or ends. */
static inline void memory_enter(struct memory *m, int actor)
{
	m->users += !m->group || m->at_work[m->group[actor]]++ == 0;
}
static inline void memory_leave(struct memory *m, int actor)
{
	m->users -= !m->group || --m->at_work[m->group[actor]] == 0;
}
/* Cores, or groups, at work besides the one that asks and is at work itself. */
static inline int memory_others(const struct memory *m)
{
	return m->users - 1;
}
#endif
