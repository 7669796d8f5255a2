/* benches.c - the table of what is measured. */
#include "measure/bench.h"

#define ROW(id, what, unit)                                       \
	{                                                         \
#id, what, unit, id##_open, id##_once, id##_close \
	}
const struct bench benches[] = {
	ROW(copy_cache, "memcpy of 1500 B, packet after packet, in a working set of 256 KiB", "ns/B"),
	ROW(copy_memory, "memcpy of 1500 B, packet after packet, in a working set of 128 MiB", "ns/B"),
	ROW(line_wait, "a cache line written by one CPU and read by another: half a round trip", "ns"),
	ROW(line_next, "one more line beside it: half of what a round trip with eight more takes longer, over eight", "ns"),
	ROW(wakeup_idle, "from the write to an eventfd until the thread that sleeps in its read runs, on an idle CPU", "ns"),
	ROW(wakeup_busy, "the same on the CPU that writes, which then sleeps", "ns"),
	ROW(call, "a system call that does nothing", "ns"),
	ROW(event_write, "a write to an eventfd that nobody waits for", "ns"),
	ROW(event_read, "a read of an eventfd that has something", "ns"),
	ROW(tap_write, "a frame of 64 B written to a tap device, until the call returns", "ns"),
	ROW(tap_read, "a frame of 64 B read from a tap device", "ns"),
	ROW(exit_kernel, "a guest's port write that an ioeventfd takes: exit, eventfd, entry", "ns"),
	ROW(exit_user, "a guest's port write that ends KVM_RUN, and KVM_RUN again", "ns"),
	{0},
};
