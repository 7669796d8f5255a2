#!/bin/sh
# screen.sh - the text answer fits a screen, the answer first; -v has all of it; and a terminal's width is respected.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

quick='-q --repeat 2'
# at_most LINES WIDTH FILE
at_most() {
	awk -v most="$1" -v width="$2" 'length($0) > width { print length($0) ": " $0; bad = 1 } END { if (NR > most) print NR " lines"; exit bad || NR > most || NR < 10 }' \
		"$work/$3"
}
# What stands where: the line numbers of these, in this order.
in_order() {
	text_of=$1 line=0
	shift
	for text; do
		at=$(grep -n -F -e "$text" "$work/$text_of" | head -n 1 | cut -d : -f 1)
		[ -n "$at" ] && [ "$at" -gt "$line" ] && line=$at && continue
		echo "'$text' at '$at', not behind $line, in:"
		cat "$work/$text_of"
		return 1
	done
}
# Every word of a text is one of the other's; labels of its own are not.
contained() {
	sed '/^where /s/.*//; /all others/d; /^-v/d; s/cpu_\([a-z0-9]*\)_busy/\1/' "$work/$1" | tr -s ' ' '\n' | sort -u > "$work/words.short"
	tr -s ' ' '\n' < "$work/$2" | sort -u > "$work/words.long"
	comm -23 "$work/words.short" "$work/words.long" > "$work/lost"
	# A name that stands under a heading with its other parts.
	sed -i '/^wait_\|^service_\|^cost_/d' "$work/lost"
	empty lost
}
fits() {
	# shellcheck disable=SC2086 # options
	run 0 $quick "$1" && cp "$work/out" "$work/short" && at_most 40 100 short &&
		in_order short 'limited by' 'what binds' 'what would help (' "where a packet's time goes" 'how sure' '-v tells' || return 1
	# shellcheck disable=SC2086
	run 0 $quick -v "$1" && contained short out && [ "$(wc -l < "$work/out")" -gt 60 ] &&
		in_order out 'limited by' 'counts' "where a packet's time goes" 'what binds' 'what would help (' 'how sure' 'words'
}
found=0
for scenario in scenarios/*.yaml; do
	case ${LONG:-no}$scenario in
	no*/ablation-unattributed.yaml) continue ;; # as the others, and takes longer than all of them
	esac
	if ! run 0 --check "$scenario" || ! has out 'ok, 2 points' > "$work/log"; then continue; fi
	found=$((found + 1))
	ok "$scenario fits a screen" fits "$scenario"
done
ok 'scenarios that compare two points were found' [ $found -ge 3 ]

# The main value, and the ratio with its band, stand in both; what is the same in all columns in the long one alone.
same_moves() {
	run 0 -q --repeat 1 --no-band --no-what-if "$two" && has out '  throughput [' 'ratio to big' && ! grep -q -e segments -e '  host_copy_share' "$work/out" || return 1
	run 0 -q --repeat 1 --no-band --no-what-if -v "$two" && has out 'unattributed [' 'steps'
}
ok 'what is zero throughout is told with -v' same_moves

if command -v script > /dev/null; then
	# on COLUMNS OPTION... - what a terminal of so many columns shows.
	on() {
		columns=$1
		shift
		command="COLUMNS=$columns '$simnic' -q --repeat 1 --no-band --no-what-if $*"
		SHELL=/bin/sh script -qec "$command" /dev/null < /dev/null > "$work/raw" 2>&1 || { cat "$work/raw"; return 1; }
		tr -d '\r' < "$work/raw" > "$work/screen"
	}
	five='nic.scheme.model=[small,big,mergeable,coalesced]'
	narrow() {
		on "$1" --set "'$five'" "$two" && at_most 200 "$1" screen && has screen small big mergeable coalesced
	}
	wide() {
		# shellcheck disable=SC2086
		on 200 --set "'$five'" "$two" && [ "$(grep -c '^nic.scheme.model' "$work/screen")" -eq 1 ] || return 1
		on 60 --set "'$five'" "$two" && [ "$(grep -c '^nic.scheme.model' "$work/screen")" -gt 1 ]
	}
	in_rows() {
		on 72 --set "'$five'" --set "'traffic.window=[64KiB,512KiB]'" "$two" && at_most 60 72 screen && has screen limiter
	}
	# What a name means, and what would help, keep to it, too.
	told_narrow() {
		on "$1" -v --what-if "$two" && at_most 700 "$1" screen && has screen 'packets delivered per second' || return 1
	}
	# The line that tells how far it is; it comes after a second.
	best() {
		command="COLUMNS=$1 '$simnic' -j 1 --no-band --no-what-if --repeat 3 --set run.length=400ms"
		command="$command --set 'nic.ring.entries=[64,128,256,512]' -f json --force -o $work/best $two"
		SHELL=/bin/sh script -qec "$command" /dev/null < /dev/null 2>&1 | tr '\r' '\n' > "$work/screen"
		has screen "$2" && ! tr -d '\033' < "$work/screen" | sed 's/\[K//' | grep ' runs/s, ' | grep "^.\{$1\}"
	}
	ok 'meanings on 62 columns' told_narrow 62
	ok 'and on 50' told_narrow 50
	ok 'the best point so far' best 110 '; best so far 9.4'
	ok 'no longer than a line' best 60 ' runs/s, '
	for width in 60 72 80; do
		ok "a terminal of $width columns" narrow $width
	done
	ok 'a table that is wider stands in parts' wide
	ok 'columns of a table of many points give way' in_rows
	elsewhere() {
		run 0 -q --repeat 1 "$two" && cp "$work/out" "$work/plain" &&
			COLUMNS=40 "$simnic" -q --repeat 1 "$two" > "$work/out" && cmp "$work/plain" "$work/out"
	}
	ok 'where there is no terminal its width does not matter' elsewhere
fi
finish
