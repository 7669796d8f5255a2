#!/bin/sh
# captures.sh - every damaged, lying or unsuitable capture is refused: exit code 2, one line on stderr that ends in the text of
# NAME.err, nothing on stdout, within a second and 64 MiB.  The program is $SIMNIC (default ./simnic); run from anywhere.
set -u
LC_ALL=C
export LC_ALL

simnic=${SIMNIC:-./simnic}
case $simnic in
/*) ;;
*) simnic=$PWD/$simnic ;;
esac
if [ ! -x "$simnic" ]; then
	echo "captures.sh: $simnic is not there or can not be run" >&2
	exit 1
fi
cd "$(dirname "$0")/captures" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Sanitizers reserve terabytes of addresses and are slow to start.
seconds=1
memory=65536
if grep -q -e __asan_init -e __tsan_init "$simnic"; then
	seconds=20
	memory=unlimited
fi

passed=0
failed=0

# refused NAME FILE TEXT: simnic refuses FILE as traffic with TEXT after the file's name.
refused() {
	(
		# shellcheck disable=SC3045 # dash, bash, ksh and busybox all have it
		ulimit -v $memory || exit 99
		exec timeout $seconds "$simnic" --set "traffic.file=$2" any.yaml
	) > "$work/out" 2> "$work/err" < /dev/null
	code=$?
	why=
	lines=$(wc -l < "$work/err")
	if [ $code -eq 124 ]; then
		why="took longer than $seconds s"
	elif [ $code -ne 2 ]; then
		why="exit code $code, expected 2"
	elif [ -s "$work/out" ]; then
		why="wrote to stdout"
	elif [ "$lines" -ne 1 ]; then
		why="$lines lines on stderr, expected 1"
	else
		case $(cat "$work/err") in
		*"$2: $3") ;;
		*) why="said something else" ;;
		esac
	fi
	if [ -z "$why" ]; then
		echo "ok - $1"
		passed=$((passed + 1))
		return
	fi
	echo "not ok - $1: $why"
	echo "#   expected: $2: $3"
	sed 's/^/#   stderr:   /' "$work/err"
	failed=$((failed + 1))
}

for file in *.pcap *.pcapng; do
	name=${file%.*}
	if [ ! -f "$name.err" ]; then
		echo "not ok - $name: $name.err is missing"
		failed=$((failed + 1))
		continue
	fi
	refused "$name" "$file" "$(cat "$name.err")"
done

# What can not be kept in a repository.
mkdir "$work/folder.pcap"
mkfifo "$work/pipe.pcap"
ln -s /dev/zero "$work/link.pcap"
ln -s link.pcap "$work/link2.pcap"
ln -s loop.pcap "$work/loop.pcap"
dd if=/dev/zero of="$work/huge.pcap" bs=1 count=0 seek=1073741825 2> /dev/null
special='expected a regular file with a packet capture'
refused directory "$work/folder.pcap" "error: is a directory, $special"
refused pipe "$work/pipe.pcap" "error: is a pipe, $special"
refused device /dev/zero "error: is a character device, $special"
refused link-to-device "$work/link.pcap" "error: is a character device, $special"
refused link-to-link-to-device "$work/link2.pcap" "error: is a character device, $special"
refused link-to-itself "$work/loop.pcap" "error: cannot be opened: Too many levels of symbolic links"
refused huge "$work/huge.pcap" "error: has 1073741825 bytes, expected at most 1073741824 (1 GiB)"
refused missing "$work/none.pcap" "error: cannot be opened: No such file or directory"
refused below-a-file any.yaml/x.pcap "error: cannot be opened: Not a directory"
if [ "$(id -u)" -ne 0 ]; then
	: > "$work/secret.pcap"
	chmod 0 "$work/secret.pcap"
	refused unreadable "$work/secret.pcap" "error: cannot be opened: Permission denied"
fi

echo "bad captures: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
