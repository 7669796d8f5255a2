#!/bin/sh
# spare.sh - what a job was read from is never what it writes, by whatever name.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# spared FILE NAME ARGUMENT... - refused, with both names, and FILE (whose name as an output is NAME) as it was.
spared() {
	input=$work/$1 output=$2
	shift 2
	cp "$input" "$work/before"
	run 2 "$@" && empty out && has err "can't write $output: it is " "${input##*/}" 'expected another file' && cmp "$work/before" "$input"
}
# Its prices are written out: what is fitted has to stand there.
sed 's/^prices:/&\n  guest_rx_packet: {value: 2us, source: made up}/' tests/cli/platform.yaml > "$work/platform.yaml"
cp "$two" "$work/two.yaml"
ln -s two.yaml "$work/soft.yaml"
ln "$work/two.yaml" "$work/hard.yaml"
for name in two.yaml ./two.yaml soft.yaml hard.yaml; do
	ok "--trace $name" spared two.yaml "$work/$name" -q --trace "$work/$name" "$work/two.yaml"
done
ok '--trace of the platform' spared platform.yaml "$work/platform.yaml" -q --trace "$work/platform.yaml" "$work/two.yaml"
piped() {
	# shellcheck disable=SC2094 # that it is not written is what is tested
	"$simnic" -q --set "platform=$work/platform.yaml" --trace "$work/two.yaml" - < "$work/two.yaml" > "$work/out" 2> "$work/err"
	[ $? -eq 2 ] && has err 'it is standard input' && cmp "$two" "$work/two.yaml"
}
ok '--trace of standard input' piped
cp scenarios/captures/bulk-mtu.pcap "$work/c.pcap"
sed 's/^traffic:.*/traffic: {direction: rx, model: pcap, file: c.pcap, loop: false}/; s/^run:.*/run: {repeat: 1}/' "$two" > "$work/captured.yaml"
captured() {
	spared c.pcap "$work/c.pcap" -q --trace "$work/c.pcap" "$work/captured.yaml"
}
ok '--trace of a capture' captured

ok 'results to tell of' run 0 -q -o "$work/r" "$work/two.yaml"
for ending in jsonl journal scenario.yaml provenance.json; do
	for format in html text markdown; do
		ok "report -f $format -o of the $ending" spared r/two.$ending "$work/r/two.$ending" report -f $format -o "$work/r/two.$ending" "$work/r"
	done
done
ok 'report -o of a new file' run 0 report -q -o "$work/r/page.html" "$work/r"
ok 'and again' run 0 report -q -o "$work/r/page.html" "$work/r"

cat > "$work/rows.csv" << EOF
nic.scheme.model,of,value
big,throughput,2Gb/s
mergeable,throughput,3Gb/s
EOF
cat > "$work/fit.yaml" << EOF
simnic-fit: 1
scenario: two.yaml
platform: platform.yaml
rows: rows.csv
starts: 1
free: {guest_rx_packet: {from: 0.2us, to: 20us}}
EOF
for file in rows.csv fit.yaml platform.yaml two.yaml; do
	ok "calibrate -o $file" spared $file "$work/$file" calibrate -q -o "$work/$file" "$work/fit.yaml"
done

mkdir "$work/d"
cp "$work/platform.yaml" "$work/d/m.scenario.yaml"
sed 's/^platform:.*/platform: m.scenario.yaml/' "$two" > "$work/d/m.yaml"
ok '-o over a platform' spared d/m.scenario.yaml "$work/d/m.scenario.yaml" -q --force -o "$work/d" "$work/d/m.yaml"
cp "$work/two.yaml" "$work/claims.md"
cat >> "$work/claims.md" << EOF
claims: [{id: a, at: {nic.scheme.model: big}, of: throughput, published: 1Gb/s, tolerance: 90%, kind: flagged}]
EOF
ok '--claims -o over a scenario' spared claims.md "$work/claims.md" -q --claims -o "$work" "$work/claims.md"
finish
