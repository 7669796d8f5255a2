#!/bin/sh
# run.sh [--regenerate] - compare short runs with the outputs kept here, byte for byte, without their provenance (where prices come
# from is text).  tests/golden/runs says what is run.  With --regenerate the kept outputs are written anew instead: look at every
# difference before you commit it, and redo the arithmetic of README.md where it is concerned.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
case ${1-} in
'' | --regenerate) ;;
*)
	echo "usage: $0 [--regenerate]" >&2
	exit 2
	;;
esac
. "$(dirname "$0")/../cli/lib.sh"
kept=tests/golden

# output NAME SCENARIO OPTION... - the run's JSON Lines up to the provenance, in $work/NAME.jsonl.
output() {
	to=$work/$1.jsonl
	shift
	run 0 -q --no-band -f json "$@" || return 1
	sed 's/,"provenance":.*$/}/' "$work/out" > "$to" && [ -s "$to" ]
}

golden() {
	output "$@" || return 1
	cmp "$kept/$1.jsonl" "$work/$1.jsonl" && return
	echo "kept:"
	tr ',' '\n' < "$kept/$1.jsonl" > "$work/a"
	tr ',' '\n' < "$work/$1.jsonl" > "$work/b"
	diff "$work/a" "$work/b" | head -n 20
	return 1
}

regenerated() {
	output "$@" && cp "$work/$1.jsonl" "$kept/$1.jsonl"
}

verb=golden
[ "${1-}" = --regenerate ] && verb=regenerated
while read -r name scenario options; do
	case $name in '' | \#*) continue ;; esac
	# shellcheck disable=SC2086 # several options
	ok "$name $verb" $verb "$name" "$scenario" $options
done < $kept/runs
finish
