#!/bin/sh
# run.sh - every input that was a finding once goes through its target again, in the checked build; with LONG=1 all targets are fuzzed for
# 15 seconds each, too, but not again when tests are run a second time for the checked program.
set -u
replay=build/checked/replay
"${MAKE:-make}" --no-print-directory CC="${CC:-gcc}" VARIANT=checked $replay > "${TMPDIR:-/tmp}/replay.$$" 2>&1 || {
	cat "${TMPDIR:-/tmp}/replay.$$"
	rm -f "${TMPDIR:-/tmp}/replay.$$"
	exit 1
}
rm -f "${TMPDIR:-/tmp}/replay.$$"
FUZZ_FOLDER=$(mktemp -d /dev/shm/simnic-fuzz.XXXXXX 2> /dev/null || mktemp -d /tmp/simnic-fuzz.XXXXXX) || exit 1
export FUZZ_FOLDER
trap 'rm -rf "$FUZZ_FOLDER"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
$replay tests/fuzz/regressions/*/* || {
	echo "the input named last can't be read without harm"
	echo '0 passed, 1 failed'
	exit 1
}
[ -n "${LONG-}" ] && [ "${SIMNIC-}" != "${SIMNIC_CHECKED-none}" ] || exit 0
sh tests/fuzz/fuzz 15
case $? in
0) echo "$(($(find tests/fuzz/regressions -type f | wc -l) + 13)) passed, 0 failed" ;;
77) exit 0 ;;
*)
	echo '0 passed, 1 failed'
	exit 1
	;;
esac
