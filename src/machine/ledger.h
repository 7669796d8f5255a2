/* ledger.h - what busy time is spent on. Every picosecond a core is busy is booked under exactly one of these. */
#ifndef NIC_LEDGER_H
#define NIC_LEDGER_H

#define LEDGER(X)                                                                            \
	X(STACK, "stack", "guest network stack and driver work per packet")                  \
	X(COPY, "copy", "bytes copied by the guest")                                         \
	X(DESCRIPTOR, "descriptor", "filling and walking ring descriptors")                  \
	X(ALLOC, "alloc", "allocating and freeing pages and buffers")                        \
	X(KICK, "kick", "exits and hypercalls by which the guest notifies the device")       \
	X(IRQ, "irq", "raising and handling interrupts")                                     \
	X(POLL, "poll", "poll rounds: scheduling and re-arming")                             \
	X(TRANSMIT, "transmit", "guest transmit path, acknowledgements included")            \
	X(BACKEND, "backend", "host work per packet")                                        \
	X(HOST_COPY, "host_copy", "bytes copied by the host")                                \
	X(GRANT, "grant", "grant table hypercalls: entry, operations, locks held")           \
	X(LOCK, "lock", "waiting for a lock, and moving it from core to core")               \
	X(TLB, "tlb", "flushing translations, and being interrupted for it")                 \
	X(INTERFERENCE, "interference", "bytes slowed by other cores at work")               \
	X(SEND, "send", "an application that sends")                                         \
	X(WAKEUP, "wakeup", "waking and dispatching threads")                                \
	X(SWITCH, "switch", "switches between host and guest, or threads, on a shared core") \
	X(SPIN, "spin", "busy polling that found nothing")                                   \
	X(AWAY, "away", "work held up because the core is taken away")                       \
	X(JITTER, "jitter", "service time jitter, summed with its sign")                     \
	X(UNATTRIBUTED, "unattributed", "a named constant no mechanism explains")

#define X(id, name, help) LEDGER_##id,
enum ledger { LEDGER(X) N_LEDGER };
#undef X

struct ledger_line {
	const char *name, *help;
};
extern const struct ledger_line ledger_lines[N_LEDGER];
#endif
