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

# Constant rates without jitter over a device whose reads come in batches: the window's edges decide the third digit.
cat > "$work/edges.yaml" << END
simnic: 1
title: a packed ring over a split one
platform: $PWD/scenarios/platforms/ideal.yaml
prices: {dma_read_latency: 600ns}
cores: {host: [nic], guest: [vcpu0]}
traffic: {direction: rx, model: constant, rate: 200Mpps, size: 1514B}
nic:
  backend: {model: hardware, batch_wait: 5us, batch: 8}
  link: {model: pcie, generation: 3, tags: 768, prefetch: 64}
  ring: {format: split, entries: 4096}
  scheme: {model: mergeable}
  alloc: page_recycle
  notify: {guest: {model: napi, refill: each}, host: flags}
  host_queue: 256
run: {warmup: 1ms, length: 10ms, repeat: 1, seed: 1, jitter: 0%}
compare: {nic.ring.format: [split, packed]}
claims:
  - {id: 1-a, of: packet_rate, at: {nic.ring.format: packed}, over: {nic.ring.format: split}, published: 1, tolerance: 50%, kind: predicted}
END
# edge LENGTH - the ratio and its half-width.
edge() {
	run 0 --claims -f json --set "run.length=$1" "$work/edges.yaml" && sed -n 's/.*"value":\([^,]*\),"unit":"[^"]*","ci95":\([^,]*\),.*/\1 \2/p' "$work/out"
}
reference=200ms lengths='2ms 5ms 10ms 20ms 50ms'
[ -z "${LONG-}" ] || reference=1s lengths="$lengths 100ms"
edges() {
	long=$(edge "$reference" | cut -d ' ' -f 1)
	for length in $lengths; do
		edge "$length" | awk -v long="$long" '{ d = $1 - long; exit !($2 > 0 && d <= $2 && -d <= $2) } END { exit NR != 1 }' || return 1
	done
}

# A headline's intervals of short runs hold what a long run says, too, also of 9014 B.
# ratio LENGTH SIZE - packed over split, and how far it may be off.
ratio() {
	# Large frames come in lumps that a short window is told to be too short for: exit code 1.
	"$simnic" -q --no-band -f json --set run.length="$1" --set traffic.size="$2" "$work/edges.yaml" > "$work/out" 2> "$work/err"
	[ -s "$work/out" ] || return 1
	sed 's/.*"throughput":{"value":\([^,]*\),.*"resolution":{"value":\([^,]*\),.*/\1 \2/' "$work/out" |
		awk 'NR == 1 { v = $1; r = $2 } NR == 2 { q = $1 / v; printf "%.9f %.9f\n", q, q * (r + $2) / 100 }'
}
window_edges() {
	for size in $sizes; do
		long=$(ratio "$longest" "$size") || return 1
		for length in $lengths; do
			short=$(ratio "$length" "$size") || return 1
			echo "$long $short" | awk '{ d = $1 - $3; if (d < 0) d = -d; exit !(d <= $4 + $2  && $4 < 0.7) }' && continue
			echo "$size: $short after $length, $long after $longest"
			return 1
		done
	done
}
sizes=9014B longest=200ms
[ -z "${LONG-}" ] || sizes='64B 256B 512B 1024B 1514B 4096B 9014B' longest=1s

# ---- all there is to send comes and goes ----

cat > "$work/burst.yaml" << END
simnic: 1
title: a burst
platform: $PWD/scenarios/platforms/kvm-modern.yaml
traffic: {direction: rx, model: burst, count: 1000, size: 128B}
nic: {backend: vhost, ring: {format: split, entries: 256}, scheme: {model: small}, notify: {guest: napi, host: event_idx}}
run: {warmup: 0ms, length: 10ms, repeat: 1}
compare: {nic.scheme.model: [small, big]}
END
# words TEXT... - the answer's sentence says all of it.
words() {
	tr '\n' ' ' < "$work/out" > "$work/line"
	for text in "$@"; do grep -q -e "$text" "$work/line" || return 1; done
}
# Whatever is changed, 1000 packets over 10 ms are 0.102 Gb/s: what differs is how long each takes.
comes_through() {
	run 0 -q --no-band "$work/burst.yaml" && words 'came and got through in the measured time, so rates tell nothing' \
		'big takes on average [0-9]* us, [0-9.]* times small.s [0-9]* us' 'what would help (mean latency, ' &&
		! grep -q 'NOT STEADY' "$work/out" && json_of "$work/burst.yaml"
}
json_of() {
	run 0 -f json "$@" && [ "$(number resolution | cut -d ' ' -f 1)" = 0 ]
}
alike_lost() {
	run 0 -q --no-band --set nic.host_queue=500 "$work/burst.yaml" &&
		words 'as much of it was lost everywhere, so rates tell nothing' 'would help throughput most is the host queue doubled, which gains 100 %'
}
lost_apart() {
	run 0 -q --no-band --set nic.scheme=small --set 'nic.host_queue=[300,2000]' "$work/burst.yaml" &&
		words 'so rates tell only how much of it was lost' '3.3 times the 0.0307 Gb/s of host_queue 300' 'host_queue 2000  mean latency: '
}
# What is still under way at an edge is cut by it, and so is what had not come yet.
still_under_way() {
	run 0 -q --no-band --set run.length=500us "$work/burst.yaml"
	! words 'came and'
}

ok 'JSON' json
ok 'of one replication' one_replication
ok 'CSV' csv
ok 'claims' claims
ok 'advice is sure of what is a half-width away' advised yes 1.01
ok 'and not of what is nearer' advised unsure 0.5
ok 'advice in words' advised_text
ok 'gains' gains
ok 'ratios over 2 to 100 ms hold the one of a long run' edges
ok 'short windows know how little they can tell' window_edges
ok 'a burst that comes through is judged by latency' comes_through
ok '... of which as much is lost, too, and that is said' alike_lost
ok '... of which some lose more, by that' lost_apart
ok 'a burst that is under way at the end, as any load' still_under_way
finish
