# lib.sh - sourced by the scripts here: counts "ok" and "not ok" lines, and makes small scenarios to run.
# shellcheck shell=sh disable=SC2034,SC2154 # its variables are for those who source it, and $pid is theirs
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 1
simnic=${SIMNIC:-./simnic}
if [ ! -x "$simnic" ]; then
	echo "$0: $simnic is not there or can not be run" >&2
	exit 1
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
passed=0
failed=0

# Sanitizers make everything slower.
patience=1
if grep -q -e __asan_init -e __tsan_init "$simnic"; then
	patience=20
fi

# ok WHAT COMMAND... - the command succeeds.  With TIMES set, it says what takes long.
ok() {
	what=$1
	shift
	[ -z "${TIMES-}" ] || times > "$work/began"
	if "$@" > "$work/log" 2>&1; then
		echo "ok - $what"
		passed=$((passed + 1))
	else
		echo "not ok - $what"
		sed 's/^/#   /' "$work/log" | head -n 20
		failed=$((failed + 1))
	fi
	[ -z "${TIMES-}" ] || took
}

# took - what took a second of processor time or more, this shell's and its children's.
took() {
	times > "$work/ended"
	awk -F '[ms ]' -v what="$what" '{ s = 60 * ($1 + $4) + $2 + $5; t[FILENAME] += s }
		END { spent = t[ARGV[2]] - t[ARGV[1]]; if (spent >= 1) printf "%s: %.1f s of processor time\n", what, spent }' "$work/began" "$work/ended"
}

# run CODE ARGUMENT... - simnic ends with CODE; its output is in $work/out and $work/err.
run() {
	expected=$1
	shift
	"$simnic" "$@" > "$work/out" 2> "$work/err" < /dev/null
	got=$?
	[ $got -eq "$expected" ] && return
	echo "exit code $got, expected $expected; stderr:"
	cat "$work/err"
	return 1
}

# has FILE TEXT... - the file in $work holds each text.
has() {
	file=$work/$1
	shift
	for text; do
		grep -q -F -e "$text" "$file" && continue
		echo "no '$text' in:"
		head -n 20 "$file"
		return 1
	done
}

# awaited FILE TEXT - the file in $work gets that text (a pattern), while the process $pid lives.
awaited() {
	until grep -q -e "$2" "$work/$1"; do
		if ! readlink "/proc/$pid/exe" > /dev/null 2>&1; then
			echo "it ended before it said '$2'"
			return 1
		fi
		sleep 0.1
	done
}

# empty FILE - the file in $work is empty.
empty() {
	[ ! -s "$work/$1" ] && return
	echo "not empty:"
	head -n 5 "$work/$1"
	return 1
}

finish() {
	echo "${0##*/}: $passed passed, $failed failed"
	[ $failed -eq 0 ] && [ $passed -gt 0 ]
	exit
}

# Two points, short; and one that takes hours unless it is stopped.
two=tests/cli/two.yaml
cp tests/cli/platform.yaml "$work/"
sed 's/length: .*ms,/length: 20000s,/' $two > "$work/endless.yaml"
endless=$work/endless.yaml
