#!/bin/sh
# scenarios.sh - the scenarios that come with simnic: all pass --check, and the main ones give the answers their comments promise.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; a dollar that is meant
. "$(dirname "$0")/lib.sh"

# table ARGUMENT... - run, and keep the CSV in $work/table; ranges of prices are no column of it.
table() {
	run 0 -q --no-band -f csv "$@" && cp "$work/out" "$work/table"
}

# value COLUMN TEXT... - the value in COLUMN (name without unit) of the only row whose axes, id and limiter contain every TEXT; an amount
# there is a number of the unit in the column's head.
value() {
	awk -F, -v column="$1" -v wanted="$(shift && echo "$@")" '
		BEGIN {
			split("B 1 KiB 1024 MiB 1048576 ns .001 us 1 ms 1000 s 1000000 pps 1 kpps 1000 Mpps 1000000 Mb/s .001 Gb/s 1 % 1", unit, " ")
			for (i = 1; i in unit; i += 2) times[unit[i]] = unit[i + 1]
		}
		function is_amount(cell, text,    suffix) {
			suffix = text
			sub(/^[0-9.]+/, "", suffix)
			return suffix != text && suffix in times && cell ~ /^[0-9.eE+-]+$/ && cell + 0 == text * times[suffix]
		}
		NR == 1 {
			for (i = 1; i <= NF; i++) {
				name = $i
				sub(/\[.*/, "", name)
				if (name == column) at = i
				if ($i == "state") axes = i - 1
			}
			n = split(wanted, word, " ")
			next
		}
		{
			for (k = 1; k <= n; k++) {
				found = 0
				for (i = 2; i <= axes; i++) if ($i == word[k] || is_amount($i, word[k])) found = 1
				if (!found) next
			}
			rows++
			answer = $at
		}
		END {
			if (!at || rows != 1) { print "no_" column "_in_" rows + 0 "_rows"; exit }
			print answer
		}' "$work/table"
}

# within LEAST X MOST - LEAST <= X <= MOST, all numbers.
within() {
	awk -v least="$1" -v x="$2" -v most="$3" 'BEGIN {
		good = x ~ /^[-+0-9.eE]+$/ && x + 0 >= least + 0 && x + 0 <= most + 0
		if (!good) print "got " x ", expected " least " to " most
		exit !good
	}'
}

# is EXPECTED GOT
is() {
	[ "$1" = "$2" ] && return
	echo "got '$2', expected '$1'"
	return 1
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { print b + 0 ? a / b : "a ratio to nothing" }'; }

# names_schema KIND FILE... - the first line of each refers editors to that schema, as seen from the file's folder.
names_schema() {
	kind=$1
	shift
	for file; do
		line=$(head -n 1 "$file")
		way=${line#'# yaml-language-server: $schema='}
		[ "$way" != "$line" ] && [ "$(realpath -m "$(dirname "$file")/$way")" = "$PWD/scenarios/schema/$kind.json" ] && continue
		echo "$file: begins with $line"
		return 1
	done
}
ok 'scenarios name their schema' names_schema scenario scenarios/*.yaml scenarios/theory/*.yaml scenarios/new/*.yaml
ok 'platforms name theirs' names_schema platform scenarios/platforms/*.yaml
ok 'fit files name theirs' names_schema fit scenarios/fit/*.yaml

for file in scenarios/*.yaml scenarios/theory/*.yaml scenarios/new/*.yaml; do
	[ -e "$file" ] || continue
	ok "$file passes --check" run 0 --check "$file"
done

# ---- big or mergeable? ----

ext2guest=scenarios/ext2guest.yaml
answer_of() {
	table --seed "$1" --repeat 2 --set run.length=200ms $ext2guest &&
		is 12 "$(value ring_capacity big)" && is 256 "$(value ring_capacity mergeable)" &&
		within 0.9 "$(value throughput big)" 1.1 && within 1.8 "$(value throughput mergeable)" 2.2 &&
		within 0.45 "$(ratio "$(value throughput big)" "$(value throughput mergeable)")" 0.55 &&
		is 'guest core' "$(value limiter big)" && is 'guest core' "$(value limiter mergeable)"
}
# Packets wait in the host queue while the ring is dry, and the guest has time left; with mergeable the guest has none.
mechanism() {
	within 50 "$(value ring_dry big)" 75 && within 60 "$(value cpu_vcpu0_busy big)" 85 &&
		within 99 "$(value cpu_vcpu0_busy mergeable)" 100.1 && within 0 "$(value source_blocked mergeable)" 1 &&
		within 3000 "$(value wait_host_queue big)" 5000 && within 20 "$(value descriptors_per_packet big)" 20 &&
		within 17 "$(value pages_allocated_per_packet big)" 19
}
# All that a core was busy with is told: costs sum to the busy time of both cores.
costs_sum_to_busy_time() {
	awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) { name[i] = $i; sub(/\[.*/, "", name[i]) } next }
		{
			cost = busy = 0
			for (i = 1; i <= NF; i++) {
				if (name[i] ~ /^cost_.*_per_packet$/ || name[i] == "unattributed_per_packet") cost += $i
				if (name[i] ~ /^cpu_.*_busy$/) busy += $i / 100
				if (name[i] == "packet_rate") rate = $i
			}
			off = cost * 1e-6 * rate / busy - 1
			if (off * off > 1e-6) { print "row " NR ": costs are " off " off the busy time"; bad = 1 }
		}
		END { exit bad || NR < 2 }' "$work/table"
}
for seed in 1 20081030; do
	ok "ext2guest: the answer, seed $seed" answer_of $seed
done
ok 'ext2guest: the mechanism behind it' mechanism
ok 'ext2guest: costs sum to the busy time' costs_sum_to_busy_time
ok 'ext2guest: says so in words' run 0 -q --repeat 2 --set run.length=50ms $ext2guest
# The sentence is broken into lines.
words() {
	tr '\n' ' ' < "$work/out" > "$work/words" && has words "$@"
}
ok 'ext2guest: the words' words 'big is limited by host and guest working in turn' 'mergeable by the guest core' "where a packet's time goes" 'ring_capacity'

# The result does not hang on the jitter, the flush policy or a larger window.
robust() {
	table --repeat 2 --set run.length=200ms --set "$1" $ext2guest &&
		within 0.45 "$(ratio "$(value throughput big)" "$(value throughput mergeable)")" 0.55
}
for change in run.jitter=0% run.jitter=50% nic.notify.tx_flush=bh nic.notify.tx_flush=now traffic.window=1MiB; do
	ok "ext2guest: about one to two with $change, too" robust $change
done

# ---- ring sizes and ablations ----

# at LEAST MOST RING A B: throughput at ring A over that at ring B, with more words to find the row.
span() {
	least=$1 most=$2 a=$3 b=$4
	shift 4
	within "$least" "$(ratio "$(value throughput "$a" "$@")" "$(value throughput "$b" "$@")")" "$most"
}
ok 'ring-size: runs' table --repeat 1 --set run.length=100ms scenarios/ring-size.yaml
ok 'ring-size: big at 4096 carries about twice what it does at 128' span 1.8 2.2 4096 128 big
ok 'ring-size: mergeable does not care' span 0.98 1.02 4096 256 mergeable
for pair in '256 128' '512 256' '1024 512' '2048 1024' '4096 2048'; do
	# shellcheck disable=SC2086 # two numbers
	ok "ring-size: big, $pair, does not fall" span 0.99 2 $pair big
done
ok 'ablation-wakeup: runs' table --repeat 2 --set run.length=100ms scenarios/ablation-wakeup.yaml
ok 'ablation-wakeup: with the price ring size matters' span 1.4 2 4096 128 22us
ok 'ablation-wakeup: without it only the hand-over of a batch is left' span 0.99 1.15 4096 128 0us
ok 'ablation-wakeup: 5 % of it from 256 on' span 0.99 1.06 4096 256 0us
ok 'ablation-wakeup: each buffer posted at once' table --repeat 2 --set run.length=100ms --set nic.notify.guest.refill=each \
	scenarios/ablation-wakeup.yaml
ok 'ablation-wakeup: then nothing is left' span 0.99 1.01 4096 128 0us
ok 'ablation-switch: runs' table --repeat 1 scenarios/ablation-switch.yaml
ok 'ablation-switch: with the price ring size matters' span 1.1 1.3 1024 128 15.3us
ok 'ablation-switch: without it it does not' span 0.995 1.005 1024 128 0us
ok 'ablation-page-cost: runs' table --repeat 1 scenarios/ablation-page-cost.yaml
ok 'ablation-page-cost: with the price the cache matters' \
	within 1.25 "$(ratio "$(value transfer_time page 0.47us)" "$(value transfer_time page_cache 0.47us)")" 1.4
ok 'ablation-page-cost: without it it does not' is "$(value transfer_time page 20ns)" "$(value transfer_time page_cache 20ns)"

# ---- header and data in one block, behind a software back end: next to nothing ----

netkvm() { table --repeat 2 --set run.length=100ms "$@" scenarios/netkvm-software.yaml; }
# gain LEAST MOST SEGMENT... - by how many percent the packet rate rises when the header is no longer split off; the ring does not bind.
gain() {
	least=$1 most=$2
	shift 2
	for split in true false; do
		is 0 "$(value ring_dry $split "$@")" && is 1 "$(value descriptors_per_packet $split "$@")" &&
			is 'guest core' "$(value limiter $split "$@")" || return 1
	done
	within "$least" "$(awk -v r="$(ratio "$(value packet_rate true "$@")" "$(value packet_rate false "$@")")" 'BEGIN { print 100 * (r - 1) }')" "$most"
}
for seed in 1 20240403; do
	ok "netkvm-software: runs, seed $seed" netkvm --seed $seed
	for segment in 1448B 8948B 65469B; do
		ok "netkvm-software: one block gains -0.5 to 2 % at $segment" gain -0.5 2 $segment
	done
done
ok 'netkvm-software: runs with a descriptor free of charge' netkvm --set prices.guest_descriptor=0ns --set prices.host_descriptor=0ns
ok 'netkvm-software: then nothing is left' gain -0.1 0.1 8948B
# Not all is below 2 %: a slower link, smaller batches, more kicks.
ok 'netkvm-software: runs with a link of 25 Gb/s' netkvm --set traffic.link=25Gb/s --set traffic.segment=1448B --set traffic.window=512KiB
ok 'netkvm-software: 2 to 3 % then' gain 2 3

# ---- and in front of a NIC in hardware ----

# hardware_gain LEAST MOST WORD... - in percent, from the table, of the packet rate when the header is no longer split off.
hardware_gain() {
	least=$1 most=$2
	shift 2
	within "$least" "$(awk -v r="$(ratio "$(value packet_rate true "$@")" "$(value packet_rate false "$@")")" \
		'BEGIN { print 100 * (r - 1) }')" "$most"
}
# fewer BY STATISTIC WORD... - per packet with one block; interrupts apart.
fewer() {
	by=$1 of=$2
	shift 2
	within "$by" "$(awk -v a="$(value "$of" false "$@")" -v b="$(value "$of" true "$@")" \
		-v i="$(value interrupts_per_packet false "$@")" -v j="$(value interrupts_per_packet true "$@")" -v of="$of" \
		'BEGIN { printf "%.1f", of ~ /writes/ ? a - i - (b - j) : a - b }')" "$by"
}
# What repeats itself every few packets says in half its time what it says in all of it.
briefly() {
	[ -n "${LONG-}" ] || set -- --set run.length=20ms "$@"
	table "$@"
}
ok 'netkvm-coalesced: runs' briefly scenarios/netkvm-coalesced.yaml
for row in '5 6 256B' '9 10.5 300B' '2.8 3.8 512B' '2.2 3.2 1514B' '-0.2 0.8 4096B' '0 0.9 9014B'; do
	# shellcheck disable=SC2086 # three words
	ok "netkvm-coalesced: gain of $row percent" hardware_gain $row
done
ok 'netkvm-coalesced: the link binds' is 'link up' "$(value limiter true 1514B)"
ok 'netkvm-coalesced: small frames leave it to the guest' is 'guest core' "$(value limiter true 64B)"
ok 'netkvm-coalesced: one write of the data path less' fewer 1.0 dma_writes_per_packet 1514B
ok "netkvm-coalesced: and the table's read" fewer 1.0 dma_reads_per_packet 1514B
ok 'netkvm-coalesced: read latency for 10 %' briefly --set prices.dma_read_latency=1.05us --set nic.link.prefetch=1 \
	--set traffic.size=1514B scenarios/netkvm-coalesced.yaml
ok 'netkvm-coalesced: is 10 %' hardware_gain 9 11
ok 'netkvm-operation: runs' briefly scenarios/netkvm-operation.yaml
ok 'netkvm-operation: 10 % at 1514 B' hardware_gain 9 11 1514B
ok 'netkvm-operation: operations bind, in one block the link' is 'operations link up' \
	"$(value limiter false 1514B) $(value limiter true 1514B)"
# packed LEAST MOST SIZE BATCH - packet rate of the packed ring over that of the split one.
packed() {
	within "$1" "$(ratio "$(value packet_rate packed "$3" "$4")" "$(value packet_rate split "$3" "$4")")" "$2"
}
ok 'hw-split-vs-packed: runs' briefly scenarios/hw-split-vs-packed.yaml
ok 'hw-split-vs-packed: one by one a fifth more' packed 1.19 1.22 64B 1
ok 'hw-split-vs-packed: of large frames a few percent' packed 1.02 1.06 1514B 1
ok 'hw-split-vs-packed: in batches of 8 next to nothing' packed 0.98 1.03 64B 8
ok 'hw-split-vs-packed: in batches of 32 less' packed 0.93 0.99 64B 32
ok 'hw-split-vs-packed: in order' briefly --set nic.ring.in_order=true scenarios/hw-split-vs-packed.yaml
ok 'hw-split-vs-packed: then as much' packed 1 1.1 64B 32

# ---- captures: nothing is lost without a cause ----

conserved() {
	awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) { name[i] = $i; sub(/\[.*/, "", name[i]) } next }
		{
			caused = 0
			for (i = 1; i <= NF; i++) {
				if (name[i] ~ /_ci95$/) continue
				if (name[i] == "offered") offered = $i
				if (name[i] == "delivered") delivered = $i
				if (name[i] == "dropped") dropped = $i
				if (name[i] ~ /^dropped_/) caused += $i
			}
			if (offered != 4000 || offered != delivered + dropped || dropped != caused) {
				print $0
				bad = 1
			}
		}
		END { exit bad || NR != 13 }' "$work/table"
}
gso=captures/bulk-gso.pcap
ok 'captures: runs' table --repeat 1 scenarios/captures.yaml
ok 'captures: offered = delivered + dropped by cause, every scheme' conserved
ok 'captures: segmentation offload takes 1 buffer' is 1 "$(value fewest_buffers mergeable $gso)"
ok 'captures: to 16 buffers' is 16 "$(value most_buffers mergeable $gso)"
ok 'captures: 12.1935 on average' is 12.1935 "$(value buffers_per_packet mergeable $gso)"
ok 'captures: what does not fit into small is dropped as too long' is 3103 "$(value dropped_too_long small $gso)"

# ---- the other published figures, first versions ----

ok 'lguest-buffers: runs' table --repeat 1 --set run.transfer=64MiB scenarios/lguest-buffers.yaml
for point in '12 small 128' '29 big 128' '25 big 1024'; do
	# shellcheck disable=SC2086 # three words
	set -- $point
	ok "lguest-buffers: $2 at $3 about $1 s for 1 GiB" \
		within "$(ratio "$1" 16.84)" "$(value transfer_time "$2" "$3" page)" "$(ratio "$1" 15.24)"
done
ok 'lguest-buffers: with a page cache about 19 s' within 1.128 "$(value transfer_time big 1024 page_cache)" 1.247
ok 'venet-rtt: runs' table --repeat 2 --set run.length=200ms scenarios/venet-rtt.yaml
ok 'venet-rtt: bare metal' within 24826 "$(value round_trips bare now)" 26360
ok 'venet-rtt: venet' within 14798 "$(value round_trips venet now)" 15712
ok 'venet-rtt: qemu without a timer' within 2222 "$(value round_trips qemu now)" 2857
ok 'venet-rtt: qemu with its timer' within 288 "$(value round_trips qemu timer)" 352
ok 'venet-rtt-timer: runs' table --repeat 1 --set run.length=500ms scenarios/venet-rtt-timer.yaml
ok 'venet-rtt-timer: 1 ms and two ticks late make about 320' within 288 "$(value round_trips 1ms 2)" 352
ok 'venet-throughput: runs' table --repeat 1 --set run.length=500ms scenarios/venet-throughput.yaml
for point in 'bare now' 'venet now' 'qemu timer'; do
	# shellcheck disable=SC2086 # two words
	set -- $point
	ok "venet-throughput: $1 within 3 % of 4.078" within 3.956 "$(value throughput "$1" "$2")" 4.200
done
ok 'venet-throughput: with the timer frames go in batches' within 0.1 "$(value kicks_per_packet qemu timer)" 0.15
ok 'local2guest: runs' table --repeat 1 --set run.length=200ms scenarios/local2guest.yaml
ok 'local2guest: mergeable about 1.7' within 1.53 "$(value throughput mergeable)" 1.87
ok 'local2guest: big less than from outside' within 0.8 "$(value throughput big)" 0.95
ok 'what-if-larger-rings: runs' table --repeat 1 --set run.transfer=64MiB scenarios/what-if-larger-rings.yaml
ok 'what-if-larger-rings: 1280 descriptors hold 64' is 64 "$(value ring_capacity 1280 page)"
ok 'what-if-larger-rings: beyond 1024 it is marginal' \
	within 0.97 "$(ratio "$(value transfer_time 2048 page)" "$(value transfer_time 1024 page)")" 1.00
ok 'ablation-unattributed: runs' table --repeat 1 --set run.transfer=64MiB scenarios/ablation-unattributed.yaml
ok 'ablation-unattributed: as small, within 2 %' \
	within 0.98 "$(ratio "$(value transfer_time big)" "$(value transfer_time small)")" 1.02
for s in contiguous forage two-queues; do
	ok "what-if-$s: runs" table --repeat 1 --set run.transfer=32MiB "scenarios/what-if-$s.yaml"
done
# The measured time ends while the host, woken from a dry ring, still waits for the core it shares with the sender.
woken() {
	cat > "$work/prices" << 'END'
prices: {guest_rx_packet: 2.025us, guest_rx_byte: 0.504ns/B, guest_descriptor: 75.6ns, guest_tx_packet: 3us,
  irq_handler: 2.52us, napi_resched: 0.378us, app_wakeup: 2.5us, core_switch: 2us,
  host_send_packet: 5us, page_alloc: 60ns, page_free: 25.2ns, host_rx_packet: 2.52us,
  host_rx_byte: 1.32ns/B, host_tx_packet: 2.52us, host_descriptor: 100ns, irq_inject: 0.75us,
  irq_latency: 16us, kick: 10us, kick_handle: 1.5874us, host_wakeup: 11us}
END
	sed "s#platforms/#$PWD/scenarios/platforms/#; /^claims:/,\$d" scenarios/local2guest.yaml > "$work/woken.yaml"
	cat "$work/prices" >> "$work/woken.yaml"
	for end in 200ms 200.01ms 201ms; do
		run 0 -q --set nic.scheme.model=big --set run.repeat=1 --set run.length=$end "$work/woken.yaml" && empty err || return 1
	done
}
ok 'local2guest: a host that waits for its core is no stall' woken
finish
