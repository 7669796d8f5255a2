#!/bin/sh
# run.sh - no circle: no file of a room calls, or reads a table of, one that comes back to it, over however many others.  By what the
# compiler says that each object defines and needs; tests/layers.sh looks at rooms, and at who includes whom.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 1
program=${SIMNIC_CHECKED:-${SIMNIC:-build/checked/simnic}}
objects=${program%/*}/src
if ! command -v nm > /dev/null || ! command -v tsort > /dev/null || [ ! -d "$objects" ]; then
	echo 'run.sh: nm, tsort and the objects of a build are needed'
	exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# FILE NAME of what is defined, and of what is needed; a room is the folder.
for o in "$objects"/*/*.o; do
	file=${o#"$objects"/}
	[ ! -e "src/${file%.o}.c" ] || echo "$o" # else of a source that is gone
done > "$work/objects"
# shellcheck disable=SC2046 # paths of ours, without a blank
nm -A $(cat "$work/objects") | sed "s#^$objects/##; s#\.o:# #" |
	awk 'NF == 4 && $3 ~ /[TDBRVW]/ { print $1, $4 } NF == 3 && $2 == "U" { print $1, $3, "needed" }' > "$work/all"
awk 'NF == 2 { by[$2] = $1; next } { need[++n] = $1 " " $2 }
	END {
		for (i = 1; i <= n; i++) {
			split(need[i], w, " ")
			if (by[w[2]] && by[w[2]] != w[1]) print w[1], by[w[2]]
		}
	}' "$work/all" | sort -u > "$work/calls"

passed=0 failed=0
if [ "$(wc -l < "$work/calls")" -lt 500 ]; then
	echo "not ok - $(wc -l < "$work/calls") calls from file to file were found, expected more than 500"
	failed=$((failed + 1))
else
	echo 'ok - calls from file to file are seen'
	passed=$((passed + 1))
fi
if tsort "$work/calls" > /dev/null 2> "$work/loops"; then
	echo 'ok - no circle'
	passed=$((passed + 1))
else
	echo 'not ok - files in a circle:'
	sed 's/^tsort: /  /' "$work/loops"
	failed=$((failed + 1))
fi
echo "run.sh: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
