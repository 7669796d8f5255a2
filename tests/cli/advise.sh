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
# From standard input, which is there once, the answer is the file's.
from_stdin() {
	sed "s,^platform: .*,platform: $PWD/tests/cli/platform.yaml," "$two" > "$work/input.yaml"
	set -- --set nic.scheme=mergeable -t 'dropped<=0' -M nic.ring.entries -a '[64,256]'
	"$simnic" advise "$work/input.yaml" "$@" > "$work/of-file" 2> "$work/err" && "$simnic" advise - "$@" < "$work/input.yaml" > "$work/out" 2> "$work/err" &&
		[ -s "$work/out" ] && cmp "$work/out" "$work/of-file"
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
# ---- the largest ----

# A server that takes 1 us for a packet, and packets at equal distances: nothing is lost, and nothing waits, up to 1 Mpps.
cat > "$work/server.yaml" << 'END'
simnic: 1
platform: PLATFORM
traffic: {direction: rx, model: constant, rate: 1Mpps, size: 64B}
nic:
  backend: {model: ideal, service: 1us, service_distribution: constant}
  host_queue: 100
  ring: {entries: 256}
  scheme: mergeable
  notify: {guest: {refill: each}}
run: {warmup: 5ms, length: 50ms, repeat: 2, jitter: 0%}
compare: {nic.backend.service: [1us, 2us]}
sweep: {traffic.rate: {from: 300kpps, to: 1200kpps, step: 10kpps}}
END
sed "s|PLATFORM|$PWD/scenarios/platforms/ideal.yaml|" "$work/server.yaml" > "$work/served.yaml"
# rate KPPS SERVICE - the answer of the last run for that server.
rate() {
	grep -F "\"text\":\"$2\"" "$work/out" | grep -q -F "\"answer\":{\"value\":${1}000,\"unit\":\"pps\"" && return
	cut -c 1-400 "$work/out"
	return 1
}
highest() {
	run 0 advise "$work/served.yaml" -t 'dropped<=0' -M traffic.rate -f json && has out '"looked_for":"largest"' && rate 1000 1us &&
		rate 500 2us
}
fastest() {
	run 0 advise "$work/served.yaml" -t 'latency_mean<=1.5us' --maximise traffic.rate --set nic.backend.service=1us -f json &&
		has out '"answer":{"value":1000000,"unit":"pps"' '"value":{"value":1010000,"unit":"pps","text":"1.01Mpps"},"met":"no"'
}
# 10 kpps too many for 50 ms are 500 packets; the queue takes 100, of which the warm-up fills half.
words() {
	run 0 advise "$work/served.yaml" -t 'dropped<=0' -M traffic.rate && has out 'the largest traffic.rate for dropped<=0, of 300kpps to 1.2Mpps' \
		'1us: traffic.rate = 1Mpps' '2us: traffic.rate = 500kpps' '  at 510kpps: dropped 450 packets'
}
# With one queue, and with 6, it is too little: few values are tried one by one, so that what lies between them is found.
between() {
	set -- scenarios/xen-bulk-rx.yaml -m nic.queues --set nic.scheme.model=persistent --set run.warmup=5ms --set run.length=20ms --repeat 2
	run 1 advise "$@" -t 'throughput>=25.1Gb/s' -a '[1,6]' && has out "can't be met" && has err 'met nowhere' &&
		run 0 advise "$@" -t 'throughput>=25.1Gb/s' -a '[1,2,6]' -f json && has out '"answer":2,' && ! grep -q '"value":6' "$work/out"
}
# Of many some are, and that this is not all of them is said.
among_many() {
	run 0 advise "$work/served.yaml" -t 'dropped<=0' -M traffic.rate --set nic.backend.service=1us &&
		has out ' of 91 values were tried, as if dropped only rose, or only fell, between them' &&
		run 1 advise "$work/served.yaml" -t 'latency_mean<=1ns' -M traffic.rate --set nic.backend.service=1us --set run.length=2ms --repeat 1 &&
		has out 'was not met by any of the values tried of traffic.rate' ' of 91 values were tried' && has err 'met by no value that was tried'
}
# The other end of the same question.
neither() {
	run 1 advise "$work/served.yaml" -t 'dropped>=1' -M traffic.rate -a '[300kpps,400kpps]' && has err 'met nowhere' || return 1
	run 0 advise "$work/served.yaml" -t 'dropped<=0' -M traffic.rate -a '[300kpps,400kpps]' && has out 'no larger value was looked at' || return 1
	run 0 advise "$work/served.yaml" -t 'latency_mean>=1us' -m traffic.rate -a '[300kpps,400kpps]' && has out 'no smaller value was looked at'
}
# Between two rates, to a tenth of a per cent: in 200 ms, however short the scenario's own run is, the queue hides up to 500 pps, as does the step.
# No value has more digits than that tells apart.
throughput() {
	run 0 advise "$work/served.yaml" -t 'dropped<=0' -M traffic.rate -b 300kpps,12Mpps -w 0.1% --trial 200ms --set run.length=1ms \
		--set nic.backend.service=1us -f json || return 1
	answer=$(sed -n 's/.*"answer":{"value":\([0-9.]*\),"unit":"pps".*/\1/p' "$work/out")
	awk -v a="$answer" 'BEGIN { exit !(a > 999000 && a < 1000500 + 1001 && a % 10 == 0) }' || {
		echo "$answer"
		return 1
	}
}
# Of r packets a second 1 Mpps are taken: 1 % is lost at 1 / 0.99 Mpps, or a little above, by what the queue holds of 50 ms.
lossy() {
	run 0 advise "$work/served.yaml" -t 'loss<=1%' -M traffic.rate -b 900kpps,2Mpps -w 0.1% --set nic.backend.service=1us -f json || return 1
	answer=$(sed -n 's/.*"answer":{"value":\([0-9.]*\),"unit":"pps".*/\1/p' "$work/out")
	awk -v a="$answer" 'BEGIN { exit !(a > 1009000 && a < 1010102 + 2000 + 1011) }' || {
		echo "$answer"
		return 1
	}
	run 0 advise "$work/served.yaml" -t 'loss<=1%' -M traffic.rate -b 900kpps,2Mpps -w 0.1% --set nic.backend.service=1us && has out '; limited by '
}
# Whole bytes are coarser than the share, and are all tried.
bytes() {
	run 0 advise -q -t 'throughput<=4.7Gb/s' -M traffic.size -b 60B,1514B -w 1% tests/scenarios/rx.yaml &&
		sed -n 's/^  at \([0-9]*\)B: .*/\1/p' "$work/out" | awk '{ v[NR] = $1 } END { exit !(NR == 2 && v[2] <= v[1] * 1.01 + 1) }'
}
ok 'between two sizes' bytes
ok 'the highest rate without loss' highest
ok 'a throughput as RFC 2544 looks for it' throughput
ok 'the highest rate with a share of loss' lossy
ok 'the highest rate without a wait' fastest
ok 'the largest, in words' words
ok 'ends of the values' neither
ok 'what only a value between the ends meets' between
ok 'of many values some' among_many
ok 'advise wants one of two' refused 'expected one of them' advise "$two" -t 'throughput>=1Gb/s' -m nic.ring.entries -M nic.queues
ok 'values have to rise' refused 'expected rising values' advise "$work/served.yaml" -t 'dropped<=0' -M traffic.rate -a '[2Mpps,1Mpps]'

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
ok 'standard input is read once for all values' from_stdin
ok 'advise wants two ends' refused 'expected LOW,HIGH' advise "$two" -M traffic.rate -b 3 -t 'dropped<=0'
ok 'the first of them smaller' refused 'a larger one behind it' advise "$two" -M traffic.rate -b 5kpps,3kpps -t 'dropped<=0'
ok 'of the kind of the key' refused 'is no value of traffic.rate' advise "$two" -M traffic.rate -b 1us,3kpps -t 'dropped<=0'
ok 'a tolerance too small' refused 'expected a share from 0.0001% to 100%' advise "$two" -M traffic.rate -b 1kpps,3kpps -w 0.00001% -t 'dropped<=0'
ok 'a tolerance' refused 'expected a share from 0.0001% to 100%' advise "$two" -M traffic.rate -b 1kpps,3kpps -w 0% -t 'dropped<=0'
ok 'not too fine' refused 'expected fewer' advise "$two" -M traffic.rate -b 1kpps,1Gpps -w 0.0001% -t 'dropped<=0'
ok 'a tolerance of something' refused 'goes with --between' advise "$two" -M traffic.rate -w 1% -t 'dropped<=0'
ok 'values once' refused 'expected one of them' advise "$two" -M traffic.rate -b 1kpps,3kpps -a '[1kpps]' -t 'dropped<=0'
ok 'a length of trials' refused 'expected a time such as' advise "$two" -M traffic.rate -b 1kpps,3kpps --trial 3 -t 'dropped<=0'
ok 'trials that have a length' refused 'expected run.length' advise "$two" -M traffic.rate -b 1kpps,3kpps --trial 1s --set run.packets=9 -t 'dropped<=0'
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
