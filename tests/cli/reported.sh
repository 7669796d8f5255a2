#!/bin/sh
# reported.sh - numbers that public reports ask for, of scenarios as small as they come, each with its right value.
# shellcheck disable=SC1091,SC2154,SC2086 # what lib.sh defines; settings are words
. "$(dirname "$0")/lib.sh"

# scenario TRAFFIC NIC RUN
scenario() {
	cat > "$work/one.yaml" << END
simnic: 1
platform: $PWD/scenarios/platforms/kvm-modern.yaml
cores: {host: [io], guest: [vcpu0]}
traffic: {$1}
nic: {$2}
run: {$3}
END
}
# stat NAME SETTING... - its mean.
stat() {
	name=$1
	shift
	for one; do
		set -- "$@" --set "$one"
		shift
	done
	run 0 -q -f json "$@" "$work/one.yaml" && sed -n 's/.*"'"$name"'":{"value":\([-0-9.e+]*\),.*/\1/p' "$work/out"
}
# is VALUE NAME SETTING...
is() {
	value=$1
	shift
	[ "$(stat "$@")" = "$value" ]
}

scenario 'direction: rr, model: rr, size: 67B' \
	'backend: {model: qemu, ioeventfd: false}, ring: {format: split, entries: 256}, scheme: {model: small}, alloc: slab, notify: {guest: napi, host: flags}' \
	'warmup: 10ms, length: 100ms, repeat: 1'
# An exit that is handled in user space costs more than one that ends in the kernel.
user_space() {
	echo "$(stat round_trips nic.backend.ioeventfd=false) $(stat round_trips nic.backend.ioeventfd=true)" | awk '{ exit !($1 > 0 && $1 < 0.98 * $2) }'
}
ok 'a kick handled in user space: fewer round trips' user_space

scenario 'direction: tx, model: constant, rate: 1kpps, size: 1514B' \
	'backend: vhost, ring: {format: split, entries: 256}, scheme: big, alloc: page, notify: {guest: napi, host: event_idx}' \
	'warmup: 1ms, length: 20ms, repeat: 1, jitter: 0%'
for scheme in small big mergeable; do
	ok "a frame that is sent by a driver of today: one descriptor, $scheme" is 1 descriptors_per_packet nic.scheme.model=$scheme
done
for year in 2008 2009; do
	for scheme in small big mergeable; do
		ok "... of $year: one more for the header, $scheme" is 2 descriptors_per_packet nic.scheme.model=$scheme nic.backend.model=qemu \
			"platform=$PWD/scenarios/platforms/kvm-$year.yaml"
	done
	ok "... where 128 small buffers fill a ring of 256" is 128 ring_capacity nic.scheme.model=small nic.backend.model=qemu \
		traffic.direction=rx "platform=$PWD/scenarios/platforms/kvm-$year.yaml"
	ok "... which header and data in one block can't do without" is 1 descriptors_per_packet nic.scheme.model=coalesced nic.backend.model=qemu \
		"platform=$PWD/scenarios/platforms/kvm-$year.yaml"
done

# 64 KiB lie in 17 pages, or 2 blocks of 32 KiB and what is left, with the header in one more at most.
scenario 'direction: tx, model: window, segment: 65160B, window: 4MiB' \
	'backend: vhost, ring: {format: split, entries: 256}, scheme: {model: mergeable}, notify: {guest: napi, host: event_idx}' \
	'warmup: 2ms, length: 10ms, repeat: 1'
ok 'a transmit ring of 256 holds 64 packets of 64 KiB by blocks' is 64 ring_capacity
ok '... 15 by pages' is 15 ring_capacity nic.tx_fragments=pages
sent_by_pages() { stat descriptors_per_packet nic.tx_fragments=pages | awk '{ exit !($1 > 16 && $1 <= 17) }'; }
ok '... of 17 descriptors each, what is sent, not what is received' sent_by_pages

# One request at a time over 1 ms: 197 frames of 67 B and the 24 B of preamble, check and gap, in 200 ms of 1 Gb/s.
scenario 'model: rr, direction: rr, link: 1Gb/s, base_rtt: 1ms' 'backend: vhost, scheme: mergeable' 'warmup: 100ms, length: 200ms, repeat: 1'
both_wires() {
	n=$(stat round_trips) in=$(stat wire_utilisation)
	echo "$n $in $(stat wire_out_utilisation)" | awk '{ by_hand = $1 * 91 * 8 / 1e9 * 100; d = $2 / by_hand - 1; exit !($1 > 900 && d * d < 1e-4 && $2 == $3) }'
}
ok 'the wire is busy with what goes over it' both_wires

# A segment of 64 KiB is many full-sized ones: acknowledged at once, whatever the delay of acknowledgements (RFC 1122 4.2.3.2).
segments_at_once() {
	echo "$(stat throughput traffic.ack_every=1 "$@") $(stat throughput "$@") $(stat answers_per_packet "$@")" |
		awk '{ exit !($1 > 1 && $1 == $2 && $3 == 1) }'
}
scenario 'direction: rx, model: window, segment: 65160B, window: 64KiB' 'backend: vhost, scheme: mergeable' 'warmup: 20ms, length: 50ms, repeat: 1'
ok 'one segment of 64 KiB per window: each acknowledged at once' segments_at_once
# Who takes no segments merged gets frames of the MTU, whatever its buffers hold.
ok 'a guest without segmentation offload: one buffer a frame' is 1 buffers_per_packet traffic.window=1MiB nic.scheme.guest_gso=false
scenario 'direction: rx, model: window, segment: 65469B, window: 64KiB' \
	'backend: netback, host_queue: 1000, ring: {format: xen}, scheme: grants, notify: {guest: napi, host: event_idx}' \
	'warmup: 20ms, length: 50ms, repeat: 1'
for scheme in grants persistent; do
	ok "... on Xen without scatter-gather, $scheme" is 1 buffers_per_packet traffic.window=1MiB nic.scheme.sg=false \
		nic.scheme.model=$scheme "platform=$PWD/scenarios/platforms/xen-hosta.yaml"
done
ok 'with it, one segment of 64 KiB per window is acknowledged at once on Xen, too' segments_at_once "platform=$PWD/scenarios/platforms/xen-hosta.yaml"
finish
