#!/bin/sh
# errors.sh - what is wrong with a file is told together, in order of line, and nothing that another mistake caused.  (That one mistake gives one
# line is held by every case of tests/bad.)
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# told FILE ARGUMENT... - refused with the places and words in $work/expected, line by line, and no others.
told() {
	file=$1
	shift
	run 2 "$@" && empty out || return 1
	sed "s|^$file:\([0-9]*:[0-9]*\): error: |\1 |" "$work/err" > "$work/said"
	n=0
	while IFS='	' read -r at words; do
		n=$((n + 1))
		line=$(sed -n "${n}p" "$work/said")
		case $line in
		"$at "*"$words"*) continue ;;
		esac
		echo "line $n is '$line', expected '$at ... $words'"
		return 1
	done < "$work/expected"
	[ "$(wc -l < "$work/said")" -eq $n ] && return
	echo "more than $n lines:"
	cat "$work/err"
	return 1
}

cat > "$work/many.yaml" << 'END'
simnic: 1
title: many mistakes
platform: platform.yaml
traffic: {direction: xt, model: constant, rate: 1Mpp, size: 1514B}
nic:
  backend: vhosty
  scheme: {model: bigg, skb_frags: 16, foo: 1}
  ring: {formt: split, entries: x}
run: {warmpu: 1ms, length: 2}
prices: {page_aloc: 1us}
sweep: {nic.scheme.model: [big, mergable], nic.ring.entris: [1], traffic.rate: [1, 2Mpps]}
claims:
- {id: a, of: throughput, at: {mtu: 3}, published: 1Gb/s, kind: exact}
- {id: b, of: throughput, at: {}, published: 1Gb/s, kind: exakt}
END
scenario() {
	printf '%s\t%s\n' 4:22 "unknown word 'xt'" 4:49 "not '1Mpp'" 6:12 "no backend 'vhosty'" 7:19 "no scheme 'bigg'" \
		7:40 "unknown key 'foo'" 8:10 "unknown key 'formt'" 8:33 "not 'x'" 9:7 "unknown key 'warmpu'" 9:28 "not '2'" \
		10:10 "unknown price 'page_aloc'" 11:33 "no scheme 'mergable'" 11:44 "unknown key 'nic.ring.entris'" 11:81 "not '1'" \
		13:32 "unknown key 'mtu'" 14:59 "unknown word 'exakt'" > "$work/expected"
	told "$work/many.yaml" "$work/many.yaml"
}
ok 'of a scenario' scenario
ok 'so too by --check' told "$work/many.yaml" --check "$work/many.yaml"
ok 'so too by sensitivity' told "$work/many.yaml" sensitivity "$work/many.yaml"

missing() {
	printf 'simnic: 1\nplatform: platform.yaml\ntraffic: {model: poisson}\nnic: {backend: descriptor_nic}\n' > "$work/missing.yaml"
	printf '%s\t%s\n' 3:1 "missing key 'rate'" 4:1 "missing key 'nic.scheme.model'" > "$work/expected"
	told "$work/missing.yaml" "$work/missing.yaml"
}
ok 'keys that are missing' missing

cat > "$work/platform.yaml" << 'END'
simnic-platform: 1
name: p
clock: fast
cors: 3
prices:
  page_alloc: {value: 100cycles, source: x}
  page_fre: {value: 1us, source: x}
  kick: {value: 1, source: x}
  irq_handler: {value: 1us}
backends:
  vhots:
    kick: {value: 1us, source: x}
  vhost:
    kick: {value: -1us, source: x}
unlisted: {value: 0ns, source: x}
END
platform() {
	printf '%s\t%s\n' 3:8 "key 'clock'" 4:1 "unknown key 'cors'" 7:3 "unknown price 'page_fre'" 8:17 "price 'kick'" \
		9:3 "no key 'source'" 11:3 "no backend 'vhots'" 14:19 "price 'kick'" > "$work/expected"
	cp "$two" "$work/two.yaml"
	told "$work/platform.yaml" "$work/two.yaml"
}
ok 'of a platform' platform
mistyped() {
	printf 'simnic-platform: 1\nnme: p\nprics: {}\n' > "$work/platform.yaml"
	printf '%s\t%s\n' 2:1 "did you mean 'name'?" 3:1 "did you mean 'prices'?" > "$work/expected"
	told "$work/platform.yaml" "$work/two.yaml"
}
ok 'what is mistyped is not missing, too' mistyped
cp tests/cli/platform.yaml "$work/"
absent() {
	printf 'simnic-platform: 1\nname: p\nprices:\n  kick: {value: 1us, source: x}\n' > "$work/platform.yaml"
	run 2 "$work/two.yaml" && [ "$(wc -l < "$work/err")" -gt 10 ] && [ "$(grep -c 'has no price' "$work/err")" -le 20 ]
}
ok 'prices a platform does not have' absent
cp tests/cli/platform.yaml "$work/"

fit() {
	printf 'simnic-fit: 1\nscenario: none.yaml\nplatform: platform.yaml\nrows: rows.csv\nfold: 3\nstarts: x\nset: {run.sed: 1}\n' > "$work/fit.yaml"
	printf 'free:\n  guest_rx_byt: {from: 1ns/B, to: 2ns/B}\n  guest_rx_byte: {from: 1ns/B, two: 2ns/B}\n' >> "$work/fit.yaml"
	printf 'of,value\n' > "$work/rows.csv"
	printf '%s\t%s\n' 2:11 "no file" 5:1 "unknown key 'fold'" 6:9 "not 'x'" 7:7 "unknown key 'run.sed'" 9:3 "'guest_rx_byt'" \
		10:32 "unknown key 'two'" > "$work/expected"
	told "$work/fit.yaml" calibrate "$work/fit.yaml"
}
ok 'of a fit file' fit
rows() {
	sed 's/^platform: .*/platform: platform.yaml/' "$two" > "$work/s.yaml"
	printf 'simnic-fit: 1\nscenario: s.yaml\nplatform: platform.yaml\nrows: rows.csv\nfree: {guest_rx_byte: {from: 0.01ns/B, to: 2ns/B}}\n' > "$work/fit.yaml"
	printf '%s\n' nic.scheme.model,nic.ring.entries,of,value,weight bigg,64,throughput,1Gb/s,1 big,64,throughput,1Gb/s,-1 big,x,throughput,1Gb/s,1 > "$work/rows.csv"
	printf '%s\t%s\n' 2:1 "no scheme 'bigg'" 3:25 "weight" 4:5 "not 'x'" > "$work/expected"
	told "$work/rows.csv" calibrate "$work/fit.yaml"
}
ok 'of rows' rows

more() {
	cp "$two" "$work/more.yaml"
	awk 'BEGIN { while (n++ < 50) print "k" n ": 1" }' >> "$work/more.yaml"
	run 2 "$work/more.yaml" || return 1
	[ "$(wc -l < "$work/err")" -eq 21 ] && sed -n 20p "$work/err" | grep -q ":30:1: error: unknown key 'k20'" &&
		[ "$(tail -n 1 "$work/err")" = 'simnic: and 30 more errors' ]
}
ok 'no more than 20' more
sets() {
	run 2 --set run.sed=1 --set nic.ring.entires=3 --set nic.queues=2 "$two" && has err "'run.sed'" "'nic.ring.entires'" && [ "$(wc -l < "$work/err")" -eq 2 ]
}
ok 'of --set' sets
two_files() {
	sed 's/qemu/qmu/;s/split/spilt/' "$two" > "$work/a.yaml"
	sed 's/repeat: 3/repeat: x/' "$two" > "$work/b.yaml"
	run 2 "$work/a.yaml" "$work/b.yaml" && [ "$(cut -d: -f 1,2 "$work/err" | tr '\n' ' ')" = "$work/a.yaml:6 $work/a.yaml:7 $work/b.yaml:9 " ]
}
ok 'file by file' two_files
finish
