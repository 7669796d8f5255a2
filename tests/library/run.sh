#!/bin/sh
# run.sh - the example of docs/library.md: its records are those of the program, its errors too, and it ends clean under the sanitizers.  Where
# the archive was made (make lib), and with LONG, the example is built against it by pkg-config as a stranger would.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/../cli/lib.sh"

example=build/checked/example
if [ -n "${LONG:-}" ]; then
	ok 'make lib' "${MAKE:-make}" -s lib
fi

# says CODE ARGUMENT... - the example ends with CODE.
says() {
	wanted=$1
	shift
	"$example" "$@" > "$work/out" 2> "$work/err"
	got=$?
	[ $got -eq "$wanted" ] && return
	echo "exit status $got, expected $wanted"
	cat "$work/err"
	return 1
}
# By callback, and then the same as a text.
records() {
	"$simnic" -q -f json --no-what-if "$two" > "$work/of-program" && says 0 "$two" && has err '2 points' || return 1
	cat "$work/of-program" "$work/of-program" | cmp - "$work/out"
}
settings() {
	says 0 "$two" nic.scheme.model=big nic.ring.entries=64 && [ "$(wc -l < "$work/out")" -eq 2 ] &&
		has out '"set":["nic.scheme.model=big","nic.ring.entries=64"]'
}
wrong() {
	sed "s/entries: 256/entires: 256/" "$two" > "$work/wrong.yaml"
	says 2 "$work/wrong.yaml" && empty out || return 1
	"$simnic" -q "$work/wrong.yaml" > /dev/null 2> "$work/of-program"
	head -n 1 "$work/of-program" | cmp - "$work/err" && has err "did you mean 'entries'"
}
wrong_setting() {
	says 2 "$two" nic.ring.entires=4 && empty out && has err 'nic.ring.entries'
}
built() {
	PKG_CONFIG_PATH=$PWD/build/lib
	export PKG_CONFIG_PATH
	# shellcheck disable=SC2046 # several words
	${CC:-cc} -o "$work/example" tests/library/example.c $(pkg-config --cflags --libs simnic)
}
only_ours() {
	nm -g --defined-only build/lib/libsimnic.a |
		awk 'NF == 3 && $3 !~ /^simnic_/ { print; bad = 1 } NF == 3 { n++ } END { exit bad || n != 4 }'
}

if [ -x "$example" ]; then
	ok 'records by callback and as a text are those of the program' records
	ok 'settings' settings
	ok 'an error of the scenario, word for word' wrong
	ok 'an error of a setting' wrong_setting
fi
if [ -e build/lib/libsimnic.a ] && command -v pkg-config > /dev/null; then
	ok 'the example is built by pkg-config' built
	example=$work/example
	ok 'and prints the same' records
	ok 'and errors' wrong
	ok 'the archive has no names but ours' only_ours
fi
finish
