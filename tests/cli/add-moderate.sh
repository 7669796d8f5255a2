#!/bin/sh
# add-moderate.sh - one new file in models/ and nothing else: an adaptive moderation that is built, listed, described, compared and held
# to the laws of all moderations.  The tree is copied to a temporary folder, so that this one is left alone.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"
if [ -z "${LONG-}" ]; then
	echo 'a tree of its own is built: part of check-all (LONG=1)'
	exit 77
fi

. tests/cli/lib-tree.sh

cat > "$tree/models/moderate_adaptive.c" << 'C'
/*
 * moderate_adaptive.c - made up by a test: holds back longer while signals are shared, and not at all while each packet comes alone.
 *
 * 1. A signal for two packets or more doubles the time that the next may take, up to `longest`.
 * 2. A signal for one packet halves it; below a 16th of `longest` the next packet is signalled at once, and so is the `packets`-th.
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/moderate.h"

struct adaptive {
	int64_t longest, packets, longer;
	sim_time time[2]; /* of the receive and the transmit ring */
};

static const struct param params[] = {
	{"longest", UNIT_TIME, 1000, PS_PER_S, "50us", NULL, offsetof(struct adaptive, longest), "no packet waits longer"},
	{"packets", UNIT_COUNT, 1, 1 << 20, "64", NULL, offsetof(struct adaptive, packets), "an interrupt after so many packets"},
	{0},
};
static const struct statistic stats[] = {
	{"moderation_raised", "", GROUP_COUNT, "times the moderation became slower", .cell = IN_MODEL(struct adaptive, longer)},
	{0},
};

static void traits(const void *self, struct moderate_traits *t)
{
	const struct adaptive *a = self;
	*t = (struct moderate_traits){.longest = a->longest, .most = a->packets};
}

static sim_time used(void *self, const struct held *h, sim_time now)
{
	const struct adaptive *a = self;
	sim_time time = a->time[h->tx];
	if (h->packets >= a->packets || (time == 0 && h->packets == 1)) return MODERATE_NOW;
	return h->since + time < now ? now : h->since + time;
}

static void signalled(void *self, const struct held *h, sim_time now, bool raised)
{
	struct adaptive *a = self;
	sim_time *time = &a->time[h->tx], least = a->longest / 16 + 1;
	(void)now, (void)raised;
	if (h->packets == 1) {
		*time = *time / 2 < least ? 0 : *time / 2;
		return;
	}
	a->longer += *time < a->longest;
	*time = *time < least ? least : *time > a->longest / 2 ? a->longest : *time * 2;
}

static const struct moderate_ops ops = {.traits = traits, .used = used, .signalled = signalled};

const struct model moderate_adaptive = {.size = sizeof(struct adaptive), .params = params, .stats = stats, .ops = &ops};
C

build() { make -C "$tree" -s VARIANT=O0 LTO= build/O0/simnic build/O0/conformance; }
ok 'one new file is built' build
before=$simnic
simnic=$tree/build/O0/simnic
if [ ! -x "$simnic" ]; then
	finish
fi

listed() { run 0 --list moderate && has out 'moderate/adaptive' 'made up by a test: holds back longer' 'moderate/fixed'; }
described() { run 0 --describe moderate/adaptive && has out '1. A signal for two packets' 'Chosen by nic.moderation.model: adaptive' '50us'; }
in_schema() { run 0 --schema && has out '"adaptive"' '"longest"'; }
ok 'it is listed' listed
ok 'it is described' described
ok 'it is in the schema' in_schema

# So many packets come that the fixed one always has its 8 in time; the other learns to wait for more.
cat > "$tree/both.yaml" << 'Y'
simnic: 1
title: moderation that learns
platform: scenarios/platforms/kvm-modern.yaml
traffic: {direction: rx, model: poisson, rate: 500kpps, size: 590B}
nic:
  backend: vhost
  ring: {format: split, entries: 256}
  scheme: mergeable
  moderation: {time: 20us, packets: 8, longest: 100us}
run: {packets: 2000, repeat: 1}
compare: {nic.moderation.model: [fixed, adaptive]}
Y
# value STATISTIC MODEL - of the point with that model.
value() { grep "\"nic.moderation.model\": *\"$2\"" "$work/out" | sed -n "s/.*\"$1\": *{\"value\": *\([0-9.e+-]*\).*/\1/p"; }
compared() {
	run 0 -f json "$tree/both.yaml" || return 1
	awk -v fixed="$(value interrupts_per_packet fixed)" -v own="$(value interrupts_per_packet adaptive)" \
		'BEGIN { exit !(own > 0 && own < fixed && fixed < 1) }' || return 1
	[ "$(value delivered adaptive)" = 2000.0 ] || [ "$(value delivered adaptive)" = 2000 ] || return 1
	awk -v n="$(value moderation_raised adaptive)" 'BEGIN { exit !(n > 0) }'
}
ok 'it runs beside the other in compare:, and learns' compared

# The scenarios of before have the ids of before, whatever there is to choose from; the word for what is the default changes none.
ids_of() {
	"$@" -q -f json --set nic.moderation.time=20us --set nic.moderation.packets=8 "$two" | sed -n 's/.*"id": *"\([0-9a-f]*\)".*/\1/p'
}
ids() {
	were=$(ids_of "$before") are=$(ids_of "$simnic" "$@")
	echo "$were, $are"
	[ "$(echo "$were" | wc -w)" = 2 ] && [ "$were" = "$are" ]
}
ok 'ids of the default are as before' ids
ok 'ids of the default, said' ids --set nic.moderation.model=fixed
unsaid() { run 0 --print-config --set traffic.rate=1kpps scenarios/mm-ring.yaml && has out '  moderation: {time: 0us, packets: 0}'; }
said() { run 0 --print-config --set nic.moderation.model=adaptive scenarios/mm-ring.yaml &&
	has out '  moderation: {model: adaptive, longest: 50us, packets: 64}'; }
ok 'the default goes unsaid in --print-config' unsaid
ok 'another does not' said

strange() { run 2 --check --set nic.moderation.time=1us --set nic.moderation.model=adaptive scenarios/vhost.yaml &&
	has err "key 'time' belongs to moderate 'fixed', not to 'adaptive'"; }
netback() { run 2 --check --set nic.moderation.model=adaptive scenarios/xen-pktgen.yaml &&
	has err 'nic.moderation.model: netback has no interrupt moderation, expected fixed'; }
ok 'the words of one do not go with the other' strange
ok 'netback refuses it' netback

# The conformance tests take it in by themselves: they hold it, and they notice when it lies.
conforms() { (cd "$tree" && ./build/O0/conformance models moderate combinations) > "$work/log"; }
ok 'it passes the conformance tests' conforms
# lies SED WHAT - so changed it fails, and this is said.
lies() {
	cp "$tree/models/moderate_adaptive.c" "$work/true" && sed "$1" "$work/true" > "$tree/models/moderate_adaptive.c" &&
		build && ! (cd "$tree" && ./build/O0/conformance moderate) > "$work/laws" && grep -q "$2" "$work/laws"
	lied=$?
	cp "$work/true" "$tree/models/moderate_adaptive.c"
	return $lied
}
ok 'a packet too many fails them' lies 's/h->packets >= a->packets/h->packets > a->packets/' 'more packets than promised'
ok 'a picosecond too many fails them' lies 's/h->since + time < now/now > 0 \&\& h->packets > 1 ? h->since + a->longest + 1 : &/' 'longer than promised'
ok 'a packet forgotten fails them' lies 's/return MODERATE_NOW/return TIME_NEVER/' 'longer than promised'
ok 'a promise never needed fails them' lies 's/\.longest = a->longest/.longest = a->longest + 1/' 'promised is never reached'
ok 'rings that mix fail them' lies 's/time\[h->tx\]/time[0]/' 'one ring moves the other'

rm -f "$tree/models/moderate_adaptive.c"
ok 'no other line was changed' unchanged
finish
