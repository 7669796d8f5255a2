#!/bin/sh
# calibrate.sh - the verbs calibrate and sensitivity: what they refuse and where, what they say, and that nothing depends on -j.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

head -n 9 tests/cli/platform.yaml > "$work/p.yaml"
cat >> "$work/p.yaml" << 'END'
  guest_rx_packet: {value: 2us, source: "made up, with a comma"} # a comment that stays
  guest_descriptor:
    value: 100ns
    source: 'made up'
backends:
  vhost:
    host_rx_packet: {value: 1us, source: made up}
unlisted: {value: 100ns, source: made up}
END
cat > "$work/s.yaml" << 'END'
simnic: 1
title: a small one
platform: p.yaml
traffic: {direction: rx, model: window, segment: 1448B, window: 64KiB}
nic: {backend: vhost, ring: {entries: 128}, scheme: {model: big}}
run: {packets: 400, repeat: 1, seed: 1}
compare: {nic.scheme.model: [big, mergeable]}
END

# Files that are good; a test replaces one of them.
good_rows='nic.scheme.model,nic.ring.entries,of,value
big,128,throughput,2Gb/s
mergeable,128,throughput,3Gb/s
big,256,throughput,2.2Gb/s'
good_free='free: {guest_rx_packet: {from: 0.1us, to: 20us}}'
files() {
	printf '%s\n' "$1" > "$work/rows.csv"
	printf 'simnic-fit: 1\nscenario: s.yaml\nplatform: p.yaml\nrows: rows.csv\nstarts: 1\n%s\n' "$2" > "$work/fit.yaml"
}
# refused FILE:LINE:COL TEXT - calibrate ends with 2 and one line at that place.
refused() {
	run 2 calibrate "$work/fit.yaml" && empty out && has err "$work/$1: error: " "$2" && [ "$(wc -l < "$work/err")" -eq 1 ]
}
bad_rows() {
	files "$3" "$good_free"
	refused "rows.csv:$1" "$2"
}
bad_fit() {
	files "$good_rows" "$3"
	refused "fit.yaml:$1" "$2"
}
h='nic.scheme.model,of,value'

ok 'rows: an empty file' bad_rows 1:1 'the file is empty' ''
ok 'rows: a header alone' bad_rows 1:1 'no row below it' "$h"
ok 'rows: no column of' bad_rows 1:1 "no column 'of'" 'nic.scheme.model,value
big,1Gb/s'
ok 'rows: no column value' bad_rows 1:1 "no column 'value'" 'nic.scheme.model,of
big,throughput'
ok 'rows: an unknown column' bad_rows 1:1 "unknown column 'nic.ring.entires'; did you mean 'nic.ring.entries'?" 'nic.ring.entires,of,value
128,throughput,1Gb/s'
ok 'rows: a column nearly known' bad_rows 1:16 "did you mean 'weight'?" 'of,value      ,weigth
throughput,1Gb/s,2'
ok 'rows: a column twice' bad_rows 1:10 "'of' stands twice" 'of,value,of
throughput,1Gb/s,throughput'
ok 'rows: platform is no column' bad_rows 1:1 "can't be a column" 'platform,of,value
p.yaml,throughput,1Gb/s'
ok 'rows: what is free is no column' bad_rows 1:1 'is free' 'prices.guest_rx_packet,of,value
1us,throughput,1Gb/s'
ok 'rows: a cell too few' bad_rows 2:1 '2 cells, expected 3 as in the header' "$h
big,throughput"
ok 'rows: a quote without end' bad_rows 2:1 'has no end' "$h
\"big,throughput,1Gb/s"
ok 'rows: text behind a quoted cell' bad_rows 2:6 'expected a comma' "$h
\"big\"x,throughput,1Gb/s"
ok 'rows: a quote inside a cell' bad_rows 2:3 'a quote inside a cell' "$h
bi\"g,throughput,1Gb/s"
ok 'rows: no value' bad_rows 3:1 "has no 'value'" "$h
big,throughput,1Gb/s
big,throughput,"
ok 'rows: no statistic' bad_rows 2:1 "has no 'of'" "$h
big,,1Gb/s"
ok 'rows: an unknown statistic' bad_rows 2:5 "no statistic 'througput'; did you mean 'throughput'?" "$h
big,througput,1Gb/s"
ok 'rows: a statistic that is not there' bad_rows 2:5 'does not exist in this row' "$h
big,round_trips,1"
ok 'rows: a wrong unit' bad_rows 2:16 'value of throughput: ' "$h
big,throughput,12us"
ok 'rows: bytes for bits' bad_rows 2:16 'value of throughput: ' "$h
big,throughput,1GB/s"
ok 'rows: no number' bad_rows 2:30 'expected a number without a unit' "$h
big,descriptors_per_packet,  many"
ok 'rows: a value of nothing' bad_rows 2:16 'is not above 0' "$h
big,throughput,0Gb/s"
ok 'rows: a value below nothing' bad_rows 2:28 'is not above 0' "$h
big,descriptors_per_packet,-3"
ok 'rows: a weight below nothing' bad_rows 2:22 'weight: expected a number above 0' "$h,weight
big,throughput,1Gb/s,-1"
ok 'rows: a scale that is none' bad_rows 2:22 'scale: expected a number above 0' "$h,scale
big,throughput,1Gb/s,x"
ok 'rows: hold_out' bad_rows 2:22 'expected true or false' "$h,hold_out
big,throughput,1Gb/s,yes"
ok 'rows: an unknown model' bad_rows 2:1 "there is no scheme 'bigg'" "$h
bigg,throughput,1Gb/s"
ok 'rows: a ring that is none' bad_rows 2:1 'not a power of two' 'nic.ring.entries,nic.scheme.model,of,value
100,big,throughput,1Gb/s'
ok 'rows: what goes not together' bad_rows 2:5 "cannot hold one buffer" 'nic.scheme.model,nic.ring.entries,of,value
big,16,throughput,1Gb/s'
ok 'rows: a key left open' bad_rows 2:1 "leaves open 'nic.scheme.model'" 'of,value
throughput,1Gb/s'
ok 'rows: a scenario that is not there' bad_rows 2:1 'there is no scenario file' 'scenario,of,value
none.yaml,throughput,1Gb/s'
ok 'rows: a scenario that is none' bad_rows 2:1 "this row can't be set up: " 'scenario,of,value
p.yaml,throughput,1Gb/s'
still() {
	files 'nic.scheme.model,of,value
big,throughput,1Gb/s' 'free: {guest_rx_packet: {from: 0us, to: 1us}}'
	cp "$work/p.yaml" "$work/p.kept"
	sed 's/value: [0-9.]*ns/value: 0ns/; s/value: [0-9.]*us/value: 0us/; s/unlisted: {value: 100ns/unlisted: {value: 0ns/' "$work/p.kept" > "$work/p.yaml"
	echo 'set: {run.packets: 100000000, run.jitter: 0%}' >> "$work/fit.yaml"
	refused rows.csv:2:1 "this row can't be run: simulated time stands still"
	result=$?
	mv "$work/p.kept" "$work/p.yaml"
	return $result
}
[ "$patience" -gt 1 ] || ok 'rows: a run that fails' still
many() {
	files "$good_rows" "$good_free"
	{
		printf 'a'
		i=0
		while [ $i -lt 64 ]; do
			printf ',a%d' $i
			i=$((i + 1))
		done
	} > "$work/rows.csv"
	refused rows.csv:1:1 'more than 64 columns'
}
ok 'rows: too many columns' many
carriage() {
	files "$good_rows" "$good_free"
	printf '# CR alone\r%s\r\rbig,throughput,1Gb/s\rbig,througput,1Gb/s\r' "$h" > "$work/rows.csv"
	refused rows.csv:5:5 "did you mean 'throughput'?"
}
ok 'rows: lines that end with CR alone' carriage
nul() {
	files "$good_rows" "$good_free"
	printf 'of,value\n\000' > "$work/rows.csv"
	refused rows.csv:1:1 'NUL byte'
}
ok 'rows: a NUL byte' nul
long_rows() {
	files "$good_rows" "$good_free"
	{ echo of,value; head -c 5000000 /dev/zero | tr '\0' '#'; } > "$work/rows.csv"
	refused fit.yaml:4:7 'larger than 4 MiB'
}
ok 'rows: too large' long_rows
crowd() {
	files "$good_rows" "$good_free"
	{ echo of,value; yes throughput,1 | head -n 10001; } > "$work/rows.csv"
	refused rows.csv:10002:1 'more than 10000 rows'
}
ok 'rows: too many' crowd

ok 'fit: an unknown key' bad_fit 6:1 "did you mean 'folds'?" "fold: 3
$good_free"
ok 'fit: nothing is free' bad_fit 1:1 "missing key 'free'" ''
ok 'fit: free is no mapping' bad_fit 6:7 'expected a mapping of prices' 'free: x'
ok 'fit: free is empty' bad_fit 6:7 'not an empty one' 'free: {}'
ok 'fit: an unknown price' bad_fit 6:8 "did you mean 'guest_rx_packet'?" 'free: {guest_rx_paket: {from: 1us, to: 2us}}'
ok 'fit: a price that the platform has not' bad_fit 6:8 'does not stand in' 'free: {kick: {from: 1us, to: 2us}}'
ok 'fit: a price in the list of a back end' bad_fit 6:8 "did you mean 'backends.vhost.host_rx_packet'?" 'free: {host_rx_packet: {from: 1us, to: 2us}}'
ok 'fit: an unknown back end' bad_fit 6:8 "did you mean 'vhost'?" 'free: {backends.vhot.host_rx_packet: {from: 1us, to: 2us}}'
ok 'fit: a parameter that does not vary smoothly' bad_fit 6:8 'no quantity that varies smoothly' 'free: {nic.ring.entries: {from: 64, to: 128}}'
ok 'fit: limits without to' bad_fit 6:8 "needs 'to'" 'free: {guest_rx_packet: {from: 1us}}'
ok 'fit: limits that are none' bad_fit 6:25 'expected a mapping {from' 'free: {guest_rx_packet: 1us}'
ok 'fit: a range that is none' bad_fit 6:41 'is no range' 'free: {guest_rx_packet: {from: 2us, to: 1us}}'
ok 'fit: a start outside' bad_fit 6:53 'is not between' 'free: {guest_rx_packet: {from: 1us, to: 2us, start: 3us}}'
ok 'fit: an unknown limit' bad_fit 6:37 "did you mean 'to'?" 'free: {guest_rx_packet: {from: 1us, two: 2us}}'
ok 'fit: a wrong unit' bad_fit 6:32 'guest_rx_packet' 'free: {guest_rx_packet: {from: 1B, to: 2us}}'
ok 'fit: a prior that is none' bad_fit 6:53 'expected a mapping {value' 'free: {guest_rx_packet: {from: 1us, to: 2us, prior: 3us}}'
ok 'fit: a prior without factor' bad_fit 6:53 "a prior needs 'factor'" 'free: {guest_rx_packet: {from: 1us, to: 2us, prior: {value: 1us}}}'
ok 'fit: a factor of 1' bad_fit 6:74 'expected more than 1' 'free: {guest_rx_packet: {from: 1us, to: 2us, prior: {value: 1us, factor: 1}}}'
ok 'fit: a factor that is none' bad_fit 6:74 "key 'factor'" 'free: {guest_rx_packet: {from: 1us, to: 2us, prior: {value: 1us, factor: x}}}'
ok 'fit: a prior of nothing' bad_fit 6:61 'has no factor' 'free: {guest_rx_packet: {from: 1us, to: 2us, prior: {value: 0us, factor: 2}}}'
ok 'fit: a prior outside the limits' bad_fit 6:61 'prior 5us is not between from and to' 'free: {guest_rx_packet: {from: 1us, to: 2us, prior: {value: 5us, factor: 2}}}'
ok 'fit: a prior where from is 0' bad_fit 6:53 'a prior needs a from above 0' 'free: {guest_rx_packet: {from: 0us, to: 2us, prior: {value: 1us, factor: 2}}}'
ok 'fit: free twice' bad_fit 8:3 'is free already' 'free:
  guest_rx_packet: {from: 1us, to: 2us}
  prices.guest_rx_packet: {from: 1us, to: 2us}'
ok 'fit: free and not used' bad_fit 7:8 'is used by no row' 'set: {prices.guest_rx_packet: 1us}
free: {guest_rx_packet: {from: 1us, to: 2us}}'
ok 'fit: set is no mapping' bad_fit 6:6 "key 'set'" "set: x
$good_free"
ok 'fit: set an unknown key' bad_fit 6:7 "did you mean 'run.seed'?" "set: {run.sed: 3}
$good_free"
ok 'fit: hold_out is no list' bad_fit 6:11 'expected a list' "hold_out: x
$good_free"
ok 'fit: hold_out of what is no column' bad_fit 6:13 'is no column' "hold_out: [{nic.alloc: page}]
$good_free"
ok 'fit: hold_out that no row meets' bad_fit 6:12 'no row of' "hold_out: [{nic.ring.entries: 512}]
$good_free"
ok 'fit: hold_out with two values' bad_fit 6:31 'expected one value' "hold_out: [{nic.ring.entries: [128]}]
$good_free"
ok 'fit: hold_out of texts' bad_fit 6:12 'expected a list of conditions' "hold_out: [x]
$good_free"
ok 'fit: all held out' bad_fit 4:7 'all rows are held out' "hold_out: [{of: throughput}]
$good_free"
ok 'fit: too many folds' bad_fit 6:8 'from 2 to the number of rows' "folds: 4
$good_free"
wrong_head() {
	files "$good_rows" "$good_free"
	sed "$1" "$work/fit.yaml" > "$work/fit.new" && mv "$work/fit.new" "$work/fit.yaml" && refused "fit.yaml:$2" "$3"
}
ok 'fit: no version' wrong_head 1d 1:1 "missing key 'simnic-fit'"
ok 'fit: an unknown version' wrong_head 's/fit: 1/fit: 2/' 1:13 'unknown version'
ok 'fit: no scenario' wrong_head 2d 1:1 "missing key 'scenario'"
ok 'fit: a platform that is not there' wrong_head s/p.yaml/q.yaml/ 3:11 'there is no file'
ok 'fit: a loss that is none' wrong_head 's/starts: 1/loss: squars/' 5:7 "did you mean 'squares'?"

ok 'no fit file' run 2 calibrate
ok 'two fit files' run 2 calibrate a b
word() {
	run 2 "$@" && empty out && [ "$(wc -l < "$work/err")" -eq 1 ]
}
ok 'an unknown option' word calibrate --formt json x
ok 'csv is no format here' word calibrate --format csv x
ok 'a factor of 1 is none' word sensitivity --within 1 "$two"
ok 'an unknown method' word sensitivity --method moris "$two"
ok 'samples that are none' word sensitivity --samples 0 "$two"
ok '--set without =' word sensitivity --set x "$two"
ok 'a statistic that is none' word sensitivity --of througput "$two"
ok 'a statistic that is not there' word sensitivity --of round_trips "$two"
ok 'a missing scenario' word sensitivity "$work/none.yaml"
help() {
	run 0 "$1" --help && empty err && has out "usage: simnic $1" && awk 'length($0) > 105 { bad = 1 } END { exit bad }' "$work/out"
}
ok 'calibrate --help' help calibrate
ok 'sensitivity --help' help sensitivity
both() {
	run 0 --help && has out 'calibrate FIT.yaml' 'sensitivity FILE.yaml'
}
ok '--help lists the verbs' both
named() {
	cp "$two" "$work/calibrate"
	run 0 --check "$work/calibrate" && (cd "$work" && run 0 --check ./calibrate)
}
case $simnic in /*) ok 'a file named like a verb' named ;; esac

files "$good_rows" "folds: 2
hold_out: [{nic.ring.entries: 256}]
free: {guest_rx_packet: {from: 0.1us, to: 20us}, guest_descriptor: {from: 1ns, to: 1us}}"
reported() {
	run 0 calibrate -q -o "$work/new.yaml" "$work/fit.yaml" && empty err && cp "$work/out" "$work/report" &&
		has out 'two constants meet two numbers: that they can be met proves nothing' 'held-out rows' 'big/256'
}
ok 'a report' reported
twice() {
	cp "$work/rows.csv" "$work/rows.kept"
	printf 'big,128,throughput,2Gb/s\nbig,128,throughput,2.1Gb/s\n' >> "$work/rows.csv"
	run 0 calibrate -q "$work/fit.yaml" && has out 'warning: 1 row has the value of an earlier one at the same point, but counts as independent'
	result=$?
	mv "$work/rows.kept" "$work/rows.csv"
	return $result
}
ok 'a value twice' twice
within() {
	sed 's/  core_switch: .*/  core_switch: {from: 12us, to: 18us}/; s|\.\./|'"$PWD"'/scenarios/|; s|rows: |&'"$PWD"'/scenarios/fit/|; $a starts: 1' \
		scenarios/fit/lguest.yaml > "$work/narrow.yaml" && run 0 calibrate -q "$work/narrow.yaml" && grep -q '^core_switch .* 12us to 18us ' "$work/out"
}
ok 'an interval ends at the limits' within
kept() {
	run 0 --check --set "platform=$work/new.yaml" "$work/s.yaml" && has new.yaml '# a comment that stays' \
		'value: 100ns' '"made up; simnic calibrate on rows.csv: not determined by these rows: kept"' &&
		has report 'not determined by these rows: kept' && [ "$(diff "$work/p.yaml" "$work/new.yaml" | grep -c '^<')" -eq 3 ] &&
		! grep '[^a-z]\(inf\|nan\)[^a-z]' "$work/new.yaml" "$work/report"
}
ok 'the platform: other lines stay' kept
# What was said above the old file's first key is of that file.
own_head() {
	cp "$work/p.yaml" "$work/p.kept"
	{ printf '# nothing is calibrated here\n\n# at all\n' && grep -v '^#' "$work/p.kept"; } > "$work/p.yaml"
	run 0 calibrate -q -o "$work/new3.yaml" "$work/fit.yaml" && run 0 calibrate -q -o "$work/new4.yaml" "$work/fit.yaml"
	result=$?
	mv "$work/p.kept" "$work/p.yaml"
	[ $result -eq 0 ] && head -n 1 "$work/new3.yaml" | grep -q "^# test-calibrated - made from p.yaml (test) by simnic calibrate on rows.csv, 20[0-9-]*\.$" &&
		has new3.yaml '# 1 price is calibrated' 'name: "test-calibrated"' && ! grep 'nothing is calibrated\|at all' "$work/new3.yaml" &&
		cmp "$work/new3.yaml" "$work/new4.yaml"
}
ok 'the platform: a name and a head of its own' own_head
at_the_end() {
	sed 's/^free: .*/free: {guest_rx_packet: {from: 19us, to: 20us}}/' "$work/fit.yaml" > "$work/end.yaml"
	run 0 calibrate -q -o "$work/end-p.yaml" "$work/end.yaml" && has end-p.yaml '# 0 prices are calibrated' \
		'guest_rx_packet: {value: 2us, source: "made up, with a comma; simnic calibrate on rows.csv: these rows lead to its lower limit: kept"}' &&
		has out 'these rows lead to its lower limit: kept' && ! grep '"calibrated' "$work/end-p.yaml" && cp "$work/end-p.yaml" "$work/end-q.yaml" &&
		sed 's/p.yaml/end-q.yaml/' "$work/end.yaml" > "$work/end2.yaml" && run 0 calibrate -q -o "$work/end-r.yaml" "$work/end2.yaml" &&
		[ "$(grep -o 'lead to' "$work/end-r.yaml" | wc -l)" -eq 1 ] && run 0 --check --set "platform=$work/end-r.yaml" "$work/s.yaml"
}
# truth SCENARIO KEY=VALUE - rows.csv beside the scenario is what is simulated with that price.
truth() {
	run 0 -q -f csv --set "$2" "$1" && awk -F, 'NR == 1 {
			for (i = 1; i <= NF; i++)
				if ($i == "throughput[Gb/s]") c = i
			print "nic.scheme.model,of,value"
			next
		}
		{ print $3 ",throughput," $c "Gb/s" }' "$work/out" > "${1%/*}/rows.csv"
}
# Two prices of one thing: that of less weight stays, the other one is fitted beside it.
together() {
	mkdir -p "$work/shared" && cp "$work/p.yaml" "$work/shared" || return 1
	sed 's/^run:/cores: {host: [one], guest: [one]}\n&/' "$work/s.yaml" > "$work/shared/s.yaml"
	sed '/^folds/d; /^hold_out/d; s/^free: .*/free: {guest_rx_packet: {from: 0.1us, to: 20us}, backends.vhost.host_rx_packet: {from: 0.1us, to: 20us}}/' \
		"$work/fit.yaml" > "$work/shared/fit.yaml"
	truth "$work/shared/s.yaml" prices.guest_rx_packet=3us && run 0 calibrate -q -o "$work/shared/new.yaml" "$work/shared/fit.yaml" &&
		has out 'only the sum of guest_rx_packet and backends.vhost.host_rx_packet is determined' 'beside backends.vhost.host_rx_packet, which is kept' &&
		grep -q '^backends.vhost.host_rx_packet  *1us .* not determined by these rows: kept$' "$work/out" &&
		has shared/new.yaml '# 1 price is calibrated' ', beside backends.vhost.host_rx_packet, which is kept"'
}
# Its range goes with the value, or the file could not be read.
between() {
	cp "$work/p.yaml" "$work/p.kept"
	sed 's/guest_rx_packet: {value: 2us,/& between: [1.9us, 2.1us],/; s/name: test/base: p.kept/' "$work/p.kept" > "$work/p.yaml"
	sed 's/^free: .*/free: {guest_rx_packet: {from: 0.1us, to: 20us}}/' "$work/fit.yaml" > "$work/one.yaml"
	run 0 calibrate -q -o "$work/between.yaml" "$work/one.yaml"
	result=$?
	mv "$work/p.kept" "$work/p.yaml"
	cp "$work/p.yaml" "$work/p.kept"
	[ $result -eq 0 ] && ! grep '1.9us' "$work/between.yaml" && has between.yaml 'between: [' 'name: "p-calibrated"' &&
		run 0 --check --set "platform=$work/between.yaml" "$work/s.yaml"
}
determined() {
	sed 's/^free: .*/free: {guest_rx_packet: {from: 0.1us, to: 20us}}/' "$work/fit.yaml" > "$work/one.yaml"
	run 0 calibrate -q -o "$work/one-p.yaml" "$work/one.yaml" && has one-p.yaml '# 1 price is calibrated' \
		'"calibrated by simnic calibrate on rows.csv, 2 rows, +- '
}
ok 'the platform: one that is determined is' determined
ok 'the platform: one of two that are determined together' together
ok 'the platform: between and a name' between
ok 'the platform: a price at the end of its range is not called calibrated' at_the_end
# However the list of claims stands there: in front, in the middle, at the end, on a line of its own; another price keeps its own.
uncalibrated() {
	cp "$work/p.yaml" "$work/p.kept" && cp "$work/rows.csv" "$work/rows.kept" || return 1
	for list in 's/guest_rx_packet: {/&calibrated: [9-a, 9-b], /' 's/guest_rx_packet: {value: 2us,/& calibrated: [9-a, 9-b] ,/' \
		's/\(guest_rx_packet.*\)}/\1, calibrated: [9-a, 9-b]}/' "s/^    source: 'made up'/&\n    calibrated: [9-a, 9-b]/" \
		"s/^    source: 'made up'/    calibrated: [9-a, 9-b]\n&/"; do
		case $list in
		*guest_rx*) free='guest_rx_packet: {from: 0.1us, to: 20us}' price=prices.guest_rx_packet=3us ;;
		*) free='guest_descriptor: {from: 1ns, to: 10us}' price=prices.guest_descriptor=200ns ;;
		esac
		truth "$work/s.yaml" $price && sed "/^folds/d; /^hold_out/d; s/^free: .*/free: {$free}/" "$work/fit.yaml" > "$work/free.yaml" || return 1
		sed "$list; s/host_rx_packet: {/&calibrated: [9-c], /" "$work/p.kept" > "$work/p.yaml"
		run 0 calibrate -q -o "$work/new.yaml" "$work/free.yaml" && has new.yaml 'calibrated: [9-c]' && has p.yaml '9-b' || return 1
		if grep '9-b' "$work/new.yaml" || ! run 0 --check --set "platform=$work/new.yaml" "$work/s.yaml"; then
			return 1
		fi
	done
	mv "$work/p.kept" "$work/p.yaml" && mv "$work/rows.kept" "$work/rows.csv"
}
ok 'the platform: claims that no longer set a price are gone' uncalibrated
same_j() {
	run 0 calibrate -j 1 -f json "$work/fit.yaml" && cp "$work/out" "$work/one" && run 0 -j 3 calibrate -f json "$work/fit.yaml" &&
		cmp "$work/out" "$work/one" && has one '"interrupted":false'
}
ok 'nothing depends on -j' same_j
no_folder() {
	: > "$work/none" && run 1 calibrate -o "$work/none/x.yaml" "$work/fit.yaml" && empty out && has err "can't make the folder"
}
ok 'a platform that can not be written' no_folder
folder() {
	run 2 calibrate -o "$work" "$work/fit.yaml" && empty out && has err 'it is a folder'
}
ok 'a folder is no platform' folder
# A pipe, a device or a link would be gone afterwards.
no_file() {
	mkfifo "$work/pipe" && ln -s none.yaml "$work/link" || return 1
	for file in pipe link; do
		run 2 calibrate -o "$work/$file" "$work/fit.yaml" && empty out && has err 'it is no regular file' || return 1
	done
	[ -p "$work/pipe" ] && [ -L "$work/link" ]
}
ok 'a pipe and a link are no platform, and stay' no_file
block_source() {
	cp "$work/p.yaml" "$work/p.kept"
	sed "s/    source: 'made up'/    source: >\\n      made\\n      up/" "$work/p.kept" > "$work/p.yaml"
	run 1 calibrate -o "$work/new2.yaml" "$work/fit.yaml" && has err 'on one line' && [ ! -e "$work/new2.yaml" ]
	result=$?
	mv "$work/p.kept" "$work/p.yaml"
	return $result
}
ok 'a source in a block is not written over' block_source
interrupted() {
	sed 's/starts: 1/starts: 900/; s/^set.*//' "$work/fit.yaml" > "$work/long.yaml"
	echo 'set: {run.packets: 20000, run.repeat: 3}' >> "$work/long.yaml"
	# Until there was time to find something.
	for seconds in 1 2 4 8 16 32 64 128 256 512; do
		"$simnic" calibrate -o "$work/early.yaml" "$work/long.yaml" > "$work/out" 2> "$work/err" &
		pid=$!
		awaited err 'of processor time' && sleep $seconds
		kill -INT $pid
		wait $pid
		code=$?
		grep -q 'before anything was found' "$work/out" || break
	done
	[ "$code" -eq 130 ] && has out 'interrupted: these are the best values' 'big/128' && has err 'the platform has the best found so far' &&
		grep -q 'long.yaml: about [0-9]* s of processor time, [0-9]* s on [0-9]* thread' "$work/err" &&
		has early.yaml 'interrupted: the best found until then' && run 0 --check --set "platform=$work/early.yaml" "$work/s.yaml"
}
ok 'how long it will take; SIGINT: the best so far is kept' interrupted
too_early() {
	sed 's/run.packets: 20000/run.packets: 1000000/' "$work/long.yaml" > "$work/longer.yaml"
	"$simnic" calibrate -o "$work/never.yaml" "$work/longer.yaml" > "$work/out" 2> "$work/err" &
	pid=$!
	awaited err 'of processor time'
	kill -INT $pid
	wait $pid
	[ $? -eq 130 ] && has out 'interrupted before anything was found' && has err 'no platform was written' && [ ! -e "$work/never.yaml" ]
}
ok 'SIGINT before there is anything' too_early

lguest() {
	run 0 calibrate -q scenarios/fit/lguest.yaml &&
		has out 'four constants meet four numbers: that they can be met proves nothing' "4 of 4 rows can't be predicted"
}
ok 'lguest: four constants meet four numbers' lguest
lumps() {
	run 0 calibrate -q scenarios/fit/lguest-lumps.yaml &&
		has out 'B x guest_rx_byte' 'backends.lguest.host_rx_packet' 'the rows say next to nothing about app_wakeup' 'page_free and unattributed' &&
		grep -q '^core_switch .*us to ' "$work/out" && grep -q '^page_alloc .*ns to ' "$work/out" && [ "$(grep -c 'not determined by these rows: kept$' "$work/out")" -eq 4 ]
}
# foreseen FIT - the processor time that is announced is right to a factor of 1.5.
foreseen() {
	times > "$work/before" && run 0 calibrate "$1" && times > "$work/after" || return 1
	said=$(sed -n 's/.*: about \([0-9]*\) s of processor time.*/\1/p' "$work/err")
	cat "$work/before" "$work/after" | awk -v said="$said" 'NR % 2 == 0 { split($1, t, /[ms]/); at[NR] = 60 * t[1] + t[2] }
		END { used = at[4] - at[2]; print used " s used, about " said " said"; exit !(said > 0 && used < 1.5 * said && said < 1.5 * used) }'
}
[ -z "${LONG-}" ] || [ "$patience" -gt 1 ] || ok 'how long a long one takes' foreseen scenarios/fit/lguest-lumps.yaml
[ -z "${LONG-}" ] || [ "$patience" -gt 1 ] || ok 'lguest: prices that can not be told apart' lumps

ranked() {
	run 0 sensitivity -q --samples 4 "$work/s.yaml" && empty err && has out 'guest_rx_packet' 'mergeable over big' 'mu* [%]'
}
ok 'sensitivity ranks' ranked
announced() {
	"$simnic" sensitivity --repeat 4 --samples 10000 "$work/s.yaml" > "$work/out" 2> "$work/err" &
	pid=$!
	awaited err 'sensitivity: [0-9]* runs, about [0-9]* s'
	kill -INT $pid
	wait $pid
	[ $? -eq 130 ] && grep -q 'sensitivity: [0-9]* runs, about [0-9]* s' "$work/err"
}
ok 'sensitivity says how long it takes' announced
once() {
	run 0 sensitivity -q -f json --samples 2 "$work/s.yaml" && cp "$work/out" "$work/one" && sed 's/repeat: 1/repeat: 3/' "$work/s.yaml" > "$work/s3.yaml" &&
		run 0 sensitivity -q -f json --samples 2 "$work/s3.yaml" && sed 's/s3.yaml/s.yaml/' "$work/out" | cmp - "$work/one"
}
ok 'sensitivity: one replication' once
same_sensitivity() {
	run 0 sensitivity -f json -j 1 --samples 3 --method "$1" "$work/s.yaml" && cp "$work/out" "$work/one" &&
		run 0 sensitivity -f json -j 3 --samples 3 --method "$1" "$work/s.yaml" && cmp "$work/out" "$work/one"
}
ok 'sensitivity: nothing depends on -j' same_sensitivity morris
ok 'sensitivity, sobol: nothing depends on -j' same_sensitivity sobol
finish
