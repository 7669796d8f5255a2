#!/bin/sh
# new.sh - templates: each is listed, passes --check without a notice, runs as it is from a file and from a pipe, in any folder.
# shellcheck disable=SC1091,SC2013,SC2154,SC2016 # what lib.sh defines; one word a line; expanded by the inner shell
. "$(dirname "$0")/lib.sh"

top=$PWD
program=$(readlink -f "$simnic")
refused() {
	text=$1
	shift
	run 2 new "$@" && empty out && has err "$text"
}

ok 'a list' run 0 new --list
cp "$work/out" "$work/list"
ok 'of all there are' sh -c 'ls "$2" | sed "s/.yaml$//" > "$0" && sed "s/ .*//" "$1" | cmp - "$0"' "$work/names" "$work/list" scenarios/new
ok 'with what they ask' sh -c '! grep -v "^[a-z-]*  *[A-Z].*?$" "$0"' "$work/list"
ok 'the questions people have' has list 'ring-size ' 'scheme ' 'hardware ' 'xen ' 'polled ' 'tail-latency '
for name in $(cat "$work/names"); do
	mine=$work/$name.yaml
	ok "$name" run 0 new "$name"
	cp "$work/out" "$work/printed"
	ok 'has a comment at most lines' sh -c '[ $(($(grep -c "#" "$0") * 2)) -ge $(wc -l < "$0") ]' "$work/printed"
	ok 'in 150 columns' sh -c '! grep -n "^.\{151\}" "$0"' "$work/printed"
	ok 'names its schema first, as seen from here' sh -c \
		'[ "$(head -n 1 "$0")" = "# yaml-language-server: \$schema=scenarios/schema/scenario.json" ]' "$work/printed"
	sed "s|scenarios/platforms|$top/scenarios/platforms|" "$work/printed" > "$mine"
	ok 'passes --check' run 0 --check "$mine"
	ok 'without a word' empty err
	ok 'and runs, from a pipe' sh -c '"$0" -q -f csv --repeat 1 - < "$1" > "$2"' "$simnic" "$work/printed" "$work/csv"
	ok 'with an answer for each point' sh -c '[ $(wc -l < "$0") -ge 4 ] && ! grep -i "nan\|failed" "$0"' "$work/csv"
done
if [ -e "$(dirname "$program")/scenarios/new" ] || [ -e "$(dirname "$program")/../../scenarios/new" ]; then
	ok 'from another folder' sh -c 'cd "$0" && "$1" new scheme | "$1" --check - > out' "$work" "$program"
fi
ok 'words as people write them' run 0 new 'Tail latency'
ok 'none' refused 'no QUESTION given'
ok 'two' refused 'one argument too many, scheme' xen scheme
ok 'one there is not' refused "there is no template 'rings-size'; did you mean 'ring-size'?; simnic new --list has them" rings-size
ok 'nor a path' refused "there is no template '../ext2guest'" ../ext2guest
ok 'standard output that is full' sh -c '"$0" new xen > /dev/full 2> /dev/null; [ $? -eq 1 ]' "$simnic"
finish
