#!/bin/sh
# formats.sh - text, JSON and CSV: what stands in them, and that stdout is pure data.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

text() {
	run 0 "$two" && has out 'nic.scheme.model' 'big' 'mergeable' 'throughput [' 'ratio to big' 'what binds' 'limited by the'
}
narrow() {
	run 0 "$two" && awk '/^what binds/ { exit } length($0) > 100 { print; bad = 1 } END { exit bad }' "$work/out"
}
json() {
	run 0 --format json "$two" && empty err && [ "$(wc -l < "$work/out")" -eq 2 ] || return 1
	grep -c '^{"simnic":1,"scenario":"tests/cli/two.yaml","id":"[0-9a-f]\{16\}","point":{"nic.scheme.model":"[a-z]*"},"stats":{' \
		"$work/out" | grep -q -x 2 && has out '"limiter":"' '"provenance":{' '"steady":true' || return 1
	! grep -q -i -e ':nan' -e ':-nan' -e ':inf' "$work/out"
}
csv() {
	run 0 -f csv "$two" && empty err && [ "$(wc -l < "$work/out")" -eq 3 ] || return 1
	awk -F, 'NR == 1 { n = NF } NF != n { print NR ": " NF " fields, not " n; bad = 1 } END { exit bad || n < 10 }' "$work/out" &&
		has out 'scenario,id,nic.scheme.model,state,limiter,' 'throughput_ci95'
}
# Numbers read as numbers, with units in the head or in a row of their own: python3's csv where it is there, awk where nothing is quoted.
csv_numbers() {
	run 0 -q -f csv ${1:+"$1"} --set 'traffic.window=[8KiB,512KiB]' "$two" || return 1
	if command -v python3 > /dev/null; then
		python3 - "$work/out" "${1:-none}" << 'EOT'
import csv, math, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
head, units = rows[0], rows.pop(1) if sys.argv[2] == "--units-row" else None
text = ("scenario", "id", "nic.scheme.model", "state", "limiter")
assert len(set(head)) == len(head), "two columns of one name"
assert all(len(row) == len(head) for row in rows), "rows of other lengths"
assert len(rows) == 5, len(rows)
read = [[math.nan if not field else float(field) for name, field in zip(head, row) if name not in text] for row in rows[1:]]
assert sum(not math.isnan(v) for v in read[0]) > 20
if units is not None:
    assert not any("[" in name for name in head), head
    of = dict(zip(head, units))
    assert len(units) == len(head)
    assert of["throughput"] == of["throughput_ci95"] == "Gb/s", of["throughput"]
    assert of["traffic.window"] == "B" and of["id"] == of["limiter"] == of["nic.scheme.model"] == ""
    assert [row[head.index("traffic.window")] for row in rows[1:3]] == ["8192", "524288"]
else:
    assert "throughput[Gb/s]" in head and "traffic.window[B]" in head
EOT
	else
		awk -F, -v units="$1" '{ sub(/\r$/, "") } NR == 1 { n = split($0, name) } NF != n { bad = 1 }
			NR == 2 && units { for (i = 1; i <= n; i++) if (name[i] ~ /^throughput(_ci95)?$/ && $i != "Gb/s" || name[i] ~ /\[/) bad = 1; next }
			NR > 1 { for (i = 1; i <= n; i++) if (name[i] ~ /^(throughput|traffic\.window)/ && $i !~ /^[0-9.e+-]*$/) bad = 1; lines++ }
			END { exit bad || lines != 4 }' "$work/out"
	fi
}
# The same rows of values either way, and with several files.
csv_units_same() {
	run 0 -q -f csv "$two" "$work/sweep.yaml" && sed 1d "$work/out" > "$work/rows" &&
		run 0 -q -f csv --units-row "$two" "$work/sweep.yaml" && sed 1,2d "$work/out" | cmp - "$work/rows"
}
csv_units_alone() {
	run 2 --units-row "$@" "$two" && empty out && has err '--units-row goes with --format csv to standard output'
}
set_replaces_axis() {
	run 0 -f json --set nic.scheme.model=big "$two" && [ "$(wc -l < "$work/out")" -eq 1 ] && ! grep -q mergeable "$work/out"
}
set_in_order() {
	run 0 -f json --set run.seed=3 --seed 4 --set nic.scheme.model=big "$two" && has out '"seed":4'
}
repeats() {
	run 0 -f json --repeat 3 --set nic.scheme.model=big "$two" && has out '"repeat":3' '"n":3'
}
verbose() {
	run 0 "$two" || return 1
	short=$(wc -l < "$work/out")
	run 0 -v "$two" && has out 'words' && [ "$(wc -l < "$work/out")" -gt "$short" ]
}
many_rows() {
	run 0 "$work/sweep.yaml"
	has out 'scheme' 'entries' 'limiter' ' the most, '
}
# Two files under one header, the axes of both as columns.
csv_files() {
	run 0 -f csv "$two" "$work/sweep.yaml" && [ "$(wc -l < "$work/out")" -eq 11 ] &&
		has out 'scenario,id,nic.scheme.model,nic.ring.entries,state' && [ "$(grep -c "^$two," "$work/out")" -eq 2 ] &&
		awk -F, 'NR == 1 { n = NF } NF != n { print; bad = 1 } END { exit bad }' "$work/out"
}
swept() {
	run 0 -f csv --set 'nic.ring.entries=[128,256]' --set 'nic.scheme=[big]' "$two" && [ "$(wc -l < "$work/out")" -eq 3 ] &&
		has out ',big,128,' ',big,256,'
}
what_was_set() {
	run 0 --set nic.ring.entries=128 --set prices.kick=3us --seed 7 "$two" &&
		has out 'set nic.ring.entries=128' 'set prices.kick=3us' 'set run.seed=7' || return 1
	run 0 -f json --set nic.ring.entries=128 --set prices.kick=3us --seed 7 "$two" || return 1
	has out '"set":["nic.ring.entries=128","prices.kick=3us","run.seed=7"],"platform":{"name":"' \
		'"prices":[{"key":"kick","value":{"value":3,"unit":"us","text":"3us"},"source":"--set","from":"--set"}]}'
}
# Only prices that are not the platform's, unless more is asked for.
which_prices() {
	run 0 -f json "$two" && has out '"prices":[]' && run 0 -v -f json "$two" && has out '"prices":[{'
}
what_it_is_about() {
	{
		cat "$work/sweep.yaml"
		echo 'show: [kicks_per_packet, lock_busy]'
	} > "$work/show.yaml"
	run 0 "$work/show.yaml" && has out 'entries  kicks_per_packet' && has err "show.yaml:12:26: no point has a statistic 'lock_busy'" &&
		awk 'length($0) > 100 { print; bad = 1 } END { exit bad }' "$work/out" && run 0 -q --set nic.ring.entries=64 "$work/show.yaml" &&
		has out '* kicks'
}
few() {
	run 0 --set run.warmup=0ms --set run.length=100us "$two"
	tr '\n' ' ' < "$work/out" > "$work/words" && has out 'few packets: big (' && has words 'few packets were measured'
}
grouped() {
	sed -e 's/^compare:.*/compare: {nic.scheme.model: [big, mergeable], traffic.window: [8KiB, 512KiB]}/' "$two" > "$work/grouped.yaml"
	run 0 "$work/grouped.yaml" && has out 'At window 8KiB ' 'at window 512KiB '
}
only_traffic() {
	run 0 --set nic.scheme=big --set 'traffic.window=[2KiB,64KiB,512KiB]' "$two" && has out 'It carries from ' ' at window '
}
binds() {
	run 0 --no-what-if "$two" && has out ' busy' 'room for x' && ! grep -q 'away' "$work/out" &&
		run 0 -f json "$two" && has out '"limits":[{"name":"' '"of":"busy","share":'
}
two_files() {
	run 0 -f json "$two" "$work/sweep.yaml" && [ "$(grep -c '"scenario":"tests/cli/two.yaml"' "$work/out")" -eq 2 ] &&
		[ "$(wc -l < "$work/out")" -eq 10 ]
}
folder() {
	run 0 -o "$work/a/b" "$two" && empty out && has err 'wrote 2 points' || return 1
	[ "$(cd "$work/a/b" && echo * .*)" = 'two.csv two.journal two.jsonl two.provenance.json two.run.json two.scenario.yaml two.txt . ..' ] || {
		ls -a "$work/a/b"
		return 1
	}
	for format in text:txt json:jsonl csv:csv; do
		run 0 --no-what-if -f ${format%:*} "$two" && cmp "$work/out" "$work/a/b/two.${format#*:}" || return 1
	done
}
one_format() {
	run 0 -q -f json -o "$work/one" "$two" && empty err && [ -e "$work/one/two.jsonl" ] && [ ! -e "$work/one/two.csv" ] &&
		[ ! -e "$work/one/two.txt" ]
}
in_the_way() {
	: > "$work/file"
	run 1 -o "$work/file" "$two" && has err 'a file is in the way' && empty out
}
trace() {
	run 0 --trace "$work/trace.json" "$two" && head -c 1 "$work/trace.json" | grep -q '[[{]' &&
		[ "$(wc -c < "$work/trace.json")" -gt 1000 ]
}
# traced SETTING... - a trace of the whole run in $work/trace.json, its record in $work/out.
traced() {
	run 0 -q -f json --repeat 1 --set run.warmup=0ms --set nic.scheme=big "$@" --trace "$work/trace.json" "$two"
}
# marked NAME - how many marks of that name there are.
marked() {
	sed -n 's/.*"ph":"i".*"name":"'"$1"'".*"n":\([0-9]*\).*/\1/p' "$work/trace.json" | awk '{ n += $1 } END { print n + 0 }'
}
# What is marked is what is counted: signals by packet, packets themselves by number.
trace_counts() {
	traced || return 1
	delivered=$(sed -n 's/.*"delivered":{"value":\([0-9]*\).*/\1/p' "$work/out")
	[ "$(grep '"queue 0 delivered so far"' "$work/trace.json" | sed -n '$s/.*"packets":\([0-9]*\).*/\1/p')" -eq "$delivered" ] || return 1
	for name in kick interrupt; do
		per=$(sed -n 's/.*"'$name's_per_packet":{"value":\([0-9.e-]*\).*/\1/p' "$work/out")
		awk -v n="$(marked $name)" -v per="$per" -v packets="$delivered" \
			'BEGIN { off = n / packets / per - 1; exit !(n > 0 && off * off < 1e-10) }' || return 1
	done
}
trace_faults() {
	traced --set faults.interrupt.every=10 && [ "$(marked 'interrupt lost')" -gt 0 ] && [ "$(marked 'told late')" -gt 0 ]
}
# Nothing from before or behind the part that is asked for.
trace_part() {
	traced --trace-from 2ms --trace-for 1ms && sed -n 's/.*"ts":\([0-9.]*\).*/\1/p' "$work/trace.json" |
		awk '$1 < 2000 || $1 >= 3000 { bad = 1 } END { exit bad || NR < 10 }'
}
trace_alone() {
	run 2 --trace-from 1ms "$two" && has err '--trace-from and --trace-for go with --trace FILE'
}
trace_bytes() {
	run 0 -f json "$two" && cp "$work/out" "$work/plain" && run 0 -f json --trace "$work/trace.json" "$two" && cmp "$work/out" "$work/plain"
}

# Sizes and rates are numbers with the unit beside them.
amounts() {
	set -- -q --repeat 1 --set nic.scheme=big --set 'traffic.window=[16KiB]' --set 'prices.kick=[1500ns]' "$two"
	run 0 -f json "$@" && has out '"traffic.window":{"value":16384,"unit":"B","text":"16KiB"}' \
		'"prices.kick":{"value":1.5,"unit":"us","text":"1500ns"}' || return 1
	run 0 -f csv "$@" && has out ',traffic.window[B],prices.kick[us],state' ',16384,1.5,ok,'
}
# Each statistic that has a unit has the same one in both.
same_units() {
	run 0 -q -f json --repeat 1 --set nic.scheme=big "$two" || return 1
	sed 's/.*"stats":{//; s/},"samples":.*//' "$work/out" | sed 's/},"/}\n"/g' |
		sed -n 's/^"\([a-z0-9_]*\)":{.*"unit":"\([^"]\{1,\}\)".*/\1[\2]/p' | sort > "$work/units"
	run 0 -q -f csv --repeat 1 --set nic.scheme=big "$two" || return 1
	head -n 1 "$work/out" | tr -d '\r' | tr ',' '\n' | grep '\[' | sort > "$work/heads"
	[ -s "$work/units" ] && cmp "$work/units" "$work/heads"
}
# In records of earlier versions amounts are texts.
earlier() {
	mkdir -p "$work/new" "$work/old"
	run 0 -q -f json --repeat 2 --set 'traffic.window=[16KiB,64KiB]' "$two" || return 1
	cp "$work/out" "$work/new/r.jsonl"
	sed 's/{"value":[0-9]*,"unit":"B","text":\("[0-9]*KiB"\)}/\1/; s/{"value":[0-9.e-]*,"unit":"[a-z/B]*","text":\("[^"]*"\)}/\1/g' \
		"$work/new/r.jsonl" > "$work/old/r.jsonl"
	has old/r.jsonl '"traffic.window":"16KiB"' && ! grep -q '"text":' "$work/old/r.jsonl" || return 1
	(cd "$work/old" && "$simnic" report -f text r.jsonl) > "$work/from.old" 2>&1 || return 1
	(cd "$work/new" && "$simnic" report -f text r.jsonl) > "$work/from.new" 2>&1 || return 1
	tr '\n' ' ' < "$work/from.old" > "$work/line" && has line 'window 16KiB' && cmp "$work/from.old" "$work/from.new"
}

{
	cat "$two"
	echo 'sweep: {nic.ring.entries: [64, 128, 256, 512]}'
} > "$work/sweep.yaml"
ok 'text has table, limits and sentence' text
ok 'text is no wider than 100 columns' narrow
ok 'JSON Lines: one record per point' json
ok 'CSV: a header, and as many fields in each line' csv
ok '--set replaces an axis' set_replaces_axis
ok 'the last --set wins' set_in_order
ok '--repeat' repeats
ok '--verbose says more' verbose
ok 'many points stand in rows' many_rows
ok 'several files are one CSV' csv_files
ok 'CSV reads as numbers' csv_numbers ''
ok 'CSV reads as numbers, with a row of units' csv_numbers --units-row
ok 'the row of units changes no other' csv_units_same
ok 'a row of units is for CSV' csv_units_alone -fjson
ok 'on standard output' csv_units_alone -fcsv "-o$work/none"
ok '--set with a list sweeps' swept
ok 'what --set changed is said' what_was_set
ok 'prices that are not the platform'"'"'s are said' which_prices
ok 'show: says what a scenario is about' what_it_is_about
ok 'few packets are said to be few' few
ok 'points are compared within the same traffic' grouped
ok 'points of different traffic are not compared' only_traffic
ok 'limits say what they are shares of' binds
ok 'several files, one after the other' two_files
ok '-o writes all formats, whole' folder
ok '-o with --format writes one' one_format
ok '-o where a file is in the way' in_the_way
ok '--trace writes events' trace
ok 'it marks what is counted' trace_counts
ok 'and what faults do' trace_faults
ok 'a part of it' trace_part
ok 'which a trace is needed for' trace_alone
ok '--trace changes no number' trace_bytes
ok 'sizes and rates of points are numbers' amounts
ok 'a statistic has one unit' same_units
ok 'records of before are read' earlier
finish
