#!/bin/sh
# instructions.sh [--write] - no row of instructions.txt takes 3 % more instructions per packet than it says, nor less without saying so.
# Counted by valgrind (callgrind), which no load of the machine disturbs.  Skipped without it, and where another compiler built simnic.
# --write: put what is counted, and by which compiler, into the table.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 1
simnic=${SIMNIC:-./simnic} table=tests/long/instructions.txt write=${1-}

skip() {
	echo "$*"
	exit 77
}
[ -n "${LONG-}" ] || [ "$write" = --write ] || skip 'instructions are counted as part of check-all (LONG=1)'
command -v valgrind > /dev/null || skip 'valgrind is not there'
command -v readelf > /dev/null || skip 'readelf is not there'
if grep -q -e __asan_init -e __tsan_init "$simnic"; then
	skip 'it is the build without sanitizers whose instructions are counted'
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

compiler="$(readelf -p .comment "$simnic" | sed -n 's/^ *\[ *[0-9a-f]*\] *//p' | sort -u | tr '\n' ' ')on $(uname -m)"
counted_by=$(sed -n 's/^# compiler: //p' "$table")
[ "$write" = --write ] || [ "$compiler" = "$counted_by" ] || skip "built by $compiler; the table is of $counted_by"

# run PACKETS ARGUMENT... - instructions of a run of so many.
run() {
	packets=$1
	shift
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$simnic" -q -j1 -f json --repeat 1 --set run.warmup=0ms \
		--set "run.packets=$packets" "$@" 2>&1 > "$work/out" | sed -n 's/.*Collected : *\([0-9][0-9]*\)$/\1/p'
}
# per_packet ARGUMENT...
per_packet() {
	few=$(run 20000 "$@") many=$(run 60000 "$@")
	[ -n "$few" ] && [ -n "$many" ] && echo $(((many - few) / 40000))
}

passed=0 failed=0
echo "# compiler: $compiler" > "$work/table"
while read -r name said arguments; do
	case $name in
	'#')
		[ "$said" = compiler: ] || echo "$name $said $arguments" >> "$work/table"
		continue
		;;
	esac
	# shellcheck disable=SC2086 # several words
	now=$(per_packet $arguments < /dev/null) || now=none
	printf '%-13s %13s  %s\n' "$name" "$now" "$arguments" >> "$work/table"
	if [ "$now" = none ]; then
		echo "not ok - $name: nothing was counted"
	elif [ $((100 * now)) -gt $((103 * said)) ]; then
		echo "not ok - $name: $now instructions per packet, expected $said: no row may grow by more than 3 %"
	elif [ $((100 * now)) -lt $((97 * said)) ]; then
		echo "not ok - $name: $now instructions per packet, fewer than $said: have it written down by tests/long/instructions.sh --write"
	else
		echo "ok - $name: $now instructions per packet, expected $said"
		passed=$((passed + 1))
		continue
	fi
	failed=$((failed + 1))
done < "$table"
if [ "$write" = --write ] && ! grep -q ' none ' "$work/table"; then
	cp "$work/table" "$table" || exit 1
	echo "$table is written"
	exit 0
fi
echo "instructions.sh: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
