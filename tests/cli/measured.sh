#!/bin/sh
# measured.sh - rows of a fit that other programs measured (iperf3, testpmd): which statistic and value becomes of a file, and what is refused.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; dollars are sed's
. "$(dirname "$0")/lib.sh"

data=$PWD/tests/data/measured
cat > "$work/tcp.yaml" << 'END'
simnic: 1
title: a small stream
platform: p.yaml
traffic: {direction: rx, model: window, segment: 1448B, window: 64KiB}
nic: {backend: vhost, ring: {entries: 128}, scheme: {model: mergeable}}
run: {packets: 400, repeat: 1, seed: 1}
END
sed 's/^traffic.*/traffic: {direction: rx, model: poisson, size: 60B, rate: 500kpps}/' "$work/tcp.yaml" > "$work/udp.yaml"
{ head -n 9 tests/cli/platform.yaml && echo '  guest_rx_packet: {value: 2us, source: made up}
unlisted: {value: 100ns, source: made up}'; } > "$work/p.yaml"
cp "$data"/* "$work"
# fit SCENARIO ROWS - the lines from `rows:` on.
fit() {
	printf 'simnic-fit: 1\nscenario: %s.yaml\nplatform: p.yaml\nstarts: 1\nleave_one_out: none\n%s\n' "$1" "$2" > "$work/fit.yaml"
	echo 'free: {guest_rx_packet: {from: 0.1us, to: 20us}}' >> "$work/fit.yaml"
}
# row SCENARIO ROWS OF VALUE - the first row is that, as JSON has it.
row() {
	fit "$1" "$2"
	run 0 calibrate -q -f json "$work/fit.yaml" && empty err && grep -o '"rows":\[.*' "$work/out" | grep -o "\"of\":\"$3\",\"unit\":\"[^\"]*\",\"measured\":$4,"
}
# 8 x 711720960 B / 1.012124 s; (17616 - 3889) / 1.010836 s.
ok 'iperf3, TCP: the payload that came is throughput' row tcp 'rows: {iperf3: tcp.json}' throughput 5.62556335
ok 'iperf3, UDP: datagrams that came are packet_rate' row udp 'rows: {iperf3: udp.json}' packet_rate 13580.0
ok 'testpmd: Rx-pps of the last show is packet_rate' row udp 'rows: {testpmd: testpmd.txt}' packet_rate 6333196.0
ok 'testpmd: Tx-pps where traffic goes out' row udp 'rows: {testpmd: testpmd.txt, port: 0, at: {traffic.direction: tx}}' packet_rate 6333227.0
# Until 3.9 or so there was but one sum.
old_sum() {
	sed '/"sum_received"/,/}/d; s/"sum_sent"/"sum_before"/' "$data/udp.json" | sed 's/"cpu_util/"x": 0, &/' > "$work/old.json"
	row udp 'rows: {iperf3: old.json}' packet_rate 13768.0
}
ok 'iperf3, UDP: what older ones print' old_sum
# A list; a setting under either of its names is one column, and one that a row leaves out is the scenario's.
several() {
	fit tcp 'rows:
  - {iperf3: tcp.json, at: {nic.ring.entries: 256, nic.scheme: big}}
  - {iperf3: tcp.json, at: {nic.scheme.model: small, weight: 2, hold_out: true}}
  - {iperf3: tcp.json}'
	run 0 calibrate -q -o "$work/new.yaml" "$work/fit.yaml" && has out '3 rows of tcp.json and 2 more (some held out)' '256/big ' 'small ' &&
		has new.yaml 'by simnic calibrate on tcp.json and 2 more, 20' && run 0 --check --set "platform=$work/new.yaml" "$work/tcp.yaml"
}
ok 'a list of measurements' several
held() {
	fit tcp 'hold_out: [{nic.ring.entries: 256}]
rows: [{iperf3: tcp.json, at: {nic.ring.entries: 256}}, {iperf3: tcp.json, at: {nic.ring.entries: 128}}]'
	run 0 calibrate -q "$work/fit.yaml" && has out 'held-out rows'
}
ok 'hold_out: what is in at: is a column' held
spared() {
	fit tcp 'rows: {iperf3: tcp.json}'
	run 2 calibrate -o "$work/tcp.json" "$work/fit.yaml" && cmp "$work/tcp.json" "$data/tcp.json"
}
ok 'a file of rows is not written over' spared

# refused FILE:LINE:COL TEXT SCENARIO ROWS
refused() {
	fit "$3" "$4"
	run 2 calibrate "$work/fit.yaml" && empty out && has err "$work/$1: error: " "$2" && [ "$(wc -l < "$work/err")" -eq 1 ]
}
# bad_tcp LINE:COL TEXT SCRIPT - a result that sed's SCRIPT changed.
bad_tcp() {
	sed "$3" "$data/tcp.json" > "$work/bad.json"
	refused "bad.json:$1" "$2" tcp 'rows: {iperf3: bad.json}'
}
bad_udp() {
	sed "$3" "$data/udp.json" > "$work/bad.json"
	refused "bad.json:$1" "$2" udp 'rows: {iperf3: bad.json}'
}
bad_pmd() {
	sed "$3" "$data/testpmd.txt" > "$work/bad.txt"
	refused "bad.txt:$1" "$2" udp 'rows: {testpmd: bad.txt}'
}
wanted="expected what 'iperf3 -J' prints"
ok 'iperf3: an empty file' bad_tcp 1:1 "no JSON: '[' or '{' expected near end of file; $wanted" d
ok 'iperf3: cut' bad_tcp 110:1 "expected near end of file; $wanted" '110,$d'
ok 'iperf3: cut within a number' bad_tcp 109:1 'expected near end of file' '109,$d; 108s/5625.*/56/'
ok 'iperf3: not of iperf3' bad_tcp 1:1 "this is no result of iperf3; $wanted" 's/iperf 3/netperf 3/'
ok 'iperf3: no JSON' bad_tcp 1:6 "no JSON: '[' or '{' expected; $wanted" 's/.*/Client connecting to 10.0.0.1/'
ok 'iperf3: a list' bad_tcp 1:1 "this is no result of iperf3; $wanted" '1s/.*/[1]/; 2,$d'
ok 'iperf3: a key twice' bad_tcp 106:12 'no JSON: duplicate object key' '105s/.*/&"seconds": 2,/; 106s/seconds/seconds/'
ok 'iperf3: two results' bad_tcp 123:1 "no JSON: end of file expected; $wanted" '$s/$/\n{}/'
ok 'iperf3: a stream of events' bad_tcp 1:10 "iperf3's --json-stream" '1s/.*/{"event":"start","data":{"version":"iperf 3.17"}}/; 2,$d'
ok 'iperf3: no end' bad_tcp 1:1 'end.sum_received.seconds: expected a number above 0, but there is none' 's/"end":	{/"last": {/'
ok 'iperf3: no receiver' bad_tcp 67:9 'end.sum_received.seconds: expected a number above 0, but there is none' 's/sum_received/sum_recieved/'
ok 'iperf3: nothing came' bad_tcp 107:13 'end.sum_received.bytes: expected a number above 0' '107s/71.*/0,/'
ok 'iperf3: below nothing' bad_tcp 107:13 'end.sum_received.bytes: expected a number above 0' '107s/71/-71/'
ok 'iperf3: a text for a number' bad_tcp 108:23 'end.sum_received.bits_per_second: expected a number above 0' '108s/5625.*,/"5.6 Gb","x":1,/'
ok 'iperf3: an object for a number' bad_tcp 108:23 'expected a number above 0' '108s/5625.*,/{},/'
ok 'iperf3: a number beyond all numbers' bad_tcp 108:27 'no JSON: real number overflow' '108s/5625.*,/1e999,/'
ok 'iperf3: megabits' bad_tcp 108:23 'is not 8 x bytes / seconds: expected b/s, as iperf3 writes it' '108s/5625.*,/5625.5,/'
ok 'iperf3: no protocol' bad_tcp 26:17 'start.test_start.protocol: expected TCP or UDP' '/"protocol"/d'
ok 'iperf3: SCTP' bad_tcp 27:16 'start.test_start.protocol: expected TCP or UDP, not SCTP' '/"protocol"/s/TCP/SCTP/'
ok 'iperf3: a failed test' refused refused.json:10:11 'this test of iperf3 failed: unable to connect to server: Connection refused' tcp 'rows: {iperf3: refused.json}'
ok 'iperf3: both ways' refused bidir.json:94:9 'both ways at once (--bidir)' tcp 'rows: {iperf3: bidir.json}'
ok 'iperf3: more lost than sent' bad_udp 110:15 'end.sum_received: of 17616 packets 99999 are lost: none came' '109s/3889/99999/'
ok 'iperf3: lost below nothing' bad_udp 109:20 'end.sum_received.lost_packets: expected a number of 0 or more' '109s/3889/-1/'
ok 'iperf3: no time' bad_udp 105:15 'end.sum_received.seconds: expected a number above 0' '105s/1.010836/0/'
sed 's/^traffic.*/traffic: [{name: a, direction: rx, model: window}, {name: b, direction: tx, model: window}]/; s/packets: 400/length: 2ms/' \
	"$work/tcp.yaml" > "$work/several.yaml"
ok 'iperf3: of several traffics' refused fit.yaml:6:16 'a measured rate is of one traffic, and the scenario has several' several 'rows: {iperf3: tcp.json}'
deep() {
	awk 'BEGIN { printf "{\"start\":"; for (i = 0; i < 100000; i++) printf "[" }' > "$work/deep.json"
	refused deep.json:1:2057 'no JSON: maximum parsing depth reached' tcp 'rows: {iperf3: deep.json}'
}
ok 'iperf3: 100000 brackets' deep
large() {
	dd if=/dev/zero of="$work/large.json" bs=1048576 count=0 seek=17 2> /dev/null
	refused fit.yaml:6:16 'it is larger than 16 MiB' tcp 'rows: {iperf3: large.json}'
}
ok 'iperf3: too large' large
nul() {
	printf '{"start": "\000"}' > "$work/nul.json"
	refused nul.json:1:1 'NUL byte' tcp 'rows: {iperf3: nul.json}'
}
ok 'iperf3: a NUL byte' nul
wanted="expected what testpmd's 'show port stats' prints"
ok 'testpmd: an empty file' bad_pmd 1:1 "there are no statistics of a port in it; $wanted" d
ok 'testpmd: other text' bad_pmd 1:1 "there are no statistics of a port in it; $wanted" 's/NIC statistics/statistics/'
ok 'testpmd: cut before the rates' bad_pmd 15:1 "these statistics are cut: there is no Rx-pps; $wanted" '22,$d'
ok 'testpmd: cut between the rates' bad_pmd 15:1 'these statistics are cut: there is no Tx-pps' '23,$d'
ok 'testpmd: a unit' bad_pmd 22:16 'Rx-pps: expected a whole number of packets a second, without a unit' '22s/6333196/6.33M/'
ok 'testpmd: below nothing' bad_pmd 22:16 'Rx-pps: expected a whole number' '22s/6333196/-633319/'
ok 'testpmd: beyond all numbers' bad_pmd 22:16 'Rx-pps: expected a whole number' '22s/6333196/9999999999999999999/'
ok 'testpmd: a first show' bad_pmd 10:22 'the rate is 0: nothing came since the show before, if there was one' '13,$d'
ok 'testpmd: a port that is none' bad_pmd 15:52 'expected the number of a port, 0 to 65535' '15s/port 0/port x/'
ok 'testpmd: a port beyond all' bad_pmd 15:52 'expected the number of a port, 0 to 65535' '15s/port 0/port 65536/'
forward() {
	printf '  ---------------------- Forward statistics for port 0  ----------------------\n  RX-packets: 9 RX-dropped: 0 RX-total: 9\n' > "$work/bad.txt"
	refused bad.txt:1:1 "forward statistics tell packets, and not in which time; $wanted" udp 'rows: {testpmd: bad.txt}'
}
ok 'testpmd: forward statistics' forward
ports() {
	{ cat "$data/testpmd.txt" && sed 's/port 0/port 3/; s/63331/73331/' "$data/testpmd.txt"; } > "$work/two.txt"
	refused fit.yaml:6:17 'has statistics of ports 0, 3; expected one of them as port:' udp 'rows: {testpmd: two.txt}' &&
		refused fit.yaml:6:17 'has no statistics of port 1; expected one of 0, 3' udp 'rows: {testpmd: two.txt, port: 1}' &&
		row udp 'rows: {testpmd: two.txt, port: 3}' packet_rate 7333196.0
}
ok 'testpmd: several ports' ports
crowd() {
	i=0
	while [ $i -lt 33 ]; do
		echo "#### NIC statistics for port $i ####"
		i=$((i + 1))
	done > "$work/bad.txt"
	refused bad.txt:33:30 'more than 32 ports' udp 'rows: {testpmd: bad.txt}'
}
ok 'testpmd: too many ports' crowd

# bad_rows LINE:COL TEXT ROWS
bad_rows() {
	refused "fit.yaml:$1" "$2" tcp "$3"
}
ok 'rows: an unknown program' bad_rows 6:8 "unknown key 'iperf' in a measurement, expected iperf3, testpmd, at or port; did you mean 'iperf3'?" 'rows: {iperf: tcp.json}'
ok 'rows: no program' bad_rows 6:7 'expected one of iperf3 and testpmd, and its file' 'rows: {at: {nic.ring.entries: 256}}'
ok 'rows: two programs' bad_rows 6:7 'expected one of iperf3 and testpmd, and its file' 'rows: {iperf3: tcp.json, testpmd: testpmd.txt}'
ok 'rows: an empty list' bad_rows 6:7 'expected at least one measurement' 'rows: []'
ok 'rows: a list of files' bad_rows 6:8 "expected a mapping {iperf3: FILE, at: {...}}, not 'tcp.json'" 'rows: [tcp.json]'
ok 'rows: a file that is not there' bad_rows 6:16 "key 'iperf3': there is no file" 'rows: {iperf3: none.json}'
ok 'rows: a folder' bad_rows 6:16 "key 'iperf3': expected a regular file, not" 'rows: {iperf3: .}'
ok 'rows: a list for a file' bad_rows 6:16 'expected the path of a file' 'rows: {iperf3: [tcp.json]}'
ok 'rows: a port of iperf3' bad_rows 6:26 "'port' is one of testpmd's" 'rows: {iperf3: tcp.json, port: 1}'
ok 'rows: a port that is none' bad_rows 6:36 'expected the number of a port of testpmd' 'rows: {testpmd: testpmd.txt, port: eth0}'
ok 'rows: at is no mapping' bad_rows 6:30 "key 'at': expected a mapping of settings such as" 'rows: {iperf3: tcp.json, at: 256}'
ok 'rows: at a list' bad_rows 6:49 "expected one value" 'rows: {iperf3: tcp.json, at: {nic.ring.entries: [128, 256]}}'
ok 'rows: at an unknown key' bad_rows 6:31 "unknown column 'nic.ring.entires'; did you mean 'nic.ring.entries'?" 'rows: {iperf3: tcp.json, at: {nic.ring.entires: 256}}'
ok 'rows: at what is no ring' bad_rows 6:49 'not a power of two' 'rows: {iperf3: tcp.json, at: {nic.ring.entries: 300}}'
ok 'rows: at what the file tells' bad_rows 6:31 "'value' is what the file tells" 'rows: {iperf3: tcp.json, at: {value: 1Gb/s}}'
ok 'rows: at a key twice' bad_rows 6:48 "'nic.scheme.model' stands twice" 'rows: {iperf3: tcp.json, at: {nic.scheme: big, nic.scheme.model: big}}'
ok 'rows: at what is free' bad_rows 6:31 'is free' 'rows: {iperf3: tcp.json, at: {prices.guest_rx_packet: 1us}}'
ok 'rows: a stream where packets are simulated' refused fit.yaml:6:16 "iperf3 counted the payload of TCP, traffic 'poisson' counts whole frames" udp 'rows: {iperf3: tcp.json}'
ok 'rows: packets where a stream is simulated' bad_rows 6:16 "single packets were counted, and traffic 'window' is a stream" 'rows: {iperf3: udp.json}'
finish
