#!/bin/sh
# lib-seeds.sh FOLDER - make what fuzzing begins with: FOLDER/TARGET/ with inputs, and FOLDER/TARGET.dict with words; $SIMNIC (default
# ./simnic) runs something small for the results.  Run from the top folder.  Nothing of it is kept in the tree.
set -eu
LC_ALL=C
export LC_ALL
to=$1
simnic=${SIMNIC:-./simnic}
rm -rf "$to"
for target in scenario set platform fit csv journal records saved capture command domain monitor probe iperf3 testpmd; do
	mkdir -p "$to/$target"
done

# from TARGET SUBFOLDER FILE... - copies; folders within, because names come twice.
from() {
	into=$to/$1/$2
	shift 2
	mkdir -p "$into"
	cp "$@" "$into"
}
from scenario good scenarios/*.yaml scenarios/theory/*.yaml tests/bad/good.yaml tests/fuzz/base.yaml
sh tests/bad/lib-split.sh "$to/cases" tests/bad/scenarios/*.cases > /dev/null
from scenario bad "$to"/cases/*.yaml
from platform good scenarios/platforms/*.yaml
from platform bad "$to"/cases/platforms/*.yaml tests/bad/scenarios/platforms/free.yaml
rm -r "$to/cases"
from fit good scenarios/fit/*.yaml tests/fuzz/fit/*.yaml
from csv good scenarios/fit/*.csv tests/fuzz/fit/*.csv
from capture good scenarios/captures/*.pcap tests/unit/*.pcap
sh tests/bad/lib-captures.sh "$to/capture/bad" tests/bad/captures/*.cases > /dev/null
from command good tests/import/pairs/*.args
from domain good tests/import/pairs/*.xml
from iperf3 good tests/data/measured/*.json
from testpmd good tests/data/measured/*.txt
from monitor good tests/import/*.json tests/import/*.cfg
sed '$d' tests/import/guest.probe > "$to/probe/good"
sh tests/bad/lib-split.sh "$to/cases" tests/bad/import/*.cases > /dev/null
from command bad "$to"/cases/qemu-*.yaml
from domain bad "$to"/cases/libvirt-*.yaml
from monitor bad "$to"/cases/json-*.yaml "$to"/cases/cloud-*.yaml "$to"/cases/firecracker-*.yaml "$to"/cases/xl-*.yaml
rm -r "$to/cases"
find "$to/capture" -size +64k -exec rm {} +

# A --set for each value that a schema knows by name, and each default.
"$simnic" --print-config scenarios/vhost.yaml > "$to/effective"
awk '
match($0, /^ */) {
	depth = RLENGTH / 2
	line = substr($0, RLENGTH + 1)
	if (line !~ /^[a-z_]+:/) next
	key[depth] = substr(line, 1, index(line, ":") - 1)
	value = substr(line, index(line, ":") + 2)
	sub(/ +#.*/, "", value)
	path = ""
	for (i = 0; i <= depth; i++) path = path (i ? "." : "") key[i]
	if (value != "") print path "=" value
}' "$to/effective" > "$to/sets"
split -l 3 "$to/sets" "$to/set/default-"
"$simnic" --list | awk '/\// { sub("/", " "); print $1, $2 }' | while read -r kind name; do
	case $kind in
	traffic) echo "traffic.model=$name" ;;
	ring) echo "nic.ring.format=$name" ;;
	*) echo "nic.$kind.model=$name" ;;
	esac > "$to/set/$kind-$name"
done
rm "$to/effective" "$to/sets"

# Results of something small: points with one run and with two, steady or not.
mkdir "$to/results"
small='--set run.length=1ms --set run.warmup=0ms'
for run in 'ext2guest --repeat 2' 'vhost --repeat 1' 'local2guest --repeat 1'; do
	# shellcheck disable=SC2086 # words
	"$simnic" -q -j 1 -o "$to/results/${run%% *}" ${run#* } $small "scenarios/${run%% *}.yaml" > /dev/null 2>&1 || [ $? -eq 1 ]
done
# A few statistics of each point, so that most bytes are about something else.
statistic='\[[^]]*\], *'
short_saved() {
	sed 's/"stats": *\[\(\('"$statistic"'\)\{2\}\[[^]]*\]\)[^]]*\(\], *\[[^]]*\)*\]\]/"stats": [\1]/g; s/"samples": *\[[^]]*\]/"samples": []/g'
}
short_record() {
	sed 's/"stats": *{\(\("[a-z_0-9]*": *{[^}]*}, *\)\{3\}\)\("[a-z_0-9]*": *{[^}]*}, *\)*/"stats": {\1/g; s/"samples": *{[^}]*}/"samples":{}/'
}
for journal in "$to"/results/*/*.journal; do
	name=$(basename "$journal" .journal)
	# The scenario in the head is never read and would be most of its bytes; nor is a record.
	cut -c 18- "$journal" | sed '1s/"config": *"\([^"\\]\|\\.\)*"/"config": "x"/; 2,$s/ {[^\t]*\t/ {}\t/' > "$to/long"
	short_saved < "$to/long" > "$to/journal/$name"
	{ head -n 2 "$to/journal/$name" && echo '=' && cat "$to/journal/$name"; } > "$to/journal/$name-twice"
	# The points of it: all, and one.
	{ printf '[' && sed '1d; s/^[^\t]*\t//' "$to/journal/$name" | paste -s -d , && printf ']\n'; } > "$to/saved/$name"
	sed -n '2s/^[^\t]*\t//p' "$to/long" > "$to/saved/$name-one"
	short_record < "$to/results/$name/$name.jsonl" > "$to/records/$name"
	head -n 1 "$to/results/$name/$name.jsonl" > "$to/records/$name-one"
done
# shellcheck disable=SC2086 # words
"$simnic" -q --claims -f json --repeat 1 $small scenarios/ext2guest.yaml > "$to/records/claims" 2> /dev/null || [ $? -eq 1 ]
rm -r "$to/results" "$to/long"

# Words: those of the schema, and those of the seeds themselves.
"$simnic" --schema | grep -o '"[A-Za-z_0-9./-]*"' | tr -d '"' | sort -u > "$to/schema"
for target in scenario set platform fit csv journal records saved capture command domain monitor probe iperf3 testpmd; do
	{
		case $target in
		scenario | set | platform | fit | csv) cat "$to/schema" ;;
		esac
		case $target in
		capture) ;;
		*) find "$to/$target" -type f -exec cat {} + | grep -ao '[A-Za-z_][A-Za-z_0-9.-]*' | sort | uniq -c | sort -rn | awk 'NR <= 400 { print $2 }' ;;
		esac
		printf '%s\n' 9223372036854775807 -9223372036854775808 4294967296 576460752303423488 1e308 -1 0.5 null true
	} | awk 'length($0) > 0 && length($0) < 60 && !seen[$0]++ { print "\"" $0 "\"" }' > "$to/$target.dict"
done
rm "$to/schema"
