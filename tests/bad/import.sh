#!/bin/sh
# import.sh [NAME...] - descriptions of guests that are refused: the cases in import/*.cases (lib-split.sh tells how they are written), and some
# that are made here.
#
# With names, only these: SIMNIC=build/release/simnic sh tests/bad/import.sh qemu-empty
# shellcheck source=tests/bad/lib.sh
. "$(dirname "$0")/lib.sh"
base=$(pwd)
sh lib-split.sh "$work/cases" import/*.cases > "$work/list" || broken cases 'the files of cases can not be split'
cd "$work/cases" || exit 1
while IFS='	' read -r name where expected; do
	refused "$name" "$expected" import "$name.yaml"
done < "$work/list"
where=

# made NAME LINE:COL TEXT - the file NAME in $work/cases is refused with TEXT.
made() {
	refused "$1" "$1:$2: error: $3" import "$1"
}

# repeat N TEXT - TEXT, N times.
repeat() {
	awk -v n="$1" -v text="$2" 'BEGIN {
		while (n--)
			printf "%s", text
	}'
}

{ echo '<domain>'; repeat 100000 '<a>'; } > nested
{ echo '<domain><name>'; repeat 1000000 'x'; echo '</name>'; } > long-text
{ printf '<domain '; repeat 100000 'a'; echo "='1'/>"; } > long-name
{ printf '{"net": '; repeat 100000 '['; } > brackets
{ printf '{"net": [{"id": "'; repeat 2000000 'x'; } > long-json
{ printf 'x -device virtio-net-pci'; repeat 100000 ',mq=on'; } > properties
{ printf 'x -netdev tap,id=n0 -device virtio-net-pci,netdev=n0,'; repeat 1000000 'x'; } > long-property
repeat 30000 '-a ' > many-words
dd if=/dev/zero of=too-big bs=1048576 count=0 seek=17 2> /dev/null
dd if=/dev/zero of=nuls bs=4096 count=1 2> /dev/null
head -c 4096 /dev/zero | tr '\0' '\377' > bytes
made nested 2:769 'no XML: Excessive depth in document: 256 use XML_PARSE_HUGE option'
made brackets 1:40 'mappings and lists are nested too deeply: more than 32 levels'
made properties 1:1820 'more than 300 properties'
made many-words 1:60001 'more than 20000 words'
made too-big 1:1 "can't read: it is larger than 16 MiB"
made nuls 1:1 'no option of QEMU is in it, such as -device virtio-net-pci,netdev=n0'
made bytes 1:1 'no option of QEMU is in it, such as -device virtio-net-pci,netdev=n0'
made long-json 1:2000018 'found unexpected end of stream, while scanning a quoted scalar'
made long-text 3:1 'no XML: Premature end of data in tag domain line 1'
made long-name 1:9 'no XML: Extra content at the end of the document'
made long-property 1:54 "'$(repeat 60 x)' is no property of a virtio-net card"
made missing 1:1 "can't open: No such file or directory"
# probe NAME LINE TEXT SCRIPT - a good probe that sed's SCRIPT changed, with its end put right, is refused with TEXT.
probe() {
	sed "$4" "$good" | sed '$d' > "probe-$1"
	echo "@@ end $(wc -l < "probe-$1")" >> "probe-$1"
	made "probe-$1" "$2:1" "$3"
}
good=$base/../import/guest.probe
n=$(($(wc -l < "$good") - 1))
sed '$d' "$good" > probe-cut
head -n 30 "$good" > probe-cut-early
sed '40d' "$good" > probe-line-lost
made probe-cut "$n:1" "the probe is cut or was changed: expected '@@ end $((n - 1))' as its last line"
made probe-cut-early 30:1 "the probe is cut or was changed: expected '@@ end 29' as its last line"
made probe-line-lost "$n:1" "the probe is cut or was changed: expected '@@ end $((n - 1))' as its last line"
# of TEXT - the line in which it stands first; last TEXT - last.
of() { grep -n -m 1 -e "$1" "$good" | cut -d : -f 1; }
last() { grep -n -e "$1" "$good" | tail -n 1 | cut -d : -f 1; }
probe format 1 'a probe of format 2, expected 1' 's/^@@ simnic-probe 1/@@ simnic-probe 2/'
probe other 1 "no probe: expected '@@ simnic-probe 1' here" 's/^@@ simnic-probe 1/@@ probe/'
probe driver "$(of '^driver')" 'a card of driver ena, which is not simulated here; expected virtio_net' 's/^driver .*/driver ena/'
probe no-driver 1 "the section 'machine' names no driver" '/^driver/d'
probe features-short "$(of '^1110')" 'features: expected at least 32 characters, each 0 or 1' 's/^1110.*/1110/'
probe features-words "$(of '^1110')" 'features: expected at least 32 characters, each 0 or 1' 's/^1110/111x/'
probe features-none "$(of '^@@ features')" 'features: expected one line of 0 and 1' '/^1110/d'
probe ring-unit "$(last '^RX:.*256')" "RX: expected a whole number from 1 to 32768, not '256k'" 's/^RX:\t\t256/RX:\t\t256k/'
probe ring-odd "$(last '^RX:.*256')" 'ethtool -g: RX:  300: a split ring has a power of two entries' 's/^RX:\t\t256/RX:\t\t300/'
probe mtu-unit "$(of '^mtu')" "mtu: expected a whole number from 68 to 65535, not '1.5kB'" 's/^mtu .*/mtu 1.5kB/'
probe mtu-small "$(of '^mtu')" "mtu: expected a whole number from 68 to 65535, not '15'" 's/^mtu .*/mtu 15/'
probe napi "$(of '^napi_tx')" "napi_tx: expected Y or N, not '1'" 's/^napi_tx Y/napi_tx 1/'
probe went-back "$(last '^rx_packets')" "rx_packets went back from 1000000 in line $(of '^rx_packets') to 900: the guest was started anew or the device reset" 's/^rx_packets 9000000/rx_packets 900/'
probe kicks-back "$(last 'rx_queue_0_kicks')" "rx_queue_0_kicks went back from 9000 in line $(of 'rx_queue_0_kicks') to 25: the guest was started anew or the device reset" 's/rx_queue_0_kicks: 259000/rx_queue_0_kicks: 25/'
probe interrupts-back "$(last 'output.0')" 'interrupts went back from 501007 to 1098: a device was reset' 's/ 900000 / 91 /'
probe no-number "$(last '^rx_packets')" "rx_packets: expected a number, not '9M'" 's/^rx_packets 9000000/rx_packets 9M/'
probe no-counters 1 'the samples have no rx_packets and tx_packets' '/^rx_packets/d'
probe bytes "$(last '^rx_bytes')" '1 bytes in 8000000 packets are 0.0 B each, expected from 14 to 65589' 's/^rx_bytes 13626000000/rx_bytes 1514000001/'
probe exchanged "$(of '^5010.00')" 'the uptime went back from 6000.02 to 5010.00: the machine was started anew, or the samples are exchanged' 's/^5000/6000/'
probe no-time "$(of '^@@ B from')" "section 'B from': expected the uptime, found nothing" '/^5010.00/d'
probe time-word "$(of '^5010.00')" "B from: expected the uptime in seconds, not 'ten 7000.00'" 's/^5010.00/ten/'
probe no-pause "$(of '^5010.02')" '0.00 s lie between the samples, expected at least 0.5 s' 's/^5010/5000/; s/^5000.00/5000.02/'
probe busy-back "$(last '^cpu0')" 'cpu0: its times went back: the machine was started anew' 's/^cpu0 1100/cpu0 900/'
probe section-twice "$(of '^@@ module')" "section 'link' is there twice" 's/^@@ module/@@ link/'

refused folder '/:1:1: error: can'"'"'t open: it is no regular file' import /
refused nic 'qemu-several.yaml:1:1: error: --nic c: there is no card of that name; there is a: virtio-net-pci on tap, queues=2; b: virtio-net-pci on user' import --nic c qemu-several.yaml
refused version 'simnic: error: --qemu-version new: expected a release such as 7.2' import --nic a --qemu-version new qemu-several.yaml
refused as 'simnic: error: --as vhsot: expected one of qemu|vhost|vhost_user|hardware' import --as vhsot qemu-several.yaml
finish
