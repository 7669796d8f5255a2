#!/bin/sh
# memory.sh - a setting of many packets takes memory for those that come, not for those that might; what a run takes is told before it
# begins, and one that wants more than there is is refused with the key that asks for it.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/../cli/lib.sh"

# scenario NIC TRAFFIC [PLATFORM] - in $work/s.yaml, ten packets of it.
scenario() {
	printf '%s\n' 'simnic: 1' "platform: $PWD/scenarios/platforms/${3:-kvm-modern}.yaml" "traffic: {$2}" "nic: {$1}" \
		'run: {packets: 10, repeat: 1}' > "$work/s.yaml"
}
# Sanitizers keep memory of their own.
most=$((patience > 1 ? 500 : 100))

# within MIB - $work/s.yaml ends well, though no more than so much memory can be touched.
within() {
	run 0 -q "$work/s.yaml" || return 1
	[ -x "$(command -v /usr/bin/time)" ] || return 0
	/usr/bin/time -f %M -o "$work/used" "$simnic" -q -j1 "$work/s.yaml" > /dev/null 2>&1 || return 1
	[ "$(tail -n 1 "$work/used")" -lt $(($1 * 1024)) ] && return
	echo "it took $(tail -n 1 "$work/used") KiB"
	return 1
}
# small NIC TRAFFIC [PLATFORM]
small() {
	scenario "$@"
	within $most
}
many='queues: 16, host_queue: 16777216, guest_queue: 16777216'
xen='backend: netback, scheme: grants, ring: xen, notify: {host: event_idx}'
ok 'long queues' small "backend: qemu, scheme: big, $many" 'model: poisson, rate: 10kpps'
ok 'long queues, out of the guest' small "backend: qemu, scheme: big, $many" 'model: poisson, rate: 10kpps, direction: tx, link: 1Gb/s'
ok 'many requests' small 'backend: qemu, scheme: mergeable' 'model: rr, outstanding: 1048576'
ok 'sixteen peers that answer' small 'backend: vhost, scheme: mergeable, queues: 16' 'model: window, direction: tx, window: 1MiB'
ok 'long queues behind netback' small "$xen, $many" 'model: poisson, rate: 10kpps' xen-hosta
ok 'a window of 2^30 segments, nearly all lost' small 'backend: vhost, scheme: mergeable' 'model: window, segment: 1B, window: 1GiB'

# What is more than can be counted is refused where it is written.
uncountable() {
	scenario 'backend: vhost, scheme: mergeable' 'model: window, segment: 1B, window: 4GiB'
	run 2 --check "$work/s.yaml" && has err 's.yaml:3:47: error: traffic.window: a queue has 4294967296 segments out at a time, expected'
}
told() {
	scenario "backend: qemu, scheme: big, $many" 'model: poisson, rate: 10kpps'
	for how in --check --dry-run; do
		run 0 $how "$work/s.yaml" && grep -q '^  memory: about [0-9.]* MB, 32 GB at most, on 1 thread$' "$work/out" || return 1
	done
	run 0 --check -j3 --set run.repeat=2 "$work/s.yaml" && has out ' 64 GB at most, on 2 threads' &&
		echo "sweep: {nic.host_queue: [1, 1000, 16777216], nic.queues: {from: 1, to: 16, step: 1}, nic.guest_queue: {from: 10, to: 99, step: 1}}" \
		>> "$work/s.yaml" &&
		run 0 --check -j2 "$work/s.yaml" && has out '4320 points' '21 GB at most, on 2 threads'
}
# To measure a point takes no longer than to set up what is certain; drawing a million pauses for each of these would take half a minute.
quickly() {
	scenario 'backend: qemu, scheme: mergeable' 'model: rr, outstanding: 1048576, think: 1ms, think_distribution: exponential'
	echo 'sweep: {nic.host_queue: {from: 1, to: 60, step: 1}}' >> "$work/s.yaml"
	timeout $((10 * patience)) "$simnic" --check "$work/s.yaml"
}
ok '--check of many requests is quick' quickly
ok 'more segments than can be counted' uncountable
ok '--check and --dry-run say what is taken' told

# limited KIB ARGUMENT... - how simnic ends with so much address space: $got.
limited() {
	room=$1
	shift
	(
		# shellcheck disable=SC3045 # dash, bash, ksh and busybox all have it
		ulimit -v "$room" || exit 99
		exec "$simnic" "$@"
	) > "$work/out" 2> "$work/err" < /dev/null
	got=$?
}
# starved KIB ARGUMENT... - with so much it is refused before anything is run.
starved() {
	limited "$@"
	[ $got -eq 2 ] && empty out && return
	echo "exit code $got; stderr:"
	cat "$work/err"
	return 1
}
one_key() {
	scenario 'backend: qemu, scheme: big, queues: 2, host_queue: 16777216' 'model: poisson, rate: 10kpps'
	starved 200000 -j1 "$work/s.yaml" &&
		has err "s.yaml:4:58: error: 'nic.host_queue': with 16777216 a replication takes 1.3 GB of address space (ulimit -v), 1.4 GB on 1 thread " \
			' MB is free; expected less (by default it is 1000)' && ! grep threads "$work/err"
}
threads() {
	scenario 'backend: qemu, scheme: big, host_queue: 16777216' 'model: poisson, rate: 10kpps'
	starved 900000 -j8 --set run.repeat=8 "$work/s.yaml" && has err ', 5.4 GB on 8 threads ' 'or fewer threads'
}
of_an_axis() {
	scenario 'backend: qemu, scheme: big' 'model: poisson, rate: 10kpps'
	echo 'sweep: {nic.host_queue: [10, 20, 16777216, 30]}' >> "$work/s.yaml"
	starved 200000 -j1 "$work/s.yaml" && has err "s.yaml:6:34: error: 'nic.host_queue': with 16777216 "
}
claimed() {
	scenario 'backend: qemu, scheme: big, host_queue: 16777216' 'model: poisson, rate: 10kpps'
	echo 'claims: [{id: a, of: throughput, published: 1Gb/s, tolerance: 10%, kind: predicted}]' >> "$work/s.yaml"
	starved 200000 -j1 --claims "$work/s.yaml" && has err "s.yaml:4:47: error: 'nic.host_queue': with 16777216 "
}
plenty() {
	scenario 'backend: qemu, scheme: big' 'model: poisson, rate: 10kpps'
	limited 200000 -q -j2 "$work/s.yaml"
	[ $got -eq 0 ]
}
if [ "$patience" -eq 1 ]; then
	ok 'with too little, the key is named' one_key
	ok 'each thread takes its own' threads
	ok 'one value of an axis takes too much' of_an_axis
	ok 'what claims need is counted, too' claimed
	ok 'what fits is run' plenty
fi

# Each key that can be above 100000, as large as it can be: "KEY VALUE KIND/NAME" of the model it belongs to, or a mapping.
keys() {
	for what in nic features run run.until $("$simnic" --list | sed 's/ .*//'); do
		"$simnic" --describe "$what" | awk -v what="$what" '
			/^(Keys|Parameters|Common parameters), in / { place = $NF; sub(/:$/, "", place) }
			/(whole number|size) such as .* to [0-9]+[A-Za-z]*;/ {
				key = $1; sub(/:$/, "", key)
				to = $0; sub(/.* to /, "", to); sub(/;.*/, "", to)
				large = to ~ /[MGTP]i?B$/ || to + 0 > 100000 || (to ~ /Ki?B$/ && to + 0 > 100)
				if (large) print place "." key, to, what
			}'
	done | sort -u
}
# at_most KEY VALUE KIND/NAME - it is checked at once, and what ten packets take is little; or it is refused by name.
at_most() {
	platform=ideal
	nic='backend: vhost, scheme: mergeable' traffic='model: poisson, rate: 10kpps, direction: tx'
	case $3 in
	traffic/*) traffic="model: ${3#*/}, base_rtt: 10us" ;;
	backend/netback | scheme/grants | scheme/persistent) nic=$xen platform=xen-hosta ;;
	esac
	scenario "$nic" "$traffic" $platform
	case $3 in
	run) [ "$1" = run.packets ] || set -- "$1" "$2" "$3" --set run.packets=0 ;;
	alloc/*) set -- "$1" "$2" "$3" --set "nic.alloc=${3#*/}" ;;
	backend/hardware) nic='backend: hardware, link: pcie, scheme: mergeable' traffic='model: poisson, rate: 10kpps' ;;
	backend/*) set -- "$1" "$2" "$3" --set "nic.backend=${3#*/}" ;;
	complete/*) set -- "$1" "$2" "$3" --set "nic.notify.tx_complete=${3#*/}" ;;
	scheme/*) set -- "$1" "$2" "$3" --set "nic.scheme=${3#*/}" ;;
	sender/program) set -- "$1" "$2" "$3" --set traffic.sender=program --set traffic.direction=tx ;; # the guest's own
	sender/*) set -- "$1" "$2" "$3" --set "traffic.sender=${3#*/}" --set traffic.direction=rx ;;
	esac
	key=$1
	value=$2
	shift 3
	"$simnic" --check -j1 --set "$key=$value" "$@" "$work/s.yaml" > "$work/out" 2> "$work/err"
	got=$?
	[ $got -eq 2 ] && has err "$key" && return
	if [ $got -ne 0 ]; then
		cat "$work/err"
		return 1
	fi
	has out '  memory: about ' || return 1
	case $key in run.*) return ;; esac
	"$simnic" --print-config --set "$key=$value" "$@" "$work/s.yaml" > "$work/t.yaml" && mv "$work/t.yaml" "$work/s.yaml" && within $((2 * most))
}
keys > "$work/keys"
enough() { [ "$(wc -l < "$work/keys")" -ge 12 ] && has keys nic.host_queue traffic.window nic.scheme.tree; }
ok 'there are large keys' enough
while read -r key value what; do
	ok "$key at most, of $what" at_most "$key" "$value" "$what"
done < "$work/keys"
finish
