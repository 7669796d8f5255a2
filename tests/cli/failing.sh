#!/bin/sh
# failing.sh - output that can't be written, and signals: exit codes, messages, and no half-written files.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# full ARGUMENT... - stdout is a full disk: exit code 1 and a message.
full() {
	"$simnic" "$@" > /dev/full 2> "$work/err"
	code=$?
	[ $code -eq 1 ] && has err 'No space left on device' && return
	echo "exit code $code"
	return 1
}
closed() {
	"$simnic" "$@" >&- 2> "$work/err"
	[ $? -eq 1 ] && has err "can't write standard output"
}
# pipe ARGUMENT... - the reader goes away: dies of SIGPIPE (13) and says not a word.
pipe() {
	{
		"$simnic" "$@" 2> "$work/err"
		echo $? > "$work/code"
	} | :
	[ "$(cat "$work/code")" -eq 141 ] && empty err
}
now() {
	date +%s%N | cut -c 1-13
}
# signalled SIGNAL CODE ARGUMENT... - ends with CODE within half a second of the signal.
signalled() {
	signal=$1 expected=$2
	shift 2
	"$simnic" "$@" > "$work/out" 2> "$work/err" &
	pid=$!
	sleep 0.4
	start=$(now)
	kill -s "$signal" $pid || return 1
	wait $pid
	code=$?
	took=$(($(now) - start))
	echo "exit code $code after $took ms; stderr:"
	cat "$work/err"
	[ $code -eq "$expected" ] && [ $took -lt $((500 * patience)) ] && has err 'interrupted'
}
no_text() {
	signalled INT 130 "$endless" && empty out && has err '0 of 2 points'
}
# The first point is short, the second takes for ever: its record is there.
first_record() {
	signalled TERM 143 -f json -j 1 "$work/half.yaml" && [ "$(wc -l < "$work/out")" -eq 1 ] && has err '1 of 2 points'
}
first_line() {
	signalled INT 130 -f csv -j 1 "$work/half.yaml" && [ "$(wc -l < "$work/out")" -eq 2 ]
}
no_file() {
	signalled INT 130 -o "$work/o" "$endless" && [ "$(cd "$work/o" && echo * .*)" = '* . ..' ]
}

if [ -c /dev/full ]; then
	for format in text json csv; do
		ok "$format to a full disk" full -f $format "$two"
	done
	for action in --help --version --list --schema; do
		ok "$action to a full disk" full $action
	done
	ok '--check to a full disk' full --check "$two"
	ok '--print-config to a full disk' full --print-config "$two"
else
	echo '# no /dev/full here'
fi
ok 'closed stdout' closed "$two"
ok 'closed stdout, --version' closed --version
ok 'a pipe nobody reads' pipe -f json "$two"
ok 'an unwritable trace' run 1 --trace "$work/platform.yaml/t.json" "$two"

sed -e 's/^compare:.*/compare: {run.length: [2ms, 20000s]}/' "$two" > "$work/half.yaml"
ok 'SIGINT ends a long run, no text' no_text
ok 'SIGINT with several threads' signalled INT 130 -j 4 "$endless"
ok 'SIGTERM leaves the records that were finished' first_record
ok 'SIGINT leaves the CSV lines that were finished' first_line
ok 'SIGINT leaves no file in -o' no_file

# A small stack, as in a container or under `ulimit -s`: the first thread gets along with 64 KiB, whatever a file holds.
# stack KIB ARGUMENT... - no signal.
stack() (
	# shellcheck disable=SC3045 # dash and bash have it
	ulimit -s "$1" || exit 1
	shift
	run 0 "$@"
)
if [ "$patience" -eq 1 ]; then
	for size in 64 256; do
		dir=$work/stack$size
		ok "$size KiB of stack" stack $size -q -j 2 -o "$dir" "$two"
		ok "$size KiB: resumed" stack $size -q --resume -o "$dir" "$two"
		ok "$size KiB: a report" stack $size report -q -f text "$dir"
		ok "$size KiB: merged" stack $size merge -q "$dir" -o "$dir-merged"
		ok "$size KiB: feature words" stack $size --features 0x103000000,0x103000000
		ok "$size KiB: what would help, in threads" stack $size -q -j 2 --repeat 2 --what-if --band "$two"
	done
	awk 'BEGIN { for (i = 0; i < 2000; i++) { a = a "["; b = b "]" } print "{\"simnic\":1,\"id\":" a b "}" }' > "$work/deep.jsonl"
	deep() (
		# shellcheck disable=SC3045 # as above
		ulimit -s 64 && run 2 report "$work/deep.jsonl" && has err 'not a record of a run' && run 2 charts "$work/deep.jsonl" && has err 'record'
	)
	ok '64 KiB: records nested 2000 deep' deep
fi
finish
