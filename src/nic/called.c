/* called.c - the table of what others call things, and how it is asked. */
#include "nic/called.h"
#include <string.h>

#define KEY(word, here)                            \
	{                                          \
		word, CALLED_KEY, here, NULL, NULL \
	}
#define KEY_IN(word, in, here)                   \
	{                                        \
		word, CALLED_KEY, here, in, NULL \
	}
#define KEY_NOTE(word, here, note)                 \
	{                                          \
		word, CALLED_KEY, here, NULL, note \
	}
#define MODEL(word, here)                            \
	{                                            \
		word, CALLED_MODEL, here, NULL, NULL \
	}
#define MODEL_NOTE(word, here, note)                 \
	{                                            \
		word, CALLED_MODEL, here, NULL, note \
	}
#define WORD(word, here)                            \
	{                                           \
		word, CALLED_WORD, here, NULL, NULL \
	}
#define STATISTIC(word, here)                            \
	{                                                \
		word, CALLED_STATISTIC, here, NULL, NULL \
	}
#define PRICE(word, here)                            \
	{                                            \
		word, CALLED_PRICE, here, NULL, NULL \
	}
#define OPTION(word, here)                            \
	{                                             \
		word, CALLED_OPTION, here, NULL, NULL \
	}
#define VERB(word, here)                            \
	{                                           \
		word, CALLED_VERB, here, NULL, NULL \
	}

/* Every target exists, and every row is reached: tests/unit/test_called.c. */
const struct called called[] = {
	/* rings and queues: QEMU, libvirt, ethtool -g and -l, DPDK, the virtio specification */
	KEY("queue_size", "nic.ring.entries"),
	KEY("ring_size", "nic.ring.entries"),
	KEY("rx_queue_size", "nic.ring.rx_entries"),
	KEY("tx_queue_size", "nic.ring.tx_entries"),
	KEY("vring_num", "nic.ring.entries"),
	KEY("vq_size", "nic.ring.entries"),
	KEY("num_descriptors", "nic.ring.entries"),
	KEY("nb_desc", "nic.ring.entries"),
	KEY("nb_rxd", "nic.ring.rx_entries"),
	KEY("nb_txd", "nic.ring.tx_entries"),
	KEY("descriptors", "nic.ring.entries"),
	KEY_IN("size", "ring", "nic.ring.entries"),
	KEY_IN("num", "ring", "nic.ring.entries"),
	KEY_IN("length", "ring", "nic.ring.entries"),
	KEY_IN("depth", "ring", "nic.ring.entries"),
	KEY("num_queues", "nic.queues"),
	KEY("queue_pairs", "nic.queues"),
	KEY("num_queue_pairs", "nic.queues"),
	KEY("combined", "nic.queues"),
	KEY("mq", "nic.queues"),
	KEY("multiqueue", "nic.queues"),
	KEY("num_vqs", "nic.queues"),
	KEY("packed", "nic.ring.format"),
	KEY("ring_packed", "nic.ring.format"),
	KEY("packed_ring", "nic.ring.format"),
	KEY("split", "nic.ring.format"),
	KEY("indirect_desc", "nic.ring.indirect"),
	KEY("ring_indirect_desc", "nic.ring.indirect"),
	KEY_NOTE("txqueuelen", "nic.host_queue", "nic.guest_queue is the guest's own"),
	KEY_NOTE("txqlen", "nic.host_queue", "nic.guest_queue is the guest's own"),
	KEY_NOTE("tx_queue_len", "nic.host_queue", "nic.guest_queue is the guest's own"),
	KEY_NOTE("tap_queue", "nic.host_queue", "nic.guest_queue is the guest's own"),
	KEY("qdisc_limit", "nic.guest_queue"),
	KEY("qdisc", "nic.guest_queue"),

	/* buffers and offloads: QEMU, the virtio specification, ethtool -k */
	MODEL("mrg_rxbuf", "scheme/mergeable"),
	MODEL("mergeable_rx_bufs", "scheme/mergeable"),
	MODEL("mrg", "scheme/mergeable"),
	KEY("mtu", "nic.scheme.mtu"),
	KEY("host_mtu", "nic.scheme.mtu"),
	KEY("gro", "nic.scheme.guest_gso"),
	KEY("lro", "nic.scheme.guest_gso"),
	KEY("guest_tso", "nic.scheme.guest_gso"),
	KEY("guest_tso4", "nic.scheme.guest_gso"),
	KEY("guest_tso6", "nic.scheme.guest_gso"),
	KEY("guest_ufo", "nic.scheme.guest_gso"),
	KEY("rx_gro_hw", "nic.scheme.guest_gso"),
	KEY("mss", "traffic.segment"),
	KEY("tso", "traffic.segment"),
	KEY("gso", "traffic.segment"),
	KEY("host_tso4", "traffic.segment"),
	KEY("host_tso6", "traffic.segment"),
	KEY("gso_max_size", "traffic.segment"),
	KEY("segment_size", "traffic.segment"),
	KEY("segmentation", "traffic.segment"),
	KEY("hdr_len", "nic.scheme.header"),
	KEY("vnet_hdr", "nic.scheme.header"),
	KEY("vnet_hdr_len", "nic.scheme.header"),
	KEY("hdr_size", "nic.scheme.header"),
	/* Xen: netfront, netback, the hypervisor's command line; what stands in the mapping beside */
	KEY_IN("gso", "nic.backend", "nic.scheme.gso"),
	KEY_IN("tso", "nic.backend", "nic.scheme.gso"),
	KEY_IN("tso", "nic.scheme", "nic.scheme.gso"),
	KEY_IN("feature_gso_tcpv4", "nic.backend", "nic.scheme.gso"),
	KEY_IN("feature_gso_tcpv4", "nic.scheme", "nic.scheme.gso"),
	KEY_IN("sg", "nic.backend", "nic.scheme.sg"),
	KEY("feature_sg", "nic.scheme.sg"),
	KEY_IN("tree", "nic.backend", "nic.scheme.tree"),
	KEY_IN("rx_copy", "nic.backend", "nic.scheme.rx_copy"),
	KEY_IN("tx_copy", "nic.backend", "nic.scheme.tx_copy"),
	KEY_IN("copy_above", "nic.backend", "nic.scheme.copy_above"),
	KEY_IN("rx_batch", "nic.scheme", "nic.backend.rx_batch"),
	KEY_IN("rx_posted", "nic.scheme", "nic.backend.rx_posted"),
	KEY_IN("rx_posted", "nic.ring", "nic.backend.rx_posted"),
	KEY_IN("vcpus", "nic", "nic.backend.vcpus"),
	KEY("dom0_max_vcpus", "nic.backend.vcpus"),
	KEY("max_queues", "nic.queues"),
	KEY("xenvif_max_queues", "nic.queues"),
	KEY("ring_page_order", "nic.ring.entries"),
	KEY("split_event_channels", "nic.backend.event_channels"),
	KEY("feature_split_event_channels", "nic.backend.event_channels"),
	KEY("evtchn", "nic.backend.event_channels"),
	KEY("zerocopy", "nic.backend.orphan_frags"),
	KEY("percpu_rwlock", "nic.backend.locks"),
	MODEL("minios", "poll/spin"),
	MODEL("mini_os", "poll/spin"),
	MODEL("persistent_grants", "scheme/persistent"),
	MODEL("feature_persistent", "scheme/persistent"),

	/* notifications and polling: ethtool -c, QEMU, Linux */
	KEY("rx_usecs", "nic.moderation.time"),
	KEY("rx_max_usecs", "nic.moderation.time"),
	KEY("max_usecs", "nic.moderation.time"),
	KEY("itr", "nic.moderation.time"),
	KEY("coalesce_usecs", "nic.moderation.time"),
	KEY("rx_frames", "nic.moderation.packets"),
	KEY("rx_max_packets", "nic.moderation.packets"),
	KEY("max_packets", "nic.moderation.packets"),
	KEY("rx_max_frames", "nic.moderation.packets"),
	MODEL("napi", "poll/napi"),
	MODEL("busy_polling", "poll/spin"),
	MODEL("poll_mode", "poll/spin"),
	MODEL("pmd", "poll/spin"),
	KEY("napi_weight", "nic.notify.guest.budget"),
	KEY("netdev_budget", "nic.notify.guest.budget"),
	KEY("dev_weight", "nic.notify.guest.budget"),
	KEY("napi_defer_hard_irqs", "nic.notify.guest.defer_hard_irqs"),
	KEY("napi_tx", "nic.notify.tx_complete.model"),
	KEY("tx_napi", "nic.notify.tx_complete.model"),
	KEY("orphan", "nic.notify.tx_complete.model"),
	KEY("event_idx", "nic.notify.host.model"),
	KEY("ring_event_idx", "nic.notify.host.model"),
	KEY_IN("txmode", "nic", "nic.notify.tx_flush.model"),
	KEY_IN("tx", "nic", "nic.notify.tx_flush.model"),
	KEY("x_txtimer", "nic.notify.tx_flush.interval"),
	KEY("tx_timer", "nic.notify.tx_flush.interval"),
	KEY("txtimer", "nic.notify.tx_flush.interval"),
	KEY("x_txburst", "nic.backend.burst"),
	KEY("tx_burst", "nic.backend.burst"),
	KEY("poll_us", "nic.backend.busyloop"),
	KEY("busyloop_timeout", "nic.backend.busyloop"),
	KEY("busy_poll", "nic.backend.busyloop"),
	KEY("busyloop_us", "nic.backend.busyloop"),
	KEY("vhost_batch", "nic.backend.used_batch"),
	KEY("used_ring_batch", "nic.backend.used_batch"),

	/* back ends */
	MODEL("vhost_net", "backend/vhost"),
	MODEL("vhostnet", "backend/vhost"),
	MODEL("vhost_kernel", "backend/vhost"),
	MODEL_NOTE("vhost_user", "backend/vhost", "a kernel thread that sleeps; no switch that polls is simulated"),
	MODEL_NOTE("vhostuser", "backend/vhost", "a kernel thread that sleeps; no switch that polls is simulated"),
	MODEL_NOTE("dpdk", "backend/vhost", "a kernel thread that sleeps; no switch that polls is simulated"),
	MODEL_NOTE("ovs_dpdk", "backend/vhost", "a kernel thread that sleeps; no switch that polls is simulated"),
	MODEL("tap", "backend/qemu"),
	MODEL("virtio_net", "backend/qemu"),
	MODEL("virtio", "backend/qemu"),
	MODEL("userspace", "backend/qemu"),
	MODEL("iothread", "backend/qemu"),
	MODEL("vdpa", "backend/hardware"),
	MODEL("vhost_vdpa", "backend/hardware"),
	MODEL("smartnic", "backend/hardware"),
	MODEL("dpu", "backend/hardware"),
	MODEL("hw", "backend/hardware"),
	MODEL("offload", "backend/hardware"),
	MODEL("xen", "backend/netback"),
	MODEL("netfront", "backend/netback"),
	MODEL("xen_netback", "backend/netback"),
	MODEL("vif", "backend/netback"),
	MODEL("baremetal", "backend/bare"),
	MODEL("bare_metal", "backend/bare"),
	MODEL("native", "backend/bare"),
	MODEL("physical", "backend/bare"),

	/* the link to the host: lspci, PCI Express */
	KEY("lanes", "nic.link.width"),
	KEY("link_width", "nic.link.width"),
	KEY("pcie_width", "nic.link.width"),
	KEY("lnksta_width", "nic.link.width"),
	KEY("gen", "nic.link.generation"),
	KEY("pcie_gen", "nic.link.generation"),
	KEY("pcie_generation", "nic.link.generation"),
	KEY_IN("speed", "nic.link", "nic.link.generation"),
	KEY("max_payload", "nic.link.mps"),
	KEY("max_payload_size", "nic.link.mps"),
	KEY("maxpayload", "nic.link.mps"),
	KEY("max_read_request", "nic.link.mrrs"),
	KEY("max_read_request_size", "nic.link.mrrs"),
	KEY("max_readreq", "nic.link.mrrs"),
	KEY("maxreadreq", "nic.link.mrrs"),
	KEY("read_completion_boundary", "nic.link.rcb"),
	KEY("max_tags", "nic.link.tags"),
	KEY("outstanding_reads", "nic.link.tags"),
	KEY("num_tags", "nic.link.tags"),

	/* traffic: iperf, netperf, pktgen, tcpreplay */
	KEY("pps", "traffic.rate"),
	KEY("mpps", "traffic.rate"),
	KEY("packets_per_second", "traffic.rate"),
	KEY("packet_rate", "traffic.rate"),
	KEY("arrival_rate", "traffic.rate"),
	KEY("lambda", "traffic.rate"),
	KEY("offered_load", "traffic.rate"),
	KEY("packet_size", "traffic.size"),
	KEY("pkt_size", "traffic.size"),
	KEY("frame_size", "traffic.size"),
	KEY("frame_len", "traffic.size"),
	KEY("msg_size", "traffic.size"),
	KEY("payload", "traffic.size"),
	KEY_IN("length", "traffic", "traffic.size"),
	KEY_IN("len", "traffic", "traffic.size"),
	KEY("bandwidth", "traffic.link"),
	KEY("tx_maxrate", "nic.backend.queue_rate"),
	KEY("max_rate", "nic.backend.queue_rate"),
	KEY("wrr", "nic.backend.weights"),
	KEY("dwrr", "nic.backend.weights"),
	KEY("num_vfs", "nic.backend.functions"),
	KEY("max_tx_rate", "nic.backend.queue_rate"),
	KEY("line_rate", "traffic.link"),
	KEY("link_rate", "traffic.link"),
	KEY("link_speed", "traffic.link"),
	KEY("bitrate", "traffic.link"),
	KEY("rtt", "traffic.base_rtt"),
	KEY("ping_time", "traffic.base_rtt"),
	KEY("one_way_delay", "traffic.base_rtt"),
	MODEL("tcp", "traffic/tcp"),
	MODEL("tcp_stream", "traffic/tcp"),
	MODEL("iperf", "traffic/window"),
	MODEL("iperf3", "traffic/window"),
	MODEL("bulk", "traffic/window"),
	MODEL("udp", "traffic/constant"),
	MODEL("udp_stream", "traffic/constant"),
	MODEL("cbr", "traffic/constant"),
	MODEL("tcp_rr", "traffic/rr"),
	MODEL("udp_rr", "traffic/rr"),
	MODEL("netperf", "traffic/rr"),
	MODEL("ping_pong", "traffic/rr"),
	MODEL("request_response", "traffic/rr"),
	MODEL("tcpreplay", "traffic/pcap"),
	MODEL("replay", "traffic/pcap"),
	MODEL("capture", "traffic/pcap"),
	MODEL("trace_replay", "traffic/pcap"),
	KEY("pcap_file", "traffic.file"),
	KEY("capture_file", "traffic.file"),
	KEY("window_size", "traffic.window"),
	KEY("tcp_window", "traffic.window"),
	KEY("rwnd", "traffic.window"),
	KEY("cwnd", "traffic.window"),
	KEY("delack", "traffic.delayed_ack"),
	KEY("delack_timeout", "traffic.delayed_ack"),
	KEY("concurrency", "traffic.outstanding"),
	KEY("transactions_in_flight", "traffic.outstanding"),

	/* the run and its machine */
	KEY("duration", "run.length"),
	KEY("runtime", "run.length"),
	KEY("sim_time", "run.length"),
	KEY("simulation_time", "run.length"),
	KEY("run_time", "run.length"),
	KEY_IN("time", "run", "run.length"),
	KEY_IN("time", "", "run.length"),
	KEY_IN("length", "", "run.length"),
	KEY("replications", "run.repeat"),
	KEY("iterations", "run.repeat"),
	KEY("trials", "run.repeat"),
	KEY("runs", "run.repeat"),
	KEY("num_runs", "run.repeat"),
	KEY("reps", "run.repeat"),
	KEY("repeats", "run.repeat"),
	KEY("repetitions", "run.repeat"),
	KEY("random_seed", "run.seed"),
	KEY("rng_seed", "run.seed"),
	KEY("transfer_size", "run.transfer"),
	KEY("total_bytes", "run.transfer"),
	KEY("confidence", "run.until.ci"),
	KEY("confidence_interval", "run.until.ci"),
	KEY("cpu", "cores.guest"),
	KEY("cpus", "cores.guest"),
	KEY("vcpus", "cores.guest"),
	KEY("vcpu", "cores.guest"),
	KEY("smp", "cores.guest"),
	KEY("guest_cpus", "cores.guest"),
	KEY("host_cpus", "cores.host"),
	KEY("vhost_cpu", "cores.host"),
	KEY("emulatorpin", "cores.host"),
	KEY("iothreads", "cores.host"),

	/* values */
	WORD("per_byte", "per_core"),
	WORD("receive", "rx"),
	WORD("inbound", "rx"),
	WORD("ingress", "rx"),
	WORD("download", "rx"),
	WORD("transmit", "tx"),
	WORD("send", "tx"),
	WORD("outbound", "tx"),
	WORD("egress", "tx"),
	WORD("upload", "tx"),
	WORD("request_response", "rr"),
	WORD("ping_pong", "rr"),
	WORD("vm2vm", "guest2guest"),
	WORD("vm_to_vm", "guest2guest"),
	WORD("guest_to_guest", "guest2guest"),
	WORD("g2g", "guest2guest"),
	WORD("poisson", "exponential"),
	WORD("random", "exponential"),
	WORD("deterministic", "constant"),
	WORD("fixed", "constant"),
	WORD("full_page", "page"),

	/* statistics */
	STATISTIC("tput", "throughput"),
	STATISTIC("bandwidth", "throughput"),
	STATISTIC("goodput", "throughput"),
	STATISTIC("bitrate", "throughput"),
	STATISTIC("bps", "throughput"),
	STATISTIC("gbps", "throughput"),
	STATISTIC("mbps", "throughput"),
	STATISTIC("pps", "packet_rate"),
	STATISTIC("mpps", "packet_rate"),
	STATISTIC("kpps", "packet_rate"),
	STATISTIC("packets_per_second", "packet_rate"),
	STATISTIC("drops", "dropped"),
	STATISTIC("drop", "dropped"),
	STATISTIC("lost", "dropped"),
	STATISTIC("loss", "dropped"),
	STATISTIC("losses", "dropped"),
	STATISTIC("packet_loss", "dropped"),
	STATISTIC("rx_drops", "dropped"),
	STATISTIC("tx_drops", "dropped"),
	STATISTIC("packets", "delivered"),
	STATISTIC("rx_packets", "delivered"),
	STATISTIC("tx_packets", "delivered"),
	STATISTIC("received", "delivered"),
	STATISTIC("latency", "latency_mean"),
	STATISTIC("rtt", "latency_mean"),
	STATISTIC("avg_latency", "latency_mean"),
	STATISTIC("latency_avg", "latency_mean"),
	STATISTIC("mean_latency", "latency_mean"),
	STATISTIC("delay", "latency_mean"),
	STATISTIC("p50", "latency_p50"),
	STATISTIC("median", "latency_p50"),
	STATISTIC("latency_median", "latency_p50"),
	STATISTIC("p99", "latency_p99"),
	STATISTIC("latency_99", "latency_p99"),
	STATISTIC("tail_latency", "latency_p99"),
	STATISTIC("tail", "latency_p99"),
	STATISTIC("p99_latency", "latency_p99"),
	STATISTIC("p999", "latency_p999"),
	STATISTIC("p99.9", "latency_p999"),
	STATISTIC("latency_p99.9", "latency_p999"),
	STATISTIC("p90", "latency_p90"),
	STATISTIC("p9999", "latency_p9999"),
	STATISTIC("p99.99", "latency_p9999"),
	STATISTIC("latency_p99.99", "latency_p9999"),
	STATISTIC("tps", "round_trips"),
	STATISTIC("transactions", "round_trips"),
	STATISTIC("transactions_per_second", "round_trips"),
	STATISTIC("trans_per_sec", "round_trips"),
	STATISTIC("fct", "transfer_time"),
	STATISTIC("completion_time", "transfer_time"),
	STATISTIC("flow_completion_time", "transfer_time"),
	STATISTIC("exits", "exits_per_packet"),
	STATISTIC("vmexits", "exits_per_packet"),
	STATISTIC("vm_exits", "exits_per_packet"),
	STATISTIC("irqs_per_packet", "interrupts_per_packet"),
	STATISTIC("irq_per_packet", "interrupts_per_packet"),
	STATISTIC("irqs", "interrupts"),
	STATISTIC("irq", "interrupts"),
	STATISTIC("doorbells", "kicks"),
	STATISTIC("notifications", "kicks"),
	STATISTIC("notifies", "kicks"),
	STATISTIC("tap_drops", "dropped_host_queue"),
	STATISTIC("tap_dropped", "dropped_host_queue"),
	STATISTIC("host_drops", "dropped_host_queue"),
	STATISTIC("rx_nombuf", "dropped_no_buffer"),
	STATISTIC("rx_no_buffer", "dropped_no_buffer"),
	STATISTIC("imissed", "dropped_no_buffer"),
	STATISTIC("rx_missed", "dropped_no_buffer"),
	STATISTIC("no_buffer_drops", "dropped_no_buffer"),
	STATISTIC("requeues", "tx_stops_per_packet"),
	STATISTIC("tx_busy", "tx_stops_per_packet"),
	STATISTIC("queue_stops", "tx_stops_per_packet"),
	STATISTIC("pcie_util", "link_utilisation"),
	STATISTIC("pcie_utilization", "link_utilisation"),
	STATISTIC("link_util", "link_utilisation"),
	STATISTIC("bus_utilisation", "link_utilisation"),
	STATISTIC("wait_rx_ring", "wait_ring"),
	STATISTIC("ring_wait", "wait_ring"),
	STATISTIC("capacity", "ring_capacity"),

	/* prices */
	PRICE("vmexit", "kick"),
	PRICE("vm_exit", "kick"),
	PRICE("exit", "kick"),
	PRICE("exit_cost", "kick"),
	PRICE("kick_cost", "kick"),
	PRICE("hypercall", "kick"),
	PRICE("doorbell", "kick"),
	PRICE("interrupt", "irq_handler"),
	PRICE("interrupt_cost", "irq_handler"),
	PRICE("irq_cost", "irq_handler"),
	PRICE("irq", "irq_handler"),
	PRICE("isr", "irq_handler"),
	PRICE("inject", "irq_inject"),
	PRICE("interrupt_injection", "irq_inject"),
	PRICE("wakeup", "host_wakeup"),
	PRICE("wake_up", "host_wakeup"),
	PRICE("vhost_wakeup", "host_wakeup"),
	PRICE("scheduler_latency", "host_wakeup"),
	PRICE("context_switch", "core_switch"),
	PRICE("ctx_switch", "core_switch"),
	PRICE("memcpy", "guest_copy_byte"),
	PRICE("copy", "guest_copy_byte"),
	PRICE("copy_byte", "guest_copy_byte"),
	PRICE("copy_cost", "guest_copy_byte"),
	PRICE("alloc_page", "page_alloc"),
	PRICE("alloc_pages", "page_alloc"),
	PRICE("free_page", "page_free"),
	PRICE("free_pages", "page_free"),
	PRICE("kmalloc", "slab_alloc"),
	PRICE("kmem_cache_alloc", "slab_alloc"),
	PRICE("skb_alloc", "slab_alloc"),
	PRICE("alloc_skb", "slab_alloc"),
	PRICE("kfree", "slab_free"),
	PRICE("kmem_cache_free", "slab_free"),
	PRICE("skb_free", "slab_free"),
	PRICE("kfree_skb", "slab_free"),
	PRICE("pcie_latency", "dma_read_latency"),
	PRICE("dma_latency", "dma_read_latency"),
	PRICE("read_latency", "dma_read_latency"),

	/* options and verbs */
	OPTION("outdir", "output"),
	OPTION("output_dir", "output"),
	OPTION("json", "format"),
	OPTION("csv", "format"),
	OPTION("threads", "jobs"),
	OPTION("parallel", "jobs"),
	OPTION("workers", "jobs"),
	OPTION("validate", "check"),
	OPTION("lint", "check"),
	OPTION("verify", "check"),
	OPTION("plot", "charts"),
	OPTION("graph", "charts"),
	OPTION("overwrite", "force"),
	OPTION("clobber", "force"),
	OPTION("explain", "describe"),
	OPTION("info", "describe"),
	OPTION("params", "describe"),
	OPTION("models", "list"),
	OPTION("silent", "quiet"),
	OPTION("timeout", "limit"),
	OPTION("replications", "repeat"),
	OPTION("runs", "repeat"),
	OPTION("iterations", "repeat"),
	OPTION("reps", "repeat"),
	OPTION("repetitions", "repeat"),
	OPTION("minimize", "minimise"),
	OPTION("optimise", "minimise"),
	OPTION("optimize", "minimise"),
	OPTION("factor", "within"),
	OPTION("statistic", "of"),
	OPTION("metric", "of"),
	VERB("fit", "calibrate"),
	VERB("tune", "calibrate"),
	VERB("optimize", "advise"),
	VERB("optimise", "advise"),
	VERB("search", "advise"),
	VERB("recommend", "advise"),
	VERB("rank", "sensitivity"),
	VERB("sobol", "sensitivity"),
	VERB("morris", "sensitivity"),
	VERB("plot", "charts"),
	VERB("graph", "charts"),
	VERB("draw", "charts"),
	VERB("html", "report"),
	VERB("page", "report"),
	VERB("summary", "report"),
	VERB("join", "merge"),
	VERB("combine", "merge"),
	VERB("collect", "merge"),
	VERB("compare", "diff"),
	VERB("delta", "diff"),
	VERB("template", "new"),
	VERB("bench", "measure"),
	VERB("benchmark", "measure"),
	VERB("create", "new"),
	VERB("init", "new"),

	{NULL, CALLED_KEY, NULL, NULL, NULL},
};

static char skipped(char c)
{
	return c == '-' || c == '_' || c == ' ';
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool called_is(const struct called *row, const char *word)
{
	const char *a = row->word;
	for (;; a++, word++) {
		while (skipped(*a))
			a++;
		while (skipped(*word))
			word++;
		if (small(*a) != small(*word)) return false;
		if (!*a) return true;
	}
}

const struct called *called_find(const char *word, enum called_as as, const struct called *after)
{
	for (const struct called *row = after ? after + 1 : called; row->word; row++)
		if (row->as == as && called_is(row, word)) return row;
	return NULL;
}

/* Does path, of which len characters count, end in the path `in`? */
static bool ends_in(const char *path, size_t len, const char *in)
{
	size_t n = strlen(in);
	if (n == 0) return len == 0;
	return len >= n && strncmp(path + len - n, in, n) == 0 && (len == n || path[len - n - 1] == '.');
}

const struct called *called_key(const char *path)
{
	const char *dot = strrchr(path, '.'), *word = dot ? dot + 1 : path;
	size_t above = dot ? (size_t)(dot - path) : 0;
	const struct called *anywhere = NULL;
	for (const struct called *row = called; row->word; row++) {
		if (row->as != CALLED_KEY || !called_is(row, word)) continue;
		if (row->in && ends_in(path, above, row->in)) return row;
		if (!row->in && !anywhere) anywhere = row;
	}
	return anywhere;
}
