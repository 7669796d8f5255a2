#!/bin/sh
# notices.sh - what is said to no effect is told, with its place and with what it would take; what is said by default or for some point is
# not.  tests/conformance/test_notices.c goes through all parameters.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

cat > "$work/receives.yaml" << END
simnic: 1
platform: $PWD/scenarios/platforms/kvm-2008.yaml
cores: {host: [io], guest: [a, b, c]}
traffic: {direction: rx, model: constant, rate: 10kpps, size: 1514B}
nic:
  backend: vhost
  ring: {format: split, entries: 256}
  scheme: {model: mergeable, mtu: 9000B}
run: {warmup: 0ms, length: 1ms, repeat: 1}
END
sed -i 's/vhost/qemu/' "$work/receives.yaml"

# told CODE TEXT... - stderr says all of it.
told() {
	code=$1
	shift
	for text in "$@"; do has err "$text" || return 1; done
	[ "$code" -eq 0 ]
}
checked() {
	run 0 --check "$work/receives.yaml" && told 0 \
		"receives.yaml:8:30: 'nic.scheme.mtu' has no effect here: it has where nic.scheme.buffers is ewma and nic.scheme.guest_gso is false" \
		"receives.yaml:3:21: 'cores.guest' names 3 cores, of which each queue has one: with nic.queues 1 the last 2 do nothing"
}
ok '--check tells what has no effect, where it stands, and what it would take' checked
run_too() {
	run 0 -q -f json "$work/receives.yaml" && told 0 "'nic.scheme.mtu' has no effect here"
}
ok 'so does a run, also a quiet one' run_too
set_too() {
	run 0 --check --set nic.tx_stop_below=3 "$work/receives.yaml" &&
		told 0 "--set nic.tx_stop_below=3: 'nic.tx_stop_below' has no effect here: it has where the guest sends"
}
ok 'of --set' set_too
# Of a guest that sends and gets no answer nothing waits on the way to its ring, and nothing comes merged.
sends_only() {
	run 0 --check --set nic.host_queue=5 --set nic.scheme.guest_gso=false scenarios/vhost.yaml &&
		told 0 "'nic.host_queue' has no effect here: it has where packets that the guest receives can wait outside the ring" \
			"'nic.scheme.guest_gso' has no effect here: it has where the guest receives"
}
ok 'of what is for receiving, where nothing is received' sends_only
in_poll_mode() {
	run 0 --check --set nic.xmit_more=true scenarios/pvp.yaml &&
		told 0 "'nic.xmit_more' has no effect here: it has where the guest sends, and not in poll mode"
}
ok 'of what is for a driver in the kernel' in_poll_mode
a_price() {
	run 0 --check --set prices.tcp_packet=3us "$work/receives.yaml" &&
		told 0 "'prices.tcp_packet' has no effect here: no model at work asks for that price"
}
ok 'of a price' a_price
a_back_end() {
	run 0 --check --set prices.backends.vhost.kick=3us "$work/receives.yaml" &&
		told 0 "'prices.backends.vhost.kick' has no effect here: no model at work asks for that price" &&
		run 0 --check --set prices.backends.qemu.kick=3us "$work/plain.yaml" && empty err
}
an_axis() {
	run 0 --check --set 'nic.scheme.mtu=[1500B,9000B]' "$work/receives.yaml" && has err "'nic.scheme.mtu' has no effect here"
}
ok 'of what varies' an_axis

# quiet ARGUMENT... - nothing is told.
quiet() {
	run 0 --check "$@" && empty err
}
sed 's/\[a, b, c\]/a/; s/, mtu: 9000B//' "$work/receives.yaml" > "$work/plain.yaml"
ok 'nothing where there is nothing' quiet "$work/plain.yaml"
ok 'of a price for another back end alone' a_back_end
ok 'what has an effect in one point is not told' quiet --set 'nic.scheme.buffers=[page,ewma]' --set nic.scheme.guest_gso=false \
	--set nic.scheme.mtu=9000B "$work/plain.yaml"
ok 'nor is a default that is written down' quiet --set nic.scheme.mtu=1500B --set nic.guest_queue=1000 "$work/plain.yaml"
printed() {
	run 0 --print-config "$work/plain.yaml" && cp "$work/out" "$work/printed.yaml" && quiet "$work/printed.yaml"
}
ok 'nor is what --print-config says' printed
ok 'as many cores as queues' quiet --set cores.guest=a --set nic.queues=2 "$work/plain.yaml"
for file in scenarios/*.yaml scenarios/theory/*.yaml scenarios/new/*.yaml; do
	ok "$file says nothing to no effect" quiet "$file"
done
# Over Xen: what has no effect, of a scenario that receives bulk data from the host by grants with two queues.
cat > "$work/xen.yaml" << END
simnic: 1
platform: $PWD/scenarios/platforms/xen-hosta.yaml
traffic: {direction: rx, model: window, segment: 65469B, window: 4MiB, ack_unit: frame}
nic:
  backend: {model: netback, cores: split}
  queues: 2
  host_queue: 1000
  ring: {format: xen}
  scheme: {model: grants}
  notify: {guest: napi, host: event_idx}
run: {warmup: 1ms, length: 2ms, repeat: 1}
END
# over_xen WHY SETTING... - the first of them is told, with what it would take.
over_xen() {
	why=$1 key=${2%%=*} first=$2
	shift 2
	set -- --set "$first" "$@"
	run 0 --check "$@" "$work/xen.yaml" && has err "'$key' has no effect here: it has where $why"
}
while IFS='|' read -r setting with why; do
	set --
	for one in $with; do set -- "$@" --set "$one"; done
	ok "over Xen: $setting $with" over_xen "$why" "$setting" "$@"
done << 'END'
nic.backend.burst=8||the guest sends
nic.backend.rx_demand=mtu||the guest receives
nic.backend.orphan_frags=false||traffic.model is window and traffic.direction is tx
nic.backend.orphan_frags=false|traffic.direction=guest2guest|traffic.model is window and traffic.direction is tx
nic.backend.vcpus=64||the host maps pages that the guest sends
prices.memory_byte=1ns/B||nic.backend.interference is bandwidth
prices.interference=1ns/B|nic.backend.interference=none|nic.backend.interference is per_core
prices.interference=1ns/B|nic.backend.interference=bandwidth|nic.backend.interference is per_core
prices.interference=1ns/B|nic.queues=1|nic.backend.interference is per_core
nic.backend.handoff=linear|nic.backend.locks=per_cpu|nic.backend.locks is not per_cpu
nic.backend.rx_batch=16|nic.scheme=persistent|netback's receive thread copies
nic.backend.threads_float=both|nic.scheme=persistent|nic.backend.cores is split and netback's receive thread copies
nic.backend.threads_apart=both|nic.scheme=persistent|nic.backend.cores is split and netback's receive thread copies
prices.netback_rx_thread=1us|nic.scheme=persistent|netback's receive thread copies
nic.backend.threads_float=both|nic.scheme=persistent traffic.direction=tx|nic.backend.cores is split and netback's receive thread copies
nic.backend.vcpus=64|nic.scheme=persistent traffic.direction=tx|the host maps pages
prices.tlb_flush=1us|nic.scheme=persistent traffic.direction=tx|the host maps pages
END
two_guests() {
	run 0 --check --set nic.backend.cores=pinned --set traffic.direction=guest2guest --set nic.queues=1 --set 'cores.guest=[g0,g1,g2]' "$work/xen.yaml" &&
		has err "'cores.guest' names 3 cores, of which each queue has one: with nic.queues 1 of each guest the last one does nothing"
}
ok 'cores of two guests' two_guests
ok 'over Xen: what has an effect is not told' quiet --set nic.backend.vcpus=64 --set traffic.direction=tx --set nic.backend.orphan_frags=false \
	--set prices.tlb_flush=1us --set nic.backend.threads_float=both --set prices.interference=1ns/B "$work/xen.yaml"
# bounded TEXT SETTING... - what there is no room for is told, with what it comes to; the same with what there is room for is not.
bounded() {
	text=$1 file=$2
	shift 2
	run 0 --check "$@" "$file" && has err "$text"
}
ok 'more to be posted over Xen than the ring has' bounded "'nic.backend.rx_posted' is 257, and the receive ring has 256 entries: as with 0" \
	"$work/xen.yaml" --set nic.backend.rx_posted=257
ok '... as many as it has are not told' quiet --set nic.backend.rx_posted=256 "$work/xen.yaml"
ok 'more than the transmit ring left free over Xen' bounded "'nic.tx_stop_below' is 256, and the transmit ring has 256 entries: as with 255" \
	"$work/xen.yaml" --set nic.tx_stop_below=256
ok 'more than the transmit ring left free' bounded "'nic.tx_stop_below' is 257, and the transmit ring has 256 entries: as with 256" \
	"$work/plain.yaml" --set nic.tx_stop_below=257 --set traffic.direction=tx
ok '... not its default, which nobody says' quiet --set nic.ring.entries=16 --set traffic.direction=tx "$work/plain.yaml"
ok '... in one of many points' bounded "'nic.tx_stop_below' is 20, and the transmit ring has 16 entries" \
	"$work/plain.yaml" --set nic.tx_stop_below=20 --set traffic.direction=tx --set 'nic.ring.entries=[256,16]'
ok 'more to be posted than the ring has' bounded "'nic.notify.guest.posted' is 14, and the receive ring has room for 13 buffers" \
	"$work/plain.yaml" --set nic.notify.guest.posted=14 --set nic.scheme=big --set nic.ring.indirect=false
ok '... as many as it has are not told' quiet --set nic.notify.guest.posted=13 --set nic.scheme=big --set nic.ring.indirect=false "$work/plain.yaml"
ok 'a window of less than a segment' bounded "'traffic.window' is 1000B, less than one segment: as with 1448B" \
	"$work/plain.yaml" --set traffic.model=window --set traffic.window=1000B
ok '... for each queue' bounded "'traffic.window' is 4343B, less than one segment for each of the 3 queues: as with 4344B" \
	"$work/plain.yaml" --set traffic.model=window --set traffic.window=4343B --set nic.queues=3
ok '... which is enough' quiet --set traffic.model=window --set traffic.window=4344B --set nic.queues=3 "$work/plain.yaml"
# A device with two queues.
cat > "$work/device.yaml" << END
simnic: 1
platform: $PWD/scenarios/platforms/hw-nic-2024.yaml
traffic: {direction: tx, model: constant, rate: 10kpps, size: 1514B}
nic:
  queues: 2
  backend: {model: hardware, batches: 4}
  link: pcie
  ring: {format: split, entries: 256}
  scheme: mergeable
run: {warmup: 0ms, length: 1ms, repeat: 1}
END
ok 'more weights than queues' bounded "'nic.backend.weights' is '3:1:2', dealt to 2 queues: the last 1 of 3 are nobody's" \
	"$work/device.yaml" --set 'nic.backend.weights=3:1:2'
ok '... as many are not told' quiet --set nic.backend.weights=3:1 "$work/device.yaml"
ok '... with a queue for each' quiet --set nic.backend.weights=3:1:2 --set nic.queues=3 "$work/device.yaml"
ok 'more rates than queues' bounded "'nic.backend.queue_rates' is '1Gb/s;2Gb/s;3Gb/s', and nic.queues is 2: the last 1 of 3 are nobody's" \
	"$work/device.yaml" --set 'nic.backend.queue_rates=1Gb/s;2Gb/s;3Gb/s'
ok '... of what is received' bounded "'nic.backend.receive_rates' is '1Gb/s;2Gb/s;3Gb/s', and nic.queues is 2: the last 1 of 3" \
	"$work/device.yaml" --set traffic.direction=rx --set 'nic.backend.receive_rates=1Gb/s;2Gb/s;3Gb/s'
ok 'a burst of rates that limit nobody' bounded "'nic.backend.queue_burst' has no effect here" "$work/device.yaml" \
	--set nic.backend.queue_burst=1KiB --set nic.backend.queue_rates=0b/s
ok '... of one that does' quiet --set nic.backend.queue_burst=1KiB --set 'nic.backend.queue_rates=0b/s;1Gb/s' "$work/device.yaml"
ok 'more weights than a function has queues' bounded "'nic.backend.weights' is '3:1', dealt to 1 queue of a function: the last 1 of 2" \
	"$work/device.yaml" --set nic.backend.weights=3:1 --set nic.backend.functions=2
ok 'more functions than queues' bounded "'nic.backend.functions' is 3, to which nic.queues, 2, are dealt in turn: the last 1 have none" \
	"$work/device.yaml" --set nic.backend.functions=3
ok 'more queues held back than there are' bounded "'nic.backend.rate_queues' is 3, and nic.queues is 2: as with 0, it is of all of them" \
	"$work/device.yaml" --set nic.backend.queue_rate=1Gb/s --set nic.backend.rate_queues=3
ok '... as many are not told' quiet --set nic.backend.queue_rate=1Gb/s --set nic.backend.rate_queues=2 "$work/device.yaml"
# Polling that goes on is a thread's to no effect where no program wants the core.
ok 'turns with nobody' bounded "'nic.notify.guest.ksoftirqd_after' has no effect here: it has where the guest receives" \
	"$work/plain.yaml" --set nic.notify.guest.ksoftirqd_after=2ms
sed 's/guest: a/guest: [a, b]/' "$work/plain.yaml" > "$work/apart.yaml"
ok '... with a reader elsewhere' bounded "and a sender or reader is on a core that polls" "$work/apart.yaml" \
	--set nic.notify.guest.ksoftirqd_after=2ms --set reader.rcvbuf=1MiB --set reader.core=1
ok '... with a reader on that core' quiet --set nic.notify.guest.ksoftirqd_after=2ms --set reader.rcvbuf=1MiB "$work/plain.yaml"
# A fault that strikes nothing makes no difference, which is known behind the run; nor is it told where it strikes in any point.
struck() {
	run 0 -q -f json --set faults.interrupt.at=100000 "$work/plain.yaml" &&
		has err "plain.yaml: 'faults.interrupt' has no effect here: while measuring it struck none of the interrupts raised (lost_interrupts is 0)" || return 1
	run 0 -q -f json --set 'faults.interrupt.at=[100000,2]' "$work/plain.yaml" && empty err
}
ok 'a fault that never struck' struck
documented() {
	run 0 --describe nic.scheme.mtu && has out '[buffers=ewma guest_gso=false]'
}
ok '--describe says when a parameter applies' documented
finish
