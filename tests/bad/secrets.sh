#!/bin/sh
# secrets.sh - a file that is named where a scenario, a platform, a capture or measurements belong and is none of them may be anybody's
# secret: it is refused by saying what is expected, and nothing of its text is told, whatever it looks like.
# shellcheck source=tests/bad/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(pwd)
cd "$work" || exit 1

word=Xyzzy-7731 # stands in every line of every secret
mkdir secrets
# shellcheck disable=SC2016 # the dollars are crypt's
printf '%s:$6$%s:19000:0:99999:7:::\ndaemon:%s:19000\n' $word $word $word > secrets/shadow
printf '%s\n' $word > secrets/word
printf 'token: %s\n%s: %s\n' $word $word $word > secrets/mapping
printf '%s: 1\n%s: 2\n' $word $word > secrets/twice
printf '"%s": 1\n' $word > secrets/quoted-key
printf '%s:%s: 1\n' $word $word > secrets/colon-in-key
printf -- '- %s\n- [%s]\n' $word $word > secrets/list
printf '[%s\n' $word > secrets/open-bracket
printf '%s: [%s\n%s\n' $word $word $word > secrets/broken
printf 'base: %s\n%s: %s\n' $word $word $word > secrets/base
printf 'name: %s\nprices: {%s: %s}\n' $word $word $word > secrets/prices
printf '%s,%s\n%s,%s\n' $word $word $word $word > secrets/table
printf '%s,"%s\n' $word $word > secrets/open-quote
printf '<a b="%s">%s</a>\n' $word $word > secrets/markup
printf -- '-----BEGIN %s-----\n%s==\n-----END-----\n' $word $word > secrets/key
printf '{"%s": "%s", "%s": 1}\n' $word $word $word > secrets/json
printf '%s\377%s\n' $word $word > secrets/latin
printf '%s\0%s\n' $word $word > secrets/binary
printf '&%s %s\n' $word $word > secrets/anchor
printf '!%s %s: %s\n' $word $word $word > secrets/tag

scenario='simnic: 1
platform: PLATFORM
traffic: TRAFFIC
nic: {backend: ideal, scheme: big}
run: {warmup: 0ms, length: 1ms, repeat: 1}'
constant='{model: constant, rate: 1Mpps}'
# scenario PLATFORM TRAFFIC
scenario() {
	printf '%s\n' "$scenario" | sed -e "s|PLATFORM|$1|" -e "s|TRAFFIC|$2|"
}
free=$here/scenarios/platforms/free.yaml
scenario "$free" "$constant" > good.yaml
printf 'simnic-platform: 1\nname: x\nbase: secret\n' > based.yaml
scenario secret "$constant" > platform.yaml
scenario based.yaml "$constant" > base.yaml
scenario "$free" '{model: pcap, file: secret}' > capture.yaml
sed -e '/^platform/d' -e '$a\compare: {platform: [secret]}' platform.yaml > swept.yaml
printf 'of,value\nthroughput,1\n' > good.csv
printf 'scenario,of,value\nsecret,throughput,1\n' > scenarios.csv
# fit SCENARIO PLATFORM ROWS
fit() {
	printf 'simnic-fit: 1\nscenario: %s\nplatform: %s\nrows: %s\nfree: {guest_rx_packet: {from: 1ns, to: 1us}}\n' "$@"
}
fit secret "$free" good.csv > fit-scenario.yaml
fit good.yaml secret good.csv > fit-platform.yaml
fit good.yaml "$free" secret > fit-rows.yaml
fit good.yaml "$free" scenarios.csv > fit-named.yaml
fit good.yaml "$free" '{iperf3: secret}' > fit-iperf3.yaml
fit good.yaml "$free" '{testpmd: secret}' > fit-testpmd.yaml

# hidden NAME ARGUMENT... - refused with exit code 2, and without the word.
hidden() {
	name=$1
	shift
	run 20 unlimited "$simnic" "$@"
	why=
	if [ $code -ne 2 ]; then
		why="exit code $code, expected 2"
	elif [ ! -s err ]; then
		why='nothing was said'
	elif grep -a -q 'Xyzzy\|7731' out err; then
		why='the secret was told'
	elif ! grep -q 'expected\|begins with\|a plain word\|stands first' err; then
		why='it was not said what is expected'
	fi
	count "$name" "$why"
}

for secret in secrets/*; do
	cp "$secret" secret
	kind=${secret##*/}
	hidden "$kind as scenario" secret
	for place in platform base capture swept; do
		hidden "$kind as $place" --check $place.yaml
	done
	hidden "$kind by --set" --check --set platform=secret good.yaml
	hidden "$kind as fit" calibrate secret
	for place in fit-scenario fit-platform fit-rows fit-named fit-iperf3 fit-testpmd; do
		hidden "$kind as $place" calibrate $place.yaml
	done
	hidden "$kind as records" charts secret
	hidden "$kind as journal" merge -o made secret
done
finish
