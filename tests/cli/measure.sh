#!/bin/sh
# measure.sh - a platform file made of this machine: a scenario runs with it, every price says how it was measured, other work is refused.
# What comes out is the machine's business.
# shellcheck disable=SC1091,SC2034,SC2154,SC2016 # what lib.sh defines; a loop that counts; expanded by the inner shell
. "$(dirname "$0")/lib.sh"

refused() {
	text=$1
	shift
	run 2 measure "$@" && empty out && has err "$text"
}
few='--anyway --rounds 3'
mine=$work/mine.yaml
# So few packets that prices of a machine at other work, many times those of a quiet one, still carry them.
slow() {
	run 0 -q --repeat 1 --set run.length=50ms --set traffic.rate=5kpps --set platform="$mine" "$@" scenarios/vhost.yaml
}

# shellcheck disable=SC2086 # several words
{
	ok 'a machine is measured' run 0 measure $few --name mine -o "$mine"
	ok 'nothing else is printed' empty out
	ok 'and what was not measured is told' has err "wrote $mine: " 'not measured: a frame of 64 B read from a tap device (--tap was not given)'
	ok 'to standard output' run 0 measure -q $few
	ok 'in silence' empty err
}
ok 'it is a platform' has out 'simnic-platform: 1' 'base: "' 'guest_copy_byte: {value: ' 'host_wakeup: {value: '
ok 'a scenario runs with it' slow -f csv
ok 'of which results tell' slow -f json -v
ok 'with sources' has out '"name":"mine"' 'measured 20'
ok 'one that polls, too' run 0 --check --set platform="$mine" --set nic.backend=vhost scenarios/new/tail-latency.yaml
ok 'each price has its quartiles' sh -c '[ $(grep -c "{value: " "$0") -ge 10 ] && ! grep "{value: " "$0" | grep -v "between: \[[0-9.]*ns[/B]*, [0-9.]*ns[/B]*\], source: \"measured 20[0-9-]* on .*: .*; quartiles [0-9.]* to [0-9.]*ns[/B]* of [0-9]* samples"' "$mine"
ok 'the band is of them' slow --band

# As many as there are processors, and one more, that do nothing but run.
other_work() {
	pids=
	for each in $(seq $(($(nproc) + 1))); do
		sh -c 'while :; do :; done' &
		pids="$pids $!"
	done
	run 1 measure
	good=$?
	# shellcheck disable=SC2086 # several
	kill $pids
	# shellcheck disable=SC2086
	wait $pids 2> /dev/null
	return $good
}
ok 'a machine that does other work' other_work
ok 'is refused' has err 'other work took ' "--anyway measures, and says so"
ok 'without a word of a platform' empty out

ok 'a CPU there is not' refused 'there are not so many CPUs' --near 4096
ok 'one CPU twice' refused '--near and --far are the same CPU' --near 1 --far 1
ok 'an argument' refused 'one argument too many, file' file
ok 'a base there is not' refused "can't open" --base "$work/none.yaml"
ok 'a base that is none' refused "$two:1:1: error" --base "$two"
cp scenarios/platforms/ideal.yaml "$work/ideal.yaml"
ok 'its own base as output' refused "$work/ideal.yaml" --base "$work/ideal.yaml" -o "$work/ideal.yaml"
ok 'rounds that are none' refused '--rounds 0: expected a whole number' --rounds 0
finish
