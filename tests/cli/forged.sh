#!/bin/sh
# forged.sh - a journal whose hashes fit, and which simnic did not write so: its head is refused by its line, a line that does not hold together is
# run again or refused, and nothing of it is published.
# shellcheck disable=SC1091,SC2154 # what lib.sh defines
. "$(dirname "$0")/lib.sh"

# hash: each line of standard input behind its hash, as journals have it.
cat > "$work/hash.c" << 'END'
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <xxhash.h>
int main(void)
{
	char *line = NULL;
	size_t room = 0;
	for (ssize_t n; (n = getline(&line, &room, stdin)) > 0;)
		printf("%016llx %s", (unsigned long long)XXH64(line, (size_t)n - 1, 0), line);
	return 0;
}
END
if ! ${CC:-cc} -D_POSIX_C_SOURCE=200809L -o "$work/hash" "$work/hash.c" -lxxhash 2> "$work/log"; then
	cat "$work/log"
	echo "${0##*/}: the hash can not be built"
	exit 1
fi
sed -e '/^compare:/d' -e 's/length: 20ms, repeat: 3/length: 2ms, repeat: 2/' "$two" > "$work/x.yaml"
echo 'sweep: {nic.scheme.model: [big, mergeable], nic.ring.entries: [64, 256]}' >> "$work/x.yaml"
ok 'four points' run 0 -q -o "$work/whole" "$work/x.yaml"
first=$(sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p' "$work/whole/x.jsonl")
second=$(sed -n '2s/.*"id":"\([0-9a-f]*\)".*/\1/p' "$work/whole/x.jsonl")
cut -c 18- "$work/whole/x.journal" > "$work/bodies"

# forge SCRIPT... - the folder "forged", whose journal was edited so; its records follow it.
forge() {
	rm -rf "$work/forged" "$work/merged"
	cp -R "$work/whole" "$work/forged"
	sed "$@" "$work/bodies" | "$work/hash" > "$work/forged/x.journal"
	sed -n '2,$s/^[0-9a-f]* [0-9]* [a-z] \(.*\)\t.*/\1/p' "$work/forged/x.journal" > "$work/forged/x.jsonl"
}
# refused PLACE ARGUMENT... - exit status 2, and a place in a file of the folder.
refused() {
	place=$1
	shift
	run 2 "$@" && has err "$place" && test ! -e "$work/merged/x.jsonl"
}
same_again() {
	run 0 -q --resume -o "$work/forged" "$work/x.yaml" || return 1
	for each in jsonl csv txt journal provenance.json scenario.yaml; do
		cmp "$work/whole/x.$each" "$work/forged/x.$each" || return 1
	done
}
# head_is_refused WHAT SCRIPT... - no reader takes such a head.
head_is_refused() {
	about=$1
	shift
	forge "$@"
	cmp -s "$work/whole/x.journal" "$work/forged/x.journal" && { echo "not ok - $about: nothing was forged"; failed=$((failed + 1)); }
	for verb in report charts merge; do
		out=
		[ $verb != merge ] || out=$work/merged
		ok "$about: $verb" refused "$work/forged/x.journal:1: error: the head of this journal does not tell" $verb "$work/forged" ${out:+-o "$out"}
	done
}
# line_is_refused WHAT LINE SCRIPT... - the line is worth nothing: it is run again, and others refuse the folder.
line_is_refused() {
	about=$1 line=$2
	shift 2
	forge "$@"
	cmp -s "$work/whole/x.journal" "$work/forged/x.journal" && { echo "not ok - $about: nothing was forged"; failed=$((failed + 1)); }
	ok "$about: report" refused "$work/forged/x.journal:$line: error:" report "$work/forged"
	ok "$about: charts" refused "$work/forged/x.journal:$line: error:" charts "$work/forged"
	ok "$about: merge" refused "$work/forged/x.journal:$line: " merge "$work/forged" -o "$work/merged"
	ok "$about: run again" same_again
	ok "$about: which is said" has err "$work/forged/x.journal:$line: a damaged line"
}

head_is_refused 'no provenance' -e '1s/"provenance":.*}$/"provenanc":1}/'
head_is_refused 'provenance that is a number' -e '1s/"provenance":.*}$/"provenance":1}/'
head_is_refused 'provenance of less' -e '1s/"provenance":.*}$/"provenance":{}}/'
head_is_refused 'provenance of other points' -e '1s/"scenario_hash":"./"scenario_hash":"g/'
head_is_refused 'no base' -e '1s/"base":"x",//'
head_is_refused 'a configuration that is none' -e '1s/"config":/"confi":/'
line_is_refused 'half a record' 2 -e '2s/}\t/\t/'
line_is_refused 'a record of other JSON' 2 -e '1!s/^0 o {/0 o {,/'
line_is_refused 'a record with a bad number' 4 -e '4s/"share":[0-9.]*/"share":01/'
line_is_refused 'a record with a bad text' 4 -e '4s/"limiter":"/&\\q/'
line_is_refused 'a record with more behind it' 4 -e '4s/}\t/}{}\t/'
line_is_refused "another point's record" 2 -e "2s/\"id\":\"$first\",\"point\"/\"id\":\"$second\",\"point\"/"
line_is_refused "another point's number" 2 -e '3s/^1 /0 /' -e '2s/^0 /1 /' -e 2h -e 2d -e 3G
line_is_refused 'saved numbers of another point' 2 -e '2s/\t{"index":0/\t{"index":3/'
line_is_refused 'an index beyond all' 5 -e '5s/\t{"index":3/\t{"index":9999999999/'
line_is_refused 'more replications than there are' 5 -e '5s/"repeat":2,"ok":2/"repeat":2,"ok":3/'
line_is_refused 'no saved numbers' 5 -e '5s/\t.*/\t{}/'
line_is_refused 'another state' 5 -e '5s/^3 o/3 f/'
# All of two points exchanged: each line holds together, and who has the scenario knows better.
forge -e '2s/^0 /1 /' -e '2s/\t{"index":0/\t{"index":1/' -e '3s/^1 /0 /' -e '3s/\t{"index":1/\t{"index":0/' -e 2h -e 2d -e 3G
ok 'exchanged: merge' refused "$work/forged/x.journal:1: error: the points of these results are not those of its scenario" merge "$work/forged" -o "$work/merged"
ok 'exchanged: run again' same_again
finish
