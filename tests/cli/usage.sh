#!/bin/sh
# usage.sh - options, exit codes and messages: what is asked wrongly ends with 2, one line on stderr and nothing on stdout.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# refused TEXT ARGUMENT... - exit code 2, nothing on stdout, one line on stderr that holds TEXT.
refused() {
	text=$1
	shift
	run 2 "$@" && empty out && has err "$text" && [ "$(wc -l < "$work/err")" -eq 1 ]
}
printed() {
	text=$1
	shift
	run 0 "$@" && empty err && has out "$text"
}

ok 'no file is a usage error' refused 'no scenario file' --check
ok 'no argument at all is a usage error' refused '--help'
ok 'an unknown option gets a hint' refused 'did you mean --format?' --formt json "$two"
ok 'a verb gets a hint' refused 'reprot is neither a file nor a verb; did you mean simnic report?' reprot
ok 'a name unlike any verb is a file' refused "can't open" xyzzy
ok 'an unknown option unlike any other gets none' refused 'unknown option --xyzzyxyzzy; see simnic --help' --xyzzyxyzzy "$two"
ok 'an unknown letter is refused' refused 'unknown option -Z' -Z "$two"
ok 'a missing argument is refused' refused '--format' --format
ok 'an argument too many is refused' refused '--check takes no argument' --check=yes "$two"
ok 'an unknown format gets a hint' refused 'did you mean json?' --format jsn "$two"
for n in 0 -1 2x 99999 ''; do
	ok "-j '$n' is refused" refused 'expected a number of threads' -j "$n" "$two"
done
ok '--set without = is refused' refused 'expected key=value' --set run.seed "$two"
ok 'two actions at once are refused' refused 'only one of them' --check --schema "$two"
ok '--trace with two files is refused' refused 'exactly one file' --trace "$work/t" "$two" "$work/endless.yaml"
ok 'two files with one result are refused' refused 'would both be written' -o "$work/d" "$two" "$work/two.yaml"
ok 'a missing file is a scenario error' refused "$work/none.yaml" "$work/none.yaml"
ok 'a folder is a scenario error' refused 'tests' tests
ok '--seed is checked like the file' refused 'run.seed' --seed x "$two"
ok '--repeat is checked like the file' refused 'run.repeat' --repeat 0 "$two"
ok 'an unknown key in --set gets a hint' refused 'did you mean' --set run.sed=3 "$two"
ok 'an unknown kind of model is refused' refused 'schem' --list schem
ok 'an unknown model is refused' refused 'scheme/bog' --describe scheme/bog
ok 'an error in the last file stops all' refused "$work/none.yaml" "$two" "$work/none.yaml"

ok '--help says what there is' printed '--format FORMAT' --help
ok '-h is --help' printed 'Exit status' -h
ok '--version' printed 'simnic ' --version
ok '--list lists all kinds' printed 'scheme' --list
ok '--list KIND' printed 'mergeable' --list scheme
ok '--list=KIND' printed 'mergeable' --list=scheme
ok '--describe' printed 'mergeable' --describe scheme/mergeable
for word in sweep compare run.until.ci nic run traffic cores prices claims nic.moderation nic.ring.entries prices.kick cores.host nic.scheme platform; do
	ok "--describe $word" printed "${word##*.}" --describe $word
done
# A list is a sweep of what has one value, and the value of what is a list: the same run as a file with it.
cores_set() {
	sed "s,^platform: .*,platform: $PWD/tests/cli/platform.yaml," "$two" > "$work/cores.yaml"
	echo 'cores: {host: [a, b], guest: [c, d]}' >> "$work/cores.yaml"
	run 0 -q --print-config "$work/cores.yaml" --set nic.queues=2 && cp "$work/out" "$work/of-file" || return 1
	sed -i 's/^cores: .*/cores: {host: [z], guest: [y]}/' "$work/cores.yaml"
	run 0 -q --print-config "$work/cores.yaml" --set nic.queues=2 --set 'cores.host=[a, b]' --set 'cores.guest=[c,d]' &&
		has out 'host: [a, b]' && cmp "$work/out" "$work/of-file" &&
		run 0 -q --print-config "$work/cores.yaml" --set 'cores.host=[a, b]' --set cores.host=e && has out 'host: [e]'
}
ok '--set of a list of cores' cores_set
ok '--describe tells the common parameters of a slot' printed 'base_rtt' --describe traffic
ok '--describe tells what every run is charged' printed 'guest_rx_packet' --describe prices
ok '--describe nonsense gets a hint' refused "did you mean 'nic.ring.entries'?" --describe nic.ring.entires
manual() {
	run 0 --man && has out '.TH SIMNIC 1' '\-\-resume' 'simnic merge' || return 1
	! command -v groff > /dev/null || [ -z "$(groff -man -Tutf8 -ww -z "$work/out" 2>&1)" ]
}
narrow() {
	run 0 --help && awk 'length($0) > 100 { print; bad = 1 } END { exit bad }' "$work/out"
}
ok '--man' manual
ok '--completion of another shell' refused 'expected bash or zsh' --completion fish
ok '--help is no wider than 100 columns' narrow
ok '--describe gives examples that are legal' printed 'queues: a whole number such as 256, 1 to 256' --describe nic.queues
schema() {
	run 0 --schema && tr -d ' \n' < "$work/out" > "$work/schema" &&
		has schema '"required":["simnic","platform","traffic","nic"]' '"if":{"type":"object","properties":{"model":{"const":"big"}},"required":["model"]},"then":{' \
			'"show":{"type":"array"' 'keysandtheirvaluestobecompared' '"required":["refused"]' '"calibrated":{"type":"array"'
}
ok '--schema: what must be there, and what goes with which model' schema
ok '--schema' printed 'json-schema.org' --schema
for kind in scenario platform fit; do
	ok "--schema $kind" printed "\"simnic $kind\"" --schema $kind
	ok "--schema=$kind" printed "\"simnic $kind\"" --schema=$kind
done
ok '--schema of something else' refused "did you mean 'platform'?" --schema platfrom
ok '--check' printed "$two: ok, 2 points" --check "$two"
ok '--check of two files' printed "$two: ok, 2 points" --check "$two" "$endless"
ok '--dry-run' printed 'last: nic.scheme.model=mergeable' --dry-run "$two"
ok '--print-config' printed 'entries: 64' --print-config --set nic.ring.entries=64 "$two"

ok '--features names bits' printed '  32  VIRTIO_F_VERSION_1 ' --features 0x100000000
ok '--features without 0x' printed '  35  VIRTIO_F_IN_ORDER ' --features c00000000
ok '--features in decimal' printed '0x0000000400000000, 1 bit' --features 17179869184
sysfs=1110010111111111111111010000110010000000100000000000000000000000
ok '--features as sysfs shows them' printed '0x0000010130bfffa7, 24 bits' --features $sysfs
ok '--features of kernels with more of them' printed '0x0000010130bfffa7, 24 bits' --features ${sysfs}0000000000000000000000000000000000000000000000000000000000000000
ok '--features of vhost' printed '  26  VHOST_F_LOG_ALL ' --features 0x144000000
ok '--features of vhost-user' printed 'VHOST_USER_F_PROTOCOL_FEATURES' --features 0x144000000,0x140000000
ok '--features of too few characters' refused 'expected a feature word' --features 0101010101010101010101
ok '--features says what is unknown' printed '   4  unknown ' --features 0x10
ok '--features of two words' printed 'offered, not accepted 0x0000010040006640, 7 bits' --features 0x000001035867ffe3,0x00000003186799a3
ok '--features wants a word' refused 'expected a feature word' --features 0x
ok '--features wants no file' refused 'one argument too many' --features 0x1 "$two"
broken_words() {
	run 2 --features 0x3,0x80 && has out 'requires VIRTIO_NET_F_GUEST_CSUM (1)' && has out '2.2.1' && has err 'the words break 2 rules' &&
		[ "$(wc -l < "$work/err")" -eq 1 ]
}
ok '--features of two words that break rules' broken_words

piped() {
	run 0 -f csv "$two" || return 1
	cut -d, -f2- "$work/out" > "$work/first.csv"
	sed "s|platform: platform.yaml|platform: tests/cli/platform.yaml|" "$two" | "$simnic" -f csv - > "$work/out" 2> "$work/err" || return 1
	grep -c '^-,' "$work/out" | grep -q -x 2 && cut -d, -f2- "$work/out" | cmp - "$work/first.csv"
}
piped_wrong() {
	echo 'simnic: 2' | "$simnic" --check - > "$work/out" 2> "$work/err"
	[ $? -eq 2 ] && has err 'stdin:1:9: error: '
}
piped_much() {
	head -c 1100000 /dev/zero | tr '\0' '#' | "$simnic" --check - > "$work/out" 2> "$work/err"
	[ $? -eq 2 ] && has err 'larger than 1 MiB'
}
ok '- reads standard input' piped
ok '- is blamed as stdin' piped_wrong
ok '- reads 1 MiB at most' piped_much
absolute() {
	run 0 --print-config --set 'platform=[platforms/kvm-modern.yaml]' scenarios/captures.yaml &&
		has out "$PWD/scenarios/platforms/kvm-modern.yaml" "$PWD/scenarios/captures/bulk-mtu.pcap" && ! grep -q '[[ ]captures/' "$work/out"
}
check_all() {
	"$simnic" --check "$work/none.yaml" "$two" > "$work/out" 2> "$work/err"
	[ $? -eq 2 ] && has out 'ok, 2 points' && has err "$work/none.yaml"
}
ok '--print-config names files from the root' absolute
ok '--check goes on after an error' check_all

# `make fuzz` gives no SECONDS; without clang it ends there.
fuzz_alone() {
	mkdir -p "$work/bin"
	for tool in sh dirname mkdir; do
		ln -sf "$(command -v $tool)" "$work/bin/$tool"
	done
	PATH=$work/bin sh tests/fuzz/fuzz > "$work/out" 2> "$work/err"
	[ $? -eq 77 ] && has out 'there is no clang'
}
ok 'make fuzz needs no SECONDS' fuzz_alone

no_input() {
	"$simnic" - > "$work/out" 2> "$work/err" <&-
	[ $? -eq 2 ] && has err 'standard input: it is closed'
}
ok 'standard input may be closed' no_input
ok 'a limit without a unit' refused 'such as 5s' --limit 5 "$two"
ok 'falling values for advise' refused '256 comes after 1024' advise -t 'throughput>=1Gb/s' -m nic.ring.entries -a '[1024,256,64]' "$two"

config_again() {
	run 0 --print-config "$two" || return 1
	mkdir -p "$work/again"
	cp "$work/out" "$work/again/two.yaml"
	run 0 -f csv "$two" || return 1
	cut -d, -f2- "$work/out" > "$work/first.csv"
	run 0 -f csv "$work/again/two.yaml" && cut -d, -f2- "$work/out" | cmp - "$work/first.csv"
}
ok '--print-config runs to the same numbers' config_again
finish
