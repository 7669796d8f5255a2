#!/bin/sh
# captures.sh [NAME...] - every damaged, lying or unsuitable capture is refused at the place of the scenario that names it, in the words
# that follow its name: those in captures/*.cases (lib-captures.sh tells how they are written), and some that are made here.
#
# With names, only these: SIMNIC=build/release/simnic sh tests/bad/captures.sh time-back huge
# shellcheck source=tests/bad/lib.sh
. "$(dirname "$0")/lib.sh"
free=$(pwd)/scenarios/platforms/free.yaml
here=$work/captures
sh lib-captures.sh "$here" captures/*.cases > "$work/list" || broken captures 'the files of captures can not be read'
cd "$here" || exit 1

# capture NAME FILE TEXT - FILE, named by its whole path, is refused with "error: FILE: TEXT".
capture() {
	cat > "$work/x.yaml" <<-END
		simnic: 1
		platform: $free
		traffic:
		  model: pcap
		  file: $2
		nic: {backend: ideal, scheme: big}
		run: {warmup: 0ms, length: 1ms, repeat: 1}
	END
	refused "$1" "$work/x.yaml:5:9: error: $2: ${3#error: }" "$work/x.yaml"
}

while IFS='	' read -r name where text; do
	capture "${name%.*}" "$here/$name" "$text"
done < "$work/list"
where=

# What can not be kept in a repository.
mkdir "$work/folder.pcap"
mkfifo "$work/pipe.pcap"
ln -s /dev/zero "$work/link.pcap"
ln -s link.pcap "$work/link2.pcap"
ln -s loop.pcap "$work/loop.pcap"
dd if=/dev/zero of="$work/huge.pcap" bs=1 count=0 seek=1073741825 2> /dev/null
special='expected a regular file with a packet capture'
format='expected a packet capture in pcap or pcapng format'
capture directory "$work/folder.pcap" "is a directory, $special"
capture pipe "$work/pipe.pcap" "is a pipe, $special"
capture device /dev/zero "is a character device, $special"
capture null-device /dev/null "is a character device, $special"
capture link-to-device "$work/link.pcap" "is a character device, $special"
capture link-to-link-to-device "$work/link2.pcap" "is a character device, $special"
capture link-to-itself "$work/loop.pcap" "cannot be opened: Too many levels of symbolic links; $format"
capture huge "$work/huge.pcap" 'has 1073741825 bytes, expected at most 1073741824 (1 GiB)'
capture missing "$work/none.pcap" "cannot be opened: No such file or directory; $format"
capture below-a-file "$free/x.pcap" "cannot be opened: Not a directory; $format"
if [ "$(id -u)" -ne 0 ]; then
	: > "$work/secret.pcap"
	chmod 0 "$work/secret.pcap"
	capture unreadable "$work/secret.pcap" "cannot be opened: Permission denied; $format"
fi
cat > any.yaml << END
simnic: 1
platform: $free
traffic: {direction: rx, model: pcap, file: time-back.pcap}
nic: {backend: ideal, scheme: big}
run: {warmup: 0ms, length: 1ms, repeat: 1}
END
refused set "--set traffic.file=empty.pcap: error: empty.pcap: is empty, $format" --set traffic.file=empty.pcap any.yaml

finish
