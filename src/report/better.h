/* better.h - what "twice as good" is of each resource, in words: twice as fast, doubled, halved, held half as long. */
#ifndef REPORT_BETTER_H
#define REPORT_BETTER_H

struct better {
	const char *resource; /* as gains name it: "cores" */
	const char *name;     /* as it is said: "all cores" */
	const char *times;    /* in tables: "x2" or "/2" */
	const char *how;      /* in sentences: "twice as fast" */
};
/* What is in no table is doubled: a ring, a queue, a window, a load. */
struct better better_of(const char *resource);
#endif
