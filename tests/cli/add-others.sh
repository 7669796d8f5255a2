#!/bin/sh
# add-others.sh - what one more of these takes: a link is one file; a price is a row and its use in the model that asks for it; a statistic
# is a row and the place that counts.  Done in a copy of the tree, built, run, and the lines counted.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"
if [ -z "${LONG-}" ]; then
	echo 'a tree of its own is built: part of check-all (LONG=1)'
	exit 77
fi

. tests/cli/lib-tree.sh

# ---- a link ----

cat > "$tree/models/link_cxl.c" << 'C'
/*
 * link_cxl.c - made up by a test: a coherent link, on which all goes in flits of 64 B.
 *
 * 1. A transfer takes as many flits of 68 B as its lines of 64 B, in the data's direction; each has a request the other way.
 * 2. A doorbell is a line that the device reads; an interrupt is one that it writes.
 */
#include "base/param.h"
#include "nic/link.h"
#include "nic/model.h"

struct cxl {
	int64_t rate, snoop;
};

static const struct param params[] = {
	{"rate", UNIT_BITRATE, 1000000000, INT64_C(10000000000000), "256Gb/s", NULL, offsetof(struct cxl, rate), "bits a second, each way"},
	{0},
};
static const struct price prices[] = {
	{"cxl_snoop", UNIT_TIME, NULL, offsetof(struct cxl, snoop), "until a line has come from the host's caches",
	 OPTIONAL("lines come at once")},
	{0},
};

enum { LINE = 64, FLIT = 68 };

static int32_t lines(uint32_t offset, int32_t n)
{
	return (int32_t)((offset % LINE + (uint32_t)n + LINE - 1) / LINE);
}
static void up(const void *self, uint32_t offset, int32_t n, struct dma *d)
{
	int32_t flits = lines(offset, n);
	(void)self;
	d->up += flits * FLIT;
	d->tlps_up += flits;
}
static void down(const void *self, uint32_t offset, int32_t n, struct dma *d)
{
	int32_t flits = lines(offset, n);
	(void)self;
	d->down += flits * FLIT;
	d->up += flits * FLIT;
	d->tlps_down += flits;
	d->tlps_up += flits;
	d->tags += flits;
}
static void doorbell(const void *self, int32_t n, struct dma *d)
{
	(void)self;
	d->down += lines(0, n) * FLIT;
	d->tlps_down += lines(0, n);
}
static void look(const void *self, int32_t n, struct dma *d)
{
	doorbell(self, n, d);
	up(self, 0, n, d);
}
static void interrupt(const void *self, struct dma *d)
{
	up(self, 0, 4, d);
}
static void traits(const void *self, struct link_traits *t)
{
	const struct cxl *l = self;
	int64_t fs = INT64_C(8000000000000000) / l->rate;
	*t = (struct link_traits){.up_fs = fs, .down_fs = fs, .read_latency = l->snoop, .prefetch = 64};
}

static const struct link_ops ops = {
	.write = up, .read = down, .mmio_write = doorbell, .mmio_read = look, .interrupt = interrupt, .traits = traits};

const struct model link_cxl = {.size = sizeof(struct cxl), .params = params, .prices = prices, .ops = &ops};
C

# ---- a price, and a statistic ----

# before FILE LINE TEXT - TEXT stands before the first line that is LINE.
before() {
	cp "$tree/$1" "$work/before" &&
		awk -v line="$2" -v text="$3" '!done && $0 == line { print text; done = 1 } { print } END { exit !done }' "$work/before" > "$tree/$1"
}
# changed FILE SED - the file, edited.
changed() {
	cp "$tree/$1" "$work/before" && sed "$2" "$work/before" > "$tree/$1" && ! cmp -s "$work/before" "$tree/$1"
}
price() {
	changed models/alloc_slab.c 's/int64_t alloc, free;/int64_t alloc, free, zero;/' &&
		changed models/alloc_slab.c 's/^\(	{"slab_free".*\)/	{"slab_zero", UNIT_TIME, "alloc", offsetof(struct slab, zero), "an object filled with zeros", OPTIONAL("they come as they are")},@\1/' &&
		tr '@' '\n' < "$tree/models/alloc_slab.c" > "$work/before" && cp "$work/before" "$tree/models/alloc_slab.c" &&
		changed models/alloc_slab.c 's/w->cost = ((const struct slab \*)self)->alloc;/w->cost = ((const struct slab *)self)->alloc + ((const struct slab *)self)->zero;/'
}
statistic() {
	before src/nic/stats_table.h \
		'COUNTED(tx_stops, tx_stops_per_packet, "", COUNT, "times the guest'"'"'s transmit queue was stopped", PER_PACKET,' \
		'COUNTED(asked, signals_asked_per_packet, "", WAIT, "times the device asked whether an interrupt is wished", PER_PACKET, .better = BETTER_LOWER, .rank = {[LIST_ROWS] = 12}, .words = {.phrase = "questions per packet", .label = "asked for"})' &&
		before src/virtio/signal.c '	if (wanted) raise(q, c, tx);' '	q->n.asked++;'
}
build() { make -C "$tree" -s VARIANT=O0 LTO= build/O0/simnic build/O0/conformance; }
ok 'a price is written down' price
ok 'a statistic is written down' statistic
ok 'all is built' build
simnic=$tree/build/O0/simnic
if [ ! -x "$simnic" ]; then
	finish
fi

# value STATISTIC - of the only point.
value() { sed -n "s/.*\"$1\": *{\"value\": *\([0-9.e+-]*\).*/\1/p" "$work/out"; }
# differs A B BY - B is A and BY more, to a millionth.
differs() { awk -v a="$1" -v b="$2" -v by="$3" 'BEGIN { d = b - a - by; exit !(a != "" && b != "" && d < 1e-6 && d > -1e-6) }'; }
small="--repeat 1 --set run.packets=500 --set run.warmup=0ms --set run.jitter=0%"

link_listed() { run 0 --list link && has out link/cxl 'a coherent link' && run 0 --describe link/cxl && has out cxl_snoop optional 256Gb/s; }
# A packet of 64 B that does not cross a line goes up as one flit of 68 B, and all others are lines, too.
hardware() {
	# shellcheck disable=SC2086
	run 0 -q -f json $small --set nic.backend.batch=1 --set traffic.size=64B --set traffic.rate=1Mpps --set nic.ring.format=split \
		--set nic.link.model=cxl "$@" scenarios/hw-split-vs-packed.yaml
}
link_runs() {
	hardware && [ "$(value delivered)" = 500 ] || return 1
	awk -v up="$(value link_up_bytes_per_packet)" -v n="$(value tlps_up_per_packet)" 'BEGIN { d = up - 68 * n; exit !(n >= 1 && d < 1e-6 && d > -1e-6) }'
}
snooped() {
	hardware || return 1
	at_once=$(value latency_mean)
	hardware --set prices.cxl_snoop=1us || return 1
	awk -v a="$at_once" -v b="$(value latency_mean)" 'BEGIN { exit !(b >= a + 1) }'
}
ok 'a link: listed and described' link_listed
ok 'a link: carries packets in flits' link_runs
ok 'a link: its price takes time' snooped

point='--set nic.alloc=slab --set nic.scheme.model=small --set nic.notify.guest.refill=each --set nic.moderation.time=0us
	--set nic.moderation.packets=0 --set traffic.rate=100kpps scenarios/vhost-moderation.yaml'
# shellcheck disable=SC2086
slab() { run 0 -q -f json $small "$@" $point; }
# shellcheck disable=SC2086
price_absent() { run 0 --print-config $point && has out 'slab_zero: absent: mechanism off'; }
price_counts() {
	slab || return 1
	without=$(value cost_alloc_per_packet)
	slab --set prices.slab_zero=250ns || return 1
	differs "$without" "$(value cost_alloc_per_packet)" 0.25
}
ok 'a price: platforms need not know it' price_absent
ok 'a price: it is charged' price_counts

stat_listed() { run 0 --list statistics && grep -q '^signals_asked_per_packet .*wait .*lower' "$work/out"; }
stat_counted() { slab --set nic.notify.host=always && differs "$(value interrupts_per_packet)" "$(value signals_asked_per_packet)" 0; }
# shellcheck disable=SC2086
stat_shown() { run 0 -v $small $point && has out 'asked for'; }
ok 'a statistic: listed, with its group' stat_listed
ok 'a statistic: counted' stat_counted
ok 'a statistic: shown by its words' stat_shown

ok 'the conformance tests take all in' sh -c "cd '$tree' && ./build/O0/conformance models"

# sizes FILE - lines of it that were taken away or added.
sizes() { diff -r "$1" "$tree/$1" | awk '/^[<>]/ { n++ } END { print n + 0 }'; }
few() {
	[ "$(sizes models/alloc_slab.c)" -eq 5 ] && [ "$(sizes src/nic/stats_table.h)" -eq 1 ] && [ "$(sizes src/virtio/signal.c)" -eq 1 ] || return 1
	diff -rq src "$tree/src" > "$work/differ"
	[ "$(wc -l < "$work/differ")" -eq 2 ] || return 1
	diff -rq models "$tree/models" > "$work/differ"
	[ "$(wc -l < "$work/differ")" -eq 2 ]
}
ok 'these few lines, and no others' few
finish
