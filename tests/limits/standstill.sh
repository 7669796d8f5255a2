#!/bin/sh
# standstill.sh - runs in which simulated time does not advance end by themselves and say who turns in place; long bursts go on.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/../cli/lib.sh"

# scenario TRAFFIC NIC RUN - in $work/s.yaml, of the platform where nothing costs anything.
scenario() {
	printf '%s\n' 'simnic: 1' "platform: $PWD/scenarios/platforms/ideal.yaml" "traffic: {$1}" "nic: {$2}" "run: {$3}" > "$work/s.yaml"
}
short='length: 1us, warmup: 0ns, repeat: 1'

# still ACTORS - the run fails with these words, the same on one thread and on three.
still() {
	run 1 -q -j1 "$work/s.yaml" && cp "$work/err" "$work/one" && has err 'simulated time stands still at ' "the actor$1 still wake" &&
		run 1 -q -j3 "$work/s.yaml" && cmp "$work/err" "$work/one"
}
in_a_software_loop() {
	scenario 'model: pktgen, direction: rx' 'backend: venet, scheme: coalesced' "$short"
	still "s 'source', 'guest rx', 'host rx'" && has err 'simulated time stands still at 0s: after '
}
on_several_queues() {
	scenario 'model: pktgen, direction: rx' 'backend: venet, scheme: coalesced, queues: 4' "$short, repeat: 3"
	sed -i 's/repeat: 1, //' "$work/s.yaml"
	still "s 'source', 'guest rx', 'host rx'"
}
of_requests() {
	scenario 'model: rr, direction: rr' 'backend: vhost, scheme: mergeable' "$short"
	still "s 'source', 'peer', 'guest rx', 'guest tx', 'host rx', 'host tx'"
}
# That an open loop goes on offering packets is a reason for patience; that a closed one does is none, whatever goes beside it.
of_several_traffics() {
	scenario 'model: rr, direction: rr' 'backend: vhost, scheme: mergeable' "$short"
	echo 'traffic2: {model: constant, rate: 1kpps, size: 64B}' >> "$work/s.yaml"
	still "s 'source', 'peer', 'guest rx', 'guest tx', 'host rx', 'host tx'"
}
only_that_point() {
	scenario 'model: pktgen, direction: rx' 'backend: venet, scheme: coalesced' "$short"
	echo 'sweep: {zip: {traffic.base_rtt: [0us, 1ns, 1us]}}' >> "$work/s.yaml"
	run 1 -q -f json "$work/s.yaml" && [ "$(grep -c '"failed":"replication 0: simulated time stands still' "$work/out")" -eq 1 ] &&
		[ "$(wc -l < "$work/out")" -eq 3 ]
}
# Four million packets come at one time, and nothing costs anything: a lot, but no standstill.
bursts() {
	scenario 'model: burst, count: 4000000' 'backend: vhost, scheme: mergeable, queues: 4, host_queue: 4000000' 'packets: 4000000, repeat: 1'
	run 0 -q -f json "$work/s.yaml" && has out '"delivered":{"value":4000000,'
}
# A burst that would take minutes to come can be interrupted while it does.
is_interrupted() {
	scenario 'model: burst, count: 1000000000000' 'backend: vhost, scheme: mergeable' "$short"
	run 1 -q --limit 300ms "$work/s.yaml" && has err 'it took longer than 0.3 s'
}
ok 'a closed loop without any cost' in_a_software_loop
ok 'several queues of them' on_several_queues
ok 'requests and responses' of_requests
ok 'beside another traffic' of_several_traffics
ok 'it costs its point alone' only_that_point
ok 'a long burst at one time is none' bursts
ok 'a burst without end can be interrupted' is_interrupted
# What an actor does within one step must end soon, too.
think() {
	scenario 'model: rr, direction: rx, outstanding: 1048576, think: 1ms, think_distribution: exponential, base_rtt: 1us' \
		'backend: vhost, scheme: mergeable' 'packets: 10, repeat: 1'
	run 0 -q --limit 100s "$work/s.yaml"
}
periods() {
	scenario 'model: onoff, rate: 1pps, on: 1ps, off: 0us' 'backend: vhost, scheme: mergeable' 'packets: 10, repeat: 1'
	run 2 -q "$work/s.yaml" && has err '1e+12 periods pass between two packets of a queue, expected longer ones'
}
ok 'a million pauses are put in order at once' think
ok 'periods far shorter than gaps are refused' periods
finish
