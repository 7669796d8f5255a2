/*
 * stats_table.h - every statistic the program itself reports, once, in the order of the records: what it is called, counted in and
 * about, what it is divided by, where its sum lies, and how it is shown and spoken of (struct statistic).  Read several times, each
 * time with other definitions of
 *
 *   COUNTED(counter, name, unit, group, help, ...)   events of queues; the row declares their counter as well (struct counters)
 *   STATISTIC(name, unit, group, help, ...)          anything else that has a name of its own
 *   FAMILY(id, pattern, unit, group, help, ...)      one for each cause of drops, line of the ledger, core; * stands for which
 * so that a new statistic is a row here and the place that counts.  No guard, for it is read more than once.
 */
COUNTED(goodput, throughput, "Gb/s", RESULT, "goodput delivered", PER_SECOND, .factor = 8e-9, .better = BETTER_HIGHER,
	.paired = true, .rank = {[LIST_HEADLINE] = 2, [LIST_VARIED] = 1, [LIST_ROWS] = 1, [LIST_GRID] = 1, [LIST_SCHEMES] = 1},
	.words = {.verb = "carries", .verbs = "carry", .phrase = "throughput"})
COUNTED(delivered, packet_rate, "pps", RESULT, "packets delivered per second", PER_SECOND, .better = BETTER_HIGHER,
	.paired = true, .rank = {[LIST_HEADLINE] = 3, [LIST_VARIED] = 4, [LIST_ROWS] = 2, [LIST_GRID] = 7},
	.words = {.verb = "handles", .verbs = "handle", .phrase = "packet rate"})
STATISTIC(transfer_time, "s", RESULT, "time to deliver run.transfer", .value = transfer_time, .needs = NEEDS_TRANSFER,
	  .better = BETTER_LOWER, .paired = true,
	  .rank = {[LIST_HEADLINE] = 4, [LIST_VARIED] = 3, [LIST_ROWS] = 4, [LIST_GRID] = 3},
	  .words = {.verb = "takes", .verbs = "take", .phrase = "transfer time"})
COUNTED(round_trips, round_trips, "1/s", RESULT, "request/response pairs per second", PER_SECOND, .needs = NEEDS_REQUESTS,
	.better = BETTER_HIGHER, .paired = true,
	.rank = {[LIST_HEADLINE] = 1, [LIST_VARIED] = 2, [LIST_ROWS] = 3, [LIST_GRID] = 2},
	.words = {.verb = "completes", .verbs = "complete", .noun = "round trips per second", .phrase = "round trips"})
COUNTED(offered, offered, "packets", RESULT, "packets the traffic offered while measuring", TOTAL)
STATISTIC(delivered, "packets", RESULT, "packets delivered while measuring", TOTAL, COUNTER(delivered), .better = BETTER_HIGHER)
STATISTIC(dropped, "packets", RESULT, "packets dropped while measuring, all causes", .value = dropped, .better = BETTER_LOWER,
	  .rank = {[LIST_LOST] = 1, [LIST_GRID] = 6})
FAMILY(dropped_by_cause, "dropped_*", "packets", RESULT, "packets dropped for this cause", TOTAL, COUNTER(drop),
       .family = FAMILY_DROPS, .better = BETTER_LOWER)
STATISTIC(in_flight_before, "packets", COUNT, "packets inside this machine when measuring began", .value = in_flight_before)
STATISTIC(in_flight, "packets", COUNT,
	  "and when it ended: those before and those offered were delivered, dropped, or are in flight", .value = in_flight)

STATISTIC(resolution, "%", COUNT,
	  "how far a rate may be off because measuring began and ended somewhere in what repeats, such as batches; 0: all there "
	  "was "
	  "to offer came and went within it",
	  .value = resolution, .better = BETTER_LOWER)

STATISTIC(latency_mean, "us", RESULT, "from arrival at this machine to delivery; exact mean", .value = latency_mean,
	  .better = BETTER_LOWER, .paired = true, .spare = true,
	  .rank = {[LIST_HEADLINE] = 5, [LIST_VARIED] = 5, [LIST_ROWS] = 5, [LIST_GRID] = 4, [LIST_SECOND] = 2},
	  .words = {.verb = "takes on average", .verbs = "take on average", .phrase = "mean latency"})
STATISTIC(latency_p50, "us", RESULT, "percentile of the same, within 0.4 %", .value = latency_p50, .better = BETTER_LOWER,
	  .paired = true, .spare = true)
STATISTIC(latency_p90, "us", RESULT, "percentile of the same, within 0.4 %", .value = latency_p90, .better = BETTER_LOWER,
	  .aside = true)
STATISTIC(latency_p99, "us", RESULT, "percentile of the same, within 0.4 %", .value = latency_p99, .better = BETTER_LOWER,
	  .paired = true, .spare = true, .rank = {[LIST_ROWS] = 6, [LIST_GRID] = 5, [LIST_SECOND] = 1, [LIST_SCHEMES] = 5},
	  .words = {.phrase = "99th percentile latency", .brief = "p99 latency"})
STATISTIC(latency_p999, "us", RESULT, "percentile of the same, within 0.4 %", .value = latency_p999, .better = BETTER_LOWER,
	  .paired = true, .spare = true, .words = {.phrase = "99.9th percentile latency", .brief = "p99.9 latency"})
STATISTIC(latency_p9999, "us", RESULT, "percentile of the same, within 0.4 %; of fewer than 10000 packets the longest of them",
	  .value = latency_p9999, .better = BETTER_LOWER, .aside = true)

/* Of each of several traffics, by its name: of the whole NIC, as the totals above are. */
FAMILY(traffic_throughput, "traffic_*_throughput", "Gb/s", RESULT, "goodput of this traffic", PER_SECOND, TRAFFIC_CELL(GOODPUT),
       .factor = 8e-9, .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS, .better = BETTER_HIGHER, .paired = true)
FAMILY(traffic_packet_rate, "traffic_*_packet_rate", "pps", RESULT, "its packets delivered per second; of requests, round trips",
       PER_SECOND, TRAFFIC_CELL(DELIVERED), .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS, .better = BETTER_HIGHER,
       .paired = true)
FAMILY(traffic_offered, "traffic_*_offered", "packets", RESULT, "its packets offered while measuring", TOTAL,
       TRAFFIC_CELL(OFFERED), .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS)
FAMILY(traffic_delivered, "traffic_*_delivered", "packets", RESULT, "its packets delivered while measuring", TOTAL,
       TRAFFIC_CELL(DELIVERED), .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS, .better = BETTER_HIGHER)
FAMILY(traffic_dropped, "traffic_*_dropped", "packets", RESULT, "its packets dropped while measuring, all causes", TOTAL,
       TRAFFIC_CELL(DROPPED), .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS, .better = BETTER_LOWER)
FAMILY(traffic_latency_mean, "traffic_*_latency_mean", "us", RESULT, "from arrival at this machine to delivery; exact mean",
       .of_member = traffic_latency_mean, .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS, .better = BETTER_LOWER,
       .paired = true)
FAMILY(traffic_latency_p50, "traffic_*_latency_p50", "us", RESULT, "percentile of the same, within 0.4 %",
       .of_member = traffic_latency_p50, .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS, .better = BETTER_LOWER,
       .paired = true)
FAMILY(traffic_latency_p99, "traffic_*_latency_p99", "us", RESULT, "percentile of the same, within 0.4 %",
       .of_member = traffic_latency_p99, .family = FAMILY_TRAFFICS, .needs = NEEDS_TRAFFICS, .better = BETTER_LOWER,
       .paired = true)

/* Of queues that a device serves by weight, or at a rate each. */
STATISTIC(queue_fairness, "", RESULT,
	  "Jain's index of the queues' throughput over their weight: (sum x)^2 / (n sum x^2) of those that were offered "
	  "anything; 1 = "
	  "as the weights say, 1/n = one has all",
	  .value = queue_fairness, .needs = NEEDS_SHARES, .better = BETTER_HIGHER)
FAMILY(queue_share, "queue_*_share", "%", RESULT, "the queue's share of the throughput", .of_member = queue_share,
       .family = FAMILY_QUEUES, .needs = NEEDS_SHARES)
FAMILY(queue_packet_share, "queue_*_packet_share", "%", RESULT, "and of the packets delivered", .of_member = queue_packet_share,
       .family = FAMILY_QUEUES, .needs = NEEDS_SHARES)

STATISTIC(function_fairness, "", RESULT, "Jain's index of the functions' throughput", .value = function_fairness,
	  .needs = NEEDS_FUNCTIONS, .better = BETTER_HIGHER)
FAMILY(function_share, "function_*_share", "%", RESULT, "the function's share of the throughput", .of_member = function_share,
       .family = FAMILY_FUNCTIONS, .needs = NEEDS_FUNCTIONS)

STATISTIC(ring_capacity, "packets", COUNT, "packets of the traffic's nominal length that a full ring holds",
	  .value = ring_capacity, .way = WAY_TRAFFIC, .better = BETTER_HIGHER, .rank = {[LIST_ROWS] = 7})
STATISTIC(descriptor_table_bytes, "B", COUNT, "memory of the descriptor area of one ring", .value = descriptor_table_bytes,
	  .better = BETTER_LOWER)
STATISTIC(ring_bytes, "B", COUNT, "memory of one ring: descriptor, driver and device areas", .value = ring_bytes,
	  .way = WAY_TRAFFIC, .better = BETTER_LOWER)
STATISTIC(posted_bytes, "B", COUNT, "receive buffer bytes that a full ring pins, per queue, at the buffers' present sizes",
	  .value = posted_bytes, .way = WAY_RECEIVED, .better = BETTER_LOWER)
STATISTIC(descriptors_per_packet, "", COUNT, "ring entries a packet used up", .value = descriptors_per_packet,
	  .needs = NEEDS_THROUGH_RING, .way = WAY_TRAFFIC, .better = BETTER_LOWER,
	  .rank = {[LIST_SECOND] = 5, [LIST_COUNTS] = 1, [LIST_SCHEMES] = 3}, .words = {.phrase = "descriptors per packet"})
COUNTED(buffers, buffers_per_packet, "", COUNT, "receive buffers a received packet used up", PER_RECEIVED,
	.needs = NEEDS_RECEIVED, .way = WAY_RECEIVED, .better = BETTER_LOWER)
STATISTIC(fewest_buffers, "", COUNT, "of any packet since the start of the run", .value = fewest_buffers, .needs = NEEDS_RECEIVED,
	  .way = WAY_RECEIVED)
STATISTIC(most_buffers, "", COUNT, "of any packet since the start of the run", .value = most_buffers, .needs = NEEDS_RECEIVED,
	  .way = WAY_RECEIVED)
STATISTIC(pause_without_loss, "us", COUNT,
	  "longest pause of the guest without loss: what arrives at the rate measured fills the ring's buffers, all free before, "
	  "and the host "
	  "queue",
	  .value = pause_without_loss, .needs = NEEDS_AWAY, .way = WAY_RECEIVED, .better = BETTER_HIGHER)
STATISTIC(fewest_posted, "buffers", COUNT, "receive buffers in the ring when it held fewest, since the start of the run",
	  .value = fewest_posted, .needs = NEEDS_HOLDER, .way = WAY_RECEIVED, .better = BETTER_HIGHER)
COUNTED(truesize, truesize_per_packet, "B", COUNT,
	"charged to the socket per packet: what it keeps of its buffers, and its own head and descriptor", PER_RECEIVED,
	.value = truesize_per_packet, .needs = NEEDS_THROUGH_RING, .way = WAY_TRAFFIC, .better = BETTER_LOWER)
COUNTED(memory, memory_per_packet, "B", COUNT, "guest memory set aside per packet: of the buffers it used up, or that is sent",
	PER_RECEIVED, .value = memory_per_packet, .needs = NEEDS_THROUGH_RING, .way = WAY_TRAFFIC, .better = BETTER_LOWER,
	.rank = {[LIST_ROWS] = 11, [LIST_GRID] = 10, [LIST_SECOND] = 3, [LIST_SCHEMES] = 2},
	.words = {.phrase = "memory per packet"})
STATISTIC(wasted_bytes_per_packet, "B", COUNT, "of which neither header nor data", .value = wasted_bytes_per_packet,
	  .needs = NEEDS_THROUGH_RING, .way = WAY_TRAFFIC, .better = BETTER_LOWER)
COUNTED(pages, pages_allocated_per_packet, "", COUNT, "pages really taken from the page allocator for receive buffers",
	PER_RECEIVED, .needs = NEEDS_RECEIVED, .way = WAY_RECEIVED, .better = BETTER_LOWER, .rank = {[LIST_COUNTS] = 2},
	.words = {.phrase = "pages per packet"})
COUNTED(copied, copied_bytes_per_packet, "B", COUNT, "bytes the guest driver copied", PER_RECEIVED, .needs = NEEDS_RECEIVED,
	.way = WAY_RECEIVED, .better = BETTER_LOWER)

COUNTED(stack_packets, stack_packets_per_packet, "", COUNT,
	"packets that reach the stack per received frame: less than 1 where GRO merges", PER_RECEIVED, .needs = NEEDS_GRO,
	.way = WAY_RECEIVED, .better = BETTER_LOWER)

COUNTED(kicks, kicks_per_packet, "", COUNT, "notifications from guest to device, both rings", PER_PACKET, .better = BETTER_LOWER,
	.rank = {[LIST_ROWS] = 9, [LIST_GRID] = 9, [LIST_COUNTS] = 3}, .words = {.phrase = "kicks per packet"})
COUNTED(kick_handlers, kick_handlers_per_packet, "", COUNT, "times the host handled kicks (merged kicks count once)", PER_PACKET,
	.better = BETTER_LOWER)
COUNTED(interrupts, interrupts_per_packet, "", COUNT, "notifications from device to guest, both rings", PER_PACKET,
	.better = BETTER_LOWER, .rank = {[LIST_ROWS] = 8, [LIST_GRID] = 8, [LIST_SECOND] = 4, [LIST_COUNTS] = 4},
	.words = {.phrase = "interrupts per packet"})
COUNTED(irq_handlers, irq_handlers_per_packet, "", COUNT, "times the guest handled interrupts (merged ones count once)",
	PER_PACKET, .better = BETTER_LOWER)
COUNTED(exits, exits_per_packet, "", COUNT, "VM exits caused by kicks", PER_PACKET, .better = BETTER_LOWER,
	.rank = {[LIST_ROWS] = 10, [LIST_COUNTS] = 5}, .words = {.phrase = "exits per packet"})
COUNTED(hypercalls, hypercalls_per_packet, "", COUNT, "hypercalls", PER_PACKET, .better = BETTER_LOWER)
COUNTED(wakeups, wakeups_per_packet, "", COUNT, "times a sleeping host worker was woken", PER_PACKET, .better = BETTER_LOWER)
STATISTIC(kicks, "", COUNT, "total while measuring", TOTAL, COUNTER(kicks), .better = BETTER_LOWER)
STATISTIC(interrupts, "", COUNT, "total while measuring", TOTAL, COUNTER(interrupts), .better = BETTER_LOWER)
STATISTIC(hypercalls, "", COUNT, "total while measuring", TOTAL, COUNTER(hypercalls), .better = BETTER_LOWER)
COUNTED(tx_completion_signals, tx_completion_signals, "", COUNT, "interrupts for the transmit ring, total while measuring", TOTAL,
	.better = BETTER_LOWER, .way = WAY_TRANSMITTED)
COUNTED(polls, poll_rounds_per_packet, "", COUNT, "guest poll rounds begun", PER_PACKET, .better = BETTER_LOWER)
COUNTED(timer_polls, timer_polls_per_packet, "", COUNT, "of which the driver's timer began, without an interrupt", PER_PACKET,
	.needs = NEEDS_DEFERRAL)
COUNTED(lost_kicks, lost_kicks, "", COUNT, "of the kicks, those that got lost on their way (faults.kick); total while measuring",
	TOTAL, .needs = NEEDS_FAULTS, .better = BETTER_LOWER)
COUNTED(lost_interrupts, lost_interrupts, "", COUNT,
	"of the interrupts, those that got lost on their way (faults.interrupt); total while measuring", TOTAL,
	.needs = NEEDS_FAULTS, .better = BETTER_LOWER)
COUNTED(missed_rechecks, missed_rechecks, "", COUNT,
	"times a side did not look once more before it slept (faults.recheck); total while measuring", TOTAL,
	.needs = NEEDS_FAULTS, .better = BETTER_LOWER)
COUNTED(lost_races, lost_races, "", COUNT, "of which something was published meanwhile, and brought no signal", TOTAL,
	.needs = NEEDS_FAULTS, .better = BETTER_LOWER)
COUNTED(mended_signals, mended_signals, "", COUNT,
	"signals that found their sleeper still asleep behind one that was lost, or never sent; total while measuring", TOTAL,
	.needs = NEEDS_FAULTS)
STATISTIC(mend_time, "us", COUNT, "how much later than the one that was missed they came; mean", .value = mend_time,
	  .needs = NEEDS_FAULTS, .better = BETTER_LOWER)
COUNTED(guest_found, guest_polls_busy_per_packet, "", COUNT, "looks of a guest that polls for ever that found something",
	PER_PACKET, .needs = NEEDS_GUEST_POLLS)
COUNTED(guest_empty, guest_polls_idle_per_packet, "", COUNT, "and that found nothing", PER_PACKET, .needs = NEEDS_GUEST_POLLS)
COUNTED(host_found, host_polls_busy_per_packet, "", COUNT, "looks of a back end that polls for ever that found something",
	PER_PACKET, .needs = NEEDS_HOST_POLLS)
COUNTED(host_empty, host_polls_idle_per_packet, "", COUNT, "and that found nothing", PER_PACKET, .needs = NEEDS_HOST_POLLS)
COUNTED(lines_ring, lines_ring_per_packet, "", COUNT, "cache lines of the rings that moved from one polling core to the other",
	PER_PACKET, .needs = NEEDS_LINES, .better = BETTER_LOWER)
COUNTED(lines_data, lines_data_per_packet, "", COUNT, "and of packets in them", PER_PACKET, .needs = NEEDS_LINES,
	.better = BETTER_LOWER)
COUNTED(lines_upgraded, lines_upgraded_per_packet, "", COUNT, "writes to lines that both had: the other's copy is void then",
	PER_PACKET, .needs = NEEDS_LINES, .better = BETTER_LOWER)
COUNTED(cache_missed, cache_missed_per_packet, "", COUNT,
	"cache lines of packets that the guest reads from memory: the device has written too much since", PER_RECEIVED,
	.needs = NEEDS_DDIO, .way = WAY_RECEIVED, .better = BETTER_LOWER)
COUNTED(reads_missed, reads_missed_per_packet, "", COUNT,
	"cache lines of packets that the device reads from memory: guests have written too much since", PER_PACKET,
	.needs = NEEDS_LLC, .way = WAY_TRANSMITTED, .better = BETTER_LOWER)
STATISTIC(guest_polling_useful, "%", CORE, "of the time of guest cores that poll, how much was no look that found nothing",
	  .value = guest_polling_useful, .needs = NEEDS_GUEST_POLLS, .words = {.label = "guest at work"})
STATISTIC(host_polling_useful, "%", CORE, "the same of host cores that poll", .value = host_polling_useful,
	  .needs = NEEDS_HOST_POLLS, .words = {.label = "host at work"})
COUNTED(host_dry, host_dry_per_packet, "", COUNT, "times the host found too few buffers and slept", PER_PACKET,
	.better = BETTER_LOWER, .way = WAY_RECEIVED)
COUNTED(tx_stops, tx_stops_per_packet, "", COUNT, "times the guest's transmit queue was stopped", PER_PACKET,
	.better = BETTER_LOWER, .way = WAY_TRANSMITTED)
COUNTED(answers, answers_per_packet, "", COUNT, "acknowledgements sent", PER_PACKET)
COUNTED(answers_lost, answers_lost_per_packet, "", COUNT, "acknowledgements dropped; a later one covers them", PER_PACKET,
	.better = BETTER_LOWER)
STATISTIC(idle_wakeups_per_packet, "", COUNT, "times that a core with nothing to do was wanted", PER_PACKET, CELL(IDLE_SPELLS),
	  .needs = NEEDS_IDLE, .better = BETTER_LOWER)
STATISTIC(idle_polled_per_packet, "", COUNT, "of which it was polling just then (KVM's halt polling)", PER_PACKET,
	  CELL(IDLE_CAUGHT), .needs = NEEDS_IDLE)
STATISTIC(idle_wait_per_packet, "us", COUNT, "from then on, until it was back at work", PER_PACKET, CELL(IDLE_WAKING),
	  .factor = 1e-6, .needs = NEEDS_IDLE, .better = BETTER_LOWER)
STATISTIC(core_switches_per_packet, "", COUNT, "switches between contexts on shared cores", PER_PACKET, CELL(SWITCHES),
	  .better = BETTER_LOWER)

COUNTED(dma_reads, dma_reads_per_packet, "", COUNT, "read operations of the device on its link", PER_PACKET, .needs = NEEDS_LINK,
	.better = BETTER_LOWER)
COUNTED(dma_writes, dma_writes_per_packet, "", COUNT, "write operations, interrupts included", PER_PACKET, .needs = NEEDS_LINK,
	.better = BETTER_LOWER)
COUNTED(data_writes, dma_data_writes_per_packet, "", COUNT, "write operations of headers and payload", PER_PACKET,
	.needs = NEEDS_LINK, .better = BETTER_LOWER)
COUNTED(tlps_up, tlps_up_per_packet, "", COUNT, "transaction layer packets from the device to the host", PER_PACKET,
	.needs = NEEDS_LINK, .better = BETTER_LOWER)
COUNTED(tlps_down, tlps_down_per_packet, "", COUNT, "and from the host to the device", PER_PACKET, .needs = NEEDS_LINK,
	.better = BETTER_LOWER)
COUNTED(link_up, link_up_bytes_per_packet, "", COUNT,
	"bytes on the link from the device to the host, headers and framing included", PER_PACKET, .needs = NEEDS_LINK,
	.better = BETTER_LOWER, .was = "pcie_up_bytes_per_packet")
COUNTED(link_down, link_down_bytes_per_packet, "", COUNT, "and from the host to the device", PER_PACKET, .needs = NEEDS_LINK,
	.better = BETTER_LOWER, .was = "pcie_down_bytes_per_packet")
STATISTIC(link_utilisation, "%", CORE, "share of the time the busier direction of the link is busy", .value = link_utilisation,
	  .needs = NEEDS_LINK, .words = {.label = "link"}, .was = "pcie_utilisation")

STATISTIC(queues_used, "queues", COUNT, "queues that any flow came to", .value = queues_used, .needs = NEEDS_FLOWS,
	  .better = BETTER_HIGHER, .paired = true)
STATISTIC(most_flows_per_queue, "flows", COUNT, "flows of the queue that most came to", .value = most_flows_per_queue,
	  .needs = NEEDS_FLOWS, .better = BETTER_LOWER, .paired = true)

FAMILY(of_other_models, "", "", COUNT, "what a model that isn't chosen counts", .family = FAMILY_OTHER_MODELS)
STATISTIC(lock_busy, "%", CORE, "share of the time the busiest lock is held, or on its way to another core", .value = lock_busy,
	  .needs = NEEDS_LOCKS)

FAMILY(cost, "cost_*_per_packet", "us", COST, "busy time per packet", PER_PACKET, CELL_AT(SPENT, 0), .factor = 1e-6,
       .family = FAMILY_LEDGER, .better = BETTER_LOWER, .rank = {[LIST_SCHEMES] = 4},
       .words = {.phrase = "busy time", .label = "*"})
STATISTIC(unattributed_per_packet, "us", COST, "a named constant no mechanism explains", PER_PACKET,
	  CELL_AT(SPENT, LEDGER_UNATTRIBUTED), .factor = 1e-6, .better = BETTER_LOWER, .words = {.label = "unattributed"})
/* In the order in which packets pass; of a place that they do not pass there is none. */
STATISTIC(wait_guest_queue, "us", WAIT, "mean time a packet waits in the guest queue", STAYED(AT_GUEST_QUEUE),
	  .way = WAY_TRANSMITTED)
STATISTIC(service_guest_tx, "us", WAIT, "the guest's stack and driver work on it, and what interrupts them", STAYED(AT_GUEST_TX),
	  .way = WAY_TRANSMITTED)
STATISTIC(wait_tx_ring, "us", WAIT, "it waits in the transmit ring", STAYED(AT_TX_RING), .way = WAY_TRANSMITTED)
STATISTIC(service_backend_tx, "us", WAIT, "the back end, or the device, works on it, and on those it takes together with it",
	  STAYED(AT_BACKEND_TX), .way = WAY_TRANSMITTED)
STATISTIC(wait_wire_out, "us", WAIT, "it waits for the wire from this machine", STAYED(AT_WIRE_QUEUE), .way = WAY_TRANSMITTED)
STATISTIC(service_wire_out, "us", WAIT, "it is put on that wire", STAYED(AT_WIRE), .way = WAY_TRANSMITTED)
STATISTIC(wait_flight, "us", WAIT, "a request is on its way to the peer", STAYED(AT_FLIGHT), .way = WAY_TRANSMITTED)
STATISTIC(service_wire, "us", WAIT, "a response is put on the wire towards this machine", STAYED(AT_PEER_WIRE),
	  .way = WAY_RECEIVED)
STATISTIC(wait_flight_back, "us", WAIT, "it is on its way back", STAYED(AT_FLIGHT_BACK), .way = WAY_RECEIVED)
STATISTIC(wait_sender, "us", WAIT, "the process on the host that sends it has not sent it yet", STAYED(AT_SENDER),
	  .way = WAY_RECEIVED)
STATISTIC(wait_host_queue, "us", WAIT, "mean time a packet waits in the host queue", STAYED(AT_HOST_QUEUE), .way = WAY_RECEIVED)
STATISTIC(service_host_tx, "us", WAIT, "the host's sender hands it to netback", STAYED(AT_HOST_TX), .way = WAY_RECEIVED)
STATISTIC(wait_netback_queue, "us", WAIT, "it waits for netback's receive thread", STAYED(AT_NETBACK_QUEUE), .way = WAY_RECEIVED)
STATISTIC(service_backend_rx, "us", WAIT,
	  "the back end, or the device, puts it into the receive ring, with those it takes together", STAYED(AT_BACKEND_RX),
	  .way = WAY_RECEIVED)
STATISTIC(wait_ring, "us", WAIT, "mean time a packet waits in the ring for the guest", STAYED(AT_RX_RING), .way = WAY_RECEIVED)
STATISTIC(service_guest_rx, "us", WAIT, "the guest's driver and stack work on it", STAYED(AT_GUEST_RX), .way = WAY_RECEIVED)
STATISTIC(wait_socket, "us", WAIT, "it waits for the application to read it", STAYED(AT_SOCKET), .way = WAY_RECEIVED)
STATISTIC(service_application, "us", WAIT, "the application reads it", STAYED(AT_APPLICATION), .way = WAY_RECEIVED)
STATISTIC(waits_and_services, "us", WAIT, "all of these: the mean latency", .value = waits_and_services, .better = BETTER_LOWER,
	  .words = {.label = "sum"})
STATISTIC(in_system, "packets", COUNT, "mean number of packets inside this machine", PER_SECOND, CELL(IN_SYSTEM), .factor = 1e-12,
	  .better = BETTER_LOWER)
FAMILY(cpu_busy, "cpu_*_busy", "%", CORE, "share of the time the core is busy", OF_TIME, CELL_AT(BUSY, 0), .factor = 100e-12,
       .family = FAMILY_CORES, .words = {.label = "*"})
STATISTIC(wire_utilisation, "%", CORE, "share of the time the wire towards this machine is busy", OF_WIRES, CELL(WIRE_IN),
	  .factor = 100e-12, .needs = NEEDS_WIRE, .words = {.label = "wire"}, .way = WAY_RECEIVED)
STATISTIC(wire_out_utilisation, "%", CORE, "share of the time the wire from this machine is busy", OF_WIRES, CELL(WIRE_OUT),
	  .factor = 100e-12, .needs = NEEDS_WIRE, .words = {.label = "wire_out"}, .way = WAY_TRANSMITTED)
STATISTIC(ring_dry, "%", CORE, "share of the time packets wait because the ring holds too few buffers", OF_ACTIVE, CELL(DRY),
	  .factor = 100e-12, .better = BETTER_LOWER, .way = WAY_RECEIVED)
STATISTIC(source_blocked, "%", CORE, "share of the time the window is closed and nothing waits for the host", OF_ACTIVE,
	  CELL(STARVED), .factor = 100e-12, .needs = NEEDS_WINDOW)
STATISTIC(events_per_packet, "", COUNT, "steps of the simulator's actors, from the start of the run", .value = events_per_packet,
	  .aside = true)
FAMILY(of_models, "", "", COUNT, "what the chosen models count themselves", .family = FAMILY_MODELS)
#undef COUNTED
#undef STATISTIC
#undef FAMILY
