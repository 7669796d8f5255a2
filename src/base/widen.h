/* widen.h - ring arrays that grow with use, within memory that was reserved for the most they may hold. */
#ifndef NIC_WIDEN_H
#define NIC_WIDEN_H
#include <stddef.h>
#include <stdint.h>

#define WIDEN_FIRST 1024 /* items for which there is room from the start */

/*
 * Double the ring of mask + 1 items of `bytes` each, `count` of which are in it from `head` on (free-running): those whose place lies in the
 * second half of the wider one go there.  Returns the new mask.
 */
uint32_t widen(void *items, size_t bytes, uint32_t head, uint32_t count, uint32_t mask);
#endif
