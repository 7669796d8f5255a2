#!/bin/sh
# headline.sh - the sentence on a large sweep tells what its records hold.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; expanded by the inner shell
. "$(dirname "$0")/lib.sh"

quick='--set run.length=5ms --repeat 2 -q --no-what-if --no-band'
# shellcheck disable=SC2086 # options
sweep() {
	run 0 $quick -f "$1" "$two" --set 'traffic.segment=[256B,512B,1024B,1448B,2KiB,4KiB]'
}
ok 'the records of six sizes' sweep csv
cp "$work/out" "$work/sweep.csv"
ok 'and their text' sweep text
# Smallest and largest of mergeable's throughput over big's, and where the largest is: from the records.
awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
	NR > 1 { carried[$column["nic.scheme.model"], $column["traffic.segment[B]"]] = $column["throughput[Gb/s]"]; at[$column["traffic.segment[B]"]] = 1 }
	END {
		for (s in at) {
			r = carried["mergeable", s] / carried["big", s]
			if (!low || r < low) low = r
			if (r > high) { high = r; where = s }
		}
		printf "%.9g %.9g %sB\n", low, high, where
	}' "$work/sweep.csv" > "$work/ratios"
tr '\n' ' ' < "$work/out" |
	sed -n 's/.*Mergeable carries \([0-9.]*\) to \([0-9.]*\) times what big does, the most at segment \([0-9]*B\).*/\1 \2 \3/p' > "$work/said"
# As exact as they are printed: two digits.
ok 'the ratio of the two, over all sizes' sh -c 'cat "$1" "$2" | awk "
	function near(a, b) { return a - b <= .05 * b && b - a <= .05 * b }
	NR == 1 { low = \$1; high = \$2; where = \$3 }
	NR == 2 { good = near(\$1, low) && near(\$2, high) && \$3 == where }
	END { exit !(NR == 2 && good) }"' sh "$work/ratios" "$work/said"
finish
