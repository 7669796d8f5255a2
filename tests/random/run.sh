#!/bin/sh
# run.sh - random scenarios (README.md): 300 of seed 1, with LONG 3000; some of them once more by the program itself.
set -u
random=${SIMNIC_CHECKED:+$(dirname "$SIMNIC_CHECKED")/random}
if [ ! -x "${random:-build/checked/random}" ]; then
	echo 'there is no checked build'
	exit 77
fi
random=${random:-build/checked/random}
# A few of them take as long as they may: a third of the time of all.
count=300 longest=0.4
[ -z "${LONG-}" ] || count=3000 longest=2
status=0
"$random" -l $longest "$count" 1 || status=1
# The program from outside says what its entry points said inside.
kept=build/random/sample.$$
trap 'rm -rf "$kept" build/random/97-*.yaml' EXIT
"$random" -k -j 1 12 97 > "$kept" || status=1
passed=0 failed=0
while IFS=: read -r file how; do
	# What was cut short would take too long, and ends when it is told to.
	limit=600s
	[ "$how" != ' cut short' ] || limit=0.1s
	timeout 900 "$SIMNIC" -q -f json --limit "$limit" "$file" > /dev/null 2>&1
	code=$?
	case $how-$code in
	' ran-0' | ' ran-1' | ' failed with a reason-1' | ' refused-2' | ' cut short-0' | ' cut short-1') passed=$((passed + 1)) ;;
	*)
		failed=$((failed + 1))
		echo "$file:$how, but exit status $code"
		;;
	esac
done << END
$(grep '^build/random/.*\.yaml: ' "$kept")
END
[ "$failed" -eq 0 ] || status=1
echo "random scenarios: $((passed + (status == 0 ? count : 0))) passed, $((failed + (status != 0 && failed == 0 ? 1 : 0))) failed"
exit $status
