/* dealt.h - a text of values that are dealt to queues in turn, "3; 1" or "3:1"; weights.h and rates.h say of what. */
#ifndef NIC_DEALT_H
#define NIC_DEALT_H
#include <stdint.h>

/* The next value, and what stands behind it: the end, or one of ; : and , between it and the next. */
typedef int64_t dealt_next(const char **s);

/* How many values a valid text has. */
int dealt_count(const char *text);
/* That of number i, from 0 on, of a valid text; `none` of an empty one. */
int64_t dealt_to(const char *text, int i, int64_t none, dealt_next *next);
#endif
