/* traits.h - a queue's models are asked for what holds throughout the run. */
#ifndef RUN_TRAITS_H
#define RUN_TRAITS_H
#include "nic/traits.h"

struct run;
struct queue;

/* The answers (nic/traits.h) of the models that queue q has, whose receive ring is to have `size` entries; its scheme and allocator start. */
struct traits run_traits(const struct run *run, const struct queue *q, uint32_t size);
#endif
