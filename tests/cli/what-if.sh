#!/bin/sh
# what-if.sh - what would help: when it is tried, that all forms carry it, and that it is what a run with the doubled value says.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

title='what would help (throughput, with each twice as good'
asked() {
	run 0 -q "$two" && has out "$title" 'guest core x2 +' || return 1
	run 0 -q --no-what-if "$two" && ! grep -q 'what would help' "$work/out" || return 1
	run 0 -q -f json "$two" && ! grep -q what_if "$work/out" || return 1
	run 0 -q -f json --what-if "$two" && [ "$(grep -c '"what_if":{"of":"throughput","gains":\[{"twice":"' "$work/out")" = 2 ] || return 1
	run 0 -q -o "$work/plain" "$two" && ! grep -q -e what_if -e 'would help' "$work"/plain/two.jsonl "$work"/plain/two.txt
}
ok 'text says it by default, data when they are asked' asked

# Of more than 8 points it takes longer than people expect.
many() {
	run 0 -q --set 'nic.ring.entries=[64,128,256,512,1024]' "$two" && ! grep -q 'would help' "$work/out" || return 1
	run 0 -q --set 'nic.ring.entries=[64,128,256,512,1024]' --what-if "$two" && has out "$title" 'big/64 '
}
ok 'of many points when it is asked for' many

# stat NAME - its mean in the record in $work/out.
stat() {
	sed -n "s/.*\"$1\":{\"value\":\\([-0-9.e+]*\\),.*/\\1/p" "$work/out"
}
# gain RESOURCE - from the record in $work/out.
gain() {
	sed -n "s/.*{\"twice\":\"$1\",\"gain\":\\([-0-9.e+]*\\),.*/\\1/p" "$work/out"
}
# doubled RESOURCE KEY VALUE - the gain of one replication is the ratio of two runs, one with the doubled value.
doubled() {
	resource=$1
	shift
	run 0 -q -f json --repeat 1 --what-if --set nic.scheme=big "$two" || return 1
	was=$(stat throughput) told=$(gain "$resource")
	run 0 -q -f json --repeat 1 --set nic.scheme=big "$@" "$two" || return 1
	is=$(stat throughput)
	echo "$resource: $was, $is, told $told"
	awk -v a="$was" -v b="$is" -v g="$told" 'BEGIN { d = b / a - 1 - g; exit !(g != "" && d < 1e-9 && d > -1e-9) }'
}
ok 'the ring: as a run with twice the entries' doubled ring --set nic.ring.entries=512
ok 'the wire: as a run with twice the rate' doubled wire --set traffic.link=20Gb/s

# Of a burst of 3000 a process can keep 500, or 1000: a larger buffer is among what is tried.
cat > "$work/sender.yaml" << EOF
simnic: 1
title: a burst of a local process
platform: $PWD/scenarios/platforms/kvm-2008.yaml
traffic: {direction: rx, model: burst, size: 1500B, count: 3000, sender: {model: local, buffer: 500}}
nic: {backend: qemu, scheme: mergeable}
run: {packets: 3000, warmup: 0ms, repeat: 1}
EOF
sender() {
	run 0 -q -f json --what-if "$work/sender.yaml" && [ -n "$(gain sender)" ]
}
ok 'the buffer of a sender is doubled' sender

# Of a TCP stream that backs off a ring that loses three packets in ten thousand is tried.
backs_off() {
	run 0 -q -f json --what-if --set nic.host_queue=0 --set nic.ring.entries=128 --set run.warmup=100ms --set run.length=200ms \
		--set run.repeat=1 scenarios/tcp-ring-loss.yaml && [ -n "$(gain ring)" ]
}
ok 'the ring is doubled that holds a stream down by few losses' backs_off

# Bursts move a rate by a tenth, and what is gained on the same bursts not at all.
bursts() {
	"$simnic" new ring-size > "$work/bursts.yaml" && "$simnic" -q -f json --what-if --set nic.ring.entries=512 --set run.length=50ms \
		--set run.repeat=1 - < "$work/bursts.yaml" > "$work/out" 2> "$work/err" || return 1
	sed -n 's/.*"twice":"guest core","gain":[^,]*,"ci95":\([^,]*\),.*/\1/p' "$work/out" |
		awk '{ good = $1 < 0.02 } END { exit !good }' &&
		sed -n 's/.*"resolution":{"value":\([^,]*\),.*/\1/p' "$work/out" | awk '{ exit !($1 > 4) }'
}
ok 'a gain on the same bursts is known better than the rate' bursts

# What holds a fixed window down is one packet in a hundred that is lost on the way, nothing that is busy.
cat > "$work/lossy.yaml" << EOF
simnic: 1
title: a window that waits for what was lost
platform: $PWD/scenarios/platforms/kvm-modern.yaml
traffic: {direction: rx, model: window, window: 96KiB, segment: 1448B, loss: 1%}
nic: {backend: vhost, scheme: mergeable}
run: {warmup: 200ms, length: 2s, repeat: 1}
EOF
lossy() {
	run 0 -q --what-if "$work/lossy.yaml" && has out 'limited by loss on the wire' 'would help' 'loss on the wire halved' || return 1
	run 0 -q -f json --what-if "$work/lossy.yaml" && was=$(stat throughput) told=$(gain 'loss on the wire') || return 1
	run 0 -q -f json --set traffic.loss=0.5% "$work/lossy.yaml" && is=$(stat throughput)
	echo "$was, $is, told $told"
	awk -v a="$was" -v b="$is" -v g="$told" 'BEGIN { d = b / a - 1 - g; exit !(g > 0.3 && d < 1e-9 && d > -1e-9) }'
}
ok 'half the loss: as a run with half of it' lossy

# A core that is twice as fast is one whose prices are all half; only what is rounded differs.
half_core() {
	run 0 -q -f json --repeat 1 --what-if --set nic.scheme=big --set run.jitter=0% "$two" || return 1
	was=$(stat throughput) told=$(gain 'guest core')
	set --
	for price in guest_rx_packet guest_tx_packet guest_tx_reclaim guest_descriptor irq_handler napi_resched page_alloc page_free \
		page_block kick kick_handle unattributed guest_head guest_build guest_fragment guest_page_return; do
		set -- "$@" --set "prices.$price=50ns"
	done
	for price in guest_rx_byte guest_tx_byte guest_copy_byte; do
		set -- "$@" --set "prices.$price=0.05ns/B"
	done
	run 0 -q -f json --repeat 1 --set nic.scheme=big --set run.jitter=0% "$@" "$two" || return 1
	is=$(stat throughput)
	echo "guest core: $was, $is, told $told"
	awk -v a="$was" -v b="$is" -v g="$told" 'BEGIN { d = b / a - 1 - g; exit !(g > 0.1 && d < 0.02 && d > -0.02) }'
}
ok 'the guest core: as a run with its prices halved' half_core

same() {
	run 0 -q -f json --what-if -j1 "$two" && cp "$work/out" "$work/one" && run 0 -q -f json --what-if -j4 "$two" && cmp "$work/one" "$work/out"
}
ok 'the same on any number of threads' same

folder() {
	run 0 -q --what-if -o "$work/kept" "$two" && cmp_folder || return 1
	cp "$work/kept/two.txt" "$work/first.txt"
	cp "$work/kept/two.jsonl" "$work/first.jsonl"
	rm "$work/kept/two.txt" "$work/kept/two.jsonl"
	run 2 -q --resume -o "$work/kept" "$two" && has err 'it was made with or without --what-if' || return 1
	run 0 -q --resume --what-if -o "$work/kept" "$two" && cmp "$work/kept/two.txt" "$work/first.txt" && cmp "$work/kept/two.jsonl" "$work/first.jsonl"
}
again() {
	id=$(sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p' "$work/kept/two.jsonl")
	run 0 -q --rerun "$id" --what-if -o "$work/kept" "$two" && cmp "$work/kept/two.jsonl" "$work/first.jsonl"
}
cmp_folder() {
	grep -q "$title" "$work/kept/two.txt" && [ "$(grep -c '"what_if":' "$work/kept/two.jsonl")" = 2 ]
}
ok 'a folder keeps it, and makes its files of it again' folder
ok 'a point run again is the same' again
reported() {
	run 0 report -q -f markdown "$work/kept" && has out '| what would help | guest core x2 +' || return 1
	run 0 report -q -f text "$work/kept" && has out 'what would help' 'guest core x2 +' || return 1
	run 0 report -q -f html -o "$work/page.html" "$work/kept" && grep -q 'what would help' "$work/page.html"
}
ok 'reports show it' reported

# Host and guest work one after the other where the ring holds 12 packets: neither alone is what binds.
turns() {
	run 0 -q scenarios/ext2guest.yaml || return 1
	tr '\n' ' ' < "$work/out" > "$work/line"
	has line 'big is limited by host and guest working in turn, mergeable by the guest core' &&
		has out 'host and guest in turn: the host waits for posted buffers 63 % of the time' || return 1
	awk '/^  big .*guest core x2/ { gsub(/[+,]/, ""); for (i = 1; i < NF; i++) if ($i == "x2") gain[$(i - 1)] = gain[$(i - 1)] ? gain[$(i - 1)] : $(i + 1); exit !(gain["core"] > 2 * gain["ring"] && gain["ring"] > 10) }' "$work/out"
}
ok 'ext2guest: host and guest work in turn' turns

# What is named and makes a point worse when it is doubled is told with its loss, in one point and beside one that gains.
cat > "$work/loses.yaml" << END
simnic: 1
title: two queues on one pair of cores
platform: $PWD/scenarios/platforms/kvm-modern.yaml
traffic: {direction: tx, model: constant, rate: 2Mpps, size: 1514B, link: 10Gb/s}
nic: {queues: 2, backend: {model: qemu, ioeventfd: false}, ring: {format: split, entries: 256}, scheme: mergeable}
run: {warmup: 2ms, length: 20ms, repeat: 2, jitter: 0%}
END
loses() {
	run 0 -q --no-band "$work/loses.yaml" && tr '\n' ' ' < "$work/out" > "$work/line" && has line '; the host core twice as fast loses ' || return 1
	run 0 -q --no-band --set 'nic.backend.ioeventfd=[false,true]' "$work/loses.yaml" && tr '\n' ' ' < "$work/out" > "$work/line" &&
		grep -q 'host core twice as fast, which gains [0-9]* % in ioeventfd true, but loses [0-9]* % in ioeventfd false\.' "$work/line"
}
ok 'what loses is told' loses
# Columns of a wide table have their units, packets too.
with_unit() {
	"$simnic" -q --no-band --no-what-if --set run.repeat=1 --set "traffic.rate=[1Mpps,2Mpps,3Mpps,4Mpps,5Mpps,6Mpps,7Mpps]" "$work/loses.yaml" > "$work/out" 2> "$work/err"
	has out 'dropped [packets]'
}
ok 'what is dropped is counted in packets' with_unit

# Of twice as many packets the 1500th brings an interrupt that is lost, behind which nobody wakes the driver again.
why='offered load x2: the run fails: queue 0 stalled: the guest'"'"'s driver has slept since'
fails() {
	run 0 -q --no-band tests/cli/lost-interrupt.yaml && tr -s '\n ' '  ' < "$work/out" > "$work/line" && has line "$why" || return 1
	run 0 -q -f json --what-if tests/cli/lost-interrupt.yaml && has out '"fails":[{"twice":"offered load","why":"queue 0 stalled: ' &&
		! grep -q '"twice":"offered load","gain"' "$work/out" && cp "$work/out" "$work/fails.jsonl"
}
ok 'what makes the run fail when it is doubled is told' fails
fails_kept() {
	run 0 -q --what-if --set 'traffic.rate=[50kpps,100kpps]' -o "$work/failing" tests/cli/lost-interrupt.yaml || return 1
	for form in text markdown; do
		run 0 report -q -f $form "$work/failing" && tr -s '\n ' '  ' < "$work/out" > "$work/line" && has line 'offered load x2: the run fails' || return 1
	done
	grep -c '"fails":\[{"twice":"offered load"' "$work/failing/lost-interrupt.jsonl" | grep -qx 1 || return 1
	cp "$work/failing/lost-interrupt.jsonl" "$work/first.jsonl"
	cp "$work/failing/lost-interrupt.txt" "$work/first.txt"
	rm "$work/failing/lost-interrupt.jsonl" "$work/failing/lost-interrupt.txt"
	run 0 -q --resume --what-if --set 'traffic.rate=[50kpps,100kpps]' -o "$work/failing" tests/cli/lost-interrupt.yaml &&
		cmp "$work/failing/lost-interrupt.jsonl" "$work/first.jsonl" && cmp "$work/failing/lost-interrupt.txt" "$work/first.txt"
}
ok '... in a folder, made again, and in its reports' fails_kept

# Without a try what binds is inferred, and it is said so: of many points, and where nobody wants it tried.
untried() {
	run 0 -q "$two" && has out 'what binds' && ! grep -q -e inferred -e 'not tried' "$work/out" || return 1
	run 0 -q --no-what-if "$two" && has out 'what binds (inferred, not tried; --what-if tries)' || return 1
	run 0 -q --set 'nic.ring.entries=[64,128,256,512,1024]' "$two" &&
		has out 'limiters are inferred from who works and who waits, not tried; --what-if tries' || return 1
	run 0 -q --what-if --set 'nic.ring.entries=[64,128,256,512,1024]' "$two" && ! grep -q inferred "$work/out"
}
ok 'what is not tried is called inferred' untried

# Interrupted while it tries what would help, a run still says what it found.
interrupted() {
	for seconds in 1 2 3 4 6 8 12 16 24; do
		"$simnic" -q --repeat 1 --set run.transfer=4GB --set run.warmup=0ms "$two" > "$work/out" 2> "$work/err" &
		sleep $((seconds * patience))
		kill -INT $! 2> /dev/null
		wait $!
		code=$?
		grep -q 'interrupted while trying what would help' "$work/err" || continue
		[ $code -eq 130 ] && has out 'what binds' 'mergeable carries'
		return
	done
	cat "$work/err"
	return 1
}
ok 'interrupted it still tells the result' interrupted
finish
