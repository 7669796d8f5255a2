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
for file in scenarios/*.yaml scenarios/theory/*.yaml; do
	ok "$file says nothing to no effect" quiet "$file"
done
documented() {
	run 0 --describe nic.scheme.mtu && has out '[buffers=ewma guest_gso=false]'
}
ok '--describe says when a parameter applies' documented
finish
