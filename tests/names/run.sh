#!/bin/sh
# run.sh - what a statistic is called stands in the table and with the models that count one, nowhere else: nobody in src/ goes by the
# names.  What is allowed is in allowed, each with its reason.  Shows that the check can fail.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/../cli/lib.sh"
here=tests/names
table=src/nic/stats_table.h
called=src/nic/called.c # what others call them: data, held to the table by tests/unit/test_called.c

names() {
	set --
	for file in src/*/*.[ch]; do
		[ "$file" = $table ] || [ "$file" = $called ] || set -- "$@" "$file"
	done
	awk -f $here/names.awk $here/allowed $table "$@"
}
# found LINE - with this line of C, the check says that it holds TEXT.
found() {
	printf '%s\n' '/* "throughput" in a comment */' "$1" > "$work/bad.c"
	awk -v partial=1 -f $here/names.awk $here/allowed $table "$work/bad.c" > "$work/found"
	[ $? -eq 1 ] && grep -q -F "bad.c:2: \"$2\":" "$work/found" && [ "$(wc -l < "$work/found")" -eq 1 ]
}
not_found() {
	printf '%s\n' "$1" > "$work/good.c"
	awk -v partial=1 -f $here/names.awk $here/allowed $table "$work/good.c"
}
stale() {
	printf '%s\n' 'int x;' > "$work/good.c"
	printf 'kicks\tsrc/none.c\tno reason at all\n' > "$work/allowed"
	awk -f $here/names.awk "$work/allowed" $table "$work/good.c" > "$work/found"
	[ $? -eq 1 ] && grep -q "'src/none.c kicks' is not there any more" "$work/found"
}
no_reason() {
	printf 'kicks\tsrc/none.c\n' > "$work/allowed"
	awk -v partial=1 -f $here/names.awk "$work/allowed" $table "$work/good.c" > "$work/found"
	[ $? -eq 1 ] && grep -q 'expected string, file and reason' "$work/found"
}
# Every name that is listed and no model's own is one the check knows.
known() {
	run 0 --list statistics || return 1
	awk 'NR > 1 && !/counted by/ { print $1 }' "$work/out" > "$work/told"
	[ "$(wc -l < "$work/told")" -gt 80 ] || return 1
	while read -r name; do
		found "x = \"$name\";" "$(echo "$name" | tr -d '*')" && continue
		echo "$name is not found"
		return 1
	done < "$work/told"
}

ok 'nobody in src/ goes by names of statistics' names
ok 'a name is found' found 'if (strcmp(name, "throughput") == 0)' throughput
ok 'a member of a family is found' found '"cost_alloc_per_packet"' cost_alloc_per_packet
ok 'a common beginning is found' found 'strncmp(name, "latency_", 8)' latency_
ok 'a common end is found' found 'cut(name, "", "_per_packet")' _per_packet
ok 'a pattern is found' found 'fnmatch("*_utilisation", name, 0)' _utilisation
ok 'all that are listed are known' known
ok 'other words are none' not_found '"such as throughput", "drop", "lat", "_", "packet" /* "kicks" */'
ok 'an allowed string that is gone' stale
ok 'an allowed string without a reason' no_reason
finish
