#!/bin/sh
# band.sh - how far the answer hangs on prices that are guesses, and what a measured time can tell, from the outside.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# One price that is a guess, of a guest that is the limiter: everything else is known.
cat > "$work/known.yaml" << 'END'
simnic-platform: 1
name: known
title: all but one known, for tests
prices:
  guest_rx_packet: {value: 2us, source: "guess: for tests"}
  host_rx_byte: {value: 0.1ns/B, source: known}
  host_tx_byte: {value: 0.1ns/B, source: known}
  guest_rx_byte: {value: 0.1ns/B, source: known}
  guest_tx_byte: {value: 0.1ns/B, source: known}
  guest_copy_byte: {value: 0.1ns/B, source: known}
unlisted: {value: 10ns, source: known}
END
cat > "$work/guess.yaml" << 'END'
simnic: 1
title: one guess
platform: known.yaml
traffic: {direction: rx, model: poisson, rate: 1Mpps, size: 1514B}
nic: {backend: vhost, host_queue: 50, scheme: mergeable, notify: {guest: {model: napi}}}
run: {warmup: 5ms, length: 10ms, repeat: 1, seed: 1}
compare: {nic.scheme.model: [mergeable, big]}
END

# values FILE STATISTIC - the samples of the first record.
values() {
	sed -n "1s/.*\"band\":.*\"$2\":{\"low\":[^[]*\\[\\([^]]*\\)\\].*/\\1/p" "$work/$1" | tr ',' '\n' | sort -n
}
value() {
	sed -n "1s/.*\"stats\":.*\"$2\":{\"value\":\\([^,]*\\),.*/\\1/p" "$work/$1"
}

# A sample is what a run with that price, given by hand, comes to.
samples_are_runs() {
	run 0 -q -f json "$work/guess.yaml" || return 1
	mv "$work/out" "$work/band.jsonl"
	for price in 1us 1.414213562us 2us 2.828427125us 4us; do
		run 0 -q -f json --set prices.guest_rx_packet=$price --set nic.scheme.model=mergeable "$work/guess.yaml" || return 1
		value out packet_rate
	done | sort -n > "$work/expected"
	values band.jsonl packet_rate > "$work/got"
	diff "$work/expected" "$work/got"
}

# What is set on the command line is no guess.
set_is_known() {
	run 0 -q -f json --set prices.guest_rx_packet=2us "$work/guess.yaml" && has out '"uncertain":[],"samples":0'
}

says() {
	run 0 -q "$work/guess.yaml" || return 1
	tr '\n' ' ' < "$work/out" > "$work/flat"
	has flat '1 of ' 'prices are guesses or given as a range' 'with other prices' 'uncertain price' 'who is ahead'
}

silent() {
	run 0 -q "$@" "$work/guess.yaml" && ! grep -q -e 'uncertain price' -e 'with other prices' "$work/out"
}

one_point() {
	run 0 -q --set nic.scheme.model=big "$work/guess.yaml" && ! grep -q 'uncertain price' "$work/out" &&
		run 0 -q --band --set nic.scheme.model=big "$work/guess.yaml" && has out '(' 'over 1 uncertain price)'
}

# Its head says how many are guesses all the same, in text and records; --no-band nothing.
one_counted() {
	run 0 -q --set nic.scheme.model=big "$work/guess.yaml" && has out '1 of ' 'prices are guesses or given as a range; --band tries others' &&
		run 0 -q -f json --set nic.scheme.model=big "$work/guess.yaml" && has out '"uncertain":[{"key":' '"samples":0,"ranges":{}' &&
		run 0 -q --no-band --set nic.scheme.model=big "$work/guess.yaml" && ! grep -q 'are guesses' "$work/out"
}

# Who is ahead in how many samples is what runs with those prices, given by hand, come to: mergeable copies, big does not.
ahead_counted() {
	sed -e 's/^name: known/name: swings/' -e 's/"guess: for tests"/known/' \
		-e 's|^  guest_copy_byte:.*|  guest_copy_byte: {value: 0.1ns/B, between: [0.01ns/B, 100ns/B], source: for tests}|' \
		"$work/known.yaml" > "$work/swings.yaml"
	sed 's/^platform:.*/platform: swings.yaml/' "$work/guess.yaml" > "$work/copies.yaml"
	ahead=0
	for price in 0.01ns/B 0.1ns/B 1ns/B 10ns/B 100ns/B; do
		run 0 -q --no-what-if -f json --set prices.guest_copy_byte=$price "$work/copies.yaml" || return 1
		copying=$(value out packet_rate)
		without=$(sed 1d "$work/out" | sed -n 's/.*"stats":.*"packet_rate":{"value":\([^,]*\),.*/\1/p')
		ahead=$((ahead + $(awk -v a="$without" -v b="$copying" 'BEGIN { print (a > 1.01 * b) }')))
	done
	run 0 -q --no-what-if "$work/copies.yaml" && tr '\n' ' ' < "$work/out" > "$work/flat"
	[ $ahead -gt 0 ] && [ $ahead -lt 3 ] && has flat "with other prices big is ahead in $ahead of 5 samples"
}

threads() {
	run 0 -q -j 1 -f json "$work/guess.yaml" && mv "$work/out" "$work/one" &&
		run 0 -q -j 7 -f json "$work/guess.yaml" && cmp "$work/one" "$work/out"
}

# With more replications where the interval asks for them the samples come behind the last.
until_narrow() {
	run 0 -q -j 1 -f json --set run.repeat=3 --set run.until.ci=0.5% --set run.until.max=20 "$work/guess.yaml" || return 1
	mv "$work/out" "$work/one"
	run 0 -q -j 7 -f json --set run.repeat=3 --set run.until.ci=0.5% --set run.until.max=20 "$work/guess.yaml" &&
		cmp "$work/one" "$work/out" && [ "$(values one packet_rate | wc -l)" -eq 15 ]
}

# ext2guest's headline has its band wherever it is told.
everywhere() {
	run 0 -q -o "$work/o" scenarios/ext2guest.yaml && run 0 report -q "$work/o" || return 1
	run 0 report -f markdown "$work/o" && cp "$work/out" "$work/o/markdown" || return 1
	run 0 -q scenarios/ext2guest.yaml && cp "$work/out" "$work/o/text" || return 1
	for form in text markdown report.html; do
		tr '\n' ' ' < "$work/o/$form" > "$work/flat"
		has flat 'to 2.3 over 21 uncertain prices); who is ahead does not change' || return 1
	done
	has o/ext2guest.jsonl '"band":{"prices":' '"ranges":{"throughput":{"low":'
}

# Bursts: each replication is offered something else, and the first is not the mean.
around() {
	"$simnic" new ring-size > "$work/new.yaml" &&
		"$simnic" -q -f json --set run.length=20ms --set run.repeat=3 --set 'nic.ring.entries=[64,256]' - \
			< "$work/new.yaml" > "$work/out" 2> "$work/err" || return 1
	sed 's/.*"stats":.*"throughput":{"value":\([^,]*\),.*"ranges":.*"throughput":{"low":\([^,]*\),"high":\([^,]*\),.*/\1 \2 \3/' "$work/out" |
		awk '{ n++; bad += !($2 <= $1 && $1 <= $3 && $2 < $3) } END { exit bad || n != 2 }'
}

# A point that failed has no band, whatever its samples came to: the driver sleeps for good on the 1500th interrupt.
failed() {
	run 1 -q --band -f json --set 'traffic.rate=[100kpps,200kpps]' tests/cli/lost-interrupt.yaml && [ "$(grep -c '"failed":' "$work/out")" = 1 ] && [ "$(grep -c '"band":' "$work/out")" = 1 ] &&
		! grep '"failed":' "$work/out" | grep -q '"band":' || return 1
	run 1 -q --band --set traffic.rate=200kpps tests/cli/lost-interrupt.yaml && has out FAILED && ! grep -q -e uncertain -e 'are guesses' "$work/out"
}

# columns FILE NAME... - of the rows of CSV, with a row for each point.
columns() {
	file=$1
	shift
	tr -d '\r' < "$work/$file" | awk -F, -v names="$*" 'NR == 1 { n = split(names, name, " "); for (i = 1; i <= NF; i++) { sub(/\[.*/, "", $i); at[$i] = i }; next }
		{ for (i = 1; i <= n; i++) { if (!(name[i] in at)) exit 1; printf "%s%s", $(at[name[i]]), i < n ? " " : "\n" } }'
}
# CSV has what records say; unasked it tries none.
in_csv() {
	run 0 -q --band -f json "$work/guess.yaml" && sed 's/.*"ranges":.*"packet_rate":{"low":\([^,]*\),"high":\([^,]*\),.*/\1 \2/' "$work/out" > "$work/expected" || return 1
	run 0 -q --band -f csv "$work/guess.yaml" && cp "$work/out" "$work/csv" && columns csv packet_rate_low packet_rate_high > "$work/got" &&
		[ "$(wc -l < "$work/got")" = 2 ] && diff "$work/expected" "$work/got" || return 1
	run 0 -q --band -f csv --units-row "$work/guess.yaml" && awk -F, 'NR == 1 { n = NF; for (i = 1; i <= NF; i++) if ($i == "packet_rate_high") at = i } NR == 2 { exit !(NF == n && $at == "pps") }' "$work/out" || return 1
	run 0 -q -f csv "$work/guess.yaml" && ! grep -q -e _low -e _high "$work/out" && run 1 -q --band -f csv --set 'traffic.rate=[100kpps,200kpps]' tests/cli/lost-interrupt.yaml &&
		[ "$(columns out state packet_rate_low | tail -n 1)" = 'failed ' ]
}

# Interrupts that take half the window: a few lumps come through.
cat > "$work/lump.yaml" << END
simnic: 1
title: interrupts that take half the window
platform: $PWD/scenarios/platforms/ideal.yaml
prices: {dma_read_latency: 900ns, irq_latency: 500us}
traffic: {direction: rx, model: constant, rate: 100Mpps, size: 9014B}
nic:
  backend: {model: hardware, batch: 8}
  link: {model: pcie, generation: 4, width: 8, prefetch: 256}
  ring: {format: packed, entries: 4096}
  scheme: {model: mergeable}
  alloc: page_recycle
  host_queue: 256
run: {warmup: 200us, length: 1ms, repeat: 1, seed: 1, jitter: 0%}
END
lump() {
	run 1 -q "$work/lump.yaml" && has out 'NOT STEADY' 'packets come through in lumps' && has err 'use a longer run.length'
}

ok 'a sample is a run with that price' samples_are_runs
ok 'a price that is set is no guess' set_is_known
ok 'a comparison says what its prices leave open' says
ok 'a point that failed has none' failed
ok 'CSV has it' in_csv
ok 'the band is around what is printed' around
ok '--no-band says nothing of it' silent --no-band
ok 'of one point only with --band' one_point
ok 'who is ahead in how many samples is counted' ahead_counted
ok 'of one point its head counts the guesses' one_counted
ok 'the same whatever -j' threads
ok 'the same whatever -j, with run.until' until_narrow
ok 'text, records, report and Markdown tell it' everywhere
ok 'a few lumps in the window are told' lump
finish
