# lib.sh - sourced by the scripts here: bad input must be refused with exit code 2 and one line on stderr, the expected one, with
# nothing on stdout, within a second of processor time and 64 MiB.  $SIMNIC (default ./simnic) is held to that and, as far as time and memory do not
# matter, so is $SIMNIC_CHECKED, the sanitized program, when it is set.
# shellcheck shell=sh
set -u
LC_ALL=C
export LC_ALL

# A program's path as it is from everywhere, given from where the test was started.
program_path() {
	case $1 in
	/*) echo "$1" ;;
	*) echo "$PWD/$1" ;;
	esac
}

simnic=$(program_path "${SIMNIC:-./simnic}")
checked=${SIMNIC_CHECKED:+$(program_path "$SIMNIC_CHECKED")}
for program in "$simnic" $checked; do
	[ -x "$program" ] && continue
	echo "$0: $program is not there or can not be run" >&2
	exit 1
done
[ "$checked" != "$simnic" ] || checked=
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
only=${*:+ $* }
where=
passed=0
failed=0

# Sanitizers reserve terabytes of addresses and are slow to start.
seconds=1
memory=65536
if grep -q -e __asan_init -e __tsan_init "$simnic"; then
	seconds=20
	memory=unlimited
fi

# models KIND - $names is "big, mergeable or small": what a message lists, so that another model changes no test.
models() {
	[ -e "$work/models-$1" ] || "$simnic" --list "$1" | awk '{
		sub(".*/", "", $1)
		name[NR] = $1
	}
	END {
		for (i = 1; i <= NR; i++)
			printf "%s%s", name[i], i < NR - 1 ? ", " : i < NR ? " or " : "\n"
	}' > "$work/models-$1"
	IFS= read -r names < "$work/models-$1"
}

# expand TEXT - $line is TEXT with each "<models KIND>" replaced.
expand() {
	line=$1
	while :; do
		case $line in
		*'<models '*) ;;
		*) return ;;
		esac
		head=${line%%<models *}
		rest=${line#*<models }
		models "${rest%%>*}"
		line=$head$names${rest#*>}
	done
}

# run SECONDS MEMORY PROGRAM ARGUMENT... - $code, 124 when it took longer, and in $work the files out and err.  Seconds are those of a
# processor, which a busy machine does not change; who sleeps has sixty times as long.
run() {
	limit=$1
	room=$2
	shift 2
	(
		# shellcheck disable=SC3045 # dash, bash, ksh and busybox all have it
		ulimit -v "$room" && ulimit -S -t "$limit" || exit 99
		exec timeout "$((limit * 60))" "$@"
	) > "$work/out" 2> "$work/err" < /dev/null
	code=$?
	[ $code -ne 152 ] || code=124 # SIGXCPU
}

# judge LINE - $why is what is wrong with the end of a run, "" when it is as it should be.  A LINE that ends in "<and N more lines>" is the first of
# so many.
judge() {
	why=
	case $1 in
	*'<and '*' more lines>')
		lines=${1##*<and }
		judge_lines "${1% <and *}" $((${lines%% *} + 1))
		return
		;;
	esac
	said=
	more=
	{
		IFS= read -r said && IFS= read -r more
		last=$?
	} < "$work/err"
	if [ "$code" -eq 124 ]; then
		why="took longer than $limit s of processor time"
	elif [ "$code" -ne 2 ]; then
		why="exit code $code, expected 2"
	elif [ -s "$work/out" ]; then
		why='wrote to stdout'
	elif [ $last -eq 0 ] || [ -n "$more" ] || [ -z "$said" ]; then
		why='stderr has not one line'
	elif [ "$said" != "$1" ]; then
		why='said something else'
	fi
}

# judge_lines LINE N
judge_lines() {
	said=
	IFS= read -r said < "$work/err"
	if [ "$code" -ne 2 ] || [ -s "$work/out" ]; then
		why="exit code $code, expected 2 and nothing on stdout"
	elif [ "$(wc -l < "$work/err")" -ne "$2" ]; then
		why="stderr has not $2 lines"
	elif [ "$said" != "$1" ]; then
		why='said something else'
	fi
}

# chosen NAME - whether this test is to be run: when the arguments, if there are any, name it.
chosen() {
	[ -z "$only" ] && return
	case $only in
	*" $1 "*) return 0 ;;
	esac
	return 1
}

# count NAME WHY [LINE] - report a test, passed when WHY is empty; $where is the file and line it stands in, if not in the script.
count() {
	if [ -z "$2" ]; then
		echo "ok - $1"
		passed=$((passed + 1))
		return
	fi
	echo "not ok - $1${where:+ (tests/bad/$where)}: $2"
	[ -z "${3-}" ] || echo "#   expected: $3"
	head -n 20 "$work/err" | cut -c 1-1000 | sed 's/^/#   stderr:   /'
	failed=$((failed + 1))
}

# broken NAME WHY - a test that can not be made.
broken() {
	: > "$work/err"
	count "$1" "$2"
}

# refused NAME LINE ARGUMENT... - both programs refuse the arguments with LINE.
refused() {
	name=$1
	chosen "$name" || return 0
	expand "$2"
	shift 2
	run $seconds $memory "$simnic" "$@"
	judge "$line"
	if [ -z "$why" ] && [ -n "$checked" ] && [ -n "${later-}" ] && [ "${line%lines>}" = "$line" ]; then
		printf '%s\t%s\t%s\n' "$name" "$1" "$line" >> "$later"
	elif [ -z "$why" ] && [ -n "$checked" ]; then
		run 20 unlimited "$checked" "$@"
		judge "$line"
		why=${why:+"$why (checked program)"}
	fi
	count "$name" "$why" "$line"
}

# together LIST - the checked program refuses the files of LIST (name, file, expected line) in as few processes as will do: its start is
# most of what it takes.  Where it says anything else, one by one, so that the case is named.
together() {
	[ -s "$1" ] || return 0
	split -l 40 "$1" "$1.part-"
	for part in "$1".part-*; do
		cut -f 3 "$part" > "$work/lines"
		# shellcheck disable=SC2046 # names of files without blanks
		run 60 unlimited "$checked" --check $(cut -f 2 "$part")
		[ "$code" -eq 2 ] && [ ! -s "$work/out" ] && cmp -s "$work/lines" "$work/err" && continue
		while IFS='	' read -r name file line; do
			run 20 unlimited "$checked" "$file"
			judge "$line"
			[ -z "$why" ] || count "$name" "$why (checked program)" "$line"
		done < "$part"
		broken "files together in ${part##*/}" 'the checked program says something else of them than one by one'
	done
	rm -f "$1" "$1".part-*
}

finish() {
	echo "bad/${0##*/}: $passed passed, $failed failed"
	[ $failed -eq 0 ] && [ $passed -gt 0 ]
	exit
}
