#!/bin/sh
# xen.sh - ablations of netfront and netback: what is switched off takes its effect along, and every shipped configuration has an answer.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# rate STATISTIC SCENARIO SETTING... - of its one point.
rate() {
	of=$1 scenario=$2
	shift 2
	# shellcheck disable=SC2046 # settings have no blanks
	set -- $(printf -- '--set %s ' "$@")
	run 0 -q -f json --no-what-if --set run.repeat=1 --set run.length=60ms "$@" "scenarios/xen-$scenario.yaml" &&
		sed -n "s/.*\"$of\":{\"value\":\([0-9.e+-]*\),.*/\1/p" "$work/out"
}
# more A B BY - is A at least BY times B?  Says what they are when not.
more() {
	awk -v a="$1" -v b="$2" -v by="$3" 'BEGIN { if (a == "" || b == "" || !(a >= by * b)) { print "got " a ", expected at least " by " times " b; exit 1 } }'
}
bulk() { rate throughput "$@"; }
tx='bulk-tx nic.scheme.model=grants nic.queues=3'
rx='bulk-rx nic.scheme.model=grants nic.queues=3'

# shellcheck disable=SC2086 # words
handoff() { more "$(bulk $1 prices.lock_handoff=0ns)" "$(bulk $1)" 1.1; }
ok 'a lock that moves for nothing raises the ceiling of grants out of the guest' handoff "$tx"
ok '... and into it' handoff "$rx"

between() { bulk guest2guest platform=platforms/xen-hostb.yaml nic.scheme.model=grants "nic.queues=$1" "nic.backend.locks=$2"; }
one_lock() { more "$(between 1 per_domain)" "$(between 3 per_domain)" 1; }
own_locks() { more "$(between 3 per_cpu)" "$(between 1 per_cpu)" 1.5; }
ok 'between guests more queues bring nothing while they share the locks' one_lock
ok '... and much with locks of their own' own_locks

persistent() { bulk bulk-rx nic.scheme.model=persistent nic.queues=1 "nic.scheme.guest_copy=$1"; }
loses() { more "$(bulk bulk-rx nic.scheme.model=grants nic.queues=1)" "$(persistent true)" 1.05; }
copy() { more "$(persistent false)" "$(bulk bulk-rx nic.scheme.model=grants nic.queues=1)" 1; }
ok 'one queue into a guest loses by persistent grants' loses
ok "... for the guest's copy alone" copy

small() { rate packet_rate parts nic.scheme.guest_copy=true traffic.size=64B "nic.scheme.rx_copy=$1"; }
kthread() { more "$(small xmit)" "$(small thread)" 1.2; }
ok 'small packets into a guest: the kthread restored takes its part' kthread

# 65535 B into a guest on one queue by persistent grants, 97.8 kpps published, comes right though nothing disturbs one queue.
slot() {
	set -- "$(rate packet_rate pktgen nic.scheme.model=persistent traffic.direction=rx traffic.size=65535B nic.backend.interference=none)"
	more "$1" 97800 0.88 && more 97800 "$1" 0.88
}
ok 'a slot has its price: 65535 B without interference' slot

# Every direction, scheme and number of queues on both hosts ends steady; in a sanitized build two numbers of queues do.
steady() {
	queues=1,2,3,4,5,6,7,8
	[ "$patience" -eq 1 ] || queues=2,8
	run 0 -q -f csv --no-what-if --set run.repeat=1 --set "platform=platforms/$1.yaml" --set "nic.queues=[$queues]" "scenarios/xen-$2.yaml" &&
		! has err 'not steady' > /dev/null
}
for host in xen-hosta xen-hostb; do
	for way in bulk-tx bulk-rx guest2guest; do
		ok "$way on $host is steady, whatever the number of queues" steady $host $way
	done
done
# A frame longer than 64 KiB less one can't leave a guest.
too_long() {
	run 0 -q -f json --repeat 1 --set traffic.size=65535B --set traffic.direction=tx --set run.length=2ms --set nic.scheme=grants scenarios/xen-pktgen.yaml &&
		has out '"dropped_too_long":{"value":0,' || return 1
	run 0 -q -f json --repeat 1 --set traffic.size=65536B --set traffic.direction=tx --set run.length=2ms --set nic.scheme=grants scenarios/xen-pktgen.yaml &&
		has out '"delivered":{"value":0,' && ! has out '"dropped_too_long":{"value":0,'
}
ok 'a frame too long to leave a guest' too_long
# A core for each domain is enough.
few_cores() {
	for cores in 1 2 3; do
		sed "s/^cores: .*/cores: $cores/" scenarios/platforms/xen-hosta.yaml > "$work/cores$cores.yaml"
	done
	set -- --check --set run.length=1ms scenarios/xen-bulk-tx.yaml
	run 0 --set platform="$work/cores2.yaml" "$@" && run 2 --set platform="$work/cores1.yaml" "$@" && has err "the platform tells of 1 core, expected 'cores: 2.." &&
		run 2 --set traffic.direction=guest2guest --set platform="$work/cores2.yaml" "$@" && has err "2 cores, expected 'cores: 3.." &&
		run 0 --set traffic.direction=guest2guest --set platform="$work/cores3.yaml" "$@"
}
ok 'a core for each domain is enough' few_cores
finish
