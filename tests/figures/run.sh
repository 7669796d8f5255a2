#!/bin/sh
# run.sh - no price, time, rate or published figure stands in src/ or models/, and every price of a platform has a source.  What is
# allowed is in allowed, each with its reason.  Shows that both checks can fail.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/../cli/lib.sh"
here=tests/figures

figures() {
	awk -f $here/figures.awk $here/allowed src/*/*.[ch] models/*.c
}
# found LINE - with this line of C, the check names its number.
found() {
	printf '%s\n' '/* 16.18 in a comment */' "$1" > "$work/bad.c"
	awk -v partial=1 -f $here/figures.awk $here/allowed "$work/bad.c" > "$work/found"
	[ $? -eq 1 ] && grep -q "bad.c:2: $2: a figure" "$work/found" && [ "$(wc -l < "$work/found")" -eq 1 ]
}
# In the comment a model begins with it is found, for the program shows that; in its other comments it is not.
specified() {
	mkdir -p "$work/models"
	printf '%s\n' '/*' ' * 1. A kick takes 2.55 us.' ' */' '/* 16.18 */' > "$work/models/bad.c"
	awk -v partial=1 -f $here/figures.awk $here/allowed "$work/models/bad.c" > "$work/found"
	[ $? -eq 1 ] && grep -q 'bad.c:2: 2.55: a figure' "$work/found" && ! grep -q 16.18 "$work/found"
}
not_found() {
	printf '%s\n' "$1" > "$work/good.c"
	awk -v partial=1 -f $here/figures.awk $here/allowed "$work/good.c"
}
stale() {
	printf '%s\n' 'int x;' > "$work/good.c"
	printf '123\tsrc/none.c\tno reason at all\n' > "$work/allowed"
	awk -f $here/figures.awk "$work/allowed" "$work/good.c" > "$work/found"
	[ $? -eq 1 ] && grep -q "'src/none.c 123' is not there any more" "$work/found"
}
no_reason() {
	printf '123\tsrc/none.c\n' > "$work/allowed"
	awk -v partial=1 -f $here/figures.awk "$work/allowed" "$work/good.c" > "$work/found"
	[ $? -eq 1 ] && grep -q 'expected number, file and reason' "$work/found"
}
ok 'no figures in src/ and models/' figures
ok 'a number is found' found 'int64_t kick = 16180;' 16180
ok 'a decimal number is found' found 'double us = 0.0335;' 0.0335
ok 'a number in a string is found' found '{"host_wakeup", "4.45us"},' 4.45
ok 'a number in scientific notation is found' found 'double rate = 2.55e4;' 2.55
ok 'a number that looks like a year, with a unit, is found' found '"2003pps"' 2003
ok 'a number in the specification of a model is found' specified
ok 'sizes, words, years and sections are none' not_found 'int x1234 = 4096 + 0x1234567 + 10000 + 1.5; /* 1234 */ "2008, 5.1.6.3" // 1234'
ok 'an allowed number that is gone' stale
ok 'an allowed number without a reason' no_reason

sources() {
	for file in scenarios/platforms/*.yaml; do
		awk -f $here/sources.awk "$file" || return 1
	done
}
# The check and the program agree: without that, or with an empty source, a platform is refused.
without() {
	sed "s|$1|$2|" scenarios/platforms/kvm-2008.yaml > "$work/p.yaml"
	! cmp -s scenarios/platforms/kvm-2008.yaml "$work/p.yaml" || return 1
	! awk -f $here/sources.awk "$work/p.yaml" || return 1
	run 2 --check --set "platform=$work/p.yaml" scenarios/ext2guest.yaml && has err 'source'
}
ok 'every price has a source' sources
ok 'a price without a source' without '{value: 22us, calibrated: .*}' '{value: 22us}'
ok 'a price with an empty source' without 'source: "calibrated on ext2guest, big.*)"' 'source: " "'
finish
