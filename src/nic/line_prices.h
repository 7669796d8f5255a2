/* line_prices.h - what a cache line takes from one polling core to another, by how far apart they are.  Times in ps. */
#ifndef NIC_LINE_PRICES_H
#define NIC_LINE_PRICES_H
#include "engine/time.h"
#include <stdbool.h>

struct line_prices {
	sim_time wait, next;         /* of two cores of a socket: one that is waited for; one more beside it, which overlaps */
	sim_time wait_far, next_far; /* of two sockets, or of two groups of cores with a cache each */
};
/* Those that hold between two cores, as wait and next. */
static inline struct line_prices lines_between(const struct line_prices *p, bool far)
{
	return far ? (struct line_prices){.wait = p->wait_far, .next = p->next_far} : *p;
}

/* The prices of a model whose struct has them as `lines`. */
#define LINE_PRICES(T)                                                                                    \
	{"line_wait",                                                                                     \
	 UNIT_TIME,                                                                                       \
	 "descriptor",                                                                                    \
	 offsetof(T, lines.wait),                                                                         \
	 "a cache line that is waited for, from a polling core to another",                               \
	 OPTIONAL("lines move at no cost")},                                                              \
		{"line_next",                                                                             \
		 UNIT_TIME,                                                                               \
		 "descriptor",                                                                            \
		 offsetof(T, lines.next),                                                                 \
		 "one more beside it, which overlaps",                                                    \
		 OPTIONAL("those beside it move at no cost")},                                            \
		{"line_wait_far",                                                                         \
		 UNIT_TIME,                                                                               \
		 "descriptor",                                                                            \
		 offsetof(T, lines.wait_far),                                                             \
		 "line_wait where the cores are far apart (nic.backend.distance)",                        \
		 OPTIONAL("lines from afar move at no cost")},                                            \
	{                                                                                                 \
		"line_next_far", UNIT_TIME, "descriptor", offsetof(T, lines.next_far), "line_next there", \
			OPTIONAL("those beside one from afar move at no cost")                            \
	}
#endif
