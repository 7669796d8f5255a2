#!/bin/sh
# hints.sh - what others call a thing is told wherever a name is not known (all words: tests/unit/test_called.c), and nothing where it would mislead.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# told TEXT ARGUMENT... - refused by one line with that hint.
told() {
	hint=$1
	shift
	run 2 "$@" && empty out && has err "did you mean $hint?" && [ "$(wc -l < "$work/err")" -eq 1 ]
}
# of_file TEXT SED - the same of two.yaml, changed so.
of_file() {
	sed "$2" "$two" > "$work/changed.yaml"
	! cmp -s "$two" "$work/changed.yaml" && told "$1" "$work/changed.yaml"
}
# with LINE - two.yaml and one line more.
with() {
	cat "$two"
	printf '%s\n' "$1"
} > "$work/changed.yaml"
of_line() {
	with "$2"
	told "$1" "$work/changed.yaml"
}
none() {
	run 2 --set "$1=1" "$two" && has err 'expected a path such as' && ! has err 'did you mean'
}

ok 'a key in its mapping' of_file "'nic.ring.entries'" 's/entries: 256/queue_size: 256/'
ok 'a key whose name is another thing elsewhere' of_file "'nic.ring.entries'" 's/entries: 256/size: 256/'
ok 'a key in another mapping' of_file "'nic.link.width'" 's/backend: qemu/lanes: 8/'
ok 'a key at the top' of_line "'run.length'" 'duration: 1s'
ok 'a model in the place of a key' of_line "'traffic.model: tcp'" 'tcp: true'
ok 'a statistic in the place of a key' of_line "the statistic 'throughput', as in show: [throughput]" 'tput: 1'
ok 'a model' of_file "'vhost'" 's/backend: qemu/backend: vhost-net/'
ok 'a model that is not quite what is asked for' of_file "'vhost' (a kernel thread that sleeps; no switch that polls is simulated)" \
	's/backend: qemu/backend: vhost-user/'
ok 'a model of another kind' of_file "'nic.notify.guest.model: napi'" 's/backend: qemu/backend: qemu, notify: {host: napi}/;s/^  backend: \(.*\)/  backend: qemu\n  notify: {host: napi}/'
ok 'a word' of_file "'rx'" 's/direction: rx/direction: receive/'
ok 'a price' of_line "'guest_copy_byte'" 'prices: {memcpy: 1ns/B}'
ok '--set' told "'nic.moderation.time'" --set rx-usecs=8us "$two"
ok '--set of a path' told "'nic.ring.entries'" --set nic.ring.size=8 "$two"
ok '--set of a price' told "'prices.kick'" --set prices.vmexit=1us "$two"
ok '--set of a model in the mapping above its own' told "'nic.scheme.model: mergeable'" --set nic.mrg_rxbuf=on "$two"
ok '--set of replications' told "'run.repeat'" --set reps=3 "$two"
ok 'an option for replications' told --repeat --reps 3 "$two"
while read -r key here; do
	ok "of Xen: $key" told "'$here'" --set "$key=1" scenarios/xen-bulk-rx.yaml
done << 'END'
nic.backend.gso nic.scheme.gso
nic.scheme.tso nic.scheme.gso
nic.backend.sg nic.scheme.sg
nic.scheme.feature_sg nic.scheme.sg
nic.backend.tree nic.scheme.tree
nic.backend.rx_copy nic.scheme.rx_copy
nic.backend.copy_above nic.scheme.copy_above
nic.scheme.rx_batch nic.backend.rx_batch
nic.scheme.rx_posted nic.backend.rx_posted
nic.vcpus nic.backend.vcpus
dom0_max_vcpus nic.backend.vcpus
xenvif_max_queues nic.queues
nic.max_queues nic.queues
ring_page_order nic.ring.entries
split_event_channels nic.backend.event_channels
evtchn nic.backend.event_channels
zerocopy nic.backend.orphan_frags
percpu_rwlock nic.backend.locks
END
# below MAPPING KEY - a mapping can't be set, and a key of it is named.
below() {
	run 2 --set "$1={a: 1}" "$two" && has err "'$1' is a mapping" "such as $2" && ! has err 'did you mean'
}
ok '--set of a mapping: cores' below cores cores.host
ok '--set of a mapping: prices' below prices prices.
ok '--set of a mapping: run' below run run.
# What stands in the file alone is told so.
in_file() {
	for key in show claims when calibrated sweep compare; do
		run 2 --set $key=a "$two" && has err "'$key' is no value of a point" && ! has err 'did you mean' || return 1
	done
}
ok '--set of what is no value' in_file
ok 'sweep' of_line "'traffic.segment'" 'sweep: {mss: [536B, 1448B]}'
ok 'where' of_line "'nic.queues'" 'sweep: {nic.ring.entries: [64, 128], where: num_queues > 1}'
ok 'when' of_line "'nic.scheme.guest_gso'" 'when: [{at: {nic.scheme.model: big}, set: {gro: true}}]'
ok 'claims: at' of_line "'nic.scheme.mtu'" 'claims: [{id: a, of: throughput, at: {mtu: 9000B}, published: 1Gb/s, kind: exact}]'
ok 'show' of_line "'dropped'" 'show: [drops]'
ok 'show: another word' of_line "'throughput'" 'show: [tput]'
ok 'claims: of' of_line "'dropped'" 'claims: [{id: a, of: packet_loss, at: {nic.scheme.model: big}, published: 1Gb/s, kind: exact}]'
ok 'run.until.of' run 2 --set run.until.ci=1% --set run.until.of=tput "$two"
ok 'run.until.of has a hint' has err "did you mean 'throughput'?"
ok 'advise: the key' told "'nic.ring.entries'" advise "$two" -m ring_size -a '[3,4]' -t 'throughput>=1Gb/s'
ok 'advise: the statistic' told "'latency_p99'" advise "$two" -m nic.ring.entries -a '[64,128]' -t 'p99<=1ms'
ok 'sensitivity: the statistic' told packet_rate sensitivity --of pps "$two"
ok 'an option' told --format --json "$two"
ok 'a key in the place of an option' told '--set nic.scheme.mtu=...' --mtu 9000 "$two"
ok 'an option of a verb' told --minimise advise --minimize nic.queues "$two"
ok 'a verb' told 'simnic calibrate' tune
ok '--describe' told "'nic.moderation.packets'" --describe rx-frames

platform() {
	sed "s/^prices:/prices:\n  $2/" tests/cli/platform.yaml > "$work/platform.yaml"
	told "$1" "$work/two.yaml"
}
cp "$two" "$work/two.yaml"
ok 'a price of a platform' platform "'core_switch'" "context_switch: {value: 1us, source: 'x'}"
ok 'a tie of a platform' platform "'irq_handler'" "tcp_ack: {of: interrupt, source: 'x'}"

fit() {
	cp tests/cli/platform.yaml "$work/p.yaml"
	sed 's/^platform: .*/platform: p.yaml/' "$two" > "$work/s.yaml"
	printf '%s\n' "$2" 'big,throughput,2Gb/s' > "$work/rows.csv"
	printf 'simnic-fit: 1\nscenario: s.yaml\nplatform: p.yaml\nrows: rows.csv\n%s\n' "$3" > "$work/fit.yaml"
	told "$1" calibrate "$work/fit.yaml"
}
free=$(sed -n '/^prices:/,/^[a-z]/s/^  \([a-z_]*\): .*/\1/p' tests/cli/platform.yaml | head -n 1)
ok 'fit: free' fit "'host_wakeup'" nic.scheme.model,of,value 'free: {wake_up: {from: 1us, to: 2us}}'
ok 'fit: set' fit "'run.repeat'" nic.scheme.model,of,value "set: {replications: 2}
free: {$free: {from: 0.01ns/B, to: 1ns/B}}"
ok 'fit: a column' fit "'nic.scheme.model: mergeable'" mrg_rxbuf,of,value "free: {$free: {from: 0.01ns/B, to: 1ns/B}}"

ok 'a model far from its own mapping' none traffic.mrg_rxbuf
ok 'nothing like it' none frobnicate
ok 'the beginning of several' none nic.ring.in
ok 'most of a longer word' none nic.link.slots
ok 'one word of two parts' none traffic.port
finish
