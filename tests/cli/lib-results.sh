# lib-results.sh - sourced by tests of results folders, after lib.sh: a sweep of many short points, and comparing folders.
# shellcheck shell=sh disable=SC2034,SC2154 # what lib.sh defines, and what is for those who source this

# 60 points of about 2 ms each.
sed -e '/^compare:/d' -e 's/length: 20ms, repeat: 3/length: 10ms, repeat: 2/' "$two" > "$work/many.yaml"
cat >> "$work/many.yaml" << 'EOT'
compare: {nic.scheme.model: [big, mergeable]}
sweep:
  nic.ring.entries: {from: 64, to: 1024, factor: 2}
  nic.host_queue: [10, 20, 50, 100, 200, 500]
EOT
many=$work/many.yaml

# same_results A B - both folders hold the same files, but for what is true of one time only.
same_results() {
	[ "$(ls -A "$1")" = "$(ls -A "$2")" ] || {
		ls -A "$1" "$2"
		return 1
	}
	for each in "$1"/*; do
		case $each in
		*.run.json) ;;
		*) cmp "$each" "$2/${each##*/}" || return 1 ;;
		esac
	done
}

# pause SECONDS - longer for a program that is slower.
pause() {
	sleep "$(awk -v s="$1" -v patience="$patience" 'BEGIN { print s * patience }')"
}

# killed SIGNAL DELAY DIR ARGUMENT... - starts simnic into DIR and sends the signal after a delay; $code is how it ended.
killed() {
	signal=$1 delay=$2 dir=$3
	shift 3
	"$simnic" -q -o "$dir" "$@" "$many" > "$work/out" 2> "$work/err" &
	pid=$!
	pause "$delay"
	kill -s "$signal" $pid 2> /dev/null
	wait $pid
	code=$?
}

# half_way SIGNAL CODE DIR - the same with some points done and some not, however fast and busy the machine is, in a new folder.
half_way() {
	for each in 1 2 3 4 5 6 7 8 9 10 11 12; do
		rm -rf "$3"
		half_way_once "$@" && return
	done
	echo "exit code $code each time, expected $2 and some points done"
	return 1
}

# half_way_on SIGNAL CODE DIR - the same in a folder that is there.
half_way_on() {
	for each in 1 2 3 4 5 6 7 8 9 10 11 12; do
		half_way_once "$@" && return
	done
	return 1
}

# The signal is sent as soon as a journal that was begun since holds two points.
half_way_once() {
	: > "$work/started"
	"$simnic" -q -j 1 -o "$3" "$many" > "$work/out" 2> "$work/err" &
	pid=$!
	# shellcheck disable=SC2094,SC3013 # the newest POSIX has -nt; the file is only read
	until { [ "$3/.many.journal" -nt "$work/started" ] && read -r _ && read -r _ && read -r _; } 2> /dev/null < "$3/.many.journal" || ! kill -0 $pid 2> /dev/null; do :; done 2> /dev/null
	kill -s "$1" $pid 2> /dev/null
	wait $pid
	code=$?
	[ "$code" -eq "$2" ] && [ "$(wc -l < "$3/.many.journal")" -gt 2 ]
}
