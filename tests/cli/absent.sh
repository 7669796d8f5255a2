#!/bin/sh
# absent.sh - prices that need not be given: where they are absent the mechanism is off and every output says so; given they are like all others.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# A new price breaks no platform: this one has all that must be there, and none of those that need not.
grep -v -e ' tlb_flush:' -e ' tlb_vcpu:' -e ' tlb_stolen:' -e ' guest_rx_slot:' -e ' interference:' -e ' memory_byte:' scenarios/platforms/xen-hosta.yaml > "$work/bare.yaml"
sed -e 's/direction: rx/direction: tx/' -e 's|platform: .*|platform: bare.yaml|' tests/scenarios/xen.yaml > "$work/xen.yaml"
off='absent: mechanism off'

# is STATISTIC VALUE - in the last record.
is() {
	grep -q "\"$1\":{\"value\":$2," "$work/out" || { grep -o "\"$1\":{[^}]*}" "$work/out" && return 1; }
}
runs() { run 0 -q -f json "$@" "$work/xen.yaml"; }

# The mechanism is off, not free: nothing is flushed, where a flush that costs nothing counts as one.
off() { runs && is tlb_flushes_per_packet 0 && is cost_tlb_per_packet 0 && is cost_interference_per_packet 0; }
free() { runs --set prices.tlb_flush=0ns && ! is tlb_flushes_per_packet 0 && is cost_tlb_per_packet 0; }
given() { runs --set prices.tlb_flush=1us && ! is cost_tlb_per_packet 0; }
slowed() { runs --set nic.backend.interference=per_core --set prices.interference=1ns/B && ! is cost_interference_per_packet 0; }
id() { runs "$@" && grep -o '"id":"[^"]*"' "$work/out"; }
ids() {
	absent=$(id) && free=$(id --set prices.tlb_flush=0ns) && [ "$absent" != "$free" ] &&
		still=$(id --set prices.unattributed=0ns) && [ "$absent" = "$still" ]
}
ok 'absent: no flush, no cost, no slowing down' off
ok 'given as nothing: flushes that cost nothing' free
ok 'given: they cost' given
ok 'given: bytes are slowed down' slowed
ok 'a configuration of its own where it makes a difference, and only there' ids
swept() {
	sed '$a sweep: {prices.tlb_flush: [0ns, 1us], prices.unattributed: {from: 0ns, to: 1ns, points: 2}}' "$work/xen.yaml" > "$work/swept.yaml"
	run 0 -q -f json "$work/swept.yaml" && [ "$(wc -l < "$work/out")" -eq 4 ]
}
ok 'it can be swept' swept

config() { run 0 --print-config "$work/xen.yaml" && has out "#   tlb_flush: $off  (platform xen-hosta: unmapping flushes no translations)"; }
record() {
	runs -v && has out "{\"key\":\"tlb_flush\",\"value\":\"$off\",\"source\":\"unmapping flushes no translations\",\"from\":\"platform xen-hosta\"}"
}
page() {
	run 0 -q -o "$work/r" "$work/xen.yaml" && run 0 report "$work/r" && has r/report.html "$off" 'a flush interrupts no other core'
}
described() {
	run 0 --describe prices.tlb_flush && has out '; optional' "$off, unmapping flushes no translations" &&
		run 0 --describe prices.kick && ! has out optional > /dev/null && run 0 --describe backend/netback && has out "$off"
}
ranked() {
	run 0 sensitivity --samples 1 --of throughput "$work/xen.yaml" && has out "$off: " 'not varied, because they are 0: ' &&
		grep "^$off:.* tlb_flush" "$work/out" && ! grep '^not varied.*tlb_flush' "$work/out"
}
ok '--print-config says so' config
ok 'a record says so' record
ok 'the page says so' page
ok '--describe says so' described
ok '--schema says so' run 0 --schema
ok '... and what it means' has out "$off, unmapping flushes no translations"
ok 'sensitivity does not vary it, and says why' ranked

# A fit writes its prices back, so it looks for none that is not there; once there it is one like all others.
fit() {
	printf '%s\n' 'simnic-fit: 1' 'scenario: xen.yaml' 'platform: bare.yaml' 'rows: rows.csv' 'free: {backends.netback.tlb_flush: {from: 1ns, to: 9us}}' > "$work/fit.yaml"
	printf '%s\n' 'nic.ring.entries,of,value' '256,throughput,2Gb/s' > "$work/rows.csv"
	run 2 calibrate "$work/fit.yaml" && has err "price 'backends.netback.tlb_flush' does not stand in" 'expected a price that does'
}
ok 'a fit does not look for what is absent' fit

# All shipped platforms do without the price that only one machine has.
shipped() {
	for p in hw-nic-2024 kvm-2008 kvm-2009 kvm-modern xen-hosta; do
		! grep -q unattributed "scenarios/platforms/$p.yaml" || return 1
	done
	run 0 --print-config --set platform="$PWD/scenarios/platforms/kvm-modern.yaml" tests/scenarios/rx.yaml && has out "unattributed: $off"
}
missing() {
	grep -v ' kick:' "$work/bare.yaml" > "$work/worse.yaml"
	run 2 --check --set platform="$work/worse.yaml" "$work/xen.yaml" && has err "has no price 'kick'"
}
ok 'shipped platforms do without' shipped
ok 'a price that must be given is still missed' missing
finish
