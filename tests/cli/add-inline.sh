#!/bin/sh
# add-inline.sh - one new file in models/ and nothing else: a scheme that leaves small packets in the ring itself, with no buffer.  It is
# built, listed, run in software and behind a link, and held to its prediction.  Done in a copy of the tree.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

if [ -z "${LONG-}" ]; then
	echo 'a tree of its own is built: part of check-all (LONG=1)'
	exit 77
fi

. tests/cli/lib-tree.sh

cat > "$tree/models/scheme_inline.c" << 'C'
/*
 * scheme_inline.c - made up by a test: frames up to 64 B lie in the ring itself, larger ones in buffers that the device merges.
 *
 * 1. Driver: posts pages of one segment. Each used entry has room for 64 B and their header.
 * 2. Device: writes a small frame together with its used entry, and no buffer is used; without an entry to spare it takes a buffer.
 * 3. Driver: copies a small frame out of the ring; of a larger one the first 128 B.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/place.h"
#include "nic/scheme.h"

enum { HEADER = 12, MOST = 64, SMALL_TRUESIZE = 640, GOOD_COPY = 128 };

struct inlined {
	char none;
};

static const struct need needs[] = {
	{.path = "nic.scheme.model", .any_of = BIT_OF(F_MRG_RXBUF), .rule = "larger frames are merged"},
	{0},
};

static void init(void *self, const struct setup *setup, uint32_t ring) { (void)self, (void)setup, (void)ring; }

static void post(void *self, struct buffer *b)
{
	(void)self;
	b->bytes = b->posted = b->truesize = PAGE_BYTES;
	b->segments = b->pages = 1;
}

static int place(const void *self, struct available *a, int32_t need, uint16_t *token)
{
	if (need <= MOST + HEADER && place_in_ring(a, token) == PLACE_IN_RING) return PLACE_IN_RING;
	return place_spanning(self, a, need, token);
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	(void)self, (void)b;
	r->copied = len < GOOD_COPY ? len : GOOD_COPY;
	r->truesize = n == 0 ? SMALL_TRUESIZE : n * PAGE_BYTES;
	r->consumed = r->frags = (int16_t)(len > GOOD_COPY ? n : 0);
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	struct buffer b = {0};
	post((void *)self, &b);
	int32_t need = len + HEADER, n = (need + PAGE_BYTES - 1) / PAGE_BYTES;
	if (len > MOST) return n <= MAX_CHAIN && counts_of(&b, n, need, c);
	*c = (struct counts){.descriptors = 1, .truesize = SMALL_TRUESIZE, .wasted = SMALL_TRUESIZE - need};
	return true;
}

static void traits(const void *self, struct scheme_traits *t)
{
	(void)self;
	*t = (struct scheme_traits){.header = HEADER, .segments = 1, .in_ring = MOST + HEADER, .mergeable = true, .tx_may_indirect = true,
				    .uniform = true};
}

static int segments(const void *self, struct segment *out, int max)
{
	(void)self;
	return segment_add(out, 0, max, (struct segment){PAGE_BYTES, 0, SEGMENT_BOTH});
}

static int32_t tx_segments(const void *self, int32_t len, int32_t frags)
{
	(void)self;
	(void)len;
	return 1 + frags;
}

static const struct scheme_ops ops = {
	.init = init, .post = post, .place = place, .receive = receive, .transmit_segments = tx_segments, .predict = predict,
	.traits = traits, .segments = segments};

const struct model scheme_inline = {.size = sizeof(struct inlined), .needs = needs, .ops = &ops};
C

build() { make -C "$tree" -s VARIANT=O0 LTO= CPPFLAGS=-DSIMNIC_CHECKED build/O0/simnic build/O0/conformance; }
ok 'one new file is built' build
simnic=$tree/build/O0/simnic
if [ ! -x "$simnic" ]; then
	finish
fi
listed() { run 0 --list scheme && has out 'scheme/inline' 'frames up to 64 B lie in the ring itself'; }
described() { run 0 --describe scheme/inline && has out '2. Device: writes a small frame together with its used entry'; }
ok 'it is listed' listed
ok 'it is described' described

# value STATISTIC - of the only point.
value() { sed -n "s/.*\"$1\": *{\"value\": *\([0-9.e+-]*\).*/\1/p" "$work/out"; }
# counts SETTINGS EXPECTED... - a run with these settings, words apart by blanks, has each NAME=VALUE, to 9 digits.
counts() {
	# shellcheck disable=SC2046,SC2086 # words
	run 0 -q -f json $(printf -- '--set %s ' $1) "$base" || return 1
	shift
	for each; do
		awk -v got="$(value "${each%=*}")" -v expected="${each#*=}" \
			'BEGIN { d = got - expected; exit !(got != "" && d < 1e-9 && d > -1e-9) }' && continue
		echo "${each%=*} is '$(value "${each%=*}")', expected ${each#*=}"
		return 1
	done
}

base=tests/scenarios/rx.yaml
small='nic.scheme.model=inline traffic.size=64B'
ok 'a frame of 64 B takes no buffer and one entry' counts "$small" delivered=100 buffers_per_packet=0 most_buffers=0 \
	descriptors_per_packet=1 pages_allocated_per_packet=0 kicks_per_packet=0 memory_per_packet=640 copied_bytes_per_packet=64
ok 'one of 65 B takes one' counts 'nic.scheme.model=inline traffic.size=65B' delivered=100 buffers_per_packet=1 \
	descriptors_per_packet=1 pages_allocated_per_packet=1 memory_per_packet=4096
ok 'one of 9014 B takes three' counts 'nic.scheme.model=inline traffic.size=9014B' delivered=100 buffers_per_packet=3
# 256 descriptors, and as many used entries besides: 8 B each, and 76 B for what may lie there.
ok 'entries with room take memory' counts "$small" ring_bytes=$((256 * 16 + 6 + 2 * 256 + 6 + 512 * (8 + 76))) ring_capacity=512

# The guest sleeps while they come: 256 in the ring itself, the next in buffers, as long as there are.
burst() { echo "$small traffic.model=burst traffic.count=$1 run.packets=$1 prices.irq_latency=1ms nic.host_queue=1000"; }
ok 'its entries filled' counts "$(burst 256)" delivered=256 buffers_per_packet=0 host_dry_per_packet=0
ok 'then buffers are taken' counts "$(burst 512)" delivered=512 buffers_per_packet=0.5 fewest_buffers=0 most_buffers=1 host_dry_per_packet=0
share() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.12g", a / b }'; }
ok 'and then the host waits' counts "$(burst 513)" delivered=513 most_buffers=1 "host_dry_per_packet=$(share 1 513)"

# With entries and buffers both in use, and one of each on its way, whoever made a packet still knows when it left each place.
sent() {
	# shellcheck disable=SC2046 # words
	run 0 -q --no-band -f json $(printf -- '--set %s ' nic.scheme.model=inline traffic.model=imix traffic.sender.model=local traffic.sender.burst=3 \
		nic.ring.entries=8 nic.host_queue=0 prices.host_descriptor=20us prices.guest_rx_byte=1ns/B) "$base" && has out '"waits_and_services"'
}
ok 'packets of a sender in all entries and buffers' sent

# Long and short ones, from one ring: none is lost, and each finds its place.
base=$tree/tests/scenarios/mix.yaml
sed 's/^traffic: .*/traffic: {direction: rx, model: imix, rate: 1Mpps}/' tests/scenarios/rx.yaml > "$base"
for refill in each free_above posted_below; do
	ok "mixed with longer frames, refill $refill" counts "nic.scheme.model=inline run.packets=3000 nic.host_queue=3000 nic.notify.guest.refill=$refill" delivered=3000 fewest_buffers=0 most_buffers=1
done

# Behind a link: entry, header and frame are one write, the index another; nothing of the ring is read for it.
base=tests/scenarios/hardware.yaml
ok 'behind a link it is written with its entry' counts "nic.scheme.model=inline nic.ring.entries=256 traffic.size=64B
	nic.backend.batch=1" delivered=64 buffers_per_packet=0 dma_data_writes_per_packet=1 dma_writes_per_packet=3 dma_reads_per_packet=0
ok 'a larger one is not' counts "nic.scheme.model=inline nic.ring.entries=256 traffic.size=65B
	nic.backend.batch=1" delivered=64 buffers_per_packet=1 dma_data_writes_per_packet=1 dma_writes_per_packet=4 dma_reads_per_packet=3

base=tests/scenarios/rx.yaml
refuses() {
	run 2 --check --set nic.scheme.model=inline --set "$1" "$base" && has err "$2"
}
ok 'a packed ring has no entry of its own for it' refuses nic.ring.format=packed 'need a used entry of their own'
ok 'nor one that is used in order' refuses nic.ring.in_order=true 'need a used entry of their own'

# The conformance tests take it in by themselves: they hold it, and they notice when it lies.
conforms() { (cd "$tree" && ./build/O0/conformance models schemes combinations); }
ok 'it passes the conformance tests' conforms
lies() {
	cp "$tree/models/scheme_inline.c" "$work/true" && sed "$1" "$work/true" > "$tree/models/scheme_inline.c" && build &&
		! (cd "$tree" && ./build/O0/conformance schemes) > "$work/laws"
	lied=$?
	cp "$work/true" "$tree/models/scheme_inline.c"
	return $lied
}
ok 'a prediction of a buffer fails them' lies 's/\.descriptors = 1, /.buffers = 1, &/'

rm -f "$tree/models/scheme_inline.c"
ok 'no other line was changed' unchanged
finish
