/* free_memory.h - how much memory this process could still have. */
#ifndef BASE_FREE_MEMORY_H
#define BASE_FREE_MEMORY_H
#include <stddef.h>
#include <stdint.h>

#define MEMORY_UNLIMITED UINT64_MAX
/*
 * Bytes that can be used without driving anybody out: what the machine has available and what the control groups (v2) this process is in
 * leave, whichever is less.  MEMORY_UNLIMITED when neither can be read.
 */
uint64_t free_memory(void);
/* Bytes of addresses that are left, used or only reserved (ulimit -v). */
uint64_t free_addresses(void);
/* "3.4 GB", in buf. */
const char *bytes_about(double bytes, char *buf, size_t size);
#endif
