/*
 * test_notices.c - nothing is silent: every parameter of every model and of the mappings that belong to none is set to another value in
 * scenarios where it is used, in all directions and over all kinds of back ends.  Either a statistic changes, or a notice names the key,
 * or the value is refused with a reason; and where a notice says that nothing changes, nothing does.
 */
#include "scenario/applies.h"
#include "scenario/keys.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_USED "tests/scenarios/notices.yaml"
enum { MAX_VALUES = 12, TEXT = 1500 };

/* Scenarios as they differ from the file; each brings models that go together. */
static const struct base {
	const char *name, *settings;
} bases[] = {
	{"receiving", ""},
	{"sending", "traffic.direction=tx"},
	{"round trips", "traffic.direction=rr traffic.model=rr traffic.outstanding=8"},
	{"tcp received", "traffic.model=tcp"},
	{"tcp sent", "traffic.model=tcp traffic.direction=tx"},
	{"bulk received", "traffic.model=window traffic.segment=8948B"},
	{"bulk sent", "traffic.model=window traffic.direction=tx traffic.segment=8948B"},
	{"in hardware, receiving",
	 "nic.backend.model=hardware nic.backend.batch=16 nic.link.model=pcie nic.link.prefetch=8 traffic.size=9014B "
	 "nic.scheme.model=coalesced nic.scheme.layout=jumbo"},
	{"in hardware, sending",
	 "nic.backend.model=hardware nic.backend.batch=16 nic.link.model=pcie nic.link.prefetch=8 traffic.size=9014B "
	 "nic.scheme.model=coalesced nic.scheme.layout=jumbo traffic.direction=tx"},
	{"forwarding", "traffic.direction=forward nic.backend.model=vhost_user nic.notify.guest.model=poll"},
	{"between guests that poll",
	 "traffic.direction=guest2guest nic.backend.model=vhost_user nic.notify.guest.model=poll traffic.link=0b/s "
	 "cores.guest=[a,b]"},
	{"over Xen, receiving", "nic.backend.model=netback nic.ring.format=xen nic.scheme.model=grants traffic.link=0b/s"},
	{"over Xen, sending",
	 "nic.backend.model=netback nic.ring.format=xen nic.scheme.model=grants traffic.link=0b/s traffic.direction=tx"},
	{"over Xen, bulk sent",
	 "nic.backend.model=netback nic.ring.format=xen nic.scheme.model=grants traffic.link=0b/s traffic.direction=tx "
	 "traffic.model=window traffic.segment=8948B"},
	{"over Xen, bulk received",
	 "nic.backend.model=netback nic.ring.format=xen nic.scheme.model=grants traffic.link=0b/s traffic.model=window "
	 "traffic.segment=8948B nic.backend.cores=split nic.queues=2"},
	{"over Xen, kept mapped, received",
	 "nic.backend.model=netback nic.ring.format=xen nic.scheme.model=persistent traffic.link=0b/s nic.backend.cores=split"},
	{"over Xen, kept mapped, sent",
	 "nic.backend.model=netback nic.ring.format=xen nic.scheme.model=persistent traffic.link=0b/s traffic.direction=tx "
	 "nic.backend.cores=split"},
	{"over Xen, between guests",
	 "nic.backend.model=netback nic.ring.format=xen nic.scheme.model=persistent traffic.link=0b/s "
	 "traffic.direction=guest2guest"},
};
#define N_BASES ((int)(sizeof bases / sizeof *bases))

/* ---- values of another kind than what is there ---- */

struct values {
	int n;
	char text[MAX_VALUES][64];
};

static void add_number(struct values *v, const struct param *p, int64_t now, int64_t n)
{
	bool endless = p->unit == UNIT_TIME && n > 0 && n < PS_PER_US; /* what repeats so often takes for ever */
	if (n < p->min || n > p->max || n == now || v->n == MAX_VALUES || endless) return;
	unit_print(p->unit, n, v->text[v->n], sizeof v->text[0]);
	for (int i = 0; i < v->n; i++)
		if (strcmp(v->text[i], v->text[v->n]) == 0) return;
	v->n++;
}

static void add_word(struct values *v, const char *word)
{
	if (v->n < MAX_VALUES) snprintf(v->text[v->n++], sizeof v->text[0], "%s", word);
}

/* Nearby ones and some far away, which a short run can afford; now: the present one. */
static void values_of(const struct param *p, int64_t now, struct values *v)
{
	v->n = 0;
	switch (p->unit) {
	case UNIT_BOOL: add_word(v, now ? "false" : "true"); return;
	case UNIT_WORD:
		for (int i = 0; p->words[i]; i++)
			if (i != now) add_word(v, p->words[i]);
		return;
	case UNIT_TEXT:
	case UNIT_BITS: return;
	default: break;
	}
	int64_t step = p->unit == UNIT_TIME ? 50 * PS_PER_US : p->unit == UNIT_BYTES ? 128 : p->unit == UNIT_RATIO ? 400000 : 8;
	if (now <= INT64_MAX / 2) add_number(v, p, now, 2 * now);
	add_number(v, p, now, now / 2);
	add_number(v, p, now, now + step);
	add_number(v, p, now, p->min);
	add_number(v, p, now, p->min + 1);
	add_number(v, p, now, 4 * step);
	add_number(v, p, now, step / 8);
	add_number(v, p, now, p->max <= 65536 ? p->max : 4096);
}

/* ---- what a value comes to ---- */

enum fate { SILENT, CHANGED, TOLD, REFUSED };
static const char *const fates[] = {"is silent", "changes something", "is told", "is refused"};

static bool same_stats(const struct outcome *a, const struct outcome *b)
{
	if (a->n_stats != b->n_stats) return false;
	for (int i = 0; i < a->n_stats; i++) {
		double x = a->stat[i].value, y = b->stat[i].value;
		if (strcmp(a->stat[i].name, b->stat[i].name) != 0 || !(x == y || (isnan(x) && isnan(y)))) return false;
	}
	return true;
}

static bool told_of(const struct scenario *s, const char *key)
{
	struct notice n;
	for (int i = 0; scenario_notice(s, i, &n); i++)
		if (strcmp(n.key, key) == 0 && strstr(n.text, key) && !n.bounded) return true;
	return false;
}

/* One value of a key in that scenario, against what the scenario is without it. */
static enum fate fate_of(const struct outcome *before, const char *settings, const char *key, const char *value)
{
	struct tried t;
	enum fate f = REFUSED;
	bool ran = try_run(&t, FILE_USED, "%s %s=%s", settings, key, value);
	if (t.scenario) {
		bool told = told_of(t.scenario, key), same = ran && same_stats(before, &t.out);
		if (told && ran && !same) {
			printf("%s: %s=%s is said to have no effect, and has\n", settings, key, value);
			CU_FAIL("a notice that is not true");
		}
		f = told ? TOLD : same ? SILENT : CHANGED;
	}
	try_end(&t);
	return f;
}

/* ---- one parameter ---- */

/* What can be shown by no other statistic, and why. */
static const struct {
	const char *key, *reason;
} apart[] = {
	{"run.repeat", "how many replications there are: one replication does not know"},
	{"run.until.ci", "the same"},
	{"run.until.of", "the same"},
	{"run.until.max", "the same"},
	{"features.host", "it permits, and what it does not permit is refused"},
	{"features.guest", "the same"},
	{"nic.ring.start_index", "where indices begin, for tests of their wrap: no number depends on it"},
	{"nic.ring.start_wrap", "the same"},
	{"nic.link.boundary_4k", "buffers of all schemes begin with a page or end in theirs; test_pcie crosses one"},
};

static bool is_apart(const char *key)
{
	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
		if (strcmp(apart[i].key, key) == 0) return true;
	return false;
}

/*
 * What can change something where its conditions hold, and need not: no scenario can tell before it is run.  Each with settings with which
 * it does, so that it is no excuse.
 */
static const struct {
	const char *key, *value, *settings, *reason;
} sometimes[] = {
	{"nic.alloc.limit", "1", "nic.alloc.model=page_cache nic.scheme.model=big nic.ring.entries=256",
	 "pages come back unused only where a buffer has more of them than a packet"},
	{"traffic.rto", "5us",
	 "traffic.model=window nic.host_queue=1 nic.scheme.model=big nic.ring.entries=32 traffic.window=1MiB",
	 "only what was lost waits for it"},
	{"traffic2.rto", "5us", "traffic2.model=rr traffic2.outstanding=500 nic.host_queue=4 run.packets=0", "the same"},
	{"traffic3.rto", "5us", "traffic3.model=rr traffic3.outstanding=500 nic.host_queue=4 run.packets=0", "the same"},
	{"traffic.ack_unit", "frame", "traffic.model=window traffic.segment=8948B",
	 "frames no longer than an MTU are one segment"},
	{"traffic.hystart", "false", "traffic.model=tcp nic.host_queue=1000 run.length=5ms",
	 "only a slow start that lasts has to be left"},
	{"traffic.ack_every", "8", "traffic.model=tcp traffic.window_opens=false traffic.quick_acks=0",
	 "while the receiver's window opens each arrival is acknowledged"},
	{"traffic.quick_acks", "16", "traffic.model=window", "frames of several segments are acknowledged at once anyhow"},
	{"traffic.sender.full", "lose", "traffic.sender.model=program traffic.direction=tx", "a ring that always has room"},
	{"traffic.delayed_ack", "1us", "traffic.model=window traffic.ack_every=64 traffic.window=64KiB",
	 "where packets come thick and fast an acknowledgement is due before"},
	{"nic.backend.busyloop", "50us", "traffic.rate=10kpps", "a worker that is never idle does not spin"},
	{"nic.backend.auto_mask", "true", "nic.backend.model=ideal nic.notify.host=always",
	 "where interrupts are suppressed anyhow"},
	{"nic.backend.burst", "1", "nic.backend.model=qemu traffic.direction=tx nic.notify.tx_flush=bh traffic.rate=10Mpps",
	 "a burst may always be shorter"},
	{"nic.scheme.separate_tail", "false", "nic.scheme.model=coalesced nic.scheme.layout=gso",
	 "no page, nothing behind pages"},
	{"nic.scheme.gso", "false", "@nic.scheme.model=grants traffic.size=9014B", "only of frames longer than 1518 B"},
	{"nic.scheme.sg", "false", "@nic.scheme.model=grants traffic.size=9014B", "the same"},
	{"nic.backend.rx_demand", "mtu", "@nic.scheme.model=grants nic.scheme.gso=false nic.ring.entries=32 traffic.rate=1Mpps",
	 "only where slots run short and no GSO is"},
	{"nic.backend.vcpus", "8", "@nic.scheme.model=grants traffic.direction=tx prices.tlb_flush=1us prices.tlb_vcpu=1us",
	 "only what is unmapped is flushed"},
	{"nic.scheme.offset", "4000B", "@nic.scheme.model=grants traffic.direction=tx",
	 "a frame may begin where it likes in a page"},
	{"nic.backend.locks", "per_entry", "@nic.scheme.model=grants nic.queues=4", "locks that nobody else wants"},
	{"nic.backend.handoff", "linear", "@nic.scheme.model=grants nic.queues=4 nic.backend.cores=domains", "the same"},
	{"nic.backend.lock_over", "counts", "@nic.scheme.model=grants nic.queues=4", "the same"},
	{"nic.backend.lock_order", "byte", "@nic.scheme.model=grants nic.queues=4", "the same"},
	{"traffic.ack_every", "4", "traffic.model=tcp traffic.window_opens=false traffic.quick_acks=0",
	 "while a window opens every arrival is acknowledged"},
	{"traffic.hystart", "false", "traffic.model=tcp run.length=20ms nic.host_queue=1000", "a short run, or a loss before"},
	{"nic.notify.guest.ksoftirqd_after", "20us",
	 "traffic2.name=back traffic2.model=constant traffic2.direction=tx traffic2.rate=3Mpps nic.ring.entries=256",
	 "whoever has an empty ring now and then, or no program on the core"},
	{"nic.notify.guest.sched_slice", "1us",
	 "traffic2.name=back traffic2.model=constant traffic2.direction=tx traffic2.rate=3Mpps nic.ring.entries=256 "
	 "nic.notify.guest.ksoftirqd_after=20us",
	 "the same"},
	{"nic.notify.guest.kick_after", "8", "nic.notify.guest.refill=each", "who publishes several buffers kicks once anyhow"},
	{"nic.link.rcb", "128B", "nic.backend.model=hardware nic.link.model=pcie nic.link.completions=rcb traffic.direction=tx",
	 "reads that are no longer than it"},
	{"nic.notify.tx_complete.packets", "1", "nic.backend.model=venet nic.notify.tx_complete.model=every traffic.direction=tx",
	 "the host publishes no sooner, or is done first"},
	{"nic.scheme.copy_break", "0B", "nic.scheme.model=big traffic.size=64B", "frames that are longer"},
	{"traffic.nagle", "false",
	 "traffic.model=tcp traffic.message=100B traffic.message_every=100us traffic.base_rtt=1ms run.packets=0 run.length=20ms",
	 "a message that is acknowledged before the next"},
	{"traffic.autocork", "false",
	 "traffic.model=tcp traffic.message=100B traffic.message_every=1us traffic.nagle=false traffic.direction=tx "
	 "nic.notify.tx_complete=napi",
	 "who has nothing in the ring any more"},
	{"traffic.message_every", "10us", "traffic.model=tcp traffic.message=100B", "the first message alone, in a short run"},
	{"traffic.idle_restart", "false",
	 "traffic.model=tcp traffic.message=100KiB traffic.message_every=300ms run.length=700ms run.warmup=0s", "a short pause"},
	{"traffic.autosize", "false",
	 "traffic.model=tcp traffic.segment=65160B traffic.base_rtt=10ms run.packets=0 run.length=100ms",
	 "short round trips have the largest packets"},
	{"traffic.autotune", "true", "traffic.model=tcp traffic.base_rtt=1ms traffic.window_opens=false run.length=20ms",
	 "a window that opens more slowly"},
	{"memory.bandwidth", "1Gb/s", "traffic.rate=100kpps", "memory that is fast enough"},
	{"memory.per_byte", "8", "memory.bandwidth=10Gb/s traffic.rate=100kpps", "memory that is fast enough"},
	{"reader.holds", "true",
	 "reader.rcvbuf=4MiB reader.core=0 prices.reader_packet=20us traffic.rate=100kpps nic.ring.entries=64 run.length=20ms",
	 "a reader that keeps up"},
	{"nic.software_gso", "false", "traffic.model=window traffic.segment=65160B nic.scheme.model=small",
	 "what fits is not cut"},
	{"nic.tx_fragments", "pages", "traffic.direction=tx traffic.size=9014B", "requests are short"},
	{"nic.xmit_more", "true", "traffic.direction=tx", "frames that leave the guest one by one"},
	{"nic.scheme.header", "32B", "nic.scheme.model=coalesced", "buffers come in powers of two"},
	{"nic.scheme.copy_above", "4096B", "@nic.scheme.model=persistent traffic.size=1514B", "only of frames longer than it"},
	{"nic.ring.tx_entries", "32", "@nic.scheme.model=grants traffic.direction=tx traffic.rate=3Mpps",
	 "acknowledgements alone fill no ring"},
	{"nic.scheme.header_apart", "true", "@nic.scheme.model=grants", "only of frames longer than 128 B"},
	{"nic.scheme.guest_copy", "false", "@nic.scheme.model=persistent", "only of frames longer than copy_above"},
	{"nic.backend.rx_batch", "1", "@nic.scheme.model=grants", "the receive thread copies nothing where the sender has"},
	{"nic.link.misaligned", "false", "nic.backend.model=hardware nic.link.model=pcie nic.scheme.model=small",
	 "transfers that begin aligned"},
	{"nic.link.tags", "1", "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.direction=tx",
	 "fewer reads at a time"},
	{"nic.link.credits", "given",
	 "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.rate=10Mpps nic.link.posted_headers=1 "
	 "nic.link.credit_return=1us",
	 "where there are enough of them"},
	{"nic.link.ido", "true",
	 "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.rate=10Mpps nic.link.credits=given "
	 "nic.link.posted_headers=1 nic.link.credit_return=1us",
	 "where writes wait for nothing"},
	{"nic.link.completion_headers", "8",
	 "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.direction=tx traffic.rate=10Mpps",
	 "where no more is read at a time"},
	{"nic.link.completion_data", "32",
	 "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.direction=tx traffic.rate=10Mpps",
	 "the same"},
	{"nic.link.release", "in_order",
	 "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.direction=tx traffic.rate=10Mpps "
	 "nic.link.read_tail=50% nic.link.tags=4",
	 "where reads take different times, and tags are few"},
	{"nic.link.interrupt_address", "32", "nic.backend.model=hardware nic.link.model=pcie", "who reclaims without being told"},
	{"nic.backend.batches", "1", "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.rate=10Mpps",
	 "fewer batches than are allowed"},
	{"nic.backend.buffer", "2KiB",
	 "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.rate=10Mpps traffic.size=1514B",
	 "a link that keeps up"},
	{"nic.backend.waits_in", "buffer",
	 "nic.backend.model=hardware nic.link.model=pcie nic.backend.buffer=2KiB traffic.rate=10Mpps traffic.size=1514B",
	 "a link that keeps up"},
	{"nic.backend.batch", "8", "nic.backend.model=hardware nic.link.model=pcie", "one frame at a time leaves the guest"},
	{"nic.ring.in_order", "true", "nic.backend.model=hardware nic.link.model=pcie nic.backend.batch=8", "the same"},
	{"nic.scheme.guest_gso", "false", "nic.scheme.buffers=ewma nic.ring.entries=16",
	 "a ring of many buffers holds 64 KiB of the smallest"},
	{"nic.scheme.mtu", "65535B", "nic.scheme.buffers=ewma nic.scheme.guest_gso=false nic.ring.entries=16", "the same"},
	{"nic.notify.guest.refill_below", "10%", "nic.notify.guest.refill=posted_below traffic.rate=500kpps",
	 "a ring that is always short of buffers"},
	{"nic.ring.indirect_always", "true",
	 "nic.backend.model=hardware nic.link.model=pcie nic.ring.format=packed nic.ring.indirect=true "
	 "nic.scheme.model=coalesced "
	 "traffic.direction=tx",
	 "chains of several segments have tables anyhow"},
	{"nic.scheme.skb_frags", "18", "nic.scheme.model=big nic.scheme.guest_gso=false",
	 "another number than 18, by which first_part goes"},
	{"nic.scheme.any_layout", "true", "nic.scheme.model=big traffic.direction=tx",
	 "who receives nothing acknowledges nothing"},
	{"nic.scheme.good_copy", "1000B", "", "buffers that are handed up whole"},
	{"nic.scheme.tree", "1", "@nic.scheme.model=persistent", "what is sent without a copy is not kept mapped"},
	{"nic.backend.threads_apart", "both", "@nic.scheme.model=grants nic.backend.cores=split nic.backend.threads_float=none",
	 "a domain with one core"},
	{"away.guest.quota", "2ms", "away.guest.model=quota away.guest.quota=1ms run.length=20ms",
	 "a run that ends before the core is taken away"},
	{"away.guest.period", "20ms", "away.guest.model=quota away.guest.quota=1ms run.length=20ms",
	 "a run that ends before the core is taken away"},
	{"away.guest.for", "50us", "away.guest.model=random away.guest.every=200us",
	 "a run that ends before the core is taken away"},
	{"away.guest.lengths", "exponential", "away.guest.model=random away.guest.every=200us",
	 "a run that ends before the core is taken away"},
	{"away.guest.others", "2", "away.guest.model=slices away.guest.slice=50us",
	 "a run that ends before the core is taken away"},
	{"away.guest.switch", "20us", "away.guest.model=slices away.guest.slice=50us",
	 "a run that ends before the core is taken away"},
	{"away.host.every", "200us", "away.host.model=random away.host.every=300us",
	 "a run that ends before the core is taken away"},
	{"away.host.quota", "2ms", "away.host.model=quota away.host.quota=1ms run.length=20ms",
	 "a run that ends before the core is taken away"},
	{"away.host.period", "20ms", "away.host.model=quota away.host.quota=1ms run.length=20ms",
	 "a run that ends before the core is taken away"},
	{"away.host.for", "50us", "away.host.model=random away.host.every=200us",
	 "a run that ends before the core is taken away"},
	{"away.host.lengths", "exponential", "away.host.model=random away.host.every=200us",
	 "a run that ends before the core is taken away"},
	{"away.host.others", "2", "away.host.model=slices away.host.slice=50us", "a run that ends before the core is taken away"},
	{"away.host.switch", "20us", "away.host.model=slices away.host.slice=50us",
	 "a run that ends before the core is taken away"},
	{"traffic.off", "200us", "traffic.model=onoff traffic.on=20us nic.host_queue=1",
	 "a queue that never runs empty hides pauses"},
	{"traffic.distribution", "constant", "traffic.model=onoff traffic.on=20us traffic.off=20us", "the same"},
	{"nic.backend.retries", "0",
	 "nic.backend.model=vhost_user nic.ring.entries=16 traffic.rate=10Mpps nic.notify.guest.model=spin",
	 "only what found no buffer is tried again"},
	{"nic.notify.guest.line_end", "false",
	 "nic.backend.model=vhost_user nic.notify.guest.model=poll traffic.model=burst traffic.count=1000 prices.pmd_call=1us",
	 "calls of four packets or fewer end anywhere"},
	{"nic.notify.guest.touches", "all", "nic.backend.model=vhost_user nic.notify.guest.model=poll traffic.size=1514B",
	 "a packet of one line"},
	{"nic.ring.in_order", "true",
	 "nic.backend.model=vhost_user nic.notify.guest.model=poll traffic.direction=tx traffic.size=1514B",
	 "who asks for interrupts counts no lines"},
	{"nic.guest_queue", "1", "traffic.direction=tx", "what the ring has room for waits in no queue"},
	{"nic.moderation.apply", "3ms", "nic.moderation.model=dim traffic.rate=200kpps run.length=20ms",
	 "fewer than 65 interrupts"},
	{"idle.guest.poll", "0us", "idle.guest.model=halt traffic.rate=20kpps", "a core that is never idle for so short a time"},
	{"idle.guest.grow", "0", "idle.guest.model=halt traffic.rate=20kpps", "the same"},
	{"idle.guest.grow_start", "50us", "idle.guest.model=halt traffic.rate=20kpps", "the same"},
	{"idle.guest.shrink", "0",
	 "idle.guest.model=halt idle.guest.poll=100us traffic.model=poisson traffic.rate=10kpps run.length=20ms",
	 "a window that never shrinks, or only from its start"},
	{"traffic.window_opens", "false", "traffic.model=tcp", "a window that limits nobody"},
	{"traffic.mtu", "9000B", "traffic.model=window traffic.segment=8948B", "beside another traffic, one that counts frames"},
	{"nic.notify.guest.refill_count", "8", "nic.notify.guest.refill=posted_below traffic.rate=500kpps",
	 "a ring that is never so short of buffers, or always"},
	{"nic.link.posted_data", "20",
	 "nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=32 traffic.rate=10Mpps nic.link.credits=given "
	 "nic.link.credit_return=1us",
	 "where there are enough of them"},
	{"nic.scheme.tx_copy", "false", "@nic.scheme.model=persistent traffic.direction=tx",
	 "what is too long for a page is not sent without scatter-gather"},
	{"nic.scheme.rx_copy", "thread", "@nic.scheme.model=persistent", "the same"},
	{"nic.scheme.page_reuse", "false", "@nic.scheme.model=persistent", "the same"},
	{"idle.guest.limit", "1us", "idle.guest.model=halt traffic.rate=5kpps run.length=20ms",
	 "a core that is never idle for long"},
};

/* What holds of the first traffic's keys holds of traffic2's and traffic3's. */
static bool is_sometimes(const char *key)
{
	char first[200];
	const char *rest = strncmp(key, "traffic", 7) == 0 ? key + 7 + (key[7] == '2' || key[7] == '3') : NULL;
	snprintf(first, sizeof first, "%s%s", rest ? "traffic" : "", rest ? rest : key);
	for (size_t i = 0; i < sizeof sometimes / sizeof *sometimes; i++)
		if (strcmp(sometimes[i].key, first) == 0) return true;
	return false;
}

#define OVER_XEN "nic.backend.model=netback nic.ring.format=xen traffic.link=0b/s "

struct tally {
	int changed, told, refused, silent;
};

static void judge(const struct base *b, const char *settings, const struct tried *before, const char *path, const struct param *p,
		  struct tally *sum)
{
	char key[128];
	struct values v;
	const void *base;
	int64_t now;
	enum fate f = REFUSED;
	snprintf(key, sizeof key, "%s.%s", path, p->key);
	if (is_apart(key) || p->unit == UNIT_TEXT || !param_in(&before->setup, key, &base)) return;
	memcpy(&now, (const char *)base + p->offset, sizeof now);
	values_of(p, now, &v);
	for (int i = 0; i < v.n && f != CHANGED && f != TOLD; i++) {
		enum fate one = fate_of(&before->out, settings, key, v.text[i]);
		if (one != REFUSED) f = one;
	}
	sum->changed += f == CHANGED;
	sum->told += f == TOLD;
	sum->refused += f == REFUSED;
	sum->silent += f == SILENT && !is_sometimes(key);
	if ((f == SILENT && !is_sometimes(key)) || getenv("NOTICES"))
		printf("%s [%s]: %s %s\n", b->name, settings, key, fates[f]);
}

/* All with LONG; else each base has every second key, and the next base the others. */
static void judge_table(const struct base *b, const char *settings, const struct tried *before, const char *path,
			const struct param *table, const struct param *but, struct tally *sum)
{
	const int stride = getenv("LONG") ? 1 : 2;
	int turn = (int)(b - bases);
	for (const struct param *p = table; p && p->key; p++)
		if (p != but && turn++ % stride == 0) judge(b, settings, before, path, p, sum);
}

/* ---- one scenario ---- */

/* What a model must be given. */
static void give(char *text, size_t size, int slot, const struct registered *r)
{
	size_t used = strlen(text);
	used += (size_t)snprintf(text + used, size - used, " %s.%s=%s", slots[slot].path, slots[slot].selector, r->name);
	for (const struct param *p = r->model->params; p && p->key && used < size; p++) {
		const char *value = p->unit == UNIT_PACKETRATE ? "3Mpps"
				    : p->unit == UNIT_COUNT    ? "500"
				    : p->unit == UNIT_BYTES    ? "1514B"
				    : p->unit == UNIT_BITRATE  ? "10Gb/s"
				    : p->unit == UNIT_TEXT     ? "../../scenarios/captures/redis-mix.pcap"
				    : p->unit == UNIT_WORD     ? p->words[0]
							       : "20us";
		if (strcmp(p->key, "speed") == 0)
			used += (size_t)snprintf(text + used, size - used, " %s.speed=1000", slots[slot].path);
		if (!p->dflt) used += (size_t)snprintf(text + used, size - used, " %s.%s=%s", slots[slot].path, p->key, value);
	}
}

/* With LONG also beside each other word of the same model: conditions among its own parameters. */
static void beside_words(const struct base *b, const char *settings, int slot, const struct registered *r, struct tally *sum)
{
	for (const struct param *q = r->model->params; getenv("LONG") && q && q->key; q++)
		for (int i = 0; q->unit == UNIT_BOOL ? i < 2 : q->unit == UNIT_WORD && q->words[i]; i++) {
			char more[TEXT];
			struct tried t;
			snprintf(more, sizeof more, "%s %s.%s=%s", settings, slots[slot].path, q->key,
				 q->unit == UNIT_WORD ? q->words[i]
				 : i                  ? "true"
						      : "false");
			if (try_run(&t, FILE_USED, "%s", more))
				judge_table(b, more, &t, slots[slot].path, r->model->params, q, sum);
			try_end(&t);
		}
}

static void with_model(const struct base *b, int slot, const struct registered *r, struct tally *sum)
{
	char settings[TEXT];
	struct tried t;
	snprintf(settings, sizeof settings, "%s", b->settings);
	give(settings, sizeof settings, slot, r);
	bool runs = try_run(&t, FILE_USED, "%s", settings);
	if (runs) judge_table(b, settings, &t, slots[slot].path, r->model->params, NULL, sum);
	try_end(&t);
	if (runs) beside_words(b, settings, slot, r, sum);
}

static void base_itself(const struct base *b, struct tally *sum)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, FILE_USED, "%s", b->settings));
	for (const struct group *g = groups; g->path; g++)
		judge_table(b, b->settings, &t, g->path, g->params, NULL, sum);
	for (int i = 0; i < N_SLOTS; i++) {
		judge_table(b, b->settings, &t, slots[i].path, slots[i].common, NULL, sum);
		judge_table(b, b->settings, &t, slots[i].path, t.setup.slot[i].reg->model->params, NULL, sum);
		beside_words(b, b->settings, i, t.setup.slot[i].reg, sum);
	}
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct registered *r = registry; r->kind; r++)
			if (strcmp(r->kind, slots[i].kind) == 0 && r != t.setup.slot[i].reg) with_model(b, i, r, sum);
	try_end(&t);
}

static void nothing_is_silent(void)
{
	struct tally sum = {0};
	for (int i = 0; i < N_BASES; i++)
		base_itself(&bases[i], &sum);
	printf("%d change something, %d are told, %d refused, %d silent\n", sum.changed, sum.told, sum.refused, sum.silent);
	CU_ASSERT_EQUAL(sum.silent, 0);
	CU_ASSERT(sum.told > 50 && sum.changed > 200);
}

static void what_is_silent_sometimes_is_not_always(void)
{
	for (size_t i = 0; i < sizeof sometimes / sizeof *sometimes; i++) {
		struct tried t;
		char settings[TEXT];
		bool xen = *sometimes[i].settings == '@';
		snprintf(settings, sizeof settings, "%s%s", xen ? OVER_XEN : "", sometimes[i].settings + xen);
		CU_ASSERT_FATAL(try_fine(&t, FILE_USED, "%s", settings));
		enum fate f = fate_of(&t.out, settings, sometimes[i].key, sometimes[i].value);
		if (f != CHANGED) printf("%s=%s %s with %s\n", sometimes[i].key, sometimes[i].value, fates[f], settings);
		CU_ASSERT_EQUAL(f, CHANGED);
		try_end(&t);
	}
}

CU_TestInfo test_notices[] = {
	{"what_is_silent_sometimes_is_not_always", what_is_silent_sometimes_is_not_always},
	{"nothing_is_silent", nothing_is_silent},
	CU_TEST_INFO_NULL,
};
