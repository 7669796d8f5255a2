#!/bin/sh
# run.sh - what the program does when memory ends, a disk is full or a file can't be read (tests/faults/README.md): $SIMNIC runs
# small jobs in which one call after another fails.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 1
simnic=${SIMNIC:-./simnic}
case $simnic in
/*) ;;
*) simnic=$PWD/$simnic ;;
esac
[ -x "$simnic" ] || { echo "$0: $simnic is not there or can not be run" >&2; exit 1; }
if grep -q __tsan_init "$simnic"; then
	echo 'the thread sanitizer wants to be the only one who stands in for malloc'
	exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cc=${CC:-cc}
if ! $cc -std=gnu11 -O1 -fPIC -shared -o "$work/faults.so" tests/faults/faults.c -ldl ||
	! $cc -std=gnu11 -O1 -o "$work/loop" tests/faults/loop.c; then
	echo "$cc can not build what makes calls fail"
	exit 1
fi
most=${FAULTS:-40}
[ -z "${LONG-}" ] || most=${FAULTS:-0}
# Under a sanitizer a run takes ten times as long.
! grep -q __asan_init "$simnic" || most=${FAULTS:-$((${LONG:-0} * 160 + 20))}
passed=0 failed=0

# A folder to start in: small enough for a job of a few milliseconds, with two points to resume between.
mkdir "$work/start"
cp tests/cli/platform.yaml "$work/"
# Its platform is named by its full path, which the results hold.
cat > "$work/start/x.yaml" << END
simnic: 1
title: short
platform: $work/platform.yaml
traffic: {direction: rx, model: constant, rate: 100kpps}
nic: {backend: qemu, ring: {format: split, entries: 64}, scheme: big}
run: {warmup: 0ms, length: 200us, repeat: 1, seed: 1}
sweep: {run.seed: [1, 2]}
END

# plain FOLDER ARGUMENT... - the program there, without faults.
plain() {
	(cd "$1" && shift && exec "$simnic" "$@") < /dev/null
}
lines() {
	printf '%s\n' "$@"
}

# job NAME ARGUMENT... - the job $work/NAME, whose before/ and, if it can be resumed, resume are there: what it does without a
# fault, how many calls it makes, and then the faults.
job() {
	name=$1
	shift
	dir=$work/$name
	lines "$@" > "$dir/args"
	cp -R "$dir/before" "$dir/after"
	(cd "$dir/after" && FAULT_COUNTS=$dir/counts LD_PRELOAD=$work/faults.so \
		ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 exec "$simnic" "$@") < /dev/null > "$dir/out" 2> "$dir/err"
	code=$?
	if [ $code -ne 0 ] || ! [ -s "$dir/counts" ]; then
		echo "not ok - $name without a fault: exit code $code"
		sed 's/^/#   /' "$dir/err"
		failed=$((failed + 1))
		return
	fi
	if [ -n "${KINDS-}" ]; then
		grep -E "^($KINDS) " "$dir/counts" > "$dir/some"
		mv "$dir/some" "$dir/counts"
	fi
	if "$work/loop" "$simnic" "$work/faults.so" "$dir" "$most" "${SEED:-1}" > "$dir/log"; then
		echo "ok - $name: $(tail -n 1 "$dir/log")"
		passed=$((passed + 1))
	else
		cat "$dir/log"
		failed=$((failed + 1))
	fi
}

# Pictures are drawn by a program of nothing but a line.
mkdir "$work/bin"
# shellcheck disable=SC2016 # expanded by the program that is made here
# It is given a file of lines call SCRIPT NUMBERS PICTURE TERMINAL SCRIPTS.
printf '#!/bin/sh\nwhile read -r line; do case $line in call*) eval "set -- $line"; echo "<svg>drawn</svg>" > "$4" ;; esac; done < "$1"\n' > "$work/bin/gnuplot"
chmod +x "$work/bin/gnuplot"
PATH=$work/bin:$PATH

for name in print json csv fresh again half aside report charts page merge sqlite trace judge differ beside fit measured find import; do
	mkdir "$work/$name"
	cp -R "$work/start" "$work/$name/before"
done
job print -j 1 -q x.yaml
job json -j 1 -q -f json x.yaml
job csv -j 1 -q -f csv x.yaml

# Into a folder that is not there, one with older results, one with half a journal.
lines -j 1 -q -o o --resume x.yaml | tee "$work/fresh/resume" > "$work/half/resume"
lines -j 1 -q --force -o o x.yaml > "$work/again/resume" # what is there is of another scenario
job fresh -j 1 -q -o o x.yaml
plain "$work/again/before" -q -o o -s run.length=100us x.yaml
mkdir "$work/again/before/o/charts" # of another result: they go
echo '# made of the records x;' > "$work/again/before/o/charts/a.dat"
echo > "$work/again/before/o/charts/a.svg"
echo '<!-- made of the records x; -->' > "$work/again/before/o/report.html"
echo '# made of the records y;' > "$work/again/before/o/charts/b.dat" # of a neighbour: it stays
job again -j 1 -q --force -o o x.yaml
plain "$work/half/before" -q -o o x.yaml
head -n 2 "$work/half/before/o/x.journal" > "$work/half/before/o/.x.journal"
rm "$work/half/before/o"/x.*
job half -j 1 -q -o o --resume x.yaml

# The same without --resume: half a journal is put aside.
rmdir "$work/aside/before" 2> /dev/null || rm -r "$work/aside/before"
cp -R "$work/half/before" "$work/aside/before"
cp "$work/half/resume" "$work/aside/resume"
job aside -j 1 -q -o o x.yaml

plain "$work/report/before" -q -o o x.yaml
job report report -q -f markdown o
for name in charts page; do
	plain "$work/$name/before" -q -o o x.yaml
	: > "$work/$name/draws"
done
job charts charts -q o
job page report -q o
for i in 1 2; do
	plain "$work/merge/before" -q -o "shard-$i" --shard "$i/2" x.yaml
done
job merge merge -q -o o shard-1 shard-2

# ---- what other verbs and options read and write ----

job sqlite -j 1 -q -f sqlite -o o x.yaml
job trace -j 1 -q --trace t.json x.yaml
cat >> "$work/judge/before/x.yaml" << 'END'
claims:
  - {id: 1-a, of: packet_rate, at: {run.seed: 1}, published: 100kpps, tolerance: 50%, kind: predicted}
END
job judge -j 1 -q --claims -o o x.yaml
for name in differ beside; do
	plain "$work/$name/before" -q -o a x.yaml
	plain "$work/$name/before" -q -o b -s run.length=100us x.yaml
done
job differ diff a b
: > "$work/beside/draws"
job beside report -q a b
cat > "$work/fit/before/fit.yaml" << END
simnic-fit: 1
scenario: x.yaml
platform: $work/platform.yaml
rows: rows.csv
starts: 1
leave_one_out: none
free: {guest_rx_byte: {from: 0.01ns/B, to: 20ns/B}}
END
printf 'run.seed,of,value\n1,packet_rate,80kpps\n2,packet_rate,81kpps\n' > "$work/fit/before/rows.csv"
job fit calibrate -j 1 -q -o new.yaml fit.yaml
sed 's|^rows.*|rows: [{iperf3: udp.json, at: {run.seed: 1}}, {testpmd: testpmd.txt, at: {run.seed: 2}}]|' "$work/fit/before/fit.yaml" > "$work/measured/before/fit.yaml"
cp tests/data/measured/* "$work/measured/before"
job measured calibrate -j 1 -q -o new.yaml fit.yaml
sed '/^sweep/d' "$work/start/x.yaml" > "$work/find/before/x.yaml"
job find advise -j 1 -q -t 'dropped<=0' -M traffic.rate -b 1kpps,2Mpps -w 100% x.yaml
cp tests/import/firecracker.json "$work/import/before/guest.json"
job import import -q guest.json

echo "faults/run.sh: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
