#!/bin/sh
# sweeps.sh - ranges, keys that run together, constraints, samples, and replications until the answer is sure.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# sweep NAME TEXT - a short scenario with that sweep:.
sweep() {
	sed -e '/^compare:/d' -e 's/length: 20ms, repeat: 3/length: 2ms, repeat: 2/' "$two" > "$work/$1.yaml"
	printf '%s\n' "$2" >> "$work/$1.yaml"
}
# values NAME COLUMN - what a column of the CSV holds, on one line.
values() {
	run 0 -q -f csv "$work/$1.yaml" && cut -d, -f"$2" "$work/out" | sed 1d | tr '\n' ' ' > "$work/values"
}
# varies NAME TEXT - the first axis takes these values.
varies() {
	values "$1" 3 && [ "$(cat "$work/values")" = "$2 " ] && return
	cat "$work/values"
	return 1
}
together() {
	values zip 3,4 && [ "$(cat "$work/values")" = '65536,724 131072,1448 ' ]
}
kept() {
	values where 3,4 && [ "$(cat "$work/values")" = 'small,64 small,128 small,256 big,256 ' ] && return
	cat "$work/values"
	return 1
}
# What --print-config prints runs to the same points.
printed_again() {
	run 0 --print-config "$work/$1.yaml" || return 1
	mkdir -p "$work/again"
	cp "$work/out" "$work/again/$1.yaml"
	run 0 -q -f csv "$work/$1.yaml" || return 1
	cut -d, -f2- "$work/out" > "$work/first.csv"
	run 0 -q -f csv "$work/again/$1.yaml" && cut -d, -f2- "$work/out" | cmp - "$work/first.csv"
}
# Sobol points in one dimension: the halves, quarters and eighths of the range are met equally often.
even() {
	values sobol 3 && tr ' ' '\n' < "$work/values" | awk '/./ { n[int(($1 - 1) / 200)]++ } END { for (i = 0; i < 8; i++) if (n[i] != 2) exit 1 }'
}
sampled() {
	run 0 --dry-run "$work/design.yaml" && has out '8 points' '  time: ' '  first: traffic.window=' '  last: '
}
narrow() {
	run 0 -f json -q --set run.length=20ms "$work/until.yaml" || return 1
	awk -F'"throughput":{' '{ split($2, part, /[:,}]/); if (part[6] > 0.01 * part[2] || part[8] % 2) exit 1 }' "$work/out"
}
no_more() {
	run 0 -f json --set run.until.ci=0.0001% --set run.until.max=5 "$work/until.yaml" && has out '"n":5' '"unsure_why":"after 5 ' &&
		has err 'after 5 replications throughput is known to'
}
no_such() {
	run 2 -f json --set run.until.of=thruput "$work/until.yaml" && has err "run.until.of: there is no statistic 'thruput'" &&
		run 1 -f json --set run.until.of=queue_0_share "$work/until.yaml" && has err "there is no statistic 'queue_0_share' here"
}
same_until() {
	run 0 -q -f json -j 1 "$work/until.yaml" && cp "$work/out" "$work/one" && run 0 -q -f json -j 7 "$work/until.yaml" && cmp "$work/out" "$work/one"
}
hangs() {
	run 1 -f json -j 2 --limit 300ms "$work/half.yaml" || return 1
	[ "$(wc -l < "$work/out")" -eq 3 ] && [ "$(grep -c '"failed":"replication 0: it took longer than 0.3 s' "$work/out")" -eq 1 ] &&
		grep 20000s "$work/out" | grep -q '"failed"'
}
refused() {
	text=$1
	shift
	run 2 "$@" && has err "$text"
}
sweep step 'sweep: {nic.ring.entries: {from: 64, to: 200, step: 64}}'
sweep factor 'sweep: {nic.ring.entries: {from: 16, to: 256, factor: 4}}'
sweep sizes 'sweep: {traffic.window: {from: 64KiB, to: 128KiB, points: 3}}'
sweep zip 'sweep: {zip: {traffic.window: [64KiB, 128KiB], traffic.segment: [724B, 1448B]}}'
sweep where 'sweep: {nic.scheme.model: [small, big], nic.ring.entries: [64, 128, 256], where: "nic.scheme.model != big or nic.ring.entries >= 256"}'
sweep both 'sweep: {nic.scheme.model: [small, big], zip: [{nic.ring.entries: [64, 256], nic.host_queue: [10, 100]}, {traffic.window: [64KiB, 128KiB], traffic.segment: [724B, 1448B]}], where: [nic.host_queue < nic.ring.entries, nic.ring.entries > 64 and nic.scheme.model == big or nic.scheme.model == small]}'
sweep compared 'compare: {nic.scheme.model: [small, big]}
sweep: {where: nic.scheme.model == big}'
sweep sobol 'sweep: {design: sobol, points: 16, nic.host_queue: {from: 1, to: 1601}}'
sweep design 'sweep: {design: sobol, points: 8, traffic.window: {from: 16KiB, to: 128KiB}, nic.ring.entries: {from: 64, to: 1024, factor: 2}, nic.scheme.model: [small, big]}'
sweep until 'sweep: {nic.ring.entries: [128, 256]}'
sed -i 's/repeat: 2/repeat: 2, until: {ci: 1%, max: 40}/' "$work/until.yaml"
sweep half 'sweep: {run.length: [2ms, 20000s, 3ms]}'
sed -i 's/repeat: 2/repeat: 1/' "$work/half.yaml"

# listed VALUE POINTS - six-nics with these transactions has so many points.
listed() {
	run 0 --check --set "nic.backend.transactions=$1" scenarios/six-nics.yaml && has out "ok, $2 points"
}
list='tx dev rd L/pkt, rx dev wr L/pkt'
ok '--set takes a list for a key that is one' listed "[$list]" 6
ok '... and lists of lists to sweep it' listed "[[$list], nics/mlx5.list]" 12
ok '... but of that one alone' refused 'expected a list of plain values' --check --set 'nic.scheme.model=[[small], big]' "$two"

sed -i 's/big}/mergeable}/' "$work/step.yaml" "$work/factor.yaml"
ok '--limit wants a time' refused 'expected a time with its unit, such as 60s' --limit 60 "$two"
ok '--limit wants some time' refused 'expected more than nothing' --limit 0s "$two"
ok 'from, to, step' run 2 --check "$work/step.yaml"
ok 'from, to, factor' varies factor '16 64 256'
ok 'from, to, points' varies sizes '65536 98304 131072'
ok 'zip: keys run together' together
ok 'where: leaves points out' kept
ok 'design: sobol fills a range evenly' even
ok 'design: sobol has as many points as asked for' sampled
for name in factor sizes zip where compared both design until; do
	ok "--print-config of $name runs to the same" printed_again $name
done
ok 'until: the interval is as narrow as asked for' narrow
ok 'until: ends at max and says so' no_more
ok 'until: of what there is not' no_such
ok 'until: the same whatever -j' same_until
ok '--limit costs the point that takes too long' hangs
finish
