#!/bin/sh
# defaults.sh - a platform's defaults for its era: where nobody says otherwise, shown with their origin, and gone where they would do nothing.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

platform=$PWD/scenarios/platforms/kvm-modern.yaml
cat > "$work/sends.yaml" << END
simnic: 1
platform: $platform
cores: {host: [io], guest: [vcpu0]}
traffic: {direction: tx, model: constant, rate: 1kpps, size: 1514B}
nic: {backend: vhost, ring: {format: split, entries: 256}, scheme: big, notify: {host: event_idx}}
run: {warmup: 0ms, length: 20ms, repeat: 1, jitter: 0%}
END

# value NAME - of a statistic in the only record of out.
value() {
	sed 's/.*"'"$1"'":{"value":\([^,]*\),.*/\1/' "$work/out"
}
# is NAME VALUE ARGUMENT...
is() {
	name=$1 wanted=$2
	shift 2
	run 0 -q -f json "$@" && got=$(value "$name") || return 1
	[ "$got" = "$wanted" ] && return
	echo "$name is $got, expected $wanted"
	return 1
}

ok 'big sends one descriptor a frame, as drivers of that time do' is descriptors_per_packet 1 "$work/sends.yaml"
ok "a scenario's own key wins" is descriptors_per_packet 2 --set nic.scheme.any_layout=false "$work/sends.yaml"
sed 's/scheme: big/scheme: {model: big, any_layout: false}/' "$work/sends.yaml" > "$work/own.yaml"
ok 'written in the file, too' is descriptors_per_packet 2 "$work/own.yaml"
ok 'another platform, another time' is descriptors_per_packet 2 --set platform="$PWD/scenarios/platforms/kvm-2008.yaml" \
	--set nic.backend=qemu "$work/sends.yaml"
swept() {
	run 0 -q -f json --set 'nic.scheme.any_layout=[false,true]' "$work/sends.yaml" || return 1
	[ "$(sed 's/.*"descriptors_per_packet":{"value":\([^,]*\),.*/\1/' "$work/out" | tr '\n' ' ')" = '2 1 ' ]
}
ok 'what varies wins' swept
sed 's/direction: tx/direction: rx/; s/scheme: big/scheme: mergeable/' "$work/sends.yaml" > "$work/receives.yaml"
ok 'buffers follow the packets' is memory_per_packet 1536 "$work/receives.yaml"
ok 'whole pages where they are asked for' is memory_per_packet 4096 --set nic.scheme.buffers=page "$work/receives.yaml"
ok 'and where they were the custom' is memory_per_packet 4096 --set platform="$PWD/scenarios/platforms/kvm-2008.yaml" \
	--set nic.backend=qemu "$work/receives.yaml"

# What is negotiated allows no header in front of the data: VIRTIO_F_ANY_LAYOUT (27) and VERSION_1 (32) are not offered.
ok 'a default gives way to what is negotiated' is descriptors_per_packet 2 --set features.host=0x20000020 --set nic.scheme.guest_gso=false --set nic.scheme.header=10B \
	"$work/sends.yaml"

# ---- shown ----

shown() {
	run 0 --print-config "$work/receives.yaml" && has out 'buffers: ewma' \
		'# Defaults of the platform, where they can have an effect:' 'nic.scheme.buffers: ewma  (platform kvm-modern: ' &&
		! grep -q 'nic.scheme.any_layout' "$work/out" && ! grep -q ioeventfd "$work/out"
}
ok '--print-config shows those that have an effect, and who says so' shown
# identity FILE ARGUMENT... - the ids of its points.
identity() {
	run 0 -q -f json "$@" && sed 's/.*"id":"\([0-9a-f]*\)".*/\1/' "$work/out"
}
again() {
	run 0 --print-config "$@" && cp "$work/out" "$work/again.yaml" || return 1
	first=$(identity "$@") && second=$(identity "$work/again.yaml") && [ -n "$first" ] && [ "$first" = "$second" ]
}
ok 'what it prints is the same point' again "$work/receives.yaml"
ok 'and of several the same points' again --set 'nic.scheme.model=[small,big,mergeable]' "$work/sends.yaml"
ok 'of several platforms, too' again --set "platform=[$platform,$PWD/scenarios/platforms/kvm-2008.yaml]" --set nic.backend=qemu \
	"$work/receives.yaml"
same_name() {
	before=$(identity --set nic.scheme=big "$work/receives.yaml") &&
		after=$(identity --set nic.scheme=big --set nic.scheme.any_layout=false "$work/receives.yaml") && [ "$before" = "$after" ]
}
ok 'where a default does nothing a point is named as without it' same_name

# ---- of one's own ----

cat > "$work/mine.yaml" << END
simnic-platform: 1
name: mine
base: $platform
defaults:
  nic: {scheme: {buffers: {value: fixed, source: my driver}, size: {value: 2048B, source: it too}}}
END
ok 'a platform of your own, nested, over the one it is based on' is memory_per_packet 2048 --set platform="$work/mine.yaml" \
	"$work/receives.yaml"
based() {
	run 0 --print-config --set platform="$work/mine.yaml" "$work/receives.yaml" && has out 'nic.scheme.buffers: fixed  (platform mine: my driver)' \
		'nic.scheme.size: 2048B  (platform mine: it too)'
}
ok 'with their origin' based
finish
