#!/bin/sh
# import.sh [NAME...] - descriptions of guests that are refused: the cases in import/*.cases (lib-split.sh tells how they are written), and some
# that are made here.
#
# With names, only these: SIMNIC=build/release/simnic sh tests/bad/import.sh qemu-empty
# shellcheck source=tests/bad/lib.sh
. "$(dirname "$0")/lib.sh"
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
refused folder '/:1:1: error: can'"'"'t open: it is no regular file' import /
refused nic 'qemu-several.yaml:1:1: error: --nic c: there is no card of that name; there is a: virtio-net-pci on tap, queues=2; b: virtio-net-pci on user' import --nic c qemu-several.yaml
refused version 'simnic: error: --qemu-version new: expected a release such as 7.2' import --nic a --qemu-version new qemu-several.yaml
refused as 'simnic: error: --as vhsot: expected one of qemu|vhost|vhost_user|hardware' import --as vhsot qemu-several.yaml
finish
