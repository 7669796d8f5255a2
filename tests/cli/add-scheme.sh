#!/bin/sh
# add-scheme.sh - one new file in models/ and nothing else: a scheme that is built, listed, described, in the schema, compared and tested.
# The tree is copied to a temporary folder, so that this one is left alone.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
if [ -z "${LONG-}" ]; then
	echo 'a tree of its own is built: part of check-all (LONG=1)'
	exit 77
fi
. "$(dirname "$0")/lib.sh"

. tests/cli/lib-tree.sh

cat > "$tree/models/scheme_throwaway.c" << 'C'
/*
 * scheme_throwaway.c - made up by a test and thrown away.
 *
 * 1. Driver: posts one buffer of `room` bytes and the header, in two segments.
 * 2. Device: writes "header" and frame into it, C:\new\040 ??/ or not.
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/scheme.h"

struct throwaway {
	int64_t room;
};

static const struct param params[] = {
	{"room", UNIT_BYTES, 64, 65589, "9000B", NULL, offsetof(struct throwaway, room), "bytes of the longest frame it carries"},
	{0},
};

enum { HEADER = 12, HEADROOM = 256 }; /* set aside in front of each, never written by the device */

static int32_t bytes(const void *self) { return (int32_t)((const struct throwaway *)self)->room + HEADER; }

static void init(void *self, const struct setup *setup, uint32_t ring) { (void)self, (void)setup, (void)ring; }

static void post(void *self, struct buffer *b)
{
	b->bytes = bytes(self);
	b->posted = b->truesize = bytes(self) + HEADROOM;
	b->segments = 2;
	b->pages = 3;
}

static void receive(void *self, int32_t len, const struct buffer *b, int n, struct receipt *r)
{
	(void)self, (void)len, (void)n;
	r->truesize = b->truesize;
	r->consumed = 3;
}

static bool predict(const void *self, int32_t len, struct counts *c)
{
	int32_t all = bytes(self);
	if (len + HEADER > all) return false;
	*c = (struct counts){.buffers = 1, .descriptors = 2, .segments = 2, .pages_posted = 3, .posted_bytes = all + HEADROOM,
			     .truesize = all + HEADROOM, .wasted = all + HEADROOM - len - HEADER};
	return true;
}

static void traits(const void *self, struct scheme_traits *t)
{
	(void)self;
	*t = (struct scheme_traits){.header = HEADER, .segments = 2, .may_indirect = true, .tx_may_indirect = true, .uniform = true};
}

static int segments(const void *self, struct segment *out, int max)
{
	int n = segment_add(out, 0, max, (struct segment){HEADER, 0, SEGMENT_HEADER});
	return segment_add(out, n, max, (struct segment){bytes(self) - HEADER, 0, SEGMENT_DATA});
}

static int32_t tx_segments(const void *self, int32_t len, int32_t frags)
{
	(void)self;
	(void)len;
	return 1 + frags;
}

static const struct scheme_ops ops = {
	.init = init, .post = post, .receive = receive, .transmit_segments = tx_segments, .predict = predict, .traits = traits,
	.segments = segments};

const struct model scheme_throwaway = {
	.size = sizeof(struct throwaway),
	.params = params,
	.ops = &ops,
};
C

build() { make -C "$tree" -s VARIANT=O0 LTO= build/O0/simnic build/O0/conformance; }
ok 'one new file is built' build
simnic=$tree/build/O0/simnic
if [ ! -x "$simnic" ]; then
	finish
fi

listed() { run 0 --list scheme && has out 'throwaway' 'made up by a test and thrown away'; }
described() { run 0 --describe scheme/throwaway && has out 'bytes of the longest frame it carries' '9000B' 'and the header, in two segments' \
	'2. Device: writes "header" and frame into it, C:\new\040 ??/ or not.'; }
in_schema() { run 0 --schema && has out '"throwaway"' '"room"'; }
ok 'it is listed' listed
ok 'it is described' described
ok 'it is in the schema' in_schema

# In a comparison beside another: 2 entries of 256 each, so 128 packets; the other holds 256.
cat > "$tree/both.yaml" << 'Y'
simnic: 1
title: a new scheme beside an old one
platform: scenarios/platforms/ideal.yaml
traffic: {direction: rx, model: constant, rate: 100kpps, size: 1514B}
nic: {backend: vhost, ring: {format: split, entries: 256}, scheme: {model: throwaway}}
run: {packets: 100, repeat: 1}
compare: {nic.scheme.model: [mergeable, throwaway]}
Y
compared() {
	run 0 -f json "$tree/both.yaml" || return 1
	grep '"nic.scheme.model": *"throwaway"' "$work/out" | grep -q '"ring_capacity": *{"value": *128[,.}]' || return 1
	grep '"nic.scheme.model": *"mergeable"' "$work/out" | grep -q '"ring_capacity": *{"value": *256[,.}]' || return 1
	grep '"nic.scheme.model": *"throwaway"' "$work/out" | grep -q '"delivered": *{"value": *100[,.}]'
}
parameter() { run 0 --check --set nic.scheme.room=1KiB "$tree/both.yaml"; }
too_much() { run 2 --check --set nic.scheme.room=1MiB "$tree/both.yaml" && has err 'room'; }
ok 'it runs beside another in compare:' compared
ok 'its parameter can be set' parameter
ok 'its parameter is checked' too_much

# The conformance tests take it in by themselves: they hold it, and they notice when it lies.
conforms() { (cd "$tree" && ./build/O0/conformance models schemes combinations); }
ok 'it passes the conformance tests' conforms
lie() {
	sed -i.bak 's/\.descriptors = 2, \.segments = 2,/.descriptors = 2, .segments = 3,/; s/\.truesize = all,/.truesize = all + 1,/' \
		"$tree/models/scheme_throwaway.c" && build && ! conforms
}
ok 'a wrong prediction fails them' lie

# Its specification is the comment at its top: without one it is not built.
untold() {
	cp "$tree/models/scheme_throwaway.c" "$work/told" &&
		sed '1,/\*\//d' "$work/told" > "$tree/models/scheme_throwaway.c" || return 1
	build 2> "$work/err" && return 1
	grep -q '^models/scheme_throwaway.c:1: error: no comment, expected' "$work/err" || return 1
	cp "$work/told" "$tree/models/scheme_throwaway.c"
}
ok 'without a comment at its top it is not built' untold

remove() {
	rm -f "$tree/models/scheme_throwaway.c" "$tree/models/scheme_throwaway.c.bak"
	build && run 0 --list scheme && ! has out throwaway > /dev/null
}
ok 'taken away again, it is gone' remove

ok 'no other line was changed' unchanged
finish
