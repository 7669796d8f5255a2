#!/bin/sh
# resolution.sh - an interval is at least what the measured time resolves, whoever prints it, also where replications are alike.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# Packets at a constant rate: all replications are the same.
cat > "$work/alike.yaml" << END
simnic: 1
title: a constant rate
platform: $PWD/scenarios/platforms/ideal.yaml
traffic: {direction: rx, model: constant, size: 1514B, rate: 500kpps, link: 10Gb/s}
nic: {backend: vhost, ring: {format: split, entries: 256}, scheme: mergeable}
run: {warmup: 1ms, length: 5ms, repeat: 3, jitter: 0%}
compare: {nic.ring.entries: [256, 512]}
claims:
  - {id: 1-a, of: packet_rate, at: {nic.ring.entries: 256}, published: 500kpps, tolerance: 1%, kind: predicted}
  - {id: 1-b, of: packet_rate, at: {nic.ring.entries: 256}, over: {nic.ring.entries: 512}, published: 1, tolerance: 1%, kind: predicted}
END

# number NAME - of the first point of $work/out: its value, interval.
number() {
	sed -n '1s/.*"'"$1"'":{"value":\([^,]*\),"unit":"[^"]*","ci95":\([^,]*\),.*/\1 \2/p' "$work/out"
}
# resolved - the rates' intervals are their resolution, of 2500 packets that come one by one about one packet.
resolved() {
	for name in throughput packet_rate; do
		echo "$(number $name) $(number resolution)" |
			awk '{ is = $2 / $1; least = $3 / 100; d = is / least - 1; exit !(d * d < 1e-12 && is > 3.9e-4 && is < 1e-2) }' || return 1
	done
	half=$(number packet_rate | cut -d ' ' -f 2)
}
json() {
	run 0 -f json "$@" "$work/alike.yaml" && resolved
}
one_replication() {
	json --set run.repeat=1
}
csv() {
	json && run 0 -f csv "$work/alike.yaml" &&
		awk -F, -v half="$half" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "packet_rate_ci95") at = i }
			NR == 2 { d = $at - half; said = d * d < 1e-6 } END { exit !said }' "$work/out"
}
# The claim's half-width is that of the point, the ratio's those of both.
claims() {
	json && run 0 --claims -f json "$work/alike.yaml" &&
		sed -n 's/.*"value":\([^,]*\),"unit":"[^"]*","ci95":\([^,]*\),.*/\1 \2/p' "$work/out" | awk -v half="$half" '
			NR == 1 { d = $2 / half - 1; rate = $1 } NR == 2 { e = $2 / (2 * half / rate) - 1 }
			END { exit !(NR == 2 && d * d < 1e-12 && e * e < 1e-2) }'
}
# advised WHAT PART - whether more than the mean less PART of the half-width is met.
advised() {
	json && want=$(number packet_rate | awk -v part="$2" '{ printf "%.3fpps", $1 - part * $2 }') || return 1
	"$simnic" advise "$work/alike.yaml" -f json -t "packet_rate>=$want" -m nic.host_queue -a '[256]' > "$work/advice" 2> "$work/err" < /dev/null
	has advice "\"met\":\"$1\"" && sed 's/.*"ci95":\([^,]*\),.*/\1/; q' "$work/advice" | awk -v half="$half" '{ exit !($1 >= half * 0.999) }'
}
advised_text() {
	json && "$simnic" advise "$work/alike.yaml" -t 'packet_rate>=100kpps' -m nic.host_queue -a '[256]' > "$work/out" 2> "$work/err" < /dev/null &&
		has out ' +-'
}
# What the host gains when it works twice as fast is nothing, as far as the run can tell.
gains() {
	json --what-if && sed -n '1s/.*"gains":\[{[^}]*"ci95":\([^,]*\),.*/\1/p' "$work/out" |
		awk -v half="$half" -v rate="$(number packet_rate | cut -d ' ' -f 1)" '{ exit !($1 >= half / rate) }'
}

ok 'JSON' json
ok 'of one replication' one_replication
ok 'CSV' csv
ok 'claims' claims
ok 'advice is sure of what is a half-width away' advised yes 1.01
ok 'and not of what is nearer' advised unsure 0.5
ok 'advice in words' advised_text
ok 'gains' gains
finish
