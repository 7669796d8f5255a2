/* memory.h - the machine's memory, whose bandwidth virtio's driver and a software back end share (setup: memory.bandwidth). */
#ifndef VIRTIO_MEMORY_H
#define VIRTIO_MEMORY_H
#include "nic/run.h"

/* All cores copy through one memory from now on, once queues and cores are there. False when memory is exhausted. */
bool virtio_share_memory(struct run *run);
#endif
