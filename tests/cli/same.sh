#!/bin/sh
# same.sh - the output depends on the scenario and the seed, and on nothing else.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# same FORMAT ARGUMENT... - the same bytes as before with more arguments.
same() {
	format=$1
	shift
	run 0 -f "$format" "$@" "$two" && cmp "$work/out" "$work/first.$format"
}
other_seed() {
	run 0 -f json --seed 99 "$two" && ! cmp -s "$work/out" "$work/first.json"
}
in_locale() (
	LC_ALL=$2
	export LC_ALL
	same "$1"
)
elsewhere() (
	here=$PWD
	case $simnic in
	/*) ;;
	*) simnic=$here/$simnic ;;
	esac
	mkdir -p "$work/x" && cd "$work/x" && run 0 -f csv "$here/$two" &&
		cut -d, -f2- "$work/out" > "$work/out.csv" && cut -d, -f2- "$work/first.csv" | cmp - "$work/out.csv"
)

for format in text json csv; do
	ok "$format: a first run" run 0 -f $format -j 1 "$two"
	cp "$work/out" "$work/first.$format"
	ok "$format: the same again" same $format -j 1
	for j in 2 3 16; do
		ok "$format: the same on $j threads" same $format -j $j
	done
done
ok 'another seed gives other numbers' other_seed
ok 'the same from another folder' elsewhere

# A locale with a decimal comma, if there is one: de_DE.UTF-8 or the first that has one.
comma=
for l in de_DE.UTF-8 $(locale -a 2> /dev/null); do
	if [ "$(LC_ALL=$l locale decimal_point 2> /dev/null)" = , ]; then
		comma=$l
		break
	fi
done
if [ -z "$comma" ]; then
	comma=C.UTF-8
	echo "# no locale with a decimal comma here: taking $comma"
fi
for format in text json csv; do
	ok "$format: the same under LC_ALL=$comma" in_locale $format "$comma"
done

# Builds by another compiler and without optimisation, when there are any.
for other in "${SIMNIC_CLANG:-}" "${SIMNIC_O0:-}" "${SIMNIC_CHECKED:-}"; do
	[ -x "$other" ] || continue
	simnic=$other
	ok "the same from $other" same json
done
finish
