#!/bin/sh
# memory.sh - a setting of many packets takes memory for those that come, not for those that might.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/../cli/lib.sh"

# small MIB NIC TRAFFIC - ten packets end well, though no more than so much memory can be touched.
small() {
	printf '%s\n' 'simnic: 1' "platform: $PWD/scenarios/platforms/kvm-modern.yaml" "traffic: {$3}" "nic: {backend: qemu, $2}" \
		'run: {packets: 10, repeat: 1}' > "$work/s.yaml"
	run 0 -q "$work/s.yaml" || return 1
	[ -x "$(command -v /usr/bin/time)" ] || return 0
	/usr/bin/time -f %M -o "$work/used" "$simnic" -q -j1 "$work/s.yaml" > /dev/null 2>&1 || return 1
	[ "$(tail -n 1 "$work/used")" -lt $(($1 * 1024)) ] && return
	echo "it took $(tail -n 1 "$work/used") KiB"
	return 1
}
# Sanitizers keep memory of their own.
most=$((patience > 1 ? 500 : 100))
many='queues: 16, host_queue: 16777216, guest_queue: 16777216'
ok 'long queues' small $most "scheme: big, $many" 'model: poisson, rate: 10kpps'
ok 'long queues, out of the guest' small $most "scheme: big, $many" 'model: poisson, rate: 10kpps, direction: tx, link: 1Gb/s'
ok 'many requests' small $most 'scheme: mergeable' 'model: rr, outstanding: 1048576'
finish
