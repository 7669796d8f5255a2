#!/bin/sh
# statistics.sh - --list statistics tells what records hold, neither less nor more; and who asks by an old name is told today's.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# told - the names that are listed with their units, a line each; of a core's its *.
told() {
	run 0 --list statistics && empty err || return 1
	awk 'NR > 1 { print $1, $2 }' "$work/out" | sort > "$work/told"
	[ "$(sort -u "$work/told" | wc -l)" -eq "$(wc -l < "$work/told")" ] && [ -s "$work/told" ]
}

# holds SCENARIO OPTION... - the names of the records with their units, in the same form, to $work/held.
holds() {
	run 0 -q -f json "$@" || return 1
	sed 's/.*"stats":{//; s/},"samples":.*//' "$work/out" | sed 's/},"/}\n"/g' |
		sed -n 's/^"\([a-z0-9_]*\)":{.*"unit":"\([^"]*\)".*/\1 \2/p' |
		sed 's/^cpu_.*_busy /cpu_*_busy /; s/^traffic_[a-z]*_/traffic_*_/; s/^queue_[0-9]*_/queue_*_/; s/^function_[0-9]*_/function_*_/; s/ $/ -/' | sort -u > "$work/held"
	[ -s "$work/held" ]
}

all_told() {
	holds "$@" && comm -13 "$work/told" "$work/held" > "$work/untold" && empty untold
}

# all_held PATTERN SCENARIO OPTION... - nothing is missing in the records but what matches the pattern.
all_held() {
	missing=$1
	shift
	holds "$@" && comm -23 "$work/told" "$work/held" | grep -v -E "$missing" > "$work/unheld"
	empty unheld
}

short='--repeat 1 --set run.warmup=20ms --set run.length=20ms'
models='^(traffic_|stack_packets|dropped_socket|dropped_device_buffer|fewest_posted|page_cache|grant|tlb|netback|netfront|channel|tx_slots|rx_slots|lock_|tx_timer|queues_used|most_flows|tcp_|guest_poll|host_poll|lines_|idle_|moderation_|timer_polls|lost_kicks|lost_interrupts|lost_races|missed_rechecks|mend|pause_|queue_|function_|cache_missed|reads_missed)'
ok 'each is listed once' told
for scenario in vhost-busyloop xen-bulk-rx ext2guest; do
	# shellcheck disable=SC2086 # several options
	ok "records of $scenario hold nothing that is not listed" all_told scenarios/$scenario.yaml $short
done
# shellcheck disable=SC2086
ok 'and all that no model counts itself' all_held "$models" scenarios/vhost-busyloop.yaml $short
# shellcheck disable=SC2086
ok 'what a model counts is in the records of those who chose it' all_held '^(traffic_|stack_packets|dropped_socket|dropped_device_buffer|fewest_posted|page_cache|tx_timer|queues_used|most_flows|tcp_|guest_poll|host_poll|lines_|idle_|moderation_|timer_polls|lost_kicks|lost_interrupts|lost_races|missed_rechecks|mend|pause_|queue_|function_|cache_missed|reads_missed)' scenarios/xen-bulk-rx.yaml $short
# All of them together: what nothing but some models count, too.
whole() {
	: > "$work/all"
	# shellcheck disable=SC2086 # several options
	for scenario in scenarios/vhost-busyloop.yaml scenarios/xen-bulk-rx.yaml scenarios/lguest-buffers.yaml scenarios/venet-rtt-timer.yaml \
		scenarios/gro-on-off.yaml scenarios/slow-reader.yaml scenarios/tcp-ring-loss.yaml scenarios/zero-copy-reader.yaml \
		scenarios/pmd-split-vs-packed.yaml scenarios/halt-polling.yaml scenarios/fixed-vs-adaptive.yaml scenarios/napi-deferral.yaml scenarios/missing-recheck.yaml scenarios/why-1024.yaml \
		scenarios/hw-split-vs-packed.yaml scenarios/ping-beside-flood.yaml; do
		case $scenario in
		*/hw-*) time='--set run.warmup=4ms --set run.length=4ms' ;; # sixteen queues
		*) time= ;;
		esac
		holds $scenario $short $time || return 1
		cat "$work/held" >> "$work/all"
	done
	# shellcheck disable=SC2086 # several options
	holds scenarios/flows-queues.yaml $short --set nic.queues=2 --set traffic.flows=2 && cat "$work/held" >> "$work/all" || return 1
	# shellcheck disable=SC2086 # several options
	holds scenarios/hw-two-functions.yaml $short --set nic.link.llc=24MiB && cat "$work/held" >> "$work/all" || return 1
	# shellcheck disable=SC2086 # several options
	holds scenarios/hw-ddio.yaml $short --set nic.ring.entries=256 && cat "$work/held" >> "$work/all" || return 1
	# shellcheck disable=SC2086 # several options
	holds tests/scenarios/queues.yaml --repeat 1 --set nic.backend.weights=3:1 --set nic.backend.functions=2 && cat "$work/held" >> "$work/all" || return 1
	sort -u "$work/all" > "$work/union"
	diff "$work/told" "$work/union"
}
ok 'what is listed is what records can hold' whole

# ---- which way the packets go ----

# ways WORD - the names of that direction.
ways() {
	run 0 --list statistics || return 1
	awk -v way="$1" 'NR > 1 && $5 == way { print $1 }' "$work/out" | sort > "$work/$1"
	[ -s "$work/$1" ]
}
each_way() {
	run 0 --list statistics && awk 'NR == 1 { exit $5 != "direction" }' "$work/out" &&
		awk 'NR > 1 && $5 != "receive" && $5 != "transmit" && $5 != "traffic" && $5 != "both" { print; bad = 1 } END { exit bad }' "$work/out" &&
		ways receive && ways transmit && ways traffic && ways both
}
# none_of WORD SCENARIO - packets that go the other way alone leave nothing but what the ring is by itself.
none_of() {
	run 0 -q -f json "tests/scenarios/$2.yaml" || return 1
	sed 's/.*"stats":{//; s/},"samples":.*//' "$work/out" | sed 's/},"/}\n"/g' |
		sed -n '/"value":\(null\|0\),/d; s/^"\([a-z0-9_]*\)":{.*/\1/p' | sort > "$work/there"
	comm -12 "$work/$1" "$work/there" | grep -v -x -e ring_capacity -e posted_bytes -e pages_allocated_per_packet > "$work/odd"
	empty odd
}
ok 'each has a direction' each_way
ok 'what is received has none of what is sent' none_of transmit rx
ok 'what is sent has none of what is received' none_of receive tx

says() {
	run 0 --list statistics && has out "$@"
}
ok 'it says what they need, and who counts them' says 'needs a device behind a link' 'counted by flush/timer' 'cpu_*_busy'

# ---- old names ----

# refused CODE TEXT ARGUMENT... - ends with CODE and says TEXT.
refused() {
	code=$1 text=$2
	shift 2
	run "$code" "$@" && has err "$text"
}
hint="did you mean 'link_utilisation'?"
cp tests/cli/two.yaml "$work/old.yaml"
cat >> "$work/old.yaml" << 'END'
show: [pcie_utilisation]
END
ok 'show: refused with the new name' refused 2 "old.yaml:$(grep -n '^show:' "$work/old.yaml" | cut -d: -f1):8: error: key 'show': there is no statistic 'pcie_utilisation', expected one of --list statistics; $hint" --check "$work/old.yaml"
ok 'sensitivity --of' refused 2 'did you mean link_utilisation?' sensitivity --of pcie_utilisation "$two"
ok 'advise --target' refused 2 "$hint" advise --target 'pcie_utilisation>=1' --minimise nic.ring.entries "$two"
ok 'run.until.of' refused 2 "$hint" --set run.until.of=pcie_utilisation --set run.until.ci=5% "$two"
cp tests/cli/two.yaml "$work/claimed.yaml"
cat >> "$work/claimed.yaml" << 'END'
claims:
  - {id: a, of: pcie_up_bytes_per_packet, at: {nic.scheme.model: big}, published: 12, tolerance: 0%, kind: predicted}
END
ok 'a claim is refused, with the new name' refused 2 "key 'of': there is no statistic 'pcie_up_bytes_per_packet', expected one of --list statistics; did you mean 'link_up_bytes_per_packet'?" --check "$work/claimed.yaml"

# Every name that the list has is taken, those of models too, and any for what a scenario names itself.
all_taken() {
	run 0 --list statistics && awk 'NR > 1 { print $1 }' "$work/out" | sed -e 's/^queue_\*/queue_7/;s/^function_\*/function_0/;s/\*/a_name/' > "$work/names" || return 1
	[ "$(wc -l < "$work/names")" -gt 100 ] || return 1
	{
		cat tests/cli/two.yaml
		echo "show: [$(paste -sd, "$work/names")]"
	} > "$work/all.yaml"
	run 0 --check "$work/all.yaml"
}
ok 'show: takes every name of --list statistics' all_taken
# name NAME - that no statistic has, though it looks like a member of a family.
name() {
	{
		cat tests/cli/two.yaml
		echo "show: [$1]"
	} > "$work/none.yaml"
	run 2 --check "$work/none.yaml" && has err "there is no statistic '$1'"
}
for none in cost_lunch_per_packet dropped_by_me queue_8_share queue_all_share cpu_busy function_x_share; do
	ok "show: $none is none" name $none
done
finish
