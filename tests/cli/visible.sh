#!/bin/sh
# visible.sh - whatever a title, a name or a file holds, a terminal is given nothing that it would do more with than print it: no control
# characters of one byte or of two, and none that turn the direction of what follows.
# shellcheck disable=SC1091,SC2154,SC2016 # what lib.sh defines; expanded by the inner shell
. "$(dirname "$0")/lib.sh"

# Escape, DEL, a C1 control (CSI), right-to-left override, an isolate, a mark, the deprecated ones, a byte order mark, a tag.
bad=$(printf '\033[2J\177\302\233K\342\200\256ecalp\342\201\246i\342\200\216m\342\201\257d\357\273\277b\363\240\201\201t')
# Letters of a language from right to left, and a joined picture, are none of those.
good=$(printf '\327\251\327\234\327\225\327\235 \303\251 \342\202\254')

# shown FILE... - the files in $work hold none of them.
shown() {
	for each; do
		if LC_ALL=C grep -n -a "$(printf '[\001-\010\013\014\016-\037\177]\|\302[\200-\237]\|\342\200[\216\217\250-\256]\|\342\201[\240-\257]\|\357\273\277\|\363\240[\200\201]')" \
			"$work/$each" | cat -v | head -n 3 | grep .; then
			echo "in $each"
			return 1
		fi
	done
}
# tells ARGUMENT... - both outputs are fit for a terminal.
tells() {
	"$simnic" "$@" > "$work/out" 2> "$work/err" < /dev/null
	code=$?
	[ "$code" -lt 128 ] && { [ -s "$work/out" ] || [ -s "$work/err" ]; } && shown out err
}

# A title, a source, a note and the name of the file.
odd="$work/a$bad.yaml"
{
	# YAML lets neither controls nor a byte order mark stand as they are.
	printf 'simnic: 1\ntitle: "t %s \\u202Eecalp\\u2066i\\u200Em\\u206Fd\\uFEFFb\\U000E0041t"\n' "$good"
	printf 'source: "s %s \\u202Eecalp\\u2066i"\nplatform: platform.yaml\ntraffic: {model: constant, rate: 1Mpps}\n' "$good"
	printf 'nic: {backend: bare, scheme: big}\nrun: {packets: 20, repeat: 2}\n'
	printf 'claims:\n- {id: a-1, of: packet_rate, published: 136kpps, tolerance: 10%%, kind: predicted, note: "\\u202E"}\n'
} > "$odd"
printf '%s\n' "$bad" > "$work/bad"
seen() {
	! shown bad
}
ok 'the test sees them' seen
printf '%s\n' "$good" > "$work/good"
ok 'and nothing else' shown good

ok 'it is a scenario' run 0 --check "$odd"
ok 'a run' tells "$odd"
ok 'its title' has out "t $good ???ecalp"
ok 'verbose' tells -v "$odd"
ok 'JSON' tells -f json "$odd"
ok 'JSON says what it was' has out 'ecalp' '\u202e' '\u009b' '\u007f' '\udb40\udc41' "$good"
ok 'CSV' tells -f csv "$odd"
ok 'a check' tells --check "$odd"
ok 'the configuration' tells --print-config "$odd"
ok 'claims' tells --claims "$odd"
ok 'claims as JSON' tells --claims -f json "$odd"
ok 'claims as Markdown' tells --claims -f markdown "$odd"
ok 'what it would do' tells --dry-run "$odd"
ok 'sensitivity' tells sensitivity -q --samples 2 --repeat 1 "$odd"
ok 'an option' tells "--$bad"
ok 'a verb' tells "$bad"
ok 'a setting' tells --set "$bad=1" "$odd"
ok 'a value' tells --set "traffic.rate=$bad" "$odd"
ok 'a file that is not there' tells "$work/$bad.yaml"
sed "s/^nic:.*/nic: {backend: \"b\\\\u202E\\\\x9b\", scheme: big}/" "$odd" > "$work/wrong.yaml"
ok 'a word that is wrong' tells "$work/wrong.yaml"
folder="$work/o$bad"
ok 'into a folder' tells -o "$folder" "$odd"
(cd "$folder" && cat ./*.txt ./*.csv ./*.jsonl) > "$work/files"
ok 'its text, CSV and JSON' shown files
for format in text markdown; do
	ok "its report, $format" tells report -f $format "$folder"
done
ok 'its page' tells report "$folder"
ok 'a folder that is not there' tells report "$folder$bad"
ok 'resumed' tells --resume -o "$folder" "$odd"
ok 'of another' tells -o "$folder" --set traffic.rate=2Mpps "$odd"
ok 'merged' tells merge "$folder" -o "$work/m$bad"
ok 'charts' tells charts "$folder"
ok 'charts here' tells charts -t dumb "$folder"
# What gnuplot says of a file that it can't read.
mkdir "$work/bin"
printf '#!/bin/sh\necho "can not read $3" >&2\nexit 1\n' > "$work/bin/gnuplot"
chmod +x "$work/bin/gnuplot"
gnuplot_says() (
	PATH=$work/bin:$PATH
	"$simnic" charts "$folder" > "$work/out" 2> "$work/err"
	[ $? -eq 1 ] && shown out err && has err 'can not read ' 'gnuplot failed on'
)
ok 'what gnuplot says' gnuplot_says
finish
