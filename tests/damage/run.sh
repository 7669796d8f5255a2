#!/bin/sh
# run.sh - every reader of a results folder takes every damage to every file of it (damage.c says what that means).
#
# A folder of one point, and one of some points with charts, a page, a README and a hidden journal, that is larger and takes fewer places.
# Quick: each file cut at some 10 places and 6 bits flipped.  LONG=1: some 100 places, 60 bits; FULL=1: every byte, 500 bits of each file, which
# takes an hour.  gnuplot is replaced by a program that draws nothing: numbers of charts are looked at, pictures are not.
set -u
cd "$(dirname "$0")/../.." || exit 1
simnic=$(realpath "${SIMNIC:-./simnic}")
# In memory where that can be: each case makes a folder and forces it to the disk.
work=$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
stride=2600 flips=6
[ "${LONG:-}" != 1 ] || stride=260 flips=60
[ "${FULL:-}" != 1 ] || stride=1 flips=500

stop() {
	echo "$1"
	cat "$work/err"
	echo 'damage: 0 passed, 1 failed'
	exit 1
}
if ! ${CC:-cc} -std=c11 -O1 -Wall -Wextra -o "$work/damage" tests/damage/damage.c 2> "$work/err"; then
	stop 'damage.c can not be built'
fi
mkdir "$work/bin"
# shellcheck disable=SC2016 # expanded by the program that is made here
# It is given a file of lines call SCRIPT NUMBERS PICTURE TERMINAL SCRIPTS.
printf '#!/bin/sh\nwhile read -r line; do case $line in call*) eval "set -- $line"; echo "<svg>drawn</svg>" > "$4" ;; esac; done < "$1"\n' > "$work/bin/gnuplot"
chmod +x "$work/bin/gnuplot"
PATH=$work/bin:$PATH
cat > "$work/tiny.yaml" << 'EOT'
simnic: 1
title: One point, briefly
platform: platform.yaml
traffic: {model: constant, rate: 1Mpps}
nic: {backend: bare, scheme: big}
run: {packets: 20, repeat: 2}
EOT
cp tests/cli/platform.yaml "$work"
workers=$(nproc 2> /dev/null || echo 1)

# prepare CASE [LINE] - the folder of a case, finished, with its report, its charts and what merge makes of it.
prepare() {
	at=$work/$1
	mkdir "$at"
	cp "$work/platform.yaml" "$at"
	{
		cat "$work/tiny.yaml"
		[ $# -lt 2 ] || echo "$2"
	} > "$at/tiny.yaml"
	"$simnic" -q --charts -o "$at/whole" "$at/tiny.yaml" 2> "$work/err" || stop 'the whole folder can not be made'
	"$simnic" report -q "$at/whole" 2> "$work/err" || stop 'its report can not be made'
	"$simnic" merge -q "$at/whole" -o "$at/merged" 2> "$work/err" || stop 'it can not be merged'
	sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p' "$at/whole/tiny.jsonl" > "$at/id"
}
# damaged CASE STRIDE FLIPS - its files, one damage at a time.
damaged() {
	i=0
	while [ "$i" -lt "$workers" ]; do
		"$work/damage" "$simnic" "$work/$1/tiny.yaml" "$work/$1" "$work/$1" "$2" "$3" "$i" "$workers" > "$work/$1/log$i" 2>&1 &
		i=$((i + 1))
	done
	wait
}
prepare one
damaged one "$stride" "$flips"

# Some points that charts are made of, and beside what was published a run again that was cut short, and its owner's note.
prepare some 'sweep: {nic.scheme.model: [big, mergeable], nic.ring.entries: [64, 128]}'
mkdir "$work/some/begun"
head -n 3 "$work/some/whole/tiny.journal" > "$work/some/begun/.tiny.journal"
printf '# What these are\n\nMine.\n' > "$work/some/begun/README.md"
damaged some $((stride * 12)) $(((flips + 2) / 4))
cat "$work"/*/log*
awk '/ passed, .* failed$/ { p += $2; f += $4; n++ } END { if (n != workers * 2) f++; print "damage: " p + 0 " passed, " f + 0 " failed"; exit f > 0 || !p }' workers="$workers" "$work"/*/log*
