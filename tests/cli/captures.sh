#!/bin/sh
# captures.sh - captures as people have them: late packets, tcpdump -i any, BIG TCP, more than the snapshot length. (How they are read:
# tests/unit/test_capture.c; what is refused: tests/bad.)
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# octal N - four bytes of a number, lowest first, as printf takes them.
octal() {
	printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}
# capture LINK SNAPSHOT [TIME_US LENGTH KEPT]... - a capture of zeros.
capture() {
	{
		text=$(octal 0xa1b2c3d4)'\002\000\004\000'$(octal 0)$(octal 0)$(octal "$2")$(octal "$1")
		shift 2
		# shellcheck disable=SC2059 # the octal numbers are a format
		printf "$text"
		while [ $# -gt 0 ]; do
			text=$(octal $(($1 / 1000000 + 1)))$(octal $(($1 % 1000000)))$(octal "$3")$(octal "$2")
			# shellcheck disable=SC2059
			printf "$text"
			head -c "$3" /dev/zero
			shift 3
		done
	} > "$work/x.pcap"
	cat > "$work/capture.yaml" << 'END'
simnic: 1
platform: platform.yaml
traffic: {direction: rx, model: pcap, file: x.pcap, loop: false}
nic: {backend: ideal, scheme: mergeable}
run: {warmup: 0ms, length: 20ms, repeat: 1}
END
}
# value STATISTIC - of the record.
value() {
	sed -n "s/.*\"$1\":{\"value\":\([0-9.e+-]*\).*/\1/p" "$work/out"
}

late() {
	capture 1 65535 0 1000 60 20 1000 60 12 1000 60 30 1000 60
	run 0 -f json "$work/capture.yaml" && [ "$(value delivered)" = 4 ] &&
		has err 'simnic: x.pcap: 1 of 4 packets stand behind later ones, up to 8us; sorted by time' && [ "$(wc -l < "$work/err")" -eq 1 ]
}
ok 'late packets are sorted and told' late
quiet() {
	run 0 -q -f json "$work/capture.yaml" && empty err
}
ok 'but for -q' quiet
checks() {
	run 0 --check "$work/capture.yaml" && has err 'sorted by time'
}
ok '--check tells, too' checks
in_order() {
	capture 1 65535 0 1000 60 12 1000 60
	run 0 -f json "$work/capture.yaml" && empty err
}
ok 'nothing to tell' in_order
too_late() {
	capture 1 65535 3000000 1000 60 1999999 1000 60
	run 2 "$work/capture.yaml" && has err 'its time is 1.000001000 s before that of a packet in front of it' 'reordercap sorts a capture'
}
ok 'too late' too_late

# Goodput is all bytes of the frames: 2 x 1014 in 20 ms.
cooked() {
	capture "$1" 65535 0 $((1000 + $2)) 60 10 $((1000 + $2)) 60
	run 0 -f json "$work/capture.yaml" && has err 'cooked packets (tcpdump -i any) are taken as the Ethernet frames they were' &&
		[ "$(value delivered)" = 2 ] && [ "$(value throughput)" = 0.0008112 ]
}
ok 'tcpdump -i any' cooked 113 16
ok 'tcpdump -i any, the second form' cooked 276 20

beyond() {
	capture 1 64 0 65549 65549 10 1014 60
	run 0 -f json "$work/capture.yaml" && empty err && [ "$(value delivered)" = 2 ]
}
ok 'beyond the snapshot length' beyond
big() {
	capture 1 64 0 80066 60
	run 2 "$work/capture.yaml" && has err 'length 80066 is more than virtio-net takes, expected at most 65589 bytes; it is BIG TCP' 'gso_max_size'
}
ok 'BIG TCP: the way out' big
finish
