#!/bin/sh
# diff.sh - two runs compared: results folders and scenario files, what is told of them, rules for CI, and what is refused.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; expanded by the inner shell
. "$(dirname "$0")/lib.sh"

refused() {
	text=$1
	shift
	run 2 diff "$@" && empty out && has err "$text"
}
# unchanged - no statistic in the JSON in $work/out changed; some are told.
unchanged() {
	has out '"verdict":"same"' && ! grep -q '"verdict":"\(changed\|unsure\|one side\)"' "$work/out"
}
# counted N TEXT - the JSON in $work/out holds the text N times.
counted() {
	[ "$(grep -o -F -e "$2" "$work/out" | wc -l)" -eq "$1" ] && return
	echo "not $1 times: $2"
	return 1
}

a=$work/a b=$work/b c=$work/c
ok 'a run' run 0 -q -o "$a" "$two"
ok 'with another ring' run 0 -q -o "$b" --set nic.ring.entries=512 "$two"
ok 'with both' run 0 -q -o "$c" --set 'nic.ring.entries=[256,512]' "$two"

ok 'a run against itself' run 0 diff "$a" "$a"
ok 'differs in nothing' has out 'nothing differs in what' 'the same at 2 of 2 points'
ok 'not even a statistic' sh -c '! grep -q "[-+][0-9.]* %" "$0"' "$work/out"
ok 'a folder against its scenario, which is run' run 0 diff -q -f json "$a" "$two"
ok 'says the same' unchanged
ok 'and no setting' has out '"settings":[],"prices":[]'

ok 'two runs' run 0 diff "$a" "$b"
ok 'what was set' has out 'nic.ring.entries  256  512'
ok 'what changed, and by how much' has out 'ring_capacity [packets]' '+100 %'
ok 'and the limiter of each' sh -c 'grep -q "^limited by *guest core *guest core" "$0" && grep -q "^limited by *wire *wire" "$0"' "$work/out"
ok 'as JSON' run 0 diff -f json "$a" "$b"
ok 'the same' has out '{"simnic_diff":1,' '"settings":[{"key":"nic.ring.entries","a":"256","b":"512","points":2}]' \
	'"limiter":{"a":"wire","b":"wire"}'
ok 'what is exact' has out '"ring_capacity":{"a":13,"b":26,"unit":"packets","change":13,"ci95":0,"percent":100,"percent_ci95":0,"resolved":0,'
ok 'what is measured has an interval' sh -c 'grep -q "\"throughput\":{\"a\":1[.0-9]*,\"b\":1[.0-9]*,\"unit\":\"Gb/s\",\"change\":[-.0-9]*,\"ci95\":0.0[0-9]*," "$0"' "$work/out"
ok 'the other way round' run 0 diff -f json "$b" "$a"
ok 'it is half' has out '"ring_capacity":{"a":26,"b":13,"unit":"packets","change":-13,"ci95":0,"percent":-50,' \
	'"ring_capacity":{"a":512,"b":256,"unit":"packets","change":-256,"ci95":0,"percent":-50,'
ok 'as Markdown' run 0 diff -f markdown "$a" "$b"
ok 'in tables' has out '| nic.ring.entries | 256 | 512 |' '### big' '|---|--:|--:|--:|'
ok 'all statistics' run 0 diff -v "$a" "$b"
ok 'are told' sh -c '[ $(wc -l < "$0") -gt 100 ]' "$work/out"
ok 'one file, B changed' run 0 diff -q -f json "$two" "$two" --set-b nic.ring.entries=512
ok 'is told as if both were there' has out '"a":"256","b":"512"' '"ring_capacity":{"a":13,"b":26,'
ok 'a price' run 0 diff -q -f json "$two" "$two" --set-b prices.guest_rx_packet=9us
ok 'is one' has out '"settings":[],"prices":[{"key":"guest_rx_packet","a":"' '","b":"9us","points":2}]'

ok 'points of which some are on one side' run 0 diff -f json "$a" "$c"
ok 'are matched by what is fixed there' has out '"only_a":[],"only_b":[{"nic.scheme.model":"big","nic.ring.entries":512},{"nic.scheme.model":"mergeable","nic.ring.entries":512}]'
ok 'and are the same' unchanged
ok 'the other ring against both' run 0 diff -f json "$c" "$b"
ok 'finds its own' counted 2 '"point":{"nic.scheme.model":"'
ok 'of that ring' counted 2 '"nic.ring.entries":512},"limiter"'
ok 'which are the same' unchanged
ok 'many points' run 0 diff -q --set run.length=2ms --set run.warmup=1ms --set run.repeat=1 \
	--set 'nic.host_queue=[10,20,50,100,200]' "$two" "$two"
ok 'are a row each' sh -c '[ $(grep -c "^big/\|^mergeable/" "$0") -eq 10 ]' "$work/out"

ok 'a rule that is not met' run 0 diff --fail-if 'throughput<-50%' "$a" "$b"
ok 'is told' has out 'throughput<-50%: nowhere'
ok 'one of two that is' run 1 diff --fail-if 'throughput<-50%' --fail-if 'ring_capacity>50%' "$a" "$b"
ok 'and where' has out 'ring_capacity>50%: big, +100 %' 'ring_capacity>50%: mergeable, +100 %'
ok 'in the unit of the statistic' run 1 diff --fail-if 'ring_capacity>=13' "$a" "$b"
ok 'as JSON' run 1 diff -f json --fail-if 'ring_capacity>13' "$a" "$b"
ok 'by point' has out '"fail_if":[{"rule":"ring_capacity>13","judged":2,"met":[{"nic.scheme.model":"mergeable"}]}]'
ok 'points that fail' run 1 -q -o "$work/slow" --set run.length=1000s --set run.repeat=1 --limit 50ms "$two"
ok 'are told' run 0 diff "$a" "$work/slow"
ok 'with why' has out 'B failed: replication 0: it took longer'
ok 'and are beyond any rule' run 1 diff --fail-if 'throughput<-50%' "$a" "$work/slow"

cp -r "$a" "$work/bare" && rm "$work/bare"/*.scenario.yaml "$work/bare"/*.journal
ok 'a folder without its scenario' run 0 diff "$work/bare" "$b"
ok 'has numbers, and says what is not known' has out 'settings are not compared' '+100 %'
cp -r "$a" "$work/damaged" && sed -i 's/"throughput"/"thruoghput"/' "$work/damaged"/*.jsonl
ok 'a damaged one' refused 'two.jsonl:1: error: not what was written there' "$work/damaged" "$b"

ok 'one folder' refused 'expected two results folders or scenario files, found 1' "$a"
ok 'three' refused 'found 3' "$a" "$b" "$c"
ok 'none' refused 'no A B given' -q
ok 'what is not there' refused "$work/none:1:1: error: can't open" "$a" "$work/none"
ok 'a scenario with an error' refused 'error' "$a" tests/bad/scenarios
ok 'a statistic that is none' refused "there is no statistic 'throughputs' here; did you mean 'throughput'?" "$a" "$b" --fail-if 'throughputs<-2%'
ok 'a rule that is none' refused "--fail-if throughput=2%: expected STATISTIC<CHANGE" "$a" "$b" --fail-if 'throughput=2%'
ok 'a number of another kind' refused 'throughput is counted in Gb/s' "$a" "$b" --fail-if 'throughput<-2us'
ok 'settings of results' refused '--set changes scenario files' --set run.seed=2 "$a" "$b"
ok 'a setting that is refused' refused 'nic.ring.entries: a split ring of 77 entries' "$two" "$two" --set-b nic.ring.entries=77
ok 'by its option' refused "--set-b nic.ring.entris=77: error: unknown key 'nic.ring.entris'" "$two" "$two" --set-b nic.ring.entris=77
ok 'standard input twice' refused 'standard input can be read once' - -
ok 'nothing in common' refused 'expected points with the same values of all that varies' "$a" "$two" --set nic.scheme.model=small
ok 'standard output that is full' sh -c '"$0" diff "$1" "$2" > /dev/full 2> /dev/null; [ $? -eq 1 ]' "$simnic" "$a" "$b"
finish
