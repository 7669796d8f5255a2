#!/bin/sh
# advise.sh - the smallest ring that meets a target, and that it is the one the full sweep has.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

refused() {
	text=$1
	shift
	run 2 "$@" && empty out && has err "$text"
}
# advised WORD ARGUMENT... - the answer for mergeable is that value.
advised() {
	value=$1
	shift
	run 0 advise "$two" --set nic.scheme=mergeable -f json -m nic.ring.entries "$@" && has out "\"answer\":$value,"
}
# What the sweep says: the first size at which the throughput, less its interval, is enough.
agrees() {
	run 0 -f csv --set 'nic.ring.entries=[32,64,128,256,512,1024]' --set 'nic.scheme.model=[big,mergeable]' "$two" || return 1
	for scheme in big mergeable; do
		awk -F, -v scheme=$scheme -v least="$1" 'NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "throughput[Gb/s]") t = i; if ($i == "nic.ring.entries") e = i; if ($i == "nic.scheme.model") m = i } }
			NR > 1 && $m == scheme && $t - $(t + 1) >= least { print $e; exit }' "$work/out" > "$work/expected.$scheme"
	done
	run "$2" advise "$two" --set 'nic.scheme.model=[big,mergeable]' -t "throughput>=${1}Gb/s" -m nic.ring.entries \
		-a '[32,64,128,256,512,1024]' -f json || return 1
	for scheme in big mergeable; do
		grep "\"nic.scheme.model\":\"$scheme\"" "$work/out" | sed -n 's/.*"answer":\([0-9]*\),.*/\1/p' > "$work/said"
		cmp "$work/said" "$work/expected.$scheme" || {
			cat "$work/said" "$work/expected.$scheme"
			return 1
		}
	done
}
never() {
	run 1 advise "$two" -t 'throughput>=100Gb/s' -m nic.ring.entries && has out "can't be met by nic.ring.entries" 'limited by ' && has err 'met nowhere'
}
same() {
	run 0 advise "$two" -j 1 -t 'throughput>=1Gb/s' -m nic.ring.entries && cp "$work/out" "$work/one" &&
		run 0 advise "$two" -j 3 -t 'throughput>=1Gb/s' -m nic.ring.entries && cmp "$work/out" "$work/one"
}
# The smallest ring for the question that the README asks, and what the scenario file itself says at that size and the one below.
question() {
	run 0 advise scenarios/ext2guest.yaml -t 'throughput>=1.5Gb/s' -m nic.ring.entries &&
		has out "big: can't be met" 'limited by guest core' 'mergeable: nic.ring.entries = 32' 'at 16: '
}
interrupted() {
	"$simnic" advise "$endless" -t 'throughput>=1Gb/s' -m nic.ring.entries > "$work/out" 2> "$work/err" &
	pid=$!
	sleep 0.3
	kill -s INT $pid
	wait $pid
	[ $? -eq 130 ] && has err interrupted && empty out
}
ok 'memory is a target' advised 16 -a '[16,32,64]' -t 'posted_bytes<=1MiB'
ok 'a latency is a target' advised 32 -a '[32,64]' -t 'latency_p99<=1s'
ok 'interrupts are a target' advised 32 -a '[32,64]' -t 'interrupts_per_packet<=1'
for least in 0.9 1.4 1.45 5 9; do
	ok "as the sweep says, $least Gb/s" agrees $least 0
done
ok 'the question of the README' question
ok 'a target that is met nowhere' never
ok 'the same whatever -j' same
ok 'SIGINT' interrupted
ok 'advise --help' run 0 advise --help
ok 'advise wants a target' refused 'no target given' advise "$two" -m nic.ring.entries
ok 'advise wants a key' refused 'no key given' advise "$two" -t 'throughput>=1Gb/s'
ok 'advise wants a relation' refused 'expected STATISTIC>=NUMBER' advise "$two" -m nic.ring.entries -t 'throughput=1Gb/s'
ok 'advise wants a number' refused 'expected a number after >=' advise "$two" -m nic.ring.entries -t 'throughput>='
ok 'advise wants a number of that kind' refused 'throughput is counted in' advise "$two" -m nic.ring.entries -t 'throughput>=1us'
ok 'advise wants a statistic' refused "did you mean 'throughput'?" advise "$two" -m nic.ring.entries -t 'througput>=1Gb/s'
ok 'advise wants a key that varies' refused 'does not vary in this scenario' advise "$two" -m nic.queues -t 'throughput>=1Gb/s'
ok 'advise wants a list' refused 'expected a list such as' advise "$two" -m nic.queues -a 3 -t 'throughput>=1Gb/s'
ok 'advise wants a known key' refused "did you mean 'nic.ring.entries'?" advise "$two" -m nic.ring.entires -a '[3,4]' -t 'throughput>=1Gb/s'
finish
