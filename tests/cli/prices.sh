#!/bin/sh
# prices.sh - prices of one back end alone: by dotted keys as in fit files, by mappings, by --set and in sweeps; and what is wrong with them.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# price MODEL KEY FILE [OPTION...] - the value and the origin of a price at a back end.
price() {
	backend=$1
	key=$2
	shift 2
	"$simnic" --print-config --set nic.backend="$backend" --set nic.scheme.model=big "$@" > "$work/out" 2> "$work/err" < /dev/null
	sed -n "s/^#   $key: \(.*\)/\1/p" "$work/out"
}
# is EXPECTED VALUE
is() {
	[ "$1" = "$2" ] && return
	echo "expected '$1', got '$2'"
	cat "$work/err"
	return 1
}
with() {
	sed '/^compare/d' "$two"
	printf '%s\n' "$1"
} > "$work/with.yaml"
changed=$work/with.yaml

with 'prices: {backends.vhost.kick: 7us, kick: 3us, backends.qemu.irq_inject: {value: 2us, source: mine}}'
ok 'of that back end' is '7us  (scenario, backend vhost)' "$(price vhost kick "$changed")"
ok 'of another: what stands for all' is '3us  (scenario)' "$(price qemu kick "$changed")"
ok 'with a source' is '2us  (scenario, backend qemu: mine)' "$(price qemu irq_inject "$changed")"
ok 'of another: the platform' is '100ns  (platform test, unlisted: made up for tests)' "$(price vhost irq_inject "$changed")"
with 'prices: {backends: {vhost: {kick: 7us}}, kick: 3us}'
ok 'as a mapping' is '7us  (scenario, backend vhost)' "$(price vhost kick "$changed")"
ok 'as a mapping: of another' is '3us  (scenario)' "$(price qemu kick "$changed")"
ok '--set' is '8us  (--set, backend vhost)' "$(price vhost kick --set prices.backends.vhost.kick=8us "$changed")"
ok '--set of another' is '3us  (scenario)' "$(price qemu kick --set prices.backends.vhost.kick=8us "$changed")"

# A price of a back end acts as that price of a scenario with that back end, and ids are those of what takes effect.
same_as() {
	with 'prices: {backends.vhost.kick: 7us}'
	run 0 -q -f json --set nic.backend=vhost --set nic.scheme.model=big "$changed" || return 1
	grep -o '"id":"[0-9a-f]*"' "$work/out" > "$work/ids"
	with 'prices: {kick: 7us}'
	run 0 -q -f json --set nic.backend=vhost --set nic.scheme.model=big "$changed" || return 1
	[ -s "$work/ids" ] && grep -o '"id":"[0-9a-f]*"' "$work/out" | cmp - "$work/ids"
}
ok 'the same point' same_as
sweep() {
	with 'sweep: {nic.backend.model: [vhost, qemu], prices.backends.vhost.kick: [1us, 500us], where: "prices.backends.vhost.kick > 2us or nic.backend.model == vhost"}'
	run 0 -q -f csv --set nic.scheme.model=big --set traffic.direction=tx --set traffic.model=pktgen "$changed" && [ "$(wc -l < "$work/out")" -eq 4 ]
}
ok 'in sweep and where' sweep
round() {
	with 'prices: {backends.vhost.kick: 7us}'
	run 0 --print-config "$changed" || return 1
	grep -v '^#' "$work/out" > "$work/again.yaml"
	has again.yaml 'backends:' && is '7us  (scenario, backend vhost)' "$(price vhost kick "$work/again.yaml")"
}
ok '--print-config keeps them' round

refused() {
	with "$2"
	run 2 "$changed" && empty out && [ "$(wc -l < "$work/err")" -eq 1 ] && has err "with.yaml:10:$1"
}
ok 'an unknown price' refused "10: error: unknown price 'backends.vhost.kik': no model asks for it; did you mean 'backends.vhost.kick'?" 'prices: {backends.vhost.kik: 1us}'
ok 'a price called otherwise' refused "10: error: unknown price 'backends.vhost.vmexit': no model asks for it; did you mean 'backends.vhost.kick'?" 'prices: {backends.vhost.vmexit: 1us}'
ok 'an unknown back end' refused "10: error: unknown price 'backends.vhots.kick': no model asks for it; did you mean 'backends.vhost.kick'?" 'prices: {backends.vhots.kick: 1us}'
ok 'a back end called otherwise' refused "10: error: unknown price 'backends.vhost_net.kick': no model asks for it; did you mean 'backends.vhost.kick'?" 'prices: {backends.vhost_net.kick: 1us}'
ok 'no price of it' refused "10: error: unknown price 'backends.vhost', expected one such as backends.vhost.kick" 'prices: {backends.vhost: 1us}'
ok 'a mapping with an unknown price' refused "29: error: unknown price 'backends.vhost.kik': no model asks for it; did you mean 'backends.vhost.kick'?" 'prices: {backends: {vhost: {kik: 1us}}}'
ok 'a mapping with an unknown back end' refused "21: error: there is no backend 'vhots'" 'prices: {backends: {vhots: {kick: 1us}}}'
ok 'no mapping' refused "20: error: key 'prices.backends': expected a mapping of back ends to prices, not '1us'" 'prices: {backends: 1us}'
ok 'twice' refused "52: error: duplicate key 'backends.vhost.kick'; it stands first in line 10" 'prices: {backends: {vhost: {kick: 1us}, qemu: {}}, backends.vhost.kick: 1us}'
ok 'a wrong value, of a back end that is not chosen' refused "31: error: price 'kick': " 'prices: {backends.vhost.kick: 1}'
set_to() {
	with ''
	run 2 --set "$2=1us" "$changed" && has err "$1" && [ "$(wc -l < "$work/err")" -eq 1 ]
}
ok '--set of an unknown price' set_to "did you mean 'prices.backends.vhost.kick'?" prices.backends.vhost.kik
ok '--set of an unknown back end' set_to "did you mean 'prices.backends.vhost.kick'?" prices.backends.vhots.kick
finish
