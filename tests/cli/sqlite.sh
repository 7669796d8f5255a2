#!/bin/sh
# sqlite.sh - -f sqlite: a database that sqlite3 reads, with the values that CSV has; never half a one, and none to a terminal.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# Where there is no library nothing is run, and the reason is told.
"$simnic" -q -f sqlite --repeat 1 --set nic.scheme.model=big "$two" > "$work/first.sqlite" 2> "$work/err" || {
	if grep -q 'a database needs libsqlite3' "$work/err" && [ ! -s "$work/first.sqlite" ]; then
		echo 'skipped: there is no libsqlite3 to load'
		exit 77
	fi
}

# ask SQL - of $work/db, to stdout.
ask() {
	if command -v sqlite3 > /dev/null; then
		sqlite3 -batch -csv "$work/db" "$1" | tr -d '\r'
	elif command -v python3 > /dev/null; then
		python3 -c 'import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*("" if v is None else v for v in row), sep=",")' "$work/db" "$1"
	else
		return 1
	fi
}
# answers SQL LINE...
answers() {
	ask "$1" > "$work/answer" || return 1
	shift
	printf '%s\n' "$@" > "$work/wanted"
	cmp "$work/answer" "$work/wanted" && return
	cat "$work/answer"
	return 1
}
sweep="--set traffic.window=[8KiB,512KiB] --set nic.ring.entries=[128,256]"
whole() {
	# shellcheck disable=SC2086 # several words
	run 0 -q -f sqlite $sweep "$two" && empty err && cp "$work/out" "$work/db" && answers 'PRAGMA integrity_check' ok
}
points() {
	answers 'SELECT count(*), min(point), max(point) FROM point' 8,1,8 &&
		answers "SELECT count(*) FROM point WHERE state = 'ok' AND length(id) = 16 AND scenario = '$two'" 8
}
axes() {
	answers "SELECT key, text, value, unit FROM axis WHERE point = 1 AND key LIKE 'traffic%'" traffic.window,8KiB,8192.0,B &&
		answers "SELECT DISTINCT value FROM axis WHERE key = 'nic.ring.entries' ORDER BY value" 128.0 256.0 &&
		answers "SELECT count(*) FROM axis WHERE key = 'nic.scheme.model' AND value IS NULL AND text IN ('big', 'mergeable')" 8
}
# One row per point and statistic, each with its unit, of the replications that were run.
results() {
	answers 'SELECT count(*) = count(DISTINCT point || statistic) FROM result' 1 &&
		answers "SELECT count(*), min(unit), max(unit), min(n), max(n) FROM result WHERE statistic = 'throughput'" 8,Gb/s,Gb/s,3,3
}
as_csv() {
	# shellcheck disable=SC2086 # several words
	run 0 -q -f csv $sweep "$two" || return 1
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "throughput[Gb/s]") at = i; next } { printf "%.12g,%.12g\n", $at, $(at + 1) }' \
		"$work/out" > "$work/of-csv"
	ask "SELECT value, ci95 FROM result WHERE statistic = 'throughput' ORDER BY point" |
		awk -F, '{ printf "%.12g,%.12g\n", $1, $2 }' | cmp - "$work/of-csv" && [ "$(wc -l < "$work/of-csv")" -eq 8 ]
}
same_bytes() {
	# shellcheck disable=SC2086 # several words
	run 0 -q -j 3 -f sqlite $sweep "$two" && cmp "$work/out" "$work/db"
}
folder() {
	# shellcheck disable=SC2086 # several words
	run 0 -q -f sqlite $sweep -o "$work/kept" "$two" && cmp "$work/kept/two.sqlite" "$work/db" && [ ! -e "$work/kept/two.csv" ]
}
unasked() {
	run 0 -q -o "$work/plain" "$two" && [ -e "$work/plain/two.csv" ] && [ ! -e "$work/plain/two.sqlite" ]
}
added() {
	run 0 -q --resume -f sqlite -o "$work/plain" "$two" && cp "$work/plain/two.sqlite" "$work/db" &&
		answers 'SELECT count(*) FROM point' 2
}
stale() {
	run 0 -q --force --seed 9 -o "$work/plain" "$two" && [ ! -e "$work/plain/two.sqlite" ]
}
files() {
	sed 's/^compare.*//' "$two" | sed "s|platform.yaml|$PWD/tests/cli/platform.yaml|" > "$work/one.yaml"
	run 0 -q -f sqlite "$two" "$work/one.yaml" && cp "$work/out" "$work/db" &&
		answers 'SELECT scenario, count(*) FROM point GROUP BY scenario ORDER BY count(*) DESC' "$two,2" "$work/one.yaml,1"
}
full() {
	"$simnic" -q -f sqlite "$two" > /dev/full 2> "$work/err"
	[ $? -eq 1 ] && has err "can't write standard output"
}
terminal() {
	script -qec "$simnic -q -f sqlite $two" "$work/typed" > /dev/null < /dev/null
	[ $? -eq 2 ] && grep -q 'no text for a terminal' "$work/typed" && ! grep -q 'SQLite format' "$work/typed"
}

if command -v sqlite3 > /dev/null || command -v python3 > /dev/null; then
	ok 'a whole database' whole
	ok 'a row per point' points
	ok 'a row per point and axis, amounts as numbers' axes
	ok 'a row per point and statistic' results
	ok 'the values of CSV' as_csv
	ok 'on several threads the same bytes' same_bytes
	ok 'in a results folder the same bytes' folder
	ok 'a folder has one only where it is asked for' unasked
	ok 'which may be later' added
	ok 'and goes with the result it was made of' stale
	ok 'several files in one' files
fi
[ ! -e /dev/full ] || ok 'a full disk is told' full
if command -v script > /dev/null; then
	ok 'none to a terminal' terminal
fi
finish
