#!/bin/sh
# charts.sh - which charts are drawn is decided by the points; every picture is whole and says what is drawn, in which unit.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; expanded by the inner shell
. "$(dirname "$0")/lib.sh"

# drawn FOLDER CHART... - exactly these charts.
drawn() {
	folder=$work/$1/charts
	shift
	printf '%s\n' "$@" | sort > "$work/expected"
	(cd "$folder" && ls -- *.svg) | sed 's/\.svg$//' | sort > "$work/there"
	diff "$work/expected" "$work/there"
}
# labelled FOLDER - each picture holds the words its numbers come with, escaped as XML wants it.
labelled() {
	for dat in "$work/$1/charts"/*.dat; do
		svg=${dat%.dat}.svg
		sed -n "s/^\(title_text\|[xy]_label\|bar_[0-9]*\|series_[0-9]*\|limit_[0-9]*\) = '\(.*\)'\$/\2/p" "$dat" |
			sed "s/''/'/g" > "$work/words"
		[ -s "$work/words" ] || return 1
		while read -r words; do
			grep -q -F -e "$words" "$svg" && continue
			echo "no '$words' in $svg"
			return 1
		done < "$work/words"
		if command -v xmllint > /dev/null; then xmllint --noout "$svg" || return 1; fi
	done
}
# units FOLDER CHART TEXT... - labels of a chart that carry a unit.
units() {
	svg=$work/$1/charts/$2.svg
	shift 2
	for text; do
		grep -q -F -e "$text" "$svg" || { echo "no '$text' in $svg"; return 1; }
	done
}
refused() {
	text=$1
	shift
	run 2 "$@" && empty out && has err "$text" && [ "$(wc -l < "$work/err")" -eq 1 ]
}

ok 'the command line is checked' refused 'did you mean svg?' --charts=sgv "$two"
ok '--charts goes with a run' refused '--charts goes with a run' --charts --check "$two"
ok '--charts needs records' refused '--charts goes with a run' --charts --format csv "$two"
ok 'a terminal of the verb is checked' refused 'expected one of svg|png|pdf|dumb' charts -t gif "$work"
ok 'the verb needs a folder' refused 'no RESULTS given' charts
ok 'an option of the verb gets a hint' refused 'did you mean --terminal?' charts --terminl svg "$work"
mkdir -p "$work/ring-size" "$work/empty"
ok 'a folder that is not there gets a hint' refused "did you mean $work/ring-size?" charts "$work/ring-sise"
ok 'a folder without records' refused 'there are no records' charts "$work/empty"
echo x > "$work/empty/x.txt"
ok 'a file of another kind' refused 'is no file of records' charts "$work/empty/x.txt"
echo '{"simnic":1}' > "$work/empty/a.jsonl"
ok 'a record that is none, by its line' run 2 charts "$work/empty"
ok 'where it stands' has err 'a.jsonl:1: error: not a record of a run'
cp "$work/empty/a.jsonl" "$work/empty/b.jsonl"
ok 'several files of records' refused 'there are several records' charts "$work/empty"
: > "$work/empty/c.jsonl"
ok 'a file without any' run 2 charts "$work/empty/c.jsonl"
echo '{"simnic-sensitivity":1,"answers":[]}' > "$work/empty/d.jsonl"
ok 'prices of no answer' run 2 charts "$work/empty/d.jsonl"
ok 'what is missing' has err 'do not hold the numbers for chart sensitivity'

# gnuplot as it may be: absent, without the terminal, failing.
ok 'results to draw from' run 0 -q -o "$work/two" "$two"
mkdir "$work/bin"
# with_bin CODE ARGUMENT... - as run, with no other program than those in $work/bin.
with_bin() (
	PATH=$work/bin
	run "$@"
)
ok 'no gnuplot: exit 1' with_bin 1 charts "$work/two"
ok 'no gnuplot: what to do' has err 'gnuplot is not installed; ./setup --deps installs it'
for status in 3 1; do
	printf '#!/bin/sh\nexit %s\n' $status > "$work/bin/gnuplot"
	chmod +x "$work/bin/gnuplot"
	ok "gnuplot ends with $status: exit 1" with_bin 1 charts -t png "$work/two"
	[ $status -ne 3 ] || ok 'a terminal it lacks' has err "this gnuplot can't draw png"
	[ $status -ne 1 ] || ok 'the script and its numbers are named' has err 'gnuplot failed on' '.dat'
done
# A full disk, of which gnuplot says nothing.
printf '#!/bin/sh\nwhile read -r line; do case $line in call*) eval "set -- $line"; printf "<svg> half" > "$4" ;; esac; done < "$1"\n' > "$work/bin/gnuplot"
ok 'half a picture: exit 1' with_bin 1 charts "$work/two"
ok 'it is named' has err 'gnuplot has not written all of' '.svg'
ok 'nothing half is left' sh -c '! ls -A "$0" | grep -v "\.dat$"' "$work/two/charts"
cp "$simnic" "$work/bin/simnic"
ok 'without scripts' sh -c 'cd "$0" && ./bin/simnic charts two 2> err; [ $? -eq 1 ]' "$work"
ok 'which are looked for' has err 'scripts in plot/'

if ! command -v gnuplot > /dev/null; then
	echo "# gnuplot is not installed: nothing is drawn"
	finish
fi
quick='--set run.length=5ms --repeat 2 -q'
# shellcheck disable=SC2086 # options
{
	ok 'two schemes' run 0 $quick --charts --force -o "$work/two" "$two"
	ok 'their charts' drawn two counts schemes costs
	ok 'their words' labelled two
	ok 'their units' units two schemes 'throughput (Gb/s)' 'memory per packet (B)' 'busy time (us)' 'p99 latency (us)'
	ok 'the unit of time' units two costs 'busy time per packet (us)'
	ok 'a ring axis' run 0 $quick --charts -o "$work/ring" "$two" --set 'nic.ring.entries=[128,256,1024]'
	ok 'its charts' drawn ring counts schemes costs ring-size
	ok 'its words' labelled ring
	ok 'its units' units ring ring-size 'ring size (descriptors)' 'throughput (Gb/s)' 'confidence interval of 2 runs'
	ok 'many lines: a part for each further value' run 0 $quick --charts -o "$work/parts" "$two" \
		--set 'nic.ring.entries=[128,1024]' --set 'traffic.segment=[512B,1448B,4KiB,9000B]'
	ok 'their words' labelled parts
	ok 'a part has its name' units parts ring-size 'segment 512B' 'segment 9000B'
	ok 'moderation' run 0 $quick --charts -o "$work/pareto" scenarios/vhost-moderation.yaml --set 'nic.moderation.time=[5us,50us]'
	ok 'its words and units' units pareto moderation 'latency (us)' 'interrupts per packet' '99.9th percentile' '50us'
	ok 'a title with what XML and gnuplot give a meaning to' run 0 $quick --charts -o "$work/a'<b>&_{\"" "$two"
	ok 'one block against two' run 0 $quick --no-band --no-what-if --charts -o "$work/gain" scenarios/netkvm-coalesced.yaml \
		--set 'traffic.size=[256B,1514B]'
	ok 'its charts' drawn gain counts costs packet-size coalescing-gain pcie
	ok 'its words' labelled gain
	ok 'its units' units gain coalescing-gain 'gain in throughput (%)' 'packet size (B)' 'limited before by'
	ok 'the units of the link' units gain pcie 'B per packet' 'direction (%)'
	ok 'with other prices, and what would help' run 0 $quick --band --what-if --charts -o "$work/doubt" scenarios/ext2guest.yaml
	ok 'its charts' drawn doubt counts schemes costs what-would-help
	ok 'its words' labelled doubt
	ok 'its range' units doubt schemes 'range over 21'
	ok 'its gains' units doubt what-would-help 'gain in throughput (%)' 'guest core x2' 'resource' '+'
	ok 'in the terminal' run 0 $quick --charts=dumb -o "$work/dumb" "$two"
	ok 'nothing in the folder' test ! -e "$work/dumb/charts"
	full() {
		"$simnic" charts -t dumb "$work/dumb" > /dev/full 2> "$work/err"
		[ $? -eq 1 ] && has err "can't write standard output"
	}
	[ ! -c /dev/full ] || ok 'to a full disk' full
	ok 'in the terminal, by the verb' run 0 charts -t dumb "$work/dumb"
	ok 'as text' has out "Where a packet's time goes" 'big' 'busy time per packet (us)'
	ok 'sensitivity' run 0 sensitivity -q -f json --samples 2 --repeat 1 --set run.length=5ms "$two"
}
mkdir -p "$work/sens"
cp "$work/out" "$work/sens/sens.jsonl"
# What a scenario is about is what its lines show, and is their title; its traffics go by their names.
# shellcheck disable=SC2086 # options
ok 'a scenario that is about something' run 0 $quick --charts --no-band --no-what-if --set nic.ring.entries=256 -o "$work/ping" scenarios/ping-beside-flood.yaml
ok 'its words' labelled ping
ok 'what it is about' units ping queues 'Traffic ping latency p50 by queues' 'traffic ping latency p50 (us)' 'queues, ping from queue with it'
ok 'and nothing else' sh -c '! grep -q -e throughput -e traffic2 "$0"' "$work/ping/charts/queues.svg"
ok 'another by name' run 0 charts "$work/ping" --x queues --y throughput
ok 'is shown' units ping throughput-over-queues 'throughput (Gb/s)'
ok 'its chart' run 0 charts "$work/sens"
ok 'its words' labelled sens
ok 'its units' units sens sensitivity 'effect on throughput (%)'
ok 'claims' run 0 -q --claims -o "$work/claims" scenarios/ext2guest.yaml
ok 'their chart' run 0 charts "$work/claims/claims.jsonl"
ok 'its words' units claims claims 'Published against simulated' 'exact' 'calibrated' 'off by (%)' 'own unit each'
# A single claim: met, missed, or none that two logarithmic axes can show.
# one_claim FOLDER CODE PUBLISHED KIND - judged, into the folder.
one_claim() {
	{
		printf 'simnic: 1\ntitle: a claim\nsource: nobody\nplatform: platform.yaml\ntraffic: {model: constant, rate: 1Mpps}\n'
		printf 'nic: {backend: bare, scheme: big}\nrun: {packets: 20, repeat: 2}\n'
		printf 'claims:\n- {id: a-1, of: packet_rate, published: %s, tolerance: 10%%, kind: %s}\n' "$3" "$4"
	} > "$work/claim.yaml"
	run "$2" -q --claims -o "$work/$1" "$work/claim.yaml"
}
for kind in predicted flagged; do
	ok "a $kind claim alone, met" one_claim $kind-met 0 136kpps $kind
	ok 'its chart' run 0 charts "$work/$kind-met"
done
ok 'a claim alone, missed' one_claim missed 1 1Mpps predicted
ok 'its chart' run 0 charts "$work/missed"
ok 'it is named' units missed claims 'a-1'
ok 'a claim of zero alone' one_claim zero 1 0 predicted
ok 'it has no chart' run 0 charts "$work/zero"
ok 'which is said' has err 'no chart fits these points'
ok 'and not begun' test ! -e "$work/zero/charts"
# Steered.
# shellcheck disable=SC2086 # options
ok 'points to choose from' run 0 $quick -o "$work/steered" "$two" --set 'nic.ring.entries=[128,256,1024]' --set 'traffic.segment=[512B,1448B]'
ok 'a chart as it is asked for' run 0 charts "$work/steered" --x entries --y latency_p99 --by segment --panel nic.scheme.model \
	--log xy --title "How long it waits"
ok 'it alone' drawn steered latency_p99-over-entries-by-segment-at-model
ok 'its words' labelled steered
ok 'the title of the scenario is there, too' units steered latency_p99-over-entries-by-segment-at-model 'two schemes, briefly' 'segment 512B'
ok 'of some points' run 0 charts "$work/steered" --x entries --where segment=512B --where 'model!=big'
ok 'of which there are three' sh -c '[ "$(grep -c "^[0-9]" "$0")" -eq 3 ]' "$work/steered/charts/throughput-over-entries.dat"
ok 'of none' refused 'no point is left' charts "$work/steered" --where segment=1B
ok 'a key that does not vary' refused 'the points do not differ in it' charts "$work/steered" --x queues
ok 'a statistic that is none' refused 'did you mean throughput?' charts "$work/steered" --y througput
ok 'a shape there is not' refused 'expected one of page|16:9|4:3' charts "$work/steered" --size 3:2
# At the size of a slide no letter is smaller than 16 pixels.
slide() {
	"$simnic" charts -q "$work/steered" --size "$1" --palette dark || return 1
	for svg in "$work/steered/charts"/*.svg; do
		case ${svg##*/} in *-over-*) continue ;; esac
		grep -q "viewBox=\"0 0 $2 $3\"" "$svg" || { echo "$svg: not $2 x $3"; return 1; }
		sed -n 's/.*font-size="\([0-9]*\).*/\1/p' "$svg" | awk '$1 < 16 { exit 1 }' || { echo "$svg: small letters"; return 1; }
		grep -q 'fill="#16191d"\|fill="rgb( 22,  25,  29)"' "$svg" || { echo "$svg: not dark"; return 1; }
	done
}
ok 'a slide' slide 16:9 1280 720
ok 'another' slide 4:3 1024 768
again() {
	cp -R "$work/steered/charts" "$work/first" && "$simnic" charts -q "$work/steered" --size 4:3 --palette dark &&
		diff -r "$work/first" "$work/steered/charts"
}
ok 'the same bytes each time' again
for terminal in png pdf; do
	"$simnic" charts -q -t $terminal "$work/two" 2> "$work/err" && ok "$terminal" test -s "$work/two/charts/costs.$terminal"
done
# A look that is left out: the picture is of the time until the next one, and shows both.
stalled() {
	run 0 -q -f json --repeat 1 --set faults.recheck.every=1 --set traffic.rate=10kpps --set run.length=50ms --trace "$work/t/stall.json" \
		scenarios/missing-recheck.yaml || return 1
	run 0 charts --timeline "$work/t/stall.json" && has err "drawn: $work/t/stall.svg" && units_of "$work/t/stall.svg" 'The longest stall' \
		'signal missed' 'told late' 'receive ring: used' 'guest rx on' 'time (us)'
}
units_of() {
	svg=$1
	shift
	for text; do
		grep -q -F -e "$text" "$svg" || { echo "no '$text' in $svg"; return 1; }
	done
}
# Nothing ends it: it lasts from the 50th response, at 1.2 ms, to the end of the run, or of what is recorded of it.
endless() {
	printf '%s\n' 'simnic: 1' "platform: $PWD/scenarios/platforms/kvm-modern.yaml" \
		'traffic: {model: rr, direction: rr, size: 98B, think: 10us}' 'nic: {backend: vhost, scheme: mergeable, notify: {host: event_idx}}' \
		'faults: {interrupt: {at: 50}}' 'run: {warmup: 1ms, length: 50ms, repeat: 1, seed: 1}' > "$work/t/endless.yaml"
	run 1 -q --trace "$work/t/endless.json" "$work/t/endless.yaml" && run 0 charts --timeline "$work/t/endless.json" &&
		units_of "$work/t/endless.svg" 'packets wait for 49.8 ms' &&
		run 1 -q --trace "$work/t/part.json" --trace-from 2ms --trace-for 3ms "$work/t/endless.yaml" &&
		run 0 charts --timeline "$work/t/part.json" && units_of "$work/t/part.svg" 'packets wait for 3 ms'
}
# About 4 Mpps, as the table beside it has them.
rates() {
	run 0 -q -f json --set 'nic.ring.entries=[64,128]' -o "$work/rates" "$PWD/scenarios/hw-ddio.yaml" &&
		run 0 charts -t svg --y packet_rate --x nic.ring.entries "$work/rates" && d=$(ls "$work"/rates/charts/packet_rate*.dat) || return 1
	grep -q "^y_label = 'packet rate (Mpps)'" "$d" && awk '/^EOD/ { on = 0 } on && NF { n++; bad += !($2 > 1 && $2 < 10) } /<< EOD/ { on = 1 } END { exit bad || n < 4 }' "$d"
}
ok 'a rate of millions is told in millions' rates

mkdir "$work/t"
ok 'the time-line of a stall' stalled
ok 'of one that nothing ends' endless
ok 'what is asked of points is not for it' refused '--y asks for points; expected one of the two' charts --timeline --y latency "$work/t/endless.json"
ok 'of a file that is no trace' refused 'expected a trace, as --trace writes it' charts --timeline "$two"
printf '[\n{"ph":"M"\n' > "$work/t/half.json"
ok 'of one that is not whole' run 2 charts --timeline "$work/t/half.json"
finish
