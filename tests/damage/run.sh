#!/bin/sh
# run.sh - every reader of a results folder takes every damage to every file of it (damage.c says what that means).
#
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
printf '#!/bin/sh\necho "<svg>drawn</svg>" > "$4"\n' > "$work/bin/gnuplot"
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
"$simnic" -q -o "$work/whole" "$work/tiny.yaml" 2> "$work/err" || stop 'the whole folder can not be made'
"$simnic" report -q "$work/whole" 2> "$work/err" || stop 'its report can not be made'
"$simnic" merge -q "$work/whole" -o "$work/merged" 2> "$work/err" || stop 'it can not be merged'
sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' "$work/whole/tiny.jsonl" > "$work/id"
workers=$(nproc 2> /dev/null || echo 1)
i=0
while [ "$i" -lt "$workers" ]; do
	"$work/damage" "$simnic" "$work/tiny.yaml" "$work" "$work" "$stride" "$flips" "$i" "$workers" > "$work/log$i" 2>&1 &
	i=$((i + 1))
done
wait
cat "$work"/log*
awk '/ passed, .* failed$/ { p += $2; f += $4; n++ } END { if (n != workers) f++; print "damage: " p + 0 " passed, " f + 0 " failed"; exit f > 0 || !p }' workers="$workers" "$work"/log*
